"""Statement, the coin of the house: one holder, one subject, one span of a report.

Statements are frozen and know ids, not parents. The quote is not kept in the statement: it is cut from the report's
clean text by the span, so a coded case can be shared without the source's sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contingent.base.spans import Span
from contingent.coding.vocabulary import (
    Direction,
    Form,
    Hedge,
    HolderKind,
    Level,
    Mode,
    Quantifier,
    Stance,
    StatementType,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says it.

    `explicit` is true when a cue stands in the sentence. `cue` is the verbatim speaker and verb, `cue_span` where it
    stands (it may lie outside the statement's span), `source` the statement that owns a carried or shared cue.
    `alternatives` are second plausible readings, each a quantifier-kind-affiliation mapping.
    """

    explicit: bool = False
    quantifier: Quantifier = Quantifier.UNSPECIFIED
    kind: HolderKind = HolderKind.RAPPORTEUR
    affiliation: tuple[str, ...] = ()
    group: str | None = None
    cue: str | None = None
    cue_span: Span | None = None
    form: Form = Form.RAPPORTEUR
    source: str | None = None
    alternatives: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The checkable form of a statement, first in words, then, where possible, in terms the record understands.

    `variable`, `subject`, `operator`, `value`, `period` are the coder's words. `measure` names a measurement of
    `checks` (for example `personnel`), `parameters` its arguments (contributor, operation, month, tolerance ...).
    """

    variable: str
    subject: str
    operator: str
    value: str | None = None
    period: str | None = None
    measure: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


BASELINE = "baseline"
"""The condition of a forecast that is made without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A testable link: when `condition` holds, `outcome` goes `direction`. Forecasts have condition `baseline`."""

    condition: str
    outcome: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which rule set a field, and how sure it is (0 to 1, the rule's share of hits on coded reports)."""

    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One holder, one subject, one span of a report.

    `actors` are all actors the claim is about, resolved by coreference; `actors_named` those named inside the span.
    `concepts` are leaf codes of the codebook, the main one first; `stance` refers to that one. `time` are words of
    the text. `head` is the first statement of the same sentence with the same speaker. `origins` says for each
    suggested field which rule set it; it is empty for a human coder's statement. `variables` are what another tool
    keeps of the statement by its own names (`organization`, `agreement` ...) and no field here has room for.
    """

    id: str
    report: str | None = None
    span: Span | None = None
    sentence: Span | None = None
    section: str | None = None
    paragraph: int | None = None
    paraphrase: str | None = None
    attribution: Attribution = field(default_factory=Attribution)
    mode: Mode = Mode.OTHER
    verb: str | None = None
    type: StatementType = StatementType.ASSESSMENT
    type2: StatementType | None = None
    hedge: Hedge = Hedge.CERTAIN
    actors: tuple[str, ...] = ()
    actors_named: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    stance: Stance | None = None
    time: str | None = None
    level: Level = Level.CORE
    head: str | None = None
    nested_in: str | None = None
    status: Status = Status.ACCEPTED
    coder: str | None = None
    claim: Claim | None = None
    what_if: WhatIf | None = None
    note: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
    variables: Mapping[str, str | int | bool] = field(default_factory=dict)

    @property
    def holder(self) -> str:
        """Short label of the holder for tables: affiliations if given, else the kind."""
        return "/".join(self.attribution.affiliation) or self.attribution.kind.value
