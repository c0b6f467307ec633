"""Commands on what could follow: issues, decide."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project.listing import Row


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

    Weighted mean and weighted median of the positions, weighted by salience, over many draws from their stated ranges.

    \b
    Examples:
      contingent decide astana.ct
      contingent decide astana.ct csto_border --movers
    """
    from contingent.project import decision_rows

    with opened(project) as held, progress("Drawing"):
        decisions = held.decide(issue, who=who.value, draws=draws, seed=seed)
        separate = {each.id for each in held.issues.find() if not each.collective}
    rows = [{**row, "collective": row["issue"] not in separate} for row in decision_rows(decisions)]
    rows = [row if row["collective"] else {**row, "movers": [], "coalition": []} for row in rows]
    if json:
        say_json(rows)
        return
    columns = ("issue", "model", "at stated values", "median of draws", "5 %", "95 %", "share above 50")
    names = ("issue", "told_as", "point", "median", "q05", "q95", "above_50")
    say_table(columns, [[row[name] for name in names] for row in rows])
    for each in dict.fromkeys(row["issue"] for row in rows if not row["collective"]):
        say_wrapped(f"{each}:", "each actor decides this for itself; the figures sum up positions, no joint outcome.")
    if movers:
        for row in rows:
            if row["collective"]:
                _say_movers(row)
    say(f"{draws:,} draws, seed {seed}; scale 0-100, see `contingent issues PROJECT ISSUE`.")
    for number, assumption in enumerate(rows[0]["assumptions"] if rows else ()):
        say_wrapped("Assumed:" if number == 0 else "", assumption)


def _say_movers(row: Row) -> None:
    """Say who could carry an outcome to or over the middle: alone, or else one smallest coalition."""
    say(f"{row['issue']}, {row['told_as']}, to or over the middle:")
    if row["side"] == "middle":
        say("    at the stated positions it stands on the middle already; nobody has to move")
    for mover in row["movers"]:
        say(f"    {mover}")
    if row["side"] == "middle" or row["movers"]:
        return
    say("    nobody alone")
    if row["coalition"]:
        end = 100 if row["side"] == "below" else 0
        say(f"    for example together, moving to {end}: {', '.join(row['coalition'])}; other sets as small may exist")
