"""Faults: the documented ones of the published files, by their ids; how many others the rules find; made-up records."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contingent.base.errors import NotFoundError
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, empty, shaped
from contingent.records.faults import Fault, find, kinds
from contingent.records.faults.multiplied import months_to_set_aside, multiplied
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.record import Record
from contingent.records.successions import name_on, successions

from .imported import record_at
from .readers.ipi import PPP, PPPX, raw, rows
from .tidy import tidy_figures


@cache
def all_faults(whole_record: Path) -> tuple[Fault, ...]:
    record = record_at(whole_record)
    return find(record.figures, record)


@pytest.fixture
def faults(whole_record: Path) -> tuple[Fault, ...]:
    return all_faults(whole_record)


def of(faults: Sequence[Fault], kind: str) -> list[Fault]:
    return [each for each in faults if each.kind == kind]


def months(first: str, last: str) -> list[str]:
    days = pl.date_range(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"), "1mo", eager=True)
    return [f"{day:%Y-%m}" for day in days]


def held(people: pl.DataFrame, **tables: str) -> Figures:
    """Figures of made-up personnel rows; their snapshots are of the tables named, else of a table of their own name."""
    names = people["snapshot"].unique().to_list()

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        return (
            people.filter(pl.col("snapshot").is_in(list(snapshots))) if facts is Facts.PERSONNEL else nothing(facts, ())
        )

    return Figures(
        snapshots={each: Snapshot(id=each, publisher="made up", title=each) for each in names},
        intakes=tuple(Intake(snapshot=each, table=tables.get(each, each), part=each) for each in names),
        load=load,
    )


def people(
    rows: Sequence[tuple[str, str, str | None, int]], kind: str = "troops", snapshot: str = "own"
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["at", "contributor", "operation", "number"], orient="row")
    frame = frame.with_columns((pl.col("at") + "-01").str.to_date().alias("month"))
    frame = frame.with_columns(pl.lit(kind).alias("kind")).with_row_index("line", offset=2)
    return shaped(Facts.PERSONNEL, frame).with_columns(pl.lit(snapshot).alias("snapshot"))


# Months ---------------------------------------------------------------------------------------------------------------


def test_a04_multiplied_months_are_set_aside_on_import(whole_record: Path) -> None:
    intakes = record_at(whole_record).figures.intakes
    aside = {(each.part, each.table): each.set_aside for each in intakes if each.set_aside}
    assert set(aside) == {(None, "ipi-missions")} | {
        (name, "ipi-countries")
        for name in (
            "Bangladesh",
            "China",
            "Kyrgyzstan",
            "Moldova",
            "Russian Federation",
            "Tajikistan",
            "Ukraine",
            "Vietnam",
        )
    }
    every = tuple(months("2014-03", "2014-08"))
    assert {found for (part, _), found in aside.items() if part != "Vietnam"} == {every}
    assert aside["Vietnam", "ipi-countries"] == ("2014-07",), "its only month"


def test_a04_the_level_alone_tells_the_factor(shared: Path) -> None:
    """Nothing to compare with but the series themselves: missions, and eight contributors."""
    folder = raw(shared) / PPPX
    expected = [(m, 3 if m < "2014-05" else 2) for m in months("2014-03", "2014-08")]
    missions = rows(folder / "data_mission.csv").with_columns(pl.lit("old").alias("snapshot"))
    assert [(each.month, each.factor) for each in multiplied(missions)] == expected
    eight = pl.concat(
        [rows(each) for each in sorted((folder / "countries").glob("*.csv")) if each.stem != "Kazakhstan"]
    )
    assert [(each.month, each.factor) for each in multiplied(eight.with_columns(snapshot=pl.lit("old")))] == expected


def test_a04_single_months_show_against_another_snapshot(shared: Path) -> None:
    """One month of one contributor, with nothing but three figures, against the file that has it right."""
    old = rows(raw(shared) / PPPX / "countries" / "Bangladesh.csv").filter(pl.col("month") == date(2014, 3, 1))
    new = rows(raw(shared) / PPP / "countries" / "Bangladesh.csv")
    both = pl.concat([old.with_columns(snapshot=pl.lit("old")), new.with_columns(snapshot=pl.lit("new"))])
    assert months_to_set_aside(held(both, old="ipi-countries", new="ipi-countries"), ["old"]) == {"old": ("2014-03",)}
    assert months_to_set_aside(held(both, old="ipi-countries", new="ipi-countries"), ["new"]) == {}


@pytest.mark.parametrize("folder", [PPP, "tcc_936f28e"])
def test_a04_no_sound_month_is_set_aside(shared: Path, folder: str) -> None:
    names = {PPP: ["data_mission.csv", "data_monthly.csv"], "tcc_936f28e": ["Data.Mission.csv", "Gender.Full.csv"]}
    for name in names[folder]:
        assert multiplied(rows(raw(shared) / folder / name).with_columns(pl.lit("x").alias("snapshot"))) == ()


@given(factor=st.integers(2, 7), numbers=st.lists(st.integers(50, 5000), min_size=40, max_size=60))
def test_any_factor_is_found_and_the_sound_months_are_not(factor: int, numbers: list[int]) -> None:
    """Steady series with one month multiplied; numbers that all share a factor by themselves cannot tell."""
    shares = [sum((n + j) % k == 0 for n in numbers) / len(numbers) for k in range(2, 8) for j in range(6)]
    assume(max(shares) < 0.9)
    sound = [
        (m, f"S{i:02}", None, n + j) for i, n in enumerate(numbers) for j, m in enumerate(months("2010-01", "2010-06"))
    ]
    made = [(m, c, o, n * factor if m == "2010-04" else n) for m, c, o, n in sound]
    assert [(each.month, each.factor) for each in multiplied(people(made))] == [("2010-04", factor)]
    assert multiplied(people(sound)) == ()


def test_rounded_figures_are_no_multiplied_month() -> None:
    rounded = [(m, f"S{i:02}", None, 100 * (i + 1)) for i in range(40) for m in months("2010-01", "2010-06")]
    assert multiplied(people(rounded)) == ()


def test_a11_months_carried_forward(faults: tuple[Fault, ...]) -> None:
    stale = of(faults, "stale_month")
    wanted = ["1990-12", "1991-01", "1991-02", "1992-05", "1992-06", "1992-07", "1998-12", "2001-02"]
    assert sorted(each.months[0] for each in stale) == wanted, "all eight, and no other"
    assert [each.months for each in of(faults, "near_stale_month")] == [("1999-11",)]
    assert all(each.tables == ("ipi-countries",) for each in stale)


def test_a15_the_missing_month(faults: tuple[Fault, ...]) -> None:
    missing = {each.tables: each.months for each in of(faults, "missing_month")}
    assert missing == {("ipi-missions",): ("2016-11",), ("ipi-totals",): ("2016-11",)}


def test_a16_coverage_is_stated_and_totals_without_detail_are_named(
    whole_record: Path, faults: tuple[Fault, ...]
) -> None:
    held = {each.tables[0]: each.months for each in of(faults, "coverage")}
    assert held["ipi-countries"] == ("1990-11", "2014-03")
    assert held["ipi-archive"] == ("2014-03", "2014-08")
    assert held["ipi-missions"] == held["ipi-totals"] == ("1990-11", "2017-03")
    assert set(held) == {each.table for each in record_at(whole_record).figures.current} - {
        "ipi-regions", "ipi-summaries", "ipi-tcc-sexes", "ipi-operations",
    }, "every table of figures, apart from statistics and lists"  # fmt: skip
    lacking = {each.what.split(" in ")[0]: each.months for each in of(faults, "no_detail")}
    contributors = lacking["There are sums over all contributors, but no figures of contributors,"]
    assert contributors == tuple(m for m in months("2014-09", "2017-03") if m != "2016-11")


# Series ---------------------------------------------------------------------------------------------------------------


def test_a09_neighbours_that_exchange_a_series(faults: tuple[Fault, ...]) -> None:
    found = {(each.contributors, each.operation): each.months for each in of(faults, "exchanged_series")}
    unamid = ("2010-06", "2010-07", "2010-08", "2010-09", "2010-11", "2010-12", "2012-02", "2012-12")
    assert found[("KAZ", "KGZ"), "UNAMID"] == unamid
    assert found[("KAZ", "KGZ"), "MINUSTAH"] == ("2010-09", "2011-01", "2011-02")
    assert set(found) - {(("KAZ", "KGZ"), "UNAMID"), (("KAZ", "KGZ"), "MINUSTAH")} == {(("ALB", "ARG"), "UNMIL")}


def test_a09_nothing_is_corrected(whole_record: Path) -> None:
    figures = record_at(whole_record).figures
    kazakh = dict(figures.series("KAZ", operation="UNAMID").select("month", "number").iter_rows())
    assert kazakh[date(2010, 6, 1)] == 6
    assert date(2010, 6, 1) not in set(figures.series("KGZ", operation="UNAMID")["month"])


def test_a10_holes_of_one_month(faults: tuple[Fault, ...]) -> None:
    holes = {(each.contributors[0], each.operation, each.months[0]): each for each in of(faults, "hole")}
    for contributor, month, sides in (
        ("KGZ", "2010-10", (7, 7)),
        ("TJK", "2011-02", (12, 12)),
        ("TJK", "2012-08", (10, 12)),
    ):
        found = holes[contributor, "UNAMID", month]
        assert [number for _, number in found.figures] == [sides[0], None, sides[1]]
        assert found.snapshots
    assert len(holes) == 70, "the others are mostly of one to five persons: severity low"
    assert sum(each.severity == "medium" for each in holes.values()) == 14


def test_a13_cells_that_cannot_be_right(faults: tuple[Fault, ...]) -> None:
    """Egypt in the first two months of UNMISS, and the 17 cells whose women and men are not the number."""
    (egypt,) = of(faults, "implausible_cell")
    assert (egypt.contributors, egypt.operation, egypt.months) == (("EGY",), "UNMISS", ("2011-08", "2011-09"))
    left_out = {(each.contributors[0], each.operation): len(each.months) for each in of(faults, "sexes_left_out")}
    assert left_out == {("EGY", "UNMIS"): 14, ("EGY", "UNMISS"): 2, ("ETH", "UNMIL"): 1}


def test_a14_missions_on_which_the_sources_disagree(faults: tuple[Fault, ...]) -> None:
    found = [each for each in of(faults, "sources_disagree") if each.tables == ("ipi-missions", "ipi-tcc-missions")]
    assert sum(len(each.months) for each in found) == 13
    assert all(each.operation for each in found)


def test_a14_contributors_on_which_the_sources_disagree(shared: Path) -> None:
    """The country files of the forerunner are not here; its twelve other cells, put into a copy, are all found."""
    cells = list(csv.DictReader((shared / "record" / "cell_differences.csv").read_text().splitlines()))
    codes = {
        "Argentina": "ARG", "Austria": "AUT", "Bangladesh": "BGD", "Belgium": "BEL", "Benin": "BEN", "Estonia": "EST",
        "Ireland": "IRL", "Norway": "NOR", "Switzerland": "CHE", "Togo": "TGO", "Zambia": "ZMB",
    }  # fmt: skip
    mine = tidy_figures(shared).facts(Facts.PERSONNEL, table="by_country")
    theirs = mine.with_columns(pl.lit("tcc").alias("snapshot"))
    keys = {(each["date"][:7], codes[each["contributor"]]) for each in cells}
    place = pl.struct(pl.col("month").dt.strftime("%Y-%m"), "contributor")
    theirs = theirs.filter(~place.is_in([{"month": m, "contributor": c} for m, c in keys]))
    changed = [
        people([(each["date"][:7], codes[each["contributor"]], None, int(each[f"{column}_tcc"]))], kind, "tcc")
        for each in cells
        for column, kind in (("Troops", "troops"), ("Police", "police"), ("Experts", "experts"))
        if each[f"{column}_tcc"]
    ]
    found = of(find(held(pl.concat([mine, theirs, *changed]))), "sources_disagree")
    assert {(month, each.contributors[0]) for each in found for month in each.months} == keys
    assert len(keys) == 12


def test_a17_a_break_is_offered_as_a_marker(faults: tuple[Fault, ...]) -> None:
    breaks = {(each.personnel, each.months[0]): each for each in of(faults, "break_in_kind")}
    marker = breaks["experts", "2016-12"]
    assert marker.figures[:2] == (("2016-10", 1812.0), ("2016-12", 2153.0))
    assert "break marker at 2016-12" in marker.remedy
    assert set(breaks) == {("experts", "2005-10"), ("experts", "2006-01"), ("experts", "2016-12")}


def test_a18_kinds_that_switch_while_the_total_stays(faults: tuple[Fault, ...]) -> None:
    switches = {(each.contributors[0], each.months[0]): each for each in of(faults, "kind_switch")}
    assert switches["UKR", "1993-01"].personnel == "experts", "398 troops become observers"
    assert switches["UKR", "1993-12"].personnel == "troops", "and troops again"
    assert switches["CHN", "1992-08"].personnel == "police"
    assert switches["CHN", "1992-09"].personnel == "troops"
    (late,) = of(faults, "kind_starts_late")
    assert (late.personnel, late.months) == ("experts", ("1990-11", "1992-07"))


def test_a19_states_that_were_not_there_yet(faults: tuple[Fault, ...]) -> None:
    found = {
        (each.contributors[0], each.months[0], each.months[-1]): each.what for each in of(faults, "before_the_state")
    }
    assert "Soviet Union" in found["RUS", "1990-11", "1991-11"]
    assert "Czechoslovakia" in found["CZE", "1990-11", "1992-12"]
    assert "Yugoslavia" in found["SRB", "1990-11", "1991-12"]
    assert "Serbia and Montenegro" in found["SRB", "1992-10", "2006-05"]
    assert len(found) == 4
    assert name_on("DEU", date(1990, 9, 1)) == "Federal Republic of Germany"
    assert name_on("DEU", date(1990, 11, 1)) is None, "the record begins after the accession"


def test_a21_gaps_inside_operations_are_not_filled(whole_record: Path, faults: tuple[Fault, ...]) -> None:
    gaps = {each.operation: each.months for each in of(faults, "gap_in_operation")}
    assert gaps["MINUGUA"] == tuple(months("1997-05", "1999-07"))
    assert len(gaps["MINUGUA"]) == 27
    assert gaps["UNAMSIL"] == tuple(months("1999-02", "1999-09"))
    assert gaps["UNOMSIL"] == ("1999-01",)
    assert gaps["UNOTIL"] == ("2005-08",)
    assert set(gaps) <= {"MINUGUA", "UNAMSIL", "UNOMSIL", "UNOTIL", "UNAVEM", "UNOCI", "UNOSOM"}
    series = record_at(whole_record).figures.series("WORLD", operation="MINUGUA")
    assert not set(series["month"].dt.strftime("%Y-%m")) & set(gaps["MINUGUA"])


def test_a22_spikes_that_reverse(faults: tuple[Fault, ...]) -> None:
    spikes = {(each.contributors[0], each.months[0]) for each in of(faults, "spike")}
    listed = {
        ("GRC", "2013-11"), ("NLD", "2003-11"), ("TUR", "1994-06"), ("ZWE", "1995-02"), ("CMR", "1992-09"),
        ("ZMB", "1995-04"), ("SWE", "1995-03"), ("NER", "2005-09"), ("TUN", "2005-08"), ("BRA", "1999-07"),
        ("BDI", "2009-05"), ("JOR", "1999-08"), ("IDN", "1996-07"),
    }  # fmt: skip
    assert listed < spikes
    assert spikes - listed == {("UKR", "1996-02"), ("ZWE", "2001-11")}


def test_a33_a34_a36_filled_tables(faults: tuple[Fault, ...]) -> None:
    assert len(of(faults, "lost_row")) == 15
    assert {each.months[0][:4] for each in of(faults, "filled_with_zeros")} == {str(year) for year in range(2011, 2022)}
    (cut,) = of(faults, "cut_off")
    assert cut.figures == (("contributors", 12), ("contributors of other years", 144))


def test_a25_one_contributor_twice_in_a_table() -> None:
    """The five rows of the cut name beside the whole one, in one table, whoever put them there."""
    months_ = months("2013-08", "2013-12")
    one = people([(m, "MKD", None, 1) for m in months_], "experts", "macedonia")
    two = people([(m, "MKD", None, 1) for m in months_], "experts", "cut")
    (found,) = of(find(held(pl.concat([one, two]), macedonia="ipi-countries", cut="ipi-countries")), "counted_twice")
    assert found.months == tuple(months_)
    assert set(found.snapshots) == {"macedonia", "cut"}


# What holds of every fault --------------------------------------------------------------------------------------------


def test_every_fault_says_what_where_and_what_to_do(faults: tuple[Fault, ...]) -> None:
    assert len(faults) > 200
    for each in faults:
        assert each.kind in kinds()
        assert each.what.endswith(".")
        assert each.remedy.endswith(".")
        assert each.tables or each.snapshots, each
    order = ["high", "medium", "low", "note"]
    assert list(faults) == sorted(faults, key=lambda each: (order.index(each.severity), *each.place))


def test_faults_are_chosen_by_kind_and_contributor(whole_record: Path) -> None:
    record = record_at(whole_record)
    spikes = find(record.figures, record, kind=["spike"])
    assert {each.kind for each in spikes} == {"spike"}
    assert len(spikes) == 15
    ukraine = find(record.figures, record, contributor=["UKR"])
    assert {each.kind for each in ukraine} >= {"spike", "kind_switch"}
    assert all("UKR" in each.contributors for each in ukraine)
    with pytest.raises(NotFoundError, match="no kind of fault"):
        find(record.figures, kind=["nothing"])


def test_an_empty_record_has_no_faults() -> None:
    assert find(Figures()) == ()
    none = empty(Facts.PERSONNEL).with_columns(pl.lit("x").alias("snapshot"))
    assert find(held(none)) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(months("2000-01", "2001-06")), st.sampled_from(["KEN", "KAZ", "KGZ", "WORLD"]),
            st.sampled_from([None, "UNMIL", "UNMIS"]), st.integers(0, 100_000),
        ),
        max_size=60, unique_by=lambda row: row[:3],
    )
)  # fmt: skip
def test_rules_survive_any_record(rows: list[tuple[str, str, str | None, int]]) -> None:
    for each in find(held(people(rows)) if rows else Figures(), Record()):
        assert each.kind in kinds()
        assert all(month <= "2001-06" for month in each.months)


def test_a_steady_record_has_no_faults_but_its_coverage() -> None:
    """Thirty contributors in two operations, each by its own slow growth: nothing to find."""
    rows = [
        (m, f"S{i:02}", o, 40 + 3 * i + (j + i + k) // 2)
        for i in range(30)
        for k, o in enumerate(("UNMIL", "UNMIS"))
        for j, m in enumerate(months("2000-01", "2004-12"))
    ]
    assert {each.kind for each in find(held(people(rows)))} == {"coverage"}


def test_successions_name_sources_on_record() -> None:
    from contingent.records.reference import reference

    record = reference()
    for each in successions():
        assert record.source(each.source)
        assert record.actor(each.successor)
        assert each.predecessor is None or record.actor(each.predecessor)
