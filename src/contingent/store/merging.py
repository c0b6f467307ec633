"""Merging the rows of two projects: by record and by field, against a common ancestor where there is one.

A field that only one side changed since the ancestor is taken from that side. A field that both changed, or that
differs where no ancestor is known, is a conflict: it is listed with all values, and nothing is written until each is
decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from contingent.base.errors import ConflictError, UsageError
from contingent.store.aligning import Renamed, align, by_stem, free, naming
from contingent.store.ancestors import Rows
from contingent.store.fields import Fields, merged_fields
from contingent.store.nouns import NOUNS
from contingent.store.rows import Row
from contingent.store.store import Store


class Side(StrEnum):
    """Whose value is taken; `both` keeps two statements where one was coded differently, theirs under a new id."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Something the two projects say differently.

    Attributes:
        noun: what kind of record.
        record: its id.
        field: which field; None where the whole record is in question.
        base: the value before the projects parted; None where it was empty or no ancestor is known.
        ours: the value in the project merged into; None where it is empty or the record was removed.
        theirs: the value in the other project, likewise.
        why: in words, what clashes.
        chosen: whose value is taken; None while undecided.
    """

    noun: str
    record: str
    field: str | None
    base: Any
    ours: Any
    theirs: Any
    why: str
    chosen: Side | None = None


Key: TypeAlias = tuple[str, str]
"""Noun and id of a record."""

Choose: TypeAlias = Callable[[Conflict], Side | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What merging makes of two projects.

    Attributes:
        rows: everything the project will hold; undecided conflicts stand as ours.
        added: ids by noun that come in.
        changed: ids by noun of records here that change.
        removed: ids by noun of records here that the other project had removed.
        conflicts: everything said differently, decided or not.
        renamed: records of the other project that go by another id here.
        dropped: lines on records that go because a decision removed what they refer to.
        ancestor: whether both come from one project.
    """

    rows: Rows
    added: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, tuple[str, ...]]
    removed: Mapping[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]
    renamed: tuple[Renamed, ...]
    dropped: tuple[str, ...]
    ancestor: bool

    @property
    def undecided(self) -> tuple[Conflict, ...]:
        """The conflicts that nobody has decided."""
        return tuple(each for each in self.conflicts if each.chosen is None)

    @property
    def empty(self) -> bool:
        """Whether nothing would change here."""
        return not (self.added or self.changed or self.removed)


def undecided(_: Conflict) -> Side | None:
    """Leave every conflict open."""
    return None


def merge_rows(ours: Rows, theirs: Rows, base: Rows | None = None, choose: Choose = undecided) -> Merge:
    """Return what comes of merging `theirs` into `ours`.

    Args:
        ours: the rows of the project that is merged into.
        theirs: the rows of the other project.
        base: the rows of their common ancestor, None if there is none.
        choose: says whose value a conflict takes, None to leave it open.
    """
    theirs, renamed = align(ours, theirs, base)
    work = _Work(ours, theirs, base or {}, choose)
    for noun in NOUNS:
        work.merge_noun(noun)
    work.close()
    return Merge(
        rows=work.made,
        added=_told((noun, [k for k in made if k not in ours[noun]]) for noun, made in work.made.items()),
        changed=_told(
            (noun, [k for k, row in made.items() if k in ours[noun] and row != ours[noun][k]])
            for noun, made in work.made.items()
        ),
        removed=_told((noun, [k for k in ours[noun] if k not in made]) for noun, made in work.made.items()),
        conflicts=tuple(work.conflicts),
        renamed=(*renamed, *work.renamed),
        dropped=tuple(work.dropped),
        ancestor=base is not None,
    )


def apply_merge(store: Store, merge: Merge, summary: str) -> None:
    """Write a merge as one change. Raises ConflictError, with nothing written, while a conflict is undecided."""
    if merge.undecided:
        first = merge.undecided[0]
        raise ConflictError(
            f"{len(merge.undecided):,} conflicts are undecided.",
            record=f"{first.noun} {first.record!r}" + (f", {first.field}" if first.field else ""),
            remedy="Decide each in a decisions file, or take one side with --prefer ours or --prefer theirs.",
        )
    containers = store.containers
    with store.change(summary):
        for noun, kept in NOUNS.items():
            containers[noun].add([kept.thing(merge.rows[noun][key]) for key in merge.added.get(noun, ())])
        for noun, kept in NOUNS.items():
            if keys := merge.changed.get(noun, ()):
                containers[noun].replace([kept.thing(merge.rows[noun][key]) for key in keys])
        for noun in reversed(NOUNS):
            containers[noun].remove(merge.removed.get(noun, ()))


def _told_apart(row: Row, other: Row) -> bool:
    """Whether one is the other under another id."""
    return {**row, "id": None, "head": None} == {**other, "id": None, "head": None}


def _told(listed: Iterable[tuple[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    return {noun: tuple(keys) for noun, keys in listed if keys}


@dataclass(slots=True)
class _Work:
    """A merge under way."""

    ours: Rows
    theirs: Rows
    base: Rows
    choose: Choose
    made: Rows = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    numbered: dict[str, list[str]] | None = None

    def merge_noun(self, noun: str) -> None:
        """Merge the records of a noun."""
        ours, theirs, base = (each.get(noun, {}) for each in (self.ours, self.theirs, self.base))
        made = self.made.setdefault(noun, {})
        for key in dict.fromkeys((*ours, *theirs)):
            mine, other, before = ours.get(key), theirs.get(key), base.get(key)
            if mine is not None and other is not None:
                row: Row | None = mine if mine == other else self._row(noun, key, before, mine, other)
            else:
                row = self._one_sided(noun, key, before, mine, other)
            if row is not None:
                made[key] = row

    def _row(self, noun: str, key: str, before: Row | None, mine: Row, other: Row) -> Row:
        found = merged_fields(noun, Fields(before), Fields(mine), Fields(other))
        why = "both changed it" if before is not None else "it differs, and no common ancestor is known"
        conflicts = [
            Conflict(
                noun=noun, record=key, field=clash.field, base=clash.base, ours=clash.ours, theirs=clash.theirs, why=why
            )
            for clash in found.clashes
        ]  # fmt: skip
        if conflicts and self._kept_both(noun, key, other):
            self.conflicts += [replace(conflict, chosen=Side.BOTH) for conflict in conflicts]
            return dict(found.row)
        sides = [self.choose(conflict) for conflict in conflicts]
        if Side.BOTH in sides:
            self.conflicts += [replace(conflict, chosen=Side.BOTH) for conflict in conflicts]
            return self._both(noun, key, mine, other)
        self.conflicts += [replace(conflict, chosen=side) for conflict, side in zip(conflicts, sides, strict=True)]
        row = dict(found.row)
        for clash, side in zip(found.clashes, sides, strict=True):
            row = clash.taken(row) if side is Side.THEIRS else row
        return row

    def _kept_both(self, noun: str, key: str, other: Row) -> bool:
        """Whether an earlier merge kept the other statement too, under a number behind its id."""
        if noun != "statement":
            return False
        if self.numbered is None:
            self.numbered = by_stem(self.ours[noun])
        return any(_told_apart(self.ours[noun][each], other) for each in self.numbered.get(key, ()))

    def _both(self, noun: str, key: str, mine: Row, other: Row) -> Row:
        """Keep both statements, theirs under a new id. Raises UsageError for anything but a statement."""
        if noun != "statement":
            raise UsageError(
                f"Both cannot be kept of a {noun}.", record=key, remedy="Choose ours or theirs; both is for statements."
            )
        taken = {*self.ours[noun], *self.theirs.get(noun, {}), *self.base.get(noun, {}), *self.made[noun]}
        new = free(key, taken)
        self.made[noun][new] = {**other, "id": new, "head": new if other["head"] == key else other["head"]}
        self.renamed.append(Renamed(noun=noun, old=key, new=new, why="both are kept, as decided"))
        return mine

    def _one_sided(self, noun: str, key: str, before: Row | None, mine: Row | None, other: Row | None) -> Row | None:
        there = mine if mine is not None else other
        if before is None:
            return there  # added by one side
        if there == before:
            return None  # removed by the other side, untouched by this one
        why = "the other project removed it, this one changed it"
        if mine is None:
            why = "this project removed it, the other changed it"
        side = self._decide(Conflict(noun=noun, record=key, field=None, base=before, ours=mine, theirs=other, why=why))
        return {Side.OURS: mine, Side.THEIRS: other, None: there}[side]

    def _decide(self, conflict: Conflict) -> Side | None:
        side = self.choose(conflict)
        if side is Side.BOTH:
            raise UsageError(
                "Both cannot be kept where one side removed it.",
                record=conflict.record,
                remedy="Choose ours or theirs.",
            )
        self.conflicts.append(replace(conflict, chosen=side))
        return side

    # What one side removed and the other still names ------------------------------------------------------------------

    def close(self) -> None:
        """Bring back what is still named, or drop what names it, until nothing is left hanging."""
        asked: dict[Key, Side | None] = {}
        while hanging := list(self._hanging(asked)):
            for record, target, needed in hanging:
                row = self.made[record[0]].get(record[1])
                if row is None or target[1] in self.made[target[0]]:
                    continue  # settled with one before it
                if target not in asked:
                    self._bring_back(record, target, asked)
                elif needed:
                    self._let_go(record, target, asked)

    def _sides(self, key: Key) -> tuple[Row | None, Row | None]:
        return self.ours[key[0]].get(key[1]), self.theirs.get(key[0], {}).get(key[1])

    def _hanging(self, asked: Mapping[Key, Side | None]) -> Iterator[tuple[Key, Key, bool]]:
        """Yield records that name one which is gone: the record, what it names, whether it cannot be without."""
        for noun, rows in self.made.items():
            for key, row in rows.items():
                for other, name, needed in naming(noun, row):
                    if name in self.made[other]:
                        continue
                    target = (other, name)
                    mine, their = self._sides(target)
                    if target not in asked and (mine is None) == (their is None):
                        continue  # neither project has it, so nobody removed it here
                    remover = self.theirs if their is None else self.ours
                    if needed or (target not in asked and remover.get(noun, {}).get(key) != row):
                        yield (noun, key), target, needed

    def _bring_back(self, record: Key, target: Key, asked: dict[Key, Side | None]) -> None:
        """Ask whether what was removed shall be removed; if not, or not yet decided, it stays."""
        asked[target] = self._ask(*record, target)
        mine, other = self._sides(target)
        row = {Side.OURS: mine, Side.THEIRS: other, None: mine or other}[asked[target]]
        if row is not None:
            self.made[target[0]][target[1]] = row

    def _let_go(self, record: Key, target: Key, asked: dict[Key, Side | None]) -> None:
        """Take a record as the side has it that removed what it names; drop it where that side has none."""
        noun, key = record
        side = asked[target]
        mine, other = self._sides(record)
        instead = mine if side is Side.OURS else other
        why = f"because {target[0]} {target[1]!r} was removed"
        if instead is not None and instead != self.made[noun][key]:
            self.made[noun][key] = instead
            self.dropped.append(f"{noun} {key!r} is taken whole as {side} has it, {why}")
            return
        self.made[noun].pop(key)
        asked[record] = side
        self.dropped.append(f"{noun} {key!r} goes, {why}")

    def _ask(self, noun: str, key: str, target: Key) -> Side | None:
        mine, other = self._sides(target)
        for told in self.conflicts:
            if (told.noun, told.record, told.field) == (*target, None) and told.chosen is not None:
                return told.chosen
        who, still = ("the other project", "this one") if other is None else ("this project", "the other")
        return self._decide(
            Conflict(
                noun=target[0], record=target[1], field=None, base=self.base.get(target[0], {}).get(target[1]),
                ours=mine, theirs=other, why=f"{who} removed it, but {noun} {key!r} of {still} still names it",
            )
        )  # fmt: skip
