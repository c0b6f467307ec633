"""Fictional dialogue of Bishkek, 2015: invented, with its text, to compare dialogues."""
