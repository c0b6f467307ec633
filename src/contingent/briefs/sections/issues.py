"""Issues: positions with their ranges, first outcomes, and who would have to move."""

from __future__ import annotations

from collections.abc import Collection

from contingent.briefs.brief import (
    Block,
    Bullets,
    Datum,
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
from contingent.briefs.digests import Topic, digest, in_short, mark, split_by_who
from contingent.briefs.ends import first_part
from contingent.briefs.kinds import of_positions
from contingent.briefs.outcomes import IssueOutcome, label_of
from contingent.briefs.phrases import capital, cited, count, listed, number, place
from contingent.briefs.sections.moves import actor_name, in_sentence, is_group, mover_lines
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

EXPLICIT = "explicit"
VERDICT = frozenset({Topic.VERDICT, Topic.PLACE, Topic.AGREE, Topic.RULES, Topic.WHO, Topic.HANGS})
"""What the page of an issue tells; the decision sheet tells the rest."""


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
    """Return the figure of all outcomes on one scale: where the models place each issue."""
    joint = [issue for issue in desk.material.issues if issue.collective and outcomes_of(desk, issue.id)]
    one_way = [issue for issue in joint if _settled(outcomes_of(desk, issue.id))]
    settled = f"{len(one_way) or 'none'} of {count(len(joint), 'issue')}"
    title = f"On {settled} decided together all models settle on the same side"
    data = [
        {**mark(outcome), "issue": issue.name, "order": n}
        for n, issue in enumerate(joint)
        for outcome in outcomes_of(desk, issue.id)
    ]
    return Figure(
        chart="outcome_overview",
        title=title,
        subtitle="Each mark is the middle draw of one model; line: where nine in ten draws of every model lie. "
        "The ends of the scale mean something different on each issue.",
        alt=f"{title}. Marks of the models on the scale of each issue; the table gives the figures.",
        data=tuple(data),
        table=Table(
            "Outcomes by issue: middle draw of each model",
            ("Issue", *(label_of(model) for model in _models(desk)), "Nine in ten draws", "Evidence"),
            tuple(_overview_row(desk, issue) for issue in joint),
            frozenset(range(1, len(_models(desk)) + 1)),
        ),
        cites=line(place("evidence-outcomes", "all outcomes"), desk.note("outcomes")),
    )


def _models(desk: Desk) -> list[str]:
    """Return the models that decide together, in their order."""
    joint = {issue.id for issue in desk.material.issues if issue.collective}
    return list(dict.fromkeys(o.model for o in desk.material.outcomes if o.issue in joint))


def _overview_row(desk: Desk, issue: Issue) -> Row:
    found = {o.model: o for o in outcomes_of(desk, issue.id)}
    figures = (line(number(found[model].central) if model in found else "–") for model in _models(desk))
    low, high = min(o.low for o in found.values()), max(o.high for o in found.values())
    cite = desk.outcome(next(iter(found.values())))
    return Row((line(issue.name), *figures, line(f"{number(low)}–{number(high)}"), line(cite)))


def _settled(outcomes: list[IssueOutcome]) -> bool:
    """Return whether nine in ten draws of every model of the positions fall on the same side of 50."""
    sides = {o.firm for o in of_positions(outcomes)}
    return len(sides) == 1 and None not in sides


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
        blocks.append(Paragraph(verdict(desk, issue, VERDICT)))
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
        [desk.outcome(o) for o in outcomes[:1]] or desk.note("outcomes"),
    )


def _scale(desk: Desk, issue: Issue) -> Line:
    points = (("0", issue.zero), ("50", issue.fifty), ("100", issue.hundred))
    parts = [part for value, text in points for part in (Words(f"{value}: ", "strong"), f"{text.rstrip('.')}. ")]
    return line(*parts, desk.note("positions"))


def _missing(desk: Desk, text: str) -> Paragraph:
    return Paragraph((line(text, desk.note("outcomes")),), "missing")


def verdict(desk: Desk, issue: Issue, topics: Collection[Topic]) -> tuple[Line, ...]:
    """Return what all models say on an issue, a sentence or two on each topic, with the outcomes it rests on."""
    outcomes = outcomes_of(desk, issue.id)
    told = digest(issue, outcomes, lambda code: in_sentence(desk, code))
    return tuple(
        line(
            *(
                (Words(f"{point.text} ", "strong"),)
                if point.topic is Topic.VERDICT
                else (Words(f"{capital(point.topic.value)}: ", "strong"), point.text)
            ),
            desk.outcome(outcomes[0]),
            desk.note("outcomes"),
        )
        for point in told.points
        if point.topic in topics
    )


def figure(desk: Desk, issue: Issue, found: list[Position], outcomes: list[IssueOutcome]) -> Figure:
    """Return the figure of positions with ranges under the distribution of outcomes."""
    data: list[Datum] = [
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
    data += [{"part": "outcome", **mark(o), "place": n} for n, o in enumerate(outcomes)]
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
        + (
            "Above: the middle draw of each model, half of its draws (thick) and nine in ten (thin). "
            if outcomes
            else ""
        )
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
            [desk.outcome(o) for o in outcomes[:1]],
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
        gaps = (abs(o.central - v) for o in split_by_who(outcomes_of(desk, issue.id)) for v in o.variants.values())
        return -max(gaps, default=0.0), min(abs(o.over_middle - 0.5) for o in outcomes_of(desk, issue.id))

    return sorted(found, key=rank)


def glance_line(desk: Desk, issue: Issue) -> Line:
    """Return the line of the first page on an issue: its ends, where the models place it, whether they agree."""
    outcomes = outcomes_of(desk, issue.id)
    return line(
        Words(f"{issue.name} ", "strong"),
        soft(f"(0: {first_part(issue.zero)}; 100: {first_part(issue.hundred)}). "),
        in_short(outcomes),
        desk.outcome(outcomes[0]),
        place(f"issue-{issue.id}", "issue"),
    )
