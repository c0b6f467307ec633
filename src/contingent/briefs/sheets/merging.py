"""The page of a merge: what comes in, what goes by another id, every conflict with all its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contingent.briefs.brief import Block, Brief, Paragraph, Row, Section, Table, line
from contingent.briefs.phrases import count


def merge_sheet(project: str, merges: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> Brief:
    """Return the page.

    Args:
        project: the project merged into, as it was named.
        merges: rows of `project.merging.merged_row`.
        texts: headings of the columns of values: `base`, `ours`, `theirs`.
    """
    conflicts = sum(len(each["conflicts"]) for each in merges)
    return Brief(
        title=f"Merging into {project}",
        subtitle=f"{count(len(merges), 'other project')}, {count(conflicts, 'conflict')}",
        facts=("Ours is the project named first, theirs the other; base is what both had when one was copied.",),
        sections=tuple(_section(n, each, texts) for n, each in enumerate(merges, 1)),
        form="page of a merge",
        foot="Nothing is stored by writing this page.",
    )


def _section(number: int, merged: Mapping[str, Any], texts: Mapping[str, str]) -> Section:
    ancestor = (
        "It comes from the same project; each field is compared with what both had then."
        if merged["common_ancestor"]
        else "It does not come from the same project; records are compared as they are."
    )
    blocks: list[Block] = [Paragraph((line(ancestor),))]
    tables = (_conflicts(merged["conflicts"], texts), _changes(merged), _renamed(merged["renamed"]))
    blocks += [table for table in tables if table.rows]
    if merged["dropped"]:
        blocks.append(Paragraph(tuple(line(f"{each}. ") for each in merged["dropped"]), "missing"))
    if len(blocks) == 1:
        blocks.append(Paragraph((line("There is nothing to merge."),), "note"))
    return Section(f"other-{number}", merged["other"], tuple(blocks))


def _conflicts(conflicts: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> Table:
    columns = ("Record", "Passage", "Field", texts["base"], texts["ours"], texts["theirs"], "Taken", "Why")
    rows = tuple(
        Row(
            tuple(
                line(cell)
                for cell in (
                    f"{c['noun']} {c['record']}", c["passage"] or "", c["field"] or "whole record",
                    c["base"], c["ours"], c["theirs"],
                    c["chosen"] or "undecided", c["why"],
                )
            )
        )
        for c in conflicts
    )  # fmt: skip
    return Table("Conflicts", columns, rows, wide=True)


def _changes(merged: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row((line(what), line(noun), line(f"{len(keys):,}"), line(", ".join(keys))))
        for what in ("added", "changed", "removed")
        for noun, keys in merged[what].items()
    )
    return Table("What changes here", ("Change", "Noun", "Records", "Which"), rows, numeric=frozenset({2}))


def _renamed(renamed: Sequence[Mapping[str, Any]]) -> Table:
    rows = tuple(Row(tuple(line(each[name]) for name in ("noun", "old", "new", "why"))) for each in renamed)
    return Table("Records that go by another id here", ("Noun", "There", "Here", "Why"), rows)
