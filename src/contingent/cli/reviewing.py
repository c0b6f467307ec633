"""Commands with which an analyst works on statements: review, codes."""

from __future__ import annotations

from typing import Annotated

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import say_json, say_table
from contingent.cli.statements import Format, flat, write


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(review)
    app.command()(codes)


def review(
    project: ProjectFile,
    statement: Annotated[list[str], typer.Argument(metavar="STATEMENT...", help="One or several ids.")],
    accept: Annotated[bool, typer.Option("--accept", help="Accept as it is.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject; it stays on file but is not told.")] = False,
    put: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; lists with commas.")
    ] = None,
    json: Json = False,
) -> None:
    """Accept, reject or edit statements. Undo takes it back.

    Your name stands in the journal if the environment has it: CONTINGENT_CODER=anna.

    \b
    Examples:
      contingent review my.ct S0012 S0013 --accept
      contingent review my.ct S0012 --set hedge=possible --set concepts=org.capacity,dec.deadlock
    """
    if sum((accept, reject, bool(put))) != 1:
        raise UsageError("Say one of --accept, --reject, --set.", remedy="See `contingent review --help`.")
    from contingent.project import review_statements

    edits = dict(_edit(words) for words in put or ())
    with opened(project) as held:
        changed = review_statements(held, statement, accept=accept, reject=reject, edits=edits)
    rows = [flat(each, None) for each in changed]
    say_json(rows) if json else write(rows, Format.TABLE, None)


def _edit(words: str) -> tuple[str, str]:
    name, mark, value = words.partition("=")
    if not mark or not name:
        raise UsageError(f"{words!r} sets no field.", remedy="Write --set FIELD=VALUE, for example --set hedge=likely.")
    return name.strip(), value.strip()


def codes(project: ProjectFile, json: Json = False) -> None:
    """List the codebook and how often each code is used.

    \b
    Example:
      contingent codes astana.ct
    """
    from contingent.project import code_uses

    with opened(project) as held:
        rows = code_uses(held)
    if json:
        say_json(rows)
        return
    say_table(
        ("code", "name", "statements", "definition"),
        [(r["code"], r["name"], r["statements"], r["definition"]) for r in rows],
        wide=("definition",),
    )
