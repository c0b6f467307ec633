"""Taking in what other tools hold: recognised by content, shown before it is stored, stored as one change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, UsageError
from contingent.coding.exchange.formats import Format, format_named, recognise

if TYPE_CHECKING:
    from contingent.coding.exchange.parcel import Parcel
    from contingent.coding.exchange.preview import Preview
    from contingent.coding.exchange.tables.grids import Grid
    from contingent.project.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAsked:
    """How a file is to be taken in.

    Attributes:
        format: name of the format; None has the file say.
        report: the report that statements are of where the file does not say.
        meeting: title or id of the meeting whose documents these are; None makes one named after the file.
        public: whether that meeting is public, so that names may stay.
        offsets: the convention of offsets to read by; None has the file show.
        columns: of a table, the column of each role (`quote`, `report`, `code` ...).
    """

    format: str | None = None
    report: str | None = None
    meeting: str | None = None
    public: bool = False
    offsets: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that has been read and not stored. `parcel` is None for a file of our own, which needs no preview."""

    path: Path
    form: Format
    asked: ImportAsked
    parcel: Parcel | None = None
    preview: Preview | None = None


def look(project: Project, path: Path, asked: ImportAsked | None = None) -> Incoming:
    """Read a file and return what it would bring; nothing is stored.

    Raises NotFoundError, InputError or UsageError for a file that cannot be taken in, with every bad row named.
    """
    how = asked or ImportAsked()
    form = format_named(how.format) if how.format else recognise(path)
    if form.holds in ("archive", "network"):
        raise InputError(
            f"{form.title} is written here but not read.",
            record=str(path),
            remedy="Unpack it and import its data/coding.jsonl." if form.holds == "archive" else None,
        )
    if how.columns and form.holds != "table":
        raise UsageError(f"{form.title} has no columns to name.", remedy="Leave --column out.")
    if form.holds in ("statements", "project"):
        return Incoming(path=path, form=form, asked=how)
    if form.holds == "table":
        return _look_at_table(project, path, form, how)
    return _shown(project, path, form, how, form.read(path, offsets=how.offsets))


def _look_at_table(project: Project, path: Path, form: Format, how: ImportAsked) -> Incoming:
    from contingent.coding.exchange.tables.foreign import Text, columns_of, parcel_of_table
    from contingent.coding.exchange.tables.grids import read_grid
    from contingent.coding.exchange.tables.own import is_own

    grid = read_grid(path)
    if is_own(grid.columns) and not how.columns:
        return Incoming(path=path, form=form, asked=how)
    reports = [each for each in project.reports.find() if each.clean is not None]
    if how.report is not None:
        reports = [project.reports.get(how.report)]
    texts = [Text(r.id, r.title, r.name, r.clean.text) for r in reports if r.clean is not None]
    _refuse_textless(texts, path)
    columns = columns_of(grid, how.columns, path.name)
    if how.report is not None:
        columns.pop("report", None)
    return _shown(project, path, form, how, parcel_of_table(grid, columns, texts, path.name))


def _refuse_textless(texts: object, path: Path) -> None:
    if not texts:
        raise InputError(
            "The project has no report with a text to find these passages in.",
            record=str(path),
            remedy="Add the report first: contingent add PROJECT FILE.",
        )


def _shown(project: Project, path: Path, form: Format, how: ImportAsked, parcel: Parcel) -> Incoming:
    from contingent.coding.exchange.preview import preview_of
    from contingent.project.parcels import found_in, names_in, notes_on

    parcel = found_in(project, parcel)
    preview = preview_of(
        parcel, path.name, names=names_in(project, parcel, public=how.public), notes=notes_on(project, parcel)
    )
    return Incoming(path=path, form=form, asked=how, parcel=parcel, preview=preview)


def take_in(project: Project, incoming: Incoming) -> dict[str, int]:
    """Store what was looked at as one change and return how many of what are new; `imported` counts statements.

    Raises ConflictError where an id is there already; nothing is stored then.
    """
    path, how = incoming.path, incoming.asked
    if incoming.parcel is not None:
        from contingent.project.parcels import put_parcel

        return put_parcel(project, incoming.parcel, path.name, meeting=how.meeting, public=how.public)
    if incoming.form.holds == "project":
        from contingent.store.coding_files import put_coding, read_coding

        new = put_coding(project.store, read_coding(path), f"Took in the coding of {path.name}")
        return {"imported": new.pop("statements", 0)} | new
    from contingent.project.reviewing import import_statements, store_statements

    if incoming.form.holds == "statements":
        return {"imported": import_statements(project, path, how.report)}
    from contingent.coding.exchange.tables.grids import read_grid
    from contingent.coding.exchange.tables.own import statements_of

    grid: Grid = read_grid(path)
    return {"imported": store_statements(project, statements_of(grid, path.name), path.name, how.report)}


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return what there is and how many, in one line."""
    from contingent.coding.exchange.preview import count_in_words

    return ", ".join(count_in_words(what, number) for what, number in counts.items())


def save_preview(preview: Preview, path: Path) -> None:
    """Write a preview as one self-contained HTML page. Raises InputError if it cannot be written."""
    from contingent.base.files import write_whole
    from contingent.briefs.render.html import render_html
    from contingent.briefs.sheets.preview import preview_sheet

    write_whole(path, render_html(preview_sheet(preview)).encode())
