"""Streams, triangular draws and ensembles: same seed same bytes, honest errors, and a reference by plain loops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana, median_by_hand

from contingent.base.errors import InputError
from contingent.decisions.base import Card, Kernel, Need, Outcome
from contingent.decisions.models.compromise import Compromise
from contingent.decisions.models.median import Median
from contingent.futures.ensembles import explore, explore_variants
from contingent.futures.streams import stream, triangular, uniforms
from contingent.positions.agenda import Agenda, Array
from contingent.positions.drawn import Drawn
from contingent.positions.positions import Position


@dataclass(frozen=True)
class WholeAgendaMean:
    """A model that reads agendas only; must give what Compromise gives."""

    name: ClassVar[str] = "whole"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCE})
    card: ClassVar[Card] = Card(title="Whole", says="A mean.", source="here", reads="never")

    def decide(self, agenda: Agenda) -> Outcome:
        return replace(Compromise().decide(agenda), model=self.name)

    def decide_draws(self, drawn: Drawn, kernel: Kernel = Kernel.AUTO) -> Array:
        decided = [self.decide(one) for one in drawn.agendas()]
        return np.array([[outcome.values[issue] for issue in drawn.agenda.issues] for outcome in decided])


def test_streams_are_found_by_name() -> None:
    assert stream(1, "a", "b").random() == stream(1, "a", "b").random()
    names = [("a", "b"), ("ab", ""), ("", "ab"), ("a", "b", ""), ("b", "a")]
    assert len({stream(1, *name).random() for name in names} | {stream(2, "a", "b").random()}) == 6
    assert (uniforms(7, 1000, "x")[:100] == uniforms(7, 100, "x")).all()


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted))
def test_triangular_draws_stay_in_their_range_and_rise_with_their_luck(ends: list[float]) -> None:
    low, mode, high = ends
    luck = np.linspace(0, 1, 101, endpoint=False)
    drawn = triangular(luck, low, mode, high)
    assert ((drawn >= low) & (drawn <= high)).all()
    assert (np.diff(drawn) >= -1e-9).all()


def test_triangular_draws_have_the_known_moments() -> None:
    low, mode, high = 10.0, 30.0, 90.0
    drawn = triangular(uniforms(3, 200_000, "moments"), low, mode, high)
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    assert drawn.mean() == pytest.approx((low + mode + high) / 3, abs=4 * (variance / 200_000) ** 0.5)
    assert drawn.var() == pytest.approx(variance, rel=0.02)
    assert (drawn < mode).mean() == pytest.approx((mode - low) / (high - low), abs=0.005)
    other = np.random.default_rng(5).triangular(low, mode, high, 200_000)
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(other, [0.1, 0.5, 0.9]), abs=0.5)


def test_same_seed_same_bytes() -> None:
    one, two, other = explore(astana(), seed=4), explore(astana(), seed=4), explore(astana(), seed=5)
    assert one.summary().write_csv() == two.summary().write_csv() != other.summary().write_csv()
    for key, values in one.draws.items():
        assert values.tobytes() == two.draws[key].tobytes() != other.draws[key].tobytes()
    short = explore(astana(), draws=100, seed=4)
    assert all((values == one.draws[key][:100]).all() for key, values in short.draws.items())


def test_an_added_actor_or_issue_does_not_change_the_luck_of_others() -> None:
    base = agenda((20, 50), (60, 50), spread=10)
    positions = [
        Position(issue="i", actor=a, value=v, low=v - 10, high=v + 10, salience=s)
        for a, v, s in (("A", 20.0, 50.0), ("B", 60.0, 50.0), ("0", 90.0, 0.0))
    ]
    grown = Agenda.of([Position(issue="h", actor="B", value=1, low=1, high=1, salience=9), *positions])
    assert (explore(base).draws["i", "compromise"] == explore(grown).draws["i", "compromise"]).all()


def test_draws_by_arrays_equal_draws_by_plain_loops() -> None:
    whole = astana()
    drawn = explore(whole, draws=50, seed=9)
    for issue in whole.issues:
        column = whole.column(issue)
        luck = {
            (row, what): uniforms(9, 50, issue, whole.actors[row], what)
            for row in whole.holders(issue)
            for what in ("position", "salience")
        }
        for n in range(50):
            rows = []
            for row in whole.holders(issue):
                ends = (whole.low[row, column], whole.value[row, column], whole.high[row, column])
                value = float(triangular(luck[row, "position"][n : n + 1], *map(float, ends))[0])
                s = float(whole.salience[row, column])
                band = (max(0.0, s - 15), s, min(100.0, s + 15))
                rows.append((value, float(triangular(luck[row, "salience"][n : n + 1], *band)[0])))
            mean = sum(v * w for v, w in rows) / sum(w for _, w in rows)
            assert drawn.draws[issue, "compromise"][n] == pytest.approx(mean)
            assert drawn.draws[issue, "median"][n] == pytest.approx(median_by_hand(rows))


def test_a_model_that_reads_whole_agendas_is_drawn_too() -> None:
    drawn = explore(astana(), (Compromise(), WholeAgendaMean()), draws=40)
    for issue in astana().issues:
        assert drawn.draws[issue, "whole"] == pytest.approx(drawn.draws[issue, "compromise"])
    assert set(drawn.pivotal["r2p", "whole"].values()) == {0.0}


def test_the_summary_counts_what_was_drawn() -> None:
    drawn = explore(astana())
    table = drawn.table()
    assert table.height == 200_000
    for row in drawn.summary().iter_rows(named=True):
        values = table.filter(issue=row["issue"], model=row["model"])["outcome"].to_numpy()
        assert row["mean"] == pytest.approx(values.mean())
        assert row["over_50"] == (values > 50).mean()
        assert row["q05"] <= row["q25"] <= row["q50"] <= row["q75"] <= row["q95"]
        assert row["q50_low"] <= row["q50"] <= row["q50_high"]
        assert row["near_zero"] + row["near_fifty"] + row["near_hundred"] == pytest.approx(1)
        assert row["mean_error"] == pytest.approx(values.std(ddof=1) / 100)
        assert 0 < row["over_50_error"] <= 0.0051
        histogram = drawn.histogram(row["issue"], row["model"])
        assert histogram["count"].sum() == 10_000
        assert histogram["share"].sum() == pytest.approx(1)


def test_the_monte_carlo_error_is_what_other_seeds_show() -> None:
    runs = [explore(astana(), (Compromise(),), draws=400, seed=seed).summary() for seed in range(40)]
    means = np.array([run["mean"].to_numpy() for run in runs])
    stated = np.array([run["mean_error"].to_numpy() for run in runs]).mean(axis=0)
    assert means.std(axis=0, ddof=1) == pytest.approx(stated, rel=0.45)


def test_leverage_adds_up() -> None:
    leverage = explore(astana()).leverage()
    sums = leverage.group_by("issue", "model").agg(pl.col("share").sum(), pl.col("pivotal").sum())
    assert sums["share"].to_numpy() == pytest.approx(1)
    median = sums.filter(model="median")
    assert median["pivotal"].to_numpy() == pytest.approx(1)
    assert sums.filter(model="compromise")["pivotal"].to_numpy() == pytest.approx(0)


def test_fixed_positions_give_one_outcome() -> None:
    drawn = explore(agenda((20, 50), (90, 25)), draws=10, salience_band=0)
    assert drawn.draws["i", "median"].tolist() == [20.0] * 10
    assert drawn.summary()["sd"].to_list() == pytest.approx([0.0, 0.0])
    assert drawn.point["i", "median"] == 20.0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=5), st.integers(0, 9))
def test_draws_stay_within_the_ranges(rows: list[tuple[int, int]], seed: int) -> None:
    one = agenda(*((float(v), float(s)) for v, s in rows), spread=15)
    for values in explore(one, draws=200, seed=seed).draws.values():
        assert (values >= one.low.min() - 1e-9).all()
        assert (values <= one.high.max() + 1e-9).all()


def test_both_variants_are_shown_with_the_same_luck() -> None:
    variants = explore_variants(astana(), draws=500)
    assert list(variants) == ["all actors", "states and organisations"]
    alone = variants["states and organisations"]
    names = [assumption.name for assumption in alone.assumptions]
    assert names == ["positions", "salience", "capability", "support"]
    assert "voices" in [assumption.name for assumption in variants["all actors"].assumptions]
    pair = explore(astana().of_types({"state", "organisation"}), draws=500)
    assert all((pair.draws[key] == values).all() for key, values in alone.draws.items())


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"draws": 0}, "0 draws"),
        ({"draws": 10**11}, "draws cannot"),
        ({"salience_band": -1.0}, "band of salience"),
        ({"models": ()}, "models are"),
        ({"models": (Median(), Median())}, "models are"),
    ],
)
def test_what_cannot_be_drawn_is_said(kwargs: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        explore(astana(), **kwargs)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Nothing was drawn"):
        explore(astana(), draws=5).histogram("r2p", "bargaining")


def test_the_figures_in_the_documentation_are_those_of_a_run() -> None:
    page = (Path(__file__).parents[2] / "docs" / "deciding.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    told = {row[0]: row[1:] for row in rows if row[0] in astana().issues}
    tables = [
        ensemble.summary().rows_by_key(["issue", "model"], named=True, unique=True)
        for ensemble in explore_variants(astana()).values()
    ]
    assert list(told) == list(astana().issues)
    for issue, cells in told.items():
        figures = [table[issue, model] for table in tables for model in ("compromise", "median")]
        written = [
            cell
            for row in figures
            for cell in (f"{row['q50']:.0f} ({row['q05']:.0f}-{row['q95']:.0f})", f"{row['over_50']:.2f}")
        ]
        assert cells == written
