"""On a Dask cluster: one that is there, found by the address of its scheduler, or one started here for the run."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contingent import __version__
from contingent.base.errors import InputError
from contingent.futures.plans import Part
from contingent.futures.runners.base import cores, in_order, packed, unpacked
from contingent.futures.runners.memory import keep_freed_memory
from contingent.futures.work import Done, RunError, Work

_SECONDS_TO_CONNECT = 20
_SECONDS_WITHOUT_WORKERS = 30


@dataclass(frozen=True, slots=True)
class Dask:
    """Workers of a Dask cluster.

    `address` is that of a scheduler (`tcp://host:8786`); without one, a cluster of `workers` processes (0: one a core)
    is started on this computer and ends with the run. Workers need the same version of contingent. A part whose worker
    dies is given to another one, as often as the scheduler allows (three times unless it is set otherwise).
    """

    address: str = ""
    workers: int = 0

    def run(self, work: Work, parts: Iterable[Part]) -> Generator[Done, None, None]:
        """Yield what comes of the parts, in their order.

        Raises InputError if the extra is missing or the scheduler does not answer, RunError naming the draws that were
        lost with their worker or cancelled.
        """
        distributed = _distributed()
        with ExitStack() as stack:
            client = stack.enter_context(self._client(distributed, stack))
            number = self._workers(client)
            sent = packed(work)
            going: dict[Part, Any] = {}
            stack.callback(lambda: client.cancel(list(going.values()), force=True) if going else None)

            def start(part: Part) -> Any:
                going[part] = client.submit(_decide, sent, part, __version__, pure=False, priority=-part.number)
                return going[part]

            def take(future: Any, part: Part) -> Done:
                done = _taken(distributed, client, future, part)
                del going[part]
                return done

            yield from in_order(parts, 2 * number + 2, start, take)

    @property
    def says(self) -> str:
        """The runner in words."""
        return f"Dask at {self.address}" if self.address else f"Dask, {self.workers or cores()} workers"

    def _workers(self, client: Any) -> int:
        """Return how many workers there are, once there is one."""
        try:
            client.wait_for_workers(1, timeout=_SECONDS_TO_CONNECT)
        except TimeoutError as error:
            raise InputError(
                f"The Dask scheduler at {self.address} has no workers.",
                remedy="Start some with `dask worker ADDRESS`.",
            ) from error
        return max(sum(int(threads) for threads in client.nthreads().values()), self.workers, 1)

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        where: Any = self.address
        if not self.address:
            where = stack.enter_context(cluster_here(self.workers or cores()))
        try:
            return distributed.Client(where, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"No Dask scheduler answers at {self.address}.",
                remedy="Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.",
            ) from error


def cluster_here(workers: int) -> Any:
    """Return a cluster on this computer of so many processes with one thread each; it ends as a context does.

    Its workers do not sample what they are doing a hundred times a second, as Dask has workers do: nobody looks at the
    samples of such a cluster, and taking them cost a sixth of the time of the work (measured). Raises InputError if the
    extra is missing.
    """
    distributed = _distributed()
    import dask

    with dask.config.set({"distributed.worker.profile.enabled": False}):
        return distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=40
        )


def _taken(distributed: Any, client: Any, future: Any, part: Part) -> Done:
    try:
        done = _awaited(client, future, part)
    except CancelledError as error:
        raise RunError(
            f"The cluster gave up {part.told}: they were cancelled or the scheduler went away.",
            remedy="Look at the cluster and start the run again; in a folder it goes on where it was.",
        ) from error
    except (distributed.KilledWorker, OSError) as error:
        raise RunError(
            f"Workers died while they decided {part.told}.",
            remedy="Perhaps memory ran out: look at the logs of the workers, and start the run again.",
        ) from error
    assert isinstance(done, Done)
    return done


def _awaited(client: Any, future: Any, part: Part) -> Any:
    """Return what comes of a part; do not wait for a cluster that has lost all its workers."""
    while True:
        try:
            return future.result(timeout=_SECONDS_WITHOUT_WORKERS)
        except TimeoutError:
            if not client.scheduler_info()["workers"]:
                raise RunError(
                    f"The cluster has no workers left to decide {part.told}.",
                    remedy="Start workers with `dask worker ADDRESS`, and start the run again.",
                ) from None


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            "Runs on a cluster need Dask, which is not installed.",
            remedy='Install it: pip install "contingent[cluster]".',
        ) from error
    return distributed


@lru_cache(maxsize=2)
def _read(sent: bytes) -> Work:
    keep_freed_memory()
    return unpacked(sent)


def _decide(sent: bytes, part: Part, version: str) -> Done:
    if version != __version__:
        raise RunError(
            f"A worker has contingent {__version__}, the run comes from {version}.",
            remedy="Install the same version for all workers.",
        )
    return _read(sent)(part)
