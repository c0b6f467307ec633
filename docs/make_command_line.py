"""Writes docs/command-line.md from the commands themselves; a test fails when it is out of date."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from unittest import mock

PAGE = Path(__file__).with_name("command-line.md")
HEAD = """# Command line

Made from the commands themselves by `python docs/make_command_line.py`. Every command takes `--json`; errors then are
JSON on standard error: `error`, `what`, `record`, `remedy`.

| exit code | means |
|---|---|
| 0 | done |
| 1 | another complaint |
| 2 | the command was put wrongly |
| 3 | a file, project, record or code was not found |
| 4 | the input cannot be taken in; nothing of it was stored |
| 5 | it clashes with what the project holds |
| 6 | the project file cannot be used |
| 7 | a publisher's server cannot be reached |
| 70 | a defect of contingent |
| 130 | stopped by the user |
"""


def told(*words: str) -> str:
    """Return what a command prints as its help, at 100 columns."""
    from contingent.cli import main

    out = io.StringIO()
    with mock.patch.dict(os.environ, COLUMNS="100", TERMINAL_WIDTH="100"), contextlib.redirect_stdout(out):
        main([*words, "--help"])
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


def page() -> str:
    """Return the page."""
    from contingent.cli.app import commands

    parts = [HEAD, "## contingent\n\n```text\n" + told() + "\n```\n"]
    parts += [f"## {name}\n\n```text\n{told(*name.split())}\n```\n" for name in commands()]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.name}\n")
