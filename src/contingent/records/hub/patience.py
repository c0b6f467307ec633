"""Patience: how long a client keeps asking a server, and how it gives up."""

from __future__ import annotations

from dataclasses import dataclass, field

from contingent.base.errors import UserError


class OfflineError(UserError):
    """The publisher's server cannot be reached, or gave up; nothing was changed."""

    code = "offline"
    exit_code = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a client keeps at it: attempts without progress, `calls` where no server is found at all, and waits.

    In seconds. Waits double from `first` up to `longest`; a server that names a time (`Retry-After`) is obeyed up to
    `obeyed`. `silence` is how long a server may say nothing; an attempt that brings fewer than
    `least` bytes `within` so many seconds is given up as too slow, and what it brought is kept but is no progress.
    `largest` is the most bytes a file may have, packed or unpacked.
    """

    attempts: int = 6
    calls: int = 3
    first: float = 1.0
    longest: float = 60.0
    obeyed: float = 300.0
    silence: float = 60.0
    least: int = 100_000
    within: float = 180.0
    largest: int = 4 << 30


class BusyError(Exception):
    """The server may answer another time.

    `away` if there was none to ask, which rarely changes in a minute; `slow` if it brought too little in too long.
    """

    def __init__(self, why: str, after: float | None = None, *, away: bool = False, slow: bool = False) -> None:
        super().__init__(why)
        self.why, self.after, self.away, self.slow = why, after, away, slow


@dataclass
class Faults:
    """What went wrong since the last progress, and how long to wait before asking again."""

    patience: Patience
    seen: list[str] = field(default_factory=list)
    wait: float = 0.0
    away: int = 0

    def add(self, fault: BusyError) -> None:
        """Note a fault; the wait doubles with each, unless the server names one."""
        self.seen.append(fault.why)
        self.away += fault.away
        doubled = min(self.patience.first * 2 ** (len(self.seen) - 1), self.patience.longest)
        self.wait = doubled if fault.after is None else min(fault.after, self.patience.obeyed)

    def progress(self) -> None:
        """Forget what went wrong before something arrived."""
        self.seen = self.seen[-1:]

    @property
    def enough(self) -> bool:
        """Whether to give up."""
        return len(self.seen) >= self.patience.attempts or self.away >= self.patience.calls
