"""Names of people in a project that is merged: under a rule other than public they become `Person 1`, `Person 2` ..."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from contingent.coding.reports import Confidentiality
from contingent.project.parcel_names import is_personal, is_pseudonym, pseudonyms
from contingent.project.parcel_records import PREFIX
from contingent.store.ancestors import Rows
from contingent.store.rows import Row


def without_names(ours: Rows, theirs: Rows) -> tuple[Rows, int]:
    """Return the rows of another project without names of people that this one may not hold, and how many there were.

    A name stays if the meeting is public there, and here too where this project has it. A statement that is here
    already under a pseudonym keeps that pseudonym; other names get the next free numbers.
    """
    closed = [row for row in theirs["statement"].values() if not _public(row, ours, theirs)]
    named = list(dict.fromkeys(name for row in closed for name in _names(row)))
    if not named:
        return theirs, 0
    taken = [str(v) for rows in (ours, theirs) for row in rows["statement"].values() for v in _personal(row).values()]
    given = pseudonyms(named, _known(ours, closed), taken)
    statements = dict(theirs["statement"])
    for row in closed:
        statements[row["id"]] = {**row, "variables": _disguised(row, given)}
    sources = {
        key: {**row, "note": _without(row["note"], given)} if key.startswith(PREFIX) else row
        for key, row in theirs.get("source", {}).items()
    }
    return {**theirs, "statement": statements, "source": sources}, len(named)


def _public(statement: Row, ours: Rows, theirs: Rows) -> bool:
    report = theirs["report"].get(statement["report"] or "")
    key = report["meeting"] if report is not None else None
    held = [rows["meeting"][key] for rows in (ours, theirs) if key is not None and key in rows["meeting"]]
    return bool(held) and all(each["rule"] == Confidentiality.PUBLIC.value for each in held)


def _personal(row: Row) -> dict[str, Any]:
    return {name: value for name, value in (row["variables"] or {}).items() if is_personal(name)}


def _names(row: Row) -> Iterable[str]:
    return (str(v) for v in _personal(row).values() if str(v).strip() and not is_pseudonym(str(v)))


def _known(ours: Rows, closed: Iterable[Row]) -> dict[str, str]:
    """Return the pseudonyms that names have here, where the same variable of the same statement has one."""
    known: dict[str, str] = {}
    here: dict[tuple[Any, ...], Row] = {_place(row): row for row in ours["statement"].values()}
    for row in closed:
        mine = _personal(here.get(_place(row)) or {"variables": None})
        for variable, value in _personal(row).items():
            if variable in mine and is_pseudonym(str(mine[variable])):
                known.setdefault(str(value), str(mine[variable]))
    return known


def _place(row: Row) -> tuple[Any, ...]:
    return row["report"], row["span_start"], row["span_end"], row["paraphrase"], tuple(row["concepts"])


def _disguised(row: Row, given: Mapping[str, str]) -> dict[str, Any]:
    return {n: given.get(str(v), v) if is_personal(n) else v for n, v in (row["variables"] or {}).items()}


def _without(note: str | None, given: Mapping[str, str]) -> str | None:
    """Return the note on an imported file with pseudonyms, and nothing else said of people, in place of names."""
    try:
        told = json.loads(note or "")
    except ValueError:
        return note
    swapped = _swapped(told, given)
    return note if swapped == told else json.dumps(swapped, ensure_ascii=False, separators=(",", ":"))


def _swapped(told: Any, given: Mapping[str, str]) -> Any:
    if isinstance(told, str):
        return given.get(told, told)
    if isinstance(told, list):
        return [_swapped(each, given) for each in told]
    if isinstance(told, dict):
        person = told.get("value") in given if isinstance(told.get("value"), str) else False
        return {
            given.get(key, key): {} if key in given or (person and key == "attributes") else _swapped(each, given)
            for key, each in told.items()
        }
    return told
