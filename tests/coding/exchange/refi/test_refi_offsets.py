"""How positions count is found from the passages and told, for every convention that tools are known for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contingent.base.errors import UsageError
from contingent.coding.exchange.refi.conventions import Position, find_convention
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

from .conftest import Build

TEXT = (
    "The délégation 🕊 agreed to stay.\r\n"
    "It wants 𝔅lue helmets; e\u0301te\u0301 comes.\r\n"
    "مهمة حفظ السلام continues 🕊🕊 there.\r\n"
    "Nobody left, said the chair.\r\n"
)
WANTED = ["agreed to stay", "Blue", "helmets", "e\u0301te\u0301", "حفظ السلام", "continues", "there", "said the chair"]
WORDS = [word for word in WANTED if word in TEXT]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def places(text: str, measure: object, shift: int = 0) -> list[tuple[int, int]]:
    assert callable(measure)
    found = []
    for word in WORDS:
        at = text.index(word)
        found.append((measure(text[:at]) + shift, measure(text[: at + len(word)]) + shift))
    return found


def one_break(text: str) -> int:
    return len(text.replace("\r\n", "\n"))


def two_breaks(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\n", "\r\n"))


def read_words(path: Path, offsets: str | None = None) -> list[str]:
    parcel = read_qdpx(path, offsets=offsets)
    texts = {document.id: document.text for document in parcel.documents}
    return [texts[p.document][p.start : p.stop] for p in parcel.passages]


LF = TEXT.replace("\r\n", "\n")
CASES = {
    "code points": (TEXT, len, 0, "", "points"),
    "code points, BOM left out": ("\ufeff" + TEXT, len, 0, "\ufeff", "points"),
    "code points, BOM counted": ("\ufeff" + TEXT, len, 1, "\ufeff", "points+bom"),
    "UTF-16": (TEXT, utf16, 0, "", "utf-16"),
    "UTF-16, BOM counted": ("\ufeff" + LF, utf16, 1, "\ufeff", "utf-16+bom"),
    "CR LF as one": (TEXT, one_break, 0, "", "points+crlf-one"),
    "CR LF as one, BOM counted": ("\ufeff" + TEXT, one_break, 1, "\ufeff", "points+crlf-one+bom"),
    "UTF-16, CR LF as one": (TEXT, lambda t: utf16(t.replace("\r\n", "\n")), 0, "", "utf-16+crlf-one"),
    "LF as two": (LF, two_breaks, 0, "", "points+lf-two"),
    "UTF-16, LF as two": (LF, lambda t: utf16(t.replace("\n", "\r\n")), 0, "", "utf-16+lf-two"),
    "UTF-8 bytes": (LF, lambda t: len(t.encode()), 0, "", "bytes"),
    "from one": (LF, len, 1, "", "points+from-one"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_convention_is_found_without_quotes_to_go_by(case: str, build: Build) -> None:
    stored, measure, shift, before, name = CASES[case]
    path = build(stored.encode(), places(stored.removeprefix(before), measure, shift))
    assert read_words(path) == WORDS
    parcel = read_qdpx(path)
    assert parcel.extras["refi"]["offsets"] == name  # type: ignore[index]
    assert re.search(rf"{len(WORDS)} of {len(WORDS)} passages", parcel.offsets)


@pytest.mark.parametrize("case", CASES)
def test_a_project_that_was_only_read_is_written_alike(case: str, build: Build, tmp_path: Path) -> None:
    stored, measure, shift, before, _ = CASES[case]
    path = build(stored.encode(), places(stored.removeprefix(before), measure, shift))
    out = tmp_path / "again.qdpx"
    write_qdpx(read_qdpx(path), out)
    assert read_words(out) == WORDS
    write_qdpx(read_qdpx(out), path)
    assert out.read_bytes() == path.read_bytes()


def test_names_that_quote_decide_where_word_ends_do_not(build: Build) -> None:
    text = "🕊a b a b a b a b"
    assert read_words(build(text.encode(), [(1, 2), (5, 6)], names=["a", "a"])) == ["a", "a"]
    assert read_words(build(text.encode(), [(2, 3), (6, 7)], names=["a", "a"])) == ["a", "a"]


def test_names_cut_short_count_and_guids_as_names_do_not(build: Build) -> None:
    text = "🕊 " + "words of a long passage " * 4
    quoted = build(text.encode(), [(3, 98)], names=["words of a long passage words…"])
    assert read_words(quoted) == [text[2:97]]
    assert "1 of 1" in read_qdpx(quoted).offsets
    named = build(text.encode(), [(2, 7)], names=["44444444-4444-4444-8444-000000000000"])
    assert read_words(named) == ["words"]


def test_text_inside_the_xml_whose_carriage_returns_the_parser_has_taken(build: Build) -> None:
    path = build(b"", places(TEXT, len), inline=TEXT)
    assert read_words(path) == WORDS


def test_what_cannot_be_decided_is_said_and_can_be_chosen(build: Build) -> None:
    text = "🕊 -- -- -- -- -- --"
    path = build(text.encode(), [(5, 7)])
    parcel = read_qdpx(path)
    assert "not certain" in parcel.offsets
    assert "'utf-16'" in parcel.offsets
    chosen = read_qdpx(path, offsets="utf-16")
    assert (chosen.passages[0].start, chosen.passages[0].stop) == (4, 6)
    assert "as chosen" in chosen.offsets
    with pytest.raises(UsageError, match="no way to count"):
        read_qdpx(path, offsets="cubits")


def test_a_text_that_leaves_nothing_to_decide_is_told_so(build: Build) -> None:
    parcel = read_qdpx(build(b"peace now", [(0, 5)]))
    assert "No text here counts differently" in parcel.offsets


def test_one_careless_passage_does_not_overturn_the_rest() -> None:
    text = "🕊 " + "peace keeps them all " * 20
    right = [Position(text=0, start=at.start(), stop=at.end()) for at in re.finditer("peace|all", text)]
    careless = [Position(text=0, start=3, stop=8)]
    assert find_convention([(text, 0)], right + careless).convention.name == "points"


def test_shift_of_one_that_a_mark_written_twice_leaves(build: Build) -> None:
    """QualCoder writes a mark before its texts and keeps it when it reads them: its next export has two."""
    stored = "\ufeff\ufeff" + LF
    assert [read_words(build(stored.encode(), places(LF, len, shift))) for shift in (0, 1, 2)] == [WORDS] * 3


def test_bytes_are_found_where_accents_come_late_and_most_passages_fit_either_way() -> None:
    text = (
        "the forces agreed to stay in place until the talks ended. " * 20
        + "Les délégués ont décidé à Genève de rester."
    )
    words = list(re.finditer(r"\w{4,}", text))
    at = [Position(text=0, start=len(text[: w.start()].encode()), stop=len(text[: w.end()].encode())) for w in words]
    found = find_convention([(text, 0)], at)
    assert found.convention.name == "bytes"
    assert f"{len(words)} of {len(words)} passages" in found.words
    points = [Position(text=0, start=w.start(), stop=w.end()) for w in words]
    assert find_convention([(text, 0)], points).convention.name == "points"
    careless = [Position(text=0, start=3, stop=8), Position(text=0, start=len(text) - 3, stop=len(text) - 1)]
    assert find_convention([(text, 0)], points + careless).convention.name == "points"
