"""Fetching published tables: the United Nations data hub, and the old portal's files on the humanitarian exchange."""
