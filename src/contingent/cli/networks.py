"""The group of commands on discourse networks, and the one that runs reference networks again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from contingent.cli.app import Json
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

DEVIATED = 1
"""Exit code of `network verify` if a number deviates or a case could not be run."""

HELP = """Networks of who says what, and what they show.

Every command takes --json for programs.

\b
Examples:
  contingent network show astana.ct                who speaks on what
  contingent network explain astana.ct RUS nrm     the statements behind a weight
  contingent network polarisation astana.ct        how far conflict runs between two camps
  contingent network verify sample.dna cases       reference networks of DNA run again
"""

Row = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    from contingent.cli import network_analysis

    group = typer.Typer(
        name="network",
        help=HELP,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    network_analysis.register(group)
    group.command()(verify)
    app.add_typer(group)


def verify(
    database: Annotated[Path, typer.Argument(metavar="DATABASE", help="The DNA 3 database (.dna).")],
    cases: Annotated[
        list[Path], typer.Argument(metavar="CASE...", help="Reference cases: JSON, CSV, DL or GraphML, or folders.")
    ],
    every: Annotated[bool, typer.Option("--every", help="Say more of every case, not only of some.")] = False,
    json: Json = False,
) -> None:
    """Run reference networks again and compare every number.

    A case is a JSON file with the arguments DNA was given and the matrices it made, or a file DNA wrote, beside the
    JSON file of its name. Statements counted, labels in their order, windows and every cell are compared, to 1e-9.
    Where DNA has a documented fault, its numbers are reproduced and ours are told with the reason.

    Ends with 0 if all hold or are documented faults, with 1 if one deviates or asks for something unknown.

    \b
    Examples:
      contingent network verify sample.dna cases
      contingent network verify sample.dna org_onemode_subtract_no.json --every
      contingent network verify sample.dna cases --json
    """
    from contingent.project import verify_networks

    with progress("Running again") as now:
        found = verify_networks(database, cases, lambda name: now(f"Running {name} again"))
    if json:
        say_json(found)
    else:
        _say(found, every)
    if found["failed"]:
        raise typer.Exit(DEVIATED)


def _say(found: Row, every: bool) -> None:
    for line in found["left_out"]:
        say_wrapped("not read", line)
    rows = found["cases"]
    columns = ("case", "kind", "statements", "size", "numbers", "largest difference", "verdict")
    say_table(columns, [_cells(row) for row in rows], wide=("case",))
    for row in rows:
        if every or row["verdict"] not in ("holds", "documented fault"):
            _say_case(row)
    _say_reasons(rows)
    counts = Counter(row["verdict"] for row in rows)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    largest = max((row["largest"] for row in rows if row["kind"].endswith(("network", "networks"))), default=0.0)
    say(f"{len(rows)} cases, {sum(row['numbers'] for row in rows):,} numbers: {told}.")
    say(f"Largest difference of a matrix of a JSON case: {largest:.2g}.")


def _cells(row: Row) -> list[object]:
    statements = "" if row["statements"] is None else str(row["statements"])
    if row["reference_statements"] not in (None, row["statements"]):
        statements += f" for {row['reference_statements']}"
    largest = "" if row["verdict"] == "not run" else f"{row['largest']:.2g}"
    return [row["case"], row["kind"], statements, row["size"], f"{row['numbers']:,}", largest, row["verdict"]]


def _say_case(row: Row) -> None:
    say(f"{row['case']}: {row['verdict']}")
    if row["at"]:
        say_wrapped("  at", row["at"])
    if row["ours"]:
        say_wrapped("  ours", row["ours"])
    for label, lines in (("  why", row["reasons"]), ("  mind", row["told"])):
        for line in lines:
            say_wrapped(label, line)


def _say_reasons(rows: list[Row]) -> None:
    """Say each documented fault once, and under it our value in each of its cases."""
    held: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row["verdict"] == "documented fault":
            held.setdefault(tuple(row["reasons"]), []).append(row)
    for reasons, cases in held.items():
        for reason in reasons:
            say_wrapped("fault", reason)
        for row in cases:
            if row["ours"]:
                say_wrapped("", f"{row['case']}: {row['ours']}")
        if not any(row["ours"] for row in cases):
            say_wrapped("", f"in {len(cases)} cases, DNA's numbers are reproduced")
