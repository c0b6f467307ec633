"""The known faults of the files of Providing for Peacekeeping, each met as `anomalies.csv` says it should be."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.records.readers import ipi
from tests.records.readers.ipi import PPP, PPPX, TCC, noted, raw

from contingent.records.facts import Facts
from contingent.records.figures import WORLD
from contingent.records.readers.ipi_places import hosted, placed
from contingent.records.readers.ipi_rows import Reading
from contingent.records.readers.spelling import shipped
from contingent.records.reference import reference

ARCHIVES = (f"{PPP}/update_archive/csv/20140331.csv", *(
    f"{PPPX}/update_archive/csv/2014{day}.csv" for day in ("0430", "0531", "0630", "0731", "0831")
))  # fmt: skip
GENDER, TCC_GENDER = f"{PPPX}/full_gender_data.csv", f"{TCC}/Gender.Full.csv"
SOURCE_PLACES = {"UNMEE"}  # A30: the mission table has another place than the list that missions.csv is made from


def places(path: Path) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each operation in a file; each must have one only."""
    rows = ipi.rows(path, Facts.OPERATIONS).filter(pl.col("latitude").is_not_null())
    assert rows["operation"].n_unique() == rows.height
    return {row["operation"]: (row["latitude"], row["longitude"]) for row in rows.iter_rows(named=True)}


def known_places(shared: Path) -> dict[str, tuple[float, float]]:
    with (shared / "record" / "missions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["latitude"]]
    return {r["mission"].replace(" ", "_"): (float(r["latitude"]), float(r["longitude"])) for r in rows}


def made(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("file", [f"{PPP}/data_mission.csv", f"{PPPX}/data_mission.csv", *ARCHIVES])
def test_a01_exchanged_coordinates_are_put_right_by_the_host_country(shared: Path, file: str) -> None:
    found, known = places(raw(shared) / file), known_places(shared)
    assert len(found) >= 17
    wrong = {code: place for code, place in found.items() if place != known[code] and code not in SOURCE_PLACES}
    assert wrong == {}
    assert noted(raw(shared) / file, "exchanged").act == "repaired"


def test_a02_each_row_is_judged_by_itself(shared: Path) -> None:
    table = pl.read_csv(raw(shared) / PPP / "data_mission.csv", null_values="NA", infer_schema_length=None)
    table = table.with_row_index("line", offset=2).select(
        "line",
        pl.col("Date").alias("date"),
        pl.col("Mission").alias("mission"),
        pl.col("Country of Mission").alias("host_name"),
        pl.col("Country of Mission ISO-3").alias("host_code"),
        pl.col("Mission HQ Latitude").alias("latitude"),
        pl.col("Mission HQ Longitude").alias("longitude"),
    )
    reading = Reading(shipped())
    rows = placed(hosted(table, reading), reading)
    mali = rows.filter(pl.col("mission") == "MINUSMA")
    assert mali.height == 44
    assert set(mali.select("latitude", "longitude").iter_rows()) == {(12.65, -8.0)}
    halves = table.filter(pl.col("mission") == "MINUSMA").group_by("latitude").len().sort("latitude")
    assert list(halves.iter_rows()) == [(-8.0, 35), (12.65, 9)], "the file has it both ways"
    (exchanged,) = [each for each in reading.notes.remarks() if "exchanged" in each.what]
    assert exchanged.count == 5330 - 9 - 8, "all but the right rows of MINUSMA and those of UNMC, which has no place"


def test_a03_the_one_exchanged_mission_of_the_first_edition_is_put_right_and_no_other(shared: Path) -> None:
    path = raw(shared) / TCC / "Data.Mission.csv"
    found, known = places(path), known_places(shared)
    assert {code for code, place in found.items() if place != known[code]} <= SOURCE_PLACES
    mali = 1 + pl.Series(path.read_text(encoding="utf-8").splitlines()).str.contains('"MINUSMA"').arg_true()
    assert set(noted(path, "exchanged").lines) == set(mali)
    assert places(raw(shared) / PPP / "json" / "missions.json")["MINUSMA"] == (12.65, -8.0)
    assert places(raw(shared) / PPP / "update_archive" / "json" / "20140331.json")["MINUSMA"] == (12.65, -8.0)


def test_a05_rows_repeated_in_every_cell_are_left_out_and_counted(shared: Path) -> None:
    remark = noted(raw(shared) / GENDER, "repeats another in every cell")
    assert (remark.act, remark.count) == ("repaired", 4599)
    assert "4,599 in all" in str(remark)
    rows = ipi.rows(raw(shared) / GENDER)
    assert not rows.select(pl.struct("month", "contributor", "operation", "kind").is_duplicated().any()).item()


def test_a05_rows_that_say_otherwise_than_another_are_complained_about(shared: Path, tmp_path: Path) -> None:
    lines = (raw(shared) / GENDER).read_text(encoding="utf-8").splitlines()[:40]
    *cells, total = lines[-1].split(",")
    path = made(tmp_path, "\n".join([*lines, lines[-1], ",".join([*cells, str(int(total) + 1)])]))
    (complaint,) = ipi.complaints(path)
    assert complaint == "line 42: says otherwise than line 40 of the same month, contributor and mission."


def test_a06_trailing_apostrophes_go_and_inner_ones_stay(shared: Path, tmp_path: Path) -> None:
    assert noted(raw(shared) / GENDER, "trailing").count == 8054
    assert noted(raw(shared) / PPP / "data_mission.csv", "trailing").count == 36
    hosts = ipi.rows(raw(shared) / PPP / "data_mission.csv", Facts.OPERATIONS)
    assert set(hosts.filter(pl.col("operation") == "UNMISS")["host"]) == {"SSD"}
    header = (raw(shared) / GENDER).read_text(encoding="utf-8").splitlines()[0]
    numbers = ",".join(["1,0,1", "NA,NA,NA", "NA,NA,NA", "NA,NA,NA", "1,0,1"])
    path = made(tmp_path, f"{header}\n2014-03-31,Cote d'Ivoire',XYZ',UNMISS',{numbers}\n")
    assert ipi.rows(path).select("contributor", "named", "operation").row(0) == ("CIV", None, "UNMISS")
    path = made(tmp_path, f"{header}\n2014-03-31,Land o'Nowhere',XYZ',UNMISS',{numbers}\n", "other.csv")
    assert ipi.rows(path).select("contributor", "named").row(0) == (None, "Land o'Nowhere")


def test_a07_sums_among_the_rows_are_control_totals(shared: Path) -> None:
    personnel = ipi.figures(shared).personnel
    detail = personnel.filter((pl.col("contributor") != WORLD) & pl.col("operation").is_not_null())
    controls = ipi.rows(raw(shared) / GENDER, Facts.STATISTICS).filter(pl.col("scope") == "system")
    assert controls["month"].n_unique() == 52
    for measure in ("total", "troops", "experts", "individual_police", "formed_police"):
        rows = detail if measure == "total" else detail.filter(pl.col("kind") == measure)
        summed = dict(rows.group_by("month").agg(pl.col("number").sum()).iter_rows())
        given = controls.filter(pl.col("measure") == f"{measure}_sum")
        assert given.height == 52
        assert all(summed[month] == value for month, value in given.select("month", "value").iter_rows())
    assert noted(raw(shared) / GENDER, "sums over missions or contributors").count == 52 + 6033
    assert "ALL" not in set(detail["operation"])


def test_a08_months_in_which_a_contributor_reports_nothing_are_filled_from_the_other_table(shared: Path) -> None:
    own = ipi.rows(raw(shared) / GENDER).filter((pl.col("kind") == "total") & pl.col("number").is_null())
    assert noted(raw(shared) / GENDER, "nothing is reported").count == own.height == 248
    assert dict(own.group_by("contributor").len().iter_rows()) == {"USA": 243, "MDA": 4, "BLR": 1}
    figures = ipi.figures(shared)
    rows = figures.personnel.filter(pl.col("operation").is_not_null())
    for code, first, last, months in (("USA", (2009, 11), (2012, 12), 38), ("MDA", (2014, 1), (2014, 1), 1)):
        here = (pl.col("contributor") == code) & pl.col("month").is_between(date(*first, 1), date(*last, 1))
        by_mission = rows.filter(here).group_by("month").agg(pl.col("number").sum(), pl.col("table").unique())
        assert by_mission.height == months
        assert set(by_mission.explode("table")["table"]) == {"ipi-tcc-gender"}
        whole = figures.facts(Facts.PERSONNEL, table="ipi-countries").filter(here)
        assert dict(whole.group_by("month").agg(pl.col("number").sum()).iter_rows()) == {
            month: number for month, number, _ in by_mission.iter_rows()
        }
    belarus = rows.filter((pl.col("contributor") == "BLR") & (pl.col("month") == date(2014, 2, 1)))
    assert belarus.filter(pl.col("operation") == "UNMISS")["number"].drop_nulls().is_empty(), "empty is not 0"


@pytest.mark.parametrize(
    ("file", "month", "written"),
    [
        (f"{PPP}/countries/Kenya.csv", date(2004, 2, 1), "2004-02-28"),
        (f"{PPP}/data_monthly.csv", date(2003, 3, 1), "2003-03-30"),
        (f"{PPP}/data_mission.csv", date(2016, 2, 1), "2016-02-29"),
        (GENDER, date(2012, 2, 1), "2012-02-28"),
    ],
)
def test_a12_the_month_is_the_key_whatever_the_day(shared: Path, file: str, month: date, written: str) -> None:
    path = raw(shared) / file
    assert written in path.read_text(encoding="utf-8")
    rows = ipi.rows(path)
    assert month in set(rows["month"])
    assert set(rows["month"].dt.day()) == {1}
    remark = noted(path, "not the last day of its month")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(lines[line - 1].split(",")[0].strip('"')[-2:] in ("28", "30") for line in remark.lines)


def test_a13_a_number_that_is_not_its_men_and_women_is_flagged_and_kept(shared: Path) -> None:
    remark = noted(raw(shared) / GENDER, "do not add up")
    assert (remark.act, remark.count) == ("flagged", 17)
    rows = ipi.rows(raw(shared) / GENDER).filter(pl.col("line").is_in(remark.lines) & (pl.col("kind") == "troops"))
    assert dict(rows.group_by("contributor", "operation").len().select(
        pl.concat_str("contributor", "operation", separator=" "), "len").iter_rows()
    ) == {"EGY UNMIS": 14, "EGY UNMISS": 2, "ETH UNMIL": 1}  # fmt: skip
    assert rows["female"].null_count() == rows["male"].null_count() == 17
    south = rows.filter(pl.col("operation") == "UNMISS").sort("month")
    assert south["number"].to_list() == [1506, 1486]
    other = ipi.rows(raw(shared) / TCC_GENDER)
    other = other.filter((pl.col("contributor") == "EGY") & (pl.col("operation") == "UNMISS"))
    other = other.filter((pl.col("kind") == "troops") & pl.col("month").is_in(south["month"].implode()))
    assert sorted(other["number"]) == [8, 9], "the other source stays readable beside it"


def test_a14_sources_that_disagree_are_both_kept(shared: Path) -> None:
    figures = ipi.figures(shared)
    both = [figures.facts(Facts.PERSONNEL, table=table) for table in ("ipi-missions", "ipi-tcc-missions")]
    ours, theirs = (
        rows.group_by("month", "operation").agg(pl.col("number").sum()).filter(pl.col("month") < date(2014, 1, 1))
        for rows in both
    )
    differ = ours.join(theirs, on=["month", "operation"]).filter(pl.col("number") != pl.col("number_right"))
    assert differ.height == 13
    assert {f"{month:%Y-%m}" for month in differ["month"]} >= {"1999-02", "1998-07", "1998-08", "2003-06"}
    believed = figures.personnel.filter((pl.col("contributor") == WORLD) & pl.col("operation").is_not_null())
    assert set(believed["table"]) == {"ipi-missions"}


def test_a20_a_mission_under_another_name_has_no_hole(shared: Path) -> None:
    rows = ipi.rows(raw(shared) / PPP / "data_mission.csv")
    assert "ONUCI" not in set(rows["operation"])
    assert noted(raw(shared) / PPP / "data_mission.csv", "ONUCI").count == 14
    figures = ipi.figures(shared)
    for code, first, last in (("UNOCI", (2004, 3), (2016, 10)), ("UNAVEM", (1990, 11), (1997, 6)),
                              ("UNOSOM", (1992, 8), (1995, 1))):  # fmt: skip
        months = figures.series(WORLD, operation=code)["month"].to_list()
        start, end = date(*first, 1), date(*last, 1)
        wanted = pl.date_range(start, end, "1mo", eager=True).to_list()
        assert [month for month in months if start <= month <= end] == wanted


def test_a23_empty_is_not_reported_and_zero_is(shared: Path) -> None:
    zeros = [ipi.rows(raw(shared) / file).filter(pl.col("number") == 0) for file in ARCHIVES]
    assert [rows.height for rows in zeros] == [1, 1, 1, 3, 3, 1]
    assert set(pl.concat(zeros)["kind"]) == {"experts"}
    for path in sorted((raw(shared) / PPP / "countries").glob("*.csv")):
        assert not (ipi.rows(path)["number"] == 0).any()
    keys = ["month", "contributor", "operation", "kind"]
    first = ipi.rows(raw(shared) / TCC_GENDER)
    assert not (first["number"] == 0).any(), "0 stands for empty there"
    second = ipi.rows(raw(shared) / GENDER).filter(pl.col("number").is_not_null())
    lines = second.select(keys[:3]).unique().join(first.select(keys[:3]).unique(), on=keys[:3])
    cells = [
        set(rows.join(lines, on=keys[:3]).filter(pl.col("kind") != "total").select(keys).iter_rows())
        for rows in (first, second)
    ]
    assert len(cells[1]) > 40_000
    assert cells[0] == cells[1], "the zeros left out are the empty cells of the later edition, all of them"


def test_a24_a_file_without_a_name_is_left_out_with_a_remark(shared: Path) -> None:
    path = raw(shared) / PPP / "countries" / ".csv"
    assert ipi.rows(path).is_empty()
    assert [str(each) for each in ipi.remarks(path)] == [
        "left out: the file name names no contributor, so its rows belong to nobody (line 2)"
    ]


def test_a25_all_names_of_a_contributor_have_one_code(shared: Path) -> None:
    folder = raw(shared) / PPP / "countries"
    both = [ipi.rows(folder / f"{name}.csv") for name in ("Macedonia", "The former Yugoslav Republic of Macedonia")]
    assert [set(rows["contributor"]) for rows in both] == [{"MKD"}, {"MKD"}]
    parts = [ipi.read(folder / f"{name}.csv")[-1].part for name in ("Macedonia", "Congo", "DR Congo")]
    assert parts == ["Macedonia", "Congo", "DR Congo"], "one file does not take the place of another"
    codes = {name: set(ipi.rows(folder / f"{name}.csv")["contributor"]) for name in ("Congo", "DR Congo", "Kyrgyzstan")}
    assert codes == {"Congo": {"COG"}, "DR Congo": {"COD"}, "Kyrgyzstan": {"KGZ"}}
    assert not ipi.figures(shared).facts(Facts.PERSONNEL)["contributor"].null_count(), "every name is known"


def test_a25_a_name_cut_short_does_not_count_its_people_twice(shared: Path, tmp_path: Path) -> None:
    cut = raw(shared) / TCC / "countries" / "The former Yugoslav Republic o.csv"
    remark = noted(cut, "cut at 30 characters")
    assert (remark.act, remark.count, ipi.rows(cut).height) == ("left out", 5, 0)
    figures = ipi.figures_of([cut, cut.with_name("Macedonia.csv")])
    assert set(figures.series("MKD").filter(pl.col("month") >= date(2013, 8, 1))["number"]) == {1}
    alone = made(tmp_path, cut.read_text(encoding="utf-8"), cut.name)
    assert ipi.rows(alone)["contributor"].to_list() == ["MKD"] * 5, "without the other file its rows are all there is"


def test_a26_headers_are_matched_by_their_even_names_and_known_misspellings(shared: Path, tmp_path: Path) -> None:
    assert noted(raw(shared) / ARCHIVES[0], "inidividual_police").act == "repaired"
    assert noted(raw(shared) / TCC / "Data.Monthly.csv", "n_conributors").act == "repaired"
    for file, wrong, right in (
        (ARCHIVES[0], "Inidividual_Police", "Individual Police"),
        (f"{TCC}/Data.Monthly.csv", '"n.conributors"', "N_Contributors"),
    ):
        text = (raw(shared) / file).read_text(encoding="utf-8")
        assert wrong in text
        path = made(tmp_path, text.replace(wrong, right), Path(file).name)
        assert not [each for each in ipi.remarks(path) if each.act == "repaired" and "the column" in each.what]
        assert ipi.rows(path).equals(ipi.rows(raw(shared) / file))
    assert ipi.rows(raw(shared) / PPP / "mission" / "regionall_deployments.csv", Facts.STATISTICS).height > 10_000


@pytest.mark.parametrize("file", [GENDER, ARCHIVES[0], f"{PPP}/data_mission.csv", f"{TCC}/2-sql_gender_load.txt",
                                  f"{PPP}/update_archive/json/20140331.json"])  # fmt: skip
def test_a27_marks_and_line_ends_make_no_difference(shared: Path, tmp_path: Path, file: str) -> None:
    text = (raw(shared) / file).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    text = text if file.endswith("json") else text[: text.index("\n", 20_000)]
    ways = {"plain": text, "marked": "\ufeff" + text, "windows": text.replace("\n", "\r\n"), "open": text.rstrip("\n")}
    read = [ipi.rows(made(tmp_path, written, f"{way}{Path(file).suffix}")) for way, written in ways.items()]
    assert read[0].height > 100
    assert all(rows.equals(read[0]) for rows in read)


def test_a29_a_fault_in_json_is_told_by_line_and_column_and_0_0_is_no_place(shared: Path) -> None:
    path = raw(shared) / PPP / "data_init" / "collection_2.json"
    assert ipi.complaints(path) == [
        "line 168, column 17: is no valid JSON: Expecting value.",
        "line 762: names no mission.",
    ]
    assert path.read_text(encoding="utf-8").splitlines()[167][16] == ","
    missions = raw(shared) / PPP / "json" / "missions.json"
    assert noted(missions, "0, 0 is no place").lines == (2,)
    colombia = ipi.rows(missions, Facts.OPERATIONS).filter(pl.col("operation") == "UNMC")
    assert colombia.select("host", "headquarters", "latitude", "longitude").row(0) == ("COL", None, None, None)
    countries = raw(shared) / PPP / "json" / "countries.json"
    assert "27 at 0, 0" in str(noted(countries, "capitals"))


def test_a30_two_places_of_one_headquarters_are_both_kept(shared: Path) -> None:
    listed = places(raw(shared) / PPP / "json" / "missions.json")
    table = places(raw(shared) / PPP / "data_mission.csv")
    assert (listed["UNMEE"], table["UNMEE"]) == ((15.3333, 38.9245), (12.1817, 38.8367))
    assert listed["UNIIMOG"] == table["UNIIMOG"] == (34.5147, 47.9282)
    assert {code for code in listed.keys() & table.keys() if listed[code] != table[code]} == SOURCE_PLACES


def test_a31_flags_without_dates_are_left_out_for_memberships_with_dates(shared: Path) -> None:
    path = raw(shared) / PPP / "json" / "countries.json"
    assert all(batch.rows.is_empty() for batch in ipi.read(path))
    assert noted(path, "membership flags").count == 240 * 23
    record = reference()
    assert not record.is_member("HRV", "EU", date(2013, 6, 30))
    assert record.is_member("HRV", "EU", date(2013, 7, 1))
    assert record.is_member("UZB", "SCO", date(2013, 11, 30))


def test_a39_days_are_read_by_known_forms_and_never_guessed(shared: Path, tmp_path: Path) -> None:
    files = {f"{PPP}/update_archive/json/20140331.json": date(2014, 3, 1), ARCHIVES[1]: date(2014, 4, 1),
             f"{TCC}/2-sql_gender_load.txt": date(2014, 2, 1)}  # fmt: skip
    for file, month in files.items():
        assert set(ipi.rows(raw(shared) / file)["month"]) == {month}
    path = made(tmp_path, '"Date","Troops","Police","Experts"\n03/04/2013,1,NA,NA\n2013-02-30,1,NA,NA\n', "Kenya.csv")
    assert [each.split(":")[0] for each in ipi.complaints(path)] == ["line 2", "line 3"]
    assert ipi.rows(path).is_empty()


@pytest.mark.parametrize("number", ["050", "50", "50.0"])
def test_a40_codes_that_lost_their_zeros_are_known(shared: Path, tmp_path: Path, number: str) -> None:
    text = (raw(shared) / TCC / "2-sql_gender_load.txt").read_text(encoding="utf-8")
    assert "'Bangladesh','BGD','050'" in text
    path = made(tmp_path, text.replace("'Bangladesh','BGD','050'", f"'','','{number}'"), "load.txt")
    assert ipi.rows(path).equals(ipi.rows(raw(shared) / TCC / "2-sql_gender_load.txt"))


def test_a41_means_name_what_they_are_over(shared: Path) -> None:
    first = pl.col("month") == date(1990, 11, 1)
    totals = ipi.rows(raw(shared) / PPP / "data_monthly.csv", Facts.STATISTICS).filter(first)
    spread = ipi.rows(raw(shared) / PPP / "summaries" / "distribution.csv", Facts.STATISTICS).filter(first)
    in_missions = dict(totals.select("measure", "value").iter_rows())
    over_contributors = dict(spread.select("measure", "value").iter_rows())
    assert in_missions["troops_mean_per_contributor_in_mission"] == pytest.approx(10285 / 93)
    assert over_contributors["troops_mean_per_contributor"] == pytest.approx(10285 / 46)
    means = {each for each in {*in_missions, *over_contributors} if any(w in each for w in ("mean", "median", "devi"))}
    assert means
    assert all("_per_" in each for each in means)


def test_a42_only_the_sound_columns_of_the_distribution_are_kept(shared: Path) -> None:
    path = raw(shared) / PPP / "summaries" / "distribution.csv"
    rows = ipi.rows(path, Facts.STATISTICS)
    assert not [each for each in set(rows["measure"]) if "quintile" in each or each == "gini_troops"]
    gini = dict(rows.filter(pl.col("measure") == "gini_total").select("month", "value").iter_rows())
    assert gini[date(1990, 11, 1)] == pytest.approx(0.7256879, abs=5e-8)
    assert gini[date(2014, 3, 1)] == pytest.approx(0.7705100, abs=5e-8)
    assert "gini_troops" in noted(path, "broken").what


def test_a45_a_name_counts_more_than_a_code_that_is_anothers(shared: Path, tmp_path: Path) -> None:
    header = (raw(shared) / GENDER).read_text(encoding="utf-8").splitlines()[0]
    numbers = ",".join(["1,0,1", "NA,NA,NA", "NA,NA,NA", "NA,NA,NA", "1,0,1"])
    who = "The former Yugoslav Republic of Macedonia"
    path = made(tmp_path, f"{header}\n2014-03-31,{who},MAC,UNMISS,{numbers}\n")
    assert ipi.rows(path)["contributor"].to_list() == ["MKD"]
    assert "MAC" in noted(path, "name counts").what
