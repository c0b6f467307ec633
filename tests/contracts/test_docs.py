"""The documentation tells the truth: its snippets run, its links lead somewhere, every page is on the site's map."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


FENCE = re.compile(r"^```(?P<language>[a-z]+)(?P<flags>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)


def snippets(page: Path, language: str) -> list[str]:
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return [m["body"] for m in found if m["language"] == language and "no-run" not in m["flags"]]


def run(words: list[str], folder: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", NO_COLOR="1")
    return subprocess.run(
        words, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture(scope="module")
def made_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with astana.ct, made once; each page works on a copy."""
    folder = tmp_path_factory.mktemp("docs")
    made = run(["contingent", "new", "astana.ct", "--from", "astana_2013"], folder)
    assert made.returncode == 0, made.stderr
    return folder / "astana.ct"


def desk(tmp_path: Path, project: Path) -> Path:
    shutil.copy(project, tmp_path / "astana.ct")
    (tmp_path / "report.txt").write_text(
        "# Talks in Nairobi\n\nMost speakers argued that the African Union should deploy a force to Somalia. "
        "One delegate from Kenya doubted that it could be paid for.\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if snippets(p, "python")], ids=page_name)
def test_python_snippets_run(page: Path, tmp_path: Path, made_project: Path) -> None:
    folder = desk(tmp_path, made_project)
    done = run([sys.executable, "-"], folder, stdin="\n".join(snippets(page, "python")))
    assert done.returncode == 0, f"{page.name}:\n{done.stderr}"


@pytest.mark.parametrize("page", [p for p in PAGES if snippets(p, "console")], ids=page_name)
def test_console_snippets_run(page: Path, tmp_path: Path, made_project: Path) -> None:
    folder = desk(tmp_path, made_project)
    for block in snippets(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                done = run(["bash", "-c", line.removeprefix("$ ")], folder)
                assert done.returncode == 0, f"{page.name}: {line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_page_is_on_the_map() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = {path for entry in site["nav"] for path in on_the_map(entry)}
    assert listed == {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md")}


def on_the_map(entry: dict[str, str | list[dict[str, str]]]) -> list[str]:
    """The pages under one entry of the map: itself, or those of its section."""
    (content,) = entry.values()
    return [content] if isinstance(content, str) else [page for each in content for page in each.values()]
