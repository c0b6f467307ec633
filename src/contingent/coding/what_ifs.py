"""What a claim says would follow from what: condition, outcome and direction, to be explored with scenarios.

Causal and conditional claims, hopes about effects, and forecasts are testable (guide, section 7). A forecast without
condition stands against the baseline. The words are the report's own; an analyst rewords them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from contingent.coding.main_clause import without_asides, without_opening
from contingent.coding.statements import BASELINE as BASELINE
from contingent.coding.statements import Origin, WhatIf
from contingent.coding.vocabulary import Direction, Hedge, StatementType

_I = re.IGNORECASE | re.DOTALL

_MARK = (
    r"(?:if|unless|when|whenever|once|provided\s+that|providing|as\s+long\s+as|so\s+long\s+as|"
    r"assuming(?:\s+that)?|on\s+condition\s+that|in\s+the\s+event\s+(?:of|that)|in\s+case(?:\s+of)?|"
    r"without|only\s+if)"
)
_IF_FIRST = re.compile(rf"^\W*(?P<mark>{_MARK})\s+(?P<if>[^,]+),\s+(?:then\s+)?(?P<then>.+)$", _I)
_IF_LATER = re.compile(rf"^(?P<then>.{{12,}}?),?\s+(?P<mark>{_MARK})\s+(?P<if>.+)$", _I)
_IN_ORDER_FIRST = re.compile(
    r"^\W*in\s+order\s+(?P<form>to|for)\s+(?P<then>.+?)(?:,\s+|\s+(?=(?:its|their|both|they|it|he|she|we|"
    r"clear|more|further)\s))(?P<if>.+)$",
    _I,
)
_BECAUSE_FIRST = re.compile(
    r"^\W*(?:first|second|third|finally)?,?\s*(?:because|since|as|given(?:\s+that)?|due\s+to|owing\s+to|"
    r"thanks\s+to)\s+(?P<if>[^,]+(?:,\s+and\s+since\s+[^,]+)?),\s+(?P<then>.+)$",
    _I,
)
_BECAUSE_LATER = re.compile(
    r"^(?P<then>.{12,}?),?\s+(?:because(?:\s+of)?|due\s+to|owing\s+to|thanks\s+to|as\s+a\s+(?:result|"
    r"consequence)\s+of|since)\s+(?P<if>.+)$",
    _I,
)
_THEREFORE = re.compile(
    r"^(?P<if>.{12,}?),?\s+(?:and\s+|which\s+)?(?:(?:is|are|was|were)\s+)?(?:therefore|thus|hence|"
    r"consequently|thereby|as\s+a\s+result)\s+(?P<then>.+)$",
    _I,
)
_ATTRIBUTED = re.compile(
    r"^(?P<then>.{4,}?)\s+(?:is|are|was|were|seems?\s+to\s+be|be|been)\s+(?:\w+\s+)?(?:attributed|linked|"
    r"owed|due|traced)\s+(?:to|back\s+to)\s+(?P<if>.+)$",
    _I,
)
_LEADS = re.compile(
    r"^(?P<if>.{4,}?)\s+(?:(?:would|could|might|may|can|will)\s+(?:also\s+|then\s+|only\s+|"
    r"not\s+)*)?(?P<verb>leads?\s+to|led\s+to|results?\s+in|caus(?:es?|ing|ed)|contributes?\s+to|"
    r"triggers?|provokes?|exacerbates?|poses?\s+a\s+(?:challenge|threat)\s+(?:for|to)|"
    r"(?:would\s+|could\s+)?(?:help|enable|allow|mitigate|improve|increase|strengthen|weaken|reduce|"
    r"enhance|bolster|undermine|foster|encourage|boost|accelerate|slow|worsen|spark|complicate|jeopardise|"
    r"jeopardize|raise|lower|prevent|deter|address|benefit|strengthen|"
    r"calling\s+into\s+question|cost|brings?\s+about|creates?)(?:e?s)?)\s+(?P<then>.+)$",
    _I,
)
_MODAL_EFFECT = re.compile(r"\b(?:would|could|might|may|can|will|is\s+likely\s+to|hopes?)\b", re.IGNORECASE)
_PURE_CAUSE = re.compile(
    r"\b(?:leads?\s+to|led\s+to|results?\s+in|poses?\s+a|exacerbates?|caus(?:es|ed)|triggers?|provokes?|"
    r"calling\s+into\s+question|slows?)\b",
    re.IGNORECASE,
)

_DOWN = re.compile(
    r"\b(?:reduc|decreas|weaken|undermin|mitigat|prevent|deter|slow|jeopardi|lower|damag|erod|hinder|"
    r"hamper|limit|imped|declin|lose|los[et]|fall|threat|challenge|calling\s+into\s+question|complicat|"
    r"less|fewer|den(?:y|ied)|help\s+address|address\s+this|ease)\w*",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:continue|remain|stay|unchanged|maintain|keep)\w*|\bnot\s+(?:\w+\s+){0,2}(?:possible|change)\b", re.IGNORECASE
)
_NEGATIVE = re.compile(r"\b(?:not|no|never|cannot|without|neither)\b|n[’']t\b", re.IGNORECASE)
_RISE_WORDS = re.compile(r"\b(?:increase|more|grow|expand|major|larger|bolster)\w*", re.IGNORECASE)


def what_if_of(
    claim: str,
    *,
    hedge: Hedge = Hedge.CERTAIN,
    type: StatementType = StatementType.ASSESSMENT,
    hope: bool = False,
) -> tuple[WhatIf, Origin] | None:
    """Return the testable link of the claim and its rule, None when it states none.

    Args:
        claim: the words of the claim.
        hedge: a conditional is testable even without a causal verb.
        type: causal claims are always testable, forecasts against the baseline.
        hope: whether the holder hopes for it, which makes a stated effect testable.
    """
    body = _tidy(without_opening(without_asides(claim)))
    for rule in (_by_condition, _by_purpose, _by_reason, _by_effect):
        found = rule(body, hedge, type, hope)
        if found:
            return found
    if type is StatementType.FORECAST:
        direction = _baseline_direction(body, hedge)
        return WhatIf(condition=BASELINE, outcome=body, direction=direction), Origin(
            rule="what_if.baseline", confidence=0.75
        )
    if type is StatementType.CAUSAL or hedge is Hedge.CONDITIONAL:
        return WhatIf(condition="unspecified", outcome=body, direction=_direction(body)), Origin(
            rule="what_if.unspecified", confidence=0.4
        )
    return None


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .;:")


def _made(condition: str, outcome: str, direction: Direction, rule: str, confidence: float) -> tuple[WhatIf, Origin]:
    link = WhatIf(condition=_tidy(condition), outcome=_tidy(outcome), direction=direction)
    return link, Origin(rule=rule, confidence=confidence)


_Found = tuple[WhatIf, Origin] | None


def _by_condition(body: str, hedge: Hedge, kind: StatementType, hope: bool) -> _Found:
    if hedge is not Hedge.CONDITIONAL:
        return None
    found = _IF_FIRST.match(body) or _IF_LATER.match(body)
    if not found:
        return None
    mark = found["mark"].lower()
    condition = f"not: {found['if']}" if mark in ("unless", "without") else found["if"]
    return _made(condition, found["then"], _direction(found["then"]), "what_if.if", 0.85)


def _by_purpose(body: str, hedge: Hedge, kind: StatementType, hope: bool) -> _Found:
    found = _IN_ORDER_FIRST.match(body)
    if not found:
        return None
    return _made(found["if"], found["then"], Direction.UP, "what_if.in_order", 0.75)


def _by_reason(body: str, hedge: Hedge, kind: StatementType, hope: bool) -> _Found:
    if kind in (StatementType.NORM, StatementType.INTEREST) and not hope:
        return None
    for name, finder in (
        ("attributed", _ATTRIBUTED), ("since", _BECAUSE_FIRST), ("therefore", _THEREFORE), ("because", _BECAUSE_LATER),
    ):  # fmt: skip
        found = finder.match(body)
        if found and not re.match(r"the\s+(?:cold|end|19|20)|\d{4}|its\s+(?:initial|first)", found["if"]):
            return _made(found["if"], found["then"], _direction(found["then"]), f"what_if.{name}", 0.7)
    return None


def _by_effect(body: str, hedge: Hedge, kind: StatementType, hope: bool) -> _Found:
    found = _LEADS.match(body)
    if not found:
        return None
    wanted = kind is StatementType.CAUSAL or hope or hedge is Hedge.CONDITIONAL
    if not (wanted or _PURE_CAUSE.search(found["verb"])):
        return None
    direction = Direction.DOWN if _DOWN.search(found["verb"]) else _direction(found["then"])
    return _made(found["if"], found["then"], direction, "what_if.effect", 0.7)


def _direction(outcome: str) -> Direction:
    """Up unless the outcome speaks of less, or of something not happening."""
    head = outcome[:80]
    if _DOWN.search(head) or (_NEGATIVE.search(head) and not _RISE_WORDS.search(head)):
        return Direction.DOWN
    return Direction.UP


def _baseline_direction(body: str, hedge: Hedge) -> Direction:
    """What a plain forecast expects: a rise unless it denies one or speaks of things staying as they are."""
    if hedge is Hedge.UNLIKELY or _SAME.search(body) or _NEGATIVE.search(body):
        return Direction.NONE
    return Direction.DOWN if _DOWN.search(body) else Direction.UP


_Rule = Callable[[str, Hedge, StatementType, bool], _Found]
