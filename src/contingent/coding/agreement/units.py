"""Agreement on where units lie in a text: Krippendorff's alpha for unitising, and alpha and kappa of characters.

Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016), *On the reliability of unitizing textual continua:
further developments*, Quality & Quantity 50:2347-2364; Krippendorff (2019), *Content Analysis*, 4th ed., section 12.6.

Each coder parts the text into units with a value and the blanks between them. Observed coincidences are the lengths of
all intersections of two coders' parts, over the number of coders less one. Expected are those of any two characters
that do not stand in the same unit of the same coder: a unit is one whole and cannot disagree with itself, while the
characters of a blank are each on their own. With l(c) the length that all coders give the value c, l their sum, and
q(c) the sum of the squared lengths of the units of c (for blanks: of their lengths),

    expected(c, k) = l * (l(c) * l(k) - [c = k] q(c)) / (l^2 - sum of all q)
    alpha = 1 - (l - sum of observed(c, c)) / (l - sum of expected(c, c))
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from contingent.base.spans import Span
from contingent.coding.agreement.alpha import Alpha, alpha_of, skewed
from contingent.coding.agreement.pairs import Kappa, kappa
from contingent.coding.agreement.ratings import rated

BLANK = None
"""The value of what no unit covers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that a coder marked, with the value given to it."""

    span: Span
    value: Hashable = True


def unitised(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units of one coder side by side, in order.

    Where they overlap, the characters belong to the shortest (at a tie to the one that begins later), so that an aside
    inside a statement is a unit of its own and parts the statement around it. Empty spans are left out.
    """
    given = [unit for unit in units if len(unit.span)]
    ranked = sorted(given, key=lambda unit: (len(unit.span), -unit.span.start))
    if not _overlap(given):
        return tuple(sorted(given, key=lambda unit: unit.span))
    edges = sorted({edge for unit in given for edge in (unit.span.start, unit.span.end)})
    places = {edge: place for place, edge in enumerate(edges)}
    owners: list[int | None] = [None] * len(edges)
    for number, unit in enumerate(ranked):
        for place in range(places[unit.span.start], places[unit.span.end]):
            if owners[place] is None:
                owners[place] = number
    found: list[Unit] = []
    last: int | None = None
    for place, owner in enumerate(owners[:-1]):
        if owner is not None and owner == last:
            found[-1] = Unit(Span(found[-1].span.start, edges[place + 1]), ranked[owner].value)
        elif owner is not None:
            found.append(Unit(Span(edges[place], edges[place + 1]), ranked[owner].value))
        last = owner
    return tuple(found)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans joined where they overlap, in order; spans that only touch stay apart."""
    found: list[Span] = []
    for span in sorted(each for each in spans if len(each)):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def unit_alpha(coders: Sequence[Sequence[Unit]], length: int) -> Alpha:
    """Return Krippendorff's alpha for unitising of several coders' units in a text of `length` characters.

    With one value for all units it is the binary coefficient, agreement on what is a unit at all; with codes as values
    it is the nominal one, agreement on units and codes together. Units of one coder that overlap are parted first, see
    `unitised`. There is no interval: the characters and units of one text are no independent draws.
    """
    if len(coders) < 2:
        return Alpha(value=None, reason="agreement needs two coders")
    parts = [unitised(units) for units in coders]
    length = max([length, *(units[-1].span.end for units in parts if units)])
    marked = sum(map(len, parts))
    if not marked:
        return Alpha(value=None, reason="no coder marked anything")
    lengths, squares = _sums(parts, length)
    total, taken = float(sum(lengths.values())), float(sum(squares.values()))
    free = total**2 - taken
    same = _same(parts, length) / (len(parts) - 1)
    chance = total * sum(lengths[value] ** 2 - squares[value] for value in lengths) / free if free else total
    if total - chance <= 1e-12 * total:
        reason = "all marked the whole text as one; without variation nothing can be told from chance"
        return Alpha(value=None, units=marked, reason=reason)
    observed, expected = total - same, total - chance
    found = 1 - observed / expected
    return Alpha(
        value=found, units=marked, values=round(total), observed=observed / total, expected=expected / total,
        doubt=skewed(found, expected / total),
    )  # fmt: skip


def character_alpha(coders: Sequence[Sequence[Span]], length: int) -> Alpha:
    """Return nominal alpha of characters, marked or not, of a text of `length` characters; without an interval.

    Each character counts as a unit of analysis. It is defined for overlapping spans too, but long spans weigh more than
    short ones.
    """
    marks, weights = characters(coders, length)
    if len(coders) < 2:
        return Alpha(value=None, reason="agreement needs two coders")
    return alpha_of(rated(marks, weights), draws=0)


def character_kappa(one: Sequence[Span], other: Sequence[Span], length: int) -> Kappa:
    """Return Cohen's kappa of characters, marked or not, of a text of `length` characters.

    All characters of the text count, those that nobody marked too: chance agreement is
    P(both marked) + P(both not marked), each coder's shares multiplied.
    """
    (first, second), weights = characters((one, other), length)
    return kappa(first, second, weights)


def characters(coders: Sequence[Sequence[Span]], length: int) -> tuple[list[list[bool]], list[float]]:
    """Return for each coder whether the runs of a text are marked, and how many characters each run has."""
    joined = [merged(spans) for spans in coders]
    length = max([length, *(spans[-1].end for spans in joined if spans)])
    edges = sorted({0, length, *(edge for spans in joined for span in spans for edge in (span.start, span.end))})
    places = {edge: place for place, edge in enumerate(edges)}
    marks = [[False] * (len(edges) - 1) for _ in joined]
    for row, spans in zip(marks, joined, strict=True):
        for span in spans:
            for place in range(places[span.start], places[span.end]):
                row[place] = True
    return marks, [float(end - start) for start, end in pairwise(edges)]


def _overlap(units: Sequence[Unit]) -> bool:
    ordered = sorted(unit.span for unit in units)
    return any(later.start < earlier.end for earlier, later in pairwise(ordered))


def _sums(parts: Sequence[Sequence[Unit]], length: int) -> tuple[dict[Hashable, int], dict[Hashable, int]]:
    """Return length and self-pairs of each value, blanks among them."""
    lengths: dict[Hashable, int] = {BLANK: 0}
    squares: dict[Hashable, int] = {BLANK: 0}
    for units in parts:
        blank = length - sum(len(unit.span) for unit in units)
        lengths[BLANK] += blank
        squares[BLANK] += blank
        for unit in units:
            lengths[unit.value] = lengths.get(unit.value, 0) + len(unit.span)
            squares[unit.value] = squares.get(unit.value, 0) + len(unit.span) ** 2
    return lengths, squares


def _same(parts: Sequence[Sequence[Unit]], length: int) -> float:
    """Return the length on which two coders have the same value, summed over ordered pairs of coders."""
    total = 0
    for one, other in combinations(parts, 2):
        both = same = 0
        for first, second in _crossings(one, other):
            shared = first.span.overlap(second.span)
            both += shared
            same += shared if first.value == second.value else 0
        either = sum(len(unit.span) for units in (one, other) for unit in units) - both
        total += 2 * (same + length - either)
    return total


def _crossings(one: Sequence[Unit], other: Sequence[Unit]) -> Iterable[tuple[Unit, Unit]]:
    """Yield the units of two coders that share characters, in one pass over both."""
    first = second = 0
    while first < len(one) and second < len(other):
        if one[first].span.overlap(other[second].span):
            yield one[first], other[second]
        if one[first].span.end <= other[second].span.end:
            first += 1
        else:
            second += 1
