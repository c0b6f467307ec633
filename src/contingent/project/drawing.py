"""Drawing: how often and how a decision is drawn, as one value; light enough for a command line to load at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from contingent.futures.runners.base import Runner

DRAWS, SEED = 10_000, 2013
"""What is drawn unless somebody says otherwise: on the command line, in Python and in a brief alike."""

WHO = {"all": "all actors", "states": "states and organisations"}
"""Short words for whose positions count, and the variant each stands for."""

RUNNERS = ("threads", "processes", "dask")

Watch = Callable[[Any], object]
"""Told how far the draws are; see `futures.runs.Progress`."""


def _unwatched(_: Any) -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a decision is drawn. None of it but the first five changes a figure.

    `draws` of them, from `seed`, over the positions of `who` (a key of `WHO`), as `design` has it (`plain`, `quasi`),
    with what the file `assume` assumes (see `futures.assumptions`). `runner` does the work (one of `RUNNERS`) with as
    many `workers` (0: one a core); `folder`, called NAME.run, keeps the draws and lets a stopped run go on; `watch` is
    told how far it is.
    """

    draws: int = DRAWS
    seed: int = SEED
    who: str = "all"
    design: str = "plain"
    assume: Path | None = None
    runner: str = "threads"
    workers: int = 0
    folder: Path | None = None
    watch: Watch = field(default=_unwatched, compare=False, repr=False)

    def worker(self) -> Runner:
        """Return who does the work. Raises UsageError for an unknown runner."""
        from contingent.base.errors import UsageError

        if self.runner == "threads":
            from contingent.futures.runners.threads import Threads

            return Threads(self.workers)
        if self.runner == "processes":
            from contingent.futures.runners.processes import Processes

            return Processes(self.workers)
        if self.runner == "dask" or "://" in self.runner:
            from contingent.futures.runners.dask import Dask

            return Dask(workers=self.workers) if self.runner == "dask" else Dask(address=self.runner)
        raise UsageError(f"{self.runner!r} names no runner.", remedy=f"Say one of: {', '.join(RUNNERS)}.")


class How(TypedDict, total=False):
    """The parts of a `Drawing` as keywords."""

    draws: int
    seed: int
    who: str
    design: str
    assume: Path | None
    runner: str
    workers: int
    folder: Path | None
    watch: Watch
