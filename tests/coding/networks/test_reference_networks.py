"""Reference networks of DNA: every number, what counts as a fault, and that a falsified case does not pass."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contingent.base.errors import NotFoundError
from contingent.coding.exchange.dna.sayings import dna_sayings
from contingent.coding.exchange.dna.tables import read_tables
from contingent.coding.networks.building import network
from contingent.coding.networks.counting import _american_weeks
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.verification.finding import Finding, Verdict
from contingent.coding.networks.verification.verifying import verify


@pytest.fixture(scope="module")
def reference(shared: Path) -> Path:
    return shared / "discourse" / "reference"


@pytest.fixture(scope="module")
def sample(reference: Path) -> dict[str, Finding]:
    found, left_out = verify(reference / "sample.dna", [reference / "dna"])
    assert left_out == ()
    return {f"{each.case} {each.kind}": each for each in found}


def test_every_network_of_the_sample_holds_but_for_the_named_fault(sample: dict[str, Finding]) -> None:
    nets = {key: each for key, each in sample.items() if key.endswith(("network", "networks"))}
    assert len(nets) == 97
    assert max(each.largest for each in nets.values()) <= 1e-9
    faults = {each.case for each in nets.values() if each.verdict is not Verdict.HOLDS}
    assert len(faults) == 3
    assert all("kernel_triangular" in case for case in faults)
    assert all(nets[key].statements == nets[key].reference_statements for key in nets)


def test_files_that_dna_wrote_hold(sample: dict[str, Finding], reference: Path) -> None:
    files = [each for each in sample.values() if each.kind in ("CSV", "UCINET DL", "GraphML")]
    assert Counter(each.kind for each in files) == {"GraphML": 2, "CSV": 1, "UCINET DL": 1}
    matrices, _ = verify(reference / "sample.dna", [reference / "csv"])
    assert len(matrices) == 14
    assert {each.verdict for each in (*files, *matrices)} == {Verdict.HOLDS}
    assert max(each.largest for each in matrices) <= 1e-9


def test_backbones_and_polarisation_are_reproduced_as_faults(sample: dict[str, Finding]) -> None:
    found = [each for each in sample.values() if "backbone" in each.kind or each.kind == "penalised loss"]
    assert len(found) == 14
    assert {each.verdict for each in found} == {Verdict.FAULT}
    assert max(each.largest for each in found) < 1e-12
    halves = sample["all_balanced_bipartitions polarisation"]
    assert (halves.verdict, halves.numbers) == (Verdict.FAULT, 2 * 49 + 2 * 35)
    assert {each.verdict for each in sample.values()} == {Verdict.HOLDS, Verdict.FAULT, Verdict.NOT_REPRODUCIBLE}


def test_one_level_gives_numbers_here_and_the_reason(reference: Path) -> None:
    found, _ = verify(reference / "edge_const.dna", [reference / "edge_const"])
    verdicts = Counter(each.verdict for each in found)
    assert verdicts == {Verdict.FAULT: 12, Verdict.HOLDS: 7}
    congruence = next(each for each in found if each.case == "one_intensity_congruence_no")
    assert "ours 1 for nan" in congruence.ours
    assert "one level only" in congruence.reasons[0]


def falsified(path: Path, folder: Path, change: Any) -> Path:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    target = folder / path.name
    target.write_text(json.dumps(data), encoding="utf-8")
    return target


def nudge_cell(data: dict[str, Any]) -> None:
    data["matrices"][0]["matrix"][0][1] += 2e-9


def swap_labels(data: dict[str, Any]) -> None:
    data["matrices"][0]["rows"].reverse()


def count_more(data: dict[str, Any]) -> None:
    data["filteredStatements"] += 1


def cut_rows(data: dict[str, Any]) -> None:
    data["matrices"][0]["matrix"].pop()


def drop_window(data: dict[str, Any]) -> None:
    data["matrices"].append(data["matrices"][0])


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (nudge_cell, Verdict.DEVIATES), (swap_labels, Verdict.DEVIATES), (count_more, Verdict.DEVIATES),
        (drop_window, Verdict.DEVIATES), (cut_rows, Verdict.NOT_RUN),
    ],
)  # fmt: skip
def test_a_falsified_case_does_not_pass(reference: Path, tmp_path: Path, change: Any, verdict: Verdict) -> None:
    case = falsified(reference / "dna" / "org_onemode_congruence_average.json", tmp_path, change)
    (found,), _ = verify(reference / "sample.dna", [case])
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("excludeMoods", "gloomy", "excludeMoods"), ("normalization", "softmax", "softmax"),
        ("duplicates", "decade", "decade"), ("variable1", "villain", "villain"), ("startDate", "soon", "soon"),
        ("statementType", "Saga", "Saga"), ("windowSize", "wide", "wide"),
        ("qualifierAggregation", "combine", "combine"),
        ("excludeValues", "Senate", "Senate"), ("networkType", "threemode", "threemode"),
    ],
)  # fmt: skip
def test_a_setting_that_is_not_known_is_told(
    reference: Path, tmp_path: Path, key: str, value: object, said: str
) -> None:
    def change(data: dict[str, Any]) -> None:
        data["config"][key] = value

    case = falsified(reference / "dna" / "org_onemode_congruence_average.json", tmp_path, change)
    (found,), _ = verify(reference / "sample.dna", [case])
    assert found.verdict is Verdict.NOT_RUN
    assert said in found.reasons[0]


def test_filters_on_documents_and_inverted_values_are_read(reference: Path, tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["config"] |= {"excludeValues": "organization=Senate|organization=Sierra Club", "invertValues": True}
        data["config"] |= {"excludeAuthors": "", "invertAuthors": False, "excludeTypes": ["none such"]}
        data.pop("filteredStatements")

    case = falsified(reference / "dna" / "org_onemode_subtract_no.json", tmp_path, change)
    (found,), _ = verify(reference / "sample.dna", [case])
    assert found.verdict is Verdict.DEVIATES
    assert found.at.startswith("rows")
    sayings = dna_sayings(read_tables(reference / "sample.dna"), "DNA Statement")
    assert found.statements == sum(
        written in ("Senate", "Sierra Club")
        for written in np.array(sayings.variables["organization"].levels)[sayings.variables["organization"].codes]
    )


def test_the_statements_of_a_matrix_are_compared_without_windows_too(reference: Path, tmp_path: Path) -> None:
    def more(data: dict[str, Any]) -> None:
        data["matrices"][0]["numStatements"] += 1

    file = falsified(reference / "dna" / "org_onemode_subtract_no.json", tmp_path, more)
    (found,), _ = verify(reference / "sample.dna", [file])
    assert (found.verdict, found.at) == (Verdict.DEVIATES, "40 statements for 41")


@pytest.mark.parametrize(
    ("cell", "verdict"), [(0.25, Verdict.FAULT), (0.2500001, Verdict.DEVIATES), (-0.25, Verdict.DEVIATES)]
)
def test_swapped_indices_excuse_only_what_a_count_can_divide(
    reference: Path, tmp_path: Path, cell: float, verdict: Verdict
) -> None:
    def prominence(data: dict[str, Any]) -> None:
        data["config"]["normalization"] = "prominence"
        matrix = data["matrices"][0]["matrix"]
        data["matrices"][0]["matrix"] = [[each and cell * each for each in row] for row in matrix]

    file = falsified(reference / "dna" / "org_concept_twomode_combine_no.json", tmp_path, prominence)
    (found,), _ = verify(reference / "sample.dna", [file])
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("org_onemode_subtract_no", "rows", 5),
        ("org_onemode_subtract_no", "cols", None),
        ("org_onemode_subtract_no", "rows", [1, 2]),
        ("org_onemode_subtract_no", "matrix", [[{}]]),
        ("org_onemode_subtract_no", "matrix", None),
        ("org_onemode_subtract_tw_days_5", "time", "yesterday"),
    ],
)
def test_a_matrix_that_is_none_is_told(reference: Path, tmp_path: Path, name: str, key: str, value: Any) -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["matrices"][0][key] = value

    file = falsified(reference / "dna" / f"{name}.json", tmp_path, spoil)
    (found,), _ = verify(reference / "sample.dna", [file])
    assert found.verdict is Verdict.NOT_RUN
    assert found.reasons


def test_no_window_that_fits_is_a_case_like_any_other(reference: Path, tmp_path: Path) -> None:
    def wide(data: dict[str, Any]) -> None:
        data["config"]["windowSize"] = 1000
        data["matrices"] = []

    file = falsified(reference / "dna" / "org_onemode_subtract_tw_days_5.json", tmp_path, wide)
    (found,), _ = verify(reference / "sample.dna", [file])
    assert found.verdict is Verdict.HOLDS


def test_why_a_weight_is_2_75(reference: Path) -> None:
    from contingent.coding.networks.evidence import evidence

    sayings = dna_sayings(read_tables(reference / "sample.dna"), "DNA Statement")
    asked = Settings(
        rows="organization", columns="concept", one_mode=True, qualifier="agreement", aggregation="congruence",
        normalisation="average",
    )  # fmt: skip
    told = evidence(sayings, asked, "Environmental Protection Agency", "Senate")
    assert (told.weight, told.divisor) == (2.75, 8.0)
    assert sum(each.adds for each in told.shares) == pytest.approx(2.75, abs=1e-12)
    assert len(told.statements) == 10 + 2 + 1 + 2
    made = network(sayings, asked)
    assert made.rows[0] == "Alliance to Save Energy"


def test_weeks_of_the_year_as_dna_counts_them() -> None:
    def plain(day: date) -> int:
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        new_year = date((sunday + timedelta(days=6)).year, 1, 1)
        first = new_year - timedelta(days=(new_year.weekday() + 1) % 7)
        return (sunday - first).days // 7 + 1

    days = [date(2015, 12, 20) + timedelta(days=n) for n in range(3000)]
    assert _american_weeks(np.array(days, "datetime64[D]")).tolist() == [plain(day) for day in days]
    assert plain(date(2023, 1, 1)) == 1


def test_folders_without_cases_and_files_that_are_not_there(reference: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no cases"):
        verify(reference / "sample.dna", [tmp_path])
    with pytest.raises(NotFoundError, match="no such"):
        verify(reference / "sample.dna", [tmp_path / "none.json"])
    for name, text in (("a.json", "{"), ("b.json", "[" * 100_000), ("c.json", '{"config": 3}'), ("d.json", "7")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (found,), _ = verify(reference / "sample.dna", [tmp_path / name])
        assert found.verdict is Verdict.NOT_RUN


def test_a_graphml_file_cannot_reach_outside(reference: Path, tmp_path: Path) -> None:
    folder = reference / "dna"
    name = "file_org_onemode_subtract"
    (tmp_path / f"{name}.json").write_bytes((folder / f"{name}.json").read_bytes())
    text = (folder / f"{name}.graphml").read_text(encoding="utf-8")
    secret = tmp_path / "secret.txt"
    secret.write_text("1000.0")
    head = f'<!DOCTYPE graphml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<graphml'
    (tmp_path / f"{name}.graphml").write_text(text.replace("<graphml", head, 1), encoding="utf-8")
    (found,), _ = verify(reference / "sample.dna", [tmp_path / f"{name}.graphml"])
    assert found.verdict is Verdict.NOT_RUN
    assert "DOCTYPE" in found.reasons[0]
