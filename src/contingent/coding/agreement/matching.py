"""Which statement of one coder is which of another: one-to-one matching of spans, and its precision and recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from contingent.base.errors import UsageError
from contingent.base.spans import Span
from contingent.coding.comparing import best_pairs
from contingent.coding.comparing import overlap as jaccard

OVERLAP = 0.5
"""Least overlap of two spans for being the same: shared characters over those of either (Jaccard)."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Which spans of two lists are the same: places in both lists, and how many each list has."""

    pairs: tuple[tuple[int, int], ...]
    ones: int
    others: int

    @property
    def precision(self) -> float | None:
        """Share of the other's spans that the one has too; None if the other has none."""
        return len(self.pairs) / self.others if self.others else None

    @property
    def recall(self) -> float | None:
        """Share of the one's spans that the other has too; None if the one has none."""
        return len(self.pairs) / self.ones if self.ones else None

    @property
    def f1(self) -> float | None:
        """Matched spans, twice, over all spans of both; None if neither has any."""
        return 2 * len(self.pairs) / (self.ones + self.others) if self.ones + self.others else None


def match(one: Sequence[Span], other: Sequence[Span], overlap: float = OVERLAP) -> Matched:
    """Return the one-to-one matching of two lists of spans that has the most overlap in sum.

    Only spans that overlap by at least `overlap` (Jaccard, above 0 up to 1) are matched; see `comparing.best_pairs`.
    Between equal sums the order in the text decides and not what was said, which would flatter agreement. Raises
    UsageError for an overlap outside its range.
    """
    check_overlap(overlap)
    most = max(len(one), len(other), 1)

    def score(a: int, b: int) -> float:
        found = jaccard(one[a], other[b])
        return found if found >= overlap else 0.0

    pairs = best_pairs(one, other, score, tie=lambda a, b: 1 - abs(a - b) / most)
    return Matched(pairs, len(one), len(other))


def check_overlap(overlap: float) -> None:
    """Raise UsageError for a least overlap that cannot be."""
    if not 0 < overlap <= 1:
        raise UsageError(
            f"An overlap of {overlap:g} is outside (0, 1].", remedy="Give for example 0.5, or 1 for equal."
        )


def gather(coders: Sequence[Sequence[Span]], overlap: float = OVERLAP) -> tuple[tuple[int | None, ...], ...]:
    """Return units that several coders marked: for each coder the place of its span in its list, or None.

    Each pair of coders is matched as `match` does. Pairs are joined from the largest overlap down, as long as no unit
    would hold two spans of one coder. What nobody else marked is a unit with one span. Units stand in order of the
    text. For two coders these are just the matched pairs and the rest.
    """
    links: list[tuple[float, Span, Span, tuple[int, int], tuple[int, int]]] = []
    for first, second in combinations(range(len(coders)), 2):
        for one, other in match(coders[first], coders[second], overlap).pairs:
            a, b = coders[first][one], coders[second][other]
            links.append((-jaccard(a, b), min(a, b), max(a, b), (first, one), (second, other)))
    unit_of = {(coder, place): {coder: place} for coder, spans in enumerate(coders) for place in range(len(spans))}
    for *_, left, right in sorted(links):
        unit, more = unit_of[left], unit_of[right]
        if unit is not more and not unit.keys() & more.keys():
            unit.update(more)
            for member in more.items():
                unit_of[member] = unit
    units = {id(unit): unit for unit in unit_of.values()}.values()

    def place(unit: dict[int, int]) -> tuple[Span, list[tuple[int, int]]]:
        return min(coders[coder][n] for coder, n in unit.items()), sorted(unit.items())

    return tuple(tuple(unit.get(n) for n in range(len(coders))) for unit in sorted(units, key=place))
