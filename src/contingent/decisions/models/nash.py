"""Nash bargaining solution: the outcome with the highest product of gains over having no agreement.

Nash, The Bargaining Problem, Econometrica 18 (1950), pages 155-162; with unequal powers Kalai, Nonsymmetric Nash
Solutions and Replications of Two-person Bargaining, International Journal of Game Theory 6 (1977), pages 129-133. As a
model of collective decisions over positions: van den Bos (1991); Achen, in Thomson, Stokman, Achen and Koenig (eds),
The European Union Decides, Cambridge University Press 2006, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import (
    Assumption,
    Card,
    JointWhere,
    Kernel,
    Kind,
    Need,
    Outcome,
    assumptions_of,
    status_quo_in_words,
    voices,
    weighed,
)
from contingent.decisions.kernels.nash_draws import nash_draws
from contingent.decisions.kernels.nash_reference import Bargain
from contingent.decisions.options import check_options, choice, number, options_of, with_options
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

_TELLING = 0.5
"""Points from which a difference between variants is told."""


@dataclass(frozen=True, slots=True)
class Nash:
    """Maximum of the product of gains, each to the power of the actor's capability.

    An actor at x with salience s (0-1) loses s d(y, x) by an outcome y. Actors without weight take no part.
    """

    utility: str = choice(
        "quadratic",
        {
            "quadratic": "losses grow with the square of the distance (100 points: 1, at full salience)",
            "linear": "losses grow with the distance",
        },
        why="small departures hurt little and large ones much; it makes the weighted mean the first approximation, and "
        "the outcome moves smoothly with every position",
    )
    disagreement: str = choice(
        "zero",
        {
            "zero": "no agreement is as bad for everybody as losing the whole scale at full salience",
            "worst": "it is as bad for each as the end of the scale that is farther off; salience then cancels",
            "status_quo": "it leaves `status_quo`; salience then cancels out, and where interests in leaving it are "
            "opposed nothing is agreed",
        },
        why="who negotiates for long holds failure worse than most agreements, and then those to whom little is at "
        "stake give way; a status quo should be named where it is known",
    )
    powers: str = choice(
        "capability",
        {"capability": "actors bargain with their capability", "equal": "all actors bargain with the same power"},
        why="unequal means are unequal bargaining power; without capabilities both are the same",
    )
    joint: str = choice(
        "off",
        {
            "off": "each issue is bargained by itself",
            "on": "all issues are one package, and what an actor gains adds up over those it stands on",
        },
        why="issues are rarely all decided at one table; in a package who stands on many has less pull on each",
    )
    status_quo: float = number(
        0.0, least=0, most=100, why="0 is no on the scales; it is read only where disagreement leaves the status quo"
    )

    name: ClassVar[str] = "nash"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE, Need.CAPABILITY})
    card: ClassVar[JointWhere] = JointWhere(
        Card(
            title="Nash bargaining solution",
            says="The outcome at which no change gains anybody more, in proportion, than it costs the others.",
            source="Nash, The Bargaining Problem, Econometrica 18 (1950), pages 155-162; Kalai, International Journal "
            "of Game Theory 6 (1977), pages 129-133; Achen, in The European Union Decides, Cambridge University Press "
            "2006",
            reads="Where all must agree and all would rather agree than not; says little of votes. Name the status quo "
            "where it is known: much hangs on what happens without agreement.",
            kind=Kind.BALANCE,
        ),
        option="joint",
        word="on",
    )

    def __post_init__(self) -> None:
        check_options(self)
        if self.joint == "on" and self.utility == "linear":
            raise InputError(
                "Joint bargaining is worked out for quadratic losses.",
                record="option joint of nash",
                remedy="Set utility to quadratic, or joint to off.",
            )

    def decide(self, agenda: Agenda) -> Outcome:
        """Return the outcome on every issue. Raises InputError naming an issue on which nobody has weight."""
        for issue in agenda.issues:
            weighed(agenda, issue)
        found = self.decide_draws(Drawn.as_stated(agenda))[0]
        values = {issue: float(value) for issue, value in zip(agenda.issues, found, strict=True)}
        told = {issue: voices(agenda, issue, values[issue]) for issue in agenda.issues}
        return Outcome(
            model=self.name,
            values=values,
            support={issue: support for issue, (_, support) in told.items()},
            trace={issue: heard for issue, (heard, _) in told.items()},
            pivots=dict.fromkeys(agenda.issues, ()),
            assumptions=(*assumptions_of(agenda), self._without_agreement(agenda)),
            caveats=(*self._stuck(agenda, found), *self._variants(agenda, found)),
        )

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        """Return the outcomes, of shape (draws, issues); NaN where nobody has weight."""
        found = np.empty((len(drawn), len(drawn.agenda.issues)))
        for status_quo, columns in self._tables(drawn.agenda):
            found[:, columns] = self._bargained(drawn, columns, status_quo, kernel)
        return np.clip(100 * found, 0.0, 100.0)

    def _tables(self, agenda: Agenda) -> list[tuple[float, list[int]]]:
        """The status quo with the issues (columns) bargained over from it; one table unless issues differ in it.

        Raises InputError for a package of issues that differ in the status quo.
        """
        every = list(range(len(agenda.issues)))
        if self.disagreement != "status_quo":
            return [(self.status_quo, every)]
        held = self._held(agenda)
        values = sorted(set(held))
        if self.joint == "on" and len(values) > 1:
            raise InputError(
                "A package is bargained over from one status quo, and these issues have several.",
                record="option joint of nash",
                remedy="Set joint to off, or assume the same status quo on all issues.",
            )
        return [(value, [n for n in every if held[n] == value]) for value in values]

    def _held(self, agenda: Agenda) -> list[float]:
        return [agenda.status_quo.get(issue, self.status_quo) for issue in agenda.issues]

    def _bargained(self, drawn: Drawn, columns: list[int], status_quo: float, kernel: Kernel) -> Array:
        value, salience, capability = (
            each if len(columns) == each.shape[2] else each[:, :, columns]
            for each in (drawn.value, drawn.salience, drawn.capability)
        )
        power = np.where(capability > 0, 1.0, 0.0) if self.powers == "equal" else capability
        bargain = Bargain(
            quadratic=self.utility == "quadratic",
            worst=self.disagreement == "worst",
            status_quo=status_quo / 100 if self.disagreement == "status_quo" else None,
        )
        return nash_draws(value / 100, salience / 100, power, bargain, joint=self.joint == "on", kernel=kernel)

    def _without_agreement(self, agenda: Agenda) -> Assumption:
        says = next(option.says for option in options_of(Nash) if option.name == "disagreement")
        value = says[self.disagreement]
        if self.disagreement == "status_quo":
            value = f"it leaves {status_quo_in_words(agenda, self.status_quo)}"
        return Assumption(name="disagreement", value=value, reason="no source says what happens without agreement")

    def _stuck(self, agenda: Agenda, found: Array) -> list[str]:
        """Tell the issues on which nothing is agreed."""
        if self.disagreement != "status_quo":
            return []
        held = self._held(agenda)
        stuck = [f"{issue} ({held[n]:g})" for n, issue in enumerate(agenda.issues) if abs(found[n] - held[n]) < 1e-9]
        if not stuck:
            return []
        return [f"No outcome is better for all than the status quo on {', '.join(stuck)}: nothing is agreed there."]

    def _variants(self, agenda: Agenda, found: Array) -> list[str]:
        """Tell how far the outcome hangs on each option, all others as they are."""
        settings = {option.name: getattr(self, option.name) for option in options_of(Nash)}
        told = []
        for option in options_of(Nash):
            for other in option.says:
                clash = {**settings, option.name: other}
                if other == settings[option.name] or (clash["joint"], clash["utility"]) == ("on", "linear"):
                    continue
                try:
                    values = with_options(Nash, clash).decide_draws(Drawn.as_stated(agenda))[0]
                except InputError:  # a package of issues that differ in the status quo
                    continue
                n = int(np.argmax(np.abs(values - found)))
                if abs(values[n] - found[n]) >= _TELLING:
                    told.append(f"{option.name} {other}: {agenda.issues[n]} {values[n]:.1f} instead of {found[n]:.1f}")
        return [f"What it hangs on most, by option: {'; '.join(told)}."] if told else []


MODEL = Nash
