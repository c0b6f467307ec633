"""Taguette projects: its SQLite file, its table of highlights and its codebook."""
