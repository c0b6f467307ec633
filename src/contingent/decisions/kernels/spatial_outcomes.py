"""Outcomes of spatial bargaining over many draws, by the NumPy reference or its compiled twin."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from contingent.decisions.base import Kernel
from contingent.decisions.kernels.condorcet_reference import reading
from contingent.decisions.kernels.spatial_reference import outcome_of, run, settles_at, state_of
from contingent.decisions.kernels.spatial_rules import History, Room, Rules
from contingent.positions.agenda import Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rooms:
    """Draws of those who bargain: positions and saliences (draws, actors, dimensions), capabilities (draws, actors).

    Everything is on 0-1 but capability. `keys` name the luck of the actors, `first` is the number of the first draw.
    """

    position: Array
    salience: Array
    capability: Array
    keys: tuple[int, ...]
    first: int = 0

    def __len__(self) -> int:
        return len(self.position)

    def heard(self, number: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return who has weight in a draw."""
        return np.asarray(self.capability[number] * self.salience[number].sum(axis=1) > 0)

    def one(self, number: int) -> Room:
        """Return a draw, those without weight left out. Saliences are scaled down by one factor if any sum is over 1,
        since the sum is the chance that an actor resists."""
        heard = self.heard(number)
        salience = self.salience[number][heard]
        return Room(
            position=self.position[number][heard],
            salience=salience / max(1.0, float(salience.sum(axis=1).max(initial=0.0))),
            capability=self.capability[number][heard],
            keys=tuple(key for key, kept in zip(self.keys, heard, strict=True) if kept),
            draw=self.first + number,
        )


def key_of(seed: int, issue: str, actor: str) -> int:
    """Return the 64-bit name of an actor's luck on an issue."""
    name = "".join(f"{len(part)}:{part}" for part in (str(seed), "spatial", issue, actor))
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:8], "big")


def outcomes(rooms: Rooms, rules: Rules, *, modal: bool, kernel: Kernel = Kernel.AUTO) -> Array:
    """Return the outcomes (draws, dimensions) on 0-1; NaN where nobody has weight."""
    compiled = _compiled(kernel, rooms.position.shape[2], rules)
    return by_reference(rooms, rules, modal=modal) if compiled is None else compiled.many(rooms, rules, modal=modal)


def ready(dimensions: int, rules: Rules) -> Kernel:
    """Return what answers at once: the compiled twin of these rules where it need not be compiled first."""
    module = _compiled(Kernel.AUTO, dimensions, rules)
    if module is None:
        return Kernel.NUMPY
    from contingent.decisions.kernels.compiling import at_hand

    return Kernel.COMPILED if at_hand(module.decide_many) else Kernel.NUMPY


def history_of(room: Room, rules: Rules, kernel: Kernel = Kernel.AUTO) -> History:
    """Return what happens in one draw, turn by turn."""
    compiled = _compiled(kernel, room.position.shape[1], rules)
    return run(room, rules) if compiled is None else compiled.history(room, rules)


def _compiled(kernel: Kernel, dimensions: int, rules: Rules) -> Any:
    """Return the compiled module that takes these rules, None for the reference."""
    if kernel is Kernel.NUMPY:
        return None
    try:
        from contingent.decisions.kernels import spatial_swift

        if spatial_swift.swift(dimensions, rules):
            return spatial_swift
        from contingent.decisions.kernels import spatial_compiled
    except ImportError:
        return None
    return spatial_compiled


def final(room: Room, rules: Rules, position: Array) -> tuple[Array, Array]:
    """Return the proposals (options, dimensions) of a state without ideal adjustment, and their chances."""
    points, chances, _ = outcome_of(state_of(room, rules, position, position))
    return points, chances


def settled(room: Room, rules: Rules, position: Array) -> bool:
    """Return whether the chances that `final` gives are those of the long run."""
    return settles_at(state_of(room, rules, position, position))


def by_reference(rooms: Rooms, rules: Rules, *, modal: bool) -> Array:
    """Return the outcomes (draws, dimensions) on 0-1 draw by draw; NaN where nobody has weight."""
    found = np.full((len(rooms), rooms.position.shape[2]), np.nan)
    for number in range(len(rooms)):
        room = rooms.one(number)
        if len(room.capability):
            points, chances = final(room, rules, run(room, rules).positions[-1])
            found[number] = reading(chances, points, modal=modal)
    return found


def repeated(rooms: Rooms, times: int) -> Rooms:
    """Return the first draw of some, over and over with luck of its own."""
    parts = (rooms.position, rooms.salience, rooms.capability)
    position, salience, capability = (np.repeat(each[:1], times, axis=0) for each in parts)
    return replace(rooms, position=position, salience=salience, capability=capability)
