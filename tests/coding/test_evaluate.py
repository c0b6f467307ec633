"""Agreement with a gold coding, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError
from contingent.coding.evaluate import Score, evaluate
from contingent.coding.readings import read_jsonl, readings

TEXT = "A said one thing and B another. Nobody spoke here. C wants D."


def flat(start: int, end: int, **fields: object) -> dict[str, object]:
    base: dict[str, object] = {
        "id": f"R{start}",
        "start": start,
        "end": end,
        "section": "S",
        "explicit": False,
        "kind": "rapporteur",
        "quantifier": "unspecified",
        "affiliation": [],
        "actors": [],
        "concepts": [],
        "hedge": "certain",
        "type": "fact",
    }
    return base | fields


GOLD = [
    flat(0, 16, sentence=[0, 31], explicit=True, kind="participant", quantifier="one", affiliation=["KEN"]),
    flat(17, 31, sentence=[0, 31], explicit=True, kind="expert", quantifier="one", actors=["EU"]),
    flat(32, 50, sentence=[32, 50]),
    flat(51, 61, sentence=[51, 61], explicit=True, kind="state", affiliation=["MLI"], concepts=["mot.a", "con.b"]),
]


def test_a_coding_agrees_with_itself_wholly() -> None:
    evaluation = evaluate(GOLD, GOLD, TEXT)
    assert evaluation.failures == ()
    assert all(value == 1 for _, _, value, _ in evaluation.overall.rows())


def test_a_sentence_left_whole_is_compared_with_each_part() -> None:
    ours = [flat(0, 31, explicit=True, kind="participant", quantifier="one", affiliation=["KEN"]), *GOLD[2:]]
    scores = evaluate(ours, GOLD, TEXT).overall
    assert scores.detection.f1 == 1
    assert (scores.matched["kind"].hits, scores.matched["kind"].n) == (3, 4)
    affiliation = scores.matched["affiliation"]
    assert (affiliation.hits, affiliation.extra, affiliation.missed) == (2, 1, 0)
    assert scores.sentences["affiliation"].f1 == 1


def test_what_is_missing_counts_as_missed() -> None:
    scores = evaluate([], GOLD, TEXT).overall
    assert scores.matched["kind"].accuracy == 0
    assert (scores.detection.recall, scores.detection.missed) == (0, 2)
    assert scores.matched["affiliation"].missed == 2


def test_a_false_alarm_costs_precision() -> None:
    ours = [*GOLD[:2], flat(32, 50, explicit=True, kind="participant"), GOLD[3]]
    evaluation = evaluate(ours, GOLD, TEXT)
    assert evaluation.overall.detection.precision == pytest.approx(2 / 3)
    assert {f.field for f in evaluation.failures} == {"kind", "explicit"}
    assert evaluation.failures[0].text == "Nobody spoke here."


@pytest.mark.parametrize(
    "alternative", ["rapporteur", "rapporteur unspecified", {"kind": "rapporteur", "quantifier": "unspecified"}]
)
def test_a_second_reading_is_right_too(alternative: object) -> None:
    gold = [flat(0, 31, explicit=False, kind="participant", quantifier="some", alt=[alternative])]
    assert evaluate([flat(0, 31)], gold, TEXT).failures == ()


def test_the_affiliation_of_a_second_reading() -> None:
    gold = [flat(0, 31, kind="participant", quantifier="unspecified", alt=["one participant TJK (x)"])]
    ours = [flat(0, 31, kind="participant", quantifier="one", affiliation=["TJK"])]
    assert evaluate(ours, gold, TEXT).failures == ()


def test_nested_and_flat_records_are_read_alike() -> None:
    inner = {key: GOLD[0][key] for key in ("explicit", "kind", "quantifier", "affiliation")}
    nested = {key: value for key, value in GOLD[0].items() if key not in inner} | {"attribution": inner}
    assert readings([nested]) == readings([GOLD[0]])


def test_fields_the_gold_leaves_out_are_not_counted() -> None:
    gold = [{"id": "G", "start": 0, "end": 31, "kind": "state"}]
    scores = evaluate([flat(0, 31, kind="state")], gold, TEXT).overall
    assert scores.matched["hedge"].n == 0
    assert scores.matched["kind"].n == 1


def test_asides_can_be_left_out() -> None:
    gold = [GOLD[0], flat(2, 6, sentence=[0, 31], nested_in="R0")]
    assert evaluate(GOLD, gold, TEXT).overall.matched["kind"].n == 2
    assert evaluate(GOLD, gold, TEXT, asides=False).overall.matched["kind"].n == 1


def test_top_level_concepts_forgive_the_leaf() -> None:
    ours = [flat(51, 61, concepts=["mot.z"])]
    scores = evaluate(ours, GOLD[3:], TEXT).overall
    assert scores.matched["concepts"].hits == 0
    assert scores.matched["concepts_top"].hits == 1


def test_sections_add_up_to_the_whole() -> None:
    gold = [record | {"section": "T" if record["start"] == 51 else "S"} for record in GOLD]
    evaluation = evaluate(GOLD[:3], gold, TEXT)
    counts = [scores.matched["kind"].n for scores in evaluation.sections.values()]
    assert sum(counts) == evaluation.overall.matched["kind"].n == 4
    assert set(evaluation.to_dict()) == {"overall", "sections", "failures"}
    assert "kind" in evaluation.table()


@pytest.mark.parametrize("bad", [{}, {"start": "0", "end": 3}, {"start": 3, "end": 3}, {"start": -1, "end": 3}])
def test_a_record_without_a_place_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InputError, match="no span"):
        evaluate([bad], GOLD)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"start": 0}\n[1]\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_jsonl(path)
    assert caught.value.record == "gold.jsonl, line 2"
    with pytest.raises(NotFoundError):
        read_jsonl(tmp_path / "none.jsonl")


@given(st.sets(st.sampled_from("ABCDE")), st.sets(st.sampled_from("ABCDE")))
def test_scores_stay_between_nought_and_one(gold: set[str], ours: set[str]) -> None:
    score = Score()
    score.add(frozenset(gold), frozenset(ours))
    assert 0 <= score.f1 <= 1
    assert min(score.precision, score.recall) <= score.f1 <= max(score.precision, score.recall)
    assert (score.f1 == 1) == (gold == ours)
