"""Reading ahead: the next item is made in a thread while one is worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

T = TypeVar("T")

_END = object()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """Yield items in order, one of them made in advance; what making one raises is raised where it would be due."""
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:
        coming = pool.submit(next, source, _END)
        while (found := coming.result()) is not _END:
            coming = pool.submit(next, source, _END)
            yield cast(T, found)
