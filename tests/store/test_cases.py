"""A case as a folder: read whole, written whole, and every loose end complained about."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import contingent.examples.astana_2013 as example
from contingent.base.complaints import ComplaintsError
from contingent.base.errors import ConflictError, InputError, NotFoundError
from contingent.store.case_files import write_case
from contingent.store.cases import read_case

SHIPPED = Path(str(example.__file__)).parent
MEETING = "meeting: {id: m, title: M}\nreport: {id: r, title: R, publisher: P}\ncoders: {first: Somebody}\n"
STATEMENT = '{"id": "A", "report": "r", "coder": "first"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "case"
    place.mkdir()
    (place / "meeting.yaml").write_text(MEETING)
    (place / "statements.jsonl").write_text(STATEMENT)
    return place


def test_two_files_make_a_case(folder: Path) -> None:
    case = read_case(folder)
    assert (case.meeting.title, case.report.meeting, case.source.publisher) == ("M", "m", "P")
    assert [s.id for s in case.statements] == ["A"]
    assert case.codebook is None
    assert not case.positions


@pytest.mark.parametrize("name", ["meeting.yaml", "statements.jsonl"])
def test_a_folder_without_one_of_them_is_no_case(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(NotFoundError, match=f"There is no {name}"):
        read_case(folder)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("meeting.yaml", "meeting: {id: m, title: M}\n", "There is no `report`"),
        ("meeting.yaml", MEETING.replace("title: M}", "title: M, start: soon}"), "'start' is not a day"),
        ("meeting.yaml", MEETING + "colour: red\n", "Unknown field 'colour'"),
        ("meeting.yaml", MEETING.replace("title: M}", "title: M, rule: secret}"), "'secret' is not a confidentiality"),
        ("meeting.yaml", MEETING.replace("first", "other"), "no coder 'first'"),
        ("statements.jsonl", STATEMENT.replace('"r"', '"q"'), "'q' is not 'r'"),
        ("statements.jsonl", "\ufffe", "not JSON"),
        ("claims.yaml", "A: {measure: personnel}\n", "No statement of this id has a claim"),
        ("claims.yaml", "- A\n", "no names at its top"),
        ("actors.yaml", "actors: [{code: X, name: X, kind: planet}]\n", "'planet' is no kind of actor"),
        ("actors.yaml", "actors: [{code: X, name: X, kind: state}, {code: X, name: X, kind: state}]\n", "stands twice"),
        ("positions.csv", "issue,actor,position,low,high,salience\ni,X,9,10,11,5\n", "not in order"),
        ("themes.yaml", "themes: [{group: g, name: n, evidence: [B]}]\n", "no statement 'B'"),
        ("profiles.yaml", "profiles: [{actor: X, motives: [{text: t, evidence: [B]}]}]\n", "no statement 'B'"),
        ("profiles.yaml", "profiles: [{actor: X, colour: []}]\n", "Unknown field 'colour'"),
        ("fingerprints.json", "{}", "not of the scheme"),
        ("fingerprints.json", "[", "not JSON"),
        ("codebook.yaml", "codes: 3\n", "no list `codes`"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, name: str, text: str, words: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_case(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "meeting.yaml").write_bytes(b"meeting: {title: \xff}")
    with pytest.raises(InputError, match=r"meeting\.yaml: The file is not UTF-8"):
        read_case(folder)


def test_a_code_outside_the_codebook_is_named(folder: Path) -> None:
    (folder / "codebook.yaml").write_text("codes: [{code: a, name: A}]\n")
    (folder / "statements.jsonl").write_text('{"id": "A", "concepts": ["a", "b"]}\n')
    with pytest.raises(ComplaintsError, match="A: The codebook has no code 'b'"):
        read_case(folder)


FILES = sorted(p.name for p in SHIPPED.iterdir() if p.suffix in {".yaml", ".jsonl", ".json", ".csv"})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_in_any_file_end_in_a_case_or_a_complaint(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        read_case(folder)
    except InputError:
        pass
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)


def test_the_shipped_case_goes_round(tmp_path: Path) -> None:
    case = read_case(SHIPPED)
    write_case(case, tmp_path / "copy")
    assert read_case(tmp_path / "copy") == case
    assert [p.name for p in tmp_path.iterdir()] == ["copy"]


def test_a_folder_in_use_is_left_alone(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ConflictError, match="not empty"):
        write_case(read_case(folder), folder)
    empty = tmp_path / "empty"
    empty.mkdir()
    write_case(read_case(folder), empty)
    assert read_case(empty) == read_case(folder)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(folder)
    whole: Callable[..., int] = Path.write_text

    def full(self: Path, *words: object, **more: object) -> int:
        if self.name == "statements.jsonl":
            raise OSError(28, "No space left on device")
        return whole(self, *words, **more)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left"):
        write_case(case, tmp_path / "copy")
    monkeypatch.undo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case"]


def test_claims_keep_their_measures_without_a_file_of_their_own(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "case", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    case = read_case(tmp_path / "case")
    write_case(replace(case, profiles=()), tmp_path / "copy")
    assert not (tmp_path / "copy" / "claims.yaml").exists()
    assert [s.claim for s in read_case(tmp_path / "copy").statements] == [s.claim for s in case.statements]
