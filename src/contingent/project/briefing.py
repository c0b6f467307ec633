"""Gathering what a brief is made from out of an open project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.briefs.material import Material
from contingent.briefs.sections.series import coverage
from contingent.positions.profiles import Profile
from contingent.project.codings import refuse_blind, standings
from contingent.project.settling import settled_twins
from contingent.project.suggesting import codebook_of
from contingent.records.actors import Actor, ActorKind
from contingent.store.rows_summaries import frame_of

if TYPE_CHECKING:
    from contingent.briefs.outcomes import IssueOutcome
    from contingent.project.deciding import Decisions
    from contingent.project.project import Project


def material(
    project: Project, meeting: str, *, prepared: date | None = None, decisions: Decisions | None = None
) -> Material:
    """Return what the brief on a meeting is made from: its reports' statements, and all that refers to them.

    `decisions` are those to tell; without them every model decides every issue.
    """
    reports = project.reports.find(meeting=meeting)
    for each in reports:
        refuse_blind(project, each.id, "A brief tells what was coded")
    keys = [report.id for report in reports]
    statements = project.statements.find(report=keys, standing=True) if reports else ()
    twins = settled_twins(project)
    profiles = [_profile(each, twins) for each in project.profiles.find()]
    actors = {actor.code: actor for actor in project.record.actors}
    return Material(
        meeting=project.meetings.get(meeting),
        report=reports[0] if reports else None,
        statements=statements,
        quotes=project.quotes(statements),
        codebook=codebook_of(project.store),
        actors=actors,
        groups=_groups(project, actors),
        verdicts=project.check([s.id for s in statements if s.claim]) if any(s.claim for s in statements) else (),
        issues=tuple(replace(each, evidence=_cited(each.evidence, twins)) for each in project.issues.find()),
        positions=tuple(replace(each, evidence=_cited(each.evidence, twins)) for each in project.positions.find()),
        outcomes=_outcomes(project, decisions),
        profiles=tuple(p for p in profiles if frame_of(p) == "engagement"),
        organisations=tuple(p for p in profiles if frame_of(p) == "framework"),
        contributions_note=coverage(project.record.contributions),
        coding_note=" ".join(each.text() for each in standings(project) if each.report in keys) or None,
        record=project.record,
        prepared=prepared or date.today(),
    )


def _cited(evidence: tuple[str, ...], twins: Mapping[str, str]) -> tuple[str, ...]:
    """Return evidence with what was settled in the place of what coders had."""
    return tuple(dict.fromkeys(twins.get(key, key) for key in evidence))


def _profile(profile: Profile, twins: Mapping[str, str]) -> Profile:
    headings = {
        heading: tuple(replace(point, evidence=_cited(point.evidence, twins)) for point in points)
        for heading, points in profile.headings.items()
    }
    return replace(profile, headings=headings)


def _groups(project: Project, actors: dict[str, Actor]) -> dict[str, str]:
    """What the unnamed groups of participants that hold positions are."""
    held = {position.actor for position in project.positions.find()}
    return {code: actors[code].name for code in held if code in actors and actors[code].kind is ActorKind.GROUP}


def _outcomes(project: Project, decisions: Decisions | None) -> tuple[IssueOutcome, ...]:
    if decisions is not None:
        return decisions.outcomes
    if not project.positions.count():
        return ()
    return project.decide().outcomes


def save_brief(
    project: Project, path: str | Path, meeting: str | None = None, *, decisions: Decisions | None = None
) -> Path:
    """Write the brief as one HTML file, whole or not at all, and return its path.

    `decisions` made already are told as they are. Raises as `Project.brief`.
    """
    from contingent.briefs.render.html import render_html

    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError("A brief is written as HTML.", record=str(path), remedy="Name a file that ends in .html.")
    if not path.parent.is_dir():  # said before the work, not after
        raise InputError("The folder is not there.", record=str(path.parent), remedy="Make it, or name another one.")
    write_whole(path, render_html(project.brief(meeting, decisions=decisions)).encode())
    return path
