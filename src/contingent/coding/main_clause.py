"""The governing part of a claim: what its main verb says, without asides, concessions and relative clauses.

Hedges and types hang on the main clause: "could" in "an area in which the force could help" hedges nothing. There is no
parser here; subordinators and commas are enough for the register in which reports are written.
"""

from __future__ import annotations

import re

SUBJECT_END = r"[^,;:]"
_OPENER = re.compile(
    r"""^\W*(?:(?:and|but|or|yet|so|while|whereas|although|though|that|however|moreover|furthermore|finally|also|
    nevertheless|nonetheless|first|second|third|in\ general|for\ example|overall|ultimately|on\ the\ other\ hand)\b
    [\s,]*)+""",
    re.IGNORECASE | re.VERBOSE,
)
_CONCESSION = re.compile(
    r"^\W*(?:however,?\s+|but\s+|and\s+)?(?:while|whereas|although|though|despite|given|putting aside|notwithstanding|"
    rf"regardless of|aside from|apart from|in addition to|in spite of|with regards? to|as for|as regards)\b{SUBJECT_END}*,\s+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*[—–]\s?[^—–]*\s?[—–](?=\s)|(?<=,) (?:which|who|whose|where)\b[^,]*,")
_SUBORDINATE = re.compile(
    r"""\b(?:which|who|whom|whose|where|whereby|how|why|because|since|given\ that|so\ that|in\ order\ (?:to|for)|
    even\ though|although|though|whereas|while|as\ (?:it|they|this|he|she|we|there|well\ as)|
    (?:in|of|to|for|with|by|on|from|through|around|under)\ which|in\ that)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)
_BEFORE_COMPLEMENT = re.compile(
    r"""(?:\b(?:suggest|indicate|show|mean|imply|argue|state|say|said|note|think|thought|believe|feel|felt|fear|hope|
    expect|doubt|warn|add|agree|assume|predict|know|find|found|see|seem|appear|ensure|conclude|recall|stress|remark|
    claim|maintain|acknowledge|recognise|recognize|clear|evident|likely|unlikely|possible|probable|certain|sure|true|
    conceivable|fact|view|idea|risk|danger|chance|prospect|possibility|probability|likelihood|concern|extent|caution|
    point\ out|explain|observe|confident|optimistic|pessimistic|afraid|so)(?:s|ed|d|ing)?\s*,?\s*)$""",
    re.IGNORECASE | re.VERBOSE,
)


def without_opening(claim: str) -> str:
    """Return the claim without leading connectives ("However,", "and", "that") and white space."""
    return _OPENER.sub("", claim).strip()


def without_asides(claim: str) -> str:
    """Return the claim without brackets, dashed insertions and non-restrictive relative clauses."""
    return _ASIDE.sub("", claim)


def main_clause(claim: str) -> str:
    """Return the governing part of the claim.

    A leading concession up to its comma goes ("While this is cruel, it will help" gives "it will help"), so do asides
    and everything from the first subordinator on. The complement of a verb of saying or thinking stays. A claim that is
    itself subordinate ("because ...") is returned without its subordinator.
    """
    plain = without_asides(claim)
    rest = _CONCESSION.sub("", plain, count=1)
    body = without_opening(rest if len(rest) > 8 else plain)
    opening = _SUBORDINATE.match(body)
    first = opening.end() if opening else 1
    cut = len(body)
    found = _SUBORDINATE.search(body, first)
    if found:
        cut = found.start()
    for that in _THAT.finditer(body, 1, cut):
        if not _BEFORE_COMPLEMENT.search(body, max(0, that.start() - 24), that.start()):
            cut = that.start()
            break
    return body[:cut].strip(" ,;:")
