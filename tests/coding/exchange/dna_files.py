"""Small DNA databases for tests, in the schema of DNA 3, made by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT, Red INTEGER, Green INTEGER, Blue INTEGER,
  Password TEXT);
CREATE TABLE CODERRELATIONS(ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER, OtherCoder INTEGER, viewStatements INTEGER,
  editStatements INTEGER, viewDocuments INTEGER, editDocuments INTEGER);
CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT,
  Section TEXT, Notes TEXT, Type TEXT, Date INTEGER NOT NULL);
CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, Label TEXT, Red INTEGER, Green INTEGER, Blue INTEGER);
CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE VARIABLELINKS(ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER, TargetVariableId INTEGER);
CREATE TABLE REGEXES(Label TEXT PRIMARY KEY, Red INTEGER, Green INTEGER, Blue INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
  Stop INTEGER, Coder INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER,
  Blue INTEGER, ChildOf INTEGER);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER, AttributeVariable TEXT);
CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER, AttributeVariableId INTEGER,
  AttributeValue TEXT);
INSERT INTO SETTINGS VALUES ('version', '3.1.2');
INSERT INTO CODERS VALUES (1, 'Ada', 255, 0, 0, 'x');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 239, 208, 51), (2, 'Note', 0, 0, 0);
INSERT INTO VARIABLES VALUES (1, 'organization', 'short text', 1), (2, 'concept', 'short text', 1),
  (3, 'agreement', 'boolean', 1), (4, 'intensity', 'integer', 1), (5, 'mood', 'short text', 1),
  (6, 'note', 'long text', 2);
INSERT INTO ENTITIES VALUES (1, 1, '', 0, 0, 0, NULL), (2, 2, '', 0, 0, 0, NULL), (3, 5, '', 0, 0, 0, NULL),
  (4, 1, 'Élan', 0, 0, 0, NULL), (5, 1, 'a-lower', 1, 2, 3, 4), (6, 1, 'E', 0, 0, 0, NULL), (7, 2, 'c', 0, 0, 0, NULL),
  (8, 2, 'd', 0, 0, 0, NULL), (9, 5, 'glad', 0, 0, 0, NULL), (10, 5, 'grim', 0, 0, 0, NULL);
INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 1, 'Type');
INSERT INTO ATTRIBUTEVALUES VALUES (1, 4, 1, 'NGO');
"""


def dna_file(path: Path, rows: Sequence[Sequence[Any]], more: str = "") -> Path:
    """Write a database: `rows` are (document, organization, concept, mood, agreement, intensity); None leaves the row
    of that variable out. Documents 1, 2, 3 are of 6 January 2020, 2021 and 8 January 2021."""
    link = sqlite3.connect(path)
    link.executescript(SCHEMA)
    for n, seconds in enumerate((1578268800, 1609891200, 1610064000), start=1):
        link.execute(
            "INSERT INTO DOCUMENTS VALUES (?, ?, ?, 1, '', '', '', '', '', ?)", (n, f"D{n}", "🕊 abc " * 50, seconds)
        )
    for n, (document, holder, concept, mood, agreement, intensity) in enumerate(rows, start=1):
        link.execute("INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 1)", (n, document, n, n + 5))
        for table, variable, value in (
            ("DATASHORTTEXT", 1, holder), ("DATASHORTTEXT", 2, concept), ("DATASHORTTEXT", 5, mood),
            ("DATABOOLEAN", 3, agreement), ("DATAINTEGER", 4, intensity),
        ):  # fmt: skip
            if value is not None:
                link.execute(f"INSERT INTO {table} VALUES (NULL, ?, ?, ?)", (n, variable, value))
    link.executescript(more)
    link.commit()
    link.close()
    return path
