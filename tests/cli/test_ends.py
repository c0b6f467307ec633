"""How commands end: exit codes, errors that teach, pipes, odd names, and nothing half written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contingent.cli import main

Run = Callable[..., Any]

REFUSED: list[tuple[tuple[str, ...], int]] = [
    (("statements",), 2),
    (("nonsense",), 2),
    (("--nonsense",), 2),
    (("statements", "astana.ct", "--nonsense"), 2),
    (("statements", "astana.ct", "--limit", "0"), 2),
    (("statements", "astana.ct", "--limit", "many"), 2),
    (("statements", "astana.ct", "--format", "xml"), 2),
    (("show", "astana.ct"), 2),
    (("review", "astana.ct", "A100"), 2),
    (("review", "astana.ct", "A100", "--accept", "--reject"), 2),
    (("review", "astana.ct", "A100", "--set", "hedge"), 2),
    (("review", "astana.ct", "A100", "--set", "span=1"), 2),
    (("brief", "astana.ct", "-o", "brief.pdf"), 2),
    (("decide", "astana.ct", "--draws", "0"), 2),
    (("check",), 2),
    (("astana.ct",), 2),
    (("export", "astana.ct"), 2),
    (("statements", "nowhere.ct"), 3),
    (("show", "astana.ct", "A999"), 3),
    (("check", "astana.ct", "A999"), 3),
    (("facts", "astana.ct", "KZK"), 3),
    (("issues", "astana.ct", "csto_frontier"), 3),
    (("decide", "astana.ct", "csto_frontier"), 3),
    (("brief", "astana.ct", "--meeting", "nowhere"), 3),
    (("add", "astana.ct", "nowhere.pdf"), 3),
    (("suggest", "nowhere.txt"), 3),
    (("new", "b.ct", "--from", "astana_1913"), 3),
    (("review", "astana.ct", "A999", "--accept"), 3),
    (("restore", "nowhere.ct", "b.ct"), 3),
    (("import", "astana.ct", "nowhere.jsonl"), 3),
    (("evaluate", "report.txt", "nowhere.jsonl"), 3),
    (("add", "astana.ct", "empty.txt"), 4),
    (("import", "astana.ct", "report.txt"), 4),
    (("review", "astana.ct", "A100", "--set", "hedge=surely"), 4),
    (("statements", "astana.ct", "-o", "missing/out.csv"), 4),
    (("export", "astana.ct", "-o", "missing/out.jsonl"), 4),
    (("brief", "astana.ct", "-o", "missing/brief.html"), 4),
    (("suggest", "report.txt", "--codebook", "report.txt"), 4),
    (("demo", "--into", "report.txt"), 4),
    (("new", "astana.ct"), 5),
    (("redo", "astana.ct"), 5),
    (("restore", "astana.ct", "astana.ct"), 5),
    (("backup", "astana.ct", "report.txt"), 5),
    (("import", "astana.ct", "again.jsonl"), 5),
    (("statements", "empty.txt.ct"), 6),
    (("statements", "report.txt"), 6),
    (("statements", "document.ct"), 6),
]


def contents(desk: Path) -> dict[str, bytes]:
    """All files, without the shared memory that SQLite may keep beside a project that was read."""
    files = (path for path in desk.rglob("*") if path.is_file() and path.suffix != ".ct-shm")
    return {
        str(path.relative_to(desk)): data for path in files if (data := path.read_bytes()) or path.suffix != ".ct-wal"
    }


@pytest.mark.parametrize(
    ("words", "code"), REFUSED, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_what_goes_wrong_is_said_with_a_remedy_and_changes_nothing(
    desk: Path, run: Run, words: tuple[str, ...], code: int
) -> None:
    (desk / "empty.txt").write_bytes(b"")
    (desk / "empty.txt.ct").write_bytes(b"")
    (desk / "document.ct").write_bytes(b"%PDF-1.7\n" + bytes(5000))
    if "again.jsonl" in words:
        assert run("export", "astana.ct", "-o", "again.jsonl").code == 0
    before = contents(desk)
    told = run(*words)
    assert (told.code, told.out) == (code, "")
    assert told.err.startswith("contingent: ")
    assert len(told.err.strip().splitlines()) >= 2, f"what is wrong, then what to do: {told.err}"
    asked = run(*words, "--json")
    assert (asked.code, asked.out) == (code, "")
    assert set(asked.complaint) == {"error", "what", "record", "remedy"}
    assert asked.complaint["remedy"]
    assert contents(desk) == before


def test_a_folder_is_no_project(desk: Path, run: Run) -> None:
    (desk / "folder.ct").mkdir()
    for word in (".", "folder.ct"):
        told = run("statements", word, "--json")
        assert told.code in (3, 6)
        assert told.complaint["remedy"]


@pytest.mark.parametrize(
    "name", ["my talks.ct", "Диалог в Астане.ct", "dialogue's.ct", "-dash.ct", "été #1 50%.ct", "日本"]
)
def test_odd_file_names_are_names(desk: Path, run: Run, name: str) -> None:
    assert run("new", "--json", "--", name).code == 0
    assert (desk / name).is_file()
    assert run("add", "--", name, "report.txt").code == 0
    assert run("suggest", "--json", "--", name).code in (0, 4)  # a name without .ct is known by its content
    assert run("statements", "--json", "--", name).code == 0
    assert run("verify", "--", name).out == "sound\n"


def test_odd_names_of_reports_and_briefs(desk: Path, run: Run) -> None:
    (desk / "report.txt").rename(desk / "Bericht über Gespräche (final) & notes.txt")
    assert run("add", "astana.ct", "Bericht über Gespräche (final) & notes.txt").code == 0
    assert run("brief", "astana.ct", "--meeting", "astana_2013", "-o", "a brief, größer.html").code in (0, 3)


def without_privileges() -> list[str]:
    """Words before a command under which folders that may not be written are not written, even by the superuser."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("the superuser may write anywhere, and there is no setpriv to take that away")
    lost = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={lost}", f"--inh-caps={lost}"]


def test_in_a_read_only_folder_one_may_read_and_is_told_why_not_write(desk: Path) -> None:
    before = without_privileges()
    locked = desk / "locked"
    locked.mkdir()
    shutil.copy(desk / "astana.ct", locked / "astana.ct")
    (locked / "astana.ct").chmod(0o444)
    locked.chmod(0o555)
    for words, code in (
        ("statements astana.ct --limit 1", 0),
        ("check astana.ct A100", 0),
        ("verify astana.ct", 0),
        ("review astana.ct A100 --accept", 6),
        ("undo astana.ct", 6),
        ("new b.ct", 6),
        ("backup astana.ct b.ct", 6),
        ("statements astana.ct -o b.csv", 4),
        ("export astana.ct -o b.jsonl", 4),
    ):
        asked = [*before, sys.executable, "-m", "contingent", *words.split()]
        done = subprocess.run(asked, cwd=locked, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, (words, done.stderr)
        assert "Traceback" not in done.stderr
        assert (len(done.stderr.splitlines()) >= 2) == (code != 0), "what is wrong, then what to do"
    assert [path.name for path in locked.iterdir()] == ["astana.ct"]
    locked.chmod(0o755)


def test_unwritable_places_are_said(desk: Path, run: Run) -> None:
    for words in (
        ("new", "/proc/a.ct"),
        ("new", "report.txt/a.ct"),
        ("new", "missing/folder/a.ct"),
        ("brief", "astana.ct", "-o", "/proc/b.html"),
        ("statements", "astana.ct", "-o", "/proc/b.csv"),
        ("backup", "astana.ct", "missing/copy.ct"),
    ):
        told = run(*words, "--json")
        assert told.code in (3, 4, 6), (words, told)
        assert told.complaint["remedy"], words


def contingent(desk: Path, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "contingent", *words], cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_a_pipe_gets_no_colours_and_no_spinner(desk: Path) -> None:
    for words in (("check", "astana.ct"), ("suggest", "report.txt"), ("facts", "astana.ct", "UZB")):
        out, err = contingent(desk, *words, FORCE_COLOR="", NO_COLOR="1").communicate(timeout=60)
        assert b"\x1b" not in out + err
        assert err == b""


def test_a_reader_that_leaves_ends_the_command_quietly(desk: Path) -> None:
    running = contingent(desk, "statements", "astana.ct", "--json")
    assert running.stdout is not None
    running.stdout.read(10)
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    assert running.wait(60) == 0
    running.stderr.close()


def test_an_interrupt_gives_130_and_a_project_that_is_whole(desk: Path, run: Run) -> None:
    running = contingent(desk, "decide", "astana.ct", "--draws", "3000000")
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert b"stopped" in err
    assert run("verify", "astana.ct").out == "sound\n"


@pytest.mark.parametrize("columns", ["20", "40", "80", "500", "nonsense", "-3", "0"])
def test_any_width_of_terminal_will_do(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in (("check", "astana.ct", "A100"), ("statements", "astana.ct", "--limit", "2"), ("--help",)):
        assert run(*words).code == 0


def test_a_narrow_table_keeps_every_word(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run("check", "astana.ct", "A139").out
    assert "…" not in narrow
    assert "UNAMI" in narrow


def test_a_defect_is_told_without_a_traceback(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("contingent.project.open_project", broken, raising=False)
    told = run("statements", "astana.ct", "--json")
    assert told.code == 70
    assert "ZeroDivisionError" in told.complaint["what"]
    assert "CONTINGENT_DEBUG" in told.complaint["remedy"]
    monkeypatch.setenv("CONTINGENT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["statements", "astana.ct"])


def test_the_coder_of_the_environment_stands_in_the_journal(
    desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTINGENT_CODER", "anna")
    assert run("review", "astana.ct", "A100", "--set", "note=looked at").code == 0
    latest = run("log", "astana.ct", "--json").json[0]
    assert latest["who"] == "anna"


def test_a_terminal_gets_a_spinner_while_a_pipe_beside_it_stays_clean(desk: Path) -> None:
    import pty

    screen, behind = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "contingent", "check", "astana.ct"], cwd=desk, stdout=subprocess.PIPE, stderr=behind,
        env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(behind)
    out, _ = running.communicate(timeout=60)
    shown = os.read(screen, 100_000)
    os.close(screen)
    assert running.returncode == 0
    assert b"Checking" in shown
    assert b"\x1b" not in out
    assert b"43 claims" in out


def test_the_demo_says_how_to_go_on_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contingent.cli.output import called_as

    program = tmp_path / "env" / "bin" / "contingent"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["env/bin/contingent", "demo"])
    assert called_as() == "env/bin/contingent"
    monkeypatch.setattr("sys.argv", [str(program), "demo"])
    assert called_as() == "env/bin/contingent"
    monkeypatch.setenv("PATH", str(program.parent))
    assert called_as() == "contingent"


def test_the_journal_says_what_redo_would_bring_back(run: Run, desk: Path) -> None:
    run("add", "astana.ct", "report.txt")
    assert "contingent redo" not in run("log", "astana.ct").out
    run("undo", "astana.ct")
    assert "`contingent redo astana.ct` brings back entry 3" in run("log", "astana.ct").out
