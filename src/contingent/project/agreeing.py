"""Agreement of the coders of a project, and of a project's coding with one from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError, NotFoundError
from contingent.base.files import write_whole
from contingent.briefs.phrases import listed
from contingent.coding.agreement.alpha import Alpha
from contingent.coding.agreement.comparison import Agreement as Agreement
from contingent.coding.agreement.comparison import Coded, How, compare
from contingent.coding.agreement.comparison import Passage as Passage
from contingent.coding.agreement.matching import OVERLAP
from contingent.coding.agreement.meaning import CONVENTION, meaning
from contingent.coding.agreement.pairs import Kappa
from contingent.coding.exchange.jsonl import read_statements
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.project.codings import hidden_reports
from contingent.store.coders import CoderKind

if TYPE_CHECKING:
    from contingent.briefs.brief import Brief
    from contingent.coding.reports import Report
    from contingent.project.project import Project

NOBODY = "(no coder)"
"""Stands for whoever made statements that name no coder."""

_FEW = 5  # codes that a note names

Row = dict[str, Any]


def agreement(
    project: Project,
    coders: Sequence[str] = (),
    reports: Sequence[str] = (),
    *,
    file: str | Path | None = None,
    how: How | None = None,
) -> Agreement:
    """Return how far coders agree on the reports of a project.

    Rejected statements do not count, nor suggestions that a person still has to review. Suggestions by rules or models
    and settled codings count only where their coder is named. A coder who works blind on a report is shown no agreement
    on it: others' statements are not there for them.

    Args:
        project: the project.
        coders: ids; all persons unless given.
        reports: ids; all unless given.
        file: a coding to compare with, as JSON Lines; its statements are of the report they name or of the only one.
            Statements without a coder, or by one of the project, are taken as those of a coder called like the file.
        how: variables, overlap, draws and seed.

    Raises NotFoundError for an unknown coder, report or variable, InputError for a file that does not fit.
    """
    asked = [project.reports.get(key) for key in dict.fromkeys(reports)] if reports else list(project.reports.find())
    found = _codings(project)
    from_file = _from_file(project, Path(file), asked, {coder for _, coder in found}) if file is not None else {}
    wanted = _coders(project, coders, {coder for _, coder in (*found, *from_file)}, {c for _, c in from_file})
    codings = {**found, **from_file}
    coded = [
        _coded(report, {c: codings[key] for c in wanted if (key := (report.id, c)) in codings}) for report in asked
    ]
    result = compare(coded, how)
    return replace(result, notes=(*_notes(project, result, coders, codings), *result.notes))


def _codings(project: Project) -> dict[tuple[str, str], tuple[Statement, ...]]:
    """Return the statements by report and coder; a finished assignment without statements has none of them."""
    kinds = {coder.id: coder.kind for coder in project.coders.find()}
    found: dict[tuple[str, str], list[Statement]] = {}
    for statement in project.statements.find():
        coder = statement.coder or NOBODY
        own = kinds.get(coder, CoderKind.PERSON) is CoderKind.PERSON
        left_out = statement.status is Status.REJECTED or (own and statement.status is Status.SUGGESTED)
        if statement.report is not None and not left_out:
            found.setdefault((statement.report, coder), []).append(statement)
    hidden = hidden_reports(project)
    for each in project.assignments.find():
        if each.finished and (each.report not in hidden or each.coder == project.store.coder):
            found.setdefault((each.report, each.coder), [])
    return {key: tuple(some) for key, some in found.items()}


def _coders(project: Project, named: Sequence[str], known: Iterable[str], from_file: Iterable[str]) -> tuple[str, ...]:
    known = sorted(known)
    for coder in named:
        if coder not in known and coder not in project.coders:
            raise NotFoundError(f"There is no coder {coder!r}.", remedy=f"Coders there: {', '.join(known) or 'none'}.")
    if named:
        return tuple(dict.fromkeys((*named, *from_file)))
    kinds = {coder.id: coder.kind for coder in project.coders.find()}
    persons = [coder for coder in known if kinds.get(coder, CoderKind.PERSON) is CoderKind.PERSON]
    return tuple(dict.fromkeys((*persons, *from_file)))


def _coded(report: Report, codings: Mapping[str, tuple[Statement, ...]]) -> Coded:
    if report.clean is None:
        return Coded(report=report.id, codings=codings)
    clean = report.clean
    return Coded(report=report.id, codings=codings, length=len(clean.text), sentences=clean.sentences)


def _from_file(
    project: Project, path: Path, reports: Sequence[Report], taken: Iterable[str]
) -> dict[tuple[str, str], tuple[Statement, ...]]:
    """Return the statements of a coding file by report and coder. Raises InputError where they cannot be placed."""
    known = {report.id: report for report in project.reports.find()}
    home = reports[0].id if len(reports) == 1 else None
    name = path.stem if path.stem not in set(taken) else f"{path.stem} (file)"
    found: dict[tuple[str, str], list[Statement]] = {}
    for statement in read_statements(path):
        report = statement.report if statement.report in known else home
        if report is None:
            raise InputError(
                f"Statement {statement.id} is of no report of the project.",
                record=str(path),
                remedy="Say which report the file is of: --report ID.",
            )
        clean = known[report].clean
        if clean is not None and statement.span is not None and statement.span.end > len(clean.text):
            raise InputError(
                f"Statement {statement.id} ends at {statement.span.end:,}, after the end of the text "
                f"({len(clean.text):,} characters).",
                record=str(path),
                remedy="Compare a coding of the same clean text.",
            )
        coder = statement.coder if statement.coder and statement.coder not in set(taken) else name
        if statement.status is not Status.REJECTED:
            found.setdefault((report, coder), []).append(statement)
    return {key: tuple(some) for key, some in found.items()}


def _notes(
    project: Project,
    found: Agreement,
    named: Sequence[str],
    codings: Mapping[tuple[str, str], tuple[Statement, ...]],
) -> list[str]:
    notes = []
    if not found.reports:
        told = [f"{report} by {coder}" for report, coder in codings if not named or coder in named]
        coded = f"Coded so far: {', '.join(told)}." if told else "No report is coded so far."
        notes.append(f"There is nothing to compare: no report was coded by two of them. {coded}")
    sees, hidden = project.store.coder, hidden_reports(project)
    if hidden:
        notes.append(
            f"{sees} codes {', '.join(hidden)} blind: others' statements are shown once all blind codings are finished."
        )
    notes += [
        f"{each.coder} has not finished report {each.report}: what is missing there counts as disagreement."
        for each in project.assignments.find()
        if not each.finished and each.report in found.reports and each.coder in found.coders
    ]
    notes += [*_taken_over(found, codings), *_strange_codes(project, found, codings)]
    machines = [each.id for each in project.coders.find() if each.kind is not CoderKind.PERSON]
    if not found.reports and not named and machines:
        notes.append(f"{', '.join(machines)}: no person, so compared only where named: --coder {machines[0]}.")
    return notes


def _taken_over(found: Agreement, codings: Mapping[tuple[str, str], tuple[Statement, ...]]) -> Iterator[str]:
    """Yield a note where two coders or more accepted what was suggested to them: they agree with the suggester."""
    counts = dict.fromkeys(found.coders, 0)
    for (report, coder), statements in codings.items():
        if report in found.reports and coder in counts:
            counts[coder] += sum(s.status is Status.ACCEPTED and bool(s.origins) for s in statements)
    told = [f"{coder} {count}" for coder, count in counts.items() if count]
    if len(told) > 1:
        first, _, number = told[0].rpartition(" ")
        yield (
            f"{listed([f'{first} took {number}', *told[1:]])} statements over as they were suggested. Coders who "
            "review the same suggestions agree with the rules too: of coders who start anew the figures can be lower."
        )


def _strange_codes(
    project: Project, found: Agreement, codings: Mapping[tuple[str, str], tuple[Statement, ...]]
) -> Iterator[str]:
    """Yield a note for each coder whose codes no codebook of the project has: of another version, or mistyped."""
    known = {code.code for codebook in project.codebooks.find() for code in codebook}
    if not known:
        return
    for coder in found.coders:
        own = [s for (report, who), some in codings.items() if who == coder and report in found.reports for s in some]
        strange = sorted({code for statement in own for code in statement.concepts} - known)
        if strange:
            more = f" and {len(strange) - _FEW} more" if len(strange) > _FEW else ""
            yield (
                f"{coder} uses codes that no codebook of the project has: {', '.join(strange[:_FEW])}{more}. Codes of "
                "different codebooks count as different, however alike they are meant."
            )


# Told ---------------------------------------------------------------------------------------------------------------


def agreement_as_dict(found: Agreement) -> Row:
    """Return the agreement as JSON can say it: every figure with what it means."""
    return {
        "coders": list(found.coders),
        "reports": list(found.reports),
        "statements": dict(found.statements),
        "matched": found.matched,
        "overlap": found.how.overlap,
        "draws": found.how.draws,
        "seed": found.how.seed,
        "units": _alpha(found.units),
        "coded_units": _alpha(found.coded_units),
        "characters": _alpha(found.characters),
        "variables": [_figure(v.name, v.alpha, v.kappa) | {"scale": v.scale.value} for v in found.variables],
        "codes": [
            _figure(c.code, c.alpha, c.kappa)
            | {"sentences": dict(c.sentences), "characters": _alpha(c.characters)}
            for c in found.codes
        ],
        "pairs": [
            {
                "one": p.one, "other": p.other, "reports": p.reports, "matched": p.matched, "precision": p.precision,
                "recall": p.recall, "f1": p.f1, "characters": _kappa(p.characters), "units": _alpha(p.units),
                "variables": [_figure(v.name, v.alpha, v.kappa) for v in p.variables],
            }
            for p in found.pairs
        ],
        "passages": [_passage(p) for p in found.passages],
        "alone": [_passage(p) for p in found.alone],
        "partly": [_passage(p) for p in found.partly],
        "convention": CONVENTION,
        "notes": list(found.notes),
    }  # fmt: skip


def _alpha(found: Alpha) -> Row:
    return {
        "alpha": found.value, "low": found.low, "high": found.high, "units": found.units, "values": found.values,
        "observed": found.observed, "expected": found.expected, "reason": found.reason, "doubt": found.doubt,
        "meaning": meaning(found),
    }  # fmt: skip


def _kappa(found: Kappa) -> Row:
    return {
        "kappa": found.value, "percent": found.percent, "chance": found.chance, "units": found.units,
        "reason": found.reason,
    }  # fmt: skip


def _figure(name: str, alpha: Alpha, kappa: Kappa) -> Row:
    kept = _kappa(kappa)
    return {"name": name, **_alpha(alpha), "kappa": kept["kappa"], "percent": kept["percent"]}


def _passage(passage: Passage) -> Row:
    return {
        "report": passage.report, "span": [passage.span.start, passage.span.end],
        "statements": dict(passage.statements), "values": {k: dict(v) for k, v in passage.values.items()},
        "disagreement": passage.disagreement,
    }  # fmt: skip


def agreement_rows(found: Agreement) -> list[tuple[str, ...]]:
    """Return one row a variable: name, alpha, interval, kappa, percent, passages, what it means; as words."""
    return [_row(v.name, v.alpha, v.kappa) for v in found.variables]


def code_agreement_rows(found: Agreement) -> list[tuple[str, ...]]:
    """Return one row a code: as for a variable, by sentences, then alpha of characters and its uses by coder."""
    return [
        (*_row(c.code, c.alpha, c.kappa), figure(c.characters.value), ", ".join(map(str, c.sentences.values())))
        for c in found.codes
    ]


def place_rows(found: Agreement) -> list[tuple[str, ...]]:
    """Return agreement on where statements are: what, alpha, what it means."""
    rows = (("units", found.units), ("units with main theme", found.coded_units), ("characters", found.characters))
    return [(name, figure(each.value), meaning(each)) for name, each in rows]


def pair_rows(found: Agreement) -> list[tuple[str, ...]]:
    """Return one row a pair of coders: both, matched, precision, recall, F1, kappa of characters, alpha of units."""
    return [
        (
            p.one, p.other, str(p.matched), figure(p.precision), figure(p.recall), figure(p.f1),
            figure(p.characters.value), figure(p.units.value),
        )
        for p in found.pairs
    ]  # fmt: skip


def _row(name: str, alpha: Alpha, kappa: Kappa) -> tuple[str, ...]:
    percent = "" if kappa.percent is None else f"{kappa.percent * 100:.0f} %"
    return name, figure(alpha.value), span_of(alpha), figure(kappa.value), percent, str(alpha.units), meaning(alpha)


def figure(value: float | None) -> str:
    """Return a coefficient with three decimals, as the thresholds have them; empty without a value."""
    return "" if value is None else f"{value:.3f}".replace("-0.000", "0.000")


def span_of(alpha: Alpha) -> str:
    """Return an interval in words; empty where there is none."""
    return "" if alpha.low is None else f"{figure(alpha.low)} to {figure(alpha.high)}"


def passage_words(project: Project, passages: Sequence[Passage]) -> list[str]:
    """Return what passages say: the report's words in quotation marks, else a coder's paraphrase, else nothing."""
    from contingent.briefs.sheets.agreement import paraphrase

    texts, told = _texts(project), _paraphrases(project)
    return [
        f"“{each.span.cut(texts[each.report])}”" if each.report in texts else paraphrase(each, told) or ""
        for each in passages
    ]


def _texts(project: Project) -> dict[str, str]:
    return {report.id: report.clean.text for report in project.reports.find() if report.clean is not None}


def _paraphrases(project: Project) -> dict[tuple[str, str, str], str]:
    found = project.statements.find()
    return {(s.report or "", s.coder or NOBODY, s.id): s.paraphrase for s in found if s.paraphrase}


def agreement_brief(project: Project, found: Agreement, *, prepared: date | None = None) -> Brief:
    """Return the agreement as a page."""
    from contingent.briefs.sheets.agreement import AgreementMaterial, agreement_sheet

    titles = {report.id: report.title for report in project.reports.find()}
    return agreement_sheet(
        AgreementMaterial(
            found=found, texts=_texts(project), paraphrases=_paraphrases(project), titles=titles, prepared=prepared
        )
    )


def save_agreement(project: Project, found: Agreement, path: str | Path) -> Path:
    """Write the agreement as one HTML file, whole or not at all, and return its path.

    Raises InputError for another ending or a folder that is not there.
    """
    from contingent.briefs.render.html import render_html
    from contingent.project.decision_sheets import PAGES, check_target

    target = Path(path)
    check_target(target, PAGES)
    write_whole(target, render_html(agreement_brief(project, found, prepared=date.today())).encode())
    return target


def how_measured(variables: Sequence[str] = (), overlap: float = OVERLAP) -> How:
    """Return how agreement is to be measured."""
    return How(variables=tuple(variables), overlap=overlap)
