"""Merging projects: other files are read, conflicts told and decided, the result is one change that undo takes back."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ConflictError, ContingentError, InputError, NotFoundError, UsageError
from contingent.base.files import write_whole
from contingent.project.merging_names import without_names
from contingent.records.actors import Source
from contingent.store.ancestors import Rows, common_ancestor, entries_since, rows_of_project
from contingent.store.engines import open_store
from contingent.store.merging import Conflict, Merge, Side, apply_merge, merge_rows
from contingent.store.nouns import SourceEntry
from contingent.store.sight import hidden
from contingent.store.store import Store

if TYPE_CHECKING:
    from contingent.project.project import Project

MergeSide = Side
"""Whose value a conflict is decided for."""

MOST_ENTRIES = 200
"""Entries of the other journal that are kept in the note on a merge; how many more there were is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came, or would come, of merging one other project.

    Attributes:
        other: the other project, as it was named.
        merge: the plan.
        entries: entries of its journal that this project does not share.
        disguised: how many names of people become pseudonyms, because their meeting is not public.
    """

    other: str
    merge: Merge
    entries: tuple[Mapping[str, Any], ...]
    disguised: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDecisions:
    """Whose values conflicts take: one side for all, or decided one by one under (other, noun, record, field)."""

    prefer: MergeSide | None = None
    chosen: Mapping[tuple[str, str, str, str], tuple[MergeSide, Mapping[str, str]]] | None = None

    def of(self, other: str, conflict: Conflict) -> MergeSide | None:
        """Return the decision on a conflict. Raises InputError where its values are not those decided on."""
        found = (self.chosen or {}).get((other, conflict.noun, conflict.record, conflict.field or ""))
        if found is None:
            return self.prefer
        side, values = found
        for name in ("ours", "theirs"):
            if values[name] != value_text(getattr(conflict, name)):
                raise InputError(
                    f"The decision is about other values: {name} was {values[name]}.",
                    record=f"{conflict.noun} {conflict.record}" + (f", {conflict.field}" if conflict.field else ""),
                    remedy="Merge again without --decisions into a new decisions file, and decide on what is there.",
                )
        return side


def merge_projects(
    project: Project, others: Sequence[str | Path], *, decisions: MergeDecisions | None = None, write: bool = False
) -> tuple[Merged, ...]:
    """Return what merging other projects into this one gives, one after the other; with `write`, store it.

    The other projects are only read. Everything is stored as one change, which `undo` takes back; a source with the id
    `merge.<time>` notes which file was merged and what its journal says that this one's does not.

    Raises NotFoundError or StoreError for a file that is no project, UsageError for the project itself, InputError for
    decisions on other values, ConflictError if something is to be written while a conflict is undecided, or if the
    coder at the desk codes blind: a merge shows what others coded.
    """
    decided = decisions or MergeDecisions()
    store = project.store
    _refuse_blind(store, store.sees_as)
    done: list[Merged] = []
    with store.reading():
        rows = rows_of_project(store)
        for other in others:
            done.append(_merged(store, rows, str(other), decided))
            rows = done[-1].merge.rows
    if write:
        _write(store, done)
        project.__dict__.pop("record", None)
    return tuple(done)


def _refuse_blind(store: Store, coder: str | None) -> None:
    """Raise ConflictError if the coder codes a report of the store blind."""
    with store.reading() as connection:
        reports = hidden(connection, coder)
    if reports:
        raise ConflictError(
            "You code blind, and a merge shows what others coded.",
            record=f"report {reports[0]!r}",
            remedy="Let somebody else merge, or finish your coding first.",
        )


def _merged(store: Store, rows: Rows, other: str, decided: MergeDecisions) -> Merged:
    with _opened_aside(other, store.address) as theirs:
        _refuse_blind(theirs, store.sees_as)
        name = Path(other).name if "://" not in other else "server"
        held, disguised = without_names(rows, rows_of_project(theirs))
        ancestor = common_ancestor(store, theirs)
        merge = merge_rows(rows, held, ancestor, lambda conflict: decided.of(name, conflict))
        entries = tuple(entries_since(theirs, store))
        return Merged(other=name, merge=merge, entries=entries, disguised=disguised)


def _write(store: Store, done: Sequence[Merged]) -> None:
    told = [each for each in done if not each.merge.empty]
    for each in done:
        if each.merge.undecided:
            apply_merge(store, each.merge, "")  # raises, saying which
    if not told:
        return
    summary = f"Merged {', '.join(each.other for each in told)}"
    moment = datetime.now(UTC)
    with store.change(summary):
        for each in told:
            apply_merge(store, each.merge, summary)
            store.sources.add(_note(store, each, moment))


def _note(store: Store, merged: Merged, moment: datetime) -> SourceEntry:
    lines = [f"{each['at'][:16]} {each['who'] or ''} {each['summary']}".replace("  ", " ") for each in merged.entries]
    key, number = f"merge.{moment:%Y%m%dT%H%M%S}", 2
    while key in store.sources:
        key, number = f"merge.{moment:%Y%m%dT%H%M%S}-{number}", number + 1
    source = Source(
        publisher="contingent",
        title=f"Project file {merged.other}, merged into this project",
        date=moment.date().isoformat(),
        note="\n".join([*_outcome(merged), *_listed(_JOURNAL, lines, last=True)]),
    )
    return SourceEntry(id=key, source=source)


_JOURNAL = "Its journal, as far as this project does not share it:"


def _outcome(merged: Merged) -> list[str]:
    """Return in words what a merge did: what came in, new ids, what went, whose values were taken; no values."""
    plan = merged.merge
    came = [
        f"{what} {noun}: {', '.join(keys[:MOST_ENTRIES])}" + (" ..." if len(keys) > MOST_ENTRIES else "")
        for what, told in (("added", plan.added), ("changed", plan.changed), ("removed", plan.removed))
        for noun, keys in told.items()
    ]
    decided = [
        f"{each.noun} {each.record}, {each.field or 'the whole record'}: {each.chosen}" for each in plan.conflicts
    ]
    renamed = [f"{each.noun} {each.old} as {each.new}: {each.why}" for each in plan.renamed]
    names = [f"{merged.disguised:,}, because their meeting is not public"] if merged.disguised else []
    return [
        *_listed("Taken in:", came), *_listed("Under another id:", renamed), *_listed("Let go:", plan.dropped),
        *_listed("Whose value was taken where both differed:", decided),
        *_listed("Names of people that became pseudonyms:", names),
    ]  # fmt: skip


def _listed(title: str, lines: Sequence[str], *, last: bool = False) -> list[str]:
    """Return the lines under a title, at most `MOST_ENTRIES`: the first of them, or the last."""
    if not lines:
        return []
    shown = lines[-MOST_ENTRIES:] if last else lines[:MOST_ENTRIES]
    left = len(lines) - len(shown)
    more = [f"and {left:,} {'earlier' if last else 'more'}"] if left else []
    return [title, *shown, *more]


def merge_notes(project: Project) -> list[dict[str, str]]:
    """Return what is noted of each merge, oldest first: id, what was merged, day, note; empty for blind coders."""
    store = project.store
    with store.reading() as connection:
        if hidden(connection, store.sees_as):
            return []
    found = [each for each in store.sources.find() if each.id.startswith("merge.")]
    return [
        {"id": each.id, "title": each.source.title, "day": each.source.date or "", "note": each.source.note or ""}
        for each in found
    ]


@contextmanager
def _opened_aside(other: str, own: str) -> Iterator[Store]:
    """Open another project without touching it: a file is copied aside first, with its log if it has one."""
    if "://" in other:
        with open_store(other, read_only=True) as theirs:
            yield theirs
        return
    path = Path(other)
    if not path.is_file():
        raise NotFoundError("There is no such project.", record=other, remedy="Check the path.")
    if "://" not in own and path.samefile(own):
        raise UsageError("A project cannot be merged into itself.", record=other, remedy="Name another file.")
    with tempfile.TemporaryDirectory(prefix="contingent-") as folder:
        copy = Path(folder) / path.name
        try:
            for ending in ("", "-wal"):
                if (part := Path(f"{path}{ending}")).is_file():
                    shutil.copyfile(part, Path(f"{copy}{ending}"))
        except OSError as error:
            raise InputError(
                f"The project cannot be copied aside to be read: {error.strerror or error}.",
                record=other,
                remedy="Look whether the file can be read, and make room in the folder for temporary files.",
            ) from error
        try:
            theirs = open_store(copy)
        except ContingentError as error:  # told of the file as it was named, not of the copy
            raise type(error)(error.what, record=other, remedy=error.remedy) from error
        with theirs:
            yield theirs


# Decisions ------------------------------------------------------------------------------------------------------------


def value_text(value: object) -> str:
    """Return a value of a conflict as one line of JSON; bytes, and texts beyond 2,000 characters, as size and hash."""
    return json.dumps(shown_value(value), ensure_ascii=False, sort_keys=True)


def shown_value(value: object) -> Any:
    """Return a value with bytes and long texts told by their size and SHA-256."""
    from hashlib import sha256

    if isinstance(value, bytes):
        return f"{len(value):,} bytes, sha256 {sha256(value).hexdigest()}"
    if isinstance(value, str) and len(value) > 2_000:
        return f"{len(value):,} characters, sha256 {sha256(value.encode()).hexdigest()}"
    if isinstance(value, Mapping):
        return {str(key): shown_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        found = [shown_value(each) for each in value]
        return (
            found if len(found) <= 50 else f"{len(found):,} entries, sha256 {sha256(repr(found).encode()).hexdigest()}"
        )
    return value


def write_decisions(done: Sequence[Merged], path: Path) -> int:
    """Write every conflict to a TOML file in which `choose` is to be filled in; return how many were written.

    To a file that is there, the undecided conflicts that it does not have are added at its end.
    Raises InputError if it cannot be read.
    """
    head = (
        '# Conflicts of a merge. Set choose = "ours" (the project merged into) or "theirs" (the other) for each,',
        "# then: contingent merge PROJECT OTHER --decisions THIS_FILE --yes",
        '# Of a statement, choose = "both" keeps both codings, theirs under a new id.',
        "# base, ours and theirs are JSON; they say what the decision is about and must stay as they are.",
    )
    there = path.exists()
    known = {_row_key(row) for row in _conflict_rows(path)} if there else set()
    lines: list[str] = []
    number = 0
    for each in done:
        for conflict in each.merge.undecided if there else each.merge.conflicts:
            values = {
                "other": each.other, "noun": conflict.noun, "record": conflict.record, "field": conflict.field or "",
                "why": conflict.why, "base": value_text(conflict.base), "ours": value_text(conflict.ours),
                "theirs": value_text(conflict.theirs), "choose": conflict.chosen.value if conflict.chosen else "",
            }  # fmt: skip
            if _row_key(values) in known:
                continue
            number += 1
            lines += ["", "[[conflict]]", *(f"{name} = {_toml(value)}" for name, value in values.items())]
    if number or not there:
        before = path.read_text(encoding="utf-8-sig").rstrip("\n").splitlines() if there else head
        write_whole(path, ("\n".join([*before, *lines]) + "\n").encode())
    return number


def _row_key(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row["other"], row["noun"], row["record"], row["field"]


def read_decisions(path: Path, prefer: MergeSide | None = None) -> MergeDecisions:
    """Return the decisions of a file; those left empty stay open, or go to the side preferred.

    Raises NotFoundError if there is no such file, InputError for one that is not as `write_decisions` made it.
    """
    chosen: dict[tuple[str, str, str, str], tuple[MergeSide, Mapping[str, str]]] = {}
    for row in _conflict_rows(path):
        if row["choose"]:
            chosen[_row_key(row)] = (MergeSide(row["choose"]), {"ours": row["ours"], "theirs": row["theirs"]})
    return MergeDecisions(prefer=prefer, chosen=chosen)


def _conflict_rows(path: Path) -> list[dict[str, str]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NotFoundError("There is no such decisions file.", record=str(path)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            f"The decisions cannot be read: {error}.", record=str(path), remedy="Let the command write the file anew."
        ) from None
    listed = found.get("conflict", [])
    if not isinstance(listed, list):
        raise InputError("`conflict` is no list of tables.", record=str(path), remedy="Begin each with [[conflict]].")
    names = ("other", "noun", "record", "field", "ours", "theirs", "choose")
    for number, row in enumerate(listed, 1):
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
            raise InputError(
                f"Conflict {number} lacks one of {', '.join(names)}.", record=str(path),
                remedy="Change nothing but the words after `choose`.",
            )  # fmt: skip
        if row["choose"] not in ("", *MergeSide):
            raise InputError(
                f"Conflict {number} chooses {row['choose']!r}.", record=str(path), remedy="Write ours, theirs or both."
            )
    return listed


def _toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# Told -----------------------------------------------------------------------------------------------------------------


def merged_row(merged: Merged) -> dict[str, Any]:
    """Return what a merge does as plain rows, for people and programs."""
    plan = merged.merge
    return {
        "other": merged.other,
        "common_ancestor": plan.ancestor,
        "added": {noun: list(keys) for noun, keys in plan.added.items()},
        "changed": {noun: list(keys) for noun, keys in plan.changed.items()},
        "removed": {noun: list(keys) for noun, keys in plan.removed.items()},
        "renamed": [{"noun": r.noun, "old": r.old, "new": r.new, "why": r.why} for r in plan.renamed],
        "dropped": list(plan.dropped),
        "conflicts": [{**conflict_row(each), "passage": _passage(plan, each)} for each in plan.conflicts],
        "names_disguised": merged.disguised,
        "journal_entries": len(merged.entries),
    }


def _passage(plan: Merge, conflict: Conflict) -> str | None:
    """Return the words of the report that a statement in question stands on, or its paraphrase."""
    row = plan.rows["statement"].get(conflict.record) if conflict.noun == "statement" else None
    if row is None:
        return None
    text = (plan.rows["report"].get(row["report"]) or {}).get("text")
    if text is None or row["span_start"] is None:
        return str(row["paraphrase"]) if row["paraphrase"] else None
    return str(text[row["span_start"] : row["span_end"]])


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as a plain row."""
    return {
        "noun": conflict.noun,
        "record": conflict.record,
        "field": conflict.field,
        "base": shown_value(conflict.base),
        "ours": shown_value(conflict.ours),
        "theirs": shown_value(conflict.theirs),
        "why": conflict.why,
        "chosen": conflict.chosen.value if conflict.chosen else None,
    }


def save_merge(done: Sequence[Merged], project: str, path: Path) -> None:
    """Write what merging does, every conflict in full, as one self-contained page."""
    from contingent.briefs.render.html import render_html
    from contingent.briefs.sheets.merging import merge_sheet

    rows = [merged_row(each) for each in done]
    for row in rows:
        for told in row["conflicts"]:
            for side in ("base", "ours", "theirs"):
                value = told[side]
                told[side] = "" if value is None else value if isinstance(value, str) else value_text(value)
    texts = {"base": "Base", "ours": "Ours", "theirs": "Theirs"}
    write_whole(path, render_html(merge_sheet(Path(project).name, rows, texts)).encode())
