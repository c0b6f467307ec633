"""The Geo-PKO tables: places, what stood there, whose it was."""

from __future__ import annotations

import builtins
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers.taken import survives, take

from contingent.base.errors import InputError
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts
from contingent.records.figures import Figures
from contingent.records.intakes import Intake
from contingent.records.places import places
from contingent.records.readers.geopko_contributors import entries
from contingent.records.readers.mojibake import repaired

PLACES = "mission,year,country,location,latitude,longitude,Infantry,NoTroops,Reserve,hq,UNPOL,Med,Av,UNMO,ave.no.troops"
LISTS = "mission,year,location,latitude,longitude,No.TCC,year.overview"
UNITS = "mission,year,location,latitude,longitude,Infantry,eng,med,sig,av,riv,maint,trans"
FULL = (
    "Source,Mission,year,month,location,country,latitude,longitude,No.troops,No.TCC,name.of.TCC1,"
    "No.troops.per.TCC1,name.of.TCC2,No.troops.per.TCC2,UNPOL..dummy.,HQ"
)


@pytest.fixture(scope="module")
def geopko(shared: Path) -> Path:
    return shared / "record/raw/geopko_b6ba64e"


def test_locations_of_the_published_table(geopko: Path) -> None:
    taken = take(geopko / "FrontMap_v.2.3.csv")
    assert taken.table == "geopko-locations"
    assert not taken.complaints
    assert taken.rows["line"].n_unique() == 8783
    assert taken.rows["operation"].n_unique() == 52
    assert (taken.rows["year"].min(), taken.rows["year"].max()) == (1994, 2024)
    gao = taken.rows.filter((pl.col("place") == "Gao") & (pl.col("year") == 2016) & (pl.col("what") == "troops"))
    assert sorted(gao["size"]) == [3085, 4035, 4185]
    assert set(gao["host"]) == {"MLI"}


def test_empty_is_not_zero_in_the_published_table(geopko: Path) -> None:
    rows = take(geopko / "FrontMap_v.2.3.csv").rows.filter(pl.col("what") == "troops")
    assert (rows["size"].null_count(), rows.filter(pl.col("size") == 0).height) == (250, 2507)


def test_a_host_of_two_states_is_listed_and_not_guessed(geopko: Path) -> None:
    taken = take(geopko / "FrontMap_v.2.3.csv")
    rows = taken.rows.filter(pl.col("named").is_not_null())
    assert set(rows["named"]) == {"Ethiopia/Eritrea"}
    assert rows["host"].null_count() == rows.height == 7 * 9
    assert taken.remark("not mapped").startswith("not mapped: host 'Ethiopia/Eritrea' (lines 5820")


def test_unit_types_of_the_published_table(geopko: Path, shared: Path) -> None:
    taken = take(geopko / "TTMap_v.2.3.csv")
    assert taken.table == "geopko-units"
    assert not taken.complaints
    assert taken.rows.height == 7372 * 8
    tidy = pl.read_csv(shared / "record/geopko_unit_types.csv", infer_schema_length=None)
    whole = taken.rows.group_by("what").agg(pl.col("size").sum()).rows()
    assert dict(whole)["engineers"] == tidy["eng"].sum()
    assert dict(whole)["transport"] == tidy["trans"].sum()


def test_a43_repeated_places_are_flagged_and_never_summed(geopko: Path) -> None:
    taken = take(geopko / "FrontMap_v.2.3.csv")
    assert "1,407 in all" in taken.remark("must not be added")
    figures = Figures(
        snapshots={"g": Snapshot(id="g", publisher="p", title="t", retrieved=date(2025, 5, 4))},
        intakes=(Intake(snapshot="g", table="geopko-locations"),),
        load=lambda facts, snapshots: taken.rows.with_columns(pl.lit("g").alias("snapshot")),
    )
    made = places(figures, operation="MINUSMA")
    gao = made.filter((pl.col("place") == "Gao") & (pl.col("year") == 2016))
    troops = gao.row(by_predicate=pl.col("what") == "troops", named=True)
    assert (troops["largest"], troops["rows"]) == (4185, 3)
    assert troops["mean"] == pytest.approx((3085 + 4035 + 4185) / 3)
    reserve = gao.row(by_predicate=pl.col("what") == "reserve", named=True)
    assert (reserve["largest"], reserve["mean"]) == (950, 950)
    whole = places(figures)
    assert whole.select("year", "operation", "place", "latitude", "longitude", "what").is_duplicated().sum() == 0


def test_a44_the_lists_of_contributors_are_parsed(geopko: Path, shared: Path) -> None:
    taken = take(geopko / "TCCMap_v.2.3.csv")
    assert taken.table == "geopko-contributors"
    assert not taken.complaints
    long = pl.read_csv(shared / "record/geopko_tcc_long.csv", schema_overrides={"troops": pl.Float64})
    assert taken.rows.height == long.height == 8729
    for own, theirs in (("year", "year"), ("place", "location"), ("contributor", "iso3"), ("size", "troops")):
        assert taken.rows[own].to_list() == long[theirs].to_list(), own
    assert taken.rows["latitude"].to_list() == long["latitude"].to_list()


def test_a44_contributors_that_are_none_are_listed(geopko: Path) -> None:
    taken = take(geopko / "TCCMap_v.2.3.csv")
    unmapped = taken.rows.filter(pl.col("contributor").is_null())
    assert dict(unmapped["named"].value_counts().rows()) == {
        "TCC name unknown": 162, "Multinational": 65, "Un": 5, "CARICOM": 1
    }  # fmt: skip
    assert {each.split("'")[1] for each in taken.remarks if each.startswith("not mapped")} == set(unmapped["named"])
    assert taken.rows["size"].null_count() == 769


def test_a44_names_with_brackets() -> None:
    assert entries("India (150), Korea (ROK) (size unknown)") == [("India", "150"), ("Korea (ROK)", "size unknown")]
    assert entries("Korea, Republic of (35)") == [("Korea, Republic of", "35")]
    assert entries("") == []
    assert entries("India 150") is None
    assert entries("India (150), Nepal") is None


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Z][a-z' ]{0,12}[a-z]( \([A-Z]{2,4}\))?", fullmatch=True),
            st.one_of(st.integers(0, 9999).map(str), st.just("size unknown")),
        ),
        max_size=6,
    )
)
def test_a44_every_list_so_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert entries(", ".join(f"{name} ({size})" for name, size in pairs)) == pairs


def test_older_version_with_byte_order_mark(geopko: Path) -> None:
    taken = take(geopko / "TCCMap.csv")
    assert taken.table == "geopko-contributors"
    assert not taken.complaints
    assert taken.rows.height == 7445
    assert taken.remark("'Mutinational'")


def test_workbook_is_the_same_table(geopko: Path) -> None:
    pytest.importorskip("openpyxl", reason="workbooks need the extra excel")
    book, text = take(geopko / "TCCMap_v.2.3.xlsx"), take(geopko / "TCCMap_v.2.3.csv")
    assert book.table == text.table
    assert book.remarks == text.remarks
    exact = pl.exclude("latitude", "longitude")
    assert book.rows.select(exact).equals(text.rows.select(exact))
    assert (book.rows["latitude"] - text.rows["latitude"]).abs().max() < 1e-9


def test_workbook_without_its_library_says_what_to_install(geopko: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name.split(".")[0] == "openpyxl":
            raise ImportError(name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    for name in [each for each in sys.modules if each.split(".")[0] == "openpyxl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as caught:
        take(geopko / "TCCMap_v.2.3.xlsx")
    assert "contingent[excel]" in (caught.value.remedy or "")


@pytest.mark.parametrize("keep", [100, 10_000, 100_000])
def test_workbook_cut_short(geopko: Path, tmp_path: Path, keep: int) -> None:
    survives(tmp_path / "cut.xlsx", (geopko / "TCCMap_v.2.3.xlsx").read_bytes()[:keep])


def test_a28_mojibake_in_the_published_table_is_repaired(shared: Path) -> None:
    taken = take(shared / "record/raw/geopko_history_f48b9f1/geopko.csv")
    assert taken.table == "geopko-full"
    assert not taken.complaints
    assert taken.rows["line"].n_unique() == 12190
    names = set(taken.rows["place"])
    assert {"Dékoa", "Ndélé", "Ménaka", "Leré", "Fari M´Babo"} <= names
    assert not [name for name in names if "Ã" in (name or "") or "Â" in (name or "")]
    assert sum(each.startswith("repaired") for each in taken.remarks) == 5
    assert taken.remark("'Dékoa'").startswith("repaired: location 'DÃ©koa', UTF-8 that was read as Latin-1")


def test_a28_right_text_stays_as_it_is(geopko: Path) -> None:
    taken = take(geopko / "TCCMap_v.2.3.csv")
    assert "Cap-Haïtien" in set(taken.rows["place"])
    assert not [each for each in taken.remarks if each.startswith("repaired")]


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), max_size=20))
def test_a28_any_text_is_repaired_and_repair_is_final(text: str) -> None:
    once = repaired(text)
    assert repaired(once) == once
    broken = text.encode().decode("latin-1")
    if not any("\u0080" <= letter <= "\u00ff" for letter in text):
        assert repaired(broken) == once


def test_full_table_tells_whose_troops(shared: Path) -> None:
    rows = take(shared / "record/raw/geopko_history_f48b9f1/geopko.csv").rows
    bangui = rows.filter(pl.col("line") == 7)
    assert bangui.filter(pl.col("what") == "troops")["size"].to_list() == [1385]
    parts = bangui.filter(pl.col("what") == "contingent")
    assert parts.height == 9
    assert dict(parts.select("contributor", "size").rows())["CIV"] == 300
    assert set(bangui["month"]) == {6}


def test_unknown_sizes_are_empty(tmp_path: Path) -> None:
    taken = take(
        tmp_path / "full.csv",
        f"{FULL}\nMap,UNMIL,2004,3,Zwedru,Liberia,6.06,-8.13,unknown,2,Ethiopia,unkown,unknown,35,NA,?\n",
    )
    assert not taken.complaints
    sizes = {(what, who): size for what, who, size in taken.rows.select("what", "contributor", "size").iter_rows()}
    assert sizes == {
        ("troops", None): None, ("contingent", "ETH"): None, ("contingent", None): 35, ("police", None): None,
        ("headquarters", None): None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("UNMIL,1x,Liberia,A,1,1,0,0,0,0,0,0,0,0,0", "is no operation's year"),
        (",2004,Liberia,A,1,1,0,0,0,0,0,0,0,0,0", "is no operation's year"),
        ("UNMIL,2004,Liberia,A,1,1,0,-5,0,0,0,0,0,0,0", "is not a number of at least 0"),
        ("UNMIL,2004,Liberia,A,1,1,0,many,0,0,0,0,0,0,0", "is not a number of at least 0"),
        ("UNMIL,2004,Liberia", "cells where the header has 15"),
    ],
)
def test_bad_rows_are_complained_about(tmp_path: Path, row: str, words: str) -> None:
    taken = take(tmp_path / "places.csv", f"{PLACES}\n{row}\nUNMIL,2004,Liberia,B,1,1,0,7,0,0,0,0,0,0,0\n")
    assert len(taken.complaints) == 1
    assert taken.complaints[0].startswith("line 2: ")
    assert words in taken.complaints[0]
    assert set(taken.rows["place"]) == {"B"}


@pytest.mark.parametrize("degrees", ["91,10", "10,181", "0,0", "north,10"])
def test_coordinates_that_are_none_are_noted(tmp_path: Path, degrees: str) -> None:
    taken = take(tmp_path / "lists.csv", f"{LISTS}\nUNMIL,2004,A,{degrees},1,India (150)\n")
    assert taken.rows.select("latitude", "longitude").row(0) == (None, None)
    assert "are no place (line 2)" in taken.remark("left out")


def test_a_list_that_is_none_is_complained_about(tmp_path: Path) -> None:
    taken = take(tmp_path / "lists.csv", f'{LISTS}\nUNMIL,2004,A,1,1,2,"India 150, Nepal"\n')
    assert taken.complaints == ("line 2: year.overview 'India 150, Nepal' is no list of names and sizes.",)
    assert taken.rows.is_empty()


@pytest.mark.parametrize("header", [PLACES, LISTS, UNITS, FULL])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.one_of(st.binary(max_size=300), st.text(',\n"0123456789.NA()-é', max_size=300).map(str.encode)))
def test_hostile_rows(tmp_path: Path, header: str, rest: bytes) -> None:
    survives(tmp_path / "hostile.csv", header.encode() + b"\n" + rest)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_hostile_workbooks(tmp_path: Path, data: st.DataObject) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="workbooks need the extra excel")
    path = tmp_path / "small.xlsx"
    if not path.exists():
        book = openpyxl.Workbook()
        book.active.append(LISTS.split(","))
        book.active.append(["UNMIL", 2004, "Zwedru", 6.06, -8.13, 1, "Ethiopia (150)"])
        book.save(path)
    assert take(path).rows["contributor"].to_list() == ["ETH"]
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    survives(tmp_path / "hostile.xlsx", bytes(body))


def test_all_rows_have_the_shape_of_places(geopko: Path) -> None:
    from contingent.records.facts import empty

    assert take(geopko / "TTMap_v.2.3.csv").rows.schema == empty(Facts.PLACES).schema
