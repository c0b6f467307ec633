"""Told: one brief, every figure with its way back to the evidence."""
