"""What a sceptical reader would catch: claims told of the wrong state, silence as zero, suggestions as fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.months import Month
from contingent.briefs import digests
from contingent.briefs.brief import Brief, Bullets, Evidence, Figure, Paragraph, plain, sections_of
from contingent.briefs.build import build, title_of
from contingent.briefs.desk import Desk
from contingent.briefs.material import Material
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import dates_in_words, in_quotes
from contingent.briefs.render.html import render_html
from contingent.briefs.sections import glance, series, states, themes
from contingent.briefs.sections.evidence import rows_read
from contingent.checks.verdicts import Ruling
from contingent.coding.reports import Meeting, Report
from contingent.coding.statements import Attribution, Origin, Statement
from contingent.coding.vocabulary import Form, HolderKind, Quantifier, Stance, Status
from contingent.positions.issues import Issue
from contingent.records.contributions import Contribution, Snapshot

MEETING = Meeting(id="m", title="A dialogue", start=date(2013, 11, 5))


def lines(brief: Brief, key: str) -> str:
    """Return the sentences and items of one section."""
    found = next(p.section for p in sections_of(brief) if p.section.key == key)
    told = [
        b.sentences if isinstance(b, Paragraph) else b.items for b in found.blocks if isinstance(b, Paragraph | Bullets)
    ]
    return "\n".join(plain(text) for texts in told for text in texts)


@pytest.mark.parametrize(
    ("claim", "actors"),
    [
        ("A100", {"TJK", "KGZ"}),
        ("A088", {"CENTRAL_ASIA"}),
        ("A168", {"CENTRAL_ASIA"}),
        ("A171", {"CENTRAL_ASIA"}),
        ("A137", {"RUS"}),
        ("A034", {"TJK"}),
        ("A024", {"RUS", "TJK"}),
    ],
)
def test_a_claim_stands_beside_those_it_is_about(material: Material, claim: str, actors: set[str]) -> None:
    desk = Desk(material)
    verdict = next(v for v in material.verdicts if v.statement == claim)
    assert {p.actor for p in material.profiles if states.concerns(desk, verdict, p.actor)} == actors


def contribution(code: str, month: str, number: int | None) -> Contribution:
    return Contribution(
        month=Month.parse(month), contributor=code, operation=None, kind="total", number=number, snapshot="s"
    )


def told_of(code: str, *rows: Contribution) -> str:
    desk = Desk(Material(meeting=MEETING, contributions=rows, snapshots=(Snapshot(id="s", publisher="P", title="T"),)))
    return " ".join(plain(text) for text in series.told(desk, series.series_of(desk, code)))


def test_no_row_not_listed_and_a_month_not_at_hand_are_three_things() -> None:
    other = contribution("GHA", "2013-11", 9)
    assert "nothing can be said" in told_of("ARM", other)
    assert "none reported, which is not the same as zero" in told_of("UZB", other, contribution("UZB", "2013-11", None))
    assert "November 2013, the month of the meeting, are not at hand" in told_of(
        "TGO", contribution("TGO", "2012-01", 3)
    )
    assert "had 9 people" in told_of("GHA", other)
    listed_later = told_of("TGO", contribution("TGO", "2013-11", None), contribution("TGO", "2014-01", 3))
    assert "No personnel of TGO are reported for November 2013" in listed_later


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([], None),
        (["2013-11"], "The series hold November 2013."),
        (["2013-01", "2013-02", "2013-03"], "The series hold every month from January 2013 to March 2013."),
        (
            ["2011-12", "2012-12", "2013-10", "2013-11", "2013-12"],
            "The series hold every month from October 2013 to December 2013 and 2 single months from December 2011 to "
            "December 2012; the months between are not at hand.",
        ),
    ],
)
def test_the_months_covered_are_read_off_the_rows(months: list[str], words: str | None) -> None:
    assert series.coverage(contribution("GHA", month, 1) for month in months) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("asked (2010-06-12)", "asked (12 June 2010)"),
        ("in 2013-08; since 2007", "in August 2013; since 2007"),
        ("2014-2020: 8", "2014-2020: 8"),
        ("seat 2017-18", "seat 2017-18"),
        ("A-2013-11-05-x", "A-2013-11-05-x"),
    ],
)
def test_dates_are_told_in_words(text: str, words: str) -> None:
    assert dates_in_words(text) == words


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_told_in_words(day: date) -> None:
    assert dates_in_words(f"on {day}.") == f"on {day.day} {day:%B %Y}."


def test_both_sets_of_actors_stand_on_the_first_page_and_on_the_issue(brief: Brief) -> None:
    for key in ("glance", "issue-csto_mandate"):
        assert "states and organisations only" in lines(brief, key) or "only states and organisations" in lines(
            brief, key
        )
    assert "ho counts decides" in lines(brief, "glance")
    assert "It decides: by" in lines(brief, "issue-csto_mandate")
    assert "It decides: by" not in lines(brief, "issue-centrasbat"), "both sets are below the middle there"
    assert "“External defence only”" in lines(brief, "issue-csto_mandate")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "close to “No”"),
        (30, "towards “No”"),
        (45, "near the middle"),
        (70, "towards “Yes”"),
        (95, "close to “Yes”"),
    ],
)
def test_a_value_is_told_by_the_end_it_leans_to(value: float, words: str) -> None:
    issue = Issue(id="i", name="I", question="?", zero="No; never.", fifty="Some.", hundred="Yes (all).")
    assert digests.leaning(issue, value) == words


def test_an_outcome_just_over_the_middle_does_not_hang_on_who_counts() -> None:
    def split(central: float, fewer: float) -> bool:
        outcome = IssueOutcome(
            issue="i",
            model="median",
            draws=9,
            central=central,
            low=0,
            high=99,
            over_middle=0.5,
            variants={"few": fewer},
        )
        return bool(digests.split_by_who([outcome]))

    assert split(69, 20)
    assert split(20, 69)
    assert not split(51, 20)
    assert not split(69, 60)


def suggested(number: int, **fields: object) -> Statement:
    return Statement(id=f"S{number}", status=Status.SUGGESTED, **fields)  # type: ignore[arg-type]


def test_suggestions_are_told_as_such_in_the_words_of_the_report() -> None:
    sure, unsure = Origin(rule="r", confidence=0.9), Origin(rule="r", confidence=0.4)
    made = (
        suggested(1, origins={"concepts": sure}, concepts=("org.x",)),
        suggested(2, origins={"concepts": unsure}, concepts=("org.x",)),
    )
    quotes = {"S1": "The first\n words.", "S2": "The second words."}
    brief = build(Material(meeting=MEETING, statements=made, quotes=quotes))
    assert "All 2 statements are suggestions" in lines(brief, "glance")
    theme = lines(brief, "theme-org")
    assert "“The first words.”" in theme
    assert "“The second words.” (unsure of theme)" in theme
    index = next(
        b for p in sections_of(brief) for b in p.section.blocks if isinstance(b, Evidence) and b.entries[0].quote
    )
    assert plain(index.entries[0].title) == "", "the quote is not said twice"
    reviewed = build(Material(meeting=MEETING, statements=tuple(replace(s, status=Status.ACCEPTED) for s in made)))
    assert "suggestions" not in lines(reviewed, "glance")


def test_long_quotes_are_cut_at_a_word() -> None:
    assert in_quotes("word " * 100).endswith("word …”")
    assert len(in_quotes("word " * 100)) < 270


def test_one_person_who_weighs_both_sides_is_no_split() -> None:
    def split(quantifier: Quantifier) -> bool:
        held = Attribution(kind=HolderKind.OFFICIAL, affiliation=("IND",), quantifier=quantifier, explicit=True)
        made = (
            suggested(1, attribution=held, concepts=("org.x",), stance=Stance.SUPPORT),
            suggested(2, attribution=held, concepts=("org.x",), stance=Stance.OPPOSE),
        )
        return "Against or sceptical" in lines(build(Material(meeting=MEETING, statements=made)), "glance")

    assert not split(Quantifier.ONE)
    assert split(Quantifier.SOME)


def said_by(number: int, attribution: Attribution, stance: Stance | None = None) -> Statement:
    return suggested(number, attribution=attribution, concepts=("org.x",), stance=stance, paraphrase=f"Claim {number}.")


@pytest.mark.parametrize(
    ("holder", "in_room"),
    [
        (Attribution(kind=HolderKind.PARTICIPANT, group="from the region"), True),
        (Attribution(kind=HolderKind.OFFICIAL, affiliation=("IND",)), True),
        (Attribution(kind=HolderKind.EXPERT), True),
        (Attribution(kind=HolderKind.OFFICIAL, affiliation=("IND",), group="interim government"), False),
        (Attribution(kind=HolderKind.OFFICIAL, affiliation=("IND",), form=Form.HOLDER), False),
        (Attribution(kind=HolderKind.EXPERT, group="commentators"), False),
        (Attribution(kind=HolderKind.STATE, affiliation=("IND",)), False),
        (Attribution(kind=HolderKind.RAPPORTEUR), False),
    ],
)
def test_only_those_who_spoke_at_the_meeting_split_the_room(holder: Attribution, in_room: bool) -> None:
    doubters = Attribution(kind=HolderKind.PARTICIPANT, quantifier=Quantifier.SOME)
    made = (said_by(1, holder, Stance.SUPPORT), said_by(2, doubters, Stance.OPPOSE))
    assert bool(themes.splits(Desk(Material(meeting=MEETING, statements=made)))) is in_room


def test_those_the_astana_report_only_speaks_of_are_no_side_of_the_room(material: Material) -> None:
    sides = {s.id for split in themes.splits(Desk(material)) for s in (*split.supporters, *split.doubters)}
    assert {"A060", "A061", "A037", "A046"} <= sides
    assert not {"A081", "A003", "A129", "A130"} & sides


@pytest.mark.parametrize(
    ("question", "collective"),
    [
        ("Should the actor's country deploy units?", False),
        ("Should the Actor’s forces stay?", False),
        ("Should a force be created for the UN?", True),
        ("Should the contractor's fee be paid by all?", True),
    ],
)
def test_a_question_on_each_actors_own_doing_is_no_joint_decision(question: str, collective: bool) -> None:
    assert Issue(id="i", name="I", question=question, zero="No", fifty="-", hundred="Yes").collective is collective


def test_separate_decisions_have_no_movers_and_no_joint_outcome(brief: Brief) -> None:
    told = lines(brief, "issue-un_contingents")
    assert "Separate decisions." in told
    assert "to or over the middle" not in told
    assert "First outcomes" not in told
    assert "to or over the middle" in lines(brief, "issue-csto_border")
    drawn = [b for p in sections_of(brief) for b in p.section.blocks if isinstance(b, Figure)]
    overview = next(f for f in drawn if f.chart == "outcome_overview")
    assert "UN contingents" not in " ".join(str(row["issue"]) for row in overview.data)
    assert len({row["issue"] for row in overview.data}) == 9


def test_moves_are_told_by_one_standard(brief: Brief) -> None:
    r2p, battalion = lines(brief, "issue-r2p"), lines(brief, "issue-centrasbat")
    assert "Weighted median: at the stated positions it stands on the middle already" in r2p
    assert "one move could carry it to or over the middle" in r2p
    assert "nobody alone could carry it to or over the middle; for example" in battalion
    assert "other pairs may do" in battalion
    assert digests.others_as_small(3) == "other sets of 3 may do"


def test_the_first_page_tells_the_weightiest_checks(material: Material) -> None:
    desk = Desk(material)
    found = glance.weightiest(desk, list(material.verdicts))
    assert [v.statement for v in found[:3]] == ["A002", "A132", "A139"]
    assert all(v.ruling in {Ruling.CONTRADICTED, Ruling.PARTLY} for v in found)
    side_remark = next(v for v in found if v.statement == "A149")
    contradicted = replace(side_remark, finding=replace(side_remark.finding, ruling=Ruling.CONTRADICTED))
    assert glance.weightiest(desk, [*found, contradicted])[0] is contradicted


def test_broad_support_is_what_several_participants_hold() -> None:
    def theme(*holders: Attribution) -> dict[str | None, list[str]]:
        made = tuple(said_by(n, holder) for n, holder in enumerate(holders, 1))
        section = next(
            p.section
            for p in sections_of(build(Material(meeting=MEETING, statements=made)))
            if p.section.key == "theme-org"
        )
        found = {b.title: [plain(item) for item in b.items] for b in section.blocks if isinstance(b, Bullets)}
        return found | {"none": [plain(s) for b in section.blocks if isinstance(b, Paragraph) for s in b.sentences][1:]}

    report, state = Attribution(), Attribution(kind=HolderKind.STATE, affiliation=("IND",))
    one, some, bare, most = (
        Attribution(kind=HolderKind.PARTICIPANT, quantifier=q)
        for q in (Quantifier.ONE, Quantifier.SOME, Quantifier.UNSPECIFIED, Quantifier.MOST)
    )
    mixed = theme(report, state, one, bare, some, most)
    assert [item.split(":")[0] for item in mixed["Broadest support"]] == [
        "Most participants",
        "Some participants",
        "Participants",
    ]
    assert mixed["none"] == []
    single = theme(report, report, state, one, one)
    assert "Broadest support" not in single
    assert single["none"] == ["No view with broad support is reported."]
    assert not any(item.startswith("The report") for item in single["Voices"])
    assert len(theme(report, report, report, report, report)["The report's own account"]) == 4


def test_a_meeting_without_title_is_told_by_its_report() -> None:
    report = Report(id="r", title="Notes from Jakarta")
    assert title_of(Material(meeting=Meeting(id="notes", title="notes"), report=report)) == "Notes from Jakarta"
    assert title_of(Material(meeting=MEETING, report=report)) == "A dialogue"


def test_the_rule_of_disclosure_is_said(page: str) -> None:
    assert "Its rule of disclosure: it tells country, organisation and role" in page


def test_commands_are_set_as_code_and_stay_text() -> None:
    page = render_html(build(Material(meeting=replace(MEETING, title="`<b>`"))))
    assert "<code>contingent add</code>" in page
    assert "<b>`" not in page


def test_rows_read_are_short() -> None:
    read = rows_read(
        ["contributions TJK 2013-11 all operations total, line 61", "events e1", "events e2", "TJK: 2013-11"]
    )
    assert read == "contributions TJK 2013-11:61; events e1, e2; series TJK: 2013-11"
