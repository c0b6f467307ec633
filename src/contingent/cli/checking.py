"""Commands on what is done: check claims, look facts up."""

from __future__ import annotations

from typing import Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (check, facts):
        app.command()(command)


def check(
    project: Annotated[
        str | None, typer.Argument(metavar="PROJECT", help="The project file, for example astana.ct.")
    ] = None,
    statement: Annotated[list[str] | None, typer.Argument(metavar="[STATEMENT...]", help="Only these.")] = None,
    details: Annotated[bool, typer.Option("--details", help="With tolerance, qualification and every source.")] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="List the measures a claim can name, and leave.")
    ] = False,
    json: Json = False,
) -> None:
    """Check every claim against the record: supported, partly, contradicted, unclear, or no data and what is needed.

    Example: contingent check astana.ct A100 --details
    """
    if measures:
        from contingent.project import measure_help

        rows = measure_help()
        say_json(dict(rows)) if json else say_table(("measure", "what it looks at, and what it reads"), rows)
        return
    if project is None:
        from contingent.base.errors import UsageError

        raise UsageError("Name a project.", remedy="For example: contingent check astana.ct")
    from contingent.project import verdict_rows

    with opened(project) as held, progress("Checking"):
        rows_ = verdict_rows(held, held.check(statement))
    if json:
        say_json(rows_)
        return
    if details:
        for row in rows_:
            _tell(row)
    else:
        cells = [(r["statement"], r["ruling"], r["said"], r["observed"], r["as_of"], r["qualification"]) for r in rows_]
        say_table(("statement", "verdict", "said", "observed", "as of", "to be known besides"), cells)
    counts: dict[str, int] = {}
    for row in rows_:
        counts[str(row["ruling"])] = counts.get(str(row["ruling"]), 0) + 1
    say(f"{len(rows_)} claims: " + ", ".join(f"{count} {ruling}" for ruling, count in counts.items()))


def _tell(row: dict[str, object]) -> None:
    say(f"{row['statement']}  {str(row['ruling']).upper()}")
    for name in ("said", "observed", "tolerance", "as_of", "qualification", "since", "needed"):
        if row[name]:
            say(f"    {name.replace('_', ' '):>13}  {row[name]}")
    for source in row["sources"] if isinstance(row["sources"], list) else ():
        say(f"    {'source':>13}  {source}")
    say("")


def facts(
    project: ProjectFile,
    code: Annotated[str, typer.Argument(metavar="CODE", help="A state (ISO alpha-3), organisation or operation.")],
    json: Json = False,
) -> None:
    """Show what is on record about an actor or an operation: memberships, operations, contributions, events.

    Example: contingent facts astana.ct UZB
    """
    from contingent.project import facts_on

    with opened(project) as held:
        found = facts_on(held, code)
    if json:
        say_json(found)
        return
    say(f"{found['code']}  {found['name']}  ({found['kind']})")
    for heading, columns in (
        ("memberships", ("organisation", "actor", "role", "since", "until", "source")),
        ("operations", ("code", "name", "lead", "since", "until", "source")),
        ("contributions", ("month", "operation", "kind", "number", "snapshot", "line")),
        ("events", ("start", "kind", "what", "source")),
    ):
        rows = found[heading]
        if rows:
            say_table(columns, [[row[column] for column in columns] for row in rows], title=heading)
