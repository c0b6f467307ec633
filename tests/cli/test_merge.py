"""`contingent merge`: looks without writing, lists every conflict, writes when all is decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_first_run_writes_nothing_and_a_decided_one_writes_all(desk: Path, run: Run) -> None:
    shutil.copy("astana.ct", "other.ct")
    run("review", "astana.ct", "A024", "--set", "stance=neutral")
    run("review", "other.ct", "A024", "--set", "stance=oppose")
    run("add", "other.ct", "fictional_bishkek_2015")
    before = (desk / "astana.ct").read_bytes()
    told = run("merge", "astana.ct", "other.ct", "--decisions", "d.toml", "-o", "c.html")
    assert (told.code, told.err) == (0, "")
    assert "A024" in told.out
    assert "1 conflicts are undecided. Nothing is stored." in told.out
    assert (desk / "astana.ct").read_bytes() == before
    assert run("merge", "astana.ct", "other.ct", "--yes").code == 5
    asked = run("merge", "astana.ct", "other.ct", "--json").json
    assert asked["written"] is False
    assert asked["merged"][0]["conflicts"][0]["theirs"] == "oppose"
    Path("d.toml").write_text(Path("d.toml").read_text().replace('choose = ""', 'choose = "theirs"'))
    done = run("merge", "astana.ct", "other.ct", "--decisions", "d.toml", "--yes")
    assert done.code == 0
    assert "undo" in done.out
    assert run("show", "astana.ct", "A024", "--json").json["stance"] == "oppose"
    assert "There is nothing to merge." in run("merge", "astana.ct", "other.ct").out
    assert run("verify", "astana.ct").code == 0


def test_wrong_words_are_told(desk: Path, run: Run) -> None:
    assert run("merge", "astana.ct", "astana.ct").code == 2
    assert run("merge", "astana.ct", "none.ct").code == 3
    assert run("merge", "astana.ct", "report.txt").code == 6
    assert run("merge", "astana.ct", "report.txt", "--prefer", "mine").code == 2
