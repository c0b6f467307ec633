"""Agendas and brute-force references for the tests of decisions and ensembles."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

import contingent.examples.astana_2013 as example
from contingent.positions.agenda import Agenda
from contingent.positions.issues import read_issues
from contingent.positions.positions import Position, read_positions

FOLDER = Path(str(example.__file__)).parent


def astana() -> Agenda:
    positions = read_positions((FOLDER / "positions.csv").read_text(encoding="utf-8"))
    return Agenda.of(positions, read_issues((FOLDER / "issues.yaml").read_text(encoding="utf-8")).issues)


def agenda(*rows: tuple[float, float], issue: str = "i", spread: float = 0.0) -> Agenda:
    """One issue; a row is value and salience; actors are called A, B, C ..."""
    return Agenda.of(
        Position(
            issue=issue,
            actor=chr(65 + n),
            value=value,
            low=max(0.0, value - spread),
            high=min(100.0, value + spread),
            salience=salience,
        )
        for n, (value, salience) in enumerate(rows)
    )


def mean_by_hand(rows: list[tuple[float, float]]) -> float:
    """Weighted mean in exact fractions."""
    total = sum(Fraction(w) for _, w in rows)
    return float(sum(Fraction(v) * Fraction(w) for v, w in rows) / total)


def median_by_hand(rows: list[tuple[float, float]]) -> float:
    """Weighted median by its definition in fractions: at most half of the weight on either side, midpoint of such."""
    total = sum(Fraction(w) for _, w in rows)
    medians = [
        v
        for v, own in rows
        if own > 0
        and sum(Fraction(w) for u, w in rows if u < v) * 2 <= total
        and sum(Fraction(w) for u, w in rows if u > v) * 2 <= total
    ]
    return float((Fraction(min(medians)) + Fraction(max(medians))) / 2)


whole_rows = st.lists(
    st.tuples(st.integers(0, 100).map(float), st.integers(0, 20).map(lambda n: 5.0 * n)), min_size=1, max_size=7
).filter(lambda rows: any(weight > 0 for _, weight in rows))
"""Whole numbers, so that ties and equal positions are common."""
