"""What figures, memberships, missions and trends look like in running text: the patterns behind `claim_rules`."""

from __future__ import annotations

import re

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_YEAR = re.compile(r"\b([A-Z][a-z]+)\s+((?:19|20)\d\d)\b")
YEAR = re.compile(r"\b((?:18|19|20)\d\d)\b")
YEARS = re.compile(r"\b((?:19|20)\d\d)\s*(?:to|until|and|[–—-])\s*((?:19|20)?\d\d)\b")
PEOPLE = (
    r"(?:personnel|troops?|soldiers?|police(?:\s+officers)?|officers?|peacekeepers?|observers?|experts?|"
    r"staff|men\s+and\s+women|blue\s+helmets|"
    r"uniformed\s+\w+|military\s+\w+)"
)
PERSONNEL = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)
GIVEN = re.compile(
    r"\b(?:provid|contribut|stand|stood|had|has|have|deploy|sen[dt]|serv|supply|supplie|number|maintain|"
    r"field|with)\w*\b",
    re.IGNORECASE,
)
UN_OPERATION = re.compile(r"\b(?:UN|United Nations|peacekeeping|peace operations?)\b")
MOST_MISSIONS = re.compile(
    r"\b(?P<share>all|most|half|many|nearly all|almost all|"
    r"the majority of)\s+(?:of\s+the\s+)?(?:UN\s+)?(?:peace(?:keeping)?\s+)?(?:missions|operations)\b",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"\b(?:revok|withdr[ae]w|left|leav|quit|suspend|renounc|terminat|cancel)\w*\b.{0,40}\b(?:member|"
    r"organi[sz]ation|alliance|union|treaty|pact|[A-Z]{2,6}\b)",
    re.DOTALL,
)
JOINED = re.compile(
    r"\b(?:join|acced|admitted|became\s+a\s+(?:full\s+)?member|becoming\s+a\s+member)\w*", re.IGNORECASE
)
MEMBERS_OUT = re.compile(
    r"\b(?P<count>\d+|one|two|three|four|five|six|seven|eight|nine|ten|no|none|several|"
    r"some)\s+(?:of\s+the\s+|other\s+)?(?:\w+\s+){0,3}?(?:states?|countries|members?|neighbours?|"
    r"of\s+them)\b.{0,60}?\b(?:not|never|no\s+longer)\b.{0,20}\bmembers?\b",
    re.IGNORECASE | re.DOTALL,
)
ONLY = re.compile(
    r"\b(?:the\s+)?(?:only|sole|single)\b.{0,50}\b(?:all|every|both)\b.{0,60}\b(?:members?|belong|participate|join)\w*",
    re.IGNORECASE | re.DOTALL,
)
MEMBER = re.compile(
    r"\b(?:is|are|was|were|remains?|became)\s+(?:currently\s+|now\s+|also\s+|still\s+)?(?P<no>not\s+|"
    r"no\s+longer\s+)?(?:an?\s+)?(?:full\s+|associate\s+|observer\s+|"
    r"founding\s+)?(?:[A-Z]\w+\s+)?(?:members?|observers?|partners?|part)\b"
)
FOUNDER = re.compile(
    r"\b(?:original|founding|founder)\s+(?:(?P<count>\d+)\s+)?(?:UN\s+|charter\s+)?(?:members?|signator\w+|states?)",
    re.IGNORECASE,
)
LED = re.compile(r"\b(?:led|commanded|run|headed|directed|authori[sz]ed|conducted)\s+by\b", re.IGNORECASE)
SEAT = re.compile(
    r"\b(?:non-permanent|elected|rotating|permanent)?\s*(?:seat|membership|bid|candidacy|candidature|"
    r"term)\b.{0,40}\bSecurity\s+Council\b|\bSecurity\s+Council\b.{0,30}\b(?:seat|bid|candidacy)\b",
    re.IGNORECASE | re.DOTALL,
)
RANK = re.compile(
    r"\b(?:the\s+)?(?P<rank>largest|biggest|top|main|greatest|smallest|leading|second[- ]largest|"
    r"third[- ]largest|\d+(?:st|nd|rd|th)[- ]largest)\b.{0,30}\b(?:contributor|contribution|provider|"
    r"capacity|troop)\w*",
    re.IGNORECASE | re.DOTALL,
)
ENGAGEMENT = re.compile(
    r"\b(?:contribut|deploy|participat|troops?|personnel|send|engagement|contingents?|operations?|"
    r"missions?|intervention|support|conflict|violence|withdraw|equipment|train)\w*",
    re.IGNORECASE,
)
MORE = re.compile(r"\b(?:increas|more|major|larger|expand|rais|grow|step\s+up|double)\w*", re.IGNORECASE)
LESS = re.compile(r"\b(?:decreas|reduc|fewer|less|withdraw|cut|scale\s+down|drawdown|end)\w*", re.IGNORECASE)
KEEP = re.compile(r"\b(?:continue|remain|maintain|keep|stay)\w*", re.IGNORECASE)
