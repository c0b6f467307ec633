"""Answers: a table, what it is about in words, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.asking.questions import BY, Question

if TYPE_CHECKING:
    import polars as pl

REPORTED, IN_PART = "reported", "in part"
NOT_REPORTED, NOT_LISTED, NOT_ON_RECORD, NO_DATA = "nothing reported", "not listed", "not on record", "no data"
"""What is told of a figure. It is reported; it is a sum over those contributors that are on record, not all; the
contributor is on the list, but no number is; the contributor is not on the whole list of the month, which is not zero;
the list on record is not whole, so nothing can be said; nothing at all is on record for the month."""


STRETCHES = 6
"""So many stretches of months are spelt out one by one."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to a question.

    `table` has one row a figure; its column `snapshots` names the snapshots each rests on and `line` the line of the
    published file where it is a single row of it. `gaps` are months asked for of which nothing is on record. `whole`
    says what shares and ranks refer to. `notes` are to be read with the table. `labels` are the names of the codes in
    the question.
    """

    question: Question
    table: pl.DataFrame
    since: Month
    until: Month
    gaps: tuple[Month, ...] = ()
    whole: str | None = None
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def snapshots(self) -> tuple[str, ...]:
        """All snapshots the table rests on."""
        if "snapshots" not in self.table.columns:
            return ()
        return tuple(self.table["snapshots"].explode().drop_nulls().unique().sort())

    @property
    def title(self) -> str:
        """The question in words."""
        return in_words(self.question, self.since, self.until, self.labels)


def in_words(question: Question, since: Month, until: Month, labels: Mapping[str, str]) -> str:
    """Return a question in words: what, of whom, where, when, broken down by what; `labels` are names of codes."""

    def named(codes: Sequence[str]) -> str:
        return _listed([labels.get(code, code) for code in codes])

    parts = [people(question)]
    if question.contributors:
        parts.append(f"of {named(question.contributors)}")
    if question.groups:
        parts.append(f"of members of {named(question.groups)}")
    if question.regions:
        parts.append(f"from {_listed(question.regions)}")
    if question.operations:
        parts.append(f"in {named(question.operations)}")
    if question.hosts:
        parts.append(f"in operations in {named(question.hosts)}")
    parts.append(f"in {since}" if since == until else f"from {since} to {until}")
    if question.by:
        parts.append(f"by {_listed([each.replace('_', ' ') for each in question.by])}")
    if question.measure != "number":
        parts.append(f"({question.measure})")
    return " ".join(parts)


def people(question: Question) -> str:
    """Return who is counted: for example "Police" or "Women among troops"."""
    kinds = {"total": "uniformed personnel"}.get(question.kind, question.kind.replace("_", " "))
    if question.sex is None:
        return kinds.capitalize()
    if question.sex == "told":
        return f"{kinds.capitalize()} whose sex is told"
    return f"{'Women' if question.sex == 'female' else 'Men'} among {kinds}"


def columns_in_order(question: Question, table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with time first, then what it is broken down by, in the order of the vocabulary."""
    first = [each for each in ("month", "year") if each in question.by]
    keys = [*first, *(each for each in BY if each in question.parts)]
    return table.select(*keys, *(name for name in table.columns if name not in keys))


def spell_out(months: Iterable[Month]) -> str:
    """Return months as stretches: 2014-09 to 2014-12, 2016-11; of many stretches, how many months between which."""
    stretches: list[list[Month]] = []
    for month in sorted(months):
        if stretches and month.ordinal == stretches[-1][-1].ordinal + 1:
            stretches[-1].append(month)
        else:
            stretches.append([month])
    if len(stretches) > STRETCHES:
        count = sum(map(len, stretches))
        return f"{count} months between {stretches[0][0]} and {stretches[-1][-1]}"
    return ", ".join(f"{each[0]} to {each[-1]}" if len(each) > 1 else str(each[0]) for each in stretches)


def gaps_of(since: Month, until: Month, on_record: Sequence[date]) -> tuple[Month, ...]:
    """Return the months of a period of which nothing is on record."""
    there = {Month.of(month) for month in on_record}
    months = (since.plus(step) for step in range(until.ordinal - since.ordinal + 1))
    return tuple(month for month in months if month not in there)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
