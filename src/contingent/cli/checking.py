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
    forecasts: Annotated[bool, typer.Option("--forecasts", help="Hold forecasts against what happened since.")] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="List the measures a claim can name, and leave.")
    ] = False,
    json: Json = False,
) -> None:
    """Check what was said against the record.

    Every claim is supported, partly supported, contradicted or unclear, or there is no data; then it says what is
    needed. A figure comes with its source and date. With --forecasts, what was foreseen is held against what happened:
    hit, miss, partly, or not decidable.

    \b
    Examples:
      contingent check astana.ct
      contingent check astana.ct A100 A137 --details
      contingent check astana.ct --forecasts
    """
    if measures:
        from contingent.project import measure_help

        rows = measure_help()
        columns = ("measure", "what it looks at, and what it reads")
        say_json(dict(rows)) if json else say_table(columns, rows, wide=columns[1:])
        return
    if project is None:
        from contingent.base.errors import UsageError

        raise UsageError("Name a project.", remedy="For example: contingent check astana.ct")
    if forecasts:
        _forecasts(project, statement, details=details, json=json)
        return
    from contingent.project import verdict_rows

    with opened(project) as held, progress("Checking"):
        rows_ = verdict_rows(held, held.check(statement))
    if json:
        say_json(rows_)
        return
    if details:
        for row in rows_:
            _tell(row)
    elif rows_:
        cells = [(r["statement"], r["ruling"], _tested(r), _on_record(r)) for r in rows_]
        say_table(("statement", "verdict", "tested", "on record"), cells, wide=("tested", "on record"))
    if not rows_:
        say("No statement makes a claim that could be checked.")
        return
    counts: dict[str, int] = {}
    for row in rows_:
        counts[str(row["ruling"])] = counts.get(str(row["ruling"]), 0) + 1
    say(
        f"{len(rows_)} claim{'' if len(rows_) == 1 else 's'}: "
        + ", ".join(f"{count} {ruling}" for ruling, count in counts.items())
    )
    say("A verdict is on what was tested, not on the whole sentence.")


def _forecasts(project: str, statement: list[str] | None, *, details: bool, json: bool) -> None:
    """Tell what became of forecasts: a table, everything on each, or JSON."""
    from contingent.project import forecast_counts, forecast_rows

    with opened(project) as held, progress("Looking back"):
        scored = held.forecasts(statement)
        rows, counts = forecast_rows(held, scored), forecast_counts(held, scored)
    if json:
        say_json({"forecasts": rows, "counts": counts})
        return
    if not rows:
        say("No forecast has a test. A case declares them in outcomes.yaml.")
        return
    if details:
        for row in rows:
            _tell_forecast(row)
    else:
        cells = [(r["statement"], r["score"], _foreseen(r), _looked_at(r)) for r in rows]
        say_table(("statement", "score", "foreseen", "on record"), cells, wide=("foreseen", "on record"))
    columns = list(counts[0])
    say_table(columns, [[row[name] for name in columns] for row in counts])
    say("What counts as a hit is declared with each forecast; --details tells it. Scores rest on what is on record.")


def _foreseen(row: dict[str, object]) -> str:
    """What was forecast, and below it what counts as a hit and when."""
    return "\n".join([str(row["forecast"]), f"hit: {row['hit']}", f"time: {row['horizon']}"])


def _looked_at(row: dict[str, object]) -> str:
    """What was looked at, and below it why it decides nothing, or what a reader must know besides."""
    lines = [str(row["observed"])]
    if row["reason"]:
        lines.append(f"not decidable: {row['reason']}")
    if row["since"]:
        lines.append(f"series: {row['since']}")
    if row["qualification"]:
        lines.append(f"but: {row['qualification']}")
    return "\n".join(lines)


def _tell_forecast(row: dict[str, object]) -> None:
    say(f"{row['statement']}  {str(row['score']).upper()}")
    _lines(row, ("forecast", "hit", "horizon", "observed", "reason", "tolerance", "as_of", "qualification", "since"))


def _lines(row: dict[str, object], names: tuple[str, ...]) -> None:
    """A line for each of the names that has something, then one for each source."""
    for name in names:
        if row[name]:
            say(f"    {name.replace('_', ' '):>13}  {row[name]}")
    for source in row["sources"] if isinstance(row["sources"], list) else ():
        say(f"    {'source':>13}  {source}")
    say("")


def _tested(row: dict[str, object]) -> str:
    """What of the statement was put to the record, and below it what was not."""
    return "\n".join([str(row["tested"]), *([f"not tested: {row['untested']}"] if row["untested"] else [])])


def _on_record(row: dict[str, object]) -> str:
    """What was observed, and below it what a reader must know besides or what would be needed."""
    lines = [str(row["observed"])]
    if row["qualification"]:
        lines.append(f"but: {row['qualification']}")
    if row["needed"]:
        lines.append(f"needed: {row['needed']}")
    return "\n".join(lines)


def _tell(row: dict[str, object]) -> None:
    say(f"{row['statement']}  {str(row['ruling']).upper()}")
    _lines(row, ("said", "tested", "untested", "observed", "tolerance", "as_of", "qualification", "since", "needed"))


def facts(
    project: ProjectFile,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="A state, organisation or operation: its code, or its name.")
    ],
    json: Json = False,
) -> None:
    """Show what is on record about a state, body or operation.

    Memberships, operations, contributions of personnel and events, each with its source.

    \b
    Examples:
      contingent facts astana.ct UZB
      contingent facts astana.ct Kazakhstan
      contingent facts astana.ct UNMOT
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
            cells_ = [[_fact(row, column) for column in columns] for row in rows]
            say_table(columns, cells_, title=f"\n{heading}", wide=[c for c in ("name", "what") if c in columns])


def _fact(row: dict[str, object], column: str) -> object:
    return "not listed" if column == "number" and row[column] is None else row[column]
