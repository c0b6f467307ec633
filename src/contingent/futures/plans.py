"""Plans: what a run computes, declared before it starts, and how it is cut into parts.

A plan alone settles every number of a run. Blocks and parts are cut by the plan and never by who computes them, so sums
are added in the same order in one process or on a hundred.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np

from contingent import __version__
from contingent.base.errors import InputError
from contingent.decisions.base import DecisionModel, Kernel
from contingent.futures.designs import REPLICATES, Design
from contingent.futures.inputs import Inputs
from contingent.futures.summaries import MOST_MODELS
from contingent.positions.agenda import Agenda

MOST_DRAWS = 10_000_000_000

LARGEST_BLOCK = 4096
_CELLS_OF_A_BLOCK = 2_000_000
"""Numbers of one kind (position, salience, capability) drawn at a time: bounds memory for large agendas."""

_PARTS_AIMED = 32
_OUTCOMES_OF_A_PART = 1_500_000


Declared = dict[str, str | dict[str, dict[str, str]]]
"""What a plan is, by name: words, and the settings of its models."""

_HASHED = "#"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of draws that one worker decides: its number, first draw and how many."""

    number: int
    first: int
    count: int

    @property
    def told(self) -> str:
        """The part in words."""
        return f"draws {self.first:,} to {self.first + self.count - 1:,}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What a run computes: every model on the same `draws` draws of the inputs.

    `shown` are the issues that are told, in the order of the agenda; empty for all. Models that decide issues together
    read the others too, the rest only those shown.

    Raises InputError for a number of draws out of 1 to 10,000 million, no model, two of one name or more than 39, or a
    design that cannot take so many inputs.
    """

    inputs: Inputs
    models: tuple[DecisionModel, ...]
    draws: int
    seed: int = 1
    design: Design = Design.PLAIN
    kernel: Kernel = Kernel.AUTO
    shown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.draws <= MOST_DRAWS:
            raise InputError(f"{self.draws} draws cannot be made.", remedy=f"Ask for 1 to {MOST_DRAWS:,}.")
        names = [model.name for model in self.models]
        if not names or len(set(names)) < len(names):
            raise InputError(f"The models are {names}.", remedy="Give one or more models, each once.")
        if len(names) > MOST_MODELS:
            raise InputError(f"{len(names)} models are too many.", remedy=f"Take {MOST_MODELS} at most in one run.")
        self.design.check(self.inputs, self.draws)

    @property
    def agenda(self) -> Agenda:
        """The agenda of the issues shown."""
        return self.inputs.agenda.of_issues(self.shown) if self.shown else self.inputs.agenda

    @property
    def block(self) -> int:
        """Draws decided at a time, a power of two from 16 to 4096: fewer where the agenda is large."""
        size = LARGEST_BLOCK
        while size > REPLICATES and size * self.inputs.agenda.value.size > _CELLS_OF_A_BLOCK:
            size //= 2
        return size

    @property
    def part(self) -> int:
        """Draws of a part: whole blocks, some thirty parts a run, and not more outcomes than fit well into memory."""
        blocks = -(-self.draws // self.block)
        fits = _OUTCOMES_OF_A_PART // (self.block * len(self.models) * max(len(self.agenda.issues), 1))
        return self.block * max(1, min(blocks // _PARTS_AIMED, fits))

    def parts(self, start: int = 0) -> Iterator[Part]:
        """Yield the parts from number `start` on."""
        size = self.part
        for number, first in enumerate(range(start * size, self.draws, size), start):
            yield Part(number, first, min(size, self.draws - first))

    @property
    def count_of_parts(self) -> int:
        """How many parts there are."""
        return -(-self.draws // self.part)

    def declared(self) -> Declared:
        """Return a hash, a number or words for each thing the figures depend on: equal plans give equal bytes.

        `options` are the settings of each model by its name, in words; what no word tells stands there as a hash.
        """
        inputs = self.inputs
        return {
            "agenda": _digest([self.inputs.agenda, self.shown]),
            "inputs": _digest([inputs.each, inputs.together]),
            "models": ", ".join(model.name for model in self.models),
            "options": {model.name: _settings(model) for model in self.models},
            "draws": str(self.draws),
            "seed": str(self.seed),
            "design": self.design.value,
            "kernel": self.kernel.value,
            "version": __version__,
        }


def differences(before: Mapping[str, Any], now: Declared) -> list[str]:
    """Return in words what differs between what an earlier run declared and what this one does."""
    told = []
    for name, ours in now.items():
        theirs = before.get(name)
        if theirs == ours:
            continue
        if isinstance(ours, Mapping):
            held = theirs if isinstance(theirs, Mapping) else None
            told += _options_apart(held, ours)
        elif name in ("agenda", "inputs"):
            told.append(name)
        else:
            told.append(f"{name} ({theirs or 'none'} there, {ours or 'none'} now)")
    return told


def _options_apart(theirs: Mapping[str, Any] | None, ours: Mapping[str, dict[str, str]]) -> list[str]:
    if theirs is None:
        return [f"settings of {', '.join(ours)}"]
    # A model that only one of them has is told among the models.
    return [_apart(model, theirs[model], now) for model, now in ours.items() if theirs.get(model, now) != now]


def _apart(model: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    said = []
    for name in dict.fromkeys([*ours, *theirs]):
        there, here = (str(each.get(name, "none")) for each in (theirs, ours))
        if there != here:
            hashed = there.startswith(_HASHED) or here.startswith(_HASHED)
            said.append(f"another {name}" if hashed else f"{name} {there or 'none'} there, {here or 'none'} now")
    return f"{model}: {', '.join(said)}"


def _settings(model: object) -> dict[str, str]:
    """Return what a model is set to, by name: numbers and words as they are, anything else by its hash."""
    made = {"class": type(model).__qualname__}
    if not is_dataclass(model):
        return {**made, "settings": _HASHED + _digest(model)}
    settings = {each.name: getattr(model, each.name) for each in fields(model)}
    plain = (str, int, float, bool, type(None))
    return made | {
        name: str(value) if isinstance(value, plain) else _HASHED + _digest(value) for name, value in settings.items()
    }


def _digest(value: object) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(value):
        digest.update(f"{len(piece)}:".encode() + piece)
    return digest.hexdigest()[:16]


def _pieces(value: object) -> Iterator[bytes]:
    """Yield a value bit by bit, the same in every process: sets and mappings in order, arrays as their bytes."""
    if isinstance(value, np.ndarray):
        yield from (str(value.shape).encode(), str(value.dtype).encode(), np.ascontiguousarray(value).tobytes())
    elif isinstance(value, Enum):
        yield repr(value.value).encode()
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__qualname__.encode()
        for each in fields(value):
            yield each.name.encode()
            yield from _pieces(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield b"mapping"
        for key in sorted(value, key=repr):
            yield from _pieces(key)
            yield from _pieces(value[key])
    elif isinstance(value, Set):
        yield b"set"
        yield from sorted(b"|".join(_pieces(each)) for each in value)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield f"sequence of {len(value)}".encode()
        for each in value:
            yield from _pieces(each)
    else:
        yield repr(value).encode()
