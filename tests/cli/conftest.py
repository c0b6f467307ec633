"""Commands run in this process, on copies of projects made once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import contingent as ct
from contingent.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.err)
        return found


Run = Callable[..., Ended]


@pytest.fixture(scope="session")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "astana.ct"
    ct.new(path, case="astana_2013").close()
    return path


@pytest.fixture
def desk(case_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with astana.ct and a report in words of our own."""
    shutil.copy(case_file, tmp_path / "astana.ct")
    (tmp_path / "report.txt").write_text(
        "# Talks in Nairobi\n\nMost speakers argued that the African Union should deploy a force to Somalia. "
        "One delegate from Kenya doubted that it could be paid for. Croatia joined NATO in 2009.\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CONTINGENT_DEBUG", raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def _as_wide_as_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are as wide as into a pipe, whatever the terminal or the runner of the tests says."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*words: object) -> Ended:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ended(code, out, err)

    return ran
