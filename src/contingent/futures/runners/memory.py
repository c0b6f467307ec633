"""Memory of worker processes: what a block frees is kept for the next block.

Dask has its workers give freed memory back to the system at once. A run frees and takes the same arrays thousands of
times, so with that, more time went into fetching memory than into deciding (measured: twice the CPU time and more).
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Names of the two settings in `malloc.h` of the GNU C library."""

_KEPT = 256 * 2**20
_LARGEST = 32 * 2**20


def keep_freed_memory() -> None:
    """Let this process keep up to 256 MiB of freed memory; does nothing without the GNU C library."""
    if not sys.platform.startswith("linux"):
        return
    try:
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_MMAP_THRESHOLD, _LARGEST)
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
    except (OSError, AttributeError):
        return
