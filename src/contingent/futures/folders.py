"""Runs in a folder: stopped at any moment and gone on with later, they give the same bytes as if nothing had happened.

A folder `NAME.run` holds `plan.json` (what is computed: options in words, agenda and inputs by hashes), `state` (sums
over the finished parts, with a checksum), `parts/` (finished parts of the tables) and, once all is done,
`draws.parquet` and, where wanted, `inputs.parquet`. Every file is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from contingent.base.errors import ConflictError, InputError
from contingent.base.files import write_whole
from contingent.futures.ensembles import Ensemble
from contingent.futures.plans import Declared, Plan, differences
from contingent.futures.runners.base import Runner
from contingent.futures.runs import Prepared, Watch, prepared, watched
from contingent.futures.summaries import Tally
from contingent.futures.tallies import tally_from, tally_to
from contingent.futures.work import Done, Work

if TYPE_CHECKING:
    import polars as pl

ENDING = ".run"
DRAWS, INPUTS = "draws", "inputs"
_SECONDS_BETWEEN_STATES = 1.0
_ROWS_OF_A_GROUP = 500_000


@dataclass(frozen=True, slots=True)
class Tables:
    """Which tables a run in a folder leaves.

    `draws`: issue, model, draw, outcome (null where undecided). `inputs`: draw and a column for each uncertain input.
    """

    draws: bool = True
    inputs: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(name for name, wanted in ((DRAWS, self.draws), (INPUTS, self.inputs)) if wanted)


def run_in(
    folder: Path,
    plan: Plan,
    *,
    tables: Tables = Tables(),
    runner: Runner | None = None,
    watch: Watch | None = None,
) -> Ensemble:
    """Return the ensemble of a plan, computed in a folder called `NAME.run`, from where an earlier run stopped.

    A finished run is read, not computed again. What stops it (Ctrl-C, an exception of `watch`, the power) leaves the
    folder to go on with. Files damaged since are computed anew. Raises ConflictError if the folder holds another run,
    naming what differs, or if another process works in it; else what `run` raises.
    """
    ready = prepared(plan)
    with _Folder(Path(folder), ready, tables) as home:
        state = home.state()
        if home.finished():
            return ready.ensemble(state.total)
        home.mend(state)
        work = Work(plan=ready.plan, outcomes=tables.draws, inputs=tables.inputs)
        try:
            with closing(watched(ready.plan, work, runner, watch, state.parts)) as results:
                for done in results:
                    state = state.with_part(done, home.keep(done))
                    home.save(state)
        finally:
            home.save(state, now=True)
        ensemble = ready.ensemble(state.total)
        home.join(ensemble.models)
        return ensemble


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _State:
    """How many parts are finished, the sums over them, and the checksums of the files they left."""

    parts: int = 0
    tally: Tally | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """The sums, once there are some."""
        assert self.tally is not None
        return self.tally

    def with_part(self, done: Done, files: Mapping[str, str]) -> _State:
        total = done.tally if self.tally is None else self.tally.merged(done.tally)
        return _State(parts=done.part.number + 1, tally=total, files={**self.files, **files})


class _Folder:
    """The files of one run."""

    def __init__(self, path: Path, ready: Prepared, tables: Tables) -> None:
        if path.suffix != ENDING:
            raise InputError(f"{path.name} is no name for a run.", remedy=f"Call the folder NAME{ENDING}.")
        self.path, self.plan, self.tables = path, ready.plan, tables
        self._declared: Declared = {
            **ready.plan.declared(),
            "left out": ", ".join(each.model for each in ready.skipped),
            "tables": ", ".join(tables.kinds),
        }
        self._saved_at = 0.0
        self._lock: io.IOBase | None = None

    def __enter__(self) -> _Folder:
        plan = self.path / "plan.json"
        if self.path.exists() and not plan.is_file() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise ConflictError("It is there and holds no run.", record=str(self.path), remedy="Choose another name.")
        try:
            (self.path / "parts").mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / "lock").open("wb")
        except OSError as error:
            raise InputError(
                f"The folder cannot be made: {error.strerror or error}.",
                record=str(self.path),
                remedy="Check that you may write there.",
            ) from None
        try:
            self._take_lock()
            self._declare(plan)
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.close()

    def _take_lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # no such locks on this system
            return
        assert self._lock is not None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConflictError(
                "Another process works in this folder.", record=str(self.path), remedy="Wait for it, or stop it."
            ) from None

    def _declare(self, plan: Path) -> None:
        if not plan.is_file():
            write_whole(plan, (json.dumps(self._declared, indent=2) + "\n").encode())
            return
        try:
            before = json.loads(plan.read_text(encoding="utf-8"))
            assert isinstance(before, dict)
        except (ValueError, AssertionError):
            raise ConflictError(
                "The plan of the run cannot be read.", record=str(plan), remedy="Delete the folder and run anew."
            ) from None
        told = "; ".join(differences(before, self._declared))
        if told:
            raise ConflictError(
                f"The folder holds another run. What differs: {told}.",
                record=str(self.path),
                remedy="Go on with what it was started with, or choose another name.",
            )

    def state(self) -> _State:
        """Return the last state that was written whole; the beginning where there is none or it is damaged."""
        if (self.path / "done").exists() and not self.finished():
            (self.path / "done").unlink()
            return _State()
        try:
            checksum, _, data = (self.path / "state").read_bytes().partition(b"\n")
        except FileNotFoundError:
            return _State()
        if hashlib.sha256(data).hexdigest().encode() != checksum:
            return _State()
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            parts, files = json.loads(str(arrays["state"]))
            return _State(parts=parts, tally=tally_from(arrays), files=files)

    def save(self, state: _State, *, now: bool = False) -> None:
        """Write the state, at most once a second unless it must be `now`."""
        if state.tally is None or not (now or time.monotonic() - self._saved_at > _SECONDS_BETWEEN_STATES):
            return
        memory = io.BytesIO()
        np.savez(memory, state=json.dumps([state.parts, dict(state.files)]), **tally_to(state.tally))
        data = memory.getvalue()
        write_whole(self.path / "state", hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        self._saved_at = time.monotonic()

    def keep(self, done: Done) -> dict[str, str]:
        """Write the tables of a part; return their checksums by name."""
        files = {}
        for kind, frame in self._frames(done):
            name = f"{kind}-{done.part.number:06d}.parquet"
            memory = io.BytesIO()
            frame.write_parquet(memory)
            write_whole(self.path / "parts" / name, memory.getvalue())
            files[name] = hashlib.sha256(memory.getvalue()).hexdigest()[:32]
        return files

    def mend(self, state: _State) -> None:
        """Compute anew the finished parts whose files are damaged or gone."""
        parts = self.path / "parts"
        wrong = {name for name, checksum in state.files.items() if _checksum(parts / name) != checksum}
        bad = {int(name.rpartition("-")[2].partition(".")[0]) for name in wrong}
        work = Work(plan=self.plan, outcomes=self.tables.draws, inputs=self.tables.inputs)
        for part in self.plan.parts():
            if part.number in bad:
                self.keep(work(part))

    def finished(self) -> bool:
        """Return whether the run is done and its tables stand as they were written."""
        try:
            sizes = json.loads((self.path / "done").read_text(encoding="utf-8"))
            return all((self.path / name).stat().st_size == size for name, size in sizes.items())
        except (OSError, ValueError):
            return False

    def join(self, models: tuple[str, ...]) -> None:
        """Make one table of the parts, without models that failed, and delete the parts."""
        import polars as pl

        sizes = {}
        for kind in self.tables.kinds:
            frames = pl.scan_parquet(sorted((self.path / "parts").glob(f"{kind}-*.parquet")))
            if kind == DRAWS and len(models) < len(self.plan.models):
                frames = frames.filter(pl.col("model").cast(pl.String).is_in(models))
            half, whole = self.path / f".{kind}.half", self.path / f"{kind}.parquet"
            frames.sink_parquet(half, maintain_order=True, row_group_size=_ROWS_OF_A_GROUP)
            half.replace(whole)
            sizes[whole.name] = whole.stat().st_size
        write_whole(self.path / "done", json.dumps(sizes).encode())
        shutil.rmtree(self.path / "parts")

    def _frames(self, done: Done) -> Iterator[tuple[str, pl.DataFrame]]:
        import polars as pl

        draws = np.arange(done.part.first, done.part.first + done.part.count)
        if done.outcomes is not None:
            issues, models = self.plan.agenda.issues, [model.name for model in self.plan.models]
            rows = len(draws)
            yield (
                DRAWS,
                pl.DataFrame(
                    {
                        "issue": _named(issues, np.repeat(np.arange(len(issues)), len(models) * rows)),
                        "model": _named(models, np.tile(np.repeat(np.arange(len(models)), rows), len(issues))),
                        "draw": np.tile(draws, len(issues) * len(models)),
                        "outcome": done.outcomes.transpose(1, 0, 2).ravel(),
                    },
                    nan_to_null=True,
                ),
            )
        if done.inputs is not None:
            columns = {name: done.inputs[:, number] for number, name in enumerate(self.plan.inputs.names)}
            yield INPUTS, pl.DataFrame({"draw": draws, **columns})


def _named(names: Sequence[str], codes: NDArray[np.intp]) -> pl.Series:
    """Return a column of names from their numbers, kept as numbers with a list of names."""
    import polars as pl

    return pl.Series(names, dtype=pl.Enum(names)).gather(codes)


def _checksum(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
    except OSError:
        return None
