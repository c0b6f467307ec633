"""What is reported: people of contributors by month, who is not on a list that is whole, and where each row stands.

Three things are told apart: a figure; a month whose whole list does not name the contributor (a row without a number,
its line `not listed`); and a month that is not on record (no row).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.checks.measures.names import name_of
from contingent.checks.verdicts import Citation
from contingent.records.contributions import Contribution
from contingent.records.figures import REFERENCE
from contingent.records.kinds import PARTS
from contingent.records.record import Record
from contingent.records.series import named

if TYPE_CHECKING:
    import polars as pl

WORLD = "WORLD"
"""The code under which the record keeps the sum over all contributors."""

NOT_LISTED = "not listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which people are counted: those of one `operation` (None: all), of a `kind`, of a `sex` (None: both)."""

    operation: str | None = None
    kind: str = "total"
    sex: str | None = None

    @property
    def words(self) -> str:
        """The people in words: `uniformed personnel`, `female troops in UNMISS`."""
        people = "uniformed personnel" if self.kind == "total" else _KINDS.get(self.kind, self.kind)
        if self.sex is not None and self.kind == "total":
            people = "personnel"
        return " ".join(filter(None, [self.sex, people, f"in {self.operation}" if self.operation else None]))


_KINDS = {"experts": "experts on mission", "individual_police": "individual police", "formed_police": "formed police"}
EVERYONE = Asked()


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The contributors of one month: their rows by code, the sum over all, and whether the list is whole."""

    month: Month
    rows: Mapping[str, Contribution]
    world: Contribution | None
    whole: bool

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The figures of those that have one above zero."""
        return {code: row.number for code, row in self.rows.items() if row.number}


def series(record: Record, contributor: str, asked: Asked = EVERYONE) -> tuple[Contribution, ...]:
    """Return the reported months of a contributor in order; none if its code is not known.

    Months whose whole list does not name it come as rows without a number.
    """
    try:
        record.actor(contributor)
    except NotFoundError:
        return ()
    if not _imported(record):
        return _kept(record, contributor, asked)
    rows = {row.month: row for row in _read(record, asked, contributor=contributor)}
    if contributor != WORLD:
        kept = {month: row for month, row in rows.items() if not unnamed(row)}
        lists = {m: _absent(contributor, m, s, asked) for m, s in _lists(record, asked).items()}
        rows = rows | lists | kept
    return tuple(rows[month] for month in sorted(rows))


def at(record: Record, contributor: str, month: Month, asked: Asked = EVERYONE) -> Contribution | None:
    """Return what is reported of a contributor for a month: its row, or one without a number where it is not listed.

    None: the month is not on record, or the code is not known.
    """
    try:
        record.actor(contributor)
    except NotFoundError:
        return None
    if not _imported(record):
        return next((row for row in _kept(record, contributor, asked) if row.month == month), None)
    found = next(iter(_read(record, asked, contributor=contributor, period=(month, month))), None)
    if found is not None and not unnamed(found):
        return found
    snapshot = None if contributor == WORLD else _lists(record, asked).get(month)
    return _absent(contributor, month, snapshot, asked) if snapshot else found


def listing(record: Record, month: Month, asked: Asked = EVERYONE) -> Listing:
    """Return the contributors reported for a month."""
    return listings(record, (month, month), asked).get(month) or Listing(month=month, rows={}, world=None, whole=False)


def listings(record: Record, period: tuple[Month, Month], asked: Asked = EVERYONE) -> dict[Month, Listing]:
    """Return the contributors reported for each month of a period, first and last month included, in order."""
    first, last = period
    imported = _imported(record)
    kept = (row for row in record.contributions if first <= row.month <= last and _of(row, asked))
    whole = _lists(record, asked) if imported else {}
    by_month: dict[Month, dict[str, Contribution]] = {}
    for row in _read(record, asked, period=period) if imported else kept:
        by_month.setdefault(row.month, {})[row.contributor] = row
    found = {}
    for month in sorted(by_month):
        rows, listed = by_month[month], month in whole
        published = rows.pop(WORLD, None)
        told = published is not None and published.number is not None
        world = published if told else _added(rows, month, asked) if listed else None
        found[month] = Listing(month=month, rows=rows, world=world, whole=listed)
    return found


def by_operation(record: Record, month: Month) -> tuple[Contribution, ...]:
    """Return the figures of a month by operation, of all kinds together; the contributor WORLD has the sums."""
    if not _imported(record):
        found = (row for row in record.contributions if row.month == month and row.operation)
        return tuple(row for row in found if row.kind == "total" and row.sex is None)
    import polars as pl

    day = pl.date(month.year, month.month, 1)
    rows = record.figures.personnel.filter(pl.col("month") == day, pl.col("operation").is_not_null())
    rows = rows.filter(pl.col("contributor").is_not_null())
    return _made(rows.with_columns(pl.col("operation").alias("asked")), EVERYONE)


def _added(rows: Mapping[str, Contribution], month: Month, asked: Asked) -> Contribution | None:
    """The sum over a whole list where none is published."""
    if not rows:
        return None
    number, first = sum(row.number or 0 for row in rows.values()), next(iter(rows.values()))
    return Contribution(month=month, contributor=WORLD, operation=asked.operation, kind=asked.kind, number=number,
                        snapshot=first.snapshot, sex=asked.sex, line=f"sum of {len(rows)} contributors")  # fmt: skip


def _imported(record: Record) -> bool:
    return record.imported is not None and bool(record.imported.intakes)


def _of(row: Contribution, asked: Asked) -> bool:
    return (row.operation, row.kind, row.sex) == (asked.operation, asked.kind, asked.sex)


def _kept(record: Record, contributor: str, asked: Asked) -> tuple[Contribution, ...]:
    found = (row for row in record.contributions if row.contributor == contributor and _of(row, asked))
    return tuple(sorted(found, key=lambda row: row.month))


def _absent(contributor: str, month: Month, snapshot: str, asked: Asked) -> Contribution:
    return Contribution(month=month, contributor=contributor, operation=asked.operation, kind=asked.kind, number=None,
                        snapshot=snapshot, sex=asked.sex, line=NOT_LISTED)  # fmt: skip


def _lists(record: Record, asked: Asked) -> dict[Month, str]:
    """The months with a whole list by operation, or over all operations, with the snapshot that shows it."""
    import polars as pl

    detail = asked.operation is not None or asked.sex is not None
    if asked.operation is not None and not _tells_of(record, asked.operation):
        return {}
    rows = record.figures.lists.filter(pl.col("by_operation") == detail)
    return {Month.of(month): snapshot for month, snapshot in rows.select("month", "snapshot").iter_rows()}


def _tells_of(record: Record, operation: str) -> bool:
    """Whether the imported tables have any row of an operation; lists of the UN say nothing of others' operations."""
    import polars as pl

    return not record.figures.personnel.filter(pl.col("operation").is_in(named(operation))).is_empty()


def _read(
    record: Record, asked: Asked, *, contributor: str | None = None, period: tuple[Month, Month] | None = None
) -> tuple[Contribution, ...]:
    """The believed rows of the imported tables, one a contributor and month, by month; WORLD among them."""
    import polars as pl

    rows = record.figures.personnel.filter(pl.col("contributor").is_not_null())
    if contributor is not None:
        rows = rows.filter(pl.col("contributor") == contributor)
    if period is not None:
        first, last = (pl.date(month.year, month.month, 1) for month in period)
        rows = rows.filter(pl.col("month").is_between(first, last))
    return _made(_grain(rows, asked).with_columns(pl.lit(asked.operation, pl.String).alias("asked")), asked)


def _made(rows: pl.DataFrame, asked: Asked) -> tuple[Contribution, ...]:
    """Rows as contributions, kinds added up: one for each month, contributor and operation asked for."""
    import polars as pl

    value = pl.col(asked.sex or "number")
    told = pl.when(value.is_not_null().any()).then(value.sum()).otherwise(None)
    lines = pl.col("line").drop_nulls().unique().sort()
    cell = ["month", "contributor", "asked"]
    rows = rows.filter(pl.col("kind").is_in(PARTS.get(asked.kind, (asked.kind,))))
    made = rows.group_by(*cell, "snapshot").agg(told.alias("told"), lines)
    made = made.sort(*cell, "snapshot").unique(cell, keep="last", maintain_order=True)
    return tuple(
        Contribution(month=Month.of(day), contributor=code, operation=operation, kind=asked.kind, number=number,
                     snapshot=snapshot, sex=asked.sex, line=_lines(at) or (NOT_LISTED if number is None else None))
        for day, code, operation, snapshot, number, at in made.select(*cell, "snapshot", "told", "line").iter_rows()
    )  # fmt: skip


def _grain(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """The rows of one operation; or those of all together where a table gives them, else those of each operation.

    Rows that ship with the package come last: the published rows by operation are believed before their sum.
    """
    import polars as pl

    if asked.operation is not None:
        return rows.filter(pl.col("operation").is_in(named(asked.operation)))
    told, cell = pl.col(asked.sex or "number").is_not_null(), ["month", "contributor"]
    whole, parts = rows.filter(pl.col("operation").is_null()), rows.filter(pl.col("operation").is_not_null() & told)
    parts = parts.join(whole.filter(told & (pl.col("table") != REFERENCE)), on=cell, how="anti")
    published = parts.filter(pl.col("table") != REFERENCE)
    parts = pl.concat([published, parts.join(whole.filter(told), on=cell, how="anti")]).unique(maintain_order=True)
    return pl.concat([whole.join(parts, on=cell, how="anti"), parts])


def _lines(numbers: Iterable[int]) -> str | None:
    """Lines of a file as `12-14, 20`; None for none."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs) or None


def cite(row: Contribution) -> Citation:
    """Return the citation of a contribution row."""
    people = " ".join(filter(None, [row.sex, row.kind]))
    where = f"{row.contributor} {row.month} {row.operation or 'all operations'} {people}"
    return Citation(table="contributions", row=f"{where}, {_place(row.line)}", source=row.snapshot)


def _place(line: str | None) -> str:
    """Where a row stands: `line 12`, `lines 12-14`; words such as `not listed` stand for themselves."""
    if line is None:
        return "line not kept"
    if not re.fullmatch(r"[\d, –-]+", line):
        return line
    first, _, last = line.partition("-")
    line = first if first == last else line
    return f"line {line}" if line.isdecimal() else f"lines {line}"


FEW, MANY = 6, 12
"""So many rows of a series are cited one by one; so many runs of months of one snapshot run by run."""


def cite_series(rows: Sequence[Contribution]) -> tuple[Citation, ...]:
    """Return the citations of rows: one by one where there are few, else by runs of months, else by snapshot."""
    if len(rows) <= FEW:
        return tuple(dict.fromkeys(map(cite, rows)))
    runs: list[list[Contribution]] = []
    for row in sorted(rows, key=lambda row: (row.contributor, row.month)):
        if runs and _goes_on(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    if len(runs) <= MANY:
        return tuple(map(_run, runs))
    by_snapshot: dict[str, list[Contribution]] = {}
    for row in rows:
        by_snapshot.setdefault(row.snapshot, []).append(row)
    return tuple(map(_stretch, by_snapshot.values()))


def _goes_on(last: Contribution, row: Contribution) -> bool:
    """Whether a row goes on with a run: same contributor and snapshot, the next month, a figure or none alike."""
    same = (row.contributor, row.snapshot, unnamed(row)) == (last.contributor, last.snapshot, unnamed(last))
    return same and last.month.plus(1) == row.month


def _run(rows: Sequence[Contribution]) -> Citation:
    first, last = rows[0], rows[-1]
    if first is last:
        return cite(first)
    where = cite(first).row.rpartition(str(first.month))
    people = where[2].partition(",")[0].strip()
    lines = NOT_LISTED if unnamed(first) else f"lines {first.line} to {last.line}"
    told = f"{first.contributor} {first.month} to {last.month} {people}, {lines} ({len(rows)} months)"
    return Citation(table="contributions", row=told, source=first.snapshot)


def _stretch(rows: Sequence[Contribution]) -> Citation:
    codes = sorted({row.contributor for row in rows})
    first, last = min(row.month for row in rows), max(row.month for row in rows)
    named = ", ".join(codes[:FEW]) + (f" and {len(codes) - FEW} more" if len(codes) > FEW else "")
    return Citation(table="contributions", row=f"{named} {first} to {last}, {len(rows)} rows", source=rows[0].snapshot)


def unnamed(row: Contribution) -> bool:
    """Return whether a row says that a whole list does not name the contributor."""
    return row.number is None and row.line in (None, NOT_LISTED)


def reports(row: Contribution) -> bool:
    """Return whether a row says how many: a figure, or that a whole list does not name the contributor."""
    return row.number is not None or unnamed(row)


def figure(row: Contribution) -> str:
    """Return the figure of a row with thousands set off; `not listed`, or `no figure` where the cell is empty."""
    if row.number is None:
        return NOT_LISTED if unnamed(row) else "no figure"
    return f"{row.number:,}"


def told(record: Record, row: Contribution) -> str:
    """Return contributor and figure: `Kyrgyzstan 26`."""
    return f"{name_of(record, row.contributor)} {figure(row)}"
