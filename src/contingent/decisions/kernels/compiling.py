"""The one way in which kernels are compiled, and where compiled code is kept for the next process.

Numba asks of kept code only whether the file of the compiled function is still the same; a change in a function it
calls, in another file, would run old code. So code is kept in a folder named after the sources of all kernels. Numba
itself tells processors and versions of Python apart.

Importing this module imports Numba.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError
from threading import Lock
from typing import Any

import llvmlite  # type: ignore[import-untyped,unused-ignore]
import numba as _numba
from numba.core.caching import IndexDataCacheFile

# mypy: disable-error-code="misc, no-untyped-call"

numba: Any = _numba

_KEPT = "kernels-"
_STALE = 60 * 86_400
"""Seconds after which code of other versions, untouched since, is thrown away."""

_UNREADABLE = (OSError, EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError, UnpicklingError)
_decorating = Lock()


def compiled(function: Callable[..., Any] | None = None, **flags: Any) -> Any:
    """Compile a function when it is first called, or fetch what another process compiled; a decorator.

    `flags` are further options of Numba's. The function releases the interpreter lock and divides as NumPy does. Where
    nothing can be kept it is compiled in every process anew.

    With `_nrt=False` Numba leaves out the counting of who uses an array, and with it a tenth of the time to compile the
    exchange model: for functions that make no array themselves.
    """
    if function is None:
        return lambda given: compiled(given, **flags)
    decorate = numba.njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True, **flags)
    folder = kept_in()
    if folder is None:
        return decorate(function)
    with _decorating:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)
        try:
            dispatcher: Any = decorate(function)
            if hasattr(dispatcher, "enable_caching"):  # a plain function where compiling is switched off
                dispatcher.enable_caching()
                dispatcher._cache._cache_file = _Kept(dispatcher._cache)
        finally:
            numba.config.CACHE_DIR = before
    return dispatcher


class _Kept(IndexDataCacheFile):
    """Compiled code of one function: a file for each kind of arguments, named after it, and an index.

    Numba numbers these files, so that two processes which compile for different arguments at once could each take the
    same number. Here the worst is that one entry of the index is lost, and compiled once more. Code that cannot be read
    or written counts as not there.
    """

    def __init__(self, cache: Any) -> None:
        super().__init__(
            cache_path=cache.cache_path,
            filename_base=cache._impl.filename_base,
            source_stamp=cache._impl.locator.get_source_stamp(),
        )
        self._base = cache._impl.filename_base

    def save(self, key: Any, data: Any) -> None:
        name = f"{self._base}.{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}.nbc"
        with suppress(OSError):
            self._save_data(name, data)
            self._save_index({**self._read_index(), key: name})

    def load(self, key: Any) -> Any:
        name = self._read_index().get(key)
        if name is None:
            return None
        try:
            return self._load_data(name)
        except _UNREADABLE:
            return None

    def kept(self) -> bool:
        """Return whether there is any code."""
        return bool(self._read_index())

    def _read_index(self) -> dict[Any, str]:
        try:
            return dict(self._load_index())
        except _UNREADABLE:
            return {}


def at_hand(function: Any) -> bool:
    """Return whether a compiled function can be called without waiting for the compiler: it was called before, in this
    process or in one that kept it."""
    file = getattr(getattr(function, "_cache", None), "_cache_file", None)
    return bool(getattr(function, "signatures", ())) or (isinstance(file, _Kept) and bool(file.kept()))


@lru_cache
def kept_in() -> Path | None:
    """Return the folder where compiled kernels are kept, which can be written to; None where there is none.

    It lies in NUMBA_CACHE_DIR if that is set, else where programs of this system keep what can be made anew.
    """
    digest = _sources()
    if digest is None:
        return None
    try:
        home = Path(numba.config.CACHE_DIR or _caches()) / "contingent"
        folder = home / f"{_KEPT}{digest}"
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _tidy(home)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):
        return None
    return folder


def _sources() -> str | None:
    """Return a digest of all sources of kernels and of the compiler's version; None where sources cannot be read."""
    told = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__}".encode())
    try:
        files = sorted(Path(__file__).parent.glob("*.py"))
        for file in files:
            told.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    except OSError:
        return None
    return told.hexdigest()[:20] if files else None


def _caches() -> Path:
    """Return the user's folder for what can be made anew. Raises RuntimeError if the user has no home."""
    if sys.platform == "win32":
        given = os.environ.get("LOCALAPPDATA")
        return Path(given) if given else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given) if os.path.isabs(given) else Path.home() / ".cache"


def _tidy(home: Path) -> None:
    """Throw away code of other versions that was last added to long ago."""
    for folder in home.glob(f"{_KEPT}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE:
                shutil.rmtree(folder, ignore_errors=True)
