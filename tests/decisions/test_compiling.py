"""Kept machine code: found again by the next process, never taken for that of other sources, and never in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import pytest

from contingent.decisions.kernels import compiling

CALLER = """
from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.tried_callee import callee


@compiled
def caller(number):
    return callee(number) + 1
"""
CALLEE = """
from contingent.decisions.kernels.compiling import compiled


@compiled
def callee(number):
    return number * {factor}
"""
RUN = """
import numba
from contingent.decisions.kernels.tried_caller import caller
found = caller(10)
hits, misses = (sum(each.values()) for each in (caller.stats.cache_hits, caller.stats.cache_misses))
print(found, hits, misses, numba.config.CACHE_DIR)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with the door to compiling in a package of its own, and two kernels, one of which calls the other."""
    kernels = tmp_path / "copy" / "contingent" / "decisions" / "kernels"
    kernels.mkdir(parents=True)
    for folder in (kernels, *kernels.parents[:2]):
        (folder / "__init__.py").touch()
    shutil.copy(str(compiling.__file__), kernels / "compiling.py")
    (kernels / "tried_caller.py").write_text(CALLER)
    (kernels / "tried_callee.py").write_text(CALLEE.format(factor=2))
    return tmp_path / "copy"


def ran(package: Path, code: str = RUN, **settings: str) -> list[str]:
    """Return the words that a new process prints, with the package before all others; warnings are errors."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "XDG_"))}
    env = {**kept, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


def test_a_second_process_compiles_nothing_until_a_called_function_changes(package: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    assert ran(package, NUMBA_CACHE_DIR=kept) == ["21", "0", "1", kept]
    assert ran(package, NUMBA_CACHE_DIR=kept) == ["21", "1", "0", kept]
    (package / "contingent" / "decisions" / "kernels" / "tried_callee.py").write_text(CALLEE.format(factor=3))
    assert ran(package, NUMBA_CACHE_DIR=kept) == ["31", "0", "1", kept]
    assert len(list((tmp_path / "kept" / "contingent").iterdir())) == 2


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="other systems have other folders")
def test_code_is_kept_in_the_users_folder_and_numba_keeps_its_own(package: Path, tmp_path: Path) -> None:
    assert ran(package, XDG_CACHE_HOME=str(tmp_path / "user")) == ["21", "0", "1"]
    assert list((tmp_path / "user" / "contingent").glob("kernels-*/**/*.nbc"))
    assert ran(package, HOME=str(tmp_path / "home")) == ["21", "0", "1"]
    assert list((tmp_path / "home" / ".cache" / "contingent").glob("kernels-*/**/*.nbc"))
    assert not list(package.rglob("*.nb?"))


@pytest.mark.slow
def test_where_nothing_can_be_kept_kernels_still_run(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for _ in range(2):  # both compile
        assert ran(package, NUMBA_CACHE_DIR=str(tmp_path / "file"))[:3] == ["21", "0", "1"]
    assert ran(package, HOME=str(tmp_path / "file"), XDG_CACHE_HOME="")[:1] == ["21"]


@pytest.mark.slow
def test_kept_code_that_cannot_be_read_is_compiled_anew(package: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    ran(package, NUMBA_CACHE_DIR=kept)
    for ending in ("nbc", "nbi"):
        for file in Path(kept).rglob(f"*.{ending}"):
            file.write_bytes(file.read_bytes()[:-20])
        assert ran(package, NUMBA_CACHE_DIR=kept)[:3] == ["21", "0", "1"]
        assert ran(package, NUMBA_CACHE_DIR=kept)[:3] == ["21", "1", "0"]


@pytest.mark.slow
def test_processes_that_compile_at_once_do_not_take_each_others_code(package: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    arguments = ["10", "10.5", "10j", "True"]
    code = "from contingent.decisions.kernels.tried_caller import caller; print(caller({}))"
    wanted = [["21"], ["22.0"], ["(1+20j)"], ["3"]]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(2):
            found = pool.map(lambda each: ran(package, code.format(each), NUMBA_CACHE_DIR=kept), arguments)
            assert list(found) == wanted


def test_two_kinds_of_arguments_never_share_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process has read the index before the other has written its own: what the numbers of Numba fall for."""
    monkeypatch.setattr(compiling, "kept_in", lambda: tmp_path)
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]

    def twice(number: float) -> float:
        return number * 2

    one, other = compiling.compiled(twice), compiling.compiled(twice)
    assert before == numba.config.CACHE_DIR  # type: ignore[attr-defined]
    for each in (one, other):
        each._cache._cache_file._load_index = dict
    assert (one(2), other(2.5)) == (4, 5.0)
    fresh = compiling.compiled(twice)
    assert (fresh(2), fresh(2.5)) == (4, 5.0)
    assert len(list(tmp_path.rglob("*.nbc"))) == 2


def test_code_of_other_versions_is_thrown_away_in_the_end(package: Path, tmp_path: Path) -> None:
    home = tmp_path / "kept" / "contingent"
    old, young = home / "kernels-old", home / "kernels-young"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    ran(package, NUMBA_CACHE_DIR=str(tmp_path / "kept"))
    assert young.is_dir()
    assert not old.exists()
