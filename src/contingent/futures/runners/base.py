"""What a runner is, and how results come back in order without piling up."""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from contingent.futures.plans import Part
from contingent.futures.work import Done, RunError, Work

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


def packed(work: Work) -> bytes:
    """Return work as bytes that another process can read. Raises RunError naming the model that cannot travel."""
    for model in work.plan.models:
        try:
            pickle.dumps(model)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise RunError(
                f"The model {model.name} cannot be sent to another process: {error}.",
                remedy="Define its class at the top of a module, or run in this process.",
            ) from error
    return pickle.dumps(work, protocol=5)


def unpacked(sent: bytes) -> Work:
    """Return the work that was packed by a run of the same version."""
    work = pickle.loads(sent)  # noqa: S301  made by this run itself
    assert isinstance(work, Work)
    return work
