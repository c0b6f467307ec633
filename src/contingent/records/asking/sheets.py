"""Sheets: the believed rows of the record, made ready for questions once and kept.

The same people can stand in rows by operation and in rows of all operations together; a question is answered from one
of them, never from both. Sums over all contributors come from the contributors' own rows in months whose whole list is
on record, else from the publishers' sums, else from the contributors there are.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.records.asking.groups import members
from contingent.records.asking.places import Places, continent_of
from contingent.records.figures import WORLD
from contingent.records.kinds import PARTS

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.asking.questions import Question
    from contingent.records.asking.unsaid import Unsaid
    from contingent.records.record import Record

_COLUMNS = ("month", "contributor", "operation", "kind", "number", "female", "male", "snapshot", "line")
NUMBERS = ("number", "female", "male")
POLICE = frozenset(PARTS["police"]) - {"police"}
UNTOLD = "not told"
"""The kind of rows that tell no kinds apart, and the sex of people of whom no sex is told."""


@dataclass(frozen=True)
class Sheets:
    """The rows of a record ready for questions."""

    record: Record

    @cached_property
    def places(self) -> Places:
        """Where contributors and operations are."""
        return Places(self.record)

    @cached_property
    def unsaid(self) -> Unsaid:
        """What the record has and cannot count."""
        from contingent.records.asking.unsaid import Unsaid

        return Unsaid(self)

    @cached_property
    def totals(self) -> pl.DataFrame:
        """Contributors' rows over all operations together."""
        import polars as pl

        return self._ready(self.record.figures.totals.with_columns(pl.lit(None, pl.String).alias("operation")))

    @cached_property
    def parts(self) -> pl.DataFrame:
        """Contributors' rows by operation."""
        import polars as pl

        rows = self.record.figures.personnel
        own = pl.col("contributor").is_not_null() & (pl.col("contributor") != WORLD)
        return self._ready(self.renamed(rows.filter(own & pl.col("operation").is_not_null())))

    @cached_property
    def world_totals(self) -> pl.DataFrame:
        """The publishers' sums over all contributors and operations, added up over operations where only those are."""
        import polars as pl

        rows = self.record.figures.personnel.filter(pl.col("contributor") == WORLD)
        given = rows.filter(pl.col("operation").is_null())
        added = rows.filter(pl.col("operation").is_not_null()).join(given, on="month", how="anti")
        return self._ready(pl.concat([given, added]).with_columns(pl.lit(None, pl.String).alias("operation")))

    @cached_property
    def world_parts(self) -> pl.DataFrame:
        """The publishers' sums over all contributors by operation."""
        import polars as pl

        rows = self.record.figures.personnel.filter(pl.col("contributor") == WORLD)
        return self._ready(self.renamed(rows.filter(pl.col("operation").is_not_null())))

    def whole_lists(self, *, by_operation: bool) -> pl.Series:
        """Return the months whose whole list of contributors is on record."""
        import polars as pl

        rows = self.record.figures.lists
        return rows.filter(pl.col("by_operation") == by_operation)["month"].unique().sort()

    def rows(self, question: Question) -> pl.DataFrame:
        """Return the rows a question is about, with what it is broken down by.

        Columns: month, contributor (null in publishers' sums), what `question.parts` names, number, snapshot, line
        (null where several lines were added); codes are of a fixed list, see `in_words`. Only rows that tell a number
        of the kind and sex asked for.
        """
        asked = self._of_all(question) if not question.of_contributors else self._of_contributors(question)
        rows = self._narrowed(asked, question)
        rows = self._in_groups(rows, question)
        return self._placed(rows, question)

    def span(self, question: Question, on_record: Sequence[date]) -> tuple[Month, Month]:
        """Return the first and last month asked for: the first and last on record where the question has none.

        Raises NotFoundError if nothing is on record and the question does not say which months it means.
        """
        if not on_record and (question.since is None or question.until is None):
            raise NotFoundError(
                "Nothing on record answers this.",
                remedy="Ask for less, or import more: contingent record import PROJECT FILE.",
            )
        first = question.since or min(Month.of(on_record[0]), question.until or Month.of(on_record[0]))
        return first, question.until or max(Month.of(on_record[-1]), first)

    def on_record(self, question: Question) -> list[date]:
        """Return the months in which anybody is on record for what a question asks, whoever it asks about."""
        asked = self._of_all(question) if not question.of_contributors else self._sheet(question)
        months: pl.Series = within(asked, question).filter(_value(question).is_not_null())["month"]
        return list(months.unique().sort())

    def in_part(self, question: Question, months: Sequence[date]) -> list[date]:
        """Return the months in which sums over all contributors are of those on record, as there is nothing better."""
        whole = self.whole_lists(by_operation=question.of_operations)
        sums = self.world_parts if question.of_operations else self.world_totals
        better = {*whole, *sums["month"].unique()}
        return [month for month in months if month not in better]

    # How it is done -------------------------------------------------------------------------------------------------

    def _sheet(self, question: Question, *, sums: bool = False) -> pl.DataFrame:
        """The rows of a kind of personnel: of contributors, or the publishers' sums; by operation if asked so."""
        sheet = ("world_" if sums else "") + ("parts" if question.of_operations else "totals")
        if "kind" in question.by:
            rows: pl.DataFrame = getattr(self, sheet)
            return rows if question.kind == "total" else _of_kind(rows, question.kind)
        key = (sheet, question.kind)
        if key not in self._of_kinds:
            rows = getattr(self, sheet)
            self._of_kinds[key] = _added(rows if question.kind == "total" else _of_kind(rows, question.kind))
        return self._of_kinds[key]

    @cached_property
    def _of_kinds(self) -> dict[tuple[str, str], pl.DataFrame]:
        """Sheets with the kinds of personnel added up, kept once they were asked for."""
        return {}

    def _of_contributors(self, question: Question) -> pl.DataFrame:
        import polars as pl

        rows = self._sheet(question)
        if question.contributors:
            rows = rows.filter(pl.col("contributor").is_in(_known(rows, "contributor", question.contributors)))
        if question.regions:
            wanted = self.places.in_regions(question.regions)
            rows = rows.filter(pl.col("contributor").is_in(_known(rows, "contributor", wanted)))
        return rows

    def _of_all(self, question: Question) -> pl.DataFrame:
        """Rows of all contributors together: theirs where the list is whole, else the publishers' sums, else theirs."""
        import polars as pl

        own, sums = self._sheet(question), self._sheet(question, sums=True)
        whole = self.whole_lists(by_operation=question.of_operations).implode()
        sums = sums.filter(~pl.col("month").is_in(whole))
        if not sums.height:
            return own
        own = own.filter(~pl.col("month").is_in(sums["month"].unique().implode()))
        return pl.concat([own, sums])

    def _narrowed(self, rows: pl.DataFrame, question: Question) -> pl.DataFrame:
        """The rows of the months, operations and sex asked for; codes become words again."""
        import polars as pl

        rows = within(rows, question)
        wanted: set[str] | None = None
        if question.operations:
            wanted = {code for each in question.operations for code in self.places.meant(each)}
        if question.hosts:
            there = self.places.hosted_in(question.hosts)
            wanted = {*there} if wanted is None else wanted & there
        if wanted is not None:
            rows = rows.filter(pl.col("operation").is_in(_known(rows, "operation", wanted)))
        if "sex" in question.by:
            rows = _by_sex(rows)
        rows = rows.with_columns((pl.col("number") if "sex" in question.by else _value(question)).alias("number"))
        keys = ["month", "contributor", "snapshot", *(["operation"] if question.of_operations else [])]
        keys += [each for each in ("kind", "sex") if each in question.by]
        rows = rows.select(*keys, "number", "line").filter(pl.col("number").is_not_null())
        rows = _kinds(rows, question) if "kind" in question.by else rows
        own = pl.when(pl.col("contributor") != WORLD).then(pl.col("contributor"))
        return rows.with_columns(own.alias("contributor"))

    def _in_groups(self, rows: pl.DataFrame, question: Question) -> pl.DataFrame:
        import polars as pl

        if not question.groups:
            return rows
        held = self.members(question, rows["month"].unique().to_list())
        code = rows.schema["contributor"]
        held = held.with_columns(pl.col("contributor").cast(code, strict=False)).filter(
            pl.col("contributor").is_not_null()
        )
        if "group" in question.by:
            return rows.join(held, on=["contributor", "month"])
        return rows.join(held, on=["contributor", "month"], how="semi")

    def members(self, question: Question, months: Sequence[date]) -> pl.DataFrame:
        """Return who belonged to the groups asked for in some months: group, contributor, month."""
        import polars as pl

        held = members(self.record, question.groups, sorted(Month.of(month) for month in months))
        if question.contributors:
            held = held.filter(pl.col("contributor").is_in(list(question.contributors)))
        if question.regions:
            held = held.filter(pl.col("contributor").is_in(list(self.places.in_regions(question.regions))))
        return held

    def _placed(self, rows: pl.DataFrame, question: Question) -> pl.DataFrame:
        places = self.places
        regions = places.region_of
        known: dict[str, tuple[str, Mapping[str, str | None]]] = {
            "region": ("contributor", dict(regions)),
            "continent": ("contributor", {code: continent_of(region) for code, region in regions.items()}),
            "host": ("operation", dict(places.host_of)),
            "host_region": ("operation", dict(places.host_region_of)),
            "host_continent": ("operation", dict(places.host_continent_of)),
        }
        for name in question.parts:
            if name in known:
                column, words = known[name]
                rows = _told_as(rows, column, {code: words.get(code) or UNTOLD for code in _codes(rows, column)}, name)
        columns = dict.fromkeys(["month", "contributor", *question.parts, "number", "snapshot", "line"])
        return rows.select(*columns)

    def renamed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with the operation each stands for; see `Places.stands_for`."""
        import polars as pl

        odd = rows.filter(pl.col("operation").is_in(list(self.places.series))).select("operation", "month").unique()
        if not odd.height:
            return rows
        meant = [self.places.stands_for(code, _last_day(month)) for code, month in odd.iter_rows()]
        odd = odd.with_columns(pl.Series("meant", meant, pl.String))
        rows = rows.join(odd, on=["operation", "month"], how="left", maintain_order="left")
        return rows.with_columns(pl.coalesce("meant", "operation").alias("operation")).drop("meant")

    def _ready(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows that tell a number, their words as codes of a fixed list, which are faster to look through."""
        import polars as pl

        told = pl.coalesce("number", pl.col("female") + pl.col("male"))
        rows = rows.select(_COLUMNS).with_columns(told.alias("number")).filter(pl.col("number").is_not_null())
        return rows.cast({pl.selectors.by_name(name): code for name, code in self._codes.items()}).sort(
            "month", maintain_order=True
        )

    @cached_property
    def _codes(self) -> dict[str, pl.DataType]:
        import polars as pl

        rows = self.record.figures.personnel
        words = {name: _distinct(rows, name) for name in ("contributor", "kind", "snapshot")}
        operations = {*_distinct(rows, "operation"), *(each.code for each in self.record.operations)}
        return {name: pl.Enum(found) for name, found in {**words, "operation": sorted(operations)}.items()}


def one_line() -> pl.Expr:
    """The line of the published file all rows of a group are from; null where several were added."""
    import polars as pl

    line = pl.col("line")
    return pl.when(line.min() == line.max(), line.null_count() == 0).then(line.min()).alias("line")


def _distinct(rows: pl.DataFrame, column: str) -> list[str]:
    return sorted(rows[column].drop_nulls().unique().cast(str).to_list())


def _codes(rows: pl.DataFrame, column: str) -> list[str]:
    """The codes a column can have."""
    return list(rows.schema[column].categories)  # type: ignore[attr-defined]


def _known(rows: pl.DataFrame, column: str, words: Sequence[str] | set[str] | frozenset[str]) -> list[str]:
    """The words that are codes of the column at all."""
    return sorted({*_codes(rows, column)} & set(words))


def _told_as(rows: pl.DataFrame, column: str, words: Mapping[str, str], name: str) -> pl.DataFrame:
    """Rows with a column of what the codes of another stand for."""
    import polars as pl

    told = pl.DataFrame(
        {column: list(words), "as": list(words.values())},
        schema={column: rows.schema[column], "as": pl.Enum(sorted(set(words.values())))},
    )
    told = rows.select(column).join(told, on=column, how="left", maintain_order="left")
    return rows.with_columns(told["as"].alias(name))


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a table with words for codes."""
    import polars as pl

    return rows.with_columns(pl.selectors.enum().cast(pl.String))


def within(rows: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Return the rows of the months a question asks for."""
    import polars as pl

    wanted = [pl.lit(value=True)]
    if question.since is not None:
        wanted.append(pl.col("month") >= date(question.since.year, question.since.month, 1))
    if question.until is not None:
        wanted.append(pl.col("month") <= date(question.until.year, question.until.month, 1))
    return rows.filter(*wanted)


def _of_kind(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    import polars as pl

    return rows.filter(pl.col("kind").is_in(_known(rows, "kind", PARTS[kind])))


def _added(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the kinds of personnel added up; `line` is kept where all are from one line."""
    import polars as pl

    numbers = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in NUMBERS]
    keys = [name for name in ("month", "contributor", "operation", "snapshot") if rows[name].count()]
    made = rows.lazy().group_by(keys).agg(*numbers, one_line()).collect()
    missing = [pl.lit(None, rows.schema[name]).alias(name) for name in rows.columns if name not in made.columns]
    return made.with_columns(missing).select(rows.columns).sort("month")


def _value(question: Question) -> pl.Expr:
    import polars as pl

    if question.sex == "told":
        either = pl.col("female").is_not_null() | pl.col("male").is_not_null()
        return pl.when(either).then(pl.col("female").fill_null(0) + pl.col("male").fill_null(0))
    return pl.col(question.sex or "number")


def _kinds(rows: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Kinds to break down by: parts of the police only where police are asked for, as most lists do not tell them."""
    words = {kind: kind for kind in _codes(rows, "kind")}
    if question.kind == "police":
        words["police"] = UNTOLD
    else:
        words |= {**dict.fromkeys(POLICE & words.keys(), "police"), "total": UNTOLD}
    return _told_as(rows, "kind", {kind: words[kind] for kind in _codes(rows, "kind")}, "kind")


def _by_sex(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row as three: women, men, and those of whom no sex is told."""
    import polars as pl

    neither = pl.col("female").is_null() & pl.col("male").is_null()
    untold = pl.col("number") - pl.col("female").fill_null(0) - pl.col("male").fill_null(0)
    rows = rows.with_columns(pl.when((untold > 0) | neither).then(untold).alias(UNTOLD)).drop("number")
    index = [name for name in rows.columns if name not in ("female", "male", UNTOLD)]
    return rows.unpivot(["female", "male", UNTOLD], index=index, variable_name="sex", value_name="number")


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
