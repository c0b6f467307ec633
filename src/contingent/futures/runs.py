"""Runs: a plan computed part by part, in memory; what stops it, how far it is, and what is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from contingent.base.errors import UserError
from contingent.decisions.base import Assumption, assumptions_of, weighed
from contingent.futures.designs import Design
from contingent.futures.ensembles import Ensemble, Key, Skipped
from contingent.futures.inputs import CAPABILITY, POSITION, SALIENCE, Inputs
from contingent.futures.plans import Plan
from contingent.futures.runners.base import Runner
from contingent.futures.runners.threads import Threads
from contingent.futures.summaries import Tally
from contingent.futures.work import Done, RunError, Work, decide_block
from contingent.positions.agenda import Array
from contingent.positions.drawn import Drawn

KEPT_DRAWS = 100_000
KEPT_OUTCOMES = 20_000_000
"""Runs of so many draws and outcomes at most keep the outcomes in memory unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: draws done and of how many, and the seconds it will still take (None before it can be said)."""

    done: int
    of: int
    seconds_left: float | None


Watch = Callable[[Progress], object]
"""Told after every part. Whatever it raises stops the run; a run in a folder goes on from there next time."""


def run(plan: Plan, *, runner: Runner | None = None, watch: Watch | None = None, keep: bool | None = None) -> Ensemble:
    """Return the ensemble of a plan, computed in memory.

    `keep` says whether the outcomes of single draws are kept (None: up to 100,000 draws). A model that cannot read the
    agenda is left out and named in `skipped`; so is one that fails later, with the draw at which it did. If no model is
    left, the first one's error is raised. Raises InputError naming an issue on which nobody has weight, RunError if a
    worker fails.
    """
    ready = prepared(plan)
    wanted = _kept(ready.plan) if keep is None else keep
    kept: list[Array] = []
    total: Tally | None = None
    with closing(watched(ready.plan, Work(plan=ready.plan, outcomes=wanted), runner, watch)) as results:
        for done in results:
            total = done.tally if total is None else total.merged(done.tally)
            kept += [done.outcomes] if done.outcomes is not None else []
    assert total is not None
    return ready.ensemble(total, np.concatenate(kept, axis=2) if kept else None)


def watched(
    plan: Plan, work: Work, runner: Runner | None, watch: Watch | None, start: int = 0
) -> Generator[Done, None, None]:
    """Yield what comes of the parts from number `start` on, in order, telling `watch` after each is taken."""
    begun, before = time.monotonic(), min(start * plan.part, plan.draws)
    with closing((runner or Threads()).run(work, plan.parts(start))) as results:
        for done in results:
            yield done
            if watch is not None:
                reached = done.part.first + done.part.count
                speed = (reached - before) / max(time.monotonic() - begun, 1e-9)
                watch(Progress(reached, plan.draws, (plan.draws - reached) / speed))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A plan with the models that can read the agenda, their outcomes as stated, and those that cannot."""

    plan: Plan
    point: dict[Key, float]
    skipped: tuple[Skipped, ...]

    def ensemble(self, total: Tally, outcomes: Array | None = None) -> Ensemble:
        """Return the ensemble of all draws, without the models that failed in some.

        Raises UserError if none is left.
        """
        plan = self.plan
        rows = [row for row in range(len(plan.models)) if row not in total.failed]
        broken = [
            Skipped(model=plan.models[row].name, reason=f"from draw {first:,} on: {why}")
            for row, (first, why) in sorted(total.failed.items())
        ]
        if not rows:
            raise UserError(str(broken[0]), remedy="Choose another model, or narrower ranges.")
        names = {plan.models[row].name for row in rows}
        if broken:
            plan = replace(plan, models=tuple(plan.models[row] for row in rows))
            total = total.of_models(rows)
            outcomes = None if outcomes is None else outcomes[rows]
        if outcomes is not None:
            outcomes.setflags(write=False)
        return Ensemble(
            plan=plan,
            tally=total,
            point={key: value for key, value in self.point.items() if key[1] in names},
            assumptions=(*assumptions_on(plan), *assumptions_of(plan.agenda)),
            skipped=(*self.skipped, *broken),
            outcomes=outcomes,
        )


def prepared(plan: Plan) -> Prepared:
    """Return a plan with the models that can read its agenda as stated.

    Raises InputError naming an issue on which nobody has weight, and the error of the first model if none can.
    """
    for issue in plan.agenda.issues:
        weighed(plan.agenda, issue)
    stated = Drawn.as_stated(plan.inputs.agenda)
    point: dict[Key, float] = {}
    able, skipped = [], []
    first: UserError | None = None
    for model in plan.models:
        try:
            found = decide_block(model, replace(stated, seed=plan.seed), plan)[:, 0]
        except UserError as error:
            first = first or error
            skipped.append(Skipped(model=model.name, reason=error.what))
            continue
        except Exception as error:
            raise RunError(
                f"{model.name} failed at the stated positions: {type(error).__name__}: {error}",
                remedy=f"Leave {model.name} out, and report this: the model broke on input it should take.",
            ) from error
        able.append(model)
        point |= {(issue, model.name): float(value) for issue, value in zip(plan.agenda.issues, found, strict=True)}
    if first is not None and not able:
        raise first
    return Prepared(plan=replace(plan, models=tuple(able)), point=point, skipped=tuple(skipped))


def _kept(plan: Plan) -> bool:
    outcomes = plan.draws * len(plan.models) * len(plan.agenda.issues)
    return plan.draws <= KEPT_DRAWS and outcomes <= KEPT_OUTCOMES


def assumptions_on(plan: Plan) -> tuple[Assumption, ...]:
    """Return what the drawing rests on: distributions by kind of input, what moves together, whose voices count."""
    inputs = plan.inputs
    together = tuple(
        Assumption(name="together", value=group.says, reason="given as an assumption; the report does not say")
        for group in inputs.together
    )
    design = Assumption(name="design", value=plan.design.says, reason="chosen for the run")
    voices = Assumption(
        name="voices",
        value="groups of participants, collective groups and states count as one voice each",
        reason="the report names them so; they overlap, so look at states and organisations alone beside it",
    )
    overlapping = set(plan.agenda.actor_types) - {"state", "organisation"}
    return (
        _positions(inputs),
        _saliences(inputs),
        *_capabilities(inputs),
        *together,
        *((design,) if plan.design is not Design.PLAIN else ()),
        *((voices,) if overlapping else ()),
    )


def _shapes(inputs: Inputs, what: str) -> str:
    """Return the shapes of the distributions of one kind of input: `triangular`, or several with their numbers."""
    counts: dict[str, int] = {}
    for one in inputs.each:
        if one.what == what:
            shape = type(one.distribution).__name__
            counts[shape] = counts.get(shape, 0) + 1
    names = {shape: "PERT" if shape == "Pert" else shape.lower() for shape in counts}
    if len(counts) < 2:
        return "".join(names.values())
    return ", ".join(f"{names[shape]} ({number})" for shape, number in counts.items())


def _positions(inputs: Inputs) -> Assumption:
    apart = "independent of each other" if not inputs.together else "independent unless said to move together"
    return Assumption(
        name="positions",
        value=f"{_shapes(inputs, POSITION)} between low and high, peak at the stated value, {apart}".removeprefix(" "),
        reason="the coder gives a range and a most likely value and nothing about what moves together",
    )


def _saliences(inputs: Inputs) -> Assumption:
    bands = [
        max(one.distribution.ends[1] - stated, stated - one.distribution.ends[0])
        for one in inputs.each
        if one.what == SALIENCE
        for stated in (_stated(inputs, one.issue, one.actor),)
    ]
    told = (
        f"{_shapes(inputs, SALIENCE)} within {max(bands):g} points either way, cut to 0-100" if bands else "as stated"
    )
    return Assumption(
        name="salience", value=told, reason="salience is one coder's judgement, to be read as plus or minus 15"
    )


def _stated(inputs: Inputs, issue: str, actor: str) -> float:
    agenda = inputs.agenda
    return float(agenda.salience[agenda.actors.index(actor), agenda.column(issue)])


def _capabilities(inputs: Inputs) -> tuple[Assumption, ...]:
    told = [f"{one.actor} {one.distribution.says}" for one in inputs.each if one.what == CAPABILITY]
    if not told:
        return ()
    return (Assumption(name="uncertain capability", value="; ".join(told), reason="given as an assumption"),)
