"""Projects to work on: each test gets its own copy of one made once."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import contingent as ct
from contingent.project.project import Project

REPORTS = Path(__file__).parents[1] / "coding" / "reports"


@pytest.fixture(scope="session")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "astana.ct"
    ct.new(path, case="astana_2013").close()
    return path


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.ct"
    ct.new(path).close()
    return path


@pytest.fixture
def case(case_file: Path, tmp_path: Path) -> Iterator[Project]:
    """The Astana case in a project of its own."""
    with ct.open(shutil.copy(case_file, tmp_path / "astana.ct")) as project:
        yield project


@pytest.fixture
def empty(empty_file: Path, tmp_path: Path) -> Iterator[Project]:
    """A project with nothing but the reference facts."""
    with ct.open(shutil.copy(empty_file, tmp_path / "my.ct")) as project:
        yield project


@pytest.fixture(scope="session")
def content() -> Callable[[Project], dict[str, Any]]:
    """All that a project holds, to compare before and after: every container and the number of journal entries."""

    def all_of(project: Project) -> dict[str, Any]:
        held: dict[str, Any] = {name: box.find() for name, box in project.store.containers.items()}
        return held | {"journal": len(project.journal.entries(None))}

    return all_of


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """The maker of documents of tests/coding."""
    path = REPORTS.parent / "make_documents.py"
    spec = importlib.util.spec_from_file_location("documents_of_tests", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A short report in words of our own."""
    path = tmp_path / "nairobi.txt"
    path.write_text(
        "# Talks in Nairobi\n\n"
        "Most speakers argued that the African Union should deploy a force to Somalia. One delegate from Kenya doubted "
        "that it could be paid for. An officer from Ghana said that his country had 2,900 soldiers and police in UN "
        "missions. Croatia joined NATO in 2009 and the EU in July 2013. Tajikistan currently provides about 25 "
        "personnel to UN missions.\n",
        encoding="utf-8",
    )
    return path
