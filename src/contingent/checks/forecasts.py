"""Forecasts held against what happened: a declared test, its measure on the record, and a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.documents import read_mapping
from contingent.base.errors import UserError
from contingent.checks.claims import measured
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.coding.exchange.fields import Fields
from contingent.coding.statements import Statement
from contingent.records.record import Record


class Score(StrEnum):
    """What became of a forecast."""

    HIT = "hit"
    MISS = "miss"
    PARTLY = "partly"
    NOT_DECIDABLE = "not decidable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTest:
    """How one forecast is held against what happened, declared before it is looked up.

    `hit` says in words what counts as a hit, `horizon` which time is looked at and what the forecast's words for time
    are taken to mean. `measure` with its `parameters` rules on it as on a claim: supported is a hit, contradicted a
    miss. `condition` is a measure with its parameters, as a part of a claim: unless the record supports it, the
    forecast was never put to the test. `reason` says why nothing can be looked up; then there is no measure.
    """

    statement: str
    hit: str
    horizon: str | None = None
    measure: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    condition: Mapping[str, object] | None = None
    reason: str | None = None


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
    """How many forecasts of one sort came true: `sort` is the hedge they were made with, or all of them."""

    sort: str
    counts: Mapping[Score, int]

    @property
    def decided(self) -> int:
        """Hits, misses and those that came true in part."""
        return sum(count for ruled, count in self.counts.items() if ruled is not Score.NOT_DECIDABLE)


def tally(scored: Iterable[Scored], statements: Mapping[str, Statement]) -> list[Tally]:
    """Return the scores counted by the hedge of the statements, and all together first.

    No Brier score: it needs probabilities, and a dialogue states none; `likely` is no number.
    """
    sorts: dict[str, dict[Score, int]] = {"all": {}}
    for each in scored:
        found = statements.get(each.statement)
        for sort in ("all", *([found.hedge.value] if found else [])):
            counts = sorts.setdefault(sort, {})
            counts[each.score] = counts.get(each.score, 0) + 1
    return [Tally(sort=sort, counts=counts) for sort, counts in sorts.items()]


_FIELDS = frozenset({"hit", "horizon", "measure", "parameters", "condition", "reason"})


def read_tests(text: str, *, name: str = "outcomes.yaml") -> tuple[ForecastTest, ...]:
    """Return the tests of a YAML text: statement id, then the fields of `ForecastTest`.

    Raises ComplaintsError naming every entry that cannot be read.
    """
    tests: list[ForecastTest] = []
    complaints: list[Complaint] = []
    for statement, row in read_mapping(text, name=name).items():
        try:
            tests.append(_test(statement, Fields.of(row, None)))
        except UserError as error:
            complaints.append(Complaint.of(statement, error))
    raise_complaints(name, complaints)
    return tuple(tests)


def _test(statement: str, fields: Fields) -> ForecastTest:
    fields.check_names(_FIELDS)
    parameters, condition = fields.inner("parameters"), fields.inner("condition")
    if condition is not None:
        condition.required("measure")
    return ForecastTest(
        statement=statement,
        hit=fields.required("hit"),
        horizon=fields.text("horizon"),
        measure=fields.text("measure"),
        parameters=parameters.tree() if parameters else {},
        condition=condition.tree() if condition else None,
        reason=fields.text("reason"),
    )


def as_written(test: ForecastTest) -> dict[str, object]:
    """Return a test as `read_tests` reads it under its statement's id."""
    names = ("hit", "horizon", "measure", "parameters", "condition", "reason")
    return {name: value for name in names if (value := getattr(test, name))}
