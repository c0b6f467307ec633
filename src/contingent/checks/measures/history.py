"""Measures of a contributor's history: since when, for the first time, no longer, never, the most since."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.base.months import Month
from contingent.checks.measures.annual import years_without
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.names import name_of
from contingent.checks.measures.reported import Asked, cite, cite_series, figure, reports, series, unnamed
from contingent.checks.measures.subjects import asked_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.records.contributions import Contribution
from contingent.records.record import Record


def _reported(record: Record, contributor: str, asked: Asked) -> list[Contribution]:
    return [row for row in series(record, contributor, asked) if reports(row)]


def _where(asked: Asked) -> str:
    return f" in {asked.operation}" if asked.operation else ""


def personnel_since(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor had personnel deployed from one year on.

    Reads `contributor`, `since` (a year by which it had begun), `until`, and optionally `every` (`year`: some month of
    every year, the default; `month`: every month on record, without a break) and `operation`. A month counts against
    it where the whole list does not name the contributor, a year where none of its months on record does. In fewer than
    half of the years is contradicted, a later beginning or years without anybody otherwise `partly`.
    """
    contributor, since, until = parameters.text("contributor"), parameters.day("since"), parameters.day("until")
    every, asked = parameters.choice("every", ("year", "month"), "year"), asked_of(parameters)
    name = name_of(record, contributor)
    rows = [row for row in _reported(record, contributor, asked) if row.month.year <= until.year]
    present = [row for row in rows if row.number]
    if not rows:
        return no_data(f"a series of the personnel of {name}{_where(asked)}")
    if not present:
        return _nobody(record, name, rows, f"personnel from {since.year}")
    first = present[0]
    missing = _without(rows, first, until.year, every)
    began = first.month.year <= since.year
    lowest, highest = (pick(present, key=lambda row: row.number or 0) for pick in (min, max))
    rests_on = tuple(dict.fromkeys((first, lowest, highest, present[-1])))
    return Finding(
        ruling=Ruling.SUPPORTED if began and not missing else _fell_short(rows, since.year),
        observed=f"{name} first listed in {first.month}{_where(asked)}, in every {every} on record to "
        f"{until.year}{'' if not missing else ' but ' + _some(missing)}; "
        f"between {lowest.number:,} ({lowest.month}) and {highest.number:,} people ({highest.month})",
        number=float(len({row.month.year for row in present})),
        as_of=str(rows[-1].month),
        tolerance=f"personnel at some month of every year from {since.year} or earlier"
        if every == "year"
        else f"personnel in every month on record from {since.year} or earlier",
        qualification="; ".join(
            filter(None, [_beginning(rows, since.year), _looked_at(rows), doubts(record, rests_on)])
        ),
        citations=tuple(map(cite, rests_on)),
    )


def _fell_short(rows: Sequence[Contribution], since: int) -> Ruling:
    """Partly, or contradicted where there was somebody in fewer than half of the years on record since."""
    years = {row.month.year for row in rows if row.month.year >= since}
    held = {row.month.year for row in rows if row.month.year >= since and row.number}
    return Ruling.CONTRADICTED if len(held) < len(years) / 2 else Ruling.PARTLY


def _without(rows: Sequence[Contribution], first: Contribution, until: int, every: str) -> list[str]:
    """The years, or months, after the first listing in which the contributor had nobody."""
    if every == "month":
        return [str(row.month) for row in rows if row.month > first.month and not row.number]
    years = {row.month.year for row in rows if row.number}
    return [str(year) for year in range(first.month.year, until + 1) if year not in years]


def _beginning(rows: Sequence[Contribution], since: int) -> str | None:
    """That the record begins later than a claim says, and with the contributor on it."""
    first = rows[0]
    return f"the record begins in {first.month}" if first.number and since < first.month.year else None


def _some(words: Sequence[str], most: int = 12) -> str:
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _looked_at(rows: Sequence[Contribution]) -> str:
    """Which months were looked at: all of a stretch, or some."""
    stretch = rows[-1].month.ordinal - rows[0].month.ordinal + 1
    if len(rows) == stretch:
        return f"all {stretch} months from {rows[0].month} to {rows[-1].month} are looked at"
    if len(rows) > stretch / 2:
        return f"{len(rows)} of the {stretch} months from {rows[0].month} to {rows[-1].month} are looked at"
    return "December of each year and a few other months are looked at"


def _nobody(record: Record, name: str, rows: Sequence[Contribution], rule: str) -> Finding:
    return Finding(
        ruling=Ruling.CONTRADICTED,
        observed=f"{name} not among the contributors listed in any of {len(rows)} months "
        f"({rows[0].month} to {rows[-1].month})",
        as_of=str(rows[-1].month),
        tolerance=rule,
        citations=cite_series(rows),
    )


def first_contribution(record: Record, parameters: Parameters) -> Finding:
    """When a contributor had people deployed for the first time on record.

    Reads `contributor`, `when` (year or month) and optionally `operation`, `kind`. Earlier than said contradicts it,
    later by a year at most bears it out in part. Where the record begins with the contributor on the list, an earlier
    beginning cannot be ruled out, and the finding is unclear.
    """
    contributor, (early, late) = parameters.text("contributor"), parameters.months("when")
    asked, name = asked_of(parameters), name_of(record, contributor)
    rows = _reported(record, contributor, asked)
    present = [row for row in rows if row.number]
    if not rows:
        return no_data(f"a series of the personnel of {name}{_where(asked)}")
    if not present:
        return _nobody(record, name, rows, f"first listed in {parameters.values.get('when')}")
    first, edge = present[0], _edge(record, rows)
    at_edge = edge is not None and first.month <= edge
    ruling = Ruling.SUPPORTED if early <= first.month <= late else Ruling.CONTRADICTED
    if early > first.month:
        ruling = Ruling.CONTRADICTED
    elif at_edge or edge is None:
        ruling = Ruling.UNCLEAR
    elif late < first.month <= late.plus(12):
        ruling = Ruling.PARTLY
    remark = f"the record begins in {edge or rows[0].month}" if at_edge or edge is None else None
    return Finding(
        ruling=ruling,
        observed=f"{name} first listed{_where(asked)} in {first.month} with {first.number:,} people",
        number=float(first.number or 0),
        tolerance="the month or year said",
        as_of=str(first.month),
        qualification="; ".join(filter(None, [remark, doubts(record, [first])])) or None,
        citations=(cite(first),),
    )


def _edge(record: Record, rows: Sequence[Contribution]) -> Month | None:
    """The first month of the whole lists behind a series; None where there are none before the first figure."""
    absent = [row.month for row in rows if unnamed(row)]
    present = [row.month for row in rows if row.number]
    if absent and present and absent[0] < present[0]:
        return absent[0]
    return present[0] if record.imported is not None and record.imported.intakes else None


def no_longer_contributing(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor that had people deployed has none any more.

    Reads `contributor`, `on` (a month) and optionally `operation`, `kind`. It needs a figure above zero before, and a
    zero, or a whole list without the name, in the month; a return within a year afterwards is told.
    """
    contributor, month, asked = parameters.text("contributor"), parameters.month("on"), asked_of(parameters)
    name, rows = name_of(record, contributor), _reported(record, contributor, asked)
    now = next((row for row in rows if row.month == month), None)
    before = [row for row in rows if row.month < month and row.number]
    if now is None:
        return no_data(f"the personnel of {name}{_where(asked)} in {month}")
    back = [row for row in rows if row.month > month and row.number]
    last = f"last listed in {before[-1].month} with {before[-1].number:,}" if before else "never listed before"
    return Finding(
        ruling=Ruling.CONTRADICTED if now.number or not before else Ruling.SUPPORTED,
        observed=f"{name} {figure(now)}{_where(asked)} in {month}; {last}",
        number=float(now.number or 0),
        tolerance="nobody in the month, somebody before",
        as_of=str(month),
        qualification=doubts(record, [now, *before[-1:]]),
        since=f"{name} back in {back[0].month} with {back[0].number:,}" if back and not now.number else None,
        citations=tuple(map(cite, [*before[-1:], now])),
    )


_NEVER = "no list of contributors names it, or with nobody"


def never_contributed(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor had nobody deployed in any month up to one.

    Reads `contributor`, `until` (a month) and optionally `since`, `operation`, `kind`, `lists` (`all`, the default, or
    `at hand`). Supported where every month of the stretch is a whole list without the name, or, if lists at hand are
    declared to be enough, where none of them has it; what lies before the record begins is not looked at.
    """
    contributor, until, asked = parameters.text("contributor"), parameters.month("until"), asked_of(parameters)
    since = parameters.months("since")[0] if parameters.has("since") else None
    name = name_of(record, contributor)
    told = [row for row in _reported(record, contributor, asked) if row.month <= until]
    rows = [row for row in told if since is None or since <= row.month]
    if not rows:
        return no_data(f"a series of the personnel of {name}{_where(asked)} up to {until}")
    present = [row for row in rows if row.number]
    if present:
        return Finding(
            ruling=Ruling.CONTRADICTED,
            observed=f"{name} listed{_where(asked)} in {len(present)} of {len(rows)} months, first in "
            f"{present[0].month} with {present[0].number:,} people",
            number=float(len(present)),
            as_of=str(rows[-1].month),
            tolerance=_NEVER,
            qualification=doubts(record, present),
            citations=cite_series(present),
        )
    stretch = until.ordinal - (since or rows[0].month).ordinal + 1
    whole = len(rows) == stretch
    enough = whole or parameters.choice("lists", ("all", "at hand"), "all") == "at hand"
    first, last = rows[0].month, rows[-1].month
    lists = f"{len(rows)} lists from {first} to {last}" if len(rows) > 1 else f"list of {first}"
    return Finding(
        ruling=Ruling.SUPPORTED if enough else Ruling.PARTLY,
        observed=f"{name} not named{_where(asked)} in the {lists}",
        number=0.0,
        as_of=str(rows[-1].month),
        tolerance=_NEVER,
        qualification="; ".join(_unseen(record, contributor, (rows, until), None if whole else stretch)),
        citations=cite_series(rows),
    )


def _unseen(
    record: Record, contributor: str, seen: tuple[Sequence[Contribution], Month], stretch: int | None
) -> list[str]:
    """What lists that do not name a contributor leave open; `stretch` is how many months there are, None: all seen."""
    rows, until = seen
    years = [year for year in years_without(record, contributor) if rows[0].month.year <= year <= until.year]
    told = [f"annual tables have no row of it in {years[0]}-{years[-1]} either"] if years else []
    if stretch is None:
        return [f"looked at from {rows[0].month}", *told]
    return [
        f"not listed is not the same as zero, and {stretch - len(rows)} of {stretch} months are not on record",
        *told,
    ]


def highest_since(record: Record, parameters: Parameters) -> Finding:
    """Whether a contributor has more people deployed in a month than in any month since another.

    Reads `contributor` (or WORLD), `month`, `since` (a month or year) and optionally `operation`, `kind`, `sex`. The
    months from the end of `since` are compared; if it was never higher before either, that is told.
    """
    contributor, month, asked = parameters.text("contributor"), parameters.month("month"), asked_of(parameters)
    early, since = parameters.months("since")
    name, rows = name_of(record, contributor), _reported(record, contributor, asked)
    now = next((row for row in rows if row.month == month and row.number), None)
    between = [row for row in rows if since < row.month < month]
    if now is None or not between:
        return no_data(f"the personnel of {name}{_where(asked)} from {since} to {month}")
    top = max(between, key=lambda row: row.number or 0)
    higher = [row for row in rows if row.month < month and (row.number or 0) > (now.number or 0)]
    last = f"last higher in {higher[-1].month} ({higher[-1].number:,})" if higher else "never higher before on record"
    return Finding(
        ruling=Ruling.SUPPORTED if (top.number or 0) <= (now.number or 0) else Ruling.CONTRADICTED,
        observed=f"{name} {now.number:,} in {month}, highest since {early if early == since else early.year}: "
        f"{figure(top)} ({top.month}); {last}",
        number=float(now.number or 0),
        tolerance="no month between stands higher",
        as_of=str(month),
        qualification="; ".join(filter(None, [_looked_at(between), doubts(record, [now, top])])) or None,
        citations=tuple(map(cite, dict.fromkeys([now, top, *higher[-1:]]))),
    )
