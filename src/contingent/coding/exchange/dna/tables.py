"""Reading the tables of a DNA 3 database, as its schema has them; nothing in the file can run."""

from __future__ import annotations

# ruff: noqa: S608 - names of tables and columns are those of COLUMNS
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contingent.base.errors import InputError
from contingent.coding.exchange.dna.nouns import (
    DnaCoder,
    DnaDocument,
    DnaEntity,
    DnaKind,
    DnaVariable,
    Tables,
    Values,
)
from contingent.coding.exchange.sqlite_files import opened

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]

_DATA = {
    "short text": ("DATASHORTTEXT", "Entity"),
    "integer": ("DATAINTEGER", "Value"),
    "boolean": ("DATABOOLEAN", "Value"),
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "SETTINGS": ("Property", "Value"),
    "CODERS": ("ID", "Name", "Red", "Green", "Blue"),
    "CODERRELATIONS": ("Coder", "OtherCoder", "viewStatements", "editStatements", "viewDocuments", "editDocuments"),
    "DOCUMENTS": ("ID", "Title", "Text", "Coder", "Author", "Source", "Section", "Notes", "Type", "Date"),
    "STATEMENTTYPES": ("ID", "Label", "Red", "Green", "Blue"),
    "VARIABLES": ("ID", "Variable", "DataType", "StatementTypeId"),
    "VARIABLELINKS": ("SourceVariableId", "TargetVariableId"),
    "STATEMENTS": ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder"),
    "ENTITIES": ("ID", "VariableId", "Value", "Red", "Green", "Blue", "ChildOf"),
    "DATASHORTTEXT": ("StatementId", "VariableId", "Entity"),
    "DATALONGTEXT": ("StatementId", "VariableId", "Value"),
    "DATABOOLEAN": ("StatementId", "VariableId", "Value"),
    "DATAINTEGER": ("StatementId", "VariableId", "Value"),
    "ATTRIBUTEVARIABLES": ("ID", "VariableId", "AttributeVariable"),
    "ATTRIBUTEVALUES": ("EntityId", "AttributeVariableId", "AttributeValue"),
    "REGEXES": ("Label", "Red", "Green", "Blue"),
}
"""The tables of DNA 3 with the columns that are read; those of coders are read whole."""
_BLOCK = 500_000
"""Rows of whole numbers fetched in one go."""


def read_tables(path: Path) -> Tables:
    """Return all tables of a DNA 3 database.

    Rows that point to nothing (a statement on a document that is not there, a value of no statement) are left out and
    told in `left_out`.

    Raises:
        NotFoundError: no such file.
        InputError: no DNA 3 database, cut short, damaged, or a cell that holds another kind of thing than its column.
    """
    with opened(path, COLUMNS, "DNA 3 database") as link:
        return _Reading(link, path).tables()


class _Reading:
    """One database being read; gathers what is left out."""

    def __init__(self, link: sqlite3.Connection, path: Path) -> None:
        self.link, self.path = link, path
        self.left_out: list[str] = []

    def tables(self) -> Tables:
        settings = {str(key): str(value) for key, value in self._all("SETTINGS")}
        version = self._version(settings)
        documents, kinds = self._documents(), self._kinds()
        variables = {each.id: each for kind in kinds.values() for each in kind.variables}
        attributes, entities = self._entities(variables)
        columns, coders = self._statements(documents, kinds), self._coders()
        self._nobody(columns[5], coders)
        values = self._values(columns[0], columns[1], variables, entities)
        return Tables(
            path=str(self.path), version=version, settings=settings, coders=coders,
            relations=self._relations(), documents=documents, kinds=kinds, links=self._links(), entities=entities,
            attributes=attributes, regexes={str(row[0]): _colour(row[1:4]) for row in self._all("REGEXES")},
            ids=columns[0], kind_ids=columns[1], document_ids=columns[2], starts=columns[3], stops=columns[4],
            coder_ids=columns[5], values=values, left_out=tuple(self.left_out),
        )  # fmt: skip

    def _version(self, settings: dict[str, str]) -> str:
        version = settings.get("version", "")
        if not version.startswith("3."):
            raise InputError(
                f"This database is of DNA {version or 'without a version'}; version 3 is read.",
                record=str(self.path),
                remedy="Open it in DNA 3 and import it into a new database there.",
            )
        return version

    def _all(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a table in order of its first column, each cell checked against its kind of column."""
        columns = COLUMNS[table]
        for row in self.link.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}"):
            for name, cell in zip(columns, row, strict=True):
                if isinstance(cell, bytes | float) or (isinstance(cell, str) and name not in _TEXTS):
                    self._odd(table, name, row[0], cell)
            yield row

    def _odd(self, table: str, column: str, key: object, cell: object) -> None:
        raise InputError(
            f"Column {column} of {table} holds {type(cell).__name__} where DNA keeps "
            f"{'text' if column in _TEXTS else 'a whole number'}.",
            record=f"{self.path}, row {key}",
            remedy="Open the file in DNA and mend the row, or leave it out.",
        )

    def _coders(self) -> dict[int, DnaCoder]:
        cursor = self.link.execute("SELECT * FROM CODERS ORDER BY ID")
        names = [each[0] for each in cursor.description]
        found = {}
        for row in cursor:
            cells = dict(zip(names, row, strict=True))
            for column, cell in cells.items():
                numbered = column in ("ID", "Red", "Green", "Blue")
                if isinstance(cell, bytes | float) or (isinstance(cell, str) and numbered):
                    self._odd("CODERS", column, cells["ID"], cell)
            key, name = int(cells.pop("ID")), str(cells.pop("Name"))
            colour = _colour([cells.pop(each) for each in ("Red", "Green", "Blue")])
            found[key] = DnaCoder(id=key, name=name, colour=colour, rest=cells)
        return found

    def _nobody(self, of_statements: Ints, coders: Mapping[int, DnaCoder]) -> None:
        import numpy as np

        known = np.isin(of_statements, np.fromiter(coders, np.int64, len(coders)))
        self._lost(int((~known).sum()), "statements", "have a coder who is not there: they come without one")

    def _relations(self) -> tuple[dict[str, int], ...]:
        names = COLUMNS["CODERRELATIONS"]
        return tuple(dict(zip(names, row, strict=True)) for row in self._all("CODERRELATIONS"))

    def _links(self) -> tuple[tuple[int, int], ...]:
        return tuple((int(row[0]), int(row[1])) for row in self._all("VARIABLELINKS") if None not in row)

    def _documents(self) -> dict[int, DnaDocument]:
        found = {}
        for row in self._all("DOCUMENTS"):
            key, title, text, coder, author, source, section, notes, kind, seconds = row
            found[key] = DnaDocument(
                id=key, title=_text(title), text=_text(text), coder=coder or 0, author=_text(author),
                source=_text(source), section=_text(section), notes=_text(notes), type=_text(kind),
                seconds=seconds or 0,
            )  # fmt: skip
        return found

    def _kinds(self) -> dict[int, DnaKind]:
        variables: dict[int, list[DnaVariable]] = {}
        for key, name, data_type, kind in self._all("VARIABLES"):
            if data_type not in (*_DATA, "long text"):
                self.left_out.append(f"variable {name}: its data type {data_type!r} is not known to DNA 3")
                continue
            one = DnaVariable(id=key, name=_text(name), data_type=data_type, kind=kind or 0)
            variables.setdefault(one.kind, []).append(one)
        return {
            row[0]: DnaKind(
                id=row[0], label=_text(row[1]), colour=_colour(row[2:5]), variables=tuple(variables.get(row[0], ()))
            )
            for row in self._all("STATEMENTTYPES")
        }

    def _entities(self, variables: dict[int, DnaVariable]) -> tuple[tuple[tuple[int, str], ...], dict[int, DnaEntity]]:
        names = {row[0]: (row[1], _text(row[2])) for row in self._all("ATTRIBUTEVARIABLES")}
        attributes: dict[int, dict[str, str]] = {}
        for entity, attribute, value in self._all("ATTRIBUTEVALUES"):
            if attribute in names:
                attributes.setdefault(entity, {})[names[attribute][1]] = _text(value)
        found: dict[int, DnaEntity] = {}
        lost = 0
        for key, variable, value, red, green, blue, parent in self._all("ENTITIES"):
            if variable not in variables:
                lost += 1
                continue
            found[key] = DnaEntity(
                id=key, variable=variable, value=_text(value), parent=parent, attributes=attributes.get(key, {}),
                colour=None if None in (red, green, blue) else _colour((red, green, blue)),
            )  # fmt: skip
        self._lost(lost, "entities", "of a variable that is not there")
        return tuple(names.values()), found

    def _statements(self, documents: dict[int, DnaDocument], kinds: dict[int, DnaKind]) -> list[Ints]:
        import numpy as np

        columns = self._columns("STATEMENTS", "ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder")
        placed = np.isin(columns[2], np.fromiter(documents, np.int64, len(documents)))
        known = np.isin(columns[1], np.fromiter(kinds, np.int64, len(kinds)))
        self._lost(int((~placed).sum()), "statements", "on a document that is not there")
        self._lost(int((placed & ~known).sum()), "statements", "of a statement type that is not there")
        order = np.argsort(columns[0], kind="stable")
        kept = order[(placed & known)[order]]
        return [each[kept] for each in columns]

    def _values(
        self, ids: Ints, kinds: Ints, variables: dict[int, DnaVariable], entities: dict[int, DnaEntity]
    ) -> dict[int, Values]:
        import numpy as np

        known = np.sort(np.fromiter(entities, np.int64, len(entities)))
        rows = {
            kind: self._columns(table, "StatementId", "VariableId", value) for kind, (table, value) in _DATA.items()
        }
        found: dict[int, Values] = {}
        for one in variables.values():
            if one.data_type == "long text":
                found[one.id] = self._long_texts(one.id, ids)
                continue
            statements, variable, data = rows[one.data_type]
            mine = variable == one.id
            statements, data = statements[mine], data[mine]
            at = _places(statements, ids)
            fits = at >= 0
            fits[fits] = kinds[at[fits]] == one.kind
            self._lost(int((~fits).sum()), f"values of {one.name}", "of no statement of this type")
            fine = np.isin(data, known) if one.data_type == "short text" else np.ones(len(data), bool)
            if one.data_type == "boolean":
                fine = (data == 0) | (data == 1)
            self._lost(int((fits & ~fine).sum()), f"values of {one.name}", _UNFIT.get(one.data_type, ""))
            kept = fits & fine
            order = np.argsort(at[kept], kind="stable")
            found[one.id] = Values(at=at[kept][order], data=data[kept][order])
        return found

    def _long_texts(self, variable: int, ids: Ints) -> Values:
        import numpy as np

        rows = self.link.execute(
            "SELECT StatementId, Value FROM DATALONGTEXT WHERE VariableId = ? ORDER BY StatementId", (variable,)
        ).fetchall()
        at = _places(np.array([row[0] for row in rows], np.int64), ids)
        data = np.array([_text(row[1]) for row in rows], dtype=object)
        self._lost(int((at < 0).sum()), "long texts", "of no statement")
        return Values(at=at[at >= 0], data=data[at >= 0])

    def _columns(self, table: str, *names: str) -> list[Ints]:
        """Return columns of whole numbers; missing ones (NULL) are 0."""
        import numpy as np

        blocks = [self._block(table, names, first, last) for first, last in self._ranges(table)]
        return [
            np.concatenate([each[n] for each in blocks]) if blocks else np.zeros(0, np.int64) for n in range(len(names))
        ]

    def _ranges(self, table: str) -> list[tuple[int, int]]:
        """Return ranges of row ids, both ends inclusive, that hold a block of rows each."""
        found: list[tuple[int, int]] = []
        first, last = self._one(f"SELECT min(rowid), max(rowid) FROM {table}")
        while first is not None and first <= last:
            (end,) = self._one(
                f"SELECT max(rowid) FROM (SELECT rowid FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT {_BLOCK})",
                first,
            )
            found.append((first, end))
            first = end + 1 if end < last else None
        return found

    def _one(self, query: str, *words: int) -> tuple[Any, ...]:
        return cast("tuple[Any, ...]", self.link.execute(query, words).fetchone())

    def _block(self, table: str, names: Sequence[str], first: int, last: int) -> list[Ints]:
        """Return some rows as columns.

        SQLite writes each column out as one text of numbers, which is read at once: a third of the time of rows one by
        one. Where a text does not hold as many numbers as there are rows, a cell is missing or odd, and the rows are
        looked at one by one.
        """
        where = f"FROM {table} WHERE rowid BETWEEN ? AND ?"
        texts = ", ".join(f"group_concat({name})" for name in names)
        count, *cells = self._one(f"SELECT count(*), {texts} {where}", first, last)
        columns = [_numbers(each) for each in cells]
        if all(len(each) == count for each in columns):
            return columns
        rows = self.link.execute(f"SELECT rowid, {', '.join(names)} {where} ORDER BY rowid", (first, last))
        return self._checked(table, names, rows)

    def _checked(self, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> list[Ints]:
        import numpy as np

        found: list[list[int]] = [[] for _ in names]
        for key, *cells in rows:
            for name, cell, column in zip(names, cells, found, strict=True):
                if cell is not None and not isinstance(cell, int):
                    self._odd(table, name, key, cell)
                column.append(cell or 0)
        return [np.array(each, np.int64) for each in found]

    def _lost(self, count: int, what: str, why: str) -> None:
        if count:
            self.left_out.append(f"{count} {what} {why}")


_TEXTS = frozenset(
    {
        "Property", "Value", "Name", "Title", "Text", "Author", "Source", "Section", "Notes", "Type", "Label",
        "Variable", "DataType", "AttributeVariable", "AttributeValue",
    }
)  # fmt: skip
_UNFIT = {"short text": "that point to no entity", "boolean": "that are neither 0 nor 1"}


def _numbers(text: object) -> Ints:
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a text that is not read to its end is told by its length
        try:
            return np.fromstring(str(text or ""), np.int64, sep=",")
        except ValueError:  # it begins with what is no number
            return np.empty(0, np.int64)


def _places(statements: Ints, ids: Ints) -> Ints:
    """Return where each statement stands among the sorted `ids`; -1 where it does not."""
    import numpy as np

    if not len(ids):
        return np.full(len(statements), -1)
    at = np.minimum(np.searchsorted(ids, statements), len(ids) - 1)
    return cast("Ints", np.where(ids[at] == statements, at, -1))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _colour(cells: Sequence[Any]) -> str:
    return "#" + "".join(f"{min(max(int(each or 0), 0), 255):02X}" for each in cells)
