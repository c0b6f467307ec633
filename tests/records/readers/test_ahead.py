"""Reading ahead: the same items in the same order, what goes wrong told where it is due, no thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.records.readers.ahead import ahead


@given(st.lists(st.none() | st.integers()))
def test_items_come_as_they_are(items: list[int | None]) -> None:
    assert list(ahead(items)) == items


def test_what_making_an_item_raises_comes_after_those_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = ahead(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_who_stops_early_leaves_no_thread_and_no_item_but_one() -> None:
    made = []

    def many() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    threads = threading.active_count()
    items = ahead(many())
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert threading.active_count() == threads
    assert len(made) <= 3
