"""What must hold of every model, whatever it says: mirrored, permuted, split and scaled agendas, any option, any split.

A model that cannot keep one of these says why in `CANNOT`, and what holds of it instead is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decisions.agendas import astana

from contingent.base.errors import InputError
from contingent.decisions.base import DecisionModel, Kernel
from contingent.decisions.example import worked_example
from contingent.decisions.models import model, model_classes
from contingent.decisions.options import options_of
from contingent.positions.agenda import Agenda
from contingent.positions.drawn import Drawn

MODELS = tuple(model_classes())
CLOSE = 1e-9
"""Points."""

FEW = settings(max_examples=5, deadline=None)

CANNOT: dict[tuple[str, str], str] = {
    (
        "split",
        "exchange",
    ): "two halves trade as two: each may sell to another partner (other outcomes in 6 of 150 draws)",
}
"""(property, model): why the model cannot keep the property."""


def random_agenda(seed: int, actors: int = 6, issues: int = 2, *, missing: bool = True) -> Agenda:
    """Positions, saliences and capabilities without ties; some actors hold no position on some issue."""
    luck = np.random.default_rng(seed)
    shape = (actors, issues)
    value = luck.uniform(2, 98, shape)
    if missing and actors > 3:
        value[luck.integers(0, actors), luck.integers(0, issues)] = np.nan
    spread = luck.uniform(0, 2, shape)
    return made(value, value - spread, value + spread, luck.uniform(10, 100, shape), luck.uniform(0.2, 3, actors))


def made(value: Any, low: Any, high: Any, salience: Any, capability: Any, actors: Any = None) -> Agenda:
    count, issues = value.shape
    salience = np.where(np.isnan(value), np.nan, salience)
    held = capability[:, None] if capability.ndim == 1 else capability
    return Agenda(
        actors=tuple(actors or (f"A{n:04}" for n in range(count))),
        issues=tuple(f"q{n}" for n in range(issues)),
        value=value, low=low, high=high, salience=salience,
        capability=np.broadcast_to(held, value.shape).copy(), actor_types=("state",) * count,
    )  # fmt: skip


def changed(agenda: Agenda, rows: Any, columns: Any, **parts: Any) -> Agenda:
    """The agenda with rows and columns in another order, or some rows twice."""
    block = np.ix_(rows, columns)
    arrays = {name: getattr(agenda, name)[block] for name in ("value", "low", "high", "salience", "capability")}
    return replace(
        agenda,
        **{**arrays, **parts},
        actors=tuple(agenda.actors[n] for n in rows),
        issues=tuple(agenda.issues[n] for n in columns),
        actor_types=tuple(agenda.actor_types[n] for n in rows),
    )


def default(name: str) -> DecisionModel:
    return model(name)


def mirrored_model(made: DecisionModel) -> DecisionModel:
    """The same model on the mirrored scale: a status quo is mirrored with it."""
    points = [each.name for each in options_of(type(made)) if each.is_number and each.least == 0 and each.most == 100]
    return replace(made, **{name: 100 - getattr(made, name) for name in points})  # type: ignore[type-var]


def values(made: DecisionModel, agenda: Agenda) -> dict[str, float]:
    """The outcomes by the reference: what `decide` gives, without what it tells beside."""
    (found,) = made.decide_draws(Drawn.as_stated(agenda), Kernel.NUMPY)
    return dict(zip(agenda.issues, found.tolist(), strict=True))


def many(agenda: Agenda, draws: int, seed: int = 0, first: int = 0) -> Drawn:
    """Draws about an agenda; draw n is the same whichever block it is in."""
    rows = []
    for n in range(first, first + draws):
        luck = np.random.default_rng([seed, n])
        shape = agenda.value.shape
        rows.append((
            np.clip(agenda.value + luck.normal(0, 8, shape), 0, 100),
            np.clip(agenda.salience + luck.normal(0, 8, shape), 0, 100),
            np.broadcast_to(agenda.capability * luck.uniform(0.5, 2, (shape[0], 1)), shape),
        ))  # fmt: skip
    value, salience, capability = (np.stack(part) for part in zip(*rows, strict=True))
    return Drawn(agenda=agenda, value=value, salience=salience, capability=capability, first=first, seed=seed)


def rule(name: str) -> Callable[[Any], Any]:
    """Run a property for every model that keeps it."""
    return pytest.mark.parametrize("name", [each for each in MODELS if (name, each) not in CANNOT])


seeds = st.integers(0, 10_000)


@rule("mirror")
@FEW
@given(seed=seeds)
def test_a_mirrored_scale_mirrors_the_outcome(name: str, seed: int) -> None:
    agenda = random_agenda(seed)
    turned = replace(agenda, value=100 - agenda.value, low=100 - agenda.high, high=100 - agenda.low)
    there, here = values(mirrored_model(default(name)), turned), values(default(name), agenda)
    assert there == pytest.approx({issue: 100 - value for issue, value in here.items()}, abs=CLOSE)


@rule("actors")
@FEW
@given(seed=seeds, order=st.permutations(range(6)))
def test_actors_in_another_order_decide_the_same(name: str, seed: int, order: list[int]) -> None:
    agenda = random_agenda(seed)
    again = changed(agenda, order, range(2))
    assert values(default(name), again) == pytest.approx(values(default(name), agenda), abs=CLOSE)


@rule("issues")
@FEW
@given(seed=seeds, order=st.permutations(range(3)))
def test_issues_in_another_order_decide_the_same(name: str, seed: int, order: list[int]) -> None:
    agenda = random_agenda(seed, issues=3)
    again = changed(agenda, range(6), order)
    assert values(default(name), again) == pytest.approx(values(default(name), agenda), abs=CLOSE)


@rule("split")
@FEW
@given(seed=seeds, who=st.integers(0, 5))
def test_an_actor_split_in_two_halves_decides_the_same(name: str, seed: int, who: int) -> None:
    agenda = random_agenda(seed)
    rows = [*range(6), who]
    capability = agenda.capability[rows].copy()
    capability[[who, 6]] /= 2
    halves = changed(agenda, rows, range(2), capability=capability)
    halves = replace(halves, actors=(*agenda.actors, "HALF"))
    assert values(default(name), halves) == pytest.approx(values(default(name), agenda), abs=CLOSE)


@FEW
@given(seed=seeds, who=st.integers(0, 5))
def test_an_actor_split_in_two_leaves_the_exchange_model_where_it_starts(seed: int, who: int) -> None:
    agenda = random_agenda(seed)
    capability = agenda.capability[[*range(6), who]].copy()
    capability[[who, 6]] /= 2
    halves = changed(agenda, [*range(6), who], range(2), capability=capability)
    ends = (default("exchange").decide(each) for each in (replace(halves, actors=(*agenda.actors, "HALF")), agenda))
    split, whole = ({issue: path[0] for issue, path in each.path.items()} for each in ends)
    assert split == pytest.approx(whole, abs=CLOSE)


@rule("scale")
@FEW
@given(seed=seeds, factor=st.sampled_from([1e-6, 0.37, 3.0, 1e6]))
def test_capability_in_another_unit_decides_the_same(name: str, seed: int, factor: float) -> None:
    agenda = random_agenda(seed)
    again = replace(agenda, capability=agenda.capability * factor)
    assert values(default(name), again) == pytest.approx(values(default(name), agenda), abs=CLOSE)


@rule("hull")
@FEW
@given(seed=seeds)
def test_an_outcome_lies_within_the_positions_held(name: str, seed: int) -> None:
    agenda = random_agenda(seed)
    for n, issue in enumerate(agenda.issues):
        outcome = values(default(name), agenda)[issue]
        assert np.nanmin(agenda.value[:, n]) - CLOSE <= outcome <= np.nanmax(agenda.value[:, n]) + CLOSE


@rule("agreement")
def test_who_agree_decide_what_they_agree_on(name: str) -> None:
    agenda = random_agenda(3, missing=False)
    one = np.full_like(agenda.value, 37.5)
    found = values(default(name), replace(agenda, value=one, low=one, high=one))
    assert found == pytest.approx(dict.fromkeys(agenda.issues, 37.5), abs=CLOSE)


@cache
def settings_to_try() -> tuple[tuple[str, str, object], ...]:
    """Every choice of every option, and for numbers the default, both bounds where near, and one between."""
    found: list[tuple[str, str, object]] = []
    for name, made in model_classes().items():
        for option in options_of(made):
            if not option.is_number:
                found += [(name, option.name, choice) for choice in option.says]
                continue
            given_default = float(option.default)
            near = [each for each in (option.least, option.most) if np.isfinite(each) and abs(each) <= 100]
            tried = [given_default, *near]
            found += [(name, option.name, int(each) if option.whole else each) for each in dict.fromkeys(tried)]
    return tuple(found)


@pytest.mark.parametrize(("name", "option", "chosen"), settings_to_try())
def test_every_documented_option_runs(name: str, option: str, chosen: object) -> None:
    made = model(name, {option: chosen})
    for agenda in (worked_example(), random_agenda(11)):
        outcome = made.decide(agenda)
        assert set(outcome.values) == set(agenda.issues)
        assert all(0 <= value <= 100 for value in outcome.values.values())
        drawn = many(agenda, 3)
        found = made.decide_draws(drawn)
        assert found.shape == (3, len(agenda.issues))
        assert ((found >= 0) & (found <= 100)).all()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "option", "chosen"), settings_to_try())
def test_every_documented_option_runs_on_the_astana_agenda(name: str, option: str, chosen: object) -> None:
    agenda = astana()
    if (name, option, chosen) == ("spatial", "issues", "together"):
        with pytest.raises(InputError, match="Fewer than two actors stand on all"):
            model(name, {option: chosen}).decide(agenda)
        return
    outcome = model(name, {option: chosen}).decide(agenda)
    assert all(0 <= outcome.values[issue] <= 100 for issue in agenda.issues)


@pytest.mark.parametrize("name", MODELS)
def test_one_draw_is_the_decision(name: str) -> None:
    for agenda in (worked_example(), random_agenda(5), astana()):
        decided = default(name).decide(agenda).values
        (drawn,) = default(name).decide_draws(Drawn.as_stated(agenda))
        assert dict(zip(agenda.issues, drawn, strict=True)) == pytest.approx(dict(decided), abs=CLOSE)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=3, deadline=None)
@given(seed=seeds, cut=st.integers(1, 19))
def test_any_split_into_blocks_gives_the_same_bytes(name: str, seed: int, cut: int) -> None:
    agenda = random_agenda(seed)
    whole = default(name).decide_draws(many(agenda, 20))
    parts = [default(name).decide_draws(many(agenda, count, first=n)) for n, count in ((0, cut), (cut, 20 - cut))]
    assert whole.tobytes() == np.concatenate(parts).tobytes()


@pytest.mark.parametrize("name", MODELS)
def test_any_number_of_threads_gives_the_same_bytes(name: str) -> None:
    agenda = random_agenda(8)
    blocks = [many(agenda, 7, first=7 * n) for n in range(6)]
    alone = [default(name).decide_draws(block).tobytes() for block in blocks]
    for threads in (2, 4):
        with ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(lambda block: default(name).decide_draws(block).tobytes(), blocks)) == alone


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=4, deadline=None)
@given(seed=seeds, actors=st.integers(2, 9))
def test_reference_and_compiled_twin_agree(name: str, seed: int, actors: int) -> None:
    drawn = many(random_agenda(seed, actors), 12)
    reference = default(name).decide_draws(drawn, Kernel.NUMPY)
    try:
        compiled = default(name).decide_draws(drawn, Kernel.COMPILED)
    except ImportError:
        pytest.skip("no compiler here")
    np.testing.assert_allclose(compiled, reference, rtol=0, atol=CLOSE, equal_nan=True)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_of_the_list_tells_what_it_is(name: str) -> None:
    made = model_classes()[name]
    assert made.name == name
    assert made.card.says.endswith(".")
    assert made.card.reads.endswith(".")
    assert made.card.source
    for option in options_of(made):
        assert option.why, f"{name}.{option.name}"
        assert option.is_number or option.free or option.default in option.says


def test_reasons_are_of_models_there_are() -> None:
    assert {name for _, name in CANNOT} <= set(MODELS)
