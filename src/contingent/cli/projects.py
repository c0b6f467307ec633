"""Commands on the project as a whole: new, add, undo, redo, log, backup, restore, verify."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import InputError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project.project import Project

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Text, PDF, DOCX or HTML; or a coded case: its folder, or its name.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (new, add, undo, redo, log, backup, restore, verify):
        app.command()(command)


def new(
    project: ProjectFile,
    case: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="CASE", help="Start from a coded case: a folder, or astana_2013; repeatable."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a project with the reference facts, or from a case.

    \b
    Examples:
      contingent new my.ct
      contingent new astana.ct --from astana_2013
      contingent new three.ct --from astana_2013 --from fictional_bishkek_2015 --from fictional_dushanbe_2017
    """
    from contingent.project import new as make

    with (
        progress("Copying the reference facts"),
        make(project, case=case, coder=os.environ.get("CONTINGENT_CODER")) as made,
    ):
        counts = {name: len(made.store.containers[name]) for name in ("statement", "issue", "position", "actor")}
    if json:
        say_json({"project": project, "from": case or None, "holds": counts})
        return
    held = f"{counts['statement']} statements, {counts['issue']} issues, {counts['position']} positions"
    say(f"Made {project}" + (f" from {', '.join(case)}: {held}." if case else " with the reference facts."))
    if not case:
        say(f"Next: contingent add {project} REPORT")


def add(
    project: ProjectFile,
    file: FileArgument,
    meeting: Annotated[
        str | None,
        typer.Option("--meeting", metavar="TITLE", help="The meeting the report is of; the file's name if not given."),
    ] = None,
    held_on: Annotated[
        str | None,
        typer.Option("--date", metavar="DAY", help="When it was held: 2013-11-05; read from the title if it is there."),
    ] = None,
    json: Json = False,
) -> None:
    """Read a report into the project, or a coded case.

    The report of a coded case is recognised: its statements then show the report's own words. The day of the meeting
    is what "currently" means when claims are checked. A coded case is taken in whole, with its statements.

    \b
    Examples:
      contingent add my.ct report.pdf --meeting "Astana, 5-6 November 2013"
      contingent add my.ct fictional_bishkek_2015
    """
    from contingent.project import is_case

    if is_case(file):
        _add_case(project, file, json)
        return
    day = _day(held_on)
    with opened(project) as held, progress(f"Reading {file.name}"):
        added = held.add(file, meeting=meeting, day=day)
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
                "held": added.meeting.start,
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
        if added.meeting.start is None:
            say("The day of the meeting is not known; name it with --date, and claims on the present can be checked.")
        say(f"Next: contingent suggest {project}")


def _add_case(project: str, case: Path, json: bool) -> None:
    with opened(project) as held, progress(f"Reading {case.name}"):
        meeting = held.add_case(case)
        count = sum(held.statements.count(report=key) for key in held.reports.ids(meeting=meeting.id))
    if json:
        say_json({"meeting": meeting.id, "held": meeting.start, "statements": count})
        return
    say(f"Added the coded case {meeting.id}: {meeting.title}, {count} statements.")


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputError(f"{words!r} is no day.", record="--date", remedy="Write it as 2013-11-05.") from None


def undo(project: ProjectFile, json: Json = False) -> None:
    """Take back the latest change; again for the one before.

    \b
    Example:
      contingent undo my.ct
    """
    with opened(project) as held:
        summary = held.undo()
    say_json({"undone": summary}) if json else say(f"Undone: {summary}")


def redo(project: ProjectFile, json: Json = False) -> None:
    """Bring back the change last undone.

    \b
    Example:
      contingent redo my.ct
    """
    with opened(project) as held:
        summary = held.redo()
    say_json({"redone": summary}) if json else say(f"Done again: {summary}")


def log(
    project: ProjectFile,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="How many entries, newest first.")] = 20,
    statement: Annotated[
        str | None, typer.Option("--statement", metavar="ID", help="Only what touched this statement.")
    ] = None,
    merges: Annotated[
        bool, typer.Option("--merges", help="What each merge took in, decided and renamed, instead.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the journal: every change, when, by whom.

    \b
    Examples:
      contingent log my.ct
      contingent log my.ct --statement S0012
      contingent log my.ct --merges
    """
    with opened(project) as held:
        if merges:
            _tell_merges(held, json=json)
            return
        noun = "statement" if statement else None
        entries = held.journal.entries(limit, noun=noun, record=statement)
        undone = held.journal.can_redo()
    if json:
        say_json(entries)
        return
    rows = [(entry.id, entry.at, entry.who or "", entry.action, entry.summary) for entry in entries]
    say_table(("entry", "when (UTC)", "who", "action", "what"), rows, wide=("what",))
    if undone is not None:
        say(f"`contingent redo {project}` brings back entry {undone.id}: {undone.summary}")


def _tell_merges(project: Project, *, json: bool) -> None:
    from contingent.project import merge_notes

    notes = merge_notes(project)
    if json:
        say_json(notes)
        return
    for each in notes:
        say(f"{each['day']}  {each['title']}")
        say(each["note"] + "\n")
    if not notes:
        say("Nothing was merged into this project, or you code blind and do not see it.")


def backup(
    project: ProjectFile,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The copy to write; it must not exist.")],
    json: Json = False,
) -> None:
    """Write a sound copy, also while others work in the project.

    \b
    Example:
      contingent backup my.ct my-2026-11-23.ct
    """
    with opened(project) as held, progress("Copying"):
        path = held.store.back_up(target)
    say_json({"backup": str(path)}) if json else say(f"Wrote {path}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="The copy to bring back.")],
    target: Annotated[Path, typer.Argument(metavar="PROJECT", help="Where; it must not exist.")],
    json: Json = False,
) -> None:
    """Bring a backup back as a project, if it is sound.

    \b
    Example:
      contingent restore my-2026-11-23.ct my.ct
    """
    from contingent.project import restore as bring_back

    path = bring_back(source, target)
    say_json({"project": str(path)}) if json else say(f"Wrote {path}")


def verify(project: ProjectFile, json: Json = False) -> None:
    """Look whether file, tables and journal are sound.

    The exit code is 6 if they are not.

    \b
    Example:
      contingent verify my.ct
    """
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
