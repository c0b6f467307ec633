"""Pivotal actors: who could tip an outcome to the other side of the middle, under every model and over many draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.decisions.base import MIDDLE, WeighingModel
from contingent.decisions.movers import Levers, levers, side_of
from contingent.futures.peeling import Mask
from contingent.futures.studies import Held, Names, Sample, Study, enough, listed, percent
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    import polars as pl

WITHIN = 5
"""Positions tried in an actor's own range, its ends among them."""

ANYWHERE = (0.0, 25.0, 50.0, 75.0, 100.0)
"""Positions tried on the whole scale."""

HAIR = 1e-6
"""Points below which an outcome counts as on the middle."""

MOST_DRAWS = 1_000
"""Draws in which every actor is moved; more would only sharpen the last figure."""

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """What one actor could tip alone under one model.

    `within` is the share of draws in which a move inside its own low-high range carries the outcome over the middle,
    `anywhere` the same for a move to anywhere on the scale, each with its standard error. `crosses` is the position, in
    whole points, nearest to its stated one that brings the outcome at stated values to or over the middle; None where
    none does or it stands there already. `in_range` says whether that lies in its range.
    """

    model: str
    actor: str
    position: float
    within: float
    within_error: float
    anywhere: float
    anywhere_error: float
    crosses: int | None
    in_range: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivots:
    """Who could tip the outcome of an issue, by model.

    `levers` tell more of the models that weigh positions: exact positions and the smallest coalition.
    """

    study: Study
    pivots: tuple[Pivot, ...]
    levers: dict[str, Levers]
    draws: int

    def of(self, model: str) -> tuple[Pivot, ...]:
        """Return the actors under one model, the most often pivotal first."""
        self.study.column_of(model)
        return tuple(
            sorted((p for p in self.pivots if p.model == model), key=lambda p: (-p.within, -p.anywhere, p.actor))
        )

    def table(self) -> pl.DataFrame:
        """Return one row a model and actor, the most often pivotal first.

        Columns: issue, model, actor, position, within, within_error, anywhere, anywhere_error, crosses, in_range.
        """
        import polars as pl

        names = (
            "actor", "position", "within", "within_error", "anywhere", "anywhere_error", "crosses", "in_range",
        )  # fmt: skip
        rows = [
            {"issue": self.study.issue, "model": model.name, **{name: getattr(each, name) for name in names}}
            for model in self.study.models
            for each in self.of(model.name)
        ]
        return pl.DataFrame(rows, schema_overrides={"crosses": pl.Int64})

    def sentences(self, names: Names | None = None) -> tuple[str, ...]:
        """Return who could tip the outcome, in words, model by model."""
        return tuple(self._of_model(model.name, model.card.title, names or {}) for model in self.study.models)

    def _of_model(self, model: str, title: str, names: Names) -> str:
        found = [each for each in self.of(model) if each.within > 2 * each.within_error]
        told = [
            f"{names.get(each.actor, each.actor)} in {percent(each.within)} of draws{_nearest(each)}"
            for each in found[:SHOWN]
        ]
        if told:
            return f"{title}: a move within its own range would tip the side of the middle for {listed(told)}."
        far = [each for each in self.of(model) if each.crosses is not None]
        if far:
            first = min(far, key=lambda each: abs((each.crosses or 0) - each.position))
            return (
                f"{title}: nobody could tip the side of the middle within its own range; the shortest way would be "
                f"{names.get(first.actor, first.actor)} going from {first.position:g} to {first.crosses}."
            )
        coalition = self.levers[model].coalition if model in self.levers else ()
        together = f"; together {listed([names.get(each, each) for each in coalition])} could" if coalition else ""
        return f"{title}: nobody alone could tip the side of the middle from anywhere on the scale{together}."


def pivots(sample: Sample) -> Pivots:
    """Return how often each actor's move would tip the outcome, and from which position on it does at stated values.

    Raises InputError for too few draws.
    """
    enough(len(sample))
    study = sample.study
    agenda = study.inputs.agenda
    column = agenda.column(study.issue)
    count = min(len(sample), MOST_DRAWS)
    values, above = sample.values[:count], sample.above[:count]
    crossings = _crossings(study)
    found = []
    for row in agenda.holders(study.issue):
        actor = agenda.actors[row]
        low, stated, high = (float(each[row, column]) for each in (agenda.low, agenda.value, agenda.high))
        inside = np.linspace(low, high, WITHIN) if low < high else np.array([low])
        within = _tipped(study, values, above, sample.seed, actor, inside)
        far = _tipped(study, values, above, sample.seed, actor, np.array(ANYWHERE)) | within
        for n, model in enumerate(study.models):
            known = ~np.isnan(above[:, n])
            near = crossings[model.name].get(actor)
            found.append(
                Pivot(
                    model=model.name, actor=actor, position=stated, crosses=near,
                    in_range=near is not None and low <= near <= high,
                    **_shares("within", within[known, n]), **_shares("anywhere", far[known, n]),
                )
            )  # fmt: skip
    exact = {
        model.name: levers(agenda, study.issue, model) for model in study.models if isinstance(model, WeighingModel)
    }
    return Pivots(study=study, pivots=tuple(found), levers=exact, draws=count)


def _tipped(study: Study, values: Array, above: Array, seed: int, actor: str, positions: Array) -> Mask:
    """Return by draw and model whether any of these positions of the actor carries the outcome over the middle."""
    tried = np.repeat(positions, len(values))
    held = Held(actor=actor, positions=tried)
    outcomes = study.decided(np.tile(values, (len(positions), 1)), seed=seed, held=held)
    there = outcomes.reshape(len(positions), len(values), -1)
    found: Mask = (~np.isnan(there) & ((there > MIDDLE) != (above > 0))).any(axis=0)
    return found


def _crossings(study: Study) -> dict[str, dict[str, int]]:
    """Return by model and actor the whole point nearest to its position where the outcome is on or over the middle.

    Empty where it stands on the middle already: nobody has to move then (as in `decisions.movers`).
    """
    stated = study.as_stated
    agenda, issue = study.inputs.agenda, study.issue
    points = np.arange(101.0)
    nothing = np.empty((len(points), 0))
    here = stated.decided(nothing[:1])[0]
    found: dict[str, dict[str, int]] = {model.name: {} for model in study.models}
    for row in agenda.holders(issue):
        actor, position = agenda.actors[row], float(agenda.value[row, agenda.column(issue)])
        moved = stated.decided(nothing, held=Held(actor=actor, positions=points))
        for n, model in enumerate(study.models):
            side = side_of(float(here[n]))
            there = moved[:, n] >= MIDDLE - HAIR if side == "below" else moved[:, n] <= MIDDLE + HAIR
            across = points[there]
            if side != "middle" and len(across):
                found[model.name][actor] = int(across[np.argmin(np.abs(across - position))])
    return found


def _shares(name: str, tipped: Mask) -> dict[str, float]:
    count = len(tipped)
    share = float(tipped.mean()) if count else 0.0
    # One hit and one miss are added, so that 0 of n is not taken for never.
    mended = (share * count + 1) / (count + 2)
    return {name: share, f"{name}_error": float(np.sqrt(mended * (1 - mended) / max(count, 1)))}


def _nearest(pivot: Pivot) -> str:
    if pivot.crosses is None or not pivot.in_range:
        return ""
    return f" (at the stated positions from {pivot.position:g} to {pivot.crosses})"
