"""Spatial bargaining and the probabilistic Condorcet election as models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana

from contingent.base.errors import InputError
from contingent.decisions.base import DecisionModel, Kernel
from contingent.decisions.example import worked_example
from contingent.decisions.models import model
from contingent.decisions.models.condorcet import Condorcet
from contingent.decisions.models.spatial import KTAB, Spatial
from contingent.decisions.options import options_of
from contingent.positions.agenda import Agenda
from contingent.positions.drawn import Drawn
from contingent.positions.positions import Position

Row = tuple[float, float, float]
"""Position, salience, capability."""

rows = st.lists(
    st.tuples(st.integers(0, 100).map(float), st.integers(1, 20).map(lambda n: 5.0 * n), st.integers(1, 9).map(float)),
    min_size=1,
    max_size=7,
)
SOUND: tuple[DecisionModel, ...] = (Spatial(), Condorcet(), Spatial(outcome="modal"), Condorcet(outcome="modal"))
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawn(*tables: list[Row], kernel_seed: int = 0) -> Drawn:
    """Draws of one agenda with one issue, all with the same number of actors."""
    base = Agenda.of(
        Position(issue="i", actor=f"A{n}", value=50.0, low=0.0, high=100.0, salience=50.0)
        for n in range(len(tables[0]))
    )
    parts = np.array(tables)
    return Drawn(
        agenda=base, value=parts[:, :, :1], salience=parts[:, :, 1:2], capability=parts[:, :, 2:], seed=kernel_seed
    )


def decided(one: DecisionModel, table: list[Row]) -> float:
    return float(one.decide_draws(drawn(table), Kernel.NUMPY)[0, 0])


@given(rows)
@few
def test_a_mirrored_scale_mirrors_the_outcome(table: list[Row]) -> None:
    mirrored = [(100 - value, salience, power) for value, salience, power in table]
    for one in SOUND:
        assert decided(one, mirrored) == pytest.approx(100 - decided(one, table), abs=1e-6)


@given(rows, st.randoms(use_true_random=False))
@few
def test_actors_in_another_order_decide_alike(table: list[Row], chance: Any) -> None:
    shuffled = chance.sample(table, len(table))
    for one in SOUND:
        assert decided(one, shuffled) == pytest.approx(decided(one, table), abs=1e-6)


@given(rows, st.sampled_from((1e-6, 0.1, 3.0, 1e6)))
@few
def test_the_unit_of_capability_does_not_matter(table: list[Row], unit: float) -> None:
    scaled = [(value, salience, unit * power) for value, salience, power in table]
    for one in SOUND:
        assert decided(one, scaled) == pytest.approx(decided(one, table), abs=1e-6)


@given(rows, st.integers(0, 6))
@few
def test_an_actor_split_in_two_halves_decides_alike(table: list[Row], which: int) -> None:
    value, salience, power = table[which % len(table)]
    rest = [row for n, row in enumerate(table) if n != which % len(table)]
    split = [*rest, (value, salience, power / 2), (value, salience, power / 2)]
    for one in SOUND:
        assert decided(one, split) == pytest.approx(decided(one, table), abs=1e-6)


def test_ktab_is_not_fair_to_halves_nor_mirrors() -> None:
    """Splitting and mirroring would find KTAB's rules out, so those tests can fail."""
    ktab = Spatial(preset="ktab")
    table: list[Row] = [(8.6, 49.0, 1.9), (23.7, 53.0, 2.3), (80.1, 24.0, 2.0), (58.2, 76.0, 2.6), (9.4, 20.0, 3.1)]
    split = [*table[:4], (9.4, 20.0, 1.55), (9.4, 20.0, 1.55)]
    assert abs(decided(ktab, split) - decided(ktab, table)) > 1
    table = [(68.0, 57.0, 2.2), (36.8, 60.0, 2.4), (59.0, 28.0, 3.2), (67.0, 55.0, 1.9), (66.9, 21.0, 0.6)]
    mirrored = [(100 - value, salience, power) for value, salience, power in table]
    assert abs(decided(ktab, mirrored) + decided(ktab, table) - 100) > 1


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.just(0.0) | st.floats(1e-6, 100), st.floats(1e-6, 10)), min_size=1, max_size=12
    )
)
@few
def test_the_compiled_twin_agrees(table: list[Row]) -> None:
    block = drawn(table)
    for one in SOUND:
        reference, twin = one.decide_draws(block, Kernel.NUMPY), one.decide_draws(block, Kernel.COMPILED)
        assert np.array_equal(np.isnan(reference), np.isnan(twin))
        assert np.nan_to_num(np.abs(reference - twin)).max() <= 1e-9


def _every_choice(kind: type) -> list[dict[str, str]]:
    return [{option.name: word} for option in options_of(kind) for word in option.says]


@pytest.mark.parametrize("preset", ["own", "ktab"])
def test_every_choice_runs_and_the_reference_stays_on_the_scale(preset: str) -> None:
    for setting in _every_choice(Spatial):
        one = model("spatial", {"preset": preset, **setting})
        found = one.decide_draws(Drawn.as_stated(worked_example()), Kernel.NUMPY)
        assert ((found >= 0) & (found <= 100)).all(), setting


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["own", "ktab"])
def test_the_compiled_twin_agrees_under_every_choice(preset: str) -> None:
    luck = np.random.default_rng(5)
    tables = [[(*luck.uniform(0, 100, 2), luck.uniform(0.1, 3)) for _ in range(7)] for _ in range(10)]
    for setting in _every_choice(Spatial):
        one = model("spatial", {"preset": preset, **setting})
        parts = [one.decide_draws(drawn(*tables), kernel) for kernel in (Kernel.NUMPY, Kernel.COMPILED)]
        assert np.abs(parts[0] - parts[1]).max() <= 1e-9, setting


@pytest.mark.parametrize("name", ["spatial", "condorcet"])
def test_any_split_of_a_run_gives_the_same_bytes(name: str) -> None:
    luck = np.random.default_rng(7)
    tables = [[(*luck.uniform(0, 100, 2), luck.uniform(0.1, 3)) for _ in range(9)] for _ in range(50)]
    one = model(name)
    whole = one.decide_draws(drawn(*tables))
    parts = np.concatenate([one.decide_draws(drawn(*tables[a:b])) for a, b in ((0, 1), (1, 18), (18, 50))])
    assert whole.tobytes() == parts.tobytes()


def test_stochastic_luck_belongs_to_draw_and_actor() -> None:
    one = model("spatial", {"transitions": "stochastic"})
    table: list[Row] = [(10.0, 80.0, 1.0), (40.0, 60.0, 1.0), (90.0, 70.0, 1.0), (60.0, 50.0, 1.0)]
    whole = one.decide_draws(drawn(*[table] * 40), Kernel.NUMPY)
    assert len(np.unique(whole)) > 5
    later = drawn(*[table] * 10)
    later = Drawn(
        agenda=later.agenda, value=later.value, salience=later.salience, capability=later.capability, first=30
    )
    assert np.array_equal(one.decide_draws(later, Kernel.NUMPY), whole[30:])


def test_preset_sets_the_choices_of_ktab() -> None:
    made = Spatial(preset="ktab", votes="cubic")
    assert {name: getattr(made, name) for name in KTAB} == dict(KTAB)
    marked = {o.name: o.referenced for o in options_of(Spatial) if o.referenced and o.name != "preset"}
    assert marked == dict(KTAB)
    assert made.votes == "cubic"


def test_decide_tells_path_moves_end_and_chances() -> None:
    outcome = Spatial().decide(astana())
    for issue, value in outcome.values.items():
        assert outcome.path[issue][-1] == value
        assert sum(chance for _, chance in outcome.chances[issue]) == pytest.approx(1)
        mean = sum(point * chance for point, chance in outcome.chances[issue])
        assert value == pytest.approx(mean)
    at = {(m.actor, m.issue): m.end for m in sorted(outcome.moves, key=lambda m: m.round)}
    assert all(outcome.end[issue][actor] == end for (actor, issue), end in at.items())


def test_a_draw_decided_alone_is_the_agenda_decided() -> None:
    for one in (Spatial(), Condorcet()):
        outcome = one.decide(astana())
        found = one.decide_draws(Drawn.as_stated(astana()), Kernel.NUMPY)[0]
        assert found == pytest.approx(list(outcome.values.values()), abs=1e-9)


@pytest.mark.parametrize("name", ["spatial", "condorcet"])
def test_one_actor_two_actors_and_one_point(name: str) -> None:
    one = model(name)
    assert one.decide(agenda((30, 50))).values["i"] == pytest.approx(30)
    assert one.decide(agenda((40, 50), (40, 90), (40, 10))).values["i"] == pytest.approx(40)
    assert one.decide(agenda((20, 50), (60, 50))).values["i"] == pytest.approx(40)


@pytest.mark.parametrize("name", ["spatial", "condorcet"])
@pytest.mark.parametrize("kernel", [Kernel.NUMPY, Kernel.COMPILED])
def test_without_weight_a_draw_is_nan_and_an_agenda_is_refused(name: str, kernel: Kernel) -> None:
    found = model(name).decide_draws(
        drawn([(10.0, 0.0, 1.0), (20.0, 50.0, 0.0)], [(10.0, 0.0, 1.0), (20.0, 50.0, 2.0)]), kernel
    )
    assert np.isnan(found[0, 0])
    assert found[1, 0] == pytest.approx(20)
    with pytest.raises(InputError, match="any weight"):
        model(name).decide(agenda((10, 0), (20, 0)))


def test_too_many_actors_are_refused_with_the_limit() -> None:
    crowd = agenda(*[(n % 101, 50) for n in range(401)])
    with pytest.raises(InputError, match="can take 400"):
        Spatial().decide(crowd)


def test_together_issues_are_dimensions_and_those_who_lack_one_are_named() -> None:
    outcome = Spatial(issues="together").decide(worked_example())
    assert set(outcome.values) == {"mandate", "funding"}
    assert {move.issue for move in outcome.moves} == {"mandate", "funding"}
    with pytest.raises(InputError, match="RUS on centrasbat"):
        Spatial(issues="together").decide(astana())


def test_a_cap_on_turns_is_told() -> None:
    assert any("had not ended after 1 turns" in caveat for caveat in Spatial(turns=1).decide(worked_example()).caveats)


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["own", "ktab"])
def test_the_compiled_twin_agrees_on_issues_decided_together(preset: str) -> None:
    one = Spatial(preset=preset, issues="together")
    for seed in range(12):
        luck = np.random.default_rng(seed)
        shape = (5, int(luck.integers(2, 9)), int(luck.integers(2, 5)))
        block = Drawn(
            agenda=Agenda.of(
                Position(issue=f"i{d}", actor=f"A{n}", value=50.0, low=0.0, high=100.0, salience=50.0)
                for n in range(shape[1])
                for d in range(shape[2])
            ),
            value=luck.uniform(0, 100, shape),
            salience=luck.uniform(1, 100, shape),
            capability=np.broadcast_to(luck.uniform(0.1, 3, (5, shape[1], 1)), shape),
        )
        reference, twin = one.decide_draws(block, Kernel.NUMPY), one.decide_draws(block, Kernel.COMPILED)
        assert np.abs(reference - twin).max() <= 1e-9, seed


@pytest.mark.slow
@pytest.mark.parametrize(
    "made", ["model('spatial')", "model('spatial', {'preset': 'ktab'})", "model('condorcet')"], ids=lambda made: made
)
def test_a_second_process_compiles_nothing(made: str, tmp_path: Path) -> None:
    """With a folder of compiled kernels that is new, then with the same one: same outcome, nothing compiled."""
    text = f"""
import json
from numba.core import event
from contingent.decisions.base import Kernel
from contingent.decisions.example import worked_example
from contingent.decisions.models import model
from contingent.positions.drawn import Drawn
with event.install_recorder("numba:compile") as seen:
    found = {made}.decide_draws(Drawn.as_stated(worked_example()), Kernel.COMPILED)
print(json.dumps([found.tolist(), len(seen.buffer)]))
"""
    runs = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", text],
            capture_output=True, text=True, check=True, env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        )  # fmt: skip
        runs.append(json.loads(done.stdout))
    assert runs[0][0] == runs[1][0]
    assert runs[0][1] > 0
    assert runs[1][1] == 0
