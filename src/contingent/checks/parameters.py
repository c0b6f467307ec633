"""Parameters of a claim: typed reading of what a coder or a rule wrote, with complaints that name the claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from contingent.base.errors import InputError
from contingent.base.months import Month


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one claim; every getter raises InputError naming `record` and the parameter."""

    values: Mapping[str, object]
    record: str

    def _wrong(self, name: str, wanted: str) -> InputError:
        got = self.values.get(name)
        return InputError(
            f"The parameter {name!r} of the claim should be {wanted}, not {got!r}.",
            record=self.record,
            remedy="Correct the claim's parameters; `contingent check --measures` lists what each measure reads.",
        )

    def has(self, name: str) -> bool:
        """Return whether the parameter is given."""
        return self.values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """Return a word."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or not value:
            raise self._wrong(name, "a word")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of words; a single word counts as a list of one."""
        value = self.values.get(name, default)
        if isinstance(value, str) and value:
            return (value,)
        if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        if default is not None and value == default:
            return default
        raise self._wrong(name, "a list of words")

    def choice(self, name: str, among: Collection[str], default: str | None = None) -> str:
        """Return one of a closed set of words."""
        value = self.text(name, default)
        if value not in among:
            raise self._wrong(name, f"one of {', '.join(among)}")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """Return a number."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a number")
        return float(value)

    def month(self, name: str) -> Month:
        """Return a month."""
        try:
            return Month.parse(str(self.values[name]))
        except (KeyError, InputError):
            raise self._wrong(name, "a month such as 2013-11") from None

    def months(self, name: str) -> tuple[Month, Month]:
        """Return the first and last month of a year (`2013`) or month (`2013-11`)."""
        words = str(self.values.get(name, ""))
        try:
            if len(words) == 4 and words.isdecimal() and int(words):
                return Month(int(words), 1), Month(int(words), 12)
            return Month.parse(words), Month.parse(words)
        except InputError:
            raise self._wrong(name, "a month such as 2013-11, or a year") from None

    def day(self, name: str, default: date | None = None) -> date:
        """Return a day; a month means its first day, a year its first."""
        value = self.values.get(name)
        if isinstance(value, date):
            return value
        if value is None and default is not None:
            return default
        words = str(value)
        try:
            return date.fromisoformat(words + {4: "-01-01", 7: "-01"}.get(len(words), ""))
        except ValueError:
            raise self._wrong(name, "a day such as 2013-11-05, a month or a year") from None
