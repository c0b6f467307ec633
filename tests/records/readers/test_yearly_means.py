"""Yearly figures by contributor and operation, and what they say once it is known which months they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import Taken, survives, take
from tests.records.tidy import tidy_figures

from contingent.base.errors import InputError, NotFoundError
from contingent.records.annual import Annual, Basis, Standing
from contingent.records.annual_months import by_level, by_operation, recomputed
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake

HEADER = '"","Year","Country","Mission","Female","Male","Total"'
SHA256 = "42dc93f83b58223f48fa4a2b88a8f8a825d66667599196eb9015e9cbb4e80807"
RESCALED = {  # what the study of the collected record states for 2011 to 2020
    "KAZ": "0 0 0 1.1 5.5 4.4 4.8 36 128 129",
    "KGZ": "20 22.5 25.1 26.2 20.7 17.5 16.8 20 11 13",
    "TJK": "10 9 17.5 8.7 0 0 0 2 5 6",
    "RUS": "236 126 101.5 98.2 77.5 92.7 88.8 80 75 73",
    "UKR": "367 487.5 572.7 591.3 556.4 498.5 436.8 327 317 315",
    "CHN": "1998 1916 1845.8 2187.3 2839.6 2826.5 2565.6 2476 2488 2540",
}


@pytest.fixture(scope="module")
def published(shared: Path) -> Taken:
    return take(shared / "record/raw/corinnee_1167cb2/CountryByYear.csv")


def _figures(rows: pl.DataFrame, months: Figures | None = None, sha256: str | None = SHA256) -> Figures:
    """The yearly rows together with monthly figures."""
    base = months or Figures()

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is Facts.MEANS:
            return rows.with_columns(pl.lit("means").alias("snapshot"))
        others = [each for each in snapshots if each != "means"]
        return base.load(facts, others) if others else nothing(facts, ())

    means = Snapshot(id="means", publisher="p", title="t", retrieved=date(2023, 9, 7), sha256=sha256)
    intakes = (*base.intakes, Intake(snapshot="means", table="yearly-means"))
    return Figures(snapshots={**base.snapshots, "means": means}, intakes=intakes, load=load)


@pytest.fixture(scope="module")
def annual(published: Taken, shared: Path) -> Annual:
    return Annual(_figures(published.rows, tidy_figures(shared)))


def test_the_published_table(published: Taken) -> None:
    assert published.table == "yearly-means"
    assert published.complaints == ()
    rows = published.rows
    assert (rows.height, rows["contributor"].n_unique(), rows["operation"].n_unique()) == (57425, 144, 36)
    assert (rows["year"].min(), rows["year"].max()) == (2010, 2021)
    assert rows["named"].null_count() == rows.height
    assert rows["months"].null_count() == rows.height


def test_a32_the_months_are_proved_from_the_monthly_record(annual: Annual) -> None:
    found = {each.year: (each.equal, each.compared) for each in annual.recomputed}
    assert found == {2010: (47, 47), 2011: (645, 649), 2012: (643, 644), 2013: (610, 610)}
    differing = {each.year: {cell[:2] for cell in each.differing} for each in annual.recomputed}
    assert differing[2011] == {("EGY", "UNMISS"), ("IND", "UNMIS"), ("JOR", "UNOCI"), ("URY", "MINUSTAH")}
    assert differing[2012] == {("IDN", "UNMISS")}


def test_a32_months_of_each_year_agree_with_the_study(annual: Annual, shared: Path) -> None:
    coverage = pl.read_csv(shared / "record/contributions_yearly_coverage.csv", infer_schema=False)
    stated = {(int(row["year"]), int(row["n_months"])) for row in coverage.iter_rows(named=True)}
    assert {(each.year, each.months) for each in annual.months} == stated
    proved = {each.year: each.which for each in annual.months if each.basis is Basis.PROVED}
    everyone = set(range(1, 13))
    assert everyone - set(proved[2013]) == {3}
    assert everyone - set(proved[2014]) == {1}
    assert everyone - set(proved[2015]) == {5}
    assert everyone - set(proved[2016]) == {11}
    assert {each.year: each.basis for each in annual.months if each.basis is not Basis.PROVED} == {
        2017: Basis.INFERRED, 2018: Basis.ASSUMED, 2019: Basis.ASSUMED, 2020: Basis.ASSUMED, 2021: Basis.INFERRED
    }  # fmt: skip


def test_a32_the_input_of_2012_broke_off_within_september(annual: Annual) -> None:
    nine, eight = [each for each in annual.months if each.year == 2012]
    assert (nine.which, eight.which) == (tuple(range(1, 10)), tuple(range(1, 9)))
    assert (len(nine.contributors or ()), len(eight.contributors or ())) == (50, 71)
    assert "IDN" in (nine.contributors or ())
    assert {"IRN", "KGZ", "ZWE"} <= (eight.contributors or frozenset())


@pytest.mark.parametrize("contributor", RESCALED)
def test_a32_rescaled_figures_are_those_of_the_study(annual: Annual, contributor: str) -> None:
    series = [each for each in annual.series(contributor) if 2011 <= each.year <= 2020]
    for figure, stated in zip(series, RESCALED[contributor].split(), strict=True):
        shown = f"{figure.value or 0:.1f}".removesuffix(".0")
        assert shown == stated, figure
    last = annual.figure(contributor, 2021)
    assert last.standing is Standing.ZERO_FILLED or (last.months == 1 and last.value == 12 * (last.printed or 0))


def test_a32_kazakhstan_after_2013(annual: Annual) -> None:
    series = {each.year: each for each in annual.series("KAZ")}
    assert [series[year].printed for year in range(2014, 2021)] == [1, 5, 4, 2, 36, 128, 129]
    assert series[2014].text == "1 -> 1.1"
    assert series[2019].text == "128"
    assert series[2021].text == "10 -> 120"
    assert annual.figure("KAZ", 2019, sex="female").printed == 2
    assert annual.figure("KAZ", 2018, operation="UNIFIL").printed == 30
    assert len(series[2019].lines) == series[2019].cells == 2


def test_a32_the_range_of_rounding_holds_the_mean_of_the_months(annual: Annual, shared: Path) -> None:
    """The mean over the very months that were summed lies in the range of every proved cell that was met."""
    monthly = tidy_figures(shared).personnel.filter(pl.col("operation").is_not_null())
    monthly = monthly.filter((pl.col("month").dt.year() == 2013) & (pl.col("month").dt.month() != 3))
    sums = monthly.group_by("contributor", "operation").agg(pl.col("number").sum())
    tried = 0
    for contributor, operation, number in sums.filter(pl.col("contributor") != "WORLD").iter_rows():
        figure = annual.figure(contributor, 2013, operation=operation)
        if figure.value is None or figure.low is None or figure.high is None:
            continue
        tried += 1
        assert figure.low - 1e-9 <= number / 11 <= figure.high + 1e-9
        assert figure.high - figure.low <= 12 / 11 + 1e-9
    assert tried > 500


def test_a32_without_the_monthly_record_only_the_very_file_is_known(published: Taken) -> None:
    alone = Annual(_figures(published.rows))
    assert alone.recomputed == ()
    assert {(each.year, each.months) for each in alone.months} >= {(2013, 11), (2012, 8), (2012, 9), (2021, 1)}
    assert alone.figure("KGZ", 2012).months == 8
    assert alone.figure("IND", 2012).months == 9
    other = Annual(_figures(published.rows, sha256="0" * 64))
    assert {each.basis for each in other.months} == {Basis.UNKNOWN}
    assert other.figure("KAZ", 2019).text == "128 -> ?"
    assert other.figure("KAZ", 2019).value is None


def test_a33_absent_rows_are_not_zero(annual: Annual, published: Taken) -> None:
    assert "12 rows" in published.remark("2011 lacks")
    assert "3 rows" in published.remark("2012 lacks")
    cell = annual.figure("FRA", 2011, operation="UNIFIL")
    assert (cell.standing, cell.printed, cell.value) == (Standing.ABSENT, None, None)
    whole = annual.figure("FRA", 2011)
    assert (whole.standing, whole.missing, whole.high) == (Standing.INCOMPLETE, ("UNIFIL",), None)
    assert whole.text == "105 (incomplete)"
    assert annual.figure("RWA", 2012).missing == ("UNAMID",)
    assert len(annual.total(2011).missing) == 12
    assert annual.total(2011).high is None


def test_a34_a_year_that_is_cut_off_is_no_total(annual: Annual, published: Taken) -> None:
    assert published.remark("2010 lists 12 contributors of 144")
    assert annual.cut_off == {2010: 12}
    with pytest.raises(InputError, match="cut off"):
        annual.total(2010)
    assert annual.figure("BGD", 2010).months == 12
    kazakhstan = annual.figure("KAZ", 2010)
    assert kazakhstan.standing is Standing.ABSENT
    assert "cut off" in kazakhstan.note
    assert annual.figure("BTN", 2010).standing is Standing.INCOMPLETE


def test_a35_parts_may_differ_from_the_total_by_one(published: Taken) -> None:
    assert "900 in all" in published.remark("as rounded parts do")
    assert not [each for each in published.remarks if "more than rounding" in each]


def test_a35_parts_that_differ_by_more_are_flagged(tmp_path: Path) -> None:
    taken = take(tmp_path / "year.csv", f'{HEADER}\n"1",2013,"Mali","UNAMID",1,2,5\n')
    assert "more than rounding (line 2)" in taken.remark("flagged: female")


def test_a36_zeros_that_are_filled_in_are_no_observation(annual: Annual, published: Taken) -> None:
    assert published.remark("51210 of 57425 rows are 0")
    figure = annual.figure("TJK", 2016)
    assert (figure.standing, figure.text, figure.printed, figure.value) == (
        Standing.ZERO_FILLED, "0 (zero-filled)", 0, None
    )  # fmt: skip
    minusma = annual.figure("CHN", 2011, operation="MINUSMA")
    assert minusma.standing is Standing.ZERO_FILLED
    assert annual.figure("UZB", 2016).standing is Standing.ABSENT


def test_totals_add_contributors_with_their_own_months(annual: Annual, shared: Path) -> None:
    total = annual.total(2012)
    assert total.printed == 66434
    assert total.months is None
    tidy = pl.read_csv(shared / "record/contributions_yearly_2010_2021.csv").filter(pl.col("year") == 2012)
    assert total.value == pytest.approx((tidy["total"] * 12 / tidy["months_in_mean"]).sum())
    two = annual.total(2013, ["KAZ", "RUS"])
    assert (two.printed, two.months, two.contributor) == (93, 11, "KAZ RUS")
    with pytest.raises(NotFoundError):
        annual.total(1999)


def test_without_any_table(shared: Path) -> None:
    empty = Annual(tidy_figures(shared))
    assert (empty.years, empty.months, empty.recomputed, empty.cut_off) == ((), (), (), {})
    assert empty.series("KAZ") == ()


_CODES = [f"C{place:02}" for place in range(40)]


def _made(seed: int, which: Sequence[int], cut: int = 0, more: int | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Monthly figures of 40 contributors in 3 operations, and the yearly table made of some of the months."""
    draws = np.random.default_rng(seed)
    levels = draws.integers(5, 900, size=(len(_CODES), 3))
    months = np.maximum(0, levels[:, :, None] + draws.integers(-4, 5, size=(len(_CODES), 3, 12)))
    monthly, cells = [], []
    for at, contributor in enumerate(_CODES):
        for place in range(3):
            held = {*which, *([more] if more and at < cut else [])}
            cells.append((contributor, f"O{place}", round(sum(int(months[at, place, m - 1]) for m in held) / 12)))
            monthly += [(m, contributor, f"O{place}", int(months[at, place, m - 1])) for m in range(1, 13)]
    columns = {"month": pl.Int32, "contributor": pl.String, "operation": pl.String, "number": pl.Int64}
    wanted = {name: kind for name, kind in columns.items() if name != "month"}
    return pl.DataFrame(cells, schema=wanted, orient="row"), pl.DataFrame(monthly, schema=columns, orient="row")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sets(st.integers(1, 12), min_size=2, max_size=12))
def test_any_set_of_months_is_found(seed: int, which: set[int]) -> None:
    cells, monthly = _made(seed, sorted(which))
    found = recomputed(2015, cells, monthly)
    assert found is not None
    assert (found.equal, found.compared) == (120, 120)
    assert [each.which for each in found.months] == [tuple(sorted(which))]
    assert found.months[0].basis is Basis.PROVED
    alone = by_operation(2015, cells, monthly.group_by("month", "operation").agg(pl.col("number").sum()))
    assert alone is None or alone.months == len(which)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 11), st.integers(8, 32))
def test_an_input_that_broke_off_is_found(seed: int, last: int, cut: int) -> None:
    cells, monthly = _made(seed, range(1, last), cut, last)
    found = recomputed(2015, cells, monthly)
    assert found is not None
    assert found.equal >= 119
    assert [each.months for each in found.months] == [last, last - 1]
    assert abs(len(found.months[0].contributors or ()) - cut) <= 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_figures_that_are_no_twelfths_prove_nothing(seed: int) -> None:
    cells, monthly = _made(seed, range(1, 13))
    cells = cells.with_columns((pl.col("number") * 1.3).round().cast(pl.Int64))
    found = recomputed(2015, cells, monthly)
    assert found is not None
    assert {each.basis for each in found.months} == {Basis.UNKNOWN}
    assert by_operation(2015, cells, monthly.group_by("month", "operation").agg(pl.col("number").sum())) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_the_level_of_some_months_tells_how_many_there_were(seed: int, months: int) -> None:
    cells, monthly = _made(seed, range(1, months + 1))
    names = cells.group_by(pl.col("contributor").alias("name")).agg(pl.col("number").sum())
    known = monthly.filter(pl.col("month") <= 2).group_by("month", pl.col("contributor").alias("name"))
    found = by_level(2015, names, known.agg(pl.col("number").sum()), "contributors")
    assert found is None or (found.months, found.basis) == (months, Basis.INFERRED)
    assert found is not None or names.filter(pl.col("number") >= 50).height < 40


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('"1",20x3,"Mali","UNAMID",1,2,3', "name no cell"),
        ('"1",2013,,"UNAMID",1,2,3', "name no cell"),
        ('"1",2013,"Mali",,1,2,3', "name no cell"),
        ('"1",2013,"Mali","UNAMID",1,2,-3', "total '-3'"),
        ('"1",2013,"Mali"', "where the header has 7"),
    ],
)
def test_bad_rows_are_complained_about(tmp_path: Path, row: str, words: str) -> None:
    taken = take(tmp_path / "year.csv", f'{HEADER}\n{row}\n"2",2013,"Chad","UNAMID",1,2,3\n')
    assert len(taken.complaints) == 1
    assert words in taken.complaints[0]
    assert taken.rows["contributor"].to_list() == ["TCD"]


def test_empty_is_not_zero_and_unknown_names_are_listed(tmp_path: Path) -> None:
    taken = take(tmp_path / "year.csv", f'{HEADER}\n"1",2013,"Atlantis","UNAMID",NA,NA,NA\n')
    assert taken.rows.select("contributor", "number", "named").row(0) == (None, None, "Atlantis")
    assert taken.remark("not mapped") == "not mapped: contributor 'Atlantis' (line 2)"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.one_of(st.binary(max_size=200), st.text(',\n"0123456789.-NA ', max_size=200).map(str.encode)))
def test_hostile_rows(tmp_path: Path, rest: bytes) -> None:
    survives(tmp_path / "hostile.csv", HEADER.encode() + b"\n" + rest)
