"""Container: the ZIP archive of a .qdpx, read with suspicion and in memory, written the same each time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from contingent.base.errors import InputError, NotFoundError
from contingent.base.files import write_whole

MOST_MEMBERS = 20_000
LARGEST_MEMBER = 256 * 1024 * 1024
LARGEST_WHOLE = 512 * 1024 * 1024
"""Bytes after unpacking; larger projects hold films, which are not read here."""

STRONGEST_RATIO = 200
"""How many times smaller a member of more than a megabyte may be packed; texts and XML reach about 30."""

_MEGABYTE = 1024 * 1024
LARGEST_LIGHT = 16 * _MEGABYTE
"""Bytes that an archive may unpack to however small it is."""

_REMEDY = "Export the project anew from the other tool."


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What is in a .qdpx: the project's XML, the name it stood under, and every other member by its path."""

    project: bytes
    name: str
    files: Mapping[str, bytes]

    @property
    def folder(self) -> str:
        """The folder of the project's XML within the archive, with its slash; empty at the top."""
        return self.name.rpartition("/")[0] + "/" if "/" in self.name else ""


def read_archive(path: Path) -> Archive:
    """Return what a .qdpx holds. Raises NotFoundError, and InputError on anything that is no sound project archive."""
    label = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_sizes(infos, path.stat().st_size, label)
            members = {_checked_name(info, label): _unpacked(archive, info, label) for info in infos}
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the path.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise InputError(f"This is no whole ZIP archive ({error}).", record=label, remedy=_REMEDY) from None
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.", record=label) from None
    if len(members) < len(infos):
        raise InputError("Two members of the archive have the same name.", record=label, remedy=_REMEDY)
    name = _project_name(members, label)
    return Archive(project=members.pop(name), name=name, files=members)


def write_archive(path: Path, archive: Archive) -> None:
    """Write a .qdpx: the project first, the rest by name, no clock in it. Raises InputError if it cannot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in [(archive.name, archive.project), *sorted(archive.files.items())]:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            file.writestr(info, data)
    write_whole(path, buffer.getvalue())


def member_named(reference: str, archive: Archive, label: str) -> str | None:
    """Return which member an `internal://` reference names, None if it is not in the archive.

    Raises InputError on a reference that climbs out of the archive.
    """
    if not (is_internal(reference)):
        return None
    name = re.sub(r"^internal:/*", "", reference, flags=re.I).replace("\\", "/")
    by_name = {member.casefold(): member for member in archive.files}
    for spelling in (name, unquote(name)):
        _refuse_climbing(spelling, label)
        for folder in (f"{archive.folder}sources/", archive.folder, ""):
            if (exact := folder + spelling) in archive.files:
                return exact
            if (found := by_name.get((folder + spelling).casefold())) is not None:
                return found
    return None


def is_internal(reference: str) -> bool:
    """Return whether a path says that its file is in the archive: `internal://`, or no scheme and not absolute."""
    if re.match(r"internal:", reference, re.I):
        return True
    return not re.match(r"[a-z][a-z0-9+.-]*:|[/\\]", reference, re.I)


def _check_sizes(infos: list[zipfile.ZipInfo], packed: int, label: str) -> None:
    if len(infos) > MOST_MEMBERS:
        raise InputError(f"The archive has {len(infos):,} members, more than {MOST_MEMBERS:,}.", record=label)
    whole = sum(info.file_size for info in infos)
    if whole > LARGEST_WHOLE:
        raise InputError(
            f"Unpacked, the archive would be larger than {LARGEST_WHOLE // _MEGABYTE} MiB.",
            record=label,
            remedy="Export the project without its films and recordings.",
        )
    if whole > LARGEST_LIGHT and whole > STRONGEST_RATIO * packed:  # many small members, or members that overlap
        raise InputError(
            f"The archive unpacks to {whole // max(packed, 1):,} times its size, as only a ZIP bomb does.",
            record=label,
            remedy=_REMEDY,
        )
    for info in infos:
        if info.flag_bits & 1:
            raise InputError(f"{info.filename[:80]!r} is encrypted.", record=label, remedy="Export without a password.")
        if info.file_size > LARGEST_MEMBER:
            raise InputError(f"{info.filename[:80]!r} is larger than 256 MiB.", record=label)
        if info.file_size > _MEGABYTE and info.file_size > STRONGEST_RATIO * max(info.compress_size, 1):
            raise InputError(
                f"{info.filename[:80]!r} unpacks to {info.file_size // max(info.compress_size, 1):,} times its size, "
                "as only a ZIP bomb does.",
                record=label,
                remedy=_REMEDY,
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(f"{info.filename[:80]!r} is packed in an unusual way.", record=label, remedy=_REMEDY)


def _checked_name(info: zipfile.ZipInfo, label: str) -> str:
    name = info.filename.replace("\\", "/")
    _refuse_climbing(name, label)
    return name


def _refuse_climbing(name: str, label: str) -> None:
    if ".." in name.split("/") or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise InputError(
            f"The path {name[:80]!r} leads out of the archive.",
            record=label,
            remedy="Do not trust this file; ask whoever made it for a project exported anew.",
        )


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> bytes:
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise InputError(f"{info.filename[:80]!r} is longer than the archive says.", record=label, remedy=_REMEDY)
    return data


def _project_name(members: Mapping[str, bytes], label: str) -> str:
    found = [name for name in members if name.casefold().endswith(".qde") and not name.startswith("__MACOSX/")]
    if not found:
        raise InputError("The archive has no project in it (a .qde file).", record=label, remedy=_REMEDY)
    top = min(name.count("/") for name in found)
    nearest = [name for name in found if name.count("/") == top]
    if len(nearest) > 1:
        raise InputError(
            "The archive has several projects in it.", record=label, remedy="Export one project at a time."
        )
    return nearest[0]
