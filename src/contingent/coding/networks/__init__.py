"""Discourse networks: who is tied to which concept, and to whom, by what was said."""
