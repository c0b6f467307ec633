"""Commands on the project as a whole: new, add, undo, redo, log, backup, restore, verify."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Text, PDF, DOCX or HTML.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (new, add, undo, redo, log, backup, restore, verify):
        app.command()(command)


def new(
    project: ProjectFile,
    case: Annotated[
        str | None, typer.Option("--from", metavar="CASE", help="Start from a coded case: a folder, or astana_2013.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a project, empty but for the reference facts, or from a coded case.

    Example: contingent new astana.ct --from astana_2013
    """
    from contingent.project import new as make

    with (
        progress("Copying the reference facts"),
        make(project, case=case, coder=os.environ.get("CONTINGENT_CODER")) as made,
    ):
        counts = {name: len(made.store.containers[name]) for name in ("statement", "issue", "position", "actor")}
    if json:
        say_json({"project": project, "from": case, "holds": counts})
        return
    held = f"{counts['statement']} statements, {counts['issue']} issues, {counts['position']} positions"
    say(f"Made {project}" + (f" from {case}: {held}." if case else " with the reference facts."))
    if not case:
        say(f"Next: contingent add {project} REPORT")


def add(
    project: ProjectFile,
    file: FileArgument,
    meeting: Annotated[
        str | None,
        typer.Option("--meeting", help="Title of the meeting the report is of; the file's name if not given."),
    ] = None,
    json: Json = False,
) -> None:
    """Read a report into the project.

    The report of a coded case is recognised: its statements then show the report's own words.

    Example: contingent add my.ct report.pdf --meeting "Astana, 5-6 November 2013"
    """
    with opened(project) as held, progress(f"Reading {file.name}"):
        added = held.add(file, meeting=meeting)
    clean = added.report.clean
    sizes = (
        {"sections": len(clean.sections), "paragraphs": len(clean.paragraphs), "sentences": len(clean.sentences)}
        if clean
        else {}
    )
    if json:
        say_json(
            {
                "report": added.report.id,
                "meeting": added.meeting.id,
                **sizes,
                "anchored": added.anchored,
                "exact": added.exact,
                "complaints": added.complaints,
                "notes": added.notes,
            }
        )
        return
    say(
        f"Added {file.name} as report {added.report.id}: " + ", ".join(f"{n} {what}" for what, n in sizes.items()) + "."
    )
    for note in added.notes:
        say(f"  note: {note}")
    if added.anchored:
        same = "the very text that was coded" if added.exact else "another edition of the coded text"
        say(f"It is {same}: {added.anchored} statements now show the report's words.")
        for complaint in added.complaints:
            say(f"  not found: {complaint}")
    else:
        say(f"Next: contingent suggest {project}")


def undo(project: ProjectFile, json: Json = False) -> None:
    """Take back the latest change, whatever it was. Undo again to go further back; redo brings it back."""
    with opened(project) as held:
        summary = held.undo()
    say_json({"undone": summary}) if json else say(f"Undone: {summary}")


def redo(project: ProjectFile, json: Json = False) -> None:
    """Bring back the change last undone."""
    with opened(project) as held:
        summary = held.redo()
    say_json({"redone": summary}) if json else say(f"Done again: {summary}")


def log(
    project: ProjectFile,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many entries, newest first.")] = 20,
    statement: Annotated[str | None, typer.Option("--statement", help="Only what touched this statement.")] = None,
    json: Json = False,
) -> None:
    """Show the journal: every change, when, by whom."""
    with opened(project) as held:
        noun = "statement" if statement else None
        entries = held.journal.entries(limit, noun=noun, record=statement)
    if json:
        say_json(entries)
        return
    rows = [(entry.id, entry.at, entry.who or "", entry.action, entry.summary) for entry in entries]
    say_table(("entry", "when (UTC)", "who", "action", "what"), rows)


def backup(
    project: ProjectFile,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The copy to write; it must not exist.")],
    json: Json = False,
) -> None:
    """Write a sound copy of the project, also while others are working in it."""
    with opened(project) as held, progress("Copying"):
        path = held.store.back_up(target)
    say_json({"backup": str(path)}) if json else say(f"Wrote {path}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="The copy to bring back.")],
    target: Annotated[Path, typer.Argument(metavar="PROJECT", help="Where; it must not exist.")],
    json: Json = False,
) -> None:
    """Bring a backup back as a project, after looking whether it is sound."""
    from contingent.project import restore as bring_back

    path = bring_back(source, target)
    say_json({"project": str(path)}) if json else say(f"Wrote {path}")


def verify(project: ProjectFile, json: Json = False) -> None:
    """Look whether file, tables and journal are sound. Exit code 6 if not."""
    with opened(project) as held, progress("Looking"):
        result = held.store.verify()
    if json:
        say_json(result)
    else:
        for fault in result.faults:
            say(f"fault: {fault}")
        say("sound" if not result.faults else f"{len(result.faults)} faults")
    if result.faults:
        raise typer.Exit(6)
