"""Fictional dialogue of Dushanbe, 2017: invented, with its text, to compare dialogues."""
