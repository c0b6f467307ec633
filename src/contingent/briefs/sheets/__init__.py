"""Sheets of the record: one page on a contributor, an operation or a group, and the map; each leads back to rows."""
