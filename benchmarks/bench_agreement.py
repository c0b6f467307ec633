"""CPU seconds of Krippendorff's alpha with its interval, and of comparing two codings of the Astana case.

python -m benchmarks.bench_agreement
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import contingent.examples.astana_2013 as example
from benchmarks.results import Result
from contingent.base.spans import Span
from contingent.coding.agreement.alpha import DRAWS, alpha
from contingent.coding.agreement.comparison import Coded, compare
from contingent.coding.agreement.units import Unit, unit_alpha
from contingent.coding.exchange.jsonl import read_statements

CASE = Path(str(example.__file__)).parent
CODERS, UNITS, VALUES = 4, 100_000, 30


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the median CPU time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return float(np.median(found))


def codings(values: int = VALUES) -> np.ndarray[Any, Any]:
    """Return four coders' values of 100,000 units: three in ten at random, the rest alike, one in ten missing."""
    luck = np.random.default_rng(0)
    shape = (CODERS, UNITS)
    truth = luck.integers(0, values, UNITS)
    rows = np.where(luck.random(shape) < 0.3, luck.integers(0, values, shape), truth).astype(float)
    rows[luck.random(shape) < 0.1] = np.nan
    return rows


def measure() -> list[Result]:
    """Return CPU seconds by level of measurement, for few values, for words, for unitising and for a whole case."""
    rows = codings()
    words = [[None if each != each else f"v{each:g}" for each in row] for row in rows.tolist()]
    size = f"{CODERS} coders, {UNITS:,} units, 10 % missing, {DRAWS:,} draws"
    found = [
        Result(
            name=f"alpha, {level}", measured=cpu_seconds(lambda level=level: alpha(rows, level)), unit="CPU s", aim=5.0,
            how=f"{size}, {VALUES} values; median of 3",
        )
        for level in ("nominal", "ordinal", "interval", "ratio")
    ]  # fmt: skip
    found.append(
        Result(
            name="alpha, nominal, words", measured=cpu_seconds(lambda: alpha(words)), unit="CPU s", aim=5.0,
            how=f"{size}, {VALUES} values as text in lists; median of 3",
        )
    )  # fmt: skip
    few = codings(4)
    found.append(
        Result(
            name="alpha, nominal, few values", measured=cpu_seconds(lambda: alpha(few)), unit="CPU s", aim=5.0,
            how=f"{size}, 4 values; median of 3",
        )
    )  # fmt: skip
    return [*found, _unitising(), _case()]


def _unitising() -> Result:
    luck = np.random.default_rng(1)
    starts = np.arange(5_000) * 200
    coders = [
        [Unit(Span(int(s + a), int(s + a + 120)), f"c{c}") for s, a, c in zip(starts, shift, code, strict=True)]
        for shift, code in ((luck.integers(0, 40, 5_000), luck.integers(0, 20, 5_000)) for _ in range(CODERS))
    ]
    took = cpu_seconds(lambda: unit_alpha(coders, 1_000_000))
    return Result(
        name="alpha for unitising", measured=took, unit="CPU s",
        how=f"{CODERS} coders, 5,000 units each, 20 codes, a million characters; median of 3",
    )  # fmt: skip


def _case() -> Result:
    first = tuple(read_statements(CASE / "statements.jsonl"))
    spans = [each.span for each in first]
    other = tuple(
        replace(each, concepts=first[n - 1].concepts if n % 5 == 0 else each.concepts, span=span)
        for n, (each, span) in enumerate(zip(first, spans, strict=True))
    )
    reports = [Coded(report="astana_2013", codings={"one": first, "other": other})]
    took = cpu_seconds(lambda: compare(reports))
    return Result(
        name="comparing two codings", measured=took, unit="CPU s",
        how=f"the Astana case, {len(first)} statements each, all variables and codes with intervals; median of 3",
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps([each.as_dict() for each in measure()], indent=2))
