"""What the tables of a DNA 3 database hold, as values; the columns are those of its SQLite file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

Value = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaCoder:
    """A coder. `rest` holds the other columns (password hash, permissions, popup) by name, to write them back."""

    id: int
    name: str
    colour: str
    rest: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaDocument:
    """A document with its text; `seconds` is its moment in UNIX seconds, UTC."""

    id: int
    title: str
    text: str
    coder: int
    author: str
    source: str
    section: str
    notes: str
    type: str
    seconds: int

    @property
    def moment(self) -> datetime | None:
        """The moment in UTC; None outside of the years 1 to 9999."""
        try:
            return datetime.fromtimestamp(self.seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaVariable:
    """A variable of a statement type; `data_type` is `short text`, `long text`, `integer` or `boolean`."""

    id: int
    name: str
    data_type: str
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaKind:
    """A statement type with its variables, in order of their ids."""

    id: int
    label: str
    colour: str
    variables: tuple[DnaVariable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaEntity:
    """A value of a short-text variable; the empty value says `not coded`. `attributes` by name."""

    id: int
    variable: int
    value: str
    colour: str | None
    parent: int | None
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaStatement:
    """One statement, as `Tables.rows` gives it; a variable without a row is not among the `values`."""

    id: int
    kind: int
    document: int
    start: int
    stop: int
    coder: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Values:
    """The values of one variable: `at` are places in the columns of the statements, `data` what stands there.

    `data` holds entity ids (short text), whole numbers (integer), 0 and 1 (boolean) or text (long text).
    """

    at: np.ndarray[Any, Any]
    data: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tables:
    """A database as read. The statements stand in columns of equal length, in order of their id.

    Attributes:
        path: the file.
        version: of DNA, as the file says.
        settings: property -> value.
        coders, documents, kinds, entities: rows by id, in order of id.
        relations: rows of the table of coder relations, by column.
        links: (source variable, target variable).
        regexes: pattern -> colour.
        attributes: (variable id, name of an attribute) in the order of the file.
        ids, kind_ids, document_ids, starts, stops, coder_ids: columns of the statements, int64.
        values: variable id -> values.
        left_out: one line for each thing in the file that points to nothing or is not known to DNA 3.
    """

    path: str
    version: str
    settings: Mapping[str, str]
    coders: Mapping[int, DnaCoder]
    relations: tuple[Mapping[str, int], ...]
    documents: Mapping[int, DnaDocument]
    kinds: Mapping[int, DnaKind]
    links: tuple[tuple[int, int], ...]
    entities: Mapping[int, DnaEntity]
    attributes: tuple[tuple[int, str], ...]
    regexes: Mapping[str, str]
    ids: np.ndarray[Any, Any]
    kind_ids: np.ndarray[Any, Any]
    document_ids: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]
    stops: np.ndarray[Any, Any]
    coder_ids: np.ndarray[Any, Any]
    values: Mapping[int, Values]
    left_out: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[DnaStatement]:
        """Give the statements one by one, in order of id."""
        found: list[dict[str, Value]] = [{} for _ in range(len(self))]
        for kind in self.kinds.values():
            for variable in kind.variables:
                column = self.values[variable.id]
                for at, value in zip(column.at.tolist(), column.data.tolist(), strict=True):
                    found[at][variable.name] = self.shown(variable, value)
        columns = (self.ids, self.kind_ids, self.document_ids, self.starts, self.stops, self.coder_ids)
        for row, values in zip(zip(*(each.tolist() for each in columns), strict=True), found, strict=True):
            one, kind_id, document, start, stop, coder = row
            yield DnaStatement(
                id=one, kind=kind_id, document=document, start=start, stop=stop, coder=coder, values=values
            )

    def shown(self, variable: DnaVariable, value: int | str) -> Value:
        """Return a value of `Values.data` as it is meant: text of the entity, truth value, whole number or text."""
        if variable.data_type == "short text":
            return self.entities[int(value)].value
        return bool(value) if variable.data_type == "boolean" else value
