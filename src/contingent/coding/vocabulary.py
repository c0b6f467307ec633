"""The closed vocabularies of a statement, as the coding guide defines them.

Each is a `StrEnum`: a value compares and serialises as the plain word. `docs/coding-guide.md` says when to use which.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from contingent.base.errors import InputError


class Quantifier(StrEnum):
    """How many of the participants hold the statement."""

    ONE = "one"
    TWO = "two"
    FEW = "few"
    SOME = "some"
    SEVERAL = "several"
    MANY = "many"
    MOST = "most"
    ALL = "all"
    MINORITY = "minority"
    MAJORITY = "majority"
    OTHERS = "others"
    NONE = "none"
    UNSPECIFIED = "unspecified"


class HolderKind(StrEnum):
    """What kind of holder speaks."""

    PARTICIPANT = "participant"
    EXPERT = "expert"
    OFFICIAL = "official"
    STATE = "state"
    ORGANIZATION = "organization"
    RAPPORTEUR = "rapporteur"


class Form(StrEnum):
    """By which linguistic form the text attributes the statement."""

    NP = "np"
    COREF = "coref"
    PASSIVE = "passive"
    NOMINAL = "nominal"
    HOLDER = "holder"
    SHARED = "shared"
    CARRIED = "carried"
    RAPPORTEUR = "rapporteur"


class Mode(StrEnum):
    """What kind of speech act the reporting verb names; each verb has one mode."""

    NOTED = "noted"
    ARGUED = "argued"
    SUGGESTED = "suggested"
    QUESTIONED = "questioned"
    CRITICIZED = "criticized"
    STRESSED = "stressed"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    HOPED = "hoped"
    PROPOSED = "proposed"
    OTHER = "other"


class StatementType(StrEnum):
    """What kind of claim the main clause makes; the first that fits, in this order."""

    PROPOSAL = "proposal"
    NORM = "norm"
    CAUSAL = "causal"
    FORECAST = "forecast"
    INTEREST = "interest"
    OBSTACLE = "obstacle"
    FACT = "fact"
    ASSESSMENT = "assessment"


class Hedge(StrEnum):
    """How sure the statement is of its own claim."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    CONDITIONAL = "conditional"


class Stance(StrEnum):
    """Attitude of the holder towards the first concept of the statement."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    SCEPTICAL = "sceptical"
    AMBIVALENT = "ambivalent"
    NEUTRAL = "neutral"


class Level(StrEnum):
    """How central a statement is to the report."""

    CORE = "core"
    SATELLITE = "satellite"
    META = "meta"


class Status(StrEnum):
    """Where a statement stands in the analyst's work."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class Direction(StrEnum):
    """What a what-if expects of its outcome when its condition holds."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


Word = TypeVar("Word", bound=StrEnum)


def word(vocabulary: type[Word], value: str, *, record: str | None = None) -> Word:
    """Return `value` as a word of `vocabulary`; British `organisation` is read as the gold's `organization`.

    Raises InputError naming the allowed words.
    """
    try:
        return vocabulary(value.replace("organisation", "organization"))
    except ValueError:
        allowed = ", ".join(vocabulary)
        raise InputError(
            f"{value!r} is not a {vocabulary.__name__.lower()}.", record=record, remedy=f"Use one of: {allowed}."
        ) from None
