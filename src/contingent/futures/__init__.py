"""Many draws over what is uncertain: named random streams and ensembles."""
