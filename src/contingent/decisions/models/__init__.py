"""The decision models, one file each: every module of this package that holds a `MODEL` is found by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from contingent.base.errors import NotFoundError
from contingent.decisions.base import DecisionModel
from contingent.decisions.options import with_options

ORDER = ("compromise", "median", "nash", "challenge", "exchange", "condorcet", "spatial", "procedural")
"""How models stand in lists: the plainest first. One that is not named here comes after these."""


@cache
def model_classes() -> Mapping[str, type[DecisionModel]]:
    """Return the classes of all models by name, the plainest first."""
    found = {}
    for module in iter_modules(__path__):
        made = getattr(import_module(f"{__name__}.{module.name}"), "MODEL", None)
        if made is not None:
            found[made.name] = made
    at = {name: number for number, name in enumerate(ORDER)}
    return MappingProxyType({name: found[name] for name in sorted(found, key=lambda n: (at.get(n, len(at)), n))})


def model(name: str, settings: Mapping[str, object] | None = None) -> DecisionModel:
    """Return a model by name with options set. Raises NotFoundError, InputError naming what there is."""
    classes = model_classes()
    if name not in classes:
        raise NotFoundError(f"There is no model {name!r}.", remedy=f"Models: {', '.join(classes)}.")
    return with_options(classes[name], settings or {})


def models(
    names: Sequence[str] = ("all",), settings: Mapping[str, Mapping[str, object]] | None = None
) -> tuple[DecisionModel, ...]:
    """Return models by name (`all`: every one), each once, with options set by model.

    Raises NotFoundError for an unknown name, also in `settings`, and InputError for an unknown option.
    """
    wanted = [each for name in names for each in (model_classes() if name == "all" else (name,))]
    for name in settings or {}:
        if name not in model_classes():
            raise NotFoundError(f"There is no model {name!r}.", remedy=f"Models: {', '.join(model_classes())}.")
    return tuple(model(name, (settings or {}).get(name)) for name in dict.fromkeys(wanted))
