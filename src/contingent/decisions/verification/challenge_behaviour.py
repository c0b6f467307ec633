"""How variants of the challenge model behave over random draws: means, spread, mirror symmetry, who moves at all.

The draws behind such a file are not in it, so its figures are compared with those of draws of our own from the same
distributions: positions U(0, 100), capabilities U(0.05, 1), saliences U(0.1, 1) or as the name of the case says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contingent.decisions.kernels.challenge_outcome import mean, median
from contingent.decisions.kernels.challenge_reference import play
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge
from contingent.decisions.verification.challenge_runs import rules_of, settings_of
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.statistics import Figure, compare_figures, mean_of, share_of, spread_of
from contingent.decisions.verification.verifying import Beside, Case, Comparison, Format, Verdict
from contingent.positions.agenda import Array

DRAWS = 2_000
"""Draws of our own for the figures after ten rounds."""

FIRST_ROUNDS = 1_000
"""Draws of our own for the figures after one round."""

ACTORS = 12
"""Actors of a draw where the name of the case does not tell."""

MIRRORED = 1e-6
"""Points by which a mirrored answer must differ to count as another."""

_VARIANT = re.compile(r"((?:PAIRDEN|CAPFIX|COMPFIX)=[01] ?)+")
_MOVERS = re.compile(r"n=(\d+) S~U\(([\d.]+),\s?([\d.]+)\)")

_MIRROR = "this variant mirrors exactly but for rounding errors on knife edges, so both shares must lie below 1 %"
_MIRRORS = "mirror broken, mirror shift"

BROKEN = 0.01
"""Share of draws, and of the scale, that rounding errors may break where a variant mirrors exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Random draws: a table, and the same with the scale mirrored."""

    table: Table
    mirrored: Table

    @classmethod
    def of(cls, actors: int, least: float, most: float, draws: int) -> _Sample:
        luck = np.random.default_rng([actors, round(1000 * least), round(1000 * most)])
        position = luck.uniform(0, 100, (draws, actors))
        capability = luck.uniform(0.05, 1, (draws, actors))
        salience = luck.uniform(least, most, (draws, actors))
        return cls(
            table=Table.of(position, salience, capability)[0],
            mirrored=Table.of(100 - position, salience, capability)[0],
        )


def is_behaviour(part: Part) -> bool:
    """Whether the names at the top are those of variants or of numbers of actors."""
    names = list(part.value) if isinstance(part.value, dict) else []
    return bool(names) and any(_VARIANT.fullmatch(name) or _MOVERS.fullmatch(name) for name in names)


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    cases = []
    for name, told in part.entries().items():
        movers = _MOVERS.fullmatch(name)
        if movers is not None:
            cases.append(_movers(name, told, int(movers[1]), float(movers[2]), float(movers[3])))
        elif _VARIANT.fullmatch(name):
            cases.append(_variant(name, told))
        else:
            told.refuse("The name of this case is not known.", "Names are like PAIRDEN=0 CAPFIX=0 COMPFIX=0.")
    return tuple(cases)


def _variant(name: str, told: Part) -> Case:
    switches = {key: int(value) for key, value in (word.split("=") for word in name.split())}
    rules = rules_of(Part(switches, told.file, told.place))
    sample = _Sample.of(ACTORS, 0.1, 1.0, DRAWS)
    final, turned = play(sample.table, rules), play(sample.mirrored, rules)
    means, medians = mean(final, sample.table), median(final, sample.table, rules.median)
    shift = np.abs(medians + median(turned, sample.mirrored, rules.median) - 100)
    broken = (np.abs(final + turned - 100) > MIRRORED).any(axis=1)
    count = _count(told, means)
    figures = [
        mean_of("mean of means", told["mean_of_means"].number(), count, means),
        mean_of("mean of medians", told["mean_of_medians"].number(), count, medians),
        spread_of("spread of medians", told["sd_medians"].number(), count, medians),
        mean_of("mean move", told["mean_abs_move"].number(), count, np.abs(final - sample.table.position).mean(axis=1)),
    ]
    mirror = [
        share_of("mirror broken", told["mirror_broken_share"].number(), count, broken),
        mean_of("mirror shift", told["mirror_median_shift"].number(), count, shift),
    ]
    found: list[Comparison] = [
        compare_figures("means, medians, moves", figures, DRAWS),
        _exact_mirror(mirror) if rules.pick == "least" else compare_figures(_MIRRORS, mirror, DRAWS),
    ]
    return Case(name=name, model="challenge", settings=settings_of(rules), comparisons=tuple(found))


def _exact_mirror(mirror: Sequence[Figure]) -> Comparison:
    """Return the comparison for a variant that mirrors exactly: both shares, theirs and ours, lie below a bound."""
    shares = [abs(value) / whole for each, whole in zip(mirror, (1.0, 100.0), strict=True)
              for value in (each.theirs, each.ours)]  # fmt: skip
    holds = max(shares) <= BROKEN
    values = "; ".join(f"{each.name} {each.ours:.4g} for {each.theirs:.4g}" for each in mirror)
    return Comparison(
        what=_MIRRORS, numbers=len(mirror), largest=max(shares), tolerance=BROKEN,
        verdict=Verdict.HOLDS if holds else Verdict.DEVIATES, at="" if holds else values, reason=_MIRROR,
    )  # fmt: skip


def _count(told: Part, means: Array) -> int:
    """Return how many draws are behind a case: as many as give its standard error with our spread of means."""
    error = told["se"].number()
    if not error > 0:
        told["se"].refuse("A standard error is above 0.", "Get the file again.")
    return max(1, round((float(means.std()) / error) ** 2))


def _movers(name: str, told: Part, actors: int, least: float, most: float) -> Case:
    if not (2 <= actors <= 200 and 0 <= least < most <= 1):
        told.refuse("The name of this case cannot be drawn.", "From 2 to 200 actors, saliences within 0-1.")
    sample = _Sample.of(actors, least, most, max(200, min(FIRST_ROUNDS, 600_000 // actors**2)))
    figures: list[Figure] = []
    for short, denominator in (("pub", "triples"), ("pair", "pairwise")):
        rules = Challenge.published(rounds=1, denominator=denominator)
        moving = np.abs(play(sample.table, rules) - sample.table.position) > 0
        nobody, share = told[f"{short}_nomove"].number(), told[f"{short}_actors_moving"].number()
        count = _whole_count(nobody)
        figures += [
            share_of(f"{short} nobody moves", nobody, count, ~moving.any(axis=1)),
            mean_of(f"{short} actors moving", share, count, moving.mean(axis=1)),
        ]
    found = compare_figures("nobody moves, actors moving", figures, len(sample.table))
    return Case(name=name, model="challenge", settings={}, comparisons=(found,))


def _whole_count(share: float) -> int:
    """Return the least number of draws, a multiple of 1,000, of which this can be the share."""
    counts = range(1000, 100_001, 1000)
    return next((count for count in counts if abs(share * count - round(share * count)) < 1e-6), 1000)


FORMAT = Format(
    kind="behaviour of challenge variants",
    marks="cases by switches, or by number of actors and salience",
    recognises=is_behaviour,
    verify=_verify,
)
