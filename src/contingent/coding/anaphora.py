"""Words that stand for an actor without naming it: pronouns, definite nouns, adjectives such as "regional"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contingent.base.spans import Span


class Reference(StrEnum):
    """What a word without a name points at."""

    REGION = "region"
    REGIONAL = "regional"
    JOINT = "joint"
    COUNTRY = "country"
    OWN_COUNTRY = "own"
    COUNTRIES = "countries"
    STATES = "states"
    ORGANISATION = "organisation"
    ORGAN = "organ"
    MEMBERS = "members"
    MISSION = "mission"
    IT = "it"
    THEY = "they"
    THIS = "this"
    CHAMBER = "chamber"
    LATTER = "latter"


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A reference and where it stands in the text."""

    reference: Reference
    span: Span
    text: str


AUXILIARY = (
    r"(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|shall|should|may|might|can|could|must|"
    r"cannot|need|needs|ought|seems?|seemed|remains?|remained)"
)
_LAND = r"(?:countr(?:y|ies)|nations?|states?|governments?|capitals?)"
_LANDS = r"(?:countries|nations|states|governments|republics|capitals)"
_COUNTED = r"(?:two|three|four|five|six|latter two|last two|former two)"
_JOINED = (
    r"(?:training|exercises?|deployments?|polic(?:y|ies)|lobbying|positions?|approach(?:es)?|strateg(?:y|ies)|units?|"
    r"brigades?|battalions?|forces?|responses?|contingents?|standards?|cent(?:re|er)s?)"
)
_BODIES = r"organi[sz]ation|alliance|bloc|grouping|union|association|community|body|institution"
_ORGANS = r"Council|Assembly|Commission|Union|Community|Alliance|Organi[sz]ation|League|Secretariat|Committee"
_SAID = (
    r"said|say|argued|noted|added|felt|thought|explained|suggested|stressed|warned|believed|recalled|observed|agreed"
)
_PATTERN = re.compile(
    rf"""
    \b(?P<organ>the\ (?-i:{_ORGANS}))\b(?!\ (?:of|for|on)\ (?:the\ )?(?-i:[A-Z]))
  | \b(?<!outside\ )(?<!outside\ of\ )
        (?P<region>(?:the|this|that|our|their|whose)\ (?:(?:wider|whole|entire|broader|immediate)\ )?(?:sub-?)?region)\b
  | \b(?P<regional>(?:sub-?)?regional(?:ly)?)\b(?![ ,]+(?:and\ sub-?regional\ )?
        (?:organi[sz]ation|bod(?:y|ies)\b|economic\ commun|mechanism|power|hegemon|dialogue|cent|office|hub
        |issues?\b|matters?\b|affairs\b|questions?\b|expert|speaker))
  | \b(?P<joint>(?:joint|common|collective|shared)\ (?:\w+\ )?{_JOINED})\b
  | \b(?P<own>(?:his|her|my)\ (?:own\ )?(?:countr(?:y|ies)|nation|government|capital|armed\ forces|army|military))\b
  | \b(?P<countries>(?:both|these|those|each|either|neither|their|our|the\ {_COUNTED}|these\ {_COUNTED}|
        (?:each|both|neither|either|all|none)\ of\ (?:these|those|the|them|their))\ (?:own\ |neighbou?ring\ )?{_LAND})\b
  | \b(?P<country>(?:the|this|that|its|their|our)\ (?:(?:whole|same)\ )?(?:country|nation|government|capital))\b
        (?!s)(?!\ (?:building|of\ origin))
  | \b(?P<members>(?:(?:its|their|the|all|most|some|many|individual|other)\ )?(?:\w+\ )?
        (?:member[ -](?:states?|countr(?:y|ies)|nations?|governments?)
        |(?<=\b\w\w\w\ )members|(?<=\b\w\w\w\w\ )members|(?<=its\ )members))\b(?!\ of\b)
  | \b(?P<organisation>(?:the|this|that)\ (?:(?:same|regional|entire|whole)\ )?(?:{_BODIES}))\b
        (?!\ (?:of|for|around|which|to\ which)\b)
  | \b(?P<mission>(?:the|this|that)\ (?:(?:same|current|present|entire)\ )?(?:mission|operation|force))\b
        (?!\ (?:commanders?|generation|protection|headquarters|levels?|leadership\ team|posture|of|to\ be)\b)
  | \b(?P<states>(?:(?:some|many|most|several|all|other|individual|smaller|certain|few|both|local)\ )?
        (?-i:{_LANDS}|{_LANDS.capitalize()}|[Ss]tates|[Cc]ountries|[Gg]overnments))\b
        (?:(?<=individual\ states)|(?<=individual\ countries)|(?=[’'])
        |(?=\ (?:(?:also|still|often|themselves|in\ the\ region)\ )?{AUXILIARY}\b))
  | \b(?P<chamber>(?-i:Senate|Parliament|Congress|House\ of\ Representatives|National\ Assembly|Duma))\b
  | \b(?P<latter>the\ latter)\b
  | \b(?P<they>both(?=\ {AUXILIARY}\b)|they|them|their|theirs|themselves)\b(?!\ (?:{_SAID})\b)
  | \b(?P<it>(?<!put\ )it|its|itself)\b
  | \b(?P<this>this)\b(?=\ {AUXILIARY}\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUALITY = (
    r"(?:clear|unclear|possible|impossible|important|difficult|easy|easier|hard|harder|essential|necessary|vital|crucial|"
    r"critical|useful|helpful|better|best|good|bad|true|wrong|right|fair|time|evident|obvious|apparent|doubtful|uncertain|"
    r"premature|early|late|conceivable|desirable|preferable|advisable|practical|practicable|realistic|unrealistic|"
    r"imperative|inevitable|worth|worthwhile|fitting|natural|common|rare|striking|surprising|notable|sensible|wise|enough)"
)
_TOLD = (
    r"(?:said|felt|argued|suggested|noted|thought|believed|agreed|hoped|feared|stressed|emphasi[sz]ed|observed|claimed|"
    r"recalled|acknowledged|recogni[sz]ed|concluded|proposed|recommended|pointed out|mentioned|understood|asked)"
)
_EXPLETIVE = re.compile(
    rf"it (?:{AUXILIARY} )*(?:(?:\w+ly|also|not|still|even|very|more|quite|be|been|too|far from|then) )*"
    rf"(?:{_QUALITY}\b|(?:\w+ed|known|un)?(?:likely|said|felt|seen|held|thought|\w+ed)? ?\b(?:that|whether|how|why)\b"
    r"|(?:not )?(?:the|an?) [\w’ -]{2,40} (?:that|who)\b"
    rf"|{_TOLD}[,.]|in [^.,]{{1,40}} interests?\b)",
    re.IGNORECASE,
)
_EXPLETIVE_VERB = re.compile(r"it (?:seems|seemed|appears|appeared|remains|follows|turns out)\b", re.I)

_CONJUNCTION = r"(?:and|but|or|nor|yet|as well as|so|then|while)"
_ADVERB = (
    r"(?:also|not|therefore|thus|then|now|still|even|thereby|hence|instead|only|already|never|often|consequently|"
    r"rather|just|eventually|increasingly|currently|\w+ly)"
)
_ELLIPTICAL = re.compile(
    rf"(?:{_CONJUNCTION},? (?:that )?)(?:{_ADVERB},? )*"
    rf"(?:(?<=\balso )[a-z]+\b|(?<=\bthen )[a-z]+\b|{AUXILIARY}\b"
    r"|(?!that\b|when\b|whether\b|some\b|many\b|most\b|the\b|its\b|their\b|these\b|this\b|it\b|they\b)"
    r"(?:[a-z]+ed\b|[a-z]+ (?:to|its|their|the|a|an|by|his|her|more|that|with|into|from|on|for|in)\b))"
)
_CONTINUES = re.compile(
    rf"(?:{_CONJUNCTION} )?(?:with the|to|by|in order to|without|for|through|from|into|because of|due to|thanks to|"
    r"[a-z]+ing)\b",
)
_RELATIVE = re.compile(r"[(–—]?\s*(?:(?:in|of|to|for|by|with|on) )?(?:which|who|whose|whom|where)\b")
_AT_HOME = re.compile(
    r"\b(?:we|our|ours|us|at home|back home|domestic(?:ally)?|the (?:public|constitution|electorate|voters|"
    r"taxpayers?)|"
    r"constitutional|public opinion|taxpayers|voters)\b",
    re.IGNORECASE,
)
_SUCH = re.compile(
    r"\b(?:such (?!as\b)(?:an? )?|(?:this|these) (?!{0}\b))[a-z]".replace("{0}", AUXILIARY), re.IGNORECASE
)
_BACKWARD = re.compile(
    r"(?:However, |But |And |Yet |Moreover, |Therefore, |Although |While |When |If |In addition, )?"
    r"(?:This|These|Those|Such|It|They|That|Its|Their|this|these|those|such|it|they|its|their|Nevertheless|Instead)\b"
)
_AGREES = re.compile(r"\b(?:dis)?agree(?:d|s|ing)?\b|\bconcur(?:red|s)?\b|\bopposite view\b", re.IGNORECASE)


def anaphors_in(text: str, span: Span) -> Iterator[Anaphor]:
    """Yield the references inside `span` of `text`, left to right; an "it" that stands for nothing is left out."""
    for found in _PATTERN.finditer(text, span.start, span.end):
        reference = Reference(str(found.lastgroup))
        if reference is Reference.IT and _stands_for_nothing(text, found):
            continue
        yield Anaphor(reference, Span(found.start(), found.end()), found.group())


def _stands_for_nothing(text: str, found: re.Match[str]) -> bool:
    return found.group().lower() == "it" and _is_expletive(text, found.start())


def _is_expletive(text: str, at: int) -> bool:
    return bool(_EXPLETIVE.match(text, at) or _EXPLETIVE_VERB.match(text, at))


def lacks_subject(clause: str) -> bool:
    """Return whether a later clause of a sentence goes on without a subject ("and will focus on ...")."""
    return bool(_ELLIPTICAL.match(clause) or _CONTINUES.match(clause))


def is_relative(clause: str) -> bool:
    """Return whether the clause opens with a relative word ("which is led by ...")."""
    return bool(_RELATIVE.match(clause))


def points_back(clause: str) -> bool:
    """Return whether the clause opens with a word that takes up what was said before ("This", "Such", "They")."""
    found = _BACKWARD.match(clause)
    if found is None:
        return False
    pronoun = found.end() - 2
    return not (clause[pronoun : found.end()].lower() == "it" and _is_expletive(clause, pronoun))


def speaks_of_home(clause: str) -> bool:
    """Return whether the clause speaks of what the speaker's own state has ("our soldiers", "the public")."""
    return bool(_AT_HOME.search(clause))


def takes_up(clause: str) -> bool:
    """Return whether the clause has a noun that takes up what was said before ("such participation")."""
    return bool(_SUCH.search(clause))


def only_agrees(clause: str) -> bool:
    """Return whether the clause is short and only says that somebody agrees or disagrees."""
    return len(clause.split()) <= 8 and bool(_AGREES.search(clause))
