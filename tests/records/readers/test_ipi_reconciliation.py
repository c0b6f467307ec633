"""The tables of Providing for Peacekeeping against each other, and against the tables made by hand from them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.records.readers import ipi
from tests.records.tidy import tidy_figures

from contingent.records.facts import Facts
from contingent.records.figures import WORLD

CODES = {"ONUCI": "UNOCI"}
KINDS = {
    "individual_police": "individual_police", "formed_police_units": "formed_police",
    "experts_on_mission": "experts", "troops": "troops",
}  # fmt: skip


def summed(rows: pl.DataFrame, *keys: str) -> dict[tuple[object, ...], int]:
    found = rows.filter(pl.col("number").is_not_null()).group_by(keys).agg(pl.col("number").sum())
    return {tuple(row[:-1]): row[-1] for row in found.iter_rows()}


def of_missions(shared: Path) -> pl.DataFrame:
    return ipi.figures(shared).personnel.filter((pl.col("contributor") == WORLD) & pl.col("operation").is_not_null())


def detail(shared: Path) -> pl.DataFrame:
    return ipi.figures(shared).personnel.filter((pl.col("contributor") != WORLD) & pl.col("operation").is_not_null())


def system(shared: Path) -> dict[tuple[object, ...], int]:
    rows = ipi.figures(shared).personnel
    return summed(rows.filter((pl.col("contributor") == WORLD) & pl.col("operation").is_null()), "month")


def test_contributors_add_up_to_the_system_in_all_286_months(shared: Path) -> None:
    contributors = summed(ipi.figures(shared).totals, "month")
    assert len(contributors) == 286
    assert contributors == {month: number for month, number in system(shared).items() if month in contributors}


def test_missions_add_up_to_the_system_in_all_316_months(shared: Path) -> None:
    assert len(system(shared)) == 316
    assert summed(of_missions(shared), "month") == system(shared)


def test_contributors_in_missions_add_up_to_contributors_6768_times(shared: Path) -> None:
    keys = ("month", "contributor")
    by_mission = summed(detail(shared), *keys)
    totals = summed(ipi.figures(shared).totals, *keys)
    assert len(by_mission) == 6768
    assert by_mission == {key: totals[key] for key in by_mission}
    first = min(month for month, _ in by_mission)  # type: ignore[type-var]
    assert {key for key in totals if key[0] >= first} == set(by_mission)  # type: ignore[operator]


def test_contributors_in_missions_add_up_to_missions_1033_times(shared: Path) -> None:
    keys = ("month", "operation")
    by_contributor, missions = summed(detail(shared), *keys), summed(of_missions(shared), *keys)
    assert len(by_contributor) == 1033
    assert by_contributor == {key: missions[key] for key in by_contributor}


def test_contributors_by_month_and_kind_are_those_of_the_table_made_by_hand(shared: Path) -> None:
    keys = ("month", "contributor", "kind")
    as_published = {"individual_police": "police", "formed_police": "police"}
    ours = ipi.figures(shared).totals.with_columns(pl.col("kind").replace(as_published))
    tidy = tidy_figures(shared)
    theirs = tidy.facts(Facts.PERSONNEL, table="by_country").with_columns(pl.col("kind").replace(as_published))
    told = {cell: number for cell, number in summed(ours, *keys).items() if number}  # by country no 0 is ever written
    assert told == {cell: number for cell, number in summed(theirs, *keys).items() if number}


def test_missions_by_month_and_kind_are_those_of_the_table_made_by_hand(shared: Path) -> None:
    keys = ("month", "operation", "kind")
    theirs = tidy_figures(shared).facts(Facts.PERSONNEL, table="missions")
    theirs = theirs.with_columns(pl.col("operation").replace(CODES))
    assert summed(of_missions(shared), *keys) == summed(theirs, *keys)


@pytest.mark.parametrize("sex", ["total", "female", "male"])
def test_contributors_in_missions_are_those_of_the_table_made_by_hand(shared: Path, sex: str) -> None:
    table = pl.read_csv(shared / "record" / "contributions_by_mission_monthly.csv", infer_schema=False)
    table = table.with_columns((pl.col("date").str.slice(0, 7) + "-01").str.to_date().alias("month"))
    for kind in KINDS:  # the first edition writes 0 for empty, so a kind of which all is 0 was not reported
        blank = pl.col("source").str.starts_with("tcc") & (pl.col(f"{kind}_total") == "0")
        table = table.with_columns(pl.when(~blank).then(pl.col(f"{kind}_{sex}")))
    names = {f"{theirs}_{sex}": ours for theirs, ours in KINDS.items()}
    theirs = table.rename(names).unpivot(
        list(names.values()), index=["month", "iso3", "mission"], variable_name="kind", value_name="number"
    )
    theirs = theirs.with_columns(pl.col("number").cast(pl.Int64)).filter(pl.col("number").is_not_null())
    expected = {tuple(row[:-1]): row[-1] for row in theirs.iter_rows()}
    column = "number" if sex == "total" else sex
    rows = detail(shared).filter(pl.col(column).is_not_null())
    keys = ("month", "contributor", "operation", "kind")
    found = {tuple(row[:-1]): row[-1] for row in rows.select(*keys, column).iter_rows()}
    left_out = {} if sex == "total" else set(expected) - set(found)
    assert len(left_out) == (0 if sex == "total" else 17), "cells whose sexes do not add up"
    assert found == {key: number for key, number in expected.items() if key not in left_out}


def test_gini_of_the_totals_is_the_published_one_in_281_months(shared: Path) -> None:
    statistics = ipi.figures(shared).facts(Facts.STATISTICS, table="ipi-summaries")
    published = dict(statistics.filter(pl.col("measure") == "gini_total").select("month", "value").iter_rows())
    assert len(published) == 281
    totals = ipi.figures(shared).totals.group_by("month", "contributor").agg(pl.col("number").sum())
    for (month,), group in totals.filter(pl.col("month").is_in(list(published))).group_by("month"):
        numbers = group["number"].sort().to_list()
        ranked = sum(place * number for place, number in enumerate(numbers, start=1))
        gini = 2 * ranked / (len(numbers) * sum(numbers)) - (len(numbers) + 1) / len(numbers)
        assert gini == pytest.approx(published[month], abs=1e-12)


def test_contributors_counted_are_those_with_a_row(shared: Path) -> None:
    statistics = ipi.figures(shared).facts(Facts.STATISTICS, table="ipi-totals")
    published = dict(statistics.filter(pl.col("measure") == "n_contributors").select("month", "value").iter_rows())
    totals = ipi.figures(shared).totals.group_by("month").agg(pl.col("contributor").n_unique())
    counted = dict(totals.iter_rows())
    assert len(counted) == 286
    assert counted == {month: int(published[month]) for month in counted}


@pytest.mark.parametrize("sex", ["female", "male"])
def test_women_and_men_of_a_contributor_are_known_where_its_operations_tell_them(shared: Path, sex: str) -> None:
    """The country files leave them out; rows by operation tell them and add up to the same number."""
    table = pl.read_csv(shared / "record" / "gender_monthly.csv", infer_schema=False)
    published = {(row["date"][:7], row["iso3"]): row[sex] for row in table.iter_rows(named=True)}
    for code in ("BGD", "KAZ", "GHA"):
        found = ipi.figures(shared).series(code, sex=sex)
        told = {f"{month:%Y-%m}": number for month, number in found.select("month", "number").iter_rows()}
        expected = {month: int(number) for (month, who), number in published.items() if who == code and number}
        assert expected
        assert {month: told[month] for month in expected} == expected
