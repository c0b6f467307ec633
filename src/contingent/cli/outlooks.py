"""Outlooks and their track record in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.cli.output import say, say_table, say_wrapped
from contingent.project.forecasting import SHOWN, Outlook, SumOutlook, TrackRecord

if TYPE_CHECKING:
    from contingent.project.forecasting import Ahead, Chance, Held, Kept, Line, Span


def say_found(found: Outlook | SumOutlook | TrackRecord) -> None:
    """Print an outlook or a track record for people."""
    if isinstance(found, Outlook):
        _say_outlook(found)
    elif isinstance(found, SumOutlook):
        _say_sum(found)
    else:
        _say_record(found)


def _percent(share: float) -> str:
    """A share as people read it; probabilities are told in steps of half a per cent, so 0 is "below 1 %"."""
    if share != share:
        return "-"
    if share < 0.01:
        return "<1 %"
    return ">99 %" if share > 0.99 else f"{100 * share:.0f} %"


def _per_cent(share: float) -> str:
    return "-" if share != share else f"{100 * share:.0f} %"


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


def _say_outlook(found: Outlook) -> None:
    say(f"{found.name} ({found.contributor}), uniformed personnel in all operations together")
    if found.last is not None:
        named = "" if found.last.listed else " (not named on the list of the month)"
        say_wrapped("Last:", f"{found.last.number:,} in {found.last.month}{named}. {'; '.join(found.last.sources)}.")
    _say_end(found)
    if found.ahead:
        say_wrapped("Point:", found.notes[0])
        say("")
        _say_ahead(found.ahead)
    for each in found.chances:
        _say_chance(each)
    if found.held:
        _say_held(found.held)
    for number, note in enumerate(found.notes[1 if found.ahead else 0 :]):
        say_wrapped("Assumed:" if number == 0 else "", note)


def _say_end(found: Outlook | SumOutlook) -> None:
    later = f" Looking ahead from {found.origin}: nothing later is used." if found.origin != found.data_end else ""
    say_wrapped("Data:", f"the record ends in {found.data_end}; what came after is not in it.{later}")
    if found.broken:
        say_wrapped("Broken:", found.broken)


def _say_ahead(ahead: Sequence[Ahead]) -> None:
    """The table of the months that are told, and what its words mean."""
    shown = [each for each in ahead if each.months in {*SHOWN, ahead[-1].months}]
    came = any(each.came is not None for each in shown)
    percents = [f"{each} %" for each in shown[0].quantiles]
    columns = ["ahead", "month", *percents, "nobody", "same", "falls", "rises", *(["came"] if came else [])]
    rows = [
        [
            each.months, each.month, *[f"{number:,}" for number in each.quantiles.values()],
            _percent(each.nobody), _percent(each.unchanged), _percent(each.falls), _percent(each.rises),
            *([f"{each.came:,}" if each.came is not None else "-"] if came else []),
        ]
        for each in shown
    ]  # fmt: skip
    say_table(columns, rows)
    say("Quantiles in persons, months ahead. Falls and rises: by more than 30 % and more than 10 persons.\n")


def _say_chance(chance: Chance) -> None:
    cases = f"{chance.events:,} of {chance.cases:,} months of like cases ({chance.among})"
    say_wrapped(
        "Chance:",
        f"{chance.what}: {_per_cent(chance.rate)} (80 % interval {_per_cent(chance.low)} to {_per_cent(chance.high)}); "
        f"{cases}.",
    )
    if chance.tried is not None:
        say_wrapped("", _tried(chance.tried))


def _tried(tried: Kept) -> str:
    """A track record in words: early and late, said and seen."""
    half = len(tried.origins) // 2
    parts = [
        f"{tried.origins[place]} to {tried.origins[end - 1]} said {_per_cent(_mean(tried.said[place:end]))}, seen "
        f"{_per_cent(_mean(tried.seen[place:end]))}"
        for place, end in ((0, half), (half, len(tried.origins)))
    ]
    score = f"Brier score {100 * tried.skill:+.0f} % better than one rate for all" if tried.skill == tried.skill else ""
    return f"Its record: {'; '.join(parts)}. {score}; {tried.cases:,} cases, {tried.events:,} events."


def _mean(shares: Sequence[float]) -> float:
    told = [each for each in shares if each == each]
    return sum(told) / len(told) if told else float("nan")


def _say_held(held: Sequence[Held]) -> None:
    first = held[0]
    told = ", ".join(f"{_per_cent(each.covered)} at {each.months}" for each in held)
    say_wrapped(
        "Record:",
        f"for contributors with {first.size} persons the 80 % interval held in {told} months ({first.cases:,} cases, "
        f"{first.contributors} contributors, {first.origins} origins {first.first} to {first.last}; they overlap).",
    )


def _say_sum(found: SumOutlook) -> None:
    say(f"{found.name} ({found.group}), the sum over {len(found.summed)} contributors")
    say_wrapped("Last:", f"{found.now:,} in {found.origin}.")
    _say_end(found)
    say("")
    _say_ahead(found.ahead)
    steps = dict(zip((each.months for each in found.ahead), found.correlation, strict=True))
    told = ", ".join(f"{steps[each]:.2f} over {each}" for each in steps if each in SHOWN)
    say_wrapped(
        "Together:", f"contributors move together; correlation of their changes {told} months, from their past."
    )
    for number, each in enumerate(found.tested):
        text = (
            f"{_months(each.horizon)} ahead the 80 % interval held in {_per_cent(each.cover80)} of {each.origins} "
            f"origins (about {each.windows:.0f} independent)."
        )
        say_wrapped("Record:" if number == 0 else "", text)
    say_wrapped("Summed:", ", ".join(found.summed))
    if found.silent:
        say_wrapped("Left out:", f"{', '.join(found.silent)}: nothing on record for more than a year.")
    for number, note in enumerate(found.notes):
        say_wrapped("Assumed:" if number == 0 else "", note)


def _say_record(found: TrackRecord) -> None:
    unit = "month" if found.step == 1 else "year"
    say(
        f"{found.origins} origins from {found.first} to {found.last}, {found.contributors} contributors, record to "
        f"{found.data_end}; each forecast knew nothing later than its origin."
    )
    if found.broken:
        say_wrapped("Broken:", found.broken)
    if found.bars:
        rows = [
            (bar.what, bar.horizon, _bounds(bar.low, bar.high), f"{bar.measured:.3f}", "met" if bar.met else "MISSED")
            for bar in found.bars
        ]
        say_table(("all contributors", f"{unit}s", "bar", "measured", ""), rows, title="Bars")
        say("The point told is the last value itself; what is held against its error is the median.\n")
    columns = (
        "group",
        f"{unit}s",
        "cases",
        "last value's error",
        "CRPS skill",
        "log-CRPS skill",
        "80 % covers",
        "95 %",
    )
    say_table(columns, [_row(line) for line in found.lines], title="Against the last value, with 95 % intervals")
    say("Skill: share by which the score is lower. Error: mean absolute, in persons. Intervals: bootstrap.\n")
    sums = [
        (each.name, each.horizon, each.origins, f"{each.windows:.0f}", _per_cent(each.cover80), f"{each.skill:.2f}",
         f"{each.correlation:.2f}")
        for each in found.sums
    ]  # fmt: skip
    say_table(
        ("sum", f"{unit}s", "origins", "independent", "80 % covers", "CRPS skill", "correlation"), sums, title="Sums"
    )
    if found.rates:
        rates = [
            (name, each.cases, each.events, f"{each.brier:.4f}", f"{each.reference:.4f}", f"{each.skill:.3f}",
             f"{each.auc:.2f}")
            for name, each in found.rates.items()
        ]  # fmt: skip
        say_table(("event", "cases", "events", "Brier", "one rate", "skill", "AUC"), rates, title="Rates")
        for name, each in found.rates.items():
            say_wrapped(f"{name}:", _tried(each))


def _bounds(low: float | None, high: float | None) -> str:
    if high is None:
        return f"at least {low:g}"
    return f"{low:g} to {high:g}"


def _row(line: Line) -> tuple[object, ...]:
    return (
        line.group, line.horizon, line.cases, f"{line.naive:,.1f}", _span(line.crps), _span(line.log_crps),
        _span(line.cover80), f"{line.cover95.value:.3f}",
    )  # fmt: skip


def _span(span: Span) -> str:
    return "-" if span.value != span.value else f"{span.value:.3f} [{span.low:.2f}, {span.high:.2f}]"
