"""Delta: how far knowing an input shifts the whole distribution of an answer, not only its variance.

Borgonovo, Reliability Engineering and System Safety 92 (2007), 771-784: half the expected area between the density of
the answer and its density given the input; 0 if they are independent, 1 if the input settles the answer. Estimated from
given draws by classes of equal share (Plischke, Borgonovo and Smith, European Journal of Operational Research 226
(2013), 536-550), with histograms on the ranks of the answer, since delta is the same for any rising function of it. So
answers that sit on a few points need no density.

Adding up differences of counts without regard to sign gives a delta above 0 by chance alone, much of it for a weak
input. So the draws are split into folds: where the density given the input lies above is judged on all folds but one,
smoothed over neighbouring classes, and the area there is added up on the one left out. Half the area between two
densities is the largest difference their integrals have on any set, so this errs to the low side, and gives 0 on
average where there is nothing to find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contingent.futures.streams import stream
from contingent.futures.studies import enough
from contingent.positions.agenda import Array

FOLDS = 10

AGAIN = 100
"""Tables drawn anew for a standard error."""

_Z = 1.959964
"""Standard errors either way of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deltas:
    """Delta by input and target with low and high of its interval, shape (inputs, targets, 3).

    `told` says where its interval lies above 0. NaN where the answer does not vary.
    """

    delta: Array
    told: NDArray[np.bool_]


def deltas(points: Array, answers: Array, seed: int) -> Deltas:
    """Return delta of each column of `points` (draws, inputs) on each of `answers` (draws, targets).

    Draws without an answer are left out. Raises InputError for too few draws.
    """
    enough(len(points))
    shape = (points.shape[1], answers.shape[1])
    found, told = np.full((*shape, 3), np.nan), np.zeros(shape, bool)
    for target in range(answers.shape[1]):
        known = ~np.isnan(answers[:, target])
        if known.sum() < 2:
            continue
        classes = class_count(int(known.sum()))
        into = _classes(answers[known, target], classes)
        if into.max() == 0:
            continue
        for column in range(points.shape[1]):
            source = stream(seed, "delta", str(column), str(target))
            found[column, target], told[column, target] = _delta(_classes(points[known, column], classes), into, source)
    return Deltas(delta=found, told=told)


def class_count(draws: int) -> int:
    """Return into how many classes so many draws are put, on either side."""
    return int(np.clip(round(0.9 * draws ** (1 / 3)), 5, 40))


def _classes(numbers: Array, count: int) -> NDArray[np.intp]:
    """Return the class of each number, from 0: of equal share, equal numbers always in one class."""
    edges = np.unique(np.quantile(numbers, np.arange(1, count) / count))
    below = np.searchsorted(edges, numbers, side="left")
    return np.unique(below, return_inverse=True)[1]


def _delta(rows: NDArray[np.intp], columns: NDArray[np.intp], source: np.random.Generator) -> tuple[Array, bool]:
    count = len(rows)
    shape = (FOLDS, int(rows.max()) + 1, int(columns.max()) + 1)
    if shape[1] < 2:
        return np.zeros(3), False
    cell = (np.arange(count) % FOLDS * shape[1] + rows) * shape[2] + columns
    tables = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(float)
    whole = tables.sum(axis=0)
    plain = float(np.mean([_over(tables[n], _smooth(_apart(whole - tables[n])) > 0) for n in range(FOLDS)]))
    where = _smooth(_apart(whole)) > 0
    again = source.multinomial(count, whole.ravel() / count, size=AGAIN).reshape(-1, *shape[1:])
    reach = _Z * float(np.std(_over(again.astype(float), where), ddof=1))
    value = min(1.0, max(0.0, plain))
    return np.array([value, max(0.0, plain - reach), min(1.0, max(value, plain + reach))]), plain > reach


def _apart(table: Array) -> Array:
    """Return by how much the shares of tables of counts lie above what independence would have in their place."""
    shares = table / table.sum(axis=(-2, -1), keepdims=True)
    found: Array = shares - shares.sum(axis=-1, keepdims=True) * shares.sum(axis=-2, keepdims=True)
    return found


def _over(table: Array, where: NDArray[np.bool_]) -> Array:
    """Return for each table the sum of that over some cells."""
    found: Array = _apart(table)[..., where].sum(axis=-1)
    return found


def _smooth(apart: Array) -> Array:
    """Return each cell as a mean with its neighbours, twice over, the border standing for what lies beyond it."""
    for _ in range(2):
        for axis in (0, 1):
            if apart.shape[axis] > 2:
                wide = np.pad(apart, [(1, 1) if n == axis else (0, 0) for n in (0, 1)], mode="edge")
                apart = (np.take(wide, range(apart.shape[axis]), axis) + 2 * apart
                         + np.take(wide, range(2, apart.shape[axis] + 2), axis)) / 4  # fmt: skip
    return apart
