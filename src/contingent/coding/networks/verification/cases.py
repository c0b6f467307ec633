"""Reading reference cases: the arguments with which DNA made a network, as settings of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from contingent.base.errors import ContingentError, InputError, NotFoundError, UsageError
from contingent.coding.networks.settings import Filter, Settings

LARGEST = 512 * 1024**2
"""Bytes of the largest reference file."""
_KNOWN = {
    "networkType", "variable1", "variable2", "qualifier", "qualifierAggregation", "normalization", "isolates",
    "duplicates", "startDate", "stopDate", "startTime", "stopTime", "timeWindow", "windowSize", "kernel",
    "excludeValues", "invertValues", "statementType",
}  # fmt: skip
_FILTERS = {"author": "Authors", "source": "Sources", "section": "Sections", "type": "Types"}
_KNOWN |= {f"{word}{name}" for name in _FILTERS.values() for word in ("exclude", "invert")}
_NAMES = {"cosine": "dna_cosine", "none": "no", "off": "no"}
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
_DOCUMENT = re.compile(r"(?:doc|document)[:.](title|author|source|section|type|id)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of the reference format: its settings, the statement type and all that the file says of the result."""

    name: str
    file: str
    kind: str
    settings: Settings
    result: Mapping[str, Any]


def read_json(path: Path) -> Any:
    """Return the content of a JSON file. Raises NotFoundError and InputError."""
    if not path.is_file():
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the name and the folder.")
    if path.stat().st_size > LARGEST:
        raise InputError(f"This file is too large: at most {LARGEST:,} bytes are read.", record=str(path))
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"This is no JSON file: {error}.", record=str(path)) from None


def case_of(data: Any, path: Path) -> Case:
    """Return the case that a file holds. Raises InputError where a setting is not understood, naming it."""
    config = data.get("config") if isinstance(data, dict) else None
    if not isinstance(config, dict):
        raise InputError("This is no reference case: it has no config.", record=str(path))
    unknown = sorted(key for key, value in config.items() if key not in _KNOWN and value not in _EMPTY)
    if unknown:
        told = ", ".join(f"{each} = {config[each]!r}" for each in unknown)
        raise InputError(f"Settings that are not known: {told}.", record=str(path))
    try:
        settings = _settings(config)
    except (ContingentError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = error.what if isinstance(error, ContingentError) else f"{type(error).__name__}: {error}"
        raise InputError(f"A setting is not understood. {what}", record=str(path)) from None
    return Case(
        name=str(data.get("name") or path.stem),
        file=str(path),
        kind=str(config.get("statementType") or "DNA Statement"),
        settings=settings,
        result=data,
    )


_EMPTY: tuple[object, ...] = (None, "", False, [], {}, 0, "no")


def _settings(config: Mapping[str, Any]) -> Settings:
    kind = str(config["networkType"]).lower().replace("-", "").replace(" ", "").replace("_", "")
    if kind not in ("onemode", "twomode", "eventlist"):
        raise UsageError(f"There is no type of network {config['networkType']!r}.")
    window, kernel = _word(config, "timeWindow", "no"), _word(config, "kernel", "no")
    qualifier = config.get("qualifier") or None
    return Settings(
        rows=_variable(config["variable1"]), columns=_variable(config["variable2"]), one_mode=kind == "onemode",
        qualifier=None if qualifier is None else _variable(qualifier),
        aggregation=_word(config, "qualifierAggregation", "ignore"),
        normalisation=_word(config, "normalization", "no"), isolates=_truth(config.get("isolates", False)),
        duplicates=_word(config, "duplicates", "include"), documents=_document_filters(config),
        excluded=_value_filters(config), start=_moment(config, "start", "00:00:00"),
        stop=_moment(config, "stop", "23:59:59"), unit=None if window == "no" else window,
        size=int(config.get("windowSize", 100)), kernel=None if kernel == "no" else kernel,
    )  # fmt: skip


def _word(config: Mapping[str, Any], key: str, default: str) -> str:
    word = str(config.get(key) or default).strip().lower()
    return _NAMES.get(word, word)


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false", "1", "0"):
        return str(value).lower() in ("true", "1")
    raise UsageError(f"{value!r} is neither true nor false.")


def _variable(name: object) -> str:
    """Return a variable as sayings of a DNA database name it; those of documents are `doc:title` and so on."""
    found = _DOCUMENT.fullmatch(str(name))
    return f"doc:{found[1]}" if found else str(name)


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(each) for each in value)
    return tuple(str(value).split("|")) if value not in (None, "") else ()


def _document_filters(config: Mapping[str, Any]) -> tuple[Filter, ...]:
    found = []
    for variable, name in _FILTERS.items():
        values = _listed(config.get(f"exclude{name}"))
        if values:
            keep = _truth(config.get(f"invert{name}") or False)
            found.append(Filter(variable=f"doc:{variable}", values=values, keep=keep))
    return tuple(found)


def _value_filters(config: Mapping[str, Any]) -> tuple[Filter, ...]:
    """Return the exclusions of `variable=value|variable=value`, or of an object of lists by variable."""
    asked = config.get("excludeValues") or ""
    values: dict[str, list[str]] = {}
    if isinstance(asked, Mapping):
        values = {str(name): list(_listed(each)) for name, each in asked.items()}
    else:
        for each in _listed(asked):
            name, sign, value = each.partition("=")
            if not sign:
                raise UsageError(f"excludeValues: {each!r} names no variable.")
            values.setdefault(name, []).append(value)
    keep = _truth(config.get("invertValues") or False)
    return tuple(Filter(variable=_variable(name), values=tuple(each), keep=keep) for name, each in values.items())


def _moment(config: Mapping[str, Any], which: str, time: str) -> datetime | None:
    day = str(config.get(f"{which}Date") or "")
    if not day:
        return None
    hour = str(config.get(f"{which}Time") or time)
    for form in _DAYS:
        try:
            start = datetime.strptime(day, form)
        except ValueError:
            continue
        parts = [int(each) for each in hour.split(":")]
        return start + timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    raise UsageError(f"{which}Date {day!r} is no day.")
