"""From mentions to actors: bodies of a state or organisation, peoples, quoted titles, seats of government.

A battalion, chamber or interim government of a state gets a code made of the state's (`TJK_BATTALION`, `KAZ_SENATE`,
`KGZ_INTERIM_GOV`), an office of an organisation in a town one made of both (`UN_HUB_DAKAR`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contingent.base.spans import Span
from contingent.coding.mentions import Mention

_STATE_KINDS = frozenset({"state", "former state", "territory"})
_INTERIM = {
    "interim": "INTERIM_GOV",
    "provisional": "INTERIM_GOV",
    "caretaker": "INTERIM_GOV",
    "transitional": "TRANSITIONAL_GOV",
}
_INTERIM_BEFORE = re.compile(rf"\b({'|'.join(_INTERIM)})\s+\Z", re.IGNORECASE)
_INTERIM_AFTER = re.compile(rf"(?:[’']s)?\s+({'|'.join(_INTERIM)})\s+(?:\w+\s+)?(?:government|authorities)\b", re.I)
_GOVERNMENT = re.compile(r"\s+(?:government|authorities|administration)\b", re.IGNORECASE)
_UNIT = re.compile(
    r"\b(?:peacekeeping|peace-keeping|infantry|marine|rapid reaction)\s+(battalion|brigade)\b(?!\s*\()", re.IGNORECASE
)
_OFFICE = re.compile(
    r"(?:[’']s)?\s+(?:(?:regional|liaison|logistics|training)\s+)*(hub|base|centre|center)\s+in\s+(?:[^.;,]{0,30}?,\s)?"
    r"(?:[^.;]{0,40}?,\s)?([A-Z][^\W\d_]+)",
)
_ETHNIC = re.compile(r"\b(?:inter-?ethnic|ethnic(?:ally)?|inter-?communal|minorit(?:y|ies))\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:\s+(?:and|or)\s+[^\W_]+)?(?:\s|-)+(?:ethnic\s+)?(?:civilians|communit|population|minorit|villagers|"
    r"diaspora|clans?\b|conflict|clash|violence|tensions|speakers)"
)
_QUOTED = re.compile(r"[‘“\"]([A-Z][^’”\"\n]{12,160})[’”\"]")
_CHAMBERS = {
    "Senate": "SENATE",
    "Parliament": "PARLIAMENT",
    "Congress": "CONGRESS",
    "House of Representatives": "PARLIAMENT",
    "National Assembly": "PARLIAMENT",
    "Duma": "PARLIAMENT",
}
_PLACE = re.compile(r"\b(?:in|at|to|from|near|of|outside|around|via|visited)\s+(?:[a-z]+\s)?\Z")
_GROUPS_IN_TITLES = frozenset({"group", "region"})


@dataclass(frozen=True, slots=True)
class Item:
    """An actor at a place in the text. `ethnic`: a demonym that may mean a people rather than its state."""

    span: Span
    code: str
    kind: str
    role: str
    ethnic: bool = False


def as_items(text: str, mentions: Sequence[Mention]) -> list[Item]:
    """Return the actors that the mentions name, in the order of the text; mentions that are no actors are left out."""
    titles = [Span(m.start(1), m.end(1)) for m in _QUOTED.finditer(text) if _is_title(m.group(1))]
    items: list[Item] = []
    for mention in mentions:
        if (
            _spanned(text, mention)
            or (mention.text in _SEATS and mention.role == "city")
            or _is_place(text, mention)
            or _in_title(mention, titles)
        ):
            continue
        items.extend(_items_of(text, mention))
    items.extend(_units(text, mentions))
    offices = [*_offices(text, items)]
    taken = {office.span.start for office in offices}
    items = [item for item in items if item.role not in ("city", "capital") or item.span.start not in taken]
    return sorted((*items, *offices), key=lambda item: (item.span.start, item.span.end))


_SEATS = frozenset({"New York", "Geneva", "Vienna", "Brussels", "Addis Ababa", "The Hague", "Washington", "Strasbourg"})
"""Towns where organisations sit: as places they say nothing about their state."""
_SPANNED = re.compile(r"\bbetween (?:\w+ and )?\Z|\bbetween \w+ and \Z")
_CONTINENT = frozenset({"AFRICA", "ASIA", "EUROPE", "EURASIA"})


def _spanned(text: str, mention: Mention) -> bool:
    """Return whether a continent only tells what lies between: "a bridge between Asia and Europe"."""
    start = mention.span.start
    return mention.code in _CONTINENT and _SPANNED.search(text[max(0, start - 30) : start]) is not None


def of_chamber(text: str, span: Span, items: Sequence[Item], state: Iterable[str]) -> tuple[str, ...]:
    """Return the code of a chamber of parliament at `span` and its state: the one named with it, else `state`."""
    suffix = _CHAMBERS[span.cut(text)]
    beside = [i.code for i in items if i.kind in _STATE_KINDS and _beside(text, span, i.span)]
    codes = tuple(beside[:1]) or tuple(state)
    return (f"{codes[0]}_{suffix}", codes[0]) if len(codes) == 1 else ()


def _beside(text: str, span: Span, other: Span) -> bool:
    if other.end <= span.start:
        return re.fullmatch(r"(?:[’']s)?\s+", text[other.end : span.start]) is not None
    return re.fullmatch(r"\s+(?:of|in)\s+(?:the\s+)?", text[span.end : other.start]) is not None


def _is_title(words: str) -> bool:
    """Return whether quoted words are a title: most of them have a capital."""
    large = [w for w in words.split() if len(w) > 3]
    return len(large) > 2 and sum(w[0].isupper() for w in large) >= 0.7 * len(large)


def _in_title(mention: Mention, titles: list[Span]) -> bool:
    return mention.role in _GROUPS_IN_TITLES and any(mention.span.within(title) for title in titles)


def _is_place(text: str, mention: Mention) -> bool:
    """Return whether a capital is only where something is ("held in Geneva"), not a government ("Moscow objects")."""
    start = mention.span.start
    place = mention.text in _SEATS and mention.role == "capital"
    return place and _PLACE.search(text[max(0, start - 20) : start]) is not None


def _items_of(text: str, mention: Mention) -> Iterator[Item]:
    span = mention.span
    if mention.kind in _STATE_KINDS and (interim := _interim(text, span)):
        yield Item(span, f"{mention.code}_{interim}", "state body", mention.role)
        return
    for part in mention.parts:
        yield Item(span, part, "organisation" if part in {"UN", "EU", "AU", "NATO"} else "part", "part")
    yield Item(span, mention.code, mention.kind, mention.role, _is_ethnic(text, mention))


def _interim(text: str, span: Span) -> str | None:
    before = _INTERIM_BEFORE.search(text[max(0, span.start - 20) : span.start])
    if before and _GOVERNMENT.match(text, span.end):
        return _INTERIM[before.group(1).lower()]
    after = _INTERIM_AFTER.match(text, span.end)
    return _INTERIM[after.group(1).lower()] if after else None


def _is_ethnic(text: str, mention: Mention) -> bool:
    if mention.role != "demonym":
        return False
    around = text[max(0, mention.span.start - 40) : mention.span.end + 30]
    sentence = re.split(r"[.\n]", around)
    words = next((part for part in sentence if mention.text in part), around)
    end = mention.span.end
    return _ETHNIC.search(words) is not None and _PEOPLE.search(text, end, end + 45) is not None


def _units(text: str, mentions: Sequence[Mention]) -> Iterator[Item]:
    """Yield peacekeeping battalions and brigades of a state, unless the text gives them an acronym."""
    states = [m for m in mentions if m.kind in _STATE_KINDS]
    starts = [m.span.start for m in states]
    for found in _UNIT.finditer(text):
        start = max(text.rfind(mark, 0, found.start()) for mark in (".", "\n", ";")) + 1
        known = bisect_left(starts, found.start())
        before = states[bisect_left(starts, start) : known]
        own = re.search(r"\b(?:its|their|the country[’']s) (?:own |first |new )*\Z", text[start : found.start()])
        beside = [m for m in before if re.fullmatch(r"(?:[’']s)?[ -](?:\w+ )?", text[m.span.end : found.start()])]
        if not beside and not own:
            continue
        if state := (beside or before or states[:known])[-1:]:
            code = f"{state[0].code}_{found.group(1).upper()}"
            yield Item(Span(found.start(), found.end()), code, "unit", "pattern")


def _offices(text: str, items: Sequence[Item]) -> Iterator[Item]:
    """Yield hubs and centres of an organisation in a town, then the town alone where it is named again."""
    for item in items:
        if item.kind != "organisation" or not (found := _OFFICE.match(text, item.span.end)):
            continue
        noun = found.group(1).upper().replace("CENTER", "CENTRE")
        town = found.group(2)
        code = f"{item.code}_{noun}_{_plain(town)}"
        for place in re.finditer(rf"\b{re.escape(town)}\b", text[found.start(2) :]):
            start = found.start(2) + place.start()
            yield Item(Span(start, start + len(town)), code, "agency", "pattern")


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word)
    return "".join(c for c in folded if not unicodedata.combining(c)).upper()
