"""What readers flagged: remarks of the import that concern rows nobody can use without knowing of them."""

from __future__ import annotations

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import View

KINDS = ("flagged_on_import", "name_not_mapped")

_ACTS = {"flagged": "flagged_on_import", "not mapped": "name_not_mapped"}


def detect(view: View) -> tuple[Fault, ...]:
    """Return the remarks of current imports that flag rows, or name what could not be mapped to a code."""
    faults = []
    for intake in view.record.current:
        for remark in intake.remarks:
            act, _, what = remark.partition(": ")
            kind = _ACTS.get(act)
            if kind is not None:
                faults.append(
                    Fault(
                        kind=kind,
                        severity=Severity.LOW if kind == "flagged_on_import" else Severity.MEDIUM,
                        what=f"{intake.file or intake.snapshot}: {what}.",
                        remedy="Look at the lines in the file; `contingent record rows` shows what was taken from them."
                        if kind == "flagged_on_import"
                        else "Give the name a code in a table of your own spellings, and import the file again.",
                        tables=(intake.table,),
                        snapshots=(intake.snapshot,),
                        months=intake.months,
                    )
                )
    return tuple(faults)
