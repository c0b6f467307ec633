"""In and out by the one door: previews that store nothing, one change, names that stay outside, archives."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.coding.exchange.parcels import OTHER, PARCEL, TEXT

import contingent as ct
from contingent.base.complaints import ComplaintsError
from contingent.base.errors import ConflictError, InputError, NotFoundError, UsageError
from contingent.coding.exchange.formats import FORMATS, format_named, recognise
from contingent.coding.exchange.parcel import Document, Parcel, Passage
from contingent.coding.exchange.preview import preview_of
from contingent.coding.reports import Confidentiality
from contingent.coding.statements import Statement
from contingent.project.archiving import CRATE, METADATA, ArchiveAsked, archive_project
from contingent.project.codings import assign
from contingent.project.exporting import ExportAsked, export_coding
from contingent.project.importing import ImportAsked, look, save_preview, take_in
from contingent.project.project import Project
from contingent.store.coders import Coder

Content = Callable[[Project], dict[str, Any]]


@pytest.fixture
def dna(tmp_path: Path) -> Path:
    path = tmp_path / "coded.dna"
    format_named("dna").write(PARCEL, path)
    return path


@pytest.fixture
def coded(empty: Project, dna: Path) -> Project:
    take_in(empty, look(empty, dna))
    return empty


# In -----------------------------------------------------------------------------------------------------------------


def test_a_preview_shows_the_text_beside_the_code_and_stores_nothing(
    empty: Project, dna: Path, content: Content, tmp_path: Path
) -> None:
    before = content(empty)
    preview = look(empty, dna).preview
    assert preview is not None
    assert [each.words for each in preview.sample] == [
        "troops 🚁 should stay", "We cannot pay", "the force will leave by June"
    ]  # fmt: skip
    assert "Deployment" in preview.sample[0].coded
    assert preview.sample[0].before.endswith("said that ")
    assert preview.evidence == "3 of 3 passages begin and end where words do"
    assert preview.offsets
    assert preview.names == {"A. Smith": "Person 1", "B. Jones": "Person 2"}
    assert "person: Person 1" in preview.sample[0].coded
    save_preview(preview, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "troops 🚁 should stay" in page
    assert "<script" not in page
    assert "http" not in page.split("</style>")[1].replace("http://www.w3.org", "")
    assert content(empty) == before


def test_storing_is_one_change_that_undo_takes_back(empty: Project, dna: Path, content: Content) -> None:
    before = content(empty)
    done = take_in(empty, look(empty, dna))
    assert done["imported"] == 3
    assert len(empty.journal.entries(None)) == before["journal"] + 1
    assert set(empty.quotes(empty.statements.find()).values()) >= {"troops 🚁 should stay", "We cannot pay"}
    empty.undo()
    assert {**content(empty), "journal": 0} == {**before, "journal": 0}


@pytest.mark.parametrize("name", [each.name for each in FORMATS if each.direction == "both" and each.text])
def test_no_name_of_a_person_enters_a_closed_meeting(empty: Project, tmp_path: Path, name: str) -> None:
    if name.startswith("taguette"):
        pytest.skip("Taguette keeps no variables, so no names of speakers")
    path = tmp_path / f"f{format_named(name).endings[0]}"
    format_named(name).write(PARCEL, path)
    take_in(empty, look(empty, path))
    file = Path(empty.store.address)
    empty.store.engine.dispose()
    for each in file.parent.glob(f"{file.name}*"):
        assert b"A. Smith" not in each.read_bytes()
    people = {str(each.variables["person"]) for each in empty.statements.find()}
    assert people == {"Person 1", "Person 2"}


def test_a_public_meeting_keeps_its_names(empty: Project, dna: Path) -> None:
    take_in(empty, look(empty, dna, ImportAsked(meeting="Open talks", public=True)))
    assert {each.variables["person"] for each in empty.statements.find()} == {"A. Smith", "B. Jones"}
    (meeting,) = empty.meetings.find()
    assert (meeting.title, meeting.rule) == ("Open talks", Confidentiality.PUBLIC)


def test_doubtful_places_are_all_told() -> None:
    shifted = tuple(replace(each, start=each.start + 1, stop=each.stop + 1) for each in PARCEL.passages)
    preview = preview_of(replace(PARCEL, passages=shifted), "f")
    assert preview.doubts == 3
    assert preview.evidence == "0 of 3 passages begin and end where words do"
    assert "it begins inside a word" in preview.doubtful[0].doubts
    outside = replace(PARCEL.passages[0], stop=10_000)
    blank = replace(PARCEL.passages[0], start=3, stop=4)
    told = preview_of(replace(PARCEL, passages=(outside, blank)), "f").doubtful
    assert told[0].doubts == ("it lies outside its document",)
    assert "it is blank" in told[1].doubts


def test_the_sample_is_spread_over_the_whole_file() -> None:
    text = "word " * 1_000
    passages = tuple(Passage(id=str(n), document="1", start=5 * n, stop=5 * n + 4) for n in range(1_000))
    preview = preview_of(Parcel(tool="t", documents=(Document(id="1", title="", text=text),), passages=passages), "f")
    assert (preview.sample[0].id, preview.sample[-1].id, len(preview.sample)) == ("0", "999", 12)


# Tables ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(empty: Project, tmp_path: Path) -> Project:
    for name, text in (("first.txt", TEXT), ("second.txt", OTHER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        empty.add(tmp_path / name, meeting="A meeting")
    return empty


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_passages_of_a_foreign_table_are_found_by_their_words(reported: Project, tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.csv",
        ("Document", "Segment", "Theme", "Coder", "agreement"),
        ("first", '"We cannot pay,"', "Cost; Doubt", "anna", "yes"),
        ("second.txt", "the  force\nwill leave", "Leaving", "bo", ""),
    )
    incoming = look(reported, path, ImportAsked(columns={"quote": "Segment", "code": "Theme"}))
    assert incoming.preview is not None
    assert "2 with other blanks" in incoming.preview.offsets
    assert [each.words for each in incoming.preview.sample] == ["“We cannot pay,”", "the force will leave"]
    assert take_in(reported, incoming)["imported"] == 2
    made = reported.statements.find()
    assert [len(each.concepts) for each in made] == [2, 1]
    assert [each.coder for each in made] == ["anna", "bo"]
    assert made[0].variables["agreement"] == "yes"
    assert len(reported.reports.ids()) == 2


def test_every_row_that_cannot_be_placed_is_named(reported: Project, tmp_path: Path, content: Content) -> None:
    before = content(reported)
    path = table(
        tmp_path / "t.csv",
        ("report", "quote", "code"),
        ("first", "troops", "a"),
        ("third", "troops", "a"),
        ("first", "nobody wrote this", "a"),
        ("", "troops", "a"),
        ("first", "", "a"),
    )
    with pytest.raises(ComplaintsError) as caught:
        look(reported, path)
    assert [each.record for each in caught.value.complaints] == ["line 3", "line 4", "line 5", "line 6"]
    assert content(reported) == before


def test_columns_that_are_not_there_are_told(reported: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ("a", "b"), ("x", "y"))
    with pytest.raises(InputError, match="--column quote='a'"):
        look(reported, path)
    with pytest.raises(UsageError, match="no column 'c'"):
        look(reported, path, ImportAsked(columns={"quote": "c"}))
    with pytest.raises(UsageError, match="nothing a column can be"):
        look(reported, path, ImportAsked(columns={"words": "a"}))


def test_words_that_stand_twice_are_told(reported: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ("report", "quote", "code"), ("first", "that", "a"))
    preview = look(reported, path).preview
    assert preview is not None
    assert "the words of line 2 stand several times" in preview.offsets


@pytest.mark.parametrize("ending", ["jsonl", "csv", "tsv", "xlsx", "parquet"])
def test_our_own_tables_come_back_exactly(case: Project, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    assert export_coding(case, path).count == case.statements.count()
    held = case.statements.find()
    other = tmp_path / "other.ct"
    with ct.new(other, case="astana_2013") as project:
        for noun in ("forecast_tests", "positions"):
            box = getattr(project, noun)
            box.remove(box.ids())
        project.statements.remove(project.statements.ids())
        incoming = look(project, path)
        assert incoming.preview is None
        assert take_in(project, incoming) == {"imported": len(held)}
        assert project.statements.find() == held


# Out ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dna", "qdpx", "w3c"])
def test_what_was_imported_goes_out_and_comes_in_again(coded: Project, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out{format_named(name).endings[0]}"
    done = export_coding(coded, path)
    assert (done.format, done.count) == (name, 3)
    assert recognise(path).name == name
    with ct.new(tmp_path / "b.ct") as other:
        take_in(other, look(other, path))
        assert sorted(other.quotes(other.statements.find()).values()) == sorted(
            coded.quotes(coded.statements.find()).values()
        )
        people = [s.variables.get("person") for s in other.statements.find()]
        assert people == [s.variables.get("person") for s in coded.statements.find()]


def test_one_coder_alone_can_be_written(coded: Project, tmp_path: Path) -> None:
    assert export_coding(coded, tmp_path / "a.jsonl", ExportAsked(coders=("bo",))).count == 1
    with pytest.raises(NotFoundError, match="anna"):
        export_coding(coded, tmp_path / "a.jsonl", ExportAsked(coders=("carl",)))
    with pytest.raises(UsageError):
        export_coding(coded, tmp_path / "a.unknown")


def test_whom_an_export_could_single_out_is_told_by_the_rule_of_the_meeting(coded: Project, tmp_path: Path) -> None:
    warned = export_coding(coded, tmp_path / "a.csv").warnings
    assert "fewer than 3 people" in warned[0]
    assert any("Élan" in line for line in warned)
    (meeting,) = coded.meetings.ids()
    coded.meetings.change(meeting, rule=Confidentiality.PUBLIC)
    assert export_coding(coded, tmp_path / "a.csv").warnings == ()
    coded.meetings.change(meeting, rule=Confidentiality.CONFIDENTIAL)
    with pytest.raises(ConflictError, match="confidential"):
        export_coding(coded, tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").exists()
    assert export_coding(coded, tmp_path / "b.csv", ExportAsked(consent=True)).count == 3


# Archives -------------------------------------------------------------------------------------------------------------


def crate_of(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    data = json.loads(files[METADATA])
    assert data["@context"] == f"{CRATE}/context"
    entities = {each["@id"]: each for each in data["@graph"]}
    assert len(entities) == len(data["@graph"]), "every entity stands once"
    return entities


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_is_a_sound_crate(case: Project, tmp_path: Path) -> None:
    """RO-Crate 1.2: metadata descriptor, root data set, and every file an entity that the root has as a part."""
    asked = ArchiveAsked(
        license="https://creativecommons.org/licenses/by/4.0/",
        authors=("A. Coder https://orcid.org/0000-0002-1825-0097", "B. Coder"),
    )
    done = archive_project(case, tmp_path / "a.zip", asked)
    files = unzipped(tmp_path / "a.zip")
    assert done.count == len(files)
    entities = crate_of(files)
    descriptor, root = entities[METADATA], entities["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": CRATE}
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert len(root["datePublished"]) == 10
    assert entities[root["license"]["@id"]]["@type"] == "CreativeWork"
    assert [entities[each["@id"]]["name"] for each in root["author"]] == ["A. Coder", "B. Coder"]
    parts = {each["@id"] for each in root["hasPart"]}
    assert parts == set(files) - {METADATA}
    for name in parts:
        entity = entities[name]
        assert entity["@type"] == "File"
        assert entity["contentSize"] == str(len(files[name]))
        assert entity["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert not set(name) & set(' \\:?"<>|'), "paths are plain"
    linked = [v for each in entities.values() for v in each.values() if isinstance(v, dict)]
    assert all(each["@id"] in entities or each["@id"].startswith("http") for each in linked)


def test_an_archive_tells_all_of_itself(case: Project, tmp_path: Path) -> None:
    archive_project(case, tmp_path / "folder")
    files = {p.relative_to(tmp_path / "folder").as_posix(): p.read_bytes() for p in (tmp_path / "folder").rglob("*.*")}
    listed = dict(reversed(line.split("  ")) for line in files["manifest-sha256.txt"].decode().splitlines())
    assert listed == {
        n: hashlib.sha256(d).hexdigest() for n, d in files.items() if n not in (METADATA, "manifest-sha256.txt")
    }
    dictionary = {
        (row["table"], row["column"]): row["meaning"]
        for row in csv.DictReader(io.StringIO(files["data-dictionary.csv"].decode("utf-8-sig")))
    }
    for name in [each for each in files if each.startswith("data/") and each.endswith(".csv")]:
        table = Path(name).stem
        rows = list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
        frame = pl.read_parquet(io.BytesIO(files[f"data/{table}.parquet"]))
        lines = files[f"data/{table}.jsonl"].decode().splitlines()
        assert len(rows) - 1 == len(frame) == len(lines), table
        assert rows[0] == frame.columns == list(json.loads(lines[0])), table
        assert all(dictionary[table, column] for column in rows[0]), table
    assert sum(1 for name in files if name.startswith("codebook/")) == 3
    assert b"thr.global" in next(data for name, data in files.items() if name.endswith(".md") and "codebook" in name)
    assert b"No licence was given" in files[METADATA]


def test_an_archive_is_the_same_bytes_each_time_and_its_coding_comes_in_again(case: Project, tmp_path: Path) -> None:
    archive_project(case, tmp_path / "a.zip")
    archive_project(case, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    path = tmp_path / "coding.jsonl"
    path.write_bytes(unzipped(tmp_path / "a.zip")["data/coding.jsonl"])
    with ct.new(tmp_path / "b.ct") as other:
        take_in(other, look(other, path))
        assert other.statements.find() == case.statements.find()
        assert other.codebooks.find() == case.codebooks.find()
    with pytest.raises(InputError, match=r"data/coding\.jsonl"):
        look(case, tmp_path / "a.zip")


def test_only_texts_of_public_meetings_are_archived_and_only_when_asked(coded: Project, tmp_path: Path) -> None:
    words = "troops 🚁 should stay".encode()

    def archived(name: str, **asked: Any) -> tuple[bool, tuple[str, ...]]:
        done = archive_project(coded, tmp_path / name, ArchiveAsked(**asked))
        return any(words in data for data in unzipped(tmp_path / name).values()), done.left_out

    assert archived("a.zip", texts=True)[0] is False
    assert "non-attribution" in archived("b.zip", texts=True)[1][0]
    (meeting,) = coded.meetings.ids()
    coded.meetings.change(meeting, rule=Confidentiality.PUBLIC)
    assert archived("c.zip")[0] is False
    assert archived("d.zip", texts=True) == (True, ())
    coded.meetings.change(meeting, rule=Confidentiality.CONFIDENTIAL)
    with pytest.raises(ConflictError):
        archived("e.zip")
    assert not (tmp_path / "e.zip").exists()


def test_an_archive_never_overwrites_a_folder(case: Project, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        archive_project(case, tmp_path / "full")
    with pytest.raises(UsageError, match="no web address"):
        archive_project(case, tmp_path / "x", ArchiveAsked(license="CC BY"))
    assert [each.name for each in tmp_path.glob("*") if each.is_dir()] == ["full"]


# Files of other tools -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "passages"), [("sample.dna", 41), ("refi/example.qdpx", 3)])
def test_files_of_other_tools_go_in_and_out_again(
    empty: Project, shared: Path, tmp_path: Path, name: str, passages: int
) -> None:
    path = shared / "discourse" / "reference" / name
    incoming = look(empty, path)
    assert incoming.preview is not None
    assert incoming.preview.counts["passages"] == passages
    assert incoming.preview.doubts == 0
    assert take_in(empty, incoming)["imported"] == passages
    out = tmp_path / f"out{path.suffix}"
    export_coding(empty, out)
    with ct.new(tmp_path / "b.ct") as other:
        take_in(other, look(other, out))
        places = [(each.span, each.concepts, each.stance) for each in other.statements.find()]
        assert places == [(each.span, each.concepts, each.stance) for each in empty.statements.find()]
        assert list(other.quotes(other.statements.find()).values()) == list(
            empty.quotes(empty.statements.find()).values()
        )


def test_a_listing_has_no_row_that_a_carriage_return_made(tmp_path: Path) -> None:
    from contingent.project.listing import write_rows

    write_rows([{"id": "a", "note": "\r=1+1"}, {"id": "b", "note": "x\r=2"}], "csv", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["id", "note"], ["a", "'\r=1+1"], ["b", "x\r=2"]]


def test_the_coding_that_stands_goes_out_unless_asked_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "o.jsonl"
    with ct.new(tmp_path / "a.ct", case="fictional_bishkek_2015") as project:
        both = len(project.statements)
        project.coders.add([Coder(id="anna", name="anna"), Coder(id="ben", name="ben")])
        report = project.reports.find()[0].id
        for coder in ("anna", "ben"):
            assign(project, report, coder)
            project.statements.add(Statement(id=f"{coder}1", report=report, coder=coder, concepts=("thr.global",)))
        done = export_coding(project, path)
        assert done.count == both
        assert done.left_out == ("2 statements of codings that do not stand: name a coder, or ask for all coders.",)
        assert export_coding(project, path, ExportAsked(every=True)).count == both + 2
        assert export_coding(project, path, ExportAsked(coders=("ben",))).count == 1
        with pytest.raises(UsageError, match="at once"):
            export_coding(project, path, ExportAsked(coders=("ben",), every=True))
        assert export_coding(project, tmp_path / "o.coding.jsonl").left_out == ()


def test_statements_without_a_place_in_a_text_are_told_and_not_counted(tmp_path: Path) -> None:
    with ct.new(tmp_path / "a.ct", case="astana_2013") as project:
        number = len(project.statements)
        for name in ("o.dna", "o.qdpx", "o.jsonld", "o.sqlite3"):
            done = export_coding(project, tmp_path / name)
            assert done.count == 0, name
            assert f"{number:,} statements without a place in a text that the project holds" in done.left_out, name


@pytest.mark.parametrize("name", ["o.dna", "o.qdpx", "o.jsonld", "o.sqlite3"])
def test_fields_that_stay_in_the_project_are_told(tmp_path: Path, name: str) -> None:
    with ct.new(tmp_path / "a.ct", case="fictional_bishkek_2015") as project:
        cues = sum(bool(each.attribution.cue) for each in project.statements.find())
        told = export_coding(project, tmp_path / name).left_out
        assert f"{cues:,} statements with a cue of the holder, which stays in the project" in told


def test_a_database_cut_short_is_told_as_that(dna: Path) -> None:
    dna.write_bytes(dna.read_bytes()[:-5000])
    with pytest.raises(InputError, match="cut short"):
        recognise(dna)
