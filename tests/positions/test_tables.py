"""Issue and position files: complaints by row, both ways, hostile input."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contingent.base.complaints import ComplaintsError
from contingent.base.errors import InputError
from contingent.positions.agenda import Agenda
from contingent.positions.issues import read_issues
from contingent.positions.positions import Position, format_positions, read_positions
from contingent.positions.profiles import FRAMEWORK, read_profiles, read_relations, read_themes

HEADER = "issue,actor,position,low,high,salience\n"
ISSUE = "{id: i, name: n, question: q, zero: z, fifty: f, hundred: h}"


def test_every_bad_row_is_listed() -> None:
    rows = [
        "i,A,50,40,60,30",
        "i,B,50,60,70,30",
        "i,C,much,0,1,2",
        "i,A,1,1,1,1",
        "j,D,1,1,1,1",
        "i,,1,1,1,1",
        "i,E,1,1,1,nan",
    ]
    with pytest.raises(ComplaintsError) as caught:
        read_positions(HEADER + "\n".join(rows), issues=["i"])
    found = {complaint.record: complaint.what for complaint in caught.value.complaints}
    assert list(found) == ["row 3", "row 4", "row 5", "row 6", "row 7", "row 8"]
    assert "not in order" in found["row 3"]
    assert "'much' is not a number" in found["row 4"]
    assert "in row 2 too" in found["row 5"]
    assert "no issue 'j'" in found["row 6"]


def test_contradicting_positions_are_refused_however_they_come() -> None:
    twice = [Position(issue="i", actor="A", value=v, low=v, high=v, salience=1) for v in (1, 2)]
    with pytest.raises(InputError, match="A holds two positions on i") as caught:
        Agenda.of(twice)
    assert caught.value.remedy
    for low, value, high in ((60, 50, 70), (40, 50, 45), (70, 50, 30), (-1, 50, 60), (40, 50, 101)):
        with pytest.raises(InputError, match="not in order on 0-100") as caught:
            Position(issue="i", actor="A", value=value, low=low, high=high, salience=1)
        assert caught.value.record == "position of A on i"
        with pytest.raises(ComplaintsError, match="row 2"):
            read_positions(f"{HEADER}i,A,{value},{low},{high},1")
    with pytest.raises(ComplaintsError, match=r"row 3.*row 2 too"):
        read_positions(f"{HEADER}i,A,1,1,1,1\ni,A,1,1,1,1")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "lacks issue"), ("issue,actor\n", "lacks position"), (HEADER.replace("\n", ",colour\n"), "unknown columns")],
)
def test_a_wrong_header_is_named(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_positions(text)


def test_a_row_with_too_many_cells_is_named() -> None:
    with pytest.raises(InputError, match="more cells"):
        read_positions(HEADER + "i,A,1,1,1,1,extra")


names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
numbers = st.floats(0, 100)


@given(st.data())
def test_positions_go_round(data: st.DataObject) -> None:
    positions = {}
    for _ in range(data.draw(st.integers(1, 4))):
        low, value, high = sorted(data.draw(st.tuples(numbers, numbers, numbers)))
        p = Position(
            issue=data.draw(names), actor=data.draw(names), value=value, low=low, high=high,
            salience=data.draw(numbers), basis=data.draw(st.sampled_from(["explicit", "inferred"])),
            note=data.draw(st.none() | names),
            evidence=tuple(data.draw(st.lists(names, max_size=3))),
        )  # fmt: skip
        positions[p.issue, p.actor] = p
    assert read_positions(format_positions(positions.values())) == tuple(positions.values())


def test_issues_complain_by_number() -> None:
    listed = read_issues(f"horizon: later\nissues: [{ISSUE}]\ngroups: {{P: people}}")
    assert (listed.issues[0].id, listed.groups, listed.horizon) == ("i", {"P": "people"}, "later")
    with pytest.raises(ComplaintsError, match="issue 2: The id 'i' stands twice"):
        read_issues(f"issues: [{ISSUE}, {ISSUE}]")
    with pytest.raises(ComplaintsError, match="Field 'name' is missing"):
        read_issues("issues: [{id: i}]")


@given(st.text(max_size=80))
@example("issues: &a [*a]")
@example("issues: [" * 3000)
@example("issues: [2013-99-99]")
@example("profiles: [{actor: A, capacity: 3}]")
@example("relations: [1]\nthemes: [{group: a, name: [b]}]")
def test_any_text_is_read_or_complained_about(text: str) -> None:
    readers = (
        read_issues,
        read_positions,
        read_relations,
        read_themes,
        lambda t: read_profiles(t, headings=FRAMEWORK),
        lambda t: read_positions(HEADER + t),
    )
    for reader in readers:
        try:
            reader(text)
        except InputError:
            continue


def test_an_agenda_holds_what_was_stated() -> None:
    rows = read_positions(HEADER + "i,A,50,40,60,30\nj,B,10,0,20,5\nj,A,1,1,1,1\n")
    agenda = Agenda.of(rows, ["j", "i"])
    assert (agenda.actors, agenda.issues) == (("A", "B"), ("j", "i"))
    assert agenda.value[1, 0] == 10
    assert agenda.weight.tolist() == [[1.0, 30.0], [5.0, 0.0]]
    assert agenda.holders("i").tolist() == [0]
    for wrong in ([], ["k"]):
        with pytest.raises(InputError, match="There is no position"):
            Agenda.of(rows, wrong)
    with pytest.raises(InputError, match="two positions"):
        Agenda.of([*rows, rows[0]])
