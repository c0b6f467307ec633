"""Comparing DNA's backbones and polarisation: its own measures on our networks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

from contingent.base.errors import ContingentError
from contingent.coding.networks.building import network
from contingent.coding.networks.dna_measures import (
    MOST_SPLITS,
    dna_halves,
    dna_loss,
    dna_nested,
    dna_penalised,
    dna_polarisation,
)
from contingent.coding.networks.network import Sayings
from contingent.coding.networks.settings import Filter, Settings
from contingent.coding.networks.verification.finding import TOLERANCE, Finding, Verdict, not_run

BASE = Settings(rows="organization", columns="concept", qualifier="agreement", one_mode=True, isolates=True)
"""What the cases of backbones and polarisation are made of where they say nothing else: the defaults of rDNA."""
_DEGREES = "DNA's spectral loss compares degrees, not the Laplacian; ours is `contingent network backbone`"
_MIXED = "DNA maximises the distance from ideal camps; ours is `contingent network polarisation`"
_TWICE = "DNA takes the matrix of subtract for congruence and for conflict in series over time"
_NESTED = re.compile(r"nested_(\w+)_(\w+)_(\w+)")
_PENALTY = re.compile(r"evaluate_p([\d.]+)")


def is_measures(data: Any) -> bool:
    """Return whether a file holds backbones and polarisation of DNA."""
    return isinstance(data, dict) and (
        "all_balanced_bipartitions" in data or any(_NESTED.fullmatch(key) for key in data)
    )


def verify_measures(data: Mapping[str, Any], file: str, sayings: Sayings) -> list[Finding]:
    """Return what running a file of backbones and polarisation again shows, one finding a run."""
    if "all_balanced_bipartitions" in data:
        return [_attempt("all_balanced_bipartitions", file, lambda: _halves(data, file, sayings))]
    found = []
    for case, said in data.items():
        run = _run_of(case)
        if run is not None:
            found.append(_attempt(case, file, partial(run, case, said, file, sayings)))
    return found


_Run = Callable[[str, Any, str, Sayings], Finding]


def _run_of(case: str) -> _Run | None:
    if _NESTED.fullmatch(case):
        return _nested
    if _PENALTY.fullmatch(case):
        return _evaluated
    if case.startswith(("penalty_", "fixed_")):
        return _chosen
    if case.startswith("polarization_days"):
        return _over_time
    return _camps if case.startswith("polarization_") else None


def _attempt(case: str, file: str, run: Callable[[], Finding]) -> Finding:
    try:
        return run()
    except ContingentError as error:
        return not_run(case, file, [str(error)], "measure")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return not_run(case, file, [f"the case is not of the known form ({type(error).__name__}: {error})"], "measure")


def _judged(
    case: str, file: str, kind: str, ours: Sequence[float], theirs: Sequence[float], reason: str, told: str = ""
) -> Finding:
    if len(ours) != len(theirs):
        return Finding(
            case=case, file=file, kind=kind, verdict=Verdict.DEVIATES, at=f"{len(ours)} values for {len(theirs)}"
        )
    largest = max((abs(one - two) for one, two in zip(ours, theirs, strict=True)), default=0.0)
    holds = largest <= TOLERANCE
    return Finding(
        case=case, file=file, kind=kind, numbers=len(ours), largest=largest, reasons=(reason,) if holds else (),
        verdict=Verdict.FAULT if holds else Verdict.DEVIATES, told=(told,) if told else (),
    )  # fmt: skip


class _Losses:
    """Losses of subsets of the concepts under some settings, each network made once."""

    def __init__(self, sayings: Sayings, settings: Settings) -> None:
        self.sayings, self.settings = sayings, settings
        self.full = network(sayings, settings)
        plain = replace(settings, one_mode=False, aggregation="ignore", normalisation="no", isolates=False)
        self.concepts = network(sayings, plain).columns
        self.known: dict[frozenset[str], tuple[float, int]] = {}

    def of(self, kept: frozenset[str]) -> tuple[float, int]:
        """Return the loss of a subset and its statements."""
        if kept not in self.known:
            only = Filter(variable=self.settings.columns, values=tuple(sorted(kept)), keep=True)
            found = network(self.sayings, replace(self.settings, excluded=(*self.settings.excluded, only)))
            self.known[kept] = dna_loss(self.full.weights, found.weights), found.statements
        return self.known[kept]

    def both(self, kept: Sequence[str]) -> tuple[float, float]:
        """Return the loss of a backbone and of what it leaves out."""
        chosen = frozenset(kept)
        return self.of(chosen)[0], self.of(frozenset(self.concepts) - chosen)[0]


def _nested(case: str, said: Any, file: str, sayings: Sayings) -> Finding:
    found = _NESTED.fullmatch(case)
    assert found is not None
    settings = replace(BASE, aggregation=found[1], normalisation=found[2], duplicates=found[3])
    losses = _Losses(sayings, settings)
    steps = dna_nested(losses.concepts, lambda kept: losses.of(kept)[0])
    ours = [*(step[1] for step in steps), *(step[2] for step in steps)]
    judged = _judged(case, file, "nested backbone", ours, [*said["backboneLoss"], *said["redundantLoss"]], _DEGREES)
    left = frozenset(losses.concepts)
    counts = []
    for step in steps:
        left -= {step[0]}
        counts.append(losses.of(left)[1])
    judged = replace(
        judged, statements=losses.full.statements, reference_statements=said["numStatementsFull"],
        size=f"{len(losses.full.rows)} x {len(losses.concepts)}",
    )  # fmt: skip
    unlike = [step[0] for step in steps] != said["entity"], counts != said["statements"]
    if any(unlike) or losses.full.statements != said["numStatementsFull"]:
        what = "the order in which concepts are dropped" if unlike[0] else "numbers of statements"
        return replace(judged, verdict=Verdict.DEVIATES, reasons=(), at=what)
    return judged


def _default(sayings: Sayings) -> _Losses:
    return _Losses(sayings, replace(BASE, aggregation="subtract", normalisation="average", duplicates="document"))


def _chosen(case: str, said: Any, file: str, sayings: Sayings) -> Finding:
    """The losses of a chosen backbone; the choice itself is drawn without a seed and only told."""
    ours = _default(sayings).both(said["backbone"])
    return _judged(case, file, "backbone", ours, [said["backboneLoss"], said["redundantLoss"]], _DEGREES)


def _evaluated(case: str, said: Any, file: str, sayings: Sayings) -> Finding:
    """The file does not say of which backbone; all are tried, and the nearest is told."""
    found = _PENALTY.fullmatch(case)
    assert found is not None
    losses = _default(sayings)
    number = len(losses.concepts)
    if 2**number > MOST_SPLITS:
        return not_run(case, file, ["the file does not say of which backbone, and there are too many"], "backbone")
    nearest: tuple[float, tuple[str, ...], tuple[float, float]] | None = None
    for kept in range(number + 1):
        for chosen in combinations(losses.concepts, kept):
            one, two = losses.both(chosen)
            penalty = float(found[1])
            pair = dna_penalised(one, penalty, number, kept), dna_penalised(two, penalty, number, number - kept)
            far = max(abs(pair[0] - said[0]), abs(pair[1] - said[1]))
            if nearest is None or far < nearest[0]:
                nearest = far, chosen, pair
    assert nearest is not None
    told = f"the file does not say of which backbone; nearest of {2**number} is {', '.join(nearest[1])}"
    return _judged(case, file, "penalised loss", nearest[2], said, _DEGREES, told)


def _pair(sayings: Sayings) -> tuple[Any, Any, tuple[str, ...]]:
    average = replace(BASE, normalisation="average", isolates=False)
    agreed, opposed = (network(sayings, replace(average, aggregation=each)) for each in ("congruence", "conflict"))
    return agreed.weights, opposed.weights, agreed.rows


def _camps(case: str, said: Any, file: str, sayings: Sayings) -> Finding:
    agreed, opposed, names = _pair(sayings)
    if list(names) != said["names"]:
        return Finding(case=case, file=file, kind="polarisation", verdict=Verdict.DEVIATES, at="names of nodes")
    normalised = "normfalse" not in case
    ours = [dna_polarisation(agreed, opposed, said["memberships"], normalised=normalised)]
    theirs = [said["finalMaxQ"]]
    if max(said["memberships"]) == 1:  # the search itself is drawn; its answer is held against all halves
        ours.append(
            max(dna_polarisation(agreed, opposed, each, normalised=normalised) for each in dna_halves(len(names)))
        )
        theirs.append(said["finalMaxQ"])
    return _judged(case, file, "polarisation", ours, theirs, _MIXED)


def _halves(data: Mapping[str, Any], file: str, sayings: Sayings) -> Finding:
    import numpy as np

    case = "all_balanced_bipartitions"
    agreed, opposed, names = _pair(sayings)
    if list(names) != data["names"]:
        return Finding(case=case, file=file, kind="polarisation", verdict=Verdict.DEVIATES, at="names of nodes")
    ours = [*agreed.ravel(), *opposed.ravel()]
    theirs = [*np.asarray(data["congruence_average"]).ravel(), *np.asarray(data["conflict_average"]).ravel()]
    for each in data["all_balanced_bipartitions"]:
        ours += [dna_polarisation(agreed, opposed, each["membership"], normalised=kind) for kind in (True, False)]
        theirs += [each["q_norm"], each["q_raw"]]
    return _judged(case, file, "polarisation", [float(each) for each in ours], [float(each) for each in theirs], _MIXED)


def _over_time(case: str, said: Any, file: str, sayings: Sayings) -> Finding:
    return Finding(
        case=case, file=file, kind="polarisation over time", verdict=Verdict.NOT_REPRODUCIBLE, reasons=(_TWICE,),
        told=(f"{len(said)} slices not compared",),
    )  # fmt: skip
