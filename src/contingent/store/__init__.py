"""Kept: the project file, its journal, its migrations."""
