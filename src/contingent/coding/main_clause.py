"""The governing part of a claim: what its main verb says, without asides, concessions and relative clauses.

Hedges and types hang on the main clause: "could" in "an area in which the force could help" hedges nothing. There is no
parser here; subordinators and commas are enough for the register in which reports are written.
"""

from __future__ import annotations

import re
from functools import lru_cache

_I = re.IGNORECASE | re.VERBOSE

_OPENER = re.compile(
    r"""\W*(?:(?:and|but|or|yet|so|while|whereas|although|though|that|however|moreover|furthermore|finally|also|
    nevertheless|nonetheless|first|second|third|in\ general|for\ example|overall|ultimately|on\ the\ other\ hand|
    instead|similarly|conversely|indeed|in\ addition)\b[\s,]*)+""",
    _I,
)
_CONCESSION = re.compile(
    r"""\W*(?:however,?\s+|but\s+|and\s+|that,?\s+)?(?:while|whereas|although|though|despite|given|putting\ aside|
    notwithstanding|regardless\ of|aside\ from|apart\ from|in\ addition\ to|in\ spite\ of|with\ regards?\ to|as\ for|
    as\ regards|in\ the\ process\ of|when\ \w+ing|in\ terms\ of|on\ \w+ing)\b[^,;:]*,\s+""",
    _I,
)
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*[—–]\s?[^—–]*\s?[—–](?=\s)|(?<=,) (?:which|who|whose|where)\b[^,]*,")
_SUBORDINATE = re.compile(
    r"""\b(?:which|who|whom|whose|where|whereby|what|how|why|because|
    since(?!\ (?:\w+\ )?(?:(?:19|20)\d\d|then|last)\b)|given\ that|so\ that|in\ order\ (?:to|for)|
    even\ though|although|though|whereas|while|as\ (?:it|they|this|he|she|we|there)|in\ that)\b""",
    _I,
)
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)
_SAID = re.compile(
    r"""\W*(?:[\w’'.,()-]+\s+){1,14}?(?:argued?|noted?|sa(?:id|ys?)|stated?|suggest(?:s|ed)?|believed?s?|felt|feels?|thought|
    thinks?|stress(?:ed|es)|emphasi[sz]ed|highlighted|agreed|conclude[ds]|replied|countered|maintain(?:s|ed)|
    insist(?:s|ed)|
    warn(?:s|ed)|caution(?:s|ed)|added|explain(?:s|ed)|remark(?:s|ed)|observed|pointed\ out|points\ out|
    asserted|claim(?:s|ed)|
    contend(?:s|ed)|acknowledged|recognised|recognized|recall(?:s|ed)|report(?:s|ed)|told\ [\w\s]{2,30}?|fear(?:s|ed)|
    conjectured|agreement|consensus|sense\ of\ the\ \w+|view\ (?:is|was)|point\ was\ made|doubt(?:s|ed)|
    denied)\s+that\b,?""",
    _I,
)
_BEFORE_COMPLEMENT = re.compile(
    r"""(?:\b(?:suggest|indicate|show|mean|imply|argue|state|say|said|note|think|thought|believe|feel|felt|fear|hope|
    expect|doubt|warn|add|agree|assume|predict|know|find|found|see|seem|appear|ensure|conclude|recall|stress|remark|
    claim|maintain|acknowledge|recognise|recognize|clear|evident|likely|unlikely|possible|probable|certain|sure|true|
    conceivable|fact|view|idea|risk|danger|chance|prospect|possibility|probability|likelihood|concern|extent|caution|
    explain|observe|confident|optimistic|pessimistic|afraid|so|is|was|out|\w{3,}ed)(?:s|ed|d|ing)?\s*,?\s*)$""",
    _I,
)


def without_opening(claim: str) -> str:
    """Return the claim without leading connectives ("However,", "and", "that") and white space."""
    found = _OPENER.match(claim)
    return claim[found.end() :].strip() if found else claim.strip()


def without_asides(claim: str) -> str:
    """Return the claim without brackets, dashed insertions and non-restrictive relative clauses."""
    return _ASIDE.sub("", claim)


@lru_cache(maxsize=4096)
def main_clause(claim: str) -> str:
    """Return the governing part of the claim.

    A leading concession up to its comma goes ("While this is cruel, it will help" gives "it will help"), so do a cue
    ("One speaker said that"), asides and everything from the first subordinator on. The complement of a verb of saying
    or thinking stays. A claim that is itself subordinate ("because ...") is returned without its subordinator.
    """
    body = _without_concession(without_asides(claim))
    said = _SAID.match(body) if "that" in body[:120] else None
    if said and len(body) - said.end() > 8:
        body = without_opening(_without_concession(body[said.end() :]))
    opening = _SUBORDINATE.match(body)
    found = _SUBORDINATE.search(body, opening.end() if opening else 1)
    cut = found.start() if found else len(body)
    for that in _THAT.finditer(body, 1, cut):
        if not _BEFORE_COMPLEMENT.search(body, max(0, that.start() - 24), that.start()):
            cut = that.start()
            break
    return body[:cut].strip(" ,;:")


def _without_concession(text: str) -> str:
    found = _CONCESSION.match(text)
    rest = text[found.end() :] if found else text
    return without_opening(rest if len(rest) > 8 else text)
