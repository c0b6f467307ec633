"""The steps, in order: `0001` is the first format."""
