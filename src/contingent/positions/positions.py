"""Position: where an actor stands on an issue, how sure we are, and why; and the table that lists them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.errors import InputError, UserError

COLUMNS = (
    "issue", "actor", "actor_type", "position", "low", "high", "salience", "basis", "source", "evidence", "note",
)  # fmt: skip
REQUIRED = ("issue", "actor", "position", "low", "high", "salience")
BASES = ("explicit", "inferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An actor on an issue: most likely value with low and high (0-100), salience (0-100), and its evidence.

    `basis` is `explicit` (the report states it) or `inferred`; `source` says through whom; `evidence` are statement
    ids. Raises InputError unless 0 <= low <= value <= high <= 100 and 0 <= salience <= 100.
    """

    issue: str
    actor: str
    value: float
    low: float
    high: float
    salience: float
    actor_type: str = "state"
    basis: str = "inferred"
    source: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        record = f"position of {self.actor} on {self.issue}"
        if not 0 <= self.low <= self.value <= self.high <= 100:
            raise InputError(
                f"Low {self.low:g}, value {self.value:g} and high {self.high:g} are not in order on 0-100.",
                record=record,
                remedy="Give low <= value <= high, each between 0 and 100.",
            )
        if not 0 <= self.salience <= 100:
            raise InputError(f"Salience {self.salience:g} is outside 0-100.", record=record, remedy="Give 0 to 100.")


def read_positions(text: str, *, issues: Iterable[str] = (), name: str = "positions.csv") -> tuple[Position, ...]:
    """Return the positions of a CSV text with the header `issue,actor,position,low,high,salience,...`.

    `issues`, if given, are the ids a row may name. Raises InputError if the header lacks a column and a ComplaintsError
    that lists every bad row (numbered as in a spreadsheet, the header being row 1); nothing is returned half.
    """
    rows = _rows(text, name)
    known = frozenset(issues)
    positions: list[Position] = []
    complaints: list[Complaint] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, start=2):
        try:
            position = _position(row)
            key = (position.issue, position.actor)
            if known and position.issue not in known:
                raise InputError(f"There is no issue {position.issue!r}.", remedy="Use an id of the issue list.")
            if key in seen:
                raise InputError(f"{position.actor} stands on {position.issue} in row {seen[key]} too.")
        except UserError as error:
            complaints.append(Complaint.of(f"row {number}", error))
        else:
            seen[key] = number
            positions.append(position)
    raise_complaints(name, complaints)
    return tuple(positions)


def format_positions(positions: Iterable[Position]) -> str:
    """Return the positions as a CSV text that `read_positions` takes in."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for p in positions:
        numbers = [f"{number:.17g}" for number in (p.value, p.low, p.high, p.salience)]
        words = [p.basis, p.source or "", " ".join(p.evidence), p.note or ""]
        writer.writerow([p.issue, p.actor, p.actor_type, *numbers, *words])
    return out.getvalue()


def _rows(text: str, name: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="", restval="")
    try:
        header = tuple(reader.fieldnames or ())
        rows = [row for row in reader if any(row.values())]
    except csv.Error as error:
        raise InputError(f"This is no CSV table ({error}).", record=name, remedy="Save it as CSV, UTF-8.") from None
    missing = [column for column in REQUIRED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    if missing or unknown:
        what = f"The header lacks {', '.join(missing)}." if missing else f"The header has unknown columns {unknown}."
        raise InputError(what, record=f"{name}, row 1", remedy=f"Columns: {', '.join(COLUMNS)}.")
    return rows


def _position(row: Mapping[str, str]) -> Position:
    if row.get(""):
        raise InputError("The row has more cells than the header.", remedy="Put cells with commas in quotes.")
    basis = _cell(row, "basis") or "inferred"
    if basis not in BASES:
        raise InputError(f"{basis!r} is no basis.", remedy="Use explicit or inferred.")
    for column in ("issue", "actor"):
        if not _cell(row, column):
            raise InputError(f"The cell {column!r} is empty.", remedy="Fill it in.")
    return Position(
        issue=_cell(row, "issue"),
        actor=_cell(row, "actor"),
        actor_type=_cell(row, "actor_type") or "state",
        value=_number(row, "position"),
        low=_number(row, "low"),
        high=_number(row, "high"),
        salience=_number(row, "salience"),
        basis=basis,
        source=_cell(row, "source") or None,
        evidence=tuple(_cell(row, "evidence").replace(";", " ").split()),
        note=_cell(row, "note") or None,
    )


def _cell(row: Mapping[str, str], column: str) -> str:
    return row.get(column, "").strip()


def _number(row: Mapping[str, str], column: str) -> float:
    text = _cell(row, column)
    try:
        number = float(text)
    except ValueError:
        raise InputError(f"{column} {text[:40]!r} is not a number.", remedy="Give a number from 0 to 100.") from None
    if not math.isfinite(number):
        raise InputError(f"{column} {text!r} is not a number from 0 to 100.", remedy="Give a number from 0 to 100.")
    return number
