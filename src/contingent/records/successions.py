"""Successions: what a state was called, or which state stood in its place, before a day."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Before `day` what now is `successor` was `predecessor` (None: one state continues), called `named`."""

    successor: str
    predecessor: str | None
    day: date
    named: str
    source: str
    note: str | None = None


@cache
def successions() -> tuple[Succession, ...]:
    """Return all successions on record, in the order of the table `data/successions.csv`."""
    table = files("contingent.records") / "data" / "successions.csv"
    return tuple(
        Succession(
            successor=row["successor"],
            predecessor=row["predecessor"] or None,
            day=date.fromisoformat(row["day"]),
            named=row["named"],
            source=row["source"],
            note=row["note"] or None,
        )
        for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    )


def predecessors(code: str) -> tuple[Succession, ...]:
    """Return the successions that lead to a state, the latest first: to Serbia, then to Serbia and Montenegro."""
    found = next((each for each in successions() if each.successor == code), None)
    if found is None:
        return ()
    return (found, *(predecessors(found.predecessor) if found.predecessor else ()))


def name_on(code: str, day: date) -> str | None:
    """Return what stood in the place of a state on a day, None if the state itself did (or nothing is on record)."""
    earlier = [each for each in predecessors(code) if day < each.day]
    return earlier[-1].named if earlier else None
