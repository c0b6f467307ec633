"""Across meetings: what the dialogues of a project say on the same concepts, with the facts on who the holders are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from contingent.base.errors import NotFoundError, UsageError
from contingent.coding import meetings as told
from contingent.coding.codebook_versions import CodeMap, map_codes
from contingent.coding.meetings import (
    NOT_SAID,
    OTHERWISE,
    Cell,
    Change,
    Course,
    Dialogue,
    Silence,
    Voice,
    in_order,
    voice_of,
)
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.records.actors import ActorKind
from contingent.store.sight import standings

if TYPE_CHECKING:
    from contingent.project.project import Project
    from contingent.records.record import Record

BY = ("state", "organisation", "group", "region", "body")
"""By what holders can be told: states, organisations and groups are named in the attribution; regions and bodies are
those of the states named, bodies on the first day of the meeting."""

_ORGANISATIONS = frozenset({ActorKind.ORGANISATION, ActorKind.ORGAN, ActorKind.AGENCY, ActorKind.PROGRAMME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """The dialogues of a project side by side.

    Attributes:
        dialogues: all meetings, those with a known day first and in order.
        order: those with a known day, earliest first; only these are compared over time.
        by: what the holders are (one of `BY`).
        least: statements on a side at least, for `contested` and its sisters.
        codes: how codes of several codebooks were read.
        voices: attributed statements with their holders.
        mentions: concept -> meeting -> statements that carry it.
        counts: statements by meeting, rejected ones left out.
        notes: what is to be known of what was read.
        names: names of codes of actors and concepts.
    """

    dialogues: tuple[Dialogue, ...]
    order: tuple[Dialogue, ...]
    by: str
    least: int
    codes: CodeMap
    voices: tuple[Voice, ...]
    mentions: Mapping[str, Mapping[str, tuple[str, ...]]]
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def courses(self) -> tuple[Course, ...]:
        """What each concept is at each meeting."""
        return told.courses(self.voices, self.mentions, self.order, least=self.least)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Stances of named holders from meeting to meeting."""
        return told.changes(self.named_voices, self.order)

    @property
    def silences(self) -> tuple[Silence, ...]:
        """Who took a stance and has no statement on it at the last meeting."""
        return told.silences(self.named_voices, self.order)

    @property
    def named_voices(self) -> tuple[Voice, ...]:
        """The voices that have a holder of the kind asked for."""
        return tuple(voice for voice in self.voices if voice.holders not in ((NOT_SAID,), (OTHERWISE,)))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every holder's voices by concept and meeting; holders by name, those not said last."""
        places = {dialogue.id: n for n, dialogue in enumerate(self.dialogues)}
        cells = told.cells_by_holder(self.voices).values()
        return tuple(
            sorted(cells, key=lambda c: (c.concept, c.holder in (NOT_SAID, OTHERWISE), c.holder, places[c.meeting]))
        )


def across(
    project: Project,
    *,
    by: str = "state",
    concept: str | None = None,
    least: int = told.LEAST,
    read_as: Mapping[str, str] | None = None,
) -> Across:
    """Return the meetings of a project side by side; of several codings of a report the standing one is read.

    Args:
        project: an open project.
        by: what holders are told by: one of `BY`.
        concept: only this code and those below it.
        least: statements on a side at least, 1 or more, for a concept to be contested, one-sided or settled.
        read_as: codes to be read as others, where the codebooks of the meetings differ.

    Raises UsageError for another `by` or a `least` below 1, NotFoundError for a concept that neither the codebook nor a
    statement has.
    """
    if by not in BY:
        raise UsageError(f"Holders cannot be told by {by!r}.", remedy=f"Use one of: {', '.join(BY)}.")
    if least < 1:
        raise UsageError("At least one statement is needed on a side.", remedy="Give a number of 1 or more.")
    with project.store.reading() as connection:
        stand = standings(connection, project.store.sees_as)
    meeting_of = {report.id: report.meeting for report in project.reports.find() if report.meeting}
    said = [
        (meeting_of[s.report], s)
        for s in project.statements.find(standing=True)
        if s.report in meeting_of and s.status is not Status.REJECTED
    ]
    loose = sum(s.report not in meeting_of for s in project.statements.find(standing=True))
    used = {code for _, s in said for code in s.concepts}
    codes = map_codes(project.codebooks.find(), used, read_as)
    _check_concept(concept, codes, used)
    known = [Dialogue(id=m.id, title=m.title, day=m.start) for m in project.meetings.find()]
    order = in_order(known)
    undated = tuple(each for each in known if each.day is None)
    voices = _voices(project, said, {d.id: d.day for d in known}, by, codes, concept)
    return Across(
        dialogues=(*order, *undated),
        order=order,
        by=by,
        least=least,
        codes=codes,
        voices=voices,
        mentions=_mentions(said, codes, concept),
        counts=Counter(meeting for meeting, _ in said),
        notes=(
            *codes.notes,
            *_loose(loose),
            *_notes((*order, *undated), [each.text() for each in stand], by, said, voices),
        ),
        names=_names(project, codes),
    )


def _voices(
    project: Project,
    said: Sequence[tuple[str, Statement]],
    days: Mapping[str, date | None],
    by: str,
    codes: CodeMap,
    concept: str | None,
) -> tuple[Voice, ...]:
    holders = _Holders(project.record, by, {code for _, s in said for code in s.attribution.affiliation})
    made = (voice_of(s, meeting, codes.read, holders.of(s, days.get(meeting)) or _nobody(s)) for meeting, s in said)
    return tuple(voice for voice in made if voice is not None and _within(voice.concept, concept))


def _nobody(statement: Statement) -> tuple[str]:
    return (OTHERWISE if statement.attribution.affiliation else NOT_SAID,)


def _within(code: str, concept: str | None) -> bool:
    return concept is None or code == concept or code.startswith(f"{concept}.")


def _mentions(
    said: Iterable[tuple[str, Statement]], codes: CodeMap, concept: str | None
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for meeting, s in said:
        for code in dict.fromkeys(map(codes.read, s.concepts)):
            if _within(code, concept):
                found[code][meeting].append(s.id)
    return {code: {meeting: tuple(ids) for meeting, ids in rows.items()} for code, rows in found.items()}


def _check_concept(concept: str | None, codes: CodeMap, used: Iterable[str]) -> None:
    if concept is None or any(_within(codes.read(code), concept) for code in used):
        return
    if codes.target is None:
        raise NotFoundError(f"No statement carries {concept!r}, and there is no codebook.", record=concept)
    codes.target.get(concept)


def is_fictional(title: str) -> bool:
    """Return whether a title says that what it stands on is invented."""
    return re.search(r"\b(?:fictional|fictitious|invented)\b", title, re.IGNORECASE) is not None


def _notes(
    known: Sequence[Dialogue],
    stand: Sequence[str],
    by: str,
    said: Sequence[tuple[str, Statement]],
    voices: Sequence[Voice],
) -> list[str]:
    notes = [
        f"{each.title} ({each.id}) is invented; nobody said any of it." for each in known if is_fictional(each.title)
    ]
    notes += [
        f"The day of {each.id} is not known, so it is not compared over time." for each in known if each.day is None
    ]
    days = Counter(each.day for each in known if each.day is not None)
    for day in sorted(day for day, number in days.items() if number > 1):
        same = ", ".join(each.id for each in known if each.day == day)
        notes.append(f"{same} began on the same day, {day}; they are not compared with each other.")
    unreviewed = sum(s.status is Status.SUGGESTED for _, s in said)
    if unreviewed:
        notes.append(
            f"{unreviewed:,} of {len(said):,} statements are suggestions that nobody has reviewed; they count."
        )
    notes += stand
    silent = len(said) - len(voices)
    if silent:
        notes.append(
            f"{silent:,} of {len(said):,} statements are no voices here: the rapporteur's, or on other concepts."
        )
    if by == "body":
        notes.append(
            "A state counts in every body that it was a member of on the day, so rows overlap and do not add up; shown "
            "are bodies with some, not all, of the states that spoke."
        )
    return notes


def _loose(number: int) -> tuple[str, ...]:
    return (
        (f"{number:,} statements are of no report or of a report without a meeting, and left out.",) if number else ()
    )


def _names(project: Project, codes: CodeMap) -> Mapping[str, str]:
    names = {actor.code: actor.name for actor in project.record.actors}
    return names | {code.code: code.name for code in codes.target or ()}


class _Holders:
    """Who speaks in a statement, told as asked."""

    def __init__(self, record: Record, by: str, speaking: Iterable[str]) -> None:
        self.by = by
        self.actors = {actor.code: actor for actor in record.actors}
        self.memberships: dict[str, list[Any]] = defaultdict(list)
        states = {code for code in speaking if self._is(code, ActorKind.STATE)}
        members: dict[str, set[str]] = defaultdict(set)
        if by == "body":
            for each in record.dated_memberships:
                if each.actor in states and each.role == "member":
                    self.memberships[each.actor].append(each)
                    members[each.organisation].add(each.actor)
        self.bodies = {body for body, found in members.items() if found != states}

    def of(self, statement: Statement, day: date | None) -> tuple[str, ...]:
        """Return the holders of a statement; empty where none of the kind asked for is named."""
        who = statement.attribution
        states = [code for code in who.affiliation if self._is(code, ActorKind.STATE)]
        match self.by:
            case "state":
                return tuple(states)
            case "organisation":
                return tuple(code for code in who.affiliation if self._is(code, *_ORGANISATIONS))
            case "group":
                groups = [code for code in who.affiliation if self._is(code, ActorKind.GROUP)]
                return (*groups, *((who.group,) if who.group else ()))
            case "region":
                return tuple(dict.fromkeys(self.actors[code].region or "region not known" for code in states))
            case _:
                return tuple(dict.fromkeys(body for code in states for body in self._bodies(code, day)))

    def _bodies(self, state: str, day: date | None) -> list[str]:
        if day is None:
            return []
        return [m.organisation for m in self.memberships[state] if m.organisation in self.bodies and m.on(day)]

    def _is(self, code: str, *kinds: ActorKind) -> bool:
        return code in self.actors and self.actors[code].kind in kinds
