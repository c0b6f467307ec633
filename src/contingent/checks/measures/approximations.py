"""How near an observed figure has to come to a said one: about, just over, at least ..."""

from __future__ import annotations

from contingent.checks.verdicts import Ruling

# How far an observed figure may lie from the said one and still agree: (below, above) as shares, and in persons.
APPROXIMATIONS: dict[str, tuple[float, float]] = {
    "exactly": (0.0, 0.0),
    "about": (0.10, 0.10),
    "just over": (0.0, 0.10),
    "just under": (0.10, 0.0),
    "at least": (0.0, float("inf")),
    "more than": (0.0, float("inf")),
    "at most": (float("inf"), 0.0),
    "fewer than": (float("inf"), 0.0),
}


def agrees(number: float, said: float, approximation: str) -> Ruling:
    """Return whether `number` agrees with `said` under the approximation; twice as far off counts as partly."""
    below, above = APPROXIMATIONS[approximation]
    slack = 2.0 if approximation == "about" else 0.0
    low, high = said - max(below * said, slack), said + max(above * said, slack)
    if approximation == "more than":
        return Ruling.SUPPORTED if number > said else Ruling.CONTRADICTED
    if approximation == "fewer than":
        return Ruling.SUPPORTED if number < said else Ruling.CONTRADICTED
    if low <= number <= high:
        return Ruling.SUPPORTED
    wide = max(said - low if below != float("inf") else 0.0, high - said if above != float("inf") else 0.0)
    return Ruling.PARTLY if low - wide <= number <= high + wide else Ruling.CONTRADICTED


def agreement(said: float, approximation: str) -> str:
    """Return in words what counts as agreement with a said number."""
    words = {"about": "within 10 % or 2 persons", "just over": "up to 10 % more", "just under": "up to 10 % less"}
    return f"{approximation} {said:g}: {words.get(approximation, 'as worded')}"
