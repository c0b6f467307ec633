"""Commands for several coders: coders, assign, compare, settle."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project import Project


class Doing(StrEnum):
    """What to do with the list of coders."""

    LIST = "list"
    ADD = "add"


ReportArgument = Annotated[str, typer.Argument(metavar="REPORT", help="The id of the report.")]
Why = Annotated[str | None, typer.Option("--why", metavar="WORDS", help="The reason; it is kept with the decision.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (coders, assign, compare, settle):
        app.command()(command)


def coders(
    project: ProjectFile,
    doing: Annotated[Doing, typer.Argument(metavar="list|add", help="What to do.")] = Doing.LIST,
    coder: Annotated[
        str | None, typer.Argument(metavar="CODER", help="The new coder's id: initials or a role.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="How the coder is shown.")] = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="person, rules, embedding or language model.")
    ] = "person",
    json: Json = False,
) -> None:
    """List those who code, or add one.

    A coder sits at the desk by the environment: CONTINGENT_CODER=anna.

    \b
    Examples:
      contingent coders my.ct add anna
      contingent coders my.ct list
    """
    from contingent.project import add_coder, coder_rows

    if (doing is Doing.ADD) != (coder is not None):
        raise UsageError("Name the coder to add.", remedy="For example: contingent coders my.ct add anna")
    with opened(project) as held:
        added = add_coder(held, coder, name=name, kind=kind) if coder is not None else None
        rows = coder_rows(held)
    if json:
        say_json(added or rows)
    elif added is not None:
        say(f"Added {added.id}. Next: contingent assign {project} REPORT --coder {added.id}")
    else:
        columns = ("id", "name", "kind", "assigned", "finished")
        say_table(columns, [[row[each] for each in columns] for row in rows])


def assign(
    project: ProjectFile,
    report: Annotated[
        str | None, typer.Argument(metavar="REPORT", help="The id of the report; without one all are listed.")
    ] = None,
    coder: Annotated[str | None, typer.Option("--coder", metavar="CODER", help="Who codes it.")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Others' statements are not shown until all finish.")] = False,
    finished: Annotated[bool, typer.Option("--finished", help="The coder has finished.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the assignment back; statements stay.")] = False,
    json: Json = False,
) -> None:
    """Assign reports to coders, and see how far each is.

    An assigned coder codes the report on their own, beside others. Blind coders do not see what others coded of it
    until all blind coders of the report have finished: a courtesy of this program on one file, no lock.

    \b
    Examples:
      contingent assign my.ct report --coder anna --blind
      contingent assign my.ct report --coder anna --finished
      contingent assign my.ct
    """
    if sum((blind, finished, withdraw)) > 1:
        raise UsageError("Say one of --blind, --finished, --withdraw.", remedy="See `contingent assign --help`.")
    if coder is not None and report is None:
        raise UsageError("Name the report.", remedy="For example: contingent assign my.ct report --coder anna")
    if coder is None and (blind or finished or withdraw):
        raise UsageError("Name the coder.", remedy="For example: contingent assign my.ct report --coder anna --blind")
    from contingent import project as rooms

    with opened(project) as held:
        if coder is not None and report is not None:
            if finished:
                rooms.finish(held, report, coder)
            elif withdraw:
                rooms.withdraw(held, report, coder)
            else:
                rooms.assign(held, report, coder, blind=blind)
        rows = rooms.assignment_progress(held, report)
    if json:
        say_json(rows)
        return
    _say_assignments(rows)
    for row in rows:
        if finished and row["coder"] == coder and row["to_review"]:
            say(f"{coder} has {row['to_review']} suggestions still to review; they count for nothing until accepted.")


def _say_assignments(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say("Nothing is assigned. For example: contingent assign PROJECT REPORT --coder CODER --blind")
        return
    columns = ("report", "coder", "blind", "finished", "statements", "to review")
    cells = [
        [
            row["report"], row["coder"], row["blind"], row["finished"],
            *("not shown" if row[each] is None else row[each] for each in ("statements", "to_review")),
        ]
        for row in rows
    ]  # fmt: skip
    say_table(columns, cells)


def compare(
    project: ProjectFile,
    report: ReportArgument,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", metavar="CODER", help="Whose coding; all assigned without it.")
    ] = None,
    differing: Annotated[bool, typer.Option("--differing", help="Only where the codings differ.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.html", help="Write the sheet to this file.")
    ] = None,
    json: Json = False,
) -> None:
    """Lay the codings of a report side by side.

    Statements are on the same passage where their spans overlap most, one to one. Fields in which they differ are
    marked; statements that not all coders have are listed too.

    \b
    Examples:
      contingent compare my.ct report
      contingent compare my.ct report --coder anna --coder ben -o compare.html
    """
    from contingent.project import comparison_rows, comparison_summary, save_comparison

    with opened(project) as held, progress("Comparing"):
        compared = held.compare(report, *(coder or ()))
        rows = comparison_rows(held, compared)
        summary = comparison_summary(compared)
        if output is not None:
            save_comparison(held, compared, output)
    shown = [row for row in rows if row["accord"] != "agreed" or not differing]
    if json:
        say_json({**summary, "places": shown})
        return
    if output is not None:
        print(f"Wrote the comparison to {output}.", file=sys.stderr)
    else:
        for row in shown:
            _say_place(row)
    for line in summary["told"]:
        say(line)


def _say_place(row: dict[str, Any]) -> None:
    where = "without a place" if row["span"] is None else f"{row['span'][0]}-{row['span'][1]}"
    say(f"{row['number']}. {where}, {row['accord']}")
    if row["quote"]:
        say_wrapped("   ", row["quote"])
    for coder, own in row["statements"].items():
        say_wrapped(f"   {coder}", f"{own['id']}: {own['told']}")
    for name, values in row["differing"].items():
        say_wrapped(f"   ≠ {name}", "; ".join(f"{who} {value}" for who, value in values.items()))
    if row["without"]:
        say_wrapped("   ", f"not coded by {', '.join(row['without'])}")
    for line in row["decided"]:
        say_wrapped("   settled", line)
    say("")


def settle(
    project: ProjectFile,
    statement: Annotated[
        list[str] | None,
        typer.Argument(metavar="STATEMENT...", help="Statements of any coder; their passages are settled."),
    ] = None,
    take: Annotated[str | None, typer.Option("--take", metavar="CODER", help="Take this coder's statement.")] = None,
    put: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; lists with commas.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="No statement stands at this passage.")] = False,
    agreed: Annotated[bool, typer.Option("--agreed", help="Take over all that the coders agree on.")] = False,
    report: Annotated[
        str | None, typer.Option("--report", metavar="ID", help="With --agreed: of this report only.")
    ] = None,
    why: Why = None,
    json: Json = False,
) -> None:
    """Decide between codings, with the reason on record.

    What is settled becomes a coding of its own, which all analyses then read. Without statements it tells what is
    left to settle. Undo takes a decision back.

    \b
    Examples:
      contingent settle my.ct --agreed
      contingent settle my.ct S0012 --take anna --why "The holder is named two lines above"
      contingent settle my.ct S0012 --set hedge=likely --why "It says would probably"
    """
    if agreed and (statement or take or put or drop):
        raise UsageError("--agreed goes without statements.", remedy="Settle the others one by one afterwards.")
    with opened(project) as held, progress("Settling"):
        if agreed:
            made = _settle_agreed(held, report, why)
        elif statement or take or put or drop:
            made = _settle(held, statement or [], take, put or [], drop, why)
        else:
            made = ()
        left = _left(held, report)
    if json:
        say_json({"decisions": made, "left": left})
        return
    for each in made if len(made) <= 20 else ():
        say(f"{each.id}: {each.text()}")
    if len(made) > 20:
        say(f"{len(made)} decisions recorded, {made[0].id} to {made[-1].id}.")
    _say_left(left)


def _settle_agreed(held: Project, report: str | None, why: str | None) -> tuple[Any, ...]:
    reports = [report] if report is not None else [row["report"] for row in _left(held, None)]
    if not reports:
        raise UsageError("No report has two coders.", remedy="Assign one: contingent assign PROJECT REPORT --coder X")
    with held.store.change("Settled what coders agree on"):
        return tuple(each for key in reports for each in held.settle_agreed(key, why=why))


def _settle(
    held: Project, statements: list[str], take: str | None, put: list[str], drop: bool, why: str | None
) -> tuple[Any, ...]:
    from contingent.cli.reviewing import _edit

    if not statements:
        raise UsageError("Name a statement.", remedy="For example: contingent settle my.ct S0012 --take anna ...")
    edits = dict(_edit(words) for words in put)
    return held.settle(*statements, take=take, edits=edits, drop=drop, why=why or "")


def _left(held: Project, report: str | None) -> list[dict[str, Any]]:
    from contingent.project import left_to_settle, settled_reports

    return [left_to_settle(held, key) for key in ([report] if report is not None else settled_reports(held))]


def _say_left(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say("No report has two coders who are done; see `contingent assign PROJECT`.")
        return
    columns = (
        "report", "coders", "places", "settled", "dropped", "changed_since", "left_agreed", "left_differ",
        "left_partial",
    )  # fmt: skip
    names = (
        "report",
        "coders",
        "places",
        "settled",
        "dropped",
        "changed since",
        "left: agreed",
        "differ",
        "not coded by all",
    )
    say_table(names, [[row[each] for each in columns] for row in rows])
