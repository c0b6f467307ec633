"""Options of a model: named choices where the published texts and programs disagree, each with its reason.

A model is a frozen dataclass; its fields made with `choice`, `number` or `word` are its options. `options_of` lists
them, and `with_options` sets them from words, as a command line or a file has them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar

from contingent.base.errors import InputError

M = TypeVar("M")

_MARK = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option: its name, default, what each choice does (empty for a number), and why the default is the default.

    `least` and `most` bound a number; `whole` says that it counts something. `referenced` is the choice of the
    published replication or program that reference numbers come from, where that is not the default. `free` is for
    words that no list can hold: a code, a day, the name of a file.
    """

    name: str
    default: str | float
    says: Mapping[str, str]
    why: str
    least: float = -math.inf
    most: float = math.inf
    whole: bool = False
    referenced: str | None = None
    free: bool = False

    @property
    def is_number(self) -> bool:
        """Whether a number is asked for."""
        return not self.says and not self.free


def choice(default: str, says: Mapping[str, str], *, why: str, referenced: str | None = None) -> Any:
    """Return a dataclass field for one of some words; `says` tells by word what it does."""
    return field(
        default=default,
        metadata={_MARK: {"says": MappingProxyType(dict(says)), "why": why, "referenced": referenced}},
    )


def number(
    default: float, *, why: str, least: float = -math.inf, most: float = math.inf, referenced: str | None = None
) -> Any:
    """Return a dataclass field for a number within bounds; whole if the default is an int."""
    whole = isinstance(default, int)
    told = {"says": {}, "why": why, "least": least, "most": most, "whole": whole, "referenced": referenced}
    return field(default=default, metadata={_MARK: told})


def word(default: str, *, why: str) -> Any:
    """Return a dataclass field for any word: a code, a day, the name of a file. What it means the model checks."""
    return field(default=default, metadata={_MARK: {"says": {}, "why": why, "free": True}})


def options_of(model: type[Any]) -> tuple[Option, ...]:
    """Return the options of a model class, in the order of its fields."""
    return tuple(_option(each) for each in fields(model) if _MARK in each.metadata)


def check_options(model: Any) -> None:
    """Raise an InputError if an option of a model is set to what it cannot be. Called by `__post_init__`."""
    for option in options_of(type(model)):
        _checked(type(model), option, getattr(model, option.name))


def with_options(model: type[M], settings: Mapping[str, object]) -> M:
    """Return the model with options set by name; words that tell numbers are read as numbers.

    A model may have presets (a class constant `presets`: settings by name); `preset` asks for one, on top of which the
    other settings count. Raises InputError for an unknown option or a choice it does not have, naming those there are.
    """
    known = {option.name: option for option in options_of(model)}
    chosen: dict[str, object] = {}
    for name, given in _from_preset(model, settings).items():
        if name not in known:
            listed = ", ".join((*known, *(["preset"] if presets_of(model) else []))) or "it has none"
            raise InputError(f"{_name(model)} has no option {name!r}.", remedy=f"Options: {listed}.")
        chosen[name] = _checked(model, known[name], given)
    return model(**chosen)


def presets_of(model: type[Any]) -> Mapping[str, Mapping[str, object]]:
    """Return the presets of a model class: by name the settings that go together."""
    found: Mapping[str, Mapping[str, object]] = getattr(model, "presets", {})
    return found


def _from_preset(model: type[Any], settings: Mapping[str, object]) -> Mapping[str, object]:
    presets = presets_of(model)
    if "preset" not in settings or not presets:
        return settings
    if settings["preset"] not in presets:
        raise InputError(
            f"{settings['preset']!r} is no choice.",
            record=f"preset of {_name(model)}",
            remedy=f"Say one of: {', '.join(presets)}.",
        )
    return {**presets[str(settings["preset"])], **{name: to for name, to in settings.items() if name != "preset"}}


def _option(each: Field[Any]) -> Option:
    default = each.default
    assert default is not MISSING
    return Option(name=each.name, default=default, **each.metadata[_MARK])


def _checked(model: type[Any], option: Option, given: object) -> str | float:
    record = f"option {option.name} of {_name(model)}"
    if option.free:
        return str(given).strip()
    if not option.is_number:
        if given not in option.says:
            raise InputError(f"{given!r} is no choice.", record=record, remedy=f"Say one of: {', '.join(option.says)}.")
        return str(given)
    try:
        value = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        value = math.nan
    if not option.least <= value <= option.most or (option.whole and value != int(value)):
        kind = "a whole number" if option.whole else "a number"
        raise InputError(
            f"{given!r} cannot be taken.",
            record=record,
            remedy=f"Give {kind} from {option.least:g} to {option.most:g}.",
        )
    return int(value) if option.whole else value


def _name(model: type[Any]) -> str:
    return str(getattr(model, "name", model.__name__))
