"""Fields: reads typed values out of one JSON object and complains by field name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from contingent.base.errors import InputError
from contingent.base.spans import Span
from contingent.coding.vocabulary import word

LARGEST_OFFSET = 2**31 - 1
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object with typed readers; `record` names it in complaints. Every reader raises InputError only."""

    data: Mapping[str, object]
    record: str | None = None

    @classmethod
    def of(cls, value: object, record: str | None) -> Fields:
        """Return `value` as Fields. Raises InputError unless it is a JSON object."""
        if not isinstance(value, Mapping):
            raise InputError("A JSON object was expected.", record=record, remedy='Write {"name": value, ...}.')
        return cls(value, record)

    def wrong(self, key: str, expected: str) -> InputError:
        """Return the complaint that field `key` is not what was expected."""
        return InputError(f"Field {key!r} is not {expected}.", record=self.record, remedy=f"Give {expected} or null.")

    def check_names(self, known: frozenset[str]) -> None:
        """Raise InputError if there is a field outside `known`, so that nothing is dropped in silence."""
        unknown = sorted(str(key) for key in self.data if key not in known)
        if unknown:
            names = ", ".join(repr(name[:40]) for name in unknown[:5])
            near = get_close_matches(unknown[0], known, n=1)
            remedy = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(sorted(known))}."
            raise InputError(f"Unknown field {names}.", record=self.record, remedy=f"Remove or rename it. {remedy}")

    def first(self, *keys: str) -> object:
        """Return the first value among `keys` that is given and not null, else None."""
        return next((self.data[key] for key in keys if self.data.get(key) is not None), None)

    def text(self, key: str) -> str | None:
        """Return a string or None; empty strings count as None."""
        value = self.data.get(key)
        if value is None:
            return None
        return self._clean(key, value) or None

    def required(self, key: str) -> str:
        """Return a non-empty string."""
        value = self.text(key)
        if value is None:
            raise InputError(f"Field {key!r} is missing.", record=self.record, remedy=f"Give {key!r} as text.")
        return value

    def scalar(self, key: str) -> str | None:
        """Return a string, number or truth value as text, or None."""
        value = self.data.get(key)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of non-empty strings; null and absent count as empty."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise self.wrong(key, "a list of text")
        words = tuple(self._clean(key, item) for item in value)
        if not all(words):
            raise self.wrong(key, "a list of text without empty entries")
        return words

    def flag(self, key: str, default: bool) -> bool:
        """Return a truth value."""
        value = self.data.get(key, default)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def count(self, key: str) -> int | None:
        """Return a whole number from 0 to 2^31 - 1, or None."""
        value = self.data.get(key)
        if value is None:
            return None
        return self._offset(key, value)

    def share(self, key: str) -> float:
        """Return a number from 0 to 1."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.wrong(key, "a number from 0 to 1")
        if not 0 <= value <= 1:
            raise self.wrong(key, "a number from 0 to 1")
        return float(value)

    def choice(self, key: str, vocabulary: type[Word], default: Word) -> Word:
        """Return a word of `vocabulary`, or `default` where null or absent."""
        chosen = self.option(key, vocabulary)
        return default if chosen is None else chosen

    def option(self, key: str, vocabulary: type[Word]) -> Word | None:
        """Return a word of `vocabulary`, or None where null or absent."""
        value = self.text(key)
        return None if value is None else word(vocabulary, value, record=self.record)

    def span(self, start: str, end: str) -> Span | None:
        """Return the span in two fields, None if both are null."""
        first, last = self.count(start), self.count(end)
        if first is None and last is None:
            return None
        return self._span(f"{start}/{end}", first, last)

    def pair(self, key: str) -> Span | None:
        """Return the span in one field `[start, end]`, or None."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise self.wrong(key, "a pair [start, end]")
        return self._span(key, self._offset(key, value[0]), self._offset(key, value[1]))

    def inner(self, key: str) -> Fields | None:
        """Return a nested object, or None."""
        value = self.data.get(key)
        return None if value is None else Fields.of(value, self._path(key))

    def variables(self, key: str) -> dict[str, str | int | bool]:
        """Return a nested object of names and texts (character for character), whole numbers or truth values."""
        found: dict[str, str | int | bool] = {}
        inner = self.inner(key)
        for name, value in inner.data.items() if inner else ():
            if not isinstance(value, str | int):  # a truth value is a whole number to Python
                raise self.wrong(key, "an object of texts, whole numbers and truth values")
            if isinstance(value, str):
                self._clean(key, value)
            self._clean(key, name)
            found[name] = value
        return found

    def tree(self) -> dict[str, object]:
        """Return the whole object, once every name and text in it is known to be storable."""
        self._check_tree(dict(self.data))
        return dict(self.data)

    def _check_tree(self, value: object) -> None:
        if isinstance(value, str):
            self._clean("parameters", value)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                self._check_tree(name)
                self._check_tree(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                self._check_tree(inner)
        elif isinstance(value, float) and not math.isfinite(value):
            raise self.wrong("parameters", "made of finite numbers")
        elif value is not None and not isinstance(value, bool | int | float):
            raise self.wrong("parameters", "made of text, numbers, lists and objects")

    def _path(self, key: str) -> str:
        return f"{self.record}, {key}" if self.record else key

    def _clean(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.wrong(key, "text")
        # A lone surrogate or a NUL passes JSON but no database and no XML, so it must stop here.
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise self.wrong(key, "text of Unicode characters (it has a NUL or half a surrogate pair)")
        return value.strip()

    def _offset(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_OFFSET:
            raise self.wrong(key, "a whole number from 0 to 2147483647")
        return value

    def _span(self, key: str, start: int | None, end: int | None) -> Span:
        if start is None or end is None or start > end:
            raise self.wrong(key, "a span with 0 <= start <= end")
        return Span(start, end)
