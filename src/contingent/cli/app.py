"""The application: its commands, the options they share, and how any command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent import __version__
from contingent.base.errors import ContingentError, ProgrammingError, UsageError
from contingent.cli.output import complain

if TYPE_CHECKING:
    from contingent.project import Project

HELP = """A workbench for dialogues on peace operations: what was said, what is done, what could follow.

A project is one file, for example astana.ct. Every command takes it first, and --json for programs.

\b
First steps:
  contingent demo                            all of it on the Astana case
  contingent new my.ct                       a project with the reference facts
  contingent add my.ct report.pdf            a report: text, PDF, DOCX or HTML
  contingent suggest my.ct                   statements, for you to review
  contingent statements my.ct --holder KEN   what was said, by whom
  contingent check my.ct                     claims against the record
  contingent brief my.ct -o brief.html       the brief with its evidence
"""

STOPPED = 130
"""Exit code of a command that the user interrupted, as shells have it."""

ProjectFile = Annotated[str, typer.Argument(metavar="PROJECT", help="The project file, for example astana.ct.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, errors included.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of the screen.")
]

app = typer.Typer(
    name="contingent",
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"contingent {__version__}")
        raise typer.Exit


@app.callback()
def _front(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hold the options that stand before any command."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code:

    0 done, 2 put wrongly, 3 not found, 4 bad input, 5 clash, 6 store, 7 offline.

    Errors of the user's family print what is wrong, where, and what to do; they never print a traceback. Set
    CONTINGENT_DEBUG=1 to see tracebacks.
    """
    _register()
    asked = list(sys.argv[1:] if words is None else words) or ["--help"]
    as_json = "--json" in asked
    try:
        return _run(asked, as_json)
    except BrokenPipeError:  # the reader of a pipe has gone; that is its right
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


@cache
def _register() -> None:
    from contingent.cli import (
        agreeing,
        checking,
        coders,
        deciding,
        exchanging,
        forecasting,
        institutions,
        meetings,
        merging,
        models,
        networks,
        projects,
        record,
        reviewing,
        statements,
        suggesting,
        telling,
        understanding,
    )

    groups = (
        projects, suggesting, statements, reviewing, exchanging, coders, agreeing, record, checking, forecasting,
        deciding, understanding, institutions, models, networks, meetings, merging, telling,
    )  # fmt: skip
    for group in groups:
        group.register(app)


def commands() -> tuple[str, ...]:
    """Return the names of all commands in the order of the help; those of a group follow it as `group command`."""
    _register()
    return _names(app)


def _names(group: typer.Typer, before: str = "") -> tuple[str, ...]:
    names = [before + str(each.name or getattr(each.callback, "__name__", "")) for each in group.registered_commands]
    for each in group.registered_groups:
        inner = each.typer_instance
        if inner is not None:
            names += [f"{before}{inner.info.name}", *_names(inner, f"{before}{inner.info.name} ")]
    return tuple(names)


def project_or_here(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the project a command is about and its other words.

    The project is the first word if that names one, else the only project file of the current folder. Raises
    UsageError where there is none, or several to choose from.
    """
    if words and is_project(words[0]):
        return words[0], list(words[1:])
    here = sorted(str(path) for path in Path().glob("*.ct"))
    if len(here) == 1:
        return here[0], list(words)
    found = f"This folder has {len(here)}: {', '.join(here[:5])}." if here else "This folder has none."
    raise UsageError("Name a project.", record=found, remedy="For example: contingent record verify my.ct")


def _run(words: Sequence[str], as_json: bool) -> int:
    try:
        _refuse_bare_project(words[0])
        code = _invoke(words)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except ContingentError as error:
        return complain(error, as_json=as_json)
    except KeyboardInterrupt:
        print("contingent: stopped; nothing half is stored.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last door: no traceback in the user's face
        return _unexpected(error, as_json)


def _invoke(words: Sequence[str]) -> object:
    """Run the command. The option parser has its own ways with signals and pipes; here they keep their meaning."""
    try:
        code = app(list(words), prog_name="contingent", standalone_mode=False)
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        return left.code
    if code == STOPPED:
        raise KeyboardInterrupt
    return code


def _refuse_bare_project(word: str) -> None:
    """`contingent astana.ct` is to open the workbench, which is not there yet."""
    if word in commands() or word.startswith("-"):
        return
    if is_project(word):
        raise UsageError(
            "The pages of the workbench are not part of this version yet.",
            record=word,
            remedy=f"Read the project with `contingent statements {word}`, `contingent check {word}`, or write its "
            f"brief with `contingent brief {word} -o brief.html`; `contingent --help` lists all commands.",
        )


def _unexpected(error: Exception, as_json: bool) -> int:
    told = _usage(error)
    if told is not None:
        return complain(told, as_json=as_json)
    if type(error).__name__ in {"Exit", "Abort"}:
        return int(getattr(error, "exit_code", 1))
    if os.environ.get("CONTINGENT_DEBUG"):
        raise error
    defect = ProgrammingError(
        f"This should not have happened: {type(error).__name__}: {error}",
        remedy="Nothing half is stored. Run it again with CONTINGENT_DEBUG=1 and report what it prints.",
    )
    return complain(defect, as_json=as_json)


def _usage(error: Exception) -> UsageError | None:
    """Put a complaint of the option parser into the house's own form; None if it is none."""
    show = getattr(error, "format_message", None)
    if show is None:
        return None
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "contingent"
    return UsageError(str(show()).replace("Value error, ", ""), remedy=f"See `{command} --help`.")


def is_project(word: str) -> bool:
    """Return whether a word names a project: an address, a name that ends in .ct, or an SQLite file of any name."""
    if "://" in word or word.endswith(".ct"):
        return True
    try:
        with Path(word).open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


@contextmanager
def opened(path: str) -> Iterator[Project]:
    """Open a project for one command; the journal names the user if CONTINGENT_CODER is set."""
    from contingent.project import open_project

    with open_project(path, coder=os.environ.get("CONTINGENT_CODER")) as project:
        yield project
