"""Attributed statements through REFI-QDA: one selection with several codings, and exactly the same back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.exchange.refi.codes import FOLDER
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

TEXT = "The chair said that 🕊 helmets stay.\nOne delegate doubted it."
NOUNS = ("documents", "codes", "coders", "passages", "entities", "kinds")
VARIABLES: dict[str, str | int | bool] = {
    "stance": "support",
    "holder kind": "chair",
    "quantifier": "one",
    "type": "assessment",
    "actors": "UN; Delegation B",
    "agreement": True,
    "strength": -2,
    "concept": "Withdrawal",
    "paraphrase": "Helmets should stay. " * 12,
    "section": "",
}
PARCEL = Parcel(
    tool="contingent",
    documents=(
        Document(
            id="R1",
            title="Report <1> & more",
            text=TEXT,
            moment=datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
            details={"author": "Rapporteur", "description": "A day of talks", "type": "report"},
        ),
    ),
    codes=(
        ParcelCode(id="EXIT", name="Exit", leaf=False, description="How it ends"),
        ParcelCode(id="EXIT.WITHDRAW", name="Withdrawal", parent="EXIT", colour="#00aaFF"),
    ),
    coders={"ann": "Ann", "ben": "Ben"},
    passages=(
        Passage(
            id="S1",
            document="R1",
            start=20,
            stop=34,
            codes=("EXIT.WITHDRAW",),
            coder="ann",
            made=datetime(2024, 5, 7, tzinfo=UTC),
            note="uncertain\n\n[contingent] {}",
            kind="statement",
            variables=VARIABLES,
        ),
        Passage(id="S1/ben", document="R1", start=20, stop=34, coder="ben", variables={"stance": "oppose"}),
        Passage(id="S2", document="R1", start=36, stop=48, codes=("EXIT.WITHDRAW",), note="plain"),
    ),
    entities={"actors": {"UN": {"type": "organisation"}}},
    kinds={"statement": {"stance": "short text", "agreement": "boolean"}},
)


def test_statements_come_back_exactly(tmp_path: Path) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)
    again = read_qdpx(out)
    assert all(getattr(again, noun) == getattr(PARCEL, noun) for noun in NOUNS)
    assert again.left_out == ()
    first = out.read_bytes()
    write_qdpx(again, out)
    assert out.read_bytes() == first
    write_qdpx(replace(again, extras={}), out)
    assert out.read_bytes() == first


def test_each_value_is_a_code_in_a_folder_that_people_see(tmp_path: Path, schema: etree.XMLSchema) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)
    with zipfile.ZipFile(out) as file:
        root = etree.fromstring(file.read("project.qde"))
    schema.assertValid(root)
    folder = next(code for code in root.iter("{*}Code") if code.get("name") == FOLDER)
    values = {
        each.get("name"): [code.get("name") for code in each.findall("{*}Code")] for each in folder.findall("{*}Code")
    }
    assert values["stance"] == ["support", "oppose"]
    assert values["actors"] == ["UN", "Delegation B"]
    assert values["agreement"] == ["yes"]
    assert "paraphrase" not in values
    assert "concept" not in values, "the concept stands as a code of the codebook already"
    selection = root.find(".//{*}PlainTextSelection")
    assert selection is not None
    assert len(selection.findall("{*}Coding")) == 9
    assert (selection.findtext("{*}Description") or "").startswith("uncertain\n\n")


Change = Callable[[str], str]


def changed(path: Path, change: Change) -> Path:
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members["project.qde"] = change(members["project.qde"].decode()).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def test_statements_taken_apart_and_renamed_by_another_tool_come_together_again(tmp_path: Path) -> None:
    """QualCoder gives new GUIDs and makes one selection of each coding, with the description on each."""
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)

    def apart(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        for selection in list(root.iter("{*}PlainTextSelection")):
            codings = selection.findall("{*}Coding")
            for number, coding in enumerate(codings):
                single = etree.fromstring(etree.tostring(selection))
                for each in single.findall("{*}Coding"):
                    single.remove(each)
                single.append(coding)
                single.set("guid", f"{number:08d}{selection.get('guid', '')[8:]}")
                selection.addprevious(single)
            parent = selection.getparent()
            assert parent is not None
            if codings:
                parent.remove(selection)
        text = etree.tostring(root, encoding="unicode")
        for number, old in enumerate(sorted(set(re.findall(r'<(?:\w+:)?Code guid="([^"]+)"', text)))):
            text = text.replace(old, f"99999999-9999-4999-8999-{number:012d}")
        return text

    again = read_qdpx(changed(out, apart))
    assert sorted(again.passages, key=lambda p: p.id)[0] == PARCEL.passages[0]
    assert {p.id: p.variables for p in again.passages} == {p.id: p.variables for p in PARCEL.passages}
    assert again.codes == PARCEL.codes


def test_a_stance_recoded_in_the_other_tool_is_taken_and_told(tmp_path: Path) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)

    def recoded(xml: str) -> str:
        found = dict(reversed(each) for each in re.findall(r'<Code guid="([^"]+)" name="([^"]+)"', xml))
        at = xml.index(f'CodeRef targetGUID="{found["support"]}"')
        return xml[:at] + xml[at:].replace(found["support"], found["oppose"], 1)

    again = read_qdpx(changed(out, recoded))
    assert again.passages[0].variables == {**VARIABLES, "stance": "oppose"}
    assert any("coded anew" in line for line in again.left_out)


def test_a_coding_taken_away_in_the_other_tool_takes_the_value_along(tmp_path: Path) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)

    def without(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        one = next(code for code in root.iter("{*}Code") if code.get("name") == "one")
        for reference in list(root.iter("{*}CodeRef")):
            coding = reference.getparent()
            if reference.get("targetGUID") == one.get("guid") and coding is not None:
                parent = coding.getparent()
                assert parent is not None
                parent.remove(coding)
        return etree.tostring(root, encoding="unicode")

    again = read_qdpx(changed(out, without))
    assert again.passages[0].variables == {name: v for name, v in VARIABLES.items() if name != "quantifier"}


def test_a_new_selection_with_our_codes_is_a_statement_too(tmp_path: Path) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)

    def added(xml: str) -> str:
        found = dict(reversed(each) for each in re.findall(r'<Code guid="([^"]+)" name="([^"]+)"', xml))
        new = (
            '<PlainTextSelection guid="77777777-7777-4777-8777-777777777777" startPosition="36" endPosition="39">'
            '<Coding guid="77777777-7777-4777-8777-777777777778">'
            f'<CodeRef targetGUID="{found["oppose"]}"/></Coding></PlainTextSelection>'
        )
        return xml.replace("</TextSource>", new + "</TextSource>").replace(
            "<VariableValue>", "<!-- -->" + "<VariableValue>", 1
        )

    again = read_qdpx(changed(out, added))
    assert again.passages[-1].variables == {"stance": "oppose"}


@pytest.mark.parametrize("broken", ['{"id": 5}', '{"variables": [1]}', '{"id": ""}', "{]", '{"kind": {}}', "[]"])
def test_a_mark_that_somebody_has_broken_does_no_harm(broken: str, tmp_path: Path) -> None:
    out = tmp_path / "statements.qdpx"
    write_qdpx(PARCEL, out)
    read_qdpx(changed(out, lambda xml: re.sub(r"\[contingent\] \{[^<]*\}", f"[contingent] {broken}", xml)))


def test_two_coders_on_one_selection_are_two_passages(example: Path, tmp_path: Path) -> None:
    parcel = read_qdpx(example)
    second = next(coder for coder, name in parcel.coders.items() if name == "Coder Two")
    path = tmp_path / "example.qdpx"
    path.write_bytes(example.read_bytes())

    def shared_by_two(xml: str) -> str:
        at = xml.index('<Coding guid="808d762d')
        return xml[:at] + re.sub('creatingUser="[^"]+"', f'creatingUser="{second}"', xml[at:], count=1)

    again = read_qdpx(changed(path, shared_by_two))
    first, other = again.passages[:2]
    assert (first.start, first.stop) == (other.start, other.stop)
    assert [len(first.codes), len(other.codes)] == [1, 1]
    assert other.coder == second
    out = tmp_path / "again.qdpx"
    write_qdpx(again, out)
    assert read_qdpx(out).passages == again.passages
    write_qdpx(replace(again, passages=(replace(first, start=34), *again.passages[1:])), out)
    assert sorted((p.start, p.coder, p.codes) for p in read_qdpx(out).passages) == sorted(
        (34 if p is first else p.start, p.coder, p.codes) for p in again.passages
    )
