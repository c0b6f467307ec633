"""Cut, changed and foreign files: an error that says what and where, never a traceback."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.verification.samples import MADE

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.verification.reading import Part, read_reference, read_text
from contingent.decisions.verification.verifying import Beside, Verification, verify, verify_files


@cache
def sample(name: str) -> Any:
    return json.loads(json.dumps(MADE[name]()))


def companions(tmp: Any) -> Beside:
    given_too = (Part(sample("bdm-Five"), "bdm-Five.json"), Part(sample("ktab-Five"), "ktab-Five.json"))
    return Beside(tmp, given_too)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, below in inner for each in places(below, (*path, key)))]


def ended(content: Any, beside: Beside) -> Verification | InputError | NotFoundError:
    """How verifying ends: with what was found, or with an error of the user's family."""
    try:
        return verify(Part(content, "file.json"), beside)
    except (InputError, NotFoundError) as error:
        return error


JUNK: list[Any] = [None, "", "x", -1, 0, 1e308, 1e-300, float("nan"), float("inf"), True, [], {}, [[]], 10**400, "7"]


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(MADE)), data=st.data())
def test_anything_in_place_of_anything_is_told(tmp_path_factory: Any, name: str, data: st.DataObject) -> None:
    content = copy.deepcopy(sample(name))
    spots = places(content)[1:]
    path = spots[data.draw(st.integers(0, len(spots) - 1))]
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    if data.draw(st.booleans()):
        inner[path[-1]] = data.draw(st.sampled_from(JUNK))
    else:
        del inner[path[-1]]
    found = ended(content, companions(tmp_path_factory.getbasetemp()))
    if not isinstance(found, Verification):
        assert found.record is not None
        assert found.record.startswith("file.json")
        assert found.remedy


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(MADE)), share=st.floats(0, 0.999))
def test_a_file_cut_anywhere_is_told_with_line_and_column(name: str, share: float) -> None:
    text = json.dumps(sample(name), indent=1)
    with pytest.raises(InputError) as told:
        read_text(text[: int(share * len(text))], "cut.json")
    assert "cut.json, line" in str(told.value.record)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_json_are_told(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(data)
    with pytest.raises(InputError):
        verify_files([path])


def test_files_that_cannot_be_read_are_told(tmp_path: Any) -> None:
    with pytest.raises(NotFoundError):
        verify_files([tmp_path / "none.json"])
    with pytest.raises(NotFoundError):
        verify_files([tmp_path])
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(InputError):
        verify_files([deep])
    marked = tmp_path / "marked.json"
    marked.write_bytes(b"\xef\xbb\xbf" + json.dumps(sample("bdm-Five")).encode())
    assert read_reference(marked).has("actors")
    for text in ("[]", "7", "null", '"actors"'):
        with pytest.raises(InputError, match="names at its top"):
            read_text(text, "list.json")


@pytest.mark.parametrize("name", sorted(MADE))
def test_every_missing_name_at_the_top_is_told_or_not_needed(tmp_path: Any, name: str) -> None:
    whole = verify(Part(sample(name), "file.json"), companions(tmp_path))
    for key in sample(name):
        content = {other: value for other, value in sample(name).items() if other != key}
        found = ended(content, companions(tmp_path))
        if isinstance(found, Verification):
            assert found.kind == whole.kind
            assert found.numbers <= whole.numbers
        else:
            assert found.remedy
