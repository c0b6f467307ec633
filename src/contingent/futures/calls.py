"""Calls: how often the side of the middle is misjudged once some inputs are known, and how much variance is left.

What is known is worth what the best call that may depend on it gets right more often. A call that is fitted to draws
looks too good on them and, for the same reason, does too badly on others, by about as much: its share of errors is
taken half-way between the two, and half their distance is told as what the fit leaves uncertain. The two differ most
where either side is as likely as the other whatever is known: then the gain, truly 0, comes out at up to 0.4 by the
square root of the number of draws for one input (0.4 points for 8,192 draws), three to four times that for several.

The variance that an expectation explains is that of a least-squares fit less what a fit explains of mere noise (the
adjusted coefficient of determination of Ezekiel, Methods of Correlation Analysis, 1930): it is as likely below the
truth as above it, so that what says nothing is worth 0 on average.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contingent.positions.agenda import Array

FOLDS = 8
"""Parts of the draws, each of which is judged by calls fitted to the others."""

CELLS = 1024
"""Steps at which a call can change along what is known."""

RANGES = 3
"""Ranges in which a call can differ from the one without knowledge."""

_SURE = 4.0
"""Standard errors that a second or third range must gain."""

_MAIN = {1: 31, 2: 12, 3: 12}
_CROSSED = {2: 4, 3: 3}
"""Knots for each input, alone and crossed with the others, by how many are known at once."""


def gained(points: Array, above: Array) -> tuple[Array, Array, Array]:
    """Return by how much the share of misjudged sides falls if `points` are known, for each column of `above`.

    Args:
        points: places of what is known (draws, inputs), 0-1; at most three inputs.
        above: whether the outcome lies above the middle (draws, models), 0 or 1.

    Returns the gain, its standard error, and half the distance between its values on draws seen and unseen, by model.
    """
    signs = 2.0 * above - 1.0
    seen, unseen, error = zip(
        *[_one(scores, signs[:, [n]]) for n, scores in enumerate(_scores(points, above))], strict=True
    )
    inside, outside = np.concatenate(seen), np.concatenate(unseen)
    return (inside + outside) / 2, np.concatenate(error), np.abs(inside - outside) / 2


def explained(points: Array, outcomes: Array) -> tuple[Array, Array]:
    """Return the variance of `outcomes` (draws, models) that knowing `points` takes away, and its standard error."""
    basis = _basis(points)
    count = len(basis)
    values, vectors = np.linalg.eigh(basis.T @ basis)
    kept = values > 1e-9 * values[-1]
    rank = int(kept.sum())
    middle = outcomes - outcomes.mean(axis=0)
    inner = vectors[:, kept] / np.sqrt(values[kept])
    fitted = basis @ (inner @ (inner.T @ (basis.T @ middle)))
    squares = (middle - fitted) ** 2
    left = squares.sum(axis=0) / (count - rank)
    change = middle**2 - squares
    error = np.sqrt(change.var(axis=0) / count + 2 * (rank - 1) * (left / count) ** 2)
    return (middle**2).sum(axis=0) / (count - 1) - left, error


def _one(scores: list[Array], signs: Array) -> tuple[Array, Array, Array]:
    """Return gains on draws seen and unseen and the error; `scores` of the whole, then of each fold or of none."""
    count = len(signs)
    parts = _folds(count)
    whole = _cells(scores[0])
    shares = np.stack([_sums(whole[part], signs[part]) for part in parts])
    total, sizes = shares.sum(axis=0), np.bincount(whole, minlength=CELLS)[:, None]
    flipped, base = _call(total, sizes)
    seen = -(base * total * flipped).sum(axis=0) / count
    error = np.sqrt(np.maximum(0.0, (sizes * flipped).sum(axis=0) / count - seen**2) / count)
    found = np.zeros_like(seen)
    for n, part in enumerate(parts):
        cells = whole if len(scores) == 1 else _cells(scores[n + 1])
        mine = shares[n] if len(scores) == 1 else _sums(cells[part], signs[part])
        others = (total if len(scores) == 1 else _sums(cells, signs)) - mine
        ways, base = _call(others, np.bincount(cells, minlength=CELLS)[:, None])
        found -= (base * mine * ways).sum(axis=0)
    return seen, found / count, error


def _call(sums: Array, sizes: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return where the best call differs from the one without knowledge (cells, models; 0 or 1), and that one (±1)."""
    base = np.where(sums.sum(axis=0) >= 0, 1.0, -1.0)
    left = -sums * base
    flipped = np.zeros_like(left)
    for turn in range(RANGES):
        inside = _best(left)
        gain, size = (left * inside).sum(axis=0), (sizes * inside).sum(axis=0)
        taken = inside * (gain > (_SURE * np.sqrt(size) if turn else 0.0))
        if not taken.any():
            break
        flipped = np.abs(flipped - taken)
        left = left * (1 - 2 * taken)
    return flipped, base


def _best(gains: Array) -> Array:
    """Return the range of cells with the largest sum in each column, as 0 and 1."""
    sums = np.concatenate([np.zeros((1, gains.shape[1])), np.cumsum(gains, axis=0)])
    least = np.minimum.accumulate(sums, axis=0)
    steps = np.arange(len(sums))[:, None]
    since = np.maximum.accumulate(np.where(sums == least, steps, 0), axis=0)
    end = (sums - least).argmax(axis=0)
    start = since[end, np.arange(gains.shape[1])]
    inside: Array = ((steps[1:] > start) & (steps[1:] <= end)).astype(float)
    return inside


def _scores(points: Array, above: Array) -> list[list[Array]]:
    """Return for each model along what a call can change: the input itself, or the chance that several inputs give.

    Of several inputs the chance is fitted to all draws, then to those outside each fold.
    """
    if points.shape[1] == 1:
        return [[points[:, 0]] for _ in range(above.shape[1])]
    basis = _basis(points)
    crossed = [basis[part].T @ basis[part] for part in _folds(len(basis))]
    fitted = [basis[part].T @ above[part] for part in _folds(len(basis))]
    whole, sums = np.sum(crossed, axis=0), np.sum(fitted, axis=0)
    hair = 1e-9 * len(basis) * np.eye(basis.shape[1])
    found = [basis @ np.linalg.solve(whole + hair, sums)]
    for cross, fit in zip(crossed, fitted, strict=True):
        found.append(basis @ np.linalg.solve(whole - cross + hair, sums - fit))
    return [[each[:, n] for each in found] for n in range(above.shape[1])]


def _basis(points: Array) -> Array:
    """Return tent functions of each input, whose sums are piecewise linear, and coarser ones of several crossed."""
    count = points.shape[1]
    alone = [_tents(column, _MAIN[count]) for column in points.T]
    if count == 1:
        return alone[0]
    made = np.ones((len(points), 1))
    for column in points.T:
        made = (made[:, :, None] * _tents(column, _CROSSED[count])[:, None, :]).reshape(len(points), -1)
    return np.concatenate([*alone, made], axis=1)


def _tents(column: Array, knots: int) -> Array:
    tents: Array = np.maximum(0.0, 1 - np.abs((column * (knots - 1))[:, None] - np.arange(knots)))
    return tents


def _cells(scores: Array) -> NDArray[np.intp]:
    """Return the cell of each draw: equal numbers of draws in each, in the order of their scores."""
    ranks = np.empty(len(scores), dtype=np.intp)
    ranks[np.argsort(scores, kind="stable")] = np.arange(len(scores))
    return ranks * CELLS // len(scores)


def _sums(cells: NDArray[np.intp], signs: Array) -> Array:
    return np.stack([np.bincount(cells, weights=column, minlength=CELLS) for column in signs.T], axis=1)


def _folds(count: int) -> list[slice]:
    return [slice(start, end) for start, end in pairwise(np.linspace(0, count, FOLDS + 1).astype(int))]
