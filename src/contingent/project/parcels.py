"""A parcel into a project and back: texts become reports, codes a codebook, passages statements, all as one change.

Nothing of what another tool keeps is guessed away: its variables stay with the statement under their own names, and the
record of the import (`parcel_records`) holds what is needed to write the same file again. A document whose very text is
in the project is that report; a passage that is there already, just so, is not stored twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contingent.coding.exchange.parcel import Document, Parcel
from contingent.coding.exchange.taguette.tables import QUOTES, located
from contingent.project.parcel_codes import match_codes
from contingent.project.parcel_exporting import parcel_of_project
from contingent.project.parcel_importing import Importing, reports_of
from contingent.project.parcel_names import is_personal
from contingent.project.parcel_own import is_own

if TYPE_CHECKING:
    from contingent.project.project import Project

__all__ = ["names_in", "notes_on", "parcel_of_project", "put_parcel"]
_SHOWN = 5


def names_in(project: Project, parcel: Parcel, *, public: bool = False) -> dict[str, str]:
    """Return the pseudonym that each person's name will get; none where the meeting is public."""
    if public:
        return {}
    return Importing(project.store, found_in(project, parcel), "", None, public=False).names


def notes_on(project: Project, parcel: Parcel) -> tuple[str, ...]:
    """Return what is to be known of a parcel before it is stored, one line each."""
    whole, parcel = parcel, found_in(project, parcel)
    there = reports_of(project.store, parcel)
    matched = match_codes(parcel, project.codebooks.find(), "import")
    notes = []
    if there:
        notes.append(f"{len(there)} of {len(parcel.documents)} documents are in the project already.")
    if parcel.codes:
        same = len(parcel.codes) - len(matched.new)
        notes.append(
            f"{len(matched.new)} of {len(parcel.codes)} codes are new; {same} of the project have their names or ids."
        )
    coders = sorted(set(parcel.coders.values()) & set(project.coders.ids()))
    if coders:
        notes.append(f"Taken for coders of the project of the same name: {', '.join(coders[:_SHOWN])}.")
    if any(is_personal(name) for each in parcel.passages for name in each.variables):
        notes.append("Names in texts, titles, notes and long texts stay as they are; look for them yourself.")
    own = sum(map(is_own, parcel.passages))
    if own:
        notes.append(f"{own:,} passages are statements coded in contingent: their fields are read again.")
        if changed := Importing(project.store, parcel, "import", None, public=True).differing():
            notes.append(f"These are here and told otherwise in the file; they stay as they are here: {changed}.")
    if QUOTES in whole.extras:
        notes.append(f"{len(parcel.passages)} passages were found by their words.")
        notes += parcel.left_out[len(whole.left_out) :]
    return tuple(notes)


def put_parcel(
    project: Project, parcel: Parcel, name: str, *, meeting: str | None = None, public: bool = False
) -> dict[str, int]:
    """Store a parcel as one change and return how many of what are new.

    Args:
        project: where to.
        parcel: what a file of another tool holds.
        name: of the file; the import, and the meeting unless one is named, is called after it.
        meeting: title or id of the meeting of new documents; one that is not there is made.
        public: whether a new meeting is public, so that people's names stay. Of a meeting that is there its own rule
            counts.

    Returns:
        `imported` (statements), `reports`, `codes`, `coders`, `meetings`, and `there` (passages not stored again).

    Raises:
        ConflictError: all of it is in the project already.
        InputError: a passage lies outside its text, or a text has characters that cannot be kept.
    """
    with project.store.reading():
        importing = Importing(project.store, found_in(project, parcel), name, meeting, public=public)
    return importing.store_all()


def found_in(project: Project, parcel: Parcel) -> Parcel:
    """Return the parcel with passages that came as quotes found in the reports of the project."""
    if QUOTES not in parcel.extras:
        return parcel
    reports = [each for each in project.reports.find() if each.clean is not None]
    homes = [Document(id=r.id, title=r.title, text=r.clean.text) for r in reports if r.clean is not None]
    homes += [replace(home, title=r.name) for home, r in zip(homes, reports, strict=True) if r.name]
    found = located(parcel, homes)
    used = {each.document for each in found.passages}
    return replace(found, documents=tuple({home.id: home for home in homes if home.id in used}.values()))
