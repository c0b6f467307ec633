"""The reference project: read as expected, written again without a change, valid, and understood by another reader."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from contingent.coding.exchange.parcel import ParcelCode
from contingent.coding.exchange.refi.codebook import read_qdc, write_qdc
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

NOUNS = ("documents", "codes", "coders", "passages", "entities", "kinds")


def test_every_passage_is_the_text_expected(example: Path) -> None:
    expected = json.loads(example.with_name("example_expected.json").read_text(encoding="utf-8"))
    parcel = read_qdpx(example)
    texts = {document.id: document.text for document in parcel.documents}
    found = {(p.start, p.stop, texts[p.document][p.start : p.stop]) for p in parcel.passages}
    assert found == {(each["start"], each["end"], each["text"]) for each in expected.values()}
    assert "3 of 3 passages" in parcel.offsets


def test_users_codes_cases_notes_and_dates_are_read(example: Path) -> None:
    parcel = read_qdpx(example)
    assert sorted(parcel.coders.values()) == ["Coder One", "Coder Two"]
    names = {code.id: code.name for code in parcel.codes}
    assert [(c.name, names.get(c.parent or ""), c.leaf) for c in parcel.codes] == [
        ("concept", None, False),
        ("Protect civilians", "concept", True),
        ("Protect children", "Protect civilians", True),
        ("stance", None, False),
        ("agree", "stance", True),
        ("reject", "stance", True),
    ]
    assert parcel.codes[1].description == "definition & scope"
    assert parcel.codes[1].colour == "#CC0000"
    first = parcel.passages[0]
    assert [names[code] for code in first.codes] == ["Protect civilians", "agree"]
    assert first.note == "speaker: Delegation A"
    assert first.variables == {"case": "Delegation A"}
    assert first.made is not None
    assert first.made.isoformat() == "2026-11-23T10:05:00+00:00"
    assert parcel.entities == {"case": {"Delegation A": {"actor type": "State"}}}
    assert parcel.documents[1].details == {"notes": "memo 1: A memo about report 2."}
    assert parcel.left_out == ("1 note, 1 set: kept for writing REFI-QDA again, not shown.",)


def test_written_again_it_is_the_same_byte_for_byte(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.qdpx"
    write_qdpx(read_qdpx(example), out)
    with zipfile.ZipFile(example) as before, zipfile.ZipFile(out) as after:
        assert sorted(before.namelist()) == sorted(after.namelist())
        assert all(before.read(name) == after.read(name) for name in before.namelist())


def test_written_without_what_was_kept_it_is_valid_and_says_the_same(
    example: Path, tmp_path: Path, schema: etree.XMLSchema
) -> None:
    parcel, out = read_qdpx(example), tmp_path / "anew.qdpx"
    write_qdpx(replace(parcel, extras={}), out)
    with zipfile.ZipFile(out) as file:
        schema.assertValid(etree.fromstring(file.read("project.qde")))
        assert all(name == name.lower() for name in file.namelist())
    again = read_qdpx(out)
    assert all(getattr(again, noun) == getattr(parcel, noun) for noun in NOUNS)


def test_another_reader_understands_what_is_written(example: Path, tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda")
    out = tmp_path / "anew.qdpx"
    write_qdpx(replace(read_qdpx(example), extras={}), out)
    project = pyrefiqda.RefiProject.load(out, str(tmp_path / "unpacked"))
    (first, second) = project.sources.text_source
    told = [(s.start_position, s.end_position, len(s.coding)) for s in first.plain_text_selection]
    assert told == [(42, 59, 2), (22, 28, 1)]
    text = pyrefiqda.RefiProject.resolve_source_path(second.plain_text_path, tmp_path / "unpacked")
    assert text.read_text(encoding="utf-8") == read_qdpx(example).documents[1].text


def test_what_another_writer_makes_of_it_says_the_same(example: Path, tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda")
    project = pyrefiqda.RefiProject.load(example, str(tmp_path / "unpacked"))
    pyrefiqda.RefiProject.save(project, tmp_path / "theirs.qdpx", tmp_path / "unpacked" / "sources")
    theirs, ours = read_qdpx(tmp_path / "theirs.qdpx"), read_qdpx(example)
    assert all(getattr(theirs, noun) == getattr(ours, noun) for noun in NOUNS)


def test_a_change_leaves_everything_else_in_place(example: Path, tmp_path: Path, schema: etree.XMLSchema) -> None:
    parcel, out = read_qdpx(example), tmp_path / "changed.qdpx"
    moved = replace(parcel.passages[0], start=34, note="now longer")
    new = ParcelCode(id="NEW.CODE", name="New", parent=parcel.codes[0].id, description="added")
    coded = replace(parcel.passages[1], id="S1", codes=("NEW.CODE",), start=4, stop=14, note="", variables={})
    changed = replace(
        parcel, codes=(*parcel.codes, new), passages=(moved, *parcel.passages[1:2], parcel.passages[2], coded)
    )
    write_qdpx(changed, out)
    with zipfile.ZipFile(out) as file:
        root = etree.fromstring(file.read("project.qde"))
    schema.assertValid(root)
    assert [etree.QName(each).localname for each in root].count("Notes") == 1
    assert root.find(".//{*}Set/{*}MemberSource") is not None
    again = read_qdpx(out)
    assert sorted(again.passages, key=lambda p: p.id) == sorted(changed.passages, key=lambda p: p.id)
    assert set(again.codes) == set(changed.codes)


def test_codes_passages_and_documents_that_go_take_their_references_along(
    example: Path, tmp_path: Path, schema: etree.XMLSchema
) -> None:
    parcel, out = read_qdpx(example), tmp_path / "less.qdpx"
    gone = parcel.documents[0].id
    less = replace(
        parcel,
        documents=parcel.documents[1:],
        passages=tuple(replace(p, codes=()) for p in parcel.passages if p.document != gone),
        codes=parcel.codes[:3],
    )
    write_qdpx(less, out)
    with zipfile.ZipFile(out) as file:
        data = file.read("project.qde")
        assert len(file.namelist()) == 3
    schema.assertValid(etree.fromstring(data))
    assert gone.encode() not in data
    assert b"17f6e7ce" not in data
    again = read_qdpx(out)
    assert again.codes == less.codes
    assert again.passages == less.passages


def test_a_codebook_goes_out_valid_and_comes_back(
    example: Path, tmp_path: Path, codebook_schema: etree.XMLSchema
) -> None:
    parcel, out = read_qdpx(example), tmp_path / "codes.qdc"
    write_qdc(parcel, out)
    codebook_schema.assertValid(etree.parse(out))
    again = read_qdc(out)
    assert again.codes == parcel.codes
    first = out.read_bytes()
    write_qdc(again, out)
    assert out.read_bytes() == first
