"""The tables of a Taguette 1.5 project file, as its own files have them."""

from __future__ import annotations

APPLICATION_ID = 0x54677474
"""Stands in the header of every Taguette file: `Tgtt`."""
REVISION = "db5e31a0233d"
"""The state of the tables that Taguette 1.5 knows as its latest."""

_KEY = "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"


def _refers(name: str, table: str, key: str = "id", *, optional: bool = False, kind: str = "INTEGER") -> str:
    update = " ON UPDATE CASCADE" if key == "login" else ""
    return f"{name} {kind}{'' if optional else ' NOT NULL'} REFERENCES {table} ({key}) ON DELETE CASCADE{update}"


def _table(name: str, *columns: str, indexes: tuple[str, ...] = ()) -> tuple[str, tuple[tuple[str, tuple[str, ...]]]]:
    made = tuple(f"CREATE INDEX ix_{name}_{column} ON {name} ({column})" for column in indexes)
    return name, ((f"CREATE TABLE {name} ({', '.join(columns)})", made),)


TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    name: definition
    for name, (definition,) in (
        _table(
            "users",
            "login VARCHAR(30) NOT NULL PRIMARY KEY",
            "created DATETIME NOT NULL",
            "hashed_password VARCHAR(192)",
            "disabled BOOLEAN NOT NULL",
            "password_set_date DATETIME",
            "language VARCHAR(10)",
            "email VARCHAR(256) UNIQUE",
            "email_sent DATETIME",
        ),
        _table(
            "projects", _KEY, "name VARCHAR(200) NOT NULL", "description TEXT NOT NULL", "created DATETIME NOT NULL"
        ),
        _table(
            "project_members",
            _refers("project_id", "projects"),
            _refers("user_login", "users", "login", kind="VARCHAR(30)"),
            "privileges VARCHAR(11) NOT NULL",
            "PRIMARY KEY (project_id, user_login)",
            indexes=("project_id", "user_login"),
        ),
        _table(
            "documents",
            _KEY,
            "name VARCHAR(200) NOT NULL",
            "description TEXT NOT NULL",
            "filename VARCHAR(200) NOT NULL",
            "created DATETIME NOT NULL",
            _refers("project_id", "projects"),
            "text_direction VARCHAR(13) NOT NULL",
            "contents TEXT NOT NULL",
            indexes=("project_id",),
        ),
        _table(
            "commands",
            _KEY,
            "date DATETIME NOT NULL",
            "user_login VARCHAR(30) NOT NULL REFERENCES users (login) ON UPDATE CASCADE",
            _refers("project_id", "projects"),
            "document_id INTEGER",
            "payload TEXT NOT NULL",
            indexes=("project_id", "document_id", "date", "user_login"),
        ),
        _table(
            "tags",
            _KEY,
            _refers("project_id", "projects"),
            "path VARCHAR(200) NOT NULL",
            "description TEXT NOT NULL",
            "CONSTRAINT uq_tags_project_id UNIQUE (project_id, path)",
            indexes=("project_id", "path"),
        ),
        _table(
            "highlights",
            _KEY,
            _refers("document_id", "documents"),
            "start_offset INTEGER NOT NULL",
            "end_offset INTEGER NOT NULL",
            "snippet TEXT NOT NULL",
            indexes=("document_id",),
        ),
        _table(
            "highlight_tags",
            _refers("highlight_id", "highlights"),
            _refers("tag_id", "tags"),
            "PRIMARY KEY (highlight_id, tag_id)",
            indexes=("highlight_id", "tag_id"),
        ),
        _table("alembic_version", "version_num VARCHAR(32) NOT NULL PRIMARY KEY"),
    )
}
"""What makes each table and its indexes, those that others refer to first."""
