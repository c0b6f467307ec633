"""The statement codec: the gold, every spelling, properties, and hostile input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contingent.base.complaints import ComplaintsError
from contingent.base.errors import InputError, NotFoundError
from contingent.base.spans import Span
from contingent.coding.exchange.jsonl import format_statements, read_statements, write_statements
from contingent.coding.exchange.statement_fields import (
    CORE,
    KNOWN,
    statement_from_dict,
    statement_to_dict,
    statement_to_flat,
)
from contingent.coding.statements import Attribution, Claim, Origin, Statement, WhatIf
from contingent.coding.vocabulary import (
    Direction,
    Form,
    Hedge,
    HolderKind,
    Level,
    Mode,
    Quantifier,
    Stance,
    StatementType,
    Status,
)

GOLD = Path(__file__).parents[2].parent / "shared" / "astana" / "statements.jsonl"
needs_gold = pytest.mark.skipif(
    not GOLD.exists(), reason="the gold coding lies in ../shared/astana, which is absent here"
)

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
).map(str.strip).filter(bool)  # fmt: skip
maybe = st.none() | words
lists = st.lists(words, max_size=3).map(tuple)
spans = st.tuples(st.integers(0, 2**20), st.integers(0, 999)).map(lambda p: Span(p[0], p[0] + p[1]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
alternatives = st.fixed_dictionaries(
    {"kind": st.sampled_from([k.value for k in HolderKind])},
    optional={"quantifier": st.sampled_from([q.value for q in Quantifier]), "affiliation": lists.filter(bool)},
)
attributions = st.builds(
    Attribution,
    explicit=st.booleans(),
    quantifier=st.sampled_from(Quantifier),
    kind=st.sampled_from(HolderKind),
    affiliation=lists,
    group=maybe,
    cue=maybe,
    cue_span=st.none() | spans,
    form=st.sampled_from(Form),
    source=maybe,
    alternatives=st.lists(alternatives, max_size=2).map(tuple),
)
claims = st.builds(
    Claim,
    variable=words,
    subject=words,
    operator=words,
    value=maybe,
    period=maybe,
    measure=maybe,
    parameters=st.dictionaries(words, st.integers() | words | st.lists(words, max_size=2), max_size=2),
)
statements = st.builds(
    Statement,
    id=words,
    report=maybe,
    span=st.none() | spans,
    sentence=st.none() | spans,
    section=maybe,
    paragraph=st.none() | st.integers(0, 999),
    paraphrase=maybe,
    attribution=attributions,
    mode=st.sampled_from(Mode),
    verb=maybe,
    type=st.sampled_from(StatementType),
    type2=st.none() | st.sampled_from(StatementType),
    hedge=st.sampled_from(Hedge),
    actors=lists,
    actors_named=lists,
    concepts=lists,
    stance=st.none() | st.sampled_from(Stance),
    time=maybe,
    level=st.sampled_from(Level),
    head=maybe,
    nested_in=maybe,
    status=st.sampled_from(Status),
    coder=maybe,
    claim=st.none() | claims,
    what_if=st.none() | st.builds(WhatIf, condition=words, outcome=words, direction=st.sampled_from(Direction)),
    note=maybe,
    origins=st.dictionaries(words, st.builds(Origin, rule=words, confidence=st.floats(0, 1)), max_size=2),
    variables=st.dictionaries(words, st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
                              | st.integers() | st.booleans(), max_size=3),
)  # fmt: skip


@needs_gold
def test_the_gold_is_read_field_by_field() -> None:
    """Every gold field arrives in the statement; compared with the raw JSON, not with our own reader."""
    read = read_statements(GOLD)
    raw = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert len(read) == len(raw) == 183
    for statement, gold in zip(read, raw, strict=True):
        cue = gold["attribution"]
        assert statement.span == Span(gold["start"], gold["end"])
        assert statement.sentence == Span(*gold["sentence"])
        for name in ("id", "section", "paragraph", "paraphrase", "mode", "verb", "type", "type2", "hedge", "stance"):
            assert getattr(statement, name) == gold[name], (gold["id"], name)
        for name in ("time", "level", "head", "nested_in", "note"):
            assert getattr(statement, name) == gold[name], (gold["id"], name)
        for name in ("actors", "actors_named", "concepts"):
            assert list(getattr(statement, name)) == gold[name]
        for name in ("explicit", "quantifier", "kind", "group", "cue", "form", "source"):
            assert getattr(statement.attribution, name) == cue[name]
        assert list(statement.attribution.affiliation) == cue["affiliation"]
        assert len(statement.attribution.alternatives) == len(cue["alt"])
        expected = Span(cue["cue_start"], cue["cue_end"]) if cue["cue"] else None
        assert statement.attribution.cue_span == expected
        if gold["checkable"]:
            assert statement.claim is not None
            for name, value in gold["checkable"].items():
                assert getattr(statement.claim, name) == (value or None)
        else:
            assert statement.claim is None
        if gold["testable"]:
            assert statement.what_if is not None
            found = (statement.what_if.condition, statement.what_if.outcome, statement.what_if.direction)
            assert found == (gold["testable"]["if"], gold["testable"]["then"], gold["testable"]["direction"])
        else:
            assert statement.what_if is None


@needs_gold
def test_the_gold_goes_round_in_both_forms() -> None:
    read = read_statements(GOLD)
    assert read_statements(format_statements(read)) == read
    assert read_statements(format_statements(read, writer=statement_to_flat)) == read


@pytest.mark.parametrize(
    ("words_", "expected"),
    [
        ("rapporteur", {"kind": "rapporteur"}),
        ("one participant TJK", {"quantifier": "one", "kind": "participant", "affiliation": ("TJK",)}),
        ("participants TJK, KGZ", {"kind": "participant", "affiliation": ("TJK", "KGZ")}),
        ("participants unspecified", {"quantifier": "unspecified", "kind": "participant"}),
        ("one participant (A138)", {"quantifier": "one", "kind": "participant", "speaker": "A138"}),
        ("organization KAZAID", {"kind": "organization", "affiliation": ("KAZAID",)}),
    ],
)
def test_second_readings_in_words(words_: str, expected: dict[str, object]) -> None:
    statement = statement_from_dict({"id": "X", "attribution": {"alt": [words_]}})
    assert statement.attribution.alternatives == (expected,)


def test_the_flat_form_of_suggestions_is_read() -> None:
    line = {
        "start": 3, "end": 40, "explicit": True, "kind": "official", "quantifier": "two", "affiliation": ["KEN"],
        "cue": "Two officials said", "cue_start": 3, "cue_end": 21, "actors": ["AU"], "hedge": "possible",
        "type": "forecast", "concepts": ["out.engagement"], "mode": "noted", "rule": "attribution.np",
        "confidence": 0.9, "status": "suggested",
    }  # fmt: skip
    [statement] = read_statements(json.dumps(line))
    assert statement.id == "L1"
    assert statement.attribution.kind is HolderKind.OFFICIAL
    assert statement.attribution.cue_span == Span(3, 21)
    assert statement.origins == {"statement": Origin(rule="attribution.np", confidence=0.9)}
    assert statement_to_flat(statement)["rule"] == "attribution.np"


@given(statements)
def test_any_statement_goes_round(statement: Statement) -> None:
    assert statement_from_dict(json.loads(json.dumps(statement_to_dict(statement)))) == statement
    assert statement_from_dict(statement_to_flat(statement)) == statement


@given(statements)
def test_keys_are_stable_and_known(statement: Statement) -> None:
    assert tuple(statement_to_dict(statement)) == CORE
    assert set(statement_to_flat(statement, quote="words")) <= KNOWN


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)) | st.text(max_size=5), json_values, max_size=6) | json_values)
@example({"id": "A", "attribution": {"alt": ["\ud800"]}})
@example({"id": "A", "origins": {"\ud800": {"rule": "x", "confidence": 1}}})
@example({"id": "A", "start": True, "end": 4})
def test_any_json_is_a_statement_or_a_complaint(value: object) -> None:
    try:
        statement = statement_from_dict(value)
    except InputError:
        return
    format_statements([statement]).encode("utf-8")


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
@example(b'{"id": "A", "start": ' + b"9" * 5000 + b"}")
@example(b"[" * 100_000)
@example(b'{"id": NaN}')
@example(b'\xff\xfe{"id": "A"}')
def test_any_bytes_are_statements_or_a_complaint(data: bytes) -> None:
    try:
        read_statements(data)
    except InputError:
        return


def test_every_bad_line_is_listed_and_nothing_is_returned() -> None:
    text = '{"id": "A"}\n\n{"id": "B", "mode": "sang"}\nno json\n{"id": "A"}\n{"id": "C", "colour": 1}\n'
    with pytest.raises(ComplaintsError) as caught:
        read_statements(text, name="mine.jsonl")
    assert [c.record for c in caught.value.complaints] == ["line 3", "line 4", "line 5", "line 6"]
    message = str(caught.value)
    assert message.startswith("mine.jsonl: 4 records cannot be read; nothing was taken in.")
    for part in ("'sang' is not a mode", "not JSON", "stands on line 1 too", "Unknown field 'colour'"):
        assert part in message


def test_a_line_separator_inside_a_text_does_not_cut_the_line() -> None:
    [statement] = read_statements('{"id": "A", "note": "one\u2028two"}\r\n')
    assert statement.note == "one\u2028two"


def test_files_are_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    given_ = [Statement(id="A", note="Ä“"), Statement(id="B")]
    write_statements(given_, path)
    assert read_statements(path) == given_
    assert [p.name for p in tmp_path.iterdir()] == ["s.jsonl"]
    with pytest.raises(InputError, match="cannot be written"):
        write_statements(given_, tmp_path / "absent" / "s.jsonl")
    with pytest.raises(NotFoundError):
        read_statements(tmp_path / "none.jsonl")
    with pytest.raises(InputError):
        read_statements(tmp_path)
