"""Profiles, relations, themes and fingerprints of the coded case come back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contingent.project.starting import find_case, put_case, put_facts
from contingent.records.reference import reference
from contingent.store.cases import Case
from contingent.store.engines import open_store
from contingent.store.rows_summaries import frame_of
from contingent.store.store import Store


@pytest.fixture(scope="module")
def case() -> Case:
    return find_case("astana_2013")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, case: Case) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("case") / "case.ct", create=True) as opened:
        put_facts(opened, reference())
        put_case(opened, case)
        yield opened


def test_all_of_the_case_comes_back(store: Store, case: Case) -> None:
    assert store.profiles.find() == (*case.profiles, *case.organisations)
    assert store.relations.find() == case.relations
    assert store.themes.find() == case.themes
    (kept,) = store.fingerprints.find()
    assert (kept.report, kept.fingerprints) == (case.report.id, case.fingerprints)


def test_they_are_found_by_what_they_are_about(store: Store) -> None:
    assert {frame_of(p) for p in store.profiles.find(actor="RUS")} == {"engagement", "framework"}
    assert [p.actor for p in store.profiles.find(frame="engagement", actor="KAZ")] == ["KAZ"]
    assert store.themes.count(group="options") > 5
    assert all("A102" in r.evidence for r in store.relations.find(evidence="A102"))
    assert len(store.profiles.table()) == len(store.profiles)


def test_undo_takes_the_whole_case_back(tmp_path: Path, case: Case) -> None:
    with open_store(tmp_path / "undo.ct", create=True) as opened:
        put_facts(opened, reference())
        put_case(opened, case)
        opened.undo()
        for noun in ("statement", "profile", "relation", "theme", "fingerprints", "issue", "position", "report"):
            assert len(opened.containers[noun]) == 0, noun
        opened.redo()
        assert opened.themes.find() == case.themes
        assert opened.verify().sound
