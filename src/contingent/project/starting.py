"""What a new project holds: the reference facts and, where one is named, a coded case."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

from contingent.base.errors import NotFoundError
from contingent.records.actors import Actor, ActorKind
from contingent.records.record import Record
from contingent.store.cases import Case, read_case
from contingent.store.containers import Container
from contingent.store.nouns import SourceEntry
from contingent.store.rows_summaries import ReportFingerprints
from contingent.store.store import Store

Noun = TypeVar("Noun")
FACTS = "Took over the reference facts that ship with the package"


def shipped_cases() -> tuple[str, ...]:
    """Return the names of the coded cases that ship with the package."""
    root = files("contingent.examples")
    return tuple(sorted(each.name for each in root.iterdir() if (each / "statements.jsonl").is_file()))


def is_case(name: str | Path) -> bool:
    """Return whether a word names a coded case: a folder with a `meeting.yaml`, or one that ships."""
    path = Path(name)
    try:
        return (path / "meeting.yaml").is_file() or (not path.exists() and path.name in shipped_cases())
    except OSError:  # no name of a file, so none of a folder
        return False


def find_case(name: str | Path) -> Case:
    """Return a coded case by folder, or by the name of one that ships (`astana_2013`, `examples/astana_2013`).

    Raises NotFoundError naming the shipped cases, and whatever `read_case` raises.
    """
    folder = Path(name)
    if folder.is_dir():
        return read_case(folder)
    if folder.name in shipped_cases():
        with as_file(files("contingent.examples") / folder.name) as shipped:
            return read_case(shipped)
    raise NotFoundError(
        "There is no such folder and no such case.",
        record=str(name),
        remedy=f"Name a folder with meeting.yaml and statements.jsonl, or one of: {', '.join(shipped_cases())}.",
    )


def put_facts(store: Store, record: Record) -> None:
    """Store the reference facts. They are copied, so that a newer package never changes an old project's figures."""
    with store.change(FACTS):
        store.sources.add([SourceEntry(id=key, source=source) for key, source in record.sources.items()])
        store.actors.add(record.actors)
        store.memberships.add(record.dated_memberships)
        store.operations.add(record.operations)
        store.events.add(record.events)
        store.snapshots.add(record.snapshots.values())
        store.contributions.add(record.contributions)


def put_case(store: Store, case: Case) -> None:
    """Store a coded case as one change; undo takes all of it away again.

    Coders and codebooks that are there already just so are not stored twice. Raises ConflictError for anything else
    that has the id of a record of the project.
    """
    with store.change(f"Took over the coded case {case.meeting.title!r}"):
        store.actors.add(_new_actors(store, case))
        store.sources.add([SourceEntry(id=f"report.{case.report.id}", source=case.source)])
        store.meetings.add(case.meeting)
        store.reports.add(case.report)
        store.coders.add(_new(store.coders, case.coders))
        if case.codebook is not None:
            store.codebooks.add(_new(store.codebooks, [case.codebook]))
        store.statements.add(case.statements)
        store.issues.add(case.issues.issues)
        store.positions.add(case.positions)
        store.profiles.add([*case.profiles, *case.organisations])
        store.relations.add(case.relations)
        store.themes.add(case.themes)
        store.forecast_tests.add(case.tests)
        if case.fingerprints is not None:
            store.fingerprints.add(ReportFingerprints(report=case.report.id, fingerprints=case.fingerprints))


def _new(container: Container[Noun], things: Iterable[Noun]) -> list[Noun]:
    """Return those that the container does not hold as they are."""
    keys = {each: container.kept.key(each) for each in things}
    return [each for each, key in keys.items() if key not in container or container.get(key) != each]


def _new_actors(store: Store, case: Case) -> Iterable[Actor]:
    """The case's own actors and its groups of participants, without those the facts have already."""
    groups = (Actor(code=code, name=what, kind=ActorKind.GROUP) for code, what in case.issues.groups.items())
    known = set(store.actors.ids())
    return [actor for actor in (*case.actors, *groups) if actor.code not in known]
