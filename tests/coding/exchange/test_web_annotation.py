"""W3C Web Annotation: what is written comes back; what others write is anchored by position and quote."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.coding.exchange.anchoring import Anchor, How, Page, anchor_of
from contingent.coding.exchange.formats import format_named, recognise
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.web_annotation import read_annotations, write_annotations

TEXT = "The chair 🕊 said that helmets stay. The others said that helmets go."
AT = TEXT.index("helmets stay")
PARCEL = Parcel(
    tool="contingent",
    documents=(
        Document(
            id="R1",
            title="Report",
            text=TEXT,
            moment=datetime(2024, 5, 6, tzinfo=UTC),
            details={"author": "Rapporteur"},
        ),
    ),
    codes=(ParcelCode(id="EXIT", name="Exit", leaf=False), ParcelCode(id="EXIT.NO", name="Stay", parent="EXIT")),
    coders={"ann": "Ann"},
    passages=(
        Passage(
            id="S1",
            document="R1",
            start=AT,
            stop=AT + 12,
            codes=("EXIT.NO",),
            coder="ann",
            made=datetime(2024, 5, 7, 8, 9, 10, tzinfo=UTC),
            note="sure",
            kind="statement",
            variables={"stance": "support", "agreement": True, "strength": 3},
        ),
        Passage(id="S2", document="R1", start=0, stop=9),
    ),
    entities={"person": {"Chair": {"type": "role"}}},
    kinds={"statement": {"stance": "short text"}},
)
NOUNS = ("documents", "codes", "coders", "passages", "entities", "kinds")


def given_file(path: Path, *annotations: dict[str, object]) -> Path:
    data = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": list(annotations)}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def annotation(*selectors: dict[str, object], source: str = "http://example.org/report.txt") -> dict[str, object]:
    return {
        "id": "http://example.org/a1",
        "type": "Annotation",
        "motivation": "tagging",
        "creator": {"id": "http://example.org/ann", "name": "Ann"},
        "created": "2024-05-07T08:09:10Z",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "peace"},
            {"type": "TextualBody", "purpose": "commenting", "value": "why"},
        ],
        "target": {"source": source, "selector": list(selectors)},
    }


def quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, object]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def position(start: int, end: int) -> dict[str, object]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def test_what_is_written_comes_back_exactly(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonld"
    write_annotations(PARCEL, out)
    again = read_annotations(out)
    assert all(getattr(again, noun) == getattr(PARCEL, noun) for noun in NOUNS)
    assert again.left_out == ()
    assert again.offsets.endswith("2 of 2: position and quote agree.")
    assert recognise(out) == format_named("w3c")
    first = out.read_bytes()
    write_annotations(PARCEL, out)
    assert out.read_bytes() == first


def test_an_annotation_has_the_form_of_the_recommendation(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonld"
    write_annotations(PARCEL, out)
    collection = json.loads(out.read_text(encoding="utf-8"))
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2)
    first = collection["first"]["items"][0]
    assert first["type"] == "Annotation"
    assert first["creator"]["name"] == "Ann"
    assert first["created"] == "2024-05-07T08:09:10Z"
    assert first["body"][0] == {"type": "TextualBody", "purpose": "tagging", "value": "Stay", "ct:code": "EXIT.NO"}
    where, words = first["target"]["selector"]
    assert where == {"type": "TextPositionSelector", "start": AT, "end": AT + 12}
    assert words["exact"] == "helmets stay"
    assert words["prefix"] == TEXT[:AT][-32:]
    assert words["suffix"].startswith(". The others")


@pytest.mark.parametrize(
    ("selectors", "words", "how"),
    [
        ([position(AT, AT + 12), quote("helmets stay")], "helmets stay", How.AGREED),
        ([position(AT + 1, AT + 13), quote("helmets stay")], "helmets stay", How.UTF16),
        ([position(3, 15), quote("helmets stay")], "helmets stay", How.QUOTE),
        ([quote("helmets  \n stay")], "helmets stay", How.SPACED),
        ([position(4, 9)], "chair", How.UNCHECKED),
        ([quote("helmets", suffix=" go")], "helmets", How.QUOTE),
        ([quote("helmets")], "helmets", How.AMBIGUOUS),
        (
            [{"type": "FragmentSelector", "value": "p1", "refinedBy": position(0, 3)}, quote("chair")],
            "chair",
            How.QUOTE,
        ),
    ],
)
def test_places_are_found_and_how_is_told(
    selectors: list[dict[str, object]], words: str, how: How, tmp_path: Path
) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    parcel = read_annotations(given_file(tmp_path / "a.jsonld", annotation(*selectors)))
    (passage,) = parcel.passages
    assert parcel.documents[0].text[passage.start : passage.stop] == words
    assert how.value in parcel.offsets
    assert (passage.note, passage.coder) == ("why", "http://example.org/ann")
    assert [code.name for code in parcel.codes] == ["peace"]


def test_the_prefix_decides_between_equal_quotes() -> None:
    place = Page(TEXT).find(Anchor(exact="said that helmets", prefix="The others "))
    assert place is not None
    assert place.start == TEXT.index("said that helmets go")
    assert place.how is How.QUOTE


def test_what_cannot_be_placed_is_told_and_the_rest_taken(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    made = given_file(
        tmp_path / "a.jsonld",
        annotation(quote("no such words")),
        annotation(position(50, 5000)),
        annotation({"type": "SvgSelector", "value": "<svg/>"}),
        annotation(quote("chair")),
        {"target": "http://example.org/whole"},
    )
    parcel = read_annotations(made)
    assert len(parcel.passages) == 1
    assert parcel.left_out[0].startswith("4 annotations cannot be placed")


def test_without_the_text_the_quotes_make_up_excerpts(tmp_path: Path) -> None:
    made = given_file(tmp_path / "a.jsonld", annotation(position(7, 9), quote("one")), annotation(quote("two words")))
    parcel = read_annotations(made)
    assert parcel.documents[0].text == "one\n\ntwo words"
    assert "made up of the quotes" in parcel.left_out[0]
    texts = {"http://example.org/report.txt": "first one then two words"}
    known = read_annotations(made, texts=texts)
    assert known.documents[0].text == texts["http://example.org/report.txt"]
    assert known.left_out == ()


@pytest.mark.parametrize("source", ["../secret.txt", "file:///etc/hosts.txt", "/etc/secret.txt", "a%2F..%2Fsecret.txt"])
def test_no_text_is_taken_from_elsewhere(source: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    inner = tmp_path / "in"
    inner.mkdir()
    parcel = read_annotations(given_file(inner / "a.jsonld", annotation(quote("secret"), source=source)))
    assert parcel.documents[0].text == "secret"


def test_a_list_one_annotation_and_pages_within_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    one = annotation(quote("x"))
    for data in (one, [one], {"first": {"items": [one]}}, {"@graph": [one]}, {"rows": [one]}):
        path.write_text(json.dumps(data), encoding="utf-8")
        assert len(read_annotations(path).passages) == 1


def test_what_an_annotation_says_besides_travels_along(tmp_path: Path) -> None:
    made = given_file(tmp_path / "a.jsonld", {**annotation(quote("x")), "rights": "CC0", "modified": "2024-01-01"})
    out = tmp_path / "b.jsonld"
    write_annotations(read_annotations(made), out)
    again = json.loads(out.read_text(encoding="utf-8"))["first"]["items"][0]
    assert (again["rights"], again["modified"]) == ("CC0", "2024-01-01")
    assert again["id"] == "http://example.org/a1"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": NaN}', b"5", b'"x"']
)
def test_what_is_no_annotation_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_annotations(path)
    with pytest.raises(NotFoundError):
        read_annotations(tmp_path / "none.jsonld")


RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@RELAXED
@given(seed=st.integers(0, 2**32))
def test_wrong_values_anywhere_do_no_harm(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    out = tmp_path / "fuzz.jsonld"
    write_annotations(PARCEL, out)
    data = json.loads(out.read_text(encoding="utf-8"))
    for _ in range(rng.randint(1, 5)):
        spoil(data, rng)
    out.write_text(json.dumps(data), encoding="utf-8")
    with suppress(UserError):
        write_annotations(read_annotations(out), out)


def spoil(node: object, rng: random.Random) -> None:
    """Replace one value somewhere below by another of any type."""
    wrong: list[object] = [None, 5, -1, 1e300, True, "", "\ud800", [], {}, [[]], {"id": []}, "x" * 50]
    while isinstance(node, dict | list) and node:
        key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
        inner = node[key]
        if rng.random() < 0.3 or not isinstance(inner, dict | list) or not inner:
            node[key] = rng.choice(wrong)
            return
        node = inner


@RELAXED
@given(
    text=st.text(st.one_of(st.sampled_from("ab \n🕊e\u0301"), st.characters(exclude_categories=["Cs"])), min_size=1),
    data=st.data(),
)
def test_a_place_is_found_again_by_quote_and_surroundings(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start + 1, len(text)))
    anchor = anchor_of(text, start, stop)
    place = Page(text).find(anchor)
    assert place is not None
    assert (place.start, place.stop, place.how) == (start, stop, How.AGREED)
    moved = Page("zz" + text).find(anchor)
    assert moved is not None
    assert ("zz" + text)[moved.start : moved.stop] == anchor.exact
