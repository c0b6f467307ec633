"""What was found out about one issue, as one value: sentences and tables by heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from contingent.futures.disagreement import Disagreement
from contingent.futures.discovery import Discovery
from contingent.futures.information import Information
from contingent.futures.pivotal import Pivots
from contingent.futures.sensitivity import Sensitivity
from contingent.futures.studies import Names, Study
from contingent.positions.issues import Issue
from contingent.positions.positions import Position


class _Told(Protocol):
    def sentences(self, names: Names | None = None) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """Everything found out about one issue.

    `names` are what readers call actors, by code; `positions` what is stored on the issue; `quotes` the report's words
    of statements at hand. `left_out` are sentences on models that were not asked, and why.
    """

    issue: Issue
    study: Study
    sensitivity: Sensitivity
    discovery: Discovery
    pivots: Pivots
    information: Information
    disagreement: Disagreement
    names: Mapping[str, str]
    positions: Sequence[Position]
    draws: int
    seed: int
    quotes: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def sentences(self) -> dict[str, tuple[str, ...]]:
        """Return all that is told, by the heading it stands under."""
        parts: dict[str, _Told] = {
            "What it hangs on": self.sensitivity,
            "Under which conditions": self.discovery,
            "Who could tip it": self.pivots,
            "What to find out next": self.information,
            "Where models disagree": self.disagreement,
        }
        return {title: part.sentences(self.names) for title, part in parts.items()}

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return all tables as rows of plain values, by name."""
        found = {
            "sensitivity": self.sensitivity.table(),
            "conditions": self.discovery.table(),
            "trade_off": self.discovery.trade_off(),
            "pivots": self.pivots.table(),
            "information": self.information.table(),
            "models": self.disagreement.by_model(),
            "pairs": self.disagreement.table(),
            "disagreement": self.disagreement.where(),
            "options": self.disagreement.options(),
        }
        return {name: table.to_dicts() for name, table in found.items()}
