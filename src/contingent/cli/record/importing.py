"""Commands on the record: take published files in, list them, print the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.complaints import ComplaintsError
from contingent.base.errors import InputError, UsageError
from contingent.cli.app import Json, Output, opened, project_or_here
from contingent.cli.output import progress, say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project import Project
    from contingent.project.recording.importing import FileRead, Request
    from contingent.project.recording.listing import Listed

SHOWN = 20
"""Lines of one sort that are shown; --json has all."""


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command("import")(import_)
    group.command("list")(list_)
    group.command()(template)


def import_(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROJECT] FILE...",
            help="The project, which may be left out where the folder has one, then files or folders.",
        ),
    ] = None,
    skip: Annotated[bool, typer.Option("--skip", help="Take the good rows of a file and name the others.")] = False,
    retrieved: Annotated[
        str | None,
        typer.Option("--retrieved", metavar="DAY", help="When the files were fetched; when they were written if not."),
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help="Your own spellings: a CSV with name,code.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="Where the files were fetched from.")
    ] = None,
    json: Json = False,
) -> None:
    """Take published files into the record.

    Files are recognised by what is in them; a folder is taken with all its files. A file is taken whole or, if a row of
    it is bad, not at all. A newer file of the same table takes the place of the older one, which stays readable. All of
    it is one change: `contingent undo` takes it back.

    \b
    Examples:
      contingent record import my.ct downloads
      contingent record import my.ct DPO-UCHISTORICAL.csv --retrieved 2026-11-02
      contingent record import my.ct figures.csv --skip --names spellings.csv
    """
    from contingent.project.recording.importing import import_files

    project, files = project_or_here(words or [])
    if not files:
        raise UsageError("Name a file or folder to take in.", remedy="For example: contingent record import my.ct FILE")
    with opened(project) as held:
        asked = _request(held, skip, retrieved, names, address)
        with progress("Reading") as tell:
            done = import_files(held.store, [Path(each) for each in files], asked, tell=tell)
    if json:
        say_json(done)
    else:
        _tell(done, project)
    _refuse(done)


def _request(project: Project, skip: bool, retrieved: str | None, names: Path | None, address: str | None) -> Request:
    from contingent.project.recording.importing import Request
    from contingent.project.recording.listing import own_spelling

    try:
        day = date.fromisoformat(retrieved) if retrieved else None
    except ValueError:
        raise InputError(f"{retrieved!r} is no day.", record="--retrieved", remedy="Write it as 2013-11-05.") from None
    spelling = own_spelling(names, set(project.actors.ids())) if names is not None else None
    return Request(skip=skip, retrieved=day, address=address, spelling=spelling)


def _refuse(done: Sequence[FileRead]) -> None:
    """Raise InputError if a file was refused, or nothing was to be had from any."""
    refused = [each for each in done if each.outcome == "refused"]
    if len(refused) == 1:
        raise ComplaintsError(refused[0].file, refused[0].complaints)
    if refused:
        told = [f"  {each.file}: {each.complaints[0]}" for each in refused[:SHOWN]]
        more = [f"  and {len(refused) - SHOWN} more"] if len(refused) > SHOWN else []
        raise InputError(
            "\n".join([f"{len(refused)} files were refused; nothing of them was taken in.", *told, *more]),
            remedy="Correct them and take them in again, or use --skip; --json lists every complaint.",
        )
    if all(each.outcome == "left out" for each in done):
        raise InputError(
            f"Nothing was taken in: {str(done[0].why).rstrip('.')}.",
            record=done[0].file,
            remedy="Name files of published tables, or use the template: contingent record template",
        )


def _tell(done: Sequence[FileRead], project: str) -> None:
    taken = [each for each in done if each.outcome == "taken"]
    known = sum(each.outcome == "known" for each in done)
    if len(taken) == 1:
        each = taken[0]
        of = f" ({each.part})" if each.part else ""
        say(f"Took in {each.file}: {_rows(each.rows)} of {each.table}{of}{_span(each.months)}.")
        for remark in [told for told in each.remarks if not told.startswith("not mapped")][:SHOWN]:
            say(f"  {remark}")
    elif taken:
        say(f"Took in {len(taken)} files with {sum(each.rows for each in taken):,} rows.")
        say_table(("table", "files", "rows", "months"), _by_table(taken))
    if known:
        say(f"{known} {'file is' if known == 1 else 'files are'} on record already.")
    fresh = tuple(str(each.snapshot) for each in taken)
    older = [f"{each.file}: {old}" for each in taken for old in each.supersedes if not old.startswith(fresh)]
    _list("Takes the place of", older)
    late = [f"{each.file}: {each.superseded} counts" for each in taken if each.superseded]
    _list("Kept, but another snapshot counts", late)
    shared = [f"{each.file}: {other}" for each in taken for other in each.overlaps]
    _list("Overlaps other files of the same table; the newer file counts", shared)
    aside = [f"{each.file}: {', '.join(each.set_aside)}" for each in taken if each.set_aside]
    _list("Months set aside, every figure being a multiple of what it should be", aside)
    _list("Left out", [f"{each.file}: {each.why}" for each in done if each.outcome == "left out"])
    _list("Rows skipped", [f"{each.file}, {complaint}" for each in taken for complaint in each.complaints])
    _list("Not mapped to a code, kept as written (map them with --names)", _unmapped(taken))
    remarks = sum(len(each.remarks) for each in taken)
    if remarks and len(taken) > 1:
        say(f"{remarks} remarks on what was repaired, flagged or left out: contingent record list {project} --notes")


def _list(title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    say(f"{title}:")
    for line in lines[:SHOWN]:
        say(f"  {line}")
    if len(lines) > SHOWN:
        say(f"  and {len(lines) - SHOWN} more; --json lists all")


def _unmapped(taken: Sequence[FileRead]) -> list[str]:
    """Each name once, with how many rows of which files have it and the first of their lines."""
    rows: Counter[str] = Counter()
    where: dict[str, str] = {}
    files: dict[str, set[str]] = {}
    for each in taken:
        for remark in each.unmapped:
            rows[remark.what] += remark.count or len(remark.lines)
            files.setdefault(remark.what, set()).add(each.file)
            first = f" from line {remark.lines[0]}" if remark.lines else ""
            where.setdefault(remark.what, f"{each.file}{first}")
    return [
        f"{what}: {_rows(count)}, {where[what]}"
        + (f" and {len(files[what]) - 1} other files" if len(files[what]) > 1 else "")
        for what, count in rows.most_common()
    ]


def _by_table(taken: Sequence[FileRead]) -> list[tuple[object, ...]]:
    tables: dict[str, list[FileRead]] = {}
    for each in taken:
        tables.setdefault(each.table or "", []).append(each)
    rows: list[tuple[object, ...]] = []
    for table, some in sorted(tables.items()):
        months = sorted(month for each in some for month in each.months)
        span = f"{months[0]} to {months[-1]}" if months else None
        rows.append((table, len(some), f"{sum(each.rows for each in some):,}", span))
    return rows


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _span(months: Sequence[str]) -> str:
    return f", {months[0]} to {months[-1]}" if months else ""


def list_(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="The project file; the only one here unless named.")
    ] = None,
    table: Annotated[str | None, typer.Option("--table", metavar="TABLE", help="Only this published table.")] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Tell what was repaired, flagged or left out.")] = False,
    json: Json = False,
) -> None:
    """List the published files on record, the superseded ones too.

    \b
    Examples:
      contingent record list my.ct
      contingent record list my.ct --table un-contributions --notes
    """
    from contingent.project.recording.listing import listed

    path, _ = project_or_here([project] if project else [])
    with opened(path) as held:
        found = listed(held.store, table=table)
    if json:
        say_json(found)
        return
    if not found:
        say("No published file is on record.")
        say(f"Next: contingent record import {path} FILE")
        return
    columns = ("table", "part", "retrieved", "months", "rows", "state", "remarks", "snapshot")
    say_table(columns, [_row(each) for each in found])
    for each in found if notes else ():
        _notes(each)


def _row(each: Listed) -> tuple[object, ...]:
    months = f"{each.months[0]} to {each.months[-1]}" if each.months else None
    state = each.state + (
        f", {len(each.set_aside)} month{'s' if len(each.set_aside) > 1 else ''} set aside" if each.set_aside else ""
    )
    remarks = len(each.remarks) or None
    return (each.table, each.part, each.retrieved, months, f"{each.rows:,}", state, remarks, each.snapshot)


def _notes(each: Listed) -> None:
    lines = list(each.remarks)
    if each.set_aside:
        lines.append(f"set aside: {', '.join(each.set_aside)}")
    if lines:
        say(f"{each.snapshot} ({each.file}; {each.publisher}; {each.address or 'no address'})")
        for line in lines:
            say(f"  {line}")


def template(output: Output = None, json: Json = False) -> None:
    """Print the CSV template for figures from any other source.

    Fill in one row for each month, contributor, operation and kind, and take the file in like any other. The two rows
    in it are invented: put your own in their place.

    \b
    Examples:
      contingent record template
      contingent record template -o figures.csv
    """
    from contingent.project.recording.listing import template_columns, template_text

    if json:
        say_json({"columns": template_columns(), "template": template_text()})
    elif output is None:
        print(template_text(), end="")
    else:
        _write(output, template_text())
        say(f"Wrote {output}. Its columns:")
        for name, what in template_columns().items():
            say(f"  {name:<12} {what}")


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise InputError("There is a file of that name already.", record=str(path), remedy="Name another one.")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"It cannot be written: {error.strerror}.", record=str(path), remedy="Name another.") from None
