"""What readers flagged: remarks of the import that concern rows nobody can use without knowing of them."""

from __future__ import annotations

import re

from contingent.records.faults.fault import Fault, Severity
from contingent.records.faults.views import View
from contingent.records.intakes import Intake

KINDS = ("flagged_on_import", "name_not_mapped")

_ACTS = {"flagged": "flagged_on_import", "not mapped": "name_not_mapped"}
_LINES = re.compile(r" \(lines? [^()]*\)$")

_REMEDIES = {
    "flagged_on_import": "Look at the lines in the file before you use them; the remarks of the import name them.",
    "name_not_mapped": "Give the name a code in a table of your own spellings, and import the file again.",
}


def detect(view: View) -> tuple[Fault, ...]:
    """Return what was flagged, or could not be mapped to a code, once for each table; current imports only."""
    seen: dict[tuple[str, str, str], list[Intake]] = {}
    for intake in view.record.current:
        for remark in intake.remarks:
            act, _, what = remark.partition(": ")
            if act in _ACTS:
                seen.setdefault((_ACTS[act], intake.table, _LINES.sub("", what)), []).append(intake)
    return tuple(_fault(kind, table, what, intakes) for (kind, table, what), intakes in seen.items())


def _fault(kind: str, table: str, what: str, intakes: list[Intake]) -> Fault:
    where = f"{len(intakes)} files" if len(intakes) > 1 else intakes[0].file or intakes[0].snapshot
    months = [each.months for each in intakes if each.months]
    return Fault(
        kind=kind,
        severity=Severity.LOW if kind == "flagged_on_import" else Severity.MEDIUM,
        what=f"{where}: {what.rstrip('.')}.",
        remedy=_REMEDIES[kind],
        tables=(table,),
        snapshots=tuple(each.snapshot for each in intakes),
        months=(min(each[0] for each in months), max(each[-1] for each in months)) if months else (),
        figures=(("files", len(intakes)),),
    )
