"""Questions to the record: what the fact-check of the November 2013 report found by hand, and what is not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.records.asked import asking, asking_of

from contingent.base.errors import NotFoundError, UsageError
from contingent.base.months import Month
from contingent.records.actors import ActorKind
from contingent.records.asking.asking import Asking
from contingent.records.asking.questions import BY, KINDS, MEASURES, Question
from contingent.records.reference import reference

NOVEMBER = {"since": Month(2013, 11), "until": Month(2013, 11)}
MONTH = {"since": Month(2020, 11), "until": Month(2020, 11)}


@pytest.fixture(scope="module")
def asked(shared: Path) -> Asking:
    return asking(shared)


def ask(asked: Asking, **question: Any) -> pl.DataFrame:
    return asked.answer(Question(**question)).table


def number(asked: Asking, **question: Any) -> int:
    (row,) = ask(asked, **question).to_dicts()
    return row["number"]  # type: ignore[no-any-return]


def by_key(table: pl.DataFrame, key: str, value: str = "number") -> dict[str, Any]:
    return dict(table.select(key, value).iter_rows())


# The ranking and the shares of November 2013 --------------------------------------------------------------------------


def test_the_ranking_of_november_2013_is_the_published_one(asked: Asking, shared: Path) -> None:
    table = ask(asked, by=("contributor",), measure="rank", **NOVEMBER)
    wanted = pl.read_csv(shared / "record" / "ranking_2013-11.csv")
    assert by_key(table, "contributor", "rank") == by_key(wanted, "iso3", "rank")
    assert by_key(table, "contributor") == by_key(wanted, "iso3", "total")
    assert (table.height, table["number"].sum(), table["among"].unique().to_list()) == (120, 98_267, [120])
    ranks = by_key(table, "contributor", "rank")
    assert (ranks["TJK"], ranks["KGZ"], ranks["RUS"], ranks["USA"], ranks["UKR"], ranks["CHN"]) == (
        90,
        88,
        64,
        64,
        35,
        17,
    )
    assert table.filter(pl.col("contributor").is_in(["RUS", "USA"]))["tied"].to_list() == [True, True]


def test_the_ranks_of_january_2021_are_those_the_publisher_gave(asked: Asking, shared: Path) -> None:
    january = {"since": Month(2021, 1), "until": Month(2021, 1)}
    table = ask(asked, by=("contributor",), measure="rank", **january)
    wanted = pl.read_csv(shared / "record" / "contributor_ranks_2021-01.csv")
    given = {row["iso3"]: row["rank"] for row in wanted.to_dicts()}
    assert by_key(table, "contributor", "rank") == given
    assert table["number"].sum() == 81_932
    assert table["line"].null_count() == 0


@pytest.mark.parametrize(
    ("kind", "wanted"), [("total", 98_267), ("troops", 83_500), ("police", 12_917), ("experts", 1_850)]
)
def test_personnel_of_the_month_by_kind(asked: Asking, kind: str, wanted: int) -> None:
    assert number(asked, kind=kind, **NOVEMBER) == wanted
    by_operation = ask(asked, kind=kind, by=("operation",), **NOVEMBER)
    assert by_operation["number"].sum() == wanted


def test_shares_of_the_largest_twenty(asked: Asking, shared: Path) -> None:
    answer = asked.answer(Question(by=("contributor",), measure="share", top=20, **NOVEMBER))
    wanted = pl.read_csv(shared / "record" / "ranking_2013-11.csv").head(20)
    assert answer.table["contributor"].to_list() == wanted["iso3"].to_list()
    assert [round(100 * share, 2) for share in answer.table["share"]] == wanted["share_pct"].to_list()
    assert round(answer.table["share"].sum(), 3) == 0.758
    assert answer.whole == "all contributors (uniformed personnel)"
    assert answer.table["whole"].unique().to_list() == [98_267]


# The states of the fact-check, a to f ---------------------------------------------------------------------------------


def test_tajikistan_and_kyrgyzstan_by_month_and_operation(asked: Asking) -> None:
    year = {"since": Month(2013, 1), "until": Month(2013, 12)}
    (row,) = ask(asked, contributors=("Tajikistan",), **year).to_dicts()
    assert (row["number"], row["listed"], row["months"]) == (17.5, 12, 12)
    months = ask(asked, contributors=("Tajikistan",), by=("month",), **year)
    assert months["number"].to_list()[9:] == [26, 25, 21]
    assert (months["number"].min(), months["number"].max()) == (13, 27)
    assert by_key(ask(asked, contributors=("KGZ",), by=("kind",), **NOVEMBER), "kind") == {"police": 18, "experts": 8}
    table = ask(asked, contributors=("KGZ",), by=("operation",), **NOVEMBER)
    assert by_key(table, "operation") == {"UNMISS": 12, "UNAMID": 6, "UNMIL": 6, "MINUSTAH": 1, "UNISFA": 1}
    (peak,) = ask(asked, contributors=("KGZ",), over="peak").to_dicts()
    assert (peak["number"], peak["at"]) == (33, date(2008, 10, 1))


def test_russia_by_operation_kind_and_its_peak(asked: Asking) -> None:
    table = ask(asked, contributors=("Russia",), by=("operation",), **NOVEMBER)
    assert by_key(table, "operation") == {
        "MONUSCO": 32, "UNMISS": 20, "UNMIL": 16, "MINURSO": 12, "UNOCI": 10, "MINUSTAH": 9, "UNTSO": 4, "UNMIK": 1,
    }  # fmt: skip
    assert table["line"].null_count() == 0, "each is one line of the file"
    kinds = ask(asked, contributors=("RUS",), by=("kind",), **NOVEMBER)
    assert by_key(kinds, "kind") == {"experts": 62, "police": 38, "troops": 4}
    (peak,) = ask(asked, contributors=("RUS",), over="peak").to_dicts()
    assert (peak["number"], peak["at"]) == (1764, date(1995, 11, 1))


def test_who_is_not_listed_has_no_number_and_is_told_apart_from_no_data(asked: Asking) -> None:
    november = ask(asked, contributors=("KAZ", "UZB", "TKM"), by=("contributor",), **NOVEMBER)
    assert november["number"].to_list() == [None, None, None]
    assert set(november["told"]) == {"not listed"}
    ever = ask(asked, contributors=("UZB", "TKM"), by=("contributor",))
    assert set(ever["told"]) == {"not listed"}
    later = ask(asked, contributors=("KAZ",), by=("month",), since=Month(2014, 8), until=Month(2014, 9))
    assert later["told"].to_list() == ["not listed", "no data"]
    assert later["number"].to_list() == [None, None]


def test_ukraine_over_the_years(asked: Asking) -> None:
    ends = ask(asked, contributors=("Ukraine",), by=("year",), over="last", until=Month(2013, 12))
    wanted = {
        1993: 344, 1994: 2614, 1995: 660, 1996: 438, 1997: 145, 1998: 46, 1999: 62, 2000: 1400, 2001: 1536, 2002: 1159,
        2003: 1061, 2004: 1205, 2005: 720, 2006: 565, 2007: 551, 2008: 399, 2009: 370, 2010: 369, 2011: 372, 2012: 516,
        2013: 612,
    }  # fmt: skip
    assert {year: n for year, n in by_key(ends, "year").items() if int(year) > 1992} == wanted
    assert ends.filter(pl.col("year") < 1992)["told"].to_list() == ["not listed", "not listed"]
    (peak,) = ask(asked, contributors=("UKR",), over="peak").to_dicts()
    (low,) = ask(asked, contributors=("UKR",), over="low").to_dicts()
    assert (peak["number"], peak["at"], low["number"], low["at"]) == (2685, date(1995, 2, 1), 26, date(1999, 9, 1))
    (first, *_) = ask(asked, contributors=("UKR",), measure="turnover").to_dicts()
    assert (first["month"], first["event"], first["number"]) == (date(1992, 8, 1), "first entry", 398)


def test_china_by_operation(asked: Asking) -> None:
    table = ask(asked, contributors=("China",), by=("operation",), **NOVEMBER)
    assert by_key(table, "operation") == {
        "UNMIL": 724, "UNMISS": 360, "UNIFIL": 343, "MONUSCO": 234, "UNAMID": 233, "MINUSMA": 22, "MINURSO": 10,
        "UNOCI": 6, "UNTSO": 4, "UNFICYP": 2,
    }  # fmt: skip
    share = ask(asked, contributors=("China",), by=("operation",), measure="share", **NOVEMBER)
    assert share["whole"].unique().to_list() == [1938]
    assert share["share"].sum() == pytest.approx(1)
    inside = ask(asked, contributors=("China",), by=("operation",), measure="share", of="contributors", **NOVEMBER)
    row = {each["operation"]: each for each in inside.to_dicts()}
    assert row["UNMIL"]["whole"] == number(asked, operations=("UNMIL",), **NOVEMBER)


# Groups at the time ---------------------------------------------------------------------------------------------------


def test_csto_members_together(asked: Asking) -> None:
    (row,) = ask(asked, groups=("CSTO",), **NOVEMBER).to_dicts()
    assert (row["number"], row["contributors"], row["members"]) == (161, 5, 6)
    each = ask(asked, groups=("CSTO",), by=("contributor",), **NOVEMBER)
    assert by_key(each, "contributor") == {"RUS": 104, "KGZ": 26, "TJK": 25, "BLR": 5, "ARM": 1, "KAZ": None}


def test_membership_is_that_of_the_month(asked: Asking) -> None:
    def members(group: str, month: Month) -> int:
        (row,) = ask(asked, groups=(group,), since=month, until=month).to_dicts()
        return row["members"]  # type: ignore[no-any-return]

    assert (members("EU", Month(2013, 6)), members("EU", Month(2013, 7))) == (27, 28)
    assert (members("CSTO", Month(2006, 7)), members("CSTO", Month(2006, 8))) == (6, 7), "Uzbekistan came back"
    assert (members("CSTO", Month(2012, 11)), members("CSTO", Month(2012, 12))) == (7, 6), "and left within December"
    assert (members("CSTO", Month(1999, 3)), members("CSTO", Month(1999, 4))) == (9, 6)
    listed = ask(asked, groups=("EU",), by=("contributor", "month"), since=Month(2013, 5), until=Month(2013, 8))
    croatia = listed.filter(pl.col("contributor") == "HRV")
    assert croatia["month"].to_list() == [date(2013, 7, 1), date(2013, 8, 1)]


def test_observers_and_dialogue_partners_are_no_members(asked: Asking) -> None:
    (row,) = ask(asked, groups=("SCO",), **NOVEMBER).to_dicts()
    assert row["members"] == 6
    (row,) = ask(asked, groups=("P5",), **NOVEMBER).to_dicts()
    assert row["members"] == 5
    (row,) = ask(asked, groups=("UNSC",), **NOVEMBER).to_dicts()
    assert row["members"] == 15


def test_two_groups_are_one_crowd_or_two_rows(asked: Asking) -> None:
    apart = by_key(ask(asked, groups=("CSTO", "P5"), by=("group",), **NOVEMBER), "group")
    together = number(asked, groups=("CSTO", "P5"), **NOVEMBER)
    assert apart["CSTO"] == 161
    assert together == apart["CSTO"] + apart["P5"] - 104, "Russia is in both and counts once"


def test_a_group_over_a_year_counts_each_month_with_its_members(asked: Asking) -> None:
    months = ask(asked, groups=("EU",), by=("month",), since=Month(2013, 1), until=Month(2013, 12))
    (year,) = ask(asked, groups=("EU",), by=("year",), since=Month(2013, 1), until=Month(2013, 12)).to_dicts()
    assert year["number"] == pytest.approx(months["number"].mean())
    assert year["members"] == 28


# Where, who, when -----------------------------------------------------------------------------------------------------


def test_region_of_contributor_and_of_host_are_two_questions(asked: Asking) -> None:
    africans = number(asked, regions=("Africa",), **NOVEMBER)
    in_africa = number(asked, hosts=("Africa",), **NOVEMBER)
    both = number(asked, regions=("Africa",), hosts=("Africa",), **NOVEMBER)
    assert both < min(africans, in_africa)
    by_continent = by_key(ask(asked, by=("continent",), **NOVEMBER), "continent")
    assert by_continent["Africa"] == africans
    assert sum(by_continent.values()) == 98_267
    by_host = by_key(ask(asked, by=("host_continent",), **NOVEMBER), "host_continent")
    assert by_host["Africa"] == in_africa
    assert sum(by_host.values()) == 98_267


def test_the_published_table_of_regions_is_met(asked: Asking, shared: Path) -> None:
    wanted = pl.read_csv(shared / "record" / "contributor_regions_monthly.csv").filter(pl.col("date") == "2013-11-30")
    own = by_key(ask(asked, by=("region",), **NOVEMBER), "region")
    published = by_key(wanted, "region", "total")
    same = {name: value for name, value in own.items() if published.get(name) == value}
    assert len(same) >= 15, "regions of the publisher differ in places, most must agree"


def test_women_among_police_of_the_eu_in_africa_by_year(asked: Asking) -> None:
    answer = asked.answer(
        Question(by=("year",), groups=("EU",), hosts=("Africa",), kind="police", sex="female", measure="share",
                 since=Month(2010, 1), until=Month(2013, 12))
    )  # fmt: skip
    assert answer.title.startswith("Women among police of members of European Union (EU) in operations in Africa")
    assert "women and men whose sex is told" in str(answer.whole)
    by_hand = _women_by_hand(asked, 2012)
    (row,) = answer.table.filter(pl.col("year") == 2012).to_dicts()
    assert row["share"] == pytest.approx(by_hand)


def _women_by_hand(asked: Asking, year: int) -> float:
    record = asked.record
    africa = {o.code for o in record.operations if {"SDN", "COD", "CIV", "LBR", "TCD", "ESH", "SSD"} & set(o.hosts)}
    rows = record.figures.personnel.filter(
        pl.col("operation").is_in(list(africa)),
        pl.col("kind").is_in(["individual_police", "formed_police"]),
        pl.col("month").dt.year() == year,
        pl.col("contributor").is_in(list(record.members("EU", date(year, 12, 31)))),
    )
    return float(rows["female"].sum() / (rows["female"].sum() + rows["male"].sum()))


def test_months_without_data_stay_gaps(asked: Asking) -> None:
    answer = asked.answer(Question(by=("month",), since=Month(2016, 9), until=Month(2017, 1)))
    assert answer.table["number"].to_list() == [101_357, 101_557, None, 100_376, 100_231]
    assert answer.table["told"].to_list()[2] == "no data"
    assert answer.gaps == (Month(2016, 11),)
    assert "Nothing on record: 2016-11." in answer.notes
    (year,) = ask(asked, by=("year",), since=Month(2016, 1), until=Month(2016, 12)).to_dicts()
    assert year["months"] == 11


def test_sums_over_all_come_from_contributors_or_from_published_sums(asked: Asking, shared: Path) -> None:
    table = ask(asked, by=("month",), until=Month(2017, 3))
    wanted = pl.read_csv(shared / "record" / "totals_monthly.csv").with_columns(pl.col("date").str.slice(0, 7))
    own = {f"{month:%Y-%m}": value for month, value in by_key(table, "month").items() if value is not None}
    assert own == by_key(wanted, "date", "total_sum")
    assert len(own) == 316


def test_contributors_and_operations_give_one_answer(asked: Asking) -> None:
    """6,768 contributor-months of 2009-11 to 2014-08, asked by operation and over all operations."""
    period = {"since": Month(2009, 11), "until": Month(2014, 8)}
    whole = ask(asked, by=("contributor", "month"), **period)
    parts = ask(asked, by=("contributor", "month", "operation"), **period)
    added = parts.group_by("contributor", "month").agg(pl.col("number").sum().alias("added"))
    both = whole.join(added, on=["contributor", "month"], how="full")
    assert both.filter(pl.col("number").ne_missing(pl.col("added"))).height == 0
    assert both.height == 6_768


def test_a_series_of_operations_asks_for_its_parts(asked: Asking) -> None:
    until = Month(1997, 6)
    unavem = ask(asked, operations=("UNAVEM",), by=("month",), until=until)
    assert unavem["number"].null_count() == 0, "the months written under UNAVEM II are part of it"
    parts = ask(asked, operations=("UNAVEM",), by=("month", "operation"), until=until)
    assert set(parts["operation"]) == {"UNAVEM_I", "UNAVEM_II", "UNAVEM_III"}
    assert parts["number"].sum() == unavem["number"].sum()
    second = ask(asked, operations=("UNAVEM II",), by=("month",), until=until)
    assert second.drop_nulls("number")["month"].min() == date(1991, 5, 1)
    ivory = ask(asked, operations=("UNOCI",), by=("month",), since=Month(2004, 3), until=Month(2009, 10))
    assert ivory["number"].null_count() == 0, "the months written under its French name are part of it"
    assert ask(asked, operations=("ONUCI",), by=("year",)).equals(ask(asked, operations=("UNOCI",), by=("year",)))


# Concentration --------------------------------------------------------------------------------------------------------


def test_gini_is_the_published_one_in_every_month(asked: Asking, shared: Path) -> None:
    (path,) = (shared / "record" / "raw").glob("ppp_loader_2653920/**/distribution.csv")
    wanted = pl.read_csv(path, infer_schema_length=None).filter(
        pl.col("GINI - Total").cast(pl.Float64, strict=False).is_not_null()
    )
    published = dict(wanted.select(pl.col("Date").str.slice(0, 7), pl.col("GINI - Total").cast(pl.Float64)).iter_rows())
    table = ask(asked, measure="concentration", by=("month",), until=Month(2014, 8))
    own = {f"{month:%Y-%m}": value for month, value in by_key(table, "month", "gini").items()}
    assert len(published) == 281
    assert {month for month, value in published.items() if abs(own[month] - value) > 1e-9} == set()


def test_concentration_by_hand() -> None:
    rows = [{"month": "2001-01", "contributor": c, "number": n} for c, n in (("FRA", 50), ("GHA", 30), ("IND", 20))]
    (row,) = ask(asking_of(rows), measure="concentration").to_dicts()
    assert row["hhi"] == pytest.approx(0.38)
    assert row["effective"] == pytest.approx(1 / 0.38)
    assert row["gini"] == pytest.approx(0.2)
    assert (row["among"], row["top"]) == (3, pytest.approx(1.0))
    (row,) = ask(asking_of(rows), measure="concentration", top=1).to_dicts()
    assert row["top"] == pytest.approx(0.5)


# Change ---------------------------------------------------------------------------------------------------------------


def test_change_between_two_months(asked: Asking) -> None:
    table = ask(asked, measure="change", by=("contributor",), since=Month(2012, 11), until=Month(2013, 11))
    row = {each["contributor"]: each for each in table.to_dicts()}
    assert (row["NGA"]["before"], row["NGA"]["number"], row["NGA"]["change"]) == (5556, 4830, -726)
    assert row["NGA"]["percent"] == pytest.approx(-100 * 726 / 5556)
    assert (row["IRN"]["number"], row["IRN"]["change"], row["IRN"]["how"]) == (None, None, "left")


def test_the_first_of_a_change_are_those_that_grew_most(asked: Asking) -> None:
    period = {"since": Month(2013, 11), "until": Month(2014, 8)}
    table = ask(asked, measure="change", by=("contributor",), top=3, **period)
    assert table["contributor"].to_list() == ["ETH", "NPL", "MAR"]
    everyone = ask(asked, measure="change", by=("contributor",), **period)["change"].drop_nulls()
    assert table["change"].to_list() == everyone.sort(descending=True).head(3).to_list()


def test_change_is_not_told_over_a_gap(asked: Asking) -> None:
    months = ask(asked, measure="change", by=("month",), since=Month(2016, 9), until=Month(2017, 1))
    assert [f"{month:%Y-%m}" for month in months["month"]] == ["2016-10", "2017-01"]


# Comings and goings ---------------------------------------------------------------------------------------------------


def _presence(contributor: str, months: str, since: str = "2001-01", number: int = 5) -> list[dict[str, object]]:
    """Rows of a contributor for each `x` of a line of months."""
    first = Month.parse(since)
    return [
        {"month": str(first.plus(place)), "contributor": contributor, "number": number, "operation": "UNTSO"}
        for place, there in enumerate(months)
        if there == "x"
    ]


def test_entries_returns_leavings_and_holes() -> None:
    rows = [*_presence("FRA", "xxxxxxxxxxxx"), *_presence("GHA", "..xx.xx..xx."), *_presence("IND", "xx..........")]
    table = ask(asking_of(rows), measure="turnover")
    told = [
        (row["contributor"], f"{row['month']:%m}", row["event"], row["absent"], row["stayed"])
        for row in table.to_dicts()
    ]
    assert sorted(told) == sorted(
        [
            ("FRA", "01", "already there", None, None),
            ("IND", "01", "already there", None, None),
            ("IND", "02", "leaving", None, 2),
            ("GHA", "03", "first entry", None, None),
            ("GHA", "04", "hole", 1, None),
            ("GHA", "07", "leaving", None, 5),
            ("GHA", "10", "return", 2, None),
            ("GHA", "11", "absent at the end", None, 2),
        ]
    )
    strict = ask(asking_of(rows), measure="turnover", gap=1)
    assert "hole" not in set(strict["event"])
    assert strict.filter(pl.col("contributor") == "GHA")["event"].to_list() == [
        "first entry", "leaving", "return", "leaving", "return", "leaving",
    ]  # fmt: skip


def test_a_hole_in_the_record_is_no_absence() -> None:
    rows = [*_presence("FRA", "xxx..xxx"), *_presence("GHA", "xxx..x.."), *_presence("IND", "xxx....x")]
    rows = [row for row in rows if row["month"] not in ("2001-04", "2001-05")]
    table = ask(asking_of(rows), measure="turnover")
    events = {name: table.filter(pl.col("contributor") == name)["event"].to_list() for name in ("FRA", "GHA", "IND")}
    assert events["FRA"] == ["already there", "already there"], "nobody knows whether it was away"
    assert events["IND"] == ["already there", "return"]
    short = [row for row in _presence("FRA", "xxx.xxx") if row["month"] != "2001-04"]
    assert ask(asking_of(short), measure="turnover")["event"].to_list() == ["already there"]


def test_kazakhstan_comes_and_goes(asked: Asking) -> None:
    table = ask(asked, contributors=("KAZ",), measure="turnover", until=Month(2014, 8))
    assert table.row(0, named=True)["month"] == date(2007, 5, 1)
    last = table.row(-1, named=True)
    assert (last["month"], last["event"]) == (date(2012, 12, 1), "leaving")


def test_durations_with_ends_cut_off() -> None:
    rows = [
        *_presence("FRA", "xxxxxxxxxxxx"),  # there all along: not known when it began
        *_presence("GHA", ".xxx........"),  # 3 months
        *_presence("IND", "..xxxxx....."),  # 5 months
        *_presence("NPL", "....xxxxxxxx"),  # 8 months and still there
    ]
    (row,) = ask(asking_of(rows), measure="duration").to_dicts()
    assert (row["spells"], row["not_begun"], row["not_over"]) == (4, 1, 1)
    assert (row["low"], row["high"], row["mean_over"]) == (3, 5, 4.0)
    assert row["median"] == 5, "of three: S(3) = 2/3, S(5) = 1/3"
    each = ask(asking_of(rows), measure="duration", by=("contributor",))
    assert by_key(each, "contributor", "median") == {"GHA": 3, "IND": 5, "NPL": None, "FRA": None}
    answer = asking_of(rows).answer(Question(measure="duration"))
    assert any("heads, not persons" in note for note in answer.notes)


# What a figure rests on -----------------------------------------------------------------------------------------------


def test_every_figure_names_its_snapshots(asked: Asking) -> None:
    for question in ({"by": ("contributor",)}, {"by": ("month",)}, {"by": ("operation", "kind")}, {"groups": ("EU",)}):
        table = ask(asked, **question, since=Month(2013, 1), until=Month(2014, 8))
        told = table.filter(pl.col("number").is_not_null())
        assert told["snapshots"].list.len().min() >= 1  # type: ignore[operator]
    assert set(asked.answer(Question(**NOVEMBER)).snapshots) <= {"by_country", "by_mission"}


def test_a_line_leads_to_the_figure(asked: Asking, shared: Path) -> None:
    """Tajikistan's 25 of November 2013 stand in one line of either table."""
    (row,) = ask(asked, contributors=("TJK",), **NOVEMBER).to_dicts()
    (snapshot,) = row["snapshots"]
    file = {"by_country": "contributions_monthly.csv", "by_mission": "contributions_by_mission_monthly.csv"}[snapshot]
    line = (shared / "record" / file).read_text(encoding="utf-8").splitlines()[row["line"] - 1]
    assert line.startswith("2013-11-30,")
    assert ",TJK," in line
    assert ",25," in line
    several = ask(asked, contributors=("TJK", "KGZ"), **NOVEMBER)
    assert several["line"].to_list() == [None]


def test_shipped_facts_alone_say_how_little_they_are() -> None:
    plain = Asking(reference())
    table = ask(plain, by=("contributor",), contributors=("RUS", "KAZ", "FRA"), **NOVEMBER)
    told = {row["contributor"]: (row["number"], row["told"]) for row in table.to_dicts()}
    assert told["RUS"] == (104, "reported"), "not the sum and its parts together"
    assert told["FRA"] == (None, "not on record"), "no whole list is on record, so nobody knows"
    assert number(plain, **NOVEMBER) == 98_267
    answer = plain.answer(Question(by=("contributor",), measure="share", **NOVEMBER))
    assert answer.table["whole"].unique().to_list() == [98_267]


def test_a_shipped_row_without_a_number_means_not_listed(asked: Asking) -> None:
    assert ask(asked, contributors=("KAZ",), **NOVEMBER)["told"].to_list() == ["not listed"]
    shipped = ask(Asking(reference()), contributors=("KAZ",), **NOVEMBER)["told"].to_list()
    assert shipped in (["not listed"], ["not on record"])


def test_parts_of_what_is_on_record_are_called_so() -> None:
    rows = [
        {"month": "2001-01", "contributor": "FRA", "number": 5},
        {"month": "2001-01", "contributor": "GHA", "number": 3},
    ]
    answer = asking_of(rows).answer(Question())
    assert answer.table["told"].to_list() == ["in part"]
    assert answer.table["number"].to_list() == [8]
    assert any("Not all contributors" in note for note in answer.notes)


@pytest.mark.parametrize("by", [(), ("month",), ("year",), ("kind",), ("operation",), ("region",)])
@pytest.mark.parametrize("measure", ["number", "share"])
def test_sums_over_whole_lists_are_reported(asked: Asking, by: tuple[str, ...], measure: str) -> None:
    table = ask(asked, by=by, measure=measure, **NOVEMBER)
    assert set(table["told"]) == {"reported"}


def test_people_of_contributors_that_cannot_be_mapped_are_told_of() -> None:
    states = sorted(each.code for each in reference().actors if each.kind is ActorKind.STATE)[:40]
    rows: list[dict[str, object]] = [
        {"month": "2020-11", "contributor": code, "operation": "UNIFIL", "number": 100} for code in states
    ]
    whole = asking_of(rows)
    assert whole.answer(Question(**MONTH)).table["told"].to_list() == ["reported"]
    assert ask(whole, contributors=("UZB",), **MONTH)["told"].to_list() == ["not listed"]
    strange = {"month": "2020-11", "contributor": None, "operation": "UNIFIL", "number": 5000}
    some = asking_of([*rows, strange])
    answer = some.answer(Question(**MONTH))
    assert answer.table.select("number", "told").row(0) == (4000, "in part")
    assert "Not counted, as their contributor could not be mapped: 5,000 persons in 2020-11." in answer.notes
    assert ask(some, contributors=("UZB",), **MONTH)["told"].to_list() == ["not on record"]
    few = asking_of([*rows, {**strange, "number": 4}]).answer(Question(**MONTH))
    assert few.table.select("number", "told").row(0) == (4000, "reported")
    assert "Not counted, as their contributor could not be mapped: 4 persons in 2020-11." in few.notes


def test_kinds_that_the_list_does_not_tell_apart_yet_are_warned_of(asked: Asking) -> None:
    def notes(**question: Any) -> str:
        return " ".join(asked.answer(Question(**question)).notes)

    early, late = Month(1991, 6), Month(1993, 6)
    assert "Nobody has experts on record before 1992-08" in notes(kind="troops", since=early, until=early)
    assert "Nobody has experts" in notes(by=("kind", "month"), since=early, until=late)
    assert "Nobody has" not in notes(kind="troops", since=Month(1992, 8), until=late)
    assert "Nobody has" not in notes(since=early, until=late)


def test_a_row_without_a_number_is_not_the_same_as_no_row() -> None:
    states = sorted(each.code for each in reference().actors if each.kind is ActorKind.STATE)[:40]
    rows: list[dict[str, object]] = [
        {"month": "2020-11", "contributor": code, "operation": "UNIFIL", "number": 100} for code in states
    ]
    made = asking_of([*rows, {"month": "2020-11", "contributor": "KGZ", "operation": "UNMISS", "number": None}])
    assert ask(made, contributors=("KGZ",), **MONTH)["told"].to_list() == ["nothing reported"]
    assert ask(made, contributors=("KGZ",), operations=("UNMISS",), **MONTH)["told"].to_list() == ["nothing reported"]
    beside = {"month": "2020-11", "contributor": "KGZ", "operation": "UNIFIL", "number": 3}
    both = asking_of([*rows, beside, {**beside, "operation": "UNMISS", "number": None}])
    assert ask(both, contributors=("KGZ",), operations=("UNMISS",), **MONTH)["told"].to_list() == ["nothing reported"]
    assert ask(both, contributors=("KGZ",), **MONTH)["number"].to_list() == [3]
    table = ask(made, by=("contributor",), contributors=("KGZ", "UZB"), **MONTH)
    assert dict(table.select("contributor", "told").iter_rows()) == {"KGZ": "nothing reported", "UZB": "not listed"}
    assert table["number"].null_count() == 2


# Words ----------------------------------------------------------------------------------------------------------------


def test_plurals_and_hyphens_are_taken() -> None:
    assert Question(measure="ranks", by=("host-region", "Contributors")).by == ("host_region", "contributor")


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ({"by": ("contribtor",)}, "contributor"),
        ({"measure": "shaer"}, "share"),
        ({"kind": "trops"}, "troops"),
        ({"sex": "femal"}, "female"),
        ({"over": "maen"}, "mean"),
        ({"of": "contributers", "measure": "share"}, "contributors"),
        ({"by": ("planet",)}, "host"),
    ],
)
def test_words_of_the_vocabulary_teach(question: dict[str, Any], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        Question(**question)
    assert hint in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ({"contributors": ("Kazakhstn",)}, "KAZ"),
        ({"groups": ("CTSO",)}, "CSTO"),
        ({"operations": ("UNIFL",)}, "UNIFIL"),
        ({"regions": ("Centrl Asia",)}, "Central Asia"),
        ({"hosts": ("Afrca",)}, "Africa"),
        ({"contributors": ("Xqzw",)}, "ISO 3166"),
    ],
)
def test_names_not_on_record_teach(question: dict[str, Any], hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        Asking(reference()).answer(Question(**question))
    assert hint in str(caught.value.remedy)


@pytest.mark.parametrize(
    "question",
    [
        {"by": ("month", "year")},
        {"by": ("group",)},
        {"since": Month(2014, 1), "until": Month(2013, 1)},
        {"top": 0},
        {"gap": 0},
    ],
)
def test_contradictions_are_refused(question: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Question(**question)


@pytest.mark.parametrize(
    "question",
    [
        {"groups": ("WEST",)},
        {"of": "contributors"},
        {"measure": "share", "over": "peak"},
        {"measure": "concentration", "over": "last"},
        {"measure": "turnover", "top": 3},
        {"measure": "share", "gap": 3},
        {"measure": "network", "by": ("month",)},
        {"measure": "turnover", "by": ("kind",)},
        {"measure": "rank", "by": ("contributor",), "of": "sexes"},
        {"measure": "change", "since": Month(2013, 11), "until": Month(2013, 11)},
    ],
)
def test_questions_without_an_answer_say_why(question: dict[str, Any]) -> None:
    with pytest.raises((UsageError, NotFoundError)) as caught:
        Asking(reference()).answer(Question(**question))
    assert caught.value.remedy


def test_an_empty_record_answers_plainly() -> None:
    from dataclasses import replace

    empty = Asking(replace(reference(), contributions=()))
    with pytest.raises(NotFoundError, match="Nothing on record"):
        empty.answer(Question())
    answer = empty.answer(Question(by=("contributor",), contributors=("KAZ",), **NOVEMBER))
    assert answer.table["told"].to_list() == ["no data"]


def test_names_in_many_spellings_mean_the_same(asked: Asking) -> None:
    wanted = number(asked, contributors=("CIV",), **NOVEMBER)
    for word in ("Côte d'Ivoire", "cote d’ivoire", "civ", "Ivory Coast"):
        assert number(asked, contributors=(word,), **NOVEMBER) == wanted
    assert number(asked, groups=("European Union",), **NOVEMBER) == number(asked, groups=("eu",), **NOVEMBER)
    assert number(asked, operations=("unavem-iii",), since=Month(1996, 6), until=Month(1996, 6)) == 7294


def test_every_measure_answers_every_breakdown_or_teaches(asked: Asking) -> None:
    """No combination of words gives a traceback of somebody else's library."""
    period = {"since": Month(2013, 6), "until": Month(2013, 9), "groups": ("CSTO",)}
    told = [
        _answer_or_remedy(asked, Question(measure=measure, by=(by,), kind=kind, **period))
        for measure in MEASURES
        for by in BY
        for kind in ("total", "police", "staff")
    ]
    assert all(told)
    assert set(KINDS) >= {"total", "police", "staff"}


def _answer_or_remedy(asked: Asking, question: Question) -> list[str] | str | None:
    try:
        return asked.answer(question).table.columns
    except (UsageError, NotFoundError) as error:
        return error.remedy
