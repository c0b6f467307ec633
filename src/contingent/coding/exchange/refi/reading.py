"""Reading a REFI-QDA project (.qdpx): a Parcel with all texts, codes, coders and passages, and the rest kept whole."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

from contingent.base.errors import InputError
from contingent.coding.exchange.parcel import Parcel
from contingent.coding.exchange.refi.container import Archive, read_archive
from contingent.coding.exchange.refi.trees import Element, attribute, child, children, local, parsed, size, written
from contingent.coding.exchange.refi.understanding import Understanding, understand

KEPT = "refi"
"""Name of what Parcel.extras keeps of a project, as JSON can say it: XML, other files, how positions count."""


def read_qdpx(path: Path, *, offsets: str | None = None) -> Parcel:
    """Return what a REFI-QDA project holds.

    `offsets` names how its positions count (`points`, `utf-16+bom` ..., see rulers.Convention.named) where what was
    found is wrong or not certain. Raises NotFoundError, UsageError on an unknown name, and InputError on anything
    that is no sound project.
    """
    label = path.name
    archive = read_archive(path)
    root = parsed(archive.project, "Project", f"{label}, {archive.name}")
    understanding = understand(root, archive, label, offsets)
    _check_any(understanding, label)
    return Parcel(
        tool=_tool(root),
        documents=tuple(read.document for read in understanding.reads),
        codes=tuple(understanding.codes.listed),
        coders=understanding.coders,
        passages=tuple(each for read in understanding.reads for unit in read.units for each in unit.passages),
        entities=understanding.entities,
        kinds=understanding.kinds,
        offsets=understanding.finding.words,
        left_out=tuple(_left_out(root, understanding)),
        extras={
            KEPT: {
                "project": written(root).decode(),
                "name": archive.name,
                "files": {name: b64encode(data).decode() for name, data in archive.files.items()},
                "offsets": understanding.finding.convention.name,
                "offsets_too": list(understanding.finding.others),
            }
        },
    )


def kept_archive(extras: Mapping[str, object]) -> tuple[Archive, str] | None:
    """Return the archive that a parcel keeps and the name of its convention, None if it keeps none."""
    kept = extras.get(KEPT)
    if not isinstance(kept, Mapping):
        return None
    project, name, files, offsets = (kept.get(key) for key in ("project", "name", "files", "offsets"))
    if not (isinstance(project, str) and isinstance(name, str) and isinstance(offsets, str)):
        return None
    named = files.items() if isinstance(files, Mapping) else ()
    try:
        members = {str(member): b64decode(data) for member, data in named if isinstance(data, str)}
    except ValueError:
        return None
    return Archive(project=project.encode(), name=name, files=members), offsets


def _check_any(understanding: Understanding, label: str) -> None:
    if understanding.unread and not understanding.reads and not understanding.codes.listed:
        first = understanding.unread[0]
        raise InputError(
            f"No source of the project has a text here. {attribute(first.holder, 'name')!r}: {first.why}.",
            record=label,
            remedy="Export the project with its sources inside.",
        )


def _tool(root: Element) -> str:
    origin = attribute(root, "origin")
    return f"REFI-QDA project by {origin[:80]}" if origin else "REFI-QDA project"


def _left_out(root: Element, understanding: Understanding) -> list[str]:
    lines = []
    for each in understanding.unread:
        name = attribute(each.holder, "name") or attribute(each.holder, "guid")
        coded = f"; {_count(each.coded, 'selection')} with it" if each.coded else ""
        lines.append(f"Source {name!r} is left out: {each.why}{coded}.")
    for read in understanding.reads:
        name = read.document.title
        if read.carrier.aside:
            lines.append(f"Source {name!r}: {read.carrier.aside}.")
        areas = sum(1 for each in read.carrier.holder.iter() if local(each) in ("PDFSelection", "PictureSelection"))
        if areas:
            lines.append(
                f"Source {name!r}: {_count(areas, 'area')} marked on pages or pictures, kept for writing only."
            )
    for reason, count in understanding.tally.counts.items():
        lines.append(f"{_count(count, 'selection')}: each {reason}.")
    lines += _kept_aside(root)
    return lines


_PLURAL = {"Notes": "note", "Links": "link", "Sets": "set", "Graphs": "graph"}


def _kept_aside(root: Element) -> list[str]:
    found = [_count(count, word) for group, word in _PLURAL.items() if (count := size(child(root, group)))]
    unknown = sorted({local(each) for each in root if local(each) and local(each) not in _KNOWN})
    lines = [f"{', '.join(found)}: kept for writing REFI-QDA again, not shown."] if found else []
    if unknown:
        lines.append(f"Elements that the standard does not know: {', '.join(unknown)[:200]}; kept for writing only.")
    nameless = sum(1 for user in children(child(root, "Users"), "User") if not attribute(user, "name"))
    return lines + ([f"{_count(nameless, 'user')} without a name."] if nameless else [])


_KNOWN = {"Users", "CodeBook", "Variables", "Cases", "Sources", *_PLURAL, "Description", "NoteRef"}


def _count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"
