"""Outcomes as a brief tells them: from ensembles of draws and the levers of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from contingent.decisions.base import MIDDLE
from contingent.decisions.movers import Levers, Mover
from contingent.futures.ensembles import Ensemble

BINS = 50

LABELS: Mapping[str, str] = MappingProxyType({"compromise": "Weighted mean", "median": "Weighted median"})
"""What readers who know no models call them."""


def label_of(model: str) -> str:
    """Return a decision model in plain words, with a capital."""
    return LABELS.get(model, model[:1].upper() + model[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOutcome:
    """Outcome of one decision model on one issue over many draws, on the issue's 0-100 scale.

    `central` is the median of the draws, `low` and `high` bound the middle 90 per cent, `over_middle` is the share of
    draws above 50, `bins` are (from, to, share of draws). `levers` say who would have to move; `variants` give the
    central outcome where other sets of actors count, by the name of the set. `assumptions` are sentences.
    """

    issue: str
    model: str
    draws: int
    central: float
    low: float
    high: float
    over_middle: float
    bins: tuple[tuple[float, float, float], ...] = ()
    levers: Levers | None = None
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


def issue_outcomes(
    ensemble: Ensemble, levers: Iterable[Levers] = (), variants: Mapping[str, Ensemble] | None = None
) -> tuple[IssueOutcome, ...]:
    """Return the outcomes of an ensemble, issue by issue.

    Args:
        ensemble: the draws shown.
        levers: who could change each outcome, for as many issues and models as there are.
        variants: ensembles over other sets of actors, by name; those that lack an issue are left out there.
    """
    by_key = {(each.issue, each.model): each for each in levers}
    made = []
    for (issue, model), values in ensemble.draws.items():
        low, central, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
        counts, edges = np.histogram(values, bins=BINS, range=(0, 100))
        bins = zip(edges[:-1].tolist(), edges[1:].tolist(), (counts / len(values)).tolist(), strict=True)
        others = {
            name: float(np.median(other.draws[issue, model]))
            for name, other in (variants or {}).items()
            if (issue, model) in other.draws and other is not ensemble
        }
        made.append(
            IssueOutcome(
                issue=issue,
                model=model,
                draws=ensemble.count,
                central=central,
                low=low,
                high=high,
                over_middle=float((values > MIDDLE).mean()),
                bins=tuple(bins),
                levers=by_key.get((issue, model)),
                variants=others,
                assumptions=tuple(str(each) for each in ensemble.assumptions),
            )
        )
    return tuple(made)
