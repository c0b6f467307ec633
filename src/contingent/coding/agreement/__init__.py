"""Agreement between coders: how far independent codings of the same reports say the same."""
