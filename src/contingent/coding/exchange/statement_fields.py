"""Codec of a statement: frozen value to JSON object and back.

Three spellings are read: contingent's own (nested `attribution`, `claim`, `what_if`), the gold format of the coding
guide (`checkable`, `testable`, `alt` in words) and the flat form of `contingent suggest` (attribution at top level).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from contingent.base.errors import InputError
from contingent.base.spans import Span
from contingent.coding.exchange.fields import Fields
from contingent.coding.statements import Attribution, Claim, Origin, Statement, WhatIf
from contingent.coding.vocabulary import (
    Direction,
    Form,
    Hedge,
    HolderKind,
    Level,
    Mode,
    Quantifier,
    Stance,
    StatementType,
    Status,
)

ATTRIBUTION = (
    "explicit",
    "quantifier",
    "kind",
    "affiliation",
    "group",
    "cue",
    "cue_start",
    "cue_end",
    "form",
    "source",
)
CORE = (
    "id", "report", "start", "end", "sentence", "section", "paragraph", "paraphrase", "attribution", "mode", "verb",
    "type", "type2", "hedge", "actors", "actors_named", "concepts", "stance", "time", "level", "head", "nested_in",
    "status", "coder", "claim", "what_if", "note", "origins", "variables",
)  # fmt: skip
READ_ALONE = ("checkable", "testable", "alt", "alternatives", "rule", "confidence", "rules", "confidences")
PASSED_OVER = ("key", "text", "quote", "merge_with")
"""Fields other formats carry that a Statement has no room for: the words are cut from the report by the span."""

KNOWN = frozenset((*CORE, *ATTRIBUTION, *READ_ALONE, *PASSED_OVER))
KNOWN_ATTRIBUTION = frozenset((*ATTRIBUTION, "alt", "alternatives"))
WHOLE = "statement"
"""Key of an origin that speaks for the whole statement."""

_ALTERNATIVE = re.compile(r"\((?P<speaker>[^()]+)\)|(?P<word>\w+)")


def statement_to_dict(statement: Statement, *, quote: str | None = None) -> dict[str, object]:
    """Return `statement` as a JSON object with the same keys in the same order each time.

    `quote`, if given, is added as `text`; without it the object holds no words of the report but the cue.
    """
    s = statement
    data: dict[str, object] = {"id": s.id, "report": s.report, **_ends("start", "end", s.span)}
    data["sentence"] = _pair(s.sentence)
    data |= {"section": s.section, "paragraph": s.paragraph, "paraphrase": s.paraphrase}
    data["attribution"] = _attribution_to_dict(s.attribution)
    data |= {"mode": s.mode.value, "verb": s.verb, "type": s.type.value, "type2": s.type2.value if s.type2 else None}
    data |= {"hedge": s.hedge.value, "actors": list(s.actors), "actors_named": list(s.actors_named)}
    data |= {"concepts": list(s.concepts), "stance": s.stance.value if s.stance else None, "time": s.time}
    data |= {"level": s.level.value, "head": s.head, "nested_in": s.nested_in, "status": s.status.value}
    data |= {"coder": s.coder, "claim": _claim_to_dict(s.claim), "what_if": _what_if_to_dict(s.what_if)}
    data |= {"note": s.note, "origins": _origins_to_dict(s.origins), "variables": dict(s.variables)}
    return data if quote is None else data | {"text": quote}


def statement_to_flat(statement: Statement, *, quote: str | None = None) -> dict[str, object]:
    """Return the flat form of `contingent suggest --format jsonl`: attribution at top level, one rule, one confidence.

    `rule` is the rule of the attribution, `confidence` that of the least sure field; `origins` still has them all.
    """
    nested = statement_to_dict(statement, quote=quote)
    attribution = nested.pop("attribution")
    assert isinstance(attribution, dict)
    data = {key: nested.pop(key) for key in ("id", "report", "start", "end")} | attribution | nested
    origins = statement.origins
    keys = ("attribution", "form", "explicit", "kind", WHOLE)
    leading = next((origins[key] for key in keys if key in origins), None) or next(iter(origins.values()), None)
    data["rule"] = leading.rule if leading else None
    data["confidence"] = min((origin.confidence for origin in origins.values()), default=None)
    return data


def statement_from_dict(data: object, *, record: str | None = None, default_id: str | None = None) -> Statement:
    """Return the statement in a JSON object of any of the three spellings.

    `record` names the object in complaints; `default_id` serves where it has no `id`. Raises InputError naming the
    field on anything that is no statement; unknown fields are complained about and not dropped.
    """
    fields = Fields.of(data, record)
    fields.check_names(KNOWN)
    identity = fields.text("id") or default_id
    if identity is None:
        raise InputError("The statement has no id.", record=record, remedy="Give each statement an 'id' of its own.")
    return Statement(
        id=identity,
        report=fields.text("report"),
        span=fields.span("start", "end"),
        sentence=fields.pair("sentence"),
        section=fields.text("section"),
        paragraph=fields.count("paragraph"),
        paraphrase=fields.text("paraphrase"),
        attribution=_attribution(fields),
        mode=fields.choice("mode", Mode, Mode.OTHER),
        verb=fields.text("verb"),
        type=fields.choice("type", StatementType, StatementType.ASSESSMENT),
        type2=fields.option("type2", StatementType),
        hedge=fields.choice("hedge", Hedge, Hedge.CERTAIN),
        actors=fields.texts("actors"),
        actors_named=fields.texts("actors_named"),
        concepts=fields.texts("concepts"),
        stance=fields.option("stance", Stance),
        time=fields.text("time"),
        level=fields.choice("level", Level, Level.CORE),
        head=fields.text("head"),
        nested_in=fields.text("nested_in"),
        status=fields.choice("status", Status, Status.ACCEPTED),
        coder=fields.text("coder"),
        claim=_claim(fields.inner("claim") or fields.inner("checkable")),
        what_if=_what_if(fields.inner("what_if") or fields.inner("testable")),
        note=fields.text("note"),
        origins=_origins(fields),
        variables=fields.variables("variables"),
    )


def _ends(start: str, end: str, span: Span | None) -> dict[str, object]:
    # An empty span is false, so None must be asked for by name.
    return {start: None, end: None} if span is None else {start: span.start, end: span.end}


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _attribution_to_dict(attribution: Attribution) -> dict[str, object]:
    a = attribution
    return {
        "explicit": a.explicit,
        "quantifier": a.quantifier.value,
        "kind": a.kind.value,
        "affiliation": list(a.affiliation),
        "group": a.group,
        "cue": a.cue,
        **_ends("cue_start", "cue_end", a.cue_span),
        "form": a.form.value,
        "source": a.source,
        "alternatives": [
            {key: list(value) if isinstance(value, tuple) else value for key, value in alternative.items()}
            for alternative in a.alternatives
        ],
    }


def _attribution(fields: Fields) -> Attribution:
    nested = fields.inner("attribution")
    if nested is not None:
        nested.check_names(KNOWN_ATTRIBUTION)
    own = nested or fields
    explicit = own.flag("explicit", default=False)
    return Attribution(
        explicit=explicit,
        quantifier=own.choice("quantifier", Quantifier, Quantifier.UNSPECIFIED),
        kind=own.choice("kind", HolderKind, HolderKind.RAPPORTEUR),
        affiliation=own.texts("affiliation"),
        group=own.text("group"),
        cue=own.text("cue"),
        cue_span=own.span("cue_start", "cue_end"),
        form=own.choice("form", Form, Form.NP if explicit else Form.RAPPORTEUR),
        source=own.text("source"),
        alternatives=_alternatives(own),
    )


def _alternatives(fields: Fields) -> tuple[Mapping[str, object], ...]:
    listed = fields.first("alternatives", "alt")
    if listed is None:
        return ()
    if not isinstance(listed, list | tuple):
        raise fields.wrong("alternatives", "a list")
    return tuple(_alternative(item, fields) for item in listed)


def _alternative(item: object, fields: Fields) -> Mapping[str, object]:
    if isinstance(item, str):
        return _alternative_in_words(item, fields)
    own = Fields.of(item, fields.record)
    own.check_names(frozenset({"quantifier", "kind", "affiliation", "speaker"}))
    given: dict[str, object] = {}
    if (quantifier := own.option("quantifier", Quantifier)) is not None:
        given["quantifier"] = quantifier.value
    if (kind := own.option("kind", HolderKind)) is not None:
        given["kind"] = kind.value
    if affiliation := own.texts("affiliation"):
        given["affiliation"] = affiliation
    if (speaker := own.text("speaker")) is not None:
        given["speaker"] = speaker
    return given


def _alternative_in_words(text: str, fields: Fields) -> Mapping[str, object]:
    """Read `one participant TJK`: quantifier and kind by the vocabulary, capitals as codes, brackets as the speaker."""
    given: dict[str, object] = {}
    codes: list[str] = []
    for match in _ALTERNATIVE.finditer(text):
        token = match["word"]
        if token is None:
            given["speaker"] = match["speaker"]
        elif token in set(Quantifier):
            given["quantifier"] = token
        elif token.removesuffix("s") in set(HolderKind):
            given["kind"] = token.removesuffix("s")
        elif token.isupper():
            codes.append(token)
        else:
            raise fields.wrong("alt", "a list of readings such as 'one participant TJK'")
    if codes:
        given["affiliation"] = tuple(codes)
    return given


def _claim_to_dict(claim: Claim | None) -> dict[str, object] | None:
    if claim is None:
        return None
    data: dict[str, object] = {"variable": claim.variable, "subject": claim.subject, "operator": claim.operator}
    data |= {"value": claim.value, "period": claim.period}
    if claim.measure is not None or claim.parameters:
        data |= {"measure": claim.measure, "parameters": dict(claim.parameters)}
    return data


def _claim(fields: Fields | None) -> Claim | None:
    if fields is None:
        return None
    fields.check_names(frozenset({"variable", "subject", "operator", "value", "period", "measure", "parameters"}))
    parameters = fields.inner("parameters")
    return Claim(
        variable=fields.required("variable"),
        subject=fields.required("subject"),
        operator=fields.required("operator"),
        value=fields.scalar("value"),
        period=fields.scalar("period"),
        measure=fields.text("measure"),
        parameters=parameters.tree() if parameters else {},
    )


def _what_if_to_dict(what_if: WhatIf | None) -> dict[str, object] | None:
    if what_if is None:
        return None
    return {"if": what_if.condition, "then": what_if.outcome, "direction": what_if.direction.value}


def _what_if(fields: Fields | None) -> WhatIf | None:
    if fields is None:
        return None
    fields.check_names(frozenset({"if", "then", "condition", "outcome", "direction"}))
    return WhatIf(
        condition=fields.text("condition") or fields.required("if"),
        outcome=fields.text("outcome") or fields.required("then"),
        direction=fields.choice("direction", Direction, Direction.NONE),
    )


def _origins_to_dict(origins: Mapping[str, Origin]) -> dict[str, object]:
    return {field: {"rule": origin.rule, "confidence": origin.confidence} for field, origin in origins.items()}


def _origins(fields: Fields) -> Mapping[str, Origin]:
    listed = fields.inner("origins")
    rules, shares = fields.inner("rules"), fields.inner("confidences")
    if (listed is None or not listed.data) and rules is not None and shares is not None:
        return {name: Origin(rule=rules.text(name) or name, confidence=shares.share(name)) for name in rules.data}
    if listed is None or not listed.data:
        rule = fields.text("rule")
        sure = fields.first("confidence")
        return (
            {}
            if rule is None
            else {WHOLE: Origin(rule=rule, confidence=0.0 if sure is None else fields.share("confidence"))}
        )
    origins: dict[str, Origin] = {}
    for name in listed.tree():
        one = listed.inner(name)
        if one is None:
            raise listed.wrong(name, 'an object {"rule": text, "confidence": number}')
        one.check_names(frozenset({"rule", "confidence"}))
        origins[name] = Origin(rule=one.required("rule"), confidence=one.share("confidence"))
    return origins
