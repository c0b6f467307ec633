"""Faults of the published record: general rules with declared thresholds, one file each; they flag and never correct.

A module of this package with a function `detect(view)` is such a rule or a family of them; it is found by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

from contingent.base.errors import NotFoundError
from contingent.records.faults.fault import Fault as Fault
from contingent.records.faults.fault import Severity as Severity
from contingent.records.faults.views import View as View
from contingent.records.figures import Figures

if TYPE_CHECKING:
    from contingent.records.record import Record

Detector = Callable[[View], tuple[Fault, ...]]

_ORDER = {severity: place for place, severity in enumerate(Severity)}


@cache
def detectors() -> dict[str, tuple[tuple[str, ...], Detector]]:
    """Return every rule by the name of its module: the kinds of faults it finds, and the function."""
    found: dict[str, tuple[tuple[str, ...], Detector]] = {}
    for each in iter_modules(__path__):
        module = import_module(f"{__name__}.{each.name}")
        if hasattr(module, "detect"):
            found[each.name] = (tuple(module.KINDS), cast(Detector, module.detect))
    return found


def kinds() -> tuple[str, ...]:
    """Return the ids of all kinds of faults, in alphabetical order."""
    return tuple(sorted(kind for own, _ in detectors().values() for kind in own))


def find(
    figures: Figures,
    record: Record | None = None,
    *,
    kind: Collection[str] = (),
    contributor: Collection[str] = (),
) -> tuple[Fault, ...]:
    """Return the faults of the record, the gravest first, then by kind and month.

    Args:
        figures: the record in numbers.
        record: who exists since when; without it, nobody is looked for who did not exist yet.
        kind: only these kinds of faults; none: all. Raises NotFoundError for one that is not known.
        contributor: only faults that concern these contributors (codes); none: all.
    """
    for each in kind:
        if each not in kinds():
            raise NotFoundError(
                f"There is no kind of fault {each!r}.", record=each, remedy=f"Known: {', '.join(kinds())}."
            )
    view, found = View(figures, record), list[Fault]()
    for own, detect in detectors().values():
        if not kind or set(own) & set(kind):
            found += [fault for fault in detect(view) if not kind or fault.kind in kind]
    wanted = [each for each in found if not contributor or set(contributor) & set(each.contributors)]
    return tuple(sorted(wanted, key=lambda fault: (_ORDER[fault.severity], *fault.place)))
