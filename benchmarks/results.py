"""One measured figure: what was aimed at, what was measured, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A figure in a unit; with an `aim` it is met if it is at most that, or at least that where more is better."""

    name: str
    measured: float
    unit: str
    how: str
    aim: float | None = None
    more_is_better: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        return self.measured >= self.aim if self.more_is_better else self.measured <= self.aim

    @property
    def aimed(self) -> str:
        """The aim in words."""
        if self.aim is None:
            return ""
        return f"{'at least' if self.more_is_better else 'under'} {self.aim:,g} {self.unit}"

    def as_dict(self) -> dict[str, object]:
        """Return the figure as JSON can say it."""
        return {**asdict(self), "met": self.met}
