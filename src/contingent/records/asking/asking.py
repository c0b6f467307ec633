"""Asking: the one door through which questions to the record go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import UsageError
from contingent.base.months import Month
from contingent.records.asking.answers import Answer, columns_in_order, spell_out
from contingent.records.asking.besides import besides
from contingent.records.asking.comparing import changes, concentrations, places, ranks, shares, whole_of
from contingent.records.asking.counting import Count, timed
from contingent.records.asking.formers import Formers
from contingent.records.asking.questions import OF_OPERATIONS, Question
from contingent.records.asking.sheets import Sheets, in_words
from contingent.records.asking.spells import durations, turnover
from contingent.records.asking.words import Words
from contingent.records.networks import Network

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.record import Record

HEADS = "The record counts heads, not persons: people are replaced while a contributor stays."


@dataclass(frozen=True)
class Asking:
    """Answers questions to one record; what it makes ready for the first question it keeps for the next."""

    record: Record

    @cached_property
    def sheets(self) -> Sheets:
        """The rows of the record ready for questions."""
        return Sheets(self.record)

    @cached_property
    def words(self) -> Words:
        """What words mean in the record."""
        return Words(self.record)

    @cached_property
    def formers(self) -> Formers:
        """Under which names the figures of former states stand."""
        return Formers(self.sheets, self.words)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question.

        Raises NotFoundError for a name that is not on record (naming near ones) or where nothing at all is on record,
        UsageError for a question that contradicts itself.
        """
        read = self.formers.read(self.words.coded(question))
        _refuse_options(read.question)
        answer = _WAYS[read.question.measure](self, read.question)
        notes = (*self.words.read_as(question), *read.notes, *answer.notes)
        return replace(answer, labels=read.labels, notes=notes)

    # The measures ---------------------------------------------------------------------------------------------------

    def _number(self, asked: Question) -> Answer:
        count = Count(self.sheets, asked)
        return self._answer(count, self._shown(count, count.with_unlisted(count.figures())))

    def _share(self, asked: Question) -> Answer:
        count = Count(self.sheets, asked)
        whole = whole_of(asked)
        note = f"Share of {whole.words}."
        return self._answer(count, self._shown(count, shares(count)), whole=whole.words, notes=(note,))

    def _rank(self, asked: Question) -> Answer:
        asked = asked if asked.parts else replace(asked, by=("contributor", *asked.by))
        count = Count(self.sheets, asked)
        return self._answer(count, self._shown(count, ranks(count)))

    def _change(self, asked: Question) -> Answer:
        import polars as pl

        count = Count(self.sheets, asked)
        table = changes(count)
        if asked.top is not None:
            table = table.filter(pl.col("change").rank("min", descending=True).over("unit") <= asked.top)
        order = [False, True, *[False] * len(asked.parts)]
        table = table.sort("unit", "change", *asked.parts, descending=order, nulls_last=True)
        notes: tuple[str, ...] = ()
        if asked.time is None:
            notes = (f"From {count.months[0]:%Y-%m} to {count.months[-1]:%Y-%m}, the first and last month on record.",)
        return self._answer(count, timed(asked, table), notes=notes)

    def _concentration(self, asked: Question) -> Answer:
        count = Count(self.sheets, asked)
        made = concentrations(count)
        return self._answer(
            count, timed(asked, made.sort("unit", *(each for each in asked.parts if each in made.columns)))
        )

    def _turnover(self, asked: Question) -> Answer:
        asked = replace(asked, by=tuple(dict.fromkeys(("contributor", *asked.by))))
        _refuse_parts(asked, ("contributor", "operation"))
        return self._answer(count := Count(self.sheets, asked), turnover(count))

    def _duration(self, asked: Question) -> Answer:
        _refuse_parts(asked, ("contributor", "region", "continent", *OF_OPERATIONS))
        wide = replace(asked, by=tuple(dict.fromkeys(("contributor", "operation", *asked.by))))
        count = Count(self.sheets, wide)
        table = durations(count, asked.parts)
        answer = self._answer(count, table if asked.top is None else table.head(asked.top), notes=(HEADS,))
        return replace(answer, question=asked)

    def _network(self, asked: Question) -> Answer:
        import polars as pl

        _refuse_parts(asked, ("contributor",))
        count = Count(self.sheets, replace(asked, by=("contributor", "operation")))
        rows = in_words(count.rows.group_by("month", "operation", "contributor").agg(pl.col("number").sum()))
        network = Network(rows.filter(pl.col("number") > 0), len(count.months))
        table = network.centrality() if asked.parts else network.ties()
        sources = sorted(in_words(count.rows)["snapshot"].unique())
        table = table.with_columns(pl.lit(sources, pl.List(pl.String)).alias("snapshots"))
        return replace(self._answer(count, table if asked.top is None else table.head(asked.top)), question=asked)

    # What all of them share ----------------------------------------------------------------------------------------

    def _shown(self, count: Count, made: pl.DataFrame) -> pl.DataFrame:
        """The first places if asked for, in order, with what belongs in the table alone."""
        import polars as pl

        asked = count.question
        made = places(made)
        if asked.top is not None:
            made = made.filter(pl.col("place") <= asked.top)
        members = count.members()
        if members is not None:
            made = made.join(members, on=[name for name in members.columns if name != "members"], how="left")
        parts = list(asked.parts)
        made = made.sort("unit", "place", *parts, nulls_last=True).drop("place")
        dropped = ["contributors"] if "contributor" in parts else []
        if asked.one_month:
            dropped += ["listed", "months"]
        return columns_in_order(asked, _last(timed(asked, made.drop(dropped)), "told", "snapshots", "line"))

    def _answer(
        self, count: Count, table: pl.DataFrame, *, whole: str | None = None, notes: tuple[str, ...] = ()
    ) -> Answer:
        since, until = count.span
        return Answer(
            question=count.question,
            table=table,
            since=since,
            until=until,
            gaps=count.gaps,
            whole=whole,
            notes=(*notes, *self._notes(count)),
        )

    def _notes(self, count: Count) -> tuple[str, ...]:
        """What is to be known of the months: which are missing, and in which the list is not whole."""
        asked = count.question
        notes = []
        if count.gaps:
            by = " by operation" if asked.of_operations else ""
            notes.append(f"Nothing on record{by}: {spell_out(count.gaps)}.")
        partly = self._not_whole(count)
        if partly:
            notes.append(f"Not all contributors are on record: {spell_out(map(Month.of, partly))}.")
        unmapped = self.sheets.unsaid.unmapped(asked, count.rows)
        if unmapped.height:
            most = max(unmapped["number"])
            persons = f"{'up to ' if unmapped.height > 1 else ''}{most:,} {'person' if most == 1 else 'persons'}"
            when = spell_out(map(Month.of, unmapped["month"]))
            notes.append(f"Not counted, as their contributor could not be mapped: {persons} in {when}.")
        return (*notes, *self._late(count), *besides(count))

    def _late(self, count: Count) -> list[str]:
        """What is to be known where kinds are asked for in months in which a list did not tell one of them apart."""
        asked = count.question
        if "kind" not in asked.by and asked.kind == "total":
            return []
        return [
            f"Nobody has {kind} on record before {month:%Y-%m}: such people stand under another kind, or nowhere, so "
            "kinds are not comparable across that month; ask for totals."
            for kind, month in self.sheets.unsaid.late_kinds.items()
            if count.months and count.months[0] < month
        ]

    def _not_whole(self, count: Count) -> list[date]:
        """Months that tell of some contributors only, where that matters: those absent then are not known to be."""
        asked = count.question
        if not asked.of_contributors or asked.measure == "share":
            return self.sheets.in_part(asked, count.months)
        whole = set(self.sheets.whole_lists(by_operation=asked.of_operations))
        return [month for month in count.months if month not in whole]


_TAKES = {
    "over": ("number", "rank", "change"),
    "of": ("share", "rank"),
    "top": ("number", "share", "rank", "change", "concentration", "duration", "network"),
    "gap": ("turnover", "duration"),
}
"""The measures that some parts of a question mean something to."""


def _refuse_options(asked: Question) -> None:
    plain = Question()
    for name, measures in _TAKES.items():
        if getattr(asked, name) != getattr(plain, name) and asked.measure not in measures:
            raise UsageError(
                f"'{name}' means nothing to the measure {asked.measure}.",
                record=f"{name} {getattr(asked, name)}",
                remedy=f"Leave it out, or measure {', '.join(measures[:-1])} or {measures[-1]}.",
            )


def _refuse_parts(asked: Question, allowed: tuple[str, ...]) -> None:
    wrong = [each for each in asked.by if each not in allowed]
    if wrong:
        raise UsageError(
            f"A {asked.measure} is not broken down by {wrong[0]}.",
            record=wrong[0],
            remedy=f"Break it down by {', '.join(allowed)}, or by nothing.",
        )


def _last(table: pl.DataFrame, *names: str) -> pl.DataFrame:
    end = [name for name in names if name in table.columns]
    return table.select(*(name for name in table.columns if name not in end), *end)


_WAYS: dict[str, Callable[[Asking, Question], Answer]] = {
    "number": Asking._number,
    "share": Asking._share,
    "rank": Asking._rank,
    "change": Asking._change,
    "concentration": Asking._concentration,
    "turnover": Asking._turnover,
    "duration": Asking._duration,
    "network": Asking._network,
}
