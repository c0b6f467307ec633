"""How sure a statement is of its own claim: certain, likely, possible, unlikely or conditional.

The guide's order: an explicit condition, or the "would" of an option's effect, outranks the rest; then improbability,
probability, possibility. A modal counts only where it governs the claim, so the lesser ranks look at the main clause.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from contingent.coding.main_clause import main_clause, without_asides, without_opening
from contingent.coding.phrases import phrases
from contingent.coding.statements import Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode

_I = re.IGNORECASE | re.VERBOSE

_INVERTED = re.compile(
    r"""(?:^|,\s)(?:should\s+(?!be\b)(?:the\s|a\s|an\s|any\s|such\s)?[\w’'-]+\s+\w+\b(?=[^?]*,\s)|
    were\s+(?:the\s|a\s)?[\w’'-]+\s+(?:[\w’'-]+\s+)?to|had\s+(?:the\s|a\s|it\s|they\s)?[\w’'-]*\s*(?:not\s|been\s))""",
    _I,
)
_INDIRECT_QUESTION = re.compile(r"\W*if\b[^,]*$|.*\b(?:ask\w*|wonder\w*|question\w*|know|clear)\s+if\b", re.IGNORECASE)
_WHEN_FIRST = re.compile(r"\W*(?:when|whenever|where|once|until)\s+(?P<when>[^,]+),\s+\S", re.IGNORECASE)
_WHEN_LATER = re.compile(
    r"""(?<!even\ )(?<!ask\ )(?<!say\ )(?<!of\ )(?<!about\ )\b
    (?:when(?:ever)?|(?<!has\ )(?<!have\ )once(?=\s(?:the|they|it|its)\b))\s+(?P<when>[^,]+)""",
    _I,
)
_TOLD_AS_PAST = re.compile(r"\b(?:was|were|had|did)\b", re.IGNORECASE)
_PAST_OR_PHRASE = re.compile(
    r"""(?:it\ comes\ to|[\w-]+ing\b|asked|in\b)|.*\b(?:was|were|had|did|broke|came|fell|began|took|rose|became|went)\b|
    .*\b(?<!is\ )(?<!are\ )(?<!be\ )(?<!been\ )
    (?!need|exceed|indeed|speed|succeed|proceed|feed|seed)\w{2,}ed\b(?<!based)(?<!armed)""",
    _I | re.DOTALL,
)
_NEGATED = re.compile(r"\b(?:not|no|never|cannot|without|lacks?|nobody|none|fails?)\b|n[’']t\b", re.IGNORECASE)
_IN_ORDER = re.compile(r"in\s+order\s+(?:to|for)\b", re.IGNORECASE)
_WOULD_IN_ORDER = re.compile(r"\bwould\b.*\bin\s+order\s+(?:to|for)\b", re.IGNORECASE | re.DOTALL)
_WITHOUT = re.compile(r"\b(?:any|no)\b.{0,60}\bwithout\b.{0,60}\bwould\b|\W*without\b[^,]*,", re.IGNORECASE | re.DOTALL)

_WOULD = re.compile(r"(?:\bwould|[’']d)\b(?P<after>.{0,60})", re.IGNORECASE | re.DOTALL)
_ADVERB = (
    r"(?:(?:very\ much|also|rather|still|certainly|therefore|thus|instead|even|simply|clearly|definitely|always)\ )*"
)
_WISH = re.compile(rf"\s*{_ADVERB}(?:like|prefer|welcome|rather|wish|love)\b", _I)
_ENDORSEMENT = re.compile(
    rf"""\s*{_ADVERB}(?:make\ (?:\w+\ )?sense|
    be\ (?:(?:far|much|even|also|a|an|the|more|most|very|particularly|especially|equally|better)\ )*
    (?:practical|good|better|best|sensible|useful|preferable|wise|wiser|advisable|appropriate|worthwhile|desirable|
    welcome|feasible|logical|natural|promising|suitable|realistic|step|way|option))\b""",
    _I,
)
_FLAT_DENIAL = re.compile(
    rf"\s*{_ADVERB}(?:not|never)\ be\ (?:possible|feasible|acceptable|viable|realistic|enough|sufficient)\b", _I
)
_REPORTED = re.compile(
    r"""\s*(?:(?:currently|already|still|now|often|always)\ )?
    (?:be\ [\w-]+ing|have\ (?:little|no|few|too)|already|still\ be|continue|remain|soon|never\ again)\b""",
    _I,
)
_PLEDGE = re.compile(
    r"""\b(?:he|she|they|we|country|government|state|ministry|capital|union|organi[sz]ation|members?|parliament|army|
    forces?|states|it|(?-i:[A-Z])\w+)\s+would\s+(?:not\s+|also\s+|soon\s+|never\s+)*
    (?:send|deploy|contribute|provide|pay|withdraw|offer|raise|host|train|finance|fund|join|leave|vote|veto|double|
    repeat|keep|maintain)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BACKSHIFTING = frozenset(
    [
        "announce",
        "promise",
        "pledge",
        "confirm",
        "predict",
        "expect",
        "doubt",
        "declare",
        "reveal",
        "assure",
        "hope",
        "question",
        "conjecture",
    ]
)
_FOREBODING = re.compile(
    r"\b(?:expect|doubt|predict|conjectur|announc|promis|pledg)\w*\s+(?:[\w’-]+\s+){0,3}that\b", _I
)
_NOUN_FIRST = re.compile(
    r"""\W*(?:(?:on|about|over|with|of)\s+)?(?:(?:particular|some|great|growing|deep)\s+concerns?\s+(?:about|over)\s+)?
    (?:(?:the|a|an|its|their|any|this)\s+)?(?P<word>\w+)\s+(?!to\b)[\w’-]+""",
    _I,
)
_DISAPPROVAL = re.compile(r"\b(?:disapprov|reject|oppos|critici|condemn|object)\w*", re.IGNORECASE)
_DENIED_MODAL = re.compile(
    r"\b(?:can|could)(?:not|\s+not|\s+no\s+longer|n[’']t)\b(?!\s+(?:only|be\s+(?:ruled|excluded)))", _I
)
_WOULD_NOT = re.compile(r"\b(?:is|are|was|were|would|will)\s+(?:\w+\s+)?not\s+(?:be\s+)?possible\b", re.IGNORECASE)
_NOBODY_EXPECTS = re.compile(r"\W*(?:no\s(?:one|\w+)|nobody|few)\b[^,;]{0,30}\bexpect", re.IGNORECASE)
_ANY_OF = re.compile(r"\b(?:any|each|every)\b", re.IGNORECASE)
_MODALS = re.compile(r"\b(?:may|might|could|can)\b", re.IGNORECASE)


class _Finding(NamedTuple):
    hedge: Hedge
    rule: str
    confidence: float


_CERTAIN = _Finding(Hedge.CERTAIN, "hedge.none", 0.95)


def hedge_of(claim: str, *, unit: Unit | None = None) -> tuple[Hedge, Origin]:
    """Return how sure the claim is of itself, and the rule that says so.

    Args:
        claim: the words of the claim, with or without its cue.
        unit: the clause with its speaker; a hope ("hopes that this would help") and backshifted speech ("announced
            that it would send") make a "would" no hedge.
    """
    finding = _conditional(claim, unit) or _by_main_clause(claim, unit) or _CERTAIN
    return finding.hedge, Origin(rule=finding.rule, confidence=finding.confidence)


def _conditional(claim: str, unit: Unit | None) -> _Finding | None:
    low = claim.lower()
    body = without_opening(without_asides(claim))
    if phrases("condition").search(claim) and not _is_indirect_question(claim, unit):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.if", 0.95)
    if "in order" in low and (_IN_ORDER.match(body) or _WOULD_IN_ORDER.search(claim)):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.in_order", 0.9)
    if "without" in low and _WITHOUT.search(claim):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.without", 0.75)
    if ("should" in low or "were " in low or "had " in low) and _INVERTED.search(body):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.inverted", 0.8)
    if _conditional_when(body):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.when", 0.8)
    if _hypothetical_would(claim, unit):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.would", 0.85)
    return None


def _is_indirect_question(claim: str, unit: Unit | None) -> bool:
    """Whether "if" stands for "whether" ("asked if the mission can stay")."""
    if _INDIRECT_QUESTION.match(claim) is None or re.search(r"\bunless\b|\bas long as\b", claim):
        return False
    asked = unit is not None and unit.mode is Mode.QUESTIONED
    return asked or not re.match(r"\W*if\b", claim, re.IGNORECASE)


def _is_hope(unit: Unit | None) -> bool:
    return unit is not None and unit.mode is Mode.HOPED


def _conditional_when(body: str) -> bool:
    first = _WHEN_FIRST.match(body)
    if first:
        return not _PAST_OR_PHRASE.match(first["when"])
    later = _WHEN_LATER.search(body, 1)
    if not later or _PAST_OR_PHRASE.match(later["when"]):
        return False
    return not _TOLD_AS_PAST.search(body, 0, later.start())


def _hypothetical_would(claim: str, unit: Unit | None) -> bool:
    if _is_hope(unit) or ("would" not in claim and "’d" not in claim and "'d" not in claim):
        return False
    clause = main_clause(claim)
    found = _WOULD.search(clause)
    if not found or phrases("unlikely").search(clause) or phrases("likely").search(clause):
        return False
    after = found["after"]
    if any(pattern.match(after) for pattern in (_WISH, _ENDORSEMENT, _FLAT_DENIAL, _REPORTED)):
        return False
    backshifted = unit is not None and _lemma(unit.verb) in _BACKSHIFTING
    return not (backshifted or _PLEDGE.search(clause) or _FOREBODING.search(claim))


def _lemma(verb: str | None) -> str:
    """The verb as a dictionary has it, near enough for a word list."""
    word = (verb or "").partition(" ")[0].lower()
    for ending, instead in (("ied", "y"), ("ies", "y"), ("ed", ""), ("ing", ""), ("s", "")):
        if word.endswith(ending):
            stem = word.removesuffix(ending) + instead
            return stem + "e" if stem + "e" in _BACKSHIFTING else stem
    return word


def _by_main_clause(claim: str, unit: Unit | None) -> _Finding | None:
    clause = main_clause(claim)
    if phrases("unlikely").search(clause):
        return _Finding(Hedge.UNLIKELY, "hedge.unlikely", 0.95)
    if phrases("likely").search(clause):
        return _Finding(Hedge.LIKELY, "hedge.likely", 0.9)
    if _NOBODY_EXPECTS.match(claim):
        return _Finding(Hedge.UNLIKELY, "hedge.nobody_expects", 0.8)
    first = _NOUN_FIRST.match(clause)
    if first and phrases("expected_event").match(first["word"]):
        return _Finding(Hedge.LIKELY, "hedge.expected_event", 0.7)
    if _modal_governs(clause) and not _is_hope(unit) and not _is_goal(unit):
        return _Finding(Hedge.POSSIBLE, "hedge.modal", 0.85)
    criticised = unit is not None and unit.mode is Mode.CRITICIZED
    if criticised or _DISAPPROVAL.search(claim):
        return None
    if (first and phrases("possible_noun").match(first["word"])) or phrases("possible_aspect").search(clause):
        return _Finding(Hedge.POSSIBLE, "hedge.possible_noun", 0.75)
    return None


def _modal_governs(clause: str) -> bool:
    """Whether a modal hedges the clause: a flat "cannot" does not."""
    found = phrases("modal").search(clause)
    if not found:
        return False
    if _WOULD_NOT.search(clause):
        return False
    if found.group(0).lower() == "can" and _ANY_OF.search(clause, 0, found.start()):
        return False
    denied = _DENIED_MODAL.search(clause)
    return not (denied and len(_MODALS.findall(clause)) <= (0 if "cannot" in denied.group(0).lower() else 1))


def _is_goal(unit: Unit | None) -> bool:
    """Whether a state speaks of its own goal, where "can" names the purpose and not the odds."""
    if unit is None or unit.attribution.kind is not HolderKind.STATE:
        return False
    return _lemma(unit.verb) in {"aim", "want", "seek", "strive"}
