"""Who deploys with whom, against pairs counted one by one."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.asked import asking, asking_of

from contingent.base.months import Month
from contingent.records.asking.questions import Question
from contingent.records.networks import Network

NOVEMBER = {"since": Month(2013, 11), "until": Month(2013, 11)}


def frame(cells: dict[tuple[int, str, str], int]) -> pl.DataFrame:
    rows = [{"month": m, "operation": o, "contributor": c, "number": n} for (m, o, c), n in cells.items()]
    schema = {"month": pl.Int32, "operation": pl.String, "contributor": pl.String, "number": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def test_three_in_two_operations() -> None:
    cells = {
        (1, "UNIFIL", "FRA"): 100, (1, "UNIFIL", "GHA"): 40, (1, "UNTSO", "FRA"): 2, (1, "UNTSO", "GHA"): 3,
        (2, "UNIFIL", "FRA"): 90, (2, "UNIFIL", "IND"): 200,
    }  # fmt: skip
    ties = {(row["a"], row["b"]): row for row in Network(frame(cells), 2).ties().to_dicts()}
    assert set(ties) == {("FRA", "GHA"), ("FRA", "IND")}
    assert (ties["FRA", "GHA"]["operations"], ties["FRA", "GHA"]["operation_months"]) == (2, 2)
    assert ties["FRA", "GHA"]["persons"] == (40 + 2) / 2
    assert (ties["FRA", "IND"]["operations"], ties["FRA", "IND"]["persons"]) == (1, 45)
    nodes = {row["contributor"]: row for row in Network(frame(cells), 2).centrality().to_dicts()}
    assert (nodes["FRA"]["partners"], nodes["FRA"]["operation_months"], nodes["FRA"]["centrality"]) == (2, 3, 1.0)
    assert nodes["GHA"]["centrality"] / nodes["IND"]["centrality"] == pytest.approx(2), "by the weight of their ties"


cell = st.tuples(st.integers(1, 4), st.sampled_from(["UNIFIL", "UNTSO", "UNMISS"]), st.sampled_from("ABCDE"))


@given(st.dictionaries(cell, st.integers(1, 900), max_size=30))
@settings(max_examples=60, deadline=None)
def test_ties_are_those_counted_one_by_one(cells: dict[tuple[int, str, str], int]) -> None:
    wanted: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for month, operation in {(m, o) for m, o, _ in cells}:
        there = sorted(c for m, o, c in cells if (m, o) == (month, operation))
        for a, b in combinations(there, 2):
            least = min(cells[month, operation, a], cells[month, operation, b])
            wanted.setdefault((a, b), []).append((operation, least))
    network = Network(frame(cells), 4)
    own = {
        (row["a"], row["b"]): (row["operations"], row["operation_months"], row["persons"])
        for row in network.ties().to_dicts()
    }
    assert own == {
        pair: (len({operation for operation, _ in met}), len(met), sum(least for _, least in met) / 4)
        for pair, met in wanted.items()
    }
    nodes = network.centrality()
    if wanted:
        assert nodes["centrality"].max() == pytest.approx(1)
        assert (nodes["centrality"] >= 0).all()
    alone = nodes.filter(pl.col("partners") == 0)
    assert alone["centrality"].to_list() == [0.0] * alone.height


def test_who_stood_beside_tajikistan_in_november_2013(shared: Path) -> None:
    """Tajikistan's 25 were all in UNAMID: its partners are the others there, each tie one operation."""
    asked = asking(shared)
    ties = asked.answer(Question(measure="network", **NOVEMBER)).table
    own = ties.filter((pl.col("a") == "TJK") | (pl.col("b") == "TJK"))
    there = asked.answer(Question(by=("contributor",), operations=("UNAMID",), **NOVEMBER)).table
    assert own.height == there.height - 1
    assert own["operations"].unique().to_list() == [1]
    assert own["persons"].max() == 25
    nodes = asked.answer(Question(measure="network", by=("contributor",), **NOVEMBER)).table
    assert nodes.filter(pl.col("contributor") == "TJK")["partners"].to_list() == [there.height - 1]


def test_nobody_with_anybody() -> None:
    rows = [{"month": "2013-01", "contributor": "FRA", "operation": "UNTSO", "number": 3}]
    answer = asking_of(rows).answer(Question(measure="network"))
    assert answer.table.height == 0
    assert asking_of(rows).answer(Question(measure="network", by=("contributor",))).table["partners"].to_list() == [0]
