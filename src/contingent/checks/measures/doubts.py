"""Doubts: what is wrong, or may be, with the rows a finding rests on."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.records.contributions import Contribution
from contingent.records.record import Record


def doubts(record: Record, rows: Sequence[Contribution]) -> str | None:
    """Return what is known to be at fault with rows of the record, in words; None where nothing is."""
    return None
