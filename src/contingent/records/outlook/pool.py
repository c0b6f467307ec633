"""The outlook of each contributor as a distribution: what happened next to contributors that stood like this one.

No forecast of one number beats the last value; what can be told honestly is how far from it numbers tend to move. Past
changes over the same horizon are drawn on, weighted by likeness (size, how much it moved of late and over a year, how
long it has been a contributor, which way it went), by recency, and more where they are the contributor's own. Two
outcomes are kept whole: that nothing changes, and that nobody is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.records.outlook.likeness import LIKENESS, Likeness, Past, past_of
from contingent.records.outlook.panel import LONGEST_SILENCE, Mask, Numbers, Panel

LEVELS: Numbers = (np.arange(200) + 0.5) / 200
"""The levels of the quantiles of every outlook: 200, equally probable, from 0.0025 to 0.9975."""

LEAST_CHANGES = 24
"""An outlook draws on at least so many past changes."""

HANDFUL = 10
"""From so many persons on, only the past of those that left tells of leaving, no past of rising or falling."""

_EXACT = 2.0**40  # weights are whole numbers in this unit, so that their sums do not depend on the order


def forecast(
    panel: Panel, origin: Month | int | None = None, horizons: Sequence[int] = (1, 3, 6, 12),
    likeness: Likeness = LIKENESS, only: Mask | None = None,
) -> Numbers:  # fmt: skip
    """Return the distribution of each contributor's personnel some columns after an origin.

    Args:
        panel: contributors x months, see `panel.Panel`. Whatever it holds after the origin is not looked at.
        origin: the last month that is known, as a month or a column; None: the last of the panel.
        horizons: columns ahead: months of a monthly panel, years of an annual one.
        likeness: how past months are weighed.
        only: the rows that are wanted; the others are left nan, which saves their time.

    Returns:
        Persons, whole numbers, of shape contributors x horizons x 200: for each the quantiles at `LEVELS`, ascending,
        0 at least. All nan for a contributor that had never contributed by then (no claim is made), or of whom nothing
        has been known for more than a year. Where the number of the origin is not known, the outlook starts at the
        last one that is, and looks as much further ahead. The same input gives the same output, to the last bit.

    Raises InputError if a horizon is not a whole number of at least 1, or the panel is too short to learn from.
    """
    asked = _horizons(horizons)
    before = panel.until(panel.place(origin))
    past = past_of(before, likeness)
    made = np.full((len(panel.contributors), len(asked), len(LEVELS)), np.nan)
    silent = silence(past.numbers)
    known = past.known[:, -1] if only is None else past.known[:, -1] & only
    for gap in np.unique(silent[known]):
        if gap * panel.step > LONGEST_SILENCE:
            continue
        rows = np.flatnonzero(known & (silent == gap))
        made[rows] = _looking(past, rows, asked, int(gap), likeness, panel)
    return made


def silence(numbers: Numbers) -> NDArray[np.intp]:
    """Return for how many columns nothing has been known of each contributor, at the last column."""
    unknown = np.isnan(numbers[:, ::-1])
    return np.asarray(np.where(unknown.all(axis=1), numbers.shape[1], unknown.argmin(axis=1)))


def last_values(panel: Panel, origin: Month | int | None = None) -> Numbers:
    """Return the last number known of each contributor at an origin, in persons: the forecast none has beaten.

    nan where nothing is known, or nothing for more than a year.
    """
    numbers = panel.until(panel.place(origin)).numbers
    silent = silence(numbers)
    found = numbers[np.arange(len(numbers)), np.maximum(numbers.shape[1] - 1 - silent, 0)]
    return np.where(silent * panel.step > LONGEST_SILENCE, np.nan, found)


def _horizons(horizons: Sequence[int]) -> tuple[int, ...]:
    if not horizons or any(int(each) != each or each < 1 for each in horizons):
        raise InputError(
            f"{list(horizons)} are no horizons.", remedy="Ask for whole numbers of months ahead, 1 or more."
        )
    return tuple(int(each) for each in horizons)


@dataclass(frozen=True, eq=False)
class _Changes:
    """Past changes of one sort: whose, from what, to what, where in the window they start, how recent they are."""

    whose: NDArray[np.intp]
    before: Numbers
    after: Numbers
    starts: NDArray[np.intp]
    recent: Numbers


def _window(past: Past, likeness: Likeness, step: int) -> slice:
    return slice(max(0, past.end - round(likeness.window / step)), past.end + 1)


def _changes(past: Past, horizon: int, likeness: Likeness, step: int, *, there: bool) -> _Changes:
    """All changes over a horizon that ended by the origin and began with somebody there, or with nobody."""
    window = _window(past, likeness, step)
    columns = np.arange(window.start, past.end - horizon + 1)
    columns = columns[past.usable[columns] & past.usable[columns + horizon]]
    before, after = past.numbers[:, columns], past.numbers[:, columns + horizon]
    wanted = past.known[:, columns] & ~np.isnan(before) & ~np.isnan(after) & ((before > 0) == there)
    whose, place = np.nonzero(wanted)
    return _Changes(
        whose=whose,
        before=before[wanted],
        after=after[wanted],
        starts=whose * (window.stop - window.start) + columns[place] - window.start,
        recent=np.exp(-(past.end - horizon - columns[place]) * step / likeness.memory),
    )


def _looking(
    past: Past, rows: NDArray[np.intp], horizons: Sequence[int], gap: int, likeness: Likeness, panel: Panel
) -> Numbers:  # fmt: skip
    """The quantiles of some contributors, last known `gap` columns before the origin."""
    start, window = past.end - gap, _window(past, likeness, panel.step)
    made = np.full((len(rows), len(horizons), len(LEVELS)), np.nan)
    now = past.numbers[rows, start]
    for there in (True, False):
        wanted = np.flatnonzero((now > 0) == there)
        if not len(wanted):
            continue
        sets = [_changes(past, horizon + gap, likeness, panel.step, there=there) for horizon in horizons]
        if there:
            _enough(sets, [(horizon + gap) * panel.step for horizon in horizons], panel.month(past.end))
        features = past.there if there else past.gone
        seen = np.ascontiguousarray(features[:, :, window]).reshape(len(features), -1)
        for place in wanted:
            distance = np.square(seen - features[:, rows[place], start][:, None]).sum(axis=0)
            for each, changes in enumerate(sets):
                if len(changes.before):
                    made[place, each] = _quantiles(changes, distance, int(rows[place]), float(now[place]), likeness)
    return made


def _enough(sets: Sequence[_Changes], months: Sequence[int], origin: Month) -> None:
    for changes, ahead in zip(sets, months, strict=True):
        if len(changes.before) < LEAST_CHANGES:
            raise InputError(
                f"The record holds {len(changes.before)} changes over {ahead} month{'s' * (ahead != 1)} in the years "
                f"up to {origin}; an outlook needs {LEAST_CHANGES} at least.",
                remedy="Ask for fewer months ahead, look ahead from an earlier month, or import earlier lists.",
            )


def _quantiles(changes: _Changes, distances: Numbers, row: int, now: float, likeness: Likeness) -> Numbers:
    distance = distances[changes.starts]
    near = _nearest(distance, likeness.nearest)
    distance, before, after = distance[near], changes.before[near], changes.after[near]
    weight = changes.recent[near] * np.exp(-0.5 * (distance - distance.min()))
    weight = weight * np.where(changes.whose[near] == row, likeness.own, 1.0)
    if now == 0:
        return _weighted(after, weight)
    power = likeness.power(now)
    change = after**power - before**power
    least = np.where((after > 0) & (now >= HANDFUL), 1.0, 0.0)
    forth = np.maximum(np.maximum(now**power + change, 0) ** (1 / power), least)
    back = np.maximum(np.maximum(now**power - change, 0) ** (1 / power), least)
    forth = np.where(after == 0, 0.0, np.where(change == 0, now, forth))
    back = np.where(change == 0, now, back)
    share = likeness.mirrored
    return _weighted(np.concatenate([forth, back]), np.concatenate([weight * (1 - share), weight * share]))


def _nearest(distance: Numbers, number: int) -> NDArray[np.intp]:
    """The places of the smallest distances; all of those that are as far as the last of them."""
    if len(distance) <= number:
        return np.arange(len(distance))
    return np.flatnonzero(distance <= np.partition(distance, number - 1)[number - 1])


def _weighted(values: Numbers, weights: Numbers) -> Numbers:
    """The quantiles of weighted values at `LEVELS`, in whole persons, each one a value that was drawn on."""
    whole = np.rint(values)
    order = np.argsort(whole, kind="stable")
    added = np.cumsum(np.rint(weights[order] * _EXACT).astype(np.int64))
    return np.asarray(whole[order][np.searchsorted(added, LEVELS * added[-1])])
