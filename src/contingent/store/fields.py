"""Merging one record field by field; columns that only make sense together are one field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contingent.store.rows import Row

TOGETHER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "statement": {
        "span": ("span_start", "span_end"),
        "sentence": ("sentence_start", "sentence_end"),
        "cue": ("cue", "cue_start", "cue_end"),
    },
    "report": {
        "file": ("name", "media_type", "sha256", "original", "text", "sections", "paragraphs", "sentences", "notes")
    },
    "position": {"range": ("value", "low", "high")},
    "block": {"body": ("rows", "sha256", "body")},
}
"""Columns that are decided as one: noun -> name -> columns."""

BY_KEY = frozenset({"variables", "details", "origins", "headings", "silent"})
"""Columns with a mapping that is merged entry by entry."""

FILLED = frozenset({"report", "meeting", "actor", "source", "snapshot", "coder"})
"""Nouns in which, without an ancestor, an empty field takes the other's value: it says "not known", not "none"."""

_ORDER = ("order of codes",)
"""The field of a codebook that says in which order the codes stand that both sides have."""

_NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class Fields:
    """A row as fields by name: a column, columns that belong together, one entry of a mapping, one field of a code."""

    row: Row | None

    def of(self, noun: str) -> dict[tuple[str, ...], Any]:
        """Return values by path: (column,), (name of a group,), (column, entry) or (codes, code, field)."""
        return {} if self.row is None else dict(self._paths(noun, self.row))

    def _paths(self, noun: str, row: Row) -> Iterator[tuple[tuple[str, ...], Any]]:
        groups = TOGETHER.get(noun, {})
        inside = {column for columns in groups.values() for column in columns}
        for name, columns in groups.items():
            yield (name,), {column: row[column] for column in columns if column in row}
        for column, value in row.items():
            if column in inside:
                continue
            if noun == "codebook" and column == "codes":
                for code in value:
                    yield from (((column, code["code"], each), told) for each, told in code.items())
            elif column in BY_KEY and (value is None or isinstance(value, dict)):
                yield from (((column, key), each) for key, each in (value or {}).items())
            else:
                yield (column,), value


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides have made different."""

    noun: str
    path: tuple[str, ...]
    base: Any
    ours: Any
    theirs: Any
    other: Row

    @property
    def field(self) -> str:
        """The field as people read it."""
        return ".".join(self.path)

    def taken(self, row: Row) -> Row:
        """Return the row with the other side's value."""
        return _put(self.noun, row, self.path, self.theirs, self.other)


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row with what could be merged, ours where it clashes; and the clashes."""

    row: Row
    clashes: tuple[Clash, ...]


def merged_fields(noun: str, base: Fields, ours: Fields, theirs: Fields) -> MergedRow:
    """Return two rows of one record merged field by field."""
    assert ours.row is not None
    assert theirs.row is not None
    before, mine, other = base.of(noun), ours.of(noun), theirs.of(noun)
    row, clashes = dict(ours.row), []
    if noun == "codebook":
        lone = {path[1] for path in {*mine} ^ {*other} if path[0] == "codes"}
        before, mine, other = (_whole_codes(each, lone) for each in (before, mine, other))
        shared = {code for code in _order(ours.row) if code not in lone}
        for fields, whole in ((before, base.row), (mine, ours.row), (other, theirs.row)):
            if whole is not None:
                fields[_ORDER] = [code for code in _order(whole) if code in shared]
    for path in dict.fromkeys((*mine, *other)):
        o, t, b = mine.get(path, _NOTHING), other.get(path, _NOTHING), before.get(path, _NOTHING)
        if o == t:
            continue
        if _theirs_alone(noun, o, t, b, known=base.row is not None):
            row = _put(noun, row, path, t, theirs.row)
        elif not _ours_alone(noun, o, t, b, known=base.row is not None):
            clashes.append(Clash(noun, path, _shown(b), _shown(o), _shown(t), theirs.row))
    return MergedRow(row, tuple(clashes))


def _order(row: Row) -> list[str]:
    return [each["code"] for each in row["codes"]]


def _in_order(codes: list[Row], order: list[str]) -> list[Row]:
    """Return the codes with those of `order` in that order, all others where they stand."""
    by_code = {each["code"]: each for each in codes}
    listed = iter([by_code[code] for code in order if code in by_code])
    named = set(order)
    return [next(listed) if each["code"] in named else each for each in codes]


def _shown(value: Any) -> Any:
    return None if value is _NOTHING else value


def _whole_codes(fields: Mapping[tuple[str, ...], Any], lone: set[str]) -> dict[tuple[str, ...], Any]:
    """Return the fields with codes that only one side has as one field each."""
    made: dict[tuple[str, ...], Any] = {}
    for path, value in fields.items():
        if path[0] == "codes" and path[1] in lone:
            made.setdefault(path[:2], {})[path[2]] = value
        else:
            made[path] = value
    return made


def _theirs_alone(noun: str, ours: Any, theirs: Any, base: Any, *, known: bool) -> bool:
    if known:
        return bool(ours == base)
    return ours is _NOTHING or (noun in FILLED and _bare(ours) and not _bare(theirs))


def _ours_alone(noun: str, ours: Any, theirs: Any, base: Any, *, known: bool) -> bool:
    return _theirs_alone(noun, theirs, ours, base, known=known)


def _bare(value: Any) -> bool:
    """Whether a field says nothing; a file says nothing here without bytes and text."""
    if isinstance(value, dict) and "text" in value and "original" in value:
        return value["text"] is None and value["original"] is None
    return value is None or value in ("", [], {})


def _put(noun: str, row: Row, path: tuple[str, ...], value: Any, other: Row) -> Row:
    """Return the row with a value at a path; nothing there means that the entry goes."""
    if path == _ORDER and noun == "codebook":
        return {**row, "codes": _in_order(row["codes"], value)}
    gone = value is _NOTHING or (value is None and len(path) > 1)
    if path[0] in TOGETHER.get(noun, {}):
        return {**row, **value}
    if len(path) == 1:
        return {**row, path[0]: value}
    if path[0] == "codes":
        codes = row["codes"]
        if len(path) == 3:
            made = [{**each, path[2]: value} if each["code"] == path[1] else each for each in codes]
            return {**row, "codes": made}
        rest = [each for each in codes if each["code"] != path[1]]
        return {**row, "codes": rest if gone else _with_code(rest, path[1], other["codes"])}
    entries = dict(row[path[0]] or {})
    if gone:
        entries.pop(path[1], None)
    else:
        entries[path[1]] = value
    return {**row, path[0]: entries}


def _with_code(codes: list[Row], code: str, other: list[Row]) -> list[Row]:
    """Return the codes with one of the other side, behind the neighbour that it has there."""
    place = next(n for n, each in enumerate(other) if each["code"] == code)
    before = {each["code"] for each in other[:place]}
    behind = max((n for n, each in enumerate(codes) if each["code"] in before), default=-1) + 1
    return [*codes[:behind], dict(other[place]), *codes[behind:]]
