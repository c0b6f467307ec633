"""Codes of several versions of a codebook, or of several codebooks, told in the words of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from contingent.base.errors import UsageError
from contingent.coding.codebook import Code, Codebook


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMap:
    """Which code of the target each used code is read as.

    Attributes:
        target: the codebook in whose codes all is told; None where the project has none.
        codes: used code -> code of the target, for those that are read as another.
        notes: one line for each code that was read as another, that the target lacks, or whose definition differs.
    """

    target: Codebook | None
    codes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def read(self, code: str) -> str:
        """Return the code as it is told."""
        return self.codes.get(code, code)


def named(book: Codebook) -> str:
    """Return a version of a codebook as people call it."""
    return f"{book.id} version {book.version}"


def map_codes(books: Iterable[Codebook], used: Collection[str], given: Mapping[str, str] | None = None) -> CodeMap:
    """Return how used codes are read in the target: the latest version of the book that has most of them.

    A code that the target lacks is read as another where `given` says so, else where exactly one code of the target
    that the older codebook lacks has the same name, else where exactly one has the same definition. Codes of the same
    spelling are the same code; a definition that differs is told. Raises UsageError if `given` names an unknown code.
    """
    found = tuple(books)
    given = given or {}
    if not found:
        return CodeMap(target=None, codes=dict(given))
    target = max(found, key=lambda book: (len({c.code for c in book} & set(used)), book.version))
    target = max((book for book in found if book.id == target.id), key=lambda book: book.version)
    known = {code.code: code for code in target}
    for old, new in given.items():
        if new not in known:
            raise UsageError(f"{named(target)} has no code {new!r}.", remedy=f"Map {old} to one of its codes.")
    codes, notes = dict(given), [f"{old} is read as {new}, as asked." for old, new in given.items()]
    older = [book for book in found if book is not target]
    for code in sorted({*used} - {*known} - {*given}):
        other_code, why = _counterpart(code, older, target)
        if other_code is None:
            notes.append(f"{code} is not in {named(target)}; it is told under its own code.")
        else:
            codes[code] = other_code
            notes.append(f"{code} is read as {other_code} of {named(target)}: {why}.")
    for book in older:
        for each in book:
            other = known.get(each.code)
            if other is not None and each.code in used and _meaning(each) != _meaning(other):
                notes.append(f"{each.code} is defined otherwise in {named(book)} than in {named(target)}.")
    return CodeMap(target=target, codes=codes, notes=tuple(notes))


def _counterpart(code: str, older: Iterable[Codebook], target: Codebook) -> tuple[str | None, str]:
    for book in older:
        own = {each.code: each for each in book}
        if code not in own:
            continue
        fresh = [each for each in target if each.code not in own]
        for why, mark in (("the same name", _name), ("the same definition", _meaning)):
            alike = defaultdict(list)
            for each in fresh:
                alike[mark(each)].append(each.code)
            found = alike.get(mark(own[code]), [])
            if len(found) == 1 and any(mark(own[code])):
                return found[0], why
    return None, ""


def _name(code: Code) -> tuple[str, ...]:
    return (code.name.casefold().strip(),)


def _meaning(code: Code) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in (code.definition, code.include, code.exclude))
