"""Sayings, what a network counts, and Network, what comes of the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

Level = str | int | bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Column:
    """The values of one variable, each distinct value kept once.

    Attributes:
        kind: what the values are.
        levels: the distinct values; text by UTF-16 order (as DNA sorts labels), numbers by size, False before True.
        codes: int32, place of each row's value in `levels`; -1 where the variable was not coded.
    """

    kind: Literal["text", "integer", "boolean"]
    levels: tuple[Level, ...]
    codes: np.ndarray[Any, Any]

    @staticmethod
    def of(values: Iterable[Level | None]) -> Column:
        """Return the column of some values; None and the empty text say that the variable was not coded.

        All values must be truth values, or all whole numbers; else they are taken as text.
        """
        import numpy as np

        given = list(values)
        coded = [each for each in given if each is not None and each != ""]
        kind: Literal["text", "integer", "boolean"] = "text"
        levels: list[Any]
        if coded and all(isinstance(each, bool) for each in coded):
            kind, levels = "boolean", [False, True]
        elif coded and all(isinstance(each, int) and not isinstance(each, bool) for each in coded):
            kind, levels = "integer", sorted(set(coded))
        else:
            given = [None if each is None else str(each) for each in given]
            levels = sorted({str(each) for each in coded}, key=utf16)
        place: dict[object, int] = {each: at for at, each in enumerate(levels)}
        codes = np.fromiter((place.get(each, -1) for each in given), np.int32, len(given))
        return Column(kind=kind, levels=tuple(levels), codes=codes)

    def taken(self, rows: np.ndarray[Any, Any]) -> Column:
        """Return the column of some rows, by mask or by place; its levels stay."""
        return Column(kind=self.kind, levels=self.levels, codes=self.codes[rows])


def utf16(text: str) -> bytes:
    """Return the key that sorts text as UTF-16 units sort, lone surrogates included."""
    return text.encode("utf-16-be", "surrogatepass")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sayings:
    """Statements as columns of equal length, in the order that `arranged` gives: day, document, start, stop, id.

    One row is one statement that ties a holder to a concept. A statement with several holders or concepts stands in
    several rows with the same id.

    Attributes:
        ids: statement ids, text or whole numbers.
        days: the moment of the document, `datetime64[s]`; NaT where it has none (those rows stand last).
        documents: number of the document, from 0.
        starts: where the statement begins in its document, in code points.
        stops: where it ends, exclusive.
        variables: the column of each variable by name (`person`, `concept`, `meeting` ...).
        weights: float64, what each row counts: 1.0 unless statements are weighed by their quantifier; above 0.
        span: first and last moment that windows may cover, `datetime64[s]`; None takes those of the statements.
    """

    ids: np.ndarray[Any, Any]
    days: np.ndarray[Any, Any]
    documents: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]
    stops: np.ndarray[Any, Any]
    variables: Mapping[str, Column]
    weights: np.ndarray[Any, Any]
    span: tuple[np.datetime64, np.datetime64] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def taken(self, rows: np.ndarray[Any, Any]) -> Sayings:
        """Return some rows, by mask or by place."""
        return Sayings(
            ids=self.ids[rows], days=self.days[rows], documents=self.documents[rows], starts=self.starts[rows],
            stops=self.stops[rows], weights=self.weights[rows], span=self.span,
            variables={name: column.taken(rows) for name, column in self.variables.items()},
        )  # fmt: skip

    def arranged(self) -> Sayings:
        """Return the rows in the order that counting needs."""
        import numpy as np

        return self.taken(np.lexsort((self.ids, self.stops, self.starts, self.documents, self.days)))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Network:
    """A network as a matrix of weights, with what it was made from.

    Attributes:
        rows: labels of the rows, in order.
        columns: labels of the columns; the same as `rows` in a one-mode network.
        weights: float64, shape (rows, columns); the diagonal of a one-mode network is 0.
        one_mode: true where rows are tied to rows.
        settings: every setting by name, as asked, so that the weights can be made again.
        statements: how many statements were counted.
        start: first moment counted, ISO 8601; None for a network of all.
        stop: last moment counted, inclusive.
        time: centre of a window or kernel.
        attributes: what is known of each node by label (`type`, `region`, `count` ...), for exports and charts.
        notes: in words, what the count left out and why.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    weights: np.ndarray[Any, Any]
    one_mode: bool
    settings: Mapping[str, object]
    statements: int
    start: str | None = None
    stop: str | None = None
    time: str | None = None
    attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
