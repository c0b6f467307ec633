"""The script of an interactive page: Vega out of the installed vl-convert with our own few lines, kept once made."""

from __future__ import annotations

import hashlib
import os
import sys
from base64 import b64encode
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from contingent.base.errors import ContingentError
from contingent.base.files import write_whole

NOTICE = (
    "/* Vega, Vega-Lite and vega-embed (BSD-3-Clause, Copyright University of Washington Interactive Data Lab), "
    "as bundled by vl-convert. */\n"
)


def script(name: str) -> str:
    """Return one of the page scripts of this package with Vega in it, ready to stand in an HTML page as a module.

    Joining takes one to two seconds the first time; the result is kept in the user's cache by the versions of both.
    """
    own = files("contingent.briefs.sheets").joinpath(name).read_text(encoding="utf-8")
    key = hashlib.sha256(own.encode()).hexdigest()[:16]
    kept = cache_folder() / f"{Path(name).stem}-vl-convert-{version('vl-convert-python')}-{key}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        made = _joined(own)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, made.encode())
    except (OSError, ContingentError):  # a folder that cannot be written to costs time, nothing else
        pass
    return made


def _joined(own: str) -> str:
    import vl_convert

    made: str = vl_convert.javascript_bundle(own)
    return NOTICE + made.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def digest(text: str) -> str:
    """Return what a content security policy allows exactly this inline script by."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    if sys.platform == "win32":  # pragma: no cover
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "contingent"
