"""Scenarios of KTAB's spatial model as its CSV files have them, and what is read off a state at the end of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.kernels.spatial_ktab import PARAMETERS, KtabRun, ktab_run
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.verifying import Beside, Comparison, compared, same
from contingent.positions.agenda import Array

EXACT = 1e-12
"""Positions on 0-1: they are rounded to four decimals within a turn, so that rounding errors vanish."""

CLOSE = 1e-10
"""Probabilities and risk attitudes, and what is read off them on 0-100: sums and quotients of a few hundred terms."""

MOST_ACTORS, MOST_DIMENSIONS = 250, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario: names of the actors, capabilities, and positions and saliences (actors, dimensions) on 0-100."""

    names: tuple[str, ...]
    capability: Array
    position: Array
    salience: Array

    @classmethod
    def read(cls, part: Part) -> Scenario:
        """Return the scenario of a file's `input_rows`: a row of title, text, actors and dimensions; a row of headings;
        then actor, description, capability, and position and salience by dimension. Raises InputError."""
        rows = part["input_rows"].items()
        if len(rows) < 3:
            part["input_rows"].refuse(
                f"It has {len(rows)} rows.", "A scenario has two rows of headings and its actors."
            )
        front = rows[0].items()
        if len(front) < 4:
            rows[0].refuse("The first row is cut.", "It has title, text, number of actors and of dimensions.")
        count, wide = (Part(each.read_number(), each.file, each.place) for each in front[2:4])
        actors, dimensions = count.whole(1, MOST_ACTORS), wide.whole(1, MOST_DIMENSIONS)
        listed = [row for row in rows[2:] if any(cell.value for cell in row.items())]
        if len(listed) != actors:
            front[2].refuse(
                f"It tells of {actors} actors; {len(listed)} are listed.", "Correct the number or the rows."
            )
        table = np.array([_numbers(row, 1 + 2 * dimensions) for row in listed])
        return cls(
            names=tuple(row.items()[0].text() for row in listed),
            capability=table[:, 0],
            position=table[:, 1::2],
            salience=table[:, 2::2],
        )

    def run(self, parameters: Mapping[str, str], asker: Part, nudge: Array | None = None) -> KtabRun:
        """Return the run with these parameters; `nudge` is added to the positions. Raises InputError."""
        held = self.position if nudge is None else np.clip(self.position + nudge, 0, 100)
        try:
            return ktab_run(held, self.capability, self.salience, parameters)
        except InputError as error:
            raise InputError(error.what, record=asker.record, remedy=error.remedy) from None

    def weighted_mean(self, position: Array) -> Array:
        """Return the mean of positions by dimension, weighted by capability x total salience of each actor."""
        weight = self.capability * self.salience.sum(axis=1)
        return np.asarray((weight[:, None] * position).sum(axis=0) / weight.sum())


def _numbers(row: Part, count: int) -> list[float]:
    cells = row.items()
    if len(cells) < 2 + count:
        row.refuse(f"The row has {len(cells)} cells.", f"It needs a name, a description and {count} numbers.")
    return [cell.read_number() for cell in cells[2 : 2 + count]]


def parameters_of(part: Part) -> dict[str, str]:
    """Return KTAB's parameters by name. Raises InputError for one it does not have."""
    found = {name: each.text() for name, each in part.entries().items()}
    for name, value in found.items():
        if value not in PARAMETERS.get(name, ()):
            known = ", ".join(PARAMETERS.get(name, PARAMETERS))
            part.refuse(f"KTAB has no {name} = {value}.", f"There is: {known}.")
    return found


def companion(scenario: str, asker: Part, beside: Beside) -> Part:
    """Return the file with the input rows of a scenario (`NAME.csv`). Raises NotFoundError naming the file wanted."""
    stem = Path(scenario.replace("\\", "/")).stem

    def fits(part: Part) -> bool:
        if not part.has("input_rows"):
            return False
        told = part.get("scenario_file")
        names = {Path(part.file).stem.removeprefix("ktab-")}
        if told is not None and isinstance(told.value, str):
            names.add(Path(told.value).stem)
        return stem in names

    return beside.find(fits, f"ktab-{stem}.json", asker)


def compare_distribution(
    what: str, told: Part, unique: tuple[int, ...], chances: Array, excuse: str
) -> list[Comparison]:
    """Return the comparisons of an outcome distribution: who stands first at each position, and its probability."""
    listed = [each.whole() for each in told["unique_actor_index"].items()]
    theirs = told["prob"].numbers(len(listed))
    return [
        same(f"{what}, unique positions", unique, listed, excuse=excuse),
        compared(f"{what}, probabilities", chances, theirs, CLOSE, places=lambda at: f"position {at[0] + 1}",
                 excuse=excuse),
    ]  # fmt: skip


def compare_outcome(told: Part, scenario: Scenario, run: KtabRun, excuse: str) -> list[Comparison]:
    """Return the comparisons of what is read off the final distribution."""
    chances = np.array(run.chances[-1])
    best = int(np.argmax(chances))
    modal = run.unique[-1][best]
    dimensions = scenario.position.shape[1]
    numbers = {
        "pce_expected_position_0_100": run.outcome(),
        "pce_modal_prob": chances[best],
        "pce_modal_position_0_100": 100 * run.positions[-1][modal],
        "cap_x_salience_weighted_mean_0_100": 100 * scenario.weighted_mean(run.positions[-1]),
    }
    ours: list[float] = []
    theirs: list[float] = []
    for key, mine in numbers.items():
        part = told.get(key)
        if part is not None:
            ours += np.ravel(mine).tolist()
            theirs += part.numbers(dimensions).tolist() if np.ndim(mine) else [part.number()]
    found = [compared("outcome on 0-100, modal probability", ours, theirs, CLOSE, excuse=excuse)]
    actor = told.get("pce_modal_actor")
    if actor is not None:
        found.append(same("modal actor", [scenario.names[modal]], [actor.text()], excuse=excuse))
    return found
