"""Networks: which contributors deploy with whom.

Two contributors are tied in a month if both have anybody in the same operation. A tie has three weights: how many
operations they shared, in how many operation-months, and how many persons of the smaller side stood beside the larger
one, added over the operations of a month and averaged over the months on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

STEPS, NEAR = 1000, 1e-12


@dataclass(frozen=True)
class Network:
    """Who deploys with whom: `rows` have month, operation, contributor, number (above 0) and snapshots, each cell once.

    `months` is how many months are on record, which persons are averaged over.
    """

    rows: pl.DataFrame
    months: int

    @cached_property
    def names(self) -> list[str]:
        """The contributors, in order of their codes; rows and columns of the matrices."""
        return list(self.rows["contributor"].unique().sort())

    @cached_property
    def operation_months(self) -> np.ndarray[Any, Any]:
        """In how many operation-months two contributors were together; on the diagonal, those of each."""
        import numpy as np

        there = np.zeros((self._cells["place"].n_unique(), len(self.names)), dtype=np.float32)
        there[self._cells["place"].to_numpy().astype(np.int64), self._cells["who"].to_numpy().astype(np.int64)] = 1
        together: np.ndarray[Any, Any] = np.rint(there.T @ there).astype(np.int64)
        return together

    @cached_property
    def operations(self) -> np.ndarray[Any, Any]:
        """How many operations two contributors shared in at least one month; on the diagonal, those of each."""
        import numpy as np

        found = np.zeros((len(self.names), len(self.names)), dtype=np.int64)
        for operation in self._cells.partition_by("operation"):
            place = operation["place"].to_numpy().astype(np.int64)
            there = np.zeros((int(place.max() - place.min()) + 1, len(self.names)), np.float32)
            there[place - place.min(), operation["who"].to_numpy().astype(np.int64)] = 1
            found += (there.T @ there) > 0
        return found

    @cached_property
    def persons(self) -> np.ndarray[Any, Any]:
        """Persons of the smaller side beside the larger one, per month on record; on the diagonal, those of each."""
        import numpy as np

        found = np.zeros((len(self.names), len(self.names)))
        for who, number in self._stretches():
            found[np.ix_(who, who)] += np.minimum.outer(number, number)
        return found / max(1, self.months)

    def ties(self) -> pl.DataFrame:
        """Return one row a pair that was ever together: a, b (a before b), operations, operation_months, persons."""
        import numpy as np
        import polars as pl

        one, other = np.nonzero(np.triu(self.operation_months, 1))
        names = np.array(self.names, dtype=object)
        made = pl.DataFrame(
            {
                "a": list(names[one]),
                "b": list(names[other]),
                "operations": self.operations[one, other],
                "operation_months": self.operation_months[one, other],
                "persons": self.persons[one, other],
            },
            schema={
                "a": pl.String, "b": pl.String, "operations": pl.Int64, "operation_months": pl.Int64,
                "persons": pl.Float64,
            },
        )  # fmt: skip
        return made.sort("operation_months", "persons", "a", "b", descending=[True, True, False, False])

    def centrality(self) -> pl.DataFrame:
        """Return one row a contributor: partners, operations, operation_months (ties added up), centrality.

        `centrality` is the eigenvector centrality of the network weighted by operation-months (Bonacich 1972), the
        highest set to 1.
        """
        import numpy as np
        import polars as pl

        ties = self.operation_months * (1 - np.eye(len(self.names), dtype=np.int64))
        made = pl.DataFrame(
            {
                "contributor": self.names,
                "partners": (ties > 0).sum(axis=1),
                "operations": np.diag(self.operations),
                "operation_months": ties.sum(axis=1),
                "centrality": _eigenvector(ties.astype(float)),
            },
            schema={
                "contributor": pl.String, "partners": pl.Int64, "operations": pl.Int64, "operation_months": pl.Int64,
                "centrality": pl.Float64,
            },
        )  # fmt: skip
        return made.sort("centrality", "contributor", descending=[True, False])

    @cached_property
    def _cells(self) -> pl.DataFrame:
        """The rows with contributors and operation-months numbered, in the order of operations and months."""
        import polars as pl

        order = {name: place for place, name in enumerate(self.names)}
        rows = self.rows.sort("operation", "month")
        return rows.select(
            "operation",
            (pl.struct("operation", "month").rle_id()).alias("place"),
            pl.col("contributor").replace_strict(order, return_dtype=pl.Int64).alias("who"),
            "number",
        )

    def _stretches(self) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        """The contributors of each operation-month and their numbers."""
        import numpy as np

        who, number = self._cells["who"].to_numpy().astype(np.int64), self._cells["number"].to_numpy().astype(float)
        cuts = np.flatnonzero(np.diff(self._cells["place"].to_numpy().astype(np.int64))) + 1
        yield from zip(np.split(who, cuts), np.split(number, cuts), strict=True)


def _eigenvector(weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The leading eigenvector by the power method; one is added on the diagonal, so that it settles."""
    import numpy as np

    vector = np.ones(len(weights))
    if not weights.any():
        return np.zeros(len(weights))
    weights = weights / weights.max() + np.eye(len(weights))
    for _ in range(STEPS):
        following = weights @ vector
        following /= following.max()
        if np.abs(following - vector).max() < NEAR:
            break
        vector = following
    vector[weights.sum(axis=1) <= 1] = 0
    return vector
