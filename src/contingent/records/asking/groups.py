"""Groups: who belonged to what at the end of each month.

A month counts for a member if it belonged on the last day of the month, the day figures of personnel are of. Observers,
partners and associates are not members, except where partners are all there are (the Partnership for Peace and the
council it belongs to). A suspended member is still a member.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.base.errors import UsageError
from contingent.base.months import Month

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.actors import Membership
    from contingent.records.record import Record

_SEATED = frozenset({"member", "founding member", "permanent member", "elected member", "participating state"})
_OF_PARTNERS = frozenset({"PfP", "EAPC"})
_FIRST, _LAST = Month(1900, 1), Month(2199, 12)


def seats(record: Record, group: str) -> tuple[Membership, ...]:
    """Return the memberships of a group that make a member.

    Raises NotFoundError for an unknown group, UsageError for one without members on record.
    """
    held = record.memberships(group)
    found = tuple(each for each in held if each.role in _SEATED or (group in _OF_PARTNERS and each.role == "partner"))
    if not found:
        raise UsageError(
            f"No members of {record.actor(group).name} are on record.",
            record=group,
            remedy="Ask for an organisation such as CSTO, EU, AU or P5; for a part of the world ask by region.",
        )
    return found


def members(record: Record, groups: Sequence[str], months: Sequence[Month]) -> pl.DataFrame:
    """Return who belonged to which group at the end of which month: group, contributor, month, each once."""
    import polars as pl

    spans = [
        {"group": group, "contributor": each.actor, "first": first.ordinal, "last": last.ordinal}
        for group in groups
        for each in seats(record, group)
        for first, last in [_months(each)]
    ]
    schema = {"group": pl.String, "contributor": pl.String, "first": pl.Int32, "last": pl.Int32}
    ordinals = pl.DataFrame({"ordinal": [m.ordinal for m in months]}, schema={"ordinal": pl.Int32})
    days = ordinals.with_columns(pl.date(pl.col("ordinal") // 12, pl.col("ordinal") % 12 + 1, 1).alias("month"))
    return (
        pl.DataFrame(spans, schema=schema)
        .join_where(days, pl.col("first") <= pl.col("ordinal"), pl.col("ordinal") <= pl.col("last"))
        .select("group", "contributor", "month")
        .unique()
        .sort("group", "contributor", "month")
    )


def _months(held: Membership) -> tuple[Month, Month]:
    """The first and last month at whose end a membership held; its last day is the day before `until`."""
    first = Month.of(held.since) if held.since is not None else _FIRST
    return first, Month.of(held.until).plus(-1) if held.until is not None else _LAST
