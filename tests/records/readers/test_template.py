"""The template: what it prints is read; what is not filled in well is told line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.records.readers.taken import survives, take

from contingent.base.errors import InputError
from contingent.records.readers import template
from contingent.records.readers.reading import head_of
from contingent.records.readers.spelling import shipped

HEADER = ",".join(template.COLUMNS)


def test_what_is_printed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ministry.csv"
    found = take(path, template.text())
    assert (found.table, found.part, found.complaints) == ("template", "ministry", ())
    assert found.rows.drop("named").rows() == [
        (date(2013, 11, 1), "KAZ", "MINURSO", "experts", 5, 1, 4, 2),
        (date(2013, 12, 1), "KAZ", "MINURSO", "experts", 5, None, None, 3),
    ]
    publishers = [each.publisher for each in template.read(head_of(path), shipped())]
    assert publishers[-1] == "Ministry of Defence: annual report 2013"


def test_few_columns_are_enough_and_their_order_is_free(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", "Number;Kind;Contributor;Month\n12;Troops;Kyrgyz Republic;31/01/2015\n")
    assert found.rows.drop("named").rows() == [(date(2015, 1, 1), "KGZ", None, "troops", 12, None, None, 2)]


def test_empty_columns_without_a_name_do_not_matter(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", "month,contributor,kind,number,,\nNov-13,KAZ,troops,5,,\n11/2014,KAZ,troops,6,,\n")
    assert found.rows.select("month", "number").rows() == [(date(2013, 11, 1), 5), (date(2014, 11, 1), 6)]
    found = take(
        tmp_path / "b.csv", "month,contributor,kind,number,,\n2013-11,KAZ,troops,5,,6\n2014-11,KAZ,troops,7,,\n"
    )
    assert [str(each) for each in found.complaints] == ["line 2: '6' stands in a column without a name."]
    assert found.rows["number"].to_list() == [7]


def test_an_empty_kind_is_a_total_and_an_empty_number_is_not_reported(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", "month,contributor,operation,number\n2015-01,KAZ,,\n2015-02,WORLD,UNMISS,8\n")
    assert found.rows.select("contributor", "operation", "kind", "number").rows() == [
        ("KAZ", None, "total", None), ("WORLD", "UNMISS", "total", 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2013-13,KAZ,UNMISS,troops,1,,,,", "month '2013-13' is not a day"),
        ("someday,KAZ,UNMISS,troops,1,,,,", "month 'someday' is not a day"),
        (",KAZ,UNMISS,troops,1,,,,", "month is empty"),
        ("2013-11,,UNMISS,troops,1,,,,", "names no contributor"),
        ("2013-11,KAZ,UNMISS,dragoons,1,,,,", "kind 'dragoons' is no type"),
        ("2013-11,KAZ,UNMISS,troops,many,,,,", "number 'many' is not a whole number"),
        ("2013-11,KAZ,UNMISS,troops,-5,,,,", "number '-5' is not a whole number"),
        ("2013-11,KAZ,UNMISS,troops,5,2,4,,", "the women and men are not the number '5'"),
        ("2013-11,KAZ,UNMISS,troops,5,6,,,", "the women and men are not the number '5'"),
        ("2013-11,KAZ,UNMISS,troops,5", "5 cells where the header has 9"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path: Path, row: str, said: str) -> None:
    found = take(
        tmp_path / "a.csv", f"{HEADER}\n2013-10,KAZ,UNMISS,troops,1,,,,\n{row}\n2013-12,KAZ,UNMISS,troops,1,,,,\n"
    )
    (complaint,) = found.complaints
    assert complaint.startswith("line 3: ")
    assert said in complaint
    assert found.rows["line"].to_list() == [2, 4]


def test_a_column_that_is_not_in_the_template_is_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns that the template has not: sex"):
        take(tmp_path / "a.csv", "month,contributor,operation,kind,sex,number\n2013-11,KAZ,,total,female,1\n")


def test_a_name_that_is_not_known_is_kept_and_listed(tmp_path: Path) -> None:
    found = take(tmp_path / "a.csv", "month,contributor,kind,number\n2013-11,Ruritania,troops,4\n")
    assert found.rows.select("contributor", "named", "number").rows() == [(None, "Ruritania", 4)]
    assert found.remarks == ("not mapped: contributor 'Ruritania' (line 2)",)


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b"\xff", b'"', b"2013-11", b",,,,,,,,", b"\0", b"2013-11,KAZ,,,1,,,,\n" * 3]
)
def test_whatever_follows_the_header(tmp_path: Path, body: bytes) -> None:
    survives(tmp_path / "a.csv", HEADER.encode() + b"\n" + body)
