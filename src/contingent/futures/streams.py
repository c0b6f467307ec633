"""Named random streams: every uncertain input draws from a stream of its own, found by its name.

So adding an actor, an issue or a scenario leaves the luck of all others as it was, the first thousand draws of ten
thousand are those of a run with a thousand, and runs in any order or in parallel are equal to the bit.
"""

from __future__ import annotations

import hashlib

import numpy as np

from contingent.positions.agenda import Array


def stream(seed: int, *name: str) -> np.random.Generator:
    """Return the random stream of `name` (for example issue, actor, "position") under `seed`.

    The key is hashed with lengths, so that ("ab", "c") and ("a", "bc") are strangers.
    """
    key = "".join(f"{len(part)}:{part}" for part in (str(seed), *name))
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def uniforms(seed: int, draws: int, *name: str, first: int = 0) -> Array:
    """Return `draws` numbers from [0, 1) of the stream of `name`, from number `first` on."""
    source = stream(seed, *name)
    source.bit_generator.advance(first)  # type: ignore[attr-defined]
    return source.random(draws)


def triangular(uniform: Array, low: float, mode: float, high: float) -> Array:
    """Return numbers of the triangular distribution by inversion; each rises with its uniform number.

    `low <= mode <= high`; with `low == high` all are equal to it.
    """
    width = high - low
    if width <= 0:
        return np.full_like(uniform, mode)
    left = (mode - low) / width
    rising = low + np.sqrt(uniform * width * (mode - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - mode))
    return np.clip(np.where(uniform < left, rising, falling), low, high)
