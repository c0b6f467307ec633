"""The time a claim speaks of, in the words of the text."""

from __future__ import annotations

import re

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[89]|20)\d\d"
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|several|few|couple of)"
_UNIT = r"(?:years?|months?|decades?|weeks?)"

# Most telling first: an exact date outranks "currently". Each pattern stands behind beginnings of words one of which
# must occur (a digit where none is named).
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("", rf"\d{{1,2}}(?:\s?[–—-]\s?\d{{1,2}})?\s{_MONTH}(?:\s{_YEAR})?"),
    ("", rf"{_MONTH}\s\d{{1,2}}(?:\s?[–—-]\s?\d{{1,2}})?,\s{_YEAR}"),
    ("", rf"{_MONTH}\s(?:{_YEAR})"),
    ("", rf"(?:since|by|before|after|until|post[-–])\s?(?:the\s)?(?:end\sof\s|early\s|late\s|mid-)?{_YEAR}s?"),
    ("", rf"from\s{_YEAR}\s(?:to|until)\s{_YEAR}"),
    ("", rf"between\s{_YEAR}\sand\s{_YEAR}"),
    ("", rf"{_YEAR}\s?[–—/-]\s?(?:{_YEAR}|\d\d)\b"),
    ("", rf"(?:(?:early|late|mid)[\s-])?(?:the\s)?{_YEAR}s\b"),
    ("", rf"\b{_YEAR}\b"),
    ("since after before during", r"(?:since|after|before|during)\sthe\s(?:cold\swar|end\sof\sthe\s(?:cold\s)?war|"
     r"second\sworld\swar|elections?|transition|coup|drawdown|withdrawal)"),
    ("year month decade week", rf"(?:past|last|next|coming|recent|previous|following)\s(?:{_NUMBER}\s)?{_UNIT}"),
    ("year month decade week", rf"(?:in|within|over|for)\s(?:the\s)?{_NUMBER}\s{_UNIT}"),
    ("future", r"(?:near|foreseeable|immediate|distant)\sfuture"),
    ("term", (
        r"(?:short|medium|long|longer|near)(?:er)?[\s-]+(?:to[\s-]medium[\s-])?term\b(?!\s(?:commitment|"
        r"success))"
    )),
    ("collapse", r"collapse\sof\sthe\s(?:former\s)?(?:Soviet\sUnion|[A-Z]\w+)"),
    ("over time", r"over\stime"),
    ("current present now today recent date far days moment",
     r"\b(?:currently|at\spresent|presently|nowadays|today|now|recently|to\sdate|so\sfar|these\sdays|"
     r"at\sthe\smoment)\b"),
    ("year month decade autumn spring summer winter",
     r"\b(?:this|last|next)\s(?:year|month|decade|autumn|spring|summer|winter)\b"),
    ("future", r"(?:in|for)\s(?:the\s)?future\b"),
)  # fmt: skip
_FINDERS = tuple((tuple(hints.split()), re.compile(pattern, re.IGNORECASE)) for hints, pattern in _PATTERNS)
_DIGITS = re.compile(r"\d\d|\d\s[A-Z]")


def period_of(text: str) -> str | None:
    """Return the time the text speaks of, in its own words ("past 20 years", "near future"), None without any.

    The most exact expression counts; two dates of the same form are joined by "; ".
    """
    low, digits = text.lower(), bool(_DIGITS.search(text))
    for hints, finder in _FINDERS:
        if any(hint in low for hint in hints) if hints else digits:
            spans = [match.group(0).strip(" ,") for match in finder.finditer(text)]
            if spans:
                unique = list(dict.fromkeys(spans))
                return "; ".join(unique[:2]) if any(c.isdigit() for c in unique[0]) else unique[0]
    return None
