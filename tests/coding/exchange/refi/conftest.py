"""Projects as other tools write them, built here by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from lxml import etree

CODE = "11111111-1111-4111-8111-111111111111"
USER = "22222222-2222-4222-8222-222222222222"
SOURCE = "33333333-3333-4333-8333-333333333333"

Build = Callable[..., Path]


def guid(number: int) -> str:
    return f"44444444-4444-4444-8444-{number:012d}"


def selections_of(places: list[tuple[int, int]], names: list[str] | None = None) -> str:
    names = names or [""] * len(places)
    return "".join(
        f"<PlainTextSelection guid='{guid(n)}' name={quoteattr(name)} startPosition='{start}' endPosition='{stop}' "
        f"creatingUser='{USER}'><Coding guid='{guid(1000 + n)}'><CodeRef targetGUID='{CODE}'/></Coding>"
        "</PlainTextSelection>"
        for n, ((start, stop), name) in enumerate(zip(places, names, strict=True))
    )


def project_of(sources: str, *, head: str = "", tail: str = "") -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"{head}<Project xmlns='urn:QDA-XML:project:1.0' name='P' origin='Other 1'>"
        f"<Users><User guid='{USER}' name='Ann'/></Users>"
        f"<CodeBook><Codes><Code guid='{CODE}' name='peace' isCodable='true'/></Codes></CodeBook>"
        f"<Sources>{sources}</Sources>{tail}</Project>"
    )


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A function that writes a .qdpx of one source and returns its path."""

    def make(
        data: bytes,
        places: list[tuple[int, int]],
        *,
        names: list[str] | None = None,
        member: str = f"sources/{SOURCE}.txt",
        reference: str = f"internal://{SOURCE}.txt",
        inline: str | None = None,
        project: str = "project.qde",
        more: dict[str, bytes] | None = None,
        attributes: str = "",
    ) -> Path:
        content = "" if inline is None else f"<PlainTextContent>{escape(inline)}</PlainTextContent>"
        path_of_text = "" if inline is not None else f"plainTextPath={quoteattr(reference)}"
        source = (
            f"<TextSource guid='{SOURCE}' name='Report' {path_of_text} {attributes}>{content}"
            f"{selections_of(places, names)}</TextSource>"
        )
        path = tmp_path / "other.qdpx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(project, project_of(source))
            if inline is None:
                file.writestr(member, data)
            for name, inner in (more or {}).items():
                file.writestr(name, inner)
        return path

    return make


@pytest.fixture(scope="session")
def schema(shared: Path) -> etree.XMLSchema:
    """The official schema of a project."""
    return etree.XMLSchema(etree.parse(shared / "discourse" / "reference" / "Project.xsd"))


@pytest.fixture(scope="session")
def codebook_schema(shared: Path) -> etree.XMLSchema:
    """The part of it that a codebook is made of, under the namespace of codebooks."""
    text = (shared / "discourse" / "reference" / "Project.xsd").read_text(encoding="utf-8")
    text = text.replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0")
    text = text.replace('name="Project" type="ProjectType"', 'name="CodeBook" type="BookType"')
    book = (
        '<xsd:complexType name="BookType"><xsd:sequence><xsd:element name="Codes" type="CodesType"/>'
        '<xsd:element name="Sets" type="SetsType" minOccurs="0"/></xsd:sequence>'
        '<xsd:attribute name="origin" type="xsd:string"/></xsd:complexType></xsd:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text.replace("</xsd:schema>", book).encode()))


@pytest.fixture(scope="session")
def example(shared: Path) -> Path:
    """A project valid by the schema, with its expected passages beside it."""
    return shared / "discourse" / "reference" / "refi" / "example.qdpx"
