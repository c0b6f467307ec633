"""Habits of other tools and older versions, as far as files and reports show them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from contingent.base.errors import InputError
from contingent.coding.exchange.refi.reading import read_qdpx
from contingent.coding.exchange.refi.writing import write_qdpx

from .conftest import CODE, SOURCE, USER, Build, guid, project_of, selections_of


def inside(text: str) -> str:
    content = f"<PlainTextContent>{text}</PlainTextContent>"
    return f"<TextSource guid='{SOURCE}'>{content}{selections_of([(0, 5)])}</TextSource>"


def words(path: Path) -> list[str]:
    parcel = read_qdpx(path)
    texts = {document.id: document.text for document in parcel.documents}
    return [texts[p.document][p.start : p.stop] for p in parcel.passages]


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def test_nvivo_writes_both_texts_and_where_the_schema_is(tmp_path: Path, schema: etree.XMLSchema) -> None:
    text = "Interviewer\r\nWhat did you see 🕊 there?\r\nFarmer\r\nThe helmets left."
    at = text.index("helmets")
    source = (
        f"<TextSource guid='{SOURCE}' name='Interview' richTextPath='internal://{SOURCE}.docx' "
        f"plainTextPath='internal://{SOURCE}.txt' creatingUser='{USER}' creationDateTime='2024-01-02T03:04:05Z'>"
        f"{selections_of([(at, at + 7)], [guid(0)])}</TextSource>"
    )
    location = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
    location += "xsi:schemaLocation='urn:QDA-XML:project:1.0 http://x/Project.xsd'"
    xml = project_of(source).replace("xmlns='urn", f"{location} xmlns='urn")
    members: dict[str, str | bytes] = {
        "project.qde": "\ufeff" + xml,
        f"Sources/{SOURCE}.txt": text.encode(),
        f"Sources/{SOURCE}.docx": b"PK\x05\x06" + bytes(18),
    }
    path = zipped(tmp_path / "nvivo.qdpx", members)
    assert words(path) == ["helmets"]
    parcel = read_qdpx(path)
    (document,) = parcel.documents
    assert document.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert document.original == members[f"Sources/{SOURCE}.docx"]
    out = tmp_path / "again.qdpx"
    write_qdpx(parcel, out)
    with zipfile.ZipFile(out) as file:
        root = etree.fromstring(file.read("project.qde"))
        assert file.read(f"Sources/{SOURCE}.docx") == members[f"Sources/{SOURCE}.docx"]
    schema.assertValid(root)
    assert root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation")


def test_the_project_may_have_any_name_and_stand_in_a_folder(build: Build) -> None:
    data = b"peace now"
    assert words(build(data, [(0, 5)], project="My Study.QDE")) == ["peace"]
    assert words(build(data, [(0, 5)], project="p/x.qde", member=f"p/Sources/{SOURCE.upper()}.TXT")) == ["peace"]
    more = {"__MACOSX/._project.qde": b"junk"}
    assert words(build(data, [(0, 5)], more=more, member=f"sources\\{SOURCE}.txt")) == ["peace"]


@pytest.mark.parametrize("reference", [f"{SOURCE}.txt", f"sources/{SOURCE}.txt", f"INTERNAL://{SOURCE}.txt"])
def test_references_may_be_spelt_loosely(reference: str, build: Build) -> None:
    assert words(build(b"peace now", [(0, 5)], reference=reference)) == ["peace"]


def test_names_with_blanks_are_found_escaped_and_plain(build: Build) -> None:
    made = build(b"peace", [(0, 5)], reference="internal://My%20text.txt", member="sources/My text.txt")
    assert words(made) == ["peace"]


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:0.4", ""])
def test_other_namespaces_are_read_and_written_as_version_one(
    namespace: str, tmp_path: Path, schema: etree.XMLSchema
) -> None:
    source = inside("peace")
    xml = project_of(source).replace("urn:QDA-XML:project:1.0", namespace)
    path = zipped(tmp_path / "old.qdpx", {"project.qde": xml})
    assert words(path) == ["peace"]
    write_qdpx(read_qdpx(path), path)
    with zipfile.ZipFile(path) as file:
        schema.assertValid(etree.fromstring(file.read("project.qde")))


def test_prefixes_braces_and_capitals_in_guids_make_no_difference(tmp_path: Path) -> None:
    source = inside("peace")
    xml = project_of(source).replace(f"targetGUID='{CODE}'", f"targetGUID='{{{CODE.upper()}}}'")
    xml = xml.replace("xmlns=", "xmlns:q=").replace("<", "<q:").replace("<q:/", "</q:").replace("<q:?", "<?")
    parcel = read_qdpx(zipped(tmp_path / "p.qdpx", {"project.qde": xml}))
    assert parcel.passages[0].codes == (CODE,)


def test_text_of_a_pdf_is_read_and_the_pdf_kept(tmp_path: Path, schema: etree.XMLSchema) -> None:
    inner = f"<Representation guid='{guid(7)}' plainTextPath='internal://{guid(7)}.txt'>"
    inner += selections_of([(4, 9)]) + "</Representation>"
    area = f"<PDFSelection guid='{guid(8)}' page='1' firstX='0' firstY='0' secondX='9' secondY='9'/>"
    source = f"<PDFSource guid='{SOURCE}' name='Scan' path='internal://{SOURCE}.pdf'>{area}{inner}</PDFSource>"
    members: dict[str, str | bytes] = {
        "project.qde": project_of(source),
        f"sources/{SOURCE}.pdf": b"%PDF-1.4",
        f"sources/{guid(7)}.txt": "The peace holds.",
    }
    path = zipped(tmp_path / "pdf.qdpx", members)
    parcel = read_qdpx(path)
    assert words(path) == ["peace"]
    assert (parcel.documents[0].original, parcel.documents[0].media_type) == (b"%PDF-1.4", "application/pdf")
    assert any("1 area" in line for line in parcel.left_out)
    write_qdpx(parcel, path)
    with zipfile.ZipFile(path) as file:
        assert {name: file.read(name) for name in file.namelist()}.keys() == members.keys()
        schema.assertValid(etree.fromstring(file.read("project.qde")))


def test_sources_without_a_text_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    sources = (
        inside("peace") + f"<TextSource guid='{guid(50)}' name='Far' plainTextPath='absolute:///home/ann/far.txt'>"
        f"<PlainTextSelection guid='{guid(51)}' startPosition='0' endPosition='1'/></TextSource>"
        f"<TextSource guid='{guid(52)}' name='Near' plainTextPath='relative:///near.txt'/>"
        f"<TextSource guid='{guid(53)}' name='Gone' plainTextPath='internal://gone.txt'/>"
        f"<TextSource guid='{guid(54)}' name='Rich' richTextPath='internal://rich.docx'/>"
        f"<VideoSource guid='{guid(55)}' name='Film' path='internal://film.mp4'/>"
    )
    members: dict[str, str | bytes] = {"project.qde": project_of(sources), "sources/film.mp4": b"film"}
    path = zipped(tmp_path / "mixed.qdpx", members)
    parcel = read_qdpx(path)
    assert words(path) == ["peace"]
    told = "\n".join(parcel.left_out)
    assert "'Far' is left out: its text 'absolute:///home/ann/far.txt' lies outside the archive" in told
    assert "1 selection with it" in told
    assert all(f"'{name}' is left out" in told for name in ("Near", "Gone", "Rich", "Film"))
    write_qdpx(parcel, path)
    with zipfile.ZipFile(path) as file:
        assert file.read("sources/film.mp4") == b"film"
        assert b"absolute:///home/ann/far.txt" in file.read("project.qde")


def test_a_project_whose_only_text_is_elsewhere_is_read_for_its_codes(tmp_path: Path) -> None:
    source = f"<TextSource guid='{SOURCE}' name='Far' plainTextPath='absolute:///far.txt'/>"
    parcel = read_qdpx(zipped(tmp_path / "far.qdpx", {"project.qde": project_of(source)}))
    assert parcel.documents == ()
    assert len(parcel.codes) == 1
    bare = project_of(source).replace(f"<Code guid='{CODE}' name='peace' isCodable='true'/>", "")
    with pytest.raises(InputError, match="No source of the project has a text"):
        read_qdpx(zipped(tmp_path / "far.qdpx", {"project.qde": bare}))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Né à Genève".encode("utf-16"), "Né à Genève"),
        ("Né à Genève".encode("cp1252"), "Né à Genève"),
        ("Né à Genève".encode("utf-8-sig"), "Né à Genève"),
    ],
)
def test_encodings_of_texts(data: bytes, text: str, build: Build) -> None:
    assert read_qdpx(build(data, [])).documents[0].text == text


def test_selections_that_say_nothing_sound_are_told(build: Build, tmp_path: Path) -> None:
    path = build(b"peace now", [(0, 5), (50, 60), (6, 40), (5, 2), (-4, -1)])
    parcel = read_qdpx(path)
    assert words(path) == ["peace", "now"]
    told = "\n".join(parcel.left_out)
    assert "3 selections: each lies outside its text; left out." in told
    assert "1 selection: each ends outside its text" in told


def test_twins_among_guids_stay_apart(build: Build, tmp_path: Path) -> None:
    source = inside("peace now")
    parcel = read_qdpx(zipped(tmp_path / "twins.qdpx", {"project.qde": project_of(source * 2)}))
    assert len({document.id for document in parcel.documents}) == 2
    assert len({passage.id for passage in parcel.passages}) == 2
