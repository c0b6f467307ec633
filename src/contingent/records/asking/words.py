"""Words of a question as codes of the record: names, acronyms and codes are taken, near ones offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from contingent.base.errors import NotFoundError
from contingent.records.actors import ActorKind
from contingent.records.asking.places import REGIONS, is_region, regions_meant
from contingent.records.names import NameRole, names
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
        )

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
