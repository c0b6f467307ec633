"""What the readers of Providing for Peacekeeping share, on rows made by hand."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from contingent.records.readers.ipi_rows import Cells, Reading
from contingent.records.readers.spelling import shipped

TROOPS = Cells(kind="troops", number="t", female="f", male="m")
EXPERTS = Cells(kind="experts", number="e")
WHOLE = Cells(kind="total", number="all")
NUMBER = st.none() | st.integers(0, 3)


def table(*rows: tuple[int | None, ...]) -> pl.DataFrame:
    schema = dict.fromkeys(("t", "f", "m", "e", "all"), pl.Int64())
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("line", offset=2)


def by_kind(reading: Reading, *rows: tuple[int | None, ...]) -> list[tuple[object, ...]]:
    found = reading.by_kind(table(*rows), (), (TROOPS, EXPERTS), WHOLE)
    return found.select("line", "kind", "number", "female", "male").rows()


def told(reading: Reading) -> list[str]:
    return [str(each) for each in reading.notes.remarks()]


def test_each_kind_that_is_reported_is_a_row_and_nothing_reported_is_one_too() -> None:
    reading = Reading(shipped())
    assert by_kind(reading, (5, 1, 4, 2, 7), (None, None, None, 0, 0), (None,) * 5, (None, None, None, None, 9)) == [
        (2, "troops", 5, 1, 4),
        (2, "experts", 2, None, None),
        (3, "experts", 0, None, None),
        (4, "total", None, None, None),
        (5, "total", 9, None, None),
    ]
    assert told(reading) == ["flagged: listed, but nothing is reported (line 4)"]


def test_where_0_is_written_for_empty_a_kind_of_zeros_was_not_reported() -> None:
    reading = Reading(shipped(), blank_is_zero=True)
    assert by_kind(reading, (5, 0, 5, 0, 5), (0, 0, 0, 0, 0)) == [
        (2, "troops", 5, 0, 5),
        (3, "total", None, None, None),
    ]


def test_women_and_men_count_only_where_they_add_up() -> None:
    reading = Reading(shipped())
    rows = by_kind(reading, (1506, 0, 9, None, None), (None, 2, 3, None, None), (4, 1, None, None, None))
    assert rows == [(2, "troops", 1506, None, None), (3, "troops", 5, 2, 3), (4, "troops", 4, 1, None)]
    assert told(reading) == [
        "repaired: troops: the number is left empty; women and men are added (line 3)",
        "flagged: troops: men and women do not add up to the number, which is kept; neither is used (line 2)",
    ]


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER), max_size=8), st.booleans())
def test_no_line_is_lost_and_no_number_is_made_up(rows: list[tuple[int | None, ...]], blank: bool) -> None:
    found = by_kind(Reading(shipped(), blank_is_zero=blank), *rows)
    assert {line for line, *_ in found} == set(range(2, 2 + len(rows)))
    for line, kind, number, female, male in found:
        troops, women, men, experts, whole = rows[line - 2]  # type: ignore[operator]
        both = None if women is None or men is None else women + men
        given_number = {"troops": both if troops is None else troops, "experts": experts, "total": whole}[str(kind)]
        assert number in ((given_number, None) if blank else (given_number,))
        assert (female, male) in ((women, men), (None, None))
        if None not in (number, female, male):
            assert female + male == number  # type: ignore[operator]


def test_repeats_are_found_across_stretches_of_a_file() -> None:
    reading = Reading(shipped())
    first = pl.DataFrame({"who": ["A", "B", "A"], "n": [1, 2, 1], "line": [2, 3, 4]})
    second = pl.DataFrame({"who": ["B", "A", "C"], "n": [2, 9, 3], "line": [5, 6, 7]})
    kept = [reading.once(stretch, ("who",), ("n",), "contributor")["line"].to_list() for stretch in (first, second)]
    assert kept == [[2, 3], [7]]
    assert told(reading) == [
        "repaired: a row that repeats another in every cell is left out (contributor) (lines 4, 5)"
    ]
    assert [str(each) for each in reading.told()] == ["line 6: says otherwise than line 2 of the same contributor."]


@given(st.lists(st.tuples(st.sampled_from("AB"), NUMBER), max_size=12), st.integers(1, 12))
def test_how_a_file_is_cut_into_stretches_makes_no_difference(rows: list[tuple[str, int | None]], size: int) -> None:
    frame = pl.DataFrame(rows, schema={"who": pl.String(), "n": pl.Int64()}, orient="row").with_row_index("line")
    outcomes = []
    for step in (size, len(rows) + 1):
        reading = Reading(shipped())
        cuts = [frame.slice(start, step) for start in range(0, max(len(rows), 1), step)]
        kept = pl.concat([reading.once(cut, ("who",), ("n",), "contributor") for cut in cuts])
        outcomes.append((kept.rows(), reading.told(), reading.notes.remarks()))
    assert outcomes[0] == outcomes[1]


def test_a_sum_is_held_against_its_parts_where_any_is_told() -> None:
    reading = Reading(shipped())
    reading.agree(
        table((1, None, None, 2, 3), (1, None, None, None, 3), (None, None, None, None, 3)), "all", ("t", "e")
    )
    assert told(reading) == ["flagged: all is not the sum of t, e; the parts count (line 3)"]
