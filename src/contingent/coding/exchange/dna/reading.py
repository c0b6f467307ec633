"""Reading a DNA 3 database whole."""

from __future__ import annotations

from pathlib import Path

from contingent.coding.exchange.dna.parcel import parcel_of
from contingent.coding.exchange.dna.tables import read_tables
from contingent.coding.exchange.parcel import Parcel


def read_dna(path: Path) -> Parcel:
    """Return what a `.dna` file holds, its offsets in code points. Raises what `read_tables` raises."""
    return parcel_of(read_tables(path))
