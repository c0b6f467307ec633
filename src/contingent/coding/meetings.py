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
from itertools import groupby
from math import sqrt

from contingent.coding.shares import interval
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Hedge, HolderKind, Quantifier, Stance, Status

LEAST = 2
"""Statements on a side at least, for a concept to be called contested, one-sided or settled."""

FEW = 3
"""With fewer statements than this on either side of a change, the change is called thin."""

_SINGLE = frozenset({Quantifier.ONE.value, Quantifier.UNSPECIFIED.value})

NOT_SAID, OTHERWISE = "affiliation not said", "affiliated otherwise"
"""The holders of voices whose affiliation is not named, or is of another kind than asked for."""


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
    "new": "spoken of at this meeting and at none on an earlier day; at the first meeting nothing can be new",
    "contested": "at least {least} statements for and at least {least} against or sceptical at this meeting",
    "one-sided": "at least {least} statements on one side and none on the other at this meeting",
    "settled": "one-sided now, and contested on an earlier day; whoever was on the other side may only be silent",
    "reopened": "contested now, and settled on an earlier day",
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

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to keep in mind: a side that one holder alone makes up, hedges, statements of several participants."""
        told: list[str] = []
        for word, ids in (("for", self.cell.pro), ("against or sceptical", self.cell.con)):
            who = {voice.holders for voice in self.cell.voices if voice.statement in ids}
            names = [each for holders in who for each in holders if each not in (NOT_SAID, OTHERWISE)]
            if len(ids) > 1 and len(who) == 1 and names:
                told.append(f"all {word} from {', '.join(names)}")
        hedged = [voice.statement for voice in self.cell.taken if voice.hedge is not Hedge.CERTAIN]
        told += [f"{len(hedged)} of {len(self.cell.taken)} hedged"] if hedged else []
        several = [f"{v.quantifier} in {v.statement}" for v in self.cell.taken if v.quantifier not in _SINGLE]
        return (*told, *([f"each counts once: {', '.join(several)}"] if several else ()))


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
    Meetings of the same day are not compared with each other, each with those of the latest day before.
    """
    found = []
    days = {dialogue.id: dialogue.day for dialogue in order}
    for (holder, concept), cells in _by_pair(voices, order).items():
        for before, after in _one_after_the_other([cell for cell in cells if cell.taken], days):
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
    """Return who took a stance on a concept and has no statement on it at the last meeting, or those of its day."""
    found = []
    last = {dialogue.id for dialogue in order if dialogue.day == order[-1].day}
    for (holder, concept), cells in _by_pair(voices, order).items():
        taken = [cell for cell in cells if cell.taken]
        if taken and cells[-1].meeting not in last:
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
        first = True
        for _, day in groupby(order, key=lambda dialogue: dialogue.day):
            here = []
            for dialogue in day:
                told = tuple(mentions.get(concept, {}).get(dialogue.id, ()))
                heard = tuple(said[concept, dialogue.id])
                cell = Cell(meeting=dialogue.id, concept=concept, holder="all", voices=heard)
                state = _state(cell, told, least, contested=contested)
                here.append(
                    Course(
                        concept=concept, meeting=dialogue.id, state=state, new=bool(told) and not spoken and not first,
                        reopened=state is State.CONTESTED and settled, cell=cell, mentions=told,
                        earlier=_earlier(state, disputed),
                    )
                )  # fmt: skip
            found += here
            spoken, first = spoken or any(each.mentions for each in here), False
            contested = contested or any(each.state is State.CONTESTED for each in here)
            disputed = next((each.cell for each in reversed(here) if each.state is State.CONTESTED), disputed)
            settled = settled or any(each.state in (State.SETTLED_FOR, State.SETTLED_AGAINST) for each in here)
    return tuple(found)


def _one_after_the_other(cells: Sequence[Cell], days: Mapping[str, date | None]) -> Iterable[tuple[Cell, Cell]]:
    before: list[Cell] = []
    for _, day in groupby(cells, key=lambda cell: days[cell.meeting]):
        now = list(day)
        yield from ((one, two) for two in now for one in before)
        before = now


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
