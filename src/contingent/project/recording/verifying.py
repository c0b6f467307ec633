"""The quality of the record: whether it adds up, which faults it has, what publishers changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.base.files import write_whole
from contingent.project.naming import code_of

if TYPE_CHECKING:
    import polars as pl

    from contingent.project.project import Project
    from contingent.records.comparisons import Comparison as Comparison
    from contingent.records.comparisons import Sides
    from contingent.records.differences import Difference as Difference
    from contingent.records.facts import Facts
    from contingent.records.faults import Fault as Fault
    from contingent.records.figures import Figures
    from contingent.records.readers.spelling import Spelling

Row = dict[str, Any]


def verify_record(project: Project) -> tuple[Comparison, ...]:
    """Return every comparison of figures on record with the published sums; see `records.reconciliation`.

    Raises NotFoundError if nothing has been imported.
    """
    from contingent.records.reconciliation import reconcile

    return reconcile(_figures(project))


def record_faults(
    project: Project, *, kind: Collection[str] = (), contributor: Collection[str] = ()
) -> tuple[Fault, ...]:
    """Return the faults of the record, the gravest first; see `records.faults`.

    Args:
        project: the project.
        kind: kinds of faults; none: all.
        contributor: codes or names; none: all.

    Raises NotFoundError if nothing has been imported, or for an unknown kind or name.
    """
    from contingent.records.faults import find

    figures = _figures(project)
    codes = [_contributor(project, each) for each in contributor]
    return find(figures, project.record, kind=kind, contributor=codes)


def record_differences(project: Project, words: Sequence[str]) -> tuple[Difference, ...]:
    """Return what a publisher changed.

    `words` are two snapshots (older, newer), or a published table, or a table and one of its parts; of a table, the two
    newest snapshots of each part are compared. Raises NotFoundError, InputError or UsageError where they name nothing
    that can be compared.
    """
    from contingent.records.differences import compare_snapshots, intake_of, newest_pairs, together

    figures = _figures(project)
    if not 1 <= len(words) <= 2:
        raise UsageError(
            f"{len(words)} words are given.",
            remedy="Name two snapshots, or one published table, or a table and its part.",
        )
    tables = {each.table for each in figures.intakes}
    if words[0] in tables or len(words) == 1:
        pairs: Iterable[tuple[str, str]] = newest_pairs(figures, *words)
    else:
        pairs = [(intake_of(figures, words[0]).snapshot, intake_of(figures, words[1]).snapshot)]
    found = together([each for pair in pairs for each in compare_snapshots(figures, *pair)])
    return tuple(each for each in found if each.rows.height) or found


def file_differences(old: Path, new: Path, spelling: Spelling | None = None) -> tuple[Difference, ...]:
    """Return what differs between two published files, or folders of them, before anything is imported.

    Files of folders are matched by their published table and part; one without a match is not compared.
    Raises NotFoundError, InputError where they cannot be read.
    """
    from contingent.records.differences import differences, together
    from contingent.records.facts import empty

    one, two = _read(old, spelling), _read(new, spelling)
    if len(one) == len(two) == 1 and not (
        old.is_dir() or new.is_dir()
    ):  # named by the user, so whatever they are called
        two = dict(zip(one, two.values(), strict=True))
    alone = tuple(each.name for key, each in [*one.items(), *two.items()] if (key in one) != (key in two))
    found = []
    for key in [each for each in one if each in two]:
        for facts in dict.fromkeys([*one[key].frames, *two[key].frames]):
            frames = [side[key].frames.get(facts, empty(facts)) for side in (one, two)]
            made = differences(frames[0], frames[1], facts, (one[key].name, two[key].name))
            found.append(replace(made, alone=alone))
    if not found:
        raise InputError(
            "No file of the one has a counterpart in the other.",
            record=f"{old} and {new}",
            remedy="Name two files, or two folders that hold files of the same published tables.",
        )
    return together(found)


def comparison_row(each: Comparison) -> Row:
    """Return a comparison as JSON says it, with all cells that do not agree and all snapshots."""
    from dataclasses import asdict

    return {
        "id": each.id,
        "what": each.what,
        "ruling": each.ruling.value,
        "agreeing": each.agreeing,
        "compared": each.compared,
        "unit": each.unit,
        "binding": each.binding,
        "left_out": each.left_out,
        "found": {table: list(snapshots) for table, snapshots in each.found},
        "published": {table: list(snapshots) for table, snapshots in each.published},
        "cells": [asdict(cell) for cell in each.cells],
    }


def sides_in_words(each: Comparison) -> str:
    """Return which snapshots were held against which: by id, or how many of a table."""
    if each.found == each.published:
        return _side(each.found)
    return f"{_side(each.found)} against {_side(each.published)}" if each.found else ""


def difference_row(each: Difference) -> Row:
    """Return a difference as JSON says it, with all its rows."""
    return {
        "facts": each.facts.value,
        "old": each.old,
        "new": each.new,
        "rows_old": each.compared[0],
        "rows_new": each.compared[1],
        **each.counts,
        "months": list(each.months),
        "not_compared": list(each.alone),
        "rows": each.rows.to_dicts(),
    }


def write_differences(found: Sequence[Difference], path: Path) -> int:
    """Write the rows of differences to a CSV, JSON Lines or Parquet file, by its ending, and return how many.

    Where several kinds of facts differ, the columns of all are there. Raises UsageError for another ending.
    """
    import io

    import polars as pl

    rows = [each.rows.select(pl.lit(each.facts.value).alias("facts"), pl.all()) for each in found]
    table = pl.concat(rows, how="diagonal")
    into = io.BytesIO()
    if path.suffix == ".csv":
        texts = [name for name, kind in table.schema.items() if kind == pl.String]
        harmless = pl.col(texts).str.replace(r"^([=+\-@\t\r])", "'$1")  # nothing that a spreadsheet would run
        (table.with_columns(harmless) if texts else table).write_csv(into, include_bom=True)
    elif path.suffix == ".jsonl":
        table.write_ndjson(into)
    elif path.suffix == ".parquet":
        table.write_parquet(into)
    else:
        raise UsageError(
            f"{path.suffix or path.name!r} is no form.", remedy="End the file in .csv, .jsonl or .parquet."
        )
    write_whole(path, into.getvalue())
    return table.height


@dataclass
class _FileRows:
    """The rows of one file by kind of facts."""

    name: str = ""
    frames: dict[Facts, pl.DataFrame] = field(default_factory=dict)


def _read(path: Path, spelling: Spelling | None) -> dict[tuple[str, str], _FileRows]:
    """The files of a path by published table and part. Complaints of a file raise InputError if it is named itself."""
    import polars as pl

    from contingent.base.complaints import ComplaintsError
    from contingent.records.readers import reader_of
    from contingent.records.readers.reading import head_of
    from contingent.records.readers.spelling import shipped

    found: dict[tuple[str, str], _FileRows] = {}
    for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
        head = head_of(file)
        try:
            reader = reader_of(head)
        except InputError:
            if path.is_dir():
                continue
            raise
        part, frames, complaints = "", dict[Any, list[pl.DataFrame]](), list[Any]()
        for batch in reader.read(head, spelling or shipped()):
            part = batch.part or part
            complaints += batch.complaints
            frames.setdefault(batch.facts, []).append(batch.rows)
        if complaints:
            raise ComplaintsError(file.name, complaints)
        rows = {facts: pl.concat(parts) for facts, parts in frames.items() if any(each.height for each in parts)}
        found[reader.TABLE, part or file.name] = _FileRows(str(file), rows)
    return found


def _side(side: Sides) -> str:
    return ", ".join(each[0] if len(each) == 1 else f"{table} ({len(each)} snapshots)" for table, each in side)


def _figures(project: Project) -> Figures:
    figures = project.record.figures
    if not figures.intakes:
        raise NotFoundError(
            "No published table has been imported yet.",
            record=project.store.address,
            remedy="Take some in: contingent record import PROJECT FILE, or contingent record pull PROJECT.",
        )
    return figures


def _contributor(project: Project, word: str) -> str:
    code = code_of(project, word)
    return project.record.actor(code or word).code  # raises NotFoundError naming what looks alike
