"""Evidence: the statements behind one weight of a network, and what each of them adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from contingent.base.errors import NotFoundError, UsageError
from contingent.coding.networks.building import dated
from contingent.coding.networks.counting import Count, count, filled
from contingent.coding.networks.kernels import nearness
from contingent.coding.networks.network import Sayings
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.spells import event_spells, spells
from contingent.coding.networks.weighing import Scale, denominators, levels_weights, powers, ties, weights

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One statement behind a weight: its id, its node, the concept and level it counts at, and what it adds."""

    statement: str
    row: str
    column: str
    level: str | int | bool | None
    adds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A weight and its shares, which sum up to it, the largest first.

    In a one-mode network a pair of statements adds to both of its statements in equal halves, so that a statement's
    share says how much of the weight would go with it, were all its pairs halved.

    Attributes:
        weight: the weight.
        divisor: what normalisation divided by; None without.
        shares: one for each statement that counts in the cell; shares of 0 are kept.
    """

    weight: float
    divisor: float | None
    shares: tuple[Share, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of all statements, each once."""
        return tuple(dict.fromkeys(each.statement for each in self.shares))


def evidence(sayings: Sayings, settings: Settings, row: str, column: str, at: int | None = None) -> Evidence:
    """Return the statements behind the weight of `row` and `column`, and what each adds.

    Args:
        sayings: the statements of the network.
        settings: of the network; without `compatibility`.
        row: label of the row.
        column: label of the column; in a one-mode network of the other node.
        at: place of the network among those of `networks`, from 0; None for the network of all.

    Raises:
        NotFoundError: the network has no such label, or there is no such window.
        UsageError: a node and itself, or weights by DNA's faults.
    """
    if settings.compatibility:
        raise UsageError("Weights by DNA's faults are not explained.", remedy="Ask without compatibility.")
    counted = count(sayings, settings) if at is None else _of_window(sayings, settings, at)
    ends = _place(counted.rows, row), _place(counted.rows if settings.one_mode else counted.columns, column)
    if settings.one_mode and ends[0] == ends[1]:
        raise UsageError("A node is not tied to itself.", record=row, remedy="Name two nodes.")
    return (_one_mode if settings.one_mode else _two_mode)(sayings, settings, counted, ends)


def _place(labels: tuple[str, ...], wanted: str) -> int:
    if wanted not in labels:
        known = ", ".join(labels[:20]) or "none"
        raise NotFoundError(f"The network has no node {wanted!r}.", remedy=f"It has: {known}.")
    return labels.index(wanted)


def _of_window(sayings: Sayings, settings: Settings, at: int) -> Count:
    """Return the count of one window, or of one slice with kernel weights as the weights of its statements."""
    import numpy as np

    counted = dated(count(sayings, settings))
    if settings.unit == "events":
        found = next(islice(event_spells(counted, settings), at, None), None)
        return _only(counted, found[1]) if found is not None else _none_such(at)
    spell = next(islice(spells(sayings, settings), at, None), None)
    if spell is None:
        return _none_such(at)
    if settings.kernel is None:
        within = (counted.days >= np.datetime64(spell.start, "s")) & (counted.days <= np.datetime64(spell.stop, "s"))
        return _only(counted, np.flatnonzero(within))
    given = nearness(counted.days, settings, spell)
    given = np.sqrt(given) if settings.one_mode else given
    return replace(counted, weights=given if counted.weights is None else given * counted.weights)


def _none_such(at: int) -> Count:
    raise NotFoundError(f"There is no network {at}.", remedy="Count from 0 in the order of time.")


def _only(counted: Count, places: Array) -> Count:
    parts = {name: getattr(counted, name)[places] for name in ("places", "row_at", "column_at", "level_at", "days")}
    return replace(counted, **parts, weights=None if counted.weights is None else counted.weights[places])


def _two_mode(sayings: Sayings, settings: Settings, counted: Count, ends: tuple[int, int]) -> Evidence:
    import numpy as np

    scale, x, given = _parts(counted)
    weight = float(weights(x, scale, settings)[ends])
    here = np.flatnonzero((counted.row_at == ends[0]) & (counted.column_at == ends[1]))
    level = counted.level_at[here]
    if settings.aggregation == "combine":
        sums = x[ends][level]
        worth = np.divide(powers(scale)[level], sums, out=np.zeros(len(here)), where=sums > 0)
    else:
        worth = levels_weights(scale, settings)[level]
    divisor = None if settings.normalisation == "no" else _divisor(x, settings, ends)
    adds = given[here] * worth / (divisor or 1.0)
    return _told(sayings, counted, here, adds, weight, divisor)


def _divisor(x: Array, settings: Settings, ends: tuple[int, int]) -> float:
    said = (x > 0).sum(axis=2).astype(float) if settings.aggregation == "combine" else x.sum(axis=2)
    return float(said[ends[0]].sum() if settings.normalisation == "activity" else said[:, ends[1]].sum())


def _one_mode(sayings: Sayings, settings: Settings, counted: Count, ends: tuple[int, int]) -> Evidence:
    import numpy as np

    scale, x, given = _parts(counted)
    weight = float(weights(x, scale, settings)[ends])
    bottom = denominators(x, scale, settings)
    divisor = None if bottom is None else float(bottom[ends])
    here, adds = [], []
    for mine, other in (ends, ends[::-1]):
        places = np.flatnonzero(counted.row_at == mine)
        met = _met(x[other], scale, settings)[counted.column_at[places], counted.level_at[places]]
        spoken = x[other].sum(axis=1)[counted.column_at[places]] > 0
        kept = spoken | (met != 0)
        here.append(places[kept])
        adds.append(given[places[kept]] * met[kept])
    found = np.concatenate(here)
    shares = np.concatenate(adds) / (divisor or 1.0) if divisor != 0 else np.zeros(len(found))
    return _told(sayings, counted, found, shares, weight, divisor)


def _met(other: Array, scale: Scale, settings: Settings) -> Array:
    """Return what a statement adds by its column and level, given the counts of the other node: (columns, levels)."""
    if scale.kind != "text" or settings.aggregation == "ignore":
        return cast("Array", other @ ties(scale, settings) / 2)
    alone = (other == 0).astype(float)
    if settings.aggregation == "conflict":
        return cast("Array", alone)
    return cast("Array", other / 2 if settings.aggregation == "congruence" else other / 2 - alone)


def _parts(counted: Count) -> tuple[Scale, Array, Array]:
    import numpy as np

    given = np.ones(len(counted)) if counted.weights is None else counted.weights
    return Scale(counted.kind, counted.levels), filled(counted.cells, given, counted.shape), given


def _told(sayings: Sayings, counted: Count, here: Array, adds: Array, weight: float, divisor: float | None) -> Evidence:
    import numpy as np

    shares = []
    for n in np.argsort(-np.abs(adds), kind="stable").tolist():
        at = int(here[n])
        shares.append(Share(
            statement=str(sayings.ids[counted.places[at]]), row=counted.rows[int(counted.row_at[at])],
            column=counted.columns[int(counted.column_at[at])], level=counted.levels[int(counted.level_at[at])],
            adds=float(adds[n]),
        ))  # fmt: skip
    return Evidence(weight=weight, divisor=divisor, shares=tuple(shares))
