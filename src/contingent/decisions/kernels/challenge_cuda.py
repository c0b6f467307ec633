"""The challenge model on a graphics card: the draws sent there and fetched back, float64 throughout.

Needs the extra `cuda`. Importing this module imports Numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from contingent.base.errors import InputError
from contingent.decisions.kernels.challenge_single import BY_ACTOR, BY_PAIR, compiled_rules
from contingent.decisions.kernels.challenge_table import Table
from contingent.positions.agenda import Array

if TYPE_CHECKING:
    from contingent.decisions.models.challenge import Challenge

_THREADS = 64
_MEMORY = 2**27
"""Numbers of work held on the card at once (1 GiB)."""


def play(table: Table, rules: Challenge) -> Array:
    """Return the final positions, of shape (draws, actors). Raises InputError where no card can be used."""
    cuda = _card()
    from contingent.decisions.kernels.challenge_card import on_card

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
        on_card[grid, _THREADS](held, *(cuda.to_device(each) for each in rest), told, work)
        final[part] = held.copy_to_host()
    return final


def _card() -> Any:
    """Return the module that drives the card. Raises InputError saying what is missing."""
    try:
        cuda: Any = import_module("numba.cuda")
    except ImportError:
        cuda = None
    if cuda is None or not cuda.is_available():
        raise InputError(
            "No graphics card can be used here.",
            record="kernel cuda",
            remedy="Take the kernel auto or compiled; or install contingent[cuda] on a machine with an NVIDIA card and "
            "its driver.",
        )
    return cuda
