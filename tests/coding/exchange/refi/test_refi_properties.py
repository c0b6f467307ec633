"""Any parcel through REFI-QDA: the same texts under the same codes, valid by the schema, the same bytes again."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.refi.guids import made_guid
from contingent.coding.exchange.refi.marks import marked, unmarked
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.rulers import Breaks, Convention, Ruler, Units
from contingent.coding.exchange.refi.writing import write_qdpx

RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ANY = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(st.one_of(st.sampled_from("ab \n\r🕊𝔅e\u0301\u200fسلا中文\ufeff\u2028\x85"), ANY), max_size=60)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12)
SOUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.one_of(SOUND, st.booleans(), st.integers(-(2**63), 2**63 - 1))
MOMENTS = st.none() | st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    codes: list[ParcelCode] = []
    for number, name in enumerate(draw(st.lists(NAMES, max_size=4))):
        parent = draw(st.none() | st.sampled_from(codes).map(lambda code: code.id)) if codes else None
        identity = draw(st.sampled_from([f"C.{number}", made_guid("test", str(number))]))
        leaf = draw(st.booleans())
        colour = draw(st.none() | st.just("#12aBcd"))
        codes.append(
            ParcelCode(id=identity, name=name, parent=parent, leaf=leaf, colour=colour, description=draw(NAMES))
        )
    coders = {"c1": draw(NAMES), made_guid("test", "coder"): draw(NAMES)}
    passages = []
    for number, text in enumerate(texts):
        for at in range(draw(st.integers(0, 4))):
            ends = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
            if ends[0] == ends[1]:
                continue
            chosen = draw(st.lists(st.sampled_from(codes), max_size=2, unique_by=lambda code: code.id)) if codes else []
            passages.append(
                Passage(
                    id=draw(st.sampled_from([f"P{number}.{at}", made_guid("passage", f"{number}.{at}")])),
                    document=f"D{number}",
                    start=ends[0],
                    stop=ends[1],
                    codes=tuple(code.id for code in chosen),
                    coder=draw(st.none() | st.sampled_from(sorted(coders))),
                    made=draw(MOMENTS),
                    note=draw(NAMES | st.just("")),
                    kind=draw(st.none() | NAMES),
                    variables=draw(st.dictionaries(NAMES.filter(lambda n: n != "case"), VALUES, max_size=3)),
                )
            )
    documents = [
        Document(id=f"D{n}", title=draw(NAMES), text=text, moment=draw(MOMENTS)) for n, text in enumerate(texts)
    ]
    return Parcel(tool="t", documents=tuple(documents), codes=tuple(codes), coders=coders, passages=tuple(passages))


def as_written(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "\ufffd").lstrip("\ufeff")


@RELAXED
@given(parcel=parcels())
def test_what_is_written_is_valid_and_comes_back(parcel: Parcel, tmp_path: Path, schema: etree.XMLSchema) -> None:
    out = tmp_path / "any.qdpx"
    write_qdpx(parcel, out)
    with zipfile.ZipFile(out) as file:
        schema.assertValid(etree.fromstring(file.read("project.qde")))
        assert all(b"\r\n" not in file.read(name) for name in file.namelist() if name.endswith(".txt"))
    again = read_qdpx(out, offsets="points")
    before = {document.id: document for document in parcel.documents}
    after = {document.id: document for document in again.documents}
    assert {key: d.text for key, d in after.items()} == {key: as_written(d.text) for key, d in before.items()}
    assert {key: d.moment for key, d in after.items()} == {key: d.moment for key, d in before.items()}
    assert set(again.codes) == set(parcel.codes)  # children stand behind their parents now
    assert again.coders == parcel.coders
    found = {p.id: p for p in again.passages}
    for each in parcel.passages:
        words = as_written(before[each.document].text[each.start : each.stop])
        if not words or before[each.document].text[:1] == "\ufeff" or crosses(before[each.document].text, each):
            continue
        one = found.get(each.id)
        assert one is not None, each
        assert after[one.document].text[one.start : one.stop] == words
        assert replace(one, start=each.start, stop=each.stop) == each


def crosses(text: str, passage: Passage) -> bool:
    """Whether a passage begins or ends between the two halves of CR LF."""
    return any(text[at - 1 : at + 1] == "\r\n" for at in (passage.start, passage.stop) if at > 0)


@RELAXED
@given(parcel=parcels())
def test_written_again_it_is_the_same_byte_for_byte(parcel: Parcel, tmp_path: Path) -> None:
    out = tmp_path / "any.qdpx"
    write_qdpx(parcel, out)
    first = out.read_bytes()
    write_qdpx(read_qdpx(out, offsets="points"), out)
    assert out.read_bytes() == first


CONVENTIONS = st.builds(
    Convention,
    units=st.sampled_from(list(Units)),
    breaks=st.sampled_from(list(Breaks)),
    mark=st.sampled_from([0, 1, 2]),
    first=st.sampled_from([0, 1]),
    last_included=st.booleans(),
)


@RELAXED
@given(text=TEXTS, convention=CONVENTIONS, marks=st.integers(0, 2), data=st.data())
def test_a_ruler_reads_the_positions_it_gives(
    text: str, convention: Convention, marks: int, data: st.DataObject
) -> None:
    ruler = Ruler(text, convention, marks)
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    found = ruler.span(*ruler.positions(start, stop))
    folded = convention.breaks is Breaks.ONE and any(text[at - 1 : at + 1] == "\r\n" for at in (start, stop) if at > 0)
    assert folded or found == (start, stop, True)
    assert Convention.named(convention.name) == convention


@RELAXED
@given(text=TEXTS)
def test_utf16_positions_are_those_of_the_encoded_text(text: str) -> None:
    ruler = Ruler(text, Convention(units=Units.UTF16))
    for stop in range(len(text) + 1):
        assert ruler.positions(0, stop)[1] == len(text[:stop].encode("utf-16-le")) // 2
    ruler = Ruler(text, Convention(units=Units.BYTES))
    for stop in range(len(text) + 1):
        assert ruler.positions(0, stop)[1] == len(text[:stop].encode())


@RELAXED
@given(words=TEXTS.map(lambda t: t.replace("\x00", "")), value=st.text(max_size=20))
def test_marks_come_off_as_they_went_on(words: str, value: str) -> None:
    plain = unmarked(marked(words, {}))
    assert plain == (marked(words, {}), {}) or plain[1] == {}
    kept, data = unmarked(marked("note", {"value": value}))
    assert kept == "note"
    assert isinstance(data["value"], str)
    if value.isprintable():
        assert data == {"value": value}
