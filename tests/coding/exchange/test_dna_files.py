"""DNA databases both ways: what is read is written back row by row, and nothing hostile comes through."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ContingentError, InputError
from contingent.coding.exchange.dna.passwords import DEFAULT, fits, hashed
from contingent.coding.exchange.dna.plan import MAIN_ONLY
from contingent.coding.exchange.dna.reading import read_dna
from contingent.coding.exchange.dna.writing import write_dna
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage

KINDS = {
    "DNA Statement": {
        "person": "short text", "organization": "short text", "concept": "short text", "agreement": "boolean",
    },
    "Weighed": {"concept": "short text", "strength": "integer", "why": "long text"},
}  # fmt: skip
TEXT = "Peace 🕊 first, said Élan. Troops later, said O'Neil."


def parcel(**changes: Any) -> Parcel:
    said = {"person": "", "organization": "O'Neil; DROP TABLE", "concept": "peace", "agreement": False}
    weighed = {"concept": "", "strength": -(2**40), "why": "one\ntwo 🕊"}
    whole = Parcel(
        tool="test",
        documents=(
            Document(
                id="3", title="A", text=TEXT, moment=datetime(2019, 5, 3, 7, tzinfo=UTC), details={"author": "me"}
            ),
        ),
        codes=(ParcelCode(id="7", name="peace", description="no war", colour="#112233"),),
        coders={"1": "Ana"},
        passages=(
            Passage(
                id="1", document="3", start=8, stop=14, codes=("7",), coder="1", kind="DNA Statement", variables=said
            ),
            Passage(id="4", document="3", start=26, stop=32, coder="1", kind="Weighed", variables=weighed),
        ),
        kinds=KINDS,
    )
    return replace(whole, **changes)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as link:
        return link.execute(query).fetchall()


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    names = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(rows(path, f"SELECT * FROM {name}"), key=repr) for name in names}


@pytest.mark.parametrize("name", ["sample.dna", "edge_const.dna"])
def test_a_database_is_written_back_row_by_row(shared: Path, tmp_path: Path, name: str) -> None:
    source, copy = shared / "discourse" / "reference" / name, tmp_path / name
    assert write_dna(read_dna(source), copy) == ()
    there, here = tables(source), tables(copy)
    assert set(there) == set(here)
    assert len(there) == 16
    for table, expected in there.items():
        found = here[table]
        if table == "CODERRELATIONS":  # only the running number depends on the order of the rows
            expected, found = sorted(each[1:] for each in expected), sorted(each[1:] for each in found)
        assert found == expected, table
    assert read_dna(copy) == read_dna(source)


@pytest.mark.parametrize("pragma", ["table_info", "foreign_key_list"])
def test_the_schema_is_that_of_dna(shared: Path, tmp_path: Path, pragma: str) -> None:
    source, copy = shared / "discourse" / "reference" / "sample.dna", tmp_path / "copy.dna"
    write_dna(read_dna(source), copy)

    def facts(path: Path, table: str) -> list[Any]:
        found = rows(path, f"PRAGMA {pragma}({table})")
        # name, type, needed, key of a column; target, columns and deletion of a reference
        return [(r[1], r[2], r[3], r[5]) for r in found] if pragma == "table_info" else sorted(r[2:7] for r in found)

    for table in tables(source):
        assert facts(copy, table) == facts(source, table), table


def test_the_sample_holds_what_its_report_counts(shared: Path) -> None:
    found = read_dna(shared / "discourse" / "reference" / "sample.dna")
    assert (len(found.documents), len(found.passages), len(found.codes), len(found.coders)) == (7, 41, 6, 4)
    agreement = [each.variables["agreement"] for each in found.passages if each.kind == "DNA Statement"]
    assert (agreement.count(True), agreement.count(False)) == (29, 11)
    assert found.entities["person"]["Joel Bluestein"]["Type"] == "Business"


def test_passwords_are_those_of_dna(shared: Path) -> None:
    kept = [p for (p,) in rows(shared / "discourse" / "reference" / "sample.dna", "SELECT Password FROM CODERS")]
    assert all(fits("sample", each) for each in kept)
    assert not fits("Sample", kept[0])
    assert not fits("sample", "no base64!")


def test_a_new_file_asks_for_the_password_given(tmp_path: Path) -> None:
    write_dna(parcel(), tmp_path / "a.dna")
    write_dna(parcel(), tmp_path / "b.dna", password="ægir")
    for name, word in (("a.dna", DEFAULT), ("b.dna", "ægir")):
        kept = rows(tmp_path / name, "SELECT Password FROM CODERS WHERE ID >= 1")
        assert kept
        assert all(fits(word, each) for (each,) in kept)
    assert hashed("x") != hashed("x")  # salted


def test_every_variable_of_every_statement_has_a_row_and_every_one_an_empty_entity(tmp_path: Path) -> None:
    write_dna(parcel(), tmp_path / "a.dna")
    missing = (
        "SELECT s.ID, v.ID FROM STATEMENTS s JOIN VARIABLES v USING (StatementTypeId) WHERE NOT EXISTS (SELECT 1 FROM "
        "(SELECT StatementId, VariableId FROM DATASHORTTEXT UNION ALL SELECT StatementId, VariableId FROM DATALONGTEXT "
        "UNION ALL SELECT StatementId, VariableId FROM DATAINTEGER UNION ALL SELECT StatementId, VariableId FROM "
        "DATABOOLEAN) d WHERE d.StatementId = s.ID AND d.VariableId = v.ID)"
    )
    assert rows(tmp_path / "a.dna", missing) == []
    empty = "SELECT count(*) FROM VARIABLES v JOIN ENTITIES e ON e.VariableId = v.ID AND e.Value = '' "
    assert rows(tmp_path / "a.dna", empty) == rows(
        tmp_path / "a.dna", "SELECT count(*) FROM VARIABLES WHERE DataType = 'short text'"
    )
    assert rows(tmp_path / "a.dna", "PRAGMA foreign_key_check") == []
    assert rows(tmp_path / "a.dna", "PRAGMA integrity_check") == [("ok",)]


def test_offsets_are_written_as_dna_counts_and_read_back(tmp_path: Path) -> None:
    write_dna(parcel(), tmp_path / "a.dna")
    start, stop = rows(tmp_path / "a.dna", "SELECT Start, Stop FROM STATEMENTS WHERE ID = 1")[0]
    units = TEXT.encode("utf-16-le")
    assert units[2 * start : 2 * stop].decode("utf-16-le") == "first,"
    found = read_dna(tmp_path / "a.dna")
    assert [TEXT[p.start : p.stop] for p in found.passages] == ["first,", "Troops"]
    assert "UTF-16" in found.offsets


def test_offsets_in_code_points_are_told_apart(tmp_path: Path) -> None:
    words = [(8, 13), (15, 19), (20, 24), (26, 32), (33, 38), (40, 44)]
    passages = tuple(Passage(id=str(n), document="3", start=a, stop=b) for n, (a, b) in enumerate(words, 1))
    path = tmp_path / "a.dna"
    write_dna(parcel(passages=passages), path)
    assert [(p.start, p.stop) for p in read_dna(path).passages] == words
    with closing(sqlite3.connect(path)) as link, link:
        for n, (start, stop) in enumerate(words, 1):
            link.execute("UPDATE STATEMENTS SET Start = ?, Stop = ? WHERE ID = ?", (start, stop, n))
    found = read_dna(path)
    assert "code points" in found.offsets
    assert [(p.start, p.stop) for p in found.passages] == words


def test_statements_outside_their_text_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    write_dna(parcel(), path)
    with closing(sqlite3.connect(path)) as link, link:
        link.execute("UPDATE STATEMENTS SET Stop = 4000 WHERE ID = 1")
    found = read_dna(path)
    assert [each.id for each in found.passages] == ["4"]
    assert any(line.startswith("statement 1:") for line in found.left_out)


def test_nul_stands_as_a_sign_and_keeps_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    write_dna(parcel(), path)
    with closing(sqlite3.connect(path)) as link, link:
        link.execute("UPDATE DOCUMENTS SET Text = replace(Text, 'said', 'sa' || char(0) || 'd')")
    found = read_dna(path)
    assert found.documents[0].text == TEXT.replace("said", "sa\ufffdd")
    assert any("NUL" in line for line in found.left_out)


def test_passages_of_other_tools_become_dna_statements(tmp_path: Path) -> None:
    passages = (
        Passage(id="g1", document="3", start=0, stop=5, codes=("7", "8"), note="look"),
        Passage(
            id="g2", document="3", start=8, stop=13, codes=("8",), variables={"organization": "UN", "agreement": False}
        ),
    )
    codes = (ParcelCode(id="7", name="peace"), ParcelCode(id="8", name="peace", parent="7"))
    path = tmp_path / "a.dna"
    told = write_dna(parcel(passages=passages, codes=codes, kinds={}), path)
    assert any("agreement = yes" in line for line in told)
    found = read_dna(path)
    said = [p.variables for p in found.passages if p.kind == "DNA Statement"]
    assert [(v["organization"], v["concept"], v["agreement"]) for v in said] == [
        ("", "peace", True), ("", "peace > peace", True), ("UN", "peace > peace", False),
    ]  # fmt: skip
    assert [p.variables["note"] for p in found.passages if p.kind == "Annotation"] == ["look"]
    assert {c.name: c.parent is not None for c in found.codes} == {"peace": False, "peace > peace": True}


def test_only_the_main_code_where_the_parcel_says_so(tmp_path: Path) -> None:
    passages = (
        Passage(id="1", document="3", start=0, stop=5, codes=("7", "8"), kind="Own", variables={"agreement": False}),
        Passage(id="2", document="3", start=1, stop=5, kind="Own", variables={"agreement": True}),
    )
    codes = (ParcelCode(id="7", name="peace"), ParcelCode(id="8", name="war"))
    told = write_dna(parcel(passages=passages, codes=codes, extras={MAIN_ONLY: "Own"}), tmp_path / "a.dna")
    back = read_dna(tmp_path / "a.dna")
    assert [(p.kind, dict(p.variables)) for p in back.passages] == [
        ("Own", {"agreement": False, "concept": "peace"}), ("Own", {"agreement": True, "concept": ""})
    ]  # fmt: skip
    assert [p.codes for p in back.passages] == [("7",), ()]
    assert any("behind the main one" in line for line in told)


def test_long_names_are_cut_apart_and_told(tmp_path: Path) -> None:
    passages = tuple(Passage(id=str(n), document="3", start=n, stop=n + 1, codes=(str(n),)) for n in (1, 2))
    codes = tuple(ParcelCode(id=str(n), name="x" * 300 + str(n)) for n in (1, 2))
    told = write_dna(parcel(passages=passages, codes=codes, kinds={}), tmp_path / "a.dna")
    names = {p.variables["concept"] for p in read_dna(tmp_path / "a.dna").passages}
    assert len(names) == 2
    assert all(isinstance(each, str) and len(each) <= 190 for each in names)
    assert any("cut at 190" in line for line in told)


def test_half_a_surrogate_pair_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    path.write_bytes(b"old")
    with pytest.raises(InputError):
        write_dna(parcel(documents=(Document(id="3", title="A", text="x\ud800" * 40),)), path)
    assert path.read_bytes() == b"old"


def test_a_passage_outside_its_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="outside"):
        write_dna(parcel(passages=(Passage(id="1", document="3", start=0, stop=999),)), tmp_path / "a.dna")


_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=2, max_size=60)


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    texts = draw(st.lists(_texts, min_size=1, max_size=3))
    documents = tuple(
        Document(id=str(n), title=draw(_words), text=text, details={"author": "x"}) for n, text in enumerate(texts, 1)
    )
    concepts = draw(st.lists(_words.filter(bool), min_size=1, max_size=3, unique=True))
    passages = []
    for n in range(1, draw(st.integers(0, 5)) + 1):
        document = draw(st.sampled_from(documents))
        start = draw(st.integers(0, len(document.text) - 1))
        stop = draw(st.integers(start + 1, len(document.text)))
        if draw(st.booleans()):
            kind, values = "DNA Statement", {
                "person": draw(_words), "organization": draw(_words),
                "concept": draw(st.sampled_from(concepts)), "agreement": draw(st.booleans()),
            }  # fmt: skip
        else:
            kind, values = "Weighed", {
                "concept": "", "strength": draw(st.integers(-(2**63), 2**63 - 1)), "why": draw(_words),
            }  # fmt: skip
        passages.append(
            Passage(id=str(n), document=document.id, start=start, stop=stop, coder="1", kind=kind, variables=values)
        )
    return parcel(documents=documents, passages=tuple(passages), codes=())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parcels())
def test_what_is_written_is_read_again(tmp_path: Path, whole: Parcel) -> None:
    write_dna(whole, tmp_path / "a.dna")
    found = read_dna(tmp_path / "a.dna")
    units = list(found.passages)
    assert [(p.id, p.document, p.kind, p.variables) for p in units] == [
        (p.id, p.document, p.kind, p.variables) for p in whole.passages
    ]
    assert [(d.title, d.text) for d in found.documents] == [(d.title, d.text) for d in whole.documents]
    taken = found.offsets.partition(":")[0]  # behind it stand the units that were not taken
    if "UTF-16" in taken or "alike" in found.offsets:
        assert [(p.start, p.stop) for p in units] == [(p.start, p.stop) for p in whole.passages]


def test_broken_files_are_refused_in_words(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.dna", tmp_path / "bad.dna"
    write_dna(parcel(), path)
    whole = path.read_bytes()
    chance = random.Random(5)
    refused = 0
    for turn in range(120):
        data = bytearray(whole)
        if turn % 3 == 0:
            data = data[: chance.randrange(len(data))]
        else:
            for _ in range(chance.choice((1, 8, 200))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        bad.write_bytes(bytes(data))
        try:
            found = read_dna(bad)
        except ContingentError:  # anything else is a fault
            refused += 1
        else:
            lengths = {each.id: len(each.text) for each in found.documents}
            assert all(0 <= p.start < p.stop <= lengths[p.document] for p in found.passages)
    assert refused > 30


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE DATABOOLEAN",
        "ALTER TABLE STATEMENTS RENAME COLUMN Stop TO Halt",
        "UPDATE SETTINGS SET Value = '2.0' WHERE Property = 'version'",
        "UPDATE DOCUMENTS SET Text = x'ff00'",
        "UPDATE DOCUMENTS SET Text = CAST(x'edA080' AS TEXT)",
        "DROP TABLE REGEXES; CREATE VIEW REGEXES AS SELECT 1 AS Label, 2 AS Red, 3 AS Green, 4 AS Blue",
    ],
)
def test_another_schema_or_kind_of_cell_is_refused(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a.dna"
    write_dna(parcel(), path)
    with closing(sqlite3.connect(path)) as link:
        link.executescript(harm)
    with pytest.raises(InputError):
        read_dna(path)
