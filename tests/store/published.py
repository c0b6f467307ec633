"""Published files made up for tests: the template, filled with as many rows as a test needs."""

from __future__ import annotations

import random
from itertools import islice, product
from pathlib import Path

FIRST = ("BGD", "ETH", "FRA", "GHA", "IND", "IDN", "ITA", "JOR", "KAZ", "KEN")
CONTRIBUTORS = (*FIRST, "NPL", "NGA", "PAK", "RWA", "SEN", "ESP", "TZA", "UKR", "URY", "ZMB")
OPERATIONS = ("MINURSO", "MINUSMA", "MONUSCO", "UNAMID", "UNDOF", "UNFICYP", "UNIFIL", "UNMISS", "UNOCI", "UNMIL")
KINDS = ("troops", "staff", "experts", "individual_police", "formed_police")
MONTHS = tuple(f"{year}-{month:02d}" for year in range(1991, 2016) for month in range(1, 13))
MOST = len(CONTRIBUTORS) * len(OPERATIONS) * len(KINDS) * len(MONTHS)


def write_table(path: Path, rows: int, seed: int = 1) -> Path:
    """Write a template with this many rows, no two for the same cell, and return its path."""
    assert rows <= MOST
    dice = random.Random(seed)
    cells = islice(product(MONTHS, CONTRIBUTORS, OPERATIONS, KINDS), rows)
    lines = [f"{','.join(cell)},{dice.randrange(1, 2000)},,,made up,\n" for cell in cells]
    path.write_text("month,contributor,operation,kind,number,female,male,source,note\n" + "".join(lines))
    return path
