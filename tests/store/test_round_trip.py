"""Every noun comes back from the file as it went in, whatever its texts are made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ConflictError, InputError
from contingent.base.months import Month
from contingent.base.spans import Span
from contingent.coding.codebook import Code, Codebook
from contingent.coding.codings import Assignment, Choice, Settlement, assignment_key
from contingent.coding.reports import CleanText, Confidentiality, Meeting, Paragraph, Report, Section
from contingent.coding.statements import Attribution, Claim, Origin, Statement, WhatIf
from contingent.coding.vocabulary import (
    Direction,
    Form,
    Hedge,
    HolderKind,
    Level,
    Mode,
    Quantifier,
    Stance,
    StatementType,
    Status,
)
from contingent.positions.issues import Issue
from contingent.positions.positions import Position
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.operations import Operation
from contingent.store.coders import Coder, CoderKind
from contingent.store.engines import open_store
from contingent.store.nouns import NOUNS, SourceEntry
from contingent.store.store import Store

words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20)
ids = words.filter(bool)
maybe = st.none() | words
several = st.lists(words, max_size=4).map(tuple)
spans = st.tuples(st.integers(0, 5_000), st.integers(0, 500)).map(lambda pair: Span(pair[0], sum(pair)))
plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
attributions = st.builds(
    Attribution,
    explicit=st.booleans(),
    quantifier=st.sampled_from(Quantifier),
    kind=st.sampled_from(HolderKind),
    affiliation=several,
    group=maybe,
    cue=maybe,
    cue_span=st.none() | spans,
    form=st.sampled_from(Form),
    source=maybe,
    alternatives=st.lists(st.dictionaries(words, plain, max_size=3), max_size=2).map(tuple),
)
claims = st.builds(
    Claim,
    variable=words,
    subject=words,
    operator=words,
    value=maybe,
    period=maybe,
    measure=maybe,
    parameters=st.dictionaries(words, plain, max_size=3),
)
statements = st.builds(
    Statement,
    id=ids,
    report=st.none(),
    span=st.none() | spans,
    sentence=st.none() | spans,
    section=maybe,
    paragraph=st.none() | st.integers(0, 10_000),
    paraphrase=maybe,
    attribution=attributions,
    mode=st.sampled_from(Mode),
    verb=maybe,
    type=st.sampled_from(StatementType),
    type2=st.none() | st.sampled_from(StatementType),
    hedge=st.sampled_from(Hedge),
    actors=several,
    actors_named=several,
    concepts=several,
    stance=st.none() | st.sampled_from(Stance),
    time=maybe,
    level=st.sampled_from(Level),
    head=maybe,
    nested_in=maybe,
    status=st.sampled_from(Status),
    coder=st.none(),
    claim=st.none() | claims,
    what_if=st.none() | st.builds(WhatIf, condition=words, outcome=words, direction=st.sampled_from(Direction)),
    note=maybe,
    origins=st.dictionaries(words, st.builds(Origin, rule=words, confidence=st.floats(0, 1)), max_size=3),
    variables=st.dictionaries(words, words | st.integers(-(2**40), 2**40) | st.booleans(), max_size=3),
)
moments = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=st.just(UTC))
days = st.none() | st.dates()
rules = st.sampled_from(Confidentiality)
sources = st.builds(Source, publisher=words, title=words, address=maybe, date=maybe, note=maybe)
clean_texts = st.builds(
    CleanText,
    text=words,
    sections=st.lists(st.builds(Section, title=words, level=st.integers(1, 6), span=spans), max_size=2).map(tuple),
    paragraphs=st.lists(
        st.builds(
            Paragraph, span=spans, section=maybe, number=st.integers(1, 99), kind=st.sampled_from(["text", "note"])
        ),
        max_size=2,
    ).map(tuple),
    sentences=st.lists(spans, max_size=3).map(tuple),
    notes=several,
)
codebooks = st.builds(
    Codebook,
    id=ids,
    name=words,
    version=st.integers(1, 9),
    codes=st.lists(st.builds(Code, code=ids, name=words, terms=several, leaf=st.booleans()), max_size=3).map(tuple),
)
NOUN_STRATEGIES: dict[str, st.SearchStrategy[Any]] = {
    "meeting": st.builds(
        Meeting,
        id=ids,
        title=words,
        place=maybe,
        start=days,
        end=days,
        hosts=several,
        rule=st.sampled_from(Confidentiality),
    ),
    "report": st.builds(
        Report,
        id=ids,
        title=words,
        meeting=st.none(),
        name=maybe,
        original=st.none() | st.binary(max_size=50),
        clean=st.none() | clean_texts,
        moment=st.none() | moments,
        details=st.dictionaries(words, words, max_size=3),
    ),
    "coder": st.builds(Coder, id=ids, name=words, kind=st.sampled_from(CoderKind), note=maybe),
    "codebook": codebooks,
    "statement": statements,
    "source": st.builds(
        SourceEntry,
        id=ids,
        source=sources,
    ),
    "actor": st.builds(
        Actor, code=ids, name=words, kind=st.sampled_from(ActorKind), since=days, until=days, source=maybe, note=maybe
    ),
    "operation": st.builds(Operation, code=ids, name=words, lead=words, hosts=several, since=days, until=days),
    "event": st.builds(
        Event, id=ids, start=st.dates(), actors=several, kind=words, what=words, end=days, value=maybe, source=maybe
    ),
    "snapshot": st.builds(Snapshot, id=ids, publisher=words, title=words, retrieved=days, sha256=maybe),
    "issue": st.builds(
        Issue,
        id=ids,
        name=words,
        question=words,
        zero=words,
        fifty=words,
        hundred=words,
        evidence=several,
        silent=maybe,
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("nouns") / "nouns.ct", create=True) as opened:
        yield opened


def goes_round(store: Store, noun: str, thing: Any) -> None:
    container = store.containers[noun]
    (key,) = container.add(thing)
    try:
        assert container.find(limit=1) == (thing,)
        assert container.kept.thing(container.kept.row(thing)) == thing
        assert len(container.table()) == 1
    finally:
        container.remove(key)
    assert len(container) == 0


@pytest.mark.parametrize("noun", sorted(NOUN_STRATEGIES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nouns_come_back_as_they_were(store: Store, noun: str, data: st.DataObject) -> None:
    goes_round(store, noun, data.draw(NOUN_STRATEGIES[noun]))


def test_nouns_that_need_others_come_back_too(tmp_path: Path) -> None:
    with open_store(tmp_path / "more.ct", create=True) as store:
        store.actors.add([Actor(code="KAZ", name="Kazakhstan", kind=ActorKind.STATE),
                          Actor(code="CSTO", name="Collective Security Treaty Organization",
                                kind=ActorKind.ORGANISATION)])  # fmt: skip
        store.snapshots.add(Snapshot(id="un-2013-11", publisher="UN", title="Table", retrieved=date(2013, 12, 1)))
        store.issues.add(Issue(id="border", name="Border", question="?", zero="no", fifty="some", hundred="all"))
        goes_round(store, "membership", Membership(organisation="CSTO", actor="KAZ", since=date(1994, 4, 20)))
        for number in (None, 0, 25):
            contribution = Contribution(month=Month(2013, 11), contributor="KAZ", operation=None, kind="total",
                                        number=number, snapshot="un-2013-11")  # fmt: skip
            goes_round(store, "contribution", contribution)
        goes_round(store, "position", Position(issue="border", actor="KAZ", value=50, low=25.5, high=75, salience=90))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_assignments_and_settlements_come_back_as_they_were(store: Store, data: st.DataObject) -> None:
    store.coders.add(coder := data.draw(NOUN_STRATEGIES["coder"]))
    store.reports.add(report := data.draw(NOUN_STRATEGIES["report"]))
    store.statements.add(statement := data.draw(statements))
    try:
        goes_round(store, "assignment", Assignment(report=report.id, coder=coder.id, blind=data.draw(st.booleans()),
                                                   finished=data.draw(st.booleans())))  # fmt: skip
        settlement = Settlement(
            id=data.draw(ids), report=report.id, statement=data.draw(st.sampled_from([None, statement.id])),
            statements=data.draw(several), choice=data.draw(st.sampled_from(Choice)), field=data.draw(maybe),
            value=data.draw(plain), coder=data.draw(maybe), why=data.draw(maybe), by=data.draw(maybe),
            at=data.draw(moments),
        )  # fmt: skip
        goes_round(store, "settlement", settlement)
    finally:
        for noun, thing in (("statement", statement), ("report", report), ("coder", coder)):
            store.containers[noun].remove(thing.id)


def test_keys_of_assignments_stay_apart() -> None:
    pairs = [("a/b", "c"), ("a", "b/c"), ("a", "b%2Fc"), ("a/b%2Fc", "")]
    assert len({assignment_key(Assignment(report=report, coder=coder)) for report, coder in pairs}) == len(pairs)


def test_moments_are_kept_in_utc_and_sort(tmp_path: Path) -> None:
    eastern = timezone(timedelta(hours=5))
    with open_store(tmp_path / "m.ct", create=True) as store:
        store.reports.add([
            Report(id="late", title="L", moment=datetime(2013, 11, 6, 2, tzinfo=eastern)),
            Report(id="early", title="E", moment=datetime(2013, 11, 5, 1, tzinfo=UTC), details={"author": "=A1"}),
        ])  # fmt: skip
        assert store.reports.get("late").moment == datetime(2013, 11, 5, 21, tzinfo=UTC)
        assert store.reports.ids(since="2013-11-05", until="2013-11-05") == ("late", "early")
        assert store.reports.table()["moment"].to_list()[1] == datetime(2013, 11, 5, 1, tzinfo=UTC)
        with pytest.raises(InputError, match="no time zone"):
            store.reports.add(Report(id="nowhere", title="N", moment=datetime(2013, 11, 5)))
        assert len(store.reports) == 2


@pytest.mark.parametrize("bad", [1.5, None, ["list"], {"deep": 1}])
def test_a_variable_is_text_a_whole_number_or_a_truth_value(store: Store, bad: Any) -> None:
    with pytest.raises(InputError, match="The variable 'agreement'"):
        store.statements.add(Statement(id="s", variables={"agreement": bad}))
    assert len(store.statements) == 0


def test_no_noun_is_lost_from_the_list() -> None:
    assert {*NOUN_STRATEGIES, "membership", "contribution", "position", "assignment", "settlement"} <= set(NOUNS)


@pytest.mark.parametrize("bad", ["half \ud800 a pair", "nul \0 in it"])
@pytest.mark.parametrize("place", ["paraphrase", "concepts", "origins", "parameters"])
def test_what_is_no_text_is_refused_and_nothing_stored(store: Store, bad: str, place: str) -> None:
    fields: dict[str, Any] = {
        "paraphrase": {"paraphrase": bad},
        "concepts": {"concepts": ("a", bad)},
        "origins": {"origins": {"kind": Origin(rule=bad, confidence=1.0)}},
        "parameters": {"claim": Claim(variable="x", subject="y", operator="=", parameters={"deep": [{"er": bad}]})},
    }[place]
    with pytest.raises(InputError) as caught:
        store.statements.add([Statement(id="good"), Statement(id="bad", **fields)])
    assert "bad" in str(caught.value.record)
    assert len(store.statements) == 0
    assert store.verify().sound


def test_a_literal_backslash_u0000_is_text(store: Store) -> None:
    goes_round(store, "statement", Statement(id="s", concepts=("\\u0000",), note="\\u0000"))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_has_not_is_refused(store: Store, value: object) -> None:
    claim = Claim(variable="x", subject="y", operator="=", parameters={"value": value})
    with pytest.raises(InputError):
        store.statements.add(Statement(id="s", claim=claim))
    assert len(store.statements) == 0


def test_a_word_outside_the_vocabulary_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="'maybe' is not a hedge"):
        store.statements.add(Statement(id="s", hedge="maybe"))  # type: ignore[arg-type]


def test_plain_words_are_taken_for_vocabulary(store: Store) -> None:
    store.statements.add(Statement(id="s", hedge="likely"))  # type: ignore[arg-type]
    try:
        assert store.statements.get("s").hedge is Hedge.LIKELY
    finally:
        store.statements.remove("s")


def test_a_span_beyond_the_text_is_refused(tmp_path: Path) -> None:
    clean = CleanText(text="Ten letter", sections=(), paragraphs=(), sentences=())
    with open_store(tmp_path / "s.ct", create=True) as store:
        store.reports.add(Report(id="r", title="R", clean=clean))
        store.statements.add(Statement(id="fits", report="r", span=Span(0, 10)))
        with pytest.raises(ConflictError, match="the text ends at 10"):
            store.statements.add(Statement(id="beyond", report="r", span=Span(5, 11)))
        assert store.statements.ids() == ("fits",)
        assert store.statements.table()["quote"].to_list() == ["Ten letter"]


def test_a_large_report_keeps_its_bytes_through_removal_and_undo(tmp_path: Path) -> None:
    original = os.urandom(1_000_000)
    with open_store(tmp_path / "big.ct", create=True) as store:
        store.reports.add(Report(id="r", title="R", original=original))
        store.reports.remove("r")
        store.undo()
        assert store.reports.get("r").original == original
