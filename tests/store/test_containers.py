"""Finding, changing and removing records, and what is said when something is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contingent.base.errors import ConflictError, InputError, NotFoundError, UsageError
from contingent.base.months import Month
from contingent.base.spans import Span
from contingent.coding.codebook import Code, Codebook
from contingent.coding.reports import CleanText, Meeting, Report
from contingent.coding.statements import Attribution, Claim, Statement, WhatIf
from contingent.coding.vocabulary import Direction, Hedge, HolderKind, Stance, Status
from contingent.positions.issues import Issue
from contingent.positions.positions import Position
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.operations import Operation
from contingent.store.coders import Coder, CoderKind
from contingent.store.engines import open_store
from contingent.store.store import Store

TEXT = "Delegates from the coast feared spillover. The Chair doubted that ÄRGER would follow."


def holder(kind: HolderKind, *affiliation: str, group: str | None = None) -> Attribution:
    return Attribution(explicit=True, kind=kind, affiliation=affiliation, group=group)


STATEMENTS = [
    Statement(
        id="A1", report="r1", span=Span(0, 42), section="Threats", paragraph=1, coder="anna",
        attribution=holder(HolderKind.PARTICIPANT, "KAZ"),
        concepts=("org.csto", "thr.spillover"), actors=("KAZ", "RUS"), stance=Stance.SUPPORT,
        paraphrase="Spillover is feared",
    ),
    Statement(
        id="A2", report="r1", span=Span(43, len(TEXT)), section="Threats", paragraph=2, coder="rules",
        attribution=holder(HolderKind.OFFICIAL, "SCO", "KAZ", group="chair"),
        concepts=("org.csto.border",), actors=("TJK",), hedge=Hedge.LIKELY,
        status=Status.SUGGESTED, claim=Claim(variable="v", subject="s", operator="="),
    ),
    Statement(
        id="A3", report="r2", section="Options", attribution=holder(HolderKind.STATE, "RUS"), concepts=("orgy.trap",),
        what_if=WhatIf(condition="if", outcome="then", direction=Direction.UP),
    ),
    Statement(id="A4"),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "found.ct", create=True) as opened:
        clean = CleanText(text=TEXT, sections=(), paragraphs=(), sentences=())
        opened.coders.add([Coder(id="anna", name="Anna"), Coder(id="rules", name="Rules", kind=CoderKind.RULES)])
        opened.meetings.add([Meeting(id="m1", title="First", start=date(2013, 11, 5)),
                             Meeting(id="m2", title="Second", start=date(2015, 3, 1))])  # fmt: skip
        opened.reports.add([Report(id="r1", title="One", meeting="m1", clean=clean),
                            Report(id="r2", title="Two", meeting="m2")])  # fmt: skip
        opened.actors.add(Actor(code=code, name=code, kind=ActorKind.STATE) for code in ("KAZ", "RUS", "TJK", "UZB"))
        book = Codebook(id="po", name="Peace operations", version=1, codes=(Code(code="int.cooperation", name="C"),))
        opened.codebooks.add(book)
        opened.statements.add(STATEMENTS)
        yield opened


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "A1 A2 A3 A4"),
        ({"holder": "KAZ"}, "A1 A2"),
        ({"holder": "state"}, "A3"),
        ({"holder": "chair"}, "A2"),
        ({"holder": ["RUS", "chair"]}, "A2 A3"),
        ({"holder": "UZB"}, ""),
        ({"affiliation": "SCO"}, "A2"),
        ({"kind": HolderKind.OFFICIAL}, "A2"),
        ({"concept": "org"}, "A1 A2"),
        ({"concept": "org."}, "A1 A2"),
        ({"concept": "org.csto"}, "A1 A2"),
        ({"concept": "org.csto.border"}, "A2"),
        ({"concept": ["thr", "orgy"]}, "A1 A3"),
        ({"concept": "int.cooperation"}, ""),
        ({"actor": "RUS"}, "A1"),
        ({"actor": ["RUS", "TJK"]}, "A1 A2"),
        ({"actor": "UZB"}, ""),
        ({"report": "r1", "hedge": "likely"}, "A2"),
        ({"section": "Threats", "paragraph": 1}, "A1"),
        ({"stance": "support"}, "A1"),
        ({"stance": ["support", None]}, "A1 A2 A3 A4"),
        ({"status": "suggested"}, "A2"),
        ({"coder": "anna"}, "A1"),
        ({"claim": True}, "A2"),
        ({"claim": False, "what_if": False}, "A1 A4"),
        ({"explicit": True}, "A1 A2 A3"),
        ({"text": "SPILLOVER"}, "A1"),
        ({"text": "ärger"}, "A2"),
        ({"text": "nowhere"}, ""),
        ({"meeting": "m1"}, "A1 A2"),
        ({"since": "2013-11"}, "A1 A2 A3"),
        ({"since": date(2013, 11, 6)}, "A3"),
        ({"until": "2013"}, "A1 A2"),
        ({"since": "2014", "until": "2014"}, ""),
        ({"ids": ["A4", "A1"]}, "A1 A4"),
        ({"holder": []}, ""),
        ({"holder": None}, "A1 A2 A3 A4"),
        ({"limit": 2}, "A1 A2"),
        ({"limit": 2, "offset": 1}, "A2 A3"),
    ],
    ids=str,
)
def test_statements_are_found(store: Store, asked: dict[str, Any], found: str) -> None:
    things = store.statements.find(**asked)
    assert " ".join(each.id for each in things) == found
    assert all(each in STATEMENTS for each in things)
    if not {"limit", "offset"} & set(asked):
        assert store.statements.count(**asked) == len(things)
        assert store.statements.ids(**asked) == tuple(each.id for each in things)
        assert store.statements.table(**asked)["id"].to_list() == [each.id for each in things]


def test_broad_lists_are_found_as_narrow_ones_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways of asking a lookup table give the same records."""
    asked: list[dict[str, Any]] = [{"concept": "org"}, {"holder": "KAZ"}, {"actor": "RUS", "concept": "thr"}]
    narrow = [store.statements.ids(**each) for each in asked]
    monkeypatch.setattr("contingent.store.filters._MANY", 1)
    assert [store.statements.ids(**each) for each in asked] == narrow


@pytest.mark.parametrize(
    ("asked", "what", "remedy"),
    [
        ({"concept": "org.cstoo"}, "no concept 'org.cstoo'", "org.csto"),
        ({"concept": "or"}, "no concept 'or'", "org"),
        ({"holder": "KAS"}, "no holder 'KAS'", "KAZ"),
        ({"actor": "RUSS"}, "no actor 'RUSS'", "RUS"),
        ({"hedge": "lykely"}, "no hedge 'lykely'", "likely"),
        ({"report": "r3"}, "no report 'r3'", "r1"),
        ({"section": "Threat"}, "no section", "Threats"),
        ({"coder": "ana"}, "no coder", "anna"),
        ({"meeting": "m3"}, "no id 'm3'", "m1"),
    ],
    ids=str,
)
def test_values_nobody_knows_are_named_with_near_ones(store: Store, asked: Any, what: str, remedy: str) -> None:
    with pytest.raises(NotFoundError, match=what) as caught:
        store.statements.find(**asked)
    assert remedy in str(caught.value.remedy)


def test_filters_nobody_knows_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="cannot be found by 'concepts'") as caught:
        store.statements.find(concepts="org")
    assert "concept" in str(caught.value.remedy)
    with pytest.raises(UsageError, match="is not a date"):
        store.statements.find(since="last year")


def test_get_names_near_ones(store: Store) -> None:
    assert store.statements.get("A1") == STATEMENTS[0]
    with pytest.raises(NotFoundError, match="no statement 'A11'") as caught:
        store.statements.get("A11")
    assert "A1" in str(caught.value.remedy)


def test_change_sets_fields_and_fields_of_fields(store: Store) -> None:
    (changed,) = store.statements.change(
        "A1", hedge="likely", attribution={"affiliation": ("UZB",)}, concepts=("int.x",)
    )
    assert changed.hedge is Hedge.LIKELY
    assert changed.attribution.kind is HolderKind.PARTICIPANT
    assert store.statements.get("A1").hedge is Hedge.LIKELY
    assert store.statements.ids(concept="org") == ("A2",)
    assert store.statements.ids(holder="UZB") == ("A1",)
    assert [s.status for s in store.statements.change(["A4", "A1"], status="edited")] == ["edited", "edited"]
    assert store.verify().sound


@pytest.mark.parametrize(
    ("fields", "error", "what"),
    [
        ({"hedges": "likely"}, UsageError, "no field 'hedges'"),
        ({"attribution": {"kinds": "state"}}, UsageError, "kinds"),
        ({"hedge": "perhaps"}, InputError, "not a hedge"),
        ({"report": "r9"}, ConflictError, "does not hold"),
        ({"span": Span(0, 10_000)}, ConflictError, "the text ends at"),
    ],
)
def test_changes_that_cannot_be(store: Store, fields: Any, error: type[Exception], what: str) -> None:
    with pytest.raises(error, match=what):
        store.statements.change(["A4", "A1"], **fields)
    assert store.statements.find() == tuple(STATEMENTS)


def test_an_id_can_be_changed_unless_it_is_taken(store: Store) -> None:
    store.statements.change("A4", id="B4")
    assert "B4" in store.statements
    with pytest.raises(ConflictError):
        store.statements.change("B4", id="A1")


def test_adding_what_is_there_or_twice(store: Store) -> None:
    with pytest.raises(ConflictError, match="holds a statement 'A1' already"):
        store.statements.add([Statement(id="new"), Statement(id="A1")])
    with pytest.raises(InputError, match="Two statements have the id 'x'"):
        store.statements.add([Statement(id="x"), Statement(id="x")])
    with pytest.raises(UsageError, match="hold Statement values, not str"):
        store.statements.add(["A9"])  # type: ignore[list-item]
    assert len(store.statements) == 4


def test_removing_what_others_refer_to(store: Store) -> None:
    with pytest.raises(ConflictError, match="2 statements refer to the report 'r1'"):
        store.reports.remove("r1")
    with pytest.raises(NotFoundError):
        store.statements.remove(["A1", "A9"])
    assert store.statements.remove(["A1", "A2", "A1"]) == 2
    assert store.reports.remove("r1") == 1
    assert store.verify().sound


def test_replace_takes_whole_records(store: Store) -> None:
    store.statements.replace([Statement(id="A3"), Statement(id="A1", concepts=("x",))])
    assert store.statements.get("A3") == Statement(id="A3")
    assert store.statements.ids(concept="x") == ("A1",)


def test_fresh_ids_go_on_from_the_last(store: Store) -> None:
    assert store.statements.fresh_ids(2) == ("S0001", "S0002")
    store.statements.add(Statement(id="S0041"))
    assert store.statements.fresh_ids(1) == ("S0042",)
    assert store.statements.fresh_ids(1, "A") == ("A0005",)


def test_the_table_of_statements(store: Store) -> None:
    frame = store.statements.table()
    first = frame.row(0, named=True)
    assert first["concepts"] == ["org.csto", "thr.spillover"]
    assert first["actors"] == ["KAZ", "RUS"]
    assert first["affiliation"] == ["KAZ"]
    assert first["quote"] == TEXT[:42]
    assert frame["claim_variable"].to_list() == [None, "v", None, None]
    assert frame["what_if_direction"].to_list() == [None, None, "up", None]
    assert store.statements.table(holder="UZB").height == 0


def test_every_container_has_a_table_even_when_empty(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.ct", create=True) as store:
        for container in store.containers.values():
            assert container.table().height == 0
            assert not container.find()


def test_the_latest_version_of_a_codebook(store: Store) -> None:
    store.codebooks.add(Codebook(id="po", name="Peace operations", version=10, codes=()))
    assert store.codebooks.get("po").version == 10
    assert store.codebooks.get("po@1").version == 1
    with pytest.raises(NotFoundError):
        store.codebooks.get("pox")


def test_records_are_found(store: Store) -> None:
    store.sources.add({"un": Source(publisher="UN", title="Blue book")})
    assert store.sources.mapping()["un"].publisher == "UN"
    store.actors.add(Actor(code="CSTO", name="CSTO", kind=ActorKind.ORGANISATION))
    store.memberships.add(
        Membership(organisation="CSTO", actor="UZB", since=date(2006, 8, 16), until=date(2012, 6, 28))
    )
    store.memberships.add(Membership(organisation="CSTO", actor="KAZ", since=date(1994, 4, 20)))
    assert len(store.memberships.find(on=date(2012, 6, 27))) == 2
    assert [m.actor for m in store.memberships.find(organisation="CSTO", on="2012-06-28")] == ["KAZ"]
    store.operations.add(Operation(code="UNMOT", name="UNMOT", lead="UN", hosts=("TJK",), since=date(1994, 12, 16)))
    assert store.operations.find(host="TJK", on="1999-01-01")
    assert store.operations.find(host="KAZ") == ()
    with pytest.raises(NotFoundError):
        store.operations.find(host="TJKK")
    store.events.add(Event(id="e", start=date(2010, 6, 12), actors=("TJK",), kind="appeal", what="An appeal."))
    assert store.events.find(actor="TJK", since="2010", until="2010-06")
    store.snapshots.add(Snapshot(id="s", publisher="UN", title="T"))
    store.contributions.add(
        Contribution(
            month=Month(2013, month), contributor="TJK", operation=None, kind="total", number=month, snapshot="s"
        )
        for month in (10, 11, 12)
    )
    assert [c.number for c in store.contributions.find(contributor="TJK", since=Month(2013, 11))] == [11, 12]
    assert store.contributions.find(month=Month(2013, 11))[0].number == 11
    assert store.contributions.find(total=False) == ()
    store.issues.add(Issue(id="i", name="I", question="?", zero="0", fifty="50", hundred="100", evidence=("A1",)))
    store.positions.add(Position(issue="i", actor="TJK", value=1, low=0, high=2, salience=50, evidence=("A1", "A2")))
    assert store.positions.find(issue="i", evidence="A2")
    assert store.issues.ids(evidence="A1") == ("i",)
    with pytest.raises(ConflictError, match="1 positions refer"):
        store.issues.remove("i")
    assert store.verify().sound
