"""Differences: what the publishers did change, and that any change is found and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError
from contingent.records.contributions import Snapshot
from contingent.records.differences import (
    VALUES,
    Difference,
    compare_snapshots,
    differences,
    intake_of,
    newest_pairs,
    together,
)
from contingent.records.facts import Facts, shape, shaped
from contingent.records.figures import Figures
from contingent.records.intakes import Intake

from .imported import record_at
from .readers.ipi import PPP, PPPX, TCC, raw, rows


def named(found: Sequence[Difference], facts: Facts = Facts.PERSONNEL) -> Difference:
    (one,) = [each for each in found if each.facts is facts]
    return one


# The published files --------------------------------------------------------------------------------------------------


def test_country_files_of_2014_against_2017(shared: Path) -> None:
    """The six months that were loaded two and three times: the first was put right, the others taken out."""
    old, new = raw(shared) / PPPX / "countries", raw(shared) / PPP / "countries"
    there = [each.name for each in sorted(old.glob("*.csv")) if (new / each.name).exists()]
    found = together(
        differences(rows(old / name), rows(new / name), Facts.PERSONNEL, (f"old {name}", f"new {name}"))
        for name in there
    )
    (all_,) = found
    assert len(there) == 8
    assert all_.counts == {"added": 0, "removed": 85, "changed": 17}
    assert all_.months == ("2014-03", "2014-04", "2014-05", "2014-06", "2014-07", "2014-08")
    put_right = all_.rows.filter(pl.col("change") == "changed")
    assert put_right["month"].unique().to_list() == [date(2014, 3, 1)]
    assert (put_right["number_old"] == 3 * put_right["number_new"]).all()
    bangladesh = put_right.filter((pl.col("contributor") == "BGD") & (pl.col("kind") == "troops")).row(0, named=True)
    assert (bangladesh["number_old"], bangladesh["number_new"]) == (18360, 6120)
    lines = (old / "Bangladesh.csv").read_text().splitlines(), (new / "Bangladesh.csv").read_text().splitlines()
    assert lines[0][bangladesh["line_old"] - 1].startswith("2014-03-31,18360,")
    assert lines[1][bangladesh["line_new"] - 1].startswith("2014-03-31,6120,")


def test_missions_of_the_forerunner_against_its_successor(shared: Path) -> None:
    old, new = rows(raw(shared) / TCC / "Data.Mission.csv"), rows(raw(shared) / PPP / "data_mission.csv")
    found = differences(old, new, Facts.PERSONNEL, ("tcc", "ppp"))
    changed = found.rows.filter(pl.col("change") == "changed")
    assert changed.select("month", "operation").n_unique() == 13, "the documented mission-months"
    assert found.counts["removed"] == 0
    assert found.rows.filter(pl.col("change") == "added")["month"].min() == date(2014, 3, 1)


def test_the_newest_two_snapshots_of_a_table(whole_record: Path) -> None:
    figures = record_at(whole_record).figures
    ((old, new),) = newest_pairs(figures, "ipi-missions")
    assert new in {each.snapshot for each in figures.current}
    found = named(compare_snapshots(figures, old, new))
    assert found.counts == {"added": 1238, "removed": 0, "changed": 239}
    assert found.by("operation")[0][1] == max(count for _, count in found.by("operation"))
    columns, shown = found.shown(3)
    assert columns[0] == "change"
    assert [row[0] for row in shown] == ["changed"] * 3


def test_what_cannot_be_compared_is_told(whole_record: Path) -> None:
    figures = record_at(whole_record).figures
    with pytest.raises(InputError, match="one snapshot of it only"):
        newest_pairs(figures, "ipi-totals")
    with pytest.raises(NotFoundError, match="nothing of 'no-table'"):
        newest_pairs(figures, "no-table")
    with pytest.raises(NotFoundError, match="no snapshot"):
        compare_snapshots(figures, "ipi-missions-0", "ipi-missions-1")
    current = next(each.snapshot for each in figures.current if each.table == "ipi-totals")
    assert intake_of(figures, current[:-4]).snapshot == current, "a cut id that names one is enough"


def test_newest_are_the_last_two_by_day() -> None:
    days = {"a": date(2020, 1, 1), "c": date(2022, 1, 1), "b": date(2021, 1, 1)}
    figures = Figures(
        snapshots={each: Snapshot(id=each, publisher="p", title="t", retrieved=day) for each, day in days.items()},
        intakes=tuple(Intake(snapshot=each, table="t", part="p") for each in days),
    )
    assert newest_pairs(figures, "t") == (("b", "c"),)
    assert newest_pairs(figures, "t", "p") == (("b", "c"),)
    with pytest.raises(NotFoundError):
        newest_pairs(replace(figures, intakes=()), "t")


# Any change -----------------------------------------------------------------------------------------------------------

KEYS = st.tuples(
    st.sampled_from(["2013-01-01", "2013-02-01", "2013-03-01"]), st.sampled_from(["KAZ", "KGZ", None]),
    st.sampled_from(["UNMIL", None]), st.sampled_from(["troops", "experts"]),
)  # fmt: skip
TABLES = st.dictionaries(KEYS, st.one_of(st.none(), st.integers(0, 50)), max_size=24)


def frame(table: dict[tuple[str, str | None, str | None, str], int | None]) -> pl.DataFrame:
    made = [(*key, number, line) for line, (key, number) in enumerate(table.items(), 2)]
    columns = {"month": pl.String, "contributor": pl.String, "operation": pl.String, "kind": pl.String}
    rows = pl.DataFrame(made, schema={**columns, "number": pl.Int64, "line": pl.Int32}, orient="row")
    return shaped(Facts.PERSONNEL, rows.with_columns(pl.col("month").str.to_date()))


@given(TABLES, TABLES)
def test_every_change_is_found_and_nothing_else(old: dict, new: dict) -> None:  # type: ignore[type-arg]
    found = differences(frame(old), frame(new), Facts.PERSONNEL, ("old", "new"))
    assert found.counts == {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
    }
    for row in found.rows.iter_rows(named=True):
        key = (f"{row['month']:%Y-%m-%d}", row["contributor"], row["operation"], row["kind"])
        assert row["number_old"] == old.get(key)
        assert row["number_new"] == new.get(key)
        assert (row["line_old"] is None) == (key not in old)
    assert found.compared == (len(old), len(new))


@given(TABLES)
def test_a_table_does_not_differ_from_itself(table: dict) -> None:  # type: ignore[type-arg]
    shuffled = frame(table).sample(fraction=1.0, shuffle=True, seed=1)
    assert differences(frame(table), shuffled, Facts.PERSONNEL, ("a", "b")).rows.is_empty()


def test_rows_about_the_same_are_matched_in_the_order_of_their_lines() -> None:
    key = ("2013-01-01", "KAZ", None, "troops")
    old = pl.concat([frame({key: 1}), frame({key: 2}).with_columns(pl.lit(9, pl.Int32).alias("line"))])
    new = pl.concat([frame({key: 1}), frame({key: 3}).with_columns(pl.lit(8, pl.Int32).alias("line"))])
    found = differences(old, new, Facts.PERSONNEL, ("old", "new"))
    assert found.counts == {"added": 0, "removed": 0, "changed": 1}
    assert found.rows.select("number_old", "number_new", "line_old", "line_new").row(0) == (2, 3, 9, 8)


def test_every_kind_of_facts_can_be_compared() -> None:
    for facts in Facts:
        assert set(VALUES[facts]) < set(shape(facts)), facts
        none = shaped(facts, pl.DataFrame())
        assert differences(none, none, facts, ("a", "b")).rows.is_empty()
