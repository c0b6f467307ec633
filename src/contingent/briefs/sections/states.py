"""State profiles: motives, constraints, level, direction; said beside done."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contingent.briefs.brief import Block, Line, Paragraph, Row, Section, Table, Terms, Words, line, soft
from contingent.briefs.desk import Desk
from contingent.briefs.material import Point, Profile
from contingent.briefs.phrases import capital, cite, cited, claim_text, count, named, place
from contingent.briefs.sections import checking, profiles, series
from contingent.checks.verdicts import Verdict


def section(desk: Desk) -> Section:
    """Return the section with one profile for each state."""
    title = "State profiles"
    found = profiles.states(desk)
    if not found:
        text = line(
            "No profile can be shown: no state is named in at least three statements, or the project does not yet know "
            "which codes are states (`contingent record` adds the reference facts).",
            desk.note("profiles"),
        )
        return Section("states", title, (Paragraph((text,), "missing"),))
    blocks: list[Block] = [Paragraph((_how(desk, found),))]
    states = tuple(p.actor for p in found if desk.is_state(p.actor) or not desk.actors)
    if desk.contributions and states:
        blocks.append(series.figure(desk, states))
    else:
        text = line(
            "The project holds no contribution series, so what is said stands here without what is done; get it with "
            "`contingent record pull` or `contingent record import`.",
            desk.note("record"),
        )
        blocks.append(Paragraph((text,), "missing"))
    return Section("states", title, tuple(blocks), tuple(_profile(desk, p) for p in found), short="States")


def _how(desk: Desk, found: tuple[Profile, ...]) -> Line:
    how = (
        "put together from the coded statements by fixed rules"
        if any(p.derived for p in found)
        else "written by the analyst from the statements cited"
    )
    return line(
        f"The {count(len(found), 'profile')} below {'is' if len(found) == 1 else 'are'} {how}.", desk.note("profiles")
    )


def points(desk: Desk, found: tuple[Point, ...]) -> tuple[Line, ...]:
    """Return one line for each point; a point whose statements are not in the project says so."""
    lines = []
    for point in found:
        cites = desk.statements(point.evidence)
        text = point.text[:1].upper() + point.text[1:]
        lines.append(
            line(text, cites) if cites else line(text, soft(" (evidence not in this project)"), desk.note("profiles"))
        )
    return tuple(lines)


def _profile(desk: Desk, profile: Profile) -> Section:
    entries = [(heading, points(desk, found)) for heading, found in profile.headings.items() if found]
    left_open = [f"{heading.lower()}: {text}" for heading, text in profile.silent.items()]
    left_open += [
        f"{h.lower()}: nothing said" for h, found in profile.headings.items() if not found and h not in profile.silent
    ]
    if left_open:
        entries.append(("Left open", (line(f"{capital('; '.join(left_open))}.", desk.note("profiles")),)))
    blocks: list[Block] = [Terms(tuple(entries))] if entries else []
    if desk.contributions and (desk.is_state(profile.actor) or not desk.actors):
        told = series.told(desk, series.series_of(desk, profile.actor))
        blocks.append(Paragraph((line(Words("On record. ", "strong"), told[0]), *told[1:])))
    beside = _beside(desk, profile.actor)
    if beside is not None:
        blocks.append(beside)
    return Section(f"state-{profile.actor}", named(profile.actor, desk.actors), tuple(blocks))


def _concerns(desk: Desk, verdict: Verdict, actor: str) -> bool:
    statement = desk.by_id.get(verdict.statement)
    if statement is None or statement.claim is None:
        return False
    subject = statement.claim.subject
    if actor in re.findall(r"\w+", subject) or named(actor, desk.actors).lower() in subject.lower():
        return True
    return _mentions(statement.claim.parameters, actor)


def _mentions(value: object, code: str) -> bool:
    """Return whether a code stands anywhere in the parameters of a claim."""
    if isinstance(value, Mapping):
        return any(_mentions(each, code) for each in value.values())
    if isinstance(value, list | tuple):
        return any(_mentions(each, code) for each in value)
    return value == code


def _beside(desk: Desk, actor: str) -> Table | None:
    """Return what is said of an actor beside what the record shows, or None where nothing was checked."""
    rows = [
        Row(
            (
                line(claim_text(desk.by_id[v.statement]), cite(v.statement)),
                line(checking.observed(desk, v)),
                checking.badge(v.ruling.value),
                line(checking.sources(desk, v), place(checking.row_key(v), "check")),
            )
        )
        for v in checking.in_order(desk.material.verdicts)
        if _concerns(desk, v, actor)
    ]
    if not rows:
        return None
    return Table("Said beside done", ("Said in the report", "On record", "Verdict", "Source"), tuple(rows))


def directions(desk: Desk) -> list[Line]:
    """Return one line for each state whose profile has something under a heading on direction."""
    lines = []
    for profile in profiles.states(desk):
        for heading, found in profile.headings.items():
            if "direction" in heading.lower() and found:
                name = named(profile.actor, desk.actors)
                evidence = [key for point in found for key in point.evidence if key in desk.by_id]
                trend = {"up": " (rising)", "flat": " (flat)", "down": " (falling)"}.get(profile.trend or "", "")
                text = "; ".join(point.text.rstrip(".") for point in found[:2])
                if evidence:
                    lines.append(
                        line(
                            Words(f"{name}{trend}: ", "strong"),
                            f"{text}.",
                            cited(evidence),
                            place(f"state-{profile.actor}", "profile"),
                        )
                    )
    return lines
