"""Codebook: a tree of concepts with definitions and the terms that point to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contingent.base.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A concept: dotted code, name, definition, what to include and exclude, and terms that suggest it."""

    code: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    terms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    leaf: bool = True

    @property
    def parent(self) -> str | None:
        """The code one level up, None for a top-level code."""
        return self.code.rpartition(".")[0] or None

    @property
    def top(self) -> str:
        """The top-level code."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A versioned set of codes in display order."""

    id: str
    name: str
    version: int
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def get(self, code: str) -> Code:
        """Return the code. Raises NotFoundError naming near ones."""
        for candidate in self.codes:
            if candidate.code == code:
                return candidate
        near = [c.code for c in self.codes if c.code.startswith(code.partition(".")[0])]
        remedy = f"Codes there: {', '.join(near)}." if near else "List the codes with `contingent codes PROJECT`."
        raise NotFoundError(f"The codebook {self.name!r} has no code {code!r}.", remedy=remedy)
