"""Commands that show what was said: statements, show; and how statements are written."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.cli.app import Json, Output, ProjectFile, opened
from contingent.cli.output import plain, say, say_json, say_lines, say_table, say_wrapped, shown, width

if TYPE_CHECKING:
    from contingent.project import Project


class Format(StrEnum):
    """How statements are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", metavar="FORM", help="table, json, jsonl, csv or parquet.")
]
Several = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(statements)
    app.command()(show)


def statements(
    project: ProjectFile,
    holder: Annotated[
        Several,
        typer.Option("--holder", metavar="WHO", help="Who says it: RUS, Russia, CSTO, or a kind such as expert."),
    ] = None,
    concept: Annotated[
        Several, typer.Option("--concept", metavar="CODE", help="A code of the codebook, with those below it.")
    ] = None,
    actor: Annotated[Several, typer.Option("--actor", metavar="WHO", help="Whom it is about.")] = None,
    type: Annotated[
        Several,
        typer.Option("--type", metavar="TYPE", help="fact, forecast, norm, interest, obstacle, proposal, causal ..."),
    ] = None,
    mode: Annotated[
        Several, typer.Option("--mode", metavar="MODE", help="How it was said: argued, noted, suggested ...")
    ] = None,
    hedge: Annotated[
        Several, typer.Option("--hedge", metavar="HEDGE", help="certain, likely, possible, unlikely, conditional.")
    ] = None,
    stance: Annotated[
        Several, typer.Option("--stance", metavar="STANCE", help="support, oppose, sceptical, ambivalent, neutral.")
    ] = None,
    kind: Annotated[
        Several, typer.Option("--kind", metavar="KIND", help="Kind of holder: participant, expert, state ...")
    ] = None,
    status: Annotated[
        Several, typer.Option("--status", metavar="STATUS", help="suggested, accepted, edited, rejected.")
    ] = None,
    report: Annotated[Several, typer.Option("--report", metavar="ID", help="Of this report.")] = None,
    coder: Annotated[Several, typer.Option("--coder", metavar="CODER", help="Of this coder's coding.")] = None,
    all_codings: Annotated[
        bool, typer.Option("--all-codings", help="Of all coders, not only of the coding that stands.")
    ] = False,
    text: Annotated[
        str | None, typer.Option("--text", metavar="WORDS", help="Words of the paraphrase or the quote.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
    json: Json = False,
) -> None:
    """List statements: who holds what.

    Each filter may be given several times: --holder RUS --holder KAZ shows both. A spreadsheet gets all fields. Where
    several coded a report, the coding that stands is listed: the settled one if there is one.

    \b
    Examples:
      contingent statements astana.ct --holder RUS --concept org.mandate
      contingent statements my.ct --status suggested --limit 20
      contingent statements astana.ct -o statements.csv
    """
    asked: dict[str, Any] = {
        "holder": holder, "concept": concept, "actor": actor, "type": type, "mode": mode, "hedge": hedge,
        "stance": stance, "kind": kind, "status": status, "report": report, "text": text,
        "coder": coder, "standing": not (coder or all_codings),
    }  # fmt: skip
    from contingent.project import as_codes

    with opened(project) as held:
        for field in ("holder", "actor"):
            asked[field] = as_codes(held, field, asked[field] or ())
        found = held.statements.find(limit=limit, **{key: value for key, value in asked.items() if value})
        quotes = held.quotes(found)
        rows = [flat(each, quotes.get(each.id)) for each in found]
        reports = {each.report for each in found}
        notes = [each.text() for each in held.standings() if each.report in reports] if asked["standing"] else []
    write(rows, Format.JSON if json else form, output)
    on_screen = form is Format.TABLE and output is None and not json
    for note in notes:
        print(note, file=sys.stdout if on_screen else sys.stderr)


def show(
    project: ProjectFile,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="The id, for example A024.")],
    json: Json = False,
) -> None:
    """Show one statement whole, with its quote, uses and history.

    Words, coding, the rules behind it, claim, what-if, the issues and positions that rest on it, and who changed what.

    \b
    Example:
      contingent show astana.ct A024
    """
    from contingent.project import settlements_of

    with opened(project) as held:
        found = held.statements.get(statement)
        quote = held.quote(found)
        used = _uses(held, statement)
        decided = settlements_of(held, statement)
        history = held.journal.history(statement)
        entries = {change.entry: held.journal.entry(change.entry) for change in history}
    if json:
        say_json({**plain(found), "quote": quote, "used": used, "settlements": decided, "history": history})
        return
    _part("id", found.id)
    _part("quote", quote or "not here: add the report to see its words")
    for name, value in plain(found).items():
        if name != "id" and value not in (None, [], {}, ""):
            _part(name.replace("_", " "), _told(value))
    for what, ids in used.items():
        if ids:
            _part(f"used in {what}", ", ".join(ids))
    for each in decided:
        _part("settled", f"{each.id}: {each.text()}")
    for number, entry in entries.items():
        by = f", {entry.who}" if entry.who else ""
        _part("journal", f"entry {number}, {entry.at:%Y-%m-%d %H:%M} UTC{by}: {entry.summary}")


def _part(label: str, words: str) -> None:
    say_wrapped(f"{label:>17}", words)


# Within ---------------------------------------------------------------------------------------------------------------

_ROOM_FOR_CODES = 130
_ROOM_FOR_WORDS = 40
_LONG_HOLDER = 18


def flat(statement: Any, quote: str | None) -> dict[str, Any]:
    """Return a statement as one flat row, with the report's words if given."""
    from contingent.project import statement_row

    return statement_row(statement, quote)


def write(rows: list[dict[str, Any]], form: Format, output: Path | None) -> None:
    """Write rows of statements to the screen or a file, whose ending decides the form if none is named."""
    if output is not None or form in (Format.CSV, Format.PARQUET):
        from contingent.project import write_rows

        chosen = form
        if output is not None and form is Format.TABLE:
            known = {f".{each.value}": each for each in Format if each is not Format.TABLE}
            chosen = known.get(output.suffix.lower(), Format.CSV)
        write_rows(rows, chosen.value, output)
        if output is not None:
            print(f"Wrote {len(rows)} statements to {output}.", file=sys.stderr)
    elif form is Format.JSON:
        say_json(rows)
    elif form is Format.JSONL:
        say_lines(rows)
    else:
        _table(rows)


def _table(rows: list[dict[str, Any]]) -> None:
    """The columns that fit: codes only where there is room, confidence only where something is suggested."""
    columns = ["id", "holder", "type", "hedge", "stance", "statement"]
    if any(row.get("status") == "suggested" for row in rows):
        columns.insert(5, "sure")
    left_out = []
    for column in ("hedge", "stance", "type"):
        if _room(columns, rows) < _ROOM_FOR_WORDS:
            columns.remove(column)
            left_out.append(column)
    if width() >= _ROOM_FOR_CODES:
        columns.append("concepts")
    cells = [[_cell(row, column) for column in columns] for row in rows]
    say_table(columns, cells, wide=("statement", "concepts"))
    why = f"; no room here for {', '.join(left_out)}" if left_out else ""
    say(f"{len(rows)} statement{'' if len(rows) == 1 else 's'}{why}")


def _room(columns: list[str], rows: list[dict[str, Any]]) -> int:
    """Return how many columns of the screen are left for the words beside the others, each with a gap of three."""
    taken = 0
    for column in columns:
        if column != "statement":
            lines = [line for row in rows for line in shown(_cell(row, column)).split("\n")]
            taken += max(map(len, [column, *lines])) + 3
    return width() - taken


def _cell(row: dict[str, Any], column: str) -> Any:
    match column:
        case "holder":
            who = _holder(row)
            return who.replace(", ", ",\n") if len(who) > _LONG_HOLDER else who
        case "statement":
            return row.get("paraphrase") or row.get("text") or row.get("quote")
        case "sure":
            return row.get("confidence") if row.get("status") == "suggested" else None
        case "concepts":
            return "\n".join(row.get("concepts") or ())
        case _:
            return row.get(column)


def _holder(row: dict[str, Any]) -> str:
    """Who holds it, in few words: `RUS`, `most participants`, `one expert, KAZ`."""
    kind, quantifier = str(row.get("kind") or ""), str(row.get("quantifier") or "")
    who = ", ".join(row.get("affiliation") or ())
    if who and kind in ("state", "organization"):
        return who
    if kind == "rapporteur":
        return "the report"
    said = (
        f"{kind}s" if quantifier in ("unspecified", "") else f"{quantifier} {kind}{'' if quantifier == 'one' else 's'}"
    )
    group = row.get("group")
    return ", ".join(filter(None, [said, who or (str(group) if group else "")]))


def _uses(held: Project, statement: str) -> dict[str, list[str]]:
    return {
        "issues": list(held.issues.ids(evidence=statement)),
        "positions": list(held.positions.ids(evidence=statement)),
    }


def _told(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"rule", "confidence"}:
        return f"{value['rule']} ({value['confidence']:g})"
    if isinstance(value, dict):
        return "; ".join(f"{key} {_told(each)}" for key, each in value.items() if each not in (None, [], {}))
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return str(value)
