"""Parts that several sheets share: series by kind, strips over time, women, largest; each with its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contingent.base.months import Month
from contingent.briefs.brief import Bullets, Cite, CiteKind, Datum, Figure, Row, Table, line
from contingent.briefs.charts.style import KIND_NAMES
from contingent.briefs.phrases import count, month_name
from contingent.briefs.sheets.ledger import Ledger
from contingent.briefs.sheets.reading import MonthRow, Reading, Spell

COMPARABLE_SINCE = "1992-08"
"""The first month whose lists tell observers from troops."""

SWITCH_SHARE, SWITCH_DRIFT, SWITCH_LEAST = 0.5, 0.05, 20
"""A switch of kinds: the share of people that move, the most their sum may change, the fewest people it is told for."""

_COARSE = {"staff": "troops", "individual_police": "police", "formed_police": "police"}


@dataclass(frozen=True, slots=True)
class Break:
    """A month from which on figures by kind cannot be compared with those before, and why."""

    month: str
    text: str


def said(month: str) -> str:
    """A month in words: `November 2013`."""
    return month_name(Month.parse(month))


def period(first: str, last: str) -> str:
    """Two months in words, one if they are the same."""
    return said(first) if first == last else f"{said(first)} to {said(last)}"


def persons(number: int | None) -> str:
    """A number of persons in words."""
    return "no number" if number is None else count(number, "person")


def headline(told: Sequence[MonthRow]) -> str:
    """The latest and the largest number of a series in words."""
    last, top = told[-1], max(told, key=lambda row: row.number or 0)
    latest = f"{persons(last.number)} in {said(last.month)}"
    if top.number == last.number:
        return f"{latest}; no month on record has more"
    return f"{latest}, at most {top.number:,} in {said(top.month)}"


def figure_of(number: int | None) -> str:
    """A number in a cell of a table; a dash where none is reported."""
    return "–" if number is None else f"{number:,}"


def breaks(rows: Sequence[MonthRow]) -> tuple[Break, ...]:
    """Return where the kinds of a series cannot be compared, by month."""
    made = []
    if rows and rows[0].month < COMPARABLE_SINCE <= rows[-1].month:
        made.append(Break(COMPARABLE_SINCE, "observers are told from troops from this month on"))
    for before, after in pairwise(rows):
        moved = _moved(before, after)
        if moved is not None and after.month != COMPARABLE_SINCE:
            made.append(Break(after.month, moved))
    return tuple(sorted(made, key=lambda each: each.month))


def _moved(before: MonthRow, after: MonthRow) -> str | None:
    """What switched between two months on record with next to the same sum; None where nothing did."""
    if not before.number or not after.number or min(before.number, after.number) < SWITCH_LEAST:
        return None
    if abs(after.number - before.number) > SWITCH_DRIFT * before.number:
        return None
    old, new = _coarse(before.kinds), _coarse(after.kinds)
    if "total" in old or "total" in new:
        return None
    change = {kind: new.get(kind, 0) - old.get(kind, 0) for kind in {*old, *new}}
    if sum(map(abs, change.values())) / 2 < SWITCH_SHARE * before.number:
        return None
    out, into = min(change, key=lambda kind: change[kind]), max(change, key=lambda kind: change[kind])
    return f"{KIND_NAMES[out]} are listed as {KIND_NAMES[into]} from this month on, their sum next to unchanged"


def _coarse(kinds: Mapping[str, int]) -> dict[str, int]:
    made: dict[str, int] = {}
    for kind, number in kinds.items():
        made[_COARSE.get(kind, kind)] = made.get(_COARSE.get(kind, kind), 0) + number
    return made


def series(
    rows: Sequence[MonthRow],
    ledger: Ledger,
    reading: Reading,
    *,
    title: str,
    subject: str,
    known: Sequence[str],
    annual: Sequence[Datum] = (),
) -> Figure:
    """Return personnel by kind over time, with every month as a row that can be cited (`month_cite`).

    Args:
        rows: the months.
        ledger: hands out the citations.
        reading: the record's figures.
        title: the finding.
        subject: whose personnel it is.
        known: the months that have figures; months between that have none are gaps.
        annual: annual figures to draw where months are missing: year, low, high.
    """
    found = breaks(rows)
    gaps = reading.gaps(rows[0].month, rows[-1].month, known)
    data: list[Datum] = [
        {"part": "number", "month": row.month, "kind": kind, "number": number}
        for row in rows
        for kind, number in row.kinds.items()
    ]
    data += [{"part": "gap", "from": first, "to": last} for first, last in gaps]
    data += [{"part": "break", "month": each.month, "order": n, "text": each.text} for n, each in enumerate(found, 1)]
    data += [{"part": "year", **each} for each in annual]
    over = " Bars over years: annual figures, as far as their rounding leaves them open." if annual else ""
    return Figure(
        chart="personnel_by_kind",
        title=title,
        subtitle=f"Persons at the end of the month.{_marks(gaps, found)}{over}",
        alt=f"Stacked steps by month: {subject}, {period(rows[0].month, rows[-1].month)}; the most are "
        f"{_top(rows)}. The table below tells every month.",
        data=tuple(data),
        table=_month_table(rows, ledger, f"{subject} by month"),
        cites=line(ledger.rows(rows), ledger.note("counting")),
    )


def _marks(gaps: Sequence[object], found: Sequence[object]) -> str:
    """What the marks that occur in a chart mean."""
    shaded = " Shaded: nothing on record." if gaps else ""
    return shaded + (" Numbered lines: the way of counting changes." if found else "")


def _top(rows: Sequence[MonthRow]) -> str:
    top = max(rows, key=lambda row: row.number or 0)
    return f"{persons(top.number)} in {said(top.month)}"


def _month_table(rows: Sequence[MonthRow], ledger: Ledger, caption: str) -> Table:
    kinds = [kind for kind in KIND_NAMES if any(kind in row.kinds for row in rows)]
    sexed = any(row.by_sex is not None for row in rows)
    columns = ("Month", "All", *(KIND_NAMES[kind] for kind in kinds), *(("Women",) if sexed else ()), "Where it stands")
    made = tuple(
        Row(
            (
                line(row.month),
                line(figure_of(row.number)),
                *(line(figure_of(row.kinds.get(kind))) for kind in kinds),
                *((line(figure_of(row.female if row.by_sex is not None else None)),) if sexed else ()),
                line(ledger.row(row)),
            ),
            key=f"m-{row.month}",
        )
        for row in rows
    )
    return Table(caption, columns, made, numeric=frozenset(range(1, len(columns) - 1)))


def month_cite(row: MonthRow) -> Cite:
    """Return the link to the row of a month in the table under the series."""
    return Cite(CiteKind.PLACE, f"m-{row.month}", f"row {row.month}")


def breaks_list(rows: Sequence[MonthRow], ledger: Ledger) -> tuple[Bullets, ...]:
    """Return what the numbers in a series stand for."""
    items = tuple(
        line(f"{n}. {said(each.month)}: {each.text}.", ledger.note("breaks")) for n, each in enumerate(breaks(rows), 1)
    )
    return (Bullets(items, "Breaks in the way of counting"),) if items else ()


def strips(
    groups: Mapping[str, Sequence[MonthRow]],
    ledger: Ledger,
    names: Callable[[str], str],
    *,
    title: str,
    subtitle: str,
    first_column: str,
    known: Sequence[str],
    reading: Reading,
) -> Figure:
    """Return a strip for each group over time, with its stretches as a table."""
    data: list[Datum] = []
    table: list[Row] = []
    for order, (code, rows) in enumerate(groups.items()):
        data += [{**each, "name": names(code), "order": order} for each in _levels(rows, known)]
        for each in reading.spells(rows, known):
            table.append(_spell_row(names(code), each, rows, ledger))
    months = sorted({row.month for rows in groups.values() for row in rows})
    gaps = reading.gaps(months[0], months[-1], known)
    data += [{"part": "gap", "from": first, "to": last} for first, last in gaps]
    every = [row for rows in groups.values() for row in rows]
    return Figure(
        chart="spells",
        title=title,
        subtitle=subtitle,
        alt=f"Strips over time, {period(months[0], months[-1])}, one for each of {len(groups)}: "
        f"{', '.join(names(code) for code in list(groups)[:6])}{' and more' if len(groups) > 6 else ''}.",
        data=tuple(data),
        table=Table(
            "Stretches of months with people",
            (first_column, "From", "To", "Months", "Most", "Where it stands"),
            tuple(table),
            numeric=frozenset({3, 4}),
        ),
        cites=line(ledger.rows(every), ledger.note("counting")),
    )


def _spell_row(name: str, spell: Spell, rows: Sequence[MonthRow], ledger: Ledger) -> Row:
    inside = [row for row in rows if spell.first <= row.month <= spell.last]
    return Row(
        (
            line(name),
            line(spell.first),
            line(f"{spell.last}{', the latest list' if spell.is_open else ''}"),
            line(f"{spell.months}"),
            line(f"{spell.peak:,} ({spell.peak_month})"),
            line(ledger.rows(inside)),
        )
    )


def _levels(rows: Sequence[MonthRow], known: Sequence[str]) -> list[dict[str, str | int | None]]:
    """Stretches of neighbouring months with the same number."""
    made: list[dict[str, str | int | None]] = []
    for row in rows:
        last = made[-1] if made else None
        follows = last is not None and Month.parse(str(last["to"])).plus(1) == Month.parse(row.month)
        if last is not None and follows and last["number"] == row.number:
            last["to"] = row.month
        else:
            made.append({"part": "spell", "from": row.month, "to": row.month, "number": row.number})
    return made


def women(rows: Sequence[MonthRow], ledger: Ledger, *, subject: str) -> Figure | None:
    """Return the share of women by month; None where fewer than two months tell women and men."""
    told = [row for row in rows if row.by_sex]
    if len(told) < 2:
        return None
    last = told[-1]
    data = tuple({"month": row.month, "female": row.female, "number": row.by_sex} for row in told)
    table = tuple(
        Row(
            (
                line(row.month),
                line(figure_of(row.female)),
                line(figure_of(row.by_sex)),
                line(f"{share(row):.1%}"),
                line(ledger.row(row)),
            )
        )
        for row in told
    )
    return Figure(
        chart="women",
        title=f"Women: {share(last):.1%} in {said(last.month)} ({figure_of(last.female)} of {figure_of(last.by_sex)})",
        subtitle="Women as a share of all uniformed personnel at the end of the month",
        alt=f"Line by month: the share of women among {subject}, {period(told[0].month, last.month)}; "
        f"{share(told[0]):.1%} at first and {share(last):.1%} at last.",
        data=data,
        table=Table(
            f"Women among {subject}", ("Month", "Women", "Women and men", "Share", "Where it stands"), table,
            numeric=frozenset({1, 2, 3}),
        ),
        cites=line(ledger.rows(told), ledger.note("women")),
    )  # fmt: skip


def share(row: MonthRow) -> float:
    """The share of women of a month that tells both sexes."""
    return (row.female or 0) / (row.by_sex or 1)


def largest(
    found: Sequence[tuple[str, str, MonthRow]], ledger: Ledger, *, title: str, subject: str, most: int = 15
) -> Figure:
    """Return bars of the largest contributors of a month: code, name and row of each, largest first."""
    shown = [(name, row) for _, name, row in found if row.number is not None][:most]
    month = shown[0][1].month
    data: tuple[Datum, ...] = tuple(
        {"name": name, "order": order, "number": row.number} for order, (name, row) in enumerate(shown)
    )
    table = tuple(Row((line(name), line(figure_of(row.number)), line(ledger.row(row)))) for _, name, row in found)
    return Figure(
        chart="top_contributors",
        title=title,
        subtitle=f"Persons at the end of {said(month)}"
        + (f"; the {most} largest of {len(found)}" if len(found) > most else ""),
        alt=f"Bars: {subject} in {said(month)}; most from {shown[0][0]} ({shown[0][1].number:,}).",
        data=data,
        table=Table(
            f"{subject}, {month}", ("Contributor", "Persons", "Where it stands"), table, numeric=frozenset({1})
        ),
        cites=line(ledger.rows(row for _, row in shown), ledger.note("counting")),
    )
