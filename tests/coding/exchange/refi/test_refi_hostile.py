"""Files that attack or are broken: a clear refusal, nothing read from outside, never another kind of error."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.coding.exchange.refi import container
from contingent.coding.exchange.refi.codebook import read_qdc
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

from .conftest import SOURCE, Build, project_of, selections_of

GOOD = project_of(
    f"<TextSource guid='{SOURCE}' name='R'><PlainTextContent>peace now &amp; 🕊 later</PlainTextContent>"
    f"{selections_of([(0, 5), (6, 9)])}</TextSource>"
)
LAUGHS = (
    "<!DOCTYPE Project [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {n} '{f'&{m};' * 10}'>" for m, n in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def zipped(path: Path, project: str | bytes, more: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", project)
        for name, data in (more or {}).items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS,
        "<!DOCTYPE Project SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE Project [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!-- --><!DOCTYPE Project [<!ENTITY % x SYSTEM 'http://127.0.0.1:1/x.dtd'> %x;]>",
        "<!DOCTYPE Project>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_whatever_is_in_it(head: str, encoding: str, tmp_path: Path) -> None:
    xml = GOOD.replace("'UTF-8'?>", f"'{encoding.upper()}'?>{head}").replace("peace now", "&x;&i;")
    with pytest.raises(InputError, match="DOCTYPE"):
        read_qdpx(zipped(tmp_path / "x.qdpx", xml.encode(encoding)))


def test_a_doctype_is_refused_in_codebooks_too(tmp_path: Path) -> None:
    path = tmp_path / "x.qdc"
    path.write_text(f"<?xml version='1.0'?>{LAUGHS}<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", encoding="utf-8")
    with pytest.raises(InputError, match="DOCTYPE"):
        read_qdc(path)


def test_words_about_doctypes_are_no_doctype(tmp_path: Path) -> None:
    xml = GOOD.replace("peace now", "<![CDATA[<!DOCTYPE html> ]]>")
    assert read_qdpx(zipped(tmp_path / "x.qdpx", xml)).documents[0].text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "sources/../../evil.txt", "sources\\..\\evil.txt"]
)
def test_members_that_climb_out_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="out of the archive"):
        read_qdpx(zipped(tmp_path / "x.qdpx", GOOD, {name: b"x"}))


@pytest.mark.parametrize(
    "reference", ["internal://../../etc/passwd", "internal://..%2F..%2Fetc/passwd", "../x.txt", "internal://..\\x.txt"]
)
def test_references_that_climb_out_are_refused(reference: str, build: Build) -> None:
    with pytest.raises(InputError, match="out of the archive"):
        read_qdpx(build(b"peace", [(0, 5)], reference=reference))


@pytest.mark.parametrize(
    "reference", ["absolute:///etc/passwd", "file:///etc/passwd", "/etc/passwd", "http://127.0.0.1/"]
)
def test_references_to_elsewhere_are_told_and_not_opened(reference: str, build: Build) -> None:
    parcel = read_qdpx(build(b"peace", [(0, 5)], reference=reference))
    assert parcel.documents == ()
    assert "lies outside the archive and is not opened" in parcel.left_out[0]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ZIP bomb"):
        read_qdpx(zipped(tmp_path / "x.qdpx", GOOD, {"sources/a.txt": bytes(8 * 1024 * 1024)}))


def test_many_small_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_MEMBERS", 10)
    with pytest.raises(InputError, match="12 members"):
        read_qdpx(zipped(tmp_path / "x.qdpx", GOOD, {f"sources/{n}.txt": b"x" for n in range(11)}))


def test_a_bomb_of_small_members_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    files = {f"sources/{n}.txt": bytes(1024 * 1024) for n in range(20)}
    with pytest.raises(InputError, match="ZIP bomb"):
        read_qdpx(zipped(tmp_path / "x.qdpx", GOOD, files))


def test_a_whole_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_WHOLE", 4 * 1024 * 1024)
    noise = random.Random(7).randbytes(3 * 1024 * 1024)
    with pytest.raises(InputError, match="larger than 4 MiB"):
        read_qdpx(zipped(tmp_path / "x.qdpx", GOOD, {"sources/a.mp4": noise, "sources/b.mp4": noise}))


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.qdpx", GOOD, {"sources/a.txt": b"a" * 1000})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"sources/a.txt") - 46  # the central directory's entry
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match="ZIP"):
        read_qdpx(path)


def test_encrypted_members_and_twins_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.qdpx", GOOD)
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match="encrypted"):
        read_qdpx(path)
    twins = tmp_path / "twins.qdpx"
    with zipfile.ZipFile(twins, "w") as file:
        file.writestr("project.qde", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("project.qde", GOOD)
    with pytest.raises(InputError, match="same name"):
        read_qdpx(twins)


def test_no_project_two_projects_another_root_and_no_file(tmp_path: Path) -> None:
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="no project"):
        read_qdpx(path)
    with pytest.raises(InputError, match="several projects"):
        read_qdpx(zipped(path, GOOD, {"other.qde": b"x"}))
    with pytest.raises(InputError, match="not REFI-QDA"):
        read_qdpx(zipped(path, "<html/>"))
    with pytest.raises(InputError, match="not REFI-QDA"):
        read_qdpx(zipped(path, "<Project xmlns='http://maven.apache.org/POM/4.0.0'/>"))
    with pytest.raises(NotFoundError):
        read_qdpx(tmp_path / "none.qdpx")
    with pytest.raises(InputError):
        read_qdpx(tmp_path)


def test_every_cut_of_an_archive_is_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "x.qdpx", GOOD).read_bytes()
    for cut in range(0, len(whole) - 22, 37):
        path = tmp_path / "cut.qdpx"
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError):
            read_qdpx(path)


def nested(path: Path, depth: int) -> Path:
    one = "<Code guid='11111111-1111-4111-8111-111111111111' name='c' isCodable='true'>"
    return zipped(path, GOOD.replace("<Codes>", "<Codes>" + one * depth + "</Code>" * depth))


def test_deep_nesting_is_read_or_refused(tmp_path: Path) -> None:
    assert len({code.id for code in read_qdpx(nested(tmp_path / "x.qdpx", 100)).codes}) == 101
    with pytest.raises(InputError, match="XML cannot be read"):
        read_qdpx(nested(tmp_path / "x.qdpx", 5000))


def outcome(path: Path) -> None:
    """Read and write again; only errors meant for people may come."""
    with suppress(UserError):
        write_qdpx(read_qdpx(path), path)


FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_archives_with_wrong_bytes(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as file:
        file.writestr("project.qde", GOOD)
        file.writestr(f"sources/{SOURCE}.txt", "peace")
    data = bytearray(buffer.getvalue())
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path = tmp_path / "fuzz.qdpx"
    path.write_bytes(bytes(data))
    outcome(path)


PIECES = [
    "guid=",
    "'",
    "<Code ",
    "/>",
    "endPosition='",
    "-1",
    "99999999999",
    "&amp;",
    "\ufffe",
    "{",
    "Coding",
    "]]>",
    "\x0b",
]


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_projects_with_wrong_pieces(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    xml = GOOD
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(xml)), rng.choice([0, 1, 5, 40])
        xml = xml[:at] + rng.choice(PIECES) * rng.choice([0, 1, 1, 3]) + xml[at + length :]
    outcome(zipped(tmp_path / "fuzz.qdpx", xml.encode("utf-8", "replace")))


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_projects_whose_attributes_and_elements_are_shuffled(seed: int, tmp_path: Path) -> None:
    from lxml import etree

    rng = random.Random(seed)
    root = etree.fromstring(GOOD.encode())
    elements = list(root.iter())
    for _ in range(rng.randint(1, 6)):
        each = rng.choice(elements[1:])
        parent = each.getparent()
        action = rng.randrange(4)
        if action == 0 and len(each.attrib):
            del each.attrib[rng.choice(list(each.attrib))]
        elif action == 1 and len(each.attrib):
            each.set(rng.choice(list(each.attrib)), rng.choice(["", "x", "-5", "1e9", "{}", SOURCE, "true"]))
        elif action == 2 and parent is not None:
            parent.remove(each)
        elif action == 3 and parent is not None:
            parent.append(etree.fromstring(etree.tostring(each)))
    outcome(zipped(tmp_path / "fuzz.qdpx", etree.tostring(root)))
