"""Whom an outlook is about: codes, members at the time, all that could contribute, as rows of a panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, NotFoundError, UsageError, UserError
from contingent.base.months import Month
from contingent.project.naming import code_of

if TYPE_CHECKING:
    from contingent.project.project import Project
    from contingent.records.outlook.panel import Mask, Panel

_GROUPS_NAMED = 8
"""Groups named where none looks like the one asked for."""


def code_or_error(project: Project, word: str) -> str:
    """Return the code of an actor by code or name. Raises NotFoundError naming those that look alike."""
    return code_of(project, word) or project.record.actor(word).code


def start_of(panel: Panel, text: str | None, months: int) -> int:
    """Return the column to look ahead from: of a month written YYYY-MM, or the last with ground to look that far.

    Raises UsageError for a text that is no month, NotFoundError for a month the panel does not have, or that has no
    list on record in the year up to it.
    """
    if text is None:
        return panel.ground(months)
    try:
        month = Month.parse(text)
    except InputError as error:
        raise UsageError(error.what, record=f"--origin {text}", remedy=error.remedy) from None
    start = panel.place(month)
    _with_lists(panel, start)
    return start


def _with_lists(panel: Panel, start: int) -> None:
    """Raise NotFoundError where the last list before a column is too old to look ahead from."""
    import numpy as np

    from contingent.records.outlook.panel import LONGEST_SILENCE

    earlier = np.flatnonzero(panel.told[: start + 1])
    if not len(earlier) or start - earlier[-1] <= LONGEST_SILENCE:
        return
    last, month = panel.month(int(earlier[-1])), panel.month(start)
    raise NotFoundError(
        f"No whole list is on record from {last.plus(1)} to {month}, so there is nothing to look ahead from.",
        record=f"--origin {month}",
        remedy=f"Look ahead from the last list before it, --origin {last}, or import the lists between.",
    )


def group_or_error(project: Project, word: str) -> str:
    """Return the code of a group. Raises NotFoundError naming groups that look alike, or those with most members."""
    from contingent.records.record import nearest

    code = code_of(project, word)
    if code is not None:
        return code
    record = project.record
    seated = {(each.organisation, each.actor) for each in record.dated_memberships}
    sizes = Counter(organisation for organisation, _ in sorted(seated))
    names = {each.code: each.name for each in record.actors if each.code in sizes}
    near = nearest(word, names)
    told = f"Did you mean {' or '.join(near)}?" if near else "No group on record is named alike."
    largest = ", ".join(code for code, _ in sizes.most_common(_GROUPS_NAMED))
    raise NotFoundError(
        f"There is no group {word!r}.", record=word, remedy=f"{told} Those with most members on record are {largest}."
    )


def no_contributor(project: Project, code: str, contributors: Collection[str]) -> UserError:
    """Return the error for an actor that never contributed, naming what can be asked for instead."""
    record = project.record
    actor = record.actor(code)
    if any(each.organisation == code for each in record.dated_memberships):
        return UsageError(
            f"{code} is no contributor.", record=code,
            remedy=f"Name a state, or ask for the group: contingent forecast PROJECT --group {code}.",
        )  # fmt: skip
    heirs = [each for each in _heirs(code) if each in contributors]
    followed = f" States that followed it: {', '.join(f'{each} ({record.actor(each).name})' for each in heirs)}."
    return NotFoundError(
        f"{actor.name} is on no list of contributors, and was no member of the United Nations at the time.",
        record=code,
        remedy=f"Name a state that has contributed: contingent forecast PROJECT KAZ.{followed if heirs else ''}",
    )


def _heirs(code: str) -> list[str]:
    """The states that followed one, and those that followed them, in the order of the table."""
    from contingent.records.successions import successions

    found = [code]
    for former in found:
        found += [
            each.successor for each in successions() if each.predecessor == former and each.successor not in found
        ]
    return found[1:]


def broken(panel: Panel, start: int) -> str:
    """Return why an outlook does not start at the end of the record, in words; nothing where it does."""
    later = _lists_after(panel, start)
    if not later:
        return ""
    first, last = panel.month(start + 1), panel.month(later[0] - 1)
    return (
        f"No whole list is on record from {first} to {last}, and those after it are too few to learn from; so this "
        "looks ahead from the last month before the break."
    )


def since(panel: Panel, start: int, rows: Mask) -> str:
    """Return what some contributors came to in the last lists after a column, in words; nothing where there are none.

    Sums are told where all of the contributors are known.
    """
    sums = [(panel.month(each), float(panel.numbers[rows, each].sum())) for each in _lists_after(panel, start)[-3:]]
    told = [
        f"{number:,.0f} in {month}" if number else f"nobody listed in {month}" for month, number in sums if number >= 0
    ]
    return f" On record since: {', '.join(told)}." if told else ""


def _lists_after(panel: Panel, start: int) -> list[int]:
    import numpy as np

    return [start + 1 + int(each) for each in np.flatnonzero(panel.told[start + 1 :])]


def states(project: Project, month: Month) -> tuple[str, ...]:
    """Return all that could contribute: the members of the United Nations at the end of a month."""
    from contingent.records.asking.groups import seats

    return tuple(sorted({each.actor for each in seats(project.record, "UN") if each.on(last_day(month))}))


def last_day(month: Month) -> date:
    """Return the last day of a month, the day figures of personnel are of."""
    later = month.plus(1)
    return date.fromordinal(date(later.year, later.month, 1).toordinal() - 1)


def members_at(project: Project, panel: Panel, code: str | None) -> Callable[[int], Mask]:
    """Return who is summed at a column: members at the end of its month, no observers; all if no group is named."""
    from contingent.records.asking.groups import seats
    from contingent.records.outlook.backtest import everyone

    if code is None:
        return everyone(panel)
    held = seats(project.record, code)

    def at(column: int) -> Mask:
        day = last_day(panel.month(column))
        return panel.rows({each.actor for each in held if each.on(day)})

    return at


def aligned(troops: Panel, panel: Panel) -> Panel:
    """Return the rows of one panel in the order of another, with its columns."""
    from dataclasses import replace

    rows = [troops.row(code) for code in panel.contributors]
    return replace(troops, contributors=panel.contributors, numbers=troops.numbers[rows])
