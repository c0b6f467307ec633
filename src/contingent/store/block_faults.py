"""What can be wrong with the published rows a project keeps: bodies, numbers of rows, files without rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from contingent.store import schema
from contingent.store.blocks import BadBlockError, opened, short_of_rows

_AT_A_TIME = 4  # blocks read ahead; each may be some megabytes
_B, _I, _S = schema.blocks.c, schema.intakes.c, schema.snapshots.c


def block_faults(connection: Connection) -> Iterator[str]:
    """Yield what is wrong with blocks and intakes, a line a fault; every block is read, one after another."""
    yield from _bodies(connection)
    yield from _intakes(connection)
    yield from _places(connection)


def _bodies(connection: Connection) -> Iterator[str]:
    query = select(schema.blocks).order_by(_B.n).execution_options(yield_per=_AT_A_TIME)
    for block in connection.execute(query):
        try:
            opened(block)
        except BadBlockError as error:
            yield f"Block {block.id} of snapshot {block.snapshot}: {error}."


def _intakes(connection: Connection) -> Iterator[str]:
    """Every imported file has its snapshot and as many rows as it says, and no rows belong to none."""
    for short in connection.execute(short_of_rows()):
        yield f"The import {short.id} has {short.said} rows; its blocks have {short.found}."
    for snapshot in connection.execute(select(_I.id).where(_I.id.not_in(select(_S.id))).order_by(_I.n)).scalars():
        yield f"The import {snapshot} has no snapshot."
    loose = select(_B.snapshot).where(_B.snapshot.not_in(select(_I.id))).distinct().order_by(_B.snapshot)
    for snapshot in connection.execute(loose).scalars():
        yield f"The blocks of snapshot {snapshot} belong to no import."


def _places(connection: Connection) -> Iterator[str]:
    """The blocks of a snapshot are numbered from 1 without a gap or a double."""
    places = select(
        _B.snapshot, func.count(), func.count(_B.place.distinct()), func.min(_B.place), func.max(_B.place)
    ).group_by(_B.snapshot)
    for snapshot, number, distinct, first, last in connection.execute(places.order_by(_B.snapshot)):
        if (distinct, first, last) != (number, 1, number):
            yield f"The blocks of snapshot {snapshot} are not numbered 1 to {number:,}."
