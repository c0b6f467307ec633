"""The variables of a statement that coders can agree on, each with its level of measurement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contingent.base.errors import NotFoundError
from contingent.coding.agreement.ratings import Scale
from contingent.coding.statements import Statement

NONE = "none"
"""Stands for a field that a coder left empty on purpose: no stance, no concept."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its name, what it is in words, its level, and how it is read from a statement (None is missing)."""

    name: str
    label: str
    scale: Scale
    read: Callable[[Statement], object]


def _main(statement: Statement) -> str:
    return statement.concepts[0] if statement.concepts else NONE


def _top(code: str) -> str:
    return code.partition(".")[0]


VARIABLES: tuple[Variable, ...] = (
    Variable("explicit", "whether the speaker is named", Scale.NOMINAL, lambda s: s.attribution.explicit),
    Variable("quantifier", "how many hold it", Scale.NOMINAL, lambda s: s.attribution.quantifier.value),
    Variable("kind", "kind of holder", Scale.NOMINAL, lambda s: s.attribution.kind.value),
    Variable("affiliation", "affiliation of the holder", Scale.SET, lambda s: frozenset(s.attribution.affiliation)),
    Variable("mode", "mode of speech", Scale.NOMINAL, lambda s: s.mode.value),
    Variable("type", "type of claim", Scale.NOMINAL, lambda s: s.type.value),
    Variable("hedge", "hedge", Scale.NOMINAL, lambda s: s.hedge.value),
    Variable("stance", "stance", Scale.NOMINAL, lambda s: s.stance.value if s.stance else NONE),
    Variable("concept", "main concept", Scale.NOMINAL, _main),
    Variable("concept_top", "main concept, top level", Scale.NOMINAL, lambda s: _top(_main(s))),
    Variable("concepts", "all concepts", Scale.SET, lambda s: frozenset(s.concepts)),
    Variable("actors", "actors it is about", Scale.SET, lambda s: frozenset(s.actors)),
    Variable("level", "how central it is", Scale.NOMINAL, lambda s: s.level.value),
)
"""The closed vocabularies are nominal: hedges have `conditional`, stances `ambivalent` beside `neutral`, quantifiers
`others` and `unspecified`, and none of these has a place in an order."""


def variables_of(statements: Iterable[Statement]) -> tuple[Variable, ...]:
    """Return the variables of these statements: the house's own, then what another tool kept, by its names.

    A whole number that another tool kept is ordinal, as the scales of such tools are; words and truth values are
    nominal. A statement without the variable is missing.
    """
    kinds: dict[str, bool] = {}
    for statement in statements:
        for name, value in statement.variables.items():
            number = isinstance(value, int) and not isinstance(value, bool)
            kinds[name] = kinds.get(name, True) and number
    taken = {each.name for each in VARIABLES}
    others = [_kept(name, number, taken) for name, number in sorted(kinds.items())]
    return (*VARIABLES, *others)


def _kept(name: str, number: bool, taken: set[str]) -> Variable:
    called = f"variables.{name}" if name in taken else name
    scale = Scale.ORDINAL if number else Scale.NOMINAL
    return Variable(called, name, scale, lambda statement: statement.variables.get(name))


def chosen(variables: Sequence[Variable], names: Sequence[str] | None) -> tuple[Variable, ...]:
    """Return the variables of these names, all without names. Raises NotFoundError naming those there are."""
    if not names:
        return tuple(variables)
    known = {each.name: each for each in variables}
    for name in names:
        if name not in known:
            raise NotFoundError(f"There is no variable {name!r}.", remedy=f"Name one of: {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names))


def shown(value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(not coded)" if value is None else str(value)
