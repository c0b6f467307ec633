"""Claims that a series of figures can show: ranks, shares, comparisons, trends, beginnings and ends, counts.

Each rule reads one sort of sentence, as reports on contributors write it in any region, and leaves the time it speaks
of as it stands: `since`, `until`, `month` as years or months, `back` as years before the day of the meeting.
"""

from __future__ import annotations

import re

from contingent.coding.claim_cases import Case, Found, month_of
from contingent.coding.claim_patterns import RANK, UN_OPERATION, YEAR
from contingent.coding.numbers import number_of
from contingent.coding.statements import Claim
from contingent.coding.vocabulary import Hedge, StatementType

_I = re.IGNORECASE | re.DOTALL
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty"
_PEOPLE = (
    r"(?:uniformed\s+|military\s+|female\s+)?(?:personnel|troops?|soldiers|peacekeepers|blue\s+helmets|police|"
    r"contingents?|contributions?|deployments?|(?:military\s+)?observers|experts\s+on\s+mission|staff\s+officers)"
)
_GIVES = (
    r"(?:provid|contribut|suppl|field|furnish|deploy|send|sent|accounts?\b|accounted|mak|made|represent|constitut|"
    r"compris|hav|has|had|serv)\w*"
)
_ACTS = rf"(?:{_GIVES}|participat\w+|tak(?:e|es|en|ing)\s+part|took\s+part)"
_TAKES_PART = re.compile(
    r"\b(?:contribut\w+\s+to|participat\w+\s+in|(?:tak(?:e|es|en|ing)|took)\s+part\s+in)\s+(?:(?:the|an?|any|many)\s+)?"
    r"(?:(?:UN|United\s+Nations)(?:[’']s)?\s+(?:peace(?:keeping)?(?:\s+(?:operations?|missions?))?|operations?|missions?)|"
    r"peacekeeping(?:\s+(?:operations?|missions?))?)\b(?!\s+(?:[\w’'-]+\s+)?(?:budgets?|funds?|funding|financ\w+|training|"
    r"costs?|debates?|reforms?|polic\w+|doctrine|committees?|conferences?|exercises?|centres?|centers?))",
    _I,
)
"""Who contributes to UN peacekeeping, with nothing named that is given, is taken to give personnel."""
_OF_WHOLE = re.compile(rf"\b{_PEOPLE}\b|\bcontributors\b", _I)
_OTHERS = frozenset({"TCC", "PCC", "DONORS", "HOST_STATES", "WORLD", "OUTSIDE_ACTORS"})
"""Groups that say in what capacity states act, not which states."""

_KINDS = (("police", r"\bpolice\b"), ("experts", r"\bobservers?\b|\bexperts\s+on\s+mission\b"),
          ("troops", r"\b(?:troops|soldiers|military\s+personnel|infantry)\b"))  # fmt: skip
_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_LARGE = r"(?:largest|biggest|greatest|highest|top|leading|main|foremost|major|smallest)"
_PLACE = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))[-\s]+{_LARGE}|"
    rf"(?P<in>(?:among|amongst|one\s+of|in|within|ranks?\s+among|belongs?\s+to)\s+the\s+)?"
    rf"(?P<article>the\s+|an?\s+)?(?:{_LARGE}\s+(?P<after>\d+|{_NUMBERS})|(?P<before>\d+|{_NUMBERS})\s+{_LARGE}|"
    rf"(?P<plain>{_LARGE})))\b\s+(?:[\w’'-]+\s+){{0,4}}?(?:troop\W+|police\W+|personnel\s+)?"
    r"(?:contribut\w+|provider\w*|TCCs?|PCCs?|suppliers?)\b",
    _I,
)
_FORMERLY = re.compile(r"\b(?:once|formerly|previously|traditionally|historically|no\s+longer|used\s+to\s+be)\b", _I)
VAGUE_TOP = 10
"""`one of the largest contributors` and `a leading contributor` are taken to mean among the first ten."""

_SHARES = {
    "half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3, "a quarter": 0.25, "one quarter": 0.25,
    "three quarters": 0.75, "a fifth": 0.2, "one fifth": 0.2, "a tenth": 0.1, "one tenth": 0.1,
}  # fmt: skip
_HOW_MUCH = (
    r"(?P<how>about|around|approximately|roughly|some|almost|nearly|close\s+to|more\s+than|over|above|less\s+than|"
    r"fewer\s+than|under|below|at\s+least|up\s+to|at\s+most|no\s+more\s+than)?\s*"
    r"(?P<share>half|(?:a|one)[-\s](?:third|quarter|fifth|tenth)|two[-\s]thirds|three[-\s]quarters|"
    r"(?:the|a)\s+(?:\w+\s+)?majority|most|the\s+bulk|\d+(?:\.\d+)?\s*(?:per\s?cent|percent|%))"
)
_SHARE = re.compile(rf"\b{_HOW_MUCH}\s+(?:of\s+)?(?P<own>(?:its|their|his|her)\s+)?(?P<whole>.{{0,60}})", _I)
_SHARE_IS = re.compile(
    r"\bshare\s+(?:of|in|among)\s+(?P<own>(?:its|their|his|her)\s+)?(?P<whole>[^.;:]{1,80}?)\s+"
    r"(?:(?:has\s+been|had\s+been|is|was|stands\s+at|stood\s+at|amount(?:s|ed)\s+to|c(?:o|a)mes?\s+to|reached)|"
    rf"(?:has\s+)?(?:risen|rose|grown|grew|fallen|fell|dropped|declined|increased)\s+to)\s+{_HOW_MUCH}(?!\s+of\b|\w)",
    _I,
)
_NOT_SERVING = re.compile(
    r"\b(?:killed|deaths?|dead|died|fatalit\w+|casualt\w+|wounded|injured|budgets?|costs?|fund\w*|reimburs\w+|"
    r"train(?:ed|ing|ees?))\b",
    _I,
)
"""What a share of personnel may be of that no list of contributors counts."""
_LIMITS = {
    "more than": "above", "over": "above", "above": "above", "less than": "below", "fewer than": "below",
    "under": "below", "below": "below", "at least": "least", "up to": "most", "at most": "most", "no more than": "most",
    "nearly": "nearly", "almost": "nearly",
}  # fmt: skip

_WAYS = (
    ("doubled", r"(?:more\s+than\s+|nearly\s+|almost\s+)?doubl(?:ed|ing)|twofold\s+increase"),
    ("tripled", r"(?:more\s+than\s+|nearly\s+|almost\s+)?(?:tripl|trebl)(?:ed|ing)|threefold\s+increase"),
    ("halved", r"halved|(?:fallen|dropped|cut|reduced|down)\s+by\s+half"),
    ("peaked", r"peak(?:ed|ing)|(?:reached|hit)\s+(?:its|their|a|an?\s+all[-\s]time)\s+(?:peak|height|high)"),
    ("steady", r"(?:remained|stayed|been|held|kept)\s+(?:\w+ly\s+)?(?:stable|steady|constant|unchanged)|stagnated"),
    ("rising", r"(?:increased|grown|grew|rose|risen|expanded|surged|climbed|gone\s+up|went\s+up|stepped\s+up)"),
    ("falling", r"(?:decreased|declined|fallen|fell|dropped|shrunk|shrank|dwindled|diminished|gone\s+down|went\s+down|"
     r"reduced|scaled\s+(?:back|down))"),
)  # fmt: skip
_WAY = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _WAYS), _I)
_OF_PEOPLE = re.compile(rf"\b(?:{_PEOPLE}|number\s+of\s+(?:{_PEOPLE}|contributors))\b", _I)

_SINCE = re.compile(
    r"\b(?:since|from)\s+(?:the\s+(?:early\s+|late\s+)?)?((?:19|20)\d\d)\b(?!\s*(?:to|until|[–—-])\s*\d)", _I
)
_SPAN = re.compile(r"\b(?:between|from)?\s*((?:19|20)\d\d)\s*(?:and|to|until|[–—-])\s*((?:19|20)?\d\d)\b", _I)
_DECADE = re.compile(r"\b((?:19|20)\d)0s\b")
_BACK = re.compile(
    rf"\b(?:past|last|previous)\s+(?:(?P<count>\d+|{_NUMBERS})\s+years|(?P<decade>decade)|(?P<two>two\s+decades))\b", _I
)

_FIRST = re.compile(
    rf"\bfirst\s+(?:{_ACTS})|\bfor\s+the\s+first\s+time\b|"
    r"\bfirst\s+(?:contribution|deployment|contingent)",
    _I,
)
_NEVER = re.compile(rf"\b(?:has|have|had)\s+never\s+(?:{_ACTS})|\bnever\s+(?:{_ACTS})", _I)
_NO_LONGER = re.compile(rf"\bno\s+longer\s+(?:{_ACTS})|\b(?:stopped|ceased)\s+(?:{_ACTS})", _I)
_HIGHEST = re.compile(r"\b(?:highest|largest|biggest)\s+(?:\w+\s+){0,3}?since\s+((?:19|20)\d\d)\b", _I)
_ONGOING = re.compile(rf"\b(?:has|have)\s+(?:(?!not\b|never\b|hardly\b)\w+\s+){{0,3}}?(?:been\s+)?(?:{_ACTS})", _I)
_UNBROKEN = re.compile(
    r"\b(?:continuously|without\s+interruption|uninterrupted\w*|consistently|every\s+(?:month|year))\b", _I
)

_THAN = re.compile(
    rf"\b(?:(?P<times>twice|(?:two|three|four|five|ten|\d+)\s+times)\s+as\s+many|(?P<more>more|fewer|less)|"
    rf"(?P<as>as\s+many))\s+(?:{_PEOPLE})\b.{{0,80}}?\b(?:than|as)\b(?P<others>.+)",
    _I,
)
_OPERATIONS = re.compile(
    rf"\b(?P<how>about|around|some|more\s+than|over|at\s+least|fewer\s+than|less\s+than|nearly|almost)?\s*"
    rf"(?P<count>\d+|{_NUMBERS})\s+(?:(?:of\s+the|different|current|ongoing|active)\s+)?"
    r"(?:UN\s+|United\s+Nations\s+)?(?:peace(?:keeping)?\s+)?(?:missions|operations)\b",
    _I,
)
_CONTRIBUTORS = re.compile(
    rf"\b(?P<how>about|around|some|more\s+than|over|at\s+least|fewer\s+than|less\s+than|nearly|almost)?\s*"
    rf"(?P<count>\d+|{_NUMBERS})\s+(?:member\s+|African\s+|European\s+)?(?:states|countries|nations|contributors)\b"
    rf".{{0,30}}?\b(?:contribut|provid|deploy|suppl|participat|tak(?:e|ing)\s+part|took\s+part)\w*",
    _I,
)
_HOW = {"less than": "fewer than", "over": "more than", "nearly": "just under", "almost": "just under"}


def _plain(case: Case) -> bool:
    """Whether the claim is said of what is or was, and not as a possibility or of the future."""
    return case.hedge is Hedge.CERTAIN and case.type is not StatementType.FORECAST


def _who(case: Case) -> list[str]:
    """The states meant, else the groups or organisations whose members are."""
    groups = [code for code in case.groups if code not in _OTHERS]
    bodies = [code for code in case.organisations if code not in ("UN", "UNSC", "UNGA")]
    return list(case.contributors) or groups or bodies


def kind_named(words: str) -> dict[str, object]:
    """Return the kind of personnel counted as a parameter, where the words name one only."""
    found = [kind for kind, pattern in _KINDS if re.search(pattern, words, re.IGNORECASE)]
    return {"kind": found[0]} if len(found) == 1 else {}


def _common(case: Case) -> dict[str, object]:
    """What every such claim tells: the operation, and whether the UN is named."""
    values: dict[str, object] = {"un": bool(UN_OPERATION.search(case.claim)) or "UN" in case.actors}
    return values | ({"operations": list(case.missions)} if case.missions else {})


def _moment(case: Case) -> dict[str, object]:
    """The month or year a state of affairs is claimed for, if one is named."""
    year = YEAR.search(case.claim)
    when = month_of(case.claim) or (year[1] if year else None)
    return {"month": when} if when else {}


def _stretch(text: str) -> dict[str, object]:
    """The stretch of time a development is claimed for: since, until, or years back from the meeting."""
    span, decade, since, back = _SPAN.search(text), _DECADE.search(text), _SINCE.search(text), _BACK.search(text)
    if span:
        last = span[2] if len(span[2]) > 2 else span[1][:2] + span[2]
        return {"since": span[1], "until": last} if span[1] < last else {}
    if since:
        return {"since": since[1]}
    if decade:
        return {"since": f"{decade[1]}0", "until": f"{decade[1]}9"}
    if back:
        return {"back": 20 if back["two"] else 10 if back["decade"] else number_of(back["count"])}
    return {}


def ranked(case: Case) -> Found | None:
    """Read `the third-largest contributor`, `among the top ten contributors`, `one of the leading providers`."""
    found = _PLACE.search(case.claim)
    if not found or not case.contributors or not _plain(case) or _qualified(case.claim, found):
        return None
    among = [code for code in case.groups if code not in _OTHERS]
    values: dict[str, object] = {
        "contributors": list(case.contributors), **_place(found), **_common(case), **_moment(case),
        **kind_named(case.claim[found.end() :]),
        **(kind_named("police") if re.search(r"\bpolice\W", found.group(0), _I) else {}),
        **({"among": among[0]} if len(among) == 1 else {}),
        **({"order": "smallest"} if "smallest" in found.group(0).lower() else {}),
    }  # fmt: skip
    said = " ".join(found.group(0).split()).lower()
    return Claim(
        variable="rank among contributors", subject=case.subject, operator="=", value=said, period=case.period,
        measure="rank", parameters=values,
    ), "claim.rank", 0.75  # fmt: skip


def _qualified(claim: str, found: re.Match[str]) -> bool:
    """Whether a rank is said of another time, or among some only: `once a leading`, `the largest non-member`."""
    return bool(_FORMERLY.search(claim[: found.start()]) or re.search(r"\bnon[-\s]", found.group(0), re.IGNORECASE))


def _place(found: re.Match[str]) -> dict[str, object]:
    """The place claimed: an exact `rank`, or `top` for among the first so many."""
    if found["ordinal"]:
        word = found["ordinal"].lower()
        return {"rank": _ORDINALS.get(word) or int(re.sub(r"\D", "", word))}
    count = found["after"] or found["before"]
    if count:
        return {"top": number_of(count) or VAGUE_TOP}
    exact = (found["article"] or "").strip().lower() == "the" and not found["in"]
    plain = found["plain"].lower() in ("largest", "biggest", "greatest", "highest", "top", "leading", "smallest")
    return {"rank": 1} if exact and plain else {"top": VAGUE_TOP, "vague": True}


def ablest(case: Case) -> Found | None:
    """Read that somebody has the greatest capacity, or provides most, of something that is not counted as personnel."""
    found = RANK.search(case.claim)
    if not found or not case.actors or case.hedge is not Hedge.CERTAIN:
        return None
    return Claim(
        variable="greatest capacity",
        subject=", ".join(case.states or case.organisations or case.actors), operator="max",
        value=found["rank"].lower(), period=case.period, measure="capability",
        parameters={"contributors": list(case.states or case.organisations), "rank": found["rank"].lower()},
    ), "claim.rank", 0.6  # fmt: skip


def shared(case: Case) -> Found | None:
    """Read `about a third of UN troops`, `its share of personnel was 1 per cent`, and the share of women."""
    stated = _SHARE_IS.search(case.claim)
    found = stated or _SHARE.search(case.claim)
    women = bool(re.search(r"\bwom[ae]n\b|\bfemale\b", case.claim, _I))
    if not found or found["own"] or not _plain(case) or not (stated or re.search(rf"\b{_GIVES}", case.claim, _I)):
        return None
    whole, who = found["whole"], _who(case)
    if not _OF_WHOLE.search(whole) or _NOT_SERVING.search(whole) or not (who or women):
        return None
    share = _share(found["share"])
    how = " ".join((found["how"] or "").lower().split())
    most = found["share"].lower().split()[0] in ("most", "the") or "majority" in found["share"].lower()
    limit = "above" if most else _LIMITS.get(how, "about")
    values: dict[str, object] = {
        **({"contributors": who} if who else {}), limit: share, **_common(case), **_moment(case), **kind_named(whole),
        **({"sex": "female"} if women else {}), "said_share": share,
    }  # fmt: skip
    return Claim(
        variable="share of personnel", subject=case.subject if who else "women",
        operator={"about": "≈", "nearly": "≈", "below": "<", "most": "<="}.get(limit, ">"),
        value=f"{how} {found['share']}".strip(), period=case.period,
        measure="personnel_share", parameters=values,
    ), "claim.personnel_share", 0.75  # fmt: skip


def _share(words: str) -> float:
    plain = re.sub(r"[-\s]+", " ", words.lower())
    figure = re.match(r"\d+(?:\.\d+)?", plain)
    if figure:
        return float(figure[0]) / 100
    return _SHARES.get(plain, 0.5)


def compared(case: Case) -> Found | None:
    """Read `more troops than B`, `twice as many police as B`."""
    found = _THAN.search(case.claim)
    if not found or not _plain(case) or len(case.contributors) < 2:
        return None
    later = [m.code for m in case.mentions if getattr(m, "text", "") and getattr(m, "text", "") in found["others"]]
    others = [code for code in case.contributors if code in later] if later else [case.contributors[-1]]
    own = [code for code in case.contributors if code not in others]
    if not own or not others:
        return None
    relation = "as many" if found["as"] else "more" if (found["more"] or "more").lower() == "more" else "fewer"
    values: dict[str, object] = {
        "contributors": own, "than": others, "relation": relation,
        "each": not re.search(r"\b(?:together|combined|taken\s+together)\b", found["others"], _I),
        **({"times": _times(found["times"])} if found["times"] else {}),
        **_common(case), **_moment(case), **kind_named(case.claim[found.start() : found.start("others")]),
    }  # fmt: skip
    return Claim(
        variable="personnel compared", subject=", ".join(own), operator={"more": ">", "fewer": "<"}.get(relation, "="),
        value=", ".join(others), period=case.period, measure="compare", parameters=values,
    ), "claim.compare", 0.7  # fmt: skip


def _times(words: str) -> int:
    return 2 if words.lower() == "twice" else number_of(words.split()[0]) or 2


def moved(case: Case) -> Found | None:
    """Read that personnel rose, fell, doubled, peaked or held steady over a time that is named."""
    found = _WAY.search(case.claim)
    if not found or not _plain(case) or not _OF_PEOPLE.search(case.claim):
        return None
    direction = str(found.lastgroup)
    who = _who(case) or (["WORLD"] if UN_OPERATION.search(case.claim) and not case.groups else [])
    when = _stretch(case.claim)
    if direction == "peaked" and not when:
        moment = _moment(case).get("month")
        when = {"when": moment} if moment else {}
    if not who or not when or re.search(r"\b(?:not|never|hardly)\s+(?:\w+\s+)?$", case.claim[: found.start()], _I):
        return None
    return Claim(
        variable="course of personnel contributions", subject=case.subject, operator="=", value=direction,
        period=case.period, measure="trend",
        parameters={"contributors": who, "direction": direction, **when, **_common(case), **kind_named(case.claim)},
    ), "claim.course", 0.7  # fmt: skip


def _given(claim: str, found: re.Match[str]) -> dict[str, object] | None:
    """Return what is given, as a parameter: empty where personnel are named, None where it may be anything.

    Where nothing is named, the words found have to be those that say who takes part in UN peacekeeping, or stand
    beside them.
    """
    if _OF_PEOPLE.search(claim):
        return {}
    part = _TAKES_PART.search(claim)
    beside = part and found.start() <= part.end() + 1 and found.end() > part.start()
    return {"people": "assumed"} if beside else None


def dated(case: Case) -> Found | None:
    """Read since when a state has contributed, when for the first time, that it never did, or does no longer."""
    if not _plain(case) or not case.contributors:
        return None
    values: dict[str, object] = {"contributors": list(case.contributors), **_common(case)}
    since, year, first = _SINCE.search(case.claim), YEAR.search(case.claim), _FIRST.search(case.claim)
    highest, ongoing = _HIGHEST.search(case.claim), _ONGOING.search(case.claim)
    found: re.Match[str] | None
    if highest:
        found, measure, said = highest, "highest_since", f"highest since {highest[1]}"
        values["since"] = highest[1]
    elif found := _NEVER.search(case.claim):
        measure, said = "never_contributed", "never"
    elif found := _NO_LONGER.search(case.claim):
        measure, said = "no_longer_contributing", "no longer"
    elif first and year:
        values["when"] = month_of(case.claim) or year[1]
        found, measure, said = first, "first_contribution", f"first in {values['when']}"
    elif since and ongoing and not _WAY.search(case.claim):
        values |= {"since": since[1], "every": "month" if _UNBROKEN.search(case.claim) else "year"}
        found, measure, said = ongoing, "personnel_since", f"since {since[1]}"
    else:
        return None
    given = {} if case.missions else _given(case.claim, found)
    if given is None:
        return None
    values |= given
    return Claim(
        variable="history of contributions", subject=case.subject, operator="=", value=said, period=case.period,
        measure=measure, parameters=values,
    ), f"claim.{measure}", 0.7  # fmt: skip


def counted(case: Case) -> Found | None:
    """Read in how many operations a state has people, or how many states contribute."""
    if not _plain(case):
        return None
    found, measure = _OPERATIONS.search(case.claim), "number_of_operations"
    if not found or not case.contributors or not re.search(rf"\b{_GIVES}|\bparticipat", case.claim, _I):
        found, measure = _CONTRIBUTORS.search(case.claim), "number_of_contributors"
        if not found or case.contributors or not (UN_OPERATION.search(case.claim) or case.missions):
            return None
    given = _given(case.claim, found)
    if given is None:
        return None
    number, how = number_of(found["count"]), " ".join((found["how"] or "exactly").lower().split())
    how = _HOW.get(how, "about" if how in ("around", "some") else how)
    groups = [code for code in case.groups if code not in _OTHERS]
    if measure == "number_of_contributors" and len(groups) > 1:
        return None
    among = {"among": groups[0]} if groups and measure == "number_of_contributors" else {}
    who = {"contributors": list(case.contributors)} if case.contributors else among
    values: dict[str, object] = {
        **who,
        "number": number,
        "approximation": how,
        **_common(case),
        **_moment(case),
        **given,
    }
    if measure == "number_of_operations":
        values.pop("operations", None)
    return Claim(
        variable=measure.replace("_", " "), subject=case.subject, operator="=", value=found["count"],
        period=case.period, measure=measure, parameters=values,
    ), f"claim.{measure}", 0.7  # fmt: skip
