"""Issues: positions with their ranges, first outcomes, and who would have to move."""

from __future__ import annotations

import re

from contingent.briefs.brief import (
    Block,
    Bullets,
    Figure,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    line,
    soft,
)
from contingent.briefs.desk import Desk
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import capital, cited, count, listed, number, place, share_of_draws
from contingent.briefs.sections.moves import actor_name, in_sentence, is_group, mover_lines
from contingent.decisions.base import MIDDLE
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

EXPLICIT = "explicit"
CLEAR = 2
"""Points from the middle from which on an outcome is told to lie clearly on a side."""

NEAR_MIDDLE, NEAR_END = 10, 20
"""Points from the middle, and from an end, within which an outcome is told as near it."""


def outcomes_of(desk: Desk, issue: str) -> list[IssueOutcome]:
    """Return the outcomes of all models on an issue."""
    return [o for o in desk.material.outcomes if o.issue == issue]


def positions_of(desk: Desk, issue: str) -> list[Position]:
    """Return the positions on an issue, lowest first."""
    return sorted((p for p in desk.material.positions if p.issue == issue), key=lambda p: (p.value, p.actor))


def section(desk: Desk) -> Section:
    """Return the section with one subsection for each issue."""
    title = "Positions and first outcomes"
    issues = desk.material.issues
    if not issues:
        text = line(
            "The project holds no issues yet, so there are no positions to compare; define an issue with its "
            "scale from 0 "
            "to 100 and give the actors positions on it.",
            desk.note("positions"),
        )
        return Section("issues", title, (Paragraph((text,), "missing"),))
    blocks: list[Block] = [_opening(desk)]
    if any(i.collective and outcomes_of(desk, i.id) for i in issues):
        blocks.append(overview(desk))
    return Section("issues", title, tuple(blocks), tuple(_issue(desk, issue) for issue in issues), short="Issues")


def _opening(desk: Desk) -> Paragraph:
    positions = desk.material.positions
    explicit = sum(p.basis == EXPLICIT for p in positions)
    text = (
        f"{count(len(positions), 'position').capitalize()} on {count(len(desk.material.issues), 'issue')}: "
        f"{explicit} stated in the "
        f"report, {len(positions) - explicit} inferred by the analyst from related statements."
    )
    caution = (
        "An outcome says where the actors' positions balance if they decided among themselves by a simple "
        "rule; it is no "
        "forecast of what will happen."
    )
    return Paragraph((line(text, desk.note("positions")), line(caution, desk.note("outcomes"))), "lead")


def overview(desk: Desk) -> Figure:
    """Return the figure of all outcomes on one scale."""
    data: list[dict[str, str | float | int]] = []
    rows: list[Row] = []
    joint = [issue for issue in desk.material.issues if issue.collective]
    for n, issue in enumerate(joint):
        for outcome in outcomes_of(desk, issue.id):
            data.append(
                {
                    "issue": issue.name,
                    "order": n,
                    "model": outcome.label,
                    "central": outcome.central,
                    "low": outcome.low,
                    "high": outcome.high,
                }
            )
            figures = (line(number(v)) for v in (outcome.central, outcome.low, outcome.high))
            fewer = "; ".join(number(value) for value in outcome.variants.values()) or "–"
            rows.append(
                Row((line(issue.name), line(outcome.label), *figures, line(fewer), line(desk.outcome(outcome))))
            )
    fewer_names = listed(dict.fromkeys(name for o in desk.material.outcomes for name in o.variants)) or "fewer actors"
    one_way = [i.name for i in joint if _settled(outcomes_of(desk, i.id))]
    title = (
        f"On {len(one_way)} of {count(len(joint), 'issue')} decided together the outcome lies clearly on "
        "one side of the middle"
    )
    return Figure(
        chart="outcome_overview",
        title=title,
        subtitle="Outcome on each issue's scale from 0 to 100: mark for the middle draw, line for the middle "
        "90 per cent of draws. "
        "The end points mean something different on each issue.",
        alt=f"{title}. Ranges for each issue and model; the table gives the figures.",
        data=tuple(data),
        table=Table(
            "Outcomes by issue",
            ("Issue", "Model", "All actors, middle draw", "Low", "High", f"With {fewer_names} only", "Evidence"),
            tuple(rows),
            frozenset({2, 3, 4, 5}),
        ),
        cites=line(place("evidence-outcomes", "all outcomes"), desk.note("outcomes")),
    )


def _settled(outcomes: list[IssueOutcome]) -> bool:
    """Return whether nine in ten draws of every model fall on the same side of 50."""
    return bool(outcomes) and (
        all(o.over_middle >= 0.9 for o in outcomes) or all(o.over_middle <= 0.1 for o in outcomes)
    )


def _issue(desk: Desk, issue: Issue) -> Section:
    found = positions_of(desk, issue.id)
    outcomes = outcomes_of(desk, issue.id)
    evidence = desk.statements(issue.evidence) or (desk.note("positions"),)
    blocks: list[Block] = [
        Paragraph((line(issue.question, evidence),), "lead"),
        Paragraph((_scale(desk, issue),)),
    ]
    if not issue.collective:
        blocks.append(Paragraph((_separate(desk, outcomes),), "note"))
    elif outcomes:
        split = split_by_who(desk, issue.id)
        if split:
            blocks.append(Paragraph((_who_counts(desk, split),)))
        blocks.append(Bullets(tuple(outcome_line(desk, issue, o) for o in outcomes), "First outcomes"))
        moves = [move for o in outcomes for move in mover_lines(desk, o)]
        if moves:
            blocks.append(Bullets(tuple(moves), "Who would have to move to change it"))
    else:
        blocks.append(_missing(desk, "No outcome has been computed; run `contingent decide` on this issue."))
    if issue.silent:
        blocks.append(Paragraph((line(issue.silent, desk.note("positions")),), "note"))
    if found:
        blocks.append(figure(desk, issue, found, outcomes if issue.collective else []))
    else:
        blocks.append(_missing(desk, "No actor has a position on this issue yet."))
    return Section(f"issue-{issue.id}", issue.name, tuple(blocks))


def _separate(desk: Desk, outcomes: list[IssueOutcome]) -> Line:
    """Return the caveat on an issue that each actor decides for itself."""
    summed = listed(f"{o.label.lower()} {number(o.central)}" for o in outcomes)
    return line(
        Words("Separate decisions. ", "strong"),
        "Each actor decides this for its own side, so there is no joint outcome and nobody has to move to tip one: "
        "compare the positions. ",
        f"The figures {summed} sum them up and say no more." if outcomes else "",
        [desk.outcome(o) for o in outcomes] or desk.note("outcomes"),
    )


def _scale(desk: Desk, issue: Issue) -> Line:
    points = (("0", issue.zero), ("50", issue.fifty), ("100", issue.hundred))
    parts = [part for value, text in points for part in (Words(f"{value}: ", "strong"), f"{text.rstrip('.')}. ")]
    return line(*parts, desk.note("positions"))


def _missing(desk: Desk, text: str) -> Paragraph:
    return Paragraph((line(text, desk.note("outcomes")),), "missing")


def outcome_line(desk: Desk, issue: Issue, outcome: IssueOutcome) -> Line:
    """Return an outcome in words: where it lies with all actors, how sure that is, and where if others count."""
    others = [
        part
        for name, value in outcome.variants.items()
        for part in (Words(f" {number(value)}", "strong"), f" if only {name} count, {leaning(issue, value)}.")
    ]
    return line(
        Words(f"{outcome.label}: {number(outcome.central)}", "strong"),
        f" of 100 with all actors, {leaning(issue, outcome.central)} "
        f"({outcome.side} the middle in {share_of_draws(outcome.odds)}; nine in ten draws lie between "
        f"{number(outcome.low)} and {number(outcome.high)}).",
        line(*others),
        desk.outcome(outcome),
        desk.note("outcomes"),
    )


def leaning(issue: Issue, value: float) -> str:
    """Return to which end of its scale a value on an issue leans, in the words of that end."""
    far = abs(value - MIDDLE)
    if far < NEAR_MIDDLE:
        return "near the middle"
    end = issue.hundred if value > MIDDLE else issue.zero
    return f"{'close to' if far > MIDDLE - NEAR_END else 'towards'} “{first_part(end)}”"


def first_part(text: str) -> str:
    """Return what a point of a scale means in short: up to the first semicolon or bracket, without the full stop."""
    return re.split(r";|\s\(", text, maxsplit=1)[0].strip().rstrip(".")


def split_by_who(desk: Desk, issue: str) -> list[IssueOutcome]:
    """Return the outcomes that lie clearly on one side of the middle with all actors and on the other with fewer."""
    return [
        o
        for o in outcomes_of(desk, issue)
        if any(
            (o.central - MIDDLE) * (value - MIDDLE) < 0 and min(abs(o.central - MIDDLE), abs(value - MIDDLE)) >= CLEAR
            for value in o.variants.values()
        )
    ]


def _who_counts(desk: Desk, found: list[IssueOutcome]) -> Line:
    """Return the warning that the result hangs on whose positions count."""
    names = listed(dict.fromkeys(name for o in found for name in o.variants))
    models = listed(o.label.lower() for o in found)
    return line(
        Words("Who counts decides. ", "strong"),
        f"By {models}, the outcome lies on one side of the middle with every actor and on the other with {names} only: "
        "the unnamed groups of participants tip it.",
        [desk.outcome(o) for o in found],
    )


def figure(desk: Desk, issue: Issue, found: list[Position], outcomes: list[IssueOutcome]) -> Figure:
    """Return the figure of positions with ranges under the distribution of outcomes."""
    data: list[dict[str, str | float | int]] = [
        {
            "part": "position",
            "actor": actor_name(desk, p.actor),
            "order": n,
            "value": p.value,
            "low": p.low,
            "high": p.high,
            "salience": p.salience,
            "basis": "stated in the report" if p.basis == EXPLICIT else "inferred",
        }
        for n, p in enumerate(reversed(found))
    ]
    for o in outcomes:
        model = o.label
        data.append({"part": "outcome", "model": model, "central": o.central, "low": o.low, "high": o.high})
        data += [{"part": "bin", "model": model, "from": a, "to": b, "share": s} for a, b, s in o.bins]
    rows = tuple(
        Row(
            (
                line(actor_name(desk, p.actor)),
                line(number(p.value)),
                line(f"{number(p.low)}–{number(p.high)}"),
                line(number(p.salience)),
                line("stated" if p.basis == EXPLICIT else "inferred", soft(f" ({p.source})") if p.source else ""),
                line(p.note or "", desk.statements(p.evidence) or desk.note("positions")),
            )
        )
        for p in reversed(found)
    )
    title = _title(desk, found)
    return Figure(
        chart="positions",
        title=title,
        subtitle="Position (mark), its range (line) and salience (size of mark), 0 to 100. "
        + ("Above: share of draws by outcome. " if any(o.bins for o in outcomes) else "")
        + "Source: coded report.",
        alt=f"{issue.name}: {title}. The table gives every position with range, salience and evidence.",
        data=tuple(data),
        table=Table(
            f"Positions: {issue.name}",
            ("Actor", "Position", "Range", "Salience", "Basis", "Reading and evidence"),
            rows,
            frozenset({1, 2, 3}),
        ),
        cites=line(
            cited(dict.fromkeys(e for p in found for e in p.evidence if e in desk.by_id)),
            [desk.outcome(o) for o in outcomes],
        )
        or line(desk.note("positions")),
    )


def _title(desk: Desk, found: list[Position]) -> str:
    """Return the finding: who stands at the ends, or that all stand together."""
    low, high = found[0], found[-1]
    names = [
        actor_name(desk, p.actor) if not is_group(desk, p.actor) else "a group of participants" for p in (low, high)
    ]
    if len(found) == 1:
        return f"Only {names[0]} has a position, at {number(low.value)}"
    if high.value - low.value < 20:
        return f"Positions lie close together, from {number(low.value)} to {number(high.value)}"
    return capital(f"{names[0]} ({number(low.value)}) and {names[1]} ({number(high.value)}) stand furthest apart")


def closest_calls(desk: Desk) -> list[Issue]:
    """Return the issues with outcomes, first those on which who counts decides, then the closest to the middle."""
    found = [issue for issue in desk.material.issues if issue.collective and outcomes_of(desk, issue.id)]

    def rank(issue: Issue) -> tuple[float, float]:
        gaps = (abs(o.central - v) for o in split_by_who(desk, issue.id) for v in o.variants.values())
        return -max(gaps, default=0.0), min(abs(o.over_middle - 0.5) for o in outcomes_of(desk, issue.id))

    return sorted(found, key=rank)


def glance_line(desk: Desk, issue: Issue) -> Line:
    """Return the line of the first page on an issue: its ends, where it stands, who counts, whose move would tip it."""
    outcomes = outcomes_of(desk, issue.id)
    everyone = listed(f"{number(o.central)} by {o.label.lower()}" for o in outcomes)
    fewer: dict[str, list[str]] = {}
    for o in outcomes:
        for name, value in o.variants.items():
            fewer.setdefault(name, []).append(number(value))
    others = "".join(f"; {listed(values)} with {name} only" for name, values in fewer.items())
    split = bool(split_by_who(desk, issue.id))
    verdict = ": who counts decides." if split else "."
    tipping = listed((in_sentence(desk, m.actor) for m in outcomes[0].movers[:2]), "or")
    tail = (
        f" A move by {tipping} alone could carry the {outcomes[0].label.lower()} to or over the middle."
        if tipping
        else ""
    )
    return line(
        Words(f"{issue.name} ", "strong"),
        soft(f"(0: {first_part(issue.zero)}; 100: {first_part(issue.hundred)}). "),
        f"With all actors {everyone}{others}{verdict}{'' if split else tail}",
        [desk.outcome(o) for o in outcomes],
        place(f"issue-{issue.id}", "issue"),
    )
