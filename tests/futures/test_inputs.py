"""Inputs: every number in its place, correlations as wanted, and assumptions read from a file."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from tests.decisions.agendas import agenda, astana

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.base import Kernel
from contingent.decisions.models import models
from contingent.futures.assumptions import parse_assumptions, read_assumptions
from contingent.futures.correlation import Together
from contingent.futures.distributions import Beta, Empirical, Fixed, Pert, Triangular, Uniform
from contingent.futures.inputs import ALL_ISSUES, Input, Inputs, stated_ranges
from contingent.positions.agenda import Agenda
from contingent.positions.drawn import Drawn
from contingent.positions.positions import Position

ROWS = agenda((20, 50), (60, 50), (80, 40), spread=10)


def position(actor: str, low: float = 0, high: float = 100) -> Input:
    return Input(issue="i", actor=actor, what="position", distribution=Uniform(low, high))


def together(correlation: float, *actors: str) -> Together:
    return Together(inputs=tuple(f"i/{actor}/position" for actor in actors), correlation=correlation)


def test_every_number_lands_in_its_place() -> None:
    whole = astana()
    power = Input(issue=ALL_ISSUES, actor="RUS", what="capability", distribution=Uniform(2, 9))
    inputs = Inputs(agenda=whole, each=(*stated_ranges(whole, 15).each, power))
    luck = inputs.luck(1, 0, 50)
    drawn = inputs.drawn(luck, first=7, seed=3)
    assert (drawn.first, drawn.seed, len(drawn)) == (7, 3, 50)
    arrays = {"position": drawn.value, "salience": drawn.salience, "capability": drawn.capability}
    untouched = {what: np.ones(array.shape[1:], dtype=bool) for what, array in arrays.items()}
    for number, one in enumerate(inputs.each):
        row = whole.actors.index(one.actor)
        columns = range(len(whole.issues)) if one.issue == ALL_ISSUES else [whole.column(one.issue)]
        for column in columns:
            assert (arrays[one.what][:, row, column] == one.distribution.at(luck[:, number])).all()
            untouched[one.what][row, column] = False
    for what, stated in (("position", whole.value), ("salience", whole.salience), ("capability", whole.capability)):
        rest = arrays[what][:, untouched[what]]
        assert np.array_equal(rest, np.broadcast_to(stated[untouched[what]], rest.shape), equal_nan=True)
    assert all(part.flags.c_contiguous for part in drawn.on("r2p")[1:])
    assert np.array_equal(inputs.placed(inputs.values(luck)).value, drawn.value, equal_nan=True)


@pytest.mark.parametrize("wanted", [-1.0, -0.6, 0.0, 0.3, 0.9, 1.0])
def test_inputs_correlate_as_wanted_and_keep_their_distributions(wanted: float) -> None:
    shapes = (Triangular(0, 10, 100), Beta(20, 40, 0.5, 2))
    each = tuple(
        Input(issue="i", actor=actor, what="position", distribution=shape)
        for actor, shape in zip("AB", shapes, strict=True)
    )
    inputs = Inputs(agenda=ROWS, each=each, together=(together(wanted, "A", "B"),))
    values = inputs.values(inputs.luck(1, 0, 100_000))
    assert spearmanr(values).statistic == pytest.approx(wanted, abs=0.012)
    for number, shape in enumerate(shapes):
        points = np.linspace(0.05, 0.95, 10)
        assert np.quantile(values[:, number], points) == pytest.approx(shape.at(points), abs=0.8)


def test_a_group_moves_together_and_the_rest_does_not() -> None:
    inputs = Inputs(agenda=ROWS, each=tuple(map(position, "ABC")), together=(together(0.7, "A", "C"),))
    luck = inputs.luck(1, 0, 50_000)
    found = spearmanr(inputs.values(luck)).statistic
    assert found[0, 2] == pytest.approx(0.7, abs=0.015)
    assert abs(found[0, 1]) < 0.015
    assert abs(found[1, 2]) < 0.015
    assert (inputs.correlated(luck)[:, 1] == luck[:, 1]).all()
    split = np.concatenate([inputs.values(luck[:9]), inputs.values(luck[9:])])
    assert split.tobytes() == inputs.values(luck).tobytes()


def test_points_on_the_edge_of_the_cube_give_numbers() -> None:
    inputs = Inputs(agenda=ROWS, each=tuple(map(position, "ABC")), together=(together(-0.4, "A", "B", "C"),))
    assert np.isfinite(inputs.values(np.array([[0.0, 1.0, 0.5], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]))).all()


def test_correlations_that_cannot_be_name_the_pair() -> None:
    five = agenda(*((50.0, 50.0) for _ in range(5)))
    pairs = [(a, b) for a in "ABCDE" for b in "ABCDE" if a < b]
    groups = tuple(together(-0.8 if pair == ("B", "D") else 0.8, *pair) for pair in pairs)
    with pytest.raises(InputError, match="i/B/position and i/D/position contradicts") as caught:
        Inputs(agenda=five, each=tuple(map(position, "ABCDE")), together=groups)
    assert "closer" in str(caught.value)
    with pytest.raises(InputError, match="cannot be at the same time"):
        Inputs(agenda=ROWS, each=tuple(map(position, "ABC")), together=(together(-0.9, "A", "B", "C"),))
    with pytest.raises(InputError, match=r"correlate by 0\.5 and by 0\.4"):
        Inputs(
            agenda=ROWS, each=tuple(map(position, "ABC")), together=(together(0.5, "A", "B"), together(0.4, "A", "B"))
        )
    with pytest.raises(InputError, match="no uncertain input"):
        Inputs(agenda=ROWS, each=(position("A"),), together=(together(0.5, "A", "B"),))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.integers(0, 10_000))
def test_any_correlation_matrix_there_is_can_be_drawn(size: int, seed: int) -> None:
    # The rank correlations of some real sample; what comes back is within sampling error of them.
    mixed = np.random.default_rng(seed).normal(size=(size, size)) @ np.random.default_rng(seed + 1).normal(
        size=(size, 4000)
    )
    latent = np.corrcoef(mixed)
    wanted = 6 / np.pi * np.arcsin(np.clip(latent, -1, 1) / 2)
    whole = agenda(*((50.0, 50.0) for _ in range(size)), spread=20)
    each = tuple(map(position, whole.actors))
    groups = tuple(
        together(float(wanted[n, m]), whole.actors[n], whole.actors[m]) for n in range(size) for m in range(n)
    )
    inputs = Inputs(agenda=whole, each=each, together=groups)
    found = np.atleast_2d(np.corrcoef(inputs.values(inputs.luck(seed, 0, 20_000)).T))
    assert np.abs(found - wanted).max() < 0.05


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Input(issue="i", actor="A", what="mood", distribution=Fixed(1)), "nothing an agenda has"),
        (Input(issue="i", actor="Z", what="position", distribution=Fixed(1)), "no actor 'Z'"),
        (Input(issue="j", actor="A", what="position", distribution=Fixed(1)), "no issue 'j'"),
        (Input(issue=ALL_ISSUES, actor="A", what="position", distribution=Fixed(1)), "on one issue"),
        (Input(issue="i", actor="A", what="position", distribution=Uniform(-1, 5)), "from -1 to 5"),
        (Input(issue="i", actor="A", what="salience", distribution=Uniform(1, 105)), "from 1 to 105"),
        (Input(issue="i", actor="A", what="capability", distribution=Uniform(-1, 105)), "from -1 to 105"),
    ],
)
def test_inputs_that_cannot_be_are_refused(one: Input, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Inputs(agenda=ROWS, each=(one,))


def test_an_input_given_twice_is_refused() -> None:
    whole = Input(issue=ALL_ISSUES, actor="A", what="capability", distribution=Uniform(1, 2))
    one = Input(issue="i", actor="A", what="capability", distribution=Uniform(1, 2))
    for each in ((position("A"), position("A")), (whole, one), (one, whole)):
        with pytest.raises(InputError, match="twice"):
            Inputs(agenda=ROWS, each=each)


FILE = """
[capability]
RUS = 8
USA = [6, 8, 10]

[distribution]
position = "pert"
salience = "uniform"
salience_band = 10

[[distribution.of]]
actor = "RUS"
shape = "beta"
concentration = 8

[[distribution.of]]
actor = "RUS"
issue = "r2p"
shape = "fixed"
value = 5

[[distribution.of]]
issue = "rrf"
what = "salience"
shape = "empirical"
values = [10, 90, 50]

[[together]]
name = "two"
actors = ["RUS", "USA"]
correlation = 0.6

[status_quo]
r2p = 20

[model.challenge]
rounds = 5
"""


def test_a_file_says_what_the_report_does_not() -> None:
    whole, assumed = astana(), parse_assumptions(FILE)
    inputs = assumed.inputs(whole)
    held = {one.name: one.distribution for one in inputs.each}
    rus, usa = whole.actors.index("RUS"), whole.actors.index("USA")
    assert set(inputs.agenda.capability[rus]) == {8.0} == set(inputs.agenda.capability[usa])
    assert set(np.delete(inputs.agenda.capability, [rus, usa], axis=0).ravel()) == {1.0}
    assert held["*/USA/capability"] == Triangular(6, 8, 10)
    assert "*/RUS/capability" not in held
    assert held["r2p/RUS/position"] == Fixed(5)
    assert {type(each) for name, each in held.items() if "/RUS/position" in name} == {Beta, Fixed}
    others = [n for n in held if n.endswith("position") and "/RUS/" not in n]
    assert {type(held[name]) for name in others} == {Pert}
    assert {type(held[name]) for name in held if name.startswith("rrf") and name.endswith("salience")} == {Empirical}
    salience = float(whole.salience[rus, whole.column("r2p")])
    assert held["r2p/RUS/salience"] == Uniform(max(0, salience - 10), min(100, salience + 10))
    assert inputs.together
    assert all(set(group.inputs) <= set(held) and group.correlation == 0.6 for group in inputs.together)
    assert assumed.status_quo == {"r2p": 20.0}
    assert assumed.models == {"challenge": {"rounds": 5}}


def test_nothing_assumed_is_the_stated_ranges() -> None:
    whole = astana()
    inputs = parse_assumptions("").inputs(whole)
    assert inputs.each == stated_ranges(whole, 15).each
    assert (inputs.agenda.capability == whole.capability).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("capability = ", "not TOML"),
        ("[power]\nRUS = 1", "'power' is not known"),
        ("capability = 3", "no table"),
        ("[capability]\nRUS = 'big'", "'big' cannot be taken"),
        ("[capability]\nRUS = -1", "-1 cannot be taken"),
        ("[capability]\nRUS = 1e308", "1e.308 cannot be taken"),
        ("[capability]\nRUS = 1e-30", "1e-30 cannot be taken"),
        ("[capability]\nRUS = [1, 2, 1e10]", "10000000000.0 cannot be taken"),
        ("[[distribution.of]]\nshape = 'beta'\na = 1\nb = 1e300\nactor = 'RUS'", "parameters of a beta"),
        ("[[distribution.of]]\nshape = 'beta'\nconcentration = 1e300\nactor = 'RUS'", "concentration"),
        ("[capability]\nRUS = [1, 2]", "no range"),
        ("[capability]\nRUS = [3, 2, 1]", "does not rise"),
        ("[capability]\nRUS = nan", "nan cannot"),
        ("[distribution]\nposition = 'gauss'", "'gauss' is no shape"),
        ("[distribution]\nmood = 'pert'", "'mood' is not known"),
        ("[distribution]\nsalience_band = 200", "200 cannot"),
        ("[distribution]\nof = 3", "no list of tables"),
        ("[[distribution.of]]\nactor = 'RUS'", "No shape"),
        ("[[distribution.of]]\nshape = 'pert'\nsigma = 2", "'sigma' says nothing"),
        ("[[distribution.of]]\nshape = 'beta'\na = 2", "told twice or by half"),
        ("[[distribution.of]]\nshape = 'empirical'", "What was seen"),
        ("[[distribution.of]]\nshape = 'uniform'\nlow = 'x'", "'x' is no number"),
        ("[[distribution.of]]\nshape = 'uniform'\nwhat = 'mood'", "'mood' is not known"),
        ("[[together]]\nactors = ['RUS', 'USA']\ncorrelation = 2", "2 cannot be taken"),
        ("[[together]]\nactors = ['RUS', 'USA']", "None cannot be taken"),
        ("[[together]]\nactors = ['RUS']\ncorrelation = 0.2", "takes two"),
        ("[[together]]\nactors = 'RUS'\ncorrelation = 0.2", "no list of names"),
        ("[[together]]\ncorrelation = 0.2", "not clear"),
        ("[status_quo]\nr2p = 101", "101 cannot"),
        ("model = 2", "no table"),
        ("[model]\nchallenge = 2", "no table"),
        ("[model.challenge]\nrounds = 'x'", "'x' cannot be taken"),
        ("[model.challenge]\nround = 5", "no option 'round'"),
        ("[model.chalenge]\nrounds = 5", "no model 'chalenge'"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_assumptions(text, "mine.toml")
    assert str(caught.value.record).startswith("mine.toml")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[capability]\nATLANTIS = 1", "no actor 'ATLANTIS'"),
        ("[[distribution.of]]\nactor = 'ATLANTIS'\nshape = 'pert'", "no actor 'ATLANTIS'"),
        ("[[distribution.of]]\nissue = 'moon'\nshape = 'pert'", "no issue 'moon'"),
        ("[[together]]\nactors = ['ATLANTIS', 'RUS']\ncorrelation = 0.1", "no actor 'ATLANTIS'"),
        ("[[together]]\nactors = ['USA', 'RUS']\nissues = ['moon']\ncorrelation = 0.1", "no issue 'moon'"),
        ("[[together]]\ninputs = ['a/b/c', 'd']\ncorrelation = 0.1", "no uncertain input"),
        ("[[together]]\nactors = ['USA', 'RUS']\nwhat = 'capability'\ncorrelation = 0.1", "No two of these"),
        ("[status_quo]\nmoon = 1", "no issue 'moon'"),
        ("[[distribution.of]]\nactor = 'RUS'\nshape = 'uniform'\nlow = 50\nhigh = 400", "from 50 to 400"),
    ],
)
def test_a_file_that_does_not_fit_the_agenda_is_told_what_there_is(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_assumptions(text, "mine.toml").inputs(astana())
    assert caught.value.remedy


def test_capability_is_a_weight_within_bounds() -> None:
    stands = Position(issue="i", actor="RUS", value=1, low=1, high=1, salience=1)
    for weight in (1e308, 2e9, 1e-30, -1.0, float("nan")):
        with pytest.raises(InputError, match="capability of RUS") as caught:
            Agenda.of([stands], capability={"RUS": weight})
        assert "relative weight" in str(caught.value.remedy)
    heaviest = parse_assumptions("[capability]\nRUS = 1e9\nKGZ = 1e-9\nUSA = 0").agenda(astana())
    for each in models(("all",)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for kernel in (Kernel.NUMPY, Kernel.AUTO):
                assert np.isfinite(each.decide_draws(Drawn.as_stated(heaviest), kernel)).all()


def test_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(FILE, encoding="utf-8")
    assert read_assumptions(path).salience_band == 10
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_assumptions(path)
    with pytest.raises(NotFoundError):
        read_assumptions(tmp_path / "other.toml")
