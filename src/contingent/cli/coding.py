"""Commands on what was said: suggest, evaluate, statements, show, review, codes, import, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, Output, ProjectFile, opened
from contingent.cli.output import plain, progress, say, say_json, say_lines, say_table

if TYPE_CHECKING:
    from contingent.project import Project


class Format(StrEnum):
    """How statements are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write them.")]
Filter = Annotated[list[str] | None, typer.Option(help="Only these; may be given several times.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (suggest, evaluate, statements, show, review, codes):
        app.command()(command)
    app.command("import")(import_)
    app.command()(export)


def suggest(
    target: Annotated[str, typer.Argument(metavar="PROJECT|FILE", help="A project, or a bare report.")],
    report: Annotated[str | None, typer.Option("--report", help="In a project: only this report.")] = None,
    codebook: Annotated[
        Path | None, typer.Option("--codebook", help="For a bare file: your codebook, YAML or CSV.")
    ] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
    json: Json = False,
) -> None:
    """Suggest attributed statements by rules: in a project they are stored as suggested, of a bare file only shown.

    Every field comes with the rule that set it and a confidence.

    Examples: contingent suggest my.ct     contingent suggest report.txt --format jsonl
    """
    chosen = Format.JSON if json else form
    if _is_project(target):
        with opened(target) as held, progress("Reading the reports"):
            rows = [_row(each, held.quotes([each]).get(each.id)) for each in held.suggest(report)]
        if chosen is Format.TABLE and output is None:
            explicit = sum(1 for row in rows if row["explicit"])
            say(f"Suggested {len(rows)} statements, {explicit} of them with a speaker named in the sentence.")
            say(f"Next: contingent statements {target} --status suggested")
            say(f"      contingent review {target} ID --accept")
            return
    else:
        from contingent.project import suggest_file, suggestion_records

        with progress("Reading"):
            clean, found = suggest_file(target, codebook)
            rows = suggestion_records(found, clean)
    _write(rows, chosen, output)


def evaluate(
    suggested: Annotated[
        Path, typer.Argument(metavar="FILE", help="A report to suggest on, or suggestions as JSON Lines.")
    ],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The coding to compare with, JSON Lines.")],
    text: Annotated[
        Path | None, typer.Option("--text", help="The report, if FILE is JSON Lines: to find the sentences.")
    ] = None,
    cases: Annotated[bool, typer.Option("--cases", help="List every field that differs.")] = False,
    json: Json = False,
) -> None:
    """Measure how far suggestions agree with a gold coding, field by field.

    Example: contingent evaluate report.txt gold.jsonl --cases
    """
    from contingent.project import evaluate_file

    with progress("Comparing"):
        result = evaluate_file(suggested, gold, text)
    if json:
        say_json(result.to_dict())
        return
    say_table(("test", "field", "agreement", "n"), result.overall.rows())
    for section, scores in result.sections.items():
        say(f"{section or 'no section'}: explicit attribution F1 {scores.detection.f1:.2f}, n {scores.detection.n}")
    say(f"{len(result.failures)} fields differ" + ("" if cases else "; --cases lists them"))
    if cases:
        rows = [(f.id, f.field, f.gold, f.suggested, f.rule, f.text[:90]) for f in result.failures]
        say_table(("statement", "field", "gold", "suggested", "rule", "words"), rows)


def statements(
    project: ProjectFile,
    holder: Filter = None,
    concept: Filter = None,
    actor: Filter = None,
    type: Annotated[list[str] | None, typer.Option("--type", help="fact, forecast, norm, interest ...")] = None,
    mode: Filter = None,
    hedge: Filter = None,
    stance: Filter = None,
    kind: Filter = None,
    status: Filter = None,
    report: Filter = None,
    text: Annotated[str | None, typer.Option("--text", help="Words of the paraphrase or the quote.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
    json: Json = False,
) -> None:
    """List statements: who holds what.

    A holder is a state, an organisation or a kind of speaker; a concept includes what is below it.

    Example: contingent statements astana.ct --holder RUS --concept org.mandate --format csv
    """
    asked: dict[str, Any] = {
        "holder": holder, "concept": concept, "actor": actor, "type": type, "mode": mode, "hedge": hedge,
        "stance": stance, "kind": kind, "status": status, "report": report, "text": text,
    }  # fmt: skip
    with opened(project) as held:
        found = held.statements.find(limit=limit, **{key: value for key, value in asked.items() if value})
        quotes = held.quotes(found)
        rows = [_row(each, quotes.get(each.id)) for each in found]
    _write(rows, Format.JSON if json else form, output)


def show(
    project: ProjectFile,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="The id, for example A024.")],
    json: Json = False,
) -> None:
    """Show one statement whole: words, coding, rules behind it, claim, what-if, where it is used, and its history."""
    with opened(project) as held:
        found = held.statements.get(statement)
        quote = held.quote(found)
        used = _uses(held, statement)
        history = held.journal.history(statement)
    if json:
        say_json({**plain(found), "quote": quote, "used": used, "history": history})
        return
    for name, value in plain(found).items():
        if value not in (None, [], {}, ""):
            say(f"{name:>12}  {_told(value)}")
    say(f"{'quote':>12}  {quote or 'not here: add the report to see its words'}")
    for what, ids in used.items():
        say(f"{what:>12}  {', '.join(ids)}")
    for change in history:
        say(f"{'journal':>12}  entry {change.entry}")


def review(
    project: ProjectFile,
    statement: Annotated[list[str], typer.Argument(metavar="STATEMENT...", help="One or several ids.")],
    accept: Annotated[bool, typer.Option("--accept", help="Accept as it is.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject; it stays on file but is not told.")] = False,
    put: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; lists with commas.")
    ] = None,
    json: Json = False,
) -> None:
    """Accept, reject or edit statements. Undo takes it back.

    Example: contingent review my.ct S0012 --set hedge=possible --set concepts=org.capacity,dec.deadlock
    """
    if sum((accept, reject, bool(put))) != 1:
        raise UsageError("Say one of --accept, --reject, --set.", remedy="See `contingent review --help`.")
    from contingent.project import review_statements

    edits = dict(_edit(words) for words in put or ())
    with opened(project) as held:
        changed = review_statements(held, statement, accept=accept, reject=reject, edits=edits)
    rows = [_row(each, None) for each in changed]
    say_json(rows) if json else _write(rows, Format.TABLE, None)


def _edit(words: str) -> tuple[str, str]:
    name, mark, value = words.partition("=")
    if not mark or not name:
        raise UsageError(f"{words!r} sets no field.", remedy="Write --set FIELD=VALUE, for example --set hedge=likely.")
    return name.strip(), value.strip()


def codes(project: ProjectFile, json: Json = False) -> None:
    """List the codebook: codes, names, definitions, and how many statements have each."""
    from contingent.project import code_uses

    with opened(project) as held:
        rows = code_uses(held)
    if json:
        say_json(rows)
        return
    say_table(
        ("code", "name", "statements", "definition"),
        [(r["code"], r["name"], r["statements"], r["definition"]) for r in rows],
    )


def import_(
    project: ProjectFile,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Statements as JSON Lines.")],
    report: Annotated[
        str | None, typer.Option("--report", help="The report they are of, if the file does not say.")
    ] = None,
    json: Json = False,
) -> None:
    """Take statements in from JSON Lines: all of them or, if any line is bad, none."""
    from contingent.project import import_statements

    with opened(project) as held, progress("Reading"):
        count = import_statements(held, file, report)
    say_json({"imported": count}) if json else say(f"Took in {count} statements.")


def export(
    project: ProjectFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    quotes: Annotated[bool, typer.Option("--quotes", help="With the report's own words.")] = False,
    json: Json = False,
) -> None:
    """Write all statements as JSON Lines, to be imported elsewhere; without the report's words unless asked."""
    from contingent.project import export_statements

    with opened(project) as held, progress("Writing"):
        count = export_statements(held, output, quotes=quotes)
    say_json({"exported": count, "file": str(output)}) if json else say(f"Wrote {count} statements to {output}.")


# Within ---------------------------------------------------------------------------------------------------------------

_COLUMNS = ("id", "holder", "quantifier", "type", "hedge", "stance", "concepts", "text")


def _is_project(target: str) -> bool:
    return "://" in target or target.endswith(".ct")


def _row(statement: Any, quote: str | None) -> dict[str, Any]:
    from contingent.project import statement_row

    return statement_row(statement, quote)


def _write(rows: list[dict[str, Any]], form: Format, output: Path | None) -> None:
    if output is not None or form in (Format.CSV, Format.PARQUET):
        from contingent.project import write_rows

        chosen = form
        if output is not None and form is Format.TABLE:
            known = {f".{each.value}": each for each in Format if each is not Format.TABLE}
            chosen = known.get(output.suffix.lower(), Format.CSV)
        write_rows(rows, chosen.value, output)
        if output is not None:
            say(f"Wrote {len(rows)} statements to {output}.")
    elif form is Format.JSON:
        say_json(rows)
    elif form is Format.JSONL:
        say_lines(rows)
    else:
        say_table(_COLUMNS, [[_cell(row, column) for column in _COLUMNS] for row in rows])
        say(f"{len(rows)} statements")


def _cell(row: dict[str, Any], column: str) -> Any:
    if column == "holder":
        return row.get("affiliation") or row.get("group") or row.get("kind")
    if column == "text":
        return row.get("paraphrase") or row.get("text") or row.get("quote")
    return row.get(column)


def _uses(held: Project, statement: str) -> dict[str, list[str]]:
    return {
        "issues": list(held.issues.ids(evidence=statement)),
        "positions": list(held.positions.ids(evidence=statement)),
    }


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_told(each)}" for key, each in value.items() if each not in (None, [], {}))
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return str(value)
