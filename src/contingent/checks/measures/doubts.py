"""Doubts: what is wrong, or may be, with the rows a finding rests on.

A fault of the published record (`records.faults`) touches a row if it names the row's month and contributor, or the
month for everybody, and if it is not about another operation or kind. Nothing is corrected for it: a reader is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.checks.measures.names import name_of
from contingent.records.contributions import Contribution
from contingent.records.record import Record

if TYPE_CHECKING:
    from contingent.records.faults.fault import Fault

_GRAVE = frozenset({"high", "medium"})
_ASIDE = frozenset(
    {"before_the_state", "revised", "coverage", "missing_month", "no_detail", "detail_ends", "cut_off",
     "name_not_mapped", "sexes_left_out"}
)  # fmt: skip
"""Kinds that say who is meant, what newer files say, or what there is not, and leave the figure as it is."""

_OF_KINDS = frozenset({"kind_switch", "kind_starts_late", "break_in_kind"})
"""Kinds of faults that move people between kinds of personnel and leave their sum."""

_MOST = 3


def doubts(record: Record, rows: Sequence[Contribution]) -> str | None:
    """Return what is known to be at fault with rows of the record, in words; None where nothing is."""
    if record.imported is None or not record.imported.intakes:
        return None
    found = [fault for fault in record.faults if _grave(fault) and any(_touches(fault, row) for row in rows)]
    if not found:
        return None
    rest = f", and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "flagged in the record: " + " ".join(_named(record, fault) for fault in found[:_MOST]).rstrip(".") + rest


def _grave(fault: Fault) -> bool:
    return fault.severity.value in _GRAVE and fault.kind not in _ASIDE


def _touches(fault: Fault, row: Contribution) -> bool:
    if str(row.month) not in fault.months or (fault.contributors and row.contributor not in fault.contributors):
        return False
    if fault.snapshots and row.snapshot not in fault.snapshots and not fault.contributors:
        return False
    if fault.kind in _OF_KINDS and row.kind == "total":
        return False
    about = fault.operation is None or row.operation in (None, fault.operation)
    return about and (fault.personnel is None or row.kind in ("total", fault.personnel))


def _named(record: Record, fault: Fault) -> str:
    """The fault in words, the codes of its contributors replaced by names."""
    words = fault.what
    for code in fault.contributors:
        words = words.replace(f"{code} ", f"{name_of(record, code)} ").replace(f"{code},", f"{name_of(record, code)},")
        words = words.replace(f"{code}.", f"{name_of(record, code)}.")
    return words
