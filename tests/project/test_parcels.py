"""Parcels into a project and back: nothing lost, nothing twice, one change, no names under the Chatham House rule."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import contingent as ct
from contingent.base.errors import ConflictError, InputError
from contingent.coding.exchange.dna.reading import read_dna
from contingent.coding.exchange.dna.sayings import dna_sayings
from contingent.coding.exchange.dna.tables import read_tables
from contingent.coding.exchange.dna.writing import write_dna
from contingent.coding.exchange.formats import format_of_ending
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.taguette.tables import read_highlights, write_highlights
from contingent.coding.networks.building import network
from contingent.coding.networks.settings import Settings
from contingent.coding.reports import Confidentiality
from contingent.coding.vocabulary import Stance
from contingent.project.exporting import export_coding
from contingent.project.parcels import names_in, notes_on, parcel_of_project, put_parcel
from contingent.project.project import Project

TEXT = "Élan 🕊 said peace.\r\nO'Neil doubted it.\n\tThey left."
SAID = {"person": "short text", "organization": "short text", "concept": "short text", "agreement": "boolean"}


def passage(key: str, start: int, stop: int, person: str = "A. Smith", **more: object) -> Passage:
    values = {"person": person, "organization": "", "concept": "Peace", "agreement": False}
    fields = {"codes": ("c1",), "coder": "1", "kind": "DNA Statement", "variables": values, "document": "d"} | more
    return Passage(id=key, start=start, stop=stop, **fields)  # type: ignore[arg-type]


def parcel() -> Parcel:
    return Parcel(
        tool="test",
        documents=(
            Document(
                id="d", title="First", text=TEXT, moment=datetime(2019, 5, 3, 7, tzinfo=UTC), details={"author": "me"}
            ),
        ),
        codes=(ParcelCode(id="c1", name="Peace", colour="#102030"), ParcelCode(id="c2", name="Peace", parent="c1")),
        coders={"1": "Ana", "9": "Admin"},
        passages=(passage("1", 0, 4), passage("2", 20, 26, "B. Jones"), passage("3", 27, 34, codes=("c1", "c2"))),
        kinds={"DNA Statement": SAID},
        entities={"person": {"A. Smith": {"Type": "envoy", "Alias": "Tony"}}},
    )


@pytest.fixture
def project(empty_file: Path, tmp_path: Path) -> Iterator[Project]:
    with ct.open(shutil.copy(empty_file, tmp_path / "p.ct")) as opened:
        yield opened


def read(path: Path) -> Parcel:
    return format_of_ending(path).read(path)


def carried(whole: Parcel) -> Parcel:
    """What a project carries of a parcel: all but how its offsets were told and what was left out."""
    return replace(whole, offsets="", left_out=())


def test_a_parcel_comes_back_as_it_was(project: Project) -> None:
    done = put_parcel(project, parcel(), "file.dna", public=True)
    assert done == {"imported": 3, "reports": 1, "codes": 2, "coders": 1, "meetings": 1, "there": 0}
    assert carried(parcel_of_project(project)) == carried(parcel())


@pytest.mark.parametrize("name", ["sample.dna", "edge_const.dna"])
def test_a_database_of_dna_comes_back_as_it_was(project: Project, shared: Path, name: str) -> None:
    whole = read_dna(shared / "discourse" / "reference" / name)
    put_parcel(project, whole, name, public=True)
    found = carried(parcel_of_project(project))
    coders = [
        {**each, "rest": {k: v for k, v in each["rest"].items() if k != "Password"}}
        for each in whole.extras["dna"]["coders"]  # type: ignore[index]
    ]
    extras = {"dna": {**whole.extras["dna"], "coders": coders}}  # type: ignore[dict-item]
    plain = json.loads(json.dumps(extras)), json.loads(json.dumps(found.extras))
    assert plain[0] == plain[1]
    assert replace(found, extras={}) == replace(carried(whole), extras={})


def test_texts_are_kept_character_for_character(project: Project) -> None:
    put_parcel(project, parcel(), "file.dna")
    report = project.reports.find()[0]
    assert report.clean is not None
    assert report.clean.text == TEXT
    assert report.moment == datetime(2019, 5, 3, 7, tzinfo=UTC)
    assert project.quotes(project.statements.find()) == {"file-1": "Élan", "file-2": "O'Neil", "file-3": "doubted"}


def test_it_is_one_change_and_undone_as_one(project: Project) -> None:
    before = len(project.journal.entries())
    put_parcel(project, parcel(), "file.dna")
    assert len(project.journal.entries()) == before + 1
    project.undo()
    counts = [len(each) for each in (project.statements, project.reports, project.codebooks, project.coders)]
    assert counts == [0, 0, 0, 0]
    assert len(project.meetings) == 0
    assert not [key for key in project.store.sources.ids() if key.startswith("import.")]
    assert put_parcel(project, parcel(), "file.dna")["imported"] == 3


def test_twice_is_refused_and_only_what_is_new_is_taken(project: Project) -> None:
    put_parcel(project, parcel(), "file.dna")
    with pytest.raises(ConflictError, match="in the project already"):
        put_parcel(project, parcel(), "file.dna")
    more = replace(parcel(), passages=(*parcel().passages, passage("4", 35, 40, "B. Jones")))
    done = put_parcel(project, more, "file.dna")
    assert (done["imported"], done["there"], done["reports"], done["codes"]) == (1, 3, 0, 0)
    assert len(project.statements) == 4
    # The same person is known again by the passages that were there.
    people = {s.id: s.variables["person"] for s in project.statements.find()}
    assert people["file_2-4"] == people["file-2"]


def test_the_same_passage_of_another_coder_is_another(project: Project) -> None:
    put_parcel(project, parcel(), "file.dna")
    done = put_parcel(project, replace(parcel(), coders={"1": "Bo"}), "bo.dna")
    assert (done["imported"], done["coders"], done["reports"]) == (3, 1, 0)


def test_names_of_people_become_pseudonyms_unless_public(project: Project) -> None:
    assert names_in(project, parcel()) == {"A. Smith": "Person 1", "B. Jones": "Person 2"}
    assert names_in(project, parcel(), public=True) == {}
    put_parcel(project, parcel(), "file.dna")
    assert project.meetings.find()[0].rule is Confidentiality.NON_ATTRIBUTION
    kept = repr(project.statements.find()) + repr(project.store.sources.find())
    assert not [name for name in ("A. Smith", "B. Jones", "Tony") if name in kept]
    out = parcel_of_project(project)
    assert out.entities == {"person": {"Person 1": {"Type": "envoy"}}}
    # A stranger of the next file gets a number of their own.
    other = replace(parcel(), passages=(passage("1", 36, 40, "C. Brown"),), entities={})
    assert names_in(project, other) == {"C. Brown": "Person 3"}


def test_no_name_of_a_database_enters_a_closed_meeting(project: Project, shared: Path) -> None:
    whole = read_dna(shared / "discourse" / "reference" / "sample.dna")
    names = names_in(project, whole)
    assert len(names) == 7
    put_parcel(project, whole, "sample.dna")
    kept = repr(project.statements.find()) + repr([e for e in project.store.sources.find() if "import" in e.id])
    assert not [name for name in names if name in kept]


def test_of_a_meeting_that_is_there_its_own_rule_counts(project: Project) -> None:
    first = replace(parcel(), passages=(), documents=(replace(parcel().documents[0], id="x", text="Other."),))
    put_parcel(project, first, "one.dna", meeting="Talks")
    put_parcel(project, parcel(), "file.dna", meeting="Talks", public=True)
    assert len(project.meetings) == 1
    assert "A. Smith" not in repr(project.statements.find())


def test_agreement_is_a_stance_and_follows_it(project: Project) -> None:
    put_parcel(project, parcel(), "file.dna", public=True)
    assert project.statements.get("file-1").stance is Stance.OPPOSE
    project.statements.change("file-1", stance=Stance.SUPPORT)
    assert [p.variables["agreement"] for p in parcel_of_project(project).passages] == [True, False, False]


def test_codes_of_the_same_name_are_the_same(project: Project) -> None:
    put_parcel(project, parcel(), "file.dna")
    document = Document(id="e", title="Second", text="Peace again, and war.")
    codes = (ParcelCode(id="a", name="PEACE"), ParcelCode(id="b", name="War"))
    passages = (Passage(id="1", document="e", start=0, stop=5, codes=("b",)),)
    other = Parcel(tool="t", documents=(document,), codes=codes, passages=passages)
    assert "1 of 2 codes are new; 1 of the project have their names or ids." in notes_on(project, other)
    put_parcel(project, other, "second.sqlite3")
    book = project.codebooks.get("file")
    assert book.version == 2
    assert {"peace", "peace.peace", "war"} <= {code.code for code in book}
    assert project.statements.get("second-1").concepts == ("war",)


def test_own_statements_go_out_with_the_words_of_the_guide(case: Project, tmp_path: Path) -> None:
    whole = parcel_of_project(case)
    assert whole.passages == ()  # the case ships without its text
    assert "statements without a place" in whole.left_out[0]
    with ct.new(tmp_path / "b.ct", case="fictional_bishkek_2015") as own:
        made = parcel_of_project(own)
        assert len(made.passages) == len(own.statements)
        for statement, each in zip(own.statements.find(), made.passages, strict=True):
            assert each.variables["statement"] == statement.id
            assert each.codes == statement.concepts
            sides = {Stance.SUPPORT: True, Stance.OPPOSE: False, Stance.SCEPTICAL: False}
            assert each.variables.get("agreement") == sides.get(statement.stance)  # type: ignore[arg-type]


def test_highlights_without_offsets_are_found_in_reports(project: Project, tmp_path: Path) -> None:
    put_parcel(project, parcel(), "file.dna")
    write_highlights(replace(parcel(), coders={}), tmp_path / "h.csv")
    table = read_highlights(tmp_path / "h.csv")
    assert table.passages == ()
    assert notes_on(project, table)[-1] == "3 passages were found by their words."
    done = put_parcel(project, table, "h.csv")
    assert (done["imported"], done["reports"]) == (3, 0)
    spans = [s.span for s in project.statements.find() if s.id.startswith("h-")]
    assert spans == [s.span for s in project.statements.find() if s.id.startswith("file-")]


def test_what_cannot_be_kept_leaves_no_trace(project: Project) -> None:
    outside = replace(parcel(), passages=(passage("1", 0, 999),))
    homeless = replace(parcel(), passages=(passage("1", 0, 4, document="nowhere"),))
    half = replace(parcel(), documents=(replace(parcel().documents[0], title="half \ud800 a pair"),))
    twins = replace(parcel(), documents=parcel().documents * 2)
    for bad in (outside, homeless, half, twins):
        with pytest.raises(InputError):
            put_parcel(project, bad, "bad.dna")
        assert len(project.reports) == len(project.statements) == len(project.coders) == 0


def test_networks_of_what_goes_out_are_those_of_what_came_in(project: Project, shared: Path, tmp_path: Path) -> None:
    source = shared / "discourse" / "reference" / "sample.dna"
    put_parcel(project, read_dna(source), "sample.dna", public=True)
    write_dna(parcel_of_project(project), tmp_path / "out.dna")
    how = Settings(rows="organization", columns="concept", qualifier="agreement", aggregation="subtract")
    there, back = (
        network(dna_sayings(read_tables(path), "DNA Statement"), how) for path in (source, tmp_path / "out.dna")
    )
    assert (back.rows, back.columns) == (there.rows, there.columns)
    assert back.weights.tolist() == there.weights.tolist()
    assert back.weights.sum() == 18


_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_names = st.sampled_from(["person", "organization", "kind of statement", "made", "=x", "agreement"])


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    documents = tuple(
        Document(
            id=draw(_words) + str(n),
            title=draw(_words),
            text=draw(_words) + "x" + draw(_words),
            moment=draw(st.none() | st.integers(0, 10**9).map(_moment)),
            details=draw(st.dictionaries(_words, _words, max_size=2)),
            original=draw(st.none() | st.binary(max_size=8)),
            media_type=None,
        )
        for n in range(draw(st.integers(1, 3)))
    )
    codes: list[ParcelCode] = []
    for n in range(draw(st.integers(0, 4))):
        parent = draw(st.none() | st.sampled_from([c.id for c in codes])) if codes else None
        codes.append(
            ParcelCode(
                id=f"c{n}",
                name=draw(_words),
                parent=parent,
                description=draw(_words),
                colour=draw(st.none() | st.just("#AABBCC")),
                leaf=draw(st.booleans()),
            )
        )
    coders = {str(n): draw(_words) for n in range(draw(st.integers(0, 3)))}
    passages = []
    for n in range(draw(st.integers(0, 5))):
        home = draw(st.sampled_from(documents))
        start = draw(st.integers(0, len(home.text) - 1))
        chosen = draw(st.lists(st.sampled_from([c.id for c in codes]), unique=True, max_size=3)) if codes else []
        passages.append(
            Passage(
                id=draw(st.sampled_from(["", "a-b", "é", "x" * 99, "1"])) + str(n),
                document=home.id,
                start=start,
                stop=draw(st.integers(start + 1, len(home.text))),
                codes=tuple(chosen),
                coder=draw(st.none() | st.sampled_from(sorted(coders))) if coders else None,
                made=draw(st.none() | st.integers(0, 10**9).map(_moment)),
                note=draw(_words),
                kind=draw(st.none() | _words),
                variables=draw(st.dictionaries(_names, _words | st.booleans() | st.integers(-9, 9), max_size=3)),
            )
        )
    return Parcel(
        tool=draw(_words),
        documents=documents,
        codes=tuple(codes),
        coders=coders,
        passages=tuple(passages),
        kinds={"k": {"person": "short text"}},
        entities={"org": {draw(_words): {"Type": draw(_words)}}},
    )


def _moment(seconds: int) -> datetime:
    return datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


@settings(
    max_examples=int(os.environ.get("PARCEL_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parcels())
def test_any_parcel_comes_back_as_it_was(empty_file: Path, tmp_path: Path, whole: Parcel) -> None:
    with ct.open(shutil.copy(empty_file, tmp_path / "p.ct")) as opened:
        put_parcel(opened, whole, "file.x", public=True)
        assert carried(parcel_of_project(opened)) == carried(whole)


@pytest.mark.parametrize("ending", ["dna", "qdpx", "jsonld"])
def test_statements_of_our_own_come_back_as_themselves(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"own.{ending}"
    kept = ("id", "span", "mode", "type", "hedge", "actors", "concepts", "stance", "paraphrase", "coder", "variables")
    with ct.new(tmp_path / "a.ct", case="fictional_bishkek_2015") as own:
        export_coding(own, path)
        before = own.statements.find()
        with pytest.raises(ConflictError, match=r"All 49 passages of this file are in the project already\.\nNothing"):
            put_parcel(own, read(path), path.name)
        with ct.new(tmp_path / "b.ct") as other:
            put_parcel(other, read(path), path.name)
            after = other.statements.find()
            assert [[getattr(each, name) for name in kept] for each in after] == [
                [getattr(each, name) for name in kept] for each in before
            ]
            for one, two in zip(before, after, strict=True):
                assert one.attribution.affiliation == two.attribution.affiliation
                assert one.attribution.quantifier == two.attribution.quantifier
                assert one.attribution.kind == two.attribution.kind
            (book,) = other.codebooks.find()
            assert {code.code for code in book} == {code.code for code in own.codebooks.find()[-1]}
        changed = own.statements.change("FB011", stance="oppose")
        assert changed
        with pytest.raises(ConflictError, match=r"Told otherwise here: FB011 \(stance\)"):
            put_parcel(own, read(path), path.name)


def test_what_was_changed_in_dna_counts(tmp_path: Path) -> None:
    path = tmp_path / "own.dna"
    with ct.new(tmp_path / "a.ct", case="fictional_bishkek_2015") as own:
        export_coding(own, path)
    with closing(sqlite3.connect(path)) as base, base:
        (at,) = base.execute(
            "SELECT s.StatementId FROM DATASHORTTEXT s JOIN ENTITIES e ON e.ID = s.Entity WHERE e.Value = 'FB011'"
        ).fetchone()
        base.execute("UPDATE DATABOOLEAN SET Value = 0 WHERE StatementId = ?", (at,))
    with ct.new(tmp_path / "b.ct") as other:
        put_parcel(other, read(path), path.name)
        assert other.statements.get("FB011").stance is Stance.OPPOSE
        assert other.statements.get("FB001").concepts
