"""Scores of distributions against what happened: CRPS, coverage and PIT told exactly where there are atoms.

A distribution is a set of equally probable values, ascending along the last axis, as `pool.forecast` gives it. Lower is
better for every score but coverage. Nothing is drawn at random: where a value that happened holds probability of its
own (nobody left, no change), the randomised probability integral transform is averaged over all its draws (Czado,
Gneiting and Held 2009, Predictive model assessment for count data, Biometrics 65, section 2).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from contingent.records.outlook.panel import Numbers


def crps(values: Numbers, observed: Numbers) -> Numbers:
    """Return the continuous ranked probability score, in the units of the values.

    Args:
        values: equally probable values, ascending along the last axis.
        observed: what happened, of the shape of `values` without its last axis.

    It is E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, Strictly proper scoring rules, equation 21) of the
    distribution that gives each value the same probability; of a single value it is the absolute error.
    """
    number = values.shape[-1]
    place = np.arange(1, number + 1)
    far = np.abs(values - observed[..., None]).mean(axis=-1)
    spread = (values * (2 * place - number - 1)).sum(axis=-1) / number**2
    return np.asarray(far - spread)


def log_crps(values: Numbers, observed: Numbers) -> Numbers:
    """Return the CRPS of log(1 + number), which weighs a change by its share of the number and not by its persons."""
    return crps(np.log1p(values), np.log1p(observed))


def transform(values: Numbers, observed: Numbers) -> tuple[Numbers, Numbers]:
    """Return from where to where the probability integral transform of what happened reaches, each in 0-1.

    It is one point where the value that happened holds no probability of its own.
    """
    below = (values < observed[..., None]).mean(axis=-1)
    upto = (values <= observed[..., None]).mean(axis=-1)
    return np.asarray(below), np.asarray(upto)


def coverage(values: Numbers, observed: Numbers, share: float) -> Numbers:
    """Return the probability, in 0-1, that the randomised transform lies in the central interval of that share.

    Its mean over many cases is `share` for honest distributions, with atoms or without.
    """
    return _inside(*transform(values, observed), (1 - share) / 2, (1 + share) / 2)


def deciles(values: Numbers, observed: Numbers) -> Numbers:
    """Return the probability that the randomised transform lies in each tenth; adds a last axis of ten."""
    below, upto = transform(values, observed)
    edges = [tenth / 10 for tenth in range(11)]
    return np.stack([_inside(below, upto, low, high) for low, high in pairwise(edges)], axis=-1)


def _inside(below: Numbers, upto: Numbers, low: float, high: float) -> Numbers:
    width = upto - below
    shared = np.clip(np.minimum(upto, high) - np.maximum(below, low), 0, None)
    point = (below >= low) & ((below < high) | ((high >= 1) & (below <= high)))
    return np.asarray(np.where(width > 0, shared / np.where(width > 0, width, 1), point.astype(float)))


def brier(probability: Numbers, happened: Numbers) -> Numbers:
    """Return the Brier score of each case: the square of probability less 1 where it happened, less 0 where not."""
    return np.square(probability - happened)


def skill(score: float, reference: float) -> float:
    """Return by which share a mean score is lower than that of a reference; nan where the reference is never wrong."""
    return 1 - score / reference if reference > 0 else float("nan")


def concordance(probability: Numbers, happened: Numbers) -> float:
    """Return how often a case that happened had the higher probability than one that did not (AUC; ties count half).

    nan where all or none happened.
    """
    yes = happened > 0
    ups, downs = int(yes.sum()), int((~yes).sum())
    if not ups or not downs:
        return float("nan")
    above = np.searchsorted(np.sort(probability[~yes]), probability[yes], side="left").sum()
    upto = np.searchsorted(np.sort(probability[~yes]), probability[yes], side="right").sum()
    return float((above + upto) / 2 / (ups * downs))
