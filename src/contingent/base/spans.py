"""Half-open spans of Unicode code points: the only way contingent points into a text."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.base.errors import ProgrammingError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` up to, not including, `end` of one text. Raises ProgrammingError if `start > end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ProgrammingError(f"A span runs from 0 <= start <= end, not {self.start}..{self.end}.")

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """Return the characters of `text` inside the span."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """Return how many code points both spans share (0 if none)."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def within(self, other: Span) -> bool:
        """Return whether this span lies inside `other`."""
        return other.start <= self.start and self.end <= other.end

    def shift(self, by: int) -> Span:
        """Return the span moved by `by` code points."""
        return Span(self.start + by, self.end + by)
