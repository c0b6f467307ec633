"""Commands on what could follow: issues, decide."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped
from contingent.cli.panels import Grouped
from contingent.project.drawing import DRAWS, RUNNERS, SEED

if TYPE_CHECKING:
    from contingent.project.deciding import Decisions
    from contingent.project.listing import Row
    from contingent.project.project import Project

IN_FULL = 3
"""Issues up to which verdicts are told in full; of more, where the outcome falls and whether the models agree."""


MODELS, ASSUMED, DRAWN, TOLD = "Models", "Assumptions", "Draws", "What is shown and written"
"""Groups of the options of decide."""

LABEL = len("Who could change it:")
"""Columns of the labels of a verdict."""

BAR = 24
"""Characters of the bar that shows how far draws are."""


class Design(StrEnum):
    """How draws are spread."""

    PLAIN = "plain"
    QUASI = "quasi"


class Who(StrEnum):
    """Whose positions count."""

    ALL = "all"
    STATES = "states"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(issues)
    app.command(cls=Grouped)(decide)


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
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model", rich_help_panel=MODELS, metavar="NAME", help="A decision model, or all; may be repeated."
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", rich_help_panel=MODELS, metavar="MODEL.OPTION=VALUE", help="An option of a model; may be repeated."
        ),
    ] = None,
    who: Annotated[
        Who,
        typer.Option(
            "--who",
            rich_help_panel=ASSUMED,
            metavar="SET",
            help="all, or states and organisations only.",
        ),
    ] = Who.ALL,
    assume: Annotated[
        Path | None,
        typer.Option(
            "--assume",
            rich_help_panel=ASSUMED,
            metavar="FILE",
            help="What no report says (.toml): power, shapes, what moves together.",
        ),
    ] = None,
    draws: Annotated[
        str,
        typer.Option(
            "--draws",
            rich_help_panel=DRAWN,
            metavar="N",
            help="How many draws, for example 1e6.",
        ),
    ] = f"{DRAWS:,}",
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            rich_help_panel=DRAWN,
            metavar="N",
            help="Same seed, same draws.",
        ),
    ] = SEED,
    design: Annotated[
        Design,
        typer.Option(
            "--design",
            rich_help_panel=DRAWN,
            metavar="NAME",
            help="plain random draws, or quasi: evenly spread, less error.",
        ),
    ] = Design.PLAIN,
    run: Annotated[
        Path | None,
        typer.Option(
            "--run",
            rich_help_panel=DRAWN,
            metavar="NAME.run",
            help="Keep the draws in this folder; a stopped run goes on there.",
        ),
    ] = None,
    runner: Annotated[
        str,
        typer.Option(
            "--runner",
            rich_help_panel=DRAWN,
            metavar="NAME",
            help="threads, processes, dask, or tcp://HOST:PORT of Dask.",
        ),
    ] = RUNNERS[0],
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            rich_help_panel=DRAWN,
            metavar="N",
            min=0,
            help="Of the runner; 0: one a core.",
        ),
    ] = 0,
    movers: Annotated[
        bool,
        typer.Option(
            "--movers",
            rich_help_panel=TOLD,
            help="Show who would have to move, and how far.",
        ),
    ] = False,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            rich_help_panel=TOLD,
            metavar="FILE",
            help="The sheet of one issue (.html), every draw (.parquet).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show where a decision could fall, and who could change it.

    Every decision model decides the stated positions, weighted by how much the issue matters, over many draws from
    their ranges. First in words, then as a table.

    \b
    Examples:
      contingent decide astana.ct
      contingent decide astana.ct csto_border --movers
      contingent decide astana.ct csto_border --model median --draws 1e5 --design quasi
      contingent decide astana.ct csto_border --model challenge --set challenge.rounds=5 --draws 100
      contingent decide my.ct -o draws.parquet --draws 1e6 --run long.run
    """
    from contingent.project import decision_rows, models_with

    number = whole_number(draws, "--draws")
    named = model or ["all"]
    asked = models_with(named, settings_of(settings or ()), assume) if model or settings else ()
    chosen: list[Any] = [*(["all"] if "all" in named else []), *asked]
    targets = _targets(output or (), issue or ())
    with opened(project) as held, _drawn(run) as watch:
        decisions = held.decide(
            issue, models=chosen, draws=number, seed=seed, who=who.value, design=design.value, assume=assume,
            runner=runner, workers=workers, folder=run, watch=watch,
        )  # fmt: skip
        _write(held, decisions, targets, run)
    rows = decision_rows(decisions)
    if json:
        say_json(rows)
        return
    _say_verdicts(decisions)
    _say_outcomes(rows)
    if movers:
        for row in (each for each in rows if each["searched"]):
            _say_movers(row)
    _say_grounds(decisions, rows)
    for target in targets:
        say_wrapped("Wrote:", str(target))


def _targets(paths: Sequence[Path], issues: Sequence[str]) -> list[Path]:
    """Return the files to write, if they can be written; said before the work, not after."""
    from contingent.project import check_target

    for path in paths:
        check_target(path, (".html", ".htm", ".parquet"))
        if path.suffix.lower() != ".parquet" and len(issues) != 1:
            raise UsageError("A decision sheet is of one issue.", record=str(path), remedy="Name the issue.")
    return list(paths)


def _write(held: Project, decisions: Decisions, targets: Sequence[Path], folder: Path | None) -> None:
    from contingent.project import save_decision, save_draws

    for path in targets:
        if path.suffix.lower() == ".parquet":
            save_draws(decisions, path, folder)
        else:
            save_decision(held, decisions, path)


@contextmanager
def _drawn(folder: Path | None) -> Iterator[Callable[[Any], None]]:
    """Show how far the draws are; where Ctrl-C stops them, say what is kept and how to go on."""
    reached = ""

    def watch(now: Any) -> None:
        nonlocal reached
        reached = f"{now.done:,} of {now.of:,} draws"
        full = round(BAR * now.done / now.of)
        left = "" if now.seconds_left is None or now.done == now.of else f", {time_left(now.seconds_left)} left"
        tell(f"{'━' * full}{'─' * (BAR - full)} {reached}{left}")

    with progress("Getting ready; the first time on a computer the models are compiled, once") as tell:
        try:
            yield watch
        except KeyboardInterrupt:
            if folder is not None and folder.exists():
                kept = f"kept in {folder}; the same command goes on from there"
                print(f"contingent: {reached or 'no draw is finished'}, {kept}.", file=sys.stderr)
            elif reached:
                print(f"contingent: {reached}, not kept; with --run NAME.run a stopped run goes on.", file=sys.stderr)
            raise


def time_left(seconds: float) -> str:
    """Return seconds as people say them: `40 s`, `3 min`, `2 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def whole_number(text: str, option: str) -> int:
    """Return a whole number above 0 as people write it: 10000, 10_000, 10,000, 1e6. Raises UsageError."""
    try:
        value = float(text.replace(",", "").replace("_", ""))
    except ValueError:
        value = 0.0
    if not 1 <= value < float("inf") or value != int(value):
        raise UsageError(
            f"{text!r} is no number of draws.", record=option, remedy="Give a whole number, for example 10_000 or 1e6."
        )
    return int(value)


def settings_of(words: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return options by model and name from words like `challenge.rounds=5`. Raises UsageError."""
    found: dict[str, dict[str, str]] = {}
    for word in words:
        place, equals, value = word.partition("=")
        model, dot, option = place.partition(".")
        if not (equals and dot and model and option and value):
            raise UsageError(
                f"{word!r} sets nothing.",
                record="--set",
                remedy="Write MODEL.OPTION=VALUE; `contingent models NAME` lists a model's options.",
            )
        found.setdefault(model.strip(), {})[option.strip()] = value.strip()
    return found


def _say_verdicts(decisions: Decisions) -> None:
    """Say what all models together say, issue by issue."""
    from contingent.project import decision_verdicts

    short = len(decisions.issues) > IN_FULL
    for each in decision_verdicts(decisions, short=short):
        say(each["title"])
        say_wrapped("", each["verdict"])
        for label, text in each["lines"].items():
            say_wrapped(f"{label}:".ljust(LABEL), text)
        say("")
    if short:
        say("Name an issue for its whole verdict: contingent decide PROJECT ISSUE.\n")


def _say_outcomes(rows: Sequence[Row]) -> None:
    columns = ("issue", "model", "at stated values", "middle draw", "5 %", "95 %", "share above 50")
    names = ("issue", "told_as", "point", "median", "q05", "q95", "above_50")
    say_table(columns, [[row[name] for name in names] for row in rows])


def _say_grounds(decisions: Decisions, rows: Sequence[Row]) -> None:
    """Say what the figures rest on: draws, models left out, assumptions."""
    from contingent.project import models_alike

    drawing = decisions.drawing
    say_wrapped(
        "Draws:",
        f"{drawing.draws:,}, seed {drawing.seed}: in each, every position and salience is picked from its range. As "
        "many draws lie below the middle draw as above it. Scale 0 to 100.",
    )
    alike = models_alike(decisions)
    if alike:
        say_wrapped("Models:", alike)
    for left in decisions.left_out:
        say_wrapped("Left out:", f"{left.model}: {left.reason}")
    for number, assumption in enumerate(dict.fromkeys(text for row in rows for text in row["assumptions"])):
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
