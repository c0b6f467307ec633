"""Forecasts held against what happened: a declared test, its measure on the record, and a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contingent.base.errors import UserError
from contingent.checks.claims import measured
from contingent.checks.forecast_tests import ForecastTest
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.coding.statements import BASELINE, Statement
from contingent.records.record import Record


class Score(StrEnum):
    """What became of a forecast."""

    HIT = "hit"
    MISS = "miss"
    PARTLY = "partly"
    NOT_DECIDABLE = "not decidable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A forecast with its score; `finding` is what was looked at, `reason` why there is no more than that."""

    test: ForecastTest
    score: Score
    finding: Finding
    reason: str | None = None

    @property
    def statement(self) -> str:
        """The id of the statement."""
        return self.test.statement


_SCORES = {
    Ruling.SUPPORTED: Score.HIT,
    Ruling.CONTRADICTED: Score.MISS,
    Ruling.PARTLY: Score.PARTLY,
    Ruling.UNCLEAR: Score.NOT_DECIDABLE,
    Ruling.NO_DATA: Score.NOT_DECIDABLE,
}


def score(test: ForecastTest, record: Record) -> Scored:
    """Return what became of a forecast. Raises InputError for an unknown measure or unfit parameters."""
    where = f"test of forecast {test.statement}"
    if test.condition is not None:
        values = {key: value for key, value in test.condition.items() if key != "measure"}
        met = measured(str(test.condition.get("measure")), values, record, where)
        if met.ruling is not Ruling.SUPPORTED:
            return Scored(test=test, score=Score.NOT_DECIDABLE, finding=met, reason=test.reason or _UNMET[met.ruling])
    if test.measure is None:
        return Scored(test=test, score=Score.NOT_DECIDABLE, finding=no_data(_NEEDED), reason=test.reason or _NEEDED)
    found = measured(test.measure, test.parameters, record, where)
    ruled = _SCORES[found.ruling]
    reason = (test.reason or found.needed or _OPEN) if ruled is Score.NOT_DECIDABLE else None
    return Scored(test=test, score=ruled, finding=found, reason=reason)


_NEEDED = "nobody has said what would show it"
_OPEN = "the record touches it and cannot settle it"
_UNMET = {
    Ruling.CONTRADICTED: "its condition did not come about",
    Ruling.PARTLY: "its condition came about only in part",
    Ruling.UNCLEAR: "whether its condition came about cannot be settled",
    Ruling.NO_DATA: "whether its condition came about is not on record",
}


def score_all(tests: Iterable[ForecastTest], record: Record) -> list[Scored]:
    """Return the scores of all tests in their order; a test that cannot be read is not decidable, and says why."""
    scored = []
    for test in tests:
        try:
            scored.append(score(test, record))
        except UserError as error:
            found = no_data(error.what)
            scored.append(Scored(test=test, score=Score.NOT_DECIDABLE, finding=found, reason=error.what))
    return scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many forecasts of one sort came true; `sort` says which: all, those against the baseline, or of one hedge."""

    sort: str
    counts: Mapping[Score, int]


def tally(scored: Iterable[Scored], statements: Mapping[str, Statement]) -> list[Tally]:
    """Return the scores counted: all, those against the baseline (no condition), and those by each hedge.

    There is no Brier score: it needs probabilities, and a dialogue states none; `likely` is no number.
    """
    sorts: dict[str, dict[Score, int]] = {"all": {}}
    for each in scored:
        said = statements[each.statement]
        bare = said.what_if is not None and said.what_if.condition == BASELINE
        for sort in ("all", *(["against the baseline"] if bare else []), f"said to be {said.hedge.value}"):
            counts = sorts.setdefault(sort, {})
            counts[each.score] = counts.get(each.score, 0) + 1
    return [Tally(sort=sort, counts=counts) for sort, counts in sorted(sorts.items(), key=_place)]


def _place(sort: tuple[str, object]) -> tuple[int, str]:
    return ("all", "against the baseline").index(sort[0]) if sort[0][:4] in ("all", "agai") else 2, sort[0]
