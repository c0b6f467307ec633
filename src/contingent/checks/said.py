"""A claim as it was said, and as it is put to the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.coding.statements import Claim
from contingent.records.actors import ActorKind
from contingent.records.record import Record

UNDATED = "the day of the meeting (contingent add PROJECT FILE --date) or a month in the claim"
OF_THE_UN = "uniformed personnel in UN operations, which the sentence does not name"

Values = Mapping[str, object]

_NOW = re.compile(r"\b(?:current|present|now|today|recent|to date|so far|these days|at the moment)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A claim as it is put to the record: a measure with its parameters, or what is `needed` before it can be.

    `caution` says what the sentence leaves open: a finding against such a claim is unclear, not contradicted.
    `assumed` says what was filled in without leaving the finding open, such as the years looked at. `observed` is what
    the record has nevertheless, in words.
    """

    measure: str | None = None
    values: Values
    needed: str | None = None
    observed: str = "nothing on record"
    caution: str | None = None
    assumed: str | None = None

    def finding(self, measured: Callable[[str, Values], Finding]) -> Finding:
        """Return the finding, asking `measured` where there is something to measure."""
        if self.measure is None or self.needed is not None:
            return no_data(self.needed or "a measure", self.observed)
        found = measured(self.measure, self.values)
        if self.assumed is not None:
            found = replace(found, qualification="; ".join(filter(None, [self.assumed, found.qualification])))
        if self.caution is None or found.ruling is Ruling.NO_DATA:
            return found
        ruling = Ruling.UNCLEAR if found.ruling is Ruling.CONTRADICTED else found.ruling
        return replace(found, ruling=ruling, qualification="; ".join(filter(None, [self.caution, found.qualification])))


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with the record it is put to and the day on which it was said."""

    claim: Claim
    record: Record
    day: date | None

    @property
    def values(self) -> Values:
        """The claim's parameters."""
        return self.claim.parameters

    def words(self, name: str) -> list[str]:
        """Return a parameter as a list of words, empty if it is none."""
        value = self.values.get(name)
        return (
            [str(each) for each in value]
            if isinstance(value, list | tuple)
            else [value]
            if isinstance(value, str) and value
            else []
        )

    def names(self, codes: list[str]) -> str:
        """Return the names of some codes, joined."""
        return ", ".join(map(self._name, codes)) or "those meant"

    def _name(self, code: str) -> str:
        try:
            return self.record.actor(code).name
        except NotFoundError:
            return code

    def number(self, name: str) -> int | None:
        """Return a parameter that is a whole number, else None."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def month(self) -> str | None:
        """The month named; the month of the meeting where the claim names no time, or the present; else none.

        A bare year means its last month, as the published yearly tables do, but not one after the meeting.
        """
        own = self.values.get("month")
        if isinstance(own, str) and own:
            return own
        period = self.claim.period or ""
        meeting = str(Month.of(self.day)) if self.day else None
        if _YEAR.fullmatch(period):
            return min(f"{period}-12", meeting) if meeting and meeting[:4] == period else f"{period}-12"
        return meeting if not period or _NOW.search(period) else None

    def on(self) -> date | None:
        """The day a state of affairs is claimed for: the middle of the year named, else the day of the meeting."""
        year = self.number("year")
        if year is None and _YEAR.fullmatch(self.claim.period or ""):
            year = int(self.claim.period or 0)
        if year is None or (self.day is not None and self.day.year == year):
            return self.day
        return date(year, 7, 1) if 1 <= year <= 9999 else None

    def unread(self, needed: str, observed: str = "nothing on record") -> Put:
        """Return the claim as one that cannot be put, with what it would need."""
        return Put(values=self.values, needed=needed, observed=observed)

    def all_in(self, codes: list[str], day: date | None) -> list[str]:
        """Codes of groups (Central Asia, the Nordic states) as their members, where the record knows them."""
        found: list[str] = []
        for code in codes:
            try:
                is_group = self.record.actor(code).kind is ActorKind.GROUP
                known = self.record.memberships(code) if is_group else ()
                inside = [each.actor for each in known if day is None or each.on(day)]
            except NotFoundError:
                inside = []
            found += inside or [code]
        return list(dict.fromkeys(found))


def each_of(measure: str, parameters: list[dict[str, object]], caution: str | None = None) -> Put:
    """Return one measure for each of several subjects, all of which have to hold."""
    if len(parameters) == 1:
        return Put(measure=measure, values=parameters[0], caution=caution)
    return Put(
        measure="all_of", values={"parts": [{"measure": measure, **each} for each in parameters]}, caution=caution
    )
