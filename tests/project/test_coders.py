"""Several coders on one project: own codings, blind work, comparison, adjudication."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

import contingent as ct
from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, UsageError
from contingent.base.spans import Span
from contingent.coding.codings import Basis, Choice
from contingent.coding.comparing import Accord
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Hedge, Status
from contingent.project.codings import add_coder, assignment_progress, finish, settled_reports, withdraw
from contingent.project.comparing import comparison_rows, save_comparison
from contingent.project.project import Project
from contingent.project.reviewing import export_statements, import_statements, review_statements
from contingent.project.settling import Ruling, left_to_settle, settle, settlements_of
from contingent.store.coders import Coder, CoderKind


def at_desk(project: Project, coder: str | None) -> Project:
    """The same file with somebody else at the desk."""
    return ct.open(project.store.address, coder=coder or "")


@pytest.fixture
def team(empty: Project, report: Path) -> Project:
    """A report assigned to anna and ben, blind, with suggestions for each of them to review."""
    empty.add(report)
    for coder in ("anna", "ben"):
        add_coder(empty, coder)
        empty.assign("nairobi", coder, blind=True)
        with at_desk(empty, coder) as desk:
            desk.suggest()
    return empty


@pytest.fixture
def done(team: Project) -> Project:
    """The same with both finished: ben has another hedge, anna rejected the last."""
    own = {c: team.statements.ids(report="nairobi", coder=c) for c in ("anna", "ben")}
    with at_desk(team, "anna") as desk:
        review_statements(desk, own["anna"][:-1], accept=True)
        review_statements(desk, own["anna"][-1:], reject=True)
        finish(desk, "nairobi", "anna")
    with at_desk(team, "ben") as desk:
        review_statements(desk, own["ben"], accept=True)
        review_statements(desk, own["ben"][:1], edits={"hedge": "likely"})
        finish(desk, "nairobi", "ben")
    return team


def test_each_coder_has_statements_of_their_own(team: Project) -> None:
    anna, ben = (team.statements.find(coder=each) for each in ("anna", "ben"))
    assert len(anna) == len(ben) > 3
    assert {each.status for each in (*anna, *ben)} == {Status.SUGGESTED}
    assert [each.span for each in anna] == [each.span for each in ben]
    heads = {each.head for each in ben if each.head}
    assert heads <= {each.id for each in ben}, "copies point at copies"


def test_a_coder_who_works_blind_sees_their_own_alone(team: Project) -> None:
    every = team.statements.ids()
    with at_desk(team, "anna") as desk:
        own = desk.statements.ids()
        assert {each.coder for each in desk.statements.find()} == {"anna"}
        assert len(own) == desk.statements.count() == len(desk.statements) == desk.statements.table().height
        other = next(each for each in every if each not in own)
        assert other not in desk.statements
        assert desk.statements.count(ids=[other]) == 0
        assert desk.journal.history(other) == ()
        for verb in (desk.statements.get, desk.statements.remove):
            with pytest.raises(NotFoundError) as caught:
                verb(other)
            assert not (set(every) - {other, *own}) & set((caught.value.remedy or "").rstrip("?").split())
        with pytest.raises(ConflictError, match="you code this report blind"):
            desk.compare("nairobi")
        with pytest.raises(ConflictError, match="you code this report blind"):
            desk.brief()
        assert desk.standings()[0].basis is Basis.BLIND
        assert [row["statements"] for row in assignment_progress(desk)] == [0, None]
        assert settled_reports(desk) == ()
        with pytest.raises(NotFoundError):
            review_statements(desk, [other], accept=True)


def test_what_is_blind_is_not_opened_in_passing(team: Project) -> None:
    with at_desk(team, "anna") as desk:
        for who in ("anna", "ben"):
            with pytest.raises(ConflictError, match="codes it blind"):
                desk.assign("nairobi", who)
    with pytest.raises(ConflictError, match="codes it blind"):
        team.assign("nairobi", "anna")
    assert team.assign("nairobi", "anna", blind=True).blind
    add_coder(team, "cleo")
    assert not team.assign("nairobi", "cleo").blind
    assert team.assign("nairobi", "cleo", blind=True).blind, "what is open can become blind"
    team.assign("nairobi", "ben", blind=True)
    for who in ("anna", "cleo"):
        with at_desk(team, who) as desk, pytest.raises(ConflictError, match="who codes what"):
            desk.undo()
    withdraw(team, "nairobi", "cleo")
    assert not team.assign("nairobi", "cleo").blind


def test_the_journal_keeps_others_to_itself(team: Project) -> None:
    with at_desk(team, "ben") as desk:
        review_statements(desk, desk.statements.ids()[:1], accept=True)
    with at_desk(team, "anna") as desk:
        latest = desk.journal.entries(1)[0]
        assert (latest.summary, latest.count) == ("Not shown while you code blind", 0)
        assert desk.journal.entry(latest.id).summary == latest.summary
        assert "S0" not in latest.summary
        with pytest.raises(ConflictError, match="another coder's"):
            desk.undo()
    with at_desk(team, "ben") as desk:
        assert desk.journal.entries(1)[0].summary.startswith("Accepted")
        assert desk.undo().startswith("Accepted")


def test_all_see_all_once_every_blind_coder_has_finished(team: Project) -> None:
    with at_desk(team, "anna") as desk:
        finish(desk, "nairobi", "anna")
        assert {each.coder for each in desk.statements.find()} == {"anna"}, "ben is still at work"
        with pytest.raises(UsageError, match="Only ben can say"):
            finish(desk, "nairobi", "ben")
        with pytest.raises(UsageError, match="cannot be withdrawn"):
            withdraw(desk, "nairobi", "ben")
    with at_desk(team, "ben") as desk:
        finish(desk, "nairobi", "ben")
        assert {each.coder for each in desk.statements.find()} == {"anna", "ben"}


def test_somebody_who_left_can_be_withdrawn(team: Project) -> None:
    with at_desk(team, "anna") as desk:
        finish(desk, "nairobi", "anna")
    withdraw(team, "nairobi", "ben")
    with at_desk(team, "anna") as desk:
        assert {each.coder for each in desk.statements.find()} == {"anna", "ben"}


def test_an_open_assignment_hides_nothing(empty: Project, report: Path) -> None:
    empty.add(report)
    empty.suggest()
    add_coder(empty, "anna")
    empty.assign("nairobi", "anna")
    with at_desk(empty, "anna") as desk:
        before = desk.statements.count()
        assert before > 0
        assert len(desk.suggest("nairobi")) == before
        with pytest.raises(ConflictError, match="no part of your own coding"):
            review_statements(desk, desk.statements.ids(coder="rules")[:1], accept=True)


def test_nobody_reviews_what_is_anothers(done: Project) -> None:
    key = done.statements.ids(coder="ben")[0]
    before = done.statements.get(key)
    for who in ("anna", None):
        with at_desk(done, who) as desk, pytest.raises(ConflictError, match="belongs to the coding of ben") as caught:
            review_statements(desk, [key], reject=True)
        assert "CONTINGENT_CODER=ben" in str(caught.value)
    assert done.statements.get(key) == before


def test_without_assignments_every_statement_stands(case: Project) -> None:
    assert case.statements.ids(standing=True) == case.statements.ids()
    assert case.standings() == ()
    assert case.statements.ids(standing=True, holder="RUS") == case.statements.ids(holder="RUS")


def test_the_standing_coding_goes_from_the_first_coder_to_what_is_settled(done: Project) -> None:
    assert {each.coder for each in done.statements.find(standing=True)} == {"anna"}
    assert done.standings()[0].basis is Basis.EARLIEST
    assert "nothing is settled yet" in done.standings()[0].text()
    done.settle_agreed("nairobi")
    assert {each.coder for each in done.statements.find(standing=True)} == {"settled"}
    assert done.standings()[0].basis is Basis.SETTLED
    left = [s for p in done.compare("nairobi").places if p.accord is not Accord.AGREED for s in p.statements.values()]
    assert done.standings()[0].unsettled == len(left) > 1
    assert f"{len(left)} statements of its coders are not settled yet and not told" in done.standings()[0].text()
    done.settle(*(each.id for each in left), drop=True, why="x")
    assert done.standings()[0].unsettled == 0
    assert "not told" not in done.standings()[0].text()
    done.undo()
    done.undo()
    assert {each.coder for each in done.statements.find(standing=True)} == {"anna"}


def test_analyses_read_the_standing_coding(done: Project) -> None:
    checked = {each.statement for each in done.check()}
    assert checked
    assert checked <= set(done.statements.ids(coder="anna"))
    done.settle_agreed("nairobi")
    done.settle(done.statements.ids(coder="ben")[0], take="ben", why="So it stands in the text")
    assert {each.statement for each in done.check()} <= set(done.statements.ids(coder="settled"))
    told = done.brief()
    from contingent.briefs.render.html import render_html

    page = render_html(told)
    assert not [key for key in done.statements.ids(coder=["anna", "ben"]) if f'"#{key}"' in page]


def test_a_comparison_says_where_codings_differ(done: Project) -> None:
    compared = done.compare("nairobi")
    assert compared.coders == ("anna", "ben")
    assert compared.places[0].differing == ("hedge",)
    assert compared.places[-1].without == ("anna",)
    rows = comparison_rows(done, compared)
    assert rows[0]["differing"]["hedge"]["ben"] == "likely"
    assert rows[0]["quote"].startswith("Most speakers argued")
    assert done.compare("nairobi", "ben", "anna").coders == ("ben", "anna")
    with pytest.raises(UsageError, match="takes two coders"):
        done.compare("nairobi", "ben")
    with pytest.raises(NotFoundError, match="carl"):
        done.compare("nairobi", "carl")


def test_who_has_not_begun_is_not_compared(done: Project) -> None:
    add_coder(done, "cem")
    done.assign("nairobi", "cem")
    assert done.compare("nairobi").coders == ("anna", "ben")
    assert done.settle_agreed("nairobi")


def test_settling_records_who_decided_what_and_why(done: Project) -> None:
    first, last = done.statements.ids(coder="ben")[0], done.statements.ids(coder="ben")[-1]
    agreed = done.settle_agreed("nairobi")
    assert {each.choice for each in agreed} == {Choice.AGREED}
    assert len(agreed) == done.compare("nairobi").count(Accord.AGREED)
    with at_desk(done, "chair") as desk:
        (taken,) = desk.settle(first, take="ben", why="It says would")
        (dropped,) = desk.settle(last, drop=True, why="Nobody said so")
    assert (taken.coder, taken.by, taken.why) == ("ben", "chair", "It says would")
    assert taken.statements == (done.statements.ids(coder="anna")[0], first)
    assert done.statements.get(taken.statement or "").hedge is Hedge.LIKELY
    assert (dropped.statement, dropped.statements) == (None, (last,))
    assert settlements_of(done, first) == settlements_of(done, taken.statement or "") == (taken,)
    left = left_to_settle(done, "nairobi")
    assert (left["settled"], left["dropped"]) == (len(agreed) + 1, 1)
    assert left["left_agreed"] == left["left_differ"] == left["left_partial"] == 0
    assert done.settle_agreed("nairobi") == ()
    assert done.store.verify().sound


def test_what_a_coder_changes_after_it_was_settled_is_told(done: Project) -> None:
    first, second = done.statements.ids(coder="anna")[:2]
    theirs = done.statements.ids(coder="ben")
    done.settle_agreed("nairobi")
    done.settle(theirs[0], take="ben", why="It says would")
    done.settle(theirs[0], edits={"type": "fact"}, why="It is one")
    assert left_to_settle(done, "nairobi")["changed_since"] == 0
    with at_desk(done, "anna") as desk:
        review_statements(desk, [first], edits={"type": "norm"})  # not what was taken
        review_statements(desk, [second], edits={"mode": "hoped"})
    with at_desk(done, "ben") as desk:
        review_statements(desk, theirs[:1], edits={"hedge": "unlikely", "type": "norm"})
    rows = comparison_rows(done, done.compare("nairobi"))
    assert rows[0]["decided"][-1] == "changed since by coders: hedge no longer as settled"
    assert rows[1]["decided"][-1] == "changed since by coders: mode no longer as settled"
    assert left_to_settle(done, "nairobi")["changed_since"] == 2
    done.settle(theirs[0], take="ben", why="He came to see it")
    assert left_to_settle(done, "nairobi")["changed_since"] == 1
    with at_desk(done, "anna") as desk:
        review_statements(desk, [second], reject=True)
    assert f"{second} is gone" in comparison_rows(done, done.compare("nairobi"))[1]["decided"][-1]


def test_what_no_coder_stands_for_any_more_can_be_dropped(done: Project) -> None:
    (settled, *_) = done.settle_agreed("nairobi")
    for who in ("anna", "ben"):
        with at_desk(done, who) as desk:
            review_statements(desk, [each for each in settled.statements if desk.statements.get(each).coder == who],
                              reject=True)  # fmt: skip
    assert settled.statement
    with pytest.raises(NotFoundError, match="none of the codings"):
        done.settle(settled.statement, edits={"hedge": "likely"}, why="x")
    (dropped,) = done.settle(settled.statement, drop=True, why="Both took it back")
    assert (dropped.choice, dropped.statements) == (Choice.DROP, settled.statements)
    assert settled.statement not in done.statements
    assert done.store.verify().sound


def test_a_field_can_be_set_and_a_decision_taken_anew(done: Project, content: Callable[[Project], Any]) -> None:
    first = done.statements.ids(coder="anna")[0]
    (whole, field) = done.settle(first, edits={"hedge": "likely"}, why="With ben on this")
    assert (whole.choice, whole.coder, field.choice, field.field) == (Choice.TAKE, "anna", Choice.SET, "hedge")
    assert (field.value, field.coder) == ("likely", "ben")
    (again,) = done.settle(whole.statement or "", edits={"hedge": "possible"}, why="On reflection")
    assert (again.statement, again.coder) == (whole.statement, None)
    assert done.statements.get(whole.statement or "").hedge is Hedge.POSSIBLE
    before = content(done)
    done.settle(first, drop=True, why="Not a statement")
    assert whole.statement not in done.statements
    assert [each.statement for each in settlements_of(done, first)] == [None] * 4
    done.undo()
    assert {k: v for k, v in content(done).items() if k != "journal"} == {
        k: v for k, v in before.items() if k != "journal"
    }


@pytest.mark.parametrize(
    ("ruling", "error", "words"),
    [
        (Ruling(why="x"), UsageError, "Say what is settled"),
        (Ruling(drop=True, take="ben", why="x"), UsageError, "Say what is settled"),
        (Ruling(take="ben"), UsageError, "needs its reason"),
        (Ruling(take="ben", why="  "), UsageError, "needs its reason"),
        (Ruling(take="carl", why="x"), NotFoundError, "has no statement there"),
        (Ruling(edits={"hedge": "maybe"}, why="x"), InputError, "not a hedge"),
        (Ruling(edits={"id": "S1"}, why="x"), UsageError, "cannot be set"),
    ],
)
def test_a_ruling_that_cannot_be_carried_out_stores_nothing(
    done: Project, content: Callable[[Project], Any], ruling: Ruling, error: type[ContingentError], words: str
) -> None:
    before = content(done)
    with pytest.raises(error, match=words):
        settle(done, done.statements.ids(coder="anna")[:2], ruling)
    assert content(done) == before


def test_nothing_is_settled_while_somebody_codes_blind(team: Project) -> None:
    with pytest.raises(ConflictError, match="still coded blind by anna, ben"):
        team.settle(team.statements.ids()[0], take="anna", why="x")
    with pytest.raises(ConflictError, match="still coded blind"):
        team.settle_agreed("nairobi")
    assert len(team.settlements) == 0
    assert not team.coders.ids(kind=CoderKind.SETTLED)


def test_settled_statements_change_only_by_settling(done: Project) -> None:
    (decision, *_) = done.settle_agreed("nairobi")
    with pytest.raises(ConflictError, match="It is settled"):
        review_statements(done, [decision.statement or ""], reject=True)
    with pytest.raises(ConflictError, match="settlements refer"):
        done.statements.remove(decision.statement or "")
    with pytest.raises(UsageError, match="codes nothing"):
        done.assign("nairobi", "settled")


def test_a_person_called_settled_is_not_taken_for_the_settled_coding(done: Project) -> None:
    done.coders.add(Coder(id="settled", name="A person"))
    (decision, *_) = done.settle_agreed("nairobi")
    assert done.statements.get(decision.statement or "").coder == "settled-2"
    assert {each.coder for each in done.statements.find(standing=True)} == {"settled-2"}


def test_the_astana_case_coded_by_two(case: Project, tmp_path: Path) -> None:
    """A second reading with known differences of the coded case: every one is found, all else agrees."""
    report = case.reports.ids()[0]
    coded = case.statements.find(report=report)
    for coder in ("anna", "ben"):
        add_coder(case, coder)
        case.assign(report, coder)
    mine: dict[str, Any] = {"coder": "anna", "status": Status.ACCEPTED}
    from dataclasses import replace

    case.statements.add([replace(s, id=f"A-{s.id}", **mine) for s in coded])
    second = [replace(s, id=f"B-{s.id}", coder="ben", status=Status.ACCEPTED) for s in coded[5:]]
    second[0] = replace(second[0], hedge=Hedge.UNLIKELY)
    second[1] = replace(second[1], attribution=replace(second[1].attribution, affiliation=("KEN",)))
    case.statements.add(second)
    compared = case.compare(report)
    assert len(compared.places) == len(coded)
    assert all(len({s.id[2:] for s in place.statements.values()}) == 1 for place in compared.places)
    assert compared.alone("anna") == 5
    assert compared.differences == {"hedge": 1, "affiliation": 1}
    made = case.settle_agreed(report)
    assert len(made) == len(coded) - 7
    links = {s.head for s in case.statements.find(coder="settled") if s.head}
    assert links
    twins = {source: each.statement for each in made for source in each.statements}
    by_id = {s.id: s for s in case.statements.find(report=report)}
    for each in made:
        source = by_id[each.statements[0]]
        assert by_id[each.statement or ""].head == twins.get(source.head or "", source.head)


def test_evidence_leads_to_what_was_settled(case: Project) -> None:
    """A coder reads the coded case anew; what positions rest on is then told from the settled coding."""
    from dataclasses import replace

    from contingent.briefs.render.html import render_html

    report, name = case.reports.ids()[0], case.coders.ids()[0]
    before = render_html(case.brief())
    add_coder(case, "anna")
    for coder in (name, "anna"):
        case.assign(report, coder)
    coded = case.statements.find(report=report)
    case.statements.add([replace(s, id=f"A-{s.id}", coder="anna") for s in coded])
    case.settle_agreed(report)
    after = render_html(case.brief())
    twins = {source: each.statement for each in case.settlements.find() for source in each.statements}
    assert "A024" in before
    assert twins["A024"] in after
    assert before.count('class="cite') == after.count('class="cite')


def test_lines_without_a_coder_are_of_the_coder_at_the_desk(team: Project, tmp_path: Path) -> None:
    with at_desk(team, "anna") as desk:
        desk.statements.remove(desk.statements.ids())
        lines = tmp_path / "mine.jsonl"
        lines.write_text('{"id": "X1", "start": 20, "end": 40, "variables": {"agreement": true}}\n', encoding="utf-8")
        import_statements(desk, lines, "nairobi")
        assert desk.statements.get("X1").coder == "anna"
        assert desk.statements.get("X1").variables == {"agreement": True}
        export_statements(desk, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").count("\n") == 1


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a/b%2Fc",
    "[bold]x[/bold]",
    "ÅÄÖ Ж 𝒳",
    "../../x",
    "O'Hara\"; --",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(team: Project, tmp_path: Path, name: str) -> None:
    add_coder(team, name)
    team.assign("nairobi", name)
    team.statements.add(Statement(id="H1", report="nairobi", span=Span(20, 60), coder=name, paraphrase=name,
                                  attribution=Attribution(affiliation=(name,))))  # fmt: skip
    for coder in ("anna", "ben"):
        with at_desk(team, coder) as desk:
            review_statements(desk, desk.statements.ids(), accept=True)
            finish(desk, "nairobi", coder)
    page = save_comparison(team, team.compare("nairobi"), tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert str(escape(name)) in page
    assert finish(team, "nairobi", name).finished
    assert team.store.verify().sound


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "nul\0", "zero\u200bwidth", "x" * 81, "right\u202eleft"])
def test_names_that_cannot_be_read_are_refused(empty: Project, name: str) -> None:
    with pytest.raises(InputError, match="cannot be the name"):
        add_coder(empty, name)
    assert len(empty.coders) == 0


def test_one_name_in_two_unicode_forms_is_one_coder(empty: Project) -> None:
    add_coder(empty, "Ren\u00e9")
    with pytest.raises(ConflictError):
        add_coder(empty, "Rene\u0301")
    with ct.open(empty.store.address, coder="Rene\u0301") as desk:
        assert desk.store.coder == "Ren\u00e9"


def test_the_sheet_is_one_page_that_fetches_nothing(done: Project, tmp_path: Path) -> None:
    done.settle_agreed("nairobi")
    page = save_comparison(done, done.compare("nairobi"), tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"https?://|url\(|@import| src=| href=", page)
    assert "≠ hedge" in page
    assert 'class="differs"' in page
    assert page.count('class="columns"') == 1
    assert "all agree" in page
    with pytest.raises(InputError, match="written as HTML"):
        save_comparison(done, done.compare("nairobi"), tmp_path / "c.pdf")


WRITER = """
import sys
import contingent as ct
from contingent.project.reviewing import review_statements
path, coder = sys.argv[1:]
with ct.open(path, coder=coder) as desk:
    for key in desk.statements.ids(coder=coder):
        review_statements(desk, [key], accept=True)
        review_statements(desk, [key], edits={"note": coder})
"""


def test_two_coders_write_at_once(team: Project) -> None:
    path = team.store.address
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, coder]) for coder in ("anna", "ben")]
    assert [each.wait() for each in writers] == [0, 0]
    for coder in ("anna", "ben"):
        own = team.statements.find(coder=coder)
        assert {(each.note, each.status) for each in own} == {(coder, Status.EDITED)}
    changes = team.journal.entries(None, noun="statement")
    assert len([e for e in changes if e.action == "change"]) == 2 * len(team.statements.ids())
    assert team.store.verify().sound
