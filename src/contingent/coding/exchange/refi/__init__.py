"""REFI-QDA, the exchange format of the tools for qualitative analysis: projects (.qdpx) and codebooks (.qdc)."""
