"""Meetings side by side as plain rows, for people and programs, and as a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.files import write_whole
from contingent.coding import meetings as told
from contingent.coding.codebook_versions import named
from contingent.coding.meetings import Cell, Change, Course, Silence
from contingent.coding.shares import interval
from contingent.project.meetings import Across, is_fictional

if TYPE_CHECKING:
    from contingent.project.project import Project


def meeting_rows(found: Across) -> list[dict[str, Any]]:
    """Return the meetings: id, title, day, statements, voices, stances taken, concepts spoken of."""
    rows = []
    for dialogue in found.dialogues:
        voices = [voice for voice in found.voices if voice.meeting == dialogue.id]
        concepts = [code for code, by_meeting in found.mentions.items() if dialogue.id in by_meeting]
        rows.append(
            {
                "id": dialogue.id,
                "title": dialogue.title,
                "day": dialogue.day,
                "statements": found.counts.get(dialogue.id, 0),
                "voices": len(voices),
                "stances": sum(voice.stance is not None for voice in voices),
                "concepts": len(concepts),
                "fictional": is_fictional(dialogue.title),
            }
        )
    return rows


def cell_row(found: Across, cell: Cell) -> dict[str, Any]:
    """Return a cell: who, on what, when, where it stands, the statements by stance, the share for it, the form."""
    share = interval(len(cell.pro), len(cell.con))
    stances: dict[str, list[str]] = defaultdict(list)
    for voice in cell.voices:
        stances[voice.stance.value if voice.stance else "none"].append(voice.statement)
    return {
        "concept": cell.concept,
        found.by if cell.holder != "all" else "holder": cell.holder,
        "name": found.names.get(cell.holder, cell.holder),
        "meeting": cell.meeting,
        "stand": cell.stand.value,
        "statements": dict(stances),
        "share_for": len(cell.pro) / (len(cell.pro) + len(cell.con)) if share else None,
        "share_95": list(share) if share else None,
        "hedged": [voice.statement for voice in cell.taken if voice.hedge.value != "certain"],
        "quantifiers": dict(Counter(voice.quantifier for voice in cell.voices)),
        "kinds": dict(Counter(voice.kind.value for voice in cell.voices)),
    }


def change_row(found: Across, change: Change) -> dict[str, Any]:
    """Return a change with both sides' statements, the change of the share for it, and what to keep in mind."""
    moved = told.difference(change.before, change.after)
    return {
        "concept": change.concept,
        found.by: change.holder,
        "name": found.names.get(change.holder, change.holder),
        "turn": change.turn.value,
        "before": cell_row(found, change.before),
        "after": cell_row(found, change.after),
        "share_change": moved[0] if moved else None,
        "share_change_95": [moved[1], moved[2]] if moved else None,
        "cautions": list(change.cautions),
    }


def silence_row(found: Across, silence: Silence) -> dict[str, Any]:
    """Return who has no statement at the last meeting, with the last stance it took."""
    last = silence.last
    return {
        "concept": silence.concept,
        found.by: silence.holder,
        "last_meeting": last.meeting,
        "stand_then": last.stand.value,
        "statements": [voice.statement for voice in last.taken],
    }


def course_row(found: Across, course: Course) -> dict[str, Any]:
    """Return what a concept is at a meeting, with its statements."""
    cell = cell_row(found, course.cell)
    keep = ("statements", "share_for", "share_95", "hedged")
    return {
        "concept": course.concept,
        "name": found.names.get(course.concept, course.concept),
        "meeting": course.meeting,
        "state": course.state.value,
        "new": course.new,
        "reopened": course.reopened,
        **{name: cell[name] for name in keep},
        "mentions": list(course.mentions),
        "earlier_other_side": list(course.earlier),
        "cautions": list(course.cautions),
    }


def definitions(found: Across) -> dict[str, str]:
    """Return what the words for concepts mean, with the least number of statements asked for."""
    return {word: text.format(least=found.least) for word, text in told.DEFINITIONS.items()}


def voice_rows(project: Project, found: Across) -> list[dict[str, Any]]:
    """Return every attributed statement in the order of meetings: who, how many, how sure, which stance, its words."""
    places = {dialogue.id: n for n, dialogue in enumerate(found.dialogues)}
    keys = {voice.statement for voice in found.voices}
    statements = {s.id: s for s in project.statements.find(standing=True) if s.id in keys}
    quotes = project.quotes(statements.values())
    return [
        {
            "statement": voice.statement,
            "meeting": voice.meeting,
            "concept": voice.concept,
            found.by: list(voice.holders),
            "quantifier": voice.quantifier,
            "kind": voice.kind.value,
            "hedge": voice.hedge.value,
            "stance": voice.stance.value if voice.stance else None,
            "words": quotes.get(voice.statement) or statements[voice.statement].paraphrase or "",
        }
        for voice in sorted(found.voices, key=lambda voice: places[voice.meeting])
    ]


def across_as_dict(found: Across) -> dict[str, Any]:
    """Return all of it as plain rows."""
    return {
        "meetings": meeting_rows(found),
        "by": found.by,
        "codebook": named(found.codes.target) if found.codes.target else None,
        "definitions": definitions(found),
        "courses": [course_row(found, each) for each in found.courses],
        "changes": [change_row(found, each) for each in found.changes],
        "no_statement_since": [silence_row(found, each) for each in found.silences],
        "support": [cell_row(found, each) for each in found.cells],
        "notes": list(found.notes),
    }


def save_meetings(project: Project, found: Across, path: Path) -> None:
    """Write the meetings side by side as one self-contained page, every figure with its statements."""
    from contingent.briefs.render.html import render_html
    from contingent.briefs.sheets.meetings import MeetingsMaterial, meetings_sheet

    cited = {voice.statement for voice in found.voices}
    cited |= {key for by in found.mentions.values() for ids in by.values() for key in ids}
    statements = {s.id: s for s in project.statements.find(standing=True) if s.id in cited}
    page = meetings_sheet(
        MeetingsMaterial(
            rows=across_as_dict(found),
            statements=statements,
            quotes=project.quotes(statements.values()),
            prepared=date.today(),
        )
    )
    write_whole(path, render_html(page).encode())
