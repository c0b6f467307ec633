"""Days: an explicit list of forms, and no guessing of which number is the month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contingent.records.readers.dates import day_of


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31-Jan-21", date(2021, 1, 31)),
        ("30-Nov-90", date(1990, 11, 30)),
        ("29-Feb-00", date(2000, 2, 29)),
        ("30-Nov-2020", date(2020, 11, 30)),
        ("2013-11-30", date(2013, 11, 30)),
        ("20131130T000000", date(2013, 11, 30)),
        ("20131130", date(2013, 11, 30)),
        ("2013-11-30T00:00:00Z", date(2013, 11, 30)),
        ("2013-11-30 00:00:00", date(2013, 11, 30)),
        ("30/11/2020", date(2020, 11, 30)),
        ("11-30-20", date(2020, 11, 30)),
        ("2/28/14", date(2014, 2, 28)),
        ("-678153600000", date(1948, 7, 6)),
        ("1606694400000", date(2020, 11, 30)),
        ("1606694400000.0", date(2020, 11, 30)),
        ("2013-11", date(2013, 11, 30)),
        ("11/11/2013", date(2013, 11, 11)),
        ("30 Nov 2013", date(2013, 11, 30)),
        ("30 November 2013", date(2013, 11, 30)),
        ("30 Nov 2013 00:00", date(2013, 11, 30)),
        ("Nov-13", date(2013, 11, 30)),
        ("Feb-96", date(1996, 2, 29)),
        ("Nov 2013", date(2013, 11, 30)),
        ("november 2013", date(2013, 11, 30)),
        ("11/2013", date(2013, 11, 30)),
        ("2.2012", date(2012, 2, 29)),
    ],
)
def test_days_in_the_forms_that_tables_have(written: str, day: date) -> None:
    assert day_of(written) == day
    assert day_of(f" {written} ") == day


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2013",
        "04-03-13",
        "31-Jun-21",
        "2013-13-01",
        "2013-00",
        "13/2013",
        "2013/11",
        "13-Nov",
        "Nov 13 2013",
        "0000-12",
        "13/13/2013",
        "",
        "soon",
        "30-Nov",
        "1",
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(written: str) -> None:
    assert day_of(written) is None


@given(st.dates(date(1946, 1, 1), date(2045, 12, 31)))
@example(date(1969, 12, 31))
@example(date(1970, 1, 1))
def test_every_form_gives_the_same_day(day: date) -> None:
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    told = {day.isoformat(), f"{day:%Y%m%d}", f"{day:%d-%b-%y}", f"{day:%d-%b-%Y}"}
    since = str(int((stamp - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)))
    if len(since.strip("-")) >= 9:  # shorter ones, of three days about 1970, are no milliseconds
        told.add(since)
    if day.day > 12:
        told |= {f"{day:%d/%m/%Y}", f"{day:%m-%d-%y}"}
    assert {day_of(each) for each in told} == {day}


@given(st.text(max_size=20))
def test_no_text_breaks_it(written: str) -> None:
    found = day_of(written)
    assert found is None or isinstance(found, date)
