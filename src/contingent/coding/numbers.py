"""Figures in running text: "approximately 25 personnel", "just over 100", "at least two battalions"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "no": 0, "none": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "a thousand": 1000, "dozen": 12,
    "a dozen": 12,
}  # fmt: skip

_APPROXIMATIONS = (
    (
        "just over",
        r"just\s+(?:over|above)|slightly\s+(?:more|above|over)(?:\s+than)?|a\s+little\s+(?:over|more\s+than)",
    ),
    (
        "just under",
        r"just\s+(?:under|below|short\s+of)|nearly|almost|close\s+to|slightly\s+(?:less|fewer|under)(?:\s+than)?",
    ),
    ("more than", r"more\s+than|over|above|in\s+excess\s+of|upwards\s+of"),
    ("less than", r"less\s+than|fewer\s+than|under|below"),
    ("at least", r"at\s+least|no\s+(?:fewer|less)\s+than|a\s+minimum\s+of"),
    ("at most", r"at\s+most|up\s+to|no\s+more\s+than|a\s+maximum\s+of"),
    ("about", r"about|around|approximately|approx\.?|roughly|some|circa|ca\.|an\s+estimated"),
)
_APPROXIMATION = "|".join(f"(?P<a{n}>{pattern})" for n, (_, pattern) in enumerate(_APPROXIMATIONS))
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+|\d+(?:\.\d+)?|"
    + "|".join(sorted(_WORDS, key=len, reverse=True)).replace(" ", r"\s+")
    + r")(?P<scale>\s+(?:hundred|thousand|million))?"
)
_ANY_NUMBER = re.compile(
    r"\d|\b(?:" + "|".join(word for word in _WORDS if word not in ("no", "one")) + r")\b", re.IGNORECASE
)
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the text with how exact it claims to be (`exactly`, `about`, `just over`, ...) and its words."""

    number: int
    approximation: str
    words: str


def number_of(words: str) -> int | None:
    """Return the number of "2,900" or "two", None for "several"."""
    plain = re.sub(r"[,\u202f\u00a0 ](?=\d{3}\b)", "", words.strip().lower())
    if plain.replace(".", "", 1).isdigit():
        return round(float(plain))
    return _WORDS.get(plain)


_CACHE: dict[str, re.Pattern[str]] = {}


def figure_in(text: str, noun: str) -> Figure | None:
    """Return the first figure that counts `noun` (a pattern), at most three words before it, None without one.

    Years are no figures, and "one of the officers" counts nothing.
    """
    if not _ANY_NUMBER.search(text):
        return None
    pattern = _CACHE.get(noun)
    if pattern is None:
        pattern = re.compile(
            rf"\b(?:(?:{_APPROXIMATION})\s+)?\b{_NUMBER}\b(?!\s+of\b)\s+(?:(?!and\b)[\w’'-]+\s+){{0,3}}?{noun}\b",
            re.IGNORECASE,
        )
        _CACHE[noun] = pattern
    for match in pattern.finditer(text):
        number = number_of(match["number"])
        if number is None or (re.fullmatch(r"(?:19|20)\d\d", match["number"]) and not match["scale"]):
            continue
        if match["scale"]:
            number *= _SCALES[match["scale"].strip().lower()]
        name = next((name for n, (name, _) in enumerate(_APPROXIMATIONS) if match[f"a{n}"]), "exactly")
        return Figure(number, name, match.group(0).strip())
    return None
