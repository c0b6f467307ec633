"""Commands that tell it: brief, demo."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import called_as, progress, say, say_json


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (brief, demo):
        app.command()(command)


def brief(
    project: ProjectFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write, .html.")] = Path(
        "brief.html"
    ),
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="MEETING", help="The meeting, if the project has several.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the brief, one HTML file with all its evidence.

    \b
    Example:
      contingent brief astana.ct -o brief.html
    """
    if output.suffix.lower() not in (".html", ".htm"):
        raise UsageError(
            f"A brief is written as HTML, not as {output.suffix or 'a file without extension'}.",
            remedy="Name a file that ends in .html; print it to PDF from the browser.",
        )
    from contingent.project import save_brief

    with opened(project) as held, progress("Writing the brief"):
        path = save_brief(held, output, meeting)
    say_json({"brief": str(path), "bytes": path.stat().st_size}) if json else say(f"Wrote {path}")


def demo(
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="The folder to write to.")] = Path(
        "contingent-demo"
    ),
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help="The Astana report, if you have it: shows its words in the brief."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Run the Astana case end to end and say where the brief is.

    Project, checks, decisions, brief. The coded case ships with contingent. A project of an earlier demo in the
    folder is replaced.

    \b
    Example:
      contingent demo --into out
    """
    from contingent.project import run_demo

    started = time.perf_counter()
    result = run_demo(into, report, say=(lambda _: None) if json else say)
    seconds = time.perf_counter() - started
    if json:
        say_json({**result, "seconds": round(seconds, 1)})
        return
    say(f"\nDone in {seconds:.1f} seconds.")
    say(f"Open the brief in your browser: {result['brief']}")
    say(f"Go on with the project:         {called_as()} statements {result['project']} --holder RUS")
