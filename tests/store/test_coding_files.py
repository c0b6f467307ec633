"""The coding of a whole project goes through its file exactly; anything else is refused and leaves no trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.test_round_trip import NOUN_STRATEGIES, ids, maybe, moments, plain, several

from contingent.base.errors import ConflictError, InputError, UserError
from contingent.coding.codings import Assignment, Choice, Settlement
from contingent.coding.reports import CleanText, Meeting, Report
from contingent.coding.statements import Statement
from contingent.store.coding_files import CODING, Coding, coding_of, put_coding, read_coding, write_coding
from contingent.store.engines import open_store
from contingent.store.nouns import NOUNS
from contingent.store.store import Store

FREE = ("meeting", "report", "coder", "codebook", "statement")
"""Nouns drawn freely; the others must name records of these."""


@st.composite
def codings(draw: st.DrawFn) -> dict[str, tuple[Any, ...]]:
    things: dict[str, tuple[Any, ...]] = {
        noun: tuple(draw(st.lists(NOUN_STRATEGIES[noun], max_size=3, unique_by=NOUNS[noun].key))) for noun in FREE
    }
    meetings = st.sampled_from([m.id for m in things["meeting"]]) if things["meeting"] else st.none()
    things["report"] = tuple(replace(each, meeting=draw(meetings)) for each in things["report"])
    reports = st.sampled_from([r.id for r in things["report"]]) if things["report"] else st.none()
    coders = st.sampled_from([c.id for c in things["coder"]]) if things["coder"] else st.none()
    things["statement"] = tuple(replace(each, report=draw(reports), coder=draw(coders)) for each in things["statement"])
    worded = {each.id for each in things["report"] if each.clean is not None}
    things["statement"] = tuple(
        replace(s, span=None, sentence=None, attribution=replace(s.attribution, cue_span=None)) if s.report in worded
        else s for s in things["statement"]
    )  # fmt: skip
    if things["report"] and things["coder"]:
        things["assignment"] = (Assignment(report=draw(reports), coder=draw(coders), blind=draw(st.booleans())),)
        settlement = st.builds(
            Settlement, id=ids, report=reports, statements=several, choice=st.sampled_from(Choice), field=maybe,
            value=plain, coder=maybe, why=maybe, by=maybe, at=moments,
        )  # fmt: skip
        things["settlement"] = tuple(draw(st.lists(settlement, max_size=2, unique_by=lambda each: each.id)))
    return things


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "a.ct", create=True) as made:
        yield made


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(things=codings(), texts=st.booleans())
def test_a_project_through_its_coding_file_is_the_same_project(
    tmp_path_factory: pytest.TempPathFactory, things: dict[str, tuple[Any, ...]], texts: bool
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    path = folder / "all.coding.jsonl"
    with open_store(folder / "a.ct", create=True) as one, open_store(folder / "b.ct", create=True) as two:
        with one.change("all"):
            for noun in CODING:
                if things.get(noun):
                    one.containers[noun].add(things[noun])
        coding = coding_of(one, texts=texts)
        write_coding(coding, path)
        assert read_coding(path) == coding
        new = put_coding(two, read_coding(path), "taken in")
        assert sum(new.values()) == sum(map(len, things.values()))
        assert coding_of(two, texts=texts) == coding
        if texts:
            assert {n: two.containers[n].find() for n in CODING} == {n: one.containers[n].find() for n in CODING}
        else:
            assert not [r for r in two.reports.find() if r.clean or r.original]
        write_coding(coding_of(two, texts=texts), folder / "again")
        assert (folder / "again").read_bytes() == path.read_bytes()


CLEAN = CleanText(text="Words.", sections=(), paragraphs=(), sentences=())


def _small(store: Store) -> None:
    with store.change("all"):
        store.meetings.add(Meeting(id="m", title="M"))
        store.reports.add(Report(id="r", title="R", meeting="m", original=b"Words.", clean=CLEAN))
        store.statements.add([Statement(id="s", report="r"), Statement(id="t", report="r")])


def test_taking_the_same_in_again_changes_nothing_and_a_difference_is_a_clash(store: Store, tmp_path: Path) -> None:
    _small(store)
    path = tmp_path / "c.jsonl"
    write_coding(coding_of(store, texts=False), path)
    entries = len(store.journal.entries(None))
    assert put_coding(store, read_coding(path), "again") == {}
    assert store.reports.get("r").clean == CLEAN
    assert len(store.journal.entries(None)) == entries
    store.statements.change("s", note="changed here")
    with pytest.raises(ConflictError, match="statement 's'"):
        put_coding(store, read_coding(path), "again")
    assert len(store.journal.entries(None)) == entries + 1


def test_it_is_one_change_that_undo_takes_back(store: Store, tmp_path: Path) -> None:
    _small(store)
    write_coding(coding_of(store, texts=True), tmp_path / "c.jsonl")
    with open_store(tmp_path / "b.ct", create=True) as other:
        put_coding(other, read_coding(tmp_path / "c.jsonl"), "taken in")
        assert len(other.journal.entries(None)) == 1
        other.undo()
        assert not other.statements.ids()
        assert not other.reports.ids()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format":1', '"format":2'),
        ('"coding"', '"else"'),
        ('"statement":2', '"statement":3'),
        ('"noun":"statement","id":"t"', '"noun":"statement","id":"s"'),
        ('"noun":"statement","id":"t"', '"noun":"source","id":"t"'),
        ('"status":"accepted"', '"status":"fine"'),
        ('"explicit":false', '"explicit":0'),
        ('"explicit":false', '"explicit":"no"'),
        ('"span_start":null', '"span_start":3'),
        ('"affiliation":[]', '"affiliation":"RUS"'),
        ('"affiliation":[]', '"affiliation":null'),
        ('"title":"M"', '"title":null'),
        ('"title":"M"', '"title":7'),
        ('"title":"M"', '"title":"M\\u0000"'),
        ('"start":null', '"start":"soon"'),
        ('"base64":"', '"base64":"!'),
        ('"text":"Words."', '"text":null'),
        ('"rule":"non-attribution"', '"rule":"non-attribution","more":1'),
        ('"id":"t"', '"id":"t"}{'),
        ('"id":"t"', '"id":["t"]'),
    ],
)
def test_a_line_that_is_no_record_is_refused_whole(store: Store, tmp_path: Path, old: str, new: str) -> None:
    _small(store)
    path = tmp_path / "c.jsonl"
    write_coding(coding_of(store, texts=True), path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with open_store(tmp_path / "b.ct", create=True) as other:
        with pytest.raises(UserError):
            put_coding(other, read_coding(path), "taken in")
        assert not other.journal.entries(None)
        assert not other.meetings.ids()


def test_a_cut_file_is_told(store: Store, tmp_path: Path) -> None:
    _small(store)
    path = tmp_path / "c.jsonl"
    write_coding(coding_of(store, texts=True), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(InputError, match="It was cut"):
        read_coding(path)
    assert json.loads(lines[0])["counts"] == {"meeting": 1, "report": 1, "statement": 2}
    assert isinstance(coding_of(store, texts=True), Coding)
