"""Desk: the material with everything looked up and numbered that several sections need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from contingent.base.errors import NotFoundError
from contingent.base.months import Month
from contingent.briefs.brief import Cite, CiteKind, Line
from contingent.briefs.material import Material
from contingent.briefs.outcomes import IssueOutcome, by_issue
from contingent.briefs.phrases import count, in_quotes
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Stance
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot

NOTES = (
    "coding",
    "attribution",
    "support",
    "split",
    "checking",
    "record",
    "profiles",
    "positions",
    "outcomes",
    "links",
    "disclosure",
)
"""The declared notes in the order of their numbers; `sections.method` writes them."""

FOR = frozenset({Stance.SUPPORT})
AGAINST = frozenset({Stance.OPPOSE, Stance.SCEPTICAL})
STATES = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY})
ORGANISATIONS = frozenset({ActorKind.ORGANISATION, ActorKind.ORGAN, ActorKind.PROGRAMME, ActorKind.AGENCY})


def _in_words(material: Material) -> Material:
    """Return the material with the report's own words standing in where a statement has no paraphrase."""
    told = tuple(
        replace(s, paraphrase=in_quotes(material.quotes[s.id])) if not s.paraphrase and material.quotes.get(s.id) else s
        for s in material.statements
    )
    return replace(material, statements=told)


@dataclass(frozen=True, slots=True)
class UsedSource:
    """A source of the record as the brief used it: its number, id, what it is (None if not on record), rows read."""

    cite: Cite
    key: str
    origin: Source | Snapshot | None
    rows: tuple[str, ...]


class Desk:
    """What the sections write from. Hands out the numbers of sources as they are first cited."""

    def __init__(self, material: Material) -> None:
        self.material = _in_words(material)
        self.contributions = material.contributions or material.record.contributions
        self._snapshots = dict(material.record.snapshots) | {s.id: s for s in material.snapshots}
        self._used: dict[str, dict[str, None]] = {}
        self._series: dict[str, dict[str, set[Month]]] = {}
        self._outcomes = {issue: n for n, issue in enumerate(by_issue(material.outcomes), 1)}

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        """The told statements by id."""
        return {s.id: s for s in self.material.told}

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by code: those of the record, over them those of the material."""
        missions = {
            each.code: Actor(code=each.code, name=each.name, kind=ActorKind.MISSION)
            for each in self.material.record.operations
        }
        return missions | {a.code: a for a in self.material.record.actors} | dict(self.material.actors)

    @cached_property
    def meeting_month(self) -> Month | None:
        """The month the meeting began in, the reference month for the record."""
        start = self.material.meeting.start
        return Month.of(start) if start else None

    def source(self, key: str, row: str | None = None) -> Cite:
        """Return the citation of a source or snapshot by id, numbered on first use; `row` is the row read in it."""
        rows = self._used.setdefault(key, {})
        if row:
            rows[row] = None
        return Cite(CiteKind.SOURCE, str(list(self._used).index(key) + 1))

    def snapshots_of(self, contributions: Iterable[Contribution]) -> Line:
        """Return citations of the snapshots behind contributions, each once; without any, the note on the record."""
        found: dict[Cite, None] = {}
        spans: dict[tuple[str, str], list[Month]] = {}
        for row in contributions:
            spans.setdefault((row.snapshot, row.contributor), []).append(row.month)
        for (snapshot, contributor), months in spans.items():
            found[self.source(snapshot)] = None
            self._series.setdefault(snapshot, {}).setdefault(contributor, set()).update(months)
        return tuple(found) or (self.note("record"),)

    @property
    def sources(self) -> list[UsedSource]:
        """The sources cited so far, in the order of their numbers."""
        made = []
        for key, rows in self._used.items():
            alike: dict[str, list[str]] = {}
            for code, months in sorted(self._series.get(key, {}).items()):
                first, last = min(months), max(months)
                span = f"{count(len(months), 'month')}, {first} to {last}" if first != last else str(first)
                alike.setdefault(span, []).append(code)
            spans = [f"{', '.join(codes)}: {span}" for span, codes in alike.items()]
            origin = self._snapshots.get(key) or self.material.record.sources.get(key)
            made.append(UsedSource(self.source(key), key, origin, (*rows, *spans)))
        return made

    def outcome(self, outcome: IssueOutcome) -> Cite:
        """Return the citation of an outcome: those of all models on an issue stand together."""
        return Cite(CiteKind.OUTCOME, str(self._outcomes[outcome.issue]))

    def note(self, key: str) -> Cite:
        """Return the citation of a declared note."""
        return Cite(CiteKind.NOTE, str(NOTES.index(key) + 1))

    def statements(self, ids: Iterable[str]) -> Line:
        """Return citations of those statements that the brief tells; ids it does not hold are left out."""
        return tuple(Cite(CiteKind.STATEMENT, key) for key in dict.fromkeys(ids) if key in self.by_id)

    def is_state(self, code: str) -> bool:
        """Return whether a code is a state on record."""
        actor = self.actors.get(code)
        return actor is not None and actor.kind in STATES

    def memberships(self, code: str) -> tuple[Membership, ...]:
        """Return who belongs to an organisation or group and when; nobody where the record does not know it."""
        try:
            return self.material.record.memberships(code)
        except NotFoundError:
            return ()

    def is_organisation(self, code: str) -> bool:
        """Return whether a code is an organisation, organ, programme or agency on record."""
        actor = self.actors.get(code)
        return actor is not None and actor.kind in ORGANISATIONS
