"""Kinds: how models reckon, in words, and what their agreement is worth."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.briefs.outcomes import IssueOutcome, card_of, label_of
from contingent.briefs.phrases import listed
from contingent.decisions.base import Kind

NAMES = {
    Kind.BALANCE: "positions balanced by weight",
    Kind.MAJORITY: "the heavier side prevails",
    Kind.PROCEDURE: "rules of procedure",
    Kind.OTHER: "another way",
}
"""The kinds as a legend has them."""

_DO = {
    Kind.BALANCE: "balance the positions by weight",
    Kind.MAJORITY: "let the heavier side prevail, position against position",
    Kind.PROCEDURE: "follow rules of procedure",
}


def kind_of(model: str) -> Kind:
    """Return how a model reckons; `OTHER` for one that is not among the house's."""
    card = card_of(model)
    return card.kind if card else Kind.OTHER


def of_positions(outcomes: Sequence[IssueOutcome]) -> list[IssueOutcome]:
    """Return the outcomes that rest on positions and weights; all where none does.

    The others rest on a status quo and on who sets the agenda, which are assumed: to hold them against the rest would
    call an assumption a disagreement.
    """
    return [o for o in outcomes if kind_of(o.model) is not Kind.PROCEDURE] or list(outcomes)


def of_rules(outcomes: Sequence[IssueOutcome]) -> list[IssueOutcome]:
    """Return the outcomes that `of_positions` leaves out."""
    kept = of_positions(outcomes)
    return [o for o in outcomes if o not in kept]


def kinship(models: Sequence[str]) -> str:
    """Return why agreement of these models confirms less than their number; empty for a single one."""
    if len(models) < 2:
        return ""
    kinds = [(does, [m for m in models if kind_of(m) is kind]) for kind, does in _DO.items()]
    shared = [f"{_models(members)} {does}" for does, members in kinds if len(members) > 1]
    alike = f"; {listed(shared)}" if shared else ""
    return (
        f"{many(len(models))} models are not as many separate confirmations: all read the same "
        f"positions and weights{alike}."
    )


def many(number: int) -> str:
    """Return a number at the head of a sentence: in words up to twelve."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    return words[number] if number < len(words) else str(number)


def lowered(label: str) -> str:
    """Return a title in the middle of a sentence: a proper name at its head keeps its capital."""
    first = label.split(" ", 1)[0]
    return label if first in _PROPER else label[:1].lower() + label[1:]


def _models(names: Sequence[str]) -> str:
    return listed(lowered(label_of(name)) for name in names)


_PROPER = frozenset({"Nash", "Condorcet", "Black", "Shapley", "Banzhaf"})
