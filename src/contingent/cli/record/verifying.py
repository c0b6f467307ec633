"""Commands on the record: reconcile, faults, differences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, Output, opened, project_or_here
from contingent.cli.output import progress, say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project.recording.verifying import Comparison, Difference, Fault

FAILED = 1
"""Exit code of a record that does not add up, or of which nothing could be compared."""

SHOWN = 12
"""Cells, or rows that differ, shown on the screen; JSON and files have all."""

_PLURAL = {
    "holds": "hold", "fails": "fail", "differs": "differ between publishers", "nothing to compare": "without two sides",
}  # fmt: skip

Here = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PROJECT]", help="The project file; the one of this folder unless named."),
]


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (verify, faults, diff):
        group.command()(command)


def verify(project: Here = None, json: Json = False) -> None:
    """Check that the record adds up to the published sums.

    Contributors and operations are held against the whole system, contributors in operations against both; numbers
    of contributors, Gini coefficients and yearly figures are computed again; tables that tell the same are compared.
    A line holds only if cells were compared. Two publishers may differ; that is told and is no failure.

    Ends with 0 if every sum on record holds, with 1 if one fails or none could be compared.

    \b
    Examples:
      contingent record verify my.ct
      contingent record verify my.ct --json
      contingent record verify
    """
    from contingent.project import comparison_row, verify_record

    path = _only(project)
    with opened(path) as held, progress("Adding up the record"):
        found = verify_record(held)
    if json:
        say_json([comparison_row(each) for each in found])
    else:
        _tell_comparisons(found)
    rulings = {each.ruling.value for each in found if each.binding}
    if "fails" in rulings or "holds" not in rulings:
        raise typer.Exit(FAILED)


def _tell_comparisons(found: tuple[Comparison, ...]) -> None:
    from contingent.project import sides_in_words

    rows = []
    for each in found:
        beside = (sides_in_words(each), f"not: {each.left_out}" if each.left_out else "")
        agree = f"{each.agreeing:,}/{each.compared:,} {each.unit}" if each.compared else "-"
        rows.append((each.ruling.value, each.what, agree, "; ".join(text for text in beside if text)))
    columns = ("result", "what", "agree", "snapshots compared, and what was not")
    say_table(columns, rows, wide=(columns[1], columns[3]))
    for each in found:
        if each.cells:
            say(f"{each.what}: {each.ruling.value} in {len(each.cells):,} of {each.compared:,} {each.unit}")
            for cell in each.cells[:SHOWN]:
                say(f"    {cell}")
            if len(each.cells) > SHOWN:
                say(f"    and {len(each.cells) - SHOWN:,} more; --json names all")
    counts = Counter(_PLURAL[each.ruling.value] for each in found)
    say(f"{len(found)} comparisons: {', '.join(f'{count} {ruling}' for ruling, count in counts.items())}.")


def faults(
    project: Here = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only of this kind; may be given again.")
    ] = None,
    contributor: Annotated[
        list[str] | None,
        typer.Option("--contributor", metavar="STATE", help="Only of this state, code or name; may be given again."),
    ] = None,
    json: Json = False,
) -> None:
    """List the faults of the record, the gravest first.

    Months carried forward or multiplied, holes and gaps, spikes, series that neighbours in the alphabet exchange,
    switches of kind, states named before they existed, tables that disagree: found by general rules whose thresholds
    are in the documentation (record-quality). Nothing is corrected; each fault says what to do.

    \b
    Examples:
      contingent record faults my.ct
      contingent record faults my.ct --contributor Kazakhstan
      contingent record faults my.ct --kind stale_month --kind spike --json
    """
    from contingent.project import record_faults

    path = _only(project)
    with opened(path) as held, progress("Looking for faults"):
        found = record_faults(held, kind=kind or (), contributor=contributor or ())
    if json:
        say_json(found)
        return
    _tell_faults(found)


def _tell_faults(found: tuple[Fault, ...]) -> None:
    if found:
        rows = [(each.severity.value, each.kind, _months(each), each.what, ", ".join(each.tables)) for each in found]
        say_table(("severity", "kind", "months", "what", "tables"), rows, wide=("what",))
    counts = Counter(each.kind for each in found)
    listed = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    say(f"{len(found)} faults{f': {listed}' if listed else ''}.")


def _months(fault: Fault) -> str:
    months = fault.months
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}" if months else ""


def diff(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROJECT] [OLD NEW | TABLE [PART]]", help="Two snapshots, or a published table."),
    ] = None,
    files: Annotated[
        bool, typer.Option("--files", help="OLD and NEW are files or folders that need not be imported.")
    ] = False,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show what a publisher changed between two snapshots.

    Rows added, removed and changed, with the old and the new figure and the line of each. Of a table, the two newest
    snapshots of each of its parts are compared. --output takes .csv, .jsonl or .parquet.

    \b
    Examples:
      contingent record diff my.ct ipi-missions
      contingent record diff my.ct ipi-countries Ukraine
      contingent record diff my.ct ipi-missions-0f3a ipi-missions-77c2 -o changes.csv
      contingent record diff --files old/data_mission.csv new/data_mission.csv
    """
    from contingent.project import difference_row, file_differences, record_differences, write_differences

    if files:
        if len(words or ()) != 2:
            raise UsageError("Two files are compared.", remedy="contingent record diff --files OLD NEW")
        old, new = (Path(each) for each in words or ())
        with progress("Comparing"):
            found = file_differences(old, new)
    else:
        path, rest = project_or_here(words or ())
        with opened(path) as held, progress("Comparing"):
            found = record_differences(held, rest)
    if output is not None:
        count = write_differences(found, output)
        say_json({"file": str(output), "rows": count}) if json else say(f"Wrote {count:,} rows to {output}.")
    elif json:
        say_json([difference_row(each) for each in found])
    else:
        for each in found:
            _tell_difference(each)


def _tell_difference(found: Difference) -> None:
    counts = ", ".join(f"{count:,} {change}" for change, count in found.counts.items())
    say(f"{found.facts.value}: {counts}; {found.compared[0]:,} rows before, {found.compared[1]:,} now")
    say(f"    from {_short(found.old)}\n    to   {_short(found.new)}")
    if found.months:
        say(f"    between {found.months[0]} and {found.months[-1]}, in {len(found.months)} months or years")
    if found.alone:
        say(f"    not compared, as only one side has them: {_short(', '.join(found.alone))}")
    if not found.rows.height:
        say("    nothing differs")
        return
    for column in ("contributor", "operation"):
        if column in found.rows.columns:
            common = found.by(column)
            if len(common) > 1:
                say(f"    by {column}: {', '.join(f'{name} {count:,}' for name, count in common[:SHOWN])}")
    columns, rows = found.shown(SHOWN)
    say_table(columns, rows)
    if found.rows.height > SHOWN:
        say(f"and {found.rows.height - SHOWN:,} more; --output FILE writes all")


def _short(names: str) -> str:
    several = names.split(", ")
    return names if len(several) < 4 else f"{several[0]} and {len(several) - 1} more"


def _only(project: list[str] | None) -> str:
    path, rest = project_or_here(project or ())
    if rest:
        raise UsageError(f"There is no option {rest[0]!r}.", remedy="Name one project, and nothing else.")
    return path
