"""Bad input: each kind is refused whole, with the file, the page where known, and what to do next."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError
from contingent.coding.convert import LARGEST, convert, read_file
from contingent.coding.reports import CleanText

if "make_documents" not in sys.modules:  # the builders lie beside the tests, which are no package
    _spec = importlib.util.spec_from_file_location("make_documents", Path(__file__).with_name("make_documents.py"))
    assert _spec is not None
    assert _spec.loader is not None
    sys.modules["make_documents"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["make_documents"])
make = sys.modules["make_documents"]


def refusal(data: bytes, name: str) -> InputError:
    """The error for `data`, which must name the file and a way out."""
    with pytest.raises(InputError) as caught:
        convert(data, name)
    error = caught.value
    assert error.record is not None
    assert error.record.startswith(name)
    assert error.remedy
    assert error.what.endswith(".")
    return error


@pytest.mark.parametrize(
    ("pages", "named"),
    [("s", "page 1"), ("tst", "page 2"), ("tsst", "pages 2-3"), ("sts", "pages 1, 3")],
)
def test_scanned_pages_are_named(pages: str, named: str) -> None:
    error = refusal(make.make_scanned_pdf(pages), "scan.pdf")
    assert error.record == f"scan.pdf, {named}"
    assert "scanned" in error.what
    assert "OCR" in (error.remedy or "")


def test_blank_pages_are_told_and_do_no_harm() -> None:
    found = convert(make.make_scanned_pdf("tbt"), "a.pdf")
    assert "page 2: blank" in found.notes
    assert len(found.sentences) == 2


def test_an_encrypted_pdf_is_refused() -> None:
    assert "encrypted" in refusal(make.encrypt_pdf(make.make_scanned_pdf("t")), "locked.pdf").what


def test_an_encrypted_word_document_is_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "encrypted" in refusal(data, "locked.docx").what


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_off_documents_are_refused(share: float) -> None:
    document = make.make_docx(make.INVENTED)
    refusal(document[: int(share * len(document))], "cut.docx")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off_pdfs_are_refused(share: float) -> None:
    pdf = make.make_pdf(make.INVENTED)
    assert "cut short" in refusal(pdf[: int(share * len(pdf)) - 5], "cut.pdf").what


def test_a_cut_off_pdf_made_for_the_web_is_refused() -> None:
    pdf = make.make_pdf(make.INVENTED)
    head = b"%PDF-1.7\n1 0 obj<</Linearized 1/L 9999999/N 1>>endobj\n"
    assert "end is missing" in refusal(head + pdf[9:], "cut.pdf").what


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"", "empty.txt", "empty"),
        (b"", "empty.pdf", "empty"),
        (b" \r\n\t\n\n", "blank.txt", "no text"),
        ("\u00a0\u200b\ufeff\n".encode(), "blank.txt", "no text"),
        (b"<html><body><nav>Menu</nav></body></html>", "blank.html", "no text"),
        (b"one\x00two", "nul.txt", "character 3 is NUL"),
        (bytes(range(256)) * 8, "binary.txt", "binary data"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "program.txt", "binary data"),
        (b"\xff\xfeo\x00n\x00e", "cut.txt", "marked as UTF-16, but byte 6"),
        (b"\xff\xfeo\x00n\xd8e\x00", "half.txt", "marked as UTF-16, but byte 4"),
        ("Мы говорим о мире и безопасности".encode("cp1251"), "russian.txt", "byte 0 is not valid UTF-8.*Cyrillic"),
        ("Grüße aus Köln, Übung für Flüge. ".encode() * 9 + b"\xc3", "cut8.txt", "damaged or cut short"),
        (b"Plain words. " * 20 + b"\x8d\x81", "odd.txt", "byte 260 is not valid UTF-8"),
        (b"{\\rtf1 Words.}", "a.rtf", "Rich Text"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "picture"),
        (b"\xff\xd8\xff\xe0", "a.pdf", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old Word"),
        (b"words", "a.doc", "type '.doc'"),
        (b"words", "a.xlsx", "type '.xlsx'"),
        (b"words", "a.pdf", "content is not PDF"),
        (b"words", "a.docx", "content is not DOCX"),
        (b"%PDF-1.7\n1 0 obj", "a.pdf", "broken or cut short"),
        (make.make_zip({"xl/workbook.xml": b"<x/>"}), "a.xlsx", "Excel"),
        (make.make_zip({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "OpenDocument"),
        (make.make_zip({"readme": b"hello"}), "a.zip", "compressed"),
        (make.make_zip({"word/other.xml": b"<x/>"}), "a.docx", "no main text"),
        (make.make_zip({"word/document.xml": b"<x/>"}), "a.docx", "broken"),
    ],
)
def test_every_kind_of_bad_file_has_its_message(data: bytes, name: str, what: str) -> None:
    error = refusal(data, name)
    assert re.search(what, error.what, re.I), error.what


def test_text_in_windows_1252_is_read_with_a_note() -> None:
    found = convert("The ‘light footprint’ failed – so said one café owner.".encode("cp1252"), "old.txt")
    assert found.text == "The ‘light footprint’ failed – so said one café owner."
    assert found.notes[0].startswith("read as Windows-1252: byte 4 is not UTF-8")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_other_unicode_encodings_are_read(codec: str) -> None:
    assert convert(make.INVENTED.encode(codec), "a.txt").text == make.INVENTED


def test_entities_in_a_word_document_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    data = make.change_docx(make.make_docx(make.INVENTED), {"word/document.xml": bomb})
    assert "entities" in refusal(data, "bomb.docx").what


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = make.change_docx(make.make_docx(make.INVENTED), {"word/media/a.bin": bytes(60_000_000)})
    assert len(data) < 200_000
    assert "Unpacked" in refusal(data, "bomb.docx").what


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(make.make_docx(make.INVENTED))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(InputError):
        convert(bytes(data), "lie.docx")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match="200 MB; documents up to 100 MB"):
        read_file(path)


def test_huge_bytes_are_refused() -> None:
    assert "100 MB" in refusal(bytes(LARGEST + 1), "huge.txt").what


def test_folders_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a file"):
        read_file(tmp_path)
    with pytest.raises(NotFoundError, match="no such file"):
        read_file(tmp_path / "none.txt")
    with pytest.raises((InputError, NotFoundError)):
        read_file("a\x00b.txt")


# Whatever comes, it is clean text or an error that teaches


def check(data: bytes, name: str) -> None:
    found = outcome(data, name)
    if isinstance(found, CleanText):
        holds(found)
    else:
        assert found.remedy
        assert found.record


def outcome(data: bytes, name: str) -> CleanText | InputError:
    try:
        return convert(data, name)
    except InputError as error:
        return error


def holds(found: CleanText) -> None:
    text = found.text
    text.encode("utf-8")  # no lone surrogates
    assert text.strip()
    assert "\r" not in text
    assert "\x00" not in text
    for spans in (
        [s.span for s in found.sections],
        [p.span for p in found.paragraphs],
        list(found.sentences),
    ):
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
    for sentence in found.sentences:
        assert any(sentence.within(p.span) for p in found.paragraphs)
    again = convert(text.encode(), "again.txt")
    assert again.text == text


EXTENSIONS = st.sampled_from([".txt", ".md", ".html", ".docx", ".pdf", "", ".xyz"])


@given(st.binary(max_size=400), EXTENSIONS)
def test_any_bytes(data: bytes, extension: str) -> None:
    check(data, f"fuzz{extension}")


PIECES = st.sampled_from(
    [
        *(
            "The UN ",
            "force",
            "-\n",
            "\n",
            "\n\n",
            "\f",
            "* ",
            "1 ",
            "# ",
            "- ",
            "w  ",
            "HEADING",
            ". ",
            "é",
            "\u00ad\n",
        ),
        *("[1] ", "> ", "“", "”", "\u2028", "\ufb01", "\x85", " ", "A", "12", "—\n", "(", ")", ":", "\ud7ff", "\t2"),
        *("\U0001f54a", "\u0301", "1. ", " | ", "5 May 2013"),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text(text: str) -> None:
    check(text.encode(), "fuzz.txt")


TAGS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<ul>",
            "<li>",
            "</ul>",
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</table>",
            "<h2>",
            "</h2>",
            "<br>",
        ),
        *("<div class=footnotes>", "</div>", "<sup><a href=#f>1</a></sup>", "<b>", "</b>", "<nav>", "</nav>", "&amp;"),
        *("&#xD800;", "&#0;", "<!--", "-->", "<pre>", "</pre>", "<blockquote>", "text ", "One. Two ", "\n", "</ol>"),
        *("<ol start=x>", "<script>", "<![CDATA[", "<?xml ?>", "<svg>", "<a href=#x>↩</a>", "<header>", "</header>"),
    ]
)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_any_page(page: str) -> None:
    check(f"<html><body>{page}".encode(), "fuzz.html")


SEEDS = {
    ".pdf": make.make_pdf(make.INVENTED),
    ".docx": make.make_docx(make.INVENTED),
    ".html": make.make_html(make.INVENTED),
    ".txt": make.make_wrapped(make.INVENTED),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255), st.integers(0, 3)), min_size=1, max_size=12),
)
def test_mutated_documents(extension: str, changes: list[tuple[float, int, int]]) -> None:
    data = bytearray(SEEDS[extension])
    for place, value, how in changes:
        at = int(place * (len(data) - 1))
        if how == 0:
            data[at] = value
        elif how == 1:
            del data[at : at + value]
        elif how == 2:
            data[at:at] = bytes([value]) * (value % 7)
        else:
            data[at:at] = data[at // 2 : at // 2 + value]
        if not data:
            break
    check(bytes(data), f"fuzz{extension}")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6), st.booleans())
def test_word_documents_mutated_inside(changes: list[tuple[float, int]], styles: bool) -> None:
    part = "word/styles.xml" if styles else "word/document.xml"
    with zipfile.ZipFile(io.BytesIO(SEEDS[".docx"])) as package:
        content = bytearray(package.read(part))
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    check(make.change_docx(SEEDS[".docx"], {part: bytes(content)}), "fuzz.docx")


HOSTILE = [
    ". ",
    ".",
    ".*",
    "a  ",
    "1\t",
    "a\n",
    "a\n\n",
    "a-\n",
    "AB CD\n",
    "- a\n",
    "(a. B ",
    "“A.” ",
    "* a\n\n",
    ".)",
    "a ... 5\n",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_come_to_an_end(unit: str) -> None:
    wrapped = "The first line of this text is wrapped and it goes\non to the second line here as\nyou see it.\n"
    outcome((wrapped + unit * (100_000 // len(unit))).encode(), "hostile.txt")


@pytest.mark.parametrize(
    "unit", ["<p>a", "<b>a", "<ul><li>a", "<table><tr><td>a", "<!DOCTYPE x [", "<br>", "<header>a"]
)
def test_hostile_pages_come_to_an_end(unit: str) -> None:
    outcome(b"<html><body>" + unit.encode() * (100_000 // len(unit)), "hostile.html")
