"""Assuming: a file of assumptions held against the whole project, and narrowed to the agenda at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from contingent.futures.assumptions import Assumed, read_assumptions
from contingent.positions.agenda import Agenda
from contingent.store.store import Store


def assumptions_for(store: Store, path: Path | None) -> Assumed:
    """Return what a file assumes; nothing without one.

    It is read against all positions of the project, so that one file serves every issue and a slip is still found.
    Raises NotFoundError or InputError for a file that cannot be read, or that names what the project does not have.
    """
    if path is None:
        return Assumed()
    assumed = read_assumptions(path)
    positions, issues = store.positions.find(), store.issues.find()
    if positions:
        assumed.inputs(Agenda.of(positions, issues))
    return assumed


def narrowed(assumed: Assumed, agenda: Agenda) -> Assumed:
    """Return what of some assumptions concerns the actors and issues of an agenda."""
    actors, issues = set(agenda.actors), set(agenda.issues)
    names = {f"{issue}/{actor}" for issue in (*issues, "*") for actor in actors}
    groups = []
    for group in assumed.together:
        kept = replace(
            group,
            actors=tuple(actor for actor in group.actors if actor in actors),
            issues=None if group.issues is None else tuple(each for each in group.issues if each in issues),
            inputs=tuple(each for each in group.inputs if each.rpartition("/")[0] in names),
        )
        meet = any(len(here & set(kept.actors)) > 1 for here in _holders(agenda, kept.issues))
        if meet or len(kept.inputs) > 1:
            groups.append(kept)
    return replace(
        assumed,
        capability={actor: each for actor, each in assumed.capability.items() if actor in actors},
        of=tuple(each for each in assumed.of if each.actor in {None, *actors} and each.issue in {None, *issues}),
        together=tuple(groups),
        status_quo={issue: value for issue, value in assumed.status_quo.items() if issue in issues},
    )


def _holders(agenda: Agenda, issues: tuple[str, ...] | None) -> list[set[str]]:
    """Return who stands on each of some issues, or of all."""
    wanted = agenda.issues if issues is None else issues
    return [{agenda.actors[row] for row in agenda.holders(issue)} for issue in wanted]
