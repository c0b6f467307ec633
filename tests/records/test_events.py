"""Events: dates are told as far as they are known."""

from __future__ import annotations

from datetime import date

import pytest

from contingent.records.events import Event
from contingent.records.reference import reference


@pytest.mark.parametrize(
    ("note", "dated", "remark"),
    [
        (None, "2007-01-01", None),
        ("day and month not known", "2007", None),
        ("day and month not known; the source says no more", "2007", "the source says no more"),
        ("days not known", "2007-01", None),
        ("signed on a day not known", "2007-01-01", "signed on a day not known"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(note: str | None, dated: str, remark: str | None) -> None:
    event = Event(id="e", start=date(2007, 1, 1), actors=("TJK",), kind="k", what="w", note=note)
    assert (event.dated, event.remark) == (dated, remark)


def test_no_event_on_record_tells_more_of_its_date_than_is_known() -> None:
    vague = [e for e in reference().events if e.note and "not known" in e.note]
    assert vague
    assert all(len(e.dated) < 10 for e in vague)
