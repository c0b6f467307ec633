"""Taguette both ways: offsets in bytes of the text without tags, paths of tags, owners from the log."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ContingentError, InputError
from contingent.coding.exchange.dna.reading import read_dna
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.taguette.pages import Page, page_of
from contingent.coding.exchange.taguette.reading import read_taguette
from contingent.coding.exchange.taguette.schema import APPLICATION_ID, REVISION
from contingent.coding.exchange.taguette.tables import (
    located,
    read_codebook,
    read_highlights,
    write_codebook,
    write_highlights,
)
from contingent.coding.exchange.taguette.writing import write_taguette

HTML = "<h1>Tést &amp; co</h1><p>One <b>bold</b> 🕊 dove.</p>\n<p>Two</p>"
"""As Taguette 1.5.2 itself stored it; bytes 11 to 24 of its text were `ne bold 🕊 ` there."""
TEXT = "Tést & co\nOne bold 🕊 dove.\nTwo"


def parcel() -> Parcel:
    return Parcel(
        tool="Taguette project",
        documents=(Document(id="1", title="A", text=TEXT, original=HTML.encode(), media_type="text/html"),),
        codes=(
            ParcelCode(id="1", name="people", description="who", leaf=False),
            ParcelCode(id="2", name="leader.first", parent="1", description="=1+1"),
        ),
        coders={"ana": "ana"},
        passages=(
            Passage(
                id="1", document="1", start=11, stop=21, codes=("1", "2"), coder="ana",
                made=datetime(2026, 11, 23, 23, 52, 9, 251676, tzinfo=UTC),
            ),
            Passage(id="2", document="1", start=0, stop=13, coder="ana", made=datetime(2026, 11, 24, tzinfo=UTC)),
        ),
    )  # fmt: skip


def test_offsets_are_bytes_of_the_text_without_tags() -> None:
    page = Page(HTML)
    assert page.text == TEXT
    start, stop, exact = page.span(11, 24)
    assert exact
    assert page.text[start:stop] == "ne bold 🕊 "
    assert page.offsets(start, stop) == (11, 24)
    assert not page.span(2, 24)[2]  # inside é


def test_a_project_comes_back_as_it_was(tmp_path: Path) -> None:
    assert write_taguette(parcel(), tmp_path / "a.sqlite3") == ()
    found = read_taguette(tmp_path / "a.sqlite3")
    assert found.passages == parcel().passages
    assert found.codes == parcel().codes
    assert found.coders == parcel().coders
    assert [(d.text, d.original) for d in found.documents] == [(TEXT, HTML.encode())]
    assert "2 of 2" in found.offsets
    assert write_taguette(found, tmp_path / "b.sqlite3") == ()
    assert read_taguette(tmp_path / "b.sqlite3") == found


def test_the_file_is_marked_as_taguette_marks_it(tmp_path: Path) -> None:
    write_taguette(parcel(), tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as link:
        assert link.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert link.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert link.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = link.execute("SELECT user_login, payload FROM commands WHERE payload LIKE '%highlight_add%'").fetchall()
        assert link.execute("SELECT path FROM tags ORDER BY id").fetchall() == [("people",), ("people.leader.first",)]
        assert all(name for (name,) in link.execute("SELECT filename FROM documents"))  # Taguette takes no empty one
    assert [user for user, _ in rows] == ["ana", "ana"]
    assert json.loads(rows[0][1]) == {
        "type": "highlight_add", "highlight_id": 1, "start_offset": 11, "end_offset": 24, "tags": [1, 2],
    }  # fmt: skip


def test_a_database_of_dna_goes_over_with_every_passage_in_place(shared: Path, tmp_path: Path) -> None:
    whole = read_dna(shared / "discourse" / "reference" / "sample.dna")
    told = write_taguette(whole, tmp_path / "a.sqlite3")
    assert any("variables" in line for line in told)
    found = read_taguette(tmp_path / "a.sqlite3")
    assert [d.text for d in found.documents] == [d.text for d in whole.documents]
    assert [(p.start, p.stop) for p in found.passages] == [(p.start, p.stop) for p in whole.passages]


_chars = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@given(st.text(_chars | st.sampled_from("\n\r<>&;é🕊 "), max_size=60))
def test_any_text_is_a_page_and_back(text: str) -> None:
    assert Page(page_of(text)).text == text


@given(st.text(_chars | st.sampled_from("\n<>&é🕊 "), min_size=1, max_size=40), st.data())
def test_any_span_of_a_page_comes_back(text: str, data: st.DataObject) -> None:
    page = Page(page_of(text))
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start + 1, len(text)))
    assert page.span(*page.offsets(start, stop)) == (start, stop, True)


def test_places_behind_a_nul_stay_where_they_are(tmp_path: Path) -> None:
    document = Document(id="1", title="a", text="a\0b c")
    whole = Parcel(tool="t", documents=(document,), passages=(Passage(id="1", document="1", start=2, stop=5),))
    told = write_taguette(whole, tmp_path / "x.sqlite3")
    assert any("NUL" in line for line in told)
    back = read_taguette(tmp_path / "x.sqlite3").passages[0]
    assert (back.start, back.stop) == (2, 5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("<>/p!-&#x;\"'ab\n é🕊"), max_size=80))
def test_hostile_pages_are_text_all_the_same(tmp_path: Path, contents: str) -> None:
    page = Page(contents)
    assert not page.span(0, 10**9)[2]
    document = Document(id="1", title="", text=page.text, original=contents.encode(), media_type="text/html")
    write_taguette(replace(parcel(), documents=(document,), passages=()), tmp_path / "a.sqlite3")
    assert read_taguette(tmp_path / "a.sqlite3").documents[0].text == page.text


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE highlight_tags",
        "ALTER TABLE tags RENAME COLUMN path TO way",
        "UPDATE documents SET contents = x'ff'",
        "UPDATE highlights SET start_offset = 'one'",
        "DELETE FROM projects",
        "INSERT INTO projects VALUES (2, 'another', '', '')",
    ],
)
def test_another_schema_or_kind_of_cell_is_refused(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a.sqlite3"
    write_taguette(parcel(), path)
    with closing(sqlite3.connect(path)) as link:
        link.executescript(harm)
    with pytest.raises(InputError):
        read_taguette(path)


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        ("UPDATE highlights SET end_offset = 9999 WHERE id = 1", "highlight 1: 11 to 9999"),
        ("UPDATE highlights SET start_offset = -4 WHERE id = 1", "highlight 1: -4"),
        ("UPDATE highlights SET start_offset = 2, end_offset = 4 WHERE id = 1", "inside a character"),
        ("UPDATE highlights SET document_id = 77 WHERE id = 1", "document 77 is not there"),
        ("UPDATE commands SET payload = '{' WHERE id = 1", "no JSON"),
        ("UPDATE highlight_tags SET tag_id = 99 WHERE tag_id = 2", "not in the codebook"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, harm: str, word: str) -> None:
    path = tmp_path / "a.sqlite3"
    write_taguette(parcel(), path)
    with closing(sqlite3.connect(path)) as link, link:
        link.execute(harm)
    assert any(word in line for line in read_taguette(path).left_out)


def test_broken_files_are_refused_in_words(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.sqlite3", tmp_path / "bad.sqlite3"
    write_taguette(parcel(), path)
    whole, chance, refused = path.read_bytes(), random.Random(3), 0
    for turn in range(90):
        data = bytearray(whole[: chance.randrange(len(whole))] if turn % 3 == 0 else whole)
        for _ in range(0 if turn % 3 == 0 else chance.choice((1, 8, 200))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        bad.write_bytes(bytes(data))
        try:
            found = read_taguette(bad)
        except ContingentError:  # anything else is a fault
            refused += 1
        else:
            lengths = {each.id: len(each.text) for each in found.documents}
            assert all(0 <= p.start < p.stop <= lengths[p.document] for p in found.passages)
    assert refused > 20


def test_highlights_as_csv_are_found_by_their_words(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text(
        "id,document,tag,content\n1,A,people,ne bold 🕊 \n1,A,people.leader,ne bold 🕊 \n2,A,,co  One\n3,A,x,not there\n"
        "4,Elsewhere,x,Two\n5,A,x,o\n",
        encoding="utf-8",
    )
    found = located(read_highlights(path), parcel().documents)
    assert [(p.id, TEXT[p.start : p.stop], p.codes) for p in found.passages] == [
        ("1", "ne bold 🕊 ", ("people", "people.leader")), ("2", "co\nOne", ()), ("5", "o", ("x",)),
    ]  # fmt: skip
    told = " ".join(found.left_out)
    assert "highlight 3: its words do not stand" in told
    assert "highlight 4: no document is called 'Elsewhere'" in told
    assert "highlight 5: its words stand 4 times" in told


def test_tables_come_back_and_run_nothing(tmp_path: Path) -> None:
    whole = replace(parcel(), codes=(ParcelCode(id="1", name="=cmd"), ParcelCode(id="2", name="b", parent="1")))
    write_highlights(whole, tmp_path / "h.csv")
    text = (tmp_path / "h.csv").read_text(encoding="utf-8")
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.startswith("=")]
    found = located(read_highlights(tmp_path / "h.csv"), whole.documents)
    assert [(p.start, p.stop) for p in found.passages] == [(11, 21), (0, 13)]
    assert {c.name for c in found.codes} == {"=cmd", "b"}
    write_codebook(parcel(), tmp_path / "c.csv")
    assert [(c.name, c.description) for c in read_codebook(tmp_path / "c.csv").codes] == [
        ("people", "who"), ("leader.first", "=1+1"),
    ]  # fmt: skip
    with pytest.raises(InputError):
        read_codebook(tmp_path / "h.csv")
