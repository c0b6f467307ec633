"""Codings side by side, as rows for the screen and as a sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.briefs.phrases import listed
from contingent.coding.comparing import Accord, Comparison, Place, field_of, in_words
from contingent.coding.statements import Statement
from contingent.project.settling import changed_since, decisions

if TYPE_CHECKING:
    from contingent.project.project import Project

_SHOWN_FIELDS = 6  # most frequent differences that the summary names


def comparison_rows(project: Project, compared: Comparison) -> list[dict[str, Any]]:
    """Return one row a place: number, span, accord, quote, each coder's statement, differences and decisions."""
    report = project.reports.get(compared.report)
    text = report.clean.text if report.clean is not None else None
    decided = _decided(project, compared)
    return [
        {
            "number": place.number,
            "span": [place.span.start, place.span.end] if place.span is not None else None,
            "accord": place.accord.value,
            "quote": place.span.cut(text) if place.span is not None and text is not None else None,
            "statements": {coder: _own(each) for coder, each in place.statements.items()},
            "differing": _differing(place),
            "without": list(place.without),
            "decided": list(decided.get(place.number, ())),
        }
        for place in compared.places
    ]


def _decided(project: Project, compared: Comparison) -> dict[int, tuple[str, ...]]:
    """Return the decisions about each place in sentences, and last what coders changed there since."""
    since = changed_since(project, compared)
    return {
        number: (*(each.text() for each in about), *([since[number]] if number in since else []))
        for number, about in decisions(project, compared).items()
    }


def _own(statement: Statement) -> dict[str, Any]:
    span = [statement.span.start, statement.span.end] if statement.span is not None else None
    return {"id": statement.id, "span": span, "told": coded_as(statement)}


def coded_as(statement: Statement) -> str:
    """Return in one line who says it, what kind of claim it is, about which concepts, and the paraphrase if any."""
    parts = [statement.holder, statement.type.value, ", ".join(statement.concepts), statement.paraphrase]
    return "; ".join(part for part in parts if part)


def _differing(place: Place) -> dict[str, dict[str, str]]:
    return {
        name: {coder: in_words(field_of(each, name)) for coder, each in place.statements.items()}
        for name in place.differing
    }


def comparison_summary(compared: Comparison) -> dict[str, Any]:
    """Return what a comparison comes to: counts by accord, fields by how often they differ, and all in sentences."""
    counts = {accord.value: compared.count(accord) for accord in Accord}
    told = [
        f"{len(compared.places)} passages: on {counts['agreed']} {listed(compared.coders)} agree in every "
        f"compared field, on {counts['differ']} they differ, {counts['not coded by all']} are not coded by all."
    ]
    if compared.differences:
        often = [f"{name} {count}" for name, count in list(compared.differences.items())[:_SHOWN_FIELDS]]
        told.append(f"Fields that differ, with the number of passages: {', '.join(often)}.")
    alone = {coder: compared.alone(coder) for coder in compared.coders}
    if any(alone.values()):
        told.append(f"Coded by one alone: {', '.join(f'{coder} {count}' for coder, count in alone.items())}.")
    for coder, number in compared.left_out.items():
        told.append(f"{number} suggestions that {coder} has not reviewed are left out.")
    return {
        "report": compared.report,
        "coders": list(compared.coders),
        "counts": counts,
        "differences": compared.differences,
        "alone": alone,
        "left_out": dict(compared.left_out),
        "told": told,
    }


def save_comparison(project: Project, compared: Comparison, path: str | Path) -> Path:
    """Write a comparison as one self-contained HTML sheet, whole or not at all, and return its path.

    Raises InputError for a name that does not end in .html, or a folder that is not there.
    """
    from contingent.briefs.sheets.codings import Sheet, render_codings

    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError("A comparison is written as HTML.", record=str(path), remedy="Name a file that ends in .html.")
    if not path.parent.is_dir():
        raise InputError("The folder is not there.", record=str(path.parent), remedy="Make it, or name another one.")
    report = project.reports.get(compared.report)
    sheet = Sheet(
        title=report.title,
        comparison=compared,
        clean=report.clean,
        decided=_decided(project, compared),
        told=tuple(comparison_summary(compared)["told"]),
        prepared=date.today(),
    )
    write_whole(path, render_codings(sheet).encode())
    return path
