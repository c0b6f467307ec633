"""Institutions written in TOML: the shipped ones and anybody's own, in one grammar (docs/institutions.md).

A file names who sits (`members`, or `members_of` an organisation of the record with the `roles` that vote) and its
rules, either by one word (`rule = "consensus"`) or as `[[rules]]` with their needs, dated, each with a source.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.institutions.institution import MEMBER, Institution, Seat
from contingent.decisions.institutions.needs import AtMost, Enough, Share
from contingent.decisions.institutions.reading import Table
from contingent.decisions.institutions.reading_needs import read_need
from contingent.decisions.institutions.rules import NOT_YES, SEATS, WEIGHTS, Ballot, Counted, Need, Rule
from contingent.records.record import Record

VETO, HOST, LEAD = "veto holder", "host", "lead state"

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)

PLAIN_RULES: Mapping[str, tuple[Need, ...]] = {
    "simple majority": (Share(share=HALF, of_cast=True, more=True),),
    "absolute majority": (Share(share=HALF, more=True),),
    "two thirds": (Share(share=TWO_THIRDS, of_cast=True),),
    "consensus": (AtMost(most=0), Enough(least=1)),
    "consensus minus one": (AtMost(most=1), Enough(least=1)),
    "unanimity": (AtMost(most=0, ballots=NOT_YES),),
}
"""Rules that are named by a word. Two thirds and the simple majority are of those who vote yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An institution as written: everything but the day and, where they come from the record, the members."""

    code: str
    name: str
    source: str
    rules: tuple[Rule, ...]
    members: tuple[Seat, ...] = ()
    members_of: str | None = None
    roles: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    lacks: tuple[str, ...] = ()
    before: str | None = None

    def on(self, day: date | None, record: Record | None, rule: str | None = None) -> Institution:
        """Return the institution on a day, deciding by the first of its rules of that day or by the one named.

        Raises InputError where the day or the record is needed and missing, or on that day nobody sat there.
        """
        seats = self._seats(day, record)
        rules = tuple(each for each in self.rules if each.held_on(day))
        if not rules:
            raise InputError(
                f"{self.code} has no rule for {day}. {self.before or ''}".strip(),
                record=self.code,
                remedy=f"Its rules: {'; '.join(map(_dated, self.rules))}.",
            )
        measures, measured, lacks = self._measured(day, seats)
        usable = [one for one in rules if all(c.measure in (SEATS, *measures) for c in one.counts)]
        gone = tuple(one for one in rules if one not in usable)
        if not usable or rule in {each.name for each in gone}:
            counted = sorted({c.measure for one in gone for c in one.counts} - {SEATS, *measures})
            raise InputError(
                f"The rule {rule or gone[0].name} counts {', '.join(counted)}, which is not given for all members.",
                record=self.code,
                remedy=lacks[0] if lacks else "Give it under [[measures]], with a name, a source and values by code.",
            )
        self._check_roles(usable, {seat.role for seat in seats})
        found = Institution(
            code=self.code,
            name=self.name,
            seats=seats,
            rule=usable[0],
            others=tuple(usable[1:]),
            measures=measures,
            measured=measured,
            on=day,
            lacks=(*self.lacks, *lacks),
        )
        found = found if rule is None else found.by_rule(rule)
        if self.members_of is None:
            self._check_reach(found)
        return replace(found, lacks=(*found.lacks, *self._taken(found, rule)))

    def _check_reach(self, found: Institution) -> None:
        """Refuse a rule by which nothing can pass."""
        for each in found.rules:
            verdict = found.by_rule(each.name).decides({}, Ballot.YES)
            if not verdict.passed:
                raise InputError(
                    f"By the rule {each.name} nothing can pass, not even if all {len(found.seats)} members vote for "
                    f"it: {'; '.join(verdict.failing)}.",
                    record=self.code,
                    remedy="Lower what it asks for, or name more members.",
                )

    def _taken(self, found: Institution, rule: str | None) -> tuple[str, ...]:
        """What a reader must know of the rule: that it is not the usual one, or that nothing could pass by it."""
        told = []
        usual = self.rules[0]
        if rule is None and found.rule.name != usual.name:
            told.append(
                f"The rule taken unless another is named is {_dated(usual)}. It is not given for "
                f"{found.on}: the first of those that are is taken, {found.rule.name}."
            )
        verdict = found.decides({}, Ballot.YES)
        if not verdict.passed:
            told.append(
                f"With the {len(found.seats)} members the record names nothing can pass: {'; '.join(verdict.failing)}."
            )
        return tuple(told)

    def _check_roles(self, rules: Sequence[Rule], roles: Set[str]) -> None:
        for one in rules:
            for counted in one.counts:
                if counted.role is not None and counted.role not in roles:
                    raise InputError(
                        f"The rule {one.name} speaks of a {counted.role}, but nobody sits there as one.",
                        record=self.code,
                        remedy=f"Roles there: {', '.join(sorted(roles))}.",
                    )

    def _seats(self, day: date | None, record: Record | None) -> tuple[Seat, ...]:
        if self.members_of is None:
            return self.members
        if day is None or record is None:
            raise InputError(
                f"Who sits in {self.code} depends on the day.", record=self.code, remedy="Say on which day: 2013-11-05."
            )
        seats = [
            Seat(actor=each.actor, role=each.role, since=each.since, source=each.source, note=each.note)
            for role in self.roles
            for each in sorted(record.memberships(self.members_of), key=lambda one: one.actor)
            if each.role == role and each.on(day)
        ]
        if not seats:
            raise InputError(
                f"The record names nobody who sat in {self.members_of} on {day}.",
                record=self.code,
                remedy=f"Write the members into a file of your own (`members = [...]`). {' '.join(self.lacks)}".strip(),
            )
        given = {each.actor: each for each in self.members}
        return tuple(given.pop(each.actor, each) for each in seats) + tuple(given.values())

    def _measured(
        self, day: date | None, seats: tuple[Seat, ...]
    ) -> tuple[dict[str, tuple[float, ...]], dict[str, str], tuple[str, ...]]:
        measures: dict[str, tuple[float, ...]] = {}
        sources: dict[str, str] = {}
        lacks: dict[str, str] = {}
        for each in sorted(self.measures, key=lambda one: one.distance(day)):
            missing = [seat.actor for seat in seats if seat.actor not in each.values]
            if each.name in measures:
                continue
            if missing:
                lacks.setdefault(each.name, f"The {each.name} of {', '.join(missing)} is not given for {day}.")
                continue
            measures[each.name] = tuple(each.values[seat.actor] for seat in seats)
            sources[each.name] = each.source
        return measures, sources, tuple(text for name, text in lacks.items() if name not in measures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What members weigh, by code, and of which year it is."""

    name: str
    values: Mapping[str, float]
    source: str
    year: int | None = None

    def distance(self, day: date | None) -> int:
        """How many years lie between the figures and a day; 0 if they are of no year."""
        return abs(day.year - self.year) if day is not None and self.year is not None else 0


def read_institution(path: str | Path, record: Record | None, on: date | None = None) -> Institution:
    """Return the institution of a TOML file. Raises NotFoundError, InputError saying which line of it to mend."""
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFoundError(f"There is no file {str(path)!r}.", remedy="Give the path of a TOML file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"It cannot be read ({type(error).__name__}).", record=place.name, remedy="Save it as UTF-8 text."
        ) from None
    return written(text, name=place.name, record=record).on(on, record)


def written(text: str, *, name: str, record: Record | None = None) -> Written:
    """Return the institution written in a TOML text. With a `record` its codes are looked up. Raises InputError."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise InputError(f"This is not TOML ({error}).", record=name, remedy="Mind quotes and brackets.") from None
    table = Table(data, name)
    table.only(
        "code", "name", "source", "members", "members_of", "roles", "rule", "rules", "votes", "share", "weights",
        "vetoes", "hosts", "lead", "measures", "lacks", "before", "note",
    )  # fmt: skip
    called = table.text("name")
    roles = table.maybe_texts("roles") or (MEMBER,)
    members, members_of = _members(table, record)
    return Written(
        code=table.maybe_text("code") or called,
        name=called,
        source=table.text("source"),
        rules=_rules(table),
        members=members,
        members_of=members_of,
        roles=roles,
        measures=_measures(table, {seat.actor for seat in members}, record),
        lacks=table.maybe_texts("lacks") or (),
        before=table.maybe_text("before"),
    )


def _members(table: Table, record: Record | None) -> tuple[tuple[Seat, ...], str | None]:
    named = table.maybe_texts("members")
    of = table.maybe_text("members_of")
    if (named is None) == (of is None):
        raise InputError(
            "Either `members` or `members_of` is needed, and not both.",
            record=table.name,
            remedy='Write members = ["KAZ", "KGZ"] or members_of = "CSTO".',
        )
    known = _knower(record, table.name)
    if of is not None:
        known(of)
    special = _special_roles(table)
    for code in (*(named or ()), *special):
        known(code)
    strangers = [code for code in special if named is not None and code not in named]
    if strangers:
        raise InputError(
            f"{', '.join(strangers)} holds a veto, leads or hosts, but is no member.",
            record=table.name,
            remedy="Add it to `members`.",
        )
    wanted = named if named is not None else tuple(special)
    return tuple(Seat(actor=code, role=special.get(code, MEMBER)) for code in wanted), of


def _special_roles(table: Table) -> dict[str, str]:
    roles: dict[str, str] = {}
    for key, role in (("vetoes", VETO), ("hosts", HOST)):
        for code in table.maybe_texts(key) or ():
            if code in roles:
                raise InputError(f"{code} both hosts and holds a veto.", record=table.name, remedy="A host has one.")
            roles[code] = role
    lead = table.maybe_text("lead")
    if lead is not None:
        if lead in roles:
            raise InputError(
                f"{lead} cannot both lead and be a {roles[lead]}: a seat has one role.",
                record=table.name,
                remedy="Keep it as lead only: nothing passes without the lead.",
            )
        roles[lead] = LEAD
    return roles


def _knower(record: Record | None, name: str) -> Callable[[str], None]:
    def known(code: str) -> None:
        if record is None:
            return
        try:
            record.actor(code)
        except NotFoundError as error:
            raise InputError(f"The record knows no {code!r}.", record=name, remedy=error.remedy) from None

    return known


def _rules(table: Table) -> tuple[Rule, ...]:
    inner = table.tables("rules")
    if inner:
        if table.has("rule"):
            raise InputError("Both `rule` and `[[rules]]` are given.", record=table.name, remedy="Keep one.")
        return tuple(_rule(each) for each in inner)
    return (_plain_rule(table),)


def _plain_rule(table: Table) -> Rule:
    """The rule of a file that says it in a word, with vetoes, hosts and a lead if there are any."""
    weighed = Counted(measure=WEIGHTS) if table.has("weights") else Counted()
    word = table.text("rule")
    if word == "votes":
        needs: tuple[Need, ...] = (Enough(least=_threshold(table, weighed), counted=weighed),)
    elif word == "share":
        needs = (Share(share=table.share("share"), counted=weighed),)
    elif word == "lead state":
        needs = (AtMost(most=0, counted=Counted(role=LEAD), ballots=NOT_YES),)
        table.text("lead")
    elif word in PLAIN_RULES:
        needs = tuple(_weighed(each, weighed) for each in PLAIN_RULES[word])
    else:
        known = ", ".join((*PLAIN_RULES, "votes", "share", "lead state"))
        raise InputError(f"{word!r} is no rule.", record=f"{table.name}, rule", remedy=f"Rules: {known}.")
    if table.has("vetoes"):
        needs = (*needs, AtMost(most=0, counted=Counted(role=VETO)))
    if table.has("hosts"):
        needs = (*needs, AtMost(most=0, counted=Counted(role=HOST), ballots=NOT_YES))
    return Rule(name=word, needs=needs, source=table.text("source"))


def _weighed(need: Need, counted: Counted) -> Need:
    return Share(share=need.share, counted=counted, of_cast=need.of_cast, more=need.more) if isinstance(need, Share) else need  # fmt: skip  # noqa: E501


def _threshold(table: Table, counted: Counted) -> float:
    votes = table.number("votes")
    given = table.maybe_texts("members")
    total = sum(table.numbers("weights").values()) if counted.measure == WEIGHTS else len(given or ())
    if total <= 0 and given is not None:
        raise InputError(
            f"The {counted.measure} add up to nothing.", record=table.name, remedy="Give at least one above 0."
        )
    if votes <= 0 or (given is not None and votes > total):
        raise InputError(
            f"{votes:g} votes can never be the threshold of {total:g}.",
            record=f"{table.name}, votes",
            remedy=f"Give more than 0 and at most {total:g}.",
        )
    return votes


def _rule(table: Table) -> Rule:
    table.only("name", "source", "since", "until", "note", "needs")
    needs = table.tables("needs")
    return Rule(
        name=table.text("name"),
        needs=tuple(read_need(each) for each in needs),
        source=table.text("source"),
        since=table.maybe_day("since"),
        until=table.maybe_day("until"),
        note=table.maybe_text("note"),
    )


def _measures(table: Table, members: set[str], record: Record | None) -> tuple[Measure, ...]:
    found = []
    known = _knower(record, table.name)
    if table.has("weights"):
        values = table.numbers("weights")
        for code in values:
            known(code)
            if members and not table.has("members_of") and code not in members:
                raise InputError(
                    f"{code} has a weight but is no member.", record=f"{table.name}, weights", remedy="Mend the code."
                )
        if missing := sorted(members - set(values)):
            raise InputError(
                f"{', '.join(missing)} has no weight.", record=f"{table.name}, weights", remedy="Give every member one."
            )
        found.append(Measure(name=WEIGHTS, values=values, source=table.text("source")))
    for each in table.tables("measures"):
        each.only("name", "values", "source", "year")
        found.append(
            Measure(
                name=each.text("name"),
                values=each.numbers("values"),
                source=each.text("source"),
                year=int(each.number("year")) if each.has("year") else None,
            )
        )
    for one in found:
        if not math.isfinite(sum(one.values.values())) or sum(one.values.values()) <= 0:
            raise InputError(f"The {one.name} add up to nothing.", record=table.name, remedy="Give one above 0.")
    return tuple(found)


def _dated(rule: Rule) -> str:
    since = f"from {rule.since}" if rule.since else ""
    until = f"until {rule.until}" if rule.until else ""
    return f"{rule.name} {' '.join(each for each in (since, until) if each) or 'on any day'}"
