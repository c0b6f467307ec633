"""The outlook of a project's record: of one contributor, of a group or the world, and how it would have done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, NotFoundError
from contingent.base.months import Month
from contingent.project.outlook_rows import (
    aligned,
    broken,
    code_or_error,
    group_or_error,
    members_at,
    no_contributor,
    since,
    start_of,
    states,
)

if TYPE_CHECKING:
    from contingent.project.project import Project
    from contingent.records.outlook.backtest import SumScore
    from contingent.records.outlook.panel import Mask, Numbers, Panel
    from contingent.records.outlook.rates import Kept as Kept
    from contingent.records.outlook.told import Ahead as Ahead
    from contingent.records.outlook.told import Chance as Chance
    from contingent.records.outlook.track import Bar
    from contingent.records.outlook.track import Line as Line
    from contingent.records.outlook.track import Span as Span

Tell = Callable[[str], None]

LONGEST = 12
"""The farthest month ahead: what has been tested."""

SHOWN = (1, 3, 6, 12)

GROUPS = ("CSTO", "EU", "AU")
"""Organisations whose sums are tested beside those of all and of the largest."""

NO_POINT = (
    "No method that was tested forecasts a single number better than the last value does, so that is the one to name. "
    "What can be told is how far numbers like this one have moved."
)
NO_CLAIM = (
    "Nothing is claimed of a first contribution: no method that was tested tells who comes next better than the rate "
    "of all that never contributed."
)
NEWCOMERS = "Contributors that had never contributed by then count nothing, so newcomers come on top."


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last value: persons in a month (YYYY-MM), and the rows it is read from.

    `listed` is False where the whole list of the month does not name the contributor; `sources` are then the lists.
    """

    month: str
    number: int
    listed: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How often the 80 % interval held for contributors of one class of size, and what was gained on the last value.

    `covered` is a share, `skill` the share by which the CRPS was lower; `first` and `last` are the origins.
    """

    size: str
    months: int
    covered: float
    skill: float
    cases: int
    contributors: int
    origins: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What may become of one contributor's personnel. Without `last` nothing is on record of it; see `notes`.

    `broken` says why the outlook starts before the end of the record, where nobody asked for that, and what is on
    record since.
    """

    contributor: str
    name: str
    origin: str
    data_end: str
    broken: str
    last: Last | None
    ahead: tuple[Ahead, ...]
    chances: tuple[Chance, ...]
    held: tuple[Held, ...]
    history: tuple[tuple[str, int | None], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SumOutlook:
    """What may become of a sum over contributors, with the dependence between them kept; `broken` as in `Outlook`."""

    group: str
    name: str
    origin: str
    data_end: str
    broken: str
    now: int
    ahead: tuple[Ahead, ...]
    correlation: tuple[float, ...]
    tested: tuple[SumScore, ...]
    summed: tuple[str, ...]
    silent: tuple[str, ...]
    history: tuple[tuple[str, int | None], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """How the outlook would have done on a record: bars, figures by group and horizon, sums and rates.

    `data_end` is the last month it is tested on; `broken` says why the record goes on after that.
    """

    first: str
    last: str
    origins: int
    data_end: str
    contributors: int
    step: int
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    sums: tuple[SumScore, ...]
    rates: dict[str, Kept]
    broken: str = ""


def outlook(
    project: Project, word: str, months: int = LONGEST, *, origin: str | None = None, tell: Tell | None = None
) -> Outlook:
    """Return the outlook of one contributor, by code or name.

    Args:
        project: an open project whose record has whole lists of contributors.
        word: code or name.
        months: how far ahead, 1-12.
        origin: the last month that may be known, YYYY-MM; None: the last on record, or where the lists after a break
            of more than a year are too few to learn from, the last before it.
        tell: told which past month is being tested.

    Raises NotFoundError for an unknown name or month, InputError where the record has no whole lists or is too short.
    """
    from contingent.records.outlook import panel_of
    from contingent.records.outlook.told import chance_of_any, chance_of_unit

    record = project.record
    code = code_or_error(project, word)
    panel = panel_of(record.figures)
    start = start_of(panel, origin, months)
    members = states(project, panel.month(start))
    if code not in {*members, *panel.contributors}:
        raise no_contributor(project, code, panel.contributors)
    everyone = panel.with_contributors([*members, code])
    troops = panel_of(record.figures, kind="troops")
    troops = aligned(troops.with_contributors(everyone.contributors), everyone)
    row = everyone.row(code)
    steps, notes = _ahead(everyone, row, start, months)
    chances = (chance_of_any(everyone, row, start), chance_of_unit(troops, row, start))
    return Outlook(
        contributor=code,
        name=record.actor(code).name,
        origin=str(everyone.month(start)),
        data_end=str(panel.last),
        broken="" if origin else broken(panel, start) + since(everyone, start, everyone.rows([code])),
        last=_last(project, everyone, row, start),
        ahead=steps,
        chances=tuple(each for each in chances if each is not None),
        held=_held(everyone, row, start, months, tell) if steps else (),
        history=_history(everyone.numbers[row], everyone),
        notes=notes,
    )


def sum_outlook(
    project: Project, group: str | None, months: int = LONGEST, *, origin: str | None = None, tell: Tell | None = None
) -> SumOutlook:
    """Return the outlook of the sum over an organisation's members at the origin, or over all (`group` None).

    Arguments and errors as for `outlook`.
    """
    from contingent.records.outlook import panel_of
    from contingent.records.outlook.backtest import backtest_sums
    from contingent.records.outlook.joint import totals
    from contingent.records.outlook.panel import ASSUMED
    from contingent.records.outlook.told import ahead

    code = group_or_error(project, group) if group is not None else "WORLD"
    panel = panel_of(project.record.figures)
    start = start_of(panel, origin, months)
    members = members_at(project, panel, None if group is None else code)
    horizons = list(range(1, months + 1))
    found = totals(panel, start, horizons, members(start))
    if not found.summed:
        raise NotFoundError(
            f"No member of {code} had contributed by {panel.month(start)}.", record=code,
            remedy="See who belongs to it: contingent facts PROJECT NAME.",
        )  # fmt: skip
    inside = panel.rows(found.summed)
    came = [_sum_at(panel, inside, start + horizon) for horizon in horizons]
    tested = backtest_sums(
        panel.until(start), {code: members}, None, [each for each in SHOWN if each <= months], tell=tell
    )
    return SumOutlook(
        group=code,
        name=project.record.actor(code).name if group is not None else "All contributors",
        origin=str(panel.month(start)),
        data_end=str(panel.last),
        broken="" if origin else broken(panel, start) + since(panel, start, inside),
        now=int(found.now),
        ahead=ahead(panel, start, found.quantiles, found.now, horizons, came),
        correlation=found.correlation,
        tested=tested,
        summed=found.summed,
        silent=found.silent,
        history=_history(panel.numbers[inside].sum(axis=0), panel),
        notes=(ASSUMED, NEWCOMERS),
    )


def track_record(project: Project, *, annual: bool = False, tell: Tell | None = None) -> TrackRecord:
    """Return how the outlook would have done on the record of a project; with `annual`, on yearly means.

    Raises InputError where the record has no whole lists or is too short to test on.
    """
    from contingent.records.outlook import panel_of

    if annual:
        from contingent.records.outlook.yearly import yearly_panel

        yearly = yearly_panel(project.record.figures)
        return track_record_on(yearly.panel, (1,), beyond=yearly.counted_to, tell=tell)
    whole = panel_of(project.record.figures)
    end = whole.ground(LONGEST)
    panel, troops = whole.until(end), panel_of(project.record.figures, kind="troops").until(whole.month(end))
    able = states(project, panel.last)
    there = {each.code for each in project.record.actors}
    groups = {name: members_at(project, panel, name) for name in GROUPS if name in there}
    found = replace(track_record_on(panel, SHOWN, groups, tell=tell), broken=broken(whole, end))
    return _with_rates(found, panel.with_contributors(able), troops.with_contributors(able))


def track_record_on(
    panel: Panel, horizons: Sequence[int] = SHOWN, groups: dict[str, Callable[[int], Mask]] | None = None, *,
    beyond: Month | None = None, tell: Tell | None = None,
) -> TrackRecord:  # fmt: skip
    """Return how the outlook would have done on a panel.

    Args:
        panel: what is forecast.
        horizons: columns ahead.
        groups: sums to be tested too, by name: their rows at an origin.
        beyond: origins from this month on are told apart as well.
        tell: told which past month is being tested.
    """
    import numpy as np

    from contingent.records.outlook.backtest import backtest, backtest_sums, everyone, top
    from contingent.records.outlook.track import bars, lines
    from contingent.records.outlook.track import groups as told_apart

    scored = backtest(panel, None, horizons, tell=tell)
    measured = lines(scored)
    if beyond is not None:
        late = np.array([month >= beyond for month in scored.months()])[:, None]
        cells = told_apart(scored)
        measured += lines(scored, {f"{name}, from {beyond.year}": cells[name] & late for name in ("all", "top 20")})
    sums = {"all contributors": everyone(panel), "top 20": top(panel), **(groups or {})}
    months = scored.months()
    return TrackRecord(
        first=str(months[0]),
        last=str(months[-1]),
        origins=len(months),
        data_end=str(panel.last),
        contributors=int(panel.known().sum()),
        step=panel.step,
        bars=bars(measured) if panel.step == 1 else (),
        lines=measured,
        sums=backtest_sums(panel, sums, scored.origins, horizons, tell=tell),
        rates={},
    )


def _with_rates(found: TrackRecord, panel: Panel, troops: Panel) -> TrackRecord:
    from contingent.records.outlook.rates import entries, firsts, kept, returns
    from contingent.records.outlook.told import entry_origins, origins_within

    year = origins_within(panel, panel.width - 1, 12)
    three = entry_origins(troops, troops.width - 1)
    rates = {}
    if len(year) > 1:
        rates["any within 12 months, contributed before"] = kept(returns(panel), panel, year)
        rates["any within 12 months, never before"] = kept(firsts(panel), panel, year)
    if len(three) > 1:
        rates["100 troops or more within 36 months"] = kept(entries(troops), troops, three)
    return replace(found, rates=rates)


def _ahead(panel: Panel, row: int, start: int, months: int) -> tuple[tuple[Ahead, ...], tuple[str, ...]]:
    """What is told of each month ahead, and what is to be known; nothing ahead where nothing can be said."""
    from contingent.records.outlook import forecast, last_values
    from contingent.records.outlook.panel import ASSUMED
    from contingent.records.outlook.told import ahead

    if not panel.known(start)[row]:
        return (), (ASSUMED, NO_CLAIM)
    wanted = panel.rows([panel.contributors[row]])
    horizons = range(1, months + 1)
    values = forecast(panel, start, horizons, only=wanted)[row]
    now = float(last_values(panel, start)[row])
    if now != now:
        return (), (ASSUMED, "Nothing has been on record of it for more than a year, so nothing is said.")
    if values[0, 0] != values[0, 0]:
        return (), (ASSUMED, "Nobody is there, and the record is too short to tell what became of others like that.")
    came = [_sum_at(panel, wanted, start + horizon) for horizon in horizons]
    return ahead(panel, start, values, now, horizons, came), (NO_POINT, ASSUMED)


def _sum_at(panel: Panel, rows: Mask, column: int) -> float:
    """What some contributors came to; nan where it is not known, or lies ahead."""
    return float(panel.numbers[rows, column].sum()) if column < panel.width else float("nan")


def _last(project: Project, panel: Panel, row: int, start: int) -> Last | None:
    """The last value and its rows; None where nothing has ever been known."""
    import numpy as np
    import polars as pl

    known = np.flatnonzero(~np.isnan(panel.numbers[row, : start + 1]))
    if not len(known):
        return None
    month, figures = panel.month(int(known[-1])), project.record.figures
    day = date(month.year, month.month, 1)
    rows = figures.series(panel.contributors[row]).filter((pl.col("month") == day) & pl.col("number").is_not_null())
    lists = figures.lists.filter(pl.col("month") == day)["snapshot"].unique().sort().to_list()
    told = [(str(snapshot), str(line)) for snapshot, line in rows.select("snapshot", "line").iter_rows()]
    return Last(
        month=str(month),
        number=int(panel.numbers[row, known[-1]]),
        listed=bool(told),
        sources=tuple(_source(project, *each) for each in told)
        or tuple(_source(project, str(each), "") for each in lists),
    )


def _source(project: Project, snapshot: str, lines: str) -> str:
    """A source in words: who published what, the snapshot, and the lines where there are any."""
    found = project.record.snapshots.get(snapshot)
    named = f"{found.publisher}: {found.title} [{snapshot}]" if found is not None else snapshot
    return f"{named}, line {lines}" if lines and lines != "None" else named


def _held(panel: Panel, row: int, start: int, months: int, tell: Tell | None) -> tuple[Held, ...]:
    """How the outlook did for contributors of the size this one has now, on what was known by the origin."""
    from contingent.records.outlook import last_values
    from contingent.records.outlook.backtest import backtest
    from contingent.records.outlook.track import class_of, in_class, lines

    past = panel.until(start)
    size = class_of(float(last_values(past)[row]))
    horizons = [each for each in SHOWN if each <= months]
    try:
        scored = backtest(past, None, horizons, only=lambda now: in_class(now, size), tell=tell)
    except InputError:
        return ()
    first, *_, last = scored.months()
    return tuple(
        Held(
            size=size, months=line.horizon, covered=line.cover80.value, skill=line.crps.value, cases=line.cases,
            contributors=line.contributors, origins=line.origins, first=str(first), last=str(last),
        )
        for line in lines(scored, {size: in_class(scored.now, size)})
    )  # fmt: skip


def _history(numbers: Numbers, panel: Panel) -> tuple[tuple[str, int | None], ...]:
    """All months up to the end of the record with their numbers; None where it is not known."""
    return tuple(
        (str(panel.month(column)), None if number != number else int(number))
        for column, number in enumerate(numbers.tolist())
    )
