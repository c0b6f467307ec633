"""Which of two publishers with the same columns a file is of: the data hub, or the open data portal before 2022.

The hub writes its columns in small letters and its days as ISO dates, in JSON as milliseconds; the portal wrote
`ISOCode3` and `30-Nov-20`, and had no JSON. Either spelling of the columns tells the publisher, as nobody's days are
documented; where a program has changed the letters, the form of the days does.
"""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from itertools import islice

from contingent.records.readers.reading import Head, column_name, separator_of

_DAY = "last_reporting_date"
_LOOKED_AT = 200
_OF_PORTAL = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{2}")
_OF_HUB = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|-?\d{9,14}(\.0+)?")


def of_portal(head: Head) -> bool:
    """Return whether a file is of the open data portal: by the spelling of its columns, else the form of its days."""
    return _told(head)[0]


def doubt(head: Head) -> str | None:
    """Return what is to be said about how the publisher was told; None where spelling and days leave no doubt."""
    return _told(head)[1]


def _told(head: Head) -> tuple[bool, str | None]:
    if head.keys:
        return False, None
    if "ISOCode3" in head.text.split("\n", 1)[0]:
        return True, None
    days = _days(head)
    portal = bool(days) and all(_OF_PORTAL.fullmatch(day) for day in days)
    hub = bool(days) and all(_OF_HUB.fullmatch(day) for day in days)
    as_hub = "isocode3" in head.text.split("\n", 1)[0]
    spelled = (
        "as the data hub spells them" if as_hub else "as neither the data hub nor the open data portal spells them"
    )
    if portal and as_hub:
        return False, f"the columns are spelled {spelled}, the days as the portal wrote them: taken for the hub's"
    if portal:
        return (
            True,
            f"the columns are spelled {spelled}, the days are written as the portal wrote them: taken for its file",
        )
    if hub:
        return (
            False,
            None if as_hub else f"the columns are spelled {spelled}, the days as the hub's: taken for its file",
        )
    if not days:
        return False, None if as_hub else f"the columns are spelled {spelled}: taken for a file of the hub"
    what = "the days are written as neither publisher writes them"
    return False, f"the columns are spelled {spelled}, {what}: taken for a file of the hub"


def _days(head: Head) -> list[str]:
    """The days of the first rows, as written."""
    lines = head.text.splitlines()[: _LOOKED_AT + 1]
    found: list[str] = []
    with suppress(csv.Error):
        rows = csv.reader(lines, delimiter=separator_of(lines[0] if lines else ""))
        columns = [column_name(cell) for cell in next(rows, [])]
        if _DAY in columns:
            place = columns.index(_DAY)
            found = [row[place].strip() for row in islice(rows, _LOOKED_AT) if len(row) > place]
    return [day for day in found if day]
