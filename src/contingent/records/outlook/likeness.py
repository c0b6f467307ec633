"""Likeness: what about a contributor's past says how it may change, and how near two contributors' months are.

Every feature looks back only, so a month's features are the same whatever came after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contingent.records.outlook.panel import Numbers, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How past months are weighed. All were chosen on origins from 1996 to 2002; see `docs/outlook.md`.

    Attributes:
        window: months of the past that are drawn on.
        memory: months after which a past change weighs 1/e.
        nearest: of all past months, so many of the most alike are drawn on.
        own: how many times a contributor's own past counts.
        mirrored: share of weight on the same change the other way round: a past that grew need not go on growing.
        size, lively, busy, age, drift: widths of the kernel, in units of the features.
        gone: width of the kernel for those with nobody there now, on how long that has been.
        powers, sizes: a change is moved from one size to another on the scale number ** power; the power rises from
            the first to the second between these two sizes.
    """

    window: int = 72
    memory: float = 48
    nearest: int = 1000
    own: float = 4
    mirrored: float = 0.4
    size: float = 1.0
    lively: float = 1.2
    busy: float = 1.2
    age: float = 1.0
    drift: float = 2.0
    gone: float = 1.0
    powers: tuple[float, float] = (0.5, 0.8)
    sizes: tuple[float, float] = (20, 2000)

    def power(self, number: float) -> float:
        """Return the power of the scale on which changes are moved to a contributor of some size."""
        low, high = np.log(self.sizes)
        share = float(np.clip((np.log(number) - low) / (high - low), 0, 1))
        return self.powers[0] + share * (self.powers[1] - self.powers[0])


LIKENESS = Likeness()

_RECENT, _YEAR, _LONGEST = 3, 12, 60


@dataclass(frozen=True, eq=False)
class Past:
    """A panel up to its origin, made ready: holes closed, unknown cells told apart, features of every month.

    Attributes:
        numbers: persons as known, nan elsewhere; holes in the reporting are closed.
        there: features of a month with somebody there, features x contributors x columns, in kernel widths.
        gone: features of a month with nobody there, likewise.
        known: whether the contributor had contributed by that month.
        usable: which columns may begin or end a change: not those that were carried forward.
    """

    numbers: Numbers
    there: Numbers
    gone: Numbers
    known: np.ndarray
    usable: np.ndarray

    @property
    def end(self) -> int:
        """The last column."""
        return int(self.numbers.shape[1]) - 1


def past_of(panel: Panel, likeness: Likeness = LIKENESS) -> Past:
    """Return what is known at the last month of a panel."""
    numbers = panel.numbers
    if panel.width > 2:
        numbers = numbers.copy()
        holes = panel.holes
        numbers[:, 1:][holes[:, 1:]] = panel.numbers[:, :-1][holes[:, 1:]]
    filled = carried(numbers)
    root, step = np.sqrt(filled), panel.step
    age = np.log1p(np.cumsum(filled > 0, axis=1) * step) / likeness.age
    there = [
        np.log1p(filled) / likeness.size,
        _activity(root, _columns(_RECENT, step), step) / likeness.lively,
        _activity(root, _columns(_YEAR, step), step) / likeness.busy,
        age,
        np.arcsinh(root - _earlier(root, _columns(_RECENT, step))) / likeness.drift,
    ]
    gone = [np.log1p(np.minimum(since_there(filled) * step, _LONGEST)) / likeness.gone, age]
    return Past(
        numbers=numbers,
        there=np.stack(there),
        gone=np.stack(gone),
        known=np.asarray(np.cumsum(filled > 0, axis=1) > 0),
        usable=~panel.stale,
    )


def _columns(months: int, step: int) -> int:
    return max(1, round(months / step))


def carried(numbers: Numbers) -> Numbers:
    """Return the numbers with unknown cells as they last were known, 0 before."""
    known = ~np.isnan(numbers)
    places = np.maximum.accumulate(np.where(known, np.arange(numbers.shape[1]), -1), axis=1)
    found = np.take_along_axis(np.nan_to_num(numbers), np.maximum(places, 0), axis=1)
    return np.where(places >= 0, found, 0.0)


def _earlier(root: Numbers, columns: int) -> Numbers:
    """The same some columns earlier; in the first columns, where there is none, the same column."""
    moved = root.copy()
    moved[:, columns:] = root[:, :-columns] if columns < root.shape[1] else moved[:, columns:]
    return moved


def _activity(root: Numbers, columns: int, step: int) -> Numbers:
    """How much the square root of the number moved over the last columns, up and down added: log of a yearly rate."""
    moved = np.abs(np.diff(root, axis=1, prepend=root[:, :1]))
    added = np.cumsum(moved, axis=1)
    recent = added.copy()
    recent[:, columns:] -= added[:, :-columns] if columns < root.shape[1] else 0.0
    return np.asarray(np.log(np.maximum(recent, 0) / (columns * step) * _YEAR + 0.3))


def since_there(filled: Numbers) -> Numbers:
    """Return how many columns ago somebody was there; since the first column for those that never were."""
    places = np.maximum.accumulate(np.where(filled > 0, np.arange(filled.shape[1]), 0), axis=1)
    return np.asarray(np.arange(filled.shape[1]) - places, float)
