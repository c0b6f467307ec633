"""Seating: those who stand on an issue put on the seats of an institution, so that models can ask its rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.known import institution
from contingent.decisions.institutions.rules import Ballot, BallotTally
from contingent.decisions.kernels.procedural_reference import Flags, Passes
from contingent.positions.agenda import Array

UNKNOWN_SAYS = {
    "abstaining": "members of unknown position abstain",
    "against": "members of unknown position vote against",
    "in favour": "members of unknown position vote in favour",
}
UNKNOWN_BALLOT = {"abstaining": Ballot.ABSTAIN, "against": Ballot.NO, "in favour": Ballot.YES}


@lru_cache(maxsize=32)
def named_institution(name: str, on: str, rule: str) -> Institution:
    """Return an institution named by words, as options of a model have them. Raises NotFoundError, InputError."""
    return institution(name, day_of(on), rule or None)


def day_of(word: str) -> date | None:
    """Return the day a word names; None for no word. Raises InputError."""
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise InputError(f"{word!r} is no day.", record="day", remedy="Write it as 2013-11-05.") from None


def seated(body: Institution, actors: Sequence[str], values: Array) -> Array:
    """Return positions in the order of the seats, of shape (draws, members); NaN for members that hold none."""
    found = np.full((len(values), len(body.members)), np.nan)
    at = {actor: n for n, actor in enumerate(actors)}
    for seat, member in enumerate(body.members):
        if member in at:
            found[:, seat] = values[:, at[member]]
    return found


def passes_with(body: Institution, votes: Array, unknown: str) -> Passes:
    """Return the rule of an institution as a question: does it pass if these members accept and the others refuse?"""
    silent = np.isnan(votes)
    otherwise = np.where(silent, UNKNOWN_BALLOT[unknown], Ballot.NO).astype(np.int8)

    def passes(accepting: Flags) -> Flags:
        return body.rule.passes(BallotTally(body, np.where(accepting, np.int8(Ballot.YES), otherwise)))

    return passes
