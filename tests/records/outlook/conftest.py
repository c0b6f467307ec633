"""The panel of the study, and small panels made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.records.tidy import tidy_figures

from contingent.base.months import Month
from contingent.records.outlook import Panel, panel_of
from contingent.records.outlook.backtest import Scored, backtest


@pytest.fixture(scope="session")
def panel(shared: Path) -> Panel:
    """147 contributors from November 1990 to March 2014, as the study had them."""
    return panel_of(tidy_figures(shared)).until(Month(2014, 3))


@pytest.fixture(scope="session")
def troops(shared: Path) -> Panel:
    return panel_of(tidy_figures(shared), kind="troops").until(Month(2014, 3))


@pytest.fixture(scope="session")
def scored(panel: Panel) -> Scored:
    return backtest(panel)


def made_up(seed: int = 0, contributors: int = 12, months: int = 90) -> Panel:
    """A panel that jumps, rests, falls to nothing and comes back."""
    stream = np.random.default_rng(seed)
    level = stream.lognormal(4, 2, (contributors, 1))
    jumps = np.where(stream.random((contributors, months)) < 0.1, stream.normal(0, 0.5, (contributors, months)), 0)
    numbers = np.rint(level * np.exp(np.cumsum(jumps, axis=1)))
    gone = stream.random((contributors, months)) < 0.02
    for row, column in zip(*np.nonzero(gone), strict=True):
        numbers[row, column : column + int(stream.integers(1, 20))] = 0
    names = tuple(f"C{row:02d}" for row in range(contributors))
    return Panel(contributors=names, first=Month(2001, 1), numbers=numbers)
