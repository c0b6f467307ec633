"""What the challenge model says of an agenda: its games told as outcomes, and when an outcome hangs on an option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import MIDDLE, Kernel, Move, Outcome, assumptions_of, voices, weighed
from contingent.decisions.kernels.challenge_game import Game, play_game
from contingent.decisions.kernels.challenge_runs import outcomes
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.options import options_of
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

MOST_ACTORS = 250
"""More actors than this on one issue are refused: the votes of all on all pairs grow with their third power."""

HANGS = 10.0
"""Points by which the readings of the model must differ before an outcome is said to hang on them."""

DISPUTED = ("denominator", "capitulation", "pick")
"""The options whose eight combinations are set side by side."""

APART = ("outcome", "median", "rounds", "settled", "status_quo")
"""Options that are no reading of the bargaining itself, or have no setting that suggests itself."""

_FEW = 25
"""Up to this many actors single games are played by the reference, so that nobody waits for a compiler."""

_STILL = 1e-6
_SAME = 1e-9
_LONG = 100
"""Rounds to which a game that does not settle is followed, to say what becomes of it."""


@dataclass(frozen=True, slots=True)
class _Issue:
    """One issue as the model reads it: actors by name and their arrays; salience 0-1."""

    name: str
    actors: tuple[str, ...]
    position: Array
    capability: Array
    salience: Array

    @classmethod
    def of(cls, agenda: Agenda, name: str) -> _Issue:
        """Return an issue of an agenda. Raises InputError if nobody has weight, or too many stand on it."""
        rows, held, _ = weighed(agenda, name)
        column = agenda.column(name)
        _check_size(name, len(rows))
        actors = tuple(agenda.actors[row] for row in rows)
        return cls(name, actors, held, agenda.capability[rows, column], agenda.salience[rows, column] / 100)

    def played(self, rules: Challenge) -> Game:
        """Return the game under `rules`."""
        return play_game(self.position, self.capability, self.salience, rules)

    def outcome(self, rules: Challenge) -> float:
        """Return what the game comes to under `rules`."""
        parts = (each[None] for each in (self.position, self.salience, self.capability))
        kernel = Kernel.NUMPY if len(self.actors) <= _FEW else Kernel.AUTO
        return float(outcomes(Table.of(*parts)[0], rules, kernel)[0])


def decided(rules: Challenge, agenda: Agenda) -> Outcome:
    """Return the outcome of an agenda with path, moves, the positions at the end, and caveats."""
    issues = [_Issue.of(agenda, name) for name in agenda.issues]
    games = {issue.name: issue.played(rules) for issue in issues}
    values = {name: float(game.outcome[-1]) for name, game in games.items()}
    told = {name: voices(agenda, name, value) for name, value in values.items()}
    return Outcome(
        model=rules.name,
        values=values,
        support={name: share for name, (_, share) in told.items()},
        trace={name: trace for name, (trace, _) in told.items()},
        pivots={issue.name: _pivots(issue, games[issue.name]) for issue in issues},
        assumptions=assumptions_of(agenda),
        path={name: tuple(map(float, game.outcome)) for name, game in games.items()},
        moves=tuple(move for issue in issues for move in _moves(issue, games[issue.name])),
        end={issue.name: _end(issue, games[issue.name]) for issue in issues},
        caveats=tuple(caveat for issue in issues for caveat in _caveats(issue, games[issue.name], rules)),
    )


def decided_draws(rules: Challenge, drawn: Drawn, kernel: Kernel) -> Array:
    """Return the outcomes of draws, of shape (draws, issues); NaN where nobody has weight."""
    found = np.full((len(drawn), len(drawn.agenda.issues)), np.nan)
    for column, issue in enumerate(drawn.agenda.issues):
        rows, value, salience, capability = drawn.on(issue)
        _check_size(issue, len(rows))
        table, some = Table.of(value, salience / 100, capability)
        found[some, column] = outcomes(table, rules, kernel)
    return found


def readings(rules: Challenge) -> Iterator[tuple[str, Challenge]]:
    """Yield the readings of the model a conclusion should survive, each with what sets it apart from `rules`.

    The eight combinations of the options in dispute, then every other choice of the remaining options, one at a time.
    """
    chosen = [option for option in options_of(type(rules)) if option.says and option.name not in APART]
    disputed = [option for option in chosen if option.name in DISPUTED]
    for picked in product(*(option.says for option in disputed)):
        changes = dict(zip((option.name for option in disputed), picked, strict=True))
        yield _named(rules, changes), rules.but(**changes)
    for option in chosen:
        for other in option.says:
            if option.name not in DISPUTED and other != getattr(rules, option.name):
                yield _named(rules, {option.name: other}), rules.but(**{option.name: other})


def _named(rules: Challenge, changes: dict[str, str]) -> str:
    return ", ".join(f"{name}={to}" for name, to in changes.items() if to != getattr(rules, name)) or "as set"


def _check_size(issue: str, actors: int) -> None:
    if actors > MOST_ACTORS:
        raise InputError(
            f"{actors} actors stand on {issue}; the challenge model takes at most {MOST_ACTORS}.",
            record=f"issue {issue}",
            remedy="Leave actors out, put blocs together, or take the model median or compromise.",
        )


def _pivots(issue: _Issue, game: Game) -> tuple[str, ...]:
    """Return the actors that hold the median at the end."""
    last = game.positions[-1]
    near = np.abs(last - game.median[-1]) <= _SAME * max(1.0, float(np.ptp(issue.position)))
    heard = issue.capability * issue.salience > 0
    return tuple(actor for actor, on in zip(issue.actors, near & heard, strict=True) if on)


def _moves(issue: _Issue, game: Game) -> Iterator[Move]:
    for number, offers in enumerate(game.offers, start=1):
        for offer in offers:
            yield Move(
                round=number,
                actor=issue.actors[offer.actor],
                issue=issue.name,
                start=float(game.positions[number - 1, offer.actor]),
                end=offer.position,
                partner=issue.actors[offer.partner],
                why=offer.kind,
            )


def _end(issue: _Issue, game: Game) -> dict[str, float]:
    return {actor: float(position) for actor, position in zip(issue.actors, game.positions[-1], strict=True)}


def _caveats(issue: _Issue, game: Game, rules: Challenge) -> Iterator[str]:
    unsettled = _unsettled(issue, game, rules)
    if unsettled:
        yield unsettled
    found = [(name, issue.outcome(each)) for name, each in readings(rules)]
    hangs = _hangs(issue.name, float(game.outcome[-1]), found)
    if hangs:
        yield hangs


def _unsettled(issue: _Issue, game: Game, rules: Challenge) -> str | None:
    """Return a sentence if actors still move in the last round: how far it goes on, and where to."""
    span = float(np.ptp(game.positions[0]))
    if game.rounds < rules.rounds or not _moving(game.positions, span):
        return None
    later = game.outcome[(game.rounds + 1) // 2 :]
    swing = f"from round {game.rounds - len(later) + 1} on the outcome lies between {later.min():.1f} and "
    said = f"On {issue.name} actors still move after {game.rounds} rounds; {swing}{later.max():.1f}."
    whole = issue.played(rules.but(rounds=max(_LONG, rules.rounds), settled=0.0))
    return f"{said} {_becomes(whole, span)}"


def _moving(positions: Array, span: float) -> bool:
    return bool(np.abs(positions[-1] - positions[-2]).max() > _STILL * span)


def _becomes(game: Game, span: float) -> str:
    """Return what becomes of a game that was followed for long."""
    steps = np.abs(np.diff(game.positions, axis=0)).max(axis=1)
    if steps[-1] <= _STILL * span:
        settled = int(np.flatnonzero(steps > _STILL * span).max(initial=-1)) + 2
        return f"It settles at {game.outcome[-1]:.1f} in round {settled}."
    back = np.abs(game.positions[:-1] - game.positions[-1]).max(axis=1)
    same = np.flatnonzero(back <= _SAME * span)
    if len(same):
        period = game.rounds - int(same[-1])
        cycle = game.outcome[-period:]
        return f"It never settles: a cycle of {period} rounds between {cycle.min():.1f} and {cycle.max():.1f}."
    return f"It has not settled after {game.rounds} rounds either, when it stands at {game.outcome[-1]:.1f}."


def _hangs(issue: str, value: float, found: list[tuple[str, float]]) -> str | None:
    """Return a sentence if readings of the model fall on different sides of the middle or far apart."""
    eight = 2 ** len(DISPUTED)
    low, high = (end(outcome for _, outcome in found[:eight]) for end in (min, max))
    side = np.sign(round(value - MIDDLE, 6))
    other = [f"{name} ({outcome:.1f})" for name, outcome in found if np.sign(round(outcome - MIDDLE, 6)) != side]
    far = [f"{name} ({outcome:.1f})" for name, outcome in found if abs(outcome - value) > HANGS]
    if not other and not far and high - low <= HANGS:
        return None
    said = f"On {issue} the outcome of {value:.1f} hangs on how the model is read: the {eight} combinations of "
    said += f"{', '.join(DISPUTED)} give {low:.1f} to {high:.1f}."
    if other:
        where = "on the middle" if side == 0 else f"{'above' if side > 0 else 'below'} the middle"
        return f"{said} It is not {where} with {'; '.join(other)}."
    return f"{said} It is more than {HANGS:g} points off with {'; '.join(far)}." if far else said
