"""How sure a statement is of its own claim: certain, likely, possible, unlikely or conditional.

The guide's order: an explicit condition, or the "would" of an option's effect, outranks the rest; then improbability,
probability, possibility. A modal counts only where it governs the claim, so the lesser ranks look at the main clause.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from contingent.coding.main_clause import main_clause, without_asides, without_opening
from contingent.coding.statements import Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode

_I = re.IGNORECASE | re.VERBOSE

_IF = re.compile(
    r"""(?<!\bas\ )(?<!\beven\ )\bif\b(?!\ (?:not|any|ever|possible|necessary|only\ because|at\ all)\b)|\beven\ if\b|\bunless\b|
    \bprovid(?:ed|ing)\ (?:that|the|it|they|there)\b|\b(?:as|so)\ long\ as\b|\b(?:up)?on\ (?:the\ )?condition\ that\b|
    \b(?:only|just)\ (?:when|after|once)\b|\bin\ (?:the\ event|case)\ (?:of|that)\b|\bassuming\b|\bin\ the\ absence\ of\b|
    \bdepend(?:s|ing)?\ on\ whether\b|\botherwise\b""",
    _I,
)
_INVERTED = re.compile(
    r"(?:^|,\s)(?:should\s+(?!be\b)(?:the\s|a\s|an\s|any\s|such\s)?[\w’'-]+|were\s+(?:the\s|a\s)?[\w’'-]+\s+(?:[\w’'-]+\s+)?to|"
    r"had\s+(?:the\s|a\s|it\s|they\s)?[\w’'-]*\s*(?:not\s|been\s))\b",
    re.IGNORECASE,
)
_WHETHER_IF = re.compile(r"^\W*if\b[^,]*$", re.IGNORECASE)
_WHEN_FIRST = re.compile(
    r"^\W*(?:when|whenever|where|once|until)\s+(?P<when>[^,]+),\s+(?P<main>.+)", re.IGNORECASE | re.DOTALL
)
_WHEN_LATER = re.compile(r"\bwhen(?:ever)?\s+(?P<when>[^,]+)", re.IGNORECASE)
_NOT_CONDITION = re.compile(
    r"^(?:it\ comes\ to|[\w-]+ing\b|asked|in\b)|\b(?:was|were|had|did|broke|came|fell|began|took|rose|became|went)\b|"
    r"\b(?!need|exceed|indeed|speed|succeed|proceed|feed|seed|agreed\b)\w{2,}ed\b(?<!based)(?<!armed)",
    _I,
)
_NEGATED = re.compile(r"\b(?:not|no|never|cannot|without|lacks?|nobody|none|fails?)\b|n[’']t\b", re.IGNORECASE)
_IN_ORDER = re.compile(r"^\W*in order (?:to|for)\b", re.IGNORECASE)
_IN_ORDER_LATER = re.compile(r"\b(?:would|must|needs?|requires?)\b.*\bin order (?:to|for)\b", re.IGNORECASE | re.DOTALL)

_UNLIKELY = re.compile(
    r"""\bunlikely\b|\blikely\ (?:to\ )?(?:not|never)\b|\blikely\ (?:to\ )?be\ unable\b|\bimprobable\b|\bimplausible\b|\bprobably\ (?:not|never)\b|
    \b(?:not|no|less|nor|hardly|never)\ (?:\w+\ ){0,2}(?:likely|probable|expected\ to|probably)\b|n[’']t\ (?:\w+\ )?(?:likely|expected|probably)\b|
    \bprobably\ (?:be\ unable|fail\ to)\b|\b(?:seem|appear)s?\ (?:highly\ |very\ |rather\ )?(?:un(?:likely|realistic)|doubtful|remote)\b|
    \b(?:little|no|small|slim|scant|low|limited)\ (?:chance|prospect|likelihood|probability|possibility)\b|\b(?:is|are|remains?)\ (?:highly\ |very\ )?doubtful\b|
    \b(?:seen|regarded|viewed|considered|perceived|judged|deemed|dismissed|described)\ (?:\w+\ )?(?:as\ )?(?:\w+\ )?(?:unrealistic|unfeasible|infeasible|implausible|improbable|remote)\b|
    \bout\ of\ the\ question\b|\b(?:would|will|could)\ hardly\b|\bcould\ scarcely\b""",
    _I,
)
_LIKELY = re.compile(
    r"""\b(?:likely|probably|presumably|probable|seem(?:s|ed|ingly)?|appear(?:s|ed)?\ (?:to|that|as|\w+ly)|apparently|in\ all\ (?:likelihood|probability)|
    (?:is|are|was|were|be|been|widely|generally)\ (?:\w+\ )?expected(?!\ of)|expect(?:s|ed)?\ to|almost\ certain(?:ly)?|bound\ to|set\ to|poised\ to|
    on\ (?:course|track)\ to|tends?\ to|arguably|plausibl[ey]|good\ chance|high\ probability|anticipated)\b""",
    _I,
)
_EXPECTED_EVENT = re.compile(
    r"^\W*(?:(?:the|a|an|its|their|this)\s+)?(?P<word>expected|likely|probable|anticipated|predicted|envisaged|planned|forecast)\s+(?!to\b)[\w’-]+",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"""\b(?:may|might|could|perhaps|possibly|maybe|conceivabl[ey]|potentially|can)\b(?!\ (?:not\b|\w+ly\ not\b|no\ longer\b))|\b(?:may|might|could|can)\ not\ only\b|
    \b(?:might|may)\ not\b|\b(?:is|are|seems?|be|remains?|it)\ (?:\w+\ )?possible\b(?!\ to\ imagine)|
    \bthere\ (?:is|was|remains)\ (?:\w+\ )?(?:possibility|chance|risk|danger|potential|scope|room)\b|\b(?:cannot|can\ not|could\ not)\ be\ (?:ruled\ out|excluded)\b|
    \bha(?:s|ve)\ the\ potential\ to\b|\bdifficult\ to\ (?:predict|foresee|say\ (?:whether|if))\b|\bhard\ to\ (?:predict|foresee|say)\b|\bruns?\ the\ risk\b|\brisks?\ \w+ing\b""",
    _I,
)
_POSSIBLE_NOUN = re.compile(
    r"""^\W*(?:(?:on|about|over|with|of)\ )?(?:(?:particular|some|great|growing|deep)\ concerns?\ (?:about|over)\ )?(?:(?:the|a|an|its|their|any)\ )?(?:possible|potential|conceivable|eventual)\ [\w’-]+|
    \b(?:the|a)\ possibility\ (?:of|that)\b|\bas\ (?:a|one|another|the)\ (?:\w+\ )?(?:potential|possible)\b|\bconcerns?\ (?:about|over)\ (?:a|the)\ (?:potential|possible)\b""",
    _I,
)
_DISAPPROVED = re.compile(r"\b(?:disapprov|reject|oppos|critici|condemn|object)\w*", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:would|[\w’']+[’']d)\b(?P<after>.{0,60})", re.IGNORECASE | re.DOTALL)
_WOULD_OF_WILL = re.compile(
    r"^\s*(?:very much |also |rather |still |certainly )*(?:like|prefer|welcome|rather|wish|love)\b", re.IGNORECASE
)
_ENDORSEMENT = re.compile(
    r"""^\s*(?:therefore\ |thus\ |also\ |instead\ |even\ |still\ |certainly\ )*(?:make\ (?:\w+\ )?sense|be\ (?:(?:far|much|even|also|a|an|the|more|most|most\ of\ all|very|particularly|especially|equally|better)\ )*
    (?:practical|good|better|best|sensible|useful|preferable|wise|wiser|advisable|appropriate|worthwhile|desirable|welcome|feasible|logical|natural|promising|suitable|realistic|step|way|option))\b""",
    _I,
)
_FLAT = re.compile(
    r"^\s*(?:(?:simply|clearly|definitely|certainly)\ )*(?:not|never)\ be\ (?:possible|feasible|acceptable|viable|realistic|enough|sufficient)\b",
    _I,
)
_REPORTED = re.compile(
    r"^\s*(?:(?:currently|already|still|now|often|always)\ )?(?:be\ [\w-]+ing|have\ (?:little|no|few|too)|already|still\ be|continue|remain|soon|never\ again)\b",
    _I,
)
_PLEDGE = re.compile(
    r"\b(?:he|she|they|we|country|government|state|ministry|capital|union|organi[sz]ation|members?|parliament|army|forces?|it)\s+would\s+(?:not\s+|also\s+|soon\s+)?"
    r"(?:send|deploy|contribute|provide|pay|withdraw|support|offer|increase|raise|host|train|finance|fund|join|leave|vote|veto|double|reduce|cut|keep|maintain)\b",
    re.IGNORECASE,
)
_BACKSHIFTING = frozenset(
    {
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
    }
)


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
    hopes = _is_hope(unit)
    if _IF.search(claim) and not _is_indirect_question(claim, unit):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.if", 0.95)
    if _IN_ORDER.match(without_opening(claim)) or _IN_ORDER_LATER.search(claim):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.in_order", 0.9)
    if _INVERTED.search(without_opening(claim)):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.inverted", 0.8)
    if _conditional_when(claim):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.when", 0.8)
    if not hopes and _hypothetical_would(claim, unit):
        return _Finding(Hedge.CONDITIONAL, "hedge.condition.would", 0.85)
    return None


def _is_indirect_question(claim: str, unit: Unit | None) -> bool:
    """Whether "if" stands for "whether" ("asked if the mission can stay")."""
    asked = unit is not None and unit.mode is Mode.QUESTIONED
    return bool(_WHETHER_IF.match(claim)) and asked


def _is_hope(unit: Unit | None) -> bool:
    return unit is not None and unit.mode is Mode.HOPED


def _conditional_when(claim: str) -> bool:
    body = without_opening(without_asides(claim))
    first = _WHEN_FIRST.match(body)
    if first:
        return not _NOT_CONDITION.search(first["when"])
    later = _WHEN_LATER.search(body, 1)
    return bool(later and _NEGATED.search(later["when"]) and not _NOT_CONDITION.search(later["when"]))


def _hypothetical_would(claim: str, unit: Unit | None) -> bool:
    clause = main_clause(claim)
    found = _WOULD.search(clause)
    if not found or _UNLIKELY.search(clause) or _LIKELY.search(clause):
        return False
    after = found["after"]
    if _WOULD_OF_WILL.match(after) or _ENDORSEMENT.match(after) or _FLAT.match(after) or _REPORTED.match(after):
        return False
    if _PLEDGE.search(clause):
        return False
    return not (unit is not None and _lemma(unit.verb) in _BACKSHIFTING)


def _lemma(verb: str | None) -> str:
    """The verb as a dictionary has it, near enough for a word list."""
    word = (verb or "").split(" ")[0].lower()
    for ending, instead in (("ied", "y"), ("ies", "y"), ("ed", ""), ("ing", ""), ("s", "")):
        if word.endswith(ending):
            stem = word.removesuffix(ending) + instead
            return stem if stem in _BACKSHIFTING else stem + "e" if stem + "e" in _BACKSHIFTING else stem
    return word


def _by_main_clause(claim: str, unit: Unit | None) -> _Finding | None:
    clause = main_clause(claim)
    if _UNLIKELY.search(clause):
        return _Finding(Hedge.UNLIKELY, "hedge.unlikely", 0.95)
    if _LIKELY.search(clause):
        return _Finding(Hedge.LIKELY, "hedge.likely", 0.9)
    if _EXPECTED_EVENT.match(clause):
        return _Finding(Hedge.LIKELY, "hedge.expected_event", 0.7)
    if _MODAL.search(clause) and not _is_hope(unit) and not _is_state_wish(unit):
        return _Finding(Hedge.POSSIBLE, "hedge.modal", 0.85)
    if _POSSIBLE_NOUN.search(clause) and not _DISAPPROVED.search(claim) and not _is_disapproval(unit):
        return _Finding(Hedge.POSSIBLE, "hedge.possible_noun", 0.75)
    return None


def _is_disapproval(unit: Unit | None) -> bool:
    return unit is not None and unit.mode is Mode.CRITICIZED


def _is_state_wish(unit: Unit | None) -> bool:
    """Whether a state speaks of its own goal, where "can" names the purpose and not the odds."""
    return (
        unit is not None and unit.attribution.kind is HolderKind.STATE and _lemma(unit.verb) in {"aim", "want", "seek"}
    )
