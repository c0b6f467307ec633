"""Statements as tables: exactly back, no formula out, complaints by row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.coding.test_jsonl import statements

from contingent.base.complaints import ComplaintsError
from contingent.base.errors import InputError
from contingent.coding.exchange.tables.cells import for_excel, from_excel, guarded, joined, parted, unguarded
from contingent.coding.exchange.tables.grids import csv_bytes, read_grid, workbook_bytes
from contingent.coding.exchange.tables.own import is_own, statements_of, write_table
from contingent.coding.statements import Attribution, Statement

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=x",
    "'=1",
    "''@x",
    "'tis",
    "＝1",
    "\n=1",
    '=HYPERLINK("http://x")',
)


@given(st.text())
@example("'")
@example("_x000B_")
def test_a_guarded_text_comes_back_whatever_it_is(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    if "\x00" not in text:
        assert from_excel(for_excel(text, "here")) == text


@given(st.lists(st.text(min_size=1), max_size=4))
def test_a_joined_list_comes_back(words: list[str]) -> None:
    assert parted(joined(words)) == words


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
@settings(deadline=None, max_examples=60)
@given(made=st.lists(statements, max_size=4, unique_by=lambda s: s.id))
def test_our_own_columns_come_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, ending: str, made: list[Statement]
) -> None:
    path = tmp_path_factory.mktemp("own") / f"t{ending}"
    write_table(made, path, ending[1:])
    grid = read_grid(path)
    assert is_own(grid.columns)
    assert statements_of(grid, "t") == made


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_runs_and_all_come_back(tmp_path: Path, ending: str, text: str) -> None:
    path = tmp_path / f"t{ending}"
    made = [Statement(id="a", paraphrase=text.strip(), attribution=Attribution(affiliation=(text.strip(),)))]
    write_table(made, path, ending[1:], {"a": text})
    cells = _cells(path)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert statements_of(read_grid(path), "t") == made


def _cells(path: Path) -> list[str]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [cell for row in csv.reader(file) for cell in row]
    from openpyxl import load_workbook

    sheet = load_workbook(path).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_text_too_long_for_excel_is_told_and_not_cut(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="32,767"):
        write_table([Statement(id="a", note="x" * 40_000)], tmp_path / "t.xlsx", "xlsx")
    assert not (tmp_path / "t.xlsx").exists()


def test_every_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table([Statement(id="a"), Statement(id="b"), Statement(id="c")], path)
    text = path.read_text(encoding="utf-8-sig").replace("b,,,", "b,,x,").replace(",certain,", ",sure,", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ComplaintsError) as caught:
        statements_of(read_grid(path), "t.csv")
    assert [each.record for each in caught.value.complaints] == ["line 2", "line 3"]


def test_the_same_table_is_the_same_bytes() -> None:
    rows = [["a", 1], ["b", 2]]
    assert workbook_bytes(["x", "y"], rows, "t") == workbook_bytes(["x", "y"], rows, "t")
    assert csv_bytes(["x", "y"], rows) == csv_bytes(["x", "y"], rows)
