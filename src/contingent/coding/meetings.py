"""The same concepts over several dialogues: who was for and against, what changed, what is new, contested, settled.

A statement takes a stance on its first concept. `support` counts as for, `oppose` and `sceptical` as against,
`ambivalent` as divided, `neutral` as neutral. Only attributed statements are counted; the rapporteur is no voice. Every
figure is a list of statement ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import sqrt

from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Hedge, HolderKind, Stance, Status

LEAST = 2
"""Statements on a side at least, for a concept to be called contested, one-sided or settled."""

FEW = 3
"""With fewer statements than this on either side of a change, the change is called thin."""

_Z = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


class Stand(StrEnum):
    """Where a holder or meeting stands on a concept."""

    FOR = "for"
    AGAINST = "against"
    SCEPTICAL = "sceptical"
    DIVIDED = "divided"
    NEUTRAL = "neutral"
    NO_STANCE = "spoke without stance"
    SILENT = "no statement"


class Turn(StrEnum):
    """How a stance changed from one meeting to the next at which one was taken.

    `turned` is from for to against or back; `changed in degree` between against and sceptical, or in their mix;
    `moved` any other change, from sceptical to for among them.
    """

    TURNED = "turned"
    MOVED = "moved"
    DEGREE = "changed in degree"
    HELD = "held"


class State(StrEnum):
    """What a concept is at a meeting."""

    CONTESTED = "contested"
    SETTLED_FOR = "settled for"
    SETTLED_AGAINST = "settled against"
    MOSTLY_FOR = "one-sided for"
    MOSTLY_AGAINST = "one-sided against"
    OPEN = "too few stances to tell"
    UNSPOKEN = "not spoken of"


DEFINITIONS: Mapping[str, str] = {
    "new": "spoken of at this meeting and at none before it; at the first meeting nothing can be new",
    "contested": "at least {least} statements for and at least {least} against or sceptical at this meeting",
    "one-sided": "at least {least} statements on one side and none on the other at this meeting",
    "settled": "one-sided now, and contested at an earlier meeting; whoever was on the other side may only be silent",
    "reopened": "contested now, and settled at an earlier meeting",
    "too few stances to tell": "spoken of, and none of these",
    "not spoken of": "no statement carries the concept; that is not agreement",
}
"""What the words mean; `{least}` is the least number of statements on a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A meeting in the order of days; `day` is None where it is not known, and the meeting then in no order."""

    id: str
    title: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One attributed statement at a meeting: its first concept, its stance, and how it was put."""

    statement: str
    meeting: str
    concept: str
    stance: Stance | None
    quantifier: str
    hedge: Hedge
    kind: HolderKind
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The voices of one holder, or of all, on one concept at one meeting."""

    meeting: str
    concept: str
    holder: str
    voices: tuple[Voice, ...]

    def ids(self, *stances: Stance | None) -> tuple[str, ...]:
        """Return the statements with one of these stances."""
        return tuple(voice.statement for voice in self.voices if voice.stance in stances)

    @property
    def pro(self) -> tuple[str, ...]:
        """Statements for it."""
        return self.ids(Stance.SUPPORT)

    @property
    def con(self) -> tuple[str, ...]:
        """Statements against it or sceptical of it."""
        return self.ids(Stance.OPPOSE, Stance.SCEPTICAL)

    @property
    def divided(self) -> tuple[str, ...]:
        """Statements that are ambivalent."""
        return self.ids(Stance.AMBIVALENT)

    @property
    def taken(self) -> tuple[Voice, ...]:
        """The voices that take a stance; neutral is one."""
        return tuple(voice for voice in self.voices if voice.stance is not None)

    @property
    def stand(self) -> Stand:
        """Where the voices stand together."""
        if not self.voices:
            return Stand.SILENT
        if self.divided or (self.pro and self.con):
            return Stand.DIVIDED
        if self.pro:
            return Stand.FOR
        if self.con:
            return Stand.AGAINST if self.ids(Stance.OPPOSE) else Stand.SCEPTICAL
        return Stand.NEUTRAL if self.taken else Stand.NO_STANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A holder's stance on a concept at two meetings, one after the other among those at which it took one."""

    holder: str
    concept: str
    before: Cell
    after: Cell
    turn: Turn
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A holder that took a stance once and has no statement on the concept at the last meeting."""

    holder: str
    concept: str
    last: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a concept is at one meeting, with all that was said.

    `mentions` are statements that carry it at all; `earlier` those that stood on the other side when it was last
    contested, told where it is settled now.
    """

    concept: str
    meeting: str
    state: State
    new: bool
    reopened: bool
    cell: Cell
    mentions: tuple[str, ...]
    earlier: tuple[str, ...] = ()


def interval(pro: int, con: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share for it among statements for or against; None without any.

    Wilson's score interval (Wilson 1927, JASA 22, 209-212), as if statements were independent draws of what could have
    been said at such a meeting. They are not quite; the interval is a floor of what is uncertain.
    """
    n = pro + con
    if n == 0:
        return None
    share, square = pro / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return 0.0 if pro == 0 else centre - half, 1.0 if con == 0 else centre + half


def difference(before: Cell, after: Cell) -> tuple[float, float, float] | None:
    """Return the change of the share for it and its 95 % interval; None where a side has nothing for or against.

    Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10).
    """
    one, two = (interval(len(cell.pro), len(cell.con)) for cell in (before, after))
    if one is None or two is None:
        return None
    first, second = (len(cell.pro) / (len(cell.pro) + len(cell.con)) for cell in (before, after))
    change = second - first
    low = change - sqrt((second - two[0]) ** 2 + (one[1] - first) ** 2)
    high = change + sqrt((two[1] - second) ** 2 + (first - one[0]) ** 2)
    return change, max(-1.0, low), min(1.0, high)


def in_order(dialogues: Iterable[Dialogue]) -> tuple[Dialogue, ...]:
    """Return the dialogues whose day is known, earliest first."""
    return tuple(sorted((d for d in dialogues if d.day is not None), key=lambda d: (d.day or date.min, d.id)))


def voice_of(
    statement: Statement, meeting: str, read: Callable[[str], str], holders: Sequence[str] = ()
) -> Voice | None:
    """Return the voice of a statement; None for a rejected one, the rapporteur's, and one without a concept."""
    if statement.status is Status.REJECTED or not statement.concepts:
        return None
    if statement.attribution.kind is HolderKind.RAPPORTEUR:
        return None
    return Voice(
        statement=statement.id,
        meeting=meeting,
        concept=read(statement.concepts[0]),
        stance=statement.stance,
        quantifier=statement.attribution.quantifier.value,
        hedge=statement.hedge,
        kind=statement.attribution.kind,
        holders=tuple(dict.fromkeys(holders)),
    )


def cells_by_holder(voices: Iterable[Voice]) -> dict[tuple[str, str, str], Cell]:
    """Return the cells by (holder, concept, meeting); a statement of several holders stands in the cell of each."""
    gathered: dict[tuple[str, str, str], list[Voice]] = defaultdict(list)
    for voice in voices:
        for holder in voice.holders:
            gathered[holder, voice.concept, voice.meeting].append(voice)
    return {key: Cell(holder=key[0], concept=key[1], meeting=key[2], voices=tuple(v)) for key, v in gathered.items()}


def changes(voices: Iterable[Voice], order: Sequence[Dialogue]) -> tuple[Change, ...]:
    """Return every change of stance between meetings in order, and what was held, by holder and concept.

    A meeting at which the holder said nothing on the concept, or took no stance, is passed over: silence is no opinion.
    """
    found = []
    for (holder, concept), cells in _by_pair(voices, order).items():
        taken = [cell for cell in cells if cell.taken]
        for before, after in pairwise(taken):
            turn = _turn(before, after)
            found.append(
                Change(
                    holder=holder, concept=concept, before=before, after=after, turn=turn,
                    cautions=_cautions(before, after),
                )
            )  # fmt: skip
    places = {dialogue.id: n for n, dialogue in enumerate(order)}
    ranks = {turn: n for n, turn in enumerate(Turn)}
    found.sort(key=lambda c: (ranks[c.turn], c.concept, c.holder, places[c.after.meeting]))
    return tuple(found)


def silences(voices: Iterable[Voice], order: Sequence[Dialogue]) -> tuple[Silence, ...]:
    """Return who took a stance on a concept and has no statement on it at the last meeting."""
    found = []
    for (holder, concept), cells in _by_pair(voices, order).items():
        taken = [cell for cell in cells if cell.taken]
        if taken and cells[-1].meeting != order[-1].id:
            found.append(Silence(holder=holder, concept=concept, last=taken[-1]))
    return tuple(sorted(found, key=lambda each: (each.concept, each.holder)))


def courses(
    voices: Iterable[Voice],
    mentions: Mapping[str, Mapping[str, Sequence[str]]],
    order: Sequence[Dialogue],
    *,
    least: int = LEAST,
) -> tuple[Course, ...]:
    """Return what each concept is at each meeting, concept by concept in alphabetical order.

    Args:
        voices: the attributed statements.
        mentions: concept -> meeting -> statements that carry the concept, whoever speaks.
        order: the meetings, earliest first.
        least: statements on a side at least; see `DEFINITIONS`.
    """
    said: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for voice in voices:
        said[voice.concept, voice.meeting].append(voice)
    found = []
    for concept in sorted({*mentions, *(concept for concept, _ in said)}):
        spoken = contested = settled = False
        disputed: Cell | None = None
        for place, dialogue in enumerate(order):
            told = tuple(mentions.get(concept, {}).get(dialogue.id, ()))
            cell = Cell(meeting=dialogue.id, concept=concept, holder="all", voices=tuple(said[concept, dialogue.id]))
            state = _state(cell, told, least, contested=contested)
            now_contested = state is State.CONTESTED
            found.append(
                Course(
                    concept=concept, meeting=dialogue.id, state=state, new=bool(told) and not spoken and place > 0,
                    reopened=now_contested and settled, cell=cell, mentions=told, earlier=_earlier(state, disputed),
                )
            )  # fmt: skip
            spoken, contested = spoken or bool(told), contested or now_contested
            disputed = cell if now_contested else disputed
            settled = settled or state in (State.SETTLED_FOR, State.SETTLED_AGAINST)
    return tuple(found)


def _by_pair(voices: Iterable[Voice], order: Sequence[Dialogue]) -> dict[tuple[str, str], list[Cell]]:
    places = {dialogue.id: n for n, dialogue in enumerate(order)}
    pairs: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for (holder, concept, meeting), cell in cells_by_holder(voices).items():
        if meeting in places:
            pairs[holder, concept].append(cell)
    for cells in pairs.values():
        cells.sort(key=lambda cell: places[cell.meeting])
    return pairs


def _turn(before: Cell, after: Cell) -> Turn:
    both = {before.stand, after.stand}
    if both == {Stand.AGAINST, Stand.SCEPTICAL}:
        return Turn.DEGREE
    if len(both) == 2:
        return Turn.TURNED if both == {Stand.FOR, Stand.AGAINST} else Turn.MOVED
    same = {voice.stance for voice in before.taken} == {voice.stance for voice in after.taken}
    return Turn.HELD if same else Turn.DEGREE


def _cautions(before: Cell, after: Cell) -> tuple[str, ...]:
    """Return what is to be kept in mind when a change is read."""
    told = []
    counts = [len(cell.taken) for cell in (before, after)]
    if min(counts) < FEW:
        told.append(f"thin: {counts[0]} and {counts[1]} statements")
    hedged = [sum(voice.hedge is not Hedge.CERTAIN for voice in cell.taken) for cell in (before, after)]
    if any(hedged):
        told.append(f"hedged: {hedged[0]} before, {hedged[1]} after")
    kinds = [{voice.kind.value for voice in cell.taken} for cell in (before, after)]
    if kinds[0] != kinds[1]:
        told.append(f"another kind of holder: {'/'.join(sorted(kinds[0]))}, then {'/'.join(sorted(kinds[1]))}")
    many = [sorted({voice.quantifier for voice in cell.taken}) for cell in (before, after)]
    if many != [["one"], ["one"]]:
        told.append(f"quantifier: {'/'.join(many[0])}, then {'/'.join(many[1])}")
    if all(count == 1 for count in counts) and many == [["one"], ["one"]]:
        told.append("one speaker each; it may not be the same person")
    return tuple(told)


def _earlier(state: State, disputed: Cell | None) -> tuple[str, ...]:
    if disputed is None or state not in (State.SETTLED_FOR, State.SETTLED_AGAINST):
        return ()
    return disputed.con if state is State.SETTLED_FOR else disputed.pro


def _state(cell: Cell, mentions: Sequence[str], least: int, *, contested: bool) -> State:
    pro, con = len(cell.pro), len(cell.con)
    if not mentions and not cell.voices:
        return State.UNSPOKEN
    if min(pro, con) >= least:
        return State.CONTESTED
    if pro >= least and con == 0:
        return State.SETTLED_FOR if contested else State.MOSTLY_FOR
    if con >= least and pro == 0:
        return State.SETTLED_AGAINST if contested else State.MOSTLY_AGAINST
    return State.OPEN
