"""Digests: what all decision models together say on one issue, in words an adviser can pass on.

A digest is made by rule from the outcomes and adds no figure to them. The rules: a model settles the side where nine in
ten of its draws fall on one side of the middle; middle draws within 10 points lie close together; models that reckon
alike are named as one kind, since their agreement is no second confirmation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contingent.briefs.brief import Value
from contingent.briefs.outcomes import IssueOutcome, label_of
from contingent.briefs.phrases import capital, count, listed, number, share_of_draws
from contingent.decisions.base import EQUAL_CAPABILITY, MIDDLE
from contingent.positions.issues import Issue

CLOSE = 10
"""Points within which middle draws are told to lie close together."""

CLEAR = 2
"""Points from the middle from which on an outcome is told to lie clearly on a side."""

NEAR_MIDDLE, NEAR_END = 10, 20
"""Points from the middle, and from an end, within which an outcome is told as near it."""

MOST_MOVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A way of reckoning that several models share: its short name, what they do, and the names of the models."""

    name: str
    does: str
    models: tuple[str, ...]


KINDS = (
    Kind(
        name="positions balanced by weight",
        does="balance the positions by weight",
        models=("compromise", "nash", "exchange"),
    ),
    Kind(
        name="the heavier side prevails",
        does="let the heavier side prevail, position against position",
        models=("median", "challenge", "condorcet", "spatial"),
    ),
    Kind(name="rules of procedure", does="follow rules of procedure", models=("procedural",)),
)
"""How models reckon. Models of one kind share their main assumption, so they tend to agree whoever is right."""

OTHER = Kind(name="another way", does="reckon in a way of their own", models=())

Name = Callable[[str], str]


class Topic(StrEnum):
    """What a sentence of a digest is about, in the order they are told."""

    PLACE = "where"
    SURE = "how sure"
    AGREE = "agreement"
    WHO = "who counts"
    MOVERS = "who could change it"
    HANGS = "what it hangs on"
    CAVEAT = "caveat"


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
        return Digest(issue=issue.id, points=(_separate(outcomes),))
    points = [
        _place(issue, outcomes),
        _sure(outcomes),
        _agree(outcomes),
        _who(issue, outcomes),
        *_movers(outcomes, name),
    ]
    points += [_hangs(outcomes, name), *_caveats(outcomes)]
    return Digest(issue=issue.id, points=tuple(point for point in points if point is not None))


def kinship(models: Sequence[str]) -> str:
    """Return why agreement of these models confirms less than their number; empty for a single one."""
    if len(models) < 2:
        return ""
    kinds = [(kind.does, [m for m in models if m in kind.models]) for kind in KINDS]
    shared = [f"{_models(members)} {does}" for does, members in kinds if len(members) > 1]
    alike = f"; {listed(shared)}" if shared else ""
    return (
        f"{count(len(models), 'model').capitalize()} are not as many separate confirmations: all read the same "
        f"positions and weights{alike}."
    )


def kind_of(model: str) -> Kind:
    """Return how a model reckons; `OTHER` for one that is not among the house's."""
    return next((kind for kind in KINDS if model in kind.models), OTHER)


def mark(outcome: IssueOutcome) -> dict[str, Value]:
    """Return an outcome as a row of a chart: model, kind, central, low, high, q25, q75."""
    q25, q75 = outcome.quarters or (outcome.central, outcome.central)
    return {
        "model": outcome.label,
        "kind": kind_of(outcome.model).name,
        "central": outcome.central,
        "low": outcome.low,
        "high": outcome.high,
        "q25": q25,
        "q75": q75,
    }


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


def ways(outcome: IssueOutcome, name: Name) -> str:
    """Return who could carry an outcome to or over the middle: alone, else together; empty where it is not known."""
    levers = outcome.levers
    if levers is None:
        return ""
    if levers.side == "middle":
        return "at the stated positions it stands on the middle already, so nobody has to move to bring it there"
    moves = [
        f"{name(m.actor)} from {number(m.position)} to {m.whole_cross}"
        + (" (within its own range)" if m.cross_in_range else "")
        for m in outcome.movers[:MOST_MOVERS]
    ]
    if moves:
        return f"one move could carry it to or over the middle: {listed(moves, 'or')}"
    if not levers.coalition:
        return "no move by anyone could carry it to or over the middle"
    together = listed(name(code) for code in levers.coalition)
    return (
        f"nobody alone could carry it to or over the middle; for example {together} together could, moving to "
        f"{levers.end} ({others_as_small(len(levers.coalition))})"
    )


def others_as_small(size: int) -> str:
    """Return that a smallest coalition is one of possibly several."""
    return {1: "others may do", 2: "other pairs may do"}.get(size, f"other sets of {size} may do")


def _separate(outcomes: Sequence[IssueOutcome]) -> Point:
    summed = listed(f"{o.label.lower()} {number(o.central)}" for o in outcomes if o.levers is not None)
    told = f" The figures {summed} sum the positions up and say no more." if summed else ""
    return Point(
        topic=Topic.PLACE,
        text=f"Each actor decides this for itself, so there is no joint outcome: compare the positions.{told}",
        models=tuple(o.model for o in outcomes if o.levers is not None),
    )


def _place(issue: Issue, outcomes: Sequence[IssueOutcome]) -> Point:
    low, high = min(outcomes, key=lambda o: o.central), max(outcomes, key=lambda o: o.central)
    models = tuple(dict.fromkeys((low.model, high.model)))
    if len(outcomes) == 1:
        text = f"{low.label} puts the outcome at {number(low.central)} of 100, {leaning(issue, low.central)}."
        return Point(topic=Topic.PLACE, text=text, models=models)
    ends = [leaning(issue, low.central), leaning(issue, high.central)]
    where = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    if low.central < MIDDLE - CLEAR and high.central > MIDDLE + CLEAR:
        where = f"on both sides of the middle, {where}"
    gap = high.central - low.central
    near = "close together" if gap <= CLOSE else "some way apart" if gap <= 2 * CLOSE else "far apart"
    text = (
        f"{_number_of(outcomes)} put the outcome {near}, between {number(low.central)} ({_model(low)}) and "
        f"{number(high.central)} ({_model(high)}) of 100: {where}."
    )
    return Point(topic=Topic.PLACE, text=text, models=models)


def _sure(outcomes: Sequence[IssueOutcome]) -> Point:
    low, high = min(o.low for o in outcomes), max(o.high for o in outcomes)
    whole = "nine in ten draws lie" if len(outcomes) == 1 else "nine in ten draws of every model lie"
    text = f"With the doubt in the positions, {whole} between {number(low)} and {number(high)}."
    return Point(topic=Topic.SURE, text=text, models=tuple(o.model for o in outcomes))


def _agree(outcomes: Sequence[IssueOutcome]) -> Point:
    below, above = ([o for o in outcomes if o.firm == side] for side in ("below", "above"))
    still_open = [o for o in outcomes if o.firm is None]
    everyone = tuple(o.model for o in outcomes)
    if len(outcomes) == 1:
        (one,) = outcomes
        settled = "which settles the side" if one.firm else "which leaves the side open"
        text = f"It falls {one.side} the middle in {share_of_draws(one.odds)}, {settled}; no other model was asked."
    elif below and above:
        text = (
            f"The models contradict each other on the side: below the middle by {_named(below)}, above it by "
            f"{_named(above)}{_open_too(still_open)}. The choice of model decides here, so none of them can be quoted "
            "alone."
        )
    elif not still_open:
        side = (below or above)[0].side
        text = f"All agree on the side: {side} the middle in at least nine of ten draws."
    elif below or above:
        firm = below or above
        text = (
            f"None contradicts another, but they are not equally sure: {firm[0].side} the middle in at least nine of "
            f"ten draws by {_named(firm)}{_open_too(still_open)}."
        )
    else:
        text = f"None of them settles on which side of the middle it falls: {_named(still_open, shares=True)}."
    return Point(topic=Topic.AGREE, text=text, models=everyone)


def _open_too(outcomes: Sequence[IssueOutcome]) -> str:
    return f"; open by {_named(outcomes, shares=True)}" if outcomes else ""


def _who(issue: Issue, outcomes: Sequence[IssueOutcome]) -> Point | None:
    names = listed(dict.fromkeys(name for o in outcomes for name in o.variants))
    if not names:
        return None
    split = split_by_who(outcomes)
    if split:
        others = [value for o in split for value in o.variants.values()]
        text = (
            f"Who counts decides: by {_named(split)} it falls on the other side of the middle if only {names} count, "
            f"{_between(others)}, {leaning(issue, sum(others) / len(others))}."
        )
        return Point(topic=Topic.WHO, text=text, models=tuple(o.model for o in split))
    values = [value for o in outcomes for value in o.variants.values()]
    ends = dict.fromkeys((leaning(issue, min(values)), leaning(issue, max(values))))
    text = f"If only {names} count, it falls {_between(values)}, {' to '.join(ends)}."
    return Point(topic=Topic.WHO, text=text, models=tuple(o.model for o in outcomes if o.variants))


def _between(values: Sequence[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return f"at {low}" if low == high else f"between {low} and {high}"


def _movers(outcomes: Sequence[IssueOutcome], name: Name) -> list[Point]:
    found = [(o, ways(o, name)) for o in outcomes]
    return [Point(topic=Topic.MOVERS, text=f"By {_model(o)}, {text}.", models=(o.model,)) for o, text in found if text]


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


def _caveats(outcomes: Sequence[IssueOutcome]) -> list[Point]:
    return [
        Point(topic=Topic.CAVEAT, text=f"{o.label}: {caveat.rstrip('.')}.", models=(o.model,))
        for o in outcomes
        for caveat in o.caveats
    ]


def _number_of(outcomes: Sequence[IssueOutcome]) -> str:
    return "Both models" if len(outcomes) == 2 else f"{capital(count(len(outcomes), 'model'))}"


def _model(outcome: IssueOutcome) -> str:
    return f"the {_lower(outcome.label)}"


def _the(outcome: IssueOutcome) -> str:
    return capital(_model(outcome))


def _named(outcomes: Sequence[IssueOutcome], *, shares: bool = False) -> str:
    """Return models as they stand in a sentence, with their share of draws on the side of most if asked."""
    if not shares:
        return listed(_model(o) for o in outcomes)
    return listed(f"{_model(o)} ({share_of_draws(o.odds)} {o.side})" for o in outcomes)


def _models(names: Sequence[str]) -> str:
    return listed(_lower(label_of(name)) for name in names)


def _lower(label: str) -> str:
    """Return a title in the middle of a sentence: a proper name at its head keeps its capital."""
    first = label.split(" ", 1)[0]
    return label if first in _PROPER else label[:1].lower() + label[1:]


_PROPER = frozenset({"Nash", "Condorcet", "Black", "Shapley", "Banzhaf"})
