"""Sayings, what a network counts, and Network, what comes of the count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sayings:
    """Statements as columns of equal length, in order of day, document, start, stop and id.

    One row is one statement that ties a holder to a concept. A statement with several holders or concepts stands in
    several rows with the same id.

    Attributes:
        ids: statement ids, text.
        days: the moment of the document, `datetime64[s]`; NaT where it has none.
        documents: number of the document, from 0.
        starts: where the statement begins in its document, in code points.
        stops: where it ends, exclusive.
        variables: value of each variable by name (`person`, `concept`, `meeting` ...): text, number or truth value;
            the empty text says that the variable was not coded.
        weights: what each row counts, 1.0 unless statements are weighed by their quantifier.
    """

    ids: np.ndarray[Any, Any]
    days: np.ndarray[Any, Any]
    documents: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]
    stops: np.ndarray[Any, Any]
    variables: Mapping[str, np.ndarray[Any, Any]]
    weights: np.ndarray[Any, Any]

    def __len__(self) -> int:
        return len(self.ids)


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
