"""Facts: the kinds of facts a published table can hold, each as a Polars frame of one fixed shape.

`line` is the line of the published file a row was read from, 1 being the header where there is one. `named` keeps what
the file wrote where it could not be mapped to a code; it is null everywhere else. Empty (null) means not reported,
which is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class Facts(StrEnum):
    """What the rows of a frame are about; `shape` gives its columns."""

    PERSONNEL = "personnel"
    MEANS = "means"
    STATISTICS = "statistics"
    PLACES = "places"
    FATALITIES = "fatalities"
    INDICATORS = "indicators"
    OPERATIONS = "operations"


def shape(facts: Facts) -> Mapping[str, pl.DataType]:
    """Return the columns of a kind of facts with their Polars types, in order.

    * personnel: people of one `contributor` (actor code; `WORLD` for all together) in one `operation` (code; null: all
      operations) of one `kind` (see `records.kinds`) at the end of one `month` (its first day stands for it):
      `number`, and of these `female` and `male` where told.
    * means: the same for a `year`; `months` is how many months the publisher's sum, divided by twelve, held.
    * statistics: a published `measure` of a `month` for a `name` within a `scope` (system, contributor, operation,
      region, continent, group), for example n_contributors or gini_total.
    * places: what stood in a `place` of an `operation` in a `year` (`month` where told): `what` (infantry, hq, ...),
      `size` as the publisher codes it, which is no headcount, of one `contributor` where told.
    * fatalities: one death a row.
    * indicators: a figure of a `state` in a `year`; `written` is the figure as printed, `number` its value.
    * operations: what a list of operations says of one: name, host, headquarters, place in degrees, dates.
    """
    import polars as pl

    whole, text, number = pl.Int64(), pl.String(), pl.Float64()
    written = {"named": text, "line": pl.Int32()}
    people = {"number": whole, "female": whole, "male": whole}
    shapes: dict[Facts, dict[str, pl.DataType]] = {
        Facts.PERSONNEL: {
            "month": pl.Date(), "contributor": text, "operation": text, "kind": text, **people, **written,
        },
        Facts.MEANS: {
            "year": pl.Int32(), "contributor": text, "operation": text, **people, "months": pl.Int32(), **written,
        },
        Facts.STATISTICS: {
            "month": pl.Date(), "scope": text, "name": text, "measure": text, "value": number, "line": pl.Int32(),
        },
        Facts.PLACES: {
            "year": pl.Int32(), "month": pl.Int32(), "operation": text, "place": text, "host": text,
            "latitude": number, "longitude": number, "contributor": text, "what": text, "size": number, **written,
        },
        Facts.FATALITIES: {
            "day": pl.Date(), "case": text, "operation": text, "contributor": text, "sex": text, "kind": text,
            "cause": text, "casualty": text, **written,
        },
        Facts.INDICATORS: {
            "year": pl.Int32(), "state": text, "indicator": text, "name": text, "written": text, "number": number,
            **written,
        },
        Facts.OPERATIONS: {
            "operation": text, "name": text, "lead": text, "host": text, "headquarters": text, "latitude": number,
            "longitude": number, "since": pl.Date(), "until": pl.Date(), "active": pl.Boolean(), **written,
        },
    }  # fmt: skip
    return shapes[facts]


def empty(facts: Facts) -> pl.DataFrame:
    """Return a frame of this shape without rows."""
    import polars as pl

    return pl.DataFrame(schema=dict(shape(facts)))


def shaped(facts: Facts, rows: pl.DataFrame, **same: object) -> pl.DataFrame:
    """Return rows in the shape of `facts`: missing columns are null, or the value given for all rows."""
    import polars as pl

    columns = []
    for name, kind in shape(facts).items():
        found = pl.col(name) if name in rows.columns and name not in same else pl.lit(same.get(name))
        columns.append(found.cast(kind).alias(name))
    return rows.select(columns)
