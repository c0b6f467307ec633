"""The structure of a brief: what must cite, where citations lead, how anchors are made."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import (
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Entry,
    Evidence,
    Paragraph,
    Row,
    Section,
    Table,
    anchor,
    anchors,
    check,
    line,
    plain,
    sections_of,
    uses,
)

A1 = Cite(CiteKind.STATEMENT, "A1")


def brief_of(*sections: Section) -> Brief:
    index = Section("index", "Index", (Evidence((Entry(A1, line("One.")),)),))
    return Brief(title="T", subtitle="S", facts=(), sections=(*sections, index))


def test_a_sound_brief_has_nothing_wrong() -> None:
    section = Section("s", "S", (Paragraph((line("Said.", A1),)), Bullets((line("Again.", A1),))))
    assert check(brief_of(section)) == []


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((line("Said.", A1), line("Bare sentence."))),
        Bullets((line("Bare item."),)),
        Table("T", ("A", "B"), (Row((line("x"), line("y"))),)),
    ],
)
def test_a_line_without_evidence_is_named(block: Paragraph | Bullets | Table) -> None:
    wrong = check(brief_of(Section("s", "S", (block,))))
    assert len(wrong) == 1
    assert "without evidence" in wrong[0]


def test_a_citation_that_leads_nowhere_is_named() -> None:
    wrong = check(brief_of(Section("s", "S", (Paragraph((line("Said.", Cite(CiteKind.STATEMENT, "A2")),)),))))
    assert wrong == ["Section 1 cites 'st-A2', which is nowhere."]


def test_an_anchor_given_twice_is_named() -> None:
    twice = Section("s", "S"), Section("s", "S again")
    assert any("2 times" in text for text in check(brief_of(*twice)))


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ProgrammingError):
        Table("T", ("A", "B"), (Row((line("x"),)),))


def test_sections_are_numbered_and_uses_found() -> None:
    inner = Section("in", "In", (Paragraph((line("Said.", A1),)),))
    brief = brief_of(Section("out", "Out", (Paragraph((line("Said.", A1),)),), (inner,)))
    assert [(p.number, p.level) for p in sections_of(brief)] == [("1", 1), ("1.1", 2), ("2", 1)]
    assert uses(brief) == {"st-A1": ("1", "1.1")}
    assert anchors(brief) == ["at-out", "at-in", "at-index", "st-A1"]


def test_plain_text_of_a_line() -> None:
    assert plain(line("Said.", A1)) == "Said."
    assert plain(line("Said.", A1), cites=True) == "Said. A1"


@given(st.text(), st.text())
def test_different_keys_give_different_anchors_fit_for_a_page(one: str, other: str) -> None:
    made = [anchor(CiteKind.STATEMENT, key) for key in (one, other)]
    assert (made[0] == made[1]) == (one == other)
    assert re.fullmatch(r"[A-Za-z0-9_.:-]+", made[0])
