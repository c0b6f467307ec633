"""Questions: what can be asked of the record, as one frozen value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from contingent.base.errors import UsageError
from contingent.base.months import Month
from contingent.records.kinds import KINDS

BY: Mapping[str, str] = {
    "contributor": "the state that sends people",
    "group": "each of the groups named",
    "region": "M49 sub-region of the contributor",
    "continent": "M49 region of the contributor",
    "operation": "the operation",
    "host": "the state or states the operation is in",
    "host_region": "M49 sub-region the operation is in",
    "host_continent": "M49 region the operation is in",
    "kind": "kind of personnel",
    "sex": "female, male, or not told",
    "month": "month by month",
    "year": "year by year",
}
"""What a table can be broken down by, in the order of its columns."""

MEASURES: Mapping[str, str] = {
    "number": "persons",
    "share": "share of a whole, which the answer names",
    "rank": "place among all; equals share the better place, the next one is left out",
    "change": "from the first month asked to the last, in persons and per cent",
    "concentration": "Gini, Herfindahl-Hirschman, effective number, share of the largest",
    "turnover": "first entries, returns, leavings, holes",
    "duration": "how long contributors stay in operations",
    "network": "who deploys with whom",
}
"""What can be measured."""

OVER: Mapping[str, str] = {
    "mean": "mean of the months in which anything is reported",
    "last": "last month on record",
    "peak": "highest month",
    "low": "lowest month in which anything is reported",
    "months": "person-months: the months added up",
}
"""How the months of a year or period become one figure."""

OF: Mapping[str, str] = {
    "contributors": "all contributors",
    "operations": "all operations",
    "kinds": "all kinds of personnel",
    "sexes": "women and men whose sex is told",
    "asked": "all that the question asks for",
}
"""What a share is a share of, and what a rank is a rank among."""

SEXES = ("female", "male", "told")
"""What can be asked of sex; `told` are all whose sex is told."""
TIMES = ("month", "year")
OF_CONTRIBUTORS = ("contributor", "group", "region", "continent")
OF_OPERATIONS = ("operation", "host", "host_region", "host_continent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the record; every field left out asks for all of it. Raises UsageError for words that are unknown.

    Fields narrow each other; several values of one field widen it. `contributors` are states, `groups` organisations
    or groups, whose members at the end of each month count; `regions` are M49 regions of contributors; `operations`
    are operations or series of them; `hosts` are states or M49 regions operations are in. `kind` is one of
    `records.kinds`, or what published lists call one. `since` and `until` are the
    first and last month. `over` says how months of a year or period become one figure, `of` what shares and ranks
    refer to, `top` keeps the first places of each month, year or period, `gap` is from how many months of absence on
    contributors count as gone (shorter absences are holes).
    """

    by: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    kind: str = "total"
    sex: str | None = None
    since: Month | None = None
    until: Month | None = None
    measure: str = "number"
    over: str = "mean"
    of: str | None = None
    top: int | None = None
    gap: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(known(each, BY, "be broken down by") for each in self.by))
        object.__setattr__(self, "measure", known(self.measure, MEASURES, "be measured as"))
        object.__setattr__(self, "over", known(self.over, OVER, "be taken over"))
        object.__setattr__(self, "kind", _kind(self.kind))
        if self.sex is not None:
            object.__setattr__(self, "sex", known(self.sex, SEXES, "be narrowed to the sex"))
        if self.of is not None:
            object.__setattr__(self, "of", known(self.of, OF, "be a share or rank of"))
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        if all(time in self.by for time in TIMES):
            raise UsageError("A table is by month or by year, not both.", remedy="Leave one of them out.")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise UsageError(f"The period ends in {self.until}, before it begins in {self.since}.")
        if "group" in self.by and not self.groups:
            raise UsageError("Which groups?", record="by group", remedy="Name them, for example --group CSTO.")
        if self.top is not None and self.top < 1:
            raise UsageError(f"There is no top {self.top}.", remedy="Give a whole number from 1 on.")
        if self.gap < 1:
            raise UsageError(f"There is no absence of {self.gap} months.", remedy="Give a whole number from 1 on.")

    @property
    def time(self) -> str | None:
        """What time is broken down by: month, year, or None for the whole period."""
        return next((each for each in self.by if each in TIMES), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """What the table is broken down by besides time, in the order asked."""
        return tuple(each for each in dict.fromkeys(self.by) if each not in TIMES)

    @property
    def one_month(self) -> bool:
        """Whether every figure is one of a single month, and so a whole number of persons."""
        return self.time == "month" or (self.since is not None and self.since == self.until)

    @property
    def of_contributors(self) -> bool:
        """Whether contributors must be told apart to answer."""
        return bool(self.contributors or self.groups or self.regions or set(self.by) & set(OF_CONTRIBUTORS))

    @property
    def of_operations(self) -> bool:
        """Whether operations must be told apart to answer."""
        return bool(self.operations or self.hosts or set(self.by) & set(OF_OPERATIONS))


def kind_meant(word: str) -> str | None:
    """Return the kind of personnel that published lists call so, in the singular or plural; None if none is."""
    from contingent.records.readers.spelling import shipped

    plain = word.replace("-", " ").strip()
    found = (shipped().kind(each) for each in (plain, f"{plain}s", plain.removesuffix("s")))
    return next((kind for kind in found if kind is not None), None)


def _kind(word: str) -> str:
    """The kind of personnel meant, or the word itself if published lists call a kind so; see `words.Words.coded`."""
    try:
        return known(word, KINDS, "be narrowed to the kind")
    except UsageError:
        if kind_meant(word) is None:
            raise
        return word


def known(word: str, words: Collection[str], what: str) -> str:
    """Return the word of a vocabulary that is meant: hyphens as underscores, any case.

    Raises UsageError naming near words, or all of them.
    """
    asked = word.strip().casefold().replace("-", "_").replace(" ", "_")
    for each in words:
        if each == asked or each + "s" == asked:
            return each
    close = get_close_matches(asked, list(words), n=2, cutoff=0.6)
    remedy = f"Did you mean {' or '.join(close)}?" if close else f"It can be: {', '.join(words)}."
    raise UsageError(f"The record cannot {what} {word!r}.", record=word, remedy=remedy)
