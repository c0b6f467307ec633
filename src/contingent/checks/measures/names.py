"""Names of actors for the texts of findings."""

from __future__ import annotations

from contingent.base.errors import NotFoundError
from contingent.records.record import Record


def name_of(record: Record, code: str) -> str:
    """Return the name of an actor, its code if the record does not know it."""
    try:
        return record.actor(code).name
    except NotFoundError:
        return code
