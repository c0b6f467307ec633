"""Why a weight is what it is: the statements behind it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import NotFoundError, UsageError
from contingent.coding.exchange.neutral import figure
from contingent.coding.networks.counting import Count, written
from contingent.coding.networks.weighing import Scale, denominators, raw, weights
from contingent.project.network_asking import Asked
from contingent.project.networking import Held, sayings_of

if TYPE_CHECKING:
    import numpy as np

    from contingent.project.project import Project

    Array: TypeAlias = np.ndarray[Any, Any]

_SIDES = {True: "for", False: "against"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one holder said on one concept: statement ids by level of the qualifier (in words), and their weight."""

    holder: str
    concept: str
    statements: tuple[tuple[str, tuple[str, ...], float], ...]

    def text(self) -> str:
        """Return it in words: `KAZ: 2 for (A001, A002)`."""
        parts = [
            f"{figure(round(weight, 6))}{f' {level}' if level else ''} ({', '.join(dict.fromkeys(ids))})"
            for level, ids, weight in self.statements
        ]
        return f"{self.holder}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one concept adds to the weight before it is normalised, and what was said on it."""

    concept: str
    adds: float
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A weight, the parts it is the sum of, and what they are divided by; `divisor` None: by nothing."""

    row: str
    column: str
    weight: float
    parts: tuple[Part, ...]
    divisor: float | None
    sentences: tuple[str, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of all statements behind the weight, each once."""
        return tuple(
            dict.fromkeys(
                key for part in self.parts for said in part.said for _, ids, _ in said.statements for key in ids
            )
        )


def explain_weight(project: Project, asked: Asked, row: str, column: str) -> Reason:
    """Return why two nodes are tied as they are.

    Raises NotFoundError for a node that the network does not have, UsageError for a node and itself.
    """
    return reason_of(sayings_of(project, asked), row, column)


def reason_of(held: Held, row: str, column: str) -> Reason:
    """Return why two nodes are tied as they are; see `explain_weight`."""
    settings, counted = held.asked.settings(), held.count()
    i = _place(held, counted.rows, row)
    j = _place(held, counted.rows if settings.one_mode else counted.columns, column)
    if settings.one_mode and i == j:
        raise UsageError("A node is not tied to itself.", record=row, remedy="Name two nodes.")
    return _one_mode(held, counted, i, j) if settings.one_mode else _two_mode(held, counted, i, j)


def _place(held: Held, labels: Sequence[str], asked: str) -> int:
    """Find a node by its label or full name, upper and lower case alike."""
    folded = asked.strip().casefold()
    for wanted in (lambda each: each, lambda each: held.names.get(each, each)):
        found = [number for number, each in enumerate(labels) if wanted(each).casefold() == folded]
        if found:
            return found[0]
    shown = ", ".join(labels[:20]) + (" ..." if len(labels) > 20 else "")
    raise NotFoundError(f"The network has no node {asked!r}.", remedy=f"It has: {shown or 'none'}.")


def _said(held: Held, counted: Count, i: int, j: int) -> Said:
    """Return what row i said on column j."""
    import numpy as np

    here = np.flatnonzero((counted.row_at == i) & (counted.column_at == j))
    told = []
    for level in sorted(set(counted.level_at[here].tolist()), reverse=True):
        places = here[counted.level_at[here] == level]
        ids = tuple(str(key) for key in held.sayings.ids[counted.places[places]].tolist())
        weight = float(len(places)) if counted.weights is None else float(counted.weights[places].sum())
        told.append((_level(counted, level), ids, weight))
    return Said(holder=counted.rows[i], concept=counted.columns[j], statements=tuple(told))


def _level(counted: Count, place: int) -> str:
    level = counted.levels[place]
    if isinstance(level, bool):
        return _SIDES[level]
    return "" if level is None else f"at {written(level)}"


def _two_mode(held: Held, counted: Count, i: int, j: int) -> Reason:
    settings, scale = held.asked.settings(), Scale(counted.kind, counted.levels)
    x = counted.array()
    weight = float(weights(x, scale, settings)[i, j])
    said = _said(held, counted, i, j)
    row, column = counted.rows[i], counted.columns[j]
    whole = x.sum(axis=2)
    divisor = None
    sentences = [said.text() + "." if said.statements else f"{row} says nothing on {column}."]
    if settings.aggregation == "subtract" and counted.kind == "boolean":
        against, support = x[i, j].tolist()
        sentences.append(f"Support less rejection: {_n(support)} - {_n(against)} = {_n(support - against)}.")
    if settings.aggregation == "combine":
        sentences.append("Each level that occurs adds its power of two: 1 only for, 2 only against, 3 both.")
    if settings.normalisation in ("activity", "prominence") and settings.aggregation != "combine":
        divisor = float(whole[i].sum() if settings.normalisation == "activity" else whole[:, j].sum())
        whose = f"all that {row} says" if settings.normalisation == "activity" else f"all that is said on {column}"
        sentences.append(f"Divided by {whose}, {_n(divisor)}: {_n(weight)}.")
    adds = weight * divisor if divisor else weight
    part = Part(concept=column, adds=adds, said=(said,) if said.statements else ())
    return Reason(row=row, column=column, weight=weight, parts=(part,), divisor=divisor, sentences=tuple(sentences))


def _one_mode(held: Held, counted: Count, i: int, j: int) -> Reason:
    settings, scale = held.asked.settings(), Scale(counted.kind, counted.levels)
    x = counted.array()
    weight = float(weights(x, scale, settings)[i, j])
    both = x[[i, j]]
    parts = []
    for k in range(both.shape[1]):
        pair = tuple(each for each in (_said(held, counted, i, k), _said(held, counted, j, k)) if each.statements)
        adds = float(raw(both[:, [k], :], scale, settings)[0, 1])
        if pair and (adds or len(pair) == 2):
            parts.append(Part(concept=counted.columns[k], adds=adds, said=pair))
    bottom = denominators(x, scale, settings)
    divisor = None if bottom is None else float(bottom[i, j])
    row, column = counted.rows[i], counted.rows[j]
    return Reason(
        row=row, column=column, weight=weight, parts=tuple(sorted(parts, key=lambda each: -abs(each.adds))),
        divisor=divisor, sentences=_in_words(held, counted, x, (i, j), parts, divisor, weight),
    )  # fmt: skip


def _in_words(
    held: Held,
    counted: Count,
    x: Array,
    pair: tuple[int, int],
    parts: Sequence[Part],
    divisor: float | None,
    weight: float,
) -> tuple[str, ...]:
    settings = held.asked.settings()
    names = [counted.rows[each] for each in pair]
    if not parts:
        return (f"{names[0]} and {names[1]} meet on no {settings.columns}, so their weight is 0.",)
    counts = {
        "ignore": "each statement of one is paired with each of the other, whatever they say",
        "congruence": "each pair of statements that say the same counts 1",
        "conflict": "each pair of statements that say the opposite counts 1",
        "subtract": "each pair of statements that say the same counts 1, each that say the opposite -1",
    }[settings.aggregation]
    if counted.kind == "integer":
        counts += "; in between, by how near the two levels are on the scale"
    if counted.kind == "text" and settings.aggregation != "ignore":
        counts = "pairs of equal words count 1; words that only one of both uses count against"
    total = sum(part.adds for part in parts)
    told = [f"On each {settings.columns} both speak on, {counts}. Together {_n(total)}."]
    if divisor is not None:
        sizes = [float(x[each].sum()) for each in pair]
        how = {
            "average": f"the mean number of statements of both, ({_n(sizes[0])} + {_n(sizes[1])}) / 2 = {_n(divisor)}",
            "dna_cosine": f"the product of both numbers, {_n(sizes[0])} x {_n(sizes[1])} = {_n(divisor)}",
            "jaccard": f"what both say together and each alone, {_n(divisor)}",
            "l2_cosine": f"the lengths of both profiles, {_n(divisor)}",
        }[settings.normalisation]
        told.append(f"Divided by {how}: {_n(weight)}.")
    if abs(weight) > 1 and settings.normalisation in ("average", "jaccard", "dna_cosine"):
        told.append(
            "It is beyond 1 because two who speak often on the same concept have a pair for every combination of their "
            "statements; with --duplicates document the same said again counts once."
        )
    return tuple(told)


def _n(value: float) -> str:
    return figure(round(value, 4))
