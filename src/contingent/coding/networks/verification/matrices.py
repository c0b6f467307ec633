"""Comparing networks: the matrices of a case against ours, by our own rules and by DNA's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import ContingentError, InputError
from contingent.coding.networks.building import networks
from contingent.coding.networks.counting import count
from contingent.coding.networks.network import Network, Sayings
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.verification.cases import Case
from contingent.coding.networks.verification.finding import TOLERANCE, Finding, Verdict, apart, not_run

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]
    Span: TypeAlias = tuple[np.datetime64, np.datetime64] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How some networks of ours stand to those of a case: what is unlike in kind, and the largest difference."""

    unlike: str = ""
    numbers: int = 0
    largest: float = 0.0
    at: str = ""
    values: str = ""

    @property
    def holds(self) -> bool:
        """Whether all is alike within the tolerance."""
        return not self.unlike and self.largest <= TOLERANCE


def verify_case(case: Case, sayings: Sayings, documents: Span = None) -> Finding:
    """Return what running a case again shows; statements, labels, windows and every cell are compared.

    Windows run from the first to the last statement of the type. Where the case has others, they are also tried from
    the first to the last of the `documents` of the database, and that is told.
    """
    try:
        found = _verified(case, sayings)
        if found.verdict is Verdict.DEVIATES and case.settings.unit not in (None, "events") and documents is not None:
            wider = _verified(case, replace(sayings, span=documents))
            if wider.verdict is not Verdict.DEVIATES:
                return replace(wider, told=(*wider.told, "windows run from the first to the last document"))
    except ContingentError as error:
        return not_run(case.name, case.file, [str(error)])
    return found


def _verified(case: Case, sayings: Sayings) -> Finding:
    theirs = _matrices(case)
    counted = count(sayings, replace(case.settings, compatibility=True))
    by_dna = matched(networks(sayings, replace(case.settings, compatibility=True)), theirs, case.settings)
    mine = networks(sayings, case.settings)
    by_us = matched(mine, theirs, case.settings)
    wrong = _counts(case, len(counted), counted.originals)
    finding = Finding(
        case=case.name, file=case.file, kind="network" if len(theirs) == 1 else f"{len(theirs)} networks",
        statements=len(counted), reference_statements=case.result.get("filteredStatements"), size=_size(theirs),
        numbers=by_dna.numbers, largest=by_dna.largest, at=by_dna.unlike or by_dna.at, verdict=Verdict.DEVIATES,
        told=counted.notes,
    )  # fmt: skip
    if wrong:
        return replace(finding, at=wrong)
    if by_us.holds:
        return replace(finding, numbers=by_us.numbers, largest=by_us.largest, at=by_us.at, verdict=Verdict.HOLDS)
    if not by_dna.holds:
        return _excused(finding, case.settings, by_us, not by_us.unlike and _by_counts(case, sayings, theirs))
    ours = f"{by_us.unlike or f'ours {by_us.values} at {by_us.at}'}; sum of our cells {_sum(mine)}"
    reasons = faults(case.settings, counted.levels, counted.kind)
    other = definitions(case.settings)
    if not reasons and other:
        told = (*finding.told, *(f"as DNA defines it: {each}" for each in other), ours)
        return replace(finding, verdict=Verdict.HOLDS, told=told)
    return replace(finding, verdict=Verdict.FAULT, reasons=reasons, told=(*finding.told, *other), ours=ours)


def _excused(finding: Finding, settings: Settings, by_us: Match, swapped: bool) -> Finding:
    """Tell the two kinds of case whose numbers cannot be had again: drawn without a seed, and indices swapped."""
    if settings.unit == "events":
        why = "DNA draws the order among statements of one moment without a seed"
        return replace(finding, verdict=Verdict.NOT_REPRODUCIBLE, reasons=(why,))
    if (settings.aggregation, settings.normalisation) == ("combine", "prominence") and swapped:
        why = "DNA swaps rows and columns when it divides combined levels by prominence"
        return replace(finding, verdict=Verdict.FAULT, reasons=(why,), ours=f"ours {by_us.values} at {by_us.at}")
    return finding


def _by_counts(case: Case, sayings: Sayings, theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether every cell is the combined value divided by a number of cells, or 0: all a swap can do to it.

    Which counts DNA takes is not known, so this is what can be checked: a cell without statements stays 0, and a
    divisor is a whole number from 1 to the number of statements, which no number of cells can exceed.
    """
    import numpy as np

    plain = replace(case.settings, normalisation="no", compatibility=True)
    most = max(len(count(sayings, plain)), 1)
    for mine, other in zip(networks(sayings, plain), theirs, strict=True):
        values = _numbers(other["matrix"], mine.weights.shape)
        if not np.isfinite(values).all() or (values[mine.weights == 0] != 0).any():
            return False
        divisors = mine.weights[values != 0] / values[values != 0]
        whole = np.round(divisors)
        near = np.abs(mine.weights[values != 0] / np.maximum(whole, 1) - values[values != 0]) <= TOLERANCE
        if not (near & (whole >= 1) & (whole <= most)).all():
            return False
    return True


def faults(settings: Settings, levels: Sequence[object], kind: str) -> tuple[str, ...]:
    """Return the faults of DNA for which a network of ours may differ from its own, in words."""
    found = []
    held = kind == "integer" and settings.aggregation != "ignore"
    if settings.duplicates in ("week", "month"):
        found.append(
            f"DNA takes the {settings.duplicates}s of all years for one; here a {settings.duplicates} has a year"
        )
    numbers = [each for each in levels if isinstance(each, int)]
    beyond = any(not -128 <= each <= 127 for each in numbers)
    if held and settings.duplicates != "include" and beyond:
        found.append("DNA never takes integers beyond -128 to 127 for equal; here equal is equal")
    if held and settings.one_mode and len(levels) == 1:
        found.append("one level only: DNA divides 0 by 0; here equal levels are alike, and nothing is opposed")
    if settings.kernel == "triangular":
        found.append("DNA's triangle is |1 - d|, up to 2 on one side; here 1 - |d|")
    if settings.kernel is not None and held:
        found.append("DNA weighs an integer by its place among levels sorted as text; here by its value")
    if settings.kernel is not None and settings.one_mode and kind == "text" and settings.aggregation != "ignore":
        found.append(
            "DNA's slices take two words for alike by their places in the alphabet; here equal words are alike"
        )
    return tuple(found)


def definitions(settings: Settings) -> tuple[str, ...]:
    """Return where DNA defines something otherwise than we do, in words; `compatibility` follows it."""
    if settings.kernel is not None:
        whole = "distances in time are cut to whole units; ours are exact"
        slices = "slices keep the diagonal and divide by counts without a kernel; ours are like any network"
        return (slices, whole) if settings.one_mode else (whole,)
    if settings.unit in ("months", "years"):
        return ("a step goes from where the last one led (31 January, 28 February, 28 March); ours from the start",)
    return ()


def matched(ours: Sequence[Network], theirs: Sequence[Mapping[str, Any]], settings: Settings) -> Match:
    """Return how networks stand to the matrices of a case, in order."""
    if len(ours) != len(theirs):
        return Match(unlike=f"{len(ours)} networks for {len(theirs)}")
    worst = Match()
    numbers = 0
    for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        found = _match(mine, other, settings, "" if len(ours) == 1 else f"network {at + 1} ({mine.time}): ")
        if found.unlike:
            return found
        numbers += found.numbers
        if found.largest > worst.largest:
            worst = found
    return replace(worst, numbers=numbers)


def _match(mine: Network, other: Mapping[str, Any], settings: Settings, where: str) -> Match:
    for what, labels, theirs in (("rows", mine.rows, other["rows"]), ("columns", mine.columns, other["cols"])):
        if list(labels) != theirs:
            return Match(unlike=f"{where}{what} {_first_unlike(labels, theirs)}")
    if settings.unit is not None:
        for what, one, two in (("centre", mine.time, other.get("time")), ("start", mine.start, other.get("start")),
                               ("stop", mine.stop, other.get("stop"))):  # fmt: skip
            if one and two and datetime.fromisoformat(one) != _moment(two):
                return Match(unlike=f"{where}{what} {one} for {two}")
    counted = other.get("numStatements")
    if settings.kernel is None and counted is not None and counted != mine.statements:
        return Match(unlike=f"{where}{mine.statements} statements for {counted}")
    values = _numbers(other["matrix"], mine.weights.shape)
    largest, at = apart(mine.weights, values)
    if not at or largest == 0:
        return Match(numbers=values.size)
    return Match(
        numbers=values.size, largest=largest, at=f"{where}{mine.rows[at[0]]} x {mine.columns[at[1]]}",
        values=f"{mine.weights[at]:.12g} for {values[at]:.12g}",
    )  # fmt: skip


def _moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        raise InputError(f"{text!r} is no date of a window.", record="matrix") from None


def _first_unlike(ours: Sequence[str], theirs: Sequence[str]) -> str:
    for one, two in zip(ours, theirs, strict=False):
        if one != two:
            return f"{one!r} for {two!r}"
    return f"{len(ours)} for {len(theirs)}"


def _numbers(cells: Any, shape: tuple[int, ...]) -> Array:
    import numpy as np

    try:
        found = np.array([[float(each) for each in row] for row in cells], np.float64)
        return found.reshape(shape)
    except (TypeError, ValueError):
        raise InputError(f"A matrix is not one of {shape[0]} x {shape[1]} numbers.", record="matrix") from None


def _matrices(case: Case) -> list[Mapping[str, Any]]:
    found = case.result.get("matrices")
    if not isinstance(found, list) or (not found and case.settings.unit is None):
        raise InputError("The case has no matrices.", record=case.file)
    for each in found:
        if not isinstance(each, dict) or not {"rows", "cols", "matrix"} <= set(each):
            raise InputError("A matrix of the case lacks rows, cols or its numbers.", record=case.file)
        for labels in (each["rows"], each["cols"]):
            if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
                raise InputError("The rows and cols of a matrix are not lists of labels.", record=case.file)
    return found


def _counts(case: Case, statements: int, originals: int) -> str:
    """Return what is wrong with the numbers of statements; empty if nothing is."""
    result = case.result
    if result.get("filteredStatements") not in (None, statements):
        return f"{statements} statements counted for {result['filteredStatements']}"
    if result.get("originalStatements") not in (None, originals):
        return f"{originals} statements before exclusions for {result['originalStatements']}"
    return ""


def _size(theirs: Sequence[Mapping[str, Any]]) -> str:
    if not theirs:
        return ""
    sizes = [(len(each["rows"]), len(each["cols"])) for each in theirs]
    least, most = min(sizes), max(sizes)
    return f"{least[0]} x {least[1]}" + ("" if least == most else f" to {most[0]} x {most[1]}")


def _sum(found: Sequence[Network]) -> str:
    return f"{sum(float(each.weights.sum()) for each in found):.10g}"
