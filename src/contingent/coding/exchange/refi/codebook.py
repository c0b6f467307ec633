"""Codebooks in REFI-QDA (.qdc), both ways."""

from __future__ import annotations

from pathlib import Path

from contingent.base.errors import InputError, NotFoundError
from contingent.base.files import write_whole
from contingent.coding.exchange.parcel import Parcel
from contingent.coding.exchange.refi.codes import codes_holder, codes_of, put_codes
from contingent.coding.exchange.refi.trees import (
    CODEBOOK,
    Element,
    attribute,
    child,
    empty,
    local,
    parsed,
    put_in_order,
    remove,
    size,
    written,
)

KEPT = "refi-codebook"
"""Name of what Parcel.extras keeps of a codebook: its XML, for its sets."""

LARGEST = 64 * 1024 * 1024


def read_qdc(path: Path) -> Parcel:
    """Return the codes of a REFI-QDA codebook. Raises NotFoundError, and InputError on anything that is none."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=path.name) from None
    if len(data) > LARGEST:
        raise InputError("The file is larger than 64 MiB, more than a codebook is.", record=path.name)
    root = parsed(data, "CodeBook", path.name)
    origin = attribute(root, "origin")
    sets = size(child(root, "Sets"))
    return Parcel(
        tool=f"REFI-QDA codebook by {origin[:80]}" if origin else "REFI-QDA codebook",
        codes=tuple(codes_of(codes_holder(root)).listed),
        left_out=(f"{sets} {'set' if sets == 1 else 'sets'} of codes, kept for writing .qdc again.",) if sets else (),
        extras={KEPT: written(root).decode()},
    )


def write_qdc(parcel: Parcel, path: Path) -> None:
    """Write the codes of a parcel as a REFI-QDA codebook.

    Raises InputError if there is no code, which the format does not allow, or the file cannot be written.
    """
    if not parcel.codes:
        raise InputError(
            "There is no code, and a REFI-QDA codebook must have one.",
            record=path.name,
            remedy="Add a codebook to the project first.",
        )
    root = _root(parcel)
    before = written(root)
    put_codes(codes_holder(root, make=True), parcel.codes)
    if written(root) != before:
        _tidy(root)
    write_whole(path, written(root))


def _root(parcel: Parcel) -> Element:
    kept = parcel.extras.get(KEPT)
    if isinstance(kept, str):
        return parsed(kept.encode(), "CodeBook", "codebook")
    root = empty(CODEBOOK, "CodeBook")
    root.set("origin", "contingent")
    return root


def _tidy(root: Element) -> None:
    from lxml import etree

    there = {attribute(each, "guid") for each in root.iter() if local(each) == "Code"}
    for member in [each for each in root.iter() if local(each) == "MemberCode"]:
        if attribute(member, "targetGUID") not in there:
            remove(member)
    put_in_order(root)
    etree.indent(root, "  ")
