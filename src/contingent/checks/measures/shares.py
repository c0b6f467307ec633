"""Measures of shares: of contributors in all personnel, of a kind, a sex or an operation, and in how many missions."""

from __future__ import annotations

from dataclasses import replace

from contingent.base.months import Month
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.ranks import period_of
from contingent.checks.measures.reported import (
    EVERYONE,
    WORLD,
    Asked,
    by_operation,
    cite,
    cite_series,
    listings,
)
from contingent.checks.measures.subjects import Level, Subject, asked_of, each_told, subject_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.records.record import Record


def _near(limit: float) -> float:
    """How far from a share is still about it: a tenth of it, or two hundredths of all, at most a quarter of it."""
    return max(0.10 * limit, min(0.02, limit / 4))


NEARLY = 0.90
"""Nearly (or almost) a share is at most the share, and at least so much of it; as far off again is `partly`."""


def personnel_share(record: Record, parameters: Parameters) -> Finding:
    """Share of contributors, a kind, a sex or an operation in a larger whole.

    Reads `month` (a month or year) or `since` and `until`; `below`, `above`, `least`, `most`, `about` or `nearly` (a
    share between 0 and 1); `word`, the word that this limit is declared to mean; who and what makes the part:
    `contributors` (states or groups, their members at the time; all unless named), `operation`, `kind`, `sex`; and
    `of`, the whole: `contributors` (all of them; the default), `kinds` (all kinds of the same people), `sexes`,
    `operations` (everywhere), `group` with `among` (a body, group or M49 region). About means within a tenth of the
    share, or two hundredths of the whole but at most a quarter of the share; nearly means at most the share and at
    least 90 per cent of it. Over several months it has to hold in all; in some gives `partly`.
    """
    asked, period = asked_of(parameters), period_of(parameters)
    codes = parameters.texts("contributors", (WORLD,))
    part = subject_of(record, codes)
    of = parameters.choice("of", _WHOLES, _usual(part, asked))
    if of == "group":
        whole, base = subject_of(record, parameters.texts("among")), asked
    elif of == "contributors":
        whole, base = subject_of(record, (WORLD,)), asked
    else:
        whole, base = part, replace(asked, **{_WHOLES[of]: getattr(EVERYONE, _WHOLES[of])})
    pairs = _pairs(part, whole, (asked, base), period)
    if not pairs:
        return no_data(f"the personnel of {', '.join(codes)} and of {_whole_words(of, whole)} in {_when(period)}")
    limit, name = _limit(parameters)
    rulings = {_compared(own.number / all_.number, limit, name) for own, all_ in pairs}
    (own, all_), several = pairs[-1], len(pairs) > 1
    share = own.number / all_.number
    each = each_told(record, own.rows) if own.rows else "none listed"
    shares = sorted(a.number / b.number for a, b in pairs)
    spread = f"; over {len(pairs)} months between {shares[0]:.2%} and {shares[-1]:.2%}" if several else ""
    people = base.words
    rows = [*own.rows, *all_.rows]
    return Finding(
        ruling=rulings.pop() if len(rulings) == 1 else Ruling.PARTLY,
        observed=f"{own.number:,} of {all_.number:,} {people}, {share:.2%} ({each}; {own.month}){spread}",
        number=share,
        tolerance=_rule(limit, name, parameters.text("word") if parameters.has("word") else None),
        as_of=str(own.month),
        qualification=doubts(record, rows),
        citations=(*map(cite, own.rows[:_CITED]), *cite_series(own.rows[_CITED:]), *cite_series(all_.rows)),
    )


_CITED = 12
_WHOLES = {"contributors": "", "kinds": "kind", "sexes": "sex", "operations": "operation", "group": ""}


def _usual(part: Subject, asked: Asked) -> str:
    """The whole where none is said: all contributors, unless it is about all of them."""
    if part.codes != (WORLD,):
        return "contributors"
    return "sexes" if asked.sex else "kinds" if asked.kind != "total" else "operations"


def _pairs(
    part: Subject, whole: Subject, asked: tuple[Asked, Asked], period: tuple[Month, Month]
) -> list[tuple[Level, Level]]:
    """Part and whole in every month of the period in which both are on record."""
    parts, wholes = (listings(part.record, period, each) for each in asked)
    found = []
    for month, listing in wholes.items():
        mine = parts.get(month)
        if mine is None:
            continue
        own, all_ = part.level(mine), whole.level(listing)
        if own is not None and all_ is not None and all_.number:
            found.append((own, all_))
    return found


def _when(period: tuple[Month, Month]) -> str:
    return str(period[0]) if period[0] == period[1] else f"{period[0]} to {period[1]}"


def _whole_words(of: str, whole: Subject) -> str:
    if whole.codes == (WORLD,):
        return "all contributors"
    return f"all {of}" if of in ("kinds", "sexes", "operations") else whole.label


def _limit(parameters: Parameters) -> tuple[float, str]:
    name = next(
        (name for name in ("below", "above", "least", "most", "about", "nearly") if parameters.has(name)), "above"
    )
    return parameters.number(name), name


def _compared(share: float, limit: float, name: str) -> Ruling:
    if name == "about":
        near = _near(limit)
        off = abs(share - limit)
        return Ruling.SUPPORTED if off <= near else Ruling.PARTLY if off <= 2 * near else Ruling.CONTRADICTED
    if name == "nearly":
        if NEARLY * limit <= share <= limit:
            return Ruling.SUPPORTED
        room = (1 - NEARLY) * limit
        return Ruling.PARTLY if NEARLY * limit - room <= share <= limit + room else Ruling.CONTRADICTED
    held = {"below": share < limit, "above": share > limit, "least": share >= limit, "most": share <= limit}[name]
    return Ruling.SUPPORTED if held else Ruling.CONTRADICTED


def _rule(limit: float, name: str, word: str | None) -> str:
    if name == "about":
        return (
            f"declared: about {limit:.0%} is {max(0.0, limit - _near(limit)):.1%} to {limit + _near(limit):.1%} of all"
        )
    if name == "nearly":
        return f"declared: nearly {limit:.0%} is {NEARLY * limit:.1%} to {limit:.1%} of all, that is not more than said"
    rule = f"{'at ' if name in ('least', 'most') else ''}{name} {limit:.0%} of all"
    return f"declared: {word} means {rule}" if word else rule


def missions_share(record: Record, parameters: Parameters) -> Finding:
    """Share of the UN missions with uniformed personnel in which a contributor has some.

    Reads `contributor`, `month`, `above` (a share, 0.5 for "most"). Counts with and without political missions,
    because the answer may hang on that.
    """
    contributor, month, above = parameters.text("contributor"), parameters.month("month"), parameters.number("above")
    rows = by_operation(record, month)
    missions = {row.operation: row for row in rows if row.contributor == WORLD}
    if not missions:
        missions = {row.operation: row for row in reversed(rows) if row.number}
    own = {
        row.operation: row
        for row in rows
        if row.contributor == contributor and row.operation in missions and row.number
    }
    if not missions or not own:
        return no_data(f"personnel of {contributor} by mission in {month}")
    political = {
        operation.code
        for operation in record.operations
        if operation.code in missions and operation.kind is not None and "political" in operation.kind
    }
    narrow = set(missions) - political
    wide_share, narrow_share = len(own) / len(missions), len(set(own) & narrow) / max(1, len(narrow))
    wide, strict = wide_share > above, narrow_share > above
    counted = (
        f"without the political missions {', '.join(sorted(political))}: {len(set(own) & narrow)} of {len(narrow)}, "
        f"{narrow_share:.0%}"
    )
    remarks = filter(None, [counted if political else None, doubts(record, [*own.values()])])
    return Finding(
        ruling=Ruling.SUPPORTED if wide and strict else Ruling.PARTLY if wide or strict else Ruling.CONTRADICTED,
        observed=f"{len(own)} of {len(missions)} missions with uniformed personnel, {wide_share:.0%} ({month})",
        number=wide_share,
        tolerance=f"more than {above:.0%}",
        as_of=str(month),
        qualification="; ".join(remarks) or None,
        citations=(*map(cite, own.values()), *map(cite, missions.values())),
    )
