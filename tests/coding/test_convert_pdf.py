"""Page layouts: side columns, titles over columns, indents, running heads left and right, raised marks."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
import typst

from contingent.coding.convert import convert
from contingent.coding.reports import CleanText

if "make_documents" not in sys.modules:  # the builders lie beside the tests, which are no package
    _spec = importlib.util.spec_from_file_location("make_documents", Path(__file__).with_name("make_documents.py"))
    assert _spec is not None
    assert _spec.loader is not None
    sys.modules["make_documents"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["make_documents"])
make = sys.modules["make_documents"]

TEXTS = [piece.text for piece in make.pieces_of(make.INVENTED) if piece.kind == "text"]
WANTED = [sentence for text in TEXTS for sentence in make.sentences_of(text)]
TYPE = '#set text(size: 10pt, lang: "en", hyphenate: true)\n#set par(justify: true)\n'


def literal(text: str) -> str:
    return str(make._typst(text))


def read(source: str) -> CleanText:
    return convert(typst.compile(source.encode(), format="pdf"), "layout.pdf")


def sentences(found: CleanText) -> list[str]:
    return [span.cut(found.text) for span in found.sentences]


def test_a_narrow_side_column_is_read_before_the_wide_one() -> None:
    found = read(
        f'#set page(paper: "a4")\n{TYPE}#grid(columns: (1fr, 2.6fr), gutter: 18pt, [#set text(size: 9pt)\n== BOX\n'
        + "\n\n".join(map(literal, TEXTS[:2]))
        + "], [= MAIN REPORT\n"
        + "\n\n".join(map(literal, TEXTS[2:]))
        + "])"
    )
    assert sentences(found) == WANTED
    assert [s.title for s in found.sections] == ["BOX", "MAIN REPORT"]


def test_a_title_over_two_columns_is_read_first() -> None:
    title = '#text(20pt, weight: "bold")[A Title of the Paper]\n\n#text(9pt)[' + literal(TEXTS[0]) + "]"
    found = read(
        f'#set page(paper: "a4", columns: 2)\n{TYPE}#place(top + center, scope: "parent", float: true)[{title}]\n'
        + "\n\n".join(map(literal, TEXTS[1:]))
    )
    assert sentences(found) == WANTED
    assert [s.title for s in found.sections] == ["A Title of the Paper"]


def test_indented_paragraphs_left_and_right_heads_and_numbered_footnotes() -> None:
    number = "#counter(page).display()"
    right, left = f"[Insights #h(1fr) {number}]", f"[{number} #h(1fr) The future of peace]"
    head = f"context [#if calc.odd(here().page()) {right} else {left}]"
    body = [literal(text) + f"#footnote[See report {i} of 2019. It is long.]" for i, text in enumerate(TEXTS * 6)]
    found = read(
        f'#set page(paper: "a4", header: {head})\n{TYPE}#set par(first-line-indent: 1.5em, spacing: 0.65em)\n'
        + "\n\n".join(body)
    )
    assert "pages 1, 3" in next(note for note in found.notes if "'insights' dropped" in note)
    assert f"footnote marks taken out of the text: {len(body)}" in found.notes
    kinds = [p.kind for p in found.paragraphs]
    assert kinds.count("note") == len(body)
    assert kinds.count("text") == len(body)
    running = [
        s
        for s, p in ((s, p) for p in found.paragraphs for s in found.sentences if s.within(p.span))
        if p.kind == "text"
    ]
    assert [span.cut(found.text) for span in running] == WANTED * 6


def test_ragged_lines_and_bold_headings_in_body_size() -> None:
    parts = [("*A bold heading*\n\n" if i % 3 == 0 else "") + literal(text) for i, text in enumerate(TEXTS)]
    found = read('#set page(paper: "a5")\n#set text(size: 10pt, hyphenate: false)\n' + "\n\n".join(parts))
    assert sentences(found) == WANTED
    assert {s.title for s in found.sections} == {"A bold heading"}


@pytest.mark.parametrize("unit", ["km#super[2]", "H#sub[2]O"])
def test_raised_and_lowered_figures_of_units_stay(unit: str) -> None:
    found = read(f'#set page(paper: "a5")\nThe area of 40 {unit} was searched for a week by two units.')
    assert "2" in found.text.split("week")[0].split("40")[1]


def test_rows_of_a_table_are_neither_headings_nor_sentences() -> None:
    found = read(
        TYPE
        + "= Contributions\n\nThree states sent troops, as one participant noted.\n\n"
        + "#table(columns: 3, stroke: none, [*State*], [*Troops*], [*Year*], [Kenya], [3664], [2016], "
        + "[Uganda], [6223], [2016], [Central African Republic], [12], [2016])\n\nThe figures were not disputed.\n"
    )
    assert [section.title for section in found.sections] == ["Contributions"]
    rows = [p.span.cut(found.text) for p in found.paragraphs if p.kind == "table"]
    assert rows == [
        "State | Troops | Year", "Kenya | 3664 | 2016", "Uganda | 6223 | 2016", "Central African Republic | 12 | 2016",
    ]  # fmt: skip
    assert sentences(found) == [
        "Three states sent troops, as one participant noted.",
        "The figures were not disputed.",
    ]


def test_figures_set_with_single_blanks_are_no_heading() -> None:
    found = read(TYPE + "Kenya 3664 2016\n\nUganda 6223 2016\n\nThe figures were not disputed.\n")
    assert found.sections == ()
    assert [p.kind for p in found.paragraphs] == ["table", "table", "text"]
    assert sentences(found) == ["The figures were not disputed."]
