"""Operations: peace operations with lead organisation, host and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A peace operation. `lead` is an actor code, `hosts` states; dates of mandate; `until` None while it runs."""

    code: str
    name: str
    lead: str
    hosts: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    headquarters: str | None = None
    source: str | None = None
    note: str | None = None
