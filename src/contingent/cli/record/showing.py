"""Commands on the record: sheets and maps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, opened, project_or_here
from contingent.cli.output import progress, say, say_json, say_table, width

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[PROJECT] WHO", help="The project file (the only one here unless named), and a code or name."
    ),
]
Project = Annotated[
    list[str] | None, typer.Argument(metavar="[PROJECT]", help="The project file; the only one here unless named.")
]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write .html (the page), .svg or .png (the chart) instead."),
]

SHOWN = 20
"""Contributors of a month shown on the screen; the page and --json have all."""


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(show)
    group.command(name="map")(world_map)


def show(words: Words, output: Out = None, json: Json = False) -> None:
    """Show a contributor, an operation or a group on one sheet.

    Key figures with their rows, personnel by kind, operations, rank, women, entries and exits, memberships, deaths,
    faults of the record and what was said, as far as they are on record. A group is counted with its members at the
    time. The page is one file that needs no network.

    \b
    Examples:
      contingent record show astana.ct KAZ
      contingent record show my.ct KAZ -o kaz.html
      contingent record show my.ct UNMISS -o unmiss.html
      contingent record show my.ct CSTO -o csto.svg
    """
    path, rest = project_or_here(words)
    if len(rest) != 1:
        raise UsageError(
            "Name one contributor, operation or group." if not rest else f"There are {len(rest)} names.",
            record=", ".join(rest) or None,
            remedy="For example: contingent record show my.ct KAZ; put a name of several words in quotes.",
        )
    from contingent.project import save_sheet, sheet, sheet_as_dict, sheet_in_words

    with opened(path) as held, progress("Making the sheet"):
        if output is not None:
            written = save_sheet(held, rest[0], output)
        else:
            made = sheet(held, rest[0])
    if output is not None:
        _say_written(written, json)
    elif json:
        say_json(sheet_as_dict(made))
    else:
        for line in sheet_in_words(made, min(110, width() - 1)):
            say(line)
        say("\nThe whole sheet with charts and rows: add -o FILE.html")


def world_map(
    project: Project = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="MONTH", help="The month it opens at, 2013-11; the latest if not.")
    ] = None,
    output: Out = None,
    json: Json = False,
) -> None:
    """Map the contributors of every month behind a slider.

    The page has all months, works by keyboard and needs no network; a picture has one month. Not listed, a reported
    zero and a month without data look different. The map states how disputed boundaries are drawn.

    \b
    Examples:
      contingent record map my.ct -o map.html
      contingent record map my.ct --month 2013-11 -o map.svg
    """
    path, rest = project_or_here(project or [])
    if rest:
        raise UsageError(f"There is nothing to do with {rest[0]!r}.", remedy="Say the month with --month 2013-11.")
    from contingent.project import map_month, save_map

    if month is not None:
        from contingent.base.months import Month

        month = str(Month.parse(month))
    with opened(path) as held, progress("Drawing the map"):
        if output is not None:
            written = save_map(held, output, month)
        else:
            found = map_month(held, month)
    if output is not None:
        _say_written(written, json)
    elif json:
        say_json(found)
    else:
        _say_month(found)


def _say_written(path: Path, json: bool) -> None:
    if json:
        say_json({"file": str(path), "bytes": path.stat().st_size})
    else:
        say(f"Wrote {path}")


def _say_month(found: dict[str, object]) -> None:
    """Print the largest contributors of a month."""
    listed = found["contributors"]
    assert isinstance(listed, list)
    rows = [
        (row["contributor"], row["name"], _told(row["number"]), f"{row['snapshot']} {row['lines']}") for row in listed
    ]
    people = [row["number"] for row in listed if row["number"]]
    title = f"{found['month']}: {sum(people):,} persons of {len(people)} contributors"
    say_table(("code", "contributor", "persons", "snapshot and lines"), rows[:SHOWN], title=title)
    if len(rows) > SHOWN:
        say(f"… and {len(rows) - SHOWN} more; --json lists all.")
    say(f"The map of {found['first']} to {found['last']}: add -o FILE.html")


def _told(number: int | None) -> object:
    return "no number" if number is None else number
