"""Tests of forecasts: what counts as a hit, and which measure rules on it, as a case declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.documents import read_mapping
from contingent.base.errors import UserError
from contingent.coding.exchange.fields import Fields


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
