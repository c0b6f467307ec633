"""Tables in stretches: every line where it stands, whatever the file does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError
from contingent.records.readers.delimited import stretches
from contingent.records.readers.objects import objects

SIZES = (1, 7, 64, 1 << 20)


def read(path: Path, **asked: object) -> tuple[pl.DataFrame, list[str]]:
    found = list(stretches(path, **asked))  # type: ignore[arg-type]
    rows = [each.rows.with_columns(pl.col(pl.Categorical).cast(pl.String)) for each in found if each.rows.height]
    return (pl.concat(rows) if rows else pl.DataFrame()), [str(c) for each in found for c in each.complaints]


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_are_counted_through_quoted_breaks_and_empty_lines(
    tmp_path: Path, size: int, end: str, mark: str
) -> None:
    lines = [f"{mark}Name,Number", 'one,"1"', '"two', 'lines",2', "", ",", "three,x", "four,4", "five,5,6", 'six,"6"']
    rows, complaints = read(written(tmp_path / "a.csv", end.join(lines)), numbers=["number"], size=size)
    assert rows["line"].to_list() == [2, 3, 8, 10]
    assert rows["name"].to_list() == ["one", f"two{end}lines", "four", "six"]
    assert rows["number"].to_list() == [1, 2, 4, 6]
    assert sorted(complaints) == [
        "line 7: number 'x' is not a whole number from 0 to 1,000,000,000.",
        "line 9: 3 cells where the header has 2.",
    ]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("5", 5), ("5.0", 5), (" 7 ", 7), ('"1,234"', 1234), ("", None), ("NA", None), ("..", None), ("#N/A", None)],
)
def test_whole_numbers_in_all_their_spellings(tmp_path: Path, cell: str, number: int | None) -> None:
    rows, complaints = read(written(tmp_path / "a.csv", f"a,n\nx,{cell}\n"), numbers=["n"])
    assert (rows["n"].to_list(), complaints) == ([number], [])


@pytest.mark.parametrize("cell", ["-1", "1.5", "abc", "99999999999999999999", "1e400", "inf", "nan", '"1,23"', "0x10"])
def test_what_is_no_count_of_people_is_complained_about_with_its_line(tmp_path: Path, cell: str) -> None:
    rows, complaints = read(written(tmp_path / "a.csv", f"a,n\nx,1\ny,{cell}\nz,3\n"), numbers=["n"])
    assert rows["line"].to_list() == [2, 4]
    assert [each.split(":")[0] for each in complaints] == ["line 3"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"a,b\n1,2\n\xff\xfe,3\n", "Line 3 is not UTF-8"),
        ("a,b\ncaf\u00e9,1\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (b"a,b\n1,2\n3,\x00\n", "Line 3 holds a NUL byte"),
        (b"a,A\n1,2\n", "names a twice"),
        ("a,b\n1,2\n".encode("utf-16"), "Line 1 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_the_line(tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(written(tmp_path / "a.csv", body))
    assert said in str(caught.value)


def test_an_open_quotation_mark_is_told_where_it_opens(tmp_path: Path) -> None:
    body = 'a,b\n1,2\n3,"4\n' + "5,6\n" * 1000
    rows, complaints = read(written(tmp_path / "a.csv", body), size=100)
    assert rows["line"].to_list() == [2]
    assert complaints == ["line 3: It cannot be cut into cells: unexpected end of data."]


def test_an_open_quotation_mark_in_a_large_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    body = b'a,b\n1,"2\n' + b"3,4\n" * (2 << 20)
    with pytest.raises(InputError, match="a quotation mark may be open"):
        read(written(tmp_path / "a.csv", body), size=1 << 16)


def test_a_missing_cell_does_not_hide_behind_a_surplus_one(tmp_path: Path) -> None:
    rows, complaints = read(written(tmp_path / "a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n"))
    assert rows["line"].to_list() == [2, 5]
    assert [each.split(":")[0] for each in complaints] == ["line 3", "line 4"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_may_be_cut_at_semicolons_or_tabs(tmp_path: Path, mark: str) -> None:
    rows, complaints = read(written(tmp_path / "a.csv", f"a{mark}b\nx{mark}1\n"), numbers=["b"])
    assert (rows.rows(), complaints) == ([("x", 1, 2)], [])


def test_a_column_without_a_name_goes_by_its_place(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path / "a.csv", ",B\n1,2\n"))
    assert rows.columns == ["column_1", "b", "line"]


cells = st.text(st.sampled_from('ab ,"\n\r;é\u2019'), max_size=6)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells), max_size=8), size=st.sampled_from(SIZES))
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], size: int
) -> None:
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    write.writerow(["a", "b"])
    kept = []
    for row in rows:
        line = out.getvalue().count("\n") + 1
        write.writerow(row)
        if any(row):
            kept.append((*[cell or None for cell in row], line))
    path = written(tmp_path_factory.mktemp("a") / "a.csv", out.getvalue())
    found, complaints = read(path, size=size)
    assert complaints == []
    assert [tuple(row) for row in found.rows()] == [row for row in kept if row[:2] != (None, None)]


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=60), size=st.sampled_from(SIZES))
def test_no_bytes_break_the_reading(tmp_path_factory: pytest.TempPathFactory, body: bytes, size: int) -> None:
    path = written(tmp_path_factory.mktemp("a") / "a.csv", b"a,n\n1,2\n" + body)
    try:
        rows, _ = read(path, numbers=["n"], words=["a"], size=size)
    except InputError:
        return
    lines = rows["line"].to_list()
    assert lines == sorted(set(lines))
    assert all(2 <= line <= path.read_bytes().count(b"\n") + 1 for line in lines)


# JSON ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("around", ["{}", '{{"data": {}}}', '{{"count": 2, "note": "x[{{", "results": {} }}'])
def test_json_objects_are_rows(tmp_path: Path, size: int, around: str) -> None:
    body = '[{"Iso Code3": "KAZ", "n": 250.0, "d": "},{"},\n {"n": null, "Iso Code3": "N\\u00e9"},{"n":"7"}]'
    path = written(tmp_path / "a.json", around.format(body))
    (rows, *_) = [
        pl.concat([each.rows for each in objects(path, numbers=["n"], words=["m"], size=size)], how="diagonal")
    ]
    assert rows["iso_code3"].to_list() == ["KAZ", "Né", None]
    assert (rows["n"].to_list(), rows["line"].to_list(), rows["m"].to_list()) == ([250, None, 7], [1, 2, 3], [None] * 3)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('[{"a": 1},\n{"a": 2', "Line 2, column 1 ends within the list"),
        ('[{"a": 1},\n{"a": ,}]', "Line 2, column 7 is no JSON"),
        ('[{"a": 1}, 5]', "something that is no object"),
        ('{"a": 1}', "is no list of objects"),
        ('[{"a": 1}', "ends within the list"),
        ("", "is no list of objects"),
    ],
)
def test_broken_json_is_told_by_line_and_column(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        list(objects(written(tmp_path / "a.json", body), numbers=["a"], size=8))
    assert said in str(caught.value)
