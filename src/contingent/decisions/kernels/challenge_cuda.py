"""The challenge model on a graphics card: one draw a thread, the functions of `challenge_single`, float64.

Needs the extra `cuda`. Importing this module imports Numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.kernels.challenge_single import BY_ACTOR, BY_PAIR, compiled_rules, play_one
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

_THREADS = 64
_MEMORY = 2**27
"""Numbers of work held on the card at once (1 GiB)."""

_kernels: dict[str, Any] = {}


def play(table: Table, rules: Challenge) -> Array:
    """Return the final positions, of shape (draws, actors). Raises InputError where no card can be used."""
    cuda = _card()
    actors = table.position.shape[1]
    size = BY_ACTOR * actors + BY_PAIR * actors * actors
    block = max(1, min(_MEMORY // size, len(table)))
    work = cuda.device_array((block, size), dtype=np.float64)
    final = table.position.copy()
    threat = np.ascontiguousarray(table.threat(rules))
    told = compiled_rules(rules)
    for first in range(0, len(table), block):
        part = slice(first, first + block)
        held = cuda.to_device(final[part])
        rest = (table.weight[part], table.salience[part], table.present[part], threat[part])
        grid = (len(held) + _THREADS - 1) // _THREADS
        _kernel(cuda)[grid, _THREADS](held, *(cuda.to_device(each) for each in rest), told, work)
        final[part] = held.copy_to_host()
    return final


def _card() -> Any:
    """Return the module that drives the card. Raises InputError saying what is missing."""
    try:
        from numba import cuda
    except ImportError:
        found = False
    else:
        found = bool(cuda.is_available())
    if not found:
        raise InputError(
            "No graphics card can be used here.",
            record="kernel cuda",
            remedy="Take the kernel auto or compiled; or install contingent[cuda] on a machine with an NVIDIA card and "
            "its driver.",
        )
    return cuda


def _kernel(cuda: Any) -> Any:
    """Return the function that the card runs, compiled once a process."""
    if "play" not in _kernels:

        @cuda.jit  # type: ignore[untyped-decorator]
        def kernel(position, weight, salience, present, threat, rules, work):  # type: ignore[no-untyped-def]
            row = cuda.grid(1)
            if row < position.shape[0]:
                play_one(position[row], weight[row], salience[row], present[row], threat[row], rules, work[row])

        _kernels["play"] = kernel
    return _kernels["play"]
