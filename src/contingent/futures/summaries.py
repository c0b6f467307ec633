"""Summaries of outcomes that grow with neither draws nor blocks: counts, moments, a fine histogram, how models differ.

A Tally is made of one block and merged with the next. Sums are merged pairwise (Chan, Golub and LeVeque, Updating
Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979), always in the order of the draws, so that equal
plans give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contingent.decisions.base import MIDDLE
from contingent.futures.designs import REPLICATES, Design
from contingent.positions.agenda import Array

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

BINS = 2000
"""Bins of the fine histogram over 0-100."""

RESOLUTION = 100 / BINS
"""Width of a bin in points of the scale: a quantile read from the histogram is off by no more."""

LOW_END, HIGH_END = 25.0, 75.0
"""Where the middle of the scale begins and ends; a border belongs to the middle."""

MOST_MODELS = 39
"""How many models fit into the code of a pattern: three possibilities each, 64 bits."""

_FEW_PATTERNS = 3**8
_NORMAL_95 = 1.96
_STUDENT_15 = 2.131
"""95 % point of Student's t with 15 degrees of freedom, for errors from 16 randomisations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What is kept of some draws, for all models and issues at once; arrays begin with the shape (models, issues).

    `patterns` counts by issue how often which models lie above the middle: a code with one digit to the base 3 for each
    model (the first is the lowest), 0 not above, 1 above, 2 undecided. `both` and `apart`, of shape (issues, models,
    models), count the draws that both models decide and add up how far apart they are. `pivotal` adds up by (model,
    issue) the shares in which the outcome rested on each holder. `failed` names by model the first draw it could not
    decide because of an error, and why. The arrays of replicates are empty unless the design has such.
    """

    draws: int
    undecided: Counts
    mean: Array
    squares: Array
    low: Array
    high: Array
    above: Counts
    near_zero: Counts
    near_hundred: Counts
    bins: Counts
    replicate_sums: Array
    replicate_above: Counts
    replicate_counts: Counts
    both: Counts
    apart: Array
    patterns: tuple[Mapping[int, int], ...]
    pivotal: Mapping[tuple[int, int], Array]
    failed: Mapping[int, tuple[int, str]]

    @property
    def decided(self) -> Counts:
        """Return how many draws were decided, by model and issue."""
        return self.draws - self.undecided

    def merged(self, later: Tally) -> Tally:
        """Return the tally of these draws and of later ones."""
        n, m = self.decided, later.decided
        both = np.maximum(n + m, 1)
        gap = later.mean - self.mean
        return Tally(
            draws=self.draws + later.draws,
            undecided=self.undecided + later.undecided,
            mean=self.mean + gap * (m / both),
            squares=self.squares + later.squares + gap * gap * (n * (m / both)),
            low=np.minimum(self.low, later.low),
            high=np.maximum(self.high, later.high),
            above=self.above + later.above,
            near_zero=self.near_zero + later.near_zero,
            near_hundred=self.near_hundred + later.near_hundred,
            bins=self.bins + later.bins,
            replicate_sums=self.replicate_sums + later.replicate_sums,
            replicate_above=self.replicate_above + later.replicate_above,
            replicate_counts=self.replicate_counts + later.replicate_counts,
            both=self.both + later.both,
            apart=self.apart + later.apart,
            patterns=tuple(_added(a, b) for a, b in zip(self.patterns, later.patterns, strict=True)),
            pivotal={key: sums + later.pivotal[key] for key, sums in self.pivotal.items()},
            failed={**later.failed, **self.failed},
        )

    def of_models(self, rows: Sequence[int]) -> Tally:
        """Return the tally of some of the models, in this order."""
        place = {row: number for number, row in enumerate(rows)}
        return replace(
            self,
            **{name: getattr(self, name)[list(rows)] for name in _BY_MODEL},
            both=self.both[:, rows][:, :, rows],
            apart=self.apart[:, rows][:, :, rows],
            patterns=tuple(_narrowed(each, rows) for each in self.patterns),
            pivotal={(place[m], i): sums for (m, i), sums in self.pivotal.items() if m in place},
            failed={place[m]: told for m, told in self.failed.items() if m in place},
        )


_BY_MODEL = (
    *("undecided", "mean", "squares", "low", "high", "above", "near_zero", "near_hundred", "bins"),
    *("replicate_sums", "replicate_above", "replicate_counts"),
)


def tally(
    outcomes: Array,
    first: int,
    design: Design,
    pivotal: Mapping[tuple[int, int], Array],
    failed: Mapping[int, tuple[int, str]],
) -> Tally:
    """Return the tally of a block from draw `first` on; `outcomes` has the shape (models, issues, draws).

    What is no finite number is undecided. `pivotal` are the sums of this block, `failed` its failures.
    """
    models, issues, draws = outcomes.shape
    decided = np.isfinite(outcomes)
    whole = bool(decided.all())
    count = decided.sum(axis=2)
    safe = outcomes if whole else np.where(decided, outcomes, 0.0)
    mean = safe.sum(axis=2) / np.maximum(count, 1)
    spread = (safe - mean[:, :, None]) ** 2
    above = (safe > MIDDLE) & decided
    at = np.clip((safe * (BINS / 100)).astype(np.int64), 0, BINS - 1)
    at += (np.arange(models * issues) * BINS).reshape(models, issues, 1)
    bins = np.bincount((at if whole else at[decided]).ravel(), minlength=models * issues * BINS)
    sums, over, parts = _replicates(safe, above, decided, first, design)
    both, apart = _pairs(safe, decided)
    return Tally(
        draws=draws,
        undecided=draws - count,
        mean=mean,
        squares=(spread if whole else np.where(decided, spread, 0.0)).sum(axis=2),
        low=np.where(decided, outcomes, np.inf).min(axis=2, initial=np.inf),
        high=np.where(decided, outcomes, -np.inf).max(axis=2, initial=-np.inf),
        above=above.sum(axis=2),
        near_zero=((safe < LOW_END) & decided).sum(axis=2),
        near_hundred=((safe > HIGH_END) & decided).sum(axis=2),
        bins=bins.reshape(models, issues, BINS),
        replicate_sums=sums,
        replicate_above=over,
        replicate_counts=parts,
        both=both,
        apart=apart,
        patterns=_patterns(above, decided),
        pivotal=dict(pivotal),
        failed=dict(failed),
    )


def _replicates(safe: Array, above: Mask, decided: Mask, first: int, design: Design) -> tuple[Array, Counts, Counts]:
    shape = safe.shape[:2]
    if design is Design.PLAIN:
        none = np.zeros((*shape, 0), dtype=np.int64)
        return np.zeros((*shape, 0)), none, none
    found = np.zeros((*shape, REPLICATES)), *(np.zeros((*shape, REPLICATES), dtype=np.int64) for _ in range(2))
    for offset in range(min(REPLICATES, safe.shape[2])):
        for into, each in zip(found, (safe, above, decided), strict=True):
            into[:, :, (first + offset) % REPLICATES] = each[:, :, offset::REPLICATES].sum(axis=2)
    return found  # type: ignore[return-value]


def _pairs(safe: Array, decided: Mask) -> tuple[Counts, Array]:
    models, issues, draws = safe.shape
    both = np.full((issues, models, models), draws, dtype=np.int64)
    apart = np.zeros((issues, models, models))
    whole = bool(decided.all())
    for one in range(models):
        for two in range(one, models):
            here = None if whole else decided[one] & decided[two]
            if here is not None:
                both[:, one, two] = both[:, two, one] = here.sum(axis=1)
            if one != two:
                gap = np.abs(safe[one] - safe[two])
                apart[:, one, two] = apart[:, two, one] = (gap if here is None else np.where(here, gap, 0)).sum(axis=1)
    return both, apart


def _patterns(above: Mask, decided: Mask) -> tuple[Mapping[int, int], ...]:
    models = len(above)
    digits = np.where(decided, above, 2).astype(np.int64)
    codes = np.zeros(digits.shape[1:], dtype=np.int64)
    for model in range(models):
        codes += digits[model] * 3**model
    found = []
    for each in codes:
        if 3**models <= _FEW_PATTERNS:
            counted = np.bincount(each)
            seen = np.flatnonzero(counted)
            number = counted[seen]
        else:
            seen, number = np.unique(each, return_counts=True)
        found.append(dict(zip(seen.tolist(), number.tolist(), strict=True)))
    return tuple(found)


def _added(one: Mapping[int, int], two: Mapping[int, int]) -> dict[int, int]:
    return {code: one.get(code, 0) + two.get(code, 0) for code in sorted({*one, *two})}


def digits_of(code: int, models: int) -> tuple[int, ...]:
    """Return the digits of a pattern by model: 0 not above the middle, 1 above, 2 undecided."""
    return tuple(code // 3**model % 3 for model in range(models))


def _narrowed(patterns: Mapping[int, int], rows: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for code, number in patterns.items():
        short = sum((code // 3**row % 3) * 3**place for place, row in enumerate(rows))
        found[short] = found.get(short, 0) + number
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statistics:
    """What the draws of one issue and model come to; `kept` are the outcomes themselves where they are kept.

    `draws` counts all, `undecided` those without an outcome; everything else is of the decided ones and NaN where there
    are none. Shares are 0-1, `bins` counts outcomes in 2000 equal bins over 0-100.
    """

    draws: int
    undecided: int
    mean: float
    sd: float
    low: float
    high: float
    above: int
    near_zero: int
    near_hundred: int
    bins: Counts
    replicate_means: Array
    replicate_shares: Array
    kept: Array | None = None

    @property
    def decided(self) -> int:
        """How many draws were decided."""
        return self.draws - self.undecided

    def share(self, count: int) -> float:
        """Return a count as a share (0-1) of the decided draws; NaN where none was decided."""
        return count / self.decided if self.decided else float("nan")

    @property
    def over_50(self) -> float:
        """The share of decided draws above the middle."""
        return self.share(self.above)

    @property
    def mean_error(self) -> float:
        """The standard error of the mean: how far a run with another seed would differ."""
        if len(self.replicate_means) > 1:
            return float(self.replicate_means.std(ddof=1) / len(self.replicate_means) ** 0.5)
        return self.sd / self.decided**0.5 if self.decided else float("nan")

    @property
    def over_50_error(self) -> float:
        """The standard error of the share above the middle; never 0, for 0 of n is not never."""
        if not self.decided:
            return float("nan")
        n, share = self.decided, (self.above + 1) / (self.decided + 2)
        plain = float((share * (1 - share) / n) ** 0.5)
        if len(self.replicate_shares) > 1:
            measured = float(self.replicate_shares.std(ddof=1) / len(self.replicate_shares) ** 0.5)
            return measured if 0 < self.above < n and measured > 0 else min(plain, 1 / n)
        return plain

    @property
    def normal_95(self) -> float:
        """How many standard errors to either side make a 95 % interval."""
        return _STUDENT_15 if len(self.replicate_means) > 1 else _NORMAL_95

    def quantile(self, share: float) -> float:
        """Return the quantile of the decided draws: exact where these are kept, else off by a bin (0.05) at most."""
        if not self.decided:
            return float("nan")
        if self.kept is not None:
            return float(np.quantile(self.kept[np.isfinite(self.kept)], share))
        place = (self.decided - 1) * share
        below = int(place)
        start = self._ranked(below)
        return start + (place - below) * (self._ranked(min(below + 1, self.decided - 1)) - start)

    def median_interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the median by order statistics of plain draws (normal approximation)."""
        if not self.decided:
            return float("nan"), float("nan")
        n = self.decided
        reach = _NORMAL_95 * n**0.5 / 2
        low, high = max(int(np.floor(n / 2 - reach)), 0), min(int(np.ceil(n / 2 + reach)), n - 1)
        if self.kept is not None:
            ordered = np.sort(self.kept[np.isfinite(self.kept)])
            return float(ordered[low]), float(ordered[high])
        return self._ranked(low), self._ranked(high)

    def _ranked(self, rank: int) -> float:
        """Return the outcome of a rank (from 0) as the histogram has it; the first and the last are known exactly."""
        if rank in (0, self.decided - 1):
            return self.low if rank == 0 else self.high
        upto = np.cumsum(self.bins)
        at = int(np.searchsorted(upto, rank, side="right"))
        inside = (rank - (upto[at] - self.bins[at]) + 0.5) / self.bins[at]
        return float(min(max((at + inside) * RESOLUTION, self.low), self.high))


def statistics(tally: Tally, model: int, issue: int, kept: Array | None = None) -> Statistics:
    """Return the statistics of one model and issue, by number."""
    at = (model, issue)
    n = int(tally.decided[at])
    nan = float("nan")
    parts = tally.replicate_counts[at]
    whole = parts.size > 0 and bool((parts > 0).all())
    return Statistics(
        draws=tally.draws,
        undecided=int(tally.undecided[at]),
        mean=float(tally.mean[at]) if n else nan,
        sd=float((tally.squares[at] / (n - 1)) ** 0.5) if n > 1 else (0.0 if n else nan),
        low=float(tally.low[at]) if n else nan,
        high=float(tally.high[at]) if n else nan,
        above=int(tally.above[at]),
        near_zero=int(tally.near_zero[at]),
        near_hundred=int(tally.near_hundred[at]),
        bins=tally.bins[at],
        replicate_means=tally.replicate_sums[at] / parts if whole else np.zeros(0),
        replicate_shares=tally.replicate_above[at] / parts if whole else np.zeros(0),
        kept=kept,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joint:
    """How the models differ on one issue, draw by draw.

    `both` counts the draws that two models decide, `apart` is the mean absolute difference of their outcomes in those
    (points), both of shape (models, models). `patterns` counts draws by which models lie above the middle: one entry a
    model, True above, False not above, None undecided; counts add up to the draws.
    """

    models: tuple[str, ...]
    draws: int
    both: Counts
    apart: Array
    patterns: Mapping[tuple[bool | None, ...], int]


def joint(tally: Tally, models: Sequence[str], issue: int) -> Joint:
    """Return how the models differ on an issue, by number."""
    both = tally.both[issue]
    told = (False, True, None)
    return Joint(
        models=tuple(models),
        draws=tally.draws,
        both=both,
        apart=np.where(both > 0, tally.apart[issue] / np.maximum(both, 1), np.nan),
        patterns={
            tuple(told[digit] for digit in digits_of(code, len(models))): number
            for code, number in tally.patterns[issue].items()
        },
    )
