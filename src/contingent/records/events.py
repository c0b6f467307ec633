"""Events: dated facts that are neither a membership nor a contribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_VAGUE = {"day not known": 7, "days not known": 7, "month not known": 4, "day and month not known": 4}
"""Parts of a note that say how much of the date is known, and the length of the ISO date that is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to `actors`, from `start` to `end` (None: on one day or still going on).

    `kind` is a short class (appeal, vote, law, unit, deployment ...), `what` one sentence, `value` the figure or
    word a claim may be held against, `source` the id of a Source, `note` what a
    careful reader must know besides.
    """

    id: str
    start: date
    actors: tuple[str, ...]
    kind: str
    what: str
    end: date | None = None
    operation: str | None = None
    value: str | None = None
    source: str | None = None
    note: str | None = None

    @property
    def dated(self) -> str:
        """The start as far as it is known: `2010-06-12`, `2013-08` or `2007`.

        The column holds the first day of a month or year of which no more is known; then the note says so in a part of
        its own: `day not known`, `days not known`, `month not known` or `day and month not known`.
        """
        vague = {_VAGUE[part] for part in self._parts() if part in _VAGUE}
        return self.start.isoformat()[: min(vague, default=10)]

    @property
    def remark(self) -> str | None:
        """The note without what `dated` says already; None if nothing is left."""
        return "; ".join(part for part in self._parts() if part not in _VAGUE) or None

    def _parts(self) -> list[str]:
        return [part.strip() for part in (self.note or "").split(";") if part.strip()]
