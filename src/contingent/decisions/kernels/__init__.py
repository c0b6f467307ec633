"""Arithmetic of the models over many draws: compiled twins of the NumPy references, one file a model and device."""
