"""Suggested claims on series of figures - ranks, shares, trends, history, comparisons, counts - put to the record.

A sentence leaves out what its reader takes for granted: the month is that of the meeting, `since 2005` runs to the
meeting, the personnel are those of UN operations. That is filled in here, and said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from contingent.base.months import Month
from contingent.checks.measures.ranks import ordinal
from contingent.checks.measures.trends import DIRECTIONS
from contingent.checks.said import OF_THE_UN, UNDATED, Put, Said, each_of

Values = dict[str, object]


def _suggested(said: Said) -> bool:
    """Whether a rule suggested the claim: it says whether the UN is named. What an analyst wrote passes unchanged."""
    return "un" in said.values


def _caution(said: Said) -> str | None:
    if said.values.get("un") or said.words("operations"):
        return None
    return f"compared with the {OF_THE_UN}"


def _meeting(said: Said) -> str | None:
    return str(Month.of(said.day)) if said.day else None


def _when(said: Said) -> str | None:
    """The month or year named, or the month of the meeting where the present is meant; never one after the meeting."""
    own, meeting = said.values.get("month"), _meeting(said)
    if isinstance(own, str) and own:
        return meeting if meeting and meeting[:4] == own else own
    return said.month()


def _one(said: Said) -> Values:
    """The operation, kind and sex that are counted."""
    operations = said.words("operations")
    kept = {name: said.values[name] for name in ("kind", "sex", "order") if isinstance(said.values.get(name), str)}
    return {**({"operation": operations[0]} if len(operations) == 1 else {}), **kept}


def _several(said: Said) -> Put | None:
    """What cannot be put because the figure may be of one operation or another."""
    operations = said.words("operations")
    return said.unread(f"which of {', '.join(operations)} the figure is of") if len(operations) > 1 else None


def _passed(said: Said) -> Put:
    return Put(measure=said.claim.measure, values=said.values)


def _rank(said: Said) -> Put:
    if not _suggested(said):
        return _passed(said)
    when, contributors = _when(said), said.words("contributors")
    if when is None or not contributors:
        return said.unread(UNDATED if contributors else "which contributor is meant")
    asked = {name: said.values[name] for name in ("rank", "top", "among") if said.values.get(name) is not None}
    caution = _caution(said)
    if said.values.get("vague") is True and (top := said.number("top")) is not None:
        vague = f"among the largest is taken to mean up to the {ordinal(top)} place"
        caution = "; ".join(filter(None, [caution, vague]))
    values = {"contributors": contributors, "month": when, **asked, **_one(said)}
    return _several(said) or Put(measure="rank", values=values, caution=caution)


def _share(said: Said) -> Put:
    if not _suggested(said):
        return _passed(said)
    when = _when(said)
    if when is None:
        return said.unread(UNDATED)
    limits = {n: said.values[n] for n in ("below", "above", "least", "most", "about", "nearly") if n in said.values}
    contributors = said.words("contributors")
    values = {**({"contributors": contributors} if contributors else {}), "month": when, **limits, **_one(said)}
    if said.values.get("sex"):
        values["of"] = "sexes"
    return _several(said) or Put(measure="personnel_share", values=values, caution=_caution(said))


def _compare(said: Said) -> Put:
    if not _suggested(said):
        return _passed(said)
    when, contributors, than = _when(said), said.words("contributors"), said.words("than")
    if when is None or not contributors or not than:
        return said.unread(UNDATED if contributors and than else "which contributors are compared")
    when = when if len(when) > len("2013") else f"{when}-12"
    asked = {name: said.values[name] for name in ("relation", "times", "each") if name in said.values}
    values = {"contributors": contributors, "than": than, "month": when, **asked, **_one(said)}
    return _several(said) or Put(measure="compare", values=values, caution=_caution(said))


def _trend(said: Said) -> Put:
    if not _suggested(said):
        return _passed(said)
    contributors, direction = said.words("contributors"), said.values.get("direction")
    period = _period(said)
    if not contributors or direction not in DIRECTIONS:
        return said.unread("whose figures are meant, and which way they went")
    if period is None:
        return said.unread(UNDATED)
    values = {"contributors": contributors, "direction": direction, **period, **_one(said)}
    stretch, assumed = f"{period['since']} to {period['until']}", None
    if isinstance(said.values.get("when"), str):
        assumed = f"no stretch is named: assumed {stretch}, {_AROUND} years either side, none after the meeting"
    return _several(said) or Put(measure="trend", values=values, caution=_caution(said), assumed=assumed)


_AROUND = 5
"""Years before and after a peak that are looked at where the sentence names no stretch."""


def _period(said: Said) -> Values | None:
    """The first and last month of a development: as named, else to the meeting."""
    since, until, when, back = (said.values.get(name) for name in ("since", "until", "when", "back"))
    meeting = said.day
    if isinstance(when, str) and len(when) >= len("2013") and when[:4].isdecimal():
        last = int(when[:4]) + _AROUND
        end = str(min(Month(last, 12), Month.of(meeting))) if meeting else f"{last}-12"
        return {"since": f"{max(int(when[:4]) - _AROUND, 1)}-01", "until": end, "when": when}
    if isinstance(back, int) and not isinstance(back, bool) and meeting and 0 < back < meeting.year:
        return {"since": str(Month.of(meeting).plus(-12 * back)), "until": str(Month.of(meeting))}
    if not isinstance(since, str):
        return None
    if isinstance(until, str):
        return {"since": since, "until": str(Month.of(meeting)) if meeting and until == str(meeting.year) else until}
    return {"since": since, "until": str(Month.of(meeting))} if meeting else None


def _since(said: Said) -> Put:
    asked = {"since": said.values.get("since"), "until": said.day, "every": said.values.get("every")}
    return _history(said, lambda code: {"contributor": code, **asked})


def _first(said: Said) -> Put:
    return _history(said, lambda code: {"contributor": code, "when": said.values.get("when")})


def _never(said: Said) -> Put:
    return _history(said, lambda code: {"contributor": code, "until": _meeting(said)})


def _no_longer(said: Said) -> Put:
    return _history(said, lambda code: {"contributor": code, "on": _meeting(said)})


def _highest(said: Said) -> Put:
    return _history(
        said, lambda code: {"contributor": code, "month": _meeting(said), "since": said.values.get("since")}
    )


def _history(said: Said, values: Callable[[str], Values]) -> Put:
    """One finding for each contributor; a claim on history is said of the day of the meeting."""
    if not _suggested(said):
        return _passed(said)
    contributors = said.words("contributors")
    if not contributors:
        return said.unread("which contributor is meant")
    if said.day is None and said.claim.measure != "first_contribution":
        return said.unread(UNDATED)
    put = each_of(
        cast(str, said.claim.measure), [{**values(code), **_one(said)} for code in contributors], _caution(said)
    )
    return _several(said) or replace(put, assumed=_of_people(said))


def _of_people(said: Said) -> str | None:
    """What is assumed to be given where a sentence says only that a state contributes to UN peacekeeping."""
    return f"nothing given is named: assumed {_PEOPLE}" if said.values.get("people") == "assumed" else None


_PEOPLE = "uniformed personnel in UN operations"


def _counted(said: Said) -> Put:
    if not _suggested(said):
        return _passed(said)
    when, number = _when(said), said.number("number")
    if when is None or number is None:
        return said.unread(UNDATED if number is not None else "how many are meant")
    when = when if len(when) > len("2013") else f"{when}-12"
    contributors = said.words("contributors")
    asked = {"number": number, "approximation": said.values.get("approximation") or "about", "month": when}
    if isinstance(said.values.get("among"), str):
        asked["among"] = said.values["among"]
    values = {**({"contributors": contributors} if contributors else {}), **asked, **_one(said)}
    return _several(said) or Put(
        measure=said.claim.measure, values=values, caution=_caution(said), assumed=_of_people(said)
    )


SERIES: dict[str, Callable[[Said], Put]] = {
    "rank": _rank,
    "personnel_share": _share,
    "compare": _compare,
    "trend": _trend,
    "personnel_since": _since,
    "first_contribution": _first,
    "never_contributed": _never,
    "no_longer_contributing": _no_longer,
    "highest_since": _highest,
    "number_of_contributors": _counted,
    "number_of_operations": _counted,
}
"""How a claim of each measure is put, by the measure's name."""
