"""Reading reference files: JSON whose every part knows where it stands, so that what is amiss can be named."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from contingent.base.errors import InputError, NotFoundError
from contingent.positions.agenda import Array

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; the largest reference file known is a thousandth of it."""

MANY = 2_000
"""Actors, or anything else that is counted: a reference file with more is broken or none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a reference file: its value, the file, and where in the file it stands.

    Every method that reads it raises an InputError naming file and place if the part is of another kind.
    """

    value: object
    file: str
    place: str = ""

    @property
    def record(self) -> str:
        """File and place, as errors name them."""
        return f"{self.file}, {self.place}" if self.place else self.file

    def refuse(self, what: str, remedy: str) -> NoReturn:
        """Raise an InputError about this part."""
        raise InputError(what, record=self.record, remedy=remedy)

    def __getitem__(self, key: str) -> Part:
        entries = self._mapping()
        if key not in entries:
            listed = ", ".join(list(entries)[:12]) or "nothing"
            self.refuse(f"There is no {key!r} here.", f"The file is cut or of another kind; there is: {listed}.")
        return Part(entries[key], self.file, f"{self.place}.{key}".lstrip("."))

    def get(self, key: str) -> Part | None:
        """Return the part under a key; None where there is none or null."""
        return self[key] if isinstance(self.value, dict) and self.value.get(key) is not None else None

    def has(self, *keys: str) -> bool:
        """Whether this is a mapping with all of the keys."""
        return isinstance(self.value, dict) and all(key in self.value for key in keys)

    def entries(self) -> dict[str, Part]:
        """Return the parts of a mapping by key."""
        return {key: self[key] for key in self._mapping()}

    def items(self) -> tuple[Part, ...]:
        """Return the parts of a list."""
        if not isinstance(self.value, list):
            self.refuse(f"A list should stand here, not {_kind(self.value)}.", _MEND)
        return tuple(Part(each, self.file, f"{self.place}[{n}]") for n, each in enumerate(self.value))

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            self.refuse(f"A text should stand here, not {_kind(self.value)}.", _MEND)
        return self.value

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"A number should stand here, not {_kind(value)}.", _MEND)
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            self.refuse("This number is not finite.", _MEND)
        return found

    def whole(self, least: int = 0, most: int = 10**9) -> int:
        """Return a whole number within bounds."""
        found = self.number()
        if found != int(found) or not least <= found <= most:
            self.refuse(f"A whole number from {least} to {most} should stand here, not {found:g}.", _MEND)
        return int(found)

    def read_number(self) -> float:
        """Return a finite number that may be written as text, as the cells of a CSV file are."""
        if isinstance(self.value, str):
            try:
                return Part(float(self.value), self.file, self.place).number()
            except ValueError:
                self.refuse(f"{self.value[:40]!r} is no number.", _MEND)
        return self.number()

    def numbers(self, count: int | None = None) -> Array:
        """Return a list of numbers, of `count` where given."""
        parts = self.items()
        if count is not None and len(parts) != count:
            self.refuse(f"{count} numbers should stand here, not {len(parts)}.", _MEND)
        return np.array([each.number() for each in parts], float)

    def table(self, rows: int, columns: int) -> Array:
        """Return a list of `rows` lists of `columns` numbers as an array."""
        parts = self.items()
        if len(parts) != rows:
            self.refuse(f"{rows} rows should stand here, not {len(parts)}.", _MEND)
        return np.array([each.numbers(columns) for each in parts], float).reshape(rows, columns)

    def by_name(self, names: tuple[str, ...]) -> Array:
        """Return the numbers of a mapping in the order of `names`; every name must be there and no other."""
        extra = sorted(set(self._mapping()) - set(names))
        if extra:
            self.refuse(f"{extra[0]!r} is not among the actors or issues of the file.", _MEND)
        return np.array([self[name].number() for name in names], float)

    def leaves(self) -> Iterator[Part]:
        """Yield all parts that are neither lists nor mappings."""
        if isinstance(self.value, dict):
            for each in self.entries().values():
                yield from each.leaves()
        elif isinstance(self.value, list):
            for each in self.items():
                yield from each.leaves()
        else:
            yield self

    def _mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            self.refuse(f"Names with values should stand here, not {_kind(self.value)}.", _MEND)
        return self.value


_MEND = "Get the file again from where it came; it is cut, changed by hand or of another kind."


def read_reference(path: Path) -> Part:
    """Return the content of a reference file (JSON). Raises NotFoundError, InputError."""
    if not path.is_file():
        raise NotFoundError("There is no such file.", record=str(path), remedy="Name a reference file (JSON).")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("The file is larger than 256 MiB.", record=str(path), remedy="This is no reference file.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        remedy = "Check that you may read it."
        raise InputError(f"It cannot be read: {error.strerror or error}.", record=str(path), remedy=remedy) from None
    except UnicodeDecodeError as error:
        where = f"{path}, byte {error.start}"
        raise InputError("This is not text in UTF-8.", record=where, remedy="Name a reference file (JSON).") from None
    return read_text(text, str(path))


def read_text(text: str, name: str) -> Part:
    """Return the content of the JSON text of a reference file that is called `name`. Raises InputError."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{name}, line {error.lineno}, column {error.colno}"
        raise InputError(f"This is not JSON that can be read ({error.msg}).", record=where, remedy=_MEND) from None
    except (ValueError, RecursionError):
        raise InputError("This is not JSON that can be read.", record=name, remedy=_MEND) from None
    if not isinstance(value, dict):
        raise InputError("A reference file has names at its top.", record=name, remedy=_MEND)
    return Part(value, name)


def _kind(value: object) -> str:
    words = {dict: "names with values", list: "a list", str: "a text", bool: "yes or no", type(None): "null"}
    return words.get(type(value), "a number")
