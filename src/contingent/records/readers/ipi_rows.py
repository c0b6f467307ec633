"""What the readers of Providing for Peacekeeping share: months, stray marks, names, kinds, sexes, rows given twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty
from contingent.records.readers.reading import Batch, Notes
from contingent.records.readers.spelling import Spelling, as_code, mapped

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

PPP = "International Peace Institute, Providing for Peacekeeping"
PPP_ADDRESS = "https://github.com/IPIDataLab/PPP_Loader"
TCC = "International Peace Institute, TCC DataScraper"
TCC_ADDRESS = "https://github.com/IPIDataLab/TCC-DataScraper"


SERIES = {"UNAVEM_II": "UNAVEM", "UNAVEM_III": "UNAVEM", "UNOSOM_II": "UNOSOM"}
"""Operations that these tables show under two names in turn, never both in one month, so that each name has holes:
their rows stand under the name of the series."""


class Form(NamedTuple):
    """One way to write a day: an example, the pattern it must match, and its format."""

    example: str
    pattern: str
    format: str


DAY = Form("2013-11-30", r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d")
COMPACT = Form("20131130", r"^\d{8}$", "%Y%m%d")
STAMP = Form("20131130T000000", r"^\d{8}T000000$", "%Y%m%dT000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The columns that hold one kind of personnel: all of them, and the women and men among them where told."""

    kind: str
    number: str
    female: str | None = None
    male: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are there."""
        return tuple(each for each in (self.number, self.female, self.male) if each is not None)


@dataclass
class Reading:
    """One file on its way from lines to rows: what it says evened and mapped, what was seen on the way noted.

    `blank_is_zero`: the file writes 0 where nothing was reported, so its zeros are no observations.
    """

    spelling: Spelling
    blank_is_zero: bool = False
    notes: Notes = field(default_factory=Notes)
    complaints: list[Complaint] = field(default_factory=list)
    _seen: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    def batch(self, facts: Facts, rows: pl.DataFrame, part: str | None = None) -> Batch:
        """Return rows as a batch, with the complaints made since the last one."""
        made, self.complaints = tuple(self.complaints), []
        return Batch(facts=facts, rows=rows, part=part, complaints=made)

    def end(self, facts: Facts, part: str | None = None) -> Batch:
        """Return the last batch of a file: no rows, but all remarks."""
        made, self.complaints = tuple(self.complaints), []
        return Batch(facts=facts, rows=empty(facts), part=part, remarks=self.notes.remarks(), complaints=made)

    def complain(self, rows: pl.DataFrame, what: str, *columns: str) -> None:
        """Complain about every row; `what` is filled in with its `columns`."""
        for line, *values in rows.select("line", *columns).iter_rows():
            self.complaints.append(Complaint(f"line {line}", what.format(*map(repr, values))))

    def note(self, act: str, what: str, rows: pl.DataFrame, count: int | None = None) -> None:
        """Note what was seen on the lines of some rows, if there are any."""
        if rows.height:
            lines = rows["line"].unique().sort()
            self.notes.add(act, what, lines.head(20).to_list(), lines.len() if count is None else count)

    def dated(self, rows: pl.DataFrame, column: str = "date", form: Form = DAY) -> pl.DataFrame:
        """Return rows with `month`, the first day of the month the column names; others are complained about."""
        import polars as pl

        written = pl.col(column).str.strip_chars()
        day = pl.when(written.str.contains(form.pattern)).then(written).str.to_date(form.format, strict=False)
        day = pl.when(day.dt.year().is_between(1948, 2099)).then(day)
        rows = rows.with_columns(day.alias("_day"))
        self.complain(rows.filter(pl.col("_day").is_null()), f"date {{}} is not a day such as {form.example}.", column)
        rows = rows.filter(pl.col("_day").is_not_null())
        early = rows.filter(pl.col("_day") != pl.col("_day").dt.month_end())
        self.note("flagged", "the date is not the last day of its month; the month is what counts", early)
        return rows.with_columns(pl.col("_day").dt.truncate("1mo").alias("month")).drop("_day")

    def unmarked(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Return rows without apostrophes and blanks that trail the text of some columns; inner ones stay."""
        import polars as pl

        there = [name for name in columns if name in rows.columns]
        bare = {name: pl.col(name).str.strip_chars().str.strip_chars_end("'’ ") for name in there}
        marked = rows.filter(pl.any_horizontal(pl.col(name) != bare[name] for name in there))
        self.note("repaired", "an apostrophe or blank trailing a name is left out", marked)
        return rows.with_columns(bare[name].alias(name) for name in there)

    def contributors(self, rows: pl.DataFrame, name: str = "contributor", iso: str | None = None) -> pl.DataFrame:
        """Return rows with `contributor` as a code, and `named` where the spelling is not known.

        The name counts; its ISO alpha-3 code, in the column `iso`, only where the name is not known.
        """
        import polars as pl

        names, code = rows[name], self.spelling.contributor_codes(rows[name])
        if iso is not None:
            second = self.spelling.contributor_codes(rows[iso])
            frame = rows.select("line", pl.col(name).alias("_name"), pl.col(iso).alias("_iso")).with_columns(
                code.alias("_code"), second.alias("_second")
            )
            for (who, other), group in frame.filter(pl.col("_code") != pl.col("_second")).group_by("_name", "_iso"):
                self.note(
                    "flagged", f"{who} has the code {other} in the file, which is another's; the name counts", group
                )
            code = code.fill_null(second)
        rows = rows.with_columns(code.alias("_code"), names.alias("_named"))
        nobody = rows.filter(pl.col("_named").is_null() & pl.col("_code").is_null())
        self.complain(nobody, "names no contributor.")
        rows = rows.filter(pl.col("_named").is_not_null() | pl.col("_code").is_not_null())
        for (who,), group in rows.filter(pl.col("_code").is_null()).group_by("_named", maintain_order=True):
            self.note("not mapped", f"contributor {str(who)!r}", group)
        named = pl.when(pl.col("_code").is_null()).then(pl.col("_named"))
        return rows.with_columns(pl.col("_code").alias("contributor"), named.alias("named")).drop("_code", "_named")

    def operations(self, rows: pl.DataFrame, name: str = "mission") -> pl.DataFrame:
        """Return rows with `operation` as a code; one that is not known is listed and keeps its acronym."""
        import polars as pl

        self.complain(rows.filter(pl.col(name).is_null()), "names no mission.")
        rows = rows.filter(pl.col(name).is_not_null())
        codes: dict[str, str] = {}
        for each in rows[name].unique().drop_nulls().sort():
            known = self.spelling.operation(each)
            codes[each] = SERIES.get(known or "", known or as_code(each))
            if known is None:
                self.note("not mapped", f"operation {each!r}", rows.filter(pl.col(name) == each))
            elif codes[each] != as_code(each):
                self.note("repaired", f"operation {each} is read as {codes[each]}", rows.filter(pl.col(name) == each))
        return rows.with_columns(mapped(rows[name], codes.get).alias("operation"))

    def once(self, rows: pl.DataFrame, key: Sequence[str], values: Sequence[str], what: str) -> pl.DataFrame:
        """Return rows without those given before, in this or an earlier stretch of the file.

        Rows that repeat another in every value are left out and counted; rows with the `key` of another and other
        values are complained about, for nobody can say which of them is right.
        """
        import polars as pl

        made = rows.select(
            pl.struct(key).hash(1).alias("key"), pl.struct(*key, *values).hash(2).alias("whole"), pl.col("line")
        )
        before = self._seen.get(tuple(key), made.clear())
        everything = pl.concat([before, made])
        first = everything.with_columns(
            pl.col("line").first().over("key").alias("first"), pl.col("whole").first().over("key").alias("_whole")
        ).slice(before.height)
        self._seen[tuple(key)] = everything.unique("key", keep="first", maintain_order=True)
        again = first.filter(pl.col("line") != pl.col("first"))
        if again.is_empty():
            return rows
        same = again.filter(pl.col("whole") == pl.col("_whole"))
        self.note("repaired", f"a row that repeats another in every cell is left out ({what})", same)
        other = again.filter(pl.col("whole") != pl.col("_whole"))
        self.complain(other, f"says otherwise than line {{}} of the same {what}.", "first")
        return rows.filter(~pl.col("line").is_in(again["line"].implode()))

    def agree(self, rows: pl.DataFrame, whole: str, parts: Sequence[str], what: str = "the parts count") -> None:
        """Note where a sum the file gives is not the sum of its parts, and what follows."""
        import polars as pl

        told = pl.any_horizontal(pl.col(each).is_not_null() for each in parts)
        other = rows.filter(told & (pl.col(whole) != pl.sum_horizontal(parts)))
        self.note("flagged", f"{whole} is not the sum of {', '.join(parts)}; {what}", other)

    def people(
        self, rows: pl.DataFrame, index: Sequence[str], kinds: Sequence[Cells], whole: Cells | None = None
    ) -> pl.DataFrame:
        """Return one row for each kind a line reports: the columns of `index`, kind, number, female, male, line.

        A line that reports no kind is kept as kind `total` with what `whole` says, null for nothing: the contributor
        was on the list. Women and men that do not add up to the number are left out and noted.
        """
        import polars as pl

        long = pl.concat([self._of_kind(rows, index, each) for each in kinds])
        cells = whole or Cells(kind="total", number="")
        rest = self._of_kind(rows, index, cells, empty=True)
        bare = rest.join(long.select("line").unique(), on="line", how="anti")
        self.note("flagged", "listed, but nothing is reported", bare.filter(pl.col("number").is_null()))
        return pl.concat([long, bare]).sort("line", maintain_order=True)

    def _of_kind(self, rows: pl.DataFrame, index: Sequence[str], cells: Cells, empty: bool = False) -> pl.DataFrame:
        """The rows of one kind, without those that report nothing of it unless `empty`."""
        import polars as pl

        found = rows.select(*index, "line", *_columns(cells))
        people = ("number", "female", "male")
        if self.blank_is_zero:
            blank = pl.all_horizontal(pl.col(each).fill_null(0) == 0 for each in people)
            found = found.with_columns(pl.when(~blank).then(pl.col(each)).alias(each) for each in people)
        if not empty:
            found = found.filter(pl.any_horizontal(pl.col(each).is_not_null() for each in people))
        both = pl.col("female") + pl.col("male")
        lacking = found.filter(pl.col("number").is_null() & both.is_not_null())
        if lacking.height:
            self.note("repaired", f"{cells.kind}: the number is left empty; women and men are added", lacking)
            found = found.with_columns(pl.col("number").fill_null(both))
        wrong = (both != pl.col("number")).fill_null(False)
        if not empty:
            what = f"{cells.kind}: men and women do not add up to the number, which is kept; neither is used"
            self.note("flagged", what, found.filter(wrong))
        return found.with_columns(pl.when(~wrong).then(pl.col(each)).alias(each) for each in ("female", "male"))


def span(months: Iterable[date]) -> str | None:
    """Return the part of a table by months: 2014-03, or 2014-03 to 2014-08; None without months."""
    found = sorted(months)
    return " to ".join(dict.fromkeys(f"{each:%Y-%m}" for each in (found[0], found[-1]))) if found else None


def _columns(cells: Cells) -> list[pl.Expr]:
    """The columns of one kind under the names they have in facts of personnel."""
    import polars as pl

    asked: Iterable[tuple[str, str | None]] = (
        ("number", cells.number), ("female", cells.female), ("male", cells.male),
    )  # fmt: skip
    made = [pl.lit(cells.kind).alias("kind")]
    for name, column in asked:
        found = pl.col(column) if column else pl.lit(None)
        made.append(found.cast(pl.Int64).alias(name))
    return made
