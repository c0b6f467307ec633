"""Tallies: statements as numbers of actor, concept and stance, so that stances can be shuffled and counted again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
    Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tallies:
    """Counted statements as columns of equal length: number of the actor, the concept and the stance, and a weight.

    `shape` is how many actors, concepts and stances there are.
    """

    actors: Numbers
    concepts: Numbers
    stances: Numbers
    weights: Floats
    shape: tuple[int, int, int]

    def counts(self, stances: Numbers | None = None) -> Floats:
        """Return how much was said: float64 of `shape`; with other stances for the statements where given."""
        import numpy as np

        n, m, levels = self.shape
        held = self.stances if stances is None else stances
        flat = (self.actors * m + self.concepts) * levels + held
        return np.bincount(flat, weights=self.weights, minlength=n * m * levels).astype(float).reshape(self.shape)

    def shuffled(self, generator: np.random.Generator) -> Floats:
        """Return the counts of a case in which the stances on each concept are dealt out anew among its statements.

        Who spoke how often on what stays, and how contested each concept is; who took which side is chance.
        """
        import numpy as np

        place = np.argsort(self.concepts, kind="stable")
        dealt = np.lexsort((generator.random(len(self.concepts)), self.concepts))
        stances = np.empty_like(self.stances)
        stances[place] = self.stances[dealt]
        return self.counts(stances)
