"""World Bank indicators in each layout."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import survives, take

from contingent.records.precision import printed_range

BY_YEAR = "Country Name,Country Code,Series Name,Series Code,2010 [YR2010],2011 [YR2011]"
BY_INDICATOR = 'Time,Time Code,Country Name,Country Code,GDP [NY.GDP.MKTP.CD],"Armed forces, total [MS.MIL.TOTL.P1]"'
LONG = "Country Name,Country Code,Series Name,Series Code,Time,Time Code,Value"
API = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
API_TABLE = '"Country Name","Country Code","Indicator Name","Indicator Code","2010","2011",'


@pytest.fixture(scope="module")
def published(shared: Path) -> Path:
    return shared / "record/raw/corinnee_1167cb2/characteristics.csv"


def test_the_published_export(published: Path, shared: Path) -> None:
    taken = take(published)
    assert taken.table == "world-bank-indicators"
    assert not taken.complaints
    assert taken.rows["indicator"].n_unique() == 10
    tidy = pl.read_csv(shared / "record/covariates_2010_2021.csv", infer_schema=False)
    values = tidy.unpivot(tidy.columns[3:], index=["year", "iso3"], value_name="written").drop_nulls("written")
    assert taken.rows.height == values.height == 13581
    ours = taken.rows.select(pl.col("year").cast(pl.String), "state", "written").sort(pl.all())
    assert ours.rows() == values.select("year", "iso3", "written").sort(pl.all()).rows()


def test_a38_figures_keep_the_precision_they_are_printed_with(published: Path) -> None:
    taken = take(published)
    gdp = taken.rows.filter(pl.col("indicator") == "NY.GDP.MKTP.CD")
    assert gdp["written"].str.contains("E", literal=True).sum() == 543
    assert "563 in all" in taken.remark("printed rounded")
    kazakhstan = gdp.row(by_predicate=(pl.col("state") == "KAZ") & (pl.col("year") == 2010), named=True)
    assert kazakhstan["written"] == "1.48E+11"
    assert printed_range(kazakhstan["written"]) == (1.475e11, 1.485e11)


def test_a38_missing_is_no_row_and_the_footer_is_left_out(published: Path) -> None:
    taken = take(published)
    assert max(taken.rows["line"]) <= 1607
    assert taken.rows["number"].null_count() == 0
    assert taken.remark("left out") == "left out: the notes behind the table"
    late = taken.rows.filter(pl.col("year") == 2020)
    assert (late["indicator"].unique().to_list(), late.height) == (["SE.COM.DURS"], 36)


GDP = "Kazakhstan,KAZ,GDP,NY.GDP.MKTP.CD"
FORCES = 'Kazakhstan,KAZ,"Armed forces, total",MS.MIL.TOTL.P1'
LAYOUTS = {
    "by year": f"{BY_YEAR}\n{GDP},1.48E+11,..\n{FORCES},80500,7\n",
    "by indicator": f"{BY_INDICATOR}\n2010,YR2010,Kazakhstan,KAZ,1.48E+11,80500\n2011,YR2011,Kazakhstan,KAZ,..,7\n",
    "long": f"{LONG}\n{GDP},2010,YR2010,1.48E+11\n{FORCES},2010,YR2010,80500\n{FORCES},2011,YR2011,7\n"
    f"{GDP},2011,YR2011,..\n",
    "with preamble": f'{API}{API_TABLE}\n{GDP},"1.48E+11","",\n{FORCES},"80500","7",\n',
}


@pytest.mark.parametrize("body", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "notes", ["", "\n\n,,\nData from database: World Development Indicators\nLast Updated: 06/28/2024\n"]
)
def test_every_layout_gives_the_same_figures(tmp_path: Path, body: str, mark: str, notes: str) -> None:
    taken = take(tmp_path / "export.csv", (mark + body + notes).replace("\n", "\r\n"))
    assert taken.complaints == ()
    found = taken.rows.select("year", "state", "indicator", "name", "written").sort("year", "indicator").rows()
    assert found == [
        (2010, "KAZ", "MS.MIL.TOTL.P1", "Armed forces, total", "80500"),
        (2010, "KAZ", "NY.GDP.MKTP.CD", "GDP", "1.48E+11"),
        (2011, "KAZ", "MS.MIL.TOTL.P1", "Armed forces, total", "7"),
    ]


def test_an_export_is_the_part_of_its_indicators(tmp_path: Path) -> None:
    assert take(tmp_path / "one.csv", f"{BY_YEAR}\n{GDP},1,2\n").part == "NY.GDP.MKTP.CD"
    assert take(tmp_path / "two.csv", f"{BY_YEAR}\n{GDP},1,2\n{FORCES},1,2\n").part == "MS.MIL.TOTL.P1, NY.GDP.MKTP.CD"
    many = "".join(f"Mali,MLI,x,A.B{n},1,2\n" for n in range(20))
    first = take(tmp_path / "many.csv", f"{BY_YEAR}\n{many}").part or ""
    assert first.startswith("20 indicators (")
    assert take(tmp_path / "more.csv", f"{BY_YEAR}\n{many.replace('B0', 'C0')}").part != first


def test_lines_are_counted_from_the_first_of_the_file(tmp_path: Path) -> None:
    taken = take(tmp_path / "export.csv", f"{API}{API_TABLE}\nKazakhstan,KAZ,GDP,NY.GDP.MKTP.CD,1,x,\n")
    assert [each.split(":")[0] for each in taken.complaints] == ["line 6"]


def test_older_codes_fall_back_on_the_name_and_groups_are_listed(tmp_path: Path) -> None:
    body = f"{BY_YEAR}\nRomania,ROM,x,A.B,1,2\nEuro area,EMU,x,A.B,3,4\n"
    taken = take(tmp_path / "export.csv", body)
    assert set(taken.rows["state"]) == {"ROU", None}
    assert taken.rows.filter(pl.col("state").is_null())["named"].to_list() == ["Euro area", "Euro area"]
    assert taken.remark("not mapped") == "not mapped: state 'Euro area' (line 3)"


def test_a_code_beside_another_state_s_name_is_flagged(tmp_path: Path) -> None:
    taken = take(tmp_path / "export.csv", f"{BY_YEAR}\nNiger,NGA,x,A.B,1,..\n")
    assert taken.rows["state"].to_list() == ["NGA"]
    assert "the code was believed" in taken.remark("flagged")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Kazakhstan,KAZ,x,A.B,many,1", "A.B 'many' is not a number."),
        ("Kazakhstan,KAZ,x,A.B,1e999,1", "is not a number."),
        (",,x,A.B,1,2", "the row names no country"),
        ("Kaz", "1 cell where the header has 6."),
    ],
)
def test_bad_rows_are_complained_about(tmp_path: Path, row: str, words: str) -> None:
    taken = take(tmp_path / "export.csv", f"{BY_YEAR}\nMali,MLI,x,A.B,5,6\n{row}\n")
    assert taken.complaints
    assert all(each.startswith("line 3: ") for each in taken.complaints)
    assert words in taken.complaints[0]
    assert set(taken.rows["state"]) == {"MLI"}


def test_a_figure_printed_with_an_exponent_has_its_digits_only() -> None:
    assert printed_range("12") == (11.5, 12.5)
    assert printed_range("12.50") == pytest.approx((12.495, 12.505))
    assert printed_range("7.0E+04") == (69500, 70500)
    assert printed_range("..") is None
    assert printed_range("nan") is None


@given(st.floats(-1e12, 1e12), st.integers(1, 12))
def test_what_was_rounded_lies_in_the_range_of_what_was_printed(value: float, digits: int) -> None:
    written = f"{value:.{digits}E}"
    low, high = printed_range(written) or (1, 0)
    assert low - 1e-6 * abs(value) <= value <= high + 1e-6 * abs(value)


@pytest.mark.parametrize("header", [BY_YEAR, BY_INDICATOR, LONG, API + API_TABLE])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.one_of(st.binary(max_size=200), st.text(',\n"0123456789.EKAZ-é', max_size=200).map(str.encode)))
def test_hostile_rows(tmp_path: Path, header: str, rest: bytes) -> None:
    survives(tmp_path / "hostile.csv", header.encode() + b"\n" + rest)
