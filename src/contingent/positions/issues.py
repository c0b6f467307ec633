"""Issue: a policy question on a scale from 0 to 100 with named ends and middle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A policy question. `zero`, `fifty`, `hundred` say what those points mean; `evidence` are statement ids."""

    id: str
    name: str
    question: str
    zero: str
    fifty: str
    hundred: str
    evidence: tuple[str, ...] = ()
    silent: str | None = None
