"""Errors that teach: what is wrong, on which record, what to do next.

Two families. `UserError` is for whoever sits at the desk: bad input, a missing file, a clash; surfaces show its
three parts and never a traceback. `ProgrammingError` is for whoever calls the library wrongly; it is a defect.
"""

from __future__ import annotations

from typing import ClassVar


class ContingentError(Exception):
    """An error with a remedy.

    Args:
        what: one sentence saying what is wrong.
        record: the record, file, page or line it is about.
        remedy: what to do next, as an imperative sentence.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, record: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.record = record
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [f"{self.record}: {self.what}" if self.record else self.what]
        if self.remedy:
            parts.append(self.remedy)
        return "\n".join(parts)

    def as_dict(self) -> dict[str, str | None]:
        """Return the one JSON shape of an error: `error`, `what`, `record`, `remedy`."""
        return {"error": self.code, "what": self.what, "record": self.record, "remedy": self.remedy}


class UserError(ContingentError):
    """Something the user can mend."""

    code = "user"
    exit_code = 1


class UsageError(UserError):
    """The command or call was put wrongly."""

    code = "usage"
    exit_code = 2


class NotFoundError(UserError):
    """A named file, project, record or code does not exist."""

    code = "not_found"
    exit_code = 3


class InputError(UserError):
    """A file or value cannot be taken in; nothing of it was stored."""

    code = "input"
    exit_code = 4


class ConflictError(UserError):
    """The change clashes with what the project already holds."""

    code = "conflict"
    exit_code = 5


class StoreError(UserError):
    """The project file cannot be opened, read or written."""

    code = "store"
    exit_code = 6


class ProgrammingError(ContingentError):
    """The library was called in a way that can never work."""

    code = "programming"
    exit_code = 70
