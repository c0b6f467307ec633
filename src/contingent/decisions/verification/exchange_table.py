"""What a file of the exchange model is run on: who stands where on which issue, and by which constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from contingent.decisions.kernels.exchange_rounds import exchange_rounds
from contingent.decisions.kernels.exchange_rules import REFERENCE, Round, Rules
from contingent.decisions.verification.reading import MANY, Part
from contingent.positions.agenda import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Who stands where: arrays of shape (actors, issues), NaN where an actor takes no part."""

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    value: Array
    salience: Array
    capability: Array
    rules: Rules

    def play(self, start: Array, tie_seed: int | None = None) -> Round:
        """Return a round from these positions, ties by our list or by luck."""
        rules = replace(self.rules, tie_seed=tie_seed)
        return exchange_rounds(start, self.salience, self.capability, rules, 1)[0]

    def on_issues(self, part: Part) -> Array:
        """Return the outcomes by issue of a part `{issue: {normalised_0_100: ...}}` or `{issue: number}`."""
        found = {}
        for name, each in part.entries().items():
            found[name] = each["normalised_0_100"].number() if isinstance(each.value, dict) else each.number()
        return Part(found, part.file, part.place).by_name(self.issues)

    def after(self, start: Array, exchanges: Sequence[Part]) -> Array:
        """Return where the next round starts after the exchanges of a file."""
        voted = start.copy()
        for each in exchanges:
            for side in ("i", "j"):
                actor, issue = self.row(each[f"actor_{side}"]), self.column(each[f"supply_{side}"])
                voted[actor, issue] = each[f"to_{side}"].number()
        kept = self.rules.salience_weight * (1 - self.salience) + self.rules.fixed_weight
        return np.where(voted == start, start, start + kept * (voted - start))

    def row(self, part: Part) -> int:
        """Return the row of an actor."""
        return place_of(part, self.actors)

    def column(self, part: Part) -> int:
        """Return the column of an issue."""
        return place_of(part, self.issues)


def place_of(part: Part, names: tuple[str, ...]) -> int:
    """Return where a name stands among `names`. Raises InputError."""
    name = part.text()
    if name not in names:
        part.refuse(f"{name!r} is not among the rows of the file.", "Get the file again; it is cut or changed by hand.")
    return names.index(name)


def read_table(part: Part) -> Table:
    """Return the table of a file's rows and constants. Raises InputError."""
    rows = part["actor_issue_rows"].items()
    if not 0 < len(rows) <= MANY:
        part["actor_issue_rows"].refuse(f"It has {len(rows)} rows.", f"A file has from 1 to {MANY} of them.")
    actors = tuple(dict.fromkeys(each["actor"].text() for each in rows))
    issues = tuple(dict.fromkeys(each["issue"].text() for each in rows))
    arrays = {name: np.full((len(actors), len(issues)), np.nan) for name in ("position_norm", "salience", "power")}
    for each in rows:
        at = actors.index(each["actor"].text()), issues.index(each["issue"].text())
        if not np.isnan(arrays["power"][at]):
            each.refuse("The actor stands twice on this issue.", "Keep one row.")
        for name, array in arrays.items():
            array[at] = each[name].number()
        if not (0 <= arrays["position_norm"][at] <= 100 and 0 <= arrays["salience"][at] <= 1):
            each.refuse("Position or salience is out of range.", "Positions are on 0-100, saliences on 0-1.")
        if not arrays["power"][at] >= 0:
            each.refuse("The power is negative.", "Give 0 or more.")
    constants = part.get("constants")
    rules = REFERENCE
    if constants is not None:
        rules = replace(
            rules,
            salience_weight=constants["SALIENCE_WEIGHT"].number(),
            fixed_weight=constants["FIXED_WEIGHT"].number(),
        )
    return Table(
        actors=actors, issues=issues, value=arrays["position_norm"], salience=arrays["salience"],
        capability=arrays["power"], rules=rules,
    )  # fmt: skip
