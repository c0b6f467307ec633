"""Contributors by rank of one month: the portal's own file, and the hub's."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from tests.records.readers.taken import take

HUB = (
    "id,isocode3,m49_code,contributing_country,personnel_contribution_rank,"
    "female_personnel,male_personnel,total_uniformed_personnel,last_reporting_date"
)


def test_the_published_file_of_january_2021(shared: Path) -> None:
    found = take(shared / "record" / "raw" / "corinnee_1167cb2" / "Rank.csv")
    assert (found.table, found.part, found.complaints, found.remarks) == ("portal-ranks", "2021-01", (), ())
    with (shared / "record" / "contributor_ranks_2021-01.csv").open(encoding="utf-8") as file:
        tidy = {row["iso3"]: (int(row["total"]), int(row["female"]), int(row["male"])) for row in csv.DictReader(file)}
    read = {
        code: tuple(people) for code, *people in found.rows.select("contributor", "number", "female", "male").rows()
    }
    assert read == tidy
    assert found.rows["number"].sum() == 81_932
    assert set(found.rows["month"]) == {date(2021, 1, 1)}
    assert set(found.rows["kind"]) == {"total"}
    assert found.rows["operation"].null_count() == found.rows.height == 122


def test_the_hubs_latest_month_as_csv_and_json(tmp_path: Path) -> None:
    rows = ["9,BGD,50,Bangladesh,1,317,6394,6711,2021-01-31", "8,KAZ,398,Kazakhstan,2,4,124,128,2021-01-31"]
    as_csv = take(tmp_path / "a.csv", "\n".join((HUB, *rows)))
    objects = [dict(zip(HUB.split(","), row.split(","), strict=True)) for row in rows]
    as_json = take(
        tmp_path / "a.json", json.dumps([{**each, "last_reporting_date": 1612051200000} for each in objects])
    )
    for found in (as_csv, as_json):
        assert (found.table, found.part, found.complaints) == ("un-ranks", "2021-01", ())
        assert found.rows.select("contributor", "number").rows() == [("BGD", 6711), ("KAZ", 128)]


def test_sexes_that_do_not_add_up_are_flagged_and_the_total_counts(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", f"{HUB}\n9,BGD,50,Bangladesh,1,317,6394,6712,31-Jan-21\n")
    assert found.rows.select("number", "female", "male").rows() == [(6712, None, None)]
    assert "line 2" in found.remark("do not add up")


def test_a_rank_that_the_totals_do_not_give_is_flagged(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", f"{HUB}\n9,BGD,,,2,0,9,9,31-Jan-21\n9,KAZ,,,1,0,8,8,31-Jan-21\n")
    assert "lines 2, 3" in found.remark("the rank is not")
