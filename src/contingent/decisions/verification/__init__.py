"""Verification: reference files of published or peer runs, run again and compared number by number."""
