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
from contingent.briefs.phrases import capital, listed, number, share_of_draws
from contingent.decisions.base import EQUAL_CAPABILITY, MIDDLE
from contingent.positions.issues import Issue

CLOSE = 10
"""Points within which middle draws are told to lie close together."""

CLEAR = 2
"""Points from the middle from which on an outcome is told to lie clearly on a side."""

NEAR_MIDDLE, NEAR_END = 10, 20
"""Points from the middle, and from an end, within which an outcome is told as near it."""

MOST_MOVERS = 3
MOST_NAMES = 3
"""Models told by name in one sentence; of more their number."""


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


def in_short(outcomes: Sequence[IssueOutcome]) -> str:
    """Return in one sentence where the models place an issue, whether they agree on the side, and whether who counts
    decides."""
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


def kinship(models: Sequence[str]) -> str:
    """Return why agreement of these models confirms less than their number; empty for a single one."""
    if len(models) < 2:
        return ""
    kinds = [(kind.does, [m for m in models if m in kind.models]) for kind in KINDS]
    shared = [f"{_models(members)} {does}" for does, members in kinds if len(members) > 1]
    alike = f"; {listed(shared)}" if shared else ""
    return (
        f"{many(len(models))} models are not as many separate confirmations: all read the same "
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


def spanning(issue: Issue, low: float, high: float) -> str:
    """Return to which ends of its scale values from `low` to `high` lean."""
    told = leaning(issue, low), leaning(issue, high)
    if told[0] == told[1]:
        return told[0]
    zero, hundred = f"“{first_part(issue.zero)}”", f"“{first_part(issue.hundred)}”"
    near = [abs(value - MIDDLE) < NEAR_MIDDLE for value in (low, high)]
    if low < MIDDLE < high and not any(near):
        return f"on both sides of the middle, from the side of {zero} to that of {hundred}"
    if not any(near):
        return f"towards {zero if high < MIDDLE else hundred}"
    return f"from near the middle towards {hundred if near[0] else zero}"


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
    where = spanning(issue, low.central, high.central)
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
            f"Who counts decides: by {_some(split, len(outcomes))} it falls on the other side of the middle if only "
            f"{names} count, {_between(others)}, {leaning(issue, sum(others) / len(others))}."
        )
        return Point(topic=Topic.WHO, text=text, models=tuple(o.model for o in split))
    values = [value for o in outcomes for value in o.variants.values()]
    text = f"If only {names} count, it falls {_between(values)}, {spanning(issue, min(values), max(values))}."
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
    return "Both models" if len(outcomes) == 2 else f"{many(len(outcomes))} models"


def many(number: int) -> str:
    """Return a number at the head of a sentence: in words up to twelve."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    return words[number] if number < len(words) else str(number)


def _model(outcome: IssueOutcome) -> str:
    return f"the {lowered(outcome.label)}"


def _the(outcome: IssueOutcome) -> str:
    return capital(_model(outcome))


def _named(outcomes: Sequence[IssueOutcome]) -> str:
    return listed(_model(o) for o in outcomes)


def _models(names: Sequence[str]) -> str:
    return listed(lowered(label_of(name)) for name in names)


def lowered(label: str) -> str:
    """Return a title in the middle of a sentence: a proper name at its head keeps its capital."""
    first = label.split(" ", 1)[0]
    return label if first in _PROPER else label[:1].lower() + label[1:]


_PROPER = frozenset({"Nash", "Condorcet", "Black", "Shapley", "Banzhaf"})
