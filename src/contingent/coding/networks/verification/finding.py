"""Findings: what running one reference case again has shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

TOLERANCE = 1e-9


class Verdict(StrEnum):
    """What a case shows. `FAULT`: DNA's numbers are reproduced, and ours differ for documented reasons; `NOT_RUN`: the
    case asks for something that is not understood."""

    HOLDS = "holds"
    FAULT = "documented fault"
    NOT_REPRODUCIBLE = "not reproducible"
    NOT_RUN = "not run"
    DEVIATES = "deviates"


FAILING = (Verdict.DEVIATES, Verdict.NOT_RUN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One case.

    Attributes:
        case: its name.
        file: the file it stands in.
        kind: what was compared: `network`, `12 networks`, `GraphML` ...
        statements: how many were counted here; None where the case does not say.
        reference_statements: how many the case says.
        size: rows x columns, in words.
        numbers: how many were compared.
        largest: largest absolute difference to the numbers as DNA computes them.
        at: where, in words.
        verdict: what follows.
        reasons: why our own value differs, or why the case was not run.
        ours: for a documented fault, our own value where it is furthest from the reference, in words.
        told: what else is worth knowing.
    """

    case: str
    file: str
    kind: str
    statements: int | None = None
    reference_statements: int | None = None
    size: str = ""
    numbers: int = 0
    largest: float = 0.0
    at: str = ""
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    ours: str = ""
    told: tuple[str, ...] = ()


def apart(ours: Array, theirs: Array) -> tuple[float, tuple[int, ...]]:
    """Return the largest absolute difference of two arrays of one shape and where it is; two NaN are equal."""
    import numpy as np

    if not ours.size:
        return 0.0, ()
    with np.errstate(invalid="ignore"):
        found = np.where((ours == theirs) | (np.isnan(ours) & np.isnan(theirs)), 0.0, np.abs(ours - theirs))
    found = np.where(np.isnan(found), math.inf, found)
    at = np.unravel_index(int(np.argmax(found)), found.shape)
    return float(found[at]), tuple(int(each) for each in at)


def not_run(case: str, file: str, reasons: Sequence[str], kind: str = "network") -> Finding:
    """Return the finding of a case that could not be run."""
    return Finding(case=case, file=file, kind=kind, verdict=Verdict.NOT_RUN, reasons=tuple(reasons))
