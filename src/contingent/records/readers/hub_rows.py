"""What the readers of United Nations tables share: the months, contributors, operations, kinds and people of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.readers.dates import SHOWN, days
from contingent.records.readers.reading import Head, Notes, Remark
from contingent.records.readers.spelling import Spelling, as_code

if TYPE_CHECKING:
    import polars as pl

HUB = "United Nations, Peace and Security Data Hub"
HUB_ADDRESS = "https://psdata.un.org"
PORTAL = "United Nations, Open Data Portal for Peacekeeping"
PORTAL_ADDRESS = "https://peacekeeping.un.org"

CIVILIAN = r"(?i)\bgovernment[ -]provided\b|\bGPP\b|\bjustice\b|\bcorrections?\b|\bcivilian (staff|personnel)\b"
"""Types of personnel that are not uniformed. Officers of justice and corrections whom governments provide have the
legal status of experts on mission, but the United Nations do not count them among uniformed personnel: its totals are
troops, staff officers, military experts and police."""

FIRST = date(1945, 1, 1)
"""No row can be older: there were no operations."""

FURTHEST = timedelta(days=3653)
"""A day later than this from now is a misprint; one before it that has not come yet is flagged."""


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
    civilians: dict[str, tuple[list[int], int, int]] = field(default_factory=dict)

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
        """Return rows with `day` and `month`, the first day of its month; other rows are complained about.

        What is to be said of days is found out from the different days there are, which are few.
        """
        import polars as pl

        today = datetime.now(UTC).date()
        rows = rows.with_columns(days(rows[column]).alias("day"))
        seen = [day for day in rows["day"].unique() if day is not None]
        beyond = [day for day in seen if not FIRST <= day <= today + FURTHEST]
        if rows["day"].null_count() or beyond:
            unread, far = pl.col("day").is_null(), pl.col("day").is_in(beyond)
            self.complain(rows.filter(unread & pl.col(column).is_null()), f"{column} is empty.")
            what = f"{column} {{}} is not a day such as {SHOWN}, or could be two."
            self.complain(rows.filter(unread & pl.col(column).is_not_null()), what, column)
            what = f"{column} {{}} lies before 1945 or more than ten years ahead."
            self.complain(rows.filter(far), what, column)
            rows = rows.filter(~(unread | far))
        if ahead := [day for day in seen if day.replace(day=1) > today]:
            self.note("flagged", "the date lies in the future", rows.filter(pl.col("day").is_in(ahead)))
        if early := [day for day in seen if (day + timedelta(days=1)).day != 1]:
            what = "the date is not the last day of its month; the month is what counts"
            self.note("flagged", what, rows.filter(pl.col("day").is_in(early)))
        return rows.with_columns(pl.col("day").dt.month_start().alias("month"))

    def contributors(self, rows: pl.DataFrame, columns: Named | None = None) -> pl.DataFrame:
        """Return rows with `contributor` as a code, and `named` as written where none is known.

        The name counts, then the ISO code, then the M49 code; where name and code are of two states that is noted.
        """
        import polars as pl

        given = (columns or Named()).of(rows)
        code = pl.Series("contributor", [None], dtype=pl.String).new_from_index(0, rows.height)
        if given.name:
            code = self.spelling.contributor_codes(rows[given.name]).alias("contributor")
        if given.iso:
            iso = self.spelling.contributor_codes(rows[given.iso])
            differ = (code != iso).fill_null(False)
            if differ.any():
                told = rows.select("line", code.alias("_code"), iso.alias("_iso")).filter(differ)
                for (who, other), group in told.group_by("_code", "_iso", maintain_order=True):
                    what = f"the name is that of {who}, the code that of {other}; the name counts"
                    self.note("flagged", what, group)
            code = code.fill_null(iso) if code.null_count() else code
        if given.m49 and code.null_count():
            code = code.fill_null(self.spelling.number_codes(rows[given.m49]))
        if not code.null_count():
            return rows.with_columns(code.alias("contributor"), pl.lit(None, pl.String).alias("named"))
        written = pl.coalesce(pl.col(each).cast(pl.String) for each in (given.name, given.iso, given.m49) if each)
        rows = rows.with_columns(written.alias("named"))  # first: the column of names may be called contributor
        return self._unknown(rows.with_columns(code.alias("contributor")))

    def _unknown(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Note contributors that no code is known for, and keep them as written."""
        import polars as pl

        rows = rows.with_columns(pl.when(pl.col("contributor").is_null()).then(pl.col("named")))
        unknown = rows.filter(pl.col("contributor").is_null())
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
        """Return rows with `kind`; rows of a type that is not known are complained about.

        Rows of types that are not uniformed are left out and counted (see `CIVILIAN`).
        """
        codes = self.spelling.kind_codes(rows[column]).alias("kind")
        if codes.null_count():
            rows = self._uniformed(rows, column, codes)
            codes = self.spelling.kind_codes(rows[column]).alias("kind")
        if codes.null_count():
            unknown = codes.is_null()
            self.complain(rows.filter(unknown), f"{column} {{}} is no type of personnel that is known.", column)
            rows, codes = rows.filter(~unknown), codes.filter(~unknown)
        return rows.with_columns(codes)

    def _uniformed(self, rows: pl.DataFrame, column: str, codes: pl.Series) -> pl.DataFrame:
        """Return rows without those of types that are not uniformed, and count these and the people in them."""
        import polars as pl

        types = rows[column].cast(pl.String).set(codes.is_not_null(), None)
        civilian = types.str.contains(CIVILIAN).fill_null(False)
        if not civilian.any():
            return rows
        both = pl.sum_horizontal("female_personnel", "male_personnel")
        left_out = rows.with_columns(types.str.strip_chars().alias("_type"), both.alias("_people")).filter(civilian)
        for (name,), group in left_out.group_by("_type", maintain_order=True):
            lines, count, people = self.civilians.get(str(name), ([], 0, 0))
            first = [*lines, *group["line"].head(20)][:20]
            self.civilians[str(name)] = (first, count + group.height, people + int(group["_people"].sum()))
        return rows.filter(~civilian)

    def remarks(self) -> tuple[Remark, ...]:
        """Return what was noted, and what was left out because it is not uniformed."""
        left_out = [
            Remark(
                act="left out",
                what=f"{name!r} is no kind of troops, police or military experts: "
                f"rows left out {count:,}, people in them {people:,}",
                lines=tuple(lines),
                count=count,
            )
            for name, (lines, count, people) in self.civilians.items()
        ]
        return (*self.notes.remarks(), *left_out)

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
