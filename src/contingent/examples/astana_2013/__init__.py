"""The Astana dialogue of 5-6 November 2013: Central Asia and peace operations."""
