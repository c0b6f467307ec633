"""Outcomes as a brief tells them: from ensembles of draws, decisions at the stated positions, and levers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contingent.decisions.base import Card, Move, Outcome
from contingent.decisions.models import model_classes
from contingent.decisions.movers import Levers, Mover
from contingent.futures.ensembles import Ensemble

BINS = 50
FIRM = 0.9
"""Share of the draws on one side of the middle from which on the positions are told to settle the side."""


def card_of(model: str) -> Card | None:
    """Return the card of a decision model; None for one that is not among the house's."""
    found = model_classes().get(model)
    return found.card if found else None


def label_of(model: str) -> str:
    """Return a decision model in plain words, with a capital."""
    card = card_of(model)
    return card.title if card else model[:1].upper() + model[1:]


def source_of(model: str) -> str:
    """Return where a decision model comes from, in short: authors and year; empty for one of nobody's."""
    card = card_of(model)
    return card.source if card else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOutcome:
    """Outcome of one decision model on one issue over many draws, on the issue's 0-100 scale.

    `central` is the median of the draws, `low` and `high` bound the middle 90 per cent, `quarters` the middle half,
    `over_middle` is the share of draws above 50 and `error` its Monte-Carlo standard error, `bins` are (from, to, share
    of draws). `stated` is the model's outcome at the stated positions, with its rounds and caveats. `levers` say who
    would have to move, `resting` on whom the outcome rests in which share of draws, most first; `variants` give the
    central outcome where other sets of actors count, by the name of the set. `assumptions` are sentences.
    """

    issue: str
    model: str
    draws: int
    central: float
    low: float
    high: float
    over_middle: float
    quarters: tuple[float, float] | None = None
    error: float = 0.0
    seed: int = 0
    bins: tuple[tuple[float, float, float], ...] = ()
    stated: Outcome | None = None
    levers: Levers | None = None
    resting: tuple[tuple[str, float], ...] = ()
    variants: Mapping[str, float] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The model in plain words."""
        return label_of(self.model)

    @property
    def movers(self) -> tuple[Mover, ...]:
        """Those who alone could carry the outcome to the middle or over it, the shortest way first."""
        return self.levers.alone if self.levers else ()

    @property
    def odds(self) -> float:
        """The share of draws on the side of the middle where most draws lie."""
        return max(self.over_middle, 1 - self.over_middle)

    @property
    def side(self) -> str:
        """`above` or `below` the middle, wherever most draws lie."""
        return "above" if self.over_middle >= 0.5 else "below"

    @property
    def firm(self) -> str | None:
        """The side on which at least nine in ten draws lie; None where the positions leave the side open."""
        return self.side if self.odds >= FIRM else None

    @property
    def path(self) -> tuple[float, ...]:
        """The outcome by round at the stated positions, round 0 first; empty for a model without rounds."""
        return tuple(self.stated.path.get(self.issue, ())) if self.stated else ()

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves on this issue at the stated positions, in their order."""
        return tuple(m for m in self.stated.moves if m.issue == self.issue) if self.stated else ()

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must see with the outcome: what is said of this issue, or of all."""
        if self.stated is None:
            return ()
        others = [issue for issue in self.stated.values if issue != self.issue]
        return tuple(each for each in self.stated.caveats if _names(each, self.issue) or not _names(each, *others))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside an ensemble: levers by issue and model, decisions at the stated positions by model, and
    ensembles over other sets of actors by the name of the set."""

    levers: tuple[Levers, ...] = ()
    stated: Mapping[str, Outcome] = field(default_factory=dict)
    variants: Mapping[str, Ensemble] = field(default_factory=dict)


NOTHING = Beside()


def issue_outcomes(ensemble: Ensemble, beside: Beside = NOTHING) -> tuple[IssueOutcome, ...]:
    """Return the outcomes of an ensemble, issue by issue."""
    levers = {(each.issue, each.model): each for each in beside.levers}
    others = {
        name: {(row["issue"], row["model"]): row["q50"] for row in other.summary().to_dicts()}
        for name, other in beside.variants.items()
        if other is not ensemble
    }
    made = []
    for row in ensemble.summary().to_dicts():
        key = (row["issue"], row["model"])
        bins = ensemble.histogram(*key, bins=BINS).select("low", "high", "share").rows()
        made.append(
            IssueOutcome(
                issue=key[0],
                model=key[1],
                draws=ensemble.count,
                central=row["q50"],
                low=row["q05"],
                high=row["q95"],
                over_middle=row["over_50"],
                quarters=(row["q25"], row["q75"]),
                error=row["over_50_error"],
                seed=ensemble.seed,
                bins=tuple(bins),
                stated=beside.stated.get(key[1]),
                levers=levers.get(key),
                resting=_most_first(ensemble.pivotal.get(key, {})),
                variants={name: found[key] for name, found in others.items() if key in found},
                assumptions=_assumptions(ensemble, beside.stated.get(key[1])),
            )
        )
    return tuple(made)


def by_issue(outcomes: Iterable[IssueOutcome]) -> dict[str, list[IssueOutcome]]:
    """Return outcomes by issue, in the order given."""
    found: dict[str, list[IssueOutcome]] = {}
    for each in outcomes:
        found.setdefault(each.issue, []).append(each)
    return found


def _assumptions(ensemble: Ensemble, stated: Outcome | None) -> tuple[str, ...]:
    """Return what the draws rest on, and what the model assumes beside that, told as the model's own."""
    shared = tuple(str(each) for each in ensemble.assumptions)
    if stated is None:
        return shared
    label = label_of(stated.model)
    own = [each for each in stated.assumptions if str(each) not in shared]
    return (*shared, *(f"{each.name} ({label}): {each.value} ({each.reason})" for each in own))


def _most_first(shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(((actor, share) for actor, share in shares.items() if share > 0), key=lambda each: -each[1]))


def _names(text: str, *issues: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(issue)}(?!\w)", text) for issue in issues)
