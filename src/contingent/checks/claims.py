"""A claim against the record: verdict, observed figure, tolerance, source and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from contingent.base.errors import InputError
from contingent.checks.measures import MEASURES
from contingent.checks.parameters import Parameters
from contingent.checks.reading import put
from contingent.checks.verdicts import Finding, Ruling, Verdict, combine, no_data
from contingent.coding.statements import Claim, Statement
from contingent.records.record import Record

ALL_OF = "all_of"
"""A claim with several parts, each a mapping with its own `measure`; all have to hold."""


UNDECIDED = "undecided"
"""Several parts that show what there is and cannot settle it; `why` says so."""


COMBINATIONS: Mapping[str, str] = {
    ALL_OF: "That several things all hold. Reads `parts`, a list of mappings, each with `measure` and what that reads.",
    UNDECIDED: "What there is on record that touches a claim and cannot settle it. Reads `parts`, as all_of does, and "
    "`why`, which says what would settle it. Always unclear.",
}
"""What puts measures together, with what it reads."""


def said(claim: Claim) -> str:
    """Return the claim in words: variable, subject, operator, value and period."""
    words = [f"{claim.subject}: {claim.variable}" if claim.subject else claim.variable]
    if claim.value and claim.value.lower() != "true":
        words.append(f"{claim.operator} {claim.value}")
    elif claim.operator not in {"=", "exists", "occurred"}:
        words.append(claim.operator.replace("_", " "))
    if claim.period:
        words.append(f"({claim.period})")
    return " ".join(words)


def tested(claim: Claim) -> str:
    """Return in words what of the statement is put to the record: the parameter `tested`, else the claim as `said`."""
    return _words(claim, "tested") or said(claim)


def _words(claim: Claim, name: str) -> str | None:
    value = claim.parameters.get(name)
    return value if isinstance(value, str) and value else None


def _verdict(statement: Statement, claim: Claim, finding: Finding) -> Verdict:
    return Verdict(
        statement=statement.id,
        said=said(claim),
        measure=claim.measure,
        finding=finding,
        tested=tested(claim),
        untested=_words(claim, "untested"),
    )


def measured(measure: str, values: Mapping[str, object], record: Record, where: str) -> Finding:
    """Return the finding of one measure. Raises InputError for an unknown measure or unfit parameters."""
    if measure == ALL_OF:
        return combine([_part(part, record, where) for part in _parts(values, where)])
    if measure == UNDECIDED:
        found = combine([_part(part, record, where) for part in _parts(values, where)])
        return replace(found, ruling=Ruling.UNCLEAR, needed=str(values.get("why") or "") or found.needed)
    function = MEASURES.get(measure)
    if function is None:
        raise InputError(
            f"There is no measure {measure!r}.", record=where, remedy=f"Use one of: {', '.join(sorted(MEASURES))}."
        )
    return function(record, Parameters(values, where))


def _parts(values: Mapping[str, object], where: str) -> list[Mapping[str, object]]:
    parts = values.get("parts")
    if isinstance(parts, list) and parts and all(isinstance(part, Mapping) and "measure" in part for part in parts):
        return parts
    raise InputError("A claim of several parts needs `parts`, a list of measures.", record=where)


def _part(part: Mapping[str, object], record: Record, where: str) -> Finding:
    return measured(str(part["measure"]), {k: v for k, v in part.items() if k != "measure"}, record, where)


def check(statement: Statement, record: Record, said_on: date | None = None) -> Verdict:
    """Return the verdict on the claim of a statement.

    `said_on` is the day of the meeting: "currently", or no date at all, means its month.

    The ruling is on the claim, which may be only a part of the statement: `tested` and `untested` of the verdict say
    which part (parameters of the same names, in words).

    A claim without a measure gets `no data` and says what would be needed. Raises InputError if the statement has no
    claim, or its claim names an unknown measure or unfit parameters.
    """
    claim, where = statement.claim, f"claim of statement {statement.id}"
    if claim is None:
        raise InputError("The statement makes no checkable claim.", record=f"statement {statement.id}")
    if claim.measure is None:
        needed = str(claim.parameters.get("needed") or f"a source on {said(claim)}")
        finding = no_data(needed, str(claim.parameters.get("observed") or "nothing on record"))
    else:
        asked = put(claim, record, said_on)
        finding = asked.finding(lambda measure, values: measured(measure, values, record, where))
    return _verdict(statement, claim, finding)


def check_all(
    statements: Iterable[Statement], record: Record, said_on: Mapping[str, date] | None = None
) -> list[Verdict]:
    """Return the verdicts on all statements that make a claim, in their order.

    `said_on` has the day of the meeting by report id.

    A claim that cannot be read (a suggestion with half its parameters) becomes `no data` with the reason, so that
    one bad claim does not hide the others.
    """
    verdicts = []
    for statement in statements:
        if statement.claim is None:
            continue
        try:
            verdicts.append(check(statement, record, (said_on or {}).get(statement.report or "")))
        except InputError as error:
            verdicts.append(_verdict(statement, statement.claim, no_data(error.what)))
    return verdicts
