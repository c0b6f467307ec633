"""Deciding: stored positions as an agenda, through every model, over many draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.briefs.outcomes import IssueOutcome, issue_outcomes
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.decisions.movers import Levers, levers
from contingent.futures.ensembles import Ensemble, explore
from contingent.positions.agenda import VARIANTS, Agenda
from contingent.store.store import Store

MODELS = (Compromise(), Median())

WHO = {"all": "all actors", "states": "states and organisations"}
"""Short words for whose positions count, and the variant each stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the models make of the stated positions: the draws, who could change each outcome, and both told together.

    `ensemble` is of the actors asked for; `outcomes` also carry the central outcome where the other set of actors
    counts.
    """

    ensemble: Ensemble
    levers: tuple[Levers, ...]
    outcomes: tuple[IssueOutcome, ...]


def agenda_of(store: Store, issues: Sequence[str] | None, who: str = "all") -> Agenda:
    """Return the agenda of the stored positions. Raises UsageError, NotFoundError; see `Project.agenda`."""
    if who not in WHO:
        raise UsageError(f"{who!r} names no set of actors.", remedy=f"Say one of: {', '.join(WHO)}.")
    wanted = [store.issues.get(issue) for issue in issues] if issues else list(store.issues.find())
    if not wanted:
        raise NotFoundError(
            "The project has no issues.",
            record=store.address,
            remedy="Start from a case with issues.yaml and positions.csv: contingent new PROJECT --from FOLDER.",
        )
    positions = store.positions.find(issue=[issue.id for issue in wanted])
    return Agenda.of(positions, wanted).of_types(VARIANTS[WHO[who]])


def decide(store: Store, issues: Sequence[str] | None, *, who: str, draws: int, seed: int) -> Decisions:
    """Return the decisions on some issues; see `Project.decide`."""
    agenda = agenda_of(store, issues, who)
    drawn = explore(agenda, MODELS, draws, seed)
    found = tuple(levers(agenda, issue, model) for issue in agenda.issues for model in MODELS)
    other = _other(store, agenda, who, draws, seed)
    return Decisions(ensemble=drawn, levers=found, outcomes=issue_outcomes(drawn, found, other))


def _other(store: Store, agenda: Agenda, who: str, draws: int, seed: int) -> dict[str, Ensemble]:
    """The same draws where the other set of actors counts; empty where it leaves nobody."""
    name = "states" if who == "all" else "all"
    try:
        return {WHO[name]: explore(agenda_of(store, agenda.issues, name), MODELS, draws, seed)}
    except InputError:
        return {}
