"""The working space of spatial_compiled: where everything lies, and who sits down to bargain. Needs Numba."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from contingent.decisions.kernels.condorcet_compiled import pairs_of
from contingent.decisions.kernels.grids import grid, inner, row
from contingent.positions.agenda import Array


class Space(NamedTuple):
    """The working space of a run: rows by actor, option or bargain, and grids of them by dimension or actor."""

    dimensions: Any
    position: Any
    salience: Any
    capability: Any
    luck: Any
    share: Any
    cares: Any
    influence: Any
    electors: Any
    attitude: Any
    plain: Any
    bent: Any
    weighed: Any
    seen: Any
    gains: Any
    phis: Any
    queued: Any
    points: Any
    middles: Any
    labels: Any
    utilities: Any
    chances: Any
    pairs: Any
    after: Any
    initiators: Any
    receivers: Any
    first_points: Any
    second_points: Any


def arrays(actors: int, dimensions: int, chain: int) -> tuple[tuple[Array, ...], ...]:
    """Return the arrays behind the space of runs of at most so many actors."""
    options, bargains = 4 * actors + 1, 2 * actors * max(actors - 1, 1)
    by_dimension = (*[actors] * 4, *[options] * 2, *[bargains] * 2)
    return (
        tuple(np.empty((rows, dimensions)) for rows in by_dimension),
        (*(np.empty((rows, actors)) for rows in (actors, actors, actors, options)), pairs_of(options, chain)),
        tuple(np.empty(rows) for rows in (*[actors] * 8, options)),
        tuple(np.empty(rows, np.int64) for rows in (options, options, bargains, bargains)),
    )


@inner
def spaced(rooms, luck, dimensions):
    """Return the working space that lies in what `arrays` returns, and in the luck (actors,) of those who bargain."""
    tables, squares, rows, numbers = rooms
    position, salience, share, after, points, middles, first_points, second_points = tables
    plain, bent, weighed, utilities, pairs = squares
    capability, cares, influence, electors, attitude, seen, gains, phis, chances = rows
    queued, labels, initiators, receivers = numbers
    return Space(
        dimensions,
        grid(position),
        grid(salience),
        row(capability),
        row(luck),
        grid(share),
        row(cares),
        row(influence),
        row(electors),
        row(attitude),
        grid(plain),
        grid(bent),
        grid(weighed),
        row(seen),
        row(gains),
        row(phis),
        row(queued),
        grid(points),
        grid(middles),
        row(labels),
        grid(utilities),
        row(chances),
        grid(pairs),
        grid(after),
        row(initiators),
        row(receivers),
        grid(first_points),
        grid(second_points),
    )


@inner
def seat(space, positions, saliences, capabilities, keys, draw):
    """Write who has weight in a draw to the working space; return how many."""
    count, most = 0, 1.0
    for k in range(positions.shape[1]):
        total = 0.0
        for d in range(space.dimensions):
            total += saliences[draw, k, d]
        if capabilities[draw, k] * total > 0.0:
            for d in range(space.dimensions):
                space.position[count, d], space.salience[count, d] = positions[draw, k, d], saliences[draw, k, d]
            space.capability[count], space.luck[count] = capabilities[draw, k], keys[k]
            most = max(most, total)
            count += 1
    if most > 1.0:
        for k in range(count):
            for d in range(space.dimensions):
                space.salience[k, d] /= most
    return count
