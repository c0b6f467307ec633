"""Every importer against damaged and hostile files: a clear error or neutral content, and an unchanged project."""

from __future__ import annotations

import io
import json
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.coding.exchange.parcels import PARCEL, TEXT

import contingent as ct
from contingent.base.errors import InputError, UserError
from contingent.coding.exchange.formats import FORMATS, Format, format_named, recognise
from contingent.coding.exchange.jsonl import write_statements
from contingent.coding.exchange.tables.own import write_table
from contingent.coding.statements import Attribution, Statement
from contingent.project.importing import ImportAsked, look, take_in
from contingent.project.project import Project
from contingent.store.coding_files import coding_of, write_coding

READ = [each for each in FORMATS if each.holds not in ("archive", "network")]
STATEMENTS = [
    Statement(id="a", report="first", note="=1+1", attribution=Attribution(affiliation=("KEN", "é"))),
    Statement(id="b", report="first", paraphrase="Words"),
]
FOREIGN = "Segment,Theme,Who\nOthers doubted it,Doubt,anna\ntroops 🚁 should stay,Deployment,bo\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with one report; the fuzzing must leave it as it is."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "first.txt").write_text(TEXT, encoding="utf-8")
    with ct.new(folder / "p.ct") as made:
        made.add(folder / "first.txt", meeting="A meeting")
        yield made


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory, project: Project) -> dict[str, bytes]:
    """A sound file of every format that is read."""
    folder = tmp_path_factory.mktemp("valid")
    files: dict[str, bytes] = {}
    for each in READ:
        path = folder / f"file{each.endings[0]}"
        if each.holds == "parcel":
            each.write(PARCEL, path)
        elif each.holds == "project":
            write_coding(coding_of(project.store, texts=True), path)
        elif each.holds == "statements":
            write_statements(STATEMENTS, path)
        else:
            write_table(STATEMENTS, path, each.name)
        files[each.name] = path.read_bytes()
    return files


def content(project: Project) -> dict[str, Any]:
    held: dict[str, Any] = {name: box.ids() for name, box in project.store.containers.items() if name != "fingerprints"}
    return held | {"journal": len(project.journal.entries(None))}


def refused_or_neutral(project: Project, form: Format, path: Path) -> None:
    """Look at the file under its own format and as what it says it is: a clear error or something to show."""
    before = content(project)
    for asked in (ImportAsked(format=form.name), ImportAsked()):
        with suppress(UserError, TakenBackError):
            incoming = look(project, path, asked)
            if incoming.parcel is None:
                with project.store.change("tried"):
                    take_in(project, incoming)
                    raise TakenBackError
    assert content(project) == before


class TakenBackError(Exception):
    """Takes back what was stored to try."""


def test_every_sound_file_is_recognised_and_read(project: Project, valid: dict[str, bytes], tmp_path: Path) -> None:
    for form in READ:
        path = tmp_path / f"named.{'csv' if form.container == 'text' else 'dat'}"
        path.write_bytes(valid[form.name])
        assert recognise(path) is form
        before = content(project)
        look(project, path, ImportAsked())
        assert content(project) == before


Change = Callable[[bytes], bytes]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from(["cut", "flip", "put", "drop", "double"]))
    share, size = draw(st.floats(0, 1)), draw(st.integers(1, 40))
    put = draw(
        st.binary(min_size=1, max_size=12)
        | st.sampled_from(
            [b"\x00", b"\xff\xfe", b"-1", b"999999999999", b"<!DOCTYPE x>", b"&e;", b"\\ud800", b"[[[[", b"'"]
        )
    )

    def change(data: bytes) -> bytes:
        at = int(share * len(data))
        match kind:
            case "cut":
                return data[:at]
            case "flip":
                return data[:at] + bytes(b ^ put[0] or 1 for b in data[at : at + 1]) + data[at + 1 :]
            case "put":
                return data[:at] + put + data[at:]
            case "drop":
                return data[:at] + data[at + size :]
            case _:
                return data[:at] + data[max(0, at - size) : at] * 3 + data[at:]

    return change


def changed(data: bytes, change: Change, inside: bool) -> bytes:
    """Return a changed file; of an archive, `inside` changes what its members unpack to."""
    if not (inside and data.startswith(b"PK")):
        return change(data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info.filename, change(body) if body else body)
    return out.getvalue()


def _fuzzed(project: Project, valid: dict[str, bytes], folder: Path, name: str, change: Change, inside: bool) -> None:
    form = format_named(name)
    path = folder / f"file{form.endings[0]}"
    path.write_bytes(changed(valid[name], change, inside))
    refused_or_neutral(project, form, path)


FUZZ = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize("name", [each.name for each in READ])
@settings(FUZZ, max_examples=15)
@given(change=changes(), inside=st.booleans())
def test_damaged_files_are_refused_or_neutral(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str, change: Change, inside: bool
) -> None:
    _fuzzed(project, valid, tmp_path, name, change, inside)


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.name for each in READ])
@settings(FUZZ, max_examples=400)
@given(change=changes(), more=changes(), inside=st.booleans())
def test_badly_damaged_files_are_refused_or_neutral(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str, change: Change, more: Change, inside: bool
) -> None:
    _fuzzed(project, valid, tmp_path, name, lambda data: more(change(data)), inside)


@pytest.mark.parametrize("name", [each.name for each in READ])
@settings(FUZZ, max_examples=10)
@given(data=st.binary(max_size=300))
def test_noise_is_refused(project: Project, tmp_path: Path, name: str, data: bytes) -> None:
    form = format_named(name)
    path = tmp_path / f"file{form.endings[0]}"
    path.write_bytes(data)
    refused_or_neutral(project, form, path)


ZIPS = [each.name for each in READ if each.container == "zip"]


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_bomb_is_refused_before_it_unpacks(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"bomb{format_named(name).endings[0]}"
    out = io.BytesIO(valid[name])
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/bomb.xml", "w") as file,
    ):
        for _ in range(300):
            file.write(b"\0" * (1 << 20))
    path.write_bytes(out.getvalue())
    before = content(project)
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            look(project, path, ImportAsked(format=name))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert content(project) == before


@pytest.mark.parametrize("name", ZIPS)
@pytest.mark.parametrize("member", ["../../evil.txt", "/evil.txt", "..\\evil.txt", "C:/evil.txt"])
def test_members_with_paths_write_nothing_outside(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str, member: str
) -> None:
    inner = tmp_path / "inner" / "deep"
    inner.mkdir(parents=True)
    path = inner / f"file{format_named(name).endings[0]}"
    out = io.BytesIO(valid[name])
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(member, "evil")
    path.write_bytes(out.getvalue())
    refused_or_neutral(project, format_named(name), path)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [path.name]


SECRET = "the-secret-word"
DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY e SYSTEM "{secret}">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;">]>',
    '<!DOCTYPE x SYSTEM "{secret}">',
]


@pytest.mark.parametrize("name", ["qdpx", "qdc", "xlsx"])
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_types_and_entities_are_refused(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str, doctype: str
) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    told = doctype.format(secret=(tmp_path / "secret.txt").as_uri()).encode()

    def change(data: bytes) -> bytes:
        if not data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
            return data
        cut = data.find(b"?>") + 2 if data.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") else 0
        return data[:cut] + told + data[cut:].replace(b"Deployment", b"&e;").replace(b"anna", b"&e;")

    path = tmp_path / f"file{format_named(name).endings[0]}"
    path.write_bytes(changed(valid[name], change, inside=True))
    before = content(project)
    with pytest.raises(InputError) as caught:
        look(project, path, ImportAsked(format=name))
    assert SECRET not in str(caught.value)
    assert content(project) == before


@pytest.mark.parametrize(("name", "table"), [("dna", "STATEMENTS"), ("taguette", "highlights")])
@pytest.mark.parametrize(
    "script",
    [
        "DROP TABLE {table}",
        "DELETE FROM {table}",
        "ALTER TABLE {table} RENAME TO old; CREATE VIEW {table} AS WITH RECURSIVE n(x) AS "
        "(SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT x AS ID FROM n",
        "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN SELECT 1/0; END",
        "PRAGMA user_version = 99",
        "UPDATE {table} SET {first} = 'x'",
    ],
)
def test_databases_that_were_tampered_with(
    project: Project, valid: dict[str, bytes], tmp_path: Path, name: str, table: str, script: str
) -> None:
    path = tmp_path / f"file{format_named(name).endings[0]}"
    path.write_bytes(valid[name])
    with closing(sqlite3.connect(path)) as base:
        first = "Start" if table == "STATEMENTS" else "start_offset"
        base.executescript("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;")
        base.executescript(script.format(table=table, first=first))
    data = path.read_bytes()
    refused_or_neutral(project, format_named(name), path)
    assert path.read_bytes() == data, "a file of another tool is never written to"
    assert {each.name for each in tmp_path.iterdir()} == {path.name}, "and nothing is left beside it"


def test_a_dna_database_of_another_version_is_refused(
    project: Project, valid: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "file.dna"
    path.write_bytes(valid["dna"])
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE SETTINGS SET Value = '2.0-beta25' WHERE Property = 'version'")
    with pytest.raises(InputError):
        look(project, path)


def test_deep_json_and_wide_tables_are_refused(project: Project, tmp_path: Path) -> None:
    for name, text in {
        "deep.jsonld": '{"@context": "http://www.w3.org/ns/anno.jsonld", "x": ' + "[" * 100_000,
        "deep.jsonl": '{"id": "a", "claim": ' + "[" * 100_000,
        "wide.csv": ",".join(f"c{n}" for n in range(3_000)) + "\n1\n",
        "twice.csv": "quote,quote\na,b\n",
        "ragged.csv": "quote,code\na,b,c\n",
        "nul.csv": "quote\na\0b\n",
        "open.csv": 'quote\n"a\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            look(project, tmp_path / name)
    assert json.dumps(content(project))


def test_unlike_files_are_told_apart(project: Project, tmp_path: Path) -> None:
    for name, data in {
        "empty.dna": b"",
        "text.dna": b"words",
        "other.dna": b"PK\x03\x04 no zip",
        "broken.sqlite3": b"SQLite format 3\0" + b"\xff" * 200,
        "page.qdc": b"<html><body>no codebook</body></html>",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError):
            look(project, tmp_path / name)
    with pytest.raises(UserError):
        look(project, tmp_path / "missing.dna")
    with pytest.raises(UserError):
        look(project, tmp_path)
