"""Sums of Providing for Peacekeeping with columns that somebody added: read, and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.records.readers.taken import take

from contingent.records.readers import reader_of
from contingent.records.readers.ipi_totals import IN_MISSION, named
from contingent.records.readers.reading import head_of

REGIONS = "Date,Region,Number of Contributors,Troops,Police,Observers,Total,Notes,by"


def test_regions_with_columns_of_ones_own(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", f"{REGIONS}\n2014-03-31,Africa,3,5,6,7,18,fine,me\n")
    assert (found.table, found.part, found.complaints) == ("ipi-regions", "contributors by region", ())
    assert found.remarks == ("flagged: columns not read: notes, by",)
    assert dict(found.rows.select("measure", "value").rows()) == {
        "n_contributors": 3, "troops_sum": 5, "police_sum": 6, "experts_sum": 7, "total_sum": 18,
    }  # fmt: skip


def test_totals_with_columns_of_ones_own(tmp_path: Path) -> None:
    columns = list(named(IN_MISSION))
    row = ["10" if "average" not in each and "median" not in each and "sd" not in each else "1.5" for each in columns]
    row = ["30" if each == "total_contributions" else cell for each, cell in zip(columns, row, strict=True)]
    path = tmp_path / "a.csv"
    path.write_text(f"date,{','.join(columns)},notes\n2014-03-31,{','.join(row)},x\n", encoding="utf-8")
    head = head_of(path)
    reader = reader_of(head)
    assert reader.TABLE == "ipi-totals"
    from contingent.records.readers.spelling import shipped

    batches = list(reader.read(head, shipped()))
    assert [str(each) for batch in batches for each in batch.remarks] == ["flagged: columns not read: notes"]
    assert batches[0].rows["number"].to_list() == [10, 10, 10]


@pytest.mark.parametrize("extra", ["gini_total", "grouping"])
def test_summaries_are_no_totals(tmp_path: Path, extra: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"date,{','.join(named(IN_MISSION))},{extra}\n", encoding="utf-8")
    assert reader_of(head_of(path)).TABLE == "ipi-summaries"


def test_the_published_files_have_no_column_that_is_not_read(shared: Path) -> None:
    seen = []
    for each in sorted((shared / "record" / "raw").rglob("*.csv")):
        head = head_of(each)
        if reader_of(head).TABLE in ("ipi-totals", "ipi-regions"):
            from contingent.records.readers.spelling import shipped

            batches = reader_of(head).read(head, shipped())
            seen += [remark.what for batch in batches for remark in batch.remarks]
    assert seen
    assert not [each for each in seen if "columns not read" in each]
