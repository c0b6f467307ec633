"""Answers as charts: which chart fits, and a page with the chart, its table, notes and sources."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from contingent.base.errors import UsageError
from contingent.project.listing import Row
from contingent.project.recording.asking import answer_rows, sources_in_words
from contingent.records.asking.answers import Answer

if TYPE_CHECKING:
    from contingent.briefs.charts.style import Chart
    from contingent.records.record import Record

MOST_BARS, MOST_LINES = 40, 8
"""How many bars and lines a chart has at most: more cannot be read."""

_FIGURES: Mapping[str, tuple[str, str, str]] = {
    "number": ("number", "Persons", ",.0f"),
    "share": ("share", "Share", ".1%"),
    "concentration": ("gini", "Gini", ".2f"),
}
"""What of a measure is drawn: column, title of the axis, how figures are written."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:16px/1.45 "Liberation Sans",Arial,Helvetica,sans-serif;color:#1d2733;max-width:60rem;margin:2rem auto;
padding:0 1rem}}h1{{font-size:1.3rem}}svg{{max-width:100%;height:auto}}div{{overflow-x:auto}}
table{{border-collapse:collapse}}th,td{{text-align:left;padding:.15rem .8rem .15rem 0;border-bottom:1px solid #d5dbe1}}
.n{{text-align:right;font-variant-numeric:tabular-nums}}</style></head>
<body><h1>{title}</h1>
{svg}
{notes}
<div><table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table></div>
<h2>Sources</h2>
<ul>{sources}</ul></body></html>
"""


def draw_answer(record: Record, answer: Answer, form: str) -> str:
    """Return an answer as an SVG chart or, for `html`, as a page that needs nothing else.

    Raises UsageError where no chart fits the question, saying what would.
    """
    from contingent.briefs.charts.style import svg

    rows = answer_rows(record, answer)
    text = svg(_chart(answer, rows), key="answer", title=answer.title, alt_text=" ".join(answer.notes) or answer.title)
    return text if form == "svg" else _page(record, answer, rows, text)


def _chart(answer: Answer, rows: list[Row]) -> Chart:
    from contingent.briefs.charts import asked, record, strips

    question = answer.question
    parts, time = question.parts, question.time
    if not rows:
        raise UsageError("There is nothing to draw.", remedy="Ask for more.")
    if question.measure == "number" and parts == ("kind",) and time == "month":
        known = {"not told": "total"}
        return record.personnel_by_kind([{**row, "kind": known.get(row["kind"], row["kind"])} for row in rows])
    if question.measure == "rank" and parts == ("contributor",) and time is not None:
        made = [{**row, "month": str(row[time]), "contributor": _name(row, "contributor")} for row in rows]
        return record.bump(made, top=question.top or 10)
    if question.measure == "number" and set(parts) == {"contributor", "operation"} and question.one_month:
        return strips.contributor_by_operation(_matrix(answer, rows))
    if question.measure in _FIGURES and len(parts) <= 1:
        column, title, figures = _FIGURES[question.measure]
        drawn = [each for each in parts if each in rows[0]]
        if time is not None:
            return asked.lines(_series(rows, time, drawn, column), title=title, form=figures)
        if drawn:
            return asked.bars(_bars(rows, drawn[0], column), title=title, form=figures)
    raise UsageError(
        "No chart fits this question.",
        record=answer.title,
        remedy="Number and share are drawn by one thing, over time or not; ranks of contributors by month or year; or "
        "write a table, for example with --output answer.csv.",
    )


def _name(row: Mapping[str, Any], part: str) -> str:
    return str(row.get("name") or row[part]) if part == "contributor" else str(row[part])


def _series(rows: list[Row], time: str, parts: list[str], column: str) -> list[Row]:
    """The rows of the largest series, as many as can be told apart."""
    sizes: dict[str, float] = {}
    made = []
    for row in rows:
        name = _name(row, parts[0]) if parts else ""
        sizes[name] = max(sizes.get(name, 0), row[column] or 0)
        made.append({"time": row[time], "series": name, "value": row[column]})
    shown = sorted(sizes, key=lambda name: -sizes[name])[:MOST_LINES]
    return sorted((row for row in made if row["series"] in shown), key=lambda row: shown.index(row["series"]))


def _bars(rows: list[Row], part: str, column: str) -> list[Row]:
    told = [row for row in rows if row[column] is not None][:MOST_BARS]
    return [{"name": _name(row, part), "order": order, "value": row[column]} for order, row in enumerate(told)]


def _matrix(answer: Answer, rows: list[Row]) -> list[Row]:
    """Contributors and operations by size, the largest first."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        for part in ("contributor", "operation"):
            sums[part, row[part]] = sums.get((part, row[part]), 0) + (row["number"] or 0)
    order = {key: place for place, key in enumerate(sorted(sums, key=lambda key: -sums[key]))}
    return [
        {
            "contributor": _name(row, "contributor"),
            "row": order["contributor", row["contributor"]],
            "operation": row["operation"],
            "column": order["operation", row["operation"]],
            "number": row["number"],
            "month": str(answer.since),
        }
        for row in rows
    ]


def _page(record: Record, answer: Answer, rows: list[Row], chart: str) -> str:
    columns = [name for name in rows[0] if name != "snapshots" and any(row[name] is not None for row in rows)]
    body = [f"<tr>{''.join(_cell(row, name) for name in columns)}</tr>" for row in rows]
    return _PAGE.format(
        title=escape(answer.title),
        svg=chart,
        notes="".join(f"<p>{escape(note)}</p>" for note in answer.notes),
        head="".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in columns),
        rows="\n".join(body),
        sources="".join(f"<li>{escape(each)}</li>" for each in sources_in_words(record, answer, at_most=200)),
    )


def _cell(row: Row, name: str) -> str:
    value = row[name]
    if value is None:
        return "<td></td>"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"<td>{escape(str(value))}</td>"
    shown = f"{value:.2%}" if name == "share" else f"{value:,.4g}" if isinstance(value, float) else str(value)
    return f'<td class="n">{shown}</td>'
