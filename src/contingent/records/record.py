"""The record: all facts of the reference tables in one frozen value, with the questions the checks ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, TypeVar

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.figures import Figures
from contingent.records.operations import Operation

if TYPE_CHECKING:
    from contingent.records.annual import Annual
    from contingent.records.asking.asking import Asking
    from contingent.records.faults.fault import Fault

Key = TypeVar("Key")
Value = TypeVar("Value")

_JOINABLE = frozenset({ActorKind.ORGANISATION, ActorKind.ORGAN, ActorKind.PROGRAMME})
_OTHER_NAMES = frozenset({"series", "other name", "component"})
_APART = frozenset({"suspended"})  # roles that lie over a membership and give no seat of their own


@dataclass(frozen=True, kw_only=True)
class Record:
    """Who exists, who belongs to what and since when, which operations there were, who contributed, what happened.

    Frozen; the indexes are built when first asked for and kept. `until` of actors and memberships is the first day on
    which they no longer held; `until` of operations is the last day of the mandate. `contributions` are those kept row
    by row; what was imported from published tables is in `imported`, and `personnel` and `series` look in both.
    """

    actors: tuple[Actor, ...] = ()
    dated_memberships: tuple[Membership, ...] = ()
    operations: tuple[Operation, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    imported: Figures | None = None

    @cached_property
    def figures(self) -> Figures:
        """Everything on record in numbers: published tables that were imported, and the contributions kept here."""
        return self.imported or Figures(snapshots=self.snapshots, typed=self.contributions)

    @cached_property
    def asking(self) -> Asking:
        """Who answers questions to this record, for example `record.asking.answer(Question(by=("year",)))`."""
        from contingent.records.asking.asking import Asking

        return Asking(self)

    def actor(self, code: str) -> Actor:
        """Return the actor of a code; an operation answers as an actor of kind mission. Raises NotFoundError."""
        found = self._actors.get(code)
        return found if found is not None else self._missing("actor", code, self._names)

    def operation(self, code: str) -> Operation:
        """Return the operation of a code such as UNMOT. Raises NotFoundError naming codes that look alike."""
        found = self._operations.get(code)
        if found is not None:
            return found
        return self._missing("operation", code, {each.code: each.name for each in self.operations})

    def source(self, id: str) -> Source:
        """Return the source of an id; the id of a snapshot gives it as a source. Raises NotFoundError."""
        found = self.sources.get(id)
        if found is not None:
            return found
        if id in self.snapshots:
            return _as_source(self.snapshots[id])
        return self._missing("source", id, {key: key for key in (*self.sources, *self.snapshots)})

    def snapshot(self, id: str) -> Snapshot:
        """Return the snapshot contributions came from. Raises NotFoundError."""
        found = self.snapshots.get(id)
        return found if found is not None else self._missing("snapshot", id, {key: key for key in self.snapshots})

    def memberships(self, organisation: str | None = None, actor: str | None = None) -> tuple[Membership, ...]:
        """Return the memberships of an organisation, of an actor, of both, or all, in the order of the table.

        Raises NotFoundError for a code that is in no table.
        """
        if organisation is not None:
            self.actor(organisation)
        if actor is not None:
            self.actor(actor)
        if organisation is not None and actor is not None:
            return self._by_pair.get((organisation, actor), ())
        if organisation is not None:
            return self._by_organisation.get(organisation, ())
        return self._by_actor.get(actor, ()) if actor is not None else self.dated_memberships

    def members(self, organisation: str, on: date, role: str | None = None) -> tuple[str, ...]:
        """Return the codes of those that belonged to `organisation` on a day, sorted.

        Args:
            organisation: code of an organisation, organ, programme or group.
            on: the day.
            role: only this role ("member", "observer", "elected member" ...); None: every role but "suspended", which
                lies over a membership and is asked for by name.
        """
        return tuple(sorted({each.actor for each in self.memberships(organisation) if _counts(each, on, role)}))

    def is_member(self, actor: str, organisation: str, on: date, role: str | None = None) -> bool:
        """Return whether `actor` belonged to `organisation` on a day, in `role` if one is given."""
        return any(_counts(each, on, role) for each in self.memberships(organisation, actor))

    def organisations_of(self, actor: str, on: date, role: str | None = None) -> tuple[str, ...]:
        """Return the organisations, organs and programmes an actor belonged to on a day, sorted; groups left out."""
        found = {each.organisation for each in self.memberships(actor=actor) if _counts(each, on, role)}
        return tuple(sorted(code for code in found if self._actors[code].kind in _JOINABLE))

    def organisations_with_all(self, actors: Iterable[str], on: date, role: str | None = None) -> tuple[str, ...]:
        """Return the organisations to which all of `actors` belonged on a day, sorted; none for no actors."""
        shared: set[str] | None = None
        for actor in actors:
            own = set(self.organisations_of(actor, on, role))
            shared = own if shared is None else shared & own
        return tuple(sorted(shared or ()))

    def operations_on(self, day: date, lead: str | None = None, host: str | None = None) -> tuple[Operation, ...]:
        """Return the operations that ran on a day, of one lead or in one host if asked, in the order of the table.

        The day of ending still counts. Rows that only gather or rename other rows (UNAVEM, ONUCI) are left out.
        """
        return tuple(
            each
            for each in self.operations
            if each.kind not in _OTHER_NAMES
            and (each.since is None or each.since <= day)
            and (each.until is None or day <= each.until)
            and (lead is None or each.lead == lead)
            and (host is None or host in each.hosts)
        )

    def personnel(
        self, contributor: str, month: Month, operation: str | None = None, kind: str = "total", sex: str | None = None
    ) -> Contribution | None:
        """Return the contribution on record (persons), None if there is no row.

        Args:
            contributor: actor code.
            month: the month at whose end people were counted.
            operation: operation code; None: all operations together.
            kind: troops, police, experts, staff or total.
            sex: female or male; None: both together.
        """
        self.actor(contributor)
        if operation is not None:
            self.operation(operation)
        if self._is_imported:
            found = self.series(contributor, operation, kind, sex)
            return next((row for row in found if row.month == month), None)
        return self._contributions.get((contributor, month, operation, kind, sex))

    def series(
        self, contributor: str, operation: str | None = None, kind: str = "total", sex: str | None = None
    ) -> tuple[Contribution, ...]:
        """Return the contributions of one contributor over time, by month. Arguments as for `personnel`."""
        self.actor(contributor)
        if operation is not None:
            self.operation(operation)
        if self._is_imported:
            return self._series(contributor, operation, kind, sex)
        wanted = (operation, kind, sex)
        own = self._by_contributor.get(contributor, ())
        return tuple(each for each in own if (each.operation, each.kind, each.sex) == wanted)

    def events_of(self, actor: str, kind: str | None = None) -> tuple[Event, ...]:
        """Return the events an actor took part in, by start, of one kind if asked. Raises NotFoundError."""
        self.actor(actor)
        found = (each for each in self.events if actor in each.actors and kind in (None, each.kind))
        return tuple(sorted(found, key=lambda each: (each.start, each.id)))

    @cached_property
    def annual(self) -> Annual:
        """The yearly figures of contributors, with how many months each holds."""
        from contingent.records.annual import Annual

        return Annual(self.figures)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What must be known of the imported tables before building on them, the gravest first."""
        from contingent.records.faults import find

        return find(self.figures, self)

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        missions = {each.code: _as_actor(each) for each in self.operations}
        return missions | {each.code: each for each in self.actors}

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {each.code: each for each in self.operations}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {code: each.name for code, each in self._actors.items()}

    @cached_property
    def _by_organisation(self) -> dict[str, tuple[Membership, ...]]:
        return _grouped((each.organisation, each) for each in self.dated_memberships)

    @cached_property
    def _by_actor(self) -> dict[str, tuple[Membership, ...]]:
        return _grouped((each.actor, each) for each in self.dated_memberships)

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], tuple[Membership, ...]]:
        return _grouped(((each.organisation, each.actor), each) for each in self.dated_memberships)

    @property
    def _is_imported(self) -> bool:
        return self.imported is not None and bool(self.imported.intakes)

    def _series(self, contributor: str, *asked: str | None) -> tuple[Contribution, ...]:
        """The series out of the imported tables, each read once."""
        key = (contributor, *asked)
        if key not in self._read:
            operation, kind, sex = asked
            self._read[key] = self.figures.contributions(
                contributor, operation=operation, kind=kind or "total", sex=sex
            )
        return self._read[key]

    @cached_property
    def _read(self) -> dict[tuple[str | None, ...], tuple[Contribution, ...]]:
        return {}

    @cached_property
    def _contributions(self) -> dict[tuple[str, Month, str | None, str, str | None], Contribution]:
        return {(row.contributor, row.month, row.operation, row.kind, row.sex): row for row in self.contributions}

    @cached_property
    def _by_contributor(self) -> dict[str, tuple[Contribution, ...]]:
        ordered = sorted(self.contributions, key=lambda row: row.month)
        return _grouped((row.contributor, row) for row in ordered)

    def _missing(self, what: str, code: str, names: Mapping[str, str]) -> NoReturn:
        near = nearest(code, names)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"Look the {what} up in the reference tables."
        raise NotFoundError(f"There is no {what} {code!r}.", record=code, remedy=remedy)


def nearest(wanted: str, names: Mapping[str, str], at_most: int = 3) -> tuple[str, ...]:
    """Return the codes whose code or name looks most like `wanted`, as "CODE (name)", best first."""
    from difflib import get_close_matches  # only an error needs it

    codes: dict[str, str] = {}
    for code, name in names.items():
        codes.setdefault(name.casefold(), code)
        codes[code.casefold()] = code
    close = get_close_matches(wanted.casefold(), codes, n=at_most * 2, cutoff=0.6)
    found = dict.fromkeys(codes[each] for each in close)
    return tuple(code if names[code] == code else f"{code} ({names[code]})" for code in list(found)[:at_most])


def _counts(membership: Membership, on: date, role: str | None) -> bool:
    if not membership.on(on):
        return False
    return membership.role not in _APART if role is None else membership.role == role


def _as_actor(operation: Operation) -> Actor:
    return Actor(
        code=operation.code,
        name=operation.name,
        kind=ActorKind.MISSION,
        since=operation.since,
        until=operation.until,
        source=operation.source,
        headquarters=operation.headquarters,
        note=operation.note,
    )


def _as_source(snapshot: Snapshot) -> Source:
    return Source(
        publisher=snapshot.publisher,
        title=snapshot.title,
        address=snapshot.address,
        date=snapshot.retrieved.isoformat() if snapshot.retrieved else None,
        note=snapshot.note,
    )


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
