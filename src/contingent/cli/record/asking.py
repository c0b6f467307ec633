"""Commands on the record: questions to the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.cli.app import Json, opened, project_or_here
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project.listing import Row

SHOWN = 60
"""Rows shown on the screen; files hold all."""

_BY = (
    "contributor, group, region, continent, operation, host, host-region, host-continent, kind, sex, month, year; "
    "several with commas."
)
_MEASURES = "number, share, rank, change, concentration, turnover, duration, network."

By = Annotated[list[str] | None, typer.Option("--by", metavar="WORDS", help=f"Break down by {_BY}")]
Measure = Annotated[str, typer.Option("--measure", "-m", metavar="WORD", help=f"What to measure: {_MEASURES}")]
Contributor = Annotated[
    list[str] | None, typer.Option("--contributor", "-c", metavar="STATE", help="Only of this state; repeatable.")
]
Group = Annotated[
    list[str] | None,
    typer.Option("--group", "-g", metavar="GROUP", help="Only of members at the time: CSTO, EU, AU, P5; repeatable."),
]
Region = Annotated[
    list[str] | None, typer.Option("--region", metavar="REGION", help="Only of contributors from an M49 region.")
]
Where = Annotated[
    list[str] | None, typer.Option("--operation", metavar="CODE", help="Only in this operation; repeatable.")
]
Host = Annotated[
    list[str] | None, typer.Option("--host", metavar="PLACE", help="Only in operations in this state or M49 region.")
]
Kind = Annotated[
    str,
    typer.Option(
        "--kind", "-k", metavar="KIND",
        help="total, troops, police, individual-police, formed-police, experts or staff, or what lists call them: "
        "observers, FPU.",
    ),
]  # fmt: skip
Sex = Annotated[str | None, typer.Option("--sex", metavar="SEX", help="female or male.")]
When = Annotated[str | None, typer.Option("--when", "-w", metavar="MONTH", help="A month, 2013-11, or a year, 2013.")]
Since = Annotated[str | None, typer.Option("--since", metavar="MONTH", help="From this month or year on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="MONTH", help="Up to this month or year.")]
Over = Annotated[
    str,
    typer.Option(
        "--over", metavar="WORD",
        help="How months become one figure: mean, last, peak, low, or months (person-months).",
    ),
]  # fmt: skip
Of = Annotated[
    str | None,
    typer.Option(
        "--of", metavar="WORD", help="What shares and ranks are of: contributors, operations, kinds, sexes or asked."
    ),
]
Top = Annotated[int | None, typer.Option("--top", metavar="N", help="Only the first N of each month, year or period.")]
Gap = Annotated[int, typer.Option("--gap", metavar="N", help="Months of absence after which a contributor has left.")]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write .csv, .json, .jsonl, .parquet, .svg or .html instead."),
]


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(ask)


def ask(
    project: Annotated[
        list[str] | None, typer.Argument(metavar="[PROJECT]", help="The project file; the only one here unless named.")
    ] = None,
    by: By = None,
    measure: Measure = "number",
    contributor: Contributor = None,
    group: Group = None,
    region: Region = None,
    operation: Where = None,
    host: Host = None,
    kind: Kind = "total",
    sex: Sex = None,
    when: When = None,
    since: Since = None,
    until: Until = None,
    over: Over = "mean",
    of: Of = None,
    top: Top = None,
    gap: Gap = 2,
    output: Out = None,
    json: Json = False,
) -> None:
    """Ask who contributed what, where and when.

    Figures are heads at the end of a month; of several months, their mean. One option narrows another; the same
    option again, or commas, widen it. Who is not on the list of a month is not listed, which is not zero; months
    without data stay gaps.

    \b
    Examples:
      contingent record ask astana.ct --by contributor --when 2013-11 --measure rank --top 20
      contingent record ask astana.ct --by contributor --group CSTO --when 2013-11 --measure share
      contingent record ask my.ct --kind police --sex female --group EU --host Africa --by year -m share
      contingent record ask my.ct --by operation --contributor Russia --when 2013-11 --output russia.csv
      contingent record ask my.ct --contributor KAZ --measure turnover
    """
    from contingent.project import answer_as_dict, question_of, write_answer

    path, rest = project_or_here(project or [])
    _refuse(rest)
    question = question_of(
        by=by or (), measure=measure, contributor=contributor or (), group=group or (), region=region or (),
        operation=operation or (), host=host or (), kind=kind, sex=sex, when=when, since=since, until=until, over=over,
        of=of, top=top, gap=gap,
    )  # fmt: skip
    with opened(path) as held, progress("Asking"):
        record = held.record
        answer = record.asking.answer(question)
        if output is not None:
            write_answer(record, answer, output)
    if json:
        told = answer_as_dict(record, answer)
        say_json({key: value for key, value in told.items() if key != "rows"} if output is not None else told)
    elif output is None:
        _say(record, answer)
    else:
        say(f"Wrote {answer.table.height:,} rows to {output}: {answer.title}.")


def _refuse(words: list[str]) -> None:
    from contingent.base.errors import UsageError

    if words:
        raise UsageError(
            f"There is nothing to do with {words[0]!r}.",
            remedy="Say what is meant by an option, for example --contributor KAZ; see `contingent record ask --help`.",
        )


def _say(record: Any, answer: Any) -> None:
    from contingent.project import answer_rows, sources_in_words

    rows = answer_rows(record, answer)
    say(f"{answer.title}\n")
    if rows:
        columns = _columns(rows)
        say_table([name.replace("_", " ") for name in columns], [_cells(row, columns) for row in rows[:SHOWN]])
    else:
        say("Nobody." if len(answer.gaps) <= answer.until.ordinal - answer.since.ordinal else "No data.")
    if len(rows) > SHOWN:
        say(f"\n{len(rows) - SHOWN:,} more rows; --output FILE writes them all, --top N keeps the first.")
    say("")
    for note in answer.notes:
        say_wrapped("Note:", note)
    for source in sources_in_words(record, answer):
        say_wrapped("Source:", source)


def _columns(rows: list[Row]) -> list[str]:
    """The columns worth showing: sources stand below, codes beside names, what is told in place of the number."""
    hidden = {"snapshots", "told"}
    filled = [name for name in rows[0] if name == "number" or any(row[name] is not None for row in rows)]
    return [name for name in filled if name not in hidden]


def _cells(row: Row, columns: list[str]) -> list[object]:
    return [_cell(row, name) for name in columns]


def _cell(row: Row, name: str) -> object:
    value = row[name]
    if name == "number" and value is None:
        return row.get("told", "not listed")
    if value is not None and name in ("share", "top"):
        return f"{value:.2%}"
    if isinstance(value, float) and name in ("gini", "hhi", "centrality"):
        return f"{value:.4f}"
    if isinstance(value, int) and not isinstance(value, bool) and name not in ("year", "line"):
        return f"{value:,}"
    return value
