"""Reading DNA databases: what is in them, what is missing in them, and files that mean harm."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.coding.exchange.dna_files import dna_file

from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.coding.exchange.dna.sayings import dna_sayings
from contingent.coding.exchange.dna.tables import COLUMNS, read_tables
from contingent.coding.networks.building import network, networks
from contingent.coding.networks.settings import Settings

ROWS = [
    (1, 4, 7, 9, 1, 1000), (1, 4, 7, 9, 1, 1000), (2, 4, 7, 9, 1, 1000), (2, 5, 7, 10, 0, 100), (3, 5, 8, 3, 0, 100),
    (3, 6, 7, 9, 1, 2), (3, 1, 7, 9, 1, 2), (3, 6, 8, None, None, None), (3, None, 8, 9, 1, 2),
]  # fmt: skip
BASE: dict[str, Any] = {"rows": "organization", "columns": "concept"}


def test_the_sample_is_read_whole(shared: Path) -> None:
    tables = read_tables(shared / "discourse" / "reference" / "sample.dna")
    assert (len(tables), len(tables.documents), len(tables.coders), len(tables.entities)) == (41, 7, 4, 23)
    assert [kind.label for kind in tables.kinds.values()] == ["DNA Statement", "NPF Story Element", "Annotation"]
    assert sum(len(each.attributes) for each in tables.entities.values()) == 69
    assert len(tables.regexes) == 6
    rows = list(tables.rows())
    assert sum(row.values.get("agreement") is True for row in rows) == 29
    assert next(row for row in rows if row.kind == 3).values["note"].__class__ is str
    assert tables.left_out == ()


def test_blank_and_missing_values_are_not_coded(tmp_path: Path) -> None:
    tables = read_tables(dna_file(tmp_path / "x.dna", ROWS))
    rows = list(tables.rows())
    assert rows[6].values["organization"] == ""
    assert set(rows[7].values) == {"organization", "concept"}
    assert "organization" not in rows[8].values
    sayings = dna_sayings(tables, "DNA Statement")
    made = network(sayings, Settings(**BASE))
    assert made.rows == ("E", "a-lower", "Élan")  # by UTF-16
    assert made.statements == 7
    assert made.notes == ("2 without a value of organization",)
    signed = network(sayings, Settings(**BASE, qualifier="agreement", aggregation="subtract"))
    assert signed.weights.tolist() == [[1.0, 0.0], [-1.0, -1.0], [3.0, 0.0]]
    assert "1 without a value of agreement" in signed.notes
    moods = network(sayings, Settings(**BASE, qualifier="mood", aggregation="combine"))
    assert moods.weights.tolist() == [[2.0], [1.0], [2.0]]


def test_doubles_with_a_year_and_as_dna_has_them(tmp_path: Path) -> None:
    sayings = dna_sayings(read_tables(dna_file(tmp_path / "x.dna", ROWS[:5])), "DNA Statement")

    def left(**words: Any) -> int:
        asked = Settings(**BASE, qualifier="intensity", aggregation="subtract", **words)
        return network(sayings, asked).statements

    assert left() == 5
    assert left(duplicates="document") == 4
    assert left(duplicates="document", compatibility=True) == 5  # 1000 is never equal to 1000 there
    assert left(duplicates="month") == 4
    assert left(duplicates="acrossrange") == 3

    def agreed(**words: Any) -> int:
        return network(sayings, Settings(**BASE, qualifier="agreement", aggregation="subtract", **words)).statements

    assert agreed(duplicates="month") == 4
    assert agreed(duplicates="month", compatibility=True) == 3  # January 2020 and January 2021 are one
    assert agreed(duplicates="week") == 4
    assert agreed(duplicates="week", compatibility=True) == 3
    assert agreed(duplicates="year") == 4


def test_slices_weigh_integers_by_value_or_as_dna_does_by_place(tmp_path: Path) -> None:
    levels = (-2, 1, 100, 1000, 2, 3)
    rows = [(1, 4 + n % 2, 7 + n % 2, 9, 1, level) for n, level in enumerate(levels)]
    rows += [(3, 4, 7, 9, 1, 2)]
    sayings = dna_sayings(read_tables(dna_file(tmp_path / "x.dna", rows)), "DNA Statement")
    words = BASE | {"qualifier": "intensity", "aggregation": "subtract", "unit": "days", "size": 2, "kernel": "uniform"}

    def last(**more: Any) -> float:
        return float(networks(sayings, Settings(**words, **more))[-1].weights.sum())

    assert last() == pytest.approx(0.5 * 2)
    assert last(compatibility=True) == pytest.approx(0.5 * 4)  # "-2", "1", "100", "1000", "2", "3"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("UPDATE SETTINGS SET Value = '2.0 beta' WHERE Property = 'version'", "2.0 beta"),
        ("DELETE FROM SETTINGS", "without a version"),
        ("DROP TABLE DATAINTEGER", "no table DATAINTEGER"),
        ("ALTER TABLE STATEMENTS RENAME COLUMN Stop TO Ende", "no column Stop"),
        ("DROP TABLE REGEXES; CREATE VIEW REGEXES AS SELECT 'a' Label, 1 Red, 1 Green, 1 Blue", "something else"),
        ("UPDATE STATEMENTS SET Start = 'soon' WHERE ID = 3", "Start"),
        ("UPDATE DATABOOLEAN SET Value = 0.5 WHERE StatementId = 2", "Value"),
        ("UPDATE DOCUMENTS SET Title = x'00ff' WHERE ID = 1", "Title"),
        ("UPDATE DOCUMENTS SET Date = 'yesterday' WHERE ID = 1", "Date"),
        ("UPDATE CODERS SET Red = 'dark'", "Red of CODERS"),
        ("UPDATE CODERS SET Password = x'ff'", "Password of CODERS"),
    ],
)
def test_another_schema_and_odd_cells_are_told(tmp_path: Path, more: str, said: str) -> None:
    path = dna_file(tmp_path / "x.dna", ROWS, more)
    before = path.read_bytes()
    with pytest.raises(InputError) as caught:
        read_tables(path)
    assert said in str(caught.value)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["x.dna"]


@pytest.mark.parametrize(
    ("more", "said", "left"),
    [
        ("UPDATE STATEMENTS SET DocumentId = 99 WHERE ID = 1", "1 statements on a document", 8),
        ("UPDATE STATEMENTS SET StatementTypeId = 9 WHERE ID = 1", "1 statements of a statement type", 8),
        ("UPDATE STATEMENTS SET DocumentId = NULL WHERE ID = 1", "1 statements on a document", 8),
        ("INSERT INTO DATABOOLEAN VALUES (NULL, 77, 3, 1)", "1 values of agreement of no statement", 9),
        ("UPDATE DATASHORTTEXT SET Entity = 77 WHERE StatementId = 1 AND VariableId = 1", "point to no entity", 9),
        ("UPDATE DATABOOLEAN SET Value = 7 WHERE StatementId = 1", "neither 0 nor 1", 9),
        ("INSERT INTO VARIABLES VALUES (9, 'odd', 'picture', 1)", "not known to DNA 3", 9),
    ],
)
def test_rows_that_point_to_nothing_are_left_out_and_told(tmp_path: Path, more: str, said: str, left: int) -> None:
    tables = read_tables(dna_file(tmp_path / "x.dna", ROWS, more))
    assert any(said in line for line in tables.left_out)
    assert len(tables) == len(list(tables.rows())) == left


def test_statements_of_a_coder_who_is_not_there_are_told(tmp_path: Path) -> None:
    tables = read_tables(dna_file(tmp_path / "x.dna", ROWS, "UPDATE STATEMENTS SET Coder = 99"))
    assert any("have a coder who is not there" in line for line in tables.left_out)


def test_a_file_that_another_program_writes_is_not_called_damaged(tmp_path: Path) -> None:
    path = dna_file(tmp_path / "x.dna", ROWS)
    link = sqlite3.connect(path, isolation_level=None)
    link.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InputError, match="Another program is writing"):
        read_tables(path)
    link.close()
    assert len(read_tables(path))


def test_files_that_are_none(tmp_path: Path) -> None:
    whole = dna_file(tmp_path / "x.dna", ROWS).read_bytes()
    with pytest.raises(NotFoundError):
        read_tables(tmp_path / "none.dna")
    with pytest.raises(NotFoundError):
        read_tables(tmp_path)
    for name, content, said in (
        ("empty", b"", "does not begin"),
        ("text", b"SQLite is a library", "does not begin"),
        ("head", whole[:50], "cut short"),
        ("half", whole[: len(whole) // 2], "cut short"),
        ("other", b"", "no table"),
    ):
        path = tmp_path / f"{name}.dna"
        path.write_bytes(content)
        if name == "other":
            path.unlink()
            link = sqlite3.connect(path)
            link.execute("CREATE TABLE a(b)")
            link.commit()
            link.close()
        with pytest.raises(InputError) as caught:
            read_tables(path)
        assert said in str(caught.value)


def test_a_view_that_never_ends_is_never_asked(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
    path = dna_file(
        tmp_path / "x.dna",
        ROWS,
        "DROP TABLE VARIABLELINKS; CREATE VIEW VARIABLELINKS AS "
        f"{endless} x SourceVariableId, x TargetVariableId FROM n;",
    )
    with pytest.raises(InputError, match="something else"):
        read_tables(path)


def test_computed_columns_and_virtual_tables_are_refused(tmp_path: Path) -> None:
    more = "DROP TABLE REGEXES; CREATE TABLE REGEXES(Label TEXT, Red INTEGER AS (1), Green INTEGER, Blue INTEGER)"
    with pytest.raises(InputError, match="computed"):
        read_tables(dna_file(tmp_path / "x.dna", ROWS, more))
    more = "DROP TABLE REGEXES; CREATE VIRTUAL TABLE REGEXES USING fts5(Label, Red, Green, Blue)"
    with pytest.raises(InputError, match="something else"):
        read_tables(dna_file(tmp_path / "y.dna", ROWS, more))


def test_absurd_numbers_do_no_harm(tmp_path: Path) -> None:
    more = f"UPDATE DOCUMENTS SET Date = {2**62}; UPDATE STATEMENTS SET Stop = {2**63 - 1}; "
    more += (
        f"INSERT INTO STATEMENTS VALUES ({2**63 - 1}, 1, 1, 0, 1, 1); INSERT INTO STATEMENTS VALUES (-5, 1, 1, 0, 1, 1)"
    )
    tables = read_tables(dna_file(tmp_path / "x.dna", ROWS, more))
    assert tables.ids.tolist() == [-5, *range(1, 10), 2**63 - 1]
    assert tables.documents[1].moment is None
    sayings = dna_sayings(tables, "DNA Statement")
    with pytest.raises(InputError, match="calendar"):
        networks(sayings, Settings(**BASE, unit="days"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    source = tmp_path / "whole.dna"
    if not source.exists():
        dna_file(source, ROWS)
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(16, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.dna"
    path.write_bytes(bytes(content[: data.draw(st.integers(100, len(content)))]))
    try:
        tables = read_tables(path)
        list(tables.rows())
        for kind in tables.kinds.values():
            dna_sayings(tables, kind.label)
    except UserError:
        return  # refused in words; anything else would be a defect


def test_columns_read_in_one_go_are_those_read_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contingent.coding.exchange.dna import tables as module

    path = dna_file(tmp_path / "x.dna", ROWS * 40, "DELETE FROM STATEMENTS WHERE ID % 7 = 3")
    monkeypatch.setattr(module, "_BLOCK", 13)
    tables = read_tables(path)
    link = sqlite3.connect(path)
    plain = np.array(link.execute("SELECT ID, DocumentId, Start, Stop FROM STATEMENTS ORDER BY ID").fetchall())
    link.close()
    np.testing.assert_array_equal(
        np.column_stack([tables.ids, tables.document_ids, tables.starts, tables.stops]), plain
    )
    assert set(COLUMNS) >= {"STATEMENTS", "DATASHORTTEXT"}
