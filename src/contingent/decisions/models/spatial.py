"""Spatial bargaining: actors challenge each other, and everybody elects who gives way how far, turn by turn.

Source: KTAB's Spatial Model of Politics (KAPSARC Toolkit for Behavioral Analysis, 2017). Equations, what of KTAB is
repeated exactly and where the default departs from it and why are in docs/models/spatial.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import InputError
from contingent.decisions.bargaining import Story, Table
from contingent.decisions.base import (
    MIDDLE,
    Card,
    JointWhere,
    Kernel,
    Kind,
    Need,
    Outcome,
    assumptions_of,
    voices,
    weighed,
)
from contingent.decisions.kernels.condorcet_rules import (
    ELECTIONS,
    ELECTIONS_SAY,
    VICTORY,
    VICTORY_SAYS,
    VOTES,
    VOTES_SAY,
)
from contingent.decisions.kernels.spatial_outcomes import Rooms, key_of, outcomes
from contingent.decisions.kernels.spatial_rules import BARGAINS, POINTS, RISK_RANGES, RISK_VIEWS, THIRD_PARTIES, Rules
from contingent.decisions.models.condorcet import (
    ELECTORATE_SAYS,
    OUTCOME_SAYS,
    PROPOSALS_SAY,
    not_crowded,
)
from contingent.decisions.options import check_options, choice, number, options_of, with_options
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

CROWDED = 400
"""Actors beyond which a turn, whose cost grows with their cube, takes too long."""
PROBED = 40
"""Actors up to which an outcome is tried under the neighbouring rules."""
_NAMED = 3
"""How many of a list are named in a sentence."""
NEIGHBOURS = ("votes", "victory", "election", "risk_range", "risk_view", "third_parties", "point", "bargains")
"""The options a conclusion is tried under, one at a time."""

KTAB: Mapping[str, str] = MappingProxyType(
    {
        "third_parties": "winner",
        "proposals": "actors",
        "electorate": "capability",
        "ballot": "all-positions",
        "rounding": "four-decimals",
        "ties": "first",
        "strengths": "absolute",
        "estimate": "gain",
    }
)
"""The choices that make the model KTAB's."""


@dataclass(frozen=True, slots=True)
class Spatial:
    """Bargaining of pairs, elected by all, until hardly anybody moves."""

    name: ClassVar[str] = "spatial"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[JointWhere] = JointWhere(
        Card(
            title="Spatial bargaining",
            says="Actors challenge whom they expect to gain from; a vote of all says which bargain each of them takes.",
            source="KAPSARC Toolkit for Behavioral Analysis (KTAB), Spatial Model of Politics, commit 3b5b063 (2019); "
            "Wise, Lester and Efird, Multidimensional Bargaining Using KTAB, KAPSARC 2015",
            reads="Where pressure is put on single actors over weeks; what it says of one issue can hang on an option.",
            kind=Kind.MAJORITY,
        ),
        option="issues",
        word="together",
    )

    preset: str = choice(
        "own",
        {"own": "every option as set", "ktab": "the eight options that have a KTAB choice are set to it"},
        why="KTAB's choices are not fair to mirrored scales, to actors in another order or to actors split in two",
        referenced="ktab",
    )
    votes: str = choice("proportional", VOTES_SAY, why="who loses little has little reason to fight; KTAB's default")
    victory: str = choice("linear", VICTORY_SAYS, why="KTAB's default, and the one that adds no sharpness of its own")
    election: str = choice("conditional", ELECTIONS_SAY, why="KTAB's default; needs no story of who challenges whom")
    transitions: str = choice(
        "deterministic",
        {
            "deterministic": "each actor takes the likeliest bargain of its queue",
            "stochastic": "each actor takes a bargain with its probability; one history of many",
        },
        why="what differs from draw to draw is then what is uncertain in the positions alone",
    )
    risk_range: str = choice(
        "mid",
        {"mid": "from -1/2 to 1", "min": "from 0 to 1: nobody seeks risk", "max": "from -1 to 1"},
        why="KTAB's default",
    )
    risk_view: str = choice(
        "third",
        {
            "third": "an actor reads two thirds of its own attitude to risk into others",
            "none": "its own only",
            "half": "half of its own",
            "two-thirds": "one third of its own",
            "full": "it sees the attitude of others as it is (KTAB ends with an error here)",
        },
        why="KTAB's default",
    )
    third_parties: str = choice(
        "nearer",
        {
            "nearer": "third parties back the principal that is nearer, by how much nearer it is",
            "winner": "they back the likely winner, the more the farther it is from them (KTAB: SemiCommit)",
            "none": "they take no part (NoCommit and FullCommit, which are the same)",
        },
        why="under KTAB's an actor's own other half would fight against it",
        referenced="winner",
    )
    point: str = choice(
        "square",
        {
            "square": "a bargain weighs positions by squared salience x chance (S2P2)",
            "linear": "by salience x chance (S1P1)",
            "weaker": "only the likely loser moves (S2PMax)",
        },
        why="KTAB's default",
    )
    bargains: str = choice(
        "initiator",
        {
            "initiator": "one bargain, by the challenger's estimate (InitOnlyInterp)",
            "both": "a second one by the receiver's estimate (InitRcvrInterp)",
            "joint": "the mean of the two, weighted by influence (PWCompInterp)",
        },
        why="KTAB's default",
    )
    proposals: str = choice(
        "distinct",
        PROPOSALS_SAY,
        why="counted twice, a proposal that two make would halve its own chance",
        referenced="actors",
    )
    electorate: str = choice(
        "weight", ELECTORATE_SAYS, why="as in all other models here; who does not care does not turn up",
        referenced="capability",
    )  # fmt: skip
    ballot: str = choice(
        "own-move",
        {
            "own-move": "an election on an actor's queue is about where that actor goes",
            "all-positions": "about everybody's positions if both sides kept the bargain (KTAB)",
        },
        why="the other side decides on its part for itself, and in KTAB often does not keep the bargain",
        referenced="all-positions",
    )
    rounding: str = choice(
        "none",
        {"none": "bargains are exact", "four-decimals": "rounded half up to a hundredth of a point (KTAB)"},
        why="rounding half up is not the same on a mirrored scale",
        referenced="four-decimals",
    )
    ties: str = choice(
        "shared",
        {
            "shared": "equally good targets are all challenged, equally likely bargains meet in their middle",
            "first": "whoever stands first in the list (KTAB)",
        },
        why="the order of the list says nothing about the world",
        referenced="first",
    )
    strengths: str = choice(
        "shares",
        {
            "shares": "capability is a share of all; movement is weighed by influence",
            "absolute": "small constants are added to capability as stated; every actor's movement counts one (KTAB)",
        },
        why="then neither the unit of capability nor splitting an actor changes anything",
        referenced="absolute",
    )
    estimate: str = choice(
        "probability",
        {
            "probability": "a receiver's bargain rests on its estimate of the chance",
            "gain": "on the initiator's gain, read as if it were a chance (KTAB)",
        },
        why="a gain can be negative; it is no chance",
        referenced="gain",
    )
    issues: str = choice(
        "apart",
        {
            "apart": "every issue is bargained over on its own",
            "together": "all at once, as dimensions, by those who stand on all of them",
        },
        why="few actors stand on all issues, and a report seldom says that one was bargained for another",
    )
    outcome: str = choice("mean", OUTCOME_SAYS, why="one likeliest proposal hides how close the next one is")
    turns: int = number(100, why="KTAB's limit; few runs need it", least=1, most=1000)

    def __post_init__(self) -> None:
        if self.preset == "ktab":
            for name, chosen in KTAB.items():
                object.__setattr__(self, name, chosen)
        check_options(self)

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue.

        Raises InputError naming an issue on which nobody has weight or too many stand, or, for issues decided
        together, who lacks a position on what if fewer than two actors stand on all.
        """
        for issue in agenda.issues:
            weighed(agenda, issue)
        stories = [self._story(agenda, issues) for issues in self._groups(agenda)]
        values = {issue: value for each in stories for issue, value in each.values().items()}
        heard = {issue: voices(agenda, issue, value) for issue, value in values.items()}
        return Outcome(
            model=self.name,
            values=values,
            support={issue: share for issue, (_, share) in heard.items()},
            trace={issue: trace for issue, (trace, _) in heard.items()},
            pivots=dict.fromkeys(values, ()),
            assumptions=assumptions_of(agenda),
            path={issue: path for each in stories for issue, path in each.paths().items()},
            moves=tuple(move for each in stories for move in each.moves()),
            end={issue: end for each in stories for issue, end in each.ends().items()},
            chances={issue: chances for each in stories for issue, chances in each.chances().items()},
            caveats=tuple(caveat for each in stories for caveat in (*each.caveats(), *self._doubts(agenda, each))),
        )

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight. Raises what `decide` raises of
        an agenda as a whole."""
        found = np.empty((len(drawn), len(drawn.agenda.issues)))
        for issues in self._groups(drawn.agenda):
            table = self._table(drawn, issues)
            columns = [drawn.agenda.column(issue) for issue in issues]
            found[:, columns] = 100 * outcomes(table.rooms, self.rules(), modal=self.outcome == "modal", kernel=kernel)
        return found

    def rules(self) -> Rules:
        """Return the options as the numbers a kernel reads."""
        return Rules(
            votes=VOTES.index(self.votes),
            victory=VICTORY.index(self.victory),
            chain=ELECTIONS.index(self.election),
            risk_range=RISK_RANGES.index(self.risk_range),
            risk_view=RISK_VIEWS.index(self.risk_view),
            third_parties=THIRD_PARTIES.index(self.third_parties),
            point=POINTS.index(self.point),
            bargains=BARGAINS.index(self.bargains),
            stochastic=int(self.transitions == "stochastic"),
            turns=self.turns,
            distinct=int(self.proposals == "distinct"),
            weight=int(self.electorate == "weight"),
            own=int(self.ballot == "own-move"),
            exact=int(self.rounding == "none"),
            fair=int(self.ties == "shared"),
            shares=int(self.strengths == "shares"),
            mended=int(self.estimate == "probability"),
        )

    def _story(self, agenda: Agenda, issues: tuple[str, ...]) -> Story:
        table = self._table(Drawn.as_stated(agenda), issues)
        return Story(table=table, rules=self.rules(), modal=self.outcome == "modal")

    def _doubts(self, agenda: Agenda, story: Story) -> tuple[str, ...]:
        """Return what a reader must know of other histories, and of other rules that turn the outcome."""
        told = list(story.left_out(agenda))
        if self.transitions == "stochastic":
            told.extend(story.luck())
        elif len(story.table.actors) <= PROBED:
            told.extend(self._turned(story))
        return tuple(told)

    def _turned(self, story: Story) -> tuple[str, ...]:
        """Return by issue which single option, set otherwise, carries the outcome to the other side of the middle."""
        turned: dict[str, list[tuple[float, str]]] = {}
        others = [(name, word) for name in NEIGHBOURS for word in _CHOICES[name] if word != getattr(self, name)]
        for name, word in others:
            neighbour = with_options(Spatial, {**self._settings(), name: word}).rules()
            found = 100 * story.under(neighbour)[0]
            for value, (issue, other) in zip(found, story.values().items(), strict=True):
                if _side(value) * _side(other) < 0:
                    turned.setdefault(issue, []).append((abs(value - MIDDLE), f"{name} {word} ({value:.0f})"))
        return tuple(
            f"On {issue}, bargaining ends on the other side of the middle under {len(those)} of {len(others)} other "
            f"rules{', farthest' if len(those) > _NAMED else ''}: "
            f"{', '.join(told for _, told in sorted(those, key=lambda one: -one[0])[:_NAMED])}."
            for issue, those in turned.items()
        )

    def _settings(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in _CHOICES} | {"preset": "own"}

    def _groups(self, agenda: Agenda) -> tuple[tuple[str, ...], ...]:
        return (agenda.issues,) if self.issues == "together" else tuple((issue,) for issue in agenda.issues)

    def _table(self, drawn: Drawn, issues: tuple[str, ...]) -> Table:
        agenda = drawn.agenda
        columns = np.array([agenda.column(issue) for issue in issues])
        stands = ~np.isnan(agenda.value[:, columns])
        rows = np.flatnonzero(stands.all(axis=1))
        if len(issues) > 1 and len(rows) < 2:
            raise _too_few(agenda, issues, stands)
        not_crowded(", ".join(issues), len(rows), CROWDED, self.name)
        block = np.ix_(np.arange(len(drawn)), rows, columns)
        name = " ".join(f"{len(issue)}:{issue}" for issue in issues) if len(issues) > 1 else issues[0]
        rooms = Rooms(
            position=drawn.value[block] / 100,
            salience=drawn.salience[block] / 100,
            capability=drawn.capability[block].mean(axis=2),
            keys=tuple(key_of(drawn.seed, name, agenda.actors[row]) for row in rows),
            first=drawn.first,
        )
        return Table(issues=issues, actors=tuple(agenda.actors[row] for row in rows), rooms=rooms)


def _side(value: float) -> int:
    """Return on which side of the middle an outcome lies, 0 on it as far as kernels can tell."""
    return int(np.sign(round(value - MIDDLE, 6)))


_CHOICES = {option.name: tuple(option.says) for option in options_of(Spatial)}


def _too_few(agenda: Agenda, issues: tuple[str, ...], stands: NDArray[np.bool_]) -> InputError:
    """Return the error that names who lacks a position on what."""
    missing = [[issue for issue, there in zip(issues, row, strict=True) if not there] for row in stands]
    lacking = [
        f"{agenda.actors[row]} on {', '.join(missing[row])}"
        for row in np.argsort(-stands.sum(axis=1), kind="stable")
        if not stands[row].all()
    ]
    rest = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    return InputError(
        f"Fewer than two actors stand on all of {', '.join(issues)}. There is no position of "
        f"{'; '.join(lacking[:_NAMED])}{rest}.",
        record="agenda",
        remedy="Name issues on which the same actors stand, add positions, or set issues to apart.",
    )


MODEL = Spatial
