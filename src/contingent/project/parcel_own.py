"""Statements of our own that come back in another tool's file: recognised, and their fields read again.

`parcel_exporting` writes a statement coded here as one passage of the kind `Contingent Statement`, with the words of
the coding guide as variables. The file may have been changed in the other tool: what that tool has a field for
(concept, agreement, organization) counts before the words beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from contingent.coding.exchange.parcel import Parcel, Passage
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Form, Hedge, HolderKind, Mode, Quantifier, Stance, StatementType

KIND = "Contingent Statement"
"""The kind of statements that were coded here."""
VARIABLES = {
    "statement": "short text", "organization": "short text", "holder kind": "short text", "quantifier": "short text",
    "group": "short text", "mode": "short text", "type": "short text", "hedge": "short text", "stance": "short text",
    "agreement": "boolean", "actors": "long text", "codes": "long text", "paraphrase": "long text",
}  # fmt: skip
"""What other tools get of a statement coded here, and of which data type it is."""
SIDES = {Stance.SUPPORT: True, Stance.OPPOSE: False, Stance.SCEPTICAL: False}
"""The truth value `agreement` of a stance; the others take no side and have none."""
BETWEEN = "; "
"""What stands between several values in one variable."""
COMPARED = ("attribution", "mode", "type", "hedge", "stance", "actors", "concepts", "paraphrase")
"""Fields that the variables tell."""


def staying(each: Statement) -> tuple[str, ...]:
    """Return, in words, what a statement coded here has and no variable tells."""
    has = {
        "a cue of the holder": each.attribution.cue,
        "a verb": each.verb,
        "actors named in the passage": each.actors_named,
        "a link to another statement": each.head not in (None, each.id) or each.nested_in or each.attribution.source,
        "a second type": each.type2,
        "words of time": each.time,
        "a claim or a condition": each.claim or each.what_if,
    }
    return tuple(words for words, value in has.items() if value)


def is_own(each: Passage) -> bool:
    """Return whether a passage is a statement that was coded here."""
    return each.kind == KIND and bool(each.variables.get("statement"))


def own_id(each: Passage) -> str:
    """Return the id that the statement of a passage has here."""
    return str(each.variables["statement"])


def with_own_codes(parcel: Parcel) -> Parcel:
    """Return the parcel with all the codes of statements of our own, where the tool had room for the first alone."""
    known = {code.id for code in parcel.codes}
    passages = tuple(_with_codes(each, known) if is_own(each) else each for each in parcel.passages)
    return parcel if passages == parcel.passages else replace(parcel, passages=passages)


def _with_codes(each: Passage, known: set[str]) -> Passage:
    listed = [code for code in str(each.variables.get("codes", "")).split(BETWEEN) if code in known]
    if len(each.codes) > 1 or listed[:1] == list(each.codes):
        return replace(each, codes=tuple(dict.fromkeys([*each.codes, *listed])))
    # The main code was changed there: it counts, and what stood behind the old one stays behind the new.
    return replace(each, codes=tuple(dict.fromkeys([*each.codes, *listed[1:]])))


def variables_of(each: Statement, names: Mapping[str, str]) -> dict[str, str | int | bool]:
    """Return the variables of a statement coded here; `names` are those of actors by code."""
    attribution = each.attribution
    holders = BETWEEN.join(names.get(code, code) for code in attribution.affiliation)
    told: dict[str, str | int | bool] = {
        "statement": each.id,
        "organization": holders or attribution.kind.value,
        "holder kind": attribution.kind.value,
        "quantifier": attribution.quantifier.value,
        "group": attribution.group or "",
        "mode": each.mode.value,
        "type": each.type.value,
        "hedge": each.hedge.value,
        "stance": each.stance.value if each.stance is not None else "",
        "actors": BETWEEN.join(names.get(code, code) for code in each.actors),
        "codes": BETWEEN.join(each.concepts),
        "paraphrase": each.paraphrase or "",
    }
    side = SIDES.get(each.stance) if each.stance is not None else None
    return told if side is None else {**told, "agreement": side}


@dataclass(slots=True)
class _Reader:
    """Variables being read; those that nothing here can be made of stay in `left`."""

    left: dict[str, Any]

    def word(self, name: str, kind: type[StrEnum], otherwise: Any) -> Any:
        """Return the word of a vocabulary that a variable has."""
        value = self.left.pop(name, "")
        if value == "":
            return otherwise
        try:
            return kind(value)
        except ValueError:
            self.left[name] = value
            return otherwise

    def actors(self, name: str, codes: Callable[[str], str | None], nothing: str = "") -> tuple[str, ...]:
        """Return the codes of the actors that a variable lists; names of nobody known stay in the variable."""
        value = str(self.left.pop(name, ""))
        listed = [] if value in ("", nothing) else value.split(BETWEEN)
        unknown = [each for each in listed if codes(each) is None]
        if unknown:
            self.left[name] = BETWEEN.join(unknown)
        return tuple(dict.fromkeys(code for each in listed if (code := codes(each)) is not None))


def own_again(bare: Statement, each: Passage, actors: Mapping[str, str]) -> Statement:
    """Return a statement with the fields that the variables of its passage tell.

    Args:
        bare: the statement with its place, coder and codes.
        each: its passage.
        actors: codes of actors by code and by name, in small letters.
    """
    reader = _Reader(dict(each.variables))
    for name in ("statement", "codes", "concept"):
        reader.left.pop(name, None)
    kind = reader.word("holder kind", HolderKind, HolderKind.RAPPORTEUR)
    affiliation = reader.actors("organization", lambda name: actors.get(name.casefold()), kind.value)
    told = kind is not HolderKind.RAPPORTEUR or bool(affiliation)
    attribution = Attribution(
        explicit=told,
        quantifier=reader.word("quantifier", Quantifier, Quantifier.UNSPECIFIED),
        kind=kind,
        affiliation=affiliation,
        group=str(reader.left.pop("group", "")) or None,
        form=Form.HOLDER if told else Form.RAPPORTEUR,
    )
    agreement = reader.left.pop("agreement", None)
    return replace(
        bare,
        attribution=attribution,
        mode=reader.word("mode", Mode, Mode.OTHER),
        type=reader.word("type", StatementType, StatementType.ASSESSMENT),
        hedge=reader.word("hedge", Hedge, Hedge.CERTAIN),
        stance=_stance(reader.word("stance", Stance, None), agreement),
        actors=reader.actors("actors", lambda name: actors.get(name.casefold())),
        paraphrase=str(reader.left.pop("paraphrase", "")) or None,
        variables=reader.left,
    )


def _stance(stance: Stance | None, agreement: object) -> Stance | None:
    """Return the stance, unless the truth value says otherwise; that of none that takes a side is written as true."""
    if not isinstance(agreement, bool):
        return stance
    side = SIDES.get(stance, True) if stance is not None else True
    if side == agreement:
        return stance
    return Stance.SUPPORT if agreement else Stance.OPPOSE


def differing(here: Statement, there: Statement) -> tuple[str, ...]:
    """Return the fields that a file tells of a statement and that are not so here."""
    return tuple(name for name in COMPARED if _told(here, name) != _told(there, name))


def _told(each: Statement, name: str) -> Any:
    if name == "attribution":
        who = each.attribution
        return who.quantifier, who.kind, who.affiliation, who.group or ""
    return getattr(each, name) or None


def told_of(changed: Iterable[tuple[str, tuple[str, ...]]], most: int = 5) -> str:
    """Return statements with their differing fields in words."""
    listed = [f"{key} ({', '.join(names)})" for key, names in changed]
    return "; ".join(listed[:most]) + (f"; and {len(listed) - most} more" if len(listed) > most else "")
