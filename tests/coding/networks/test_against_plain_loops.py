"""Fast networks against plain loops over the same random statements, under random settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.coding.networks.cases import LEVELS, asked, plain_of, sayings_of, settings_of, statements
from tests.coding.networks.plainly import Plain

from contingent.coding.networks.building import network, networks
from contingent.coding.networks.evidence import evidence
from contingent.coding.networks.network import Network

QUIET = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KINDS = pytest.mark.parametrize("kind", list(LEVELS))


def check(ours: Network, plain: Plain) -> None:
    assert list(ours.rows) == plain.rows
    assert list(ours.columns) == plain.columns
    assert ours.statements == plain.statements
    for i, row in enumerate(plain.rows):
        for j, column in enumerate(plain.columns):
            assert ours.weights[i, j] == pytest.approx(plain.weights[row, column], abs=1e-9), (row, column)


@KINDS
@QUIET
@given(data=st.data())
def test_one_network(kind: str, data: st.DataObject) -> None:
    lines, words = data.draw(statements(kind)), data.draw(asked(kind))
    check(network(sayings_of(lines, kind), settings_of(words)), plain_of(words).made(lines))


@KINDS
@QUIET
@given(data=st.data())
def test_windows_of_days(kind: str, data: st.DataObject) -> None:
    lines, words = data.draw(statements(kind)), data.draw(asked(kind)) | {"start": None, "stop": None}
    first = min((line.moment for line in lines), default=None)
    lines = [line for line in lines if first is not None and (line.moment - first).days < 40]
    ours = networks(sayings_of(lines, kind), settings_of(words, unit="days"))
    plain = plain_of(words).windows(lines)
    assert [each.time for each in ours] == [centre.isoformat() for centre, _ in plain]
    for mine, (_, other) in zip(ours, plain, strict=True):
        check(mine, other)


@KINDS
@QUIET
@given(data=st.data())
def test_shares_of_statements_sum_up_to_every_weight(kind: str, data: st.DataObject) -> None:
    lines, words = data.draw(statements(kind)), data.draw(asked(kind))
    time: dict[str, Any] = data.draw(st.sampled_from([
        {}, {"unit": "days"}, {"unit": "events", "seed": 3}, {"unit": "days", "kernel": "gaussian"},
        {"unit": "weeks", "kernel": "triangular"},
    ]))  # fmt: skip
    sayings, chosen = sayings_of(lines, kind), settings_of(words, **time)
    found = networks(sayings, chosen)[:3]
    for at, made in enumerate(found):
        for i, row in enumerate(made.rows):
            for j, column in enumerate(made.columns):
                if chosen.one_mode and i == j:
                    continue
                told = evidence(sayings, chosen, row, column, at if time else None)
                assert told.weight == pytest.approx(made.weights[i, j], abs=1e-9)
                assert sum(each.adds for each in told.shares) == pytest.approx(made.weights[i, j], abs=1e-9)
                assert {each.row for each in told.shares} <= {row, column}


@QUIET
@given(data=st.data(), kind=st.sampled_from(["boolean", "integer"]))
def test_congruence_and_conflict_are_all_pairs_and_cosine_stays_within_one(data: st.DataObject, kind: str) -> None:
    lines = [line for line in data.draw(statements(kind)) if line.level is not None]
    words = data.draw(asked(kind)) | {"one_mode": True, "normalisation": "no", "duplicates": "include"}
    made = {
        each: network(sayings_of(lines, kind), settings_of(words | {"aggregation": each})).weights
        for each in ("congruence", "conflict", "subtract", "ignore")
    }
    np.testing.assert_allclose(made["congruence"] + made["conflict"], made["ignore"], atol=1e-9)
    np.testing.assert_allclose(made["congruence"] - made["conflict"], made["subtract"], atol=1e-9)
    for each in ("congruence", "conflict", "subtract", "ignore"):
        cosine = network(
            sayings_of(lines, kind), settings_of(words | {"aggregation": each, "normalisation": "l2_cosine"})
        )
        assert np.abs(cosine.weights).max(initial=0.0) <= 1 + 1e-9
        np.testing.assert_allclose(cosine.weights, cosine.weights.T, atol=1e-12)
