"""In this process: one thread a core; compiled kernels and NumPy work at the same time."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from contingent.futures.plans import Part
from contingent.futures.runners.base import cores, in_order
from contingent.futures.work import Done, Work


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process; `count` 0 takes one a core."""

    count: int = 0

    def run(self, work: Work, parts: Iterable[Part]) -> Generator[Done, None, None]:
        """Yield what comes of the parts, in their order. Raises RunError naming the draws if a model breaks."""
        number = self.count or cores()
        if number == 1:
            yield from map(work, parts)
            return
        pool = ThreadPoolExecutor(number, thread_name_prefix="contingent")

        def start(part: Part) -> Future[Done]:
            return pool.submit(work, part)

        def take(future: Future[Done], part: Part) -> Done:
            return future.result()

        try:
            yield from in_order(parts, 2 * number, start, take)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    @property
    def says(self) -> str:
        """The runner in words."""
        return f"{self.count or cores()} threads"
