"""Files on their way: what has arrived, and what is needed to go on where a transfer broke off."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contingent.base.errors import InputError
from contingent.records.hub.headers import starts_at, sums_of, validator_of, version_of
from contingent.records.hub.patience import BusyError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse


_PACKED = frozenset({"gzip", "x-gzip"})
_PIECE = 1 << 20


def too_large(address: str, largest: int) -> InputError:
    """Return the error of a file with more bytes than a client takes."""
    return InputError(
        f"The file has more than {largest:,} bytes.", record=address, remedy="Look at it with a browser first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that was fetched whole: where it lies, from which address, when, and what to ask with next time.

    `unchanged` means the server says it is the version already known; then there is no file. `measured` is false where
    the server announced neither length nor sum, so that a file cut short looks like a whole one.
    """

    address: str
    retrieved: datetime
    path: Path | None = None
    sha256: str | None = None
    validator: str | None = None
    unchanged: bool = False
    measured: bool = True


@dataclass
class Unfinished:
    """An unfinished file with a note beside it: which version it is of, and how long it will be."""

    path: Path
    note: Path
    name: str
    known: dict[str, Any]

    @classmethod
    def at(cls, folder: Path, address: str) -> Unfinished:
        """Return what is left of an earlier attempt at this address, or a fresh start."""
        key = hashlib.sha256(address.encode()).hexdigest()[:12]
        name = f"{re.sub(r'[^A-Za-z0-9.-]+', '-', urlsplit(address).path).strip('-')[-60:] or 'file'}-{key}"
        path, note = folder / f"{name}.part", folder / f"{name}.part.json"
        try:
            known = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        found = cls(path, note, name, known if isinstance(known, dict) else {})
        if not found.known.get("version") or not path.exists():
            found.drop()
        return found

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_whole(self) -> bool:
        """Whether as many bytes have arrived as the server announced, as far as it announced any."""
        length = self.known.get("length")
        return length is None or self.size == length

    @property
    def is_measured(self) -> bool:
        """Whether the server said anything by which a file that was cut off differs from a whole one."""
        packed = self.known.get("packed") in _PACKED  # such a file has its sum at its end
        return packed or self.known.get("length") is not None or bool(self.known.get("chunked") or self.known["sums"])

    def headers(self) -> dict[str, str]:
        """What to ask for to go on; nothing where there is nothing to go on with."""
        if not self.size or not self.known.get("version"):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": str(self.known["version"])}

    def begin(self, response: BaseHTTPResponse) -> None:
        """Get ready for what the response sends: the rest of the file, or all of it."""
        if response.status == 206 and starts_at(response) == self.size:
            return
        if response.status == 206:
            self.drop()
            raise BusyError("the server sent another part than asked for")
        self.drop()
        length = response.headers.get("Content-Length")
        self.known = {
            "version": version_of(response),
            "validator": validator_of(response),
            "packed": response.headers.get("Content-Encoding", "").strip().casefold(),
            "length": int(length) if length and length.isdecimal() else None,
            "chunked": "chunked" in response.headers.get("Transfer-Encoding", "").casefold(),
            "sums": sums_of(response),
        }
        self.note.write_text(json.dumps(self.known), encoding="utf-8")
        self.path.write_bytes(b"")

    def finish(self, address: str, largest: int) -> Download:
        """Return the whole file, unpacked and under its own name.

        Raises BusyError where it was damaged on the way, InputError where it is larger than `largest` when unpacked.
        """
        for kind, wanted in self.known.get("sums", {}).items():
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, kind).hexdigest()
            if found != wanted:
                self.drop()
                raise BusyError(f"the {kind} sum of the file is wrong, so it was damaged on the way")
        if self.known.get("packed") in _PACKED:
            self._unpack(address, largest)
        with self.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        whole = self.path.with_suffix("")
        self.path.replace(whole)
        self.note.unlink(missing_ok=True)
        return Download(
            address=address,
            retrieved=datetime.now(UTC),
            path=whole,
            sha256=sha256,
            validator=self.known.get("validator"),
            measured=self.is_measured,
        )

    def _unpack(self, address: str, largest: int) -> None:
        """Unpack a file that a server packs though it is asked not to (RFC 9110 section 8.4.1.3)."""
        plain = self.path.with_suffix(".plain")
        try:
            with gzip.open(self.path) as packed, plain.open("wb") as file:
                while piece := packed.read(_PIECE):
                    file.write(piece)
                    if file.tell() > largest:
                        break
        except (OSError, EOFError, zlib.error) as error:
            plain.unlink(missing_ok=True)
            self.drop()
            raise BusyError("the file cannot be unpacked, so it was damaged on the way") from error
        if plain.stat().st_size > largest:
            plain.unlink()
            self.drop()
            raise too_large(address, largest)
        plain.replace(self.path)

    def drop(self) -> None:
        """Start anew."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
        self.known = {}
