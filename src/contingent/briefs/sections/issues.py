"""Issues: positions with their ranges, first outcomes, and who would have to move."""

from __future__ import annotations

from contingent.briefs.brief import (
    Block,
    Bullets,
    Figure,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    Terms,
    Words,
    line,
    soft,
)
from contingent.briefs.desk import Desk
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import capital, cited, count, listed, number, place, share_of_draws, short
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

EXPLICIT = "explicit"
MOST_MOVERS = 3


def is_group(desk: Desk, code: str) -> bool:
    """Return whether a code is an unnamed group of participants; a group of states is an actor like any other."""
    types = {p.actor_type for p in desk.material.positions if p.actor == code}
    return code in desk.material.groups and types <= {"participants"}


def actor_name(desk: Desk, code: str) -> str:
    """Return the name of an actor or the description of a group of participants."""
    if is_group(desk, code):
        return capital(desk.material.groups[code])
    return (
        short(code, desk.actors) if code in desk.actors else capital(code.replace("_", " ").removeprefix("P ").lower())
    )


def in_sentence(desk: Desk, code: str) -> str:
    """Return an actor as it stands in a sentence: groups of participants by their description in quotes."""
    return f"“{desk.material.groups[code]}”" if is_group(desk, code) else actor_name(desk, code)


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
    if desk.material.outcomes:
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
    for n, issue in enumerate(desk.material.issues):
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
            rows.append(Row((line(issue.name), line(outcome.label), *figures, line(desk.outcome(outcome)))))
    one_way = [i.name for i in desk.material.issues if _settled(outcomes_of(desk, i.id))]
    title = (
        f"On {len(one_way)} of {count(len(desk.material.issues), 'issue')} the outcome lies clearly on "
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
            ("Issue", "Model", "Middle draw", "Low", "High", "Evidence"),
            tuple(rows),
            frozenset({2, 3, 4}),
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
        Terms(
            (
                ("0 means", (line(issue.zero, desk.note("positions")),)),
                ("50 means", (line(issue.fifty, desk.note("positions")),)),
                ("100 means", (line(issue.hundred, desk.note("positions")),)),
            )
        ),
    ]
    if found:
        blocks.append(figure(desk, issue, found, outcomes))
    else:
        blocks.append(_missing(desk, "No actor has a position on this issue yet."))
    if outcomes:
        blocks.append(Bullets(tuple(outcome_line(desk, issue, o) for o in outcomes), "First outcomes"))
        moves = [move for o in outcomes for move in mover_lines(desk, o)]
        if moves:
            blocks.append(Bullets(tuple(moves), "Who would have to move to change it"))
    else:
        blocks.append(_missing(desk, "No outcome has been computed; run `contingent decide` on this issue."))
    if issue.silent:
        blocks.append(Paragraph((line(issue.silent, desk.note("positions")),), "note"))
    return Section(f"issue-{issue.id}", issue.name, tuple(blocks))


def _missing(desk: Desk, text: str) -> Paragraph:
    return Paragraph((line(text, desk.note("outcomes")),), "missing")


def outcome_line(desk: Desk, issue: Issue, outcome: IssueOutcome) -> Line:
    """Return an outcome in words: where it lies, how sure, which side of the middle, who else might count."""
    variants = listed(f"{number(value)} if only {name} count" for name, value in outcome.variants.items())
    return line(
        Words(f"{outcome.label}: {number(outcome.central)}", "strong"),
        f" (middle 90 per cent of {outcome.draws:,} draws: {number(outcome.low)} to {number(outcome.high)}). ",
        f"It lies {outcome.side} 50 in {share_of_draws(outcome.odds)}; nearest to: {_nearest(issue, outcome.central)}",
        f" It would be {variants}." if variants else "",
        desk.outcome(outcome),
        desk.note("outcomes"),
    )


def _nearest(issue: Issue, value: float) -> str:
    """Return what the nearest named point of the scale means, as the end of a sentence."""
    points = {0: issue.zero, 50: issue.fifty, 100: issue.hundred}
    text = points[min(points, key=lambda point: abs(point - value))].rstrip(".")
    return f"“{text}”."


def mover_lines(desk: Desk, outcome: IssueOutcome) -> list[Line]:
    """Return who alone could carry an outcome over the middle, the shortest way first, and which set together could."""
    levers = outcome.levers
    if levers is None:
        return []
    label = Words(f"{outcome.label}: ", "strong")
    if levers.side == "middle":
        return [line(label, "it stands on the middle, so that any move tips it.", desk.outcome(outcome))]
    ways = [
        f"{in_sentence(desk, m.actor)} from {number(m.position)} to {number(m.to_cross or 0)}"
        + (" (within its own range)" if m.cross_in_range else "")
        for m in outcome.movers[:MOST_MOVERS]
    ]
    alone = [m.actor for m in outcome.movers[:MOST_MOVERS]]
    if ways:
        text = f"one move would carry it to the middle: {listed(ways, 'or')}."
        return [line(label, text, desk.outcome(outcome), _stands_on(desk, outcome, alone))]
    together = listed(in_sentence(desk, code) for code in levers.coalition)
    if not together:
        return [line(label, "no move by anyone would carry it over the middle.", desk.outcome(outcome))]
    end = 100 if levers.side == "below" else 0
    text = f"nobody alone could carry it over the middle; it takes at least {together} together, moving to {end}."
    return [line(label, text, desk.outcome(outcome), _stands_on(desk, outcome, list(levers.coalition)))]


def _stands_on(desk: Desk, outcome: IssueOutcome, actors: list[str]) -> Line:
    """Return the statements on which the positions of actors rest."""
    held = [p for p in desk.material.positions if p.issue == outcome.issue and p.actor in actors]
    return desk.statements(key for p in held for key in p.evidence)


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


def closest_calls(desk: Desk) -> list[tuple[Issue, IssueOutcome]]:
    """Return issues with the outcome nearest to the middle first: the decisions a small move could tip."""
    pairs = [(issue, o) for issue in desk.material.issues for o in outcomes_of(desk, issue.id)[:1]]
    return sorted(pairs, key=lambda pair: abs(pair[1].over_middle - 0.5))


def glance_line(desk: Desk, issue: Issue, outcome: IssueOutcome) -> Line:
    """Return the line of the first page on an issue: where it stands and whose move would tip it."""
    tipping = listed((in_sentence(desk, m.actor) for m in outcome.movers[:2]), "or")
    tail = f" A move by {tipping} alone could carry it across." if tipping else ""
    return line(
        Words(f"{issue.name}: ", "strong"),
        f"{number(outcome.central)} of 100, {outcome.side} the middle in {share_of_draws(outcome.odds)}.{tail}",
        desk.outcome(outcome),
        place(f"issue-{issue.id}", "issue"),
    )
