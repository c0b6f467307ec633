"""Rows of the larger nouns of coding: statements, reports and codebooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from contingent.base.errors import InputError
from contingent.base.spans import Span
from contingent.coding.codebook import Code, Codebook
from contingent.coding.reports import CleanText, Paragraph, Report, Section
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
    word,
)
from contingent.store.rows import Row, encode, moment_text

W = TypeVar("W", bound=StrEnum)

# Enum lookups by table are several times faster than calling the class; statements come by the hundred thousand.
_QUANTIFIER = {each.value: each for each in Quantifier}
_KIND = {each.value: each for each in HolderKind}
_FORM = {each.value: each for each in Form}
_MODE = {each.value: each for each in Mode}
_TYPE = {each.value: each for each in StatementType}
_HEDGE = {each.value: each for each in Hedge}
_STANCE = {each.value: each for each in Stance}
_LEVEL = {each.value: each for each in Level}
_STATUS = {each.value: each for each in Status}
_NO_ORIGINS: dict[str, Origin] = {}


def _word(vocabulary: type[W], value: W | str, record: str) -> str:
    return value._value_ if type(value) is vocabulary else word(vocabulary, value, record=record).value


def statement_row(s: Statement) -> Row:
    """Return the row of a statement. Raises InputError for words outside the vocabularies."""
    a, record = s.attribution, f"statement {s.id!r}"
    return {
        "id": s.id,
        "report": s.report,
        "span_start": s.span.start if s.span is not None else None,
        "span_end": s.span.end if s.span is not None else None,
        "sentence_start": s.sentence.start if s.sentence is not None else None,
        "sentence_end": s.sentence.end if s.sentence is not None else None,
        "section": s.section,
        "paragraph": s.paragraph,
        "paraphrase": s.paraphrase,
        "explicit": a.explicit,
        "quantifier": _word(Quantifier, a.quantifier, record),
        "kind": _word(HolderKind, a.kind, record),
        "affiliation": list(a.affiliation),
        "group": a.group,
        "cue": a.cue,
        "cue_start": a.cue_span.start if a.cue_span is not None else None,
        "cue_end": a.cue_span.end if a.cue_span is not None else None,
        "form": _word(Form, a.form, record),
        "source": a.source,
        "alternatives": encode(a.alternatives) if a.alternatives else [],
        "mode": _word(Mode, s.mode, record),
        "verb": s.verb,
        "type": _word(StatementType, s.type, record),
        "type2": None if s.type2 is None else _word(StatementType, s.type2, record),
        "hedge": _word(Hedge, s.hedge, record),
        "actors": list(s.actors),
        "actors_named": list(s.actors_named),
        "concepts": list(s.concepts),
        "stance": None if s.stance is None else _word(Stance, s.stance, record),
        "time": s.time,
        "level": _word(Level, s.level, record),
        "head": s.head,
        "nested_in": s.nested_in,
        "status": _word(Status, s.status, record),
        "coder": s.coder,
        "claim": _claim_row(s.claim) if s.claim is not None else None,
        "what_if": _what_if_row(s.what_if, record) if s.what_if is not None else None,
        "note": s.note,
        "origins": {name: [each.rule, each.confidence] for name, each in s.origins.items()} if s.origins else {},
        "variables": _variables(s.variables, record) if s.variables else None,
    }


def _variables(variables: Mapping[str, Any], record: str) -> Row:
    for name, value in variables.items():
        if type(value) not in (str, int, bool):
            raise InputError(
                f"The variable {name!r} is {value!r}.", record=record, remedy="Use text, a whole number, true or false."
            )
    return dict(variables)


def statement_of(row: Any) -> Statement:
    """Return the statement of a row."""
    return Statement(
        id=row["id"],
        report=row["report"],
        span=_span(row["span_start"], row["span_end"]),
        sentence=_span(row["sentence_start"], row["sentence_end"]),
        section=row["section"],
        paragraph=row["paragraph"],
        paraphrase=row["paraphrase"],
        attribution=_attribution_of(row),
        mode=_MODE[row["mode"]],
        verb=row["verb"],
        type=_TYPE[row["type"]],
        type2=_TYPE[row["type2"]] if row["type2"] else None,
        hedge=_HEDGE[row["hedge"]],
        actors=tuple(row["actors"]),
        actors_named=tuple(row["actors_named"]),
        concepts=tuple(row["concepts"]),
        stance=_STANCE[row["stance"]] if row["stance"] else None,
        time=row["time"],
        level=_LEVEL[row["level"]],
        head=row["head"],
        nested_in=row["nested_in"],
        status=_STATUS[row["status"]],
        coder=row["coder"],
        claim=_claim_of(row["claim"]),
        what_if=_what_if_of(row["what_if"]),
        note=row["note"],
        origins={n: Origin(rule=r, confidence=c) for n, (r, c) in row["origins"].items()} if row["origins"] else {},
        variables=row["variables"] or {},
    )


def _attribution_of(row: Any) -> Attribution:
    return Attribution(
        explicit=row["explicit"],
        quantifier=_QUANTIFIER[row["quantifier"]],
        kind=_KIND[row["kind"]],
        affiliation=tuple(row["affiliation"]),
        group=row["group"],
        cue=row["cue"],
        cue_span=_span(row["cue_start"], row["cue_end"]),
        form=_FORM[row["form"]],
        source=row["source"],
        alternatives=tuple(row["alternatives"]),
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _claim_row(claim: Claim) -> Row:
    return {
        "variable": claim.variable,
        "subject": claim.subject,
        "operator": claim.operator,
        "value": claim.value,
        "period": claim.period,
        "measure": claim.measure,
        "parameters": encode(claim.parameters),
    }


def _claim_of(found: Mapping[str, Any] | None) -> Claim | None:
    return Claim(**found) if found else None


def _what_if_row(what_if: WhatIf, record: str) -> Row:
    direction = _word(Direction, what_if.direction, record)
    return {"condition": what_if.condition, "outcome": what_if.outcome, "direction": direction}


def _what_if_of(found: Mapping[str, Any] | None) -> WhatIf | None:
    if not found:
        return None
    return WhatIf(condition=found["condition"], outcome=found["outcome"], direction=Direction(found["direction"]))


def report_row(r: Report) -> Row:
    """Return the row of a report; spans become pairs of numbers."""
    row: Row = {
        "id": r.id,
        "title": r.title,
        "meeting": r.meeting,
        "name": r.name,
        "media_type": r.media_type,
        "sha256": r.sha256,
        "original": r.original,
        "text": None,
        "sections": None,
        "paragraphs": None,
        "sentences": None,
        "notes": None,
        "moment": None if r.moment is None else moment_text(r.moment),
        "details": encode(r.details) if r.details else None,
    }
    if r.clean is not None:
        row |= {
            "text": r.clean.text,
            "sections": [[s.title, s.level, s.span.start, s.span.end] for s in r.clean.sections],
            "paragraphs": [[p.section, p.number, p.kind, p.span.start, p.span.end] for p in r.clean.paragraphs],
            "sentences": [[s.start, s.end] for s in r.clean.sentences],
            "notes": list(r.clean.notes),
        }
    return row


def report_of(row: Any) -> Report:
    """Return the report of a row."""
    return Report(
        id=row["id"],
        title=row["title"],
        meeting=row["meeting"],
        name=row["name"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        original=row["original"],
        clean=_clean_of(row) if row["text"] is not None else None,
        moment=None if row["moment"] is None else datetime.fromisoformat(row["moment"]),
        details=row["details"] or {},
    )


def _clean_of(row: Any) -> CleanText:
    return CleanText(
        text=row["text"],
        sections=tuple(Section(title=t, level=level, span=Span(a, b)) for t, level, a, b in row["sections"]),
        paragraphs=tuple(
            Paragraph(section=s, number=number, kind=kind, span=Span(a, b))
            for s, number, kind, a, b in row["paragraphs"]
        ),
        sentences=tuple(Span(a, b) for a, b in row["sentences"]),
        notes=tuple(row["notes"]),
    )


def codebook_key(book: Codebook) -> str:
    """Return the key of a version of a codebook, `name@version`."""
    return f"{book.id}@{book.version}"


def codebook_row(book: Codebook) -> Row:
    """Return the row of one version of a codebook."""
    codes = [{name: encode(getattr(code, name)) for name in _CODE_FIELDS} for code in book.codes]
    return {"id": codebook_key(book), "book": book.id, "name": book.name, "version": book.version, "codes": codes}


_CODE_FIELDS = ("code", "name", "definition", "include", "exclude", "terms", "examples", "leaf")


def codebook_of(row: Any) -> Codebook:
    """Return the codebook of a row."""
    codes = (Code(**{**c, "terms": tuple(c["terms"]), "examples": tuple(c["examples"])}) for c in row["codes"])
    return Codebook(id=row["book"], name=row["name"], version=row["version"], codes=tuple(codes))
