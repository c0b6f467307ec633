"""Collective decisions: one contract, one file a model."""
