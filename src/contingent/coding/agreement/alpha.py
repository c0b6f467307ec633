"""Krippendorff's alpha with a bootstrap interval.

alpha = 1 - Do / De (Krippendorff, K. 2011, *Computing Krippendorff's Alpha-Reliability*; 2019, *Content Analysis*, 4th
ed., ch. 12). Do is the mean squared difference of the values within units, each unit's pairs divided by its number of
values less one; De that of all values however paired. Values in units with no second value are not counted.

**Interval.** Units are drawn with replacement as often as there are units, and alpha is worked out anew from each
draw, observed and expected disagreement alike; the interval holds the middle 95 % of the draws (percentile bootstrap,
Efron, B. and Tibshirani, R. 1993, *An Introduction to the Bootstrap*, ch. 13; for alpha measured by Zapf, A. et al.
2016, BMC Medical Research Methodology 16:93). It is not the bootstrap of Krippendorff (2006), which draws pairs of
values and leaves the expected disagreement as it is. Coders are not drawn: the interval is about other units coded by
the same coders.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contingent.coding.agreement.distances import Distances, UnfitError, distances
from contingent.coding.agreement.ratings import NONE, Ratings, Scale, rated

if TYPE_CHECKING:
    import numpy as np

DRAWS = 1_000
SEED = 1
LOW, HIGH = 2.5, 97.5
"""Percentiles of the interval."""

FEWEST = 5
"""Units below which no interval is given."""

RELIABLE = 0.8
"""Alpha from which on data are taken as reliable; see `meaning`."""

ALIKE = 0.2
"""Expected disagreement of nominal values below which nearly all are alike."""

_SKEWED = "nearly all values are alike, so that few differences weigh much"

UNDEFINED = 0.05
"""Share of draws without an alpha above which no interval is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Krippendorff's alpha of some ratings, or why there is none.

    Attributes:
        value: 1 for perfect agreement, 0 for what chance would give, below 0 for systematic disagreement; None where
            it is not defined, and then `reason` says why.
        low: lower end of the 95 % interval, None where there is none.
        high: upper end.
        units: units with two values or more.
        values: values in those units.
        observed: observed disagreement Do.
        expected: expected disagreement De.
        reason: why there is no value.
        doubt: why there is no interval, or what is to be borne in mind with the value.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    units: int = 0
    values: int = 0
    observed: float | None = None
    expected: float | None = None
    reason: str | None = None
    doubt: str | None = None


def alpha(
    rows: Sequence[Sequence[object]] | np.ndarray[Any, Any],
    scale: Scale | str = Scale.NOMINAL,
    *,
    order: Sequence[Hashable] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Alpha:
    """Return Krippendorff's alpha of a table of coders by units.

    Args:
        rows: one row a coder, one column a unit; None and NaN are missing.
        scale: level of measurement, or `set` for sets of codes compared by MASI.
        order: the values from low to high where they are no numbers; each then counts as its place, from 0.
        draws: bootstrap draws; 0 for no interval.
        seed: same seed, same interval.

    Never fails on the values: what cannot be measured has value None and a reason.
    """
    if len(rows) < 2:
        coders = "one coder" if len(rows) else "no coder"
        return Alpha(value=None, reason=f"there is {coders}; agreement needs two")
    return alpha_of(rated(rows), Scale(scale), order=order, draws=draws, seed=seed)


def alpha_of(
    ratings: Ratings,
    scale: Scale = Scale.NOMINAL,
    *,
    order: Sequence[Hashable] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Alpha:
    """Return Krippendorff's alpha of ratings that are counted already; see `alpha`."""
    units, values = ratings.units, ratings.pairable
    if not units:
        return Alpha(value=None, reason=_nothing(ratings))
    try:
        apart = distances(ratings, scale, order)
    except UnfitError as error:
        return Alpha(value=None, units=units, values=values, reason=str(error))
    figures = _Figures(ratings, apart)
    observed, expected = figures.disagreements(ratings.weights)
    if expected <= 0:
        return Alpha(value=None, units=units, values=values, reason=_one_value(ratings))
    found = 1 - observed / expected
    share = float(figures.counts(ratings.weights).sum())
    low, high, doubt = _interval(figures, draws, seed)
    alike = skewed(found, expected / share) if scale in (Scale.NOMINAL, Scale.SET) else None
    doubt = "; ".join(each for each in (alike, doubt) if each) or None
    return Alpha(
        value=found, low=low, high=high, units=units, values=values, observed=observed / share,
        expected=expected / share, doubt=doubt,
    )  # fmt: skip


def skewed(value: float, expected: float) -> str | None:
    """Return a doubt about a low alpha of nominal values nearly all of which are alike; None where there is none."""
    return _SKEWED if expected < ALIKE and value < RELIABLE else None


def disagreements(ratings: Ratings, scale: Scale, order: Sequence[Hashable] | None = None) -> np.ndarray[Any, Any]:
    """Return the mean squared difference of the pairs of values of each unit, NaN for units without two values.

    From 0 to 1 for nominal values and sets. NaN throughout where the values do not fit the scale.
    """
    import numpy as np

    found = np.full(len(ratings.places), np.nan)
    if not len(ratings.patterns):
        return found
    try:
        figures = _Figures(ratings, distances(ratings, scale, order))
    except UnfitError:
        return found
    each = figures.within(figures.counts(ratings.weights)) / figures.sizes
    there = ratings.places != NONE
    found[there] = each[ratings.places[there]]
    return found


class _Figures:
    """Observed and expected disagreement under any weights of the patterns."""

    def __init__(self, ratings: Ratings, apart: Distances) -> None:
        self.ratings, self.apart = ratings, apart
        self.patterns = ratings.patterns
        self.there = self.patterns != NONE
        self.sizes = self.there.sum(axis=1)
        self.codes = self.patterns[self.there]
        self.owners = self.there.nonzero()[0]
        self.fixed = None if apart.scale is Scale.ORDINAL else self.within(self.counts(ratings.weights))

    def counts(self, weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return how often each value occurs."""
        import numpy as np

        return np.bincount(self.codes, weights=weights[self.owners], minlength=len(self.ratings.values))

    def within(self, counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return for each pattern the sum of squared differences of its ordered pairs over its values less one."""
        import numpy as np

        if self.apart.scale is Scale.ORDINAL:
            return self._within_ranks(counts)
        total = np.zeros(len(self.patterns))
        coders = self.patterns.shape[1]
        for one in range(coders):
            for other in range(one + 1, coders):
                both = self.there[:, one] & self.there[:, other]
                total[both] += self.apart.between(self.patterns[both, one], self.patterns[both, other], counts)
        return np.asarray(2 * total / (self.sizes - 1))

    def _within_ranks(self, counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the same of ordinal values, whose ranks are new in each draw.

        The squared differences of all pairs of m numbers sum to m * (sum of squares) - (square of sum), each pair once;
        ranks are halves of whole numbers, so nothing is lost. A missing value takes the rank 0 added at the end.
        """
        import numpy as np

        ranks = np.append(self.apart.ranks(counts), 0.0)[self.patterns]
        squares, sums = np.einsum("ij,ij->i", ranks, ranks), ranks.sum(axis=1)
        return np.asarray(2 * (self.sizes * squares - sums**2) / (self.sizes - 1))

    def disagreements(self, weights: np.ndarray[Any, Any]) -> tuple[float, float]:
        """Return observed and expected disagreement, both times the number of values."""
        counts = self.counts(weights)
        return self._observed(weights, counts), self.apart.expected(counts) / max(float(counts.sum()) - 1, 1.0)

    def drawn(self, draws: Iterable[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
        """Return alpha of each draw, NaN where it holds one value only."""
        import numpy as np

        observed, expected, kept = [], [], []
        for weights in draws:
            counts = self.counts(weights)
            observed.append(self._observed(weights, counts))
            if self.apart.table is None:
                expected.append(self.apart.expected(counts) / max(float(counts.sum()) - 1, 1.0))
            else:
                kept.append(counts)
        if kept:
            every = np.array(kept)
            expected = list(self.apart.expected_of_all(every) / np.maximum(every.sum(axis=1) - 1, 1.0))
        chance = np.array(expected)
        return 1 - np.array(observed) / np.where(chance > 0, chance, np.nan)

    def _observed(self, weights: np.ndarray[Any, Any], counts: np.ndarray[Any, Any]) -> float:
        within = self.fixed if self.fixed is not None else self.within(counts)
        return float((weights * within).sum())  # not `@`: threads cost more than this sum


def _interval(figures: _Figures, draws: int, seed: int) -> tuple[float | None, float | None, str | None]:
    import numpy as np

    units = figures.ratings.units
    if not draws:
        return None, None, None
    if units < FEWEST:
        return None, None, f"no interval: {units} unit{'s' * (units != 1)} are too few to draw from"
    found = figures.drawn(_resampled(figures.ratings, draws, seed))
    undefined = int(np.isnan(found).sum())
    if undefined > UNDEFINED * draws:
        return None, None, f"no interval: {undefined:,} of {draws:,} draws hold one value only"
    low, high = np.nanpercentile(found, (LOW, HIGH))
    doubt = "all units agree, so drawing among them shows no doubt" if low == high == 1 else None
    return float(low), float(high), doubt


def _resampled(ratings: Ratings, draws: int, seed: int) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the weights of the patterns in each draw of units with replacement.

    Drawing numbers of units by pattern from the multinomial distribution is the same as drawing units one by one; the
    quicker of the two is taken.
    """
    import numpy as np

    luck = np.random.default_rng(seed)
    units, patterns = ratings.units, len(ratings.weights)
    if patterns * 8 < units:
        shares = ratings.weights / ratings.weights.sum()
        for _ in range(draws):
            yield luck.multinomial(units, shares).astype(float)
        return
    owners = np.repeat(np.arange(patterns, dtype=np.int32), ratings.weights.astype(int))
    for _ in range(draws):
        yield np.bincount(owners[luck.integers(0, units, units, dtype=np.int32)], minlength=patterns).astype(float)


def _nothing(ratings: Ratings) -> str:
    if not ratings.values:
        return "nothing was coded"
    return "no unit was coded by two coders"


def _one_value(ratings: Ratings) -> str:
    used = ratings.patterns[ratings.patterns != NONE]
    value = ratings.values[int(used[0])]
    if isinstance(value, bool):
        shown = "yes" if value else "no"
    else:
        shown = ", ".join(sorted(map(str, value))) or "nothing" if isinstance(value, frozenset) else str(value)
    return f"all coded the one value {shown!r}; without variation nothing can be told from chance"
