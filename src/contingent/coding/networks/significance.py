"""Which ties are more than chance: null models that keep how much each actor says and each concept is spoken of.

Two questions, two null models. *Do two actors share more concepts than the numbers of their concepts suggest?* The
stochastic degree sequence model (Neal, Social Networks 39, 2014) with the probabilities of greatest entropy (bipartite
configuration model; Saracco, Di Clemente, Gabrielli and Squartini, Scientific Reports 5, 10595, 2015): concepts of two
actors meet by a Poisson binomial law, whose tail is summed exactly. *Do two actors agree, or contradict each other,
more than the stances on these concepts suggest?* Who spoke on what is kept and stances are dealt out anew within each
concept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError
from contingent.coding.networks.tallies import Tallies

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

SHUFFLES = 4999
ALPHA = 0.05
"""Share of false discoveries that is borne among the ties called more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A pair of actors against chance.

    Attributes:
        one: the first actor.
        other: the second.
        weight: what was observed: concepts shared, or the weight of the tie.
        expected: its mean under the null model.
        low: the weight that a fortieth of the chance cases do not pass; None where the law is known exactly.
        high: the weight that all but a fortieth of them do not pass.
        p: probability of as much or more by chance; of a signed tie of as far or farther to either side.
        q: share of false discoveries if this and all smaller p are called more than chance (Benjamini and Hochberg,
            Journal of the Royal Statistical Society B 57, 1995).
    """

    one: str
    other: str
    weight: float
    expected: float
    low: float | None
    high: float | None
    p: float
    q: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTest:
    """All pairs that chance could have tied otherwise, the least likely first.

    Attributes:
        question: what was tested, in words.
        pairs: the pairs.
        fixed: how many pairs have the weight they have under every case of the null model; they are not tested.
        alpha: bound on the share of false discoveries.
        shuffles: how many cases were drawn; 0 where the law is exact.
        coarse: whether the cases were too few to call the least likely pair more than chance.
    """

    question: str
    pairs: tuple[Tested, ...]
    fixed: int
    alpha: float
    shuffles: int = 0
    coarse: bool = False

    def found(self) -> tuple[Tested, ...]:
        """Return the pairs that are more than chance at `alpha`."""
        return tuple(each for each in self.pairs if each.q <= self.alpha)


def sharing_test(labels: Sequence[str], shared: Floats, *, alpha: float = ALPHA) -> LinkTest:
    """Return which pairs of actors share more concepts than the numbers of their concepts suggest.

    Args:
        labels: the actors.
        shared: whether an actor spoke on a concept, shape (actors, concepts); anything but 0 is yes.
        alpha: bound on the share of false discoveries.

    Raises InputError for an alpha out of range.
    """
    import numpy as np

    _check_alpha(alpha)
    held = (np.asarray(shared) != 0).astype(float)
    chances = degree_probabilities(held)
    rows, columns = np.triu_indices(len(labels), 1)
    both = chances[rows] * chances[columns]
    seen = (held[rows] * held[columns]).sum(axis=1)
    free = ((both > 0) & (both < 1)).any(axis=1)
    tails = upper_tails(both[free], seen[free].astype(int))
    pairs = [
        (labels[i], labels[j], float(weight), float(mean), None, None, float(p))
        for i, j, weight, mean, p in zip(
            rows[free], columns[free], seen[free], both[free].sum(axis=1), tails, strict=True
        )
    ]
    question = "Do two share more concepts than the numbers of their concepts suggest?"
    return LinkTest(question=question, pairs=_ranked(pairs), fixed=int((~free).sum()), alpha=alpha)


def stance_test(
    labels: Sequence[str],
    tallies: Tallies,
    weigh: Callable[[Floats], Floats],
    *,
    shuffles: int = SHUFFLES,
    alpha: float = ALPHA,
    seed: int = 1,
) -> LinkTest:
    """Return which pairs agree or contradict each other more than the stances on their concepts suggest.

    Args:
        labels: the actors.
        tallies: the statements.
        weigh: gives the weights of a one-mode network, shape (actors, actors), from counts.
        shuffles: cases in which the stances on each concept are dealt out anew.
        alpha: bound on the share of false discoveries.
        seed: same seed, same result.

    Raises InputError for an alpha out of range or no case.
    """
    import numpy as np

    _check_alpha(alpha)
    if shuffles < 1:
        raise InputError(f"{shuffles} cases test nothing.", remedy="Give some thousands.")
    rows, columns = np.triu_indices(len(labels), 1)
    seen = weigh(tallies.counts())[rows, columns]
    generator = np.random.default_rng(seed)
    drawn = np.array([weigh(tallies.shuffled(generator))[rows, columns] for _ in range(shuffles)])
    free = np.ptp(drawn, axis=0) > 1e-12
    over = (1 + (drawn >= seen - 1e-12).sum(axis=0)) / (shuffles + 1)
    under = (1 + (drawn <= seen + 1e-12).sum(axis=0)) / (shuffles + 1)
    tails = np.minimum(1.0, 2 * np.minimum(over, under))
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0) if len(rows) else (seen, seen)
    pairs = [
        (labels[rows[n]], labels[columns[n]], float(seen[n]), float(drawn[:, n].mean()), float(low[n]), float(high[n]),
         float(tails[n]))
        for n in np.flatnonzero(free).tolist()
    ]  # fmt: skip
    coarse = bool(pairs) and 2 / (shuffles + 1) > alpha / len(pairs)
    question = "Do two agree, or contradict each other, more than the stances on their concepts suggest?"
    return LinkTest(
        question=question, pairs=_ranked(pairs), fixed=int((~free).sum()), alpha=alpha, shuffles=shuffles, coarse=coarse
    )


def _check_alpha(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise InputError(f"A share of false discoveries of {alpha:g} is out of range.", remedy="0.05 is usual.")


def degree_probabilities(held: Floats) -> Floats:
    """Return the probability of each cell of a 0/1 matrix under the greatest entropy that keeps all sums on average.

    `p = x y / (1 + x y)` with one number a row and one a column (Saracco et al. 2015, equations 6 and 7). Rows and
    columns that are empty or full leave no choice: their cells are 0 or 1 exactly.
    """
    import numpy as np

    chances = np.zeros_like(held, dtype=float)
    rows, columns = np.arange(held.shape[0]), np.arange(held.shape[1])
    while len(rows) and len(columns):
        inner = held[np.ix_(rows, columns)]
        of_rows, of_columns = inner.sum(axis=1), inner.sum(axis=0)
        full_rows, full_columns = of_rows == len(columns), of_columns == len(rows)
        loose_rows = ~full_rows & (of_rows > 0)
        loose_columns = ~full_columns & (of_columns > 0)
        if loose_rows.all() and loose_columns.all():
            chances[np.ix_(rows, columns)] = _entropy(of_rows, of_columns)
            break
        if not loose_rows.all():
            chances[np.ix_(rows[full_rows], columns)] = 1.0
            rows = rows[loose_rows]
        else:
            chances[np.ix_(rows, columns[full_columns])] = 1.0
            columns = columns[loose_columns]
    return chances


def _entropy(of_rows: Floats, of_columns: Floats) -> Floats:
    """Solve for the two sets of numbers: the log-likelihood is concave in their logarithms."""
    import numpy as np
    from scipy.optimize import minimize

    n = len(of_rows)

    def loss(logs: Floats) -> tuple[float, Floats]:
        both = logs[:n, None] + logs[None, n:]
        chance = 1 / (1 + np.exp(-both))
        value = np.logaddexp(0, both).sum() - of_rows @ logs[:n] - of_columns @ logs[n:]
        return float(value), np.concatenate([chance.sum(axis=1) - of_rows, chance.sum(axis=0) - of_columns])

    total = float(of_rows.sum())
    start = np.concatenate([np.log(of_rows / np.sqrt(total)), np.log(of_columns / np.sqrt(total))])
    options = {"maxiter": 10_000, "maxfun": 50_000, "ftol": 1e-16, "gtol": 1e-10, "maxcor": 30}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-40, 40)] * len(start), options=options).x
    return np.asarray(1 / (1 + np.exp(-(found[:n, None] + found[None, n:]))))


def upper_tails(chances: Floats, least: np.ndarray[Any, Any]) -> Floats:
    """Return by row the probability that at least so many of independent events come true (Poisson binomial law).

    Args:
        chances: probability of each event, shape (rows, events).
        least: how many, by row.
    """
    import numpy as np

    rows, events = chances.shape
    law = np.zeros((rows, events + 1))
    law[:, 0] = 1.0
    for k in range(events):
        p = chances[:, k : k + 1]
        law[:, 1 : k + 2] = law[:, 1 : k + 2] * (1 - p) + law[:, : k + 1] * p
        law[:, 0] *= 1 - p[:, 0]
    beyond = np.arange(events + 1)[None, :] >= np.asarray(least)[:, None]
    return np.asarray(np.minimum(1.0, (law * beyond).sum(axis=1)))


def false_discoveries(p: Sequence[float]) -> list[float]:
    """Return the adjusted p of Benjamini and Hochberg, in the order given."""
    n = len(p)
    adjusted, least = [1.0] * n, 1.0
    for rank, place in reversed(list(enumerate(sorted(range(n), key=lambda i: p[i]), 1))):
        least = min(least, p[place] * n / rank)
        adjusted[place] = least
    return adjusted


_Pair: TypeAlias = "tuple[str, str, float, float, float | None, float | None, float]"


def _ranked(pairs: Sequence[_Pair]) -> tuple[Tested, ...]:
    made = [
        Tested(one=one, other=other, weight=weight, expected=expected, low=low, high=high, p=p, q=q)
        for (one, other, weight, expected, low, high, p), q in zip(
            pairs, false_discoveries([each[-1] for each in pairs]), strict=True
        )
    ]
    return tuple(sorted(made, key=lambda each: (each.p, -abs(each.weight - each.expected), each.one, each.other)))
