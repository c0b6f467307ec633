"""Cohen's kappa and percent agreement of pairs of coders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

from contingent.coding.agreement.ratings import missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Cohen's kappa of two coders, or why there is none.

    Attributes:
        value: (Po - Pe) / (1 - Pe), from -1 to 1; None where it is not defined, and then `reason` says why.
        percent: Po, the share of units on which both say the same, from 0 to 1; None without units.
        chance: Pe, the agreement to be expected from how often each coder uses each value.
        units: units that both coded; for characters their number.
    """

    value: float | None
    percent: float | None = None
    chance: float | None = None
    units: int = 0
    reason: str | None = None


def kappa(one: Sequence[object], other: Sequence[object], weights: Sequence[float] | None = None) -> Kappa:
    """Return Cohen's kappa of two coders' values of the same units, in order; None and NaN are missing.

    Pe = sum over values of (share of the value with one coder) * (share with the other), over all units that both
    coded (Cohen, J. 1960, *A coefficient of agreement for nominal scales*, Educational and Psychological Measurement
    20:37-46). `weights` say how many units each value stands for.
    """
    table: Counter[tuple[Hashable, Hashable]] = Counter()
    for first, second, weight in zip(one, other, weights or [1] * len(one), strict=True):
        if not missing(first) and not missing(second):
            table[_key(first), _key(second)] += weight  # type: ignore[assignment]
    total = sum(table.values())
    if not total:
        return Kappa(value=None, reason="no unit was coded by both")
    rows: Counter[Hashable] = Counter()
    columns: Counter[Hashable] = Counter()
    for (first, second), count in table.items():
        rows[first] += count
        columns[second] += count
    same = sum(count for (first, second), count in table.items() if first == second) / total
    chance = sum(count * columns[value] for value, count in rows.items()) / total**2
    if len(rows) == 1 and rows.keys() == columns.keys():
        reason = "both used the one same value; without variation nothing can be told from chance"
        return Kappa(value=None, percent=same, chance=chance, units=round(total), reason=reason)
    return Kappa(value=(same - chance) / (1 - chance), percent=same, chance=chance, units=round(total))


def mean_kappa(rows: Sequence[Sequence[object]]) -> Kappa:
    """Return the mean over all pairs of coders of kappa and of percent agreement (Light 1971); `units` are the most.

    Pairs without a kappa are left out of its mean. One pair gives that pair's.
    """
    found = [kappa(one, other) for one, other in combinations(rows, 2)]
    if len(found) == 1:
        return found[0]
    values = [each.value for each in found if each.value is not None]
    shares = [each.percent for each in found if each.percent is not None]
    if not found:
        return Kappa(value=None, reason="agreement needs two coders")
    return Kappa(
        value=sum(values) / len(values) if values else None,
        percent=sum(shares) / len(shares) if shares else None,
        units=max(each.units for each in found),
        reason=None if values else found[0].reason,
    )


def _key(value: object) -> Hashable:
    if isinstance(value, set):
        return frozenset(value)
    return value if isinstance(value, Hashable) else repr(value)
