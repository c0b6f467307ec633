"""Former states: under which name the record holds the figures of a state that is no more.

Published tables write a successor's name back into the time of its predecessor: the Soviet Union's people of 1991 stand
as those of the Russian Federation. The table `data/successions.csv` says who stood in whose place before which day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.asking.answers import spell_out
from contingent.records.asking.sheets import within
from contingent.records.successions import name_on, successions

if TYPE_CHECKING:
    from contingent.records.asking.questions import Question
    from contingent.records.asking.sheets import Sheets
    from contingent.records.asking.words import Words


@dataclass(frozen=True, slots=True)
class Held:
    """Months in which what is on record under `holder` was the state `former`."""

    former: str
    holder: str
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is answered, what its codes are called, and what is to be said of how it was read."""

    question: Question
    labels: dict[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formers:
    """Reads questions about states that are no more."""

    sheets: Sheets
    words: Words

    def read(self, asked: Question) -> Reading:
        """Return a question as it is answered.

        Where it asks for one former state alone, of which nothing is on record under its own name, and a single other
        name holds its figures in the period asked for, that one answers within the time of the former state. In every
        other case a note says where its figures stand.
        """
        told, notes = self.words.labels(asked), []
        for former in self._formers(asked):
            held = [each for each in self.held(former) if each.months]
            if not held or self._own(former):
                continue
            there = [each for each in held if _overlap(each, asked)]
            if asked.contributors == (former,) and not asked.groups and len(there) == 1:
                return self._stood_in(asked, there[0])
            if there or former in asked.contributors:
                notes += [self._where(each) for each in held]
        return Reading(asked, told, (*notes, *self._earlier(asked)))

    def held(self, former: str) -> tuple[Held, ...]:
        """Return under which names the record holds figures of a former state, and in which months."""
        import polars as pl

        began = max((each.day for each in successions() if each.successor == former), default=date.min)
        totals = self.sheets.record.figures.totals.filter(pl.col("number") > 0)
        found = []
        for holder, day in _after(former):
            rows = totals.filter(pl.col("contributor") == holder, pl.col("month") < day)
            months = [Month.of(each) for each in rows["month"].unique().sort() if began <= _last_day(each) < day]
            found.append(Held(former, holder, tuple(months)))
        return tuple(found)

    def _earlier(self, asked: Question) -> tuple[str, ...]:
        """What is to be said of contributors asked for by name in months before they were called so."""
        import polars as pl

        totals = within(self.sheets.record.figures.totals.filter(pl.col("number") > 0), asked)
        notes = []
        for code in asked.contributors:
            by_name: dict[str, list[Month]] = {}
            for month in totals.filter(pl.col("contributor") == code)["month"].unique().sort():
                name = name_on(code, _last_day(month))
                if name is not None:
                    by_name.setdefault(name, []).append(Month.of(month))
            label = self.words.label(code)
            notes += [f"What is on record as {label} was {name} in {spell_out(m)}." for name, m in by_name.items()]
        return tuple(notes)

    def _formers(self, asked: Question) -> list[str]:
        """The former states asked for, by name or as members of a group."""
        known = {each.predecessor for each in successions() if each.predecessor}
        held = self.sheets.record.dated_memberships if asked.groups else ()
        members = sorted({each.actor for each in held if each.organisation in asked.groups} & known)
        return list(dict.fromkeys([*(code for code in asked.contributors if code in known), *members]))

    def _own(self, former: str) -> bool:
        import polars as pl

        return not self.sheets.record.figures.totals.filter(pl.col("contributor") == former).is_empty()

    def _stood_in(self, asked: Question, held: Held) -> Reading:
        first, last = held.months[0], held.months[-1]
        since = max(asked.since, first) if asked.since is not None else first
        until = min(asked.until, last) if asked.until is not None else last
        read = replace(asked, contributors=(held.holder,), since=since, until=until)
        label = f"{self.words.label(held.former)}, on record as {held.holder},"
        note = f"{self._where(held)} Answered with {held.holder} in those months only."
        return Reading(read, {**self.words.labels(read), held.holder: label}, (note,))

    def _where(self, held: Held) -> str:
        return (
            f"The published files hold figures of {self.words.label(held.former)} under the name of its successor "
            f"{self.words.label(held.holder)}, up to {held.months[-1]}."
        )


def _after(former: str) -> Iterator[tuple[str, date]]:
    """The states that came after a former one, at any remove, and the day from which it stood no more for each."""
    for each in successions():
        if each.predecessor == former:
            yield each.successor, each.day
            yield from ((later, each.day) for later, _ in _after(each.successor))


def _overlap(held: Held, asked: Question) -> bool:
    first, last = held.months[0], held.months[-1]
    return (asked.since is None or asked.since <= last) and (asked.until is None or asked.until >= first)


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
