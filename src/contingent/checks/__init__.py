"""Statements against the record: a claim becomes a verdict."""
