"""Files that are not what they should be: complaints by line or an error that teaches, and never another exception."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.readers import ipi
from tests.records.readers.ipi import PPP, PPPX, TCC, raw

from contingent.base.errors import InputError
from contingent.records.facts import Facts, shape
from contingent.records.readers import reader_of, readers
from contingent.records.readers.reading import Batch, head_of
from contingent.records.readers.spelling import shipped

KINDS = (
    f"{PPP}/countries/Kenya.csv",
    f"{PPP}/update_archive/csv/20140331.csv",
    f"{PPPX}/full_gender_data.csv",
    f"{TCC}/Gender.Full.csv",
    f"{PPP}/data_mission.csv",
    f"{TCC}/Data.Mission.csv",
    f"{PPP}/data_monthly.csv",
    f"{TCC}/Data.Monthly.csv",
    f"{PPP}/data_regions.csv",
    f"{PPP}/mission/continent_deployments.csv",
    f"{PPP}/summaries/distribution.csv",
    f"{PPP}/summaries/aspirants.csv",
    f"{TCC}/gender/tcc.total.csv",
    f"{TCC}/gender/mission.total.csv",
    f"{PPP}/update_archive/json/20140331.json",
    f"{PPP}/json/missions.json",
    f"{PPP}/json/countries.json",
    f"{PPP}/json/iso3alpha.json",
    f"{TCC}/2-sql_gender_load.txt",
)
"""One file of each format."""

CELLS = ("", "NA", "-1", "1.5", "1e3", "nan", "inf", "99999999999999999999", "Ünbekannt", "2013-13-45", "03/04/2013",
         "'; DROP TABLE", '"', "\x00", "\ufeff", "é" * 300, "true", "null", "{}", "[]", "all", "١٢")  # fmt: skip

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def taken(path: Path) -> list[Batch] | None:
    """Batches of a file, each in the shape of its facts; None where it was refused with an error that teaches."""
    try:
        head = head_of(path)
        batches = list(reader_of(head).read(head, shipped()))
    except InputError as error:
        if not (error.what and error.remedy):
            raise
        return None
    for batch in batches:
        assert dict(batch.rows.schema) == dict(shape(batch.facts))
        if batch.facts is Facts.PERSONNEL:
            assert batch.rows["kind"].null_count() == batch.rows["month"].null_count() == 0
            assert batch.rows.filter(pl.col("contributor").is_null() & pl.col("named").is_null()).is_empty()
            for name in ("number", "female", "male"):
                assert not (batch.rows[name] < 0).any()
    return batches


def start_of(path: Path, size: int = 3000) -> str:
    """The first whole lines of a file."""
    text = path.read_bytes().decode("utf-8-sig")
    return text[: text.index("\n", size) + 1] if len(text) > size else text


def test_every_file_is_read_by_one_reader_or_refused_for_a_reason(shared: Path) -> None:
    refused = {}
    for path in ipi.files(shared):
        head = head_of(path)
        assert [reader.TABLE for reader in readers() if reader.recognises(head)] == [reader_of(head).TABLE]
        if found := ipi.complaints(path):
            refused[path.name] = found
        rows = sum(batch.rows.height for batch in ipi.read(path))
        assert rows or found or ipi.remarks(path, "left out"), "nothing is dropped without a word"
    assert list(refused) == ["collection_2.json"]
    assert len(ipi.files(shared)) == 187


def test_each_edition_is_a_table_of_its_own(shared: Path) -> None:
    tables = {file: reader_of(head_of(raw(shared) / file)) for file in KINDS}
    assert tables[f"{TCC}/Gender.Full.csv"].RANK > tables[f"{PPPX}/full_gender_data.csv"].RANK
    assert tables[f"{TCC}/Data.Mission.csv"].RANK > tables[f"{PPP}/data_mission.csv"].RANK
    assert tables[f"{TCC}/Data.Monthly.csv"].RANK > tables[f"{PPP}/data_monthly.csv"].RANK
    parts = {(tables[file].TABLE, ipi.read(raw(shared) / file)[-1].part) for file in KINDS}
    assert len(parts) == len(KINDS), "no file takes the place of another"


@FUZZ
@given(data=st.data())
def test_a_changed_file_is_complained_about_and_nothing_else(shared: Path, tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(KINDS))
    text = start_of(raw(shared) / file)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(len(text) - 1, 0)))
        length = data.draw(st.integers(0, 12))
        text = text[:place] + data.draw(st.sampled_from(CELLS)) + text[place + length :]
    path = tmp_path / Path(file).name
    path.write_text(text, encoding="utf-8", newline="")
    taken(path)


@FUZZ
@given(data=st.data())
def test_a_cut_file_is_complained_about_and_nothing_else(shared: Path, tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(KINDS))
    whole = (raw(shared) / file).read_bytes()[:5000]
    path = tmp_path / Path(file).name
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    taken(path)


@FUZZ
@given(rubbish=st.binary(max_size=400), file=st.sampled_from(KINDS), after=st.integers(0, 2500))
def test_rubbish_in_a_file_is_complained_about_and_nothing_else(
    shared: Path, tmp_path: Path, rubbish: bytes, file: str, after: int
) -> None:
    path = tmp_path / Path(file).name
    path.write_bytes((raw(shared) / file).read_bytes()[:after] + rubbish)
    taken(path)


FIRST_NUMBER = {"distribution.csv": 1, "Data.Monthly.csv": 1}
"""The place of a column of numbers, where the last column is one that is left out."""


@pytest.mark.parametrize("file", [each for each in KINDS if each.endswith("csv")])
def test_a_cell_that_is_no_number_costs_its_line_and_no_other(shared: Path, tmp_path: Path, file: str) -> None:
    lines = start_of(raw(shared) / file).rstrip().splitlines()
    path, bad = tmp_path / Path(file).name, tmp_path / "bad" / Path(file).name
    path.write_text("\n".join(lines), encoding="utf-8")
    cells = lines[-1].split(",")
    cells[FIRST_NUMBER.get(path.name, -1)] = "many"
    bad.parent.mkdir()
    bad.write_text("\n".join([*lines[:-1], ",".join(cells)]), encoding="utf-8")
    batches = taken(bad)
    assert batches is not None
    found = [each.record for batch in batches for each in batch.complaints]
    assert found == [f"line {len(lines)}"]
    facts = batches[0].facts
    kept = pl.concat([batch.rows for batch in batches if batch.facts is facts])
    assert kept.equals(ipi.rows(path, facts).filter(pl.col("line") != len(lines)))


def test_json_that_breaks_in_one_object_still_gives_the_others(shared: Path, tmp_path: Path) -> None:
    text = (raw(shared) / PPP / "json" / "missions.json").read_text(encoding="utf-8")
    for wrong in ('"hq":"Luanda', '"hq":{,}', '"hq":"Luanda" "x":1', '"mission_loc":NaN, "hq":"Luanda"'):
        path = tmp_path / f"{abs(hash(wrong))}.json"
        path.write_text(text.replace('"hq":"Luanda"', wrong, 1), encoding="utf-8")
        batches = taken(path)
        assert batches is not None
        assert len([each for batch in batches for each in batch.complaints]) >= 1
        if wrong.count('"') % 2 == 0:
            assert sum(batch.rows.height for batch in batches) >= 74


@pytest.mark.parametrize("text", ["[]", "{}", "[", "{", '{"a"', '{"a":1}', "[1,2]", "[[]]", '[{"cont_date":', "\x00"])
def test_json_without_a_contribution_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "made.json"
    path.write_text(text, encoding="utf-8")
    assert not taken(path)


def test_a_deeply_nested_file_is_complained_about(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text(
        '{"UNMIL": {"country": "Liberia", "country_id": "LBR", "mission": "UNMIL", "hq": "", "mission_loc": '
        + '{"y": ' * 100_000 + "1" + "}" * 100_002,
        encoding="utf-8",
    )  # fmt: skip
    batches = taken(path)
    assert batches is not None
    assert [each.record for batch in batches for each in batch.complaints]
    assert not sum(batch.rows.height for batch in batches)


def test_a_mission_or_contributor_left_empty_is_complained_about_and_no_sum(shared: Path, tmp_path: Path) -> None:
    lines = (raw(shared) / PPPX / "full_gender_data.csv").read_text(encoding="utf-8").splitlines()
    day, name, code, mission, *rest = next(each for each in lines if ",Albania,ALB,U" in each).split(",")
    rows = [[day, name, code, "", *rest], [day, "", "", mission, *rest]]
    path = tmp_path / "gender.csv"
    path.write_text("\n".join([lines[0], *map(",".join, rows)]), encoding="utf-8")
    assert sorted(ipi.complaints(path)) == ["line 2: names no mission.", "line 3: names no contributor."]
    assert ipi.rows(path).is_empty()
