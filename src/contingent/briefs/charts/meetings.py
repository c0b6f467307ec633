"""Chart of stances over several meetings."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from contingent.briefs.brief import Datum
from contingent.briefs.charts.style import INK, Chart, nameless, names, rows, sorted_by
from contingent.briefs.phrases import wrapped

MARKS = {"pro": "▲", "con": "▼", "doubt": "▽", "other": "◆"}
"""Signs of statements for, against, sceptical, and ambivalent or neutral; colour only repeats the balance."""


def over_meetings(data: Sequence[Datum]) -> Chart:
    """Return a grid of concepts or holders by meetings, in each field how many statements take which stance.

    Rows: name, row, meeting, column, pro, con, doubt, other.
    """
    made = []
    for row in data:
        counts = {name: int(row[name] or 0) for name in MARKS}
        label = " ".join(f"{sign}{counts[name]}" for name, sign in MARKS.items() if counts[name])
        against = counts["con"] + counts["doubt"]
        taken = counts["pro"] + against
        made.append(
            {
                **row,
                "name": wrapped(str(row["name"]), 38),
                "label": label,
                "balance": (counts["pro"] - against) / taken if taken else None,
            }
        )
    base = alt.Chart(rows(made)).encode(
        x=alt.X(
            "meeting:N",
            sort=sorted_by("column"),
            axis=alt.Axis(orient="top", labelAngle=0, title=None, ticks=False, domain=False, labelLimit=118),
        ),
        y=alt.Y("name:N", sort=sorted_by("row"), axis=nameless()),
    )
    scale = alt.Scale(domain=[-1, 0, 1], range=["#f0c48d", "#f1efec", "#a9cdec"], interpolate="rgb")
    cells = base.mark_rect(stroke="#e6eaee", strokeWidth=1).encode(
        color=alt.condition(
            "isValid(datum.balance)", alt.Color("balance:Q", scale=scale, legend=None), alt.value("#ffffff")
        )
    )
    text = base.mark_text(fontSize=13, color=INK).encode(text="label:N")
    return alt.layer(cells, text, *names(made, "name", "row")).properties(width=alt.Step(122), height=alt.Step(26))
