"""Complaints: what is wrong with each line or record of a file that is taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contingent.base.errors import ContingentError, InputError

SHOWN = 20
"""How many complaints the message of a ComplaintsError spells out; its `complaints` has them all."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint: the line, row or id it is about, what is wrong, and what to do."""

    record: str
    what: str
    remedy: str | None = None

    @classmethod
    def of(cls, record: str, error: ContingentError) -> Complaint:
        """Return the complaint an error makes about `record`."""
        what = error.what if error.record in (None, record) else f"{error.record}: {error.what}"
        return cls(record, what, error.remedy)

    def __str__(self) -> str:
        return f"{self.record}: {self.what}" + (f" {self.remedy}" if self.remedy else "")


class ComplaintsError(InputError):
    """A file has bad lines; `complaints` lists every one of them and nothing of the file was taken in."""

    def __init__(self, name: str, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        count = len(self.complaints)
        shown = [f"  {complaint}" for complaint in self.complaints[:SHOWN]]
        if count > SHOWN:
            shown.append(f"  and {count - SHOWN} more")
        head = f"{count} {'record' if count == 1 else 'records'} cannot be read; nothing was taken in."
        super().__init__("\n".join([head, *shown]), record=name, remedy="Correct these and read the file again.")


def raise_complaints(name: str, complaints: Iterable[Complaint]) -> None:
    """Raise a ComplaintsError about the file `name` if there is any complaint."""
    listed = tuple(complaints)
    if listed:
        raise ComplaintsError(name, listed)
