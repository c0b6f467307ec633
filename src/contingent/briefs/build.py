"""From material to brief."""

from __future__ import annotations

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import Brief, Section, check
from contingent.briefs.desk import Desk
from contingent.briefs.material import Material
from contingent.briefs.phrases import listed, named
from contingent.briefs.sections import (
    checking,
    evidence,
    glance,
    holders,
    issues,
    method,
    organisations,
    paths,
    states,
    themes,
)
from contingent.coding.reports import Confidentiality, Meeting

_RULES = {
    Confidentiality.PUBLIC: "Public meeting",
    Confidentiality.NON_ATTRIBUTION: "Chatham House Rule",
    Confidentiality.CONFIDENTIAL: "Confidential",
}


def build(material: Material) -> Brief:
    """Return the brief on a meeting. Empty parts of the material give sections that say what is missing.

    Raises ProgrammingError if a line were left without evidence or led nowhere; that is a defect of a section.
    """
    desk = Desk(material)
    sections: list[Section] = [
        glance.section(desk),
        themes.section(desk),
        holders.section(desk),
        states.section(desk),
        organisations.section(desk),
        checking.section(desk),
        issues.section(desk),
        paths.proposals(desk),
        paths.what_ifs(desk),
        method.section(desk),
    ]
    sections.append(evidence.section(desk))  # last: by now every source has its number
    brief = Brief(
        title=title_of(material),
        subtitle="Brief: what was said, what is done, what could follow",
        facts=tuple(_facts(desk)),
        sections=tuple(sections),
    )
    wrong = check(brief)
    if wrong:
        raise ProgrammingError(f"The brief has {len(wrong)} lines without sound evidence.", record="; ".join(wrong[:5]))
    return brief


def title_of(material: Material) -> str:
    """Return the title of the meeting, or of its report where the meeting has no more than its id."""
    meeting, report = material.meeting, material.report
    return report.title if report is not None and meeting.title == meeting.id else meeting.title


def when(meeting: Meeting) -> str:
    """Return the dates of a meeting: `5–6 November 2013`, empty if not known."""
    start, end = meeting.start, meeting.end
    if start is None:
        return ""
    if end is None or end == start:
        return f"{start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {start:%B %Y}"
    return f"{start.day} {start:%B}{f' {start.year}' if start.year != end.year else ''} to {end.day} {end:%B %Y}"


def _facts(desk: Desk) -> list[str]:
    material = desk.material
    meeting = material.meeting
    facts = [", ".join(part for part in (meeting.place, when(meeting)) if part)]
    if meeting.hosts:
        facts.append("Hosts: " + listed(named(code, desk.actors) for code in meeting.hosts))
    facts.append(_RULES[meeting.rule])
    if material.report is not None and material.report.title != title_of(material):
        facts.append(f"Rests on: {material.report.title}")
    if material.prepared:
        facts.append(f"Prepared {material.prepared.day} {material.prepared:%B %Y}")
    return [fact for fact in facts if fact]
