"""Codebooks as files: YAML (with terms and examples) and CSV (as a spreadsheet writes it), both ways."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from contingent.base.errors import InputError, NotFoundError
from contingent.coding.codebook import Code, Codebook
from contingent.coding.concepts import read_term

COLUMNS = ("code", "name", "definition", "include", "exclude", "terms", "examples", "leaf")
_CODE = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*\Z")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATOR = "; "
_NO = {"false", "no", "0", "n"}


@cache
def default_codebook() -> Codebook:
    """Return the codebook that ships with contingent: dialogues on peace operations."""
    text = files("contingent.coding").joinpath("data/peace_operations.yaml").read_text(encoding="utf-8")
    return codebook_from_yaml(text, record="peace_operations.yaml")


def load_codebook(path: Path | str) -> Codebook:
    """Return the codebook of a `.yaml`, `.yml` or `.csv` file.

    Raises NotFoundError if there is no such file and InputError naming the row or code that cannot be read.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(f"There is no codebook file {path}.", remedy="Check the path.") from None
    except UnicodeDecodeError:
        raise InputError("The codebook is not UTF-8 text.", record=str(path), remedy="Save it as UTF-8.") from None
    except OSError as trouble:
        raise InputError(f"The codebook cannot be read: {trouble.strerror}.", record=str(path)) from None
    if path.suffix.lower() == ".csv":
        return codebook_from_csv(text, name=path.stem, record=path.name)
    return codebook_from_yaml(text, record=path.name)


def codebook_from_yaml(text: str, *, record: str = "codebook") -> Codebook:
    """Return the codebook of a YAML text with `id`, `name`, `version` and `codes`. Raises InputError."""
    try:
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, the fast one where it is built
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        where = f"{record}, line {mark.line + 1}" if mark else record
        raise InputError("This is no valid YAML.", record=where, remedy="Mind the indentation and quotes.") from None
    if not isinstance(data, dict) or not isinstance(data.get("codes"), list):
        raise InputError("The codebook has no list `codes`.", record=record, remedy="Put the codes under `codes:`.")
    codes = tuple(_code(row, f"{record}, code {n}") for n, row in enumerate(data["codes"], start=1))
    version = data.get("version", 1)
    if not isinstance(version, int):
        raise InputError(f"{version!r} is no version number.", record=record, remedy="Give a whole number.")
    name = str(data.get("name") or Path(record).stem)
    return _checked(Codebook(id=str(data.get("id") or name), name=name, version=version, codes=codes), record)


def codebook_from_csv(text: str, *, name: str = "codebook", record: str = "codebook") -> Codebook:
    """Return the codebook of a CSV text; `terms` and `examples` are separated by ";".

    Raises InputError naming the row.
    """
    reader = csv.DictReader(io.StringIO(text), restkey="more")
    missing = {"code", "name"} - set(reader.fieldnames or ())
    if missing:
        raise InputError(f"The header lacks {', '.join(sorted(missing))}.", record=f"{record}, row 1",
                         remedy=f"Columns: {', '.join(COLUMNS)}.")  # fmt: skip
    codes = []
    for number, row in enumerate(reader, start=2):
        where = f"{record}, row {number}"
        if row.get("more"):
            raise InputError("The row has more cells than the header.", record=where, remedy="Quote cells with commas.")
        split: dict[str, object] = dict(row)
        for column in ("terms", "examples"):
            split[column] = [part.strip() for part in (row.get(column) or "").split(";") if part.strip()]
        split["leaf"] = (row.get("leaf") or "true").strip().lower() not in _NO
        codes.append(_code(split, where))
    return _checked(Codebook(id=name, name=name, version=1, codes=tuple(codes)), record)


def _code(row: object, where: str) -> Code:
    if not isinstance(row, Mapping):
        raise InputError("A code must be a mapping with `code` and `name`.", record=where)
    code = str(row.get("code") or "").strip()
    if not _CODE.match(code):
        raise InputError(f"{code!r} is no code.", record=where,
                         remedy="Use lower-case words joined by dots, for example org.capacity.")  # fmt: skip
    name = _text(row, "name", where)
    if not name:
        raise InputError(f"The code {code} has no name.", record=where, remedy="Give it a short name.")
    terms = _words(row, "terms", where)
    for term in terms:
        try:
            read_term(term)
        except InputError as trouble:
            raise InputError(trouble.what, record=f"{where} ({code})", remedy=trouble.remedy) from None
    return Code(
        code=code, name=name, definition=_text(row, "definition", where), include=_text(row, "include", where),
        exclude=_text(row, "exclude", where), terms=terms, examples=_words(row, "examples", where),
        leaf=bool(row.get("leaf", True)),
    )  # fmt: skip


def _text(row: Mapping[object, object], key: str, where: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str | int | float):
        raise InputError(f"`{key}` must be text.", record=where)
    return "" if value is None else str(value).strip()


def _words(row: Mapping[object, object], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str | int | float) for item in value):
        raise InputError(f"`{key}` must be a list of words.", record=where, remedy=f"Write `{key}: [one, two]`.")
    return tuple(str(item) for item in value)


def _checked(codebook: Codebook, record: str) -> Codebook:
    seen: set[str] = set()
    for code in codebook:
        if code.code in seen:
            raise InputError(f"The code {code.code} stands twice.", record=record, remedy="Merge or rename one.")
        seen.add(code.code)
    for code in codebook:
        if code.parent and code.parent not in seen:
            raise InputError(f"{code.code} has no parent {code.parent}.", record=record,
                             remedy=f"Add a code {code.parent} with `leaf: false`.")  # fmt: skip
    if not codebook.codes:
        raise InputError("The codebook has no codes.", record=record)
    return codebook


def codebook_to_yaml(codebook: Codebook) -> str:
    """Return the codebook as YAML text that `codebook_from_yaml` reads back unchanged."""
    rows = []
    for code in codebook:
        row: dict[str, object] = {"code": code.code, "name": code.name}
        row |= {key: value for key in ("definition", "include", "exclude") if (value := getattr(code, key))}
        row |= {key: list(value) for key in ("terms", "examples") if (value := getattr(code, key))}
        rows.append(row if code.leaf else row | {"leaf": False})
    data = {"id": codebook.id, "name": codebook.name, "version": codebook.version, "codes": rows}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def codebook_to_csv(codebook: Codebook) -> str:
    """Return the codes as CSV text; id, name and version of the codebook are not part of it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in codebook:
        words = [code.code, code.name, code.definition, code.include, code.exclude]
        lists = [_SEPARATOR.join(code.terms), _SEPARATOR.join(code.examples)]
        writer.writerow([*words, *lists, str(code.leaf).lower()])
    return out.getvalue()
