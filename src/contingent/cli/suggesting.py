"""Commands that suggest statements and measure how good the suggestions are: suggest, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.app import Json, Output, is_project, opened
from contingent.cli.output import progress, say, say_json, say_table
from contingent.cli.statements import Format, FormatOption, flat, write


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (suggest, evaluate):
        app.command()(command)


def suggest(
    target: Annotated[str, typer.Argument(metavar="PROJECT|FILE", help="A project, or a bare report.")],
    report: Annotated[
        str | None, typer.Option("--report", metavar="ID", help="In a project: only this report.")
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option("--codebook", metavar="FILE", help="For a bare file: your codebook, YAML or CSV.")
    ] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
    json: Json = False,
) -> None:
    """Suggest who says what, for you to accept or edit.

    In a project the statements are stored as suggested; of a bare report they are only shown. Every field comes with
    the rule that set it and a confidence.

    \b
    Examples:
      contingent suggest my.ct
      contingent suggest report.txt --format jsonl
    """
    chosen = Format.JSON if json else form
    if is_project(target):
        with opened(target) as held, progress("Reading the reports"):
            found = held.suggest(report)
            quotes = held.quotes(found)
            rows = [flat(each, quotes.get(each.id)) for each in found]
        if chosen is Format.TABLE and output is None:
            explicit = sum(1 for row in rows if row["explicit"])
            say(f"Suggested {len(rows)} statements, {explicit} of them with a speaker named in the sentence.")
            first = rows[0]["id"] if rows else "ID"
            say(f"Next: contingent statements {target} --status suggested")
            say(f"      contingent review {target} {first} --accept")
            return
    else:
        from contingent.project import suggest_file, suggestion_records

        with progress("Reading"):
            clean, suggested = suggest_file(target, codebook)
            rows = suggestion_records(suggested, clean)
    write(rows, chosen, output)


def evaluate(
    suggested: Annotated[
        Path, typer.Argument(metavar="FILE", help="A report to suggest on, or suggestions as JSON Lines.")
    ],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The coding to compare with, JSON Lines.")],
    text: Annotated[
        Path | None,
        typer.Option("--text", metavar="FILE", help="The report, if FILE is JSON Lines: to find the sentences."),
    ] = None,
    cases: Annotated[bool, typer.Option("--cases", help="List every field that differs.")] = False,
    json: Json = False,
) -> None:
    """Measure how far suggestions agree with a coding by hand.

    \b
    Example:
      contingent evaluate report.txt gold.jsonl --cases
    """
    from contingent.project import evaluate_file

    with progress("Comparing"):
        result = evaluate_file(suggested, gold, text)
    if json:
        say_json(result.to_dict())
        return
    say_table(("test", "field", "agreement", "n"), result.overall.rows())
    for section, scores in result.sections.items():
        say(f"{section or 'no section'}: explicit attribution F1 {scores.detection.f1:.2f}, n {scores.detection.n}")
    say(f"{len(result.failures)} fields differ" + ("" if cases else "; --cases lists them"))
    if cases:
        rows = [(f.id, f.field, f.gold, f.suggested, f.rule, f.text[:90]) for f in result.failures]
        say_table(("statement", "field", "gold", "suggested", "rule", "words"), rows)
