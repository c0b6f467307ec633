"""Challenge: actors weigh whether to challenge each other, and give way, meet or stay put, round after round.

Bueno de Mesquita's expected utility model as Scholz, Calbert and Smith unravelled it (Journal of Theoretical Politics
23, 2011). Where the published texts and programs disagree the choice is an option; `docs/models/challenge.md` argues
the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from contingent.decisions.base import Card, Kernel, Kind, Need, Outcome
from contingent.decisions.options import check_options, choice, number
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

PUBLISHED: Mapping[str, str | float] = {
    "denominator": "triples",
    "capitulation": "off",
    "pick": "published",
    "danger_weights": "equal",
    "median": "first",
    "tie": "order",
    "settled": 0.0,
}
"""What the published replication of 2014 does where it differs from our defaults."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """Expected-utility bargaining on one issue at a time, over rounds; the outcome is the weighted median at the end.

    All options are words or numbers; `Challenge.published()` is the published replication.
    """

    denominator: str = choice(
        "pairwise",
        {
            "pairwise": "the chance to prevail is the share of the votes cast between the two",
            "triples": "the chance is the share of all votes cast between any two actors: tiny for everybody",
        },
        why="the two chances of a pair add up to 1, and who else is listed does not change them",
        referenced="triples",
    )
    capitulation: str = choice(
        "on",
        {
            "on": "who fears more from the other than it could gain by meeting it gives in",
            "off": "such an actor stays put",
        },
        why="without it an actor facing a mild threat concedes almost all, one facing a greater threat nothing",
        referenced="off",
    )
    pick: str = choice(
        "least",
        {
            "least": "of several compromises the one that asks for the smallest move",
            "published": "of several compromises the one whose blend of both positions is lowest on the scale",
        },
        why="the paper says smallest move; the published program favours the low end of the scale",
        referenced="published",
    )
    compromise_point: str = choice(
        "ratio",
        {
            "ratio": "a compromise lies as far towards the other as the ratio of the two expected utilities",
            "average": "a compromise lies at the mean of both positions weighted by the two expected utilities",
        },
        why="the paper; the mean never concedes more than the balance of utilities says either",
    )
    perceived_r: str = choice(
        "own",
        {
            "own": "an actor reads the other's challenge with its own attitude to risk",
            "opponent": "an actor knows the other's attitude to risk",
        },
        why="the model is about what actors perceive",
    )
    vote_r: str = choice(
        "own",
        {
            "own": "third parties vote with their own attitude to risk",
            "none": "third parties vote by distance alone",
            "challenger": "third parties are taken to share the challenger's attitude to risk",
        },
        why="the utilities of the paper are the voter's",
    )
    danger_set: str = choice(
        "actors",
        {
            "actors": "an actor's danger is compared with that of the other actors",
            "own": "an actor's danger is compared with what it would meet on the other occupied positions",
        },
        why="the paper and all public programs; `own` is what Bueno de Mesquita describes",
    )
    danger_weights: str = choice(
        "weight",
        {
            "weight": "a threat counts in the danger as much as the weight of who makes it",
            "equal": "every actor's threat counts once, however small the actor",
        },
        why="an actor split in two must not be twice as dangerous",
        referenced="equal",
    )
    status_quo: float = number(
        1.0,
        least=0.0,
        most=1.0,
        why="chance that nothing changes without a challenge: 1 in the programs, 0.5 in some of the literature",
    )
    outcome: str = choice(
        "median",
        {"median": "the weighted median of the final positions", "mean": "their weighted mean"},
        why="the forecast of the model is the position that no other beats",
    )
    median: str = choice(
        "midpoint",
        {
            "midpoint": "where half of the weight lies on either side of a gap, its middle",
            "lower": "its lower end",
            "first": "the end held by the actor that comes first in the input",
        },
        why="only the middle keeps the answer when the scale is reflected or actors are listed otherwise",
        referenced="first",
    )
    tie: str = choice(
        "average",
        {
            "average": "equal offers are averaged by weight; rounding does not decide what is equal",
            "order": "of equal offers that of the first actor in the input; numbers are compared to the last digit",
        },
        why="on whole-number scales equal offers are common, and the order of a list means nothing",
        referenced="order",
    )
    range: str = choice(
        "frozen",
        {
            "frozen": "distances are measured against the range of positions at the start",
            "each round": "distances are measured against the range of positions in each round",
        },
        why="what is at stake does not shrink because actors come closer",
    )
    rounds: int = number(10, least=1, most=1000, why="the published runs play ten")
    settled: float = number(
        1e-6,
        least=0.0,
        most=1.0,
        why="play ends when nobody moves further than this share of the range; at 0 all rounds are played",
        referenced="0",
    )

    name: ClassVar[str] = "challenge"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    presets: ClassVar[Mapping[str, Mapping[str, str | float]]] = {"published": PUBLISHED}
    card: ClassVar[Card] = Card(
        title="Challenge (expected utility)",
        says="Actors weigh whether to challenge each other and give way, meet or stay put; the median of where that "
        "ends is the outcome.",
        source="Bueno de Mesquita, A Decision Making Model: Its Structure and Form, International Interactions 23 "
        "(1997), pages 235-266; Scholz, Calbert and Smith, Unravelling Bueno de Mesquita's Group Decision Model, "
        "Journal of Theoretical Politics 23 (2011), pages 510-531",
        reads="Where actors can press each other. No form of it has been checked against events; it may hang on its "
        "options, and then the outcome says so.",
        kind=Kind.MAJORITY,
    )

    def __post_init__(self) -> None:
        check_options(self)

    @classmethod
    def published(cls, **changes: str | float) -> Challenge:
        """Return the model as the published replication of 2014 computes it, with options changed by name."""
        return cls(**{**PUBLISHED, **changes})  # type: ignore[arg-type]

    def but(self, **changes: str | float) -> Challenge:
        """Return the model with some options changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue, with path, moves and caveats.

        Raises InputError naming an issue on which nobody has weight, or too many actors stand.
        """
        from contingent.decisions.challenging import decided

        return decided(self, agenda)

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight.

        Raises InputError if too many actors stand on an issue, or for `Kernel.CUDA` without a card.
        """
        from contingent.decisions.challenging import decided_draws

        return decided_draws(self, drawn, kernel)


MODEL = Challenge
