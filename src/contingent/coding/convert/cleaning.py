"""Characters: what can never be part of clean text is taken out, what only looks like a blank becomes one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f\x80-\x9f]"
)
_SOFT_LINE_END = re.compile(r"[\u00ad\ufffe\x02](?=[ \t]*\n)")
_WIDE_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\f]+")


class Repairs(Counter[str]):
    """What was repaired, counted by kind; `lines` tells it."""

    def lines(self) -> list[str]:
        """Return one line per kind of repair, as "hyphens at line ends undone: 30"."""
        return [f"{what}: {count}" for what, count in self.items() if count]


def plain_characters(text: str, repairs: Repairs) -> str:
    """Return `text` with `\\n` line ends and none but visible characters, blanks, tabs, line and page breaks.

    Soft hyphens and other invisible characters go, ligatures become letters, wide and no-break blanks plain ones
    (one for one, so offsets stay).
    """
    text = _SOFT_LINE_END.sub("-", _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")))
    if text.isascii():
        return _counted(_INVISIBLE, "", text, "invisible characters removed", repairs)
    text = _counted(_INVISIBLE, "", text, "invisible characters removed", repairs)
    text = _counted(_WIDE_BLANKS, " ", text, "no-break and wide blanks made plain", repairs)
    repairs["unreadable characters replaced"] += len(_SURROGATE.findall(text))
    text = _SURROGATE.sub("\ufffd", text)
    repairs["ligatures made letters"] += len(_LIGATURE.findall(text))
    return _LIGATURE.sub(lambda m: _LIGATURES[m.group()], text)


def _counted(pattern: re.Pattern[str], by: str, text: str, what: str, repairs: Repairs) -> str:
    text, count = pattern.subn(by, text)
    repairs[what] += count
    return text


def one_line(text: str) -> str:
    """Return `text` in composed form (NFC) with every run of blanks and line breaks as one blank, none outside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def single_blanks(text: str) -> str:
    """Return one line with runs of blanks and tabs made one, none outside."""
    return _BLANKS.sub(" ", text).strip()
