"""A small compiled kernel, for the tests of runs."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def copied(values: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Return the values one by one."""
    found = np.empty_like(values)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            found[row, column] = values[row, column]
    return found
