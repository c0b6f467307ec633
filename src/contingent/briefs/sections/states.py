"""State profiles: motives, constraints, level, direction; said beside done."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contingent.briefs.brief import Block, Line, Paragraph, Row, Section, Table, Terms, Words, line, soft
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import (
    capital,
    cite,
    cited,
    claim_text,
    count,
    heading_title,
    listed,
    named,
    place,
    with_article,
)
from contingent.briefs.sections import checking, profiles, series
from contingent.checks.verdicts import Verdict
from contingent.coding.vocabulary import Level
from contingent.positions.profiles import Point, Profile, Trend
from contingent.records.actors import ActorKind


def section(desk: Desk) -> Section:
    """Return the section with one profile for each state."""
    title = "State profiles"
    found = profiles.states(desk)
    if not found:
        text = line(
            "No profile can be shown: no state that the project knows is named in at least three statements.",
            desk.note("profiles"),
        )
        return Section("states", title, (Paragraph((text,), "missing"),))
    blocks: list[Block] = [Paragraph((_how(desk, found),))]
    states = tuple(p.actor for p in found if desk.is_state(p.actor) or not desk.actors)
    states = tuple(code for code in states if series.series_of(desk, code).rows)
    if states:
        blocks.append(series.figure(desk, states))
    else:
        text = line(
            "The project holds no contribution series of these states, so what is said stands here without what is "
            "done.",
            desk.note("record"),
        )
        blocks.append(Paragraph((text,), "missing"))
    return Section("states", title, tuple(blocks), tuple(_profile(desk, p) for p in found), short="States")


def _how(desk: Desk, found: tuple[Profile, ...]) -> Line:
    how = (
        "put together from the coded statements by fixed rules"
        if not desk.material.profiles
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
    entries = [(heading_title(heading), points(desk, found)) for heading, found in profile.headings.items() if found]
    if not entries:
        blocks: list[Block] = [Paragraph((_nothing_said(desk, profile),))]
    else:
        left_open = _left_open(profile)
        if left_open:
            entries.append(("Left open", (line(left_open, desk.note("profiles")),)))
        blocks = [Terms(tuple(entries), brief=True)]
    if desk.contributions and (desk.is_state(profile.actor) or not desk.actors):
        told = series.told(desk, series.series_of(desk, profile.actor))
        blocks.append(Paragraph((line(Words("On record. ", "strong"), told[0]), *told[1:])))
    beside = _beside(desk, profile.actor)
    if beside is not None:
        blocks.append(beside)
    return Section(f"state-{profile.actor}", named(profile.actor, desk.actors), tuple(blocks))


def _nothing_said(desk: Desk, profile: Profile) -> Line:
    name = capital(with_article(named(profile.actor, desk.actors)))
    return line(f"{name}: the report says nothing of its motives, constraints or plans.", desk.note("profiles"))


def _left_open(profile: Profile) -> str:
    """Return what the report leaves open, headings that it leaves open in the same words together; else nothing."""
    words = {heading: text.rstrip(".") for heading, text in profile.silent.items()}
    words |= {h: "nothing said" for h, found in profile.headings.items() if not found and h not in words}
    by_words: dict[str, list[str]] = {}
    for heading, text in words.items():
        by_words.setdefault(text, []).append(heading_title(heading).lower())
    return "; ".join(f"{capital(listed(headings))}: {text}" for text, headings in by_words.items()) + "." * bool(words)


MOST_NAMED = 2
"""States that a claim may name as its subject and still be told under each of them."""


def concerns(desk: Desk, verdict: Verdict, actor: str) -> bool:
    """Return whether a verdict belongs into the profile of an actor.

    It does where the actor is the subject of the claim or one of at most two states that are. A claim about more
    states belongs to the group that has them all, once, and not to each of them. What a report says of itself and its
    meeting belongs to nobody's record.
    """
    statement = desk.by_id.get(verdict.statement)
    if statement is None or statement.claim is None or statement.level is Level.META:
        return False
    subject = statement.claim.subject
    named_states = [code for code in dict.fromkeys(re.findall(r"\w+", subject)) if desk.is_state(code)]
    meant = codes_in(statement.claim.parameters)
    if actor in desk.actors and desk.actors[actor].kind is ActorKind.GROUP:
        inside = {each.actor for each in desk.memberships(actor)}
        others = {code for code in meant if desk.is_state(code)} - set(named_states)
        whole_group = len(others) > MOST_NAMED and others <= inside
        return actor in meant or named(actor, desk.actors).lower() in subject.lower() or whole_group
    states = named_states or [code for code in meant if desk.is_state(code)]
    return actor in states and len(states) <= MOST_NAMED


def codes_in(value: object) -> tuple[str, ...]:
    """Return every text among the parameters of a claim, however deep, each once."""
    if isinstance(value, Mapping):
        return codes_in(list(value.values()))
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(code for each in value for code in codes_in(each)))
    return (value,) if isinstance(value, str) else ()


def _beside(desk: Desk, actor: str) -> Table | None:
    """Return what is said of an actor beside what the record shows, or None where nothing was checked."""
    rows = [
        Row(
            (
                line(claim_text(desk.by_id[v.statement]), cite(v.statement), checking.tested(desk, v)),
                line(checking.observed(desk, v)),
                line(checking.badge(v.ruling.value), place(checking.row_key(v), "check")),
            )
        )
        for v in checking.in_order(desk.material.verdicts)
        if concerns(desk, v, actor)
    ]
    if not rows:
        return None
    return Table("Said beside done", ("Said in the report", "On record", "Verdict"), tuple(rows))


_TRENDS = {
    Trend.UP: " (rising)",
    Trend.FLAT: " (flat)",
    Trend.DOWN: " (falling)",
    Trend.UNCLEAR: " (unclear)",
}


def directions(desk: Desk) -> list[Line]:
    """Return one line for each state whose profile has something under a heading on direction."""
    lines = []
    for profile in profiles.states(desk):
        for heading, found in profile.headings.items():
            if "direction" in heading.lower() and found:
                name = named(profile.actor, desk.actors)
                evidence = [key for point in found for key in point.evidence if key in desk.by_id]
                trend = _TRENDS[profile.trend] if profile.trend else ""
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
