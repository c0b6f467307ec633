"""Sentences as units: which codes stand in which sentence of a report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from contingent.base.spans import Span
from contingent.coding.agreement.units import merged
from contingent.coding.statements import Statement


def sentences_of(sentences: Sequence[Span] | None, statements: Sequence[Statement]) -> tuple[Span, ...]:
    """Return the sentences of a report in order, with what statements mark outside of them.

    Without sentences, or where a statement stands outside of all (a table, a note), the sentences that the statements
    name serve, joined where they overlap.
    """
    known = merged(sentences or ())
    named = merged(s.sentence or s.span for s in statements if s.span is not None and not _touching(known, s.span))
    return tuple(sorted((*known, *named)))


def codes_by_sentence(statements: Sequence[Statement], sentences: Sequence[Span]) -> list[set[str]]:
    """Return the codes that stand in each sentence, and all codes above them.

    A statement stands in the sentences of which it takes up half or more, and in those that hold half of it or more; in
    any case in the one it shares most with.
    """
    found: list[set[str]] = [set() for _ in sentences]
    for statement in statements:
        if statement.span is None:
            continue
        codes = {above for code in statement.concepts for above in _path(code)}
        for place in _places(statement.span, sentences):
            found[place] |= codes
    return found


def _path(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _places(span: Span, sentences: Sequence[Span]) -> list[int]:
    touched = _touching(sentences, span)
    shared = {n: span.overlap(sentences[n]) for n in touched}
    held = [n for n in touched if 2 * shared[n] >= min(len(sentences[n]), len(span))]
    return held or sorted(touched, key=lambda n: -shared[n])[:1]


def _touching(sentences: Sequence[Span], span: Span) -> list[int]:
    """Return the places of the sentences, in order and without overlap, that share characters with a span."""
    first = bisect_left(sentences, span.start, key=lambda each: each.end)
    found = []
    for n in range(first, len(sentences)):
        if sentences[n].start >= span.end:
            break
        if sentences[n].overlap(span):
            found.append(n)
    return found
