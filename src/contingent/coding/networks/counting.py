"""Counting: which statements of a network are left, and the array of how many each node, concept and level has.

Definitions: P. Leifeld, Discourse Network Analyzer manual, chapters on filtering and on network export.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from contingent.base.errors import NotFoundError
from contingent.coding.networks.network import Column, Level, Sayings
from contingent.coding.networks.settings import Filter, Settings

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

DOCUMENT_FIELDS = ("title", "author", "source", "section", "type", "id")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Count:
    """The statements that a network counts, as places in labels.

    Attributes:
        places: which rows of the sayings are counted, in their order.
        row_at, column_at, level_at: place of each among `rows`, `columns` and `levels`.
        weights: what each counts; None where all count 1.
        days: moment of each.
        rows, columns: labels.
        levels: levels of the qualifier; None for a row that was not coded.
        kind: of the qualifier: `none`, `boolean`, `integer` or `text`.
        originals: how many statements there were before exclusions, blanks and doubles.
        notes: what was left out, in words.
    """

    places: Array
    row_at: Array
    column_at: Array
    level_at: Array
    weights: Array | None
    days: Array
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    levels: tuple[Level | None, ...]
    kind: str
    originals: int
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many rows, columns and levels."""
        return len(self.rows), len(self.columns), len(self.levels)

    @property
    def cells(self) -> Array:
        """For each statement its place in the array laid out flat, int64."""
        return _cells(self.row_at, self.column_at, self.level_at, self.shape)

    def array(self) -> Array:
        """Return how much was said: float64, shape (rows, columns, levels)."""
        return filled(self.cells, self.weights, self.shape)


def filled(cells: Array, weights: Array | None, shape: tuple[int, int, int]) -> Array:
    """Return an array of sums of weights by cell: float64 of `shape`."""
    import numpy as np

    size = shape[0] * shape[1] * shape[2]
    return np.bincount(cells, weights=weights, minlength=size).astype(np.float64, copy=False).reshape(shape)


def count(sayings: Sayings, settings: Settings) -> Count:
    """Return what a network of these settings counts.

    Statements pass in this order: range of time and filters on documents; exclusions; a value in the row, in the
    column and, unless aggregation is `ignore`, in the qualifier; the earliest of doubles.

    Raises:
        NotFoundError: the sayings have no such variable.
    """
    import numpy as np

    columns = _columns(sayings, settings)
    original = _original(sayings, settings)
    rows, cols, held = columns
    notes: list[str] = []
    left = _passing(sayings, settings, columns, original, notes)
    codes = [_of(each.codes, left) for each in (rows, cols)]
    level_codes = None if held is None else _of(held.codes, left)
    unique = _first(sayings, settings, left, codes, level_codes, held)
    if unique is not None:
        dropped = int(len(unique) - unique.sum())
        if dropped:
            notes.append(f"{dropped} said before ({settings.duplicates})")
        codes = [each[unique] for each in codes]
        level_codes = None if level_codes is None else level_codes[unique]
        left = np.flatnonzero(unique) if left is None else left[unique]
    labels = []
    for n, column in enumerate((rows, cols)):
        source = _of(column.codes, original) if settings.isolates else codes[n]
        names, codes[n] = _labelled(column, source, codes[n])
        labels.append(names)
    levels, level_at = _levelled(held, original, level_codes, len(codes[0]))
    places = np.arange(len(sayings)) if left is None else left
    weights = _of(sayings.weights, left)
    return Count(
        places=places, row_at=codes[0], column_at=codes[1], level_at=level_at,
        weights=None if (weights == 1.0).all() else weights, days=_of(sayings.days, left), rows=labels[0],
        columns=labels[1], levels=levels, kind="none" if held is None else held.kind,
        originals=len(sayings) if original is None else len(original), notes=tuple(notes),
    )  # fmt: skip


def _columns(sayings: Sayings, settings: Settings) -> tuple[Column, Column, Column | None]:
    found = [column(sayings, name) for name in (settings.rows, settings.columns)]
    return found[0], found[1], column(sayings, settings.qualifier) if settings.qualifier else None


def column(sayings: Sayings, name: str) -> Column:
    """Return the column of a variable. Raises NotFoundError naming those there are."""
    if name not in sayings.variables:
        raise NotFoundError(
            f"These statements have no variable {name!r}.",
            record="network",
            remedy=f"Take one of {', '.join(sorted(sayings.variables)) or 'none: there are no statements'}.",
        )
    return sayings.variables[name]


def _of(values: Array, rows: Array | None) -> Array:
    return values if rows is None else values[rows]


def _original(sayings: Sayings, settings: Settings) -> Array | None:
    """Return the places of statements within the range of time and on documents that pass; None for all."""
    import numpy as np

    fine = None
    if settings.start is not None:
        fine = sayings.days >= np.datetime64(settings.start.replace(tzinfo=None), "s")
    if settings.stop is not None:
        before = sayings.days <= np.datetime64(settings.stop.replace(tzinfo=None), "s")
        fine = before if fine is None else fine & before
    for each in settings.documents:
        passing = _passes(sayings, each)
        fine = passing if fine is None else fine & passing
    return None if fine is None else np.flatnonzero(fine)


def _passes(sayings: Sayings, asked: Filter) -> Array:
    """Return the mask of rows that a filter lets through."""
    import numpy as np

    held = column(sayings, asked.variable)
    listed = np.zeros(len(held.levels) + 1, bool)  # the last place is that of code -1, not coded
    for at, level in enumerate(held.levels):
        listed[at] = written(level) in asked.values or (isinstance(level, bool) and str(level).lower() in asked.values)
    listed[-1] = "" in asked.values
    found = listed[held.codes]
    return cast("Array", found if asked.keep else ~found)


def written(level: Level | None) -> str:
    """Return a level as filters and labels write it: truth values as 1 and 0, what was not coded as empty text."""
    if level is None:
        return ""
    return str(int(level)) if isinstance(level, bool) else str(level)


def _passing(
    sayings: Sayings,
    settings: Settings,
    columns: tuple[Column, Column, Column | None],
    original: Array | None,
    notes: list[str],
) -> Array | None:
    import numpy as np

    left = original
    for each in settings.excluded:
        fine = _of(_passes(sayings, each), left)
        if not fine.all():
            notes.append(f"{int((~fine).sum())} excluded by {each.variable}")
            left = np.flatnonzero(fine) if left is None else left[fine]
    needed = (settings.rows, columns[0]), (settings.columns, columns[1]), (settings.qualifier, columns[2])
    for name, held in needed:
        if held is None or (name == settings.qualifier and settings.aggregation == "ignore"):
            continue
        fine = _of(held.codes, left) >= 0
        if not fine.all():
            notes.append(f"{int((~fine).sum())} without a value of {name}")
            left = np.flatnonzero(fine) if left is None else left[fine]
    return left


def _first(
    sayings: Sayings, settings: Settings, left: Array | None, codes: list[Array], levels: Array | None,
    held: Column | None,
) -> Array | None:  # fmt: skip
    """Return the mask of statements that are not said before within the same stretch; None where doubles count."""
    import numpy as np

    if settings.duplicates == "include":
        return None
    stretch = _stretches(sayings, settings, left)
    parts = [codes[0], codes[1]]
    if levels is not None and settings.aggregation != "ignore":
        parts.append(levels)
    key = np.zeros(len(codes[0]), np.int64)
    room = 1
    for part in ([] if stretch is None else [stretch]) + parts:
        low = int(part.min(initial=0))
        width = int(part.max(initial=0)) - low + 1
        room *= width
        if room >= 2**62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            room = (len(key) + 1) * width
        key = key * width + (part - low)
    order = np.argsort(key, kind="stable")  # quick where the stretches come in order, as documents do
    ordered = key[order]
    first = np.ones(len(key), bool)
    first[order[1:]] = ordered[1:] != ordered[:-1]
    if settings.compatibility and held is not None and held.kind == "integer" and settings.aggregation != "ignore":
        values = np.array(held.levels, np.int64)[levels] if len(held.levels) else np.zeros(0, np.int64)
        first = first | (values < -128) | (values > 127)
    return first


def _stretches(sayings: Sayings, settings: Settings, left: Array | None) -> Array | None:
    """Return a number for each statement's document, week, month or year; None where all of time is one."""
    import numpy as np

    if settings.duplicates == "acrossrange":
        return None
    if settings.duplicates == "document":
        return _of(sayings.documents, left)
    days = _of(sayings.days, left).astype("datetime64[D]")
    unit = {"week": "D", "month": "M", "year": "Y"}[settings.duplicates]
    number = days.astype(f"datetime64[{unit}]").astype(np.int64)
    if settings.duplicates == "week":
        number = _american_weeks(days) if settings.compatibility else (number + 3) // 7  # 1 January 1970: a Thursday
    elif settings.duplicates == "month" and settings.compatibility:
        number = number % 12
    return cast("Array", np.where(np.isnat(days), -10_000, number))


def _american_weeks(days: Array) -> Array:
    """Return the number of the week in the year where weeks begin on Sunday and the first has 1 January."""
    import numpy as np

    numbers = days.astype(np.int64)
    sundays = numbers - (numbers + 4) % 7
    saturdays = (sundays + 6).astype("datetime64[D]")
    new_years = saturdays.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return (sundays - (new_years - (new_years + 4) % 7)) // 7 + 1


def _labelled(held: Column, source: Array, codes: Array) -> tuple[tuple[str, ...], Array]:
    """Return the labels that occur in `source`, in order, and the codes as places among them."""
    import numpy as np

    coded = source[source >= 0] if len(source) and source.min() < 0 else source
    there: Array = np.bincount(coded, minlength=len(held.levels)) > 0
    labels = tuple(written(level) for level, used in zip(held.levels, there.tolist(), strict=True) if used)
    if there.all():
        return labels, codes
    return labels, (np.cumsum(there, dtype=np.int32) - 1)[codes]


def _levelled(
    held: Column | None, original: Array | None, codes: Array | None, number: int
) -> tuple[tuple[Level | None, ...], Array]:
    """Return the levels of the qualifier that occur before exclusions, and the codes as places among them."""
    import numpy as np

    if held is None or codes is None:
        return (None,), np.zeros(number, np.int32)
    if held.kind == "boolean":
        there: Array = np.ones(2, bool)
    else:
        all_codes = _of(held.codes, original)
        there = np.bincount(all_codes[all_codes >= 0], minlength=len(held.levels)) > 0
    levels: tuple[Level | None, ...] = tuple(
        level for level, used in zip(held.levels, there.tolist(), strict=True) if used
    )
    at = codes if there.all() else np.where(codes < 0, -1, (np.cumsum(there, dtype=np.int32) - 1)[codes])
    if len(at) and at.min() < 0:  # under `ignore` a statement without a qualifier counts, as a level of its own
        return (None, *levels), at + 1
    return levels, at


def _cells(rows: Array, columns: Array, levels: Array, shape: tuple[int, int, int]) -> Array:
    import numpy as np

    flat = rows.astype(np.int64) * shape[1]
    flat += columns
    if shape[2] > 1:
        flat *= shape[2]
        flat += levels
    return flat
