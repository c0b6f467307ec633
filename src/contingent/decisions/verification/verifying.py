"""Verifying: what is found when a reference file is run again, and the formats that can be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
from numpy.typing import ArrayLike

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.verification.reading import Part, read_reference


class Verdict(StrEnum):
    """What a comparison shows; `NOT_REPRODUCIBLE` and `TOLD` carry their reason. `PARTLY` is for cases and files: all
    that can be reproduced holds, and something cannot."""

    HOLDS = "holds"
    PARTLY = "holds in part"
    DEVIATES = "deviates"
    NOT_REPRODUCIBLE = "not reproducible"
    TOLD = "for information"
    NOTHING = "nothing to verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Numbers of one kind, ours and those of the file.

    `largest` is the largest absolute difference (of distributions: in standard errors), `at` where it is found,
    `tolerance` what is allowed, `unit` what both are told in. `reason` says why a difference is no deviation of ours.
    """

    what: str
    numbers: int
    largest: float
    tolerance: float
    verdict: Verdict
    unit: str = "absolute"
    at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run of a reference file, by which model and options it was run again, and all that was compared."""

    name: str
    model: str
    settings: Mapping[str, object] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest of what was found."""
        return gravest(each.verdict for each in self.comparisons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What running one reference file again has shown; `kind` tells its format in words."""

    file: str
    kind: str
    cases: tuple[Case, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest of its cases; `NOTHING` if it has none."""
        return gravest(each.verdict for each in self.cases)

    @property
    def numbers(self) -> int:
        """How many numbers were compared and must agree."""
        judged = (Verdict.HOLDS, Verdict.DEVIATES)
        return sum(each.numbers for case in self.cases for each in case.comparisons if each.verdict in judged)


_GRAVITY = (Verdict.DEVIATES, Verdict.PARTLY, Verdict.HOLDS, Verdict.NOT_REPRODUCIBLE, Verdict.TOLD)


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several: deviates if one does, holds if one does, in part if something else cannot."""
    found = set(verdicts)
    if Verdict.DEVIATES not in found and {Verdict.HOLDS, Verdict.NOT_REPRODUCIBLE} <= found:
        return Verdict.PARTLY
    return next((each for each in _GRAVITY if each in found), Verdict.NOTHING)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where companions of a reference file are looked for: among the files given, then in its folder."""

    folder: Path
    given: tuple[Part, ...]

    def find(self, fits: Callable[[Part], bool], wanted: str, asker: Part) -> Part:
        """Return the first file that fits. Raises NotFoundError naming the one `wanted`."""
        for each in self.given:
            if fits(each):
                return each
        first = self.folder / wanted
        for path in dict.fromkeys((first, *sorted(self.folder.glob("*.json")))):
            try:
                found = read_reference(path)
            except (InputError, NotFoundError):
                continue
            if fits(found):
                return found
        raise NotFoundError(
            f"The actors of this case are in another file, {wanted}, which is not there.",
            record=asker.record,
            remedy=f"Put {wanted} beside the file, or name it too: contingent models verify {asker.file} {wanted}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of reference files: what tells it from others, and how a file of it is run again."""

    kind: str
    marks: str
    recognises: Callable[[Part], bool]
    verify: Callable[[Part, Beside], tuple[Case, ...]]


@cache
def formats() -> tuple[Format, ...]:
    """Return all formats: every module of this package that holds a `FORMAT`."""
    package = __name__.rpartition(".")[0]
    folder = [str(Path(__file__).parent)]
    modules = (import_module(f"{package}.{each.name}") for each in iter_modules(folder))
    return tuple(module.FORMAT for module in modules if hasattr(module, "FORMAT"))


def verify_files(paths: Sequence[Path], told: Callable[[str], None] = lambda _: None) -> tuple[Verification, ...]:
    """Return what running each reference file again shows, in the order given; each may be the companion of others.

    `told` is called with the name of each file before it is run. Raises NotFoundError and InputError for a file that
    is not there, cut, of no known format, or whose companion is missing.
    """
    parts = tuple(read_reference(path) for path in paths)
    found = []
    for path, part in zip(paths, parts, strict=True):
        told(path.name)
        found.append(verify(part, Beside(path.parent, parts)))
    return tuple(found)


def verify(part: Part, beside: Beside) -> Verification:
    """Return what running one reference file again shows. Raises NotFoundError and InputError."""
    found = next((each for each in formats() if each.recognises(part)), None)
    if found is None:
        known = "; ".join(f"{each.kind} ({each.marks})" for each in formats())
        part.refuse("This is no reference file of a known format.", f"Known by their content: {known}.")
    with np.errstate(all="ignore"):  # Absurd numbers of a file show as differences.
        return Verification(file=part.file, kind=found.kind, cases=found.verify(part, beside))


def compared(
    what: str,
    ours: ArrayLike,
    theirs: ArrayLike,
    tolerance: float,
    *,
    places: Callable[[tuple[int, ...]], str] = lambda at: "",
    excuse: str = "",
) -> Comparison:
    """Return the comparison of two arrays of one shape; a number of ours that is missing is infinitely far.

    `places` puts the index of a number into words; `excuse` is the documented reason why a difference would be no
    deviation of ours.
    """
    mine, other = np.asarray(ours, float), np.asarray(theirs, float)
    if mine.shape != other.shape:
        shapes = f"{mine.shape} and {other.shape}"
        return _ruled(Comparison(
            what=what, numbers=other.size, largest=math.inf, tolerance=tolerance, verdict=Verdict.DEVIATES,
            at=f"sizes {shapes}", reason=excuse,
        ))  # fmt: skip
    if not mine.size:
        return Comparison(what=what, numbers=0, largest=0.0, tolerance=tolerance, verdict=Verdict.NOTHING)
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.where(mine == other, 0.0, np.abs(mine - other))
    apart = np.where(np.isnan(apart), math.inf, apart)
    worst = np.unravel_index(int(np.argmax(apart)), apart.shape) if apart.ndim else ()
    index = tuple(int(n) for n in worst)
    largest = float(apart[index])
    return _ruled(Comparison(
        what=what, numbers=mine.size, largest=largest, tolerance=tolerance, verdict=Verdict.DEVIATES,
        at=places(index) if largest > 0 else "", reason=excuse,
    ))  # fmt: skip


def _ruled(found: Comparison) -> Comparison:
    if found.largest <= found.tolerance:
        return replace(found, verdict=Verdict.HOLDS, reason="")
    return replace(found, verdict=Verdict.NOT_REPRODUCIBLE) if found.reason else found


def same(what: str, ours: Sequence[object], theirs: Sequence[object], *, excuse: str = "") -> Comparison:
    """Return the comparison of two sequences of words or counts: the difference is the number that are not equal."""
    unlike = [n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
    count = len(unlike) + abs(len(ours) - len(theirs))
    at = f"{ours[unlike[0]]} for {theirs[unlike[0]]}" if unlike else ""
    return _ruled(Comparison(
        what=what, numbers=len(theirs), largest=float(count), tolerance=0.0, verdict=Verdict.DEVIATES, unit="unequal",
        at=at, reason=excuse,
    ))  # fmt: skip
