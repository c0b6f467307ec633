"""Values out of a TOML table, each asked for as what it has to be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NoReturn

from contingent.base.errors import InputError

LARGEST = 10**15
"""Numbers above are refused: sums of them would no longer be exact."""

_SHARE = re.compile(r"\d{1,12}/\d{1,12}|\d{0,12}\.?\d{1,12}")
"""A share as text. What is longer is refused unread: the digits of 1e999999999 would fill the memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file and where it stands; whatever is not as it has to be raises InputError saying so."""

    data: Mapping[str, Any]
    name: str

    def only(self, *known: str) -> None:
        """Refuse keys that are not known."""
        if unknown := sorted(set(self.data) - set(known)):
            raise InputError(
                f"{', '.join(unknown)} means nothing here.", record=self.name, remedy=f"Known are {', '.join(known)}."
            )

    def has(self, key: str) -> bool:
        """Return whether a key is there."""
        return key in self.data

    def text(self, key: str) -> str:
        """Return a text that has to be there."""
        found = self.maybe_text(key)
        if found is None:
            raise InputError(f"`{key}` is missing.", record=self.name, remedy=f'Write {key} = "...".')
        return found

    def maybe_text(self, key: str) -> str | None:
        """Return a text, None if it is not there."""
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, "a text in quotes")
        return value.strip()

    def maybe_texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts (a single text counts as one), None if it is not there."""
        if key not in self.data:
            return None
        value = self.data[key]
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            self._wrong(key, 'a list of texts: ["KAZ", "KGZ"]')
        if doubled := sorted({each for each in value if value.count(each) > 1}):
            raise InputError(f"{', '.join(doubled)} stands twice.", record=f"{self.name}, {key}", remedy="Keep one.")
        return tuple(value)

    def number(self, key: str) -> float:
        """Return a number of 0 or more that has to be there."""
        if key not in self.data:
            raise InputError(f"`{key}` is missing.", record=self.name, remedy=f"Write {key} = 9, for example.")
        return self._number(key, self.data[key])

    def numbers(self, key: str) -> dict[str, float]:
        """Return numbers of 0 or more by code."""
        value = self.data.get(key)
        if not isinstance(value, dict) or not value:
            self._wrong(key, "a table of numbers: { KAZ = 2, KGZ = 1 }")
        return {str(code): self._number(f"{key}, {code}", each) for code, each in value.items()}

    def share(self, key: str) -> Fraction:
        """Return a share above 0 and up to 1, written as 0.55 or "2/3"."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self._wrong(key, 'a share such as 0.55 or "2/3"')
        if not isinstance(value, str) and not 1e-9 <= value <= 1:
            self._wrong(key, "a share above 0 and up to 1")
        text = value.strip() if isinstance(value, str) else f"{float(value):.12f}"
        try:
            found = Fraction(text) if _SHARE.fullmatch(text) else None
        except ZeroDivisionError:
            found = None
        if found is None:
            self._wrong(key, 'a share such as 0.55 or "2/3"')
        if not 0 < found <= 1:
            self._wrong(key, "a share above 0 and up to 1")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false; false if it is not there."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self._wrong(key, "true or false")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Return a day, None if it is not there."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self._wrong(key, "a day: 1966-01-01")
        return value

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables; none if it is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._wrong(key, f"a list of tables: [[{key}]]")
        return tuple(Table(each, f"{self.name}, {key} {number}") for number, each in enumerate(value, start=1))

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
            self._wrong(key, f"a number of 0 or more, up to {LARGEST:.0e}", value)
        return float(value)

    def _wrong(self, key: str, wanted: str, value: object = None) -> NoReturn:
        shown = self.data.get(key) if value is None else value
        try:
            told = str(shown)
        except ValueError:  # a whole number with more digits than are written out
            told = "A number of thousands of digits"
        raise InputError(f"{told[:60]!r} cannot be taken.", record=f"{self.name}, {key}", remedy=f"Give {wanted}.")
