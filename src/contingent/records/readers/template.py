"""The template: a plain table for figures from any other source, one row for each month, contributor and kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contingent.base.errors import InputError
from contingent.records.facts import Facts, empty, shaped
from contingent.records.readers.delimited import stretches
from contingent.records.readers.hub_rows import Named, Rows
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

if TYPE_CHECKING:
    import polars as pl

TABLE = "template"
TITLE = "Figures in the template of contingent"
PUBLISHER = "not named; see the file"
ADDRESS = ""
RANK = 80
SUPPLEMENTS = True

COLUMNS: dict[str, str] = {
    "month": "2013-11, or a day of it such as 2013-11-30",
    "contributor": "a name in any known spelling, or an ISO alpha-3 code; WORLD for all together",
    "operation": "an acronym such as UNMISS; empty: all operations together",
    "kind": "troops, staff, experts, individual_police, formed_police, police or total; empty: total",
    "number": "persons, a whole number; empty: not reported, which is not 0",
    "female": "of these women; empty: not reported",
    "male": "of these men; empty: not reported",
    "source": "who published the figure, and where",
    "note": "anything a reader should know; not read",
}
"""The columns of the template and what stands in them."""

NEEDED = ("month", "contributor", "number")

EXAMPLE = (
    "2013-11,Kazakhstan,MINURSO,experts,5,1,4,Ministry of Defence: annual report 2013,",
    "2013-12,Kazakhstan,MINURSO,experts,5,,,Ministry of Defence: annual report 2013,women not told",
)


def text() -> str:
    """Return the template with two rows as an example, which are invented."""
    return "\n".join((",".join(COLUMNS), *EXAMPLE)) + "\n"


def recognises(head: Head) -> bool:
    """Return whether the table has the columns of the template that are needed, and one of kind or operation."""
    return head.has(*NEEDED) and bool({"kind", "operation"} & set(head.columns))


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield personnel; the part is the name of the file. See `reading.Reader`."""
    import polars as pl

    other = sorted(set(head.columns) - {*COLUMNS, ""})
    if other:
        raise InputError(
            f"Line 1 has columns that the template has not: {', '.join(other)}.",
            record=head.path.name,
            remedy=f"Take them out; the template has {', '.join(COLUMNS)}.",
        )
    rows = Rows.of(head, spelling.with_names([("WORLD", "WORLD")]))
    sources: set[str] = set()
    words = [each for each in ("month", "contributor", "operation", "kind", "source") if each in head.columns]
    for stretch in stretches(head.path, numbers=("number", "female", "male"), words=words):
        lacking = [name for name in COLUMNS if name not in stretch.rows.columns]
        found = _named(stretch.rows, rows)
        found = found.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
        found = found.with_columns(pl.col(name).cast(pl.Int64) for name in ("female", "male"))
        found = found.with_columns(pl.col("kind").cast(pl.String).fill_null("total"))
        nobody = found.filter(pl.col("contributor").is_null())
        rows.complain(nobody, "names no contributor.")
        found = found.filter(pl.col("contributor").is_not_null())
        found = rows.contributors(rows.dated(found, "month"), Named(name="contributor", iso=None, m49=None))
        found = rows.kinds(rows.operations(found, "operation"), "kind")
        wrong = (pl.col("female").fill_null(0) + pl.col("male").fill_null(0)) > pl.col("number")
        wrong |= (pl.col("female") + pl.col("male")) != pl.col("number")
        rows.complain(found.filter(wrong), "the women and men are not the number {}.", "number")
        found = found.filter(~wrong.fill_null(False))
        sources.update(found["source"].unique().drop_nulls().cast(pl.String))
        yield Batch(
            facts=Facts.PERSONNEL,
            rows=shaped(Facts.PERSONNEL, found),
            complaints=(*stretch.complaints, *rows.told()),
        )
    yield Batch(
        facts=Facts.PERSONNEL,
        rows=empty(Facts.PERSONNEL),
        part=head.path.stem,
        remarks=rows.notes.remarks(),
        publisher="; ".join(sorted(sources)) or None,
    )


def _named(found: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """Rows without the columns that have no name, which spreadsheets add; whoever has something there is told."""
    import polars as pl

    unnamed = [name for name in found.columns if name not in (*COLUMNS, "line")]
    for name in unnamed:
        rows.complain(found.filter(pl.col(name).is_not_null()), "{} stands in a column without a name.", name)
        found = found.filter(pl.col(name).is_null())
    return found.drop(unnamed)
