"""Votes with members under the names readers know them by, in place of codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from contingent.decisions.institutions.coalitions import Turning
from contingent.decisions.institutions.many import Shares
from contingent.decisions.institutions.votes import BOUNDS, Vote

Told = TypeVar("Told")


def named(vote: Vote, shares: Shares | None, name: Callable[[str], str]) -> tuple[Vote, Shares | None]:
    """Return a vote, and the shares of its draws if there are any, with names for codes.

    An actor that shares its name with another, or has none, keeps its code.
    """
    codes = [*vote.institution.members, *vote.strangers]
    names = [name(code) for code in codes]
    called = {c: n if names.count(n) == 1 and n not in codes else c for c, n in zip(codes, names, strict=True)}

    def each(table: Mapping[str, Told]) -> dict[str, Told]:
        return {called[code]: value for code, value in table.items()}

    def all_of(who: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(called[code] for code in who)

    held = vote.institution
    held = replace(held, seats=tuple(replace(seat, actor=called[seat.actor]) for seat in held.seats))
    results = {}
    for bound, ballot in BOUNDS.items():
        cast = np.array([ballot if b is None else b for b in vote.ballots.values()], np.int8)
        results[bound] = held.rule.verdict(held, cast)
    told = replace(
        vote,
        institution=held,
        ballots=each(vote.ballots),
        positions=each(vote.positions),
        results=results,
        vetoers=all_of(vote.vetoers),
        pivots=all_of(vote.pivots),
        turning=Turning(sets=tuple(map(all_of, vote.turning.sets)), whole=vote.turning.whole),
        strangers=all_of(vote.strangers),
    )
    if shares is None:
        return told, None
    pivotal = each(shares.pivotal) if shares.pivotal is not None else None
    return told, replace(shares, in_favour=each(shares.in_favour), blocks=each(shares.blocks), pivotal=pivotal)
