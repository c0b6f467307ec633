"""Networks of a project: statements of the standing coding as sayings, and the network that comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from contingent.base.errors import NotFoundError
from contingent.coding.networks.building import network, networks
from contingent.coding.networks.counting import Count, count
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Column, Network, Sayings
from contingent.coding.networks.settings import Settings
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.project.meetings import is_fictional
from contingent.project.network_asking import STANCES, VARIABLES, Asked, Value
from contingent.records.actors import Actor, ActorKind

if TYPE_CHECKING:
    from contingent.coding.reports import Meeting, Report
    from contingent.project.project import Project

STATES = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Held:
    """A project's statements as sayings, with what is known of them.

    `notes` say in words what was left out on the way; `statements` are those read, by id; `names` are what labels
    stand for.
    """

    asked: Asked
    sayings: Sayings
    statements: Mapping[str, Statement]
    notes: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)

    def count(self, settings: Settings | None = None) -> Count:
        """Return what is counted, in the settings asked unless others are given."""
        return count(self.sayings, settings or self.asked.settings())


def sayings_of(project: Project, asked: Asked) -> Held:
    """Return the statements of the standing coding as sayings.

    Raises NotFoundError for a variable no statement has, or a report that is not there.
    """
    statements = _statements(project, asked)
    asked = _with_qualifier(asked, statements)
    reports = {each.id: each for each in project.reports.find()}
    meetings = {each.id: each for each in project.meetings.find()}
    actors = {each.code: each for each in project.actors.find()}
    reader = _Reader(asked, actors, reports, meetings)
    for name in {asked.rows, asked.columns, *([asked.qualifier] if asked.aggregation != "ignore" else [])}:
        _check_variable(name, statements)
    sayings = reader.sayings(statements)
    codes = {code.code: code.name for book in project.codebooks.find() for code in book.codes}
    names = {code: actor.name for code, actor in actors.items()} | codes
    regions = {code: actor.region for code, actor in actors.items() if actor.region}
    by_id = {each.id: each for each in statements}
    return Held(
        asked=asked, sayings=sayings, statements=by_id, notes=reader.notes(statements), names=names, regions=regions
    )


def _statements(project: Project, asked: Asked) -> tuple[Statement, ...]:
    for report in asked.reports:
        project.reports.get(report)
    found = project.statements.find(standing=True)
    return tuple(
        each for each in found if each.status in asked.statuses and (not asked.reports or each.report in asked.reports)
    )


def _with_qualifier(asked: Asked, statements: Sequence[Statement]) -> Asked:
    """Take the other tool's agreement where no statement has a stance."""
    no_stance = asked.qualifier == "stance" and not any(each.stance for each in statements)
    if no_stance and any("agreement" in each.variables for each in statements):
        return replace(asked, qualifier="agreement")
    return asked


def _check_variable(name: str, statements: Sequence[Statement]) -> None:
    foreign = sorted({key for each in statements for key in each.variables})
    if name not in VARIABLES and name != "stance" and name not in foreign:
        there = ", ".join([*VARIABLES, *foreign])
        raise NotFoundError(f"The statements have no variable {name!r}.", record="network", remedy=f"Take {there}.")


class _Reader:
    """Reads the variables of statements."""

    def __init__(
        self, asked: Asked, actors: Mapping[str, Actor], reports: Mapping[str, Report], meetings: Mapping[str, Meeting]
    ) -> None:
        self.asked, self.actors, self.reports, self.meetings = asked, actors, reports, meetings

    def sayings(self, statements: Sequence[Statement]) -> Sayings:
        """Return one row for each pair of values of a statement; see `Sayings`."""
        import numpy as np

        numbers = {report: number for number, report in enumerate(self.reports)}
        rows = [row for each in statements for row in self._rows(each, numbers)]
        ids, days, documents, starts, stops, weighed, one, other, held = zip(*rows, strict=True) if rows else ((),) * 9
        variables = {self.asked.rows: Column.of(one), self.asked.columns: Column.of(other)}
        if self.asked.aggregation != "ignore":
            variables[self.asked.qualifier] = Column.of(held)
        return Sayings(
            ids=np.array(ids, dtype=str), days=np.array(days, dtype="datetime64[s]"),
            documents=np.array(documents, dtype=np.int64), starts=np.array(starts, dtype=np.int64),
            stops=np.array(stops, dtype=np.int64), variables=variables, weights=np.array(weighed, dtype=float),
        ).arranged()  # fmt: skip

    def _rows(self, each: Statement, numbers: Mapping[str, int]) -> Iterable[tuple[Any, ...]]:
        asked = self.asked
        weight = 1.0 if asked.quantifiers is None else asked.quantifiers[each.attribution.quantifier.value]
        ones, others = self.values(each, asked.rows), self.values(each, asked.columns)
        if not (weight and ones and others):
            return
        if asked.shared:
            weight /= len(ones)
        span = (each.span.start, each.span.end) if each.span else (0, 0)
        head = (each.id, self._day(each), numbers.get(each.report or "", len(numbers)), *span, weight)
        stance = self._qualifier(each) if asked.aggregation != "ignore" else None
        main = self._cut(each.concepts[0]) if each.concepts else None
        for one in ones:
            for other in others:
                apart = asked.qualifier == "stance" and self._beside(main, one, other)
                yield (*head, one, other, None if apart else stance)

    def _beside(self, main: str | None, one: Value, other: Value) -> bool:
        """Whether a pair is about another concept than the first, which alone has the stance."""
        sides = ((self.asked.rows, one), (self.asked.columns, other))
        return main is not None and any(name == "concept" and value != main for name, value in sides)

    def _qualifier(self, each: Statement) -> Value | None:
        if self.asked.qualifier == "stance":
            return STANCES[self.asked.stances].get(each.stance) if each.stance else None
        found = self.values(each, self.asked.qualifier)
        return found[0] if found else None

    def _day(self, each: Statement) -> str:
        report = self.reports.get(each.report or "")
        if report is not None and report.moment is not None:
            return report.moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        meeting = self.meetings.get(report.meeting or "") if report is not None else None
        return meeting.start.isoformat() if meeting is not None and meeting.start is not None else "NaT"

    def _cut(self, code: str) -> str:
        return ".".join(code.split(".")[: self.asked.cut]) if self.asked.cut else code

    def values(self, each: Statement, name: str) -> list[Value]:
        """Return the values of a variable of a statement, each once, in the order coded."""
        made = _READ[name](self, each) if name in _READ else []
        if not made and name in each.variables:
            made = [each.variables[name]]
        return list(dict.fromkeys(value for value in made if value != ""))

    def affiliated(self, each: Statement, fits: Callable[[ActorKind | None], bool]) -> list[str]:
        """Return the affiliations of the holder whose kind of actor fits; None is the kind of an unknown one."""
        kinds = {code: self.actors[code].kind if code in self.actors else None for code in each.attribution.affiliation}
        return [code for code, kind in kinds.items() if fits(kind)]

    def report(self, each: Statement) -> list[str]:
        """Return the report of a statement by its id."""
        return [each.report] if each.report else []

    def meeting(self, each: Statement) -> list[str]:
        """Return the meeting of a statement by its id."""
        report = self.reports.get(each.report or "")
        return [report.meeting] if report is not None and report.meeting else []

    def _invented(self, each: Statement) -> bool:
        return any(is_fictional(self.meetings[key].title) for key in self.meeting(each) if key in self.meetings)

    def notes(self, statements: Sequence[Statement]) -> tuple[str, ...]:
        """Return in words how many statements do not count, and why."""
        told = [f"{len(statements)} statements of the standing coding, rejected ones left out"]
        for name in (self.asked.rows, self.asked.columns):
            missing = sum(not self.values(each, name) for each in statements)
            told += [f"{missing} name no {name}"] if missing else []
        if self.asked.aggregation != "ignore":
            here = [each for each in statements if self.values(each, self.asked.rows)]
            missing = sum(self._qualifier(each) is None for each in here)
            told += [f"{missing} of the others take no side ({self.asked.qualifier})"] if missing else []
        unread = sum(each.status is Status.SUGGESTED for each in statements)
        told += [f"{unread} are suggestions nobody has reviewed"] if unread else []
        invented = sum(self._invented(each) for each in statements)
        told += [f"{invented} are of invented dialogues; nobody said them"] if invented else []
        return tuple(told)


_READ: dict[str, Callable[[_Reader, Statement], list[Any]]] = {
    "state": lambda reader, each: reader.affiliated(each, lambda kind: kind in STATES),
    "organisation": lambda reader, each: reader.affiliated(each, lambda kind: kind not in STATES),
    "region": lambda reader, each: [
        reader.actors[code].region or "" for code in reader.affiliated(each, lambda kind: kind in STATES)
    ],
    "holder": lambda _, each: list(each.attribution.affiliation) or [each.attribution.kind.value],
    "group": lambda _, each: [each.attribution.group or ""],
    "kind": lambda _, each: [each.attribution.kind.value],
    "person": lambda _, each: [],
    "meeting": lambda reader, each: reader.meeting(each),
    "report": lambda reader, each: reader.report(each),
    "concept": lambda reader, each: [reader._cut(code) for code in each.concepts],
}


def network_of(project: Project, asked: Asked) -> Network:
    """Return the network of all of a project. Raises NotFoundError, UsageError, InputError as its parts do."""
    return made_of(sayings_of(project, asked))


def made_of(held: Held) -> Network:
    """Return the network of all sayings, with names, regions and counts of its nodes."""
    counted = held.count()
    made = network(held.sayings, held.asked.settings())
    said = len(set(held.sayings.ids[counted.places].tolist()))
    return replace(made, statements=said, **_told(held, counted))


def slices_of(held: Held) -> tuple[Network, ...]:
    """Return one network for each window of time. Raises InputError where there are too many."""
    told = _told(held, held.count())
    return tuple(replace(each, **told) for each in networks(held.sayings, held.asked.settings()))


def _told(held: Held, counted: Count) -> dict[str, Any]:
    """Return what a network says of itself: settings, nodes and, in words, what was left out."""
    said_twice = tuple(each for each in counted.notes if " without a value of " not in each)
    return {
        "settings": settings_told(held),
        "attributes": _attributes(held, counted),
        "notes": (*held.notes, *said_twice),
    }


def settings_told(held: Held) -> dict[str, object]:
    """Return all that was asked, by name, as it was understood."""
    asked = held.asked
    settings = asked.settings()
    told: dict[str, object] = {
        "from": asked.rows, "to": asked.columns, "kind": "one-mode" if asked.one_mode else "two-mode",
        "weigh": settings.aggregation, "normalise": settings.normalisation, "duplicates": settings.duplicates,
        "depth": asked.cut, "several holders": "shared" if asked.shared else "each",
    }  # fmt: skip
    if settings.qualifier:
        told["qualifier"] = settings.qualifier
        told |= {"stances": asked.stances} if settings.qualifier == "stance" else {}
    if asked.quantifiers is not None:
        told["quantifiers"] = ", ".join(f"{name}={weight:g}" for name, weight in asked.quantifiers.items())
    told |= {"since": asked.since.isoformat()} if asked.since else {}
    told |= {"until": asked.until.isoformat()} if asked.until else {}
    if asked.unit:
        told |= {"window": f"{asked.size} {asked.unit}", "kernel": asked.kernel or "none"}
    told |= {"reports": ", ".join(asked.reports)} if asked.reports else {}
    return told


def _attributes(held: Held, counted: Count) -> dict[str, dict[str, object]]:
    """Return by label what is known of a node: how many statements it has, its full name, its region."""
    ids = held.sayings.ids[counted.places].tolist()
    made: dict[str, dict[str, object]] = {}
    for variable, labels, at in (
        (held.asked.rows, counted.rows, counted.row_at.tolist()),
        (held.asked.columns, counted.columns, counted.column_at.tolist()),
    ):
        said: dict[int, set[str]] = {}
        for place, key in zip(at, ids, strict=True):
            said.setdefault(place, set()).add(key)
        for number, label in enumerate(labels):
            about: dict[str, object] = {"variable": variable, "statements": len(said.get(number, ()))}
            about |= {"full name": held.names[label]} if label in held.names else {}
            about |= {"region": held.regions[label]} if variable == "state" and label in held.regions else {}
            made.setdefault(label, about)
    return made


def strongest(network: Network) -> list[tuple[str, str, float]]:
    """Return the ties that are not 0 by label, the strongest first whatever their sign."""
    labels = {node.key: node.label for node in nodes_of(network)}
    ties = sorted(links_of(network), key=lambda each: -abs(each.weight))
    return [(labels[each.source], labels[each.target], each.weight) for each in ties]
