"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from contingent.base.errors import InputError


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` by way of a file beside it, so that never half a file stands under the name.

    Raises InputError if the folder is missing or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror or error}.",
            record=str(path),
            remedy="Check that the folder is there and that you may write to it.",
        ) from None
