"""Exchange: actors give way on what matters less to them for a move on what matters more, in pairs that gain equally.

Stokman and van Oosten, The Exchange of Voting Positions: An Object-Oriented Model of Policy Networks, in Bueno de
Mesquita and Stokman (eds), European Community Decision Making, Yale University Press 1994. Steps and options:
docs/models/exchange.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from contingent.decisions.base import (
    Assumption,
    Card,
    Kernel,
    Kind,
    Move,
    Need,
    Outcome,
    assumptions_of,
    voices,
    weighed,
)
from contingent.decisions.kernels.exchange_effects import externalities
from contingent.decisions.kernels.exchange_reference import mixed
from contingent.decisions.kernels.exchange_rounds import exchange_draws, exchange_rounds
from contingent.decisions.kernels.exchange_rules import Round, Rules
from contingent.decisions.options import check_options, choice, number, options_of, with_options
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

PRESETS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "consistent": MappingProxyType({}),
        "reference": MappingProxyType(
            {
                "hist_sum": "on",
                "passed_target": "ignore",
                "known_keep": "nearest",
                "stale_self": "on",
                "at_outcome": "left",
                "tie": "stable",
            }
        ),
    }
)
"""Options of the default, which no outside numbers exist for, and of the published program."""

_ORDERS = 20
"""Orders of equal gains tried for the spread that is told with an outcome."""

_TELLING = 0.5
"""Points from which a difference between variants is told."""

_LONG = 10
"""Rounds played on, to tell whether the outcome of one round would last."""

_MANY = 20_000
"""Possible exchanges beyond which an outcome is told without its variants: each costs as much as the outcome."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Weighted mean of the positions as voted after actors have exchanged them in pairs over pairs of issues."""

    rounds: int = number(
        1,
        least=1,
        most=1000,
        why="the published forecast is the outcome of one round; how positions go on from there rests on two constants "
        "nobody has measured, and nothing says when to stop",
    )
    hist_sum: str = choice(
        "off",
        {
            "off": "only the move that would be made must fit the scale",
            "on": "the moves an exchange once intended, made or not, must sum to at most 100",
        },
        why="a move that was never made should not restrict another; as published it binds upward moves alone, so that "
        "a mirrored scale gives another outcome",
        referenced="on",
    )
    passed_target: str = choice(
        "block",
        {
            "block": "nobody pays for a shift where the outcome it knows of lies at its position or beyond",
            "ignore": "a buyer pays for a shift away from its own position",
        },
        why="nobody pays to be worse off",
        referenced="ignore",
    )
    known_keep: str = choice(
        "latest",
        {
            "latest": "a buyer knows the last move of those it bought from",
            "nearest": "a buyer knows that of their moves which lies nearer to their start",
        },
        why="where a seller stands now is what its buyer was told last",
        referenced="nearest",
    )
    stale_self: str = choice(
        "off",
        {
            "off": "an exchange that is cut short starts from where the seller stands",
            "on": "it starts from where the buyer last knew the seller",
        },
        why="both traders know where the seller stands, since they are dealing with each other",
        referenced="on",
    )
    at_outcome: str = choice(
        "either",
        {
            "either": "who stands on the outcome may give way to those on either side of it, but not to both in turn",
            "left": "who stands on the outcome counts as standing below it",
        },
        why="it loses alike by a shift up or down; as published a mirrored scale gives another outcome",
        referenced="left",
    )
    tie: str = choice(
        "intrinsic",
        {
            "intrinsic": "of equal gains the exchange comes first that costs its traders less, then that with smaller "
            "moves, heavier traders, traders farther from the outcomes",
            "stable": "equal gains are realised in the order of issues and actors in the agenda",
            "seeded": "equal gains are realised in an order drawn by `tie_seed`, anew in each draw",
        },
        why="the order of a list means nothing; of two deals that gain as much the cheaper one is sooner agreed",
        referenced="stable",
    )
    tie_seed: int = number(1, least=0, most=2**32, why="any; it is read only where ties are seeded")
    salience_weight: float = number(
        0.4,
        least=0,
        most=1,
        why="what the published program takes; nobody has measured it, and one round does not use it",
    )
    fixed_weight: float = number(
        0.1,
        least=0,
        most=1,
        why="what the published program takes; nobody has measured it, and one round does not use it",
    )

    name: ClassVar[str] = "exchange"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[Card] = Card(
        title="Exchange of positions",
        says="Pairs of actors give way on the issue that matters less to them for a move on the other, gaining alike.",
        source="Stokman and van Oosten, The Exchange of Voting Positions, in Bueno de Mesquita and Stokman (eds), "
        "European Community Decision Making, Yale University Press 1994, pages 105-127",
        reads="Where issues are on the table together and deals across them are kept; needs actors that stand on two "
        "issues or more, and says nothing new where few do.",
        joint=True,
        kind=Kind.BALANCE,
    )

    def __post_init__(self) -> None:
        check_options(self)

    @property
    def rules(self) -> Rules:
        """The options as the kernels read them."""
        return Rules(
            sum_of_tries=self.hist_sum == "on",
            pay_past_target=self.passed_target == "ignore",
            keep_nearest=self.known_keep == "nearest",
            own_as_known=self.stale_self == "on",
            list_order=self.tie != "intrinsic",
            on_is_left=self.at_outcome == "left",
            tie_seed=self.tie_seed if self.tie == "seeded" else None,
            salience_weight=float(self.salience_weight),
            fixed_weight=float(self.fixed_weight),
        )

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue. Raises InputError naming an issue on which nobody has weight, or if there
        are too many possible exchanges."""
        for issue in agenda.issues:
            weighed(agenda, issue)  # refuses an issue without weight before anything is played
        rules = _of_run(self.rules, 0)
        played = _played(agenda, replace(rules, tie_seed=_first(rules)), self.rounds)
        values = {issue: float(value) for issue, value in zip(agenda.issues, _on_scale(played[-1].after), strict=True)}
        told = {issue: voices(agenda, issue, values[issue]) for issue in agenda.issues}
        return Outcome(
            model=self.name,
            values=values,
            support={issue: support for issue, (_, support) in told.items()},
            trace={issue: heard for issue, (heard, _) in told.items()},
            pivots=dict.fromkeys(agenda.issues, ()),
            assumptions=(*assumptions_of(agenda), *self._assumptions()),
            path=_path(agenda, played),
            moves=_moves(agenda, played),
            end=_end(agenda, played[-1]),
            caveats=(*_of_trades(agenda, played), *self._of_variants(agenda, played)),
        )

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight."""
        rules = _of_run(self.rules, drawn.seed)
        found = exchange_draws(
            drawn.value,
            drawn.salience / 100,
            drawn.capability,
            rules,
            self.rounds,
            first=drawn.first,
            kernel=kernel,
        )
        return _on_scale(found)

    def _settings(self) -> dict[str, object]:
        return {option.name: getattr(self, option.name) for option in options_of(Exchange)}

    def _assumptions(self) -> tuple[Assumption, ...]:
        if self.rounds == 1:
            return (Assumption(name="rounds", value="1", reason="the published forecast is that of one round"),)
        stays = f"{self.salience_weight:g} x (1 - salience) + {self.fixed_weight:g} of a voted move"
        return (
            Assumption(name="rounds", value=str(self.rounds), reason="as asked for; the model has no rule to stop"),
            Assumption(name="what stays", value=stays, reason="the published program takes it; nobody has measured it"),
        )

    def _of_variants(self, agenda: Agenda, played: tuple[Round, ...]) -> list[str]:
        """Tell what the outcome hangs on beside the positions: the order of ties, open choices, rounds."""
        if not played[0].trades:
            return []
        if played[0].candidates > _MANY:
            return [f"With {played[0].candidates:,} possible exchanges the variants of the model were not compared."]
        base, rules = _on_scale(played[-1].after), self.rules

        def last(varied: Rules) -> Array:
            return _on_scale(_played(agenda, varied, self.rounds)[-1].after)

        orders = np.array([base, *(last(replace(rules, tie_seed=seed)) for seed in range(_ORDERS))])
        options = {
            name: last(with_options(Exchange, self._settings() | {name: other}).rules)
            for name, other in PRESETS["reference"].items()
            if name != "tie" and getattr(self, name) != other  # what ties do is told by their orders
        }
        published = last(with_options(Exchange, {**self._settings(), **PRESETS["reference"]}).rules)
        found = _of_orders(agenda, orders) + _of_options(agenda, base, options, published)
        return found + _of_rounds(agenda, played, self.rounds, rules)


def _of_run(rules: Rules, seed: int) -> Rules:
    """Return the rules with the luck of one run, if they leave ties to luck."""
    return rules if rules.tie_seed is None else replace(rules, tie_seed=mixed(rules.tie_seed, 0, seed))


def _first(rules: Rules) -> int | None:
    """Return the seed of the first draw of a run."""
    return None if rules.tie_seed is None else mixed(rules.tie_seed, 0, 0)


def _played(agenda: Agenda, rules: Rules, rounds: int) -> tuple[Round, ...]:
    return exchange_rounds(agenda.value, agenda.salience / 100, agenda.capability, rules, rounds)


def _on_scale(values: Array) -> Array:
    """Return outcomes without the hair that rounding may carry them past the ends of the scale."""
    return np.clip(values, 0.0, 100.0)


def _path(agenda: Agenda, played: tuple[Round, ...]) -> dict[str, tuple[float, ...]]:
    rows = _on_scale(np.array([played[0].before, *(one.after for one in played)]))
    return {issue: tuple(float(value) for value in rows[:, n]) for n, issue in enumerate(agenda.issues)}


def _end(agenda: Agenda, last: Round) -> dict[str, dict[str, float]]:
    return {
        issue: {agenda.actors[row]: float(last.voted[row, n]) for row in agenda.holders(issue)}
        for n, issue in enumerate(agenda.issues)
    }


def _moves(agenda: Agenda, played: tuple[Round, ...]) -> tuple[Move, ...]:
    """Return both moves of every exchange, in the order they were made."""
    found = []
    for number_, one in enumerate(played, start=1):
        for trade in one.trades:
            i, j = agenda.actors[trade.i], agenda.actors[trade.j]
            p, q = agenda.issues[trade.p], agenda.issues[trade.q]
            for actor, partner, issue, other, start, end in (
                (i, j, q, p, trade.i_from, trade.i_to),
                (j, i, p, q, trade.j_from, trade.j_to),
            ):
                move = Move(
                    round=number_,
                    actor=actor,
                    issue=issue,
                    start=start,
                    end=end,
                    partner=partner,
                    why=f"exchange for {other}",
                )
                found.append(move)
    return tuple(found)


def _of_trades(agenda: Agenda, played: tuple[Round, ...]) -> list[str]:
    """Tell which issues no exchange touches, and what the exchanges do to others."""
    traded = {column for one in played for trade in one.trades for column in (trade.p, trade.q)}
    if not traded:
        return ["No exchange is possible: no two actors gain by one, so every outcome is the weighted mean."]
    found = []
    untouched = [issue for n, issue in enumerate(agenda.issues) if n not in traded]
    if untouched:
        found.append(f"No exchange touches {', '.join(untouched)}: the outcome there is the weighted mean.")
    sums = externalities(played, agenda.salience / 100)
    others, own = sums[:, :4].sum(axis=1), sums[:, 4].sum()
    worst = int(np.argmin(others))
    hit = f"; {agenda.actors[worst]} loses most by the exchanges of others ({others[worst]:.1f})"
    found.append(
        f"The exchanges gain their traders {own:.1f} and give others {others.sum():+.1f} in all (points weighted by "
        f"salience){hit if others[worst] < 0 else ''}."
    )
    return found


def _of_orders(agenda: Agenda, orders: Array) -> list[str]:
    spread = orders.max(axis=0) - orders.min(axis=0)
    told = [
        f"{issue} {orders[:, n].min():.1f} to {orders[:, n].max():.1f}"
        for n, issue in enumerate(agenda.issues)
        if spread[n] >= _TELLING
    ]
    if not told:
        return []
    return [f"Some exchanges gain the same; over {_ORDERS} orders of such ties the outcome is: {', '.join(told)}."]


def _of_options(agenda: Agenda, base: Array, options: Mapping[str, Array], published: Array) -> list[str]:
    found = []
    for name, values in {**options, "all choices of the published program": published}.items():
        n = int(np.argmax(np.abs(values - base)))
        if abs(values[n] - base[n]) >= _TELLING:
            label = f"option {name} set to {PRESETS['reference'][name]}" if name in options else name
            found.append(f"With {label}, {agenda.issues[n]} is {values[n]:.1f} instead of {base[n]:.1f}.")
    return found


def _of_rounds(agenda: Agenda, played: tuple[Round, ...], rounds: int, rules: Rules) -> list[str]:
    """Tell how far the outcome wanders if rounds are played on (or have been)."""
    longer = played if rounds >= _LONG else _played(agenda, rules, _LONG)
    after = _on_scale(np.array([one.after for one in longer]))
    spread = after.max(axis=0) - after.min(axis=0)
    n = int(np.argmax(spread))
    if spread[n] < _TELLING:
        return []
    low, high = after[:, n].min(), after[:, n].max()
    return [
        f"Over {len(longer)} rounds the outcome does not stay: {agenda.issues[n]} moves between {low:.1f} and "
        f"{high:.1f}. The model has no rule when to stop."
    ]


MODEL = Exchange
