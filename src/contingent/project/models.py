"""The decision models: what there is, each on the worked example, and their numbers against reference files."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.decisions.base import Need
from contingent.decisions.example import STATUS_QUO, worked_example
from contingent.decisions.models import model, model_classes
from contingent.decisions.options import Option, options_of

if TYPE_CHECKING:
    from contingent.decisions.base import DecisionModel, Outcome
    from contingent.decisions.verification.verifying import Verification as Verification
    from contingent.positions.agenda import Agenda

Row = dict[str, Any]


def model_rows() -> tuple[Row, ...]:
    """Return what there is to know of every model in short: name, title, what it says, needs, joint, source."""
    return tuple(_front(each) for each in model_classes().values())


def model_sheet(name: str) -> Row:
    """Return all there is to know of a model: its card, its options with choices and reasons, and a worked example.

    The example is computed on `decisions/example.py` when this is called, with the default options and, where the
    model needs one, the status quo of the example. Raises NotFoundError for an unknown model.
    """
    made = model(name)
    options = [_option_row(each) for each in options_of(type(made))]
    return {**_front(type(made)), "reads": made.card.reads, "options": options, "example": _example(made)}


def verify_models(paths: Sequence[str | Path], told: Callable[[str], None] = lambda _: None) -> tuple[Row, ...]:
    """Return row by row what running reference files again shows; see `decisions.verification`.

    `told` is called with the name of each file before it is run. Raises NotFoundError and InputError.
    """
    from contingent.decisions.verification.verifying import verify_files

    return tuple(verification_row(each) for each in verify_files([Path(each) for each in paths], told))


def verification_row(found: Verification) -> Row:
    """Return a verification as plain values, with the verdict on every case and on the whole."""
    return {
        "file": found.file,
        "kind": found.kind,
        "verdict": found.verdict.value,
        "numbers": found.numbers,
        "cases": [
            {
                "case": case.name,
                "model": case.model,
                "settings": dict(case.settings),
                "verdict": case.verdict.value,
                "comparisons": [_finite(asdict(each)) for each in case.comparisons],
            }
            for case in found.cases
        ],
    }


def _finite(row: Row) -> Row:
    """JSON has no infinity; a number that is missing on one side is said as null."""
    return {key: None if isinstance(each, float) and not math.isfinite(each) else each for key, each in row.items()}


def _front(made: type[DecisionModel]) -> Row:
    card = made.card
    return {
        "name": made.name,
        "title": card.title,
        "says": card.says,
        "needs": sorted(need.value for need in made.needs),
        "joint": card.joint,
        "source": card.source,
    }


def _option_row(option: Option) -> Row:
    row: Row = {"name": option.name, "default": option.default, "why": option.why, "referenced": option.referenced}
    if option.is_number:
        bounds = {"least": option.least, "most": option.most}
        return {**row, "whole": option.whole, **_finite(bounds)}
    return {**row, "free": option.free, "choices": dict(option.says)}


def _example(made: DecisionModel) -> Row:
    agenda = worked_example()
    settings = {"status_quo": STATUS_QUO} if Need.STATUS_QUO in made.needs else {}
    outcome = model(made.name, settings).decide(agenda)
    return {
        "settings": settings,
        "positions": _positions(agenda),
        "outcome": dict(outcome.values),
        "support": dict(outcome.support),
        "pivots": {issue: list(actors) for issue, actors in outcome.pivots.items()},
        "path": {issue: list(path) for issue, path in outcome.path.items()},
        "moves": [asdict(each) for each in outcome.moves],
        "end": {issue: dict(held) for issue, held in outcome.end.items()},
        "chances": _chances(outcome),
        "assumptions": [str(each) for each in outcome.assumptions],
        "caveats": list(outcome.caveats),
    }


def _positions(agenda: Agenda) -> list[Row]:
    return [
        {
            "issue": issue,
            "actor": agenda.actors[row],
            **{name: float(getattr(agenda, name)[row, n]) for name in ("value", "low", "high", "salience")},
            "capability": float(agenda.capability[row, n]),
            "weight": float(agenda.weight[row, n]),
        }
        for n, issue in enumerate(agenda.issues)
        for row in agenda.holders(issue)
    ]


def _chances(outcome: Outcome) -> Row:
    return {
        issue: [{"proposal": proposal, "chance": chance} for proposal, chance in each]
        for issue, each in outcome.chances.items()
    }
