"""Digests: what all decision models together say on one issue, in words an adviser can pass on.

A digest is made by rule from the outcomes and adds no figure to them. The rules: a model settles the side where nine in
ten of its draws fall on one side of the middle; middle draws within 10 points lie close together; whether models agree
is told of those that rest on positions, and what rests on an assumed status quo and agenda setter stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contingent.briefs.brief import Value
from contingent.briefs.caveats import short_caveats
from contingent.briefs.ends import leaning, spanning
from contingent.briefs.kinds import NAMES, kind_of, lowered, many, of_positions, of_rules
from contingent.briefs.outcomes import IssueOutcome
from contingent.briefs.phrases import capital, listed, number, share_of_draws
from contingent.decisions.base import EQUAL_CAPABILITY, MIDDLE
from contingent.positions.issues import Issue

CLOSE = 10
"""Points within which middle draws are told to lie close together."""

CLEAR = 2
"""Points from the middle from which on an outcome is told to lie clearly on a side."""

MOST_MOVERS = 3
MOST_NAMES = 3
"""Models told by name in one sentence; of more their number."""

IN_SHORT = 2
"""Moves, actors of a coalition and caveats told in a digest; of more their number."""


_ONE_MOVE = "one move could carry it to or over the middle: "

Name = Callable[[str], str]


class Topic(StrEnum):
    """What a sentence of a digest is about, as its label has it, in the order they are told."""

    VERDICT = "verdict"
    PLACE = "where"
    AGREE = "agreement"
    RULES = "under rules"
    WHO = "who counts"
    MOVERS = "who could change it"
    HANGS = "hangs on"
    CAVEAT = "caveats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A sentence or two on one topic, and the names of the models whose figures stand in it."""

    topic: Topic
    text: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What the models say on one issue, point by point in the order of `Topic`."""

    issue: str
    points: tuple[Point, ...]

    def text(self, *topics: Topic) -> str:
        """Return the sentences as one paragraph; only those on `topics` if any are named."""
        return " ".join(point.text for point in self.points if not topics or point.topic in topics)


def digest(issue: Issue, outcomes: Sequence[IssueOutcome], name: Name) -> Digest:
    """Return what the outcomes of all models on an issue say together; `name` gives actors as they stand in a text."""
    if not outcomes:
        return Digest(issue=issue.id, points=())
    if not issue.collective:
        return Digest(issue=issue.id, points=tuple(_separate(outcomes)))
    held = of_positions(outcomes)
    points = [
        _verdict(issue, held),
        _place(issue, held),
        _agree(held),
        *_rules(issue, of_rules(outcomes)),
        _who(issue, held),
        _movers(held, name),
        _hangs(held, name),
        _caveats(outcomes, name),
    ]
    return Digest(issue=issue.id, points=tuple(point for point in points if point is not None))


def in_short(outcomes: Sequence[IssueOutcome]) -> str:
    """Return in one sentence where the models place an issue, whether they agree on the side, and whether who counts
    decides. Outcomes that rest on an assumed status quo are not among them where there are others."""
    outcomes = of_positions(outcomes)
    low, high = min(o.central for o in outcomes), max(o.central for o in outcomes)
    firm, still_open = {o.firm for o in outcomes if o.firm}, [o for o in outcomes if o.firm is None]
    if len(firm) == 2:
        agreed = "they contradict each other on the side"
    elif not still_open:
        agreed = f"{'all settle' if len(outcomes) > 1 else 'it settles'} {firm.pop()} the middle"
    elif firm:
        settled = len(outcomes) - len(still_open)
        verb = "settles" if settled == 1 else "settle"
        agreed = f"{many(settled).lower()} {verb} {firm.pop()} the middle, the rest leave the side open"
    else:
        agreed = "none settles the side"
    where = f"at {number(low)}" if number(low) == number(high) else f"between {number(low)} and {number(high)}"
    names = listed(dict.fromkeys(name for o in outcomes for name in o.variants))
    tipped = f"; who counts decides: counting only {names} turns it" if split_by_who(outcomes) else ""
    told = "One model puts" if len(outcomes) == 1 else f"{_number_of(outcomes)} put"
    return f"{told} it {where}; {agreed}{tipped}."


def mark(outcome: IssueOutcome) -> dict[str, Value]:
    """Return an outcome as a row of a chart: model, kind, central, low, high, q25, q75."""
    q25, q75 = outcome.quarters or (outcome.central, outcome.central)
    return {
        "model": outcome.label,
        "kind": NAMES[kind_of(outcome.model)],
        "central": outcome.central,
        "low": outcome.low,
        "high": outcome.high,
        "q25": q25,
        "q75": q75,
    }


def split_by_who(outcomes: Sequence[IssueOutcome]) -> list[IssueOutcome]:
    """Return the outcomes that lie clearly on one side of the middle with all actors and on the other with fewer."""
    return [
        o
        for o in outcomes
        if any(
            (o.central - MIDDLE) * (value - MIDDLE) < 0 and min(abs(o.central - MIDDLE), abs(value - MIDDLE)) >= CLEAR
            for value in o.variants.values()
        )
    ]


def ways(outcome: IssueOutcome, name: Name, most: int = MOST_MOVERS) -> str:
    """Return who could carry an outcome to or over the middle: alone, else together; empty where it is not known.

    Of more than `most` moves the shortest are told.
    """
    levers = outcome.levers
    if levers is None:
        return ""
    if levers.side == "middle":
        return "at the stated positions it stands on the middle already, so nobody has to move to bring it there"
    moves = [
        f"{name(m.actor)} from {number(m.position)} to {m.whole_cross}"
        + (" (within its own range)" if m.cross_in_range else "")
        for m in outcome.movers[:most]
    ]
    if moves:
        return f"{_ONE_MOVE}{listed(moves, 'or')}"
    if not levers.coalition:
        return "no move by anyone could carry it to or over the middle"
    named = [name(code) for code in levers.coalition]
    rest = len(named) - most - 1
    together = listed(named if rest < 2 else [*named[: most + 1], f"{many(rest).lower()} others"])
    return (
        f"nobody alone could carry it to or over the middle; for example {together} together could, moving to "
        f"{levers.end} ({others_as_small(len(levers.coalition))})"
    )


def others_as_small(size: int) -> str:
    """Return that a smallest coalition is one of possibly several."""
    return {1: "others may do", 2: "other pairs may do"}.get(size, f"other sets of {size} may do")


def _separate(outcomes: Sequence[IssueOutcome]) -> list[Point]:
    summed = [o for o in outcomes if o.levers is not None]
    models = tuple(o.model for o in summed)
    text = "Each actor decides this for itself, so there is no joint outcome: compare the positions."
    points = [Point(topic=Topic.VERDICT, text=text, models=models)]
    if summed:
        told = listed(f"{o.label.lower()} {number(o.central)}" for o in summed)
        points.append(
            Point(topic=Topic.PLACE, text=f"The figures {told} sum the positions up and say no more.", models=models)
        )
    return points


def _verdict(issue: Issue, outcomes: Sequence[IssueOutcome]) -> Point:
    """The headline: where, how sure, whether the models agree, whether who counts turns it."""
    low, high = min(o.central for o in outcomes), max(o.central for o in outcomes)
    where, total = spanning(issue, low, high), len(outcomes)
    firm, settled = {o.firm for o in outcomes if o.firm}, sum(o.firm is not None for o in outcomes)
    every = "both models" if total == 2 else f"all {many(total).lower()} models"
    if len(firm) == 2:
        text = "Open: the models contradict each other on the side of the middle"
    elif not firm:
        text = f"Open: {where}, and {'no model settles' if total > 1 else 'it leaves open'} on which side of the middle"
    elif settled == total:
        agreed = every if total > 1 else lowered(_model(outcomes[0]))
        text = f"{capital(firm.pop())} the middle, {where}; so say nine in ten draws of {agreed}"
    else:
        some = f"{many(settled).lower()} of {many(total).lower()} models settle{'s' * (settled == 1)} it"
        sure = "Probably" if 2 * settled > total else "Open, leaning"
        text = f"{sure} {firm.pop()} the middle, {where}: {some}, the rest leave it open"
    tipped = "; who counts turns it" if split_by_who(outcomes) else ""
    return Point(topic=Topic.VERDICT, text=f"{text}{tipped}.", models=tuple(o.model for o in outcomes))


def _place(issue: Issue, outcomes: Sequence[IssueOutcome]) -> Point:
    low, high = min(outcomes, key=lambda o: o.central), max(outcomes, key=lambda o: o.central)
    ends = f"between {number(min(o.low for o in outcomes))} and {number(max(o.high for o in outcomes))}"
    if len(outcomes) == 1:
        text = f"{_the(low)} puts it at {number(low.central)} of 100, {leaning(issue, low.central)}; nine in ten draws"
        return Point(topic=Topic.PLACE, text=f"{text} lie {ends}.", models=(low.model,))
    gap = high.central - low.central
    near = "close together" if gap <= CLOSE else "some way apart" if gap <= 2 * CLOSE else "far apart"
    text = (
        f"{_number_of(outcomes)} of the positions put it {near}, between {number(low.central)} ({_model(low)}) and "
        f"{number(high.central)} ({_model(high)}) of 100; nine in ten draws of every model lie {ends}."
    )
    return Point(topic=Topic.PLACE, text=text, models=tuple(o.model for o in outcomes))


def _rules(issue: Issue, outcomes: Sequence[IssueOutcome]) -> list[Point]:
    """What would pass under a rule, with the status quo and the agenda setter it rests on."""
    found = []
    for o in outcomes:
        held = {each.name: each.value for each in o.stated.assumptions} if o.stated else {}
        setter = f"{held['agenda setter']} sets the agenda and " if "agenda setter" in held else ""
        told = held.get("status quo", "as declared").removesuffix(" on every issue")
        quo = f"the status quo is {told}"
        rule = f" by {held['rule']}" if "rule" in held else ""
        text = (
            f"If {setter}{quo}, {number(o.central)} would pass{rule} (nine in ten draws: {number(o.low)} to "
            f"{number(o.high)}). No report says so: both are assumed, so this is not held against the other models."
        )
        found.append(Point(topic=Topic.RULES, text=text, models=(o.model,)))
    return found


def _agree(outcomes: Sequence[IssueOutcome]) -> Point:
    everyone = tuple(o.model for o in outcomes)
    text = _alone(outcomes[0]) if len(outcomes) == 1 else _on_the_side(outcomes)
    return Point(topic=Topic.AGREE, text=text, models=everyone)


def _alone(outcome: IssueOutcome) -> str:
    settled = "which settles the side" if outcome.firm else "which leaves the side open"
    return f"It falls {outcome.side} the middle in {share_of_draws(outcome.odds)}, {settled}; no other model was asked."


def _on_the_side(outcomes: Sequence[IssueOutcome]) -> str:
    """Return whether several models settle on the same side of the middle."""
    total = len(outcomes)
    below, above = ([o for o in outcomes if o.firm == side] for side in ("below", "above"))
    still_open = [o for o in outcomes if o.firm is None]
    undecided = f"; open by {_some(still_open, total)} {_shares(still_open)}" if still_open else ""
    if below and above:
        return (
            f"The models contradict each other on the side: below the middle by {_some(below, total)}, above it by "
            f"{_some(above, total)}{undecided}. The choice of model decides here, so none of them can be quoted alone."
        )
    firm = below or above
    if not firm:
        return f"None of them settles on which side of the middle it falls {_shares(still_open)}."
    side = firm[0].side
    if not still_open:
        return f"All agree on the side: {side} the middle in at least nine of ten draws."
    against = [o for o in still_open if o.side != side]
    turned = f"; {_some(against, total)} lean{'s' * (len(against) == 1)} the other way" if against else ""
    return (
        f"They are not equally sure of the side: {side} the middle in at least nine of ten draws by "
        f"{_some(firm, total)}{undecided}{turned}."
    )


def _some(outcomes: Sequence[IssueOutcome], total: int) -> str:
    """Return models as they stand in a sentence: up to three by name, more as a number of all."""
    if len(outcomes) <= MOST_NAMES:
        return _named(outcomes)
    if len(outcomes) == total:
        return "all of them"
    return f"{many(len(outcomes)).lower()} of the {many(total).lower()} models"


def _shares(outcomes: Sequence[IssueOutcome]) -> str:
    """Return in brackets which share of draws lies above the middle."""
    low, high = (round(end(o.over_middle for o in outcomes) * 100) for end in (min, max))
    return f"({low if low == high else f'{low} to {high}'} of 100 draws above)"


def _who(issue: Issue, outcomes: Sequence[IssueOutcome]) -> Point | None:
    names = listed(dict.fromkeys(name for o in outcomes for name in o.variants))
    if not names:
        return None
    split = split_by_who(outcomes)
    if split:
        others = [value for o in split for value in o.variants.values()]
        text = (
            f"It decides: by {_some(split, len(outcomes))} it falls on the other side of the middle if only "
            f"{names} count, {_between(others)}, {leaning(issue, sum(others) / len(others))}."
        )
        return Point(topic=Topic.WHO, text=text, models=tuple(o.model for o in split))
    values = [value for o in outcomes for value in o.variants.values()]
    text = f"If only {names} count, it falls {_between(values)}, {spanning(issue, min(values), max(values))}."
    return Point(topic=Topic.WHO, text=text, models=tuple(o.model for o in outcomes if o.variants))


def _between(values: Sequence[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return f"at {low}" if low == high else f"between {low} and {high}"


def _movers(outcomes: Sequence[IssueOutcome], name: Name) -> Point | None:
    found = [(o, ways(o, name, IN_SHORT)) for o in outcomes]
    told = [f"by {_model(o)} {text.removeprefix(_ONE_MOVE)}" for o, text in found if text]
    models = tuple(o.model for o, text in found if text)
    if not told:
        return None
    alone = all(text.startswith(_ONE_MOVE) for _, text in found if text)
    text = f"{capital(_ONE_MOVE)}{'; '.join(told)}." if alone else _by_model(found)
    return Point(topic=Topic.MOVERS, text=text, models=models)


def _by_model(found: Sequence[tuple[IssueOutcome, str]]) -> str:
    return " ".join(f"By {_model(o)}, {text}." for o, text in found if text)


def _hangs(outcomes: Sequence[IssueOutcome], name: Name) -> Point | None:
    parts = []
    resting = next((o for o in outcomes if o.resting), None)
    if resting is not None:
        actor, share = resting.resting[0]
        parts.append(f"{_the(resting)} rests most often on {name(actor)}, in {share_of_draws(share)}")
    if any(str(EQUAL_CAPABILITY) in o.assumptions for o in outcomes):
        parts.append("nothing is known of power, so each actor counts by how much the issue matters to it")
    if not parts:
        return None
    text = capital("; ".join(parts)) + "."
    return Point(topic=Topic.HANGS, text=text, models=(resting.model,) if resting else (outcomes[0].model,))


def _caveats(outcomes: Sequence[IssueOutcome], name: Name) -> Point | None:
    found = [(o, text) for o in outcomes for text in short_caveats(o, name)]
    if not found:
        return None
    told = [f"{o.label}: {text[:1].lower()}{text[1:]}" for o, text in found[:IN_SHORT]]
    more = len(found) - IN_SHORT
    told += [f"{many(more)} more on the decision sheet."] if more > 0 else []
    models = tuple(dict.fromkeys(o.model for o, _ in found[:IN_SHORT]))
    return Point(topic=Topic.CAVEAT, text=" ".join(told), models=models)


def _number_of(outcomes: Sequence[IssueOutcome]) -> str:
    return "Both models" if len(outcomes) == 2 else f"{many(len(outcomes))} models"


def _model(outcome: IssueOutcome) -> str:
    return f"the {lowered(outcome.label)}"


def _the(outcome: IssueOutcome) -> str:
    return capital(_model(outcome))


def _named(outcomes: Sequence[IssueOutcome]) -> str:
    return listed(_model(o) for o in outcomes)
