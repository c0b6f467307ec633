"""The reference facts beside the collected record: every difference is listed and explained, none is silent."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from contingent.base.months import Month
from contingent.records.actors import ActorKind
from contingent.records.operations import Operation
from contingent.records.reference import reference

SHARED = Path(__file__).parents[2].parent / "shared" / "record"
pytestmark = pytest.mark.skipif(
    not (SHARED / "countries.csv").exists(), reason="the collected record (../shared/record) is not on this machine"
)

RECORD = reference()
FLAGS_AS_OF = date(2014, 3, 31)  # the flags are undated; the tables around them end in March 2014

FLAGS = {
    "au": "AU",
    "eu": "EU",
    "nato": "NATO",
    "cis": "CIS",
    "shanghai": "SCO",
    "oic": "OIC",
    "asean": "ASEAN",
    "oas": "OAS",
    "arab_league": "ARAB_LEAGUE",
    "gcc": "GCC",
    "uma": "AMU",
    "eac": "EAC",
    "eccas": "ECCAS",
    "ecowas": "ECOWAS",
    "igad": "IGAD",
    "sadc": "SADC",
}

# (flag, code) -> why the table of memberships differs. "more" means that only our table has the member.
MEMBERSHIP_DIFFERENCES = {
    ("eu", "HRV"): "more: member since 1 July 2013 (anomaly A31)",
    ("shanghai", "UZB"): "more: founding member of 15 June 2001 (anomaly A31)",
    ("oic", "AZE"): "more: member since 1992",
    ("au", "CAF"): "more: suspended in March 2013, which does not end a membership",
    ("au", "GNB"): "more: suspended from April 2012 to June 2014, which does not end a membership",
    ("au", "MDG"): "more: suspended from March 2009 to January 2014, which does not end a membership",
    ("sadc", "MDG"): "more: suspended from March 2009 to January 2014, which does not end a membership",
    ("igad", "ERI"): "fewer: had suspended its own membership in April 2007 and came back in June 2023",
    ("oas", "BLZ"): "more: since 8 January 1991",
    ("oas", "CAN"): "more: since 8 January 1990",
    ("oas", "GUY"): "more: since 8 January 1991",
    ("oas", "KNA"): "more: since 12 March 1984",
    ("oas", "NIC"): "more: signed the charter in 1948, left in 2023",
    ("oas", "PAN"): "more: signed the charter in 1948",
    ("oas", "PER"): "more: signed the charter in 1948",
    ("oas", "PRY"): "more: signed the charter in 1948",
    ("oas", "URY"): "more: signed the charter in 1948",
    ("oas", "USA"): "more: signed the charter in 1948",
    ("oas", "VEN"): "more: signed the charter in 1948",
}

# mission -> why people are on record before the first or after the last month of the mandate.
PERSONNEL_OUTSIDE_THE_MANDATE = {
    "MINUSTAH": "early: advance party after resolution 1542 of 30 April 2004; mandate from 1 June",
    "MONUC": "early: liaison officers under resolution 1258 of 6 August 1999",
    "UNAMSIL": "early: the row of January 1999 is the month missing from UNOMSIL (anomaly A21)",
    "UNOCI": "early: resolution 1528 of 27 February 2004; mandate from 4 April",
    "MONUA": "late: liquidation, 1999 and January 2000",
    "UNAVEM II": "late: the name stayed in the table for UNAVEM III until April 1995 (anomaly A20)",
    "UNMIH": "late: withdrawal in July 1996",
    "UNMOT": "late: withdrawal in June 2000",
    "UNPF": "late: liquidation until November 1997",
    "UNPREDEP": "late: withdrawal in March 1999, after the veto of 25 February",
    "UNSMIH": "late: withdrawal in August 1997",
    "UNTAC": "late: withdrawal in October and November 1993",
    "UNTAES": "late: withdrawal in February 1998",
    "UNTMIH": "late: withdrawal until March 1998",
}

# mission -> why a year of a yearly table lies outside.
YEARS_OUTSIDE_THE_MANDATE = {
    "MINUSMA": "Geo-PKO lists 2024, the liquidation",
    "UNAMID": "31 January 2021 falls into the drawdown after 31 December 2020",
    "UNMIT": "Geo-PKO lists 2013, the liquidation",
}

HOST_DIFFERENCES = {"UNMIK": "the record gives Serbia; Kosovo has a code of its own here, without prejudice to status"}


def table(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def operation_of(mission: str) -> Operation:
    """The record writes blanks where the codes here have underscores."""
    return RECORD.operation(mission.replace(" ", "_"))


COUNTRIES = table("countries.csv") if SHARED.exists() else []
MISSIONS = table("missions.csv") if SHARED.exists() else []


def test_every_country_of_the_record_has_a_code_here() -> None:
    known = {actor.code for actor in RECORD.actors}
    assert {row["iso3"] for row in COUNTRIES} <= known
    named = {row["iso3"] for row in table("name_variants.csv")} - {"", "DRC"}  # DRC: a source's own slip for COD
    assert named <= known


def test_membership_flags_differ_only_where_they_are_wrong_or_old() -> None:
    found = set()
    for flag, organisation in FLAGS.items():
        flagged = {row["iso3"] for row in COUNTRIES if row[flag] == "1"}
        members = set(RECORD.members(organisation, FLAGS_AS_OF, "member"))
        found |= {(flag, code, "more") for code in members - flagged}
        found |= {(flag, code, "fewer") for code in flagged - members}
    explained = {(*key, why.split(":")[0]) for key, why in MEMBERSHIP_DIFFERENCES.items()}
    assert found == explained


def test_un_members_are_those_with_a_regional_group() -> None:
    grouped = {row["iso3"] for row in COUNTRIES if row["un_bloc"] not in ("Non-Member State", "Observer")}
    assert grouped == set(RECORD.members("UN", FLAGS_AS_OF, "member"))


def test_regions_agree_but_for_bhutan() -> None:
    theirs = {row["iso3"]: row["un_region"] for row in COUNTRIES}
    states = (actor for actor in RECORD.actors if actor.kind in (ActorKind.STATE, ActorKind.TERRITORY))
    differing = {actor.code for actor in states if actor.code in theirs and theirs[actor.code] != actor.region}
    assert differing == {"BTN"}, "M49 puts Bhutan in Southern Asia"


@pytest.mark.parametrize("year", range(1990, 2028))
def test_elections_follow_the_regional_pattern(year: int) -> None:
    """General Assembly resolution 1991 A (XVIII): even years 2 African, 1 Asian, 1 Eastern European, 1 Latin American;
    odd years 1 African, 1 Asian, 1 Latin American, 2 Western European and other."""
    group = {row["iso3"]: row["un_bloc"] for row in COUNTRIES} | {"YMD": "APG"}  # Democratic Yemen
    elected = [
        each.actor
        for each in RECORD.memberships("UNSC")
        if each.role == "elected member" and each.since == date(year, 1, 1) and (year, each.actor) != (2018, "NLD")
    ]
    pattern = (
        {"AG": 2, "APG": 1, "EEG": 1, "GRULAC": 1} if year % 2 == 0 else {"AG": 1, "APG": 1, "GRULAC": 1, "WEOG": 2}
    )
    assert Counter(group[code] for code in elected) == pattern


def test_every_mission_of_the_record_is_an_operation() -> None:
    for row in MISSIONS:
        assert operation_of(row["mission"]).since is not None


def test_missions_named_by_geo_pko_are_operations() -> None:
    for mission in {row["mission"] for row in table("geopko_locations.csv")}:
        assert operation_of(mission).lead == "UN"


def test_hosts_agree() -> None:
    differing = {
        row["mission"]
        for row in MISSIONS
        if row["mission_iso3"] and row["mission_iso3"] not in operation_of(row["mission"]).hosts
    }
    assert differing == set(HOST_DIFFERENCES)


def test_months_with_personnel_lie_within_the_mandate() -> None:
    found = set()
    for row in MISSIONS:
        if not row["first_month"]:
            continue
        operation = operation_of(row["mission"])
        assert operation.since is not None
        if Month.parse(row["first_month"]) < Month.of(operation.since):
            found.add((row["mission"], "early"))
        if operation.until is not None and Month.parse(row["last_month"]) > Month.of(operation.until):
            found.add((row["mission"], "late"))
    assert found == {(code, why.split(":")[0]) for code, why in PERSONNEL_OUTSIDE_THE_MANDATE.items()}


def test_years_with_personnel_lie_within_the_mandate() -> None:
    found = set()
    for row in MISSIONS:
        operation = operation_of(row["mission"])
        assert operation.since is not None
        last = operation.until.year if operation.until is not None else 9999
        for table_name in ("geopko", "yearly"):
            first_year, last_year = row[f"{table_name}_first_year"], row[f"{table_name}_last_year"]
            if first_year and int(first_year) < operation.since.year:
                found.add(row["mission"])
            if last_year and int(last_year) > last:
                found.add(row["mission"])
    assert found == set(YEARS_OUTSIDE_THE_MANDATE)


def test_csto_members_of_november_2013_contributed_161_together() -> None:
    """The record's own report adds up 161 for the six members; the members here give the same sum."""
    members = RECORD.members("CSTO", date(2013, 11, 30))
    total = sum(
        int(row["total"])
        for row in table("contributions_monthly.csv")
        if row["month"] == "2013-11" and row["iso3"] in members
    )
    assert total == 161


def test_every_actor_of_the_coded_case_is_known_with_its_kind() -> None:
    """The code list of the Astana gold coding: code, name and kind."""
    codebook = SHARED.parent / "astana" / "codebook.yaml"
    if not codebook.exists():
        pytest.skip("the gold coding (../shared/astana) is not on this machine")
    coded = yaml.safe_load(codebook.read_text(encoding="utf-8"))["actors"]
    assert {code: RECORD.actor(code).kind.value for code in coded} == {code: row["kind"] for code, row in coded.items()}
