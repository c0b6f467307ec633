"""The command on what an outcome hangs on: explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.app import Json, Output, ProjectFile, opened
from contingent.cli.deciding import Who, settings_of, whole_number
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped, width
from contingent.project.drawing import SEED

if TYPE_CHECKING:
    from contingent.project.understanding import Understanding


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(explain)


def explain(
    project: ProjectFile,
    issue: Annotated[str, typer.Argument(metavar="ISSUE", help="An issue that its actors decide together.")],
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="NAME", help="A model; may be repeated. Mean, median, challenge unless named."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="MODEL.OPTION=VALUE", help="An option of a model; may be repeated."),
    ] = None,
    who: Annotated[Who, typer.Option("--who", metavar="SET", help="all, or states and organisations only.")] = Who.ALL,
    assume: Annotated[
        Path | None, typer.Option("--assume", metavar="FILE", help="Assumptions, for example what moves together.")
    ] = None,
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="Draws, and points for each input.")] = "8,192",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same draws.")] = SEED,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what an outcome hangs on and what to find out next.

    Which actors and inputs weigh most, under which conditions the outcome passes the middle, who could tip it, which
    position is worth researching, and where the models disagree. With -o a page (.html) or a chart (.svg, .png).

    \b
    Examples:
      contingent explain astana.ct csto_mandate
      contingent explain astana.ct csto_mandate --model median -o mandate.html
    """
    from contingent.project.understanding import check_target, models_for, save_understanding, understanding_as_dict

    if output is not None:
        check_target(output)
    number = whole_number(draws, "--draws")
    chosen = models_for(model or (), settings_of(settings or ()))
    with opened(project) as held, progress("Reading") as now:
        found = held.explain(issue, chosen, draws=number, seed=seed, who=who.value, assume=assume, watch=now)
    if output is not None:
        save_understanding(found, output)
    if json:
        say_json(understanding_as_dict(found))
    elif output is None:
        _say(found)
    else:
        say(f"Wrote {output}")


def _say(found: Understanding) -> None:
    say(found.issue.question)
    say(f"    0  {found.issue.zero}\n   50  {found.issue.fifty}\n  100  {found.issue.hundred}")
    for title, sentences in found.sentences().items():
        say(f"\n{title}")
        for each in sentences:
            _say_bullet(each)
    say("")
    _say_next(found)
    for each in found.left_out:
        say_wrapped("Left out:", each)
    say_wrapped("Draws:", f"{found.draws:,}, seed {found.seed}; {found.sensitivity.answers:,} more a model for "
                "sensitivity. Scale 0 to 100. Intervals are 95 %.")  # fmt: skip


def _say_bullet(text: str) -> None:
    import textwrap

    say(textwrap.fill(text, width(), initial_indent="  - ", subsequent_indent="    "))


def _say_next(found: Understanding) -> None:
    rows, none = [], 0
    for model in found.study.models:
        for each in found.information.of(model.name):
            if not (each.told or each.sharpens):
                none += 1
                continue
            side, sharper = each.figures
            rows.append(
                (
                    each.group.told(found.names).replace(", position", "", 1), model.card.title,
                    side if each.told else "–", sharper if each.sharpens else "–", each.basis, each.evidence,
                )
            )  # fmt: skip
    columns = ("position of", "model", "sides, points", "deviation, points", "basis", "evidence")
    if rows:
        say_table(columns, rows, title="Which position is worth researching next", wide=("position of", "evidence"))
        say("–: cannot be told from none.")
    if none:
        more = f"{none} other positions, counted by model," if rows else f"No position ({none}, counted by model)"
        rest = "cannot be told from worth nothing" if rows else "can be told from worth nothing"
        say(f"{more} {rest}; --json lists them.".replace("1 other positions,", "1 other position,"))
