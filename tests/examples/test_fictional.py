"""The invented dialogues say so everywhere, ship with their text, and are coded without a loose end."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

import contingent as ct
from contingent.base.errors import InputError
from contingent.project.starting import find_case, is_case
from contingent.store.cases import read_case

NAMES = ("fictional_bishkek_2015", "fictional_dushanbe_2017")


def folder(name: str) -> Path:
    return Path(str(files("contingent.examples") / name))


@pytest.mark.parametrize("name", NAMES)
def test_it_says_that_it_is_invented(name: str) -> None:
    case = find_case(name)
    assert case.meeting.id.startswith("fictional_")
    assert case.meeting.title.startswith("Fictional dialogue")
    assert "invented" in case.report.title
    assert case.report.clean is not None
    assert "This report is invented." in case.report.clean.text[:200]
    assert "INVENTED" in (folder(name) / "meeting.yaml").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_span_cuts_whole_words_inside_its_sentence(name: str) -> None:
    case = find_case(name)
    clean = case.report.clean
    assert clean is not None
    assert 40 <= len(case.statements) <= 60
    codes = {code.code for code in case.codebook or () if code.leaf}
    ids = [s.id for s in case.statements]
    assert len(set(ids)) == len(ids)
    for s in case.statements:
        assert s.span is not None
        assert s.sentence in clean.sentences
        assert s.sentence is not None
        assert s.sentence.start <= s.span.start < s.span.end <= s.sentence.end
        quote = s.span.cut(clean.text)
        assert quote == quote.strip()
        assert s.head in ids
        assert set(s.concepts) <= codes
        assert set(s.actors_named) <= set(s.actors)
        cue, where = s.attribution.cue, s.attribution.cue_span
        assert (cue is None) == (where is None)
        assert where is None or where.cut(clean.text) == cue
        assert s.attribution.explicit == (cue is not None)
        assert s.stance is None or s.attribution.kind.value != "rapporteur"


@pytest.mark.parametrize("name", NAMES)
def test_holders_are_known_to_the_record(name: str, tmp_path: Path) -> None:
    with ct.new(tmp_path / "a.ct", case=name) as project:
        known = {actor.code for actor in project.actors.find()}
        for s in project.statements.find():
            assert set(s.attribution.affiliation) <= known
            assert set(s.actors) <= known
        assert len(project.quotes(project.statements.find())) == len(project.statements)


def test_a_case_whose_text_is_not_the_one_coded_is_refused(tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(folder(NAMES[0]), tmp_path / "case"))
    text = (copy / "report.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() in (copy / "meeting.yaml").read_text()
    (copy / "report.txt").write_bytes(text.replace(b"Most", b"Many", 1))
    with pytest.raises(InputError) as refused:
        read_case(copy)
    assert "not the text that was coded" in str(refused.value)
    (copy / "report.txt").unlink()
    assert read_case(copy).report.clean is None


def test_what_is_a_case_is_told_from_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_case("astana_2013")
    assert is_case(folder(NAMES[0]))
    assert not is_case("report.txt")
    Path("astana_2013").write_text("a report by chance of this name")
    assert not is_case("astana_2013")


def test_several_cases_share_one_project(tmp_path: Path) -> None:
    with ct.new(tmp_path / "a.ct", case=["astana_2013", NAMES[0]]) as project:
        meeting = project.add_case(NAMES[1])
        assert meeting.id == NAMES[1]
        assert len(project.statements) == 183 + 49 + 47
        assert project.codebooks.ids() == ("astana_2013@1", "astana_2013@2")
        assert not project.store.verify().faults
        with pytest.raises(ct.ContingentError):
            project.add_case(NAMES[1])
        assert len(project.meetings) == 3
        project.undo()
        assert len(project.meetings) == 2
