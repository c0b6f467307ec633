"""What is known, what is assumed, what is neither."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contingent.base.errors import InputError, NotFoundError
from contingent.base.months import Month
from contingent.records.contributions import Snapshot
from contingent.records.facts import Facts, shaped
from contingent.records.figures import Figures, nothing
from contingent.records.intakes import Intake
from contingent.records.outlook import Panel, panel_of


def test_the_panel_is_the_published_lists(panel: Panel, shared: Path) -> None:
    """Cell by cell as the country files say, Macedonia's two names together."""
    told: dict[tuple[str, str], float] = defaultdict(float)
    with (shared / "record" / "contributions_monthly.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            told[row["iso3"], row["month"]] += float(row["total"] or 0)
    assert (int(panel.known().sum()), panel.width) == (147, 281)
    assert (str(panel.first), str(panel.last)) == ("1990-11", "2014-03")
    for row, code in enumerate(panel.contributors):
        for column in range(panel.width):
            assert panel.numbers[row, column] == told.get((code, str(panel.month(column))), 0.0)


def test_months_carried_forward_are_those_of_the_study(panel: Panel) -> None:
    found = [str(panel.month(column)) for column in np.flatnonzero(panel.stale)]
    assert found == [
        "1990-12", "1991-01", "1991-02", "1992-05", "1992-06", "1992-07", "1998-12", "1999-11", "2001-02",
    ]  # fmt: skip


def test_holes_are_single_zero_months_of_a_few_people(panel: Panel) -> None:
    before = panel.numbers[:, :-1][panel.holes[:, 1:]]
    assert 10 < len(before) < 34, "some of the 34 zero months between numbers; not those that changed meanwhile"
    assert before.max() == 43
    assert (panel.numbers[panel.holes] == 0).all()


def figures_of(rows: list[tuple[str, str, int | None]]) -> Figures:
    """A record of one published list: (month, contributor, number)."""
    frame = pl.DataFrame(rows, schema={"month": pl.String, "contributor": pl.String, "number": pl.Int64}, orient="row")
    frame = frame.with_columns((pl.col("month") + "-01").str.to_date(), pl.lit("troops").alias("kind"))
    frame = shaped(Facts.PERSONNEL, frame.with_row_index("line", offset=2)).with_columns(pl.lit("s").alias("snapshot"))

    def load(facts: Facts, snapshots: object) -> pl.DataFrame:
        return frame if facts is Facts.PERSONNEL else nothing(facts, [])

    snapshot = Snapshot(id="s", publisher="p", title="t")
    return Figures(snapshots={"s": snapshot}, intakes=(Intake(snapshot="s", table="ipi-archive"),), load=load)


CODES = [f"{a}{b}X" for a in "ABCDEF" for b in "GHIJKL"]


def test_absent_is_zero_only_where_the_list_is_whole() -> None:
    rows: list[tuple[str, str, int | None]] = []
    for month in ("2010-01", "2010-02", "2010-04", "2010-05"):
        rows += [(month, code, 10) for code in CODES if not (code == "AGX" and month == "2010-02")]
    rows += [("2010-03", "BHX", 7), ("2010-06", "BHX", 8)]
    rows += [("2010-04", "ZZZ", None), ("2010-05", "ZZZ", 3)]
    panel = panel_of(figures_of(rows))
    assert (str(panel.first), str(panel.last)) == ("2010-01", "2010-05"), "June has one contributor, no whole list"
    assert panel.numbers[panel.row("AGX")].tolist()[:2] == [10, 0]
    assert np.isnan(panel.numbers[panel.row("AGX"), 2]), "March has no whole list: not known"
    assert panel.numbers[panel.row("BHX")].tolist() == [10, 10, 7, 10, 10], "what is on record counts in any month"
    said = panel.numbers[panel.row("ZZZ")]
    assert said.tolist()[:2] == [0, 0]
    assert np.isnan(said[2:4]).all(), "a row that says nothing is no zero, whole list or not"
    assert said[4] == 3


def test_without_a_whole_list_there_is_no_panel() -> None:
    with pytest.raises(InputError, match="no month with a whole list") as caught:
        panel_of(figures_of([("2010-01", "KAZ", 5), ("2010-02", "KAZ", 6)]))
    assert "contingent record" in str(caught.value.remedy)
    with pytest.raises(InputError):
        panel_of(Figures())


def test_months_set_aside_are_not_known() -> None:
    rows: list[tuple[str, str, int | None]] = [
        (month, code, 10) for month in ("2010-01", "2010-02", "2010-03") for code in CODES
    ]
    plain = figures_of(rows)
    aside = Figures(
        snapshots=plain.snapshots,
        intakes=(Intake(snapshot="s", table="ipi-archive", set_aside=("2010-02",)),),
        load=plain.load,
    )
    panel = panel_of(aside)
    assert np.isnan(panel.numbers[:, 1]).all()
    assert (panel.numbers[:, [0, 2]] == 10).all()


def test_bad_panels_are_refused() -> None:
    def panel(numbers: list[list[float]], names: tuple[str, ...] = ("A",), step: int = 1) -> Panel:
        return Panel(contributors=names, first=Month(2000, 1), numbers=np.array(numbers, float), step=step)

    with pytest.raises(InputError, match="shape"):
        panel([[1], [2]])
    with pytest.raises(InputError, match="negative"):
        panel([[-1]])
    with pytest.raises(InputError, match="infinite"):
        panel([[float("inf")]])
    with pytest.raises(InputError, match="twice"):
        panel([[1], [2]], ("A", "A"))
    with pytest.raises(InputError, match="0 months"):
        panel([[1]], step=0)
    with pytest.raises(InputError, match="shape"):
        Panel(contributors=("A",), first=Month(2000, 1), numbers=np.zeros((1, 0)))
    good = panel([[1, 2, 3]], step=12)
    assert good.column(Month(2001, 1)) == 1
    assert str(good.month(4)) == "2004-01"
    for month in (Month(2001, 2), Month(1999, 1), Month(2003, 1)):
        with pytest.raises(NotFoundError, match="2000-01 to 2002-01"):
            good.column(month)
    with pytest.raises(NotFoundError):
        good.row("B")
    with pytest.raises(NotFoundError):
        good.place(3)


def test_rows_for_those_that_never_contributed() -> None:
    numbers = np.array([[1.0, 0.0, np.nan], [2.0, 3.0, np.nan]])
    panel = Panel(contributors=("A", "B"), first=Month(2000, 1), numbers=numbers).with_contributors(["B", "C", "C"])
    assert panel.contributors == ("A", "B", "C")
    assert panel.numbers[2, 1] == 0
    assert np.isnan(panel.numbers[2, 2])
    assert panel.known().tolist() == [True, True, False]


def lists(known: str) -> Panel:
    """Thirty contributors in columns of which `x` are whole lists and `.` are not on record."""
    numbers = np.where(np.array(list(known)) == "x", np.arange(30.0)[:, None], np.nan)
    return Panel(contributors=tuple(f"C{row}" for row in range(30)), first=Month(2000, 1), numbers=numbers)


@pytest.mark.parametrize(
    ("known", "ahead", "ground"),
    [
        ("x" * 30, 12, 29),
        ("x" * 20 + "." * 5 + "x", 12, 25),  # a break of less than a year
        ("x" * 20 + "." * 24 + "x", 12, 19),  # a list that stands alone
        ("x" * 20 + "." * 24 + "x", 1, 19),
        ("x" * 20 + "." * 24 + "xxx", 2, 46),
        ("x" * 20 + "." * 24 + "xxx", 3, 19),
        ("xx" + "." * 24 + "x", 12, 26),  # no stretch is as long
        ("x" * 20 + "." * 3, 12, 22),  # only lately unknown: the last value still tells
    ],
)
def test_an_outlook_starts_where_there_is_a_past_to_learn_from(known: str, ahead: int, ground: int) -> None:
    assert lists(known).ground(ahead) == ground


def test_origins_of_a_test_lie_on_lists(panel: Panel) -> None:
    """A list alone years later adds no origin, and takes none away."""
    from contingent.records.outlook.backtest import origins_of

    alone = np.full((len(panel.contributors), 80), np.nan)
    alone[:, -1] = panel.numbers[:, -1]
    longer = Panel(contributors=panel.contributors, first=panel.first, numbers=np.hstack([panel.numbers, alone]))
    assert origins_of(longer) == origins_of(panel)
    holed = panel.numbers.copy()
    holed[:, origins_of(panel)[3]] = np.nan
    assert origins_of(panel)[3] not in origins_of(Panel(panel.contributors, panel.first, holed))
