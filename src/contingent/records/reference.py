"""The reference facts that ship with the package: the tables of `records/data` as one Record."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from contingent.base.errors import InputError
from contingent.base.months import Month
from contingent.records.actors import Actor, ActorKind, Membership, Source
from contingent.records.contributions import Contribution, Snapshot
from contingent.records.events import Event
from contingent.records.operations import Operation
from contingent.records.record import Record
from contingent.records.tables import Row, RowError, read_table

FACTS = Path(__file__).parent / "data"

PERSONNEL_KINDS = ("troops", "police", "experts", "staff", "total")
_KINDS = {kind.value: kind for kind in ActorKind}


@lru_cache(maxsize=1)
def reference() -> Record:
    """Return the facts that ship with the package, read once and kept. Sources stand in `Record.sources`."""
    return load_facts(FACTS)


def load_facts(folder: Path) -> Record:
    """Return the Record of a folder of fact tables.

    sources, states, organisations, memberships and operations must be there; events, snapshots, contributions and
    further tables of sources named *_sources.csv are read if present. data/README.md describes the columns.

    Raises:
        InputError: a table is missing, or rows are bad: unknown codes, dates out of order, keys twice. Every bad row
            is named, and nothing is returned.
    """
    sources = _sources(folder)
    actors = _actors(folder, sources)
    codes = {actor.code for actor in actors}
    operations = read_table(
        folder / "operations.csv",
        ("code", "name", "lead", "hosts", "since", "until", "kind", "source"),
        lambda row: _operation(row, codes, sources),
        key=lambda operation: operation.code,
    )
    missions = {operation.code for operation in operations}
    if shared := sorted(codes & missions):
        raise InputError(
            f"{', '.join(shared)} stand(s) both among the actors and the operations.",
            record="operations.csv",
            remedy="Keep each code in one table.",
        )
    memberships = read_table(
        folder / "memberships.csv",
        ("organisation", "actor", "role", "since", "until", "source"),
        lambda row: _membership(row, codes, sources),
        key=lambda each: (each.organisation, each.actor, each.role, each.since),
    )
    snapshots = _snapshots(folder)
    return Record(
        actors=actors,
        dated_memberships=memberships,
        operations=operations,
        sources=sources,
        events=_events(folder, codes | missions, missions, {*sources, *snapshots}),
        snapshots=snapshots,
        contributions=_contributions(folder, codes, missions, snapshots),
    )


def _sources(folder: Path) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for path in (folder / "sources.csv", *sorted(folder.glob("*_sources.csv"))):
        found = dict(read_table(path, ("id", "publisher", "title"), _source, key=_first))
        if shared := sorted(sources.keys() & found.keys()):
            raise InputError(
                f"The id {', '.join(shared)} stands in two tables of sources.",
                record=path.name,
                remedy="Give every source an id of its own.",
            )
        sources |= found
    return sources


def _actors(folder: Path, sources: Collection[str]) -> tuple[Actor, ...]:
    states = read_table(
        folder / "states.csv", ("code", "name", "kind", "since", "until", "source"), lambda row: _actor(row, sources)
    )
    organisations = read_table(
        folder / "organisations.csv",
        ("code", "name", "kind", "founded", "until", "source"),
        lambda row: _actor(row, sources, first="founded"),
    )
    codes: set[str] = set()
    for actor in states + organisations:
        if actor.code in codes:
            raise InputError(
                f"The code {actor.code} is given twice.",
                record="states.csv, organisations.csv",
                remedy="Give every actor a code of its own.",
            )
        codes.add(actor.code)
    return states + organisations


def _first(pair: tuple[str, object]) -> str:
    return pair[0]


def _source(row: Row) -> tuple[str, Source]:
    source = Source(
        publisher=row.text("publisher"),
        title=row.text("title"),
        address=row.maybe("address"),
        date=row.maybe("date"),
        note=row.maybe("note"),
    )
    return row.text("id"), source


def _actor(row: Row, sources: Collection[str], first: str = "since") -> Actor:
    kind = row.text("kind")
    if kind not in _KINDS:
        raise RowError(f"kind {kind!r} is none of {', '.join(_KINDS)}")
    since, until = row.interval(first, "until")
    return Actor(
        code=row.text("code"),
        name=row.text("name"),
        kind=_KINDS[kind],
        since=since,
        until=until,
        source=row.known("source", sources, "in sources.csv"),
        region=row.maybe("region"),
        field=row.maybe("field"),
        headquarters=row.maybe("headquarters"),
        note=row.maybe("note"),
    )


def _operation(row: Row, codes: Collection[str], sources: Collection[str]) -> Operation:
    since, until = row.interval("since", "until")
    return Operation(
        code=row.text("code"),
        name=row.text("name"),
        lead=_code(row, "lead", codes),
        hosts=_codes(row, "hosts", codes),
        since=since,
        until=until,
        kind=row.maybe("kind"),
        headquarters=row.maybe("headquarters"),
        source=row.known("source", sources, "in sources.csv"),
        note=row.maybe("note"),
    )


def _membership(row: Row, codes: Collection[str], sources: Collection[str]) -> Membership:
    since, until = row.interval("since", "until")
    return Membership(
        organisation=_code(row, "organisation", codes),
        actor=_code(row, "actor", codes),
        role=row.text("role"),
        since=since,
        until=until,
        source=row.known("source", sources, "in sources.csv"),
        note=row.maybe("note"),
    )


def _code(row: Row, column: str, codes: Collection[str]) -> str:
    value = row.text(column)
    if value not in codes:
        raise RowError(f"{column} {value!r} is no code of states.csv, organisations.csv or operations.csv")
    return value


def _codes(row: Row, column: str, codes: Collection[str]) -> tuple[str, ...]:
    values = row.many(column)
    unknown = [value for value in values if value not in codes]
    if unknown:
        raise RowError(f"{column} {', '.join(unknown)} stand(s) in no table")
    return values


def _events(
    folder: Path, codes: Collection[str], missions: Collection[str], sources: Collection[str]
) -> tuple[Event, ...]:
    def event(row: Row) -> Event:
        start, end = row.interval("start", "end")
        if start is None:
            raise RowError("start is empty")
        return Event(
            id=row.text("id"),
            start=start,
            end=end,
            actors=_codes(row, "actors", codes),
            operation=row.known("operation", missions, "in operations.csv"),
            kind=row.text("kind"),
            what=row.text("what"),
            value=row.maybe("value"),
            source=row.known("source", sources, "in sources.csv"),
            note=row.maybe("note"),
        )

    path = folder / "events.csv"
    needed = ("id", "start", "end", "actors", "operation", "kind", "what", "value", "source")
    return read_table(path, needed, event, key=lambda each: each.id) if path.exists() else ()


def _snapshots(folder: Path) -> dict[str, Snapshot]:
    def snapshot(row: Row) -> Snapshot:
        return Snapshot(
            id=row.text("id"),
            publisher=row.text("publisher"),
            title=row.text("title"),
            address=row.maybe("address"),
            retrieved=row.day("retrieved"),
            sha256=row.maybe("sha256"),
            note=row.maybe("note"),
        )

    path = folder / "snapshots.csv"
    if not path.exists():
        return {}
    return {
        each.id: each for each in read_table(path, ("id", "publisher", "title"), snapshot, key=lambda each: each.id)
    }


def _contributions(
    folder: Path, codes: Collection[str], missions: Collection[str], snapshots: Collection[str]
) -> tuple[Contribution, ...]:
    months: dict[str, Month] = {}

    def contribution(row: Row) -> Contribution:
        written = row.text("month")
        if written not in months:
            months[written] = Month.parse(written)
        kind, sex, snapshot = row.text("kind"), row.maybe("sex"), row.text("snapshot")
        if kind not in PERSONNEL_KINDS:
            raise RowError(f"kind {kind!r} is none of {', '.join(PERSONNEL_KINDS)}")
        if sex not in (None, "female", "male"):
            raise RowError(f"sex {sex!r} is neither female nor male nor empty")
        if snapshot not in snapshots:
            raise RowError(f"snapshot {snapshot!r} is not in snapshots.csv")
        return Contribution(
            month=months[written],
            contributor=_code(row, "contributor", codes),
            operation=row.known("operation", missions, "in operations.csv"),
            kind=kind,
            number=row.count("number"),
            snapshot=snapshot,
            sex=sex,
            line=row.maybe("line"),
        )

    path = folder / "contributions.csv"
    needed = ("month", "contributor", "operation", "kind", "sex", "number", "snapshot", "line")
    if not path.exists():
        return ()
    return read_table(
        path, needed, contribution, key=lambda row: (row.month, row.contributor, row.operation, row.kind, row.sex)
    )
