"""Merging two projects: nothing is dropped in silence, equal things are known as equal, ancestors are found again."""

from __future__ import annotations

import shutil
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import ConflictError
from contingent.base.spans import Span
from contingent.coding.codebook import Code, Codebook
from contingent.coding.reports import CleanText, Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Hedge, Stance
from contingent.positions.issues import Issue
from contingent.store.aligning import naming
from contingent.store.ancestors import Rows, common_ancestor, rows_of_project
from contingent.store.coders import Coder
from contingent.store.engines import open_store
from contingent.store.merging import Conflict, Merge, Side, apply_merge, merge_rows
from contingent.store.nouns import NOUNS
from contingent.store.store import Store

SLOWLY = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
REPORTS = ("r1", "r2")
IDS = tuple(f"S{n}" for n in range(6))


def rows_of(**things: Any) -> Rows:
    rows: Rows = {noun: {} for noun in NOUNS}
    for noun, listed in things.items():
        kept = NOUNS[noun.replace("_", " ")]
        rows[kept.noun] = {kept.key(each): kept.row(each) for each in listed}
    return rows


def a_report(key: str, text: str | None = None, **fields: Any) -> Report:
    clean = None if text is None else CleanText(text=text, sections=(), paragraphs=(), sentences=())
    return Report(id=key, title=fields.pop("title", f"Report {key}"), meeting="m", clean=clean, **fields)


def a_statement(key: str, **fields: Any) -> Statement:
    return Statement(**{"id": key, "report": "r1", "span": Span(0, 5), "coder": "anna", **fields})


FRONT: dict[str, Any] = {
    "meeting": [Meeting(id="m", title="Talks", start=date(2020, 1, 2))],
    "report": [a_report(key, text=f"Words of {key}.") for key in REPORTS],
    "coder": [Coder(id="anna", name="Anna"), Coder(id="ben", name="Ben")],
}


@st.composite
def projects(draw: st.DrawFn) -> Rows:
    """A project with some statements of two coders on two reports, and an issue that cites some."""
    statements = [
        a_statement(
            key,
            report=draw(st.sampled_from(REPORTS)),
            span=Span(0, draw(st.integers(1, 3))),
            coder=draw(st.sampled_from(["anna", "ben"])),
            stance=draw(st.sampled_from([None, Stance.SUPPORT, Stance.OPPOSE])),
            hedge=draw(st.sampled_from([Hedge.CERTAIN, Hedge.LIKELY])),
            concepts=draw(st.sampled_from([(), ("a",), ("b", "a")])),
            head=draw(st.sampled_from([None, "S0"])),
        )
        for key in draw(st.sets(st.sampled_from(IDS)))
    ]
    cited = tuple(each.id for each in statements[:2])
    issue = Issue(id="i", name="I", question="?", zero="0", fifty="50", hundred="100", evidence=cited)
    return rows_of(**FRONT, statement=statements, issue=[issue] if draw(st.booleans()) else [])


def without_order(rows: Rows) -> dict[str, dict[str, Any]]:
    return {noun: dict(sorted(found.items())) for noun, found in rows.items()}


def complete(rows: Rows) -> bool:
    """Whether everything that has to be there is there."""
    return all(
        key in rows[other]
        for noun, found in rows.items()
        for row in found.values()
        for other, key, needed in naming(noun, row)
        if needed
    )


@SLOWLY
@given(projects())
def test_a_project_merged_with_itself_is_itself(rows: Rows) -> None:
    for base in (None, rows, rows_of(**FRONT)):
        merge = merge_rows(rows, deepcopy(rows), base)
        assert merge.rows == rows
        assert (merge.empty, merge.conflicts, merge.renamed, merge.dropped) == (True, (), (), ())


@SLOWLY
@given(projects(), projects())
def test_nothing_of_either_side_is_missing_without_a_word(ours: Rows, theirs: Rows) -> None:
    merge = merge_rows(ours, theirs)
    new = {each.old: each.new for each in merge.renamed if each.noun == "statement"}
    assert complete(merge.rows)
    for key, row in ours["statement"].items():
        assert merge.rows["statement"][key] == row, "undecided conflicts stand as ours"
    for key, row in theirs["statement"].items():
        made = merge.rows["statement"][new.get(key, key)]
        clashing = {c.field for c in merge.conflicts if c.noun == "statement" and c.record == made["id"]}
        for column, value in row.items():
            if column in ("id", "head") or column in clashing:
                continue
            assert made[column] == value, (key, column)
        if "head" not in clashing:
            assert made["head"] == new.get(row["head"], row["head"])


@SLOWLY
@given(projects(), projects(), projects())
def test_a_three_way_merge_keeps_every_change_or_lists_it(base: Rows, ours: Rows, theirs: Rows) -> None:
    merge = merge_rows(ours, theirs, base)
    assert complete(merge.rows)
    told = {(c.noun, c.record, c.field) for c in merge.conflicts}
    new = {each.old: each.new for each in merge.renamed if each.noun == "statement"}
    for key, row in theirs["statement"].items():
        before, mine = base["statement"].get(key), ours["statement"].get(key)
        made = merge.rows["statement"].get(new.get(key, key))
        if before is None or row != before:  # added or changed there
            assert made is not None
            for column, value in row.items():
                changed = before is None or before[column] != value
                field = "span" if column.startswith("span_") else column
                kept = ("id", "head") if new else ("id",)
                if changed and column not in kept and ("statement", made["id"], field) not in told:
                    assert made[column] == value or ("statement", made["id"], None) in told
        elif mine is None:  # removed here, untouched there
            assert made is None or ("statement", key, None) in told


@SLOWLY
@given(projects(), projects())
def test_both_directions_agree_where_nothing_clashes(one: Rows, two: Rows) -> None:
    here, there = merge_rows(one, two), merge_rows(two, one)
    assert len(here.conflicts) == len(there.conflicts)
    if not here.conflicts and not here.renamed:
        assert without_order(here.rows) == without_order(there.rows)


@SLOWLY
@given(projects(), projects(), projects())
def test_a_side_decides_all(base: Rows, ours: Rows, theirs: Rows) -> None:
    for side in (Side.OURS, Side.THEIRS, Side.BOTH):

        def choose(conflict: Conflict, side: Side = side) -> Side:
            can = side is not Side.BOTH or (conflict.noun == "statement" and conflict.field is not None)
            return side if can else Side.OURS

        merge = merge_rows(ours, theirs, base, choose)
        assert not merge.undecided
        assert complete(merge.rows)
        for noun, rows in merge.rows.items():
            kept = NOUNS[noun]
            assert all(kept.row(kept.thing(row)) == row for row in rows.values())


@SLOWLY
@given(projects(), projects(), projects())
def test_merging_again_changes_nothing_more(base: Rows, ours: Rows, theirs: Rows) -> None:
    once = merge_rows(ours, theirs, base, lambda _: Side.OURS)
    again = merge_rows(once.rows, theirs, base, lambda _: Side.OURS)
    added = {key for key in again.added.get("statement", ()) if key in once.rows["statement"]}
    assert not added
    if not once.renamed:
        assert again.empty


# Rules, one by one --------------------------------------------------------------------------------------------------


def conflicts_of(merge: Merge) -> list[tuple[str, str, str | None]]:
    return [(each.noun, each.record, each.field) for each in merge.conflicts]


def test_the_same_text_under_another_id_is_the_same_report_and_all_that_refers_to_it_follows() -> None:
    ours = rows_of(**{**FRONT, "report": [a_report("mine", text="Words.")]})
    theirs = rows_of(
        **{**FRONT, "report": [a_report("yours", text="Words.", title="Report mine")]},
        statement=[a_statement("S1", report="yours")],
    )
    merge = merge_rows(ours, theirs)
    assert [(r.noun, r.old, r.new) for r in merge.renamed] == [("report", "yours", "mine")]
    assert merge.rows["statement"]["S1"]["report"] == "mine"
    assert list(merge.rows["report"]) == ["mine"]


def test_another_report_under_the_same_id_gets_a_new_one() -> None:
    ours = rows_of(**{**FRONT, "report": [a_report("r", text="One.")]}, statement=[a_statement("S1", report="r")])
    theirs = rows_of(
        **{**FRONT, "report": [a_report("r", text="Two.")]},
        statement=[a_statement("S1", report="r"), a_statement("S2", report="r", head="S1", span=Span(1, 2))],
        issue=[Issue(id="i", name="I", question="?", zero="0", fifty="50", hundred="100", evidence=("S1", "S2"))],
    )
    merge = merge_rows(ours, theirs)
    assert {(r.noun, r.old, r.new) for r in merge.renamed} == {("report", "r", "r-2"), ("statement", "S1", "S1-2")}
    assert merge.rows["statement"]["S2"]["head"] == "S1-2"
    assert merge.rows["statement"]["S1-2"]["report"] == "r-2"
    assert merge.rows["issue"]["i"]["evidence"] == ["S1-2", "S2"]
    assert not merge.conflicts


def test_codings_of_two_coders_on_the_same_passages_both_stay() -> None:
    ours = rows_of(**FRONT, statement=[a_statement("S1", coder="anna", stance=Stance.SUPPORT)])
    theirs = rows_of(**FRONT, statement=[a_statement("S1", coder="ben", stance=Stance.OPPOSE)])
    merge = merge_rows(ours, theirs)
    assert {(s["id"], s["coder"], s["stance"]) for s in merge.rows["statement"].values()} == {
        ("S1", "anna", "support"), ("S1-2", "ben", "oppose"),
    }  # fmt: skip
    assert not merge.conflicts


def test_two_people_with_one_sign_are_told_apart() -> None:
    ours = rows_of(**{**FRONT, "coder": [Coder(id="anna", name="Anna Berg")]}, statement=[a_statement("S1")])
    theirs = rows_of(**{**FRONT, "coder": [Coder(id="anna", name="Anna Lind")]}, statement=[a_statement("S2")])
    merge = merge_rows(ours, theirs)
    assert merge.rows["statement"]["S2"]["coder"] == "anna-2"


def test_a_statement_that_is_here_under_another_id_comes_once() -> None:
    ours = rows_of(**FRONT, statement=[a_statement("A1")])
    theirs = rows_of(**FRONT, statement=[a_statement("B1"), a_statement("B2", stance=Stance.OPPOSE)])
    merge = merge_rows(ours, theirs)
    assert set(merge.rows["statement"]) == {"A1", "B2"}


def book(*codes: Code) -> Codebook:
    return Codebook(id="b", name="Book", version=1, codes=codes)


def test_codes_are_merged_one_by_one_and_definitions_that_differ_are_conflicts() -> None:
    ours = rows_of(codebook=[book(Code(code="a", name="A"), Code(code="b", name="B", definition="one"))])
    theirs = rows_of(
        codebook=[
            book(Code(code="a", name="A"), Code(code="a2", name="A2"), Code(code="b", name="B", definition="two"))
        ]
    )
    merge = merge_rows(ours, theirs)
    assert conflicts_of(merge) == [("codebook", "b@1", "codes.b.definition")]
    assert (merge.conflicts[0].ours, merge.conflicts[0].theirs) == ("one", "two")
    assert [code["code"] for code in merge.rows["codebook"]["b@1"]["codes"]] == ["a", "a2", "b"]
    taken = merge_rows(ours, theirs, None, lambda _: Side.THEIRS)
    assert taken.rows["codebook"]["b@1"]["codes"][2]["definition"] == "two"


def test_a_code_removed_there_and_changed_here_is_one_conflict() -> None:
    base = rows_of(codebook=[book(Code(code="a", name="A"), Code(code="b", name="B"))])
    ours = rows_of(codebook=[book(Code(code="a", name="A"), Code(code="b", name="Changed"))])
    theirs = rows_of(codebook=[book(Code(code="a", name="A"))])
    merge = merge_rows(ours, theirs, base)
    assert conflicts_of(merge) == [("codebook", "b@1", "codes.b")]
    assert merge.rows["codebook"] == ours["codebook"]
    taken = merge_rows(ours, theirs, base, lambda _: Side.THEIRS)
    assert [code["code"] for code in taken.rows["codebook"]["b@1"]["codes"]] == ["a"]


def test_fields_changed_by_one_side_each_are_both_taken() -> None:
    base = rows_of(**FRONT, statement=[a_statement("S1")])
    ours = rows_of(**FRONT, statement=[a_statement("S1", stance=Stance.SUPPORT, variables={"x": 1})])
    theirs = rows_of(**FRONT, statement=[a_statement("S1", hedge=Hedge.LIKELY, variables={"y": True})])
    made = merge_rows(ours, theirs, base)
    row = made.rows["statement"]["S1"]
    assert (row["stance"], row["hedge"], row["variables"]) == ("support", "likely", {"x": 1, "y": True})
    assert not made.conflicts


def test_a_span_is_one_field() -> None:
    base = rows_of(**FRONT, statement=[a_statement("S1", span=Span(0, 5))])
    ours = rows_of(**FRONT, statement=[a_statement("S1", span=Span(2, 5))])
    theirs = rows_of(**FRONT, statement=[a_statement("S1", span=Span(0, 3))])
    merge = merge_rows(ours, theirs, base)
    assert conflicts_of(merge) == [("statement", "S1", "span")]
    taken = merge_rows(ours, theirs, base, lambda _: Side.THEIRS).rows["statement"]["S1"]
    assert (taken["span_start"], taken["span_end"]) == (0, 3)


def test_what_one_removed_and_the_other_still_cites_is_asked_about() -> None:
    base = rows_of(**FRONT)
    ours = rows_of(**{**FRONT, "report": [FRONT["report"][0]]})
    theirs = rows_of(**FRONT, statement=[a_statement("S1", report="r2")])
    merge = merge_rows(ours, theirs, base)
    assert conflicts_of(merge) == [("report", "r2", None)]
    assert "S1" in merge.rows["statement"]
    gone = merge_rows(ours, theirs, base, lambda _: Side.OURS)
    assert (list(gone.rows["statement"]), len(gone.dropped)) == ([], 1)
    assert "S1" in gone.dropped[0]


def test_a_record_of_ours_is_never_lost_with_what_only_theirs_names() -> None:
    base = rows_of(**FRONT, statement=[a_statement("S1", report="r1")])
    ours = rows_of(**{**FRONT, "report": [FRONT["report"][0]]}, statement=[a_statement("S1", report="r1")])
    theirs = rows_of(**FRONT, statement=[a_statement("S1", report="r2", hedge=Hedge.LIKELY)])
    gone = merge_rows(ours, theirs, base, lambda _: Side.OURS)
    assert gone.rows["statement"] == ours["statement"]
    assert "taken whole as ours has it" in gone.dropped[0]
    assert complete(gone.rows)


def test_a_text_added_on_one_side_fills_the_report_of_the_other() -> None:
    ours = rows_of(**{**FRONT, "report": [a_report("r")]})
    theirs = rows_of(**{**FRONT, "report": [a_report("r", text="Words.", sha256="abc", original=b"Words.")]})
    for one, two in ((ours, theirs), (theirs, ours)):
        merge = merge_rows(one, two)
        assert not merge.conflicts
        assert merge.rows["report"]["r"]["text"] == "Words."


def test_a_text_too_short_for_the_spans_is_another_report() -> None:
    ours = rows_of(**{**FRONT, "report": [a_report("r1")]}, statement=[a_statement("S1", span=Span(90, 120))])
    theirs = rows_of(**{**FRONT, "report": [a_report("r1", text="Few words.")]}, statement=[a_statement("S2")])
    for one, two in ((ours, theirs), (theirs, ours)):
        merge = merge_rows(one, two)
        assert sorted(merge.rows["report"]) == ["r1", "r1-2"]
        assert [(each.noun, each.old, each.new) for each in merge.renamed] == [("report", "r1", "r1-2")]
        for row in merge.rows["statement"].values():
            text = merge.rows["report"][row["report"]]["text"]
            assert text is None or row["span_end"] <= len(text)


# Ancestors ----------------------------------------------------------------------------------------------------------

OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "remove", "undo", "redo"]), st.integers(0, 5)), max_size=8
)


def operate(store: Store, operations: list[tuple[str, int]], mark: str) -> None:
    for n, (act, number) in enumerate(operations):
        key = IDS[number]
        there = key in store.statements
        try:
            if act == "add" and not there:
                store.statements.add(Statement(id=key, attribution=Attribution(), note=f"{mark}{n}"))
            elif act == "change" and there:
                store.statements.change(key, note=f"{mark}{n}")
            elif act == "remove" and there:
                store.statements.remove(key)
            elif act in ("undo", "redo"):
                getattr(store, act)()
        except ConflictError:
            pass


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(OPERATIONS, OPERATIONS, OPERATIONS)
def test_the_ancestor_is_what_was_there_when_the_file_was_copied(
    tmp_path_factory: pytest.TempPathFactory, first: Any, ours: Any, theirs: Any
) -> None:
    folder = tmp_path_factory.mktemp("ancestor")
    with open_store(folder / "a.ct", create=True) as store:
        store.coders.add(Coder(id="x", name="x"))
        operate(store, first, "b")
        then = rows_of_project(store)
    shutil.copy(folder / "a.ct", folder / "b.ct")
    with open_store(folder / "a.ct") as a, open_store(folder / "b.ct") as b:
        operate(a, ours, "o")
        operate(b, theirs, "t")
        found = common_ancestor(a, b)
        assert found is not None
        shared = {key: row for key, row in then["statement"].items() if key in found["statement"]}
        assert found["statement"] == shared
        # The journals may tell more in common than the copy: the same change made on both sides at the same moment.
        assert set(then["statement"]) == set(found["statement"])
        merge = merge_rows(rows_of_project(a), rows_of_project(b), found, lambda _: Side.THEIRS)
        before = rows_of_project(a)
        entries = len(a.journal.entries(None))
        apply_merge(a, merge, "Merged")
        assert without_order(rows_of_project(a)) == without_order(merge.rows)
        assert len(a.journal.entries(None)) == entries + (not merge.empty)
        if not merge.empty:
            a.undo()
            assert rows_of_project(a) == before
        assert not a.verify().faults


def test_projects_without_a_common_beginning_have_no_ancestor(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.ct", create=True) as a, open_store(tmp_path / "b.ct", create=True) as b:
        for store in (a, b):
            store.coders.add(Coder(id="x", name="x"))
        assert common_ancestor(a, b) is None


def test_an_undecided_merge_writes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.ct", create=True) as a, open_store(tmp_path / "b.ct", create=True) as b:
        a.issues.add(Issue(id="i", name="I", question="?", zero="0", fifty="50", hundred="100"))
        b.issues.add(Issue(id="i", name="J", question="?", zero="0", fifty="50", hundred="100"))
        merge = merge_rows(rows_of_project(a), rows_of_project(b))
        before = rows_of_project(a)
        with pytest.raises(ConflictError) as raised:
            apply_merge(a, merge, "Merged")
        assert "undecided" in str(raised.value)
        assert rows_of_project(a) == before


# Merging again ------------------------------------------------------------------------------------------------------


def test_what_an_earlier_merge_gave_another_id_is_known_again_from_either_side() -> None:
    """Two teams, each with a coder `x` of its own and an undated meeting `m`: no twins however often they merge."""
    ours = rows_of(
        meeting=[Meeting(id="m", title="One")], coder=[Coder(id="x", name="Xenia")],
        report=[a_report("r1", text="Words.")], statement=[a_statement("S1", coder="x", hedge=Hedge.LIKELY)],
    )  # fmt: skip
    theirs = rows_of(
        meeting=[Meeting(id="m", title="Two")], coder=[Coder(id="x", name="Xaver")],
        report=[a_report("r1", text="Words.")], statement=[a_statement("S1", coder="x")],
    )  # fmt: skip
    once = merge_rows(ours, theirs, None, lambda _: Side.OURS)
    assert {noun: list(once.rows[noun]) for noun in ("meeting", "coder", "statement")} == {
        "meeting": ["m", "m-2"], "coder": ["x", "x-2"], "statement": ["S1", "S1-2"],
    }  # fmt: skip
    assert merge_rows(once.rows, theirs, None, lambda _: Side.OURS).empty
    back = merge_rows(theirs, once.rows, None, lambda _: Side.THEIRS)
    assert {noun: len(back.rows[noun]) for noun in ("meeting", "coder", "report", "statement")} == {
        "meeting": 2, "coder": 2, "report": 1, "statement": 2,
    }  # fmt: skip


def test_both_kept_once_are_not_kept_twice() -> None:
    base = rows_of(**FRONT, statement=[a_statement("S1")])
    ours = rows_of(**FRONT, statement=[a_statement("S1", hedge=Hedge.LIKELY)])
    theirs = rows_of(**FRONT, statement=[a_statement("S1", hedge=Hedge.UNLIKELY)])
    once = merge_rows(ours, theirs, base, lambda _: Side.BOTH)
    assert sorted(once.rows["statement"]) == ["S1", "S1-2"]
    again = merge_rows(once.rows, theirs, base)
    assert (again.empty, again.undecided) == (True, ())
    assert [(each.field, each.chosen) for each in again.conflicts] == [("hedge", Side.BOTH)]


def test_the_order_of_codes_is_a_field() -> None:
    def book(*codes: str) -> Rows:
        return rows_of(
            codebook=[Codebook(id="b", name="B", version=1, codes=tuple(Code(code=c, name=c) for c in codes))]
        )

    def order(merge: Merge) -> list[str]:
        return [each["code"] for each in merge.rows["codebook"]["b@1"]["codes"]]

    base = book("a", "b", "c")
    assert order(merge_rows(base, book("c", "b", "a"), base)) == ["c", "b", "a"]
    assert order(merge_rows(book("a", "b", "d", "c"), book("c", "b", "a"), base)) == ["c", "b", "d", "a"]
    clash = merge_rows(book("b", "a", "c"), book("c", "b", "a"), base, lambda _: Side.THEIRS)
    assert conflicts_of(clash) == [("codebook", "b@1", "order of codes")]
    assert order(clash) == ["c", "b", "a"]
