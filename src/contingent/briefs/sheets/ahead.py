"""The outlook of a contributor on its sheet: the distribution months ahead, and rates of events in like cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contingent.briefs.brief import Block, Bullets, Datum, Figure, Line, Paragraph, Part, Row, Section, Table, line
from contingent.briefs.phrases import capital, count
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.parts import said
from contingent.briefs.sheets.reading import MonthRow

if TYPE_CHECKING:
    from contingent.records.outlook.told import Ahead, Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookTold:
    """An outlook as a sheet tells it; `why_not` says why there is none.

    `origin` is the last month known to it (YYYY-MM), `history` month and persons up to there and after; `broken` says
    why the outlook is one from the past.
    """

    origin: str = ""
    ahead: Sequence[Ahead] = ()
    chances: Sequence[Chance] = ()
    history: Sequence[tuple[str, int | None]] = ()
    notes: Sequence[str] = ()
    broken: str = ""
    why_not: str | None = None


def section(told: OutlookTold, name: str, ledger: Ledger, rows: Sequence[MonthRow] = ()) -> Section:
    """Return the section on what may follow; `rows` are the contributor's months on record."""
    note = ledger.note("outlook")
    if told.why_not is not None:
        return Section("outlook", "Outlook", (Paragraph((line(f"There is none: {told.why_not}", note),), "missing"),))
    blocks: list[Block] = [Paragraph((line(told.broken, note),), "missing")] if told.broken else []
    if told.ahead:
        known = [row for row in rows if row.month <= told.origin]
        blocks.append(_figure(told, name, ledger, ledger.rows(known) if known else ()))
    chances = tuple(_chance(each, ledger) for each in told.chances)
    if chances:
        blocks.append(Bullets(chances, "Rates in like cases"))
    blocks += [Paragraph((line(text, note),), "note") for text in told.notes]
    if not blocks:
        blocks = [Paragraph((line("Nothing can be told of what may follow.", note),), "missing")]
    return Section("outlook", "Outlook", tuple(blocks))


def _figure(told: OutlookTold, name: str, ledger: Ledger, known: tuple[Part, ...]) -> Figure:
    last = told.ahead[-1]
    data: list[Datum] = [{"part": "history", "month": month, "number": number} for month, number in told.history]
    data += [
        {
            "part": "ahead", "origin": told.origin, "month": each.month,
            **{f"q{percent:02d}": number for percent, number in each.quantiles.items()},
        }
        for each in told.ahead
    ]  # fmt: skip
    low, high = last.quantiles[10], last.quantiles[90]
    table = Table(
        "Persons, by probability",
        ("Month", "Half below", "80 in 100 between", "90 in 100 between", "Nobody", "Evidence"),
        tuple(_row(each, ledger) for each in told.ahead),
        numeric=frozenset({1, 4}),
    )
    return Figure(
        chart="outlook",
        title=f"{name} in {said(last.month)}: {low:,} to {high:,} persons with a probability of 80 per cent",
        subtitle=f"From {said(told.origin)}: bands of 50, 80 and 90 per cent. Not a prediction of one number.",
        alt=f"Line to {said(told.origin)} and a fan of probabilities to {said(last.month)}: {low:,} to {high:,} "
        "persons with 80 per cent.",
        data=tuple(data),
        table=table,
        cites=line(ledger.note("outlook"), known),
    )


def _row(each: Ahead, ledger: Ledger) -> Row:
    q = each.quantiles
    cells = (each.month, f"{q[50]:,}", f"{q[10]:,} to {q[90]:,}", f"{q[5]:,} to {q[95]:,}", f"{each.nobody:.0%}")
    return Row((*(line(cell) for cell in cells), line(ledger.note("outlook"))))


def _chance(each: Chance, ledger: Ledger) -> Line:
    text = (
        f"{capital(each.what)}: {each.rate:.0%} (80 per cent interval {each.low:.0%} to {each.high:.0%}), the rate in "
        f"{count(each.cases, 'like case')} ({each.among})"
    )
    if not each.claim:
        text += "; a base rate, which claims nothing of this state"
    return line(f"{text}.", ledger.note("outlook"))
