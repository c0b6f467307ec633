"""Labels that single out a speaker ("Speaker A", "Expert no. 3") and pronouns that repeat one ("that from Chile")."""

from __future__ import annotations

import re

from contingent.coding.tokens import Sentence

_LABEL = re.compile(r"[A-HJ-Z]\d{0,3}|\d{1,3}|I{1,3}|I?VI{0,3}|[A-Z]{2}")


def label_end(s: Sentence, h: int) -> int:
    """Return the last word of the label after the head noun `h`, `h` if there is none: "Speaker A", "Expert no. 3"."""
    j = h + 1
    if s.word(j) in ("no", "number", "nr", "#"):
        j += 1 + (s.word(j + 1) == ".")
    raw = s.raw[j].removesuffix("'s").removesuffix("’s") if j < len(s) else ""
    return j if _LABEL.fullmatch(raw) and s.raw[h][0].isupper() else h


THE_OTHER = {
    "that": "s",
    "one": "s",
    "another": "s",
    "those": "p",
    "ones": "p",
    "others": "p",
    "two": "p",
    "several": "p",
    "some": "p",
}


def second_origin(s: Sentence, j: int) -> int | None:
    """Return the pronoun of "and that from Chile", "and the one of Peru" whose conjunction is word `j`, else None."""
    if s.word(j) not in ("and", "or"):
        return None
    k = j + 1 + (s.word(j + 1) == "the")
    return k if s.word(k) in THE_OTHER and s.word(k + 1) in ("from", "of", "representing") else None
