"""An invented record of thirty contributors, with everything a picture must tell apart and names that attack a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.figures import WORLD, Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.record import Record
from contingent.records.reference import reference

HOSTILE = '</script><img src=x onerror=alert(1)> & "co" {{ 7*7 }} \u2028'
"""What an actor is called whose name attacks the page."""

GAP = "2016-11"
"""The month for which nothing is published."""

CODES = (
    "BGD", "IND", "PAK", "ETH", "RWA", "NPL", "GHA", "EGY", "SEN", "CHN", "MAR", "BRA", "URY", "KEN", "TZA", "FRA",
    "ITA", "DEU", "UKR", "RUS", "KAZ", "KGZ", "MNG", "ARG", "CHL", "PER", "SGP", "MUS", "WSM", "CAN",
)  # fmt: skip
MONTHS = tuple(
    date(year, month, 1) for year in (2015, 2016, 2017) for month in range(1, 13)
    if f"{year}-{month:02d}" != GAP and (year, month) <= (2017, 6)
)  # fmt: skip


def invented_record() -> Record:
    """Contributor lists of 29 months; SGP a reported zero and WSM a listing without a number in June 2017; KAZ comes
    and goes; CAN bears a hostile name; UNMISS and MINURSO have strengths, UNMISS coordinates."""
    frames = {"lists": _lists(), "strengths": _strengths(), "places": _places()}

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        wanted = {Facts.PERSONNEL: ("lists", "strengths"), Facts.OPERATIONS: ("places",)}.get(facts, ())
        found = [frames[n].with_columns(pl.lit(n).alias("snapshot")) for n in wanted if n in snapshots]
        return pl.concat(found) if found else nothing(facts, snapshots)

    snapshots = {
        name: Snapshot(
            id=name, publisher="Invented", title=f"Invented {name}", address="https://example.org/figures",
            retrieved=date(2017, 7, 1), sha256="ab" * 32,
        )
        for name in frames
    }  # fmt: skip
    intakes = tuple(Intake(snapshot=name, table=name, file=f"{name}.csv", rows=7) for name in frames)
    known = reference()
    actors = tuple(replace(each, name=HOSTILE) if each.code == "CAN" else each for each in known.actors)
    figures = Figures(snapshots=snapshots, intakes=intakes, load=load)
    return replace(known, actors=actors, contributions=(), imported=figures, snapshots=dict(snapshots))


def number_of(code: str, month: date) -> int | None:
    """Persons of a contributor in a month."""
    if month == MONTHS[-1] and code in ("SGP", "WSM"):
        return 0 if code == "SGP" else None
    return (len(CODES) - CODES.index(code)) ** 2 * 8 + month.month


def is_listed(code: str, month: date) -> bool:
    """Whether a contributor is on the list of a month: Kazakhstan is every other quarter."""
    return code != "KAZ" or (month.month - 1) // 3 % 2 == 0


def _lists() -> pl.DataFrame:
    rows = [
        {
            "month": month, "contributor": code, "operation": None, "kind": kind,
            "line": 2 + n * 100 + CODES.index(code), "number": part, "female": None if part is None else part // 10,
            "male": None if part is None else part - part // 10,
        }
        for n, month in enumerate(MONTHS) for code in CODES if is_listed(code, month)
        for kind, part in _parts(number_of(code, month))
    ]  # fmt: skip
    return shaped(Facts.PERSONNEL, pl.DataFrame(rows, infer_schema_length=None))


def _parts(number: int | None) -> list[tuple[str, int | None]]:
    if number is None:
        return [("troops", None)]
    return [("troops", number - number // 5), ("police", number // 5)]


def _strengths() -> pl.DataFrame:
    rows = [
        {"month": month, "contributor": WORLD, "operation": code, "kind": "troops", "number": 5000 + n, "line": 2 + n}
        for n, month in enumerate(MONTHS) for code in ("UNMISS", "MINURSO")
    ]  # fmt: skip
    return shaped(Facts.PERSONNEL, pl.DataFrame(rows))


def _places() -> pl.DataFrame:
    rows = [{"operation": "UNMISS", "headquarters": "Juba", "latitude": 4.85, "longitude": 31.6, "line": 2}]
    return shaped(Facts.OPERATIONS, pl.DataFrame(rows))
