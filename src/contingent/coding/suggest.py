"""Suggesting statements: attribution and content rules put together, each field with the rule that set it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp, log
from typing import Protocol

from contingent.base.spans import Span
from contingent.coding.actors import Resolved, resolve_actors
from contingent.coding.attribution import attribute
from contingent.coding.claim_rules import claim_of
from contingent.coding.claim_types import type_of
from contingent.coding.codebook import Codebook
from contingent.coding.codebook_files import default_codebook
from contingent.coding.concepts import ConceptIndex
from contingent.coding.hedges import hedge_of
from contingent.coding.lexicon import AUXILIARIES
from contingent.coding.mentions import Gazetteer, Mention
from contingent.coding.periods import period_of
from contingent.coding.reports import CleanText
from contingent.coding.stances import stance_of
from contingent.coding.statements import Origin, Statement
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Form, Hedge, Mode, Status
from contingent.coding.what_ifs import what_if_of

CODER = "rules"
CONTINUED = Origin(rule="hedge.continued", confidence=0.8)
PERIOD = Origin(rule="period.words", confidence=0.8)
WHOLE = "statement"
"""Key of the origin that speaks for the whole statement."""


class Suggester(Protocol):
    """Anything that proposes statements for a clean text; the text never leaves the machine unless it says so."""

    name: str

    def suggest(self, clean: CleanText) -> list[Statement]:
        """Return proposed statements in the order of the text, with status `suggested`."""
        ...


class RuleSuggester:
    """The default suggester: a grammar for attribution, word classes for the rest, no model and no network.

    Args:
        gazetteer: names of states and organisations.
        codebook: whose terms suggest concepts; the one that ships with contingent if not given.
    """

    name = CODER

    def __init__(self, gazetteer: Gazetteer, codebook: Codebook | None = None) -> None:
        self.gazetteer = gazetteer
        self.codebook = codebook or default_codebook()
        self._concepts = ConceptIndex(self.codebook)

    def suggest(self, clean: CleanText) -> list[Statement]:
        """Return one statement for each clause under one speaker, `S001` on, each field with its Origin.

        The origin `statement` is the geometric mean of the confidences of the fields that are always there
        (attribution, kind, quantifier, hedge, type, actors, concepts).
        """
        mentions = self.gazetteer.with_definitions(clean.text).find(clean.text)
        units = attribute(clean, self.gazetteer, mentions)
        resolved = resolve_actors(clean.text, units, mentions)
        reader = _Reader(clean, self._concepts, mentions)
        statements = [
            reader.statement(unit, actors, number)
            for number, (unit, actors) in enumerate(zip(units, resolved, strict=True), start=1)
        ]
        return with_heads(statements)


class _Reader:
    """Turns one unit into a statement."""

    def __init__(self, clean: CleanText, concepts: ConceptIndex, mentions: Sequence[Mention]) -> None:
        self.text, self.concepts, self.mentions = clean.text, concepts, mentions
        self._next = 0
        self._before: tuple[Span, Hedge] | None = None

    def _hedge(self, claim: str, unit: Unit) -> tuple[Hedge, Origin]:
        """Return the hedge; a second verb under one modal ("might lead to trust and help them") shares it."""
        hedge, origin = hedge_of(claim, unit=unit)
        if hedge is Hedge.CERTAIN and self._before is not None and self._before[0] == unit.sentence:
            words = claim.lower().split()[:6]
            if words[:1] == ["and"] and "that" not in words and not AUXILIARIES & set(words):
                hedge, origin = self._before[1], CONTINUED
        self._before = (unit.sentence, hedge)
        return hedge, origin

    def statement(self, unit: Unit, resolved: Resolved, number: int) -> Statement:
        claim = unit.content.cut(self.text)
        actors, named, actors_origin = resolved
        hedge, hedge_origin = self._hedge(claim, unit)
        kind, type_origin = type_of(claim, unit=unit, hedge=hedge)
        sentence = unit.sentence.cut(self.text)
        concepts, concept_origin = self.concepts.find(
            claim, sentence=sentence, section=unit.section, actors=actors, type=kind
        )
        stance = stance_of(claim, concepts=concepts, unit=unit, hedge=hedge, type=kind)
        checkable = claim_of(claim, actors=actors, mentions=self._named(unit), type=kind, hedge=hedge)
        what_if = what_if_of(claim, hedge=hedge, type=kind, hope=unit.mode is Mode.HOPED)
        # The time may stand before the cue: "In 2011 the government wanted ...".
        time = period_of(claim) or period_of(unit.span.cut(self.text))
        origins: dict[str, Origin] = dict(unit.origins)
        origins |= {"hedge": hedge_origin, "type": type_origin, "actors": actors_origin, "concepts": concept_origin}
        if time is not None:
            origins["time"] = PERIOD
        for name, found in (("stance", stance), ("claim", checkable), ("what_if", what_if)):
            if found is not None:
                origins[name] = found[1]
        origins[WHOLE] = overall(origins)
        return Statement(
            id=f"S{number:03d}",
            span=unit.span,
            sentence=unit.sentence,
            section=unit.section,
            paragraph=unit.paragraph,
            attribution=unit.attribution,
            mode=unit.mode,
            verb=unit.verb,
            type=kind,
            hedge=hedge,
            actors=actors,
            actors_named=named,
            concepts=concepts,
            stance=stance[0] if stance else None,
            time=time,
            status=Status.SUGGESTED,
            coder=CODER,
            claim=checkable[0] if checkable else None,
            what_if=what_if[0] if what_if else None,
            origins=origins,
        )

    def _named(self, unit: Unit) -> list[Mention]:
        """Return the mentions inside the claim; units come in the order of the text."""
        mentions = self.mentions
        while self._next < len(mentions) and mentions[self._next].span.end <= unit.span.start:
            self._next += 1
        found = []
        for mention in mentions[self._next :]:
            if mention.span.start >= unit.span.end:
                break
            if mention.span.within(unit.content) and mention.role != "city":
                found.append(mention)
        return found


_ALWAYS = ("attribution", "kind", "quantifier", "hedge", "type", "actors", "concepts")


def overall(origins: Mapping[str, Origin]) -> Origin:
    """Return the confidence in a statement as a whole: the geometric mean of its fields' confidences."""
    values = [origins[name].confidence for name in _ALWAYS if name in origins]
    mean = exp(sum(log(max(value, 0.01)) for value in values) / len(values)) if values else 0.0
    return Origin(rule="suggest.geometric_mean", confidence=round(mean, 3))


def with_heads(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements with `head` set: the first of the same sentence with the same speaker."""
    heads: dict[tuple[object, ...], str] = {}
    found = []
    for statement in statements:
        a = statement.attribution
        key = (statement.sentence, a.kind, a.quantifier, a.affiliation, a.form is Form.CARRIED)
        found.append(replace(statement, head=heads.setdefault(key, statement.id)))
    return found


def to_record(statement: Statement, clean: CleanText) -> dict[str, object]:
    """Return a suggested statement as one flat JSON object with its words.

    `rule` and `confidence` are those of the attribution; `rules` and `confidences` have every field's.
    """
    a, span = statement.attribution, statement.span
    origin = statement.origins.get("attribution")
    claim, what_if = statement.claim, statement.what_if
    return {
        "id": statement.id,
        "start": span.start if span is not None else None,
        "end": span.end if span is not None else None,
        "text": span.cut(clean.text) if span is not None else None,
        "sentence": [statement.sentence.start, statement.sentence.end] if statement.sentence is not None else None,
        "section": statement.section,
        "paragraph": statement.paragraph,
        "explicit": a.explicit,
        "kind": a.kind.value,
        "quantifier": a.quantifier.value,
        "affiliation": list(a.affiliation),
        "group": a.group,
        "cue": a.cue,
        "cue_start": a.cue_span.start if a.cue_span is not None else None,
        "cue_end": a.cue_span.end if a.cue_span is not None else None,
        "form": a.form.value,
        "source": a.source,
        "alternatives": [dict(reading) for reading in a.alternatives],
        "mode": statement.mode.value,
        "verb": statement.verb,
        "type": statement.type.value,
        "type2": statement.type2.value if statement.type2 else None,
        "hedge": statement.hedge.value,
        "actors": list(statement.actors),
        "actors_named": list(statement.actors_named),
        "concepts": list(statement.concepts),
        "stance": statement.stance.value if statement.stance else None,
        "time": statement.time,
        "head": statement.head,
        "status": statement.status.value,
        "coder": statement.coder,
        "claim": None
        if claim is None
        else {
            "variable": claim.variable,
            "subject": claim.subject,
            "operator": claim.operator,
            "value": claim.value,
            "period": claim.period,
            "measure": claim.measure,
            "parameters": dict(claim.parameters),
        },
        "what_if": None
        if what_if is None
        else {
            "condition": what_if.condition,
            "outcome": what_if.outcome,
            "direction": what_if.direction.value,
        },
        "rule": origin.rule if origin else None,
        "confidence": origin.confidence if origin else None,
        "rules": {name: o.rule for name, o in statement.origins.items()},
        "confidences": {name: o.confidence for name, o in statement.origins.items()},
    }
