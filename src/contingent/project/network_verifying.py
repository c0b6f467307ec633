"""Running reference networks of DNA again, as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def verify_networks(
    database: str | Path, cases: Sequence[str | Path], told: Callable[[str], None] = lambda _: None
) -> Row:
    """Return what running reference cases of networks again on a DNA database shows.

    Returns:
        `cases`, one row each with `case`, `file`, `kind`, `statements`, `reference_statements`, `size`, `numbers`,
        `largest`, `at`, `verdict`, `reasons`, `ours`, `told`; `left_out`, what of the database could not be read;
        `failed`, how many cases deviate or were not run.

    Raises:
        NotFoundError: the database, a file or a folder is not there.
        InputError: the database cannot be read.
    """
    from contingent.coding.networks.verification.finding import FAILING
    from contingent.coding.networks.verification.verifying import verify

    found, left_out = verify(Path(database), [Path(each) for each in cases], told)
    return {
        "cases": [asdict(each) | {"verdict": each.verdict.value, "file": Path(each.file).name} for each in found],
        "left_out": list(left_out),
        "failed": sum(each.verdict in FAILING for each in found),
    }
