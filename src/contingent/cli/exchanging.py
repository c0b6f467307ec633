"""Commands that exchange coding with other tools: import, export, archive."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import plain, progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project import Incoming

Several = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_)
    app.command()(export)
    app.command()(archive)


def import_(
    project: ProjectFile,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to take in; told by its content.")],
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="NAME", help="The format, if it is told wrongly."),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="ID", help="The report they are of, if the file does not say.")
    ] = None,
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="TITLE", help="The meeting its documents belong to.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="That meeting is public: names of people stay.")] = False,
    offsets: Annotated[
        str | None,
        typer.Option("--offsets", metavar="NAME", help="How positions count, if they look wrong."),
    ] = None,
    column: Annotated[
        Several, typer.Option("--column", metavar="ROLE=COLUMN", help="Of a table: quote=..., report=..., code=...")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Store without asking.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the preview as a page; store nothing.")
    ] = None,
    json: Json = False,
) -> None:
    """Take in coding from a file of another tool.

    What the file would bring is shown first: the text of passages beside their codes. It is stored when you say so, as
    one change. Statements written by contingent are stored at once.

    \b
    Examples:
      contingent import my.ct statements.jsonl --report report
      contingent import my.ct media.dna --meeting "Hearings, 2005" --public
      contingent import my.ct coded.csv --column quote=Segment --column code=Theme
      contingent import my.ct project.qdpx -o preview.html
    """
    from contingent.project import ImportAsked, look, save_preview, take_in

    asked = ImportAsked(
        format=form, report=report, meeting=meeting, public=public, offsets=offsets, columns=_columns(column or [])
    )
    with opened(project) as held:
        with progress("Reading"):
            incoming = look(held, file, asked)
        if output is not None:
            if incoming.preview is None:
                raise UsageError("A file of contingent's own has no preview.", remedy="Leave --output out.")
            save_preview(incoming.preview, output)
        if not (incoming.preview is None or (yes and output is None) or _agreed(incoming, output, json)):
            return
        with progress("Storing"):
            stored = take_in(held, incoming)
    _told(incoming, stored, json)


def _agreed(incoming: Incoming, output: Path | None, json: bool) -> bool:
    """Show the preview and return whether it is to be stored; where nobody can be asked it is not."""
    assert incoming.preview is not None
    if json:
        say_json({"imported": 0, "format": incoming.form.name, "preview": plain(incoming.preview)})
        return False
    if output is not None:
        say(f"Wrote the preview to {output}. Nothing is stored; import again with --yes to store it.")
        return False
    _show(incoming.preview)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("Nothing is stored. Look at the passages, then import again with --yes.")
        return False
    if typer.confirm("Store this?"):
        return True
    say("Nothing is stored.")
    return False


def _told(incoming: Incoming, stored: Mapping[str, int], json: bool) -> None:
    if json:
        shown = {"format": incoming.form.name, "left_out": incoming.preview.left_out} if incoming.preview else {}
        say_json(dict(stored) | shown)
        return
    from contingent.project import counts_in_words

    more = counts_in_words({what: n for what, n in stored.items() if n and what not in ("imported", "there")})
    say(f"Took in {counts_in_words({'statements': stored['imported']})}{f' ({more})' if more else ''}.")
    if stored.get("there"):
        say(f"{stored['there']} were in the project already.")


def _columns(words: list[str]) -> dict[str, str]:
    told = {}
    for each in words:
        role, mark, column = each.partition("=")
        if not mark or not role or not column:
            raise UsageError(f"{each!r} names no column.", remedy="Write --column quote=Segment.")
        told[role.strip()] = column.strip()
    return told


def _show(preview: Any) -> None:
    from contingent.project import counts_in_words

    say_wrapped("file", f"{preview.file}: {preview.tool}")
    say_wrapped("holds", counts_in_words(preview.counts))
    if preview.offsets:
        say_wrapped("offsets", preview.offsets)
    if preview.evidence:
        say_wrapped("check", preview.evidence)
    for note in preview.notes:
        say_wrapped("note", note)
    if preview.sample:
        say("")
        _passages("What would be stored, spread over the file", preview.sample)
    if preview.doubtful:
        say("")
        _passages(f"Look at these: {preview.doubts} {'place looks' if preview.doubts == 1 else 'places look'} wrong",
                  preview.doubtful)  # fmt: skip
    if preview.names:
        say("")
        told = list(preview.names.items())
        say_table(("name in the file", "becomes"), told[:20])
        if len(told) > 20:
            say(f"and {len(told) - 20} more")
    for line in preview.left_out:
        say_wrapped("left out", line)


def _passages(title: str, shown: Any) -> None:
    doubts = any(each.doubts for each in shown)
    columns = ("place", "text", "coded", *(("why",) if doubts else ()))
    rows = [
        (
            f"{each.document} {each.start}-{each.stop}",
            f"{each.before}[{each.words}]{each.after}",
            "; ".join((*each.coded, *((f"by {each.coder}",) if each.coder else ()))),
            *(("; ".join(each.doubts),) if doubts else ()),
        )
        for each in shown
    ]
    say_table(columns, rows, title=title, wide=("text", "coded"))


def export(
    project: ProjectFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    form: Annotated[
        str | None, typer.Option("--format", "-f", metavar="NAME", help="The format, if the ending does not say.")
    ] = None,
    coder: Annotated[Several, typer.Option("--coder", metavar="ID", help="Statements of this coder alone.")] = None,
    every: Annotated[bool, typer.Option("--all-coders", help="Of all coders, not the coding that stands.")] = False,
    quotes: Annotated[bool, typer.Option("--quotes", help="With the report's own words.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write what was said at a confidential meeting.")] = False,
    json: Json = False,
) -> None:
    """Write the coding in a format of yours or of other tools.

    By the ending: .jsonl, .coding.jsonl (all coders, codebooks and reports), .csv, .xlsx, .parquet, .dna, .qdpx, .qdc,
    .sqlite3 (Taguette), .jsonld (W3C annotations), .zip (RO-Crate). The report's own words are left out unless asked
    for, where the format can do without. You are warned of what could single out fewer than 3 people. Of reports that
    several have coded the coding that stands is written.

    \b
    Examples:
      contingent export astana.ct -o statements.jsonl
      contingent export my.ct -o coding.dna --coder anna
      contingent export my.ct -o statements.xlsx --quotes
    """
    from contingent.project import ExportAsked, export_coding

    asked = ExportAsked(format=form, coders=tuple(coder or ()), every=every, quotes=quotes, consent=yes)
    with opened(project) as held, progress("Writing"):
        done = export_coding(held, output, asked)
    if json:
        say_json({"exported": done.count, "file": done.file, "format": done.format, "warnings": done.warnings,
                  "left_out": done.left_out})  # fmt: skip
        return
    say(f"Wrote the codebook to {output}." if done.format == "qdc" else f"Wrote {done.count} statements to {output}.")
    for line in done.left_out:
        say_wrapped("left out", line)
    for line in done.warnings:
        print(line, file=sys.stderr)


def archive(
    project: ProjectFile,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PLACE", help="A new folder, or a file that ends in .zip.")
    ],
    license: Annotated[
        str | None,
        typer.Option("--license", metavar="ADDRESS", help="Web address of the licence."),
    ] = None,
    author: Annotated[
        Several, typer.Option("--author", metavar="NAME", help="Who answers for the data; an ORCID address may follow.")
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="With the reports of public meetings.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write what was said at a confidential meeting.")] = False,
    json: Json = False,
) -> None:
    """Write the project as an archive for keeping.

    An RO-Crate: statements, positions and sources as CSV, JSON Lines and Parquet, a codebook to read, a dictionary of
    all columns, checksums and a description that data archives read.

    \b
    Examples:
      contingent archive astana.ct -o astana-archive.zip
      contingent archive my.ct -o archive --license https://creativecommons.org/licenses/by/4.0/ --author "A. Coder"
    """
    from contingent.project import ArchiveAsked, archive_project

    asked = ArchiveAsked(license=license, authors=tuple(author or ()), texts=texts, consent=yes)
    with opened(project) as held, progress("Writing"):
        done = archive_project(held, output, asked)
    if json:
        say_json({"archive": done.file, "files": done.count, "warnings": done.warnings, "left_out": done.left_out})
        return
    say(f"Wrote {done.count} files to {output}.")
    for line in done.left_out:
        say_wrapped("left out", line)
    for line in done.warnings:
        print(line, file=sys.stderr)
