"""Draws of the challenge model per CPU second: plain Python, the NumPy reference, compiled lanes; and how they scale.

    python -m benchmarks.bench_challenge

The plain loops below are the same model with its default options written for nobody's convenience but a reader's: what
an analyst would have without arrays. All figures are of one run on one machine; compare their ratios.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.results import Result
from contingent.decisions.kernels import challenge_lanes, challenge_reference
from contingent.decisions.kernels.challenge_table import Table
from contingent.decisions.models.challenge import Challenge

AIM, AIM_RATIO = 100_000.0, 20.0


def drawn(draws: int, actors: int) -> Table:
    """Return random draws as the published study of kernels took them: uniform positions, capabilities, saliences."""
    luck = np.random.default_rng(1)
    shape = (draws, actors)
    return Table.of(luck.uniform(0, 100, shape), luck.uniform(0.1, 1, shape), luck.uniform(0.05, 1, shape))[0]


def plain_chances(d: list[list[float]], w: list[float], r: list[float]) -> list[list[float]]:
    """Return the chance of each to prevail over each."""
    n = len(w)
    loss = [[w[k] * d[k][j] ** r[k] if d[k][j] > 0 else 0.0 for j in range(n)] for k in range(n)]
    votes = [[sum(max(0.0, loss[k][j] - loss[k][i]) for k in range(n)) for j in range(n)] for i in range(n)]
    return [[votes[i][j] / (votes[i][j] + votes[j][i]) if d[i][j] > 0 else 0.0 for j in range(n)] for i in range(n)]


def plain_round(x: list[float], w: list[float], s: list[float], span: float) -> list[float]:
    """Return the positions after one round."""
    n, total = len(x), sum(w)
    d = [[min(1.0, abs(a - b) / span) for b in x] for a in x]
    d = [[share if share > 1e-9 else 0.0 for share in row] for row in d]
    p = plain_chances(d, w, [1.0] * n)
    g = [sum(w[i] / total * 2 * d[i][j] * (1 - 2 * s[j] * (1 - p[i][j])) for i in range(n)) for j in range(n)]
    most, least = max(g), min(g)
    attitude = [(2 * one - most - least) / (most - least) if most - least > 1e-12 else 0.0 for one in g]
    r = [(3 - one) / (3 + one) for one in attitude]
    p = plain_chances(d, w, r)

    def gain(share: float, power: float) -> float:
        kept = math.expm1(power * math.log1p(-share)) if share < 1 else -1.0
        return -4 * 2**-power * kept

    after = list(x)
    for i in range(n):
        offers = []
        for j in range(n):
            if d[i][j] == 0:
                continue
            good, bad = gain(d[i][j], r[i]), gain(-d[i][j], r[i])
            a = s[j] * (p[i][j] * good + (1 - p[i][j]) * bad) + (1 - s[j]) * good
            b = s[i] * (p[j][i] * good + (1 - p[j][i]) * bad) + (1 - s[i]) * good
            if a > 1e-12 and b > a + 1e-12:
                offers.append((0, x[j], w[j]))
            elif a < -1e-12 and b > 1e-12:
                offers.append((1, x[i] + (x[j] - x[i]) * min(1.0, -a / b), w[j]) if a + b > -1e-12 else (2, x[j], w[j]))
        if offers:
            kind = min(offer[0] for offer in offers)
            moves = [(abs(point - x[i]), point, heft) for each, point, heft in offers if each == kind]
            nearest = min(moves)[0] + 1e-9 * span
            tied = [(point, heft) for move, point, heft in moves if move <= nearest]
            after[i] = sum(point * heft for point, heft in tied) / sum(heft for _, heft in tied)
    return after


def plain(table: Table) -> list[list[float]]:
    """Return the final positions of all draws, by plain loops."""
    found = []
    for position, weight, salience in zip(table.position, table.weight, table.salience, strict=True):
        x, w, s = position.tolist(), weight.tolist(), salience.tolist()
        span = max(x) - min(x)
        for _ in range(10):
            before, x = x, plain_round(x, w, s, span)
            if max(abs(one - other) for one, other in zip(x, before, strict=True)) < 1e-6 * span:
                break
        found.append(x)
    return found


def per_second(work: Callable[[], object], draws: int, times: int = 5) -> float:
    """Return draws per CPU second, the best of some runs: what shares the machine only ever slows a run down."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return draws / min(found)


def measure() -> list[Result]:
    """Return draws per CPU second and their ratios, for 12 actors and 10 rounds, and the scaling of the lanes."""
    rules, many, some, few = Challenge(), drawn(40_000, 12), drawn(2_000, 12), drawn(20, 12)
    assert np.abs(np.array(plain(few)) - challenge_lanes.play(few, rules)).max() < 1e-7
    lanes = per_second(lambda: challenge_lanes.outcomes(many, rules), len(many))
    published = per_second(lambda: challenge_lanes.outcomes(many, Challenge.published()), len(many))
    reference = per_second(lambda: challenge_reference.outcomes(some, rules), len(some), 3)
    loops = per_second(lambda: plain(few), len(few), 2)
    how = "12 actors, 10 rounds, default options, stops where settled; best of 5"
    unit = "draws per CPU s"
    return [
        Result(name="challenge, lanes", measured=lanes, unit=unit, aim=AIM, more_is_better=True, how=how),
        Result(name="challenge, lanes, published preset", measured=published, unit=unit, how="all rounds; best of 5"),
        Result(name="challenge, NumPy reference", measured=reference, unit=unit, how=f"{how[:-9]}best of 3"),
        Result(name="challenge, plain Python", measured=loops, unit=unit, how=f"{how[:-9]}best of 2"),
        Result(name="challenge, lanes over NumPy", measured=lanes / reference, unit="times", aim=AIM_RATIO,
               more_is_better=True, how="the figures above"),
        Result(name="challenge, lanes over plain Python", measured=lanes / loops, unit="times",
               how="the figures above"),
        *(_by_actors(actors) for actors in (5, 12, 25, 50, 100, 200)),
        _two_threads(many),
    ]  # fmt: skip


def _by_actors(actors: int) -> Result:
    draws = max(64, int(4_000_000 / actors**2.5))
    table = drawn(draws, actors)
    found = per_second(lambda: challenge_lanes.outcomes(table, Challenge()), draws, 2)
    return Result(
        name=f"challenge, lanes, {actors} actors", measured=found, unit="draws per CPU s", how=f"{draws:,} draws"
    )


def _two_threads(table: Table) -> Result:
    """Return how much faster two threads are on the clock than one; the kernel holds no lock."""
    halves = [table.rows(slice(0, len(table) // 2)), table.rows(slice(len(table) // 2, None))]
    with ThreadPoolExecutor(2) as pool:
        start = time.perf_counter()
        challenge_lanes.outcomes(table, Challenge())
        middle = time.perf_counter()
        list(pool.map(lambda part: challenge_lanes.outcomes(part, Challenge()), halves))
        end = time.perf_counter()
    return Result(
        name="challenge, two threads over one", measured=(middle - start) / (end - middle), unit="times",
        how=f"{len(table):,} draws, on the clock, one run each",
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
