"""Before two projects are merged: which of their records are the same, and which only share an id.

Rules, for records that no common ancestor knows:

* a *report* is the same if the file or its text has the same hash, whatever its id; without a text on one side, if id
  and title are the same and no span of a statement reaches beyond the text of the other;
* a *meeting* is the same under one id if title or first day agree, under two ids if both and the place do;
* a *coder* is the same under one id if the name is;
* a *statement* is the same under one id if report, span and coder are (without a span: report, paraphrase and coder),
  under two ids if every field is;
* a *settlement* is the same if all of it is;
* of two ids of which one is the other with a number behind it, as an earlier merge gives it, the same rules decide;
* everything else is known by its key.

Of two different records with one id, that of the other project gets the id with `-2` (or the next free number), and
all that refers to it follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from contingent.store.ancestors import Rows
from contingent.store.nouns import NOUNS
from contingent.store.rows import Row

NAMING: Mapping[str, Mapping[str, str]] = {
    "statement": {"source": "statement", "head": "statement", "nested_in": "statement"},
    "settlement": {"statements": "statement", "coder": "coder", "by": "coder"},
    "issue": {"evidence": "statement"},
    "position": {"evidence": "statement"},
    "profile": {"headings": "statement"},
    "relation": {"evidence": "statement"},
    "theme": {"evidence": "statement"},
    "codebook": {"codes": "statement"},
}
"""Columns beside the references of a noun that hold ids of others: noun -> column -> noun that it names."""

_LISTS = frozenset({"evidence", "examples"})
"""Keys under which ids stand in nested columns."""

_AGAIN = "an earlier merge gave it this id"

_OWN = frozenset({"id", "head", "source", "nested_in"})

_NUMBERED = re.compile(r"(.+)-(?:[2-9]|[1-9]\d+)", re.DOTALL)
"""An id with a number behind it, as `free` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A record of the other project that goes by another id here; `why` says by which rule."""

    noun: str
    old: str
    new: str
    why: str


@dataclass(slots=True)
class _Names:
    """New ids by noun and old id."""

    new: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, noun: str, key: Any) -> Any:
        return self.new.get(noun, {}).get(key, key) if isinstance(key, str) else key


def align(ours: Rows, theirs: Rows, base: Rows | None) -> tuple[Rows, tuple[Renamed, ...]]:
    """Return the rows of the other project under the ids they have, or get, in ours; and what was renamed."""
    names, renamed = _Names(), []
    same: dict[str, Callable[[Row, Row], bool]] = {**_SAME, "report": _Reports(_reach(ours), _reach(theirs))}
    for noun in theirs:
        known = (base or {}).get(noun, {})
        fresh = {key: row for key, row in theirs[noun].items() if key not in known}
        taken = {*ours.get(noun, {}), *theirs[noun], *known}
        for each in _matched(noun, fresh, ours.get(noun, {}), theirs[noun], names, taken, same.get(noun)):
            names.new.setdefault(noun, {})[each.old] = each.new
            renamed.append(each)
    if not renamed:
        return theirs, ()
    return {noun: _followed(noun, rows, names) for noun, rows in theirs.items()}, tuple(renamed)


def naming(noun: str, row: Row) -> Iterable[tuple[str, str, bool]]:
    """Yield what a row names: noun, id, and whether the project refuses to keep the row without it."""
    for reference in NOUNS[noun].references:
        if row[reference.column] is not None:
            yield reference.noun, row[reference.column], True
    for column, other in NAMING.get(noun, {}).items():
        if noun == "codebook":
            continue  # examples are told, not cited
        for key in _ids_in(row[column]):
            yield other, key, False


def _matched(
    noun: str, fresh: Mapping[str, Row], ours: Mapping[str, Row], theirs: Mapping[str, Row], names: _Names,
    taken: set[str], same: Callable[[Row, Row], bool] | None,
) -> Iterable[Renamed]:  # fmt: skip
    if same is None:
        return
    rows = {key: _with_names(noun, row, names) for key, row in fresh.items()}
    alike = {key for key in theirs if key in ours and (key not in rows or same(ours[key], rows[key]))}
    likeness, why = _LIKE.get(noun, (_nothing, ""))
    twins: dict[Any, list[str]] = {}
    for key in ours:
        if key not in alike:
            for mark in likeness(ours[key]):
                twins.setdefault(mark, []).append(key)
    numbered = by_stem(key for key in ours if key not in alike)
    used: set[str] = set()
    for key, row in rows.items():
        if key in alike:
            continue
        found = (twin for mark in likeness(row) for twin in twins.get(mark, ()))
        twin = next((each for each in found if each not in used), None)
        earlier = (each for each in (*numbered.get(key, ()), stem(key)) if each not in alike and each not in used)
        again = next((each for each in earlier if each in ours and each != key and same(ours[each], row)), None)
        if twin is not None or again is not None:
            new = twin if twin is not None else str(again)
            used.add(new)
            yield Renamed(noun=noun, old=key, new=new, why=why if twin is not None else _AGAIN)
        elif key in ours:
            yield Renamed(noun=noun, old=key, new=free(key, taken), why=_clash(noun, ours[key], row))


def _clash(noun: str, mine: Row, other: Row) -> str:
    if noun == "statement" and _place(mine)[:2] == _place(other)[:2]:
        return (
            f"the same passage coded by {other['coder'] or 'nobody named'}, here by {mine['coder'] or 'nobody named'}"
        )
    return f"another {noun} has this id here"


def stem(key: str) -> str:
    """Return an id without the number that a merge put behind it; the id itself if it has none."""
    match = _NUMBERED.fullmatch(key)
    return match[1] if match else key


def by_stem(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids that have a number behind them, by what stands before it."""
    found: dict[str, list[str]] = {}
    for key in keys:
        if (short := stem(key)) != key:
            found.setdefault(short, []).append(key)
    return found


def free(key: str, taken: set[str]) -> str:
    """Return the id with `-2`, or the next number that is not taken, and take it."""
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    taken.add(f"{key}-{number}")
    return f"{key}-{number}"


# Following new ids --------------------------------------------------------------------------------------------------


def _followed(noun: str, rows: Mapping[str, Row], names: _Names) -> dict[str, Row]:
    """Return the rows with every new id in place; the key of a row made of others' ids follows too."""
    kept, made = NOUNS[noun], {}
    for row in rows.values():
        new = _with_names(noun, row, names)
        new = row if new == row else kept.row(kept.thing(new))
        made[new["id"]] = new
    return made


def _with_names(noun: str, row: Row, names: _Names) -> Row:
    if not names.new:
        return row
    new = {**row, "id": names.of(noun, row["id"])}
    for reference in NOUNS[noun].references:
        new[reference.column] = names.of(reference.noun, new[reference.column])
    for column, other in NAMING.get(noun, {}).items():
        new[column] = _swapped(new[column], names, other, column in _LISTS or noun in ("statement", "settlement"))
    return new


def _swapped(value: Any, names: _Names, noun: str, here: bool) -> Any:
    """Return a column with new ids; in nested ones only under the keys that hold ids."""
    if isinstance(value, str):
        return names.of(noun, value) if here else value
    if isinstance(value, list):
        return [_swapped(each, names, noun, here) for each in value]
    if isinstance(value, dict):
        return {key: _swapped(each, names, noun, key in _LISTS) for key, each in value.items()}
    return value


def _ids_in(value: Any, here: bool = True) -> Iterable[str]:
    if isinstance(value, str):
        if here:
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _ids_in(each, here)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _ids_in(each, key in _LISTS)


# Which are the same -------------------------------------------------------------------------------------------------


def _digests(report: Row) -> set[str]:
    text = report["text"]
    return {each for each in (report["sha256"], text and "text:" + sha256(text.encode()).hexdigest()) if each}


@dataclass(frozen=True, slots=True)
class _Reports:
    """Whether two reports are one; `ours` and `theirs` say how far the spans on each report reach.

    A text that is shorter than the spans made for a report without its text is another report's.
    """

    ours: Mapping[str, int]
    theirs: Mapping[str, int]

    def __call__(self, one: Row, two: Row) -> bool:
        mine, other = _digests(one), _digests(two)
        if mine and other:
            return bool(mine & other)
        fits = _holds(one, self.theirs.get(two["id"], 0)) and _holds(two, self.ours.get(one["id"], 0))
        return fits and bool(one["title"] == two["title"])


def _holds(report: Row, reach: int) -> bool:
    return report["text"] is None or reach <= len(report["text"])


def _reach(rows: Rows) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows.get("statement", {}).values():
        if row["report"] is not None and row["span_end"] is not None:
            found[row["report"]] = max(found.get(row["report"], 0), row["span_end"])
    return found


def _same_meeting(one: Row, two: Row) -> bool:
    return bool(one["title"] == two["title"] or (one["start"] is not None and one["start"] == two["start"]))


def _place(statement: Row) -> tuple[Any, ...]:
    span = (statement["span_start"], statement["span_end"])
    where = span if None not in span else statement["paraphrase"]
    return statement["report"], where, statement["coder"]


def _whole(row: Row) -> tuple[str, ...]:
    return (repr(sorted((name, value) for name, value in row.items() if name not in _OWN)),)


def _dated(meeting: Row) -> tuple[Any, ...]:
    return ((meeting["title"], meeting["start"], meeting["place"]),) if meeting["start"] is not None else ()


def _nothing(_: Row) -> tuple[str, ...]:
    return ()


_SAME: Mapping[str, Callable[[Row, Row], bool]] = {
    "meeting": _same_meeting,
    "coder": lambda one, two: bool(one["name"] == two["name"]),
    "statement": lambda one, two: _place(one) == _place(two),
    "settlement": lambda one, two: one == two,
}
_LIKE: Mapping[str, tuple[Callable[[Row], Iterable[Any]], str]] = {
    "report": (_digests, "the same text is here under this id"),
    "meeting": (_dated, "the same meeting is here under this id"),
    "statement": (_whole, "the same statement is here under this id"),
    "settlement": (_whole, "the same settlement is here under this id"),
}
