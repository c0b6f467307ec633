"""Profiles from YAML: what analysts write on states and organisations, each point with its statements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from contingent.base.errors import InputError, NotFoundError
from contingent.briefs.material import Point, Profile

_HEADINGS = {"level": "Current level", "forms": "Preferred forms"}
_NO_HEADING = frozenset({"actor", "role", "trend", "silent"})


def read_profiles(path: Path) -> tuple[Profile, ...]:
    """Return the profiles of a YAML file: a list of actors under `profiles` or `organisations`.

    Each has `actor` and, under headings such as `motives`, points with `text` and `evidence`; `trend` and `silent` are
    optional. Raises NotFoundError if there is no such file, InputError naming the profile that cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the name.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The file cannot be read: {error}.", record=str(path), remedy="Save it as UTF-8.") from None
    return profiles_from_yaml(text, record=str(path))


def profiles_from_yaml(text: str, *, record: str = "profiles") -> tuple[Profile, ...]:
    """Return the profiles of YAML text; see `read_profiles`. Raises InputError."""
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"This is not YAML: {error}.", record=record, remedy="Correct the file.") from None
    found = data.get("profiles", data.get("organisations")) if isinstance(data, Mapping) else data
    if not isinstance(found, list):
        raise InputError("There is no list of profiles.", record=record, remedy="Put a list under `profiles`.")
    return tuple(_profile(item, f"{record}, profile {number}") for number, item in enumerate(found, 1))


def _profile(item: object, where: str) -> Profile:
    if not isinstance(item, Mapping) or not isinstance(item.get("actor"), str):
        raise InputError("A profile needs an actor.", record=where, remedy="Write `actor: CODE`.")
    silent = item.get("silent") or {}
    if not isinstance(silent, Mapping):
        raise InputError("`silent` is no mapping.", record=where, remedy="Write headings with what is left open.")
    trend = item.get("trend")
    return Profile(
        actor=item["actor"],
        headings={
            _heading(str(key)): _points(value, where) for key, value in item.items() if str(key) not in _NO_HEADING
        },
        trend=str(trend) if trend is not None else None,
        silent={_heading(str(key)): str(value) for key, value in silent.items()},
    )


def _heading(key: str) -> str:
    return _HEADINGS.get(key, key[:1].upper() + key[1:].replace("_", " "))


def _points(value: object, where: str) -> tuple[Point, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InputError(
            "A heading holds a list of points.", record=where, remedy="Write points with text and evidence."
        )
    points = []
    for item in value:
        evidence = item.get("evidence", []) if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or not isinstance(item.get("text"), str) or not isinstance(evidence, list):
            raise InputError(f"{item!r} is no point.", record=where, remedy="Write `text: ...` and `evidence: [ids]`.")
        points.append(Point(text=item["text"], evidence=tuple(str(key) for key in evidence)))
    return tuple(points)
