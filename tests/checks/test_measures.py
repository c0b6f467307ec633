"""Measures on small records made here: every ruling can come out, and bad parameters are complained about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.checks.claims import check, check_all, measured
from contingent.checks.measures import MEASURES
from contingent.checks.measures.approximations import APPROXIMATIONS, agrees
from contingent.checks.verdicts import Finding, Ruling, combine, no_data
from contingent.coding.statements import Claim, Statement
from contingent.records.actors import Actor, ActorKind, Membership
from contingent.records.contributions import Contribution
from contingent.records.events import Event
from contingent.records.operations import Operation
from contingent.records.record import Record


def row(contributor: str, month: str, number: int | None, operation: str | None = None) -> Contribution:
    return Contribution(
        month=Month.parse(month), contributor=contributor, operation=operation, kind="total", number=number,
        snapshot="s", line="1" if number is not None else "not listed",
    )  # fmt: skip


RECORD = Record(
    actors=tuple(Actor(code=c, name=c.title(), kind=ActorKind.STATE) for c in ("GHA", "TGO", "KEN", "WORLD"))
    + tuple(Actor(code=c, name=c, kind=ActorKind.ORGANISATION, field="general") for c in ("UN", "AU", "ECOWAS"))
    + tuple(Actor(code=c, name=c, kind=ActorKind.ORGANISATION, field=f) for c, f in (("PACT", "military"),
            ("FORUM", "security"), ("PLAIN", None)))
    + (Actor(code="COUNCIL", name="Council", kind=ActorKind.ORGAN, field="military", note="council of the pact"),),
    dated_memberships=(
        Membership(organisation="ECOWAS", actor="GHA", since=date(1975, 5, 28), source="x"),
        Membership(organisation="ECOWAS", actor="TGO", since=date(1975, 5, 28), until=date(2010, 1, 1), source="x"),
        Membership(organisation="AU", actor="GHA", since=date(2002, 7, 9), source="x"),
        Membership(organisation="AU", actor="TGO", since=date(2002, 7, 9), source="x"),
        *(Membership(organisation=o, actor=a, since=date(2000, 1, 1), source="x")
          for o in ("PACT", "COUNCIL", "PLAIN") for a in ("GHA", "TGO")),
        *(Membership(organisation="FORUM", actor=a, since=date(2012, 1, 1), source="x") for a in ("GHA", "TGO")),
        Membership(organisation="AU", actor="KEN", role="observer", since=date(2002, 7, 9), source="x"),
    ),
    operations=(
        Operation(code="UNA", name="A", lead="UN", hosts=("KEN",), since=date(1999, 1, 1), until=date(2005, 6, 1),
                  kind="peacekeeping"),
        Operation(code="UNB", name="B", lead="UN", hosts=("TGO",), since=date(2004, 1, 1), kind="peacekeeping"),
    ),
    events=(
        Event(id="v", start=date(2011, 3, 4), actors=("GHA", "UN"), kind="vote", what="A vote", value="4", source="x"),
        Event(id="l", start=date(2015, 1, 1), actors=("GHA",), kind="law", what="A law", source="x"),
    ),
    contributions=(
        row("GHA", "2010-01", 100), row("GHA", "2012-01", 90), row("TGO", "2010-01", None),
        row("WORLD", "2010-01", 10_000), row("GHA", "2010-01", 60, "UNA"), row("WORLD", "2010-01", 500, "UNA"),
        row("WORLD", "2010-01", 700, "UNB"), row("TGO", "2012-01", None), row("KEN", "2010-01", 0),
        row("KEN", "2012-01", 0), row("WORLD", "2001-01", 4_000), row("WORLD", "2004-02", 7_000),
        row("WORLD", "2006-01", 6_000),
    ),
)  # fmt: skip


def ruling(measure: str, **parameters: object) -> Ruling:
    return measured(measure, parameters, RECORD, "test").ruling


@pytest.mark.parametrize(
    ("measure", "parameters", "expected"),
    [
        ("personnel", {"contributors": ["GHA"], "month": "2010-01", "number": 100}, "supported"),
        ("personnel", {"contributors": ["GHA"], "month": "2010-01", "number": 85}, "partly"),
        ("personnel", {"contributors": ["GHA"], "month": "2010-01", "number": 50}, "contradicted"),
        ("personnel", {"contributors": ["GHA"], "month": "2009-01", "number": 50}, "no data"),
        ("personnel", {"contributors": ["XYZ"], "month": "2010-01", "number": 50}, "no data"),
        ("personnel", {"contributors": ["TGO"], "month": "2010-01", "number": 50}, "contradicted"),
        ("personnel", {"contributors": ["GHA", "TGO"], "month": "2010-01", "number": 100}, "partly"),
        ("personnel_after", {"contributors": ["GHA"], "after": "2010-01", "expect": "no_increase"}, "supported"),
        ("personnel_after", {"contributors": ["GHA"], "after": "2010-01", "expect": "increase"}, "contradicted"),
        ("personnel_after", {"contributors": ["GHA"], "after": "2012-01", "expect": "increase"}, "no data"),
        ("personnel_share", {"contributors": ["GHA"], "month": "2010-01", "below": 0.02}, "supported"),
        ("personnel_share", {"contributors": ["GHA"], "month": "2010-01", "above": 0.02}, "contradicted"),
        ("missions_share", {"contributor": "GHA", "month": "2010-01", "above": 0.4}, "supported"),
        ("missions_share", {"contributor": "GHA", "month": "2010-01", "above": 0.5}, "contradicted"),
        ("membership", {"actor": "GHA", "organisation": "ECOWAS", "on": "2012"}, "supported"),
        ("membership", {"actor": "TGO", "organisation": "ECOWAS", "on": "2012"}, "contradicted"),
        ("membership", {"actor": "TGO", "organisation": "ECOWAS", "on": "2012", "state": "withdrawn"}, "supported"),
        ("membership", {"actor": "KEN", "organisation": "ECOWAS", "on": "2012"}, "contradicted"),
        ("membership", {"actor": "KEN", "organisation": "NOWHERE", "on": "2012"}, "no data"),
        ("unique_membership", {"organisation": "AU", "actors": ["GHA", "TGO"], "on": "2012"}, "supported"),
        ("unique_membership", {"organisation": "AU", "actors": ["GHA", "TGO"], "on": "2009"}, "partly"),
        ("unique_membership", {"organisation": "AU", "actors": ["KEN"], "on": "2009"}, "contradicted"),
        ("unique_membership", {"organisation": "PACT", "actors": ["GHA", "TGO"], "on": "2009"}, "supported"),
        ("unique_membership", {"organisation": "PACT", "actors": ["GHA", "TGO"], "on": "2013"}, "partly"),
        ("unique_membership", {"organisation": "PLAIN", "actors": ["GHA", "TGO"], "on": "2013"}, "no data"),
        ("unique_membership", {"organisation": "NOWHERE", "actors": ["GHA", "TGO"], "on": "2013"}, "no data"),
        ("operations_trend", {"lead": "UN", "since": "2001-01", "until": "2004-02"}, "supported"),
        ("operations_trend", {"lead": "UN", "since": "2001-01", "until": "2004-02", "unprecedented": 0.5}, "supported"),
        ("operations_trend", {"lead": "UN", "since": "2001-01", "until": "2004-02", "unprecedented": 0.8}, "partly"),
        ("operations_trend", {"lead": "UN", "since": "2004-02", "until": "2010-01"}, "partly"),
        ("operations_trend", {"lead": "UN", "since": "2004-02", "until": "2010-01", "unprecedented": 0.1}, "partly"),
        ("operations_trend", {"lead": "UN", "since": "2004-02", "until": "2006-01"}, "contradicted"),
        ("personnel_after", {"contributors": ["TGO"], "after": "2010-01", "expect": "zero"}, "partly"),
        ("personnel_after", {"contributors": ["TGO"], "after": "2010-01", "expect": "increase"}, "contradicted"),
        ("personnel_after", {"contributors": ["KEN"], "after": "2010-01", "expect": "zero"}, "supported"),
        ("members_outside", {"organisation": "ECOWAS", "actors": ["GHA", "TGO", "KEN"], "on": "2012", "number": 2},
         "supported"),
        ("operation_dates", {"operation": "UNA", "since": 1999, "until": 2005}, "supported"),
        ("operation_dates", {"operation": "UNA", "since": 1999, "until": 2006}, "partly"),
        ("operation_dates", {"operation": "UNZ", "since": 1999}, "no data"),
        ("operation_lead", {"operation": "UNA", "lead": "AU"}, "contradicted"),
        ("operations_hosted", {"host": "KEN", "leads": ["UN", "AU"], "since": "1990", "until": "2020"}, "partly"),
        ("no_operation", {"leads": ["UN"], "host": "TGO", "after": "2003"}, "contradicted"),
        ("no_operation", {"leads": ["UN"], "host": "TGO", "after": "2005"}, "supported"),
        ("event", {"kinds": ["vote"], "actors": ["GHA"], "since": "2011", "until": "2012"}, "supported"),
        ("event", {"kinds": ["vote"], "actors": ["GHA", "AU"], "since": "2011", "until": "2012"}, "partly"),
        ("event", {"kinds": ["vote"], "actors": ["GHA"], "since": "2012", "until": "2013"}, "partly"),
        ("event", {"kinds": ["vote"], "actors": ["GHA"], "since": "2011", "until": "2012", "value": 5}, "contradicted"),
        ("event", {"kinds": ["vote"], "actors": ["KEN"], "since": "2011", "until": "2012"}, "no data"),
        ("no_event", {"kinds": ["vote"], "actors": ["GHA"], "since": "2011", "until": "2012"}, "contradicted"),
        ("no_event", {"kinds": ["vote"], "actors": ["GHA"], "since": "2012", "until": "2013"}, "supported"),
        ("in_preparation", {"actors": ["GHA"], "kinds": ["draft"], "done": ["law"], "on": "2014"}, "partly"),
        ("in_preparation", {"actors": ["GHA"], "kinds": ["vote"], "done": ["law"], "on": "2014"}, "supported"),
        ("in_preparation", {"actors": ["GHA"], "kinds": ["vote"], "done": ["law"], "on": "2012", "within": 2},
         "partly"),
        ("in_preparation", {"actors": ["GHA"], "kinds": ["draft"], "done": ["law"], "on": "2016"}, "contradicted"),
        ("in_preparation", {"actors": ["GHA"], "kinds": ["draft"], "done": ["law"], "on": "2010", "within": 3},
         "partly"),
    ],
)  # fmt: skip
def test_rulings(measure: str, parameters: dict[str, object], expected: str) -> None:
    assert ruling(measure, **parameters) == expected


@given(st.floats(1, 1e5), st.floats(0, 2e5), st.sampled_from(sorted(APPROXIMATIONS)))
def test_the_said_number_itself_always_agrees_unless_the_words_exclude_it(said: float, other: float, how: str) -> None:
    itself = agrees(said, said, how)
    assert itself is (Ruling.CONTRADICTED if how in {"more than", "fewer than"} else Ruling.SUPPORTED)
    assert agrees(other, said, how) in set(Ruling)


@given(st.lists(st.sampled_from(list(Ruling)), min_size=1, max_size=4))
def test_combining_never_claims_more_than_its_parts(rulings: list[Ruling]) -> None:
    together = combine([Finding(ruling=r, observed="x") for r in rulings]).ruling
    assert together in set(rulings) | {Ruling.PARTLY}
    if together is Ruling.SUPPORTED:
        assert set(rulings) == {Ruling.SUPPORTED}


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_missing_parameters_are_named(measure: str) -> None:
    with pytest.raises(InputError, match="parameter") as caught:
        measured(measure, {}, RECORD, "claim of statement S1")
    assert caught.value.record == "claim of statement S1"


NAMES = (
    "contributors", "month", "number", "actor", "actors", "organisation", "on", "kinds", "since", "until", "operation",
    "host", "leads", "after", "expect", "above", "kind", "direction", "threshold", "done", "unprecedented", "within",
    "contributor", "rank", "top", "among", "than", "relation", "when", "sex", "of", "about", "times", "approximation",
)  # fmt: skip
WORDS = st.sampled_from(
    ["", "GHA", "UN", "AU", "XXX", "2012", "2012-01", "0000", "9999-99", "zero", "vote", "\x00", "ß"]
)
VALUES = st.one_of(st.none(), st.integers(-5, 3000), WORDS, st.text(max_size=4), st.lists(WORDS, max_size=3))


# No limits of time: how fast examples come hangs on what else the machine does, and is not what is tested here.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(MEASURES)),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6).map(dict),
)
def test_hostile_parameters_end_in_a_finding_or_a_complaint(measure: str, parameters: dict[str, object]) -> None:
    claim = Claim(variable="v", subject="s", operator="=", measure=measure, parameters=parameters)
    (verdict,) = check_all([Statement(id="S1", claim=claim)], RECORD)
    assert verdict.ruling in set(Ruling)


def test_one_bad_claim_does_not_hide_the_others() -> None:
    good = Claim(variable="v", subject="s", operator="=", measure="operation_lead",
                 parameters={"operation": "UNA", "lead": "UN"})  # fmt: skip
    bad = Claim(variable="v", subject="s", operator="=", measure="no such measure")
    silent = Claim(variable="v", subject="s", operator="=")
    statements = [Statement(id=f"S{n}", claim=c) for n, c in enumerate((bad, good, silent, None))]
    assert [v.ruling for v in check_all(statements, RECORD)] == [Ruling.NO_DATA, Ruling.SUPPORTED, Ruling.NO_DATA]
    with pytest.raises(InputError, match="Use one of"):
        check(statements[0], RECORD)
    with pytest.raises(InputError, match="no checkable claim"):
        check(statements[3], RECORD)


def test_no_data_says_what_is_needed() -> None:
    assert no_data("a census").needed == "a census"
