"""Codes of another tool among those of a project: taken for the same where they are, else added as a new version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from contingent.coding.codebook import Code, Codebook
from contingent.coding.exchange.parcel import Parcel, ParcelCode
from contingent.project.parcel_own import is_own

_LONGEST = 60
_OWN = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
"""Ids as codes have them here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The project's code for each code of a parcel by id; which of them are new; the codebook with them, if any."""

    codes: Mapping[str, str]
    new: tuple[str, ...]
    book: Codebook | None


def match_codes(parcel: Parcel, books: tuple[Codebook, ...], name: str) -> Matched:
    """Return where the codes of a parcel stand in the project's latest codebook.

    A code is the same as one that has its id as code, as the only one of its name below the same parent, or as the only
    one of its name. The others are added below their parents: as the next version of that codebook, or as a codebook
    called `name` where there is none. In a file of our own codes keep their ids.
    """
    book = books[-1] if books else None
    known = {code.code: code for code in book} if book else {}
    by_name: dict[str, list[str]] = {}
    by_place: dict[tuple[str | None, str], list[str]] = {}
    for code in known.values():
        by_name.setdefault(code.name.casefold(), []).append(code.code)
        by_place.setdefault((code.parent, code.name.casefold()), []).append(code.code)
    own = any(is_own(each) for each in parcel.passages)
    codes: dict[str, str] = {}
    added: dict[str, Code] = {}
    for each in parcel.codes:
        name_there, above = each.name.casefold(), codes.get(each.parent or "")
        same = each.id if each.id in known else _only(by_place.get((above, name_there), []))
        same = same or _only(by_name.get(name_there, []))
        if same is None:
            made = _code(each, above, {*known, *added}, own=own)
            added[made.code] = made
            same = made.code
        codes[each.id] = same
    if not added:
        return Matched(codes=codes, new=(), book=None)
    parents = {code.parent for code in added.values()}
    kept = (replace(code, leaf=False) if code.code in parents else code for code in known.values())
    # Versions are counted over all of the same name, so that undone and parallel ones never clash.
    key = book.id if book else slug(name)
    version = max((each.version for each in books if each.id == key), default=0) + 1
    made_book = Codebook(id=key, name=book.name if book else name, version=version, codes=(*kept, *added.values()))
    return Matched(codes=codes, new=tuple(added), book=made_book)


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _code(each: ParcelCode, parent: str | None, taken: set[str], *, own: bool) -> Code:
    stem = slug(each.name, "code")
    if own and _OWN.fullmatch(each.id) and each.id.rpartition(".")[0] == (parent or ""):
        stem = each.id.rpartition(".")[2]
    wanted = code = f"{parent}.{stem}" if parent else stem
    number = 2
    while code in taken:
        code, number = f"{wanted}_{number}", number + 1
    return Code(code=code, name=each.name, definition=each.description, leaf=each.leaf)


def slug(text: str, otherwise: str = "import") -> str:
    """Return a text as a word of small letters, digits and underscores."""
    return re.sub(r"[^\w]+", "_", text.casefold()).strip("_")[:_LONGEST].strip("_") or otherwise
