"""Anchoring: the very text, other copies of it, changed sentences, and another report altogether."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.base.spans import Span
from contingent.coding.anchors import anchor
from contingent.coding.exchange.jsonl import read_statements
from contingent.coding.fingerprints import Fingerprints, Letters
from contingent.coding.statements import Attribution, Statement

ASTANA = Path(__file__).parents[2].parent / "shared" / "astana"
needs_astana = pytest.mark.skipif(
    not ASTANA.exists(), reason="the report lies in ../shared/astana, which is absent here"
)

FIRST = "One speaker from Chad said that the ‘hybrid’ force was under-equipped."
SECOND = "Others disagreed, and noted the 24 new vehicles."
THIRD = "No decision was taken."
TEXT = f"# Session 1\n\n{FIRST} {SECOND}\n\n{THIRD}\n"


def span_of(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def coded(identity: str, words: str, sentence: str, cue: str | None = None) -> Statement:
    cue_span = span_of(cue) if cue else None
    return Statement(
        id=identity,
        span=span_of(words),
        sentence=span_of(sentence),
        attribution=Attribution(explicit=cue is not None, cue=cue, cue_span=cue_span),
    )


CODED = (
    coded("S1", FIRST, FIRST, "One speaker from Chad said"),
    coded("S2", "Others disagreed", SECOND, "Others disagreed"),
    coded("S3", "and noted the 24 new vehicles.", SECOND, "Others disagreed"),
    coded("S4", THIRD, THIRD),
)
PRINTS = Fingerprints.of(CODED, TEXT)


def quotes(statements: tuple[Statement, ...], text: str) -> list[str | None]:
    return [None if s.span is None else " ".join(s.span.cut(text).split()) for s in statements]


OWN = quotes(CODED, TEXT)


def test_in_the_very_text_spans_stay() -> None:
    result = anchor(CODED, TEXT, PRINTS)
    assert result.exact
    assert result.statements == CODED
    assert not result.complaints


def test_inserted_paragraphs_move_spans() -> None:
    other = "A foreword that was not there.\n\n" + TEXT.replace(THIRD, f"An inserted paragraph.\n\n{THIRD}")
    result = anchor(CODED, other, PRINTS)
    assert not result.exact
    assert not result.complaints
    assert quotes(result.statements, other) == OWN
    assert result.statements[3].span == span_of(THIRD, other)
    assert result.statements[2].sentence == span_of(SECOND, other)
    assert result.statements[2].attribution.cue_span == span_of("Others disagreed", other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ", "  \n"),
        ("under-equipped", "underequipped"),
        ("disagreed", "dis-\nagreed"),
        ("‘hybrid’", '"hybrid"'),
        ("vehicles", "VEHICLES"),
        ("said that", "said3 that"),
        ("force was", "force[12] was"),
        ("Others disagreed,", "Others disagreed,² "),
        ("equipped.", "equipped.7"),
        ("One speaker", "\ufeffOne speaker"),
    ],
)
def test_other_typesetting_does_not_matter(old: str, new: str) -> None:
    other = TEXT.replace(old, new)
    result = anchor(CODED, other, PRINTS)
    assert not result.complaints
    assert result.quoted == 4
    for statement, words in zip(result.statements, OWN, strict=True):
        assert statement.span is not None
        assert words is not None
        assert words.split()[-1][-3:].casefold() == statement.span.cut(other)[-3:].casefold()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("24 new", "42 new"),
        ("24 new", "new"),
        ("disagreed", "agreed"),
        ("Others", "Many others"),
        (SECOND, ""),
        ("vehicles.", "vehicles today."),
    ],
)
def test_a_changed_sentence_is_complained_about_and_not_guessed(old: str, new: str) -> None:
    other = TEXT.replace(old, new)
    result = anchor(CODED, other, PRINTS)
    assert [complaint.record for complaint in result.complaints] == ["S2", "S3"]
    assert "changed or left out" in result.complaints[0].what
    assert quotes(result.statements, other) == [OWN[0], None, None, OWN[3]]
    assert result.statements[1].sentence is None
    assert result.statements[1].attribution.cue_span is None
    assert result.statements[1].attribution.cue == "Others disagreed"


def test_another_report_is_told_apart() -> None:
    result = anchor(CODED, "Quite another text about fisheries.", PRINTS)
    assert len(result.complaints) == 4
    assert all("another report: none of the 3 coded sentences" in complaint.what for complaint in result.complaints)
    assert result.quoted == 0


def test_a_sentence_that_stands_twice_is_placed_by_its_neighbours_or_not_at_all() -> None:
    other = f"{TEXT}\n{THIRD}\n"
    result = anchor(CODED, other, PRINTS)
    assert [complaint.record for complaint in result.complaints] == ["S4"]
    assert "stands in this text 2 times" in result.complaints[0].what
    between = f"{FIRST} {THIRD} {SECOND} End."
    text = f"{THIRD} {FIRST} {THIRD} {SECOND}"
    start = between.index(THIRD)
    middle = (
        replace(CODED[0], span=Span(0, len(FIRST)), sentence=Span(0, len(FIRST)), attribution=Attribution()),
        Statement(id="M", span=Span(start, start + len(THIRD))),
        Statement(id="N", span=Span(between.index(SECOND), between.index(SECOND) + len(SECOND))),
    )
    result = anchor(middle, text, Fingerprints.of(middle, between))
    assert not result.complaints
    assert result.statements[1].span == Span(text.rindex(THIRD), text.rindex(THIRD) + len(THIRD))


def test_twins_keep_their_order() -> None:
    text = "Yes. No. Yes."
    twins = (Statement(id="A", span=Span(0, 4)), Statement(id="B", span=Span(9, 13)))
    result = anchor(twins, f"So: {text}", Fingerprints.of(twins, text))
    assert [s.span for s in result.statements] == [Span(4, 8), Span(13, 17)]


@needs_astana
def test_the_raw_report_gives_the_quotes_back() -> None:
    """Before any cleaning only two sentences are missed: one behind a bullet set as a letter, one cut by a footnote."""
    statements = read_statements(ASTANA / "statements.jsonl")
    clean = (ASTANA / "clean.txt").read_text(encoding="utf-8")
    raw = (ASTANA / "report.txt").read_text(encoding="utf-8")
    prints = Fingerprints.of(statements, clean)
    result = anchor(statements, raw, prints)
    assert [complaint.record for complaint in result.complaints] == ["A001", "A019", "A020", "A021"]
    for before, after in zip(statements, result.statements, strict=True):
        if after.span is not None:
            assert before.span is not None
            assert Letters.of(after.span.cut(raw)).folded == Letters.of(before.span.cut(clean)).folded
    shifted = anchor(statements, f"Preface.\n\n{clean}", prints)
    assert not shifted.complaints
    for before, after in zip(statements, shifted.statements, strict=True):
        assert before.span is not None
        assert after.span == before.span.shift(10)
        assert before.sentence is not None
        assert after.sentence == before.sentence.shift(10)
        cue = before.attribution.cue_span
        assert after.attribution.cue_span == (cue.shift(10) if cue else None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_anchored_has_the_letters_that_were_coded(before: str, after: str) -> None:
    other = before + TEXT + after
    for old, new in zip(CODED, anchor(CODED, other, PRINTS).statements, strict=True):
        assert old.span is not None
        if new.span is not None:
            assert Letters.of(new.span.cut(other)).folded == Letters.of(old.span.cut(TEXT)).folded


@given(st.text(max_size=80), st.data())
def test_any_text_can_be_coded_and_found_again(text: str, data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted))
    statements = (Statement(id="A", span=Span(ends[0], ends[1])),)
    prints = Fingerprints.of(statements, text)
    assert anchor(statements, text, prints).statements == statements
    assert Fingerprints.from_dict(json.loads(json.dumps(prints.to_dict()))) == prints
    anchor(statements, text + " more", prints)


def test_fingerprints_hold_no_words() -> None:
    written = json.dumps(PRINTS.to_dict())
    assert not any(word in written for word in ("speaker", "hybrid", "vehicles", "decision"))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | st.floats(),
        lambda inner: st.lists(inner, max_size=7),
        max_leaves=9,
    )
)
def test_hostile_fingerprints_are_refused(value: object) -> None:
    data = PRINTS.to_dict() | {"places": value}
    if value == []:
        return
    with pytest.raises(InputError):
        Fingerprints.from_dict(data)
    with pytest.raises(InputError):
        Fingerprints.from_dict({"scheme": value})
