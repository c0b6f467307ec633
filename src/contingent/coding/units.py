"""Unit: one clause of one sentence with its speaker, the piece of text that becomes one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contingent.base.spans import Span
from contingent.coding.statements import Attribution, Origin
from contingent.coding.vocabulary import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A clause under one attribution.

    `span` is the whole clause (it tiles the sentence), `content` the part of it that carries the claim, that is without
    the cue ("One participant from X noted that"). Both are offsets into the clean text, as is `sentence`.
    `origins` has the rules behind `attribution` (one per field) and `mode`.
    """

    span: Span
    content: Span
    sentence: Span
    section: str | None
    paragraph: int | None
    attribution: Attribution
    mode: Mode = Mode.OTHER
    verb: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
