"""Mentions: where a text names a state, a group of states, an organisation, a mission or an armed group.

A gazetteer is a table of names; it is looked up by first word, longest name first, so that "South Sudan" is never
"Sudan" and the cost does not grow with the table. Names are handed in as rows, since `coding` does not know `records`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from contingent.base.spans import Span
from contingent.coding.definitions import Definition, definitions_in

Row = tuple[str, str, str, str]
"""text, code, kind (of `records.actors.ActorKind`), role (name, acronym, demonym, group, region, capital ...)."""

_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_DASHES = frozenset("-‐‑–")
_SPACES = frozenset(" \u00a0\u2009\u202f")
_DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "central",
        "northern",
        "southern",
        "eastern",
        "western",
        "middle",
        "greater",
        "southeast",
        "northeast",
        "sub",
    ]
)
_BARE_DIRECTIONS = frozenset({"west", "western"})
# Acronyms that are everyday words when a heading is set in capitals.
_WORDS_IN_CAPITALS = frozenset({"US", "IS", "WHO", "CAR", "IT", "IMF", "ADF", "RAND", "PACT", "AIM", "ACCORD", "ASF"})
_WORDS_IN_TITLE_CASE = frozenset({"Micah", "Accord", "Rand", "Isis", "Quad", "Afdb", "Aids"})
_TITLES = frozenset(["mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady"])
_PARTS_OF = frozenset({"mission", "unit"})
_HAVE_MEMBERS = frozenset({"organisation", "organ"})
_REGION = re.compile(r"(?:['’]s)?[ -](?:region|area|space|zone)\b(?!al)")
_MEMBERS = re.compile(
    r"(?:['’]s?)?[ -](?:(?:other|own|remaining|individual|smaller|larger|new|founding) )?"
    r"(?:member[ -](?:states?|countries|nations|governments)|members|allies)\b",
    re.IGNORECASE,
)
_MEMBERS_OF = re.compile(r"\b(?:member[ -](?:states|countries|nations)|members|allies) (?:of|in) (?:the )?\Z", re.I)
_COPULA = re.compile(r"\b(?:is|are|was|were|be|been|become|became|being|remain|not|joined)\b[\w ]{0,20}\Z", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in a text. `parts` are codes named inside a mission's or unit's long name (lead organisation, host)."""

    span: Span
    code: str
    text: str
    kind: str
    role: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[str, ...]
    """Folded words, to be compared with folded words of the text."""
    words: tuple[str, ...]
    """Words as written in the table; a capital there asks for a capital in the text."""
    gaps: tuple[str, ...]
    code: str
    kind: str
    role: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFKD", word)
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold()


def _words_of(text: str) -> list[_Word]:
    return [_Word(m.start(), m.end(), m.group(), _fold(m.group())) for m in _TOKEN.finditer(text)]


def _entry_of(row: Row) -> _Entry | None:
    text, code, kind, role = row
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    found = list(_TOKEN.finditer(text))
    if not found:
        return None
    words = tuple(m.group() for m in found)
    gaps = tuple(text[a.end() : b.start()] for a, b in itertools.pairwise(found))
    return _Entry(tuple(map(_fold, words)), words, gaps, code, kind, role, text.endswith("."))


def _gap_fits(gap: str, wanted: str, before: str) -> bool:
    if gap == wanted:
        return True
    if wanted in {" ", "-"}:
        if len(gap) == 1:
            return gap in _SPACES or gap in _DASHES
        return gap == ". " and before in {"st", "dem", "rep", "dr"}
    return gap.translate(_APOSTROPHES).replace("–", "-") == wanted


def _acronym_fits(word: str, wanted: str) -> bool:
    if word == wanted:
        return True
    # Newspapers write Nato, Unifil, Ecowas.
    return len(wanted) >= 4 and wanted.isupper() and word == wanted.title() and word not in _WORDS_IN_TITLE_CASE


def _word_fits(word: str, wanted: str, entry: _Entry) -> bool:
    if entry.role == "acronym":
        return _acronym_fits(word, wanted)
    if not wanted[0].isupper() or word[0].isupper():
        return True
    return entry.kind == "group" and len(entry.words) > 1 and _fold(wanted) in _DIRECTIONS


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A table of names to look up in text. Make one with `Gazetteer.of`."""

    _entries: Mapping[str, tuple[_Entry, ...]]
    _kinds: Mapping[str, str] = field(default_factory=dict)
    _parts: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Gazetteer:
        """Return a gazetteer of `rows`; of two rows with the same text the first one counts."""
        return cls({}, {}).with_rows(rows)

    def with_rows(self, rows: Iterable[Row]) -> Gazetteer:
        """Return a gazetteer that also knows `rows`; they win over names already there."""
        table = dict(self._entries)
        kinds = dict(self._kinds)
        fresh: dict[str, list[_Entry]] = {}
        for row in rows:
            if entry := _entry_of(row):
                fresh.setdefault(entry.tokens[0], []).append(entry)
                kinds.setdefault(entry.code, entry.kind)
        for first, entries in fresh.items():
            known = (*entries, *table.get(first, ()))
            table[first] = tuple(sorted(known, key=lambda entry: -len(entry.tokens)))
        return Gazetteer(table, kinds)

    def with_definitions(self, text: str) -> Gazetteer:
        """Return a gazetteer that also knows the acronyms which `text` itself explains as "Long Name (LN)".

        A long name the gazetteer knows lends its code to the acronym; an unknown one becomes a new code, the acronym.
        """
        rows: list[Row] = []
        for definition in definitions_in(text):
            rows.extend(self._rows_of(definition))
        return self.with_rows(rows) if rows else self

    def kind_of(self, code: str) -> str | None:
        """Return the kind of `code`, None if the gazetteer has no such code."""
        return self._kinds.get(code)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the names in `text`, left to right, longest first, none overlapping another.

        A name written as an organisation's members or region ("NATO allies", "member states of the EU", "the CSTO
        region") gets the code of that group: `NATO_MEMBERS`, `CSTO_REGION`.
        """
        found: list[Mention] = []
        for mention in self._names_in(text):
            wider = self._widened(mention, text)
            apart = not found or found[-1].span.end <= wider.span.start
            found.append(wider if apart else mention)
        return tuple(found)

    def _rows_of(self, definition: Definition) -> Iterator[Row]:
        known = [m for m in self._names_in(definition.name) if len(m.span) == len(definition.name)]
        own = [m for m in self._names_in(definition.acronym) if len(m.span) == len(definition.acronym)]
        if known:
            if not own or own[0].code != known[0].code:
                yield (definition.acronym, known[0].code, known[0].kind, "acronym")
        elif definition.kind is not None:
            if own and (own[0].kind == definition.kind or own[0].code == definition.acronym):
                yield (definition.name, own[0].code, own[0].kind, "name")
                return
            yield (definition.acronym, definition.acronym, definition.kind, "acronym")
            yield (definition.name, definition.acronym, definition.kind, "name")

    def _names_in(self, text: str) -> Iterator[Mention]:
        words = _words_of(text)
        at = 0
        while at < len(words):
            entry = self._match(text, words, at)
            if entry is None:
                at += 1
                continue
            last = words[at + len(entry.tokens) - 1]
            end = last.end + (entry.dotted and text[last.end : last.end + 1] == ".")
            if entry.role != "mask":
                span = Span(words[at].start, end)
                parts = self._parts_of(entry) if entry.kind in _PARTS_OF else ()
                yield Mention(
                    span=span, code=entry.code, text=span.cut(text), kind=entry.kind, role=entry.role, parts=parts
                )
            at += len(entry.tokens)

    def _match(self, text: str, words: list[_Word], at: int) -> _Entry | None:
        second = words[at + 1].folded if at + 1 < len(words) else ""
        for entry in self._entries.get(words[at].folded, ()):
            if len(entry.tokens) > 1 and entry.tokens[1] != second:
                continue
            if self._fits(entry, text, words, at) and not _misread(entry, text, words, at):
                return None if entry.tokens[0] == "the" and self._more_follows(entry, text, words, at) else entry
        return None

    def _more_follows(self, entry: _Entry, text: str, words: list[_Word], at: int) -> bool:
        """Return whether a longer name starts after the article: "the West" in "the West African states"."""
        inner = self._match(text, words, at + 1) if at + 1 < len(words) else None
        return inner is not None and len(inner.tokens) > len(entry.tokens) - 1

    @staticmethod
    def _fits(entry: _Entry, text: str, words: list[_Word], at: int) -> bool:
        size = len(entry.tokens)
        if at + size > len(words):
            return False
        for i in range(size):
            word = words[at + i]
            if word.folded != entry.tokens[i] or not _word_fits(word.text, entry.words[i], entry):
                return False
            if i and not _gap_fits(text[words[at + i - 1].end : word.start], entry.gaps[i - 1], entry.tokens[i - 1]):
                return False
        return True

    def _parts_of(self, entry: _Entry) -> tuple[str, ...]:
        if len(entry.tokens) < 3:
            return ()
        name = "".join(w + g for w, g in zip(entry.words, (*entry.gaps, ""), strict=True))
        if name not in self._parts:
            self._parts[name] = ()  # a name is no part of itself
            outer = list(self._names_in(name[: name.rfind(entry.words[-1])]))
            reach = max((m.span.end for m in outer), default=len(entry.words[0]))
            inner = self._names_in(name[reach:])
            self._parts[name] = tuple(dict.fromkeys(m.code for m in (*outer, *inner) if m.code != entry.code))
        return self._parts[name]

    @staticmethod
    def _widened(mention: Mention, text: str) -> Mention:
        if mention.kind not in _HAVE_MEMBERS:
            return mention
        start, end = mention.span.start, mention.span.end
        if follows := _REGION.match(text, end):
            return _group(mention, "REGION", Span(start, follows.end()), text)
        follows = _MEMBERS.match(text, end)
        if follows and not _COPULA.search(text, max(0, start - 40), start):
            return _group(mention, "MEMBERS", Span(start, follows.end()), text)
        before = text[max(0, start - 40) : start]
        leads = _MEMBERS_OF.search(before)
        if leads and not _COPULA.search(before[: leads.start()]):
            return _group(mention, "MEMBERS", Span(start - (len(before) - leads.start()), end), text)
        return mention


def _group(mention: Mention, suffix: str, span: Span, text: str) -> Mention:
    code = f"{mention.code}_{suffix}"
    return Mention(span=span, code=code, text=span.cut(text), kind="group", role="group")


def _misread(entry: _Entry, text: str, words: list[_Word], at: int) -> bool:
    """Return whether the words look like `entry` but mean something else."""
    word = words[at]
    before = words[at - 1] if at else None
    gap = text[before.end : word.start] if before else ""
    if before and gap in {"-", "–", "‑"} and before.folded == "non":
        return True
    if len(entry.tokens) > 1:
        return False
    if before and before.folded in _TITLES and gap.strip(".") in _SPACES:
        return True
    if entry.tokens[0] in _BARE_DIRECTIONS:
        return _starts_a_place(text, words, at)
    return entry.role == "acronym" and word.text in _WORDS_IN_CAPITALS and _in_capitals(text, word)


def _starts_a_place(text: str, words: list[_Word], at: int) -> bool:
    """Return whether a capitalised word follows: "West Darfur", "Western Equatoria"."""
    if at + 1 == len(words):
        return False
    following = words[at + 1]
    return text[words[at].end : following.start] in _SPACES and following.text[0].isupper()


def _in_capitals(text: str, word: _Word) -> bool:
    start = text.rfind("\n", 0, word.start) + 1
    end = text.find("\n", word.end)
    line = text[start : end if end >= 0 else len(text)]
    return line.isupper() and len(line.split()) > 1
