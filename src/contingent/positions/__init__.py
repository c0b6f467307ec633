"""From statements to positions of actors on issues, and the agenda decision models read."""
