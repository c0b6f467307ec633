"""Deaths in peace operations: the UN data hub (DPPADPOSS-FATALITIES) and its forerunner on the open data portal.

The forerunner (odp_noticas.csv) has the same columns, named `Incident_Date` and so on, and years of two digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.complaints import Complaint
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.dates import SHOWN
from contingent.records.readers.hub_texts import days_of, texts
from contingent.records.readers.objects import table
from contingent.records.readers.reading import Batch, Head, Notes
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "hub-fatalities"
TITLE = "Fatalities in peacekeeping operations and special political missions since 1948"
PUBLISHER = "United Nations, Peace and Security Data Hub"
ADDRESS = "https://psdata.un.org/dataset/DPPADPOSS-FATALITIES"
RANK = 300

_NEEDED = ("incident_date", "mission_acronym", "casualty_personnel_type")
_TEXTS = (
    *_NEEDED, "casualty_id", "type_of_casualty", "gender", "casualty_nationality", "type_of_incident", "isocode3",
    "m49_code",
)  # fmt: skip
_SEXES = {"m": "male", "male": "male", "f": "female", "female": "female"}


def recognises(head: Head) -> bool:
    """Return whether rows have the day of an incident, a mission and the type of personnel of a casualty."""
    return head.has(*_NEEDED)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield a row for each death. See `reading.Reader`.

    The nationality is the contributor, by its ISO code, else by its M49 code, else by its name. One that is none of
    these, such as an undetermined one, stays in `named`. Types are the publisher's words.
    """
    import polars as pl

    notes = Notes()
    at = "object" if head.keys else "line"
    for stretch in table(head):
        notes.columns(stretch.rows.columns, (*_TEXTS, "id", "last_update"))
        rows = texts(stretch, _TEXTS)
        rows = rows.with_columns(days_of(rows["incident_date"], head).alias("day"))
        wrong = pl.col("day").is_null() | pl.col("mission_acronym").is_null()
        complaints = [
            Complaint(
                f"{at} {line}", "The row names no operation." if day else f"{text!r} is not a day such as {SHOWN}."
            )
            for line, text, day in rows.filter(wrong).select("line", "incident_date", "day").iter_rows()
        ]
        yield Batch(
            facts=Facts.FATALITIES,
            rows=shaped(Facts.FATALITIES, _read(rows.filter(~wrong), spelling, notes)),
            complaints=(*stretch.complaints, *complaints),
        )
    yield Batch(facts=Facts.FATALITIES, rows=empty(Facts.FATALITIES), remarks=notes.remarks())


def _read(rows: pl.DataFrame, spelling: Spelling, notes: Notes) -> pl.DataFrame:
    import polars as pl

    rows = rows.with_columns(
        spelling.operation_codes(rows["mission_acronym"]).alias("operation"),
        spelling.contributor_codes(rows["isocode3"])
        .fill_null(spelling.number_codes(rows["m49_code"]))
        .alias("by_code"),
        spelling.contributor_codes(rows["casualty_nationality"]).alias("by_name"),
    )
    differing = rows.filter(pl.col("by_code") != pl.col("by_name"))
    told = differing.group_by("by_code", "casualty_nationality", maintain_order=True).agg("line")
    for code, name, lines in told.iter_rows():
        notes.add("flagged", f"code {code} stands beside the nationality {name!r}; the code was believed", lines)
    rows = rows.with_columns(pl.coalesce("by_code", "by_name").alias("contributor"))
    written = pl.coalesce("casualty_nationality", "isocode3").alias("written")
    unmapped = rows.filter(pl.col("contributor").is_null()).with_columns(written)
    for name, lines in unmapped.group_by("written", maintain_order=True).agg("line").iter_rows():
        notes.add("not mapped", f"nationality {name!r}" if name else "no nationality is given", lines)
    again = rows.filter(pl.col("casualty_id").is_not_null() & ~pl.col("casualty_id").is_first_distinct())
    if again.height:
        notes.add("flagged", "a casualty is listed more than once", again["line"].to_list())
    sex = pl.col("gender").str.to_lowercase()
    return rows.with_columns(
        pl.col("casualty_id").alias("case"), pl.col("casualty_personnel_type").alias("kind"),
        pl.col("type_of_incident").alias("cause"), pl.col("type_of_casualty").alias("casualty"),
        sex.replace_strict(_SEXES, default=None, return_dtype=pl.String).alias("sex"),
        pl.when(pl.col("contributor").is_null()).then(written).alias("named"),
    )  # fmt: skip
