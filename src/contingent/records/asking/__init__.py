"""Asking the record: one question, one table, with the snapshots behind every figure."""
