"""What the readers of United Nations tables share: the months, contributors, operations, kinds and people of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.readers.dates import SHOWN, days
from contingent.records.readers.reading import Head, Notes
from contingent.records.readers.spelling import Spelling, as_code

if TYPE_CHECKING:
    import polars as pl

HUB = "United Nations, Peace and Security Data Hub"
HUB_ADDRESS = "https://psdata.un.org"
PORTAL = "United Nations, Open Data Portal for Peacekeeping"
PORTAL_ADDRESS = "https://peacekeeping.un.org"

FIRST = date(1945, 1, 1)
"""No row can be older: there were no operations."""

_SOON = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The columns that name a contributor; the table may lack any of them."""

    name: str | None = "contributing_country"
    iso: str | None = "isocode3"
    m49: str | None = "m49_code"

    def of(self, rows: pl.DataFrame) -> Named:
        """Return these without the columns that a table lacks."""

        def there(column: str | None) -> str | None:
            return column if column in rows.columns else None

        return Named(name=there(self.name), iso=there(self.iso), m49=there(self.m49))


@dataclass
class Rows:
    """One file on its way from written rows to facts: what its cells say put into codes, what was seen noted.

    `at` is what `line` counts in complaints: lines, or objects of a JSON file.
    """

    spelling: Spelling
    at: str = "line"
    notes: Notes = field(default_factory=Notes)
    complaints: list[Complaint] = field(default_factory=list)

    @classmethod
    def of(cls, head: Head, spelling: Spelling) -> Rows:
        """Return the start of reading a file."""
        return cls(spelling, at="object" if head.keys else "line")

    def told(self) -> tuple[Complaint, ...]:
        """Return the complaints made since this was last asked."""
        made, self.complaints = tuple(self.complaints), []
        return made

    def complain(self, rows: pl.DataFrame, what: str, column: str = "line") -> None:
        """Complain about every row; `what` is filled in with what its `column` says."""
        import polars as pl

        for line, value in rows.select("line", pl.col(column).cast(pl.String).alias("_written")).iter_rows():
            self.complaints.append(Complaint(f"{self.at} {line}", what.format(repr(value))))

    def note(self, act: str, what: str, rows: pl.DataFrame) -> None:
        """Note what was seen in some rows, if there are any."""
        if rows.height:
            self.notes.add(act, what, rows["line"].head(20).to_list(), rows.height)

    def dated(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return rows with `day` and `month`, the first day of its month; other rows are complained about."""
        import polars as pl

        rows = rows.with_columns(days(rows[column]).alias("day"))
        unread = pl.col("day").is_null()
        beyond = ~pl.col("day").is_between(FIRST, datetime.now(UTC).date() + _SOON)
        bad = rows.filter(unread | beyond)
        if bad.height:
            self.complain(bad.filter(unread & pl.col(column).is_null()), f"{column} is empty.")
            what = f"{column} {{}} is not a day such as {SHOWN}, or could be two."
            self.complain(bad.filter(unread & pl.col(column).is_not_null()), what, column)
            self.complain(bad.filter(beyond & ~unread), f"{column} {{}} lies before 1945 or in the future.", column)
            rows = rows.filter(~(unread | beyond).fill_null(True))
        early = rows.filter(pl.col("day") != pl.col("day").dt.month_end())
        self.note("flagged", "the date is not the last day of its month; the month is what counts", early)
        return rows.with_columns(pl.col("day").dt.month_start().alias("month"))

    def contributors(self, rows: pl.DataFrame, columns: Named | None = None) -> pl.DataFrame:
        """Return rows with `contributor` as a code, and `named` as written where none is known.

        The name counts, then the ISO code, then the M49 code; where name and code are of two states that is noted.
        """
        import polars as pl

        given = (columns or Named()).of(rows)
        spelled = self.spelling
        codes = {
            "_name": spelled.contributor_codes(rows[given.name]) if given.name else None,
            "_iso": spelled.contributor_codes(rows[given.iso]) if given.iso else None,
            "_m49": spelled.number_codes(rows[given.m49]) if given.m49 else None,
        }
        made = {name: code for name, code in codes.items() if code is not None}
        written = pl.coalesce(pl.col(each).cast(pl.String) for each in (given.name, given.iso, given.m49) if each)
        rows = rows.with_columns(written.alias("_written"), *[code.alias(name) for name, code in made.items()])
        rows = rows.with_columns(pl.coalesce(list(made)).alias("contributor"))
        if {"_name", "_iso"} <= set(made):
            other = rows.filter(pl.col("_name") != pl.col("_iso"))
            for (who, iso), group in other.group_by("_name", "_iso", maintain_order=True):
                self.note("flagged", f"the name is that of {who}, the code that of {iso}; the name counts", group)
        named = pl.when(pl.col("contributor").is_null()).then(pl.col("_written"))
        rows = rows.with_columns(named.alias("named")).drop("_written", *made)
        unknown = rows.filter(pl.col("contributor").is_null())
        if unknown.height:
            for (name,), group in unknown.group_by("named", maintain_order=True):
                what = f"contributor {str(name)!r}" if name is not None else "rows that name no contributor"
                self.note("not mapped", what, group)
        return rows

    def operations(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return rows with `operation` as a code; one that is not known keeps its acronym and is noted."""
        import polars as pl

        written = rows[column].unique().drop_nulls().cast(pl.String)
        for each in written.sort():
            code = self.spelling.operation(each)
            if code is None:
                self.note("not mapped", f"operation {as_code(each)}", rows.filter(pl.col(column) == each))
            elif code != as_code(each):
                what = f"operation {as_code(each)} is read as {code}"
                self.note("repaired", what, rows.filter(pl.col(column) == each))
        return rows.with_columns(self.spelling.operation_codes(rows[column]).alias("operation"))

    def kinds(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return rows with `kind`; rows of a type that is not known are complained about."""
        import polars as pl

        rows = rows.with_columns(self.spelling.kind_codes(rows[column]).alias("kind"))
        unknown = rows.filter(pl.col("kind").is_null())
        if unknown.height:
            what = f"{column} {{}} is no type of personnel that is known."
            self.complain(unknown, what, column)
            rows = rows.filter(pl.col("kind").is_not_null())
        return rows

    def people(self, rows: pl.DataFrame, whole: str | None = None) -> pl.DataFrame:
        """Return rows with number, female and male from the columns of the sexes, and `whole` where the table has it.

        A number is known only where both sexes are: one of them empty is not zero.
        """
        import polars as pl

        both = pl.col("female_personnel") + pl.col("male_personnel")
        rows = rows.with_columns(
            pl.coalesce(whole, both).alias("number") if whole else both.alias("number"),
            pl.col("female_personnel").alias("female"),
            pl.col("male_personnel").alias("male"),
        )
        half = rows.filter(pl.col("number").is_null() & (pl.col("female").is_not_null() | pl.col("male").is_not_null()))
        self.note("flagged", "only one sex is reported, so the number is not known", half)
        if whole:
            wrong = (both != pl.col("number")).fill_null(False)
            self.note("flagged", "women and men do not add up to the total, which counts", rows.filter(wrong))
            rows = rows.with_columns(pl.when(~wrong).then(pl.col(each)).alias(each) for each in ("female", "male"))
        return rows


def of_portal(head: Head) -> bool:
    """Return whether a file spells its columns as the open data portal did before 2022 (ISOCode3, M49_Code)."""
    return "ISOCode3" in head.text.split("\n", 1)[0]
