"""The sixteen tables of a DNA 3 database with the bounds DNA sets, and how a new file of them is laid out."""

from __future__ import annotations

PERMISSIONS = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements",
    "DeleteStatements", "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations",
    "ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip
"""What a coder may do; each a column `Permission...` of 0 or 1."""
LONGEST = 190
"""Characters of the longest title, label, name or value of an entity."""
DATA_TABLES = {
    "short text": "DATASHORTTEXT",
    "long text": "DATALONGTEXT",
    "integer": "DATAINTEGER",
    "boolean": "DATABOOLEAN",
}
"""Where values stand, by the data type of their variable."""

Columns = tuple[tuple[str, str], ...]


def _whole(name: str, low: int, high: int, default: int | None = 0, *, needed: bool = True) -> tuple[str, str]:
    kind = "INTEGER NOT NULL" if needed else "INTEGER"
    given = "" if default is None else f" DEFAULT {default}"
    return name, f"{kind}{given} CHECK ({name} BETWEEN {low} AND {high})"


def _flag(name: str, default: int = 1) -> tuple[str, str]:
    return _whole(name, 0, 1, default)


def _words(name: str, default: str | None = None) -> tuple[str, str]:
    given = "" if default is None else f" DEFAULT '{default}'"
    return name, f"TEXT NOT NULL{given} CHECK (LENGTH({name}) <= {LONGEST})"


def _colour(*, needed: bool = True) -> Columns:
    return tuple(_whole(each, 0, 255, 0 if needed else None, needed=needed) for each in ("Red", "Green", "Blue"))


def _refers(name: str, table: str, *, needed: bool = True) -> tuple[str, str]:
    return name, f"INTEGER{' NOT NULL' if needed else ''} REFERENCES {table}(ID) ON DELETE CASCADE"


_ID = ("ID", "INTEGER NOT NULL PRIMARY KEY")
_STATEMENT = _refers("StatementId", "STATEMENTS")
_VARIABLE = _refers("VariableId", "VARIABLES")

TABLES: dict[str, tuple[Columns, tuple[str, ...]]] = {
    "SETTINGS": ((("Property", "TEXT PRIMARY KEY"), ("Value", "TEXT NOT NULL")), ()),
    "CODERS": (
        (
            _ID,
            _words("Name"),
            *_colour(),
            _whole("Refresh", 0, 9999),
            _whole("FontSize", 1, 99, 14),
            _words("Password"),
            _whole("PopupWidth", 100, 9999, 300, needed=False),
            _flag("ColorByCoder", 0),
            _flag("PopupDecoration", 0),
            _flag("PopupAutoComplete"),
            *(_flag(f"Permission{each}") for each in PERMISSIONS),
        ),
        (),
    ),
    "DOCUMENTS": (
        (
            _ID,
            _words("Title"),
            ("Text", "TEXT NOT NULL"),
            _refers("Coder", "CODERS", needed=False),
            *(_words(each, "") for each in ("Author", "Source", "Section")),
            ("Notes", "TEXT NOT NULL DEFAULT ''"),
            _words("Type", ""),
            ("Date", "INTEGER NOT NULL"),
        ),
        (),
    ),
    "STATEMENTTYPES": ((_ID, _words("Label"), *_colour()), ()),
    "VARIABLES": (
        (
            _ID,
            _words("Variable"),
            (
                "DataType",
                "TEXT NOT NULL DEFAULT 'short text' "
                "CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
            ),
            _refers("StatementTypeId", "STATEMENTTYPES", needed=False),
        ),
        ("UNIQUE (Variable, StatementTypeId)",),
    ),
    "VARIABLELINKS": (
        (
            _ID,
            _refers("SourceVariableId", "VARIABLES", needed=False),
            _refers("TargetVariableId", "VARIABLES", needed=False),
        ),
        ("CHECK (TargetVariableId != SourceVariableId)",),
    ),
    "REGEXES": ((("Label", f"TEXT PRIMARY KEY CHECK (LENGTH(Label) <= {LONGEST})"), *_colour()), ()),
    "CODERRELATIONS": (
        (
            _ID,
            *(
                (each, f"INTEGER CHECK ({each} > 0) REFERENCES CODERS(ID) ON DELETE CASCADE")
                for each in ("Coder", "OtherCoder")
            ),
            *(_flag(each) for each in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        ),
        ("CHECK (Coder != OtherCoder)",),
    ),
    "STATEMENTS": (
        (
            _ID,
            _refers("StatementTypeId", "STATEMENTTYPES", needed=False),
            _refers("DocumentId", "DOCUMENTS", needed=False),
            ("Start", "INTEGER NOT NULL CHECK (Start >= 0)"),
            ("Stop", "INTEGER NOT NULL CHECK (Stop >= 0)"),
            _refers("Coder", "CODERS", needed=False),
        ),
        ("CHECK (Start < Stop)",),
    ),
    "DATABOOLEAN": (
        (_ID, _STATEMENT, _VARIABLE, ("Value", "INTEGER NOT NULL DEFAULT 1")),
        ("UNIQUE (StatementId, VariableId)",),
    ),
    "DATAINTEGER": (
        (_ID, _STATEMENT, _VARIABLE, ("Value", "INTEGER NOT NULL DEFAULT 0")),
        ("UNIQUE (StatementId, VariableId)",),
    ),
    "ENTITIES": (
        (
            _ID,
            _VARIABLE,
            _words("Value", ""),
            *_colour(needed=False),
            ("ChildOf", "INTEGER CHECK (ChildOf > 0) REFERENCES ENTITIES(ID) ON DELETE CASCADE"),
        ),
        ("UNIQUE (VariableId, Value)",),
    ),
    "DATASHORTTEXT": (
        (_ID, _STATEMENT, _VARIABLE, _refers("Entity", "ENTITIES")),
        ("UNIQUE (StatementId, VariableId)",),
    ),
    "DATALONGTEXT": (
        (_ID, _STATEMENT, _VARIABLE, ("Value", "TEXT DEFAULT ''")),
        ("UNIQUE (StatementId, VariableId)",),
    ),
    "ATTRIBUTEVARIABLES": ((_ID, _VARIABLE, _words("AttributeVariable")), ("UNIQUE (VariableId, AttributeVariable)",)),
    "ATTRIBUTEVALUES": (
        (
            _ID,
            _refers("EntityId", "ENTITIES"),
            _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
            _words("AttributeValue", ""),
        ),
        ("UNIQUE (EntityId, AttributeVariableId)",),
    ),
}
"""Columns and constraints by table, those that others refer to first."""


def create(table: str) -> str:
    """Return the statement that makes a table."""
    columns, constraints = TABLES[table]
    return f"CREATE TABLE {table} ({', '.join([*(f'{name} {kind}' for name, kind in columns), *constraints])})"


def insert(table: str) -> str:
    """Return the statement that puts a row, all columns in order, into a table."""
    columns, _ = TABLES[table]
    names = ", ".join(name for name, _ in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of TABLES
