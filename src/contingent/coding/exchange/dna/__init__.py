"""Databases of the Discourse Network Analyzer, version 3 (`.dna`, SQLite)."""
