"""Nouns as plain rows, the way the command line and other surfaces list them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import NotFoundError
from contingent.base.files import write_whole
from contingent.base.months import Month
from contingent.checks.verdicts import Finding, Verdict
from contingent.coding.exchange.statement_fields import statement_to_flat
from contingent.coding.statements import BASELINE, Statement
from contingent.decisions.movers import side_of
from contingent.records.record import Record
from contingent.store.nouns import membership_key

if TYPE_CHECKING:
    from contingent.checks.forecasts import Scored
    from contingent.decisions.movers import Mover
    from contingent.project.deciding import Decisions
    from contingent.project.project import Project

Row = dict[str, Any]


def statement_row(statement: Statement, quote: str | None) -> Row:
    """Return a statement as one flat row; `quote` are the report's words, if they are at hand."""
    return dict(statement_to_flat(statement, quote=quote))


def write_rows(rows: Sequence[Mapping[str, Any]], form: str, path: Path | None) -> None:
    """Write rows as table, json, jsonl, csv or parquet to a file, or (all but parquet) to standard output."""
    data = _FORMS[form](rows)
    if path is not None:
        write_whole(path, data)
    elif form == "parquet":
        sys.stdout.buffer.write(data)
    else:
        sys.stdout.write(data.decode())


def _as_json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return (json.dumps(list(rows), ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _as_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()


def _as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    names = list(rows[0]) if rows else ["id"]
    lines = [_csv_line(names), *(_csv_line([_cell(row.get(name)) for name in names]) for row in rows)]
    return ("\ufeff" + "".join(lines)).encode()  # the mark tells spreadsheets that it is UTF-8


def _csv_line(cells: Sequence[Any]) -> str:
    """Return a line that ends in a line feed; a cell with a bare carriage return stands in quotes, too."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: Any) -> Any:
    """A cell of a spreadsheet: lists with semicolons, nested values as JSON, nothing that runs as a formula."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        value = ";".join(value)
    elif isinstance(value, dict | list | tuple):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def as_parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a Parquet file; nested objects as JSON."""
    import polars as pl

    plain = [
        {k: json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for k, v in row.items()} for row in rows
    ]
    out = io.BytesIO()
    pl.DataFrame(plain, infer_schema_length=None, strict=False).write_parquet(out)
    return out.getvalue()


_FORMS = {"table": _as_csv, "json": _as_json, "jsonl": _as_lines, "csv": _as_csv, "parquet": as_parquet}


def verdict_rows(project: Project, verdicts: Sequence[Verdict]) -> list[Row]:
    """Return verdicts as rows, each with its sources in words: publisher, title, date, address, and the row read."""
    return [
        {
            "statement": verdict.statement,
            "ruling": verdict.ruling.value,
            "said": verdict.said,
            "tested": verdict.tested,
            "untested": verdict.untested,
            "observed": verdict.finding.observed,
            "number": verdict.finding.number,
            "tolerance": verdict.finding.tolerance,
            "as_of": verdict.finding.as_of,
            "qualification": verdict.finding.qualification,
            "since": verdict.finding.since,
            "needed": verdict.finding.needed,
            "measure": verdict.measure,
            "sources": _sources(project.record, verdict.finding),
        }
        for verdict in verdicts
    ]


def forecast_rows(project: Project, scored: Sequence[Scored]) -> list[Row]:
    """Return scores of forecasts as rows: what was forecast, the test, what was looked at, and its sources in words."""
    statements = {key: project.statements.get(key) for key in dict.fromkeys(each.statement for each in scored)}
    rows = []
    for each in scored:
        said, found = statements[each.statement], each.finding
        link = said.what_if
        rows.append(
            {
                "statement": each.statement,
                "score": each.score.value,
                "forecast": said.paraphrase or (link.outcome if link else None),
                "hedge": said.hedge.value,
                "baseline": link is not None and link.condition == BASELINE,
                "hit": each.test.hit,
                "horizon": each.test.horizon,
                "observed": found.observed,
                "reason": each.reason,
                "number": found.number,
                "tolerance": found.tolerance,
                "as_of": found.as_of,
                "qualification": found.qualification,
                "since": found.since,
                "measure": each.test.measure,
                "parameters": dict(each.test.parameters),
                "condition": each.test.condition,
                "sources": _sources(project.record, found),
            }
        )
    return rows


def forecast_counts(project: Project, scored: Sequence[Scored]) -> list[Row]:
    """Return how many forecasts came true: all, those against the baseline, and by the hedge they were made with."""
    from contingent.checks.forecasts import Score, tally

    statements = {each.statement: project.statements.get(each.statement) for each in scored}
    return [
        {"forecasts": each.sort, **{score.value: each.counts.get(score, 0) for score in Score}}
        for each in tally(scored, statements)
    ]


def _sources(record: Record, finding: Finding) -> list[str]:
    rows: dict[str, list[str]] = {}
    for citation in finding.citations:
        rows.setdefault(citation.source or "no source", []).append(citation.row)
    return [f"{_source_in_words(record, key)} [{'; '.join(cited)}]" for key, cited in rows.items()]


def _source_in_words(record: Record, key: str) -> str:
    origin = record.sources.get(key) or record.snapshots.get(key)
    if origin is None:
        return key
    day = getattr(origin, "date", None) or getattr(origin, "retrieved", None)
    parts = (origin.publisher, origin.title, str(day) if day else None, origin.address)
    return ", ".join(part for part in parts if part)


def measure_help() -> list[tuple[str, str]]:
    """Return each measure a claim can name with what it looks at and reads."""
    from contingent.checks.claims import COMBINATIONS
    from contingent.checks.measures import MEASURES

    told = {name: measure.__doc__ or "" for name, measure in MEASURES.items()} | dict(COMBINATIONS)
    return [(name, " ".join(words.split())) for name, words in sorted(told.items())]


def decision_rows(decisions: Decisions) -> list[Row]:
    """Return one row an issue and model: outcome at the stated values, spread over the draws, who could move it."""
    together = {issue.id: issue.collective for issue in decisions.issues}
    verdicts = {each.issue: each.text() for each in decisions.digests}
    points = {key: value for ensemble in decisions.ensembles for key, value in ensemble.point.items()}
    return [
        {
            "issue": each.issue,
            "model": each.model,
            "told_as": each.label.lower(),
            "point": points[each.issue, each.model],
            "median": each.central,
            "q05": each.low,
            "q25": each.quarters[0] if each.quarters else None,
            "q75": each.quarters[1] if each.quarters else None,
            "q95": each.high,
            "above_50": each.over_middle,
            "above_50_error": each.error,
            "draws": each.draws,
            "seed": each.seed,
            "variants": dict(each.variants),
            "side": side_of(points[each.issue, each.model]),
            "movers": [_mover(mover) for mover in each.movers] if together[each.issue] else [],
            "coalition": list(each.levers.coalition) if each.levers and together[each.issue] else [],
            "searched": each.levers is not None and together[each.issue],
            "rests_on": dict(each.resting),
            "path": list(each.path),
            "caveats": list(each.caveats),
            "assumptions": list(each.assumptions),
            "collective": together[each.issue],
            "verdict": verdicts[each.issue],
        }
        for each in decisions.outcomes
    ]


def decision_verdicts(decisions: Decisions, *, short: bool) -> list[Row]:
    """Return by issue its id, a title, the verdict of all models in a sentence, and what it rests on by label.

    `short`: where it falls only. The texts by label are those of a decision sheet.
    """
    from contingent.briefs.digests import Topic

    names = {issue.id: issue.name for issue in decisions.issues}
    topics = [Topic.PLACE] if short else [topic for topic in Topic if topic is not Topic.VERDICT]
    return [
        {
            "issue": each.issue,
            "title": f"{names[each.issue]} ({each.issue})",
            "verdict": each.text(Topic.VERDICT),
            "lines": {topic.value.capitalize(): text for topic in topics if (text := each.text(topic))},
        }
        for each in decisions.digests
    ]


def models_alike(decisions: Decisions) -> str:
    """Return why agreement of the models confirms less than their number; empty for a single one."""
    from contingent.briefs.kinds import kinship

    return kinship(decisions.models)


def _mover(mover: Mover) -> str:
    within = "within its range" if mover.cross_in_range else "outside its range"
    return f"{mover.actor} from {mover.position:g} to {mover.whole_cross} ({within})"


def code_uses(project: Project) -> list[Row]:
    """Return the codes of the latest codebook with the number of statements that have each."""
    from contingent.project.suggesting import codebook_of

    counts: dict[str, int] = {}
    for statement in project.statements.find(standing=True):
        for concept in statement.concepts:
            counts[concept] = counts.get(concept, 0) + 1
    return [
        {
            "code": code.code,
            "name": code.name,
            "definition": code.definition,
            "include": code.include,
            "exclude": code.exclude,
            "leaf": code.leaf,
            "statements": counts.get(code.code, 0),
        }
        for code in codebook_of(project.store)
    ]


def facts_on(project: Project, code: str) -> Row:
    """Return what is on record about an actor or operation, given its code or name.

    Raises NotFoundError naming near codes.
    """
    from contingent.project.naming import code_of

    record = project.record
    try:
        actor = record.actor(code)
    except NotFoundError:
        actor = record.actor(code_of(project, code) or code)
    code = actor.code
    memberships = [m for m in record.dated_memberships if code in (m.actor, m.organisation)]
    operations = [o for o in record.operations if code in (o.code, o.lead, *o.hosts)]
    contributions = [c for c in record.contributions if code in (c.contributor, c.operation)]
    return {
        "code": actor.code,
        "name": actor.name,
        "kind": actor.kind.value,
        "since": actor.since,
        "until": actor.until,
        "note": actor.note,
        "memberships": [{**_fields(m), "id": membership_key(m)} for m in memberships],
        "operations": [_fields(o) for o in operations],
        "contributions": [_fields(c) for c in contributions],
        "events": [_fields(e) for e in record.events if code in e.actors],
    }


def _fields(noun: Any) -> Row:
    from dataclasses import fields

    values = {each.name: getattr(noun, each.name) for each in fields(noun)}
    return {key: str(value) if isinstance(value, Month) else value for key, value in values.items()}
