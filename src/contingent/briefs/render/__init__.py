"""A brief rendered: HTML here; other formats read the same Brief."""
