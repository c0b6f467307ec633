"""Work: one part of a run decided by every model, a pure function that any runner may call anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from contingent.base.errors import ProgrammingError, UserError
from contingent.decisions.base import DecisionModel, WeighingModel
from contingent.futures.plans import Part, Plan
from contingent.futures.summaries import Tally, tally
from contingent.positions.agenda import Array
from contingent.positions.drawn import Drawn


class RunError(UserError):
    """A run could not go on; what was finished is kept where it has a folder."""

    code = "run"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Done:
    """What came of a part: its tally, and where wanted outcomes (models, issues, draws) and inputs (draws, inputs)."""

    part: Part
    tally: Tally
    outcomes: Array | None = None
    inputs: Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Work:
    """Decides parts of a plan; `outcomes` and `inputs` say whether the draws themselves come along."""

    plan: Plan
    outcomes: bool = False
    inputs: bool = False

    def __call__(self, part: Part) -> Done:
        """Return what comes of a part. Raises RunError naming the draws where a model fails for no stated reason."""
        plan = self.plan
        weighing = [number for number, model in enumerate(plan.models) if isinstance(model, WeighingModel)]
        tallies: list[Tally] = []
        outcomes, inputs = [], []
        for first in range(part.first, part.first + part.count, plan.block):
            count = min(plan.block, part.first + part.count - first)
            values = plan.inputs.values(plan.design.luck(plan.inputs, plan.seed, first, count))
            drawn = plan.inputs.placed(values, first=first, seed=plan.seed)
            decided, failed = _decide(plan, drawn)
            tallies.append(tally(decided, first, plan.design, _pivotal(plan, drawn, weighing), failed))
            outcomes += [decided] if self.outcomes else []
            inputs += [values] if self.inputs else []
        return Done(
            part=part,
            tally=reduce(Tally.merged, tallies),
            outcomes=np.concatenate(outcomes, axis=2) if outcomes else None,
            inputs=np.concatenate(inputs, axis=0) if inputs else None,
        )


def decide_block(model: DecisionModel, drawn: Drawn, plan: Plan) -> Array:
    """Return the outcomes of a model on the issues shown, of shape (issues, draws).

    `drawn` are draws of all inputs. Raises ProgrammingError if the model breaks its contract.
    """
    read = drawn if model.card.joint else drawn.of_issues(plan.agenda.issues)
    found = np.asarray(model.decide_draws(read, plan.kernel), dtype=float)
    wanted = (len(drawn), len(read.agenda.issues))
    if found.shape != wanted:
        raise ProgrammingError(
            f"{model.name} gives outcomes of shape {found.shape}.",
            remedy=f"Return one outcome by draw and issue: {wanted}.",
        )
    return found[:, [read.agenda.column(issue) for issue in plan.agenda.issues]].T


def _decide(plan: Plan, drawn: Drawn) -> tuple[Array, Mapping[int, tuple[int, str]]]:
    found = np.empty((len(plan.models), len(plan.agenda.issues), len(drawn)))
    failed: dict[int, tuple[int, str]] = {}
    for number, model in enumerate(plan.models):
        try:
            found[number] = decide_block(model, drawn, plan)
        except UserError as error:
            found[number] = np.nan
            failed[number] = (drawn.first, error.what)
        except Exception as error:
            last = drawn.first + len(drawn) - 1
            raise RunError(
                f"{model.name} failed in draws {drawn.first:,} to {last:,}: {type(error).__name__}: {error}",
                remedy=f"Leave {model.name} out, and report this: the model broke on input it should take.",
            ) from error
    return found, failed


def _pivotal(plan: Plan, drawn: Drawn, weighing: list[int]) -> dict[tuple[int, int], Array]:
    found = {}
    for column, issue in enumerate(plan.agenda.issues if weighing else ()):
        _, value, salience, capability = drawn.on(issue)
        for number in weighing:
            model = plan.models[number]
            assert isinstance(model, WeighingModel)
            found[number, column] = model.pivots(value, salience * capability).sum(axis=0)
    return found
