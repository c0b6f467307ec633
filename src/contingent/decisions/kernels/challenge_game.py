"""One game of the challenge model in full: every position, risk exponent and offer taken, round by round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.kernels.challenge_equations import KINDS, NONE, Taken
from contingent.decisions.kernels.challenge_outcome import mean, median, outcome
from contingent.decisions.kernels.challenge_reference import play
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer taken: by which actor, from which (numbers in input order), its kind, the expected utilities of the
    receiver's own challenge and of the other's as the receiver perceives it, and where the receiver goes."""

    actor: int
    partner: int
    kind: str
    own: float
    perceived: float
    position: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """A game over its rounds: `positions` (rounds + 1, actors), `exponents` (rounds, actors), the offers taken in each
    round, and after each round the weighted `median`, the weighted `mean` and the `outcome` (rounds + 1 each)."""

    positions: Array
    exponents: Array
    offers: tuple[tuple[Offer, ...], ...]
    median: Array
    mean: Array
    outcome: Array

    @property
    def rounds(self) -> int:
        """How many rounds were played."""
        return len(self.offers)


def play_game(position: Array, capability: Array, salience: Array, rules: Challenge) -> Game:
    """Return one game played under `rules`; arrays over the actors, positions on any scale, salience 0-1.

    With `rules.settled` 0 all rounds are played, else it ends with the first in which nobody moves further. Raises
    InputError if nobody has weight. An actor without weight takes no part and keeps its position; its exponent is NaN.
    """
    given = np.asarray(position, dtype=np.float64)
    heard = np.flatnonzero(np.isfinite(given) & (np.asarray(capability) * np.asarray(salience) > 0))
    if not len(heard):
        raise InputError("Nobody has any weight.", remedy="Give at least one actor capability and salience above 0.")
    parts = (np.asarray(each, dtype=np.float64)[None, heard] for each in (position, salience, capability))
    table, _ = Table.of(*parts)
    told: list[Taken] = []
    play(table, rules, told.append)
    path = np.concatenate([table.position, *(taken.position for taken in told)])
    weights = np.repeat(table.weight, len(path), axis=0)
    along = Table(position=path, weight=weights, salience=weights, present=np.ones_like(weights))
    positions = np.repeat(given[None], len(path), axis=0)
    positions[:, heard] = path
    exponents = np.full((len(told), len(given)), np.nan)
    exponents[:, heard] = [taken.exponent[0] for taken in told] if told else np.empty((0, len(heard)))
    return Game(
        positions=positions,
        exponents=exponents,
        offers=tuple(tuple(_offers(taken, heard)) for taken in told),
        median=median(path, along, rules.median),
        mean=mean(path, along),
        outcome=outcome(path, along, rules),
    )


def _offers(taken: Taken, heard: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[Offer]:
    return [
        Offer(
            actor=int(heard[n]),
            partner=int(heard[taken.partner[0, n]]),
            kind=KINDS[taken.kind[0, n]],
            own=float(taken.own[0, n]),
            perceived=float(taken.perceived[0, n]),
            position=float(taken.position[0, n]),
        )
        for n in np.flatnonzero(taken.kind[0] < NONE)
    ]
