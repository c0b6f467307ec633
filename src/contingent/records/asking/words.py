"""Words of a question as codes of the record: names, acronyms and codes are taken, near ones offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, NoReturn

from contingent.base.errors import NotFoundError
from contingent.records.actors import ActorKind
from contingent.records.asking.places import REGIONS, is_region, regions_meant
from contingent.records.asking.questions import kind_meant
from contingent.records.kinds import KINDS
from contingent.records.names import Name, NameRole, names
from contingent.records.readers.spelling import evened
from contingent.records.record import nearest

if TYPE_CHECKING:
    from contingent.records.asking.questions import Question
    from contingent.records.record import Record

_STATES = frozenset({ActorKind.STATE, ActorKind.TERRITORY, ActorKind.FORMER_STATE})
_ROLES = (NameRole.NAME, NameRole.ACRONYM, NameRole.DEMONYM, NameRole.GROUP)


@dataclass(frozen=True)
class Words:
    """What the words of questions mean in a record."""

    record: Record

    def coded(self, question: Question) -> Question:
        """Return the question with codes for names. Raises NotFoundError naming near codes."""
        for region in question.regions:
            regions_meant(region)
        return replace(
            question,
            contributors=_each(self.state, question.contributors),
            groups=_each(self.group, question.groups),
            operations=_each(self.operation, question.operations),
            hosts=_each(self.host, question.hosts),
            kind=_kind(question.kind),
        )

    def read_as(self, question: Question) -> tuple[str, ...]:
        """Return what is to be said of how the words of a question were read: names of two states, other names."""
        notes = [self._state_read_as(word) for word in (*question.contributors, *question.hosts)]
        if _kind(question.kind) != question.kind:
            notes.append(f"{question.kind!r} was read as the kind {_kind(question.kind)}.")
        return tuple(dict.fromkeys(note for note in notes if note is not None))

    def label(self, code: str) -> str:
        """Return the name of a code with the code; what is no code (a region) as it is."""
        name = self._full_names.get(code)
        return code if name is None else f"{name} ({code})"

    def labels(self, question: Question) -> dict[str, str]:
        """Return the names with the codes of all codes of a question."""
        codes = (*question.contributors, *question.groups, *question.operations, *question.hosts)
        return {code: self.label(code) for code in codes}

    def _state_read_as(self, word: str) -> str | None:
        """What to say of a state's name that is also a part of another's name, or is not like its own at all."""
        code, even = self._states.get(evened(word)), evened(word)
        if code is None or is_region(word) or even == evened(code):
            return None
        others = sorted(_shared().get(even, frozenset()) - {code})
        if others and code in _shared()[even]:
            apart = " and ".join(self.label(other) for other in others if other in self._state_names)
            return f"{word!r} was read as {self.label(code)}; the name is also that of {apart}."
        own = {*even.split()} & {*evened(self._full_names[code]).split()}
        other_name = not own and any(each.code == code and evened(each.text) == even for each in _plain_names())
        return f"{word!r} was read as {self.label(code)}, as the record calls it." if other_name else None

    @cached_property
    def _full_names(self) -> dict[str, str]:
        """Names by code; of a state whose name ships as another's as well, the first of its own."""
        whose = {evened(each.text): each.code for each in _plain_names()}
        first: dict[str, str] = {}
        for each in _plain_names():
            first.setdefault(each.code, each.text)
        states = {
            code: first.get(code, name) if whose.get(evened(name), code) != code else name
            for code, name in self._state_names.items()
        }
        return {**self._operation_names, **self._group_names, **states}

    def state(self, word: str) -> str:
        """Return the code of a state or territory."""
        return _meant(word, self._states, "contributor", self._state_names)

    def group(self, word: str) -> str:
        """Return the code of an organisation or group that has members."""
        return _meant(word, self._groups, "group", self._group_names)

    def operation(self, word: str) -> str:
        """Return the code of an operation or series of operations."""
        found = self._operations.get(evened(word.replace("-", " ")))
        return found or _meant(word, self._operations, "operation", self._operation_names)

    def host(self, word: str) -> str:
        """Return the code of a state, or the word itself if it is an M49 region."""
        if is_region(word):
            return word
        found = self._states.get(evened(word))
        if found is None:
            _missing(word, "state or region", {**self._state_names, **{name: name for name in REGIONS}})
        return found

    @cached_property
    def _state_names(self) -> dict[str, str]:
        return {actor.code: actor.name for actor in self.record.actors if actor.kind in _STATES}

    @cached_property
    def _group_names(self) -> dict[str, str]:
        organisations = {held.organisation for held in self.record.dated_memberships}
        return {actor.code: actor.name for actor in self.record.actors if actor.code in organisations}

    @cached_property
    def _operation_names(self) -> dict[str, str]:
        return {each.code: each.name for each in self.record.operations}

    @cached_property
    def _states(self) -> dict[str, str]:
        return _spellings(self._state_names)

    @cached_property
    def _groups(self) -> dict[str, str]:
        return _spellings(self._group_names)

    @cached_property
    def _operations(self) -> dict[str, str]:
        return _spellings(self._operation_names)


@cache
def _plain_names() -> tuple[Name, ...]:
    return tuple(each for each in names() if each.role is NameRole.NAME and each.kind in _STATES)


@cache
def _shared() -> dict[str, frozenset[str]]:
    """States by the part of a name before a comma or bracket that several have: Korea, Republic of and Korea, DPR."""
    found: dict[str, set[str]] = {}
    for each in _plain_names():
        first, mark, _ = each.text.replace("(", ",").partition(",")
        if mark:
            found.setdefault(evened(first), set()).add(each.code)
    return {name: frozenset(codes) for name, codes in found.items() if len(codes) > 1}


def _kind(word: str) -> str:
    return word if word in KINDS else kind_meant(word) or word


def _each(code: Callable[[str], str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code(word) for word in words))


def _spellings(own: Mapping[str, str]) -> dict[str, str]:
    """Codes by every spelling: the record's own codes and names first, then the names that ship with the package."""
    found = {evened(code): code for code in own}
    for code, name in own.items():
        found.setdefault(evened(name), code)
    for role in _ROLES:
        for each in names():
            if each.role == role and each.code in own:
                found.setdefault(evened(each.text), each.code)
    return found


def _meant(word: str, spellings: Mapping[str, str], what: str, own: Mapping[str, str]) -> str:
    found = spellings.get(evened(word))
    return found if found is not None else _missing(word, what, own)


def _missing(word: str, what: str, own: Mapping[str, str]) -> NoReturn:
    near = nearest(word, own)
    remedy = f"Did you mean {' or '.join(near)}?" if near else _REMEDIES[what]
    raise NotFoundError(f"There is no {what} {word!r}.", record=word, remedy=remedy)


_REMEDIES = {
    "contributor": "Give a state by its name or ISO 3166 alpha-3 code, for example KAZ.",
    "group": "Give an organisation or group by its name or acronym, for example CSTO, EU, AU, NATO or P5.",
    "state or region": "Give a state, for example Mali, or an M49 region, for example Africa.",
    "operation": "Give an operation by its acronym, for example UNIFIL.",
}
