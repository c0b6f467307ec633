"""Actors: whom a claim is about, by name and by coreference.

The reader's rule of thumb behind it: a claim is about those it names and those its pronouns and definite nouns take up
("the country", "both states", "the organisation", "the region"); a clause without a subject goes on with the subject of
the clause before; the speaker counts only where the claim is about the speaker too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from contingent.base.spans import Span
from contingent.coding.actor_codes import KNOWN_ORGANISATIONS
from contingent.coding.actor_rules import CONFIDENCE, rule_of
from contingent.coding.anaphora import (
    Anaphor,
    Reference,
    anaphors_in,
    is_relative,
    lacks_subject,
    only_agrees,
    points_back,
    speaks_of_home,
    takes_up,
)
from contingent.coding.mentions import Mention
from contingent.coding.state_bodies import Item, as_items, of_chamber
from contingent.coding.statements import Origin
from contingent.coding.subjects import relative_head, subject_of
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Form, HolderKind, Quantifier

Resolved = tuple[tuple[str, ...], tuple[str, ...], Origin]
"""All actors of a claim, those named in its words, and the rule."""

_HOLDERS = frozenset({HolderKind.STATE, HolderKind.ORGANIZATION})
_STATE_KINDS = frozenset({"state", "former state", "territory"})
_VAGUE = frozenset({Reference.REGIONAL.value, Reference.JOINT.value, Reference.STATES.value})
_CONTINENTS = frozenset({"AFRICA", "ASIA", "EUROPE", "ASIA_PACIFIC", "SUB_SAHARAN_AFRICA"})
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_BETWEEN_STATES = re.compile(r"#+\s*(?:(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVXA-Z]{1,4}\.)\s+)?(?:and|the|[\s,:&/–-])*")
"""What a heading may hold beside names of states: its mark, its number, conjunctions."""
_KNOWN_REGION = 2
"""How often, or once in a heading, a region must stand in a report before the bare word "regional" means it."""
_NEAR = 600
"""How many characters back a definite "the mission" may reach."""


def resolve_actors(text: str, units: Sequence[Unit], mentions: Sequence[Mention]) -> list[Resolved]:
    """Return for each unit its actors, the ones named in it, and the rule that found them.

    `mentions` are those of the whole `text`, in its order, headings included. Codes stand in the order in which the
    clause brings them up, a subject taken over from the clause before first.
    """
    scene = _Scene.of(text, mentions)
    return [scene.read(unit) for unit in units]


@dataclass(slots=True)
class _Scene:
    """What has been said so far, as far as later words can take it up."""

    text: str
    items: list[Item]
    starts: list[int]
    headings: list[Span]
    kinds: dict[str, str]
    regions: dict[str, float]
    organisations: Counter[str]
    centre: tuple[str, ...] = ()
    """The subject of the clause before."""
    actors: tuple[str, ...] = ()
    """All actors of the clause before."""
    last: Unit | None = None
    memory: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention]) -> _Scene:
        items = as_items(text, mentions)
        headings = [Span(m.start(), m.end()) for m in _HEADING.finditer(text)]
        kinds = {item.code: item.kind for item in reversed(items)}
        regions: dict[str, float] = defaultdict(float)
        for item in items:
            if item.role == "region":
                weight = 3.0 if any(item.span.within(h) for h in headings) else 1.0
                regions[item.code] += weight / 10 if item.code in _CONTINENTS else weight
        organisations = Counter(item.code for item in items if item.kind == "organisation")
        return cls(text, items, [item.span.start for item in items], headings, kinds, regions, organisations)

    # Reading one clause ------------------------------------------------------------------------------------------

    def read(self, unit: Unit) -> Resolved:
        self._turn_to(unit)
        named = self._named(unit)
        found, rule = self._found(unit, named)
        ordered = sorted((*named, *found), key=lambda item: item.span.start)
        carried, carried_rule = self._carried(unit, ordered)
        actors = _unique((*carried, *(item.code for item in ordered)))
        if unit.attribution.kind is HolderKind.STATE and unit.attribution.explicit:
            actors = _unique((*actors, *self._speakers_states(unit)))
        if self._profile_missed(unit, actors):
            actors, carried_rule = _unique((*self._profile(unit), *actors)), "actors.profile"
        if not actors and unit.attribution.kind not in _HOLDERS and speaks_of_home(unit.content.cut(self.text)):
            actors, rule = self._speakers_states(unit), "actors.definite"
        rule = carried_rule or rule if actors else None
        rule = rule or ("actors.named" if actors else "actors.none")
        self._remember(unit, ordered, carried, actors)
        return actors, _unique(item.code for item in named), Origin(rule=rule, confidence=CONFIDENCE[rule])

    def _turn_to(self, unit: Unit) -> None:
        if self.last is not None and self._section_start(unit.span.start) > self.last.span.start:
            self.centre, self.actors = (), ()

    def _remember(self, unit: Unit, ordered: list[Item], carried: tuple[str, ...], actors: tuple[str, ...]) -> None:
        centre = carried or subject_of(self.text, unit.span, ordered) or tuple(self._profile(unit)) if actors else ()
        nested = self.last is not None and unit.span.within(self.last.span)
        if not nested:
            if actors or self.last is None or self.last.sentence != unit.sentence:
                self.centre = centre or (self.centre if not unit.attribution.explicit else ())
            self.actors, self.last = actors, unit
        self.memory.append((unit.span.start, actors))

    def _named(self, unit: Unit) -> list[Item]:
        items = self._between(unit.span.start, unit.span.end)
        cue = unit.attribution.cue_span
        if cue is not None and not _speaks_as_actor(unit):
            items = [item for item in items if not item.span.overlap(cue)]
        return [item for item in items if not self._only_a_people(item, unit)]

    def _only_a_people(self, item: Item, unit: Unit) -> bool:
        """Return whether a demonym means an ethnic group, its state not being named nearby."""
        if not item.ethnic:
            return False
        near = self._between(self._paragraph_start(item.span.start), unit.sentence.end)
        return not any(other.code.startswith(item.code) and not other.ethnic for other in near)

    def _between(self, start: int, end: int) -> list[Item]:
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    # What words without a name stand for -------------------------------------------------------------------------

    def _found(self, unit: Unit, named: list[Item]) -> tuple[list[Item], str | None]:
        found: list[Item] = []
        rule: str | None = None
        for anaphor in anaphors_in(self.text, unit.span):
            if self._in_cue(anaphor, unit) or any(anaphor.span.overlap(item.span) for item in named):
                continue
            for code in self._codes(anaphor, unit, sorted((*named, *found), key=lambda i: i.span.start)):
                found.append(Item(anaphor.span, code, self._kind(code), anaphor.reference.value))
                rule = rule_of(anaphor.reference)
        return found, rule

    def _in_cue(self, anaphor: Anaphor, unit: Unit) -> bool:
        cue = unit.attribution.cue_span
        return cue is not None and anaphor.span.overlap(cue) > 0 and not _speaks_as_actor(unit)

    def _codes(self, anaphor: Anaphor, unit: Unit, items: list[Item]) -> Iterable[str]:
        before = [item for item in items if item.span.start < anaphor.span.start]
        match anaphor.reference:
            case Reference.REGION:
                return self._region(unit, anaphor.span.start)
            case Reference.REGIONAL:
                region = () if self._has_place(items) else self._region(unit, anaphor.span.start)
                return [code for code in region if self.regions[code] >= _KNOWN_REGION]
            case Reference.JOINT:
                return () if self._has_place(items) else self._region_nearby(unit)
            case Reference.STATES:
                return () if self._has_place(items) else self._region_nearby(unit)
            case Reference.IT | Reference.THIS:
                return () if before else self._singular(unit)
            case Reference.THEY:
                return () if before else self._plural(unit, anaphor)
            case Reference.OWN_COUNTRY:
                return self._speakers_states(unit) or self._country(unit, anaphor, before)
            case Reference.COUNTRY:
                return self._country(unit, anaphor, before)
            case Reference.COUNTRIES:
                return self._countries(unit, anaphor)
            case Reference.CHAMBER:
                return of_chamber(self.text, anaphor.span, items, self._country(unit, anaphor, before))
            case _:
                return self._latest_body(unit, anaphor, items)

    def _latest_body(self, unit: Unit, anaphor: Anaphor, items: list[Item]) -> Iterable[str]:
        start = anaphor.span.start
        match anaphor.reference:
            case Reference.MISSION:
                found = self._latest(("mission",), start, since=max(start - _NEAR, self._section_start(start)))
            case Reference.ORGAN:
                found = self._organ(anaphor)
            case Reference.LATTER:
                nearest = self._between(self._paragraph_start(start), start)[-1:]
                found = nearest[0].code if nearest else None
            case Reference.MEMBERS if any(item.kind == "organisation" for item in items):
                found = _members(anaphor, items)
            case _:
                found = self._latest_organisation(start) or self._main_organisation()
        return (found,) if found else ()

    def _has_place(self, items: list[Item]) -> bool:
        return any(i.kind in _STATE_KINDS or i.role == "region" or i.code.endswith("_REGION") for i in items)

    def _singular(self, unit: Unit) -> tuple[str, ...]:
        own = self._speakers_states(unit) if self._cue_inside(unit) else ()
        before = self.centre or tuple(self._profile(unit))
        choice = own or before if _speaks_as_actor(unit) else before or own
        return choice if len(choice) == 1 or self._relates(choice) else ()

    def _relates(self, codes: tuple[str, ...]) -> bool:
        return len(codes) == 2 and not all(map(self._is_state, codes))

    def _plural(self, unit: Unit, anaphor: Anaphor) -> tuple[str, ...]:
        cue = unit.attribution.cue_span
        if cue is not None and cue.within(unit.span) and cue.start < anaphor.span.start:
            alone = unit.attribution.quantifier is Quantifier.ONE
            return () if alone else self._speakers_states(unit)
        return self.centre or tuple(self._profile(unit))

    def _country(self, unit: Unit, anaphor: Anaphor, before: list[Item]) -> tuple[str, ...]:
        if own := [item.code for item in before if item.kind in _STATE_KINDS]:
            return (own[-1],)
        if (speakers := self._speakers_states(unit)) and len(speakers) == 1:
            return speakers
        for choice in (self._states(self.centre), self._profile(unit), self._states(self.actors)):
            if len(choice) == 1:
                return tuple(choice)
        latest = self._latest(_STATE_KINDS, anaphor.span.start, since=self._section_start(anaphor.span.start))
        return (latest,) if latest else ()

    def _countries(self, unit: Unit, anaphor: Anaphor) -> tuple[str, ...]:
        speakers = self._speakers_states(unit)
        for choice in (speakers, self._states(self.centre), self._profile(unit), self._states(self.actors)):
            if len(choice) > 1:
                return tuple(choice)
        words = anaphor.text.lower()
        if words.startswith(("their", "our")):
            return speakers or tuple(self._states(self.centre)) or self._region_nearby(unit)
        start = anaphor.span.start
        recent = [i.code for i in self._between(self._paragraph_start(start), start) if i.kind in _STATE_KINDS]
        if ("both" in words or "two" in words) and len({*recent}) > 1:
            return _unique(reversed(recent))[1::-1]
        return self._region_nearby(unit)

    def _states(self, codes: Iterable[str]) -> list[str]:
        return [code for code in codes if self._is_state(code)]

    def _kind(self, code: str) -> str:
        return self.kinds.get(code, "state" if self._is_state(code) else "state body")

    def _is_state(self, code: str) -> bool:
        """Return whether the code is a state's; one the text does not name is judged by its form (alpha-3)."""
        return self.kinds.get(code, "state" if len(code) == 3 else "") in _STATE_KINDS

    def _speakers_states(self, unit: Unit) -> tuple[str, ...]:
        return tuple(self._states(unit.attribution.affiliation))

    def _cue_inside(self, unit: Unit) -> bool:
        cue = unit.attribution.cue_span
        return cue is not None and cue.within(unit.span)

    def _speaker_inside(self, unit: Unit) -> bool:
        """Return whether the clause names its speaker; "and hopes to ..." has a cue but no subject."""
        if not self._cue_inside(unit):
            return False
        rule = unit.origins["attribution"].rule if "attribution" in unit.origins else ""
        return not rule.startswith("attribution.holder.coordinated")

    def _latest(self, kinds: Iterable[str], before: int, *, since: int) -> str | None:
        for item in reversed(self._between(since, before)):
            if item.kind in kinds and not item.code.endswith("_MEMBERS"):
                return item.code
        return None

    def _latest_organisation(self, before: int) -> str | None:
        """Return the organisation named last in the section; the "UN" of "UN missions" is no candidate."""
        for item in reversed(self._between(self._section_start(before), before)):
            attributive = item.code == "UN" and re.match(r" [a-z]+s\b", self.text[item.span.end : item.span.end + 20])
            if item.kind == "organisation" and not attributive:
                return item.code
        return None

    def _main_organisation(self) -> str | None:
        """Return the organisation the report is about, if one is named more often than all others."""
        (first, many), (_, fewer) = [*self.organisations.most_common(2), ("", 0), ("", 0)][:2]
        return first if many > fewer else None

    def _organ(self, anaphor: Anaphor) -> str | None:
        """Return the organ whose name ends in the capitalised noun; "the Council" alone is the Security Council."""
        noun = anaphor.text.split()[-1]
        for item in reversed(self._between(0, anaphor.span.start)):
            if item.span.cut(self.text).endswith(noun):
                return item.code
        if noun in {"Secretariat", "Council", "Assembly", "Committee", "Commission"}:
            known = {"Secretariat": "UN", "Council": "UNSC"}.get(noun)
            return known if self.kinds.keys() & {"UNSC", "UN"} or known == "UN" else None
        return self._latest_organisation(anaphor.span.start)

    # The region, the section --------------------------------------------------------------------------------------

    def _section_start(self, at: int) -> int:
        found = self._heading(at)
        return found.start if found else 0

    def _heading(self, at: int) -> Span | None:
        number = bisect_right(self.headings, at, key=lambda heading: heading.start)
        return self.headings[number - 1] if number else None

    def _paragraph_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _region(self, unit: Unit, at: int) -> tuple[str, ...]:
        """Return the region the passage is about: often named in the report, more so here."""
        if not self.regions:
            return ()
        section, paragraph = self._section_start(at), self._paragraph_start(at)
        score = dict(self.regions)
        for item in self._between(section, unit.sentence.end):
            if item.role == "region" and item.code not in _CONTINENTS:
                score[item.code] += 8 if item.span.start >= paragraph else 3
        return (max(score, key=score.__getitem__),)

    def _region_nearby(self, unit: Unit) -> tuple[str, ...]:
        """Return the region if this paragraph has spoken of it already."""
        paragraph = self._paragraph_start(unit.span.start)
        recent = takewhile(lambda entry: entry[0] >= paragraph, reversed(self.memory))
        near = {code for _, codes in recent for code in codes}
        near |= {item.code for item in self._between(paragraph, unit.span.start)}
        region = self._region(unit, unit.span.start)
        return region if near & {*region} else ()

    def _profile(self, unit: Unit) -> list[str]:
        """Return the states the section is a profile of: its heading is nothing but their names."""
        heading = self._heading(unit.span.start)
        if heading is None:
            return []
        items = self._between(heading.start, heading.end)
        rest = heading.cut(self.text)
        for item in items:
            rest = rest.replace(item.span.cut(self.text), "")
        only_states = all(item.kind in _STATE_KINDS for item in items) and _BETWEEN_STATES.fullmatch(rest)
        return list(_unique(item.code for item in items)) if items and only_states else []

    def _profile_missed(self, unit: Unit, actors: tuple[str, ...]) -> bool:
        return bool(profile := self._profile(unit)) and not {*profile} & {*actors} and not unit.attribution.affiliation

    # Taking over from the clause before ---------------------------------------------------------------------------

    def _carried(self, unit: Unit, items: list[Item]) -> tuple[tuple[str, ...], str | None]:
        clause = unit.span.cut(self.text)
        same_sentence = self.last is not None and self.last.sentence == unit.sentence
        if unit.span.start > unit.sentence.start and is_relative(clause):
            before = self._between(unit.sentence.start, unit.span.start)
            hung = relative_head(self.text, before[-1:] if clause.startswith("where") else before)
            return hung or self.centre, "actors.carried"
        if self.last is None or (not self.centre and not self.actors):
            return (), None
        if same_sentence and lacks_subject(clause) and not self._speaker_inside(unit):
            return self.actors if takes_up(clause) else self.centre, "actors.carried"
        if items and not (takes_up(clause) and all(item.role in _VAGUE for item in items)):
            return (), None
        if items or (takes_up(clause) and (same_sentence or not unit.attribution.explicit)):
            return self.actors, "actors.carried"
        return self._carried_whole(unit, clause, same_sentence)

    def _carried_whole(self, unit: Unit, clause: str, same_sentence: bool) -> tuple[tuple[str, ...], str | None]:
        """Carry into a clause that brings up nobody itself."""
        if only_agrees(clause):
            return self.actors, "actors.carried"
        shared = unit.attribution.form in {Form.SHARED, Form.HOLDER}
        cued = unit.attribution.cue_span is None or self._cue_inside(unit)
        speaks_anew = unit.attribution.explicit and cued and not shared
        about_itself = same_sentence and {*unit.attribution.affiliation} & {*self.centre}
        if about_itself or (not speaks_anew and (same_sentence or points_back(clause))):
            return self.centre, "actors.carried"
        return (), None


def _members(anaphor: Anaphor, items: Sequence[Item]) -> str | None:
    """Return the code of "member states" for those of the organisation named before in the clause."""
    before = [i.code for i in items if i.kind == "organisation" and i.span.end <= anaphor.span.start]
    known = any(item.code.endswith("_MEMBERS") for item in items)
    bare = re.search(r"^(?!(?:its|their)\b).*member[ -](?:states|countries|nations)", anaphor.text, re.IGNORECASE)
    return f"{before[-1]}_MEMBERS" if before and bare and not known and before[-1] in KNOWN_ORGANISATIONS else None


def _speaks_as_actor(unit: Unit) -> bool:
    """Return whether the speaker is a state or organisation, which its own view is then about."""
    return unit.attribution.kind in _HOLDERS or unit.attribution.form is Form.HOLDER


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
