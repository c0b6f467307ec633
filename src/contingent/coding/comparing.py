"""Comparing codings of one report: which statements of several coders are on the same passage, and where they differ.

The rule: two statements may be on the same passage if their spans share characters. Of all ways to put each statement
of one coder to at most one of the other, that one is taken whose overlaps add up to most, where the overlap of two
spans is the number of characters they share over the number of characters either has (Jaccard); among equal sums, the
one whose fields agree most. Several coders are put together one after the other, each to the passages found so far, by
the mean of the overlaps with the statements there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contingent.base.spans import Span
from contingent.coding.codings import Coding
from contingent.coding.statements import Claim, Statement, WhatIf

_TIE = 1e-6  # agreement of fields decides only between equal overlaps
Score = Callable[[int, int], float]


def overlap(a: Span, b: Span) -> float:
    """Return shared over all characters of two spans, 0 to 1 (Jaccard); equal empty spans have 1."""
    if a == b:
        return 1.0
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (max(a.end, b.end) - min(a.start, b.start)) if shared > 0 else 0.0


def matched(left: Sequence[Span], right: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Return which span of `left` goes with which of `right`, as pairs of places in order of `left`.

    Each span is in one pair at most, all pairs overlap, and the sum of their overlaps is the largest there is.
    """
    return best_pairs(left, right, lambda a, b: overlap(left[a], right[b]))


def best_pairs(
    left: Sequence[Span], right: Sequence[Span], score: Score, tie: Score | None = None
) -> tuple[tuple[int, int], ...]:
    """Return the one-to-one pairs with the largest sum of scores (0 to 1); pairs without a score are none.

    Only spans that share characters, or are equal, are looked at; of all others the score must be 0. `tie` (0 to 1)
    decides between equal sums.
    """
    weights: dict[tuple[int, int], float] = {}
    for a, b in _touching(left, right):
        worth = score(a, b)
        if worth > 0:
            weights[a, b] = worth + (_TIE * tie(a, b) if tie else 0.0)
    degrees = Counter(a for a, _ in weights), Counter(b for _, b in weights)
    alone = [(a, b) for a, b in weights if degrees[0][a] == degrees[1][b] == 1]
    kept = set(alone)
    entangled = {pair: weight for pair, weight in weights.items() if pair not in kept}
    return tuple(sorted([*alone, *_assigned(entangled)]))


def _touching(left: Sequence[Span], right: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of spans that share characters or are equal, in one walk through the text."""
    spans = [(span.start, span.end, 0, place) for place, span in enumerate(left)]
    spans += [(span.start, span.end, 1, place) for place, span in enumerate(right)]
    under_way: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
    for start, end, side, place in sorted(spans):
        others = under_way[1 - side]
        others[:] = [each for each in others if each[1] > start or each[0] == each[1] == start]
        for begin, stop, other in others:
            if (stop > start and end > begin) or (begin, stop) == (start, end):
                yield (place, other) if side == 0 else (other, place)
        under_way[side].append((start, end, place))


def _assigned(weights: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs of the assignment with the largest sum of weights.

    A span may stay alone: each of the left has a partner of its own that weighs nothing (Jonker and Volgenant's
    algorithm for sparse matrices, in SciPy).
    """
    if not weights:
        return []
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows = {a: row for row, a in enumerate(sorted({a for a, _ in weights}))}
    columns = {b: column for column, b in enumerate(sorted({b for _, b in weights}))}
    count = len(rows)
    cost = np.array([*(2.0 - weight for weight in weights.values()), *[2.0] * count])  # 0 would say "no pair"
    place = (
        np.array([*(rows[a] for a, _ in weights), *range(count)]),
        np.array([*(columns[b] for _, b in weights), *range(len(columns), len(columns) + count)]),
    )
    matrix = coo_array((cost, place), shape=(count, len(columns) + count)).tocsr()
    lefts, rights = list(rows), list(columns)
    found = zip(*min_weight_full_bipartite_matching(matrix), strict=True)
    return [(lefts[i], rights[j]) for i, j in found if j < len(rights)]


# Fields ---------------------------------------------------------------------------------------------------------------

FIELDS: Mapping[str, Callable[[Statement], object]] = {
    "span": lambda s: s.span,
    "explicit": lambda s: s.attribution.explicit,
    "quantifier": lambda s: s.attribution.quantifier,
    "kind": lambda s: s.attribution.kind,
    "affiliation": lambda s: s.attribution.affiliation,
    "group": lambda s: s.attribution.group,
    "mode": lambda s: s.mode,
    "type": lambda s: s.type,
    "type2": lambda s: s.type2,
    "hedge": lambda s: s.hedge,
    "actors": lambda s: s.actors,
    "concepts": lambda s: s.concepts,
    "stance": lambda s: s.stance,
    "level": lambda s: s.level,
    "claim": lambda s: s.claim,
    "what_if": lambda s: s.what_if,
}
"""The fields that are compared: what is chosen, not what is worded (paraphrase, note). Variables are compared too."""

_UNORDERED = frozenset({"affiliation", "actors"})


def field_of(statement: Statement, name: str) -> object:
    """Return the value of a compared field; `variables.NAME` is a variable of another tool."""
    if name.startswith("variables."):
        return statement.variables.get(name.removeprefix("variables."))
    return FIELDS[name](statement)


def field_names(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Return the fields in which these statements can differ."""
    variables = dict.fromkeys(name for each in statements for name in each.variables)
    return (*FIELDS, *(f"variables.{name}" for name in variables))


def differing(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Return the fields in which statements differ; of the order of concepts only which is first, the main one."""
    return tuple(name for name in field_names(statements) if len({_key(s, name) for s in statements}) > 1)


def _key(statement: Statement, name: str) -> object:
    value = field_of(statement, name)
    if name == "concepts":
        return statement.concepts[:1], frozenset(statement.concepts)
    if name == "claim":
        return repr(value)  # its parameters may be lists, which have no hash
    if name in _UNORDERED:
        return frozenset(value) if isinstance(value, tuple) else value
    return type(value), value  # True is not 1 here


def in_words(value: object) -> str:
    """Return the value of a field as people read it; a dash where there is none."""
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Span):
        return f"{value.start}-{value.end}"
    if isinstance(value, Claim):
        parts = (value.subject, value.variable, value.operator, value.value, value.period)
        return " ".join(part for part in parts if part)
    if isinstance(value, WhatIf):
        return f"if {value.condition}, {value.outcome} {value.direction.value}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


# Places ---------------------------------------------------------------------------------------------------------------


class Accord(StrEnum):
    """How far codings agree at a place."""

    AGREED = "agreed"
    DIFFER = "differ"
    PARTIAL = "not coded by all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A passage that at least one coder coded: whose statement stands there, and in which fields they differ.

    `span` reaches from the first to the last character that any of them has; None for a statement without a span.
    """

    number: int
    span: Span | None
    statements: Mapping[str, Statement]
    differing: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def accord(self) -> Accord:
        """How far the codings agree here."""
        if self.without:
            return Accord.PARTIAL
        return Accord.DIFFER if self.differing else Accord.AGREED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The codings of a report side by side, place by place in the order of the text.

    `left_out` counts by coder the suggestions not yet reviewed, which are nobody's word and are not compared.
    """

    report: str
    coders: tuple[str, ...]
    places: tuple[Place, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def count(self, accord: Accord) -> int:
        """Return at how many places the codings agree so far."""
        return sum(place.accord is accord for place in self.places)

    @property
    def differences(self) -> dict[str, int]:
        """At how many places each field differs, the most frequent first."""
        return dict(Counter(name for place in self.places for name in place.differing).most_common())

    def alone(self, coder: str) -> int:
        """Return at how many places only this coder has a statement."""
        return sum(tuple(place.statements) == (coder,) for place in self.places)


def compare(codings: Sequence[Coding]) -> Comparison:
    """Return the codings side by side, coders in the order given. They must be of one report, each of another coder."""
    groups: list[dict[str, Statement]] = []
    for coding in codings:
        _put(groups, str(coding.coder), coding.reviewed)
    coders = tuple(str(coding.coder) for coding in codings)
    groups.sort(key=lambda group: _order(_hull(group)))
    places = tuple(_place(number, group, coders) for number, group in enumerate(groups, start=1))
    left_out = {str(c.coder): sum(s.status == "suggested" for s in c.statements) for c in codings}
    return Comparison(
        report=codings[0].report,
        coders=coders,
        places=places,
        left_out={coder: number for coder, number in left_out.items() if number},
    )


def _put(groups: list[dict[str, Statement]], coder: str, statements: Sequence[Statement]) -> None:
    """Put a coder's statements to the groups they are on, or to new ones."""
    placed = [group for group in groups if _hull(group) is not None]
    with_span = [each for each in statements if each.span is not None]
    hulls = [_hull(group) or Span(0, 0) for group in placed]
    spans = [each.span or Span(0, 0) for each in with_span]

    def score(a: int, b: int) -> float:
        members = [each.span for each in placed[a].values() if each.span is not None]
        return sum(overlap(span, spans[b]) for span in members) / len(members)

    def tie(a: int, b: int) -> float:
        members = list(placed[a].values())
        return 1 - sum(len(differing([each, with_span[b]])) for each in members) / len(members) / 100

    taken = set()
    for a, b in best_pairs(hulls, spans, score, tie):
        placed[a][coder] = with_span[b]
        taken.add(with_span[b].id)
    groups += [{coder: each} for each in statements if each.id not in taken]


def _hull(group: Mapping[str, Statement]) -> Span | None:
    spans = [each.span for each in group.values() if each.span is not None]
    return Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else None


def _order(span: Span | None) -> tuple[bool, int, int]:
    return (True, 0, 0) if span is None else (False, span.start, span.end)


def _place(number: int, group: Mapping[str, Statement], coders: Sequence[str]) -> Place:
    return Place(
        number=number,
        span=_hull(group),
        statements={coder: group[coder] for coder in coders if coder in group},
        differing=differing(list(group.values())),
        without=tuple(coder for coder in coders if coder not in group),
    )
