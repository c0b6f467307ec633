"""Commands on the record: fetch from the publishers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import ContingentError, InputError, UsageError
from contingent.cli.app import Json, opened
from contingent.cli.output import say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project.recording.pulling import Pulled


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(pull)


def pull(
    project: Annotated[
        str | None, typer.Argument(metavar="PROJECT", help="The project file, for example astana.ct.")
    ] = None,
    dataset: Annotated[list[str] | None, typer.Argument(metavar="[DATASET...]", help="What to fetch.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="ADDRESS", help="A mirror of the publisher's host, with the same paths."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep the fetched files in this folder.")
    ] = None,
    datasets: Annotated[bool, typer.Option("--datasets", help="List what can be fetched, and leave.")] = False,
    json: Json = False,
) -> None:
    """Fetch published tables from the United Nations.

    What has not changed since the last time is not fetched again; a transfer that broke off goes on where it stopped.
    A fetched file is taken in like any other: see `contingent record import`.

    \b
    Examples:
      contingent record pull --datasets
      contingent record pull my.ct un-contributions
      contingent record pull my.ct un-contributions un-operations --keep downloads
    """
    from contingent.project.recording.pulling import patient, pullable
    from contingent.project.recording.pulling import pull as fetch

    if datasets:
        rows = list(pullable())
        say_json(dict(rows)) if json else say_table(("dataset", "what it holds"), rows, wide=("what it holds",))
        return
    if project is None or not dataset:
        raise UsageError(
            "Name a project and what to fetch.",
            remedy="For example: contingent record pull my.ct un-contributions; --datasets lists what there is.",
        )
    done: list[Pulled] = []
    with opened(project) as held:
        web = patient(lambda what: print(what, file=sys.stderr))
        for name in dataset:
            try:
                done += fetch(held.store, [name], web=web, home=source, keep=keep)
            except ContingentError:
                _tell(done, json=json)
                raise
    _tell(done, json=json)
    _complain(done)


def _complain(done: Sequence[Pulled]) -> None:
    """Raise InputError for the first file that was refused."""
    for each in done:
        if each.file is None or each.file.outcome != "refused":
            continue
        complaints = "\n".join(f"  {complaint}" for complaint in each.file.complaints[:20])
        raise InputError(
            f"What the publisher gave cannot be taken in, and nothing of it was.\n{complaints}",
            record=each.kept,
            remedy="The file was kept: look at it. If the publisher changed the columns, put the figures in the "
            "template that `contingent record template` prints.",
        )


def _tell(done: Sequence[Pulled], *, json: bool) -> None:
    if json:
        say_json(done)
        return
    for each in done:
        if each.unchanged:
            say(f"{each.dataset}: unchanged since the last time")
        elif each.file is not None and each.file.outcome == "taken":
            months = f", {each.file.months[0]} to {each.file.months[-1]}" if each.file.months else ""
            say(f"{each.dataset}: {each.file.rows:,} rows{months}; snapshot {each.file.snapshot}")
            for remark in each.file.remarks:
                say(f"  {remark}")
