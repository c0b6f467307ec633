"""The command that looks ahead: personnel as a distribution, with its track record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, opened, project_or_here
from contingent.cli.output import progress, say, say_json

if TYPE_CHECKING:
    from contingent.project.forecasting import Outlook, SumOutlook, TrackRecord

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PROJECT] [STATE]", help="The project file (the only one here unless named), and a state."),
]
Months = Annotated[
    int, typer.Option("--months", "-m", metavar="N", min=1, max=12, help="How many months ahead, 1 to 12.")
]
Group = Annotated[
    str | None, typer.Option("--group", "-g", metavar="GROUP", help="The sum over an organisation's members.")
]
World = Annotated[bool, typer.Option("--world", help="The sum over all contributors.")]
Backtest = Annotated[bool, typer.Option("--backtest", help="How the outlook would have done on this record.")]
Annual = Annotated[bool, typer.Option("--annual", help="With --backtest: on yearly means.")]
Origin = Annotated[
    str | None, typer.Option("--origin", metavar="MONTH", help="Look ahead from this month, 2013-11, knowing no more.")
]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write .json, .csv or .svg (the chart) instead."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(forecast)


def forecast(
    words: Words = None,
    months: Months = 12,
    group: Group = None,
    world: World = False,
    origin: Origin = None,
    backtest: Backtest = False,
    annual: Annual = False,
    output: Out = None,
    json: Json = False,
) -> None:
    """Show how many personnel may be there some months ahead.

    The answer is a distribution with its track record; as a single number nothing beats the last value. It takes a
    record with whole lists of contributors. Sums over a group or the world keep the dependence between contributors.

    \b
    Examples:
      contingent forecast my.ct KAZ --months 12
      contingent forecast my.ct KAZ -o kaz.svg
      contingent forecast my.ct --group CSTO
      contingent forecast my.ct --world --origin 2013-11
      contingent forecast my.ct --backtest
    """
    path, rest = project_or_here(words or [])
    asked = [*rest, *([group] if group else []), *(["--world"] if world else []), *(["--backtest"] if backtest else [])]
    if len(asked) != 1:
        raise UsageError(
            "Ask for one thing: a state, --group, --world or --backtest.",
            record=", ".join(asked) or None,
            remedy="For example: contingent forecast my.ct KAZ; put a name of several words in quotes.",
        )
    if annual and not backtest:
        raise UsageError("--annual goes with --backtest.", remedy="contingent forecast my.ct --backtest --annual")
    from contingent.project import forecasting, outlooks

    found: Outlook | SumOutlook | TrackRecord
    with opened(path) as held, progress("Looking ahead, and back at how that did"):
        if backtest:
            found = forecasting.track_record(held, annual=annual)
        elif rest:
            found = forecasting.outlook(held, rest[0], months, origin=origin)
        else:
            found = forecasting.sum_outlook(held, group, months, origin=origin)
    if output is not None:
        outlooks.save(found, output)
        if not json:
            say(f"Wrote {output}.")
    if json:
        say_json(outlooks.as_dict(found))
    elif output is None:
        from contingent.cli.outlooks import say_found

        say_found(found)
