"""Networks by plain loops over statements, written from the definitions: slow, and independent of the fast ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Cell = tuple[str, str, Any]


@dataclass(frozen=True)
class Line:
    """One statement of a plain list; None or empty text is not coded."""

    id: int
    moment: datetime
    document: int
    start: int
    holder: str
    concept: str
    level: Any
    section: str
    weight: float = 1.0


@dataclass(frozen=True)
class Plain:
    """What plain loops find: labels, weights by pair of labels, how many statements were counted."""

    rows: list[str]
    columns: list[str]
    weights: dict[tuple[str, str], float]
    statements: int


def units(text: str) -> list[int]:
    """UTF-16 units, by which labels are sorted."""
    raw = text.encode("utf-16-be")
    return [raw[n] * 256 + raw[n + 1] for n in range(0, len(raw), 2)]


def stretch(line: Line, duplicates: str) -> object:
    week = line.moment.isocalendar()
    return {
        "document": line.document,
        "week": (week[0], week[1]),
        "month": (line.moment.year, line.moment.month),
        "year": line.moment.year,
        "acrossrange": 0,
    }[duplicates]


class Settled:
    """The settings in plain words, with the loops over them."""

    def __init__(self, **asked: Any) -> None:
        self.asked = asked

    def __getattr__(self, name: str) -> Any:
        return self.asked[name]

    def original(self, lines: list[Line]) -> list[Line]:
        kept = []
        for line in sorted(lines, key=lambda each: (each.moment, each.document, each.start, each.id)):
            if self.start is not None and line.moment < self.start:
                continue
            if self.stop is not None and line.moment > self.stop:
                continue
            if self.sections and (line.section in self.sections) != self.keep_sections:
                continue
            kept.append(line)
        return kept

    def filtered(self, original: list[Line]) -> list[Line]:
        kept: list[Line] = []
        for line in original:
            if self.concepts and (line.concept in self.concepts) != self.keep_concepts:
                continue
            if line.holder == "" or line.concept == "":
                continue
            if self.aggregation != "ignore" and line.level in (None, ""):
                continue
            if self.duplicates != "include" and any(self.same(line, other) for other in kept):
                continue
            kept.append(line)
        return kept

    def same(self, one: Line, two: Line) -> bool:
        return (
            (one.holder, one.concept) == (two.holder, two.concept)
            and (self.aggregation == "ignore" or one.level == two.level)
            and stretch(one, self.duplicates) == stretch(two, self.duplicates)
        )

    def levels(self, original: list[Line]) -> list[Any]:
        if self.kind == "none":
            return [None]
        if self.kind == "boolean":
            return [False, True]
        found = {line.level for line in original if line.level not in (None, "")}
        return sorted(found, key=units) if self.kind == "text" else sorted(found)

    def made(self, lines: list[Line]) -> Plain:
        original = self.original(lines)
        return self.weighed(original, [(line, line.weight) for line in self.filtered(original)])

    def weighed(self, original: list[Line], given: list[tuple[Line, float]]) -> Plain:
        source = original if self.isolates else [line for line, _ in given]
        rows = sorted({line.holder for line in source} - {""}, key=units)
        columns = sorted({line.concept for line in source} - {""}, key=units)
        x: dict[Cell, float] = {}
        for line, weight in given:
            key = (line.holder, line.concept, None if self.kind == "none" or line.level == "" else line.level)
            x[key] = x.get(key, 0.0) + weight
        levels = self.levels(original)
        if any(key[2] is None for key in x) and None not in levels:
            levels = [None, *levels]
        loops = Loops(x, rows, columns, levels, self)
        if self.one_mode:
            weights = {(i, j): 0.0 if i == j else loops.one_mode(i, j) for i in rows for j in rows}
            return Plain(rows, rows, weights, len(given))
        return Plain(rows, columns, {(i, j): loops.two_mode(i, j) for i in rows for j in columns}, len(given))

    def windows(self, lines: list[Line]) -> list[tuple[datetime, Plain]]:
        original = self.original(lines)
        counted = self.filtered(original)
        if not lines:
            return []
        first, last = min(line.moment for line in lines), max(line.moment for line in lines)
        half = timedelta(days=math.floor((self.size - 1) / 2 + 0.5))
        found = []
        centre = first
        while centre <= last:
            low, high = centre - half, centre + half
            if low >= first and high <= last:
                inside = [(line, line.weight) for line in counted if low <= line.moment <= high]
                found.append((centre, self.weighed(original, inside)))
            centre += timedelta(days=1)
        return found


class Loops:
    """The equations, cell by cell, from a dictionary of counts."""

    def __init__(self, x: dict[Cell, float], rows: list[str], columns: list[str], levels: list[Any], asked: Settled):
        self.x, self.rows, self.columns, self.levels, self.asked = x, rows, columns, levels, asked

    def of(self, i: str, j: str, k: Any) -> float:
        return self.x.get((i, j, k), 0.0)

    def two_mode(self, i: str, j: str) -> float:
        asked = self.asked
        value = self.cell(i, j)
        if asked.normalisation == "activity":
            bottom = sum(self.said(i, other) for other in self.columns)
        elif asked.normalisation == "prominence":
            bottom = sum(self.said(other, j) for other in self.rows)
        else:
            return value
        return value / bottom if bottom else 0.0

    def said(self, i: str, j: str) -> float:
        if self.asked.aggregation == "combine":
            return float(sum(self.of(i, j, k) > 0 for k in self.levels))
        return sum(self.of(i, j, k) for k in self.levels)

    def cell(self, i: str, j: str) -> float:
        kind, aggregation = self.asked.kind, self.asked.aggregation
        if aggregation == "combine":
            last = len(self.levels) - 1
            return float(sum(2 ** (last - p) for p, k in enumerate(self.levels) if self.of(i, j, k) > 0))
        if aggregation == "subtract" and kind == "boolean":
            return self.of(i, j, True) - self.of(i, j, False)
        if aggregation == "subtract" and kind == "integer":
            return sum(k * self.of(i, j, k) for k in self.levels)
        return sum(self.of(i, j, k) for k in self.levels)

    def distance(self, k: Any, other: Any) -> float:
        if self.asked.kind != "integer":
            return float(k != other)
        numbers = [each for each in self.levels if each is not None]
        width = max(numbers) - min(numbers) if self.asked.scale is None else self.asked.scale[1] - self.asked.scale[0]
        return abs(k - other) / width if width else 0.0

    def pairs(self, i: str, j: str, close: bool) -> float:
        total = 0.0
        for c in self.columns:
            for k in self.levels:
                for other in self.levels:
                    apart = self.distance(k, other)
                    total += self.of(i, c, k) * self.of(j, c, other) * (1 - apart if close else apart)
        return total

    def alone(self, i: str, j: str) -> float:
        total = 0.0
        for c in self.columns:
            for k in self.levels:
                total += self.of(i, c, k) if self.of(j, c, k) == 0 else 0.0
                total += self.of(j, c, k) if self.of(i, c, k) == 0 else 0.0
        return total

    def together(self, i: str, j: str) -> float:
        return sum(self.of(i, c, k) * self.of(j, c, k) for c in self.columns for k in self.levels)

    def raw(self, i: str, j: str) -> float:
        if self.asked.aggregation == "ignore":
            return sum(self.whole(i, c) * self.whole(j, c) for c in self.columns)
        text = self.asked.kind == "text"
        congruence = self.together(i, j) if text else self.pairs(i, j, close=True)
        conflict = self.alone(i, j) if text else self.pairs(i, j, close=False)
        return {"congruence": congruence, "conflict": conflict, "subtract": congruence - conflict}[
            self.asked.aggregation
        ]

    def whole(self, i: str, j: str) -> float:
        return sum(self.of(i, j, k) for k in self.levels)

    def one_mode(self, i: str, j: str) -> float:
        value = self.raw(i, j)
        one, two = (sum(self.whole(each, c) for c in self.columns) for each in (i, j))
        if self.asked.normalisation == "no":
            return value
        bottom = {
            "average": lambda: (one + two) / 2,
            "dna_cosine": lambda: one * two,
            "jaccard": lambda: self.alone(i, j) + self.together(i, j),
            "l2_cosine": lambda: math.sqrt(self.square(i) * self.square(j)),
        }[self.asked.normalisation]()
        return value / bottom if bottom else 0.0

    def square(self, i: str) -> float:
        if self.asked.aggregation == "ignore":
            return sum(self.whole(i, c) ** 2 for c in self.columns)
        return self.pairs(i, i, close=True)
