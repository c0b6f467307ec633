"""Building networks: one of all statements, or one for each window or slice of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.coding.networks.counting import Count, count, filled
from contingent.coding.networks.kernels import kernel_counts, kernel_weights
from contingent.coding.networks.network import Network, Sayings
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.spells import Spell, event_spells, range_of, spells
from contingent.coding.networks.weighing import Scale, weights

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


def network(sayings: Sayings, settings: Settings) -> Network:
    """Return the network of all statements that pass; a unit of time in the settings is not looked at.

    Raises:
        NotFoundError: the sayings have no such variable.
        InputError: the levels of the qualifier are too many or leave their scale.
    """
    counted = count(sayings, settings)
    whole = range_of(sayings, settings)
    spell = None if whole is None else Spell(start=whole[0], stop=whole[1], time=_middle(*whole))
    return _told(counted, counted.array(), settings, spell, len(counted))


def networks(sayings: Sayings, settings: Settings) -> tuple[Network, ...]:
    """Return the networks of all windows or kernel slices in order of time; of one without a unit.

    Statements without a moment are in none of them; a note of each network says how many. Nodes of windows are those
    of which a statement is counted in the window (all with `isolates`); nodes of slices are the same in all.

    Raises:
        NotFoundError: the sayings have no such variable.
        InputError: too many windows; levels too many or beyond their scale.
    """
    return tuple(each_network(sayings, settings))


def each_network(sayings: Sayings, settings: Settings) -> Iterator[Network]:
    """Give the networks that `networks` returns, one by one."""
    if settings.unit is None:
        yield network(sayings, settings)
        return
    counted = dated(count(sayings, settings))
    if settings.kernel is not None:
        yield from _slices(sayings, settings, counted)
    elif settings.unit == "events":
        for spell, places in event_spells(counted, settings):
            x = filled(counted.cells[places], None if counted.weights is None else counted.weights[places],
                       counted.shape)  # fmt: skip
            yield _windowed(counted, x, settings, spell, len(places))
    else:
        yield from _windows(sayings, settings, counted)


def dated(counted: Count) -> Count:
    """Return a count without its statements that have no moment; a note says how many."""
    import numpy as np

    there = ~np.isnat(counted.days)
    if there.all():
        return counted
    return replace(
        counted, places=counted.places[there], row_at=counted.row_at[there], column_at=counted.column_at[there],
        level_at=counted.level_at[there], days=counted.days[there],
        weights=None if counted.weights is None else counted.weights[there],
        notes=(*counted.notes, f"{int((~there).sum())} without a moment"),
    )  # fmt: skip


def _windows(sayings: Sayings, settings: Settings, counted: Count) -> Iterator[Network]:
    """Count window by window: what leaves is taken off, what enters is added; statements stand in order of time.

    Where windows share little, or statements have weights that are no whole numbers, each is counted anew.
    """
    import numpy as np

    cells, days = counted.cells, counted.days
    size = int(np.prod(counted.shape))
    running = np.zeros(size)
    before = (0, 0)
    for spell in spells(sayings, settings):
        first = int(np.searchsorted(days, np.datetime64(spell.start, "s"), side="left"))
        last = int(np.searchsorted(days, np.datetime64(spell.stop, "s"), side="right"))
        moved = abs(first - before[0]) + abs(last - before[1])
        if counted.weights is not None or moved >= last - first or first >= before[1]:
            some = None if counted.weights is None else counted.weights[first:last]
            running = filled(cells[first:last], some, counted.shape).ravel()
        else:
            for low, high, sign in ((before[0], first, -1.0), (before[1], last, 1.0)):
                _shift(running, cells[low:high], sign) if low <= high else _shift(running, cells[high:low], -sign)
        before = (first, last)
        yield _windowed(counted, running.reshape(counted.shape).copy(), settings, spell, last - first)


def _shift(running: Array, cells: Array, sign: float) -> None:
    import numpy as np

    if len(cells) > len(running) // 8:
        running += sign * np.bincount(cells, minlength=len(running))
    else:
        np.add.at(running, cells, sign)


def _windowed(counted: Count, x: Array, settings: Settings, spell: Spell, number: int) -> Network:
    """Return the network of a window; without isolates only nodes with a statement in it stay."""
    if settings.isolates:
        return _told(counted, x, settings, spell, number)
    import numpy as np

    flat = x.reshape(x.shape[0], x.shape[1] * x.shape[2])
    there: list[Any] = [flat.any(axis=1), flat.any(axis=0).reshape(x.shape[1:]).any(axis=1)]
    if there[0].all() and there[1].all():
        return _told(counted, x, settings, spell, number)
    rows, columns = (np.flatnonzero(each) for each in there)
    small = replace(
        counted, rows=tuple(counted.rows[n] for n in rows), columns=tuple(counted.columns[n] for n in columns)
    )
    return _told(small, x[np.ix_(rows, columns)], settings, spell, number)


def _slices(sayings: Sayings, settings: Settings, counted: Count) -> Iterator[Network]:
    whole, all_of = counted.array(), range_of(sayings, settings)
    for spell in spells(sayings, settings):
        x, number = kernel_counts(counted, settings, spell)
        if all_of is not None and settings.kernel == "gaussian":  # which looks at all of time
            spell = replace(spell, start=all_of[0], stop=all_of[1])
        found = kernel_weights(x, whole, Scale(counted.kind, counted.levels), settings)
        yield _told(counted, found, settings, spell, number, weighed=True)


def _told(
    counted: Count, x: Array, settings: Settings, spell: Spell | None, number: int, *, weighed: bool = False
) -> Network:
    found = x if weighed else weights(x, Scale(counted.kind, counted.levels), settings)
    return Network(
        rows=counted.rows, columns=counted.rows if settings.one_mode else counted.columns, weights=found,
        one_mode=settings.one_mode, settings=settings.as_dict(), statements=number, notes=counted.notes,
        start=None if spell is None else spell.start.isoformat(),
        stop=None if spell is None else spell.stop.isoformat(),
        time=None if spell is None else spell.time.isoformat(),
    )  # fmt: skip


def _middle(start: datetime, stop: datetime) -> datetime:
    return (start + (stop - start) / 2).replace(microsecond=0)
