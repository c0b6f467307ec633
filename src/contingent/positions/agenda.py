"""Agenda: frozen actor x issue arrays, the one thing decision models read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError, NotFoundError
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

Array = NDArray[np.float64]

VARIANTS: Mapping[str, frozenset[str] | None] = {
    "all actors": None,
    "states and organisations": frozenset({"state", "organisation"}),
}
"""Whose positions count: everybody reported, or only those who can act. Groups of participants overlap with each other
and with their states, so the second variant leaves them, collective groups and bodies of a state out."""


LEAST_CAPABILITY, MOST_CAPABILITY = 1e-9, 1e9
"""Bounds of a capability that is not 0. It is a relative weight: with others a billion billion times as heavy an actor
is lost in the rounding of every sum, and far beyond that products of weights leave the range of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agenda:
    """Positions of `actors` on `issues` as arrays of shape (actors, issues); NaN where an actor holds none.

    `value`, `low`, `high` and `salience` are on 0-100; `capability` is a weight >= 0, 1 for everybody unless given.
    `actor_types` are in the order of `actors`. `status_quo` says by issue what holds (0-100) if nothing is decided,
    where that is assumed. Made with `Agenda.of`; the arrays are read-only.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    value: Array
    low: Array
    high: Array
    salience: Array
    capability: Array
    actor_types: tuple[str, ...]
    status_quo: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        positions: Iterable[Position],
        issues: Iterable[Issue | str] | None = None,
        *,
        capability: Mapping[str, float] | None = None,
    ) -> Agenda:
        """Return the agenda of `positions` on `issues` (all issues named, in order of appearance, if None).

        `capability` weighs actors by code; without it all weigh 1. Raises InputError if there is no position, if an
        actor stands twice on one issue, or if a capability is neither 0 nor from 1e-9 to 1e9.
        """
        held = tuple(positions)
        wanted = tuple(dict.fromkeys(_ids(issues) if issues is not None else (p.issue for p in held)))
        held = tuple(p for p in held if p.issue in set(wanted))
        _check(held, wanted, capability or {})
        types: dict[str, str] = {}
        for p in held:
            types.setdefault(p.actor, p.actor_type)
        columns = {name: np.full((len(types), len(wanted)), np.nan) for name in ("value", "low", "high", "salience")}
        row = {actor: number for number, actor in enumerate(types)}
        column = {issue: number for number, issue in enumerate(wanted)}
        for p in held:
            for name, array in columns.items():
                array[row[p.actor], column[p.issue]] = getattr(p, name)
        weights = np.array([(capability or {}).get(actor, 1.0) for actor in types], float)
        columns["capability"] = np.repeat(weights[:, None], len(wanted), axis=1)
        for array in columns.values():
            array.setflags(write=False)
        return cls(actors=tuple(types), issues=wanted, actor_types=tuple(types.values()), status_quo={}, **columns)

    @property
    def weight(self) -> Array:
        """Salience times capability: what an actor brings to bear on an issue; 0 where it holds no position."""
        return np.where(np.isnan(self.value), 0.0, np.nan_to_num(self.salience) * self.capability)

    def column(self, issue: str) -> int:
        """Return the number of an issue. Raises NotFoundError naming those there are."""
        if issue not in self.issues:
            raise NotFoundError(
                f"The agenda has no issue {issue!r}.", remedy=f"Issues there: {', '.join(self.issues)}."
            )
        return self.issues.index(issue)

    def holders(self, issue: str) -> NDArray[np.intp]:
        """Return the rows of the actors that hold a position on `issue`."""
        return np.flatnonzero(~np.isnan(self.value[:, self.column(issue)]))

    def of_types(self, types: Collection[str] | None) -> Agenda:
        """Return the agenda of the actors of `types` only (None: all), with the issues on which any of them stands.

        Raises InputError if no actor is left.
        """
        if types is None:
            return self
        rows = [n for n, kind in enumerate(self.actor_types) if kind in types]
        columns = [n for n in range(len(self.issues)) if not np.isnan(self.value[rows, n]).all()]
        if not rows:
            raise InputError(
                f"No actor is of type {', '.join(sorted(types))}.",
                record="agenda",
                remedy=f"Types there: {', '.join(sorted(set(self.actor_types)))}.",
            )
        return self._part(rows, columns)

    def of_issues(self, issues: Collection[str]) -> Agenda:
        """Return the agenda of some issues only, with the actors that stand on any of them, in the order there is.

        Raises NotFoundError for an issue the agenda does not have.
        """
        if tuple(issues) == self.issues:
            return self
        columns = sorted(self.column(issue) for issue in issues)
        return self._part(list(np.flatnonzero(~np.isnan(self.value[:, columns]).all(axis=1))), columns)

    def _part(self, rows: list[int], columns: list[int]) -> Agenda:
        parts = {name: getattr(self, name)[np.ix_(rows, columns)] for name in _ARRAYS}
        for array in parts.values():
            array.setflags(write=False)
        return replace(
            self,
            actors=tuple(self.actors[n] for n in rows),
            actor_types=tuple(self.actor_types[n] for n in rows),
            issues=tuple(self.issues[n] for n in columns),
            status_quo={
                self.issues[n]: self.status_quo[self.issues[n]] for n in columns if self.issues[n] in self.status_quo
            },
            **parts,
        )


CAPABILITY_REMEDY = f"Capability is a relative weight: give 0, or {LEAST_CAPABILITY:g} to {MOST_CAPABILITY:,.0f}."


def capability_can_be(weight: float) -> bool:
    """Return whether a capability is 0 or within its bounds."""
    return weight == 0 or LEAST_CAPABILITY <= weight <= MOST_CAPABILITY


_ARRAYS = ("value", "low", "high", "salience", "capability")


def _ids(issues: Iterable[Issue | str]) -> Iterable[str]:
    return (issue if isinstance(issue, str) else issue.id for issue in issues)


def _check(held: tuple[Position, ...], wanted: tuple[str, ...], capability: Mapping[str, float]) -> None:
    if not held:
        raise InputError(
            f"There is no position on {', '.join(wanted) or 'any issue'}.",
            record="agenda",
            remedy="Add positions, or name an issue that has some.",
        )
    seen: set[tuple[str, str]] = set()
    for p in held:
        if (p.actor, p.issue) in seen:
            raise InputError(f"{p.actor} holds two positions on {p.issue}.", record="agenda", remedy="Keep one.")
        seen.add((p.actor, p.issue))
    for actor, weight in capability.items():
        if not capability_can_be(weight):
            raise InputError(f"The capability of {actor} is {weight}.", record="agenda", remedy=CAPABILITY_REMEDY)
