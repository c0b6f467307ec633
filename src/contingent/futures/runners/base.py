"""What a runner is, and how results come back in order without piling up."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from contingent.futures.plans import Part
from contingent.futures.work import Done, Work

F = TypeVar("F")


class Runner(Protocol):
    """Whoever does the work of a run."""

    def run(self, work: Work, parts: Iterable[Part]) -> Generator[Done, None, None]:
        """Yield what comes of the parts, in their order.

        Closing the iterator stops the work. Raises RunError naming the draws if a worker fails.
        """
        ...

    @property
    def says(self) -> str:
        """The runner in words."""
        ...


def cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    parts: Iterable[Part], window: int, start: Callable[[Part], F], take: Callable[[F, Part], Done]
) -> Generator[Done, None, None]:
    """Yield results in the order of the parts, with no more than `window` parts started and not yet taken."""
    waiting: deque[tuple[F, Part]] = deque()
    for part in parts:
        waiting.append((start(part), part))
        if len(waiting) >= window:
            yield take(*waiting.popleft())
    while waiting:
        yield take(*waiting.popleft())
