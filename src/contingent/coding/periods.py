"""The time a claim speaks of, in the words of the text."""

from __future__ import annotations

import re

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[89]|20)\d\d"
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|several|few|couple of)"
_UNIT = r"(?:years?|months?|decades?|weeks?)"

# Most telling first: an exact date outranks "currently".
_PATTERNS = (
    rf"\d{{1,2}}(?:\s?[–—-]\s?\d{{1,2}})?\s{_MONTH}(?:\s{_YEAR})?",
    rf"{_MONTH}\s\d{{1,2}}(?:\s?[–—-]\s?\d{{1,2}})?,\s{_YEAR}",
    rf"{_MONTH}\s(?:{_YEAR})",
    rf"(?:since|by|before|after|until|post[-–])\s?(?:the\s)?(?:end\sof\s|early\s|late\s|mid-)?{_YEAR}s?",
    rf"from\s{_YEAR}\s(?:to|until)\s{_YEAR}",
    rf"between\s{_YEAR}\sand\s{_YEAR}",
    rf"{_YEAR}\s?[–—/-]\s?(?:{_YEAR}|\d\d)\b",
    rf"(?:(?:early|late|mid)[\s-])?(?:the\s)?{_YEAR}s\b",
    rf"\b{_YEAR}\b",
    r"(?:since|after|before|during)\sthe\s(?:cold\swar|end\sof\sthe\s(?:cold\s)?war|second\sworld\swar|elections?|transition|coup|drawdown|withdrawal)",
    rf"(?:past|last|next|coming|recent|previous|following)\s(?:{_NUMBER}\s)?{_UNIT}",
    rf"(?:in|within|over|for)\s(?:the\s)?{_NUMBER}\s{_UNIT}",
    r"(?:near|foreseeable|immediate|distant)\sfuture",
    r"(?:short|medium|long|longer|near)(?:er)?[\s-]+(?:to[\s-]medium[\s-])?term\b(?!\s(?:commitment|success))",
    r"collapse\sof\sthe\s(?:former\s)?(?:Soviet\sUnion|[A-Z]\w+)",
    r"over\stime",
    r"\b(?:currently|at\spresent|presently|nowadays|today|now|recently|to\sdate|so\sfar|these\sdays|at\sthe\smoment)\b",
    r"\b(?:this|last|next)\s(?:year|month|decade|autumn|spring|summer|winter)\b",
    r"(?:in|for)\s(?:the\s)?future\b",
)
_FINDERS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)
_CHEAP = re.compile(
    r"\d{3}|term\b|time\b|future|now\b|today|recent|current|present|year|month|decade|date\b|far\b|days\b|war\b|election|"
    r"collapse|coup|transition|drawdown|withdrawal|moment|week|autumn|spring|summer|winter|January|February|March|April|June|"
    r"July|August|September|October|November|December",
    re.IGNORECASE,
)


def period_of(text: str) -> str | None:
    """Return the time the text speaks of, in its own words ("past 20 years", "near future"), None without any.

    Several times are joined by "; " in the order of the text when they are dates; otherwise the most exact one counts.
    """
    if not _CHEAP.search(text):
        return None
    for finder in _FINDERS:
        spans = [match.group(0) for match in finder.finditer(text)]
        if spans:
            unique = list(dict.fromkeys(words.strip(" ,") for words in spans))
            return "; ".join(unique[:2]) if any(c.isdigit() for c in unique[0]) else unique[0]
    return None
