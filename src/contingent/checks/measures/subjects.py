"""Subjects: whose people are counted. A state is itself; a body or group is its members at the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contingent.base.errors import NotFoundError, UsageError
from contingent.base.months import Month
from contingent.checks.measures.names import name_of
from contingent.checks.measures.reported import EVERYONE, WORLD, Asked, Listing, listings, reports, series, told
from contingent.checks.parameters import Parameters
from contingent.records.actors import ActorKind
from contingent.records.asking.groups import seats
from contingent.records.asking.places import regions_meant
from contingent.records.contributions import Contribution
from contingent.records.kinds import KINDS
from contingent.records.record import Record

_ALONE = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY})

AS_REGIONS: Mapping[str, str] = {
    "AFRICA": "Africa", "SUB_SAHARAN_AFRICA": "Sub-Saharan Africa", "NORTH_AFRICA": "Northern Africa",
    "WEST_AFRICA": "Western Africa", "CENTRAL_AFRICA": "Middle Africa", "EAST_AFRICA": "Eastern Africa",
    "SOUTHERN_AFRICA": "Southern Africa", "ASIA": "Asia", "SOUTH_ASIA": "Southern Asia",
    "SOUTHEAST_ASIA": "South-Eastern Asia", "EAST_ASIA": "Eastern Asia", "EUROPE": "Europe",
    "EASTERN_EUROPE": "Eastern Europe", "WESTERN_EUROPE": "Western Europe", "CARIBBEAN": "Caribbean",
    "SOUTH_AMERICA": "South America", "CENTRAL_AMERICA": "Central America", "NORTH_AMERICA": "Northern America",
    "LATIN_AMERICA": "Latin America and the Caribbean",
}  # fmt: skip
"""Parts of the world that have no members on record, and the M49 region each is taken for."""


def members_of(record: Record, code: str, month: Month) -> tuple[str, ...]:
    """Return who is meant by a code at the end of a month: the state itself, or the members of a body or region.

    Empty where nobody is on record for it.
    """
    try:
        if code == WORLD or record.actor(code).kind in _ALONE:
            return (code,)
    except NotFoundError:
        pass
    last = _last_day(month)
    try:
        return tuple(dict.fromkeys(seat.actor for seat in seats(record, code) if seat.on(last)))
    except (NotFoundError, UsageError):
        return _in_region(record, AS_REGIONS.get(code, code), last)


def _last_day(month: Month) -> date:
    later = month.plus(1)
    return date(later.year, later.month, 1) - timedelta(days=1)


def _in_region(record: Record, region: str, day: date) -> tuple[str, ...]:
    try:
        parts = regions_meant(region)
    except NotFoundError:
        return ()
    there = (actor for actor in record.actors if actor.region in parts and (actor.since is None or actor.since <= day))
    return tuple(actor.code for actor in there if actor.until is None or day < actor.until)


def asked_of(parameters: Parameters) -> Asked:
    """Return which people a claim counts: `operation`, `kind`, `sex`, all optional."""
    return Asked(
        operation=parameters.text("operation") if parameters.has("operation") else None,
        kind=parameters.choice("kind", KINDS, "total"),
        sex=parameters.choice("sex", ("female", "male")) if parameters.has("sex") else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The people of a subject in one month; `rows` are those of its members that are on record."""

    month: Month
    number: int
    rows: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """States and groups taken together."""

    record: Record
    codes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The names, joined."""
        return ", ".join(name_of(self.record, code) for code in self.codes)

    @property
    def alone(self) -> bool:
        """Whether it is one state."""
        return (
            len(self.codes) == 1
            and self.codes != (WORLD,)
            and members_of(self.record, self.codes[0], Month(2000, 1)) == self.codes
        )

    def members(self, month: Month) -> tuple[str, ...]:
        """Return the contributors meant in a month, each once."""
        return tuple(dict.fromkeys(one for code in self.codes for one in members_of(self.record, code, month)))

    def level(self, found: Listing) -> Level | None:
        """Return the people of the subject in a month; None where a member is not on record for it."""
        if self.codes == (WORLD,):
            world = found.world
            told = world is not None and world.number is not None
            return Level(month=found.month, number=world.number or 0, rows=(world,)) if world and told else None
        wanted = self.members(found.month)
        rows = tuple(found.rows[code] for code in wanted if code in found.rows)
        if not wanted or (not found.whole and len(rows) < len(wanted)) or not all(map(reports, rows)):
            return None
        return Level(month=found.month, number=sum(row.number or 0 for row in rows), rows=rows)

    def levels(self, since: Month, until: Month, asked: Asked = EVERYONE) -> list[Level]:
        """Return the people of the subject month by month, where they are on record."""
        if self.alone:
            found = [row for row in series(self.record, self.codes[0], asked) if since <= row.month <= until]
            return [Level(month=r.month, number=r.number or 0, rows=(r,)) for r in found if reports(r)]
        levels = map(self.level, listings(self.record, (since, until), asked).values())
        return [level for level in levels if level is not None]


def subject_of(record: Record, codes: Sequence[str]) -> Subject:
    """Return the subject of some codes."""
    return Subject(record, tuple(codes))


def each_told(record: Record, rows: Sequence[Contribution], most: int = 6) -> str:
    """Return contributors with their figures, the largest first, at most so many: `Russia 104, Kyrgyzstan 26`."""
    ordered = sorted(rows, key=lambda row: -(row.number or 0))
    rest = f" and {len(ordered) - most} more" if len(ordered) > most else ""
    return ", ".join(told(record, row) for row in ordered[:most]) + rest
