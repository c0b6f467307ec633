"""Events: dated facts that are neither a membership nor a contribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
