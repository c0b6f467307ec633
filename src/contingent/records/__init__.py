"""Done: who exists, who belongs to what, which operations there were, and who contributed to them."""
