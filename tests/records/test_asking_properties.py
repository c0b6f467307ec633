"""What holds for every record: shares make one, ranks are places, parts make the whole, order does not matter."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.asked import asking_of

from contingent.records.asking.questions import Question

STATES = ("FRA", "GHA", "IND", "NPL", "URY", "RUS", "KAZ", "HRV")
OPERATIONS = ("UNTSO", "UNIFIL", "MINURSO", "UNMISS", "UNFICYP", "UNAVEM_II")
KINDS = ("troops", "experts", "individual_police", "formed_police", "police", "total")


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some rows by operation, each cell once; women and men told of some."""
    cells = draw(
        st.lists(
            st.tuples(
                st.sampled_from([f"2013-{month:02d}" for month in (1, 2, 3, 6, 7, 12)] + ["2014-01"]),
                st.sampled_from(STATES),
                st.sampled_from(OPERATIONS),
                st.sampled_from(KINDS),
            ),
            unique=True,
            min_size=1,
            max_size=40,
        )
    )
    return [_row(draw, cell) for cell in cells]


def _row(draw: st.DrawFn, cell: tuple[str, str, str, str]) -> dict[str, Any]:
    number = draw(st.integers(0, 5_000))
    female = draw(st.none() | st.integers(0, number))
    month, contributor, operation, kind = cell
    return {
        "month": month, "contributor": contributor, "operation": operation, "kind": kind, "number": number,
        "female": female, "male": None if female is None else number - female,
    }  # fmt: skip


def table(rows: list[dict[str, Any]], **question: Any) -> pl.DataFrame:
    return asking_of(rows).answer(Question(**question)).table


few = settings(max_examples=12, deadline=None)


@given(records(), st.sampled_from(["contributor", "operation", "kind", "sex", "region", "continent", "host_region"]))
@few
def test_parts_make_the_whole_in_every_month(rows: list[dict[str, Any]], by: str) -> None:
    whole = table(rows, by=("month",)).drop_nulls("number")
    parts = table(rows, by=("month", by)).group_by("month").agg(pl.col("number").sum())
    assert dict(whole.select("month", "number").iter_rows()) == dict(parts.select("month", "number").iter_rows())


@given(
    records(), st.sampled_from(["contributor", "operation", "kind", "continent"]), st.sampled_from(["month", "year"])
)
@few
def test_shares_make_one(rows: list[dict[str, Any]], by: str, time: str) -> None:
    shares = table(rows, by=(by, time), measure="share")
    for (_,), group in shares.group_by(time):
        if group["number"].sum() > 0:
            assert group["share"].sum() == pytest.approx(1)
        else:
            assert group["share"].null_count() == group.height


@given(records(), st.sampled_from(["month", "year", None]))
@few
def test_ranks_are_places(rows: list[dict[str, Any]], time: str | None) -> None:
    ranks = table(rows, by=("contributor", time) if time else ("contributor",), measure="rank")
    for group in ranks.partition_by(time) if time else [ranks]:
        numbers = group["number"].to_list()
        assert group["rank"].to_list() == [1 + sum(other > own for other in numbers) for own in numbers]
        assert group["among"].unique().to_list() == [len(numbers)]


@given(records())
@few
def test_concentration_keeps_its_bounds(rows: list[dict[str, Any]]) -> None:
    for row in table(rows, measure="concentration", by=("month",)).to_dicts():
        if row["hhi"] is None or row["hhi"] != row["hhi"]:
            continue  # nobody but zeros
        n = row["among"]
        assert -1e-9 <= row["gini"] <= 1 - 1 / n + 1e-9
        assert 1 / n - 1e-9 <= row["hhi"] <= 1 + 1e-9
        assert 1 - 1e-9 <= row["effective"] <= n + 1e-9
        assert 0 <= row["top"] <= 1 + 1e-9


@given(records(), st.randoms(use_true_random=False))
@few
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    one, two = asking_of(rows), asking_of(mixed)
    for question in (
        {"by": ("contributor", "year")},
        {"by": ("operation",), "measure": "share"},
        {"measure": "turnover"},
        {"measure": "duration", "by": ("operation",)},
        {"measure": "network"},
    ):
        asked: dict[str, Any] = dict(question)
        own, other = one.answer(Question(**asked)).table, two.answer(Question(**asked)).table
        drop = [name for name in ("line",) if name in own.columns]  # a line is where a row stands
        assert own.drop(drop).equals(other.drop(drop))


@given(records())
@few
def test_months_fold_as_they_say(rows: list[dict[str, Any]]) -> None:
    asked = asking_of(rows)
    months = asked.answer(Question(by=("contributor", "month"))).table
    ways = {"mean": pl.col("number").mean(), "peak": pl.col("number").max(), "low": pl.col("number").min(),
            "months": pl.col("number").sum()}  # fmt: skip
    for over, expression in ways.items():
        table = asked.answer(Question(by=("contributor",), over=over)).table
        folded = dict(table.select("contributor", "number").iter_rows())
        wanted = dict(months.group_by("contributor").agg(expression).iter_rows())
        assert folded == pytest.approx(wanted)


@given(records())
@few
def test_spells_fill_exactly_the_months_somebody_is_there(rows: list[dict[str, Any]]) -> None:
    events = table(rows, measure="turnover", gap=1)
    there = table(rows, by=("contributor", "month")).filter(pl.col("number") > 0)
    entries = events.filter(pl.col("event").is_in(["first entry", "return", "already there"]))
    assert set(entries["contributor"]) == set(there["contributor"])
    first = dict(there.group_by("contributor").agg(pl.col("month").min()).iter_rows())
    assert dict(entries.group_by("contributor").agg(pl.col("month").min()).iter_rows()) == first
    assert not set(events["event"]) & {"hole"}


@given(records(), st.sampled_from(["CSTO", "EU", "P5"]))
@few
def test_members_and_others_make_all(rows: list[dict[str, Any]], group: str) -> None:
    asked = asking_of(rows)
    own = asked.answer(Question(by=("contributor", "month"), groups=(group,))).table.drop_nulls("number")
    everyone = asked.answer(Question(by=("contributor", "month"))).table
    kept = everyone.join(own, on=["contributor", "month"], how="semi")
    assert kept["number"].sum() == own["number"].sum()
    for contributor, month in own.select("contributor", "month").iter_rows():
        assert asked.record.is_member(contributor, group, pl.Series([month]).dt.month_end()[0])
