"""Position: where an actor stands on an issue, how sure we are, and why."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.base.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An actor on an issue: most likely value with low and high (0-100), salience (0-100), and its evidence.

    `basis` is `explicit` (the report states it) or `inferred`; `source` says through whom; `evidence` are statement
    ids. Raises InputError unless 0 <= low <= value <= high <= 100 and 0 <= salience <= 100.
    """

    issue: str
    actor: str
    value: float
    low: float
    high: float
    salience: float
    actor_type: str = "state"
    basis: str = "inferred"
    source: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        record = f"position of {self.actor} on {self.issue}"
        if not 0 <= self.low <= self.value <= self.high <= 100:
            raise InputError(
                f"Low {self.low}, value {self.value} and high {self.high} are not in order on 0-100.",
                record=record,
                remedy="Give low <= value <= high, each between 0 and 100.",
            )
        if not 0 <= self.salience <= 100:
            raise InputError(f"Salience {self.salience} is outside 0-100.", record=record, remedy="Give 0 to 100.")
