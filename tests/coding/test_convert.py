"""Reading: the first case in every format, and that clean text is left as it is."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.coding.convert import convert, media_type, read_file
from contingent.coding.reports import CleanText


def _load(name: str) -> ModuleType:
    """The builders lie beside the tests, which are no package."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


make = _load("make_documents")
INVENTED: str = make.INVENTED

DIFFERENCES: list[tuple[str, str]] = []
"""Every difference between our reading of report.txt and clean.txt, as (expected, ours). There is none left."""

PDF_MISSES: dict[int, list[str]] = {
    1: [],
    2: [],
    3: ["— particularly in Afghanistan"],
}
"""Sentences of the first case that a PDF of so many columns does not give back.

Three columns: the report has a blank after, but none before, a dash; the line breaks before that dash, and on paper a
line end is a blank. Nobody could tell without the source.
"""


def sentences(found: CleanText) -> list[str]:
    return [span.cut(found.text) for span in found.sentences]


def clean_of(astana: Path) -> str:
    return (astana / "clean.txt").read_text(encoding="utf-8")


# The first case


def test_the_report_becomes_the_clean_text(astana: Path) -> None:
    expected = clean_of(astana)
    found = convert((astana / "report.txt").read_bytes(), "report.txt")
    differing = [
        (want, got) for want, got in zip(expected.split("\n"), found.text.split("\n"), strict=False) if want != got
    ]
    assert differing == DIFFERENCES
    assert found.text == expected


def test_the_notes_tell_every_repair_of_the_report(astana: Path) -> None:
    notes = convert((astana / "report.txt").read_bytes(), "report.txt").notes
    assert [note for note in notes if note.startswith("line ")] == [
        "line 95: running head dropped: '2 sipri workshop report'",
        "line 3: bullet glyph 'w' dropped",
    ]
    assert "hyphens at line ends undone: 30" in notes
    assert "hyphens at line ends kept: 2" in notes
    assert "words joined whose hyphen was lost: 2" in notes
    assert "paragraphs rejoined across a break: 1" in notes
    assert "footnotes moved to the end of their section: 1" in notes


@pytest.mark.parametrize("make_it", ["make_docx", "make_html", "make_wrapped"])
def test_the_first_case_comes_back_from_docx_html_and_wrapped_text(astana: Path, make_it: str) -> None:
    clean = clean_of(astana)
    name = {"make_docx": "a.docx", "make_html": "a.html", "make_wrapped": "a.txt"}[make_it]
    found = convert(getattr(make, make_it)(clean), name)
    assert sentences(found) == make.sentences_of(clean)
    assert found.text == clean


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_first_case_comes_back_from_pdf(astana: Path, columns: int) -> None:
    clean = clean_of(astana)
    found = convert(make.make_pdf(clean, columns=columns), "a.pdf")
    expected = make.sentences_of(clean)
    missed = [sentence for sentence in expected if sentence not in set(sentences(found))]
    assert len(missed) == len(PDF_MISSES[columns])
    assert all(part in sentence for part, sentence in zip(PDF_MISSES[columns], missed, strict=True))
    assert len(missed) <= 0.02 * len(expected)
    assert len(sentences(found)) == len(expected)
    assert [s.title for s in found.sections] == [
        piece.text for piece in make.pieces_of(clean) if piece.kind == "heading"
    ]
    assert not any("workshop report" in sentence for sentence in sentences(found))


# An invented report, so that nothing depends on the first case


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_an_invented_report_comes_back_from_pdf(columns: int) -> None:
    found = convert(make.make_pdf(INVENTED, columns=columns), "invented.pdf")
    assert sorted(sentences(found)) == sorted(make.sentences_of(INVENTED))
    assert [(s.title, s.level) for s in found.sections] == [
        ("BACKGROUND", 1),
        ("SESSION ONE: MANDATES AND MEANS", 1),
        ("SESSION TWO: REGIONAL PERSPECTIVES", 1),
        ("East Africa", 2),
        ("West Africa", 2),
        ("CONCLUSIONS", 1),
    ]
    assert [p.kind for p in found.paragraphs].count("bullet") == 2
    assert [p.kind for p in found.paragraphs].count("note") == 1
    assert "page 1: running head 'workshop report' dropped" in found.notes


@pytest.mark.parametrize(("make_it", "name"), [("make_docx", "a.docx"), ("make_html", "a.html")])
def test_an_invented_report_comes_back_from_docx_and_html(make_it: str, name: str) -> None:
    found = convert(getattr(make, make_it)(INVENTED), name)
    assert found.text == INVENTED
    assert [p.kind for p in found.paragraphs].count("bullet") == 2


@pytest.mark.parametrize("width", [34, 50, 72, 88])
def test_an_invented_report_comes_back_from_wrapped_text(width: int) -> None:
    found = convert(make.make_wrapped(INVENTED, width), "a.txt")
    assert sentences(found) == make.sentences_of(INVENTED)


# Clean text is left alone


def test_clean_text_comes_back_code_point_for_code_point(astana: Path) -> None:
    clean = clean_of(astana)
    found = convert(clean.encode(), "clean.txt")
    assert found.text == clean
    assert found.notes == ()


def test_only_the_byte_order_mark_and_carriage_returns_go() -> None:
    found = convert(b"\xef\xbb\xbf" + INVENTED.replace("\n", "\r\n").encode(), "clean.txt")
    assert found.text == INVENTED


def test_headings_without_marks_are_told_and_the_text_is_left() -> None:
    text = "OPENING\n\nOne delegate spoke of money.\n\nKenya and Uganda\n\nTwo delegates spoke of men; none of arms.\n"
    found = convert(text.encode(), "a.txt")
    assert found.text == text
    assert [(s.title, s.level) for s in found.sections] == [("OPENING", 1), ("Kenya and Uganda", 2)]
    assert [p.section for p in found.paragraphs] == ["OPENING", "OPENING > Kenya and Uganda"]


def test_kinds_of_paragraphs_are_told_in_clean_text() -> None:
    lines = [
        "# A",
        "Three points:",
        "- first",
        "• second",
        "1. third",
        "> It is late.",
        "“We go.”",
        "* A note.",
        "[2] B.",
    ]
    text = "\n\n".join(lines)
    found = convert(text.encode(), "a.txt")
    assert [p.kind for p in found.paragraphs] == ["text", *["bullet"] * 3, "quote", "quote", "note", "note"]
    assert sentences(found) == [
        "Three points:", "first", "second", "third", "It is late.", "“We go.”", "* A note.",
    ]  # fmt: skip


WORDS = st.sampled_from(
    ["peace", "force", "Kenya", "the", "of", "and", "mandate", "UN", "said", "U.S.", "e.g.", "2013", "non-state"]
)
LINES = st.lists(WORDS, min_size=1, max_size=40).map(lambda words: " ".join(words) + ".")
HEADINGS = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: "## " + " ".join(words))
BULLETS = LINES.map(lambda line: "- " + line)


@given(st.lists(st.one_of(LINES, HEADINGS, BULLETS), min_size=1, max_size=12))
def test_a_text_of_one_line_paragraphs_is_never_altered(lines: list[str]) -> None:
    text = "\n\n".join(lines) + "\n"
    assert convert(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(("make_it", "name"), [("make_docx", "a.docx"), ("make_html", "a.html"), ("make_pdf", "a.pdf")])
def test_what_was_read_is_read_again_as_it_is(make_it: str, name: str) -> None:
    first = convert(getattr(make, make_it)(INVENTED), name)
    again = convert(first.text.encode(), "a.txt")
    assert again.text == first.text
    assert again.sections == first.sections
    assert again.paragraphs == first.paragraphs
    assert again.sentences == first.sentences


# Line ends and lists in wrapped text


@pytest.mark.parametrize(
    ("wrapped", "joined"),
    [
        ("The organiza-\ntion met in Rome to talk.", "The organization met in Rome to talk."),
        ("A rapid-reaction force, or any rapid-\nreaction unit, is costly.", "or any rapid-reaction unit"),
        ("They want peace- and state-\nbuilding at any price there is.", "peace- and state-building at"),
        ("Both short-\nand long-term measures are needed now.", "Both short- and long-term measures"),
        ("The UN-\nled force was small and it was late.", "The UN-led force"),
        ("The Anglo-\nFrench plan was not liked by anyone.", "The Anglo-French plan"),
        ("They asked to re-\nestablish the mission at once, said he.", "to re-establish the mission"),
        ("They asked for coop-\neration at all levels, said she.", "for cooperation at"),
        ("The non-\ninterference and non-intervention norms are two.", "The non-interference and"),
        ("They gave humani\ntarian aid and were thanked for it.", "gave humanitarian aid"),
        ("They are with\nin reach of the town and its airport.", "are with in reach"),
        ("Three groups—\nnamely these three—were left out of it.", "groups—namely"),
        ("The years 1992–\n97 were years of war in that country.", "1992–97"),
        ("It was open and/\nor shut, depending on the view taken.", "and/or shut"),
    ],
)
def test_line_ends_are_joined_on_evidence(wrapped: str, joined: str) -> None:
    assert joined in convert(wrapped.encode(), "a.txt").text


def test_running_heads_page_numbers_and_footnotes_leave_the_sentence_whole() -> None:
    text = (
        "The delegates agreed that the mission should be\nlarger and that it should stay for as long as is1\n\n"
        "1 The mission began in 2003 and was renewed\nevery year since then.\n\n\f7    REPORT OF THE SEMINAR\n\n"
        "needed by the host state, which pays nothing.\nNobody objected.\n"
    )
    found = convert(text.encode(), "a.txt")
    assert "stay for as long as is1 needed by the host state" in found.text
    assert "[1] The mission began in 2003 and was renewed every year since then." in found.text
    assert "SEMINAR" not in found.text
    assert any("running head" in note for note in found.notes)


def test_a_heading_without_a_blank_line_before_it_is_told() -> None:
    text = (
        "The force was sent to the border in the spring of\nthat year and came back in the autumn, unharmed.\n"
        "Burundi\n\nParticipants from Burundi stressed that the price of\npeace is high, and that nobody pays it.\n"
    )
    found = convert(text.encode(), "a.txt")
    assert [s.title for s in found.sections] == ["Burundi"]


def test_bullets_in_a_symbol_font_become_list_marks() -> None:
    text = (
        "The delegates asked for three things that they had\nnot got before:\n\n"
        "w  money for the troops, which had not been paid\nfor a year\n\nw  helicopters\n"
    )
    found = convert(text.encode(), "a.txt")
    assert [p.span.cut(found.text) for p in found.paragraphs if p.kind == "bullet"] == [
        "- money for the troops, which had not been paid for a year",
        "- helicopters",
    ]


# Formats and files


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.docx", "noname"])
def test_the_content_says_more_than_the_name(name: str) -> None:
    assert media_type(make.make_scanned_pdf("t"), name) == "application/pdf"


def test_a_page_saved_as_text_is_read_as_a_page() -> None:
    assert convert(b"<!DOCTYPE html><p>One spoke.</p>", "a.txt").text == "One spoke.\n"


def test_a_file_gives_its_bytes_and_its_text(tmp_path: Path) -> None:
    path = tmp_path / "invented.txt"
    path.write_text(INVENTED, encoding="utf-8")
    data, found = read_file(path)
    assert data == path.read_bytes()
    assert found.text == INVENTED
