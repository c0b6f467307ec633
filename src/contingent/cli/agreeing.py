"""The command on agreement between coders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project.agreeing import Agreement, Passage

SHOWN = 10
"""Passages shown, those on which the coders differ most."""

LONGEST = 300
"""Characters of a passage that are shown."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(agreement)


def agreement(
    project: ProjectFile,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", metavar="ID", help="A coder; repeat it. All persons unless given.")
    ] = None,
    report: Annotated[
        list[str] | None, typer.Option("--report", metavar="ID", help="Only this report; may be repeated.")
    ] = None,
    variable: Annotated[
        list[str] | None, typer.Option("--variable", metavar="NAME", help="Only this variable; may be repeated.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="Compare with a coding in a file (.jsonl) too.")
    ] = None,
    overlap: Annotated[
        float,
        typer.Option(
            "--overlap", metavar="SHARE", help="Least overlap of two statements for being the same, above 0 up to 1."
        ),
    ] = 0.5,
    codes: Annotated[bool, typer.Option("--codes", help="Show agreement code by code too.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the whole as a page (.html).")
    ] = None,
    json: Json = False,
) -> None:
    """Show how far coders agree, and where they do not.

    Krippendorff's alpha with its interval, Cohen's kappa and percent for every variable of a statement; where the
    statements are; and the passages that part the coders.

    \b
    Examples:
      contingent agreement my.ct
      contingent agreement my.ct --coder anna --coder boris --variable stance
      contingent agreement my.ct --with second.jsonl --report report -o agreement.html
    """
    from contingent.project import agreement_as_dict, check_target, how_measured, passage_words, save_agreement

    if output is not None:
        check_target(output, (".html", ".htm"))
    with opened(project) as held, progress("Comparing"):
        found = held.agreement(coder or (), report or (), file=file, how=how_measured(variable or (), overlap))
        said = passage_words(held, found.passages[:SHOWN])
        if output is not None:
            save_agreement(held, found, output)
    if json:
        say_json(agreement_as_dict(found))
        return
    if not found.reports:
        for note in found.notes:
            say_wrapped("", note)
        say_wrapped("", "Compare with a coding in a file by --with FILE, or let a second coder code the report.")
        return
    _say_figures(found, codes)
    _say_passages(found, said)
    _say_grounds(found)
    if output is not None:
        say_wrapped("Wrote:", str(output))


def _say_figures(found: Agreement, codes: bool) -> None:
    from contingent.project import agreement_rows, code_agreement_rows, pair_rows, place_rows

    counts = ", ".join(f"{coder} {count}" for coder, count in found.statements.items()) or "none"
    say_wrapped("Statements:", f"{counts}; {found.matched} passages marked by two coders or more.")
    say_table(("where statements are", "alpha", "meaning"), place_rows(found), wide=("meaning",))
    if found.pairs:
        say("")
        columns = ("one", "other", "matched", "precision", "recall", "F1", "kappa of characters", "alpha of units")
        say_table(columns, pair_rows(found))
    say("")
    names = ("variable", "alpha", "95 % interval", "kappa", "percent", "n", "meaning")
    say_table(names, agreement_rows(found), wide=("meaning",))
    if codes and found.codes:
        say("")
        say_table(("code", *names[1:], "characters", "uses"), code_agreement_rows(found), wide=("meaning",))


def _told(passage: Passage, said: str) -> str:
    """Return a passage in words: where it is, what it says, and who says what of it."""
    quote = f"{said[:LONGEST]}{'…' if len(said) > LONGEST else ''}"
    keys = ", ".join(f"{coder} {key}" for coder, key in passage.statements.items() if key)
    values = "; ".join(
        f"{name}: {' / '.join(f'{coder} {value}' for coder, value in by.items())}"
        for name, by in passage.values.items()
    )
    return " ".join(f"{passage.report} {passage.span.start}-{passage.span.end} ({keys}) {quote} {values}.".split())


def _say_passages(found: Agreement, said: Sequence[str]) -> None:
    if said:
        say(f"\nPassages that part them most ({len(said)} of {len(found.passages)}):")
        for number, (passage, words) in enumerate(zip(found.passages, said, strict=False), 1):
            say_wrapped(f"{number}.", _told(passage, words))
    _say_unmarked(found)


def _say_unmarked(found: Agreement) -> None:
    """Say what each coder did not mark and others did: what precision, recall and alpha of units are lost by."""
    lacking: dict[str, list[str]] = {}
    for passage in (*found.alone, *found.partly):
        keys = [f"{coder} {key}" for coder, key in passage.statements.items() if key is not None]
        for coder, key in passage.statements.items():
            if key is None:
                where = f"{passage.report} {passage.span.start}-{passage.span.end}"
                lacking.setdefault(coder, []).append(f"{where} ({', '.join(keys)})")
    if lacking:
        say("\nMarked by others and not by:")
    for coder, places in sorted(lacking.items()):
        more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
        say_wrapped(f"{coder}:", f"{'; '.join(places[:SHOWN])}{more}")


def _say_grounds(found: Agreement) -> None:
    from contingent.project import agreement_as_dict

    say("")
    say_wrapped(
        "Intervals:",
        f"{found.how.draws:,} draws of units with replacement, seed {found.how.seed}; coders are not drawn.",
    )
    say_wrapped("Matched:", f"statements that share at least {found.how.overlap:g} of their characters, one to one.")
    say_wrapped("Meaning:", str(agreement_as_dict(found)["convention"]))
    for note in found.notes:
        say_wrapped("Note:", note)
