"""Contributions of personnel, each row with the snapshot it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contingent.base.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One retrieval of one published source: publisher, title, address, date, file hash."""

    id: str
    publisher: str
    title: str
    address: str | None = None
    retrieved: date | None = None
    sha256: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Personnel of one contributor in one month; `operation` None means all operations together.

    `kind` is troops, police, experts, staff or total; `number` None means not reported, which is not 0.
    """

    month: Month
    contributor: str
    operation: str | None
    kind: str
    number: int | None
    snapshot: str
    sex: str | None = None
    line: str | None = None
