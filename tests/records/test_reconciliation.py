"""Reconciliation: the targets on the published files; what is tampered with is found; nothing compared is no pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.records.comparisons import Comparison, Ruling
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.reconciliation import gini, reconcile

from .imported import record_at

TARGETS = {
    "contributors": 286, "operations": 316, "regions": 316, "details": 6768, "detail_operations": 1033,
    "counts": 286, "operation_counts": 1033, "gini": 281,
}  # fmt: skip


def by_id(found: Sequence[Comparison]) -> dict[str, Comparison]:
    return {each.id: each for each in found}


def changed(
    figures: Figures, change: Callable[[pl.DataFrame], pl.DataFrame], facts: Facts = Facts.PERSONNEL
) -> Figures:
    """The same record with its rows changed on the way out of the store."""

    def load(wanted: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        rows = figures.load(wanted, snapshots)
        return change(rows) if wanted is facts else rows

    return replace(figures, load=load)


@cache
def published(whole_record: Path) -> tuple[Comparison, ...]:
    """The reconciliation of the published files as they are."""
    return reconcile(record_at(whole_record).figures)


def only(figures: Figures, *tables: str) -> Figures:
    """The record with some published tables only."""
    return replace(figures, intakes=tuple(each for each in figures.intakes if each.table in tables))


# The published files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", TARGETS)
def test_the_published_record_adds_up(whole_record: Path, check: str) -> None:
    found = by_id(published(whole_record))[check]
    assert (found.ruling, found.agreeing, found.compared) == (Ruling.HOLDS, TARGETS[check], TARGETS[check])
    assert found.cells == ()
    assert found.found
    assert found.published


def test_snapshots_on_both_sides_are_named(whole_record: Path) -> None:
    found = by_id(published(whole_record))
    held = {table: len(snapshots) for table, snapshots in found["contributors"].found}
    assert held == {"ipi-countries": 148, "ipi-gender": 1}
    assert [table for table, _ in found["contributors"].published] == ["ipi-totals"]
    assert {table for table, _ in found["details"].published} == {"ipi-archive", "ipi-countries"}


def test_gini_of_single_months(whole_record: Path) -> None:
    totals = record_at(whole_record).figures.totals.filter(pl.col("table") != "reference")
    sums = totals.group_by("month", "contributor").agg(pl.col("number").sum())
    found = {f"{month:%Y-%m}": value for month, value in gini(sums, "month").iter_rows()}
    assert round(found["1990-11"], 7) == 0.7256879
    assert round(found["2013-11"], 7) == 0.7684715
    assert round(found["2014-03"], 7) == 0.7705100


def test_yearly_figures_are_recomputed_cell_by_cell(whole_record: Path) -> None:
    found = [each for each in published(whole_record) if each.id == "yearly"]
    assert [(each.agreeing, each.compared) for each in found] == [(47, 47), (645, 649), (643, 644), (610, 610)]
    assert not any(each.binding for each in found), "two publishers"
    assert str(found[1].cells[0]) == "2011 EGY UNMISS: 254 against 6"


def test_women_and_men(whole_record: Path) -> None:
    found = {each.found[0][0]: each for each in published(whole_record) if each.id == "sexes"}
    gender = found["ipi-gender"]
    assert (gender.ruling, gender.compared) == (Ruling.HOLDS, 49_067)
    assert gender.left_out is not None
    assert gender.left_out.startswith("17 rows"), "the cells that do not add up are left out by the reader"


def test_tables_of_two_products_may_differ(whole_record: Path) -> None:
    found = {each.what: each for each in published(whole_record) if each.id == "tables"}
    missions = found["ipi-missions and ipi-tcc-missions agree"]
    assert (missions.ruling, missions.compared - missions.agreeing) == (Ruling.DIFFERS, 13)
    assert found["ipi-countries and ipi-gender agree"].ruling is Ruling.HOLDS


# Tampering ------------------------------------------------------------------------------------------------------------


def test_one_changed_figure_fails_where_it_counts(whole_record: Path) -> None:
    """Kazakhstan's two observers of 2008-01 become five: the sum of that month and its Gini fail, and no other."""
    here = (pl.col("contributor") == "KAZ") & (pl.col("month").dt.strftime("%Y-%m") == "2008-01")
    five = pl.when(here).then(pl.lit(5)).otherwise(pl.col("number")).alias("number")
    found = by_id(reconcile(changed(record_at(whole_record).figures, lambda rows: rows.with_columns(five))))
    assert found["contributors"].ruling is Ruling.FAILS
    assert [cell.when for cell in found["contributors"].cells] == ["2008-01"]
    assert found["contributors"].agreeing == 285
    assert [cell.when for cell in found["gini"].cells] == ["2008-01"]
    assert found["operations"].ruling is Ruling.HOLDS


def test_a_contributor_left_out_is_noticed(whole_record: Path) -> None:
    found = by_id(
        reconcile(
            changed(record_at(whole_record).figures, lambda rows: rows.filter(pl.col("contributor").ne_missing("IND")))
        )
    )
    assert found["contributors"].agreeing == 0, "India is on every list"
    assert found["counts"].ruling is Ruling.FAILS
    assert found["details"].ruling is Ruling.HOLDS, "what is there still agrees"


def test_an_operation_lost_from_one_side_is_a_difference(whole_record: Path) -> None:
    lost = (pl.col("operation") == "UNMIL") & (pl.col("contributor") != "WORLD")
    found = by_id(reconcile(changed(record_at(whole_record).figures, lambda rows: rows.filter(~lost.fill_null(False)))))
    cells = found["detail_operations"].cells
    assert len(cells) == 58
    assert {cell.operation for cell in cells} == {"UNMIL"}
    assert {cell.found for cell in cells} == {None}
    assert str(cells[0]).startswith("2009-11 UNMIL: no row against ")


def test_a_published_statistic_that_is_wrong_fails(whole_record: Path) -> None:
    off = (
        pl.when(pl.col("measure") == "gini_total")
        .then(pl.col("value") + 1e-6)
        .otherwise(pl.col("value"))
        .alias("value")
    )
    figures = changed(record_at(whole_record).figures, lambda rows: rows.with_columns(off), Facts.STATISTICS)
    assert by_id(reconcile(figures))["gini"].agreeing == 0


# One side only --------------------------------------------------------------------------------------------------------


def test_without_two_sides_there_is_nothing_to_compare(whole_record: Path) -> None:
    for found in reconcile(only(record_at(whole_record).figures, "ipi-countries")):
        assert (found.ruling, found.compared) == (Ruling.NOTHING, 0)
        assert found.left_out


def test_an_empty_record_passes_nothing() -> None:
    found = reconcile(Figures())
    assert {each.ruling for each in found} == {Ruling.NOTHING}


def test_a_record_of_few_contributors_is_not_held_against_the_whole(whole_record: Path) -> None:
    figures = record_at(whole_record).figures
    few = {"Kazakhstan", "Tajikistan", "Ukraine"}
    kept = tuple(each for each in figures.intakes if each.table == "ipi-totals" or each.part in few)
    found = by_id(reconcile(replace(figures, intakes=kept)))
    assert found["contributors"].ruling is Ruling.NOTHING
    assert "only some of the contributors" in str(found["contributors"].left_out)


# Several houses -------------------------------------------------------------------------------------------------------


Part = tuple[str, str, pl.DataFrame]


def made(table: str, publisher: str, people: dict[str, int], operation: str | None = None) -> Part:
    rows = pl.DataFrame({"contributor": list(people), "number": list(people.values())})
    month = pl.lit("2014-01-01").str.to_date().alias("month")
    rows = rows.with_columns(month, pl.lit("troops").alias("kind"), pl.lit(operation).alias("operation"))
    return table, publisher, shaped(Facts.PERSONNEL, rows).with_columns(pl.lit(table).alias("snapshot"))


def record_of(*parts: Part) -> Figures:
    rows = pl.concat([frame for *_, frame in parts])

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is not Facts.PERSONNEL:
            return nothing(facts, ())
        return rows.filter(pl.col("snapshot").is_in(list(snapshots)))

    return Figures(
        snapshots={table: Snapshot(id=table, publisher=publisher, title=table) for table, publisher, _ in parts},
        intakes=tuple(Intake(snapshot=table, table=table) for table, *_ in parts),
        load=load,
    )


HUB, IPI = "United Nations, Peace and Security Data Hub", "International Peace Institute, Providing for Peacekeeping"


def test_history_and_ranks_of_one_house_must_agree() -> None:
    """As the hub's history by operation and its list of the latest month do."""
    people = {f"S{i:02}": 10 + i for i in range(40)}
    history = made("un-contributions", HUB, people, "UNMIL")
    found = by_id(reconcile(record_of(history, made("un-ranks", HUB, people))))
    assert (found["details"].ruling, found["details"].compared) == (Ruling.HOLDS, 40)
    found = by_id(reconcile(record_of(history, made("un-ranks", HUB, people | {"S07": 99}))))
    assert found["details"].ruling is Ruling.FAILS
    assert [str(cell) for cell in found["details"].cells] == ["2014-01 S07: 17 against 99"]


def test_two_houses_may_differ() -> None:
    people = {f"S{i:02}": 10 + i for i in range(40)}
    other = record_of(made("un-contributions", HUB, people, "UNMIL"), made("ipi-countries", IPI, people | {"S07": 99}))
    found = by_id(reconcile(other))
    assert found["tables"].ruling is Ruling.DIFFERS
    assert found["details"].ruling is Ruling.DIFFERS
    assert not found["details"].binding


# Gini -----------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any))
def test_gini_is_half_the_relative_mean_difference(numbers: list[int]) -> None:
    rows = pl.DataFrame({"at": ["x"] * len(numbers), "number": numbers})
    x = np.array(numbers, dtype=float)
    expected = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    assert gini(rows, "at")["gini"][0] == pytest.approx(expected, abs=1e-9)
