"""What kind of claim a statement makes: the first of the guide's eight types that fits its main clause.

proposal, norm, causal, forecast, interest, obstacle, fact, assessment; see `docs/coding-guide.md`. Which words belong
to a type is data (`data/claim_phrases.yaml`); here stands only the guide's order and what outweighs a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from contingent.coding.claim_features import type_features
from contingent.coding.main_clause import main_clause, without_asides, without_opening
from contingent.coding.phrases import phrases
from contingent.coding.statements import Attribution, Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, StatementType
from contingent.coding.word_model import word_model

_I = re.IGNORECASE | re.VERBOSE

_REVISING = (
    r"(?:\w*evaluated|reviewed|reformed|expanded|established|created|strengthened|extended|deployed|revised|adapted|"
    r"developed|provided|trained|invited|launched|set\ up|increased|abolished|replaced|introduced|merged|"
    r"renewed|withdrawn|"
    r"handed|narrowed|broadened|updated|supported|funded|financed|rewritten|merged|shared|opened|sent)"
)
_PRINCIPLE_AFTER = re.compile(
    rf"""\s*(?:always|never|not|under\ no\ circumstances|at\ all\ times)\b|
    \s*(?:\w+ly\ )?be\ (?:\w+ly\ )*(?!{_REVISING}\b)(?:allowed|\w+ed|\w+en|seen|a|an|the|guided|left|free|
    able|part|limited|held|
    kept|clear)\b|
    \s*(?:\w+ly\ )?(?:respect|remain|become|come\ (?:first|before)|precede|prevail|apply|rest\ (?:up)?on|stay|
    take\ precedence|return\ to|reflect|depend\ (?:up)?on|have\ (?:a|the|more)\ (?:say|voice|right))\b""",
    _I,
)
_NAMED_ACTOR = re.compile(
    r"""\W*(?:(?:the|both|many|some|several|most|all|these|those|individual|each|its|his|her|our|other|small|smaller|
    large|larger|big|rich|poor|neighbouring|African|Asian|European|Arab|western|eastern|central|southern|
    northern|two|three|
    perhaps|or)\s+){0,4}(?:states?|countries|country|governments?|members?|region|they|he|she|we|army|armies|
    organi[sz]ation|
    union|alliance|commission|council|secretariat|mission|partners?|donors?|neighbours?|capitals?|ministry|ministries|
    (?-i:[A-Z])[\w’'-]+)\b""",
    _I,
)
_DISPUTED_CHANGE = re.compile(
    r"\b(?:potential|proposed|possible|any)\b.{0,40}\b(?:shift|extension|expansion|change|enlargement|"
    r"role|precedent)\b",
    _I,
)
_ACT_FIRST = re.compile(
    r"\W*(?:that\ )?(?:instead\ |rather\ )?(?!during|according|including|regarding|concerning|putting|"
    r"following)[a-z]{2,}ing\b"
    r"(?!\ (?:is|was|are|would|could|might)\b)|\W*to\ [a-z]+\b",
    _I,
)
_SUBJUNCTIVE = re.compile(
    r"""\W*(?:that\ )?(?:(?:the|a|an|all|each|every|both)\ )?
    (?:(?!would|will|could|should|may|might|must|can|to|not|likely)[\w’'-]+\ ){1,3}?
    (?:be|consider|adopt|write|create|establish|
    develop|take|use|join|send|give|train|hold|set|pool|meet|work|agree|share|form|seek|make|build|invite|draw)\b""",
    _I,
)
_CAUSE_FIRST = re.compile(
    r"""\W*(?:(?:and|but|while|first|second|third|finally|however|moreover),?\s+)*
    (?:because|since|as|given|due\ to|owing\ to|thanks\ to|as\ a\ (?:result|consequence)\ of|in\ view\ of)\s+
    (?!for\b|part\b|regards|well|far|long|of\b|one\b|an?\b|such\b|the\ \d|(?:19|20)\d\d)[^,]+,\s""",
    _I,
)
_CLOSING_EFFECT = re.compile(
    r"\W*(?:and|but|or)\s+(?:also\s+|thereby\s+)?(?:help|strengthen|increase|improve|reduce|bolster|"
    r"enhance|lead|create|foster)\b",
    _I,
)
_TELLS_FUTURE = re.compile(r"\b(?:will|may|might|probably|likely|unlikely|regard|act|lose)\b", re.IGNORECASE)
_WILL_NOUN = re.compile(
    r"\b(?:political|public|popular|sufficient|no|greater|the|of|and|more)\s+will\b(?!\s+(?:be|not|have|"
    r"also|likely|\w+e\b))",
    _I,
)
_WARNS_AGAINST = re.compile(r"(?:warn|caution|advise|speak|spoke|argue)\w*\ against\b", _I)
_EXPECTS_THAT = re.compile(r"(?:expect|anticipat|predict|foresee)\w*\ (?:\w+\ ){1,4}to\b", _I)
_SINCE_THEN = re.compile(
    r"\W*since\ (?:(?!has|have|had)[\w’'-]+\ ){1,6}?(?:was|were|broke|began|ended|fell|came|left|took|\w{3,}ed)\b", _I
)
_ASKS_FOR = re.compile(r"ask\w*\ (?!whether|if|how|what|why|who|when|where|about|himself|herself|themselves)", _I)
_BECAUSE_FIRST = re.compile(r"\W*(?:(?:and|first|second|third|finally),?\ )*because\b", _I)
_BAD_IDEA = re.compile(
    r"\bwould\ be\ (?:\w+ly\ )?(?:a\ )?(?:irresponsible|premature|dangerous|na[iï]ve|mistake|"
    r"counterproductive|disastrous|difficult)\b",
    _I,
)
_YEAR = re.compile(r"(?<!post-)(?<!post–)(?<!since )(?<!of )\b(?:19|20)\d\d\b")
_FIGURE = re.compile(
    r"""\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\s+[a-z]+)?\s+(?:personnel|troops|soldiers|police|officers|peacekeepers|observers|experts|
    states|countries|members|missions|operations|percent|per\ cent|nationals)\b|\d\s?%""",
    _I,
)
_EVALUATED = re.compile(r"\b(?:exit\ strateg|success|legitimacy|credib|strategy|vision|transparency|suspicio)\w*", _I)
_ORGANISATION = re.compile(
    r"\b(?:organi[sz]ation|alliance|union|commission|council|mission|operations?|[A-Z]{2,6}(?:[’']s)?)\b"
)
_WAY_TO = re.compile(
    r"\b(?:ways?|means|opportunit\w+|chance|vehicle|instrument|tool|route|path|investment|duty|payment|step|ticket|insurance|shield|guarantee)\b",
    re.IGNORECASE,
)

_WILL_VERBS = re.compile(
    r"\b(?:hope|want|aim|aspir|striv|seek|sought|wish|intend|desir|goal|ambition|would\ like|determined|"
    r"keen|eager|will\ to|political\ will)\w*",
    _I,
)
_VIEW_VERBS = re.compile(r"\b(?:view|see|regard|consider|perceiv|treat)\w*|\bsaw\b", re.IGNORECASE)
_CAUSE_VERBS = re.compile(r"\b(?:attribut|ascrib|link|trace)\w*", re.IGNORECASE)
_FOREBODING_VERBS = re.compile(r"\b(?:warn|fear|expect|predict|anticipat|conjectur|forecast|foresee)\w*", re.IGNORECASE)

Found = tuple[str, float] | None
"""A rule's name and its confidence.

The confidence is the rule's share of hits on clauses coded after the rule was written (1,134 of them, see
`benchmarks/learn_word_weights.py`) where it had eight or more, and else a prior.
"""
_REST = Origin(rule="type.assessment.rest", confidence=0.5)


@dataclass(frozen=True)
class _Case:
    """A claim with what the rules look at: its main clause, hedge, mode and speaker."""

    claim: str
    hedge: Hedge
    mode: Mode
    attribution: Attribution | None
    verb: str

    @cached_property
    def body(self) -> str:
        return without_opening(without_asides(self.claim))

    @cached_property
    def main(self) -> str:
        return main_clause(self.claim)

    @cached_property
    def cue(self) -> str:
        """The words that report: verb and cue."""
        return f"{self.verb} {(self.attribution and self.attribution.cue) or ''}"

    @cached_property
    def state_speaks(self) -> bool:
        kinds = (HolderKind.STATE, HolderKind.ORGANIZATION)
        return self.attribution is not None and self.attribution.kind in kinds

    @cached_property
    def participant_speaks(self) -> bool:
        kinds = (HolderKind.RAPPORTEUR, HolderKind.STATE)
        return self.attribution is not None and self.attribution.kind not in kinds

    @cached_property
    def actor_first(self) -> bool:
        """Whether the main clause has a state, organisation or person as its subject."""
        return bool(_NAMED_ACTOR.match(self.main))


def rule_type_of(claim: str, *, unit: Unit | None = None, hedge: Hedge = Hedge.CERTAIN) -> tuple[StatementType, Origin]:
    """Return the first type of the guide that fits the claim's main clause, and the rule that set it."""
    mode, verb = (unit.mode, unit.verb or "") if unit else (Mode.OTHER, "")
    case = _Case(claim, hedge, mode, unit.attribution if unit else None, verb)
    for kind, rule in _ORDER:
        found = rule(case)
        if found:
            return kind, Origin(rule=found[0], confidence=found[1])
    return StatementType.ASSESSMENT, _REST


def _holders_will(case: _Case) -> Found:
    """A state's own aim, told by the cue: outranks what the words of the aim would make of it."""
    if not case.state_speaks:
        return None
    if _WILL_VERBS.search(case.cue):
        return ("type.interest.aim", 0.85)
    if _VIEW_VERBS.search(case.cue) and _WAY_TO.search(case.claim):
        return ("type.interest.means", 0.85)
    return None


def _proposal(case: _Case) -> Found:
    if case.mode is Mode.PROPOSED and "(neg" not in case.verb:
        return ("type.proposal.call", 0.5)
    if case.mode is Mode.SUGGESTED and (_ACT_FIRST.match(case.claim) or _SUBJUNCTIVE.match(case.claim)):
        return ("type.proposal.act", 0.8)
    if _ASKS_FOR.match(f"{case.verb} {case.claim}"):
        return ("type.proposal.asked_for", 0.7)
    duty = phrases("advice").search(case.main) if case.hedge is not Hedge.CONDITIONAL else None
    if duty and not _PRINCIPLE_AFTER.match(case.main, duty.end()):
        return ("type.proposal.should", 0.5)
    if phrases("endorsed").search(case.body):
        return ("type.proposal.endorsed", 0.5)
    if phrases("call").search(case.main) and not case.main.startswith("officials"):
        return ("type.proposal.call", 0.5)
    if case.hedge is Hedge.POSSIBLE and phrases("option_noun").search(case.main):
        return ("type.proposal.option", 0.6)
    if case.hedge is Hedge.POSSIBLE and case.participant_speaks and phrases("option").search(case.body):
        suggested = case.mode in (Mode.SUGGESTED, Mode.PROPOSED) or "as a " in case.claim
        if suggested or (case.actor_first and case.mode in (Mode.OTHER, Mode.NOTED)):
            return ("type.proposal.option", 0.6)
    return None


def _norm(case: _Case) -> Found:
    duty = phrases("advice").search(case.main) if case.hedge is not Hedge.CONDITIONAL else None
    if duty:
        return ("type.norm.should", 0.55)
    if _WARNS_AGAINST.match(f"{case.verb} {case.claim}"):
        return ("type.norm.warning", 0.7)
    if phrases("principle").search(case.main) and not case.body.lower().startswith("in order"):
        return ("type.norm.principle", 0.6)
    if case.mode is Mode.CRITICIZED and _DISPUTED_CHANGE.search(case.claim):
        return ("type.norm.disapproval", 0.5)
    return None


def _causal(case: _Case) -> Found:
    if _CAUSE_VERBS.search(case.cue):
        return ("type.causal.cue", 0.8)
    if _BAD_IDEA.search(case.body):
        return None
    if case.hedge is Hedge.CONDITIONAL and not _tells_future(case):
        return ("type.causal.condition", 0.6)
    if _FOREBODING_VERBS.search(case.cue) or case.mode in (Mode.QUESTIONED, Mode.CRITICIZED):
        return None
    if (_CAUSE_FIRST.match(case.claim) and not _SINCE_THEN.match(case.claim)) or _BECAUSE_FIRST.match(case.claim):
        return ("type.causal.since", 0.8)
    if phrases("cause_link").search(case.main):
        return ("type.causal.link", 0.5)
    if not case.actor_first and (phrases("effect").search(case.main) or _CLOSING_EFFECT.match(case.claim)):
        return ("type.causal.effect", 0.7)
    return None


def _tells_future(case: _Case) -> bool:
    """Whether a conditional tells what will happen rather than what an option would do."""
    found = _TELLS_FUTURE.search(case.body)
    if found and found.group(0).lower() == "lose" and phrases("condition").search(case.body):
        return False
    return found is not None and not _WILL_NOUN.search(case.body)


def _forecast(case: _Case) -> Found:
    if phrases("open_question").search(case.body) or case.mode is Mode.QUESTIONED or _BAD_IDEA.search(case.body):
        return None
    if _EXPECTS_THAT.match(f"{case.verb} {case.claim}"):
        return ("type.forecast.expected", 0.75)
    found = phrases("future").search(case.main)
    if not found or (found.group(0).lower() == "will" and _WILL_NOUN.search(case.main)):
        return None
    if case.hedge is Hedge.POSSIBLE and phrases("interest").search(case.main):
        return None
    return ("type.forecast.future", 0.6)


def _interest(case: _Case) -> Found:
    found = phrases("interest").search(case.main)
    if not found or phrases("verdict_on_motive").search(case.claim):
        return None
    if _FIGURE.search(case.claim) and found.group(0).lower() in ("goal", "objective"):
        return None
    return ("type.interest.words", 0.4)


def _obstacle(case: _Case) -> Found:
    found = phrases("obstacle").search(case.main)
    if not found or _EVALUATED.search(case.main) or phrases("no_obstacle").search(case.main):
        return None
    if case.mode in (Mode.QUESTIONED, Mode.CRITICIZED):
        return None
    # A weakness of an organisation evaluates it; a weakness of a state holds the state back.
    weakness = re.search(r"lack|capacit|capabilit|unable", found.group(0), re.IGNORECASE)
    if weakness and _ORGANISATION.search(case.main[: found.start()]):
        return None
    return ("type.obstacle.words", 0.6)


def _fact(case: _Case) -> Found:
    dated = bool(_YEAR.search(case.body))
    if phrases("opinion").search(case.body) and (not dated or case.mode in (Mode.QUESTIONED, Mode.CRITICIZED)):
        return None
    if case.mode in (Mode.QUESTIONED, Mode.CRITICIZED) or phrases("open_question").search(case.body):
        return None
    if _FIGURE.search(case.body) or phrases("fact").search(case.body):
        return ("type.fact.event", 0.6)
    return ("type.fact.dated", 0.5) if dated else None


_Rule = Callable[[_Case], Found]
_ORDER: tuple[tuple[StatementType, _Rule], ...] = (
    (StatementType.INTEREST, _holders_will),
    (StatementType.PROPOSAL, _proposal),
    (StatementType.NORM, _norm),
    (StatementType.CAUSAL, _causal),
    (StatementType.FORECAST, _forecast),
    (StatementType.INTEREST, _interest),
    (StatementType.OBSTACLE, _obstacle),
    (StatementType.FACT, _fact),
)


_SHARES = ((0.2, 0.4), (0.35, 0.5), (0.5, 0.6), (9.9, 0.8))
"""Up to which lead the learned type is right how often."""
AHEAD = 0.1
"""How far a type must be ahead of `assessment` for the learned weights to name it where no rule does."""


def type_of(claim: str, *, unit: Unit | None = None, hedge: Hedge = Hedge.CERTAIN) -> tuple[StatementType, Origin]:
    """Return the claim's type and the rule that set it.

    The first rule of the guide that fits decides; where none does, weights learned from coded clauses may name a type
    that is clearly ahead of `assessment`.
    """
    kind, origin = rule_type_of(claim, unit=unit, hedge=hedge)
    # Who "sees" or "regards" a thing in a certain way judges it, unless as a means to an end, which has its own rule.
    if origin.rule != _REST.rule or (unit is not None and _VIEW_VERBS.match(unit.verb or "")):
        return kind, origin
    model = word_model("types")
    scores = dict(zip(model.labels, model.scores(type_features(claim, unit=unit, hedge=hedge)), strict=True))
    best = max(scores, key=lambda label: scores[label])
    ahead = scores[best] - scores[StatementType.ASSESSMENT.value]
    if ahead < AHEAD:
        return kind, origin
    share = next(share for limit, share in _SHARES if ahead < limit or limit == _SHARES[-1][0])
    return StatementType(best), Origin(rule="type.words", confidence=share)
