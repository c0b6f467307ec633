"""Agenda: frozen actor x issue arrays, the one thing decision models read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agenda:
    """Positions of `actors` on `issues` as arrays of shape (actors, issues); NaN where an actor holds none.

    `value`, `low`, `high` and `salience` are on 0-100. Made with `Agenda.of`; the arrays are read-only.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    value: Array
    low: Array
    high: Array
    salience: Array
