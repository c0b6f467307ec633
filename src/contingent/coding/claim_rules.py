"""The checkable form of a claim: figures, memberships, dates, events and trends that a record can confirm or deny.

Facts are checkable, and forecasts with a measurable outcome (guide, section 7). `measure` and `parameters` are given
where the structure is clear; `checks` implements the measures personnel, missions_share, membership, founding_member,
operation_dates, operation_lead, unique_membership, members_outside, unsc_seat and trend, and those of series of figures
(`claim_series`). What merely happened, or is
said to exist, is no claim to be checked until an analyst says which record would show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from contingent.coding import claim_series
from contingent.coding.claim_cases import Case, Found, Named
from contingent.coding.claim_cases import month_of as month_of
from contingent.coding.claim_patterns import (
    ENGAGEMENT,
    FOUNDER,
    GIVEN,
    JOINED,
    KEEP,
    LED,
    LEFT,
    LESS,
    MEMBER,
    MEMBERS_OUT,
    MONTH_YEAR,
    MORE,
    MOST_MISSIONS,
    ONLY,
    PEOPLE,
    PERSONNEL,
    SEAT,
    UN_OPERATION,
    YEAR,
    YEARS,
)
from contingent.coding.numbers import Figure, figure_in, number_of
from contingent.coding.statements import Claim, Origin
from contingent.coding.vocabulary import Hedge, StatementType


def claim_of(
    claim: str,
    *,
    actors: Sequence[str] = (),
    mentions: Sequence[Named] = (),
    type: StatementType | None = None,
    hedge: Hedge = Hedge.CERTAIN,
) -> tuple[Claim, Origin] | None:
    """Return the checkable form of the claim and its rule, None when nothing in it can be checked.

    Args:
        claim: the words of the claim.
        actors: codes of the actors it is about.
        mentions: actors named in it with their kinds, if known; else kinds are read off the codes.
        type: forecasts on contributions become a `trend`; facts without a recognised structure make no claim.
        hedge: decides which way a trend points.
    """
    case = Case(claim, tuple(actors), tuple(mentions), type, hedge)
    low = claim.lower()
    for needed, rule in _RULES:
        found = rule(case) if any(word in low for word in needed) else None
        if found:
            checkable, name, confidence = found
            return checkable, Origin(rule=name, confidence=confidence)
    return None


def _personnel(case: Case) -> Found | None:
    figure = figure_in(case.claim, PEOPLE)
    if figure is None or not GIVEN.search(case.claim) or not (case.states or case.groups):
        return None
    un = bool(UN_OPERATION.search(case.claim)) or "UN" in case.actors
    parameters: dict[str, object] = {
        "contributors": list(case.states or case.groups),
        "number": figure.number, "approximation": figure.approximation,
        "each": bool(re.search(r"\beach\b|\bapiece\b|\bper country\b", case.claim)), "month": month_of(case.claim),
        **claim_series.kind_named(_counted(case.claim, figure)),
    }  # fmt: skip
    if case.missions:
        parameters["operations"] = list(case.missions)
    variable = "UN personnel contributions" if un else "personnel contributions"
    wanted = bool(re.search(r"\b(?:wanted|plann?ed|offered|pledged|goal|target|will|would|intend)\w*", case.claim))
    if wanted:
        variable = "personnel planned or pledged"
    claim = Claim(
        variable=variable, subject=case.subject, operator=_operator(figure), value=figure.words,
        period=month_of(case.claim) or case.period, measure=None if wanted else "personnel", parameters=parameters,
    )  # fmt: skip
    return claim, "claim.personnel", 0.85


def _counted(claim: str, figure: Figure) -> str:
    """Who a figure counts, in its words and those joined to them: `2,900 soldiers and police`."""
    rest = claim[claim.find(figure.words) + len(figure.words) :]
    joined = re.match(rf"(?:\s*(?:,|and|or)\s+(?:\w+\s+)?{PEOPLE}\b)*", rest, re.IGNORECASE)
    return figure.words + (joined.group(0) if joined else "")


def _operator(figure: Figure) -> str:
    return {"exactly": "=", "at least": ">=", "more than": ">", "at most": "<=", "less than": "<"}.get(
        figure.approximation, "≈"
    )


def _missions_share(case: Case) -> Found | None:
    found = MOST_MISSIONS.search(case.claim)
    if not found or not PERSONNEL.search(case.claim) or not case.states:
        return None
    share = found["share"].lower()
    least = {"all": 1.0, "nearly all": 0.9, "almost all": 0.9, "half": 0.5, "many": 0.3}.get(share, 0.5)
    return Claim(
        variable="share of UN missions with the state's personnel", subject=case.subject, operator=">", value=share,
        period=case.period, measure="missions_share", parameters={"contributors": list(case.states), "share": least},
    ), "claim.missions_share", 0.8  # fmt: skip


def _founding(case: Case) -> Found | None:
    found = FOUNDER.search(case.claim)
    if not found or not case.states:
        return None
    count = found["count"] or next(
        (m[1] for m in re.finditer(r"\b(\d{1,3})\b(?= (?:member|original|found))", case.claim)), None
    )
    year = YEAR.search(case.claim)
    return Claim(
        variable="founding membership", subject=case.subject, operator="=", value=count or "true",
        period=year[1] if year else case.period, measure="founding_member",
        parameters={"members": list(case.states), "organisation": (case.organisations or ("UN",))[0],
                    "count": int(count) if count else None, "year": int(year[1]) if year else None},
    ), "claim.founding_member", 0.85  # fmt: skip


def _unique(case: Case) -> Found | None:
    if not ONLY.search(case.claim) or not case.organisations:
        return None
    organisation = case.organisations[0]
    return Claim(
        variable="only organisation of which all of the group are members", subject=organisation, operator="unique",
        value=", ".join(case.groups) or "all", period=case.period, measure="unique_membership",
        parameters={"organisation": organisation, "group": (case.groups or (None,))[0], "members": list(case.states)},
    ), "claim.unique_membership", 0.75  # fmt: skip


def _outside(case: Case) -> Found | None:
    found = MEMBERS_OUT.search(case.claim)
    if not found or not case.organisations:
        return None
    return Claim(
        variable="states of the group outside the organisation", subject=case.organisations[0], operator="=",
        value=found["count"], period=case.period, measure="members_outside",
        parameters={"organisation": case.organisations[0], "group": (case.groups or (None,))[0],
                    "number": number_of(found["count"])},
    ), "claim.members_outside", 0.8  # fmt: skip


def _membership(case: Case) -> Found | None:
    if not case.organisations or not (case.states or case.groups):
        return None
    left, joined, member = LEFT.search(case.claim), JOINED.search(case.claim), MEMBER.search(case.claim)
    if not (left or joined or member) or re.search(r"\b(?:join(?:ed|ing)? (?:forces|in)|jointly)\b", case.claim):
        return None
    if case.type not in (None, StatementType.FACT, StatementType.ASSESSMENT):
        return None
    role = _role(member.group(0)) if member and not (left or joined) else None
    value = (
        "withdrawn" if left else "joined" if joined else "no member" if member and member["no"] else role or "member"
    )
    year = YEAR.search(case.claim)
    return Claim(
        variable="membership", subject=case.subject, operator="=", value=value,
        period=year[1] if year else case.period, measure="membership",
        parameters={"organisations": list(case.organisations), "members": list(case.states or case.groups),
                    "change": value if left or joined else None, "status": value, "dates": _dates_said(case.claim),
                    "role": role,
                    "year": int(year[1]) if year else None},
    ), "claim.membership", 0.8  # fmt: skip


def _role(words: str) -> str | None:
    """`observer` or `partner` where that is what the sentence says; None for members."""
    return next((role for role in ("observer", "partner") if role in words.lower()), None)


def _dates_said(text: str) -> list[str]:
    """The years, or months where named, in the order of the text: "2009 ... July 2013" gives 2009, 2013-07."""
    months = {match.end(): month_of(match.group(0)) for match in MONTH_YEAR.finditer(text)}
    return [months.get(match.end()) or match[1] for match in YEAR.finditer(text)]


def _dates(case: Case) -> Found | None:
    years = YEARS.search(case.claim)
    if not case.missions or not years:
        return None
    first, last = int(years[1]), int(years[2])
    last = first // 100 * 100 + last if last < 100 else last
    return Claim(
        variable="mission dates", subject=case.missions[0], operator="=", value=f"{first}-{last}",
        period=f"{first}-{last}", measure="operation_dates",
        parameters={"operation": case.missions[0], "start": first, "end": last},
    ), "claim.operation_dates", 0.85  # fmt: skip


def _lead(case: Case) -> Found | None:
    led = LED.search(case.claim)
    if not case.missions or not led:
        return None
    authorised = "authori" in led.group(0).lower()  # whoever authorises an operation need not lead it
    leads = [code for code in case.organisations if code not in case.missions] or list(case.states)
    if not leads:
        return None
    year = YEAR.search(case.claim)
    return Claim(
        variable="authority for the operation" if authorised else "lead of the operation", subject=case.missions[0],
        operator="=", value=leads[0], period=case.period, measure=None if authorised else "operation_lead",
        parameters={"operation": case.missions[0], "lead": leads[0], "year": int(year[1]) if year else None,
                    "drawdown": bool(re.search(r"\b(?:drawdown|withdrawal|end)\b", case.claim))},
    ), "claim.operation_lead", 0.8  # fmt: skip


def _seat(case: Case) -> Found | None:
    if not SEAT.search(case.claim) or not case.states:
        return None
    years = YEARS.search(case.claim) or YEAR.search(case.claim)
    return Claim(
        variable="seat on the UN Security Council", subject=case.subject, operator="=",
        value="candidate" if re.search(r"\b(?:bid|candida|hope|seek|strengthen)", case.claim) else "member",
        period=years.group(0) if years else case.period, measure="unsc_seat",
        parameters={"members": list(case.states), "years": [int(y) for y in YEAR.findall(case.claim)]},
    ), "claim.unsc_seat", 0.75  # fmt: skip


def _trend(case: Case) -> Found | None:
    if case.type is not StatementType.FORECAST or not ENGAGEMENT.search(case.claim) or not case.actors:
        return None
    if case.hedge in (Hedge.CONDITIONAL, Hedge.POSSIBLE):
        return None
    against = case.hedge is Hedge.UNLIKELY or bool(re.search(r"\b(?:not|no)\b", case.claim))
    more, less, keep = (bool(p.search(case.claim)) for p in (MORE, LESS, KEEP))
    trend = "increase" if more else "decrease" if less else None
    operator = f"no_{trend}" if against and trend else "=" if against or keep else trend or "exists"
    none = against and not more and not less
    people = re.search(r"\b(?:contribut|troops?|personnel|deploy|participat)\w*", case.claim, re.IGNORECASE)
    if not people or not case.states or not (none or operator in ("increase", "no_increase")):
        return None  # nothing that a series of figures could show
    return Claim(
        variable="personnel contributions", subject=case.subject, operator=operator, value="0" if none else None,
        period=case.period or "future", measure="trend",
        parameters={"contributors": list(case.states), "direction": operator},
    ), "claim.trend", 0.6  # fmt: skip


_Rule = Callable[[Case], Found | None]
# Each rule behind words one of which must stand in the claim (beginnings, lower case): most claims have none of them.
_RULES: tuple[tuple[tuple[str, ...], _Rule], ...] = (
    (("founding", "founder", "original"), _founding),
    (("missions", "operations"), _missions_share),
    (("contributor",), claim_series.ranked),
    (("half", "third", "quarter", "fifth", "tenth", "major", "most", "bulk", "per cent", "percent", "%"),
     claim_series.shared),
    (("than", "as many"), claim_series.compared),
    (("since", "first", "never", "no longer", "stopped", "ceased"), claim_series.dated),
    (("since", "between", "from", "past", "last", "peak", "in 19", "in 20", "during"), claim_series.moved),
    (("mission", "operation", "countries", "states", "nations", "contributors"), claim_series.counted),
    (("",), _personnel),
    (("only", "sole", "single"), _unique),
    (("member",), _outside),
    (("19", "20"), _dates),
    (("led by", "command", "run by", "headed", "direct", "authori", "conducted"), _lead),
    (("member", "observer", "partner", "part of", "join", "acced", "admitted", "left", "leav", "withdr", "quit",
      "revok", "suspend", "renounc", "terminat", "cancel"), _membership),
    (("security council",), _seat),
    (("provid", "capacit", "troop"), claim_series.ablest),
    (("",), _trend),
)  # fmt: skip
