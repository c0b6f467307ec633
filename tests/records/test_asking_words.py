"""How the words of questions are read, and what an answer says of what is beside it on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.records.asked import asking, asking_of

from contingent.base.errors import UsageError
from contingent.base.months import Month
from contingent.records.asking.answers import Answer
from contingent.records.asking.asking import Asking
from contingent.records.asking.questions import Question
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.reference import reference

NOVEMBER: dict[str, Any] = {"since": Month(2013, 11), "until": Month(2013, 11)}
IN_1991: dict[str, Any] = {"since": Month(1991, 1), "until": Month(1991, 12)}


@pytest.fixture(scope="module")
def asked(shared: Path) -> Asking:
    return asking(shared)


def said(answer: Answer, word: str) -> str:
    """The one note with a word in it; none or several are a fault."""
    (note,) = [each for each in answer.notes if word in each]
    return note


def row(month: str, contributor: str, number: int, **more: Any) -> dict[str, Any]:
    return {"month": month, "contributor": contributor, "number": number, **more}


# Names ----------------------------------------------------------------------------------------------------------------


def test_congo_is_told_with_its_full_name_and_the_other_congo_is_named(asked: Asking) -> None:
    answer = asked.answer(Question(contributors=("Congo",), **NOVEMBER))
    assert answer.title == "Uniformed personnel of Republic of the Congo (COG) in 2013-11"
    assert "Democratic Republic of the Congo (COD)" in said(answer, "'Congo'")


def test_korea_is_told_apart_and_guinea_is_nobody_elses_name(asked: Asking) -> None:
    korea = asked.answer(Question(contributors=("korea",), **NOVEMBER))
    assert "South Korea (KOR)" in korea.title
    assert "North Korea (PRK)" in said(korea, "'korea'")
    for plain in ("Guinea", "Sudan", "China", "GIN", "Russia", "South Korea", "Republic of the Congo", "COG", "PRK"):
        assert not [n for n in asked.answer(Question(contributors=(plain,), **NOVEMBER)).notes if "was read as" in n]


def test_a_place_is_told_apart_as_well(asked: Asking) -> None:
    answer = asked.answer(Question(hosts=("Congo", "Africa"), **NOVEMBER))
    assert "in operations in Republic of the Congo (COG) and Africa" in answer.title
    assert "(COD)" in said(answer, "'Congo'")


def test_groups_and_operations_are_told_with_their_names(asked: Asking) -> None:
    answer = asked.answer(Question(groups=("CSTO",), operations=("unifil",), **NOVEMBER))
    assert "members of Collective Security Treaty Organization (CSTO)" in answer.title
    assert "in United Nations Interim Force in Lebanon (UNIFIL)" in answer.title


def test_a_former_name_of_the_same_state_is_read_as_the_present_one(asked: Asking) -> None:
    answer = asked.answer(Question(contributors=("Zaire",), **NOVEMBER))
    assert "read as Democratic Republic of the Congo (COD)" in said(answer, "'Zaire'")


# Former states --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "under", "last"),
    [("USSR", "RUS", Month(1991, 11)), ("Czechoslovakia", "CZE", Month(1991, 12)), ("YUG", "SRB", Month(1991, 12))],
)
def test_a_former_state_is_answered_with_the_rows_under_its_successor(
    asked: Asking, word: str, under: str, last: Month
) -> None:
    answer = asked.answer(Question(contributors=(word,), by=("month",), **IN_1991))
    own = asked.answer(Question(contributors=(under,), by=("month",), since=Month(1991, 1), until=last))
    assert answer.table.equals(own.table)
    assert answer.table["number"].sum() > 0
    assert (answer.since, answer.until) == (Month(1991, 1), last)
    assert f"on record as {under}" in answer.title
    assert f"({under})" in said(answer, "successor")


def test_the_successor_says_what_it_was_called(asked: Asking) -> None:
    answer = asked.answer(Question(contributors=("RUS",), until=Month(1992, 12)))
    assert said(answer, "Soviet Union") == "What is on record as Russia (RUS) was Soviet Union in 1990-11 to 1991-11."
    later = asked.answer(Question(contributors=("RUS",), **NOVEMBER))
    assert not [note for note in later.notes if "Soviet" in note]


def test_a_former_state_beside_others_or_after_its_end_gets_a_note_and_no_figures(asked: Asking) -> None:
    beside = asked.answer(Question(contributors=("USSR", "FRA"), by=("contributor",), **IN_1991))
    numbers = dict(beside.table.select("contributor", "number").iter_rows())
    assert numbers["SUN"] is None
    assert numbers["FRA"] > 0
    assert "Russia (RUS), up to 1991-11" in said(beside, "successor")
    after = asked.answer(Question(contributors=("USSR",), **NOVEMBER))
    assert after.table["number"].to_list() == [None]
    assert "Russia (RUS), up to 1991-11" in said(after, "successor")


def test_rows_under_the_own_name_of_a_former_state_are_its_answer() -> None:
    made = asking_of([row("1991-01", "SUN", 40), row("1991-01", "RUS", 2)])
    answer = made.answer(Question(contributors=("SUN",), **IN_1991))
    assert answer.table["number"].to_list() == [40]
    assert not [note for note in answer.notes if "successor" in note]


def test_two_names_that_hold_a_former_states_figures_are_both_named_and_not_added() -> None:
    made = asking_of([row("1992-01", "CZE", 40), row("1992-01", "SVK", 2), row("1992-01", "FRA", 5)])
    answer = made.answer(Question(contributors=("CSK",), since=Month(1992, 1), until=Month(1992, 1)))
    assert answer.table["number"].to_list() == [None]
    assert "(SVK)" in said(answer, "Slovakia")
    assert "(CZE)" in said(answer, "Czechia")


# Kinds ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("observers", "experts"), ("observer", "experts"), ("military observers", "experts"),
        ("Military-Observers", "experts"), ("civilian police", "police"), ("FPU", "formed_police"),
        ("FPUs", "formed_police"), ("ipo", "individual_police"), ("staff officers", "staff"),
    ],
)  # fmt: skip
def test_what_lists_call_a_kind_is_read_as_the_kind(word: str, kind: str) -> None:
    made = asking_of([row("2013-11", "FRA", 1, kind=kind), row("2013-11", "FRA", 9, kind="troops")])
    answer = made.answer(Question(kind=word))
    assert answer.table["number"].to_list() == [1]
    assert answer.question.kind == kind
    assert said(answer, "was read as the kind") == f"{word!r} was read as the kind {kind}."


def test_a_kinds_own_word_needs_no_note_and_a_strange_one_teaches() -> None:
    made = asking_of([row("2013-11", "FRA", 1, kind="formed_police")])
    assert not [n for n in made.answer(Question(kind="Formed-Police")).notes if "read as" in n]
    with pytest.raises(UsageError, match="police"):
        Question(kind="polise")


# Operations that had ended --------------------------------------------------------------------------------------------


def test_nobody_in_an_operation_that_had_ended_or_not_begun(asked: Asking) -> None:
    ended = asked.answer(Question(by=("contributor",), operations=("UNAVEM",), **NOVEMBER))
    assert ended.table.is_empty()
    assert "UNAVEM had ended by then, on 1997-06-30." in ended.notes
    early = asked.answer(Question(contributors=("FRA",), operations=("MINUSCA",), **NOVEMBER))
    assert early.table["told"].to_list() == ["not listed"]
    assert "MINUSCA had not begun by then" in said(early, "MINUSCA")
    absent = asked.answer(Question(by=("contributor",), contributors=("KAZ",), operations=("UNIFIL",), **NOVEMBER))
    assert "is on record for UNIFIL in 2013-11" in said(absent, "Nobody")


# What is beside -------------------------------------------------------------------------------------------------------


def of_tables(rows: Sequence[dict[str, Any]], means: Sequence[dict[str, Any]] = ()) -> Asking:
    """A record of made-up rows, each of the published table it names, and yearly means."""
    kinds = {"kind": "total", "operation": None, "female": None, "male": None}
    made = pl.DataFrame([{**kinds, **each} for each in rows], infer_schema_length=None)
    made = made.with_columns((pl.col("month") + "-01").str.to_date()).with_row_index("line", offset=2)
    yearly = pl.DataFrame([{"operation": "UNTSO", **each} for each in means], infer_schema_length=None)

    def load(facts: Facts, snapshots: Sequence[str]) -> pl.DataFrame:
        if facts is Facts.PERSONNEL:
            own = made.filter(pl.col("table").is_in(list(snapshots)))
            return shaped(facts, own).with_columns(own["table"].alias("snapshot"))
        if facts is Facts.MEANS and yearly.height and "yearly-means" in snapshots:
            return shaped(facts, yearly).with_columns(pl.lit("yearly-means").alias("snapshot"))
        return nothing(facts, snapshots)

    tables = sorted({*made["table"], "yearly-means"})
    snapshots = {each: Snapshot(id=each, publisher="made", title=each, retrieved=date(2020, 1, 1)) for each in tables}
    intakes = tuple(Intake(snapshot=each, table=each) for each in tables)
    return Asking(replace(reference(), imported=Figures(snapshots=snapshots, intakes=intakes, load=load)))


def test_yearly_means_are_pointed_to_where_months_are_missing_and_not_mixed_in() -> None:
    months = [row("2014-01", "KAZ", 1, table="ipi-countries"), row("2018-01", "KAZ", 120, table="ipi-countries")]
    means = [{"year": year, "contributor": "KAZ", "number": 5} for year in (2012, 2015, 2016, 2018)]
    means += [{"year": 2017, "contributor": "KAZ", "number": 0}, {"year": 2017, "contributor": "FRA", "number": 3}]
    made = of_tables(months, means)
    answer = made.answer(Question(contributors=("KAZ",), by=("year",), since=Month(2014, 1)))
    assert answer.table["number"].to_list() == [1, None, None, None, 120]
    note = said(answer, "Yearly means")
    assert "of KAZ are on record for 2015 to 2016, 2018 and" in note
    assert "contingent record show PROJECT KAZ" in note
    every = made.answer(Question(contributors=("KAZ",)))
    assert "2012, 2015 to 2016, 2018 and" in said(every, "Yearly means")
    whole = made.answer(Question(contributors=("KAZ",), since=Month(2014, 1), until=Month(2014, 1)))
    assert not [each for each in whole.notes if "Yearly" in each]


def test_rows_by_operation_that_do_not_add_up_to_a_total_of_another_table_are_told() -> None:
    made = of_tables([
        row("2013-11", "BGD", 100, table="ipi-countries"),
        row("2013-11", "BGD", 30, operation="UNIFIL", table="hub-contributions"),
        row("2013-11", "BGD", 20, operation="UNMIL", table="hub-contributions"),
        row("2013-11", "FRA", 7, table="ipi-countries"),
        row("2013-11", "FRA", 7, operation="UNIFIL", table="hub-contributions"),
        row("2013-12", "BGD", 90, table="ipi-countries"),
        row("2013-12", "BGD", 5, operation="UNMIL", table="hub-contributions"),
    ])  # fmt: skip
    wanted = "BGD 2013-11: 50 by operation (hub-contributions), 100 in total (ipi-countries)"
    answer = made.answer(Question(contributors=("BGD",), by=("operation",), **NOVEMBER))
    note = said(answer, "add up")
    assert wanted in note
    assert "2013-12" not in note, "only what the answer tells of"
    narrowed = made.answer(Question(by=("contributor",), operations=("UNIFIL",)))
    assert wanted in said(narrowed, "add up")
    assert "FRA" not in said(narrowed, "add up")
    france = made.answer(Question(contributors=("FRA",), by=("operation",)))
    assert not [each for each in france.notes if "add up" in each]
    total = made.answer(Question(contributors=("BGD",), **NOVEMBER))
    assert total.table["number"].to_list() == [100]


def test_one_publishers_rows_that_add_up_get_no_note(asked: Asking) -> None:
    answer = asked.answer(Question(by=("contributor", "operation"), **NOVEMBER))
    assert answer.table.height > 500
    assert not [each for each in answer.notes if "add up" in each]
