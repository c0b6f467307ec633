"""What kind of claim a statement makes: the first of the guide's eight types that fits its main clause.

proposal, norm, causal, forecast, interest, obstacle, fact, assessment; see `docs/coding-guide.md`. The words below are
classes of the genre; the order of the rules is the guide's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from contingent.coding.main_clause import main_clause, without_asides, without_opening
from contingent.coding.statements import Origin
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, StatementType

_I = re.IGNORECASE | re.VERBOSE

_ADVICE = r"(?:should|ought\s+to|must|needs?\s+to|ha(?:s|ve)\s+to|had\s+better)"
_DUTY = re.compile(rf"\b{_ADVICE}\b(?P<after>.{{0,80}})", re.IGNORECASE | re.DOTALL)
_PRINCIPLE_WORDS = re.compile(
    r"""\b(?:always|never|under\ no\ circumstances|at\ all\ times)\b|^\s*(?:not|never)\b|^\s*(?:\w+ly\ )?(?:be\ (?:\w+ly\ )*(?!\w*evaluated|reviewed|reformed|expanded|
    established|created|strengthened|extended|deployed|given|revised|adapted|developed|provided|trained|invited|launched|set\ up|increased|abolished|replaced|introduced|
    merged|renewed|withdrawn|handed|narrowed|broadened|updated|supported|funded|financed)(?:allowed|\w+ed|\w+en|seen|a|an|the|based|guided|left|free|able|part|used|limited|held|kept|clear)\b)|
    ^\s*(?:\w+ly\ )?(?:respect|remain|become|come\ (?:first|before)|precede|prevail|apply|rest\ (?:up)?on|stay|take\ precedence|return\ to|reflect|depend\ (?:up)?on|have\ (?:a|the|more)\ (?:say|voice|right))\b""",
    _I,
)
_PRINCIPLE = re.compile(
    r"""\b(?:realistic|legitimate|proper|appropriate|desirable)\ (?:goal|aim|objective|purpose)\b|\b(?:is|are|be|remains?)\ (?:\w+\ )?(?:needed|justified|legitimate|illegitimate|unacceptable|
    acceptable|necessary|indispensable|essential|imperative|paramount|permissible|sacrosanct|inviolable|a\ (?:duty|right|must)|obliged)\b|\b(?:have|has)\ (?:a|the|an)\ (?:\w+\ )?(?:right|duty|obligation|responsibility)\ to\b|
    \b(?:contributors?|states?|members?|countries|civilians|hosts?|populations?|victims|women)\ (?:need|deserve|require)\ (?:a|an|more)\ (?:voice|say|seat)\b|\bin\ principle\b|\bentitled\ to\b""",
    _I,
)
_DISPUTED_MANDATE = re.compile(
    r"\b(?:potential|proposed|possible|any)\b.{0,40}\b(?:shift|extension|expansion|change|enlargement|role|precedent)\b",
    re.IGNORECASE,
)
_ENDORSED = re.compile(
    r"""\b(?:would|might|could|may)\ (?:therefore\ |thus\ |also\ |instead\ |even\ |still\ |best\ )*(?:make\ (?:\w+\ )?sense|be\ (?:(?:far|much|even|also|a|an|the|more|most|very|particularly|especially|better)\ )*
    (?:practical|good|better|best|sensible|useful|helpful|preferable|wise|wiser|advisable|appropriate|worthwhile|desirable|welcome|logical|natural|promising|suitable|worth)\b)|
    \b(?:is|are)\ (?:the\ )?(?:better|best|preferable|preferred|most\ promising)\ (?:way|option|course|path|route|solution|step)\b|\bit\ is\ (?:time|worth)\b|\bthe\ (?:way|step)\ forward\b""",
    _I,
)
_OPTION = re.compile(
    r"""\b(?:could|can|might|may)\b(?=\ (?:\w+\ )?(?:play|start|serve|act|consider|join|offer|provide|host|create|develop|build|begin|take|use|adopt|establish|learn|cooperate|partner|specialise|
    specialize|contribute|share|focus|become|work|support|help|lead|set|pool|train|deploy|draw|expand|explore|agree)\b)""",
    _I,
)
_OPTION_NOUN = re.compile(
    r"\b(?:possibility|option|idea|proposal|suggestion|creation|establishment)\ of\b", re.IGNORECASE
)
_ACT_FIRST = re.compile(
    r"^\W*(?:that\s+)?(?:instead\s+|rather\s+)?(?:[a-z]{3,}ing|for\s+(?:more|further|greater|a|an|the)|to\s+[a-z]+)\b(?!\s+(?:is|was|are)\b)",
    re.IGNORECASE,
)
_SUBJUNCTIVE = re.compile(
    r"^\W*that\s+(?:(?:the|a|an|all|each|every|both)\s+)?(?:[\w’'-]+\s+){1,3}?(?:be|consider|adopt|write|create|establish|develop|take|use|join|send|give|train|hold|set|pool|meet|work|agree|share|form|seek|make|build|invite|draw)\b(?!s)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:(?:has|have)\ )?(?:call(?:s|ed|ing)?\ (?:for|on)|urge[sd]?|recommend(?:s|ed)?|propose[sd]?|advocate[sd]?|appeal(?:s|ed)?\ (?:for|to)|plead(?:s|ed)?\ for|favou?r(?:s|ed)?\ \w+ing)\b",
    _I,
)

_CAUSE_FIRST = re.compile(
    r"^\W*(?:(?:and|but|while|first|second|third|finally|however|moreover),?\s+)*(?:because|since|as|given|due to|owing to|thanks to|as a (?:result|consequence) of|in view of)\s+(?!a\b|for\b|part\b|regards|well|far|long|of\b|one\b|an?\b|such\b|the\s+\d)[^,]+,\s",
    re.IGNORECASE,
)
_CAUSE_LINK = re.compile(
    r"""\b(?:therefore|thus|hence|consequently|thereby|as\ a\ (?:result|consequence)|for\ (?:this|that)\ reason|which\ is\ why)\b|
    \b(?:lead|leads|led|leading|give[sn]?|gave|giving)\ (?:rise\ )?to\b|\b(?:results?|resulted|resulting)\ (?:in|from)\b|\b(?:attribut|ascrib)(?:ed|able)\ to\b|\b(?:linked|owed|owes|traced|related)\ to\b|
    \b(?:stems?|stemmed|arises?|arose|derives?)\ from\b|\b(?:causes?|caused|triggers?|triggered|provoke[sd]?|exacerbates?d?|brings?\ about|brought\ about|makes?\ it\ (?:harder|easier|difficult|possible|impossible))\b|
    \bas\ a\ result\ of\b|\bthe\ (?:reason|cause)\ (?:is|was|for|why)\b|\bcalling?\ into\ question\b|\bdrives?\ \w+\b|\bcontributes?\ to\ (?:a|an|the|more|less|greater|instability|stability|insecurity)\b|\bthe\ more\b.*\bthe\ (?:more|less)\b""",
    _I,
)
_EFFECT_VERB = (
    r"(?:help|lead|increase|improve|strengthen|weaken|reduce|enhance|bolster|undermine|foster|encourage|create|bring|build|raise|lower|enable|ease|mitigate|address|deter|prevent|allow|facilitate|promote|"
    r"boost|accelerate|slow|worsen|exacerbate|trigger|provoke|spark|complicate|damage|erode|jeopardise|jeopardize|limit|make|generate|stimulate|contribute\s+to|cost|lose|spur|free|open|give)"
)
_EFFECT = re.compile(
    rf"\b(?:would|could|might|may|can|will)\s+(?:also\s+|then\s+|in\s+turn\s+|thereby\s+|only\s+|further\s+|significantly\s+|greatly\s+|not\s+)*{_EFFECT_VERB}\b",
    re.IGNORECASE,
)
_EFFECT_BARE = re.compile(
    r"^\W*(?:and|but|or)\s+(?:also\s+|thereby\s+)?(?:help|strengthen|increase|improve|reduce|bolster|enhance|lead|create|foster|encourage)\b",
    re.IGNORECASE,
)

_FUTURE = re.compile(
    r"""\b(?:will|shall|won[’']t)\b(?!\ to\b|ing\b|\ of\b)|\b(?:is|are|was|were|be)\ (?:\w+\ )?(?:going|expected|set|bound|poised|due|destined|anticipated|predicted|projected)\ to\b|\b(?:un)?likely\b|\b(?:may|might)\b|
    \b(?:expect|expects|expected|predict\w*|anticipate[sd]?|foresees?|foreseen)\b|\bcould\ (?:soon|eventually|one\ day|again|well|yet|become|see|face|happen|collapse|spread|spill|turn|return|break|erupt|trigger|fail)\b|
    \b(?:would|could)\ (?:not\ |never\ |soon\ |probably\ |likely\ |then\ |still\ )*(?:be\ (?:possible|unable|willing|forced|unlikely|ready)|receive|send|deploy|contribute|remain|continue|join|withdraw|increase|decrease|follow|return|
    become|happen|occur|oppose|veto|refuse|accept|agree|act|pay|stay|leave|regard|lose|collapse|fall|rise|face|grow|come|see|respond|react|end|take\ part|participate)\b|\bin\ the\ (?:near|foreseeable)\ future\b""",
    _I,
)
_WILL_NOUN = re.compile(
    r"\b(?:political|public|popular|sufficient|no|greater|the|of|and|more)\s+will\b(?!\s+(?:be|not|have|also|likely|continue|\w+e\b))",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"^\W*(?:(?:the|a)\s+)?(?:possible|potential|expected|imminent)\s", re.IGNORECASE)

_INTEREST = re.compile(
    r"""\b(?:aims?|aimed|aiming|hopes?|hoped|hoping|wants?|wanted|wish(?:es|ed)?|strives?|striving|strove|aspires?|aspired|aspiring|seeks?|sought|seeking|intends?|intended|desires?|desired|is\ eager|are\ eager|keen\ (?:to|on)|
    would\ like\ to|willing(?:ness)?|motivat(?:ed|ion|ions|es|ing)|motives?|goal|ambition|ambitions|objective|aspirations?|interested\ in|interest\ in\ (?!\w+\ integration)|interests?\ lies?\ in|
    (?:in|against|not\ in)\ (?:[\w’'-]+\ ){0,5}interests?\b(?!\ of\ the)|no\ interest|committed\ to|proud\ (?:to|of)|with\ (?:the|a)\ view\ to|focus(?:ed|es)?\ on\ (?:gaining|\w+ing)|incentives?\ (?:to|for)|
    reasons?\ (?:why|for)\ (?:\w+\ ){0,3}(?:contribut|join|volunteer|participat)\w*|prefers?\ to|determined\ to|as\ a\ way\ to|as\ (?:a|an)\ (?:\w+\ )?(?:way|means|opportunity|chance|vehicle|instrument)\ (?:to|of|for)|
    source\ of\ (?:income|revenue|prestige|experience|pride)|constitutional\ duty|vocation|sees?\ itself)\b""",
    _I,
)
_MOTIVE_VERDICT = re.compile(
    r"\bwhether\b|\b(?:not|isn[’']t|wasn[’']t)\ clear\b|\bunclear\b|\bevolved\b|\bchanged\b|\bis\ greater\b|\binterest[ -]based\b|\bdivergent\b",
    _I,
)
_STATE_AIM = frozenset(
    {
        "view",
        "see",
        "regard",
        "consider",
        "perceive",
        "treat",
        "hope",
        "want",
        "aim",
        "aspire",
        "strive",
        "seek",
        "wish",
        "intend",
        "goal",
        "like",
    }
)

_OBSTACLE = re.compile(
    r"""\b(?:obstacles?|hurdles?|barriers?|impediments?|stumbling\ blocks?|bottlenecks?|hinder(?:s|ed)?|hamper(?:s|ed)?|imped(?:es?|ed)|obstruct(?:s|ed)?|constrain(?:s|ed|ts?)?|block(?:s|ed)|prevent(?:s|ed)?|preclude[sd]?|inhibit(?:s|ed)?|
    prohibit(?:s|ed)?|slow(?:s|ed)?\ (?:down|every|any|the|all)|stand(?:s)?\ in\ the\ way|deter(?:s|red)?|hold(?:s)?\ (?:\w+\ ){0,3}back|complicate[sd]?|too\ (?:few|little|small|weak|poor|expensive|costly)|no\ (?:aircraft|helicopters?|money|funds?|budget|airlift|means)|
    remains?\ (?:a|the|an|one\ of\ the)\ (?:\w+\ )?(?:challenge|problem|issue|concern|difficulty|weakness)|pose[sd]?\ (?:a|an|the|serious|major)\ (?:\w+\ )?(?:challenge|problem|obstacle)|
    (?:do|does|did)\ not\ (?:\w+\ )?(?:have|possess)\ (?:the\ |sufficient\ |enough\ |adequate\ |any\ )(?:\w+\ ){0,2}(?:capacit\w+|capabilit\w+|autonomy|resources|means|money|troops|equipment|funds?|expertise)|
    lack(?:s|ed|ing)?\b|insufficient|shortages?|shortfalls?|scarce|scarcity|few\ incentives?|no\ incentives?|unable|cannot\ afford|disputes?\b.*\bpersist\w*|persist\ within|leave[s]?\ (?:\w+\ ){0,4}little\ to|limit(?:s|ed)?\ (?:the|their|its|by))\b""",
    _I,
)
_EVALUATED = re.compile(
    r"\b(?:exit strateg|clear(?:ly)? defined|success|legitimacy|credib|strategy|vision|transparency|suspicio)\w*",
    re.IGNORECASE,
)

_FACT = re.compile(
    r"""\b(?:19|20)\d\d\b|\b\d{1,3}(?:,\d{3})+\b|\b\d+\s+(?:personnel|troops|soldiers|police|officers|peacekeepers|observers|experts|states|countries|members|missions|operations|percent|per\ cent|%)|
    \b(?:approximately|about|around|nearly|almost|some|over|at\ least|up\ to|more\ than|fewer\ than|less\ than)\ \d+|\b(?:is|are|was|were)\ (?:currently\ |now\ |also\ |still\ |already\ |no\ longer\ )?(?:not\ )?(?:\w+\ )?(?:a\ |an\ |the\ only\ )?(?:\w+\ )?members?\b|
    \bof\ which\ (?:all|most|both)\b.*\bmembers\b|\b(?:joined|revoked|withdrew|left|acceded|ratified|signed|founded|hosted|launched|took\ place|brought\ together|convened|organi[sz]ed\ by|elected|suspended|dissolved|mandated)\b|
    \b(?:has|have)\ (?:already\ |recently\ |also\ |since\ |just\ )?(?:begun|started|deployed|sent|joined|established|created|launched|adopted|passed|signed|set\ up|opened|been\ (?:working|deployed|training|preparing|building)|launched|provided|contributed|improved)\b|
    \b(?:is|are)\ (?:currently\ |now\ |already\ |also\ )*(?:preparing|working\ on|training|building|negotiating|drafting|planning|deploying|hosting|establishing|developing|contracted|led\ by|stationed|based\ in|located)\b|
    \b(?:currently|already)\ (?:provides?|contributes?|stands?|stand|defines?|hosts?|deploys?|serves?)\b|\bdoctrine\b|\bstands?\ at\b|\bdo(?:es)?\ have\ some\ personnel\b|\bcontributing\ to\ (?:various|several|many|\w+\ ?)\ ?(?:peace\ )?(?:operations|missions)\b|
    \bin\ place\ throughout\b|\bwere\ (?:already|still)\ in\ place\b|\bsome\ (?:countries|states|members)\ have\b|\bescalated\ into\b|\bsummari[sz]es\b|\bfocused\ primarily\ on\b|\bwas\ (?:denied|rejected|approved|adopted|signed|established)\b""",
    _I,
)
_OPINION = re.compile(
    r"\b(?:success|criticis|refus|inaction|failure|failed|lack of response|passive|bypass|effective|symbolic|challeng|commend|faster|paradigm|questionable)\w*",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:the\s+)?(?:organi[sz]ation|alliance|union|commission|council|mission|operations?|[A-Z]{2,6}(?:[’']s)?)\b"
)


@dataclass(frozen=True)
class _Case:
    """A claim with what the rules look at: its main clause, hedge, mode and holder."""

    claim: str
    hedge: Hedge
    mode: Mode
    kind: HolderKind | None
    verb: str

    @cached_property
    def body(self) -> str:
        return without_opening(without_asides(self.claim))

    @cached_property
    def main(self) -> str:
        return main_clause(self.claim)

    @cached_property
    def state_speaks(self) -> bool:
        return self.kind in (HolderKind.STATE, HolderKind.ORGANIZATION, HolderKind.OFFICIAL)


_Rule = Callable[[_Case], "tuple[str, float] | None"]


def _proposal(case: _Case) -> tuple[str, float] | None:
    if case.mode is Mode.PROPOSED:
        return ("type.proposal.call", 0.8)
    if case.mode is Mode.SUGGESTED and (_ACT_FIRST.match(case.claim) or _SUBJUNCTIVE.match(case.claim)):
        return ("type.proposal.act", 0.8)
    duty = _DUTY.search(case.main)
    if duty and not _PRINCIPLE_WORDS.search(duty["after"]) and case.hedge is not Hedge.CONDITIONAL:
        return ("type.proposal.should", 0.75)
    if _ENDORSED.search(case.body):
        return ("type.proposal.endorsed", 0.85)
    if _CALL.search(case.main):
        return ("type.proposal.call", 0.7)
    if (
        _OPTION.search(case.body)
        and case.hedge is Hedge.POSSIBLE
        and case.mode in (Mode.SUGGESTED, Mode.PROPOSED, Mode.NOTED)
    ):
        return ("type.proposal.option", 0.6)
    if case.hedge is Hedge.POSSIBLE and _OPTION_NOUN.search(case.main):
        return ("type.proposal.option", 0.6)
    return None


def _norm(case: _Case) -> tuple[str, float] | None:
    duty = _DUTY.search(case.main)
    if duty and _PRINCIPLE_WORDS.search(duty["after"]) and case.hedge is not Hedge.CONDITIONAL:
        return ("type.norm.should", 0.75)
    if _PRINCIPLE.search(case.main) and (
        case.hedge is not Hedge.CONDITIONAL or case.main.startswith(("stability", "any"))
    ):
        return ("type.norm.principle", 0.6)
    if case.mode is Mode.CRITICIZED and _DISPUTED_MANDATE.search(case.claim):
        return ("type.norm.disapproval", 0.5)
    return None


def _causal(case: _Case) -> tuple[str, float] | None:
    if case.state_speaks and case.mode is Mode.HOPED:
        return None
    if case.hedge is Hedge.CONDITIONAL and not _future_of(case):
        return ("type.causal.condition", 0.75)
    if _CAUSE_FIRST.match(case.claim):
        return ("type.causal.since", 0.8)
    if _CAUSE_LINK.search(case.main) and not _INTEREST.search(case.main):
        return ("type.causal.link", 0.75)
    if (_EFFECT.search(case.main) or _EFFECT_BARE.match(case.claim)) and not _agent_first(case.main):
        return ("type.causal.effect", 0.7)
    return None


def _future_of(case: _Case) -> bool:
    """Whether a conditional tells what will happen rather than what an option would do."""
    return bool(
        re.search(r"\b(?:will|may|might|probably|likely|unlikely|regard|act|would\s+lose)\b", case.body, re.IGNORECASE)
    ) and not _WILL_NOUN.search(case.body)


_AGENT = re.compile(
    r"^\W*(?:(?:the|both|many|some|several|most|all|these|those|individual|each|its|central|western|other|[A-Z][\w-]+)\s+){0,3}(?:states?|countries|country|government|governments|members?|region|they|he|she|we|[A-Z]\w+ia|[A-Z]\w*stan|Russia|China|India|armies|army)\b",
)


def _agent_first(clause: str) -> bool:
    return bool(_AGENT.match(clause))


def _forecast(case: _Case) -> tuple[str, float] | None:
    if case.state_speaks and case.mode is Mode.HOPED:
        return None
    found = _FUTURE.search(case.main)
    if not found:
        return None
    if found.group(0).lower() == "will" and _WILL_NOUN.search(case.main):
        return None
    if _INTEREST.search(case.main) and case.hedge is Hedge.POSSIBLE:
        return None
    return ("type.forecast.future", 0.8)


def _interest(case: _Case) -> tuple[str, float] | None:
    if case.mode is Mode.HOPED and case.state_speaks:
        return ("type.fact.past_wish", 0.0) if _past_event(case) else ("type.interest.hope", 0.9)
    if (
        case.state_speaks
        and _stem(case.verb) in _STATE_AIM
        and re.search(r"\bways?\b|\bmeans\b|\bopportunit|\bto\b", case.claim)
    ):
        return ("type.interest.aim", 0.85)
    if _INTEREST.search(case.main) and not _MOTIVE_VERDICT.search(case.claim):
        return ("type.interest.words", 0.7)
    return None


def _past_event(case: _Case) -> bool:
    return bool(re.match(r"^\W*In\s+(?:19|20)\d\d\b", case.claim)) or bool(
        re.search(r"\bwanted\b.*\b\w+\s+\w*(?:19|20)\d\d", case.claim)
    )


def _stem(verb: str) -> str:
    word = verb.split(" ")[0].lower()
    for ending in ("ing", "ed", "es", "s"):
        if word.removesuffix(ending) in _STATE_AIM:
            return word.removesuffix(ending)
        if word.removesuffix(ending) + "e" in _STATE_AIM:
            return word.removesuffix(ending) + "e"
    return word


def _obstacle(case: _Case) -> tuple[str, float] | None:
    found = _OBSTACLE.search(case.main)
    if not found or _EVALUATED.search(case.main):
        return None
    subject = case.main[: found.start()]
    if case.mode in (Mode.QUESTIONED, Mode.CRITICIZED) or (
        re.search(r"lack|capacit", found.group(0)) and _ORGANISATION.search(subject)
    ):
        return None
    return ("type.obstacle.words", 0.7)


def _fact(case: _Case) -> tuple[str, float] | None:
    if case.mode in (Mode.QUESTIONED, Mode.CRITICIZED, Mode.STRESSED) and _OPINION.search(case.claim):
        return None
    if _FACT.search(case.body) and not (_OPINION.search(case.main) and not re.search(r"\d{4}", case.main)):
        return ("type.fact.event", 0.7)
    return None


_ORDER: tuple[tuple[StatementType, _Rule], ...] = (
    (StatementType.PROPOSAL, _proposal),
    (StatementType.NORM, _norm),
    (StatementType.CAUSAL, _causal),
    (StatementType.FORECAST, _forecast),
    (StatementType.INTEREST, _interest),
    (StatementType.OBSTACLE, _obstacle),
    (StatementType.FACT, _fact),
)


def type_of(claim: str, *, unit: Unit | None = None, hedge: Hedge = Hedge.CERTAIN) -> tuple[StatementType, Origin]:
    """Return the first type of the guide that fits the claim's main clause, and the rule that set it."""
    attribution = unit.attribution if unit else None
    case = _Case(
        claim=claim,
        hedge=hedge,
        mode=unit.mode if unit else Mode.OTHER,
        kind=attribution.kind if attribution else None,
        verb=(unit.verb or "") if unit else "",
    )
    for kind, rule in _ORDER:
        found = rule(case)
        if found and found[0] == "type.fact.past_wish":
            return StatementType.FACT, Origin(rule="type.fact.past_wish", confidence=0.6)
        if found:
            return kind, Origin(rule=found[0], confidence=found[1])
    return StatementType.ASSESSMENT, Origin(rule="type.assessment.rest", confidence=0.65)
