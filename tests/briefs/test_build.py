"""From material to brief: the Astana case first, then thin, odd and hostile material."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.briefs.brief import (
    Brief,
    Bullets,
    CiteKind,
    Entry,
    Evidence,
    Figure,
    Paragraph,
    Table,
    anchors,
    check,
    lines_of,
    plain,
    sections_of,
)
from contingent.briefs.build import build, when
from contingent.briefs.material import Material
from contingent.briefs.render.html import render_html
from contingent.coding.reports import Confidentiality, Meeting
from contingent.coding.statements import Attribution, Statement, WhatIf
from contingent.coding.vocabulary import Direction, Form, Hedge, HolderKind, Quantifier, Stance, StatementType, Status
from contingent.records.actors import Actor, ActorKind

MEETING = Meeting(id="m", title="A dialogue", start=date(2020, 3, 2))


def told(brief: Brief) -> str:
    """Return all text of a brief outside the evidence index."""
    blocks = [block for placed in sections_of(brief) for block in placed.section.blocks]
    return "\n".join(plain(text) for block in blocks for text in lines_of(block))


def section(brief: Brief, key: str) -> str:
    placed = next(p for p in sections_of(brief) if p.section.key == key)
    return "\n".join(plain(text) for block in placed.section.blocks for text in lines_of(block))


def entries(brief: Brief) -> list[Entry]:
    blocks = [block for placed in sections_of(brief) for block in placed.section.blocks]
    return [entry for block in blocks if isinstance(block, Evidence) for entry in block.entries]


def test_every_line_of_the_astana_brief_has_sound_evidence(brief: Brief) -> None:
    assert check(brief) == []


def test_the_sections_stand_in_the_order_of_the_journey(brief: Brief) -> None:
    keys = [s.key for s in brief.sections]
    expected = "glance themes holders states organisations checks issues proposals what-ifs method evidence"
    assert keys == expected.split()


def test_every_statement_is_in_the_index_and_used(brief: Brief, material: Material) -> None:
    ids = {e.cite.key for e in entries(brief) if e.cite.kind is CiteKind.STATEMENT}
    assert ids == {s.id for s in material.statements}
    blocks = [b for p in sections_of(brief) if p.section.key.startswith("theme-") for b in p.section.blocks]
    cited = {c.key for b in blocks for text in lines_of(b) for c in text if hasattr(c, "key")}
    assert ids <= cited, "each statement stands in the table of its theme"


def test_holders_and_verdicts_are_in_plain_words(brief: Brief) -> None:
    text = told(brief)
    assert "One participant from Russia" in text
    assert "Most participants: " in text
    for code in (" RUS", "KAZ ", "TJK", "unspecified", "rapporteur", "F1"):
        assert code not in text.replace("KAZBAT", "").replace("KAZBRIG", "")


def test_figures_of_the_record_stand_beside_what_was_said(brief: Brief) -> None:
    tajikistan = section(brief, "state-TJK")
    assert "In November 2013, the month of the meeting, Tajikistan had 25 people" in tajikistan
    assert "About 25" in tajikistan
    assert "none reported, which is not the same as zero" in section(brief, "state-UZB")
    russia = section(brief, "state-RUS")
    assert "104" in russia


def test_what_contradicts_or_qualifies_comes_first(brief: Brief) -> None:
    table = next(
        b for p in sections_of(brief) for b in p.section.blocks if isinstance(b, Table) and "verdict" in b.caption
    )
    words = [plain(row.cells[0]).split(maxsplit=1)[1].lower() for row in table.rows]
    order = ["contradicted", "partly", "unclear", "checkable part supported", "no data"]
    assert words == sorted(words, key=order.index)
    assert len(words) == 43


def test_counts_are_those_of_the_case(brief: Brief) -> None:
    what_ifs = section(brief, "what-ifs")
    assert "48 links" in what_ifs
    assert "16 forecasts" in what_ifs
    assert "79 positions on 10 issues" in section(brief, "issues")


def test_split_concepts_name_both_sides(brief: Brief) -> None:
    split = next(
        plain(item, cites=True)
        for p in sections_of(brief)
        if p.section.key == "theme-org"
        for b in p.section.blocks
        if isinstance(b, Bullets) and b.title == "Where views differ"
        for item in b.items
        if "A037" in plain(item, cites=True)
    )
    pro, _, con = split.partition("Against or sceptical:")
    assert "A040" in pro
    assert "A049" in con
    assert "from Uzbekistan" in con


def test_quotes_appear_only_with_the_report(brief: Brief, material: Material) -> None:
    assert not any(e.quote for e in entries(brief))
    quoted = build(replace(material, quotes={"A011": "Some words."}))
    assert [e.quote for e in entries(quoted) if e.quote] == ["Some words."]


def test_every_figure_has_title_unit_words_and_a_table(brief: Brief) -> None:
    figures = [b for p in sections_of(brief) for b in p.section.blocks if isinstance(b, Figure)]
    charts = {f.chart for f in figures}
    assert charts == {
        "strength",
        "holder_by_theme",
        "contributions",
        "organisation_stances",
        "outcome_overview",
        "positions",
    }
    assert all(f.title and f.subtitle and f.alt and f.table.rows and f.data for f in figures)


def test_nothing_at_hand_says_what_is_missing_and_how_to_get_it() -> None:
    brief = build(Material(meeting=MEETING))
    assert check(brief) == []
    missing = [
        plain(text)
        for p in sections_of(brief)
        for b in p.section.blocks
        if isinstance(b, Paragraph) and b.tone == "missing"
        for text in b.sentences
    ]
    assert len(missing) >= 8
    assert any("contingent add" in text for text in missing)
    assert any("contingent check" in text for text in missing)


def statement(number: int, **fields: object) -> Statement:
    return Statement(id=f"S{number}", paraphrase=f"Claim {number}.", **fields)  # type: ignore[arg-type]


def test_profiles_are_derived_where_only_statements_exist() -> None:
    state = Attribution(kind=HolderKind.STATE, affiliation=("GHA",), form=Form.HOLDER, explicit=True)
    statements = (
        statement(1, attribution=state, concepts=("mot.prestige",), type=StatementType.INTEREST),
        statement(2, actors=("GHA",), concepts=("con.domestic.capacity",), type=StatementType.OBSTACLE),
        statement(3, actors=("GHA",), concepts=("opt.national",), type=StatementType.PROPOSAL),
    )
    actors = {"GHA": Actor(code="GHA", name="Ghana", kind=ActorKind.STATE)}
    brief = build(Material(meeting=MEETING, statements=statements, actors=actors))
    ghana = section(brief, "state-GHA")
    assert "Claim 1." in ghana
    assert "Claim 2." in ghana
    assert "Claim 3." in ghana
    assert check(brief) == []


def opposed(*actors: tuple[str, ...]) -> str:
    """Return the first page where the first statement is for a concept and the others are against it."""
    some = Attribution(kind=HolderKind.PARTICIPANT, quantifier=Quantifier.SOME, explicit=True)
    stances = [Stance.SUPPORT, *[Stance.OPPOSE] * (len(actors) - 1)]
    made = [
        statement(n, attribution=some, concepts=("org.capacity",), stance=stance, actors=named)
        for n, (stance, named) in enumerate(zip(stances, actors, strict=True))
    ]
    return section(build(Material(meeting=MEETING, statements=tuple(made))), "glance")


def test_doubt_in_one_organisation_does_not_contradict_praise_of_another() -> None:
    assert "Against or sceptical" not in opposed(("NATO",), ("CSTO",))
    assert "Against or sceptical" in opposed(("CSTO",), ("CSTO", "RUS"))
    assert "Against or sceptical" in opposed(("CSTO",), ())
    assert "Against or sceptical" in opposed((), ())
    assert "Against or sceptical" in opposed(("A", "B"), ("C", "D"), ("B", "C")), "linked through the third"


def test_rejected_statements_are_not_told() -> None:
    kept, rejected = statement(1), statement(2, status=Status.REJECTED)
    brief = build(Material(meeting=MEETING, statements=(kept, rejected)))
    assert "Claim 1." in told(brief)
    assert "Claim 2." not in told(brief)
    assert "st-S2" not in anchors(brief)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Confidentiality.PUBLIC, "public"),
        (Confidentiality.NON_ATTRIBUTION, "Chatham House Rule"),
        (Confidentiality.CONFIDENTIAL, "do not pass this brief on"),
    ],
)
def test_the_rule_of_the_meeting_is_told(rule: Confidentiality, words: str) -> None:
    brief = build(Material(meeting=replace(MEETING, rule=rule)))
    note = next(e for e in entries(brief) if plain(e.title) == "Confidentiality")
    assert words in plain(note.facts[0][1])


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2013, 11, 5), date(2013, 11, 6), "5–6 November 2013"),
        (date(2013, 11, 5), None, "5 November 2013"),
        (date(2013, 11, 30), date(2013, 12, 1), "30 November to 1 December 2013"),
        (date(2013, 12, 31), date(2014, 1, 2), "31 December 2013 to 2 January 2014"),
        (None, None, ""),
    ],
)
def test_dates_in_words(start: date | None, end: date | None, words: str) -> None:
    assert when(Meeting(id="m", title="T", start=start, end=end)) == words


CODES = st.sampled_from(["RUS", "XX", "UN", "P_SOME", "a b", "<b>", "é"])
CONCEPTS = ["org.a", "org.b.c", "mot", "con.x", "opt.y", "zz", "q t"]
CONDITIONS = st.just("baseline") | st.text()
ATTRIBUTIONS = st.builds(
    Attribution,
    quantifier=st.sampled_from(Quantifier),
    kind=st.sampled_from(HolderKind),
    affiliation=st.lists(CODES, max_size=2).map(tuple),
    form=st.sampled_from(Form),
)
STATEMENTS = st.builds(
    Statement,
    id=st.text(min_size=1, max_size=8),
    paraphrase=st.none() | st.text(max_size=30),
    attribution=ATTRIBUTIONS,
    type=st.sampled_from(StatementType),
    hedge=st.sampled_from(Hedge),
    actors=st.lists(CODES, max_size=2).map(tuple),
    concepts=st.lists(st.sampled_from(CONCEPTS), max_size=3).map(tuple),
    stance=st.none() | st.sampled_from(Stance),
    status=st.sampled_from(Status),
    section=st.none() | st.text(max_size=5),
    what_if=st.none()
    | st.builds(WhatIf, condition=CONDITIONS, outcome=st.text(), direction=st.sampled_from(Direction)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, max_size=8, unique_by=lambda s: s.id))
def test_any_statements_give_a_sound_brief(statements: list[Statement]) -> None:
    actors = {"RUS": Actor(code="RUS", name="Russia", kind=ActorKind.STATE)}
    actors["UN"] = Actor(code="UN", name="United Nations", kind=ActorKind.ORGANISATION)
    assert check(build(Material(meeting=MEETING, statements=tuple(statements), actors=actors))) == []


def test_hostile_text_is_text() -> None:
    bad = "<script>alert(1)</script>\"'&"
    hostile = Statement(id=bad, paraphrase=bad, section=bad, concepts=(bad,), actors=(bad,), time=bad)
    meeting = replace(MEETING, title=bad, place=bad)
    page = render_html(build(Material(meeting=meeting, statements=(hostile,), quotes={bad: bad})))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
