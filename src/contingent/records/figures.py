"""Figures: everything the record holds in numbers, column by column, with the one figure believed for each cell.

Several published tables may report the same contributor's month. Each contributor's month is taken whole from one of
them, the one of lowest rank (`readers.rank_of`) that reports a number; the others stay readable (`facts`). Months of a
snapshot that were set aside are never used. A row that is not there is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.facts import Facts, empty
from contingent.records.intakes import Intake, current, latest, newest
from contingent.records.kinds import PARTS
from contingent.records.readers.reading import PARTIAL
from contingent.records.series import named

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

REFERENCE = "reference"
"""The table name of the contributions that ship with the package or were typed in by hand."""

WORLD = "WORLD"
"""The contributor code of sums over all contributors."""

Load = Callable[[Facts, Sequence[str]], "pl.DataFrame"]
"""Gives the rows of some snapshots in the shape of a kind of facts, with a column `snapshot`."""


def nothing(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
    """Load nothing: what a record has before any file is imported."""
    import polars as pl

    return empty(facts).with_columns(pl.lit(None, pl.String).alias("snapshot"))


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The record in numbers; frozen, its frames are made when first asked for and kept.

    `typed` are contributions kept row by row (those that ship with the package), which rank last.
    """

    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    intakes: tuple[Intake, ...] = ()
    typed: tuple[Contribution, ...] = ()
    load: Load = nothing

    @cached_property
    def current(self) -> tuple[Intake, ...]:
        """The intakes that no newer one has superseded: of personnel, see `intakes.current`."""
        return current(self.intakes, self.snapshots)

    @cached_property
    def latest(self) -> tuple[Intake, ...]:
        """Of each part of a table the newest intake."""
        return latest(self.intakes, self.snapshots)

    def table_of(self, snapshot: str) -> str:
        """Return which published table a snapshot is of; `reference` for the shipped facts."""
        return self._tables.get(snapshot, REFERENCE)

    def facts(self, facts: Facts, *, table: str | None = None, superseded: bool = False) -> pl.DataFrame:
        """Return all rows of a kind of facts with their snapshot, of one published table if named.

        Superseded snapshots are left out unless asked for; months set aside are always there.
        """
        listed = self.intakes if superseded else self.current if facts is Facts.PERSONNEL else self.latest
        return self.load(facts, [each.snapshot for each in listed if table in (None, each.table)])

    @cached_property
    def personnel(self) -> pl.DataFrame:
        """Personnel, one believed row for each month, contributor, operation and kind.

        Columns: month (date of its first day), contributor, operation (null: all together), kind, number, female, male,
        snapshot, table, line. Rows by operation and rows of all operations together are chosen apart, so the same
        people may stand in both: ask `totals` for a contributor's month, or filter on `operation`. Tables that hold
        some kinds only (rank PARTIAL) are never believed. Operations that only a table of one's own tells of
        (`readers.supplements`), of NATO for example, stand beside those of the United Nations.
        """
        import polars as pl

        rows = pl.concat([self._imported, self._reference], how="vertical")
        rows, beside = self._beside(rows)
        rows = rows.with_columns(
            pl.col("table").replace_strict(self._ranks, default=1000, return_dtype=pl.Int32).alias("rank"),
            pl.col("operation").is_null().alias("whole"),
        ).filter(pl.col("rank") < PARTIAL)
        choice = rows.group_by("month", "whole").agg(
            pl.col("rank").n_unique().alias("n"), pl.col("number").null_count()
        )
        months = choice.filter((pl.col("n") > 1) | (pl.col("number") > 0))["month"].unique()
        open_to_choice = pl.col("month").is_in(months.implode())
        rows, settled = rows.filter(open_to_choice), rows.filter(~open_to_choice)
        told = pl.when(pl.col("number").is_not_null()).then(pl.col("rank")).otherwise(pl.col("rank") + 10_000)
        rows = rows.with_columns(told.alias("rank"))
        best = pl.col("rank").min().over("month", "contributor", "whole", *self._apart)
        return pl.concat([pl.concat([rows.filter(pl.col("rank") == best), settled]).drop("rank", "whole"), beside])

    def _beside(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Part rows by operation that no other table tells of in any month from those to choose among."""
        import polars as pl

        own = pl.col("table").is_in(self._supplements) & pl.col("operation").is_not_null()
        others = rows.filter(~pl.col("table").is_in(self._supplements))["operation"].drop_nulls().unique()
        apart = own & (pl.col("contributor") != WORLD) & ~pl.col("operation").is_in(others.implode())
        return rows.filter(~apart), rows.filter(apart)

    @cached_property
    def _supplements(self) -> tuple[str, ...]:
        from contingent.records.readers import supplements

        return supplements()

    @property
    def _apart(self) -> tuple[pl.Expr, ...]:
        """Sums over all contributors are chosen operation by operation: tables of operations overlap only in part."""
        import polars as pl

        return (pl.when(pl.col("contributor") == WORLD).then(pl.col("operation")).otherwise(None),)

    @cached_property
    def totals(self) -> pl.DataFrame:
        """Personnel of contributors over all operations, one row for each month, contributor and kind.

        The columns of `personnel` without `operation`. Where no table gives the sum over operations it is added up
        here, and also where the operations add up to the sum that is given and tell kinds or sexes that it does not;
        `line` is then null unless there is one summand, and `snapshot` the one all summands share. WORLD is not among
        the contributors.
        """
        import polars as pl

        rows = self.personnel.filter(pl.col("contributor").is_not_null() & (pl.col("contributor") != WORLD))
        given = rows.filter(pl.col("operation").is_null()).drop("operation")
        parts, beside = self._beside(rows.filter(pl.col("operation").is_not_null()))
        told = pl.concat([given.drop("line"), parts.drop("line", "operation")])
        published = told.filter(pl.col("table") != REFERENCE)["month"].unique()
        parts = pl.concat([parts, beside.filter(~pl.col("month").is_in(published.implode()))])
        if given.height:
            shipped = (pl.col("table") == REFERENCE) & pl.col("month").is_in(published.implode())
            settled = given.filter(pl.col("number").is_not_null() & ~shipped).join(
                _telling_more(given, parts), on=["month", "contributor"], how="anti"
            )
            parts = parts.join(settled, on=["month", "contributor"], how="anti")
            given = given.join(parts, on=["month", "contributor"], how="anti")  # shipped ones give way to imported
        words = pl.col("contributor", "kind", "snapshot", "table")  # as codes: words are slow to group by
        summed = (
            parts.lazy()
            .with_columns(words.cast(pl.Categorical))
            .group_by("month", "contributor", "kind", "snapshot", "table")
            .agg(
                *[_sum(name) for name in ("number", "female", "male")],
                pl.when(pl.len() == 1).then(pl.col("line").max()),
            )
            .with_columns(words.cast(pl.String))
            .select(given.columns)
            .collect()
        )
        return pl.concat([given, summed]).sort("contributor", "month", "kind")

    @cached_property
    def lists(self) -> pl.DataFrame:
        """The months whose whole list of contributors is on record: month, by_operation, snapshot."""
        from contingent.records.lists import whole_lists

        return whole_lists(self.personnel, self.totals)

    def series(
        self, contributor: str, *, operation: str | None = None, kind: str = "total", sex: str | None = None
    ) -> pl.DataFrame:
        """Return a contributor's personnel by month: month, number, snapshot, line.

        Args:
            contributor: actor code, or WORLD.
            operation: operation code, or a name for several (`records.series`); None: over all operations.
            kind: see `records.kinds`; parts are added.
            sex: female or male; None: both together.

        `number` is null where the row says nothing; `line` lists the lines that were added, separated by commas.
        """
        import polars as pl

        if operation is None and contributor != WORLD:
            rows = self._with_lines(self.totals.filter(pl.col("contributor") == contributor), contributor)
        else:
            here = pl.col("operation").is_null() if operation is None else pl.col("operation").is_in(named(operation))
            rows = self.personnel.filter((pl.col("contributor") == contributor) & here)
            rows = rows.with_columns(pl.concat_list("line").alias("lines"))
        rows = rows.filter(pl.col("kind").is_in(PARTS[kind]))
        lines = pl.col("lines").explode().drop_nulls().unique().sort().cast(pl.String).str.join(", ").alias("line")
        return rows.group_by("month", "snapshot").agg(_sum(sex or "number").alias("number"), lines).sort("month")

    def _with_lines(self, rows: pl.DataFrame, contributor: str) -> pl.DataFrame:
        """Add `lines`: of a row, or of the rows by operation that `totals` added up to it."""
        import polars as pl

        keys = ["month", "snapshot", "kind"]
        parts = self.personnel.filter((pl.col("contributor") == contributor) & pl.col("operation").is_not_null())
        rows = rows.join(parts.group_by(keys).agg(pl.col("line").alias("lines")), on=keys, how="left")
        own = pl.concat_list("line")
        return rows.with_columns(pl.when(pl.col("line").is_not_null()).then(own).otherwise("lines").alias("lines"))

    def contributions(
        self, contributor: str, *, operation: str | None = None, kind: str = "total", sex: str | None = None
    ) -> tuple[Contribution, ...]:
        """Return the rows of `series` as contributions, by month."""
        rows = self.series(contributor, operation=operation, kind=kind, sex=sex)
        return tuple(
            Contribution(
                month=Month.of(month),
                contributor=contributor,
                operation=operation,
                kind=kind,
                number=number,
                snapshot=snapshot,
                sex=sex,
                line=line or None,
            )
            for month, number, snapshot, line in rows.select("month", "number", "snapshot", "line").iter_rows()
        )

    @cached_property
    def _tables(self) -> dict[str, str]:
        return {each.snapshot: each.table for each in self.intakes}

    @cached_property
    def _ranks(self) -> dict[str, int]:
        from contingent.records.readers import rank_of

        return {table: rank_of(table) for table in {*self._tables.values(), REFERENCE}}

    @property
    def _imported(self) -> pl.DataFrame:
        """The current rows of personnel, without months set aside."""
        import polars as pl

        rows = (
            self.facts(Facts.PERSONNEL)
            .drop("named")
            .with_columns(
                pl.col("snapshot")
                .replace_strict(self._tables, default=REFERENCE, return_dtype=pl.String)
                .alias("table")
            )
        )
        aside = [(each.snapshot, month) for each in self.current for month in each.set_aside]
        if aside:
            frame = pl.DataFrame(aside, schema={"snapshot": pl.String, "month": pl.String}, orient="row")
            frame = frame.with_columns((pl.col("month") + "-01").str.to_date())
            rows = rows.join(frame, on=["snapshot", "month"], how="anti")
        shared = [table for table, number in Counter(each.table for each in self.current).items() if number > 1]
        if shared:
            several = pl.col("table").is_in(shared)
            rows = pl.concat([rows.filter(~several), newest(rows.filter(several), self.current, self.snapshots)])
        return rows.select(_COLUMNS)

    @property
    def _reference(self) -> pl.DataFrame:
        import polars as pl

        people: dict[tuple[date, str, str | None, str, str], dict[str, object]] = {}
        for row in self.typed:
            month = _day(row.month)
            key = (month, row.contributor, row.operation, row.kind, row.snapshot)
            line = int(row.line) if row.line and row.line.isdecimal() else None
            entry = people.setdefault(key, {"number": None, "female": None, "male": None, "line": line})
            entry[row.sex or "number"] = row.number
        _without_parts(people)
        made = [
            {"month": m, "contributor": c, "operation": o, "kind": k, "snapshot": s, "table": REFERENCE, **entry}
            for (m, c, o, k, s), entry in people.items()
        ]
        schema = {**dict(empty(Facts.PERSONNEL).schema), "snapshot": pl.String(), "table": pl.String()}
        return pl.DataFrame(made, schema={name: schema[name] for name in _COLUMNS})


_COLUMNS = ("month", "contributor", "operation", "kind", "number", "female", "male", "snapshot", "table", "line")


def _without_parts(people: dict[tuple[date, str, str | None, str, str], dict[str, object]]) -> None:
    """Take out of totals what is given by kind as well, so that a kind asked for is the sum of its rows."""
    for (month, contributor, operation, kind, snapshot), entry in list(people.items()):
        if kind != "total":
            continue
        cell = [people.get((month, contributor, operation, part, snapshot)) for part in PARTS["total"][:-1]]
        for name in ("number", "female", "male"):
            told, parts = entry[name], [part[name] for part in cell if part is not None]
            given = [number for number in parts if isinstance(number, int)]
            if isinstance(told, int) and given:
                entry[name] = told - sum(given)
        if any(part is not None for part in cell) and not any(entry[name] for name in ("number", "female", "male")):
            del people[month, contributor, operation, kind, snapshot]


def _telling_more(given: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Return the contributors' months whose operations add up to the given sum and tell kinds or sexes it does not."""
    import polars as pl

    keys = ["month", "contributor"]
    told = [pl.col("number").sum(), pl.col("female").is_not_null().any().alias("told")]
    both = given.group_by(keys).agg(told).join(parts.group_by(keys).agg(told), on=[*keys, "number"])
    sexes = both.filter(~pl.col("told") & pl.col("told_right")).select(keys)
    kind = pl.when(pl.col("kind").is_in(PARTS["police"])).then(pl.lit("police")).otherwise(pl.col("kind")).alias("kind")
    kinds, known = (rows.select(*keys, kind).unique() for rows in (parts, given))
    more = kinds.join(known, on=[*keys, "kind"], how="anti").select(keys).unique()
    return pl.concat([sexes, both.select(keys).join(more, on=keys, how="semi")]).unique()


def _sum(column: str) -> pl.Expr:
    """The sum of what is reported; null where nothing is, and for women and men where some people's sex is not told."""
    import polars as pl

    told = pl.col(column).count() > 0
    if column != "number":
        told &= ~(pl.col(column).is_null() & (pl.col("number") > 0)).any()
    return pl.when(told).then(pl.col(column).sum()).alias(column)


def _day(month: Month) -> date:
    from datetime import date

    return date(month.year, month.month, 1)
