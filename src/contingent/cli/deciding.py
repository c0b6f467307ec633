"""Commands on what could follow: issues, decide."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped


class Who(StrEnum):
    """Whose positions count."""

    ALL = "all"
    STATES = "states"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (issues, decide):
        app.command()(command)


def issues(
    project: ProjectFile,
    issue: Annotated[str | None, typer.Argument(metavar="[ISSUE]", help="Show the positions on this one.")] = None,
    json: Json = False,
) -> None:
    """List the issues, or the positions on one.

    Positions come with range, salience (how much it matters to the actor, 0-100), basis, and the statements they rest
    on.

    \b
    Examples:
      contingent issues astana.ct
      contingent issues astana.ct csto_border
    """
    with opened(project) as held:
        if issue is None:
            found = held.issues.find()
            counts = {each.id: held.positions.count(issue=each.id) for each in found}
        else:
            asked, positions = held.issues.get(issue), held.positions.find(issue=issue)
    if issue is None:
        if json:
            say_json(found)
            return
        say_table(
            ("issue", "question", "positions"),
            [(each.id, each.question, counts[each.id]) for each in found],
            wide=("question",),
        )
        return
    if json:
        say_json({"issue": asked, "positions": positions})
        return
    say(f"{asked.question}\n    0  {asked.zero}\n   50  {asked.fifty}\n  100  {asked.hundred}\n")
    rows = [(p.actor, p.value, f"{p.low:g}-{p.high:g}", p.salience, p.basis, p.evidence, p.note) for p in positions]
    columns = ("actor", "position", "range", "salience", "basis", "evidence", "note")
    say_table(columns, rows, wide=("note",))


def decide(
    project: ProjectFile,
    issue: Annotated[list[str] | None, typer.Argument(metavar="[ISSUE...]", help="All issues unless named.")] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", min=1, max=10_000_000, help="How many draws.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same draws.")] = 2013,
    who: Annotated[Who, typer.Option("--who", metavar="SET", help="all, or states and organisations only.")] = Who.ALL,
    movers: Annotated[bool, typer.Option("--movers", help="Show who would have to move, and how far.")] = False,
    json: Json = False,
) -> None:
    """Show where a decision could fall and who could change it.

    Salience-weighted mean (compromise) and median, over many draws from the stated ranges of positions.

    \b
    Examples:
      contingent decide astana.ct
      contingent decide astana.ct csto_border --movers
    """
    from contingent.project import decision_rows

    with opened(project) as held, progress("Drawing"):
        decisions = held.decide(issue, who=who.value, draws=draws, seed=seed)
        rows = decision_rows(decisions)
    if json:
        say_json(rows)
        return
    columns = ("issue", "model", "at stated values", "median of draws", "5 %", "95 %", "share above 50")
    names = ("issue", "model", "point", "median", "q05", "q95", "above_50")
    say_table(columns, [[row[name] for name in names] for row in rows])
    if movers:
        for row in rows:
            if row["movers"]:
                say(f"{row['issue']}, {row['model']}:")
                for mover in row["movers"]:
                    say(f"    {mover}")
    say(f"{draws:,} draws, seed {seed}; scale 0-100, see `contingent issues PROJECT ISSUE`.")
    for number, assumption in enumerate(rows[0]["assumptions"] if rows else ()):
        say_wrapped("Assumed:" if number == 0 else "", assumption)
