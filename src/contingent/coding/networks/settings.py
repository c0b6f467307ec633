"""Settings: every choice that makes a network out of statements, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from contingent.base.errors import UsageError

AGGREGATIONS = {
    "ignore": "statements count alike, whatever the qualifier says",
    "congruence": "one-mode: how often two nodes say the same",
    "conflict": "one-mode: how often two nodes say the opposite",
    "subtract": "one-mode: congruence less conflict; two-mode: support less rejection",
    "combine": "two-mode: which levels occur, as a sum of powers of two",
}
NORMALISATIONS = {
    "no": "as counted",
    "activity": "two-mode: divided by how much the row says",
    "prominence": "two-mode: divided by how much is said on the column",
    "average": "one-mode: divided by the mean number of statements of both nodes",
    "jaccard": "one-mode: divided by what both say together and each alone",
    "dna_cosine": "one-mode: divided by the product of both numbers of statements (what DNA calls cosine)",
    "l2_cosine": "one-mode: divided by the lengths of both profiles (within -1 and 1 unless levels are text)",
}
DUPLICATES = {
    "include": "every statement counts",
    "document": "the same said again in a document counts once",
    "week": "the same said again in an ISO week of a year counts once",
    "month": "the same said again in a month of a year counts once",
    "year": "the same said again in a year counts once",
    "acrossrange": "the same said again at any time counts once",
}
UNITS = ("seconds", "minutes", "hours", "days", "weeks", "months", "years", "events")
KERNELS = ("uniform", "epanechnikov", "gaussian", "triangular")
_ONE_MODE = {"congruence", "conflict", "average", "jaccard", "dna_cosine", "l2_cosine"}
_TWO_MODE = {"combine", "activity", "prominence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Values of a variable: rows with one of them are left out, or only they are kept.

    Numbers are written as text, truth values as `1` and `0` or `true` and `false`; the empty text is `not coded`.
    """

    variable: str
    values: tuple[str, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a network is made of.

    Attributes:
        rows: the variable whose values are the rows, and the nodes of a one-mode network.
        columns: the variable whose values are the columns, or over which nodes of a one-mode network meet.
        one_mode: tie rows to rows, not rows to columns.
        qualifier: the variable that tells agreement or intensity; None counts all alike.
        aggregation: a word of AGGREGATIONS.
        normalisation: a word of NORMALISATIONS.
        duplicates: a word of DUPLICATES. Of doubles the earliest counts, with its own weight.
        documents: filters on statements of documents, before anything is counted: isolates and levels of the
            qualifier come from what passes.
        excluded: filters on statements; isolates and levels of the qualifier still come from what does not pass.
        start: first moment counted.
        stop: last moment counted, inclusive.
        isolates: keep nodes of which no statement is left.
        scale: lowest and highest level that an integer qualifier could take; None takes those that occur.
        unit: a word of UNITS for one network per window or slice of time; None for one of all.
        size: how many units a window or kernel is wide.
        kernel: a word of KERNELS for slices that weigh statements by their distance in time; None for windows.
        seed: of the order among statements of one moment in windows of events.
        compatibility: count as DNA 3.1.2 does where it is known to be at fault: months and weeks of all years are one,
            integers beyond -128 to 127 are never doubles, one level of a scale gives no number, kernels with cut
            distances, places of levels for their values, an asymmetric triangle and a diagonal that is not 0.
    """

    rows: str = "person"
    columns: str = "concept"
    one_mode: bool = False
    qualifier: str | None = None
    aggregation: str = "ignore"
    normalisation: str = "no"
    duplicates: str = "include"
    documents: tuple[Filter, ...] = ()
    excluded: tuple[Filter, ...] = ()
    start: datetime | None = None
    stop: datetime | None = None
    isolates: bool = False
    scale: tuple[int, int] | None = None
    unit: str | None = None
    size: int = 100
    kernel: str | None = None
    seed: int = 1
    compatibility: bool = False

    def __post_init__(self) -> None:
        for what, known in (
            ("aggregation", AGGREGATIONS), ("normalisation", NORMALISATIONS), ("duplicates", DUPLICATES),
            ("unit", (None, *UNITS)), ("kernel", (None, *KERNELS)),
        ):  # fmt: skip
            if getattr(self, what) not in known:
                words = ", ".join(each for each in known if each)
                raise UsageError(
                    f"There is no {what} {getattr(self, what)!r}.", record="network", remedy=f"Take one of {words}."
                )
        self._check_mode()
        self._check_numbers()

    def _check_mode(self) -> None:
        foreign = _TWO_MODE if self.one_mode else _ONE_MODE
        for what in ("aggregation", "normalisation"):
            word = getattr(self, what)
            if word in foreign:
                here, there = ("one-mode", "two-mode") if self.one_mode else ("two-mode", "one-mode")
                raise UsageError(
                    f"The {what} {word} is for {there} networks; this one is {here}.",
                    record="network",
                    remedy=f"Ask for a {there} network, or for another {what}.",
                )
        if self.qualifier is None and self.aggregation != "ignore":
            raise UsageError(
                f"The aggregation {self.aggregation} needs a qualifier.",
                record="network",
                remedy="Name the variable that tells agreement, or take the aggregation ignore.",
            )
        if self.rows == self.columns:
            raise UsageError("Rows and columns are the same variable.", record=self.rows, remedy="Name two variables.")

    def _check_numbers(self) -> None:
        def refuse(what: str, remedy: str) -> None:
            raise UsageError(what, record="network", remedy=remedy)

        if self.scale is not None and self.scale[0] >= self.scale[1]:
            refuse("The scale has no width.", "Give its lowest and its highest level, as in -2 and 2.")
        if not 1 <= self.size <= 1_000_000:
            refuse(f"A window cannot be {self.size} wide.", "Give a whole number from 1 to 1,000,000.")
        if self.start and self.stop and self.start > self.stop:
            refuse("The range ends before it starts.", "Swap the two days.")
        if self.kernel and self.unit in (None, "events"):
            refuse("A kernel needs a unit of time.", "Name seconds, minutes, hours, days, weeks, months or years.")

    def as_dict(self) -> dict[str, object]:
        """Return every setting by name, moments as ISO 8601."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in found.items()}
