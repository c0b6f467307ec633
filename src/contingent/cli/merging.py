"""Command that merges projects: what would come in, every conflict, and the decisions on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import ConflictError, UsageError
from contingent.cli.app import Json, Output, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project.merging import Merged, MergeDecisions

SHOWN = 40
"""Conflicts shown on the screen; a page, a decisions file and JSON have them all."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(merge)


def merge(
    project: ProjectFile,
    other: Annotated[list[str], typer.Argument(metavar="OTHER...", help="Projects to take in; they are only read.")],
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without this nothing is stored.")] = False,
    prefer: Annotated[
        str | None, typer.Option("--prefer", metavar="SIDE", help="Decide what is undecided: ours or theirs.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="FILE", help="Decisions, TOML; conflicts that it lacks are written to it."),
    ] = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Merge other projects in, with every conflict shown.

    A first run stores nothing and lists what would come in and what clashes. Ours is the project named first, theirs
    the other. -o writes all of it as a page. Undo takes a merge back.

    \b
    Examples:
      contingent merge team.ct anna.ct
      contingent merge team.ct anna.ct --decisions conflicts.toml -o conflicts.html
      contingent merge team.ct anna.ct ben.ct --prefer ours --yes
    """
    from contingent.project import merge_projects, merged_row, save_merge, write_decisions

    if prefer not in (None, "ours", "theirs"):
        raise UsageError(f"{prefer!r} is no side.", remedy="Write --prefer ours or --prefer theirs.")
    with opened(project) as held, progress("Comparing"):
        decided = _decided(decisions, prefer)
        done = merge_projects(held, other, decisions=decided)
        noted = write_decisions(done, decisions) if decisions is not None else 0
        if output is not None:
            save_merge(done, project, output)
        undecided = sum(len(each.merge.undecided) for each in done)
        changes = any(not each.merge.empty for each in done)
        if yes and not undecided and changes:
            merge_projects(held, other, decisions=decided, write=True)
    written = yes and not undecided and changes
    if json:
        say_json({"project": project, "written": written, "merged": [merged_row(each) for each in done]})
    else:
        for each in done:
            _tell(each)
        _tell_end(project, done, written=written)
        if noted:
            say(f"{decisions} has {noted:,} more conflicts to decide.")
    if yes and undecided:
        raise ConflictError(
            f"{undecided:,} conflicts are undecided; nothing was stored.",
            record=project,
            remedy="Fill in a decisions file (--decisions FILE), or take one side with --prefer.",
        )


def _decided(file: Path | None, prefer: str | None) -> MergeDecisions:
    from contingent.project import MergeDecisions, MergeSide, read_decisions

    side = MergeSide(prefer) if prefer else None
    return read_decisions(file, side) if file is not None and file.exists() else MergeDecisions(prefer=side)


def _tell(merged: Merged) -> None:
    from contingent.project import merged_row

    row = merged_row(merged)
    ancestor = (
        "a copy of the same project, compared with what both began from"
        if row["common_ancestor"]
        else "another project, compared record by record"
    )
    say(f"{merged.other}: {ancestor}.")
    counts = [
        (what, noun, len(keys), ", ".join(keys[:6]) + (" ..." if len(keys) > 6 else ""))
        for what in ("added", "changed", "removed")
        for noun, keys in row[what].items()
    ]
    if counts:
        say_table(("here", "noun", "records", "which"), counts, wide=("which",))
    for each in row["renamed"]:
        say(f"  {each['noun']} {each['old']} becomes {each['new']}: {each['why']}")
    for each in row["dropped"]:
        say(f"  {each}")
    if row["names_disguised"]:
        say(f"  {row['names_disguised']:,} names of people become pseudonyms, because their meeting is not public.")
    conflicts = [
        (c["noun"], c["record"], c["field"] or "whole record", *(_short(c[s]) for s in ("base", "ours", "theirs")),
         c["chosen"] or "undecided", c["why"])
        for c in row["conflicts"][:SHOWN]
    ]  # fmt: skip
    if conflicts:
        columns = ("noun", "record", "field", "base", "ours", "theirs", "taken", "why")
        say_table(columns, conflicts, title=f"{len(row['conflicts']):,} conflicts", wide=("base", "ours", "theirs"))
    if len(row["conflicts"]) > SHOWN:
        say(f"and {len(row['conflicts']) - SHOWN:,} more; -o, --decisions and --json have them all.")


def _short(value: object) -> str:
    from contingent.project import value_text

    text = "" if value is None else value if isinstance(value, str) else value_text(value)
    return text if len(text) <= 120 else text[:117] + "..."


def _tell_end(project: str, done: tuple[Merged, ...], *, written: bool) -> None:
    undecided = sum(len(each.merge.undecided) for each in done)
    if written:
        say(f"Merged into {project}; `contingent undo {project}` takes it back.")
    elif all(each.merge.empty and not each.merge.conflicts for each in done):
        say("There is nothing to merge.")
    elif undecided:
        say(f"{undecided:,} conflicts are undecided. Nothing is stored.")
    else:
        say("Nothing is stored yet; --yes writes it.")
