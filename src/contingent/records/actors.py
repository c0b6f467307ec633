"""Actors and dated memberships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    FORMER_STATE = "former state"
    TERRITORY = "territory"
    ORGANISATION = "organisation"
    ORGAN = "organ"
    PROGRAMME = "programme"
    AGENCY = "agency"
    GROUP = "group"
    STATE_BODY = "state body"
    MISSION = "mission"
    UNIT = "unit"
    ARMED_GROUP = "armed group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from: publisher, title, address if any, date of the document or retrieval, and a note."""

    publisher: str
    title: str
    address: str | None = None
    date: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state (ISO 3166 alpha-3) or organisation (acronym). `since`/`until` bound its existence.

    `region` is the UN M49 sub-region of a state, `field` what an organisation is chiefly for (military, security,
    general, economic, cultural), `headquarters` its seat.
    """

    code: str
    name: str
    kind: ActorKind
    since: date | None = None
    until: date | None = None
    source: str | None = None
    region: str | None = None
    field: str | None = None
    headquarters: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`actor` in `organisation` as `role` from `since` to `until` (None: open). `note` says e.g. suspended."""

    organisation: str
    actor: str
    role: str = "member"
    since: date | None = None
    until: date | None = None
    source: str | None = None
    note: str | None = None

    def on(self, day: date) -> bool:
        """Return whether the membership holds on `day` (first day included, last day excluded)."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)
