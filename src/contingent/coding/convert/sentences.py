"""Sentences: where one ends and the next begins, in the prose of conference reports.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number. The rules look only at the
few characters round the stop, so a report of any length is split in one pass.
"""

from __future__ import annotations

import re

from contingent.base.spans import Span
from contingent.coding.convert.words import word_set

_END = re.compile(
    r"""(?<![.?!…])(?P<stop>[.?!…]++)                                      # the stop itself, or several of them
        (?P<close>[”’"')\]»}*_]*+)                                # what closes after it
        (?P<mark>\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3}|[*†‡]+|\d{1,3})?     # the mark of a footnote
        (?P<close2>[”’"')\]»}]*+)
        (?P<gap>\s+|(?=[A-Z][a-z]+\s)|(?=$))""",
    re.VERBOSE,
)
_OPENERS = "“‘\"'([{«*_—–-¿¡"
_WORD_BEFORE = re.compile(r"[^\s(\[“‘\"'«—–/]+$")
_WORD_AFTER = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)?")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]", re.UNICODE)
_ROMAN_OR_NUMBER = re.compile(r"\d|[IVXLC]+\b")
_LIST_MARK = re.compile(r"(?:[-–—•◦▪‣●○■□◆❖➢✓·]\s+|>\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S))")
_ONE_LETTER_LABELS = word_set(
    "annex appendix option group phase category plan scenario part section article table figure schedule team zone "
    "area model case track class type company sector level point item variant committee panel stream pillar"
)

NEVER_LAST = word_set(
    "mr mrs ms mx dr prof gen lt col maj capt cpt cmdr cdr sgt adm brig amb sen rep gov hon rev fr st mt ft msgr insp "
    "supt pres e.g i.e eg ie cf viz vs v approx ca c incl esp resp al-"
)
"""Abbreviations after which the sentence always goes on: titles before names, "e.g.", "cf."."""

BEFORE_NUMBER = word_set(
    "no nos para paras par p pp art arts fig figs ch chs chap vol vols ed eds sec secs sect res resol doc rev add corr "
    "app pt pts tab jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Abbreviations after which the sentence goes on when a number follows."""

MAY_BE_LAST = word_set(
    "etc al inc ltd co corp plc llc jr sr esq bros dept dist est govt univ assn intl natl min max avg ph.d b.sc m.sc "
    "ave blvd rd"
)
"""Abbreviations that may close a sentence; they do when the next word can only open one."""

OPENING_WORDS = word_set(
    """
    a an the this that these those it its he she they we you his her their our my i there here who what when
    where why how which while whereas although though if unless since because as after before once until during
    in on at by for from with without within under over among between across despite given according to of about
    against but and or nor so yet however moreover furthermore additionally also thus therefore hence
    consequently nevertheless nonetheless still instead meanwhile finally first second third firstly secondly
    thirdly lastly overall ultimately similarly likewise conversely otherwise indeed rather then next later
    today currently recently in one two three four five six several some many most few all both each every
    another other others no none neither either such any much more less participants participant speakers
    speaker delegates delegate panellists panellist panelists panelist discussants discussant experts expert
    officials official representatives representative members member states countries respondents interviewees
    interlocutors attendees observers diplomats only not even perhaps likely regarding concerning responding
    asked speaking turning looking noting drawing citing
    """
)
"""Words that, with a capital, open a sentence far more often than they go on after an abbreviation."""


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, one paragraph, as spans into `text`, in order, without outer blanks.

    The mark of a list item at the start of the paragraph belongs to no sentence, the asterisk of a footnote does; the
    mark of a footnote after a stop belongs to the sentence it closes.
    """
    stop = len(text) if end is None else end
    begin = _skip_blanks(text, start, stop)
    mark = _LIST_MARK.match(text, begin, stop)
    if mark and mark.end() < stop:
        begin = mark.end()
    spans: list[Span] = []
    for found in _END.finditer(text, begin, stop):
        if found.end() >= stop:
            break
        if found.start() >= begin and _ends_here(text, begin, found):
            closing = found.end() - len(found["gap"])
            spans.append(Span(begin, closing))
            begin = found.end()
    last = stop
    while last > begin and text[last - 1].isspace():
        last -= 1
    if last > begin:
        spans.append(Span(begin, last))
    return spans


def _skip_blanks(text: str, start: int, stop: int) -> int:
    while start < stop and text[start].isspace():
        start += 1
    return start


def _ends_here(text: str, begin: int, found: re.Match[str]) -> bool:
    """Return whether the stop in `found` ends the sentence that began at `begin`."""
    after = found.end()
    glued = not found["gap"]
    if found["mark"] and not _is_note_mark(text, found):
        return False
    if glued and not _glued_end(text, begin, found):
        return False
    nxt = after
    while nxt < len(text) and text[nxt] in _OPENERS:
        nxt += 1
    if nxt >= len(text):
        return False
    head = text[nxt]
    if not (head.isupper() or head.isdigit() or not (head.isalpha() or head.isdigit())):
        return head.isalpha() and not head.islower() and not head.isupper()  # a script without case
    if found["stop"][-1] in "?!":
        return not _inside_bracket(text, begin, found.start())
    word = _WORD_AFTER.match(text, nxt)
    if found["stop"] in ("...", "…", "....") and not _opens(text, word):
        return not text[found.start() - 1 : found.start()].isspace() and found["stop"] != "…"
    if found["stop"] == "." and not found["close"] and not _full_stop(text, begin, found, word):
        return False
    return not _inside_bracket(text, begin, found.start())


def _is_note_mark(text: str, found: re.Match[str]) -> bool:
    """Return whether digits after the stop can be the mark of a footnote, not decimals or a version number."""
    mark = found["mark"]
    if not mark[0].isdigit() or mark[0] in "¹²³":
        return True
    return bool(found["close"]) or text[found.start() - 1 : found.start()].isalpha()


def _glued_end(text: str, begin: int, found: re.Match[str]) -> bool:
    """Return whether a stop with no blank after it ends a sentence: a lower-case word before, a capital after."""
    if found["stop"] != "." or found["mark"]:
        return False
    before = _WORD_BEFORE.search(text, max(begin, found.start() - 40), found.start())
    word = before.group() if before else ""
    return len(word) > 2 and word.isalpha() and word[1:].islower() and "@" not in word


def _opens(text: str, word: re.Match[str] | None) -> bool:
    """Return whether the next word can hardly be anything but the first of a sentence."""
    if word is None or text[word.end() : word.end() + 1] == ".":
        return False
    return word.group()[0].isupper() and word.group().lower().partition("’")[0].partition("'")[0] in OPENING_WORDS


def _full_stop(text: str, begin: int, found: re.Match[str], word: re.Match[str] | None) -> bool:
    """Return whether a single full stop is more than the point of an abbreviation, an initial or a list number."""
    before = _WORD_BEFORE.search(text, max(begin, found.start() - 40), found.start())
    if before is None:
        return True
    token = before.group()
    low = token.lower().rstrip(".")
    if low in NEVER_LAST and not (len(low) == 1 and token.isupper()):
        return False
    if low in BEFORE_NUMBER:
        number = word is not None and bool(_ROMAN_OR_NUMBER.match(word.group()))
        if number:
            return False
        return low == "no" or _opens(text, word) or not token[0].isupper()
    if low in MAY_BE_LAST:
        return _opens(text, word) or (low == "etc" and word is not None)
    if _ACRONYM.fullmatch(token):
        return _opens(text, word)
    if len(token) == 1 and token.isalpha() and token.isupper():
        return _after_one_letter(text, begin, before.start(), word)
    return not (before.start() <= begin and token.isdigit() and len(token) <= 3)


def _after_one_letter(text: str, begin: int, at: int, word: re.Match[str] | None) -> bool:
    """Return whether "X." closes a sentence: "Annex A. The ..." does, "Kofi A. Annan" does not."""
    if _opens(text, word):
        return True
    previous = re.search(r"([^\W\d_]+)\s+$", text[max(begin, at - 30) : at])
    return bool(previous and previous[1].lower() in _ONE_LETTER_LABELS)


def _inside_bracket(text: str, begin: int, at: int) -> bool:
    """Return whether a bracket opened within the sentence (not at its start) is still open and soon closed."""
    opened = text.rfind("(", max(begin + 1, at - 1_000), at)
    if opened < 0 or text.find(")", opened, at + 1) >= 0:
        return False
    closing = text.find(")", at, at + 300)
    return closing >= 0 and text.find("(", at, closing) < 0
