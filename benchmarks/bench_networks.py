"""CPU time of networks on 100,000 and 1,000,000 statements of 500 actors on 300 concepts, agreeing or not.

    python -m benchmarks.bench_networks

The statements are drawn at random with a fixed seed and stand in memory as columns; the database is written to a
temporary folder. Times are medians of CPU time over all threads after one run that is not counted; a matrix product on
several threads counts several times.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.results import Result
from contingent.coding.exchange.dna.tables import COLUMNS, read_tables
from contingent.coding.networks.building import each_network, network
from contingent.coding.networks.network import Column, Sayings, utf16
from contingent.coding.networks.settings import Settings

ACTORS, CONCEPTS, YEARS = 500, 300, 15
BASE = Settings(one_mode=True, qualifier="agreement", aggregation="congruence", normalisation="average")
SHAPE = "500 actors x 300 concepts x 2 levels"


def drawn(number: int) -> Sayings:
    """Return statements of 15 years in order of time, 50 on a document."""
    chance = np.random.default_rng(20261123)
    days = np.sort(
        np.datetime64("2010-01-01", "s") + chance.integers(0, YEARS * 365, number) * np.timedelta64(86400, "s")
    )

    def named(word: str, count: int) -> Column:
        levels = tuple(sorted((f"{word} {n}" for n in range(count)), key=utf16))
        return Column(kind="text", levels=levels, codes=chance.integers(0, count, number).astype(np.int32))

    agreement = Column(kind="boolean", levels=(False, True), codes=chance.integers(0, 2, number).astype(np.int32))
    return Sayings(
        ids=np.arange(number), days=days, documents=np.arange(number) // 50, starts=np.arange(number) % 50,
        stops=np.arange(number) % 50 + 1, weights=np.ones(number),
        variables={"person": named("person", ACTORS), "concept": named("concept", CONCEPTS), "agreement": agreement},
    )  # fmt: skip


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the median CPU time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return float(np.median(found))


def _of(number: int, aim: float) -> list[Result]:
    from dataclasses import replace

    sayings = drawn(number)
    plain = seconds(lambda: network(sayings, BASE), 9)
    jaccard = seconds(lambda: network(sayings, replace(BASE, normalisation="jaccard")), 5)
    doubles = seconds(lambda: network(sayings, replace(BASE, duplicates="document")), 5)
    how = f"{SHAPE}, congruence, CPU time"
    return [
        Result(name=f"network of {number:,} statements", measured=1000 * plain, unit="ms", how=how, aim=aim),
        Result(name=f"the same by Jaccard, {number:,}", measured=1000 * jaccard, unit="ms", how=how, aim=aim),
        Result(
            name=f"the same without doubles of a document, {number:,}",
            measured=1000 * doubles,
            unit="ms",
            how=how,
            aim=200,
        ),
    ]


def _windows() -> list[Result]:
    from dataclasses import replace

    sayings = drawn(1_000_000)
    found = []
    for size, words in ((2, "of two months"), (12, "of a year")):
        asked = replace(BASE, unit="months", size=size)
        number = sum(1 for _ in each_network(sayings, asked))
        taken = seconds(lambda asked=asked: sum(1 for _ in each_network(sayings, asked)), 1)
        found.append(Result(
            name=f"{number} windows {words}, month by month", measured=taken, unit="s",
            how=f"1,000,000 statements, {SHAPE}, congruence, average, CPU time", aim=2,
        ))  # fmt: skip
    return found


def database(path: Path, number: int) -> None:
    """Write a database with the tables that are read, `number` statements of four variables."""
    chance = np.random.default_rng(1)
    link = sqlite3.connect(path)
    for table, columns in COLUMNS.items():
        rest = ", ".join(f"{name}{' INTEGER PRIMARY KEY' if name == 'ID' else ''}" for name in columns)
        link.execute(f"CREATE TABLE {table}({rest})")
    link.execute("INSERT INTO SETTINGS VALUES ('version', '3.1.2')")
    link.execute("INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 0, 0, 0)")
    kinds = ((1, "person", "short text"), (2, "organization", "short text"), (3, "concept", "short text"),
             (4, "agreement", "boolean"))  # fmt: skip
    link.executemany("INSERT INTO VARIABLES VALUES (?, ?, ?, 1)", kinds)
    link.executemany(
        "INSERT INTO DOCUMENTS VALUES (?, 'd', 'text', 1, '', '', '', '', '', ?)",
        ((n + 1, 1262304000 + n * 86400) for n in range(number // 50)),
    )
    link.executemany(
        "INSERT INTO ENTITIES VALUES (?, ?, ?, 0, 0, 0, NULL)",
        ((1000 * v + n, v, f"value {n}") for v in (1, 2, 3) for n in range(CONCEPTS)),
    )
    link.executemany("INSERT INTO STATEMENTS VALUES (?, 1, ?, 0, 1, 1)", ((n + 1, n // 50 + 1) for n in range(number)))
    for v in (1, 2, 3):
        values = (1000 * v + chance.integers(0, CONCEPTS, number)).tolist()
        link.executemany(f"INSERT INTO DATASHORTTEXT VALUES (?, {v}, ?)", enumerate(values, start=1))
    agreed = chance.integers(0, 2, number).tolist()
    link.executemany("INSERT INTO DATABOOLEAN VALUES (?, 4, ?)", enumerate(agreed, start=1))
    link.commit()
    link.close()


def _reading() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.dna"
        database(path, 1_000_000)
        taken = seconds(lambda: read_tables(path), 3)
    return [Result(
        name="reading a DNA database of 1,000,000 statements", measured=taken, unit="s",
        how="four variables each, CPU time; a published measurement of one SQL join is 2.9 s, made elsewhere", aim=2.9,
    )]  # fmt: skip


def measure() -> list[Result]:
    """Return all figures."""
    return [*_of(100_000, 30), *_of(1_000_000, 100), *_windows(), *_reading()]


if __name__ == "__main__":
    for each in measure():
        print(f"{each.name}: {each.measured:.3g} {each.unit} ({each.aimed}); {each.how}")
