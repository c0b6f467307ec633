"""What the exchange model is run on and what a round of it gives: rules, trades and rounds.

Equal gain: Stokman and van Oosten, The Exchange of Voting Positions, in Bueno de Mesquita and Stokman (eds), European
Community Decision Making, Yale University Press 1994.
"""

from __future__ import annotations

from dataclasses import dataclass

from contingent.positions.agenda import Array

ROUNDING = 1e-10
"""Moves, gains and crossings of the outcome smaller than this are rounding."""

PASSED = 1e-9
"""How near (points) to its buyer's position an outcome counts as having reached it."""

TIED = 1e12
"""Gains are told apart to twelve decimals: gains that are equal on paper must be equal in the machine."""

EVEN = 2.0**30
"""Where the order of a list must not matter, gains, and what parts equal gains, are told apart to the 2**30th part of
one, about 1e-9. Sums taken in another order differ by up to 1e-13; a step of 1e-12 would part one tie in a hundred by
such noise. A power of two, because the edges of decimal steps fall on fractions that whole numbers give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The choices on which published texts and programs differ, or are silent.

    `sum_of_tries`: a move is refused where it and the moves an exchange once intended (but never made) sum to over 100.
    `pay_past_target`: a buyer accepts a shift although the outcome it knows of lies at its position or beyond.
    `keep_nearest`: of two moves of one seller a buyer knows the one nearer to the seller's start, not the latest.
    `own_as_known`: where an exchange is cut short the seller is put where the buyer last knew it, not where it stands.
    `list_order`: equal gains are realised in the order of actors and issues; else the exchange that costs its traders
    less comes first, then that with smaller moves, heavier traders, traders farther from the outcomes; only what is
    the same in all that goes by the list.
    `on_is_left`: who stands on the outcome is on the left; else on neither side, and may give way to both.
    `tie_seed`: equal gains are realised in an order drawn from this seed, whatever `list_order` says.
    `salience_weight`, `fixed_weight`: the share of a voted move that stays for the next round is
    salience_weight (1 - salience) + fixed_weight.
    """

    sum_of_tries: bool = False
    pay_past_target: bool = False
    keep_nearest: bool = False
    own_as_known: bool = False
    list_order: bool = False
    on_is_left: bool = False
    tie_seed: int | None = None
    salience_weight: float = 0.4
    fixed_weight: float = 0.1


CONSISTENT = Rules()
"""Nobody pays for a shift away from its own position, no move never made restricts another, no list decides."""

REFERENCE = Rules(
    sum_of_tries=True,
    pay_past_target=True,
    keep_nearest=True,
    own_as_known=True,
    list_order=True,
    on_is_left=True,
)
"""What the published program does: the rules of its reference numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A realised exchange: `i` gives way on issue `q` and receives on `p`, `j` gives way on `p` and receives on `q`.

    Actors and issues are rows and columns; positions and `known_*` are points (0-100). `gain` is what each of the two
    gains in utility (points x salience 0-1). `known_p` and `known_q` are the outcomes before and after, as the buyer
    on that issue knows them.
    """

    i: int
    j: int
    p: int
    q: int
    i_from: float
    i_to: float
    j_from: float
    j_to: float
    gain: float
    known_p: tuple[float, float]
    known_q: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Round:
    """One round: how many exchanges could be thought of, how many of them were valid at first, and those realised.

    `before` and `after` are the outcomes by issue (points, NaN where nobody has weight), `start` and `voted` the
    positions (actors, issues) at the start and as voted, `next_start` those the next round starts from.
    """

    candidates: int
    valid: int
    trades: tuple[Trade, ...]
    before: Array
    after: Array
    start: Array
    voted: Array
    next_start: Array

    @property
    def gains(self) -> float:
        """The sum of the gains of the exchanges, each counted once (each of its two traders gains it)."""
        return sum(trade.gain for trade in self.trades)
