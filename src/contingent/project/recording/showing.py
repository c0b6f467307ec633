"""Sheets and maps out of an open project: which page a word means, and writing it as a page, a picture or words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError, NotFoundError
from contingent.base.files import write_whole
from contingent.project.naming import code_of
from contingent.records.actors import ActorKind

if TYPE_CHECKING:
    from altair import TopLevelMixin

    from contingent.briefs.brief import Brief, Figure
    from contingent.briefs.sheets.ahead import OutlookTold
    from contingent.briefs.sheets.material import SheetMaterial
    from contingent.coding.statements import Statement
    from contingent.project.project import Project
    from contingent.records.faults import Fault

PAGES, PICTURES = (".html", ".htm"), (".svg", ".png")

_CONTRIBUTORS = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY})


def sheet(project: Project, word: str, *, prepared: date | None = None) -> Brief:
    """Return the sheet of a contributor, operation or group, given its code or name.

    Raises NotFoundError naming near codes for a word that means none of them.
    """
    from contingent.briefs.sheets.contributor import contributor_sheet
    from contingent.briefs.sheets.group import group_sheet
    from contingent.briefs.sheets.operation import operation_sheet

    code, kind = _meant(project, word)
    material = _material(project, code, kind, prepared)
    if kind is ActorKind.MISSION:
        return operation_sheet(code, material)
    if kind in _CONTRIBUTORS:
        return contributor_sheet(code, material)
    return group_sheet(code, material)


def save_sheet(project: Project, word: str, path: str | Path) -> Path:
    """Write a sheet as one HTML file, or its first chart as SVG or PNG, whole or not at all; return the path.

    Raises as `sheet`; InputError for another ending, a folder that is not there, or a sheet without a chart.
    """
    target = _target(Path(path))
    made = sheet(project, word, prepared=date.today())
    if target.suffix.lower() in PAGES:
        from contingent.briefs.render.html import render_html

        write_whole(target, render_html(made).encode())
        return target
    from contingent.briefs.charts import draw

    figure = _first_figure(made)
    _save_picture(target, draw(figure), title=figure.title, alt=figure.alt)
    return target


def save_map(project: Project, path: str | Path, month: str | None = None) -> Path:
    """Write the map as one HTML file with its slider, or one month of it as SVG or PNG; return the path.

    Args:
        project: the project.
        path: .html, .svg or .png.
        month: the month it opens at, `YYYY-MM`; None: the latest.

    Raises NotFoundError where the project holds no lists of contributors or not the month, InputError as `save_sheet`.
    """
    from contingent.briefs.sheets.world import WorldMap, map_page

    target = _target(Path(path))
    material = _material(project, None, None, date.today())
    if target.suffix.lower() in PAGES:
        write_whole(target, map_page(material, month).encode())
        return target
    from contingent.briefs.charts.maps import choropleth

    world = WorldMap(material)
    shown = world.with_list(month)
    chart = choropleth(world.rows(shown), month=shown)
    _save_picture(target, chart, title=f"Contributors, {shown}", alt=f"Map of contributors by personnel in {shown}.")
    return target


def map_month(project: Project, month: str | None = None) -> dict[str, Any]:
    """Return one month of the map as plain values: month, months, contributors and operations, each with its row.

    Raises NotFoundError as `save_map`.
    """
    from contingent.briefs.sheets.world import WorldMap

    material = _material(project, None, None, None)
    world = WorldMap(material)
    shown = world.with_list(month)

    def told(cell: Any) -> dict[str, Any]:
        return {"number": cell.number, "snapshot": world.sources[cell.source - 1], "lines": cell.lines}

    return {
        "month": shown,
        "first": world.months[0],
        "last": world.months[-1],
        "contributors": [
            {"contributor": code, "name": material.name(code), **told(cell)} for code, cell in world.in_month(shown)
        ],
        "operations": [
            {"operation": code, "place": world.town(code), **told(cells[shown])}
            for code, cells in world.operations.items()
            if shown in cells
        ],
    }


def sheet_as_dict(made: Brief) -> dict[str, Any]:
    """Return a sheet as plain values: title, facts, key figures, and the data of every chart with its evidence."""
    from contingent.briefs.brief import Evidence, Figure, Numbers, Table, cites_of, plain

    figures: list[dict[str, Any]] = []
    charts: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    sources: list[dict[str, Any]] = []
    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, Numbers):
                figures += [
                    {"value": value, "what": plain(label), "evidence": [cite.label for cite in cites_of(label)]}
                    for value, label in block.items
                ]
            elif isinstance(block, Figure):
                charts[section.key] = {"title": block.title, "data": [dict(row) for row in block.data]}
                tables[section.key] = _table(block.table)
            elif isinstance(block, Table):
                tables[section.key] = _table(block)
            elif isinstance(block, Evidence) and section.key == "evidence":
                sources += [
                    {
                        "label": entry.cite.label,
                        "what": plain(entry.title),
                        **{k: plain(v) for k, v in entry.facts if k},
                    }
                    for entry in block.entries
                ]
    return {
        "title": made.title, "facts": list(made.facts), "figures": figures, "charts": charts, "tables": tables,
        "sources": sources,
    }  # fmt: skip


def _table(table: Any) -> list[dict[str, str]]:
    from contingent.briefs.brief import plain

    return [
        {name: plain(cell, cites=True) for name, cell in zip(table.columns, row.cells, strict=True)}
        for row in table.rows
    ]


def sheet_in_words(made: Brief, width: int = 100) -> Iterator[str]:
    """Yield the lines of a sheet for a terminal: key figures and findings with evidence, titles of charts."""
    from contingent.briefs.brief import Bullets, Figure, Numbers, Paragraph, plain

    yield made.title
    yield "; ".join(made.facts)
    for section in made.sections:
        if section.key == "evidence":
            continue
        lines: list[str] = []
        for block in section.blocks:
            if isinstance(block, Numbers):
                lines += [f"  {value:>8}  {plain(label, cites=True)}" for value, label in block.items]
            elif isinstance(block, Figure):
                lines += textwrap.wrap(block.title, width, initial_indent="  ", subsequent_indent="  ")
            elif isinstance(block, Bullets | Paragraph):
                told = block.items if isinstance(block, Bullets) else block.sentences
                for item in told:
                    lines += textwrap.wrap(
                        plain(item, cites=True), width, initial_indent="  ", subsequent_indent="    "
                    )
        if lines:
            yield ""
            yield section.title
            yield from lines


def _meant(project: Project, word: str) -> tuple[str, ActorKind]:
    """The code a word means, and what it is the code of."""
    asked = word.strip().casefold()
    written = asked.replace(" ", "_")
    for operation in project.record.operations:
        if asked == operation.name.casefold() or written == operation.code.casefold():
            return operation.code, ActorKind.MISSION
    code = code_of(project, word)
    if code is not None:
        return code, project.record.actor(code).kind
    if word in project.record.figures.personnel["operation"].unique():
        return word, ActorKind.MISSION  # on a list of strengths, yet not among the reference facts
    actor = project.record.actor(word)  # raises, and names what looks alike
    return actor.code, actor.kind


def _material(project: Project, code: str | None, kind: ActorKind | None, prepared: date | None) -> SheetMaterial:
    from contingent.briefs.sheets.material import SheetMaterial

    statements = _statements(project, code) if code is not None else ()
    return SheetMaterial(
        record=project.record,
        statements=statements,
        quotes=project.quotes(statements),
        faults=_faults(project, code, kind) if code is not None else (),
        outlook=_outlook(project, code) if code is not None and kind in _CONTRIBUTORS else None,
        prepared=prepared,
    )


def _statements(project: Project, code: str) -> tuple[Statement, ...]:
    """The statements about an actor, rejected ones left out."""
    from contingent.coding.vocabulary import Status

    try:
        found = project.statements.find(actor=code, standing=True)
    except NotFoundError:
        return ()
    return tuple(each for each in found if each.status is not Status.REJECTED)


def _faults(project: Project, code: str, kind: ActorKind | None) -> tuple[Fault, ...]:
    """The faults of the record that concern a contributor or an operation, the gravest first."""
    from contingent.records.faults import find

    if kind is ActorKind.MISSION:
        return tuple(each for each in find(project.record.figures, project.record) if each.operation == code)
    if kind in _CONTRIBUTORS:
        return find(project.record.figures, project.record, contributor=[code])
    return ()


def _outlook(project: Project, code: str) -> OutlookTold | None:
    """What may become of a contributor, or why nothing can be told; None where nothing was imported."""
    from contingent.base.errors import ContingentError
    from contingent.briefs.sheets.ahead import OutlookTold
    from contingent.project.forecasting import outlook

    if not project.record.figures.intakes:
        return None
    try:
        found = outlook(project, code)
    except ContingentError as error:
        return OutlookTold(why_not=error.what)
    return OutlookTold(
        origin=found.origin, ahead=found.ahead, chances=found.chances, history=found.history, notes=found.notes,
        broken=found.broken,
    )  # fmt: skip


def _target(path: Path) -> Path:
    """The path, if something can be written there; said before the work, not after."""
    if path.suffix.lower() not in PAGES + PICTURES:
        raise InputError(
            f"A sheet is written as a page or a picture, not as {path.suffix or 'a file without an ending'}.",
            record=str(path), remedy="Name a file that ends in .html, .svg or .png.",
        )  # fmt: skip
    if not path.parent.is_dir():
        raise InputError("The folder is not there.", record=str(path.parent), remedy="Make it, or name another one.")
    return path


def _first_figure(made: Brief) -> Figure:
    """The chart of a sheet that stands alone: the series if there is one, else the first."""
    from contingent.briefs.brief import Figure

    figures = [block for section in made.sections for block in section.blocks if isinstance(block, Figure)]
    if not figures:
        raise InputError(
            f"There is no chart of {made.title}: nothing is on record.", record=made.title,
            remedy="Write the sheet as .html; it says what was looked through.",
        )  # fmt: skip
    return next((each for each in figures if each.chart == "personnel_by_kind"), figures[0])


def _save_picture(path: Path, chart: TopLevelMixin, *, title: str, alt: str) -> None:
    from contingent.briefs.charts.style import png, svg

    if path.suffix.lower() == ".png":
        write_whole(path, png(chart))
    else:
        write_whole(path, svg(chart, key="chart", title=title, alt_text=alt).encode())
