"""Models for the tests of runs: cheap ones, and ones that break; workers import them from here."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.base import Card, Kernel, Need, Outcome
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn

CARD = Card(title="Test", says="A test.", source="here", reads="never")


@dataclass(frozen=True)
class First:
    """The position of the first actor: as cheap as can be."""

    name: ClassVar[str] = "first"
    needs: ClassVar[frozenset[Need]] = frozenset()
    card: ClassVar[Card] = CARD

    def decide(self, agenda: Agenda) -> Outcome:
        raise NotImplementedError

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        return np.nan_to_num(drawn.value[:, 0, :], nan=50.0)


@dataclass(frozen=True)
class Highest(First):
    """The highest position; undecided above `most`."""

    name: ClassVar[str] = "highest"
    most: float = 1000.0

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        highest = np.nanmax(drawn.value, axis=1)
        return np.where(highest > self.most, np.nan, highest)


@dataclass(frozen=True)
class Refuses(First):
    """Cannot read an agenda from some draw on: -1 not even as stated."""

    name: ClassVar[str] = "refuses"
    start: int = -1

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        if self.start < 0 or (len(drawn) > 1 and drawn.first + len(drawn) > self.start):
            raise InputError("It has no institution.", remedy="Name one.")
        return super().decide_draws(drawn)


@dataclass(frozen=True)
class Breaks(First):
    """Has a defect from some draw on."""

    name: ClassVar[str] = "breaks"
    start: int = 0

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        if len(drawn) > 1 and drawn.first + len(drawn) > self.start:
            raise ZeroDivisionError("by nought")
        return super().decide_draws(drawn)


@dataclass(frozen=True)
class Dies(First):
    """Ends its process at some draw: always, or only the first time if a file can remember that."""

    name: ClassVar[str] = "dies"
    start: int = 0
    memory: str = ""

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        if len(drawn) > 1 and drawn.first <= self.start < drawn.first + len(drawn):
            if not self.memory:
                os._exit(3)
            if not Path(self.memory).exists():
                Path(self.memory).touch()
                os._exit(3)
        return super().decide_draws(drawn)


@dataclass(frozen=True)
class Slow(First):
    """Takes its time and notes each block in a folder."""

    name: ClassVar[str] = "slow"
    seconds: float = 0.05
    notes: str = ""

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        if len(drawn) > 1:
            time.sleep(self.seconds)
            if self.notes:
                (Path(self.notes) / f"{drawn.first}-{time.monotonic_ns()}").touch()
        return super().decide_draws(drawn)


@dataclass(frozen=True)
class Compiled(First):
    """Copies positions by a small compiled kernel, kept in the cache as those of the models are."""

    name: ClassVar[str] = "compiled"

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        from tests.futures.compiled import copied

        found: Array = copied(np.nan_to_num(drawn.value[:, 0, :], nan=50.0))
        return found
