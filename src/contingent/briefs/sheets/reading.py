"""What sheets read off the record: months with kinds, sexes and lines, ranks, spells and gaps, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.months import Month
from contingent.records.figures import REFERENCE, WORLD
from contingent.records.kinds import KINDS

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.record import Record

LEAST_LISTED = 20
"""Contributors a month must have on record to count as a list; the shortest list published has over forty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month of somebody's personnel: persons in all and by kind, women and men where told, and where it stands.

    `number` None: listed without a number. `lines` are the lines of the published file, joined where they follow on.
    """

    month: str
    number: int | None
    kinds: Mapping[str, int] = field(default_factory=dict)
    female: int | None = None
    male: int | None = None
    snapshots: tuple[str, ...] = ()
    lines: str = ""

    @property
    def by_sex(self) -> int | None:
        """Women and men together, where both are told."""
        return None if self.female is None or self.male is None else self.female + self.male


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of published months in which somebody had people somewhere; `peak` is the most, in `peak_month`.

    `is_open` says that the last month is the last one published, so that the spell may go on.
    """

    first: str
    last: str
    months: int
    peak: int
    peak_month: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Rank:
    """A contributor's place among those with people that month (ties share the better), and how many there were."""

    month: str
    rank: int
    of: int


class Reading:
    """The figures of a record as sheets need them; each table is made when first asked for and kept."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.figures = record.figures

    @cached_property
    def totals(self) -> pl.DataFrame:
        """The figures' totals without shipped rows that say that a contributor was looked for and is not on a list."""
        import polars as pl

        return self.figures.totals.filter((pl.col("table") != REFERENCE) | pl.col("number").is_not_null())

    @cached_property
    def sums(self) -> pl.DataFrame:
        """Persons by month and contributor over all operations: month, contributor, number, female, male."""
        people = [_sum(name) for name in ("number", "female", "male")]
        return self.totals.group_by("month", "contributor").agg(*people).sort("month", "contributor")

    @cached_property
    def ranks(self) -> pl.DataFrame:
        """Month, contributor, number, rank (ties share the better place) and of, for those with at least one person."""
        import polars as pl

        rows = self.sums.filter((pl.col("number") > 0) & (pl.len().over("month") >= LEAST_LISTED))
        return rows.with_columns(
            pl.col("number").rank("min", descending=True).over("month").cast(pl.Int32).alias("rank"),
            pl.len().over("month").cast(pl.Int32).alias("of"),
        ).sort("month", "rank", "contributor")

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months for which a list of contributors is on record, in order.

        A month with fewer than `LEAST_LISTED` contributors is no list, but a few states typed in or imported alone;
        where there is no list at all, every month with a row serves.
        """
        import polars as pl

        counts = self.sums.group_by("month").len()
        full = counts.filter(pl.col("len") >= LEAST_LISTED)
        found = full if full.height else counts
        return tuple(sorted(f"{month:%Y-%m}" for month in found["month"]))

    @cached_property
    def has_lists(self) -> bool:
        """Whether lists of contributors are on record, so that ranks and not being listed mean something."""
        return bool(self.ranks.height)

    @cached_property
    def months_by_operation(self) -> tuple[str, ...]:
        """The months for which contributors are on record operation by operation, in order."""
        import polars as pl

        rows = self.figures.personnel.filter(
            pl.col("operation").is_not_null() & pl.col("contributor").is_not_null() & (pl.col("contributor") != WORLD)
        )
        return tuple(sorted(f"{month:%Y-%m}" for month in rows["month"].unique()))

    @cached_property
    def months_of_operations(self) -> tuple[str, ...]:
        """The months for which any operation's strength is on record, in order."""
        import polars as pl

        rows = self.figures.personnel.filter(pl.col("operation").is_not_null())
        return tuple(sorted(f"{month:%Y-%m}" for month in rows["month"].unique()))

    def gaps(self, first: str, last: str, known: Iterable[str] | None = None) -> tuple[tuple[str, str], ...]:
        """First and last month of each stretch without any figures, between two months.

        `known` are the months that have figures; None: those for which contributors are on record.
        """
        have = set(self.months if known is None else known)
        return tuple(stretches(month for month in span(first, last) if month not in have))

    def monthly(self, contributor: str) -> tuple[MonthRow, ...]:
        """A contributor's months over all operations."""
        import polars as pl

        mine = self.totals.filter(pl.col("contributor") == contributor)
        parts = self.figures.personnel.filter(
            (pl.col("contributor") == contributor) & pl.col("operation").is_not_null() & pl.col("line").is_not_null()
        )
        return _month_rows(mine, _lines(parts) | _lines(mine))

    def strength(self, operation: str) -> tuple[MonthRow, ...]:
        """An operation's months: the published sum, or where there is none the sum of its contributors."""
        import polars as pl

        rows = self.figures.personnel.filter(pl.col("operation") == operation)
        world = rows.filter((pl.col("contributor") == WORLD) & pl.col("number").is_not_null())
        rest = rows.filter(pl.col("contributor") != WORLD).join(world, on="month", how="anti")
        made = {row.month: row for part in (rest, world) for row in _month_rows(part, _lines(part))}
        return tuple(row for _, row in sorted(made.items()))

    def by_sex(self, operation: str) -> tuple[MonthRow, ...]:
        """An operation's months in which all rows tell women and men: its published sum, else its contributors."""
        import polars as pl

        rows = self.figures.personnel.filter(pl.col("operation") == operation)
        parts = (rows.filter(pl.col("contributor") != WORLD), rows.filter(pl.col("contributor") == WORLD))
        made = {row.month: row for part in parts for row in _month_rows(part, _lines(part)) if row.by_sex}
        return tuple(row for _, row in sorted(made.items()))

    def in_operations(self, contributor: str) -> dict[str, tuple[MonthRow, ...]]:
        """A contributor's months by operation, the operation with the most person-months first."""
        import polars as pl

        rows = self.figures.personnel.filter((pl.col("contributor") == contributor) & pl.col("operation").is_not_null())
        return _grouped(rows, "operation")

    def contributors_to(self, operation: str) -> dict[str, tuple[MonthRow, ...]]:
        """The months of every contributor to an operation, the one with the most person-months first."""
        import polars as pl

        rows = self.figures.personnel.filter(
            (pl.col("operation") == operation) & (pl.col("contributor") != WORLD) & pl.col("contributor").is_not_null()
        )
        return _grouped(rows, "contributor")

    def ranked(self, contributor: str) -> tuple[Rank, ...]:
        """A contributor's rank by month."""
        import polars as pl

        rows = self.ranks.filter(pl.col("contributor") == contributor).select("month", "rank", "of")
        return tuple(Rank(f"{month:%Y-%m}", rank, of) for month, rank, of in rows.iter_rows())

    def listed_count(self, first: str, last: str) -> list[tuple[str, int]]:
        """How many contributors had people, by month with a list, from one month to another."""
        counts = self.ranks.group_by("month").len().sort("month")
        return [(f"{month:%Y-%m}", many) for month, many in counts.iter_rows() if first <= f"{month:%Y-%m}" <= last]

    def listed_in(self, month: str) -> list[tuple[str, int | None]]:
        """Contributors listed in a month with their numbers, largest first; those without a number last."""
        import polars as pl

        rows = self.sums.filter(pl.col("month").dt.strftime("%Y-%m") == month).select("contributor", "number")
        return sorted(rows.iter_rows(), key=lambda row: (row[1] is None, -(row[1] or 0), row[0]))

    def edges(self, spell: Spell) -> tuple[str, str]:
        """When the people of a spell came and left, in words, as far as the months on record tell."""
        place = {month: n for n, month in enumerate(self.months)}
        first, last = place[spell.first], place[spell.last]
        came = f"{spell.first} or before" if not first else _edge(self.months[first - 1], spell.first, spell.first)
        if spell.is_open:
            return came, "on the latest list"
        return came, _edge(spell.last, self.months[last + 1], f"after {spell.last}")

    def spells(self, rows: Sequence[MonthRow], known: Sequence[str] | None = None) -> tuple[Spell, ...]:
        """The stretches of months with at least one person; months for which nothing is published do not end one."""
        months = self.months if known is None else known
        place = {month: n for n, month in enumerate(months)}
        made: list[list[MonthRow]] = []
        for row in rows:
            if not row.number or row.month not in place:
                continue
            if made and place[row.month] == place[made[-1][-1].month] + 1:
                made[-1].append(row)
            else:
                made.append([row])
        return tuple(_spell(each, months[-1]) for each in made)


def _edge(before: str | None, after: str, told: str) -> str:
    """A month told, or the two it must lie between where lists are missing."""
    apart = before is not None and Month.parse(before).plus(1) != Month.parse(after)
    return f"between {before} and {after}" if apart else told


def span(first: str, last: str) -> list[str]:
    """All months from one to another, written `YYYY-MM`."""
    start, end = Month.parse(first).ordinal, Month.parse(last).ordinal
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(start, end + 1)]


def stretches(months: Iterable[str]) -> list[tuple[str, str]]:
    """First and last of each stretch of months that follow on, of months in order."""
    made: list[tuple[str, str]] = []
    for month in months:
        if made and Month.parse(made[-1][1]).plus(1) == Month.parse(month):
            made[-1] = (made[-1][0], month)
        else:
            made.append((month, month))
    return made


def summed(groups: Iterable[Sequence[MonthRow]]) -> tuple[MonthRow, ...]:
    """The sum of several series by month; a month in which none has a number has none."""
    by_month: dict[str, list[MonthRow]] = {}
    for rows in groups:
        for row in rows:
            by_month.setdefault(row.month, []).append(row)
    return tuple(_together(month, found) for month, found in sorted(by_month.items()))


def _together(month: str, found: Sequence[MonthRow]) -> MonthRow:
    numbers = [row.number for row in found if row.number is not None]
    kinds: dict[str, int] = {}
    for row in found:
        for kind, number in row.kinds.items():
            kinds[kind] = kinds.get(kind, 0) + number
    sexed = [row for row in found if row.number]
    told = bool(sexed) and all(row.by_sex is not None for row in sexed)
    return MonthRow(
        month=month,
        number=sum(numbers) if numbers else None,
        kinds=kinds,
        female=sum(row.female or 0 for row in sexed) if told else None,
        male=sum(row.male or 0 for row in sexed) if told else None,
        snapshots=tuple(dict.fromkeys(key for row in found for key in row.snapshots)),
    )


def _spell(rows: Sequence[MonthRow], newest: str) -> Spell:
    top = max(rows, key=lambda row: row.number or 0)
    return Spell(
        first=rows[0].month,
        last=rows[-1].month,
        months=len(rows),
        peak=top.number or 0,
        peak_month=top.month,
        is_open=rows[-1].month == newest,
    )


def _grouped(rows: pl.DataFrame, by: str) -> dict[str, tuple[MonthRow, ...]]:
    made = {}
    for (code,), part in rows.group_by([by], maintain_order=True):
        made[str(code)] = _month_rows(part, _lines(part))
    weight = {code: sum(row.number or 0 for row in found) for code, found in made.items()}
    return dict(sorted(made.items(), key=lambda each: (-weight[each[0]], each[0])))


def _month_rows(frame: pl.DataFrame, lines: Mapping[str, str]) -> tuple[MonthRow, ...]:
    """Rows by kind as one value a month."""
    import polars as pl

    frame = frame.group_by("month", "kind").agg(
        *[_sum(name) for name in ("number", "female", "male")], pl.col("snapshot").unique().sort()
    )
    made: dict[str, list[tuple[str, int | None, int | None, int | None, list[str]]]] = {}
    columns = ("month", "kind", "number", "female", "male", "snapshot")
    for month, *rest in frame.sort("month", "kind").select(columns).iter_rows():
        made.setdefault(f"{month:%Y-%m}", []).append((*rest,))
    return tuple(_month_row(month, found, lines.get(month, "")) for month, found in made.items())


def _month_row(
    month: str, found: Sequence[tuple[str, int | None, int | None, int | None, list[str]]], lines: str
) -> MonthRow:
    numbers = {kind: number for kind, number, *_ in found if number is not None}
    people = [each for each in found if each[1]]
    sexed = bool(people) and all(female is not None and male is not None for _, _, female, male, _ in people)
    return MonthRow(
        month=month,
        number=sum(numbers.values()) if numbers else None,
        kinds={kind: numbers[kind] for kind in KINDS if kind in numbers},
        female=sum(each[2] or 0 for each in people) if sexed else None,
        male=sum(each[3] or 0 for each in people) if sexed else None,
        snapshots=tuple(dict.fromkeys(key for each in found for key in each[4] if key)),
        lines=lines,
    )


def _lines(frame: pl.DataFrame) -> dict[str, str]:
    """The lines read for each month, `12` or `12-15, 20`."""
    import polars as pl

    found = frame.filter(pl.col("line").is_not_null()).group_by("month").agg(pl.col("line").unique().sort())
    return {f"{month:%Y-%m}": joined(lines) for month, lines in found.select("month", "line").iter_rows()}


def joined(lines: Iterable[int]) -> str:
    """Line numbers in words: those that follow on as a range."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return ", ".join(f"{low}" if low == high else f"{low}–{high}" for low, high in ranges)


def _sum(column: str) -> pl.Expr:
    """The sum of what is reported; null where nothing is."""
    import polars as pl

    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum()).otherwise(None).alias(column)
