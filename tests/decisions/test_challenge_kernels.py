"""The compiled kernels of the challenge model against the NumPy reference, draw by draw."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import agenda, astana

from contingent.base.errors import InputError
from contingent.decisions.base import Kernel
from contingent.decisions.challenging import readings
from contingent.decisions.kernels import (
    challenge_lanes,
    challenge_reference,
    challenge_runs,
    challenge_single,
    lanes,
)
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge
from contingent.positions.agenda import Array
from contingent.positions.drawn import Drawn

ALL = [rules for _, rules in readings(Challenge())] + [
    Challenge(outcome="mean"),
    Challenge(median="first"),
    Challenge(median="lower"),
    Challenge(settled=0.0),
    Challenge(rounds=1),
    Challenge(status_quo=0.5),
    Challenge(status_quo=0.0, danger_set="own", vote_r="challenger", perceived_r="opponent"),
]
PAIRWISE = [rules for rules in ALL if rules.denominator == "pairwise" and rules.tie == "average"]


def table(draws: int, actors: int, seed: int = 0) -> Table:
    luck = np.random.default_rng(seed)
    shape = (draws, actors)
    return Table.of(luck.uniform(0, 100, shape), luck.uniform(0.1, 1, shape), luck.uniform(0.05, 1, shape))[0]


def differing(rules: Challenge, over: Table, play: Callable[[Table, Challenge], Array]) -> float:
    """The share of draws in which some position differs by more than 1e-9."""
    apart = np.abs(play(over, rules) - challenge_reference.play(over, rules)).max(axis=1)
    return float((apart > 1e-9).mean())


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: str(ALL.index(rules)))
def test_every_option_is_compiled_as_the_reference_has_it(rules: Challenge) -> None:
    """Where equations rest on the last digit (triples, or ties by order) at most one draw in a hundred may part."""
    over = table(300, 7, seed=3)
    allowed = 0.0 if rules in PAIRWISE else 0.01
    assert differing(rules, over, challenge_single.play) <= allowed
    if challenge_lanes.can(rules, over):
        assert differing(rules, over, challenge_lanes.play) <= allowed
    found = [challenge_runs.outcomes(over, rules, kernel) for kernel in (Kernel.NUMPY, Kernel.COMPILED)]
    assert (np.abs(found[0] - found[1]) > 1e-9).mean() <= allowed


rows = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 20).map(lambda n: 5.0 * n), st.floats(0, 100)),
        st.one_of(st.integers(0, 10).map(lambda n: n / 10), st.floats(0.01, 1)),
        st.one_of(st.integers(1, 4).map(float), st.floats(0.05, 10)),
    ),
    min_size=1,
    max_size=12,
).filter(lambda each: any(salience > 0 for _, salience, _ in each))


@settings(deadline=None, max_examples=300)
@given(rows, st.sampled_from(PAIRWISE))
def test_random_agendas_have_the_same_answer(told: list[tuple[float, float, float]], rules: Challenge) -> None:
    position, salience, capability = (np.array([each]) for each in zip(*told, strict=True))
    over, _ = Table.of(position, salience, capability)
    wanted = challenge_runs.outcomes(over, rules, Kernel.NUMPY)
    assert challenge_runs.outcomes(over, rules, Kernel.COMPILED) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("actors", [2, 3, 12, 25])
def test_hardly_a_draw_of_many_parts_from_the_reference(actors: int) -> None:
    """Actors a billionth of the range apart count as one; whether they are may rest on the last digit, at no price."""
    over = table(60_000 // actors, actors, seed=actors)
    assert differing(Challenge(), over, challenge_lanes.play) <= 1 / 2_000
    assert np.abs(challenge_lanes.play(over, Challenge()) - challenge_reference.play(over, Challenge())).max() < 1e-6


@pytest.mark.parametrize("kernel", [Kernel.NUMPY, Kernel.COMPILED])
@pytest.mark.parametrize("rules", [Challenge(), Challenge.published(), Challenge(vote_r="challenger")], ids=str)
def test_a_draw_does_not_look_at_its_neighbours(kernel: Kernel, rules: Challenge) -> None:
    over = table(61, 6, seed=5)
    whole = challenge_runs.outcomes(over, rules, kernel)
    parts = [slice(0, 1), slice(1, 8), slice(8, 33), slice(33, 61)]
    split = [challenge_runs.outcomes(over.rows(part), rules, kernel) for part in parts]
    assert np.concatenate(split).tobytes() == whole.tobytes()
    backwards = challenge_runs.outcomes(over.rows(np.arange(61)[::-1]), rules, kernel)
    assert backwards[::-1].tobytes() == whole.tobytes()


def test_stopping_early_gives_what_playing_on_gives() -> None:
    over = table(500, 8, seed=6)
    for rules in (Challenge(), Challenge.published()):
        stopped = challenge_lanes.play(over, rules.but(settled=1e-6))
        assert np.abs(stopped - challenge_lanes.play(over, rules.but(settled=0.0))).max() < 1e-3
    moves: list[Array] = []
    one = over.rows(slice(0, 1))
    challenge_reference.play(one, Challenge(rounds=50), lambda taken: moves.append(taken.position))
    assert len(moves) < 50
    assert np.abs(moves[-1] - moves[-2]).max() < 1e-6 * np.ptp(one.position)


def test_powers_of_lanes() -> None:
    from numba import njit

    @njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def powers(base: Array, exponent: Array, found: Array) -> None:
        one, other, into = lanes.pointer(base), lanes.pointer(exponent), lanes.pointer(found)
        for n in range(0, len(base), 8):
            lanes.store(into, n, lanes.exp2(lanes.load(other, n) * lanes.log2(lanes.load(one, n))))

    luck = np.random.default_rng(7)
    base = np.concatenate([luck.uniform(0, 2, 8000), 10 ** luck.uniform(-16, 0, 8000), np.ones(8)])
    exponent = luck.uniform(0.5, 2, len(base))
    found = np.empty_like(base)
    powers(base, exponent, found)
    assert np.abs(found / base**exponent - 1).max() < 1e-13
    assert (found[-8:] == 1).all()
    powers(np.zeros(8), exponent[:8], found[:8])
    assert (found[:8] < 1e-100).all()


def test_draws_without_weight_and_draws_with_silent_actors() -> None:
    there = astana()
    drawn = Drawn.as_stated(there)
    luck = np.random.default_rng(8)
    salience = np.repeat(drawn.salience, 40, axis=0) * luck.integers(0, 2, (40, *there.value.shape))
    salience[7] *= 0
    many = Drawn(
        agenda=there,
        value=np.repeat(drawn.value, 40, axis=0),
        salience=salience,
        capability=np.repeat(drawn.capability, 40, axis=0),
    )
    found = [Challenge().decide_draws(many, kernel) for kernel in (Kernel.NUMPY, Kernel.COMPILED)]
    assert np.isnan(found[0][7]).all()
    assert found[1] == pytest.approx(found[0], abs=1e-9, nan_ok=True)
    triples = [Challenge.published().decide_draws(many, kernel) for kernel in (Kernel.NUMPY, Kernel.COMPILED)]
    assert np.isnan(triples[1][7]).all()


def test_without_numba_the_reference_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    over = table(20, 5)
    wanted = challenge_runs.outcomes(over, Challenge(), Kernel.NUMPY)
    monkeypatch.setattr(challenge_runs, "find_spec", lambda name: None)
    for kernel in (Kernel.AUTO, Kernel.COMPILED):
        assert challenge_runs.outcomes(over, Challenge(), kernel).tobytes() == wanted.tobytes()


def test_without_a_card_the_error_says_what_to_do() -> None:
    from numba import cuda

    if cuda.is_available():
        pytest.skip("there is a graphics card")
    with pytest.raises(InputError, match="No graphics card"):
        Challenge().decide_draws(Drawn.as_stated(agenda((10, 50), (80, 50))), Kernel.CUDA)


def in_new_process(code: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env={**os.environ, **settings}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CARD = """
import numpy as np
from contingent.decisions.base import Kernel
from contingent.decisions.kernels.challenge_runs import outcomes
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge
luck = np.random.default_rng(9)
over, _ = Table.of(luck.uniform(0, 100, (5, 4)), luck.uniform(0.1, 1, (5, 4)), luck.uniform(0.1, 1, (5, 4)))
strange = dict(vote_r="challenger", danger_set="own", status_quo=0.5, perceived_r="opponent")
for rules in (Challenge(), Challenge.published(), Challenge(**strange)):
    print(np.abs(outcomes(over, rules, Kernel.CUDA) - outcomes(over, rules, Kernel.NUMPY)).max() < 1e-9)
"""


def test_a_simulated_card_has_the_same_answers() -> None:
    pytest.importorskip("numba_cuda", reason="needs the extra cuda")
    assert in_new_process(CARD, NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1").split() == ["True"] * 3


CACHED = """
import numpy as np
from contingent.decisions.base import Kernel
from contingent.decisions.kernels import challenge_lanes, challenge_lanes_round
from contingent.decisions.kernels.challenge_runs import outcomes
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge
over, _ = Table.of(np.array([[0.0, 40, 100]]), np.ones((1, 3)), np.ones((1, 3)))
outcomes(over, Challenge(), Kernel.COMPILED)
print(sum(challenge_lanes._run.stats.cache_hits.values()), sum(challenge_lanes._run.stats.cache_misses.values()))
"""


@pytest.mark.slow
def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    assert in_new_process(CACHED, NUMBA_CACHE_DIR=str(tmp_path)).split() == ["0", "1"]
    assert in_new_process(CACHED, NUMBA_CACHE_DIR=str(tmp_path)).split() == ["1", "0"]
