"""Agreement of codings as a whole: by variable, code and pair, with the passages that part the coders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.base.errors import NotFoundError, UsageError
from contingent.base.spans import Span
from contingent.coding.agreement.comparison import Agreement, Coded, How, compare
from contingent.coding.agreement.sentences import codes_by_sentence, sentences_of
from contingent.coding.agreement.variables import VARIABLES
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Hedge, Mode, Quantifier, Stance

QUICK = How(draws=50)
CONCEPTS = ("a.x", "a.y", "b.x", "c")


def said(start: int, end: int, key: str = "", **fields: Any) -> Statement:
    return Statement(id=key or f"{start}-{end}", report="r", span=Span(start, end), **fields)


def coded(**codings: Sequence[Statement]) -> Coded:
    return Coded(report="r", codings={c: tuple(s) for c, s in codings.items()}, length=100, sentences=SENTENCES)


SENTENCES = tuple(Span(n, n + 20) for n in range(0, 100, 20))
ANNA = (
    said(0, 20, "A1", hedge=Hedge.LIKELY, concepts=("a.x",), stance=Stance.SUPPORT),
    said(20, 40, "A2", mode=Mode.ARGUED, concepts=("b.x", "c")),
    said(60, 80, "A3", concepts=("a.x",)),
)


def variable(found: Agreement, name: str) -> Any:
    return next(each for each in found.variables if each.name == name)


def code(found: Agreement, name: str) -> Any:
    return next(each for each in found.codes if each.code == name)


def test_the_same_coding_twice_agrees_in_all() -> None:
    found = compare([coded(anna=ANNA, boris=ANNA)], QUICK)
    assert found.units.value == pytest.approx(1)
    assert found.characters.value == pytest.approx(1)
    for each in found.variables:
        assert each.alpha.value in (None, pytest.approx(1))
        assert each.kappa.percent == 1
    assert variable(found, "concept").alpha.value == pytest.approx(1)
    assert all(each.alpha.value == pytest.approx(1) for each in found.codes)
    assert (found.matched, found.passages, found.alone) == (3, (), ())


def test_one_difference_is_found_where_it_is() -> None:
    other = (replace(ANNA[0], id="B1", hedge=Hedge.CERTAIN), *ANNA[1:])
    found = compare([coded(anna=ANNA, boris=other)], QUICK)
    (passage,) = found.passages
    assert passage.statements == {"anna": "A1", "boris": "B1"}
    assert passage.values == {"hedge": {"anna": "likely", "boris": "certain"}}
    assert passage.disagreement == 1
    assert passage.span == Span(0, 20)
    assert variable(found, "hedge").kappa.percent == pytest.approx(2 / 3)
    assert variable(found, "mode").alpha.value == pytest.approx(1)


def test_what_one_coder_alone_marked_is_listed_and_not_compared() -> None:
    found = compare([coded(anna=ANNA, boris=ANNA[:2])], QUICK)
    assert found.matched == 2
    (alone,) = found.alone
    assert alone.statements == {"anna": "A3", "boris": None}
    (pair,) = found.pairs
    assert (pair.precision, pair.recall, pair.f1) == (1, 2 / 3, 4 / 5)
    assert found.units.value is not None
    assert found.units.value < 1


def test_codes_are_counted_by_sentence_with_those_above() -> None:
    other = (ANNA[0], replace(ANNA[1], concepts=("b.x",)), replace(ANNA[2], concepts=("a.y",)))
    found = compare([coded(anna=ANNA, boris=other)], QUICK)
    assert [each.code for each in found.codes] == ["a", "a.x", "a.y", "b", "b.x", "c"]
    assert code(found, "a").alpha.value == pytest.approx(1)
    assert code(found, "a").sentences == {"anna": 2, "boris": 2}
    leaf = code(found, "a.x")
    assert leaf.sentences == {"anna": 2, "boris": 1}
    assert leaf.alpha.units == 5
    assert leaf.kappa.percent == pytest.approx(4 / 5)
    assert leaf.characters.observed == pytest.approx(20 / 100)
    assert code(found, "a").characters.value == pytest.approx(1)


def test_sets_are_compared_by_masi() -> None:
    other = (ANNA[0], replace(ANNA[1], concepts=("b.x",)), ANNA[2])
    found = compare([coded(anna=ANNA, boris=other)], QUICK)
    (passage,) = found.passages
    assert passage.disagreement == pytest.approx(1 - 2 / 3 * 1 / 2)
    assert passage.values == {"concepts": {"anna": "b.x, c", "boris": "b.x"}}


def test_three_coders_and_a_report_that_only_two_coded() -> None:
    second = Coded(report="s", codings={"anna": ANNA, "clara": ANNA}, length=100, sentences=SENTENCES)
    found = compare([coded(anna=ANNA, boris=ANNA, clara=ANNA[:1]), second], QUICK)
    assert found.coders == ("anna", "boris", "clara")
    assert found.statements == {"anna": 6, "boris": 3, "clara": 4}
    assert [(p.one, p.other, p.reports, p.matched) for p in found.pairs] == [
        ("anna", "boris", 1, 3), ("anna", "clara", 2, 4), ("boris", "clara", 1, 1),
    ]  # fmt: skip
    assert [p.statements for p in found.partly] == [{"anna": n, "boris": n, "clara": None} for n in ("A2", "A3")]
    assert found.alone == ()
    assert variable(found, "concept").alpha.units == 6
    assert found.units.values == 300  # the report that all three coded
    assert found.characters.units == 200


def test_values_another_tool_kept_are_compared() -> None:
    one = (said(0, 20, variables={"agreement": 2, "organization": "X"}), said(20, 40, variables={"agreement": -2}))
    two = (said(0, 20, variables={"agreement": 1, "organization": "Y"}), said(20, 40, variables={"agreement": -2}))
    found = compare([coded(anna=one, boris=two)], QUICK)
    assert variable(found, "agreement").scale == "ordinal"
    assert variable(found, "agreement").alpha.units == 2
    assert variable(found, "organization").scale == "nominal"
    assert variable(found, "organization").alpha.units == 1


def test_chosen_variables_only() -> None:
    found = compare([coded(anna=ANNA, boris=ANNA)], How(variables=("stance", "hedge"), draws=0))
    assert [each.name for each in found.variables] == ["stance", "hedge"]
    with pytest.raises(NotFoundError, match="stanze"):
        compare([coded(anna=ANNA, boris=ANNA)], How(variables=("stanze",)))
    with pytest.raises(UsageError):
        compare([], How(overlap=2))


@pytest.mark.parametrize(
    ("reports", "reason"),
    [
        ([], "no coder"),
        ([coded()], "no coder"),
        ([coded(anna=ANNA)], "one coder"),
        ([coded(anna=ANNA, boris=())], "no statement of two coders"),
        ([coded(anna=(), boris=())], "no statement of two coders"),
        ([coded(anna=ANNA[:1], boris=ANNA[2:])], "no statement of two coders"),
        ([coded(anna=ANNA), Coded(report="s", codings={"boris": ANNA})], "no statement of two coders"),
    ],
)
def test_nothing_to_compare_is_explained(reports: list[Coded], reason: str) -> None:
    found = compare(reports, QUICK)
    assert all(each.alpha.value is None and reason in str(each.alpha.reason) for each in found.variables)
    assert found.passages == ()


def test_a_coder_with_nothing_is_told_and_counts_against() -> None:
    found = compare([coded(anna=ANNA, boris=())], QUICK)
    assert any("boris has no statement" in note for note in found.notes)
    (pair,) = found.pairs
    assert (pair.precision, pair.recall, pair.f1) == (None, 0, 0)
    assert found.characters.value is not None
    assert found.characters.value <= 0


def test_statements_without_a_place_are_left_out_and_told() -> None:
    lost = Statement(id="L", report="r")
    found = compare([coded(anna=(*ANNA, lost), boris=ANNA)], QUICK)
    assert found.matched == 3
    assert found.statements["anna"] == 3
    assert any("1 statement without a place" in note for note in found.notes)


def test_without_the_text_the_statements_make_the_sentences() -> None:
    bare = Coded(report="r", codings={"anna": ANNA, "boris": ANNA[:1]})
    found = compare([bare], QUICK)
    assert code(found, "a.x").alpha.units == 3
    assert any("not at hand" in note for note in found.notes)
    assert found.units.values == 160  # up to the end of the last statement, for both


def test_sentences_of_statements() -> None:
    long = said(15, 60, concepts=("a.x",))
    short = said(30, 33, concepts=("b.x",))
    edge = said(38, 41, concepts=("c",))
    outside = said(120, 130, concepts=("c",))
    places = sentences_of(SENTENCES, [long, short, edge, outside])
    assert places == (*SENTENCES, Span(120, 130))
    found = codes_by_sentence([long, short, edge, outside], places)
    assert found == [set(), {"a", "a.x", "b", "b.x", "c"}, {"a", "a.x"}, set(), set(), {"c"}]


STATEMENTS = st.lists(
    st.builds(
        lambda start, size, concepts, hedge, how_many: said(
            start, start + size, f"{start}+{size}", concepts=tuple(concepts), hedge=hedge,
            attribution=Attribution(quantifier=how_many),
        ),
        st.integers(0, 80), st.integers(1, 19), st.lists(st.sampled_from(CONCEPTS), unique=True, max_size=3),
        st.sampled_from(Hedge), st.sampled_from(Quantifier),
    ),
    max_size=5,
    unique_by=lambda s: s.id,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(STATEMENTS, STATEMENTS)
def test_names_of_coders_and_order_of_statements_do_not_matter(one: list[Statement], other: list[Statement]) -> None:
    how = How(draws=0)
    before = compare([coded(anna=one, boris=other)], how)
    after = compare([coded(anna=one[::-1], boris=other[::-1])], how)
    assert before == after
    assert before.units.value == pytest.approx(compare([coded(x=other, y=one)], how).units.value)
    assert before.characters.value == pytest.approx(compare([coded(x=other, y=one)], how).characters.value)
    assert sum(before.statements.values()) == 2 * before.matched + len(before.alone)


@settings(deadline=None, max_examples=30)
@given(st.lists(STATEMENTS, max_size=4))
def test_any_codings_are_compared_without_fail(codings: list[list[Statement]]) -> None:
    found = compare([coded(**{f"c{n}": some for n, some in enumerate(codings)})], How(draws=10))
    for each in (*found.variables, *found.codes):
        assert (each.alpha.value is None) == (each.alpha.reason is not None)
    assert len(found.variables) == len(VARIABLES)


# Astana: the coded case and the rules' suggestions as two coders -----------------------------------------------------


@pytest.fixture(scope="module")
def on_astana(astana: Path) -> Agreement:
    from contingent.coding.exchange.jsonl import read_statements
    from contingent.project.bare import suggest_file

    clean, rules = suggest_file(astana / "clean.txt")
    gold = read_statements(astana / "statements.jsonl")
    codings = {"gold": tuple(gold), "rules": tuple(rules)}
    return compare([Coded(report="a", codings=codings, length=len(clean.text), sentences=clean.sentences)])


def test_astana_agrees_on_where_statements_are(on_astana: Agreement) -> None:
    assert on_astana.statements == {"gold": 183, "rules": 183}
    assert on_astana.units.value is not None
    assert on_astana.units.value > 0.9
    (pair,) = on_astana.pairs
    assert pair.f1 is not None
    assert pair.f1 > 0.9
    assert on_astana.matched == pair.matched


def test_astana_agrees_with_another_implementation_on_every_variable(on_astana: Agreement) -> None:
    import krippendorff
    import numpy as np

    for each in on_astana.variables:
        found = each.alpha
        assert found.value is not None, each.name
        assert found.low is not None, each.name
        assert found.high is not None, each.name
        assert found.low <= found.value <= found.high
        if each.scale == "nominal" and each.name == "hedge":
            # The same units, from the passages: all that differ are listed, the others agree.
            wrong = sum(each.name in passage.values for passage in on_astana.passages)
            assert each.kappa.percent == pytest.approx(1 - wrong / found.units)
    rows = np.array([[0, 1, 1, 0, 2], [0, 1, 2, 0, 2]], dtype=float)
    assert krippendorff.alpha(rows, level_of_measurement="nominal") == pytest.approx(
        compare_values(rows.astype(int).tolist())
    )


def compare_values(rows: list[list[int]]) -> float:
    """Alpha of a variable that another tool kept, of statements set side by side."""
    codings = {
        f"c{n}": tuple(
            said(20 * place, 20 * place + 20, variables={"v": f"v{value}"}) for place, value in enumerate(row)
        )
        for n, row in enumerate(rows)
    }
    found = compare([coded(**codings)], How(variables=("v",), draws=0))
    value = found.variables[0].alpha.value
    assert value is not None
    return value


def test_astana_lists_the_passages_that_part_them(on_astana: Agreement) -> None:
    shares = [passage.disagreement for passage in on_astana.passages]
    assert shares == sorted(shares, reverse=True)
    assert all(passage.values for passage in on_astana.passages)
    assert all(list(passage.statements.values()).count(None) == 1 for passage in on_astana.alone)
    assert 2 * on_astana.matched + len(on_astana.alone) == 183 * 2
