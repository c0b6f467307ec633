"""Readings: codings of any origin brought to one simple shape, so that they can be compared.

A gold coding may be a file with nested attribution, flat records, or Statements; it may hold second readings (`alt`),
written in words ("one participant TJK") or as mappings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contingent.base.errors import InputError, NotFoundError
from contingent.base.spans import Span
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import HolderKind, Quantifier

Record = Mapping[str, object] | Statement
_WORD = re.compile(r"\w+")
_REMARK = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who says it, in three parts; None leaves a part open."""

    kind: str | None
    quantifier: str | None
    affiliation: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One coded statement as it is compared. `holders` has the main reading first, then the alternatives."""

    id: str
    span: Span
    sentence: Span | None
    section: str
    explicit: bool
    holders: tuple[Holder, ...]
    values: Mapping[str, str | None]
    sets: Mapping[str, frozenset[str]]
    rules: Mapping[str, str]
    nested: bool = False


def readings(records: Iterable[Record]) -> list[Reading]:
    """Return the records as readings in the order of the text. Raises InputError naming a record that is none."""
    found = [_reading(record, number) for number, record in enumerate(records, start=1)]
    return sorted(found, key=lambda reading: (reading.span.start, -reading.span.end))


def read_jsonl(path: Path) -> list[dict[str, object]]:
    """Return the JSON objects of a file, one a line. Raises NotFoundError or InputError naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {path.name}.", remedy="Check the path.") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name} cannot be read as UTF-8 text: {fault}.", record=path.name) from None
    found: list[dict[str, object]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise InputError(
                "The line is not a JSON object.",
                record=f"{path.name}, line {number}",
                remedy="Write one statement a line, as `contingent suggest --format jsonl` does.",
            )
        found.append(value)
    return found


def _reading(record: Record, number: int) -> Reading:
    return _from_statement(record, number) if isinstance(record, Statement) else _from_mapping(record, number)


def _from_statement(s: Statement, number: int) -> Reading:
    if s.span is None:
        raise InputError("The statement has no place in the text.", record=s.id, remedy="Give start and end.")
    a = s.attribution
    main = Holder(a.kind.value, a.quantifier.value, frozenset(a.affiliation))
    return Reading(
        id=s.id,
        span=s.span,
        sentence=s.sentence,
        section=s.section or "",
        explicit=a.explicit,
        holders=(main, *(_holder(reading) for reading in a.alternatives)),
        values={"hedge": s.hedge.value, "type": s.type.value, "mode": s.mode.value},
        sets={"actors": frozenset(s.actors), "concepts": frozenset(s.concepts)},
        rules={name: origin.rule for name, origin in s.origins.items()},
        nested=s.nested_in is not None,
    )


def _from_mapping(data: Mapping[str, object], number: int) -> Reading:
    name = str(data.get("id") or f"record {number}")
    inner = data.get("attribution")
    a: Mapping[str, object] = inner if isinstance(inner, Mapping) else data
    kind = str(a.get("kind") or "rapporteur").replace("organisation", "organization")
    main = Holder(kind, str(a.get("quantifier") or "unspecified"), _set(a.get("affiliation")))
    alternatives = a.get("alt") or a.get("alternatives") or ()
    others = tuple(map(_holder, alternatives)) if isinstance(alternatives, list | tuple) else ()
    rules = data.get("rules")
    return Reading(
        id=name,
        span=_span(data.get("start"), data.get("end"), name),
        sentence=_sentence(data.get("sentence"), name),
        section=str(data.get("section") or ""),
        explicit=bool(a.get("explicit")),
        holders=(main, *others),
        values={key: str(data[key]) if data.get(key) is not None else None for key in ("hedge", "type", "mode")},
        sets={key: _set(data.get(key)) for key in ("actors", "concepts")},
        rules={str(k): str(v) for k, v in rules.items()} if isinstance(rules, Mapping) else {},
        nested=data.get("nested_in") is not None,
    )


def _span(start: object, end: object, name: str) -> Span:
    whole = isinstance(start, int) and isinstance(end, int) and not isinstance(start, bool)
    if not whole or not 0 <= start < end:  # type: ignore[operator]
        raise InputError(
            f"start {start!r} and end {end!r} are no span.",
            record=name,
            remedy="Give code-point offsets, end exclusive.",
        )
    assert isinstance(start, int)
    assert isinstance(end, int)
    return Span(start, end)


def _sentence(value: object, name: str) -> Span | None:
    if isinstance(value, list | tuple) and len(value) == 2:
        return _span(value[0], value[1], name)
    return None


def _set(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(filter(None, re.split(r"[;,\s]+", value)))
    return frozenset(map(str, value)) if isinstance(value, Sequence) else frozenset()


def _holder(reading: object) -> Holder:
    """Return a second reading; parts it does not name stay open."""
    if isinstance(reading, Mapping):
        codes = reading.get("affiliation")
        kind, quantifier = reading.get("kind"), reading.get("quantifier")
        return Holder(str(kind) if kind else None, str(quantifier) if quantifier else None, _set(codes))
    kind = quantifier = None
    codes = []
    for word in _WORD.findall(_REMARK.sub("", str(reading))):
        singular = word.removesuffix("s").replace("organisation", "organization")
        if word in Quantifier.__members__.values():
            quantifier = word
        elif singular in HolderKind.__members__.values():
            kind = singular
        elif word.isupper():
            codes.append(word)
    if kind == "rapporteur":
        quantifier = quantifier or "unspecified"
    return Holder(kind, quantifier, frozenset(codes))
