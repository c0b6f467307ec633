"""On this computer: processes that each have an interpreter of their own."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from contingent.futures.plans import Part
from contingent.futures.runners.base import cores, in_order, packed, unpacked
from contingent.futures.runners.memory import keep_freed_memory
from contingent.futures.work import Done, RunError, Work


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes started for the run; `count` 0 takes one a core.

    They start from nothing and import what they need, so a script that uses them keeps its own work under
    `if __name__ == "__main__":`, and models come from an importable module.
    """

    count: int = 0

    def run(self, work: Work, parts: Iterable[Part]) -> Generator[Done, None, None]:
        """Yield what comes of the parts, in their order. Raises RunError naming the draws at which a process died."""
        number = self.count or cores()
        pool = ProcessPoolExecutor(number, get_context("spawn"), _receive, (packed(work),))

        def start(part: Part) -> Future[Done] | None:
            try:
                return pool.submit(_decide, part)
            except BrokenProcessPool:
                return None

        def take(future: Future[Done] | None, part: Part) -> Done:
            try:
                if future is None:
                    raise BrokenProcessPool
                return future.result()
            except (BrokenProcessPool, CancelledError, EOFError) as error:
                raise RunError(
                    f"A process ended before it had decided {part.told}.",
                    remedy="Perhaps memory ran out: take fewer processes. In a script, start the run under "
                    'if __name__ == "__main__".',
                ) from error

        try:
            yield from in_order(parts, 2 * number, start, take)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    @property
    def says(self) -> str:
        """The runner in words."""
        return f"{self.count or cores()} processes"


_WORK: list[Work] = []


def _receive(sent: bytes) -> None:
    keep_freed_memory()
    _WORK[:] = [unpacked(sent)]


def _decide(part: Part) -> Done:
    return _WORK[0](part)
