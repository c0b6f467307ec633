"""Cases: a coded dialogue as a folder of plain files, to ship, share and start a project from.

`meeting.yaml` and `statements.jsonl` must be there, the rest may: `codebook.yaml`, `actors.yaml`, `issues.yaml`,
`positions.csv`, `claims.yaml` (how each claim is measured), `profiles.yaml`, `organisations.yaml`, `relations.yaml`,
`themes.yaml`, `outcomes.yaml` (how forecasts are held against what happened), `fingerprints.json` (to find the passages
again in a report that is not in the folder), and the report itself under the name that `meeting.yaml` gives it, where
its text may be passed on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.documents import read_mapping
from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.checks.forecast_tests import ForecastTest, read_tests
from contingent.coding.codebook import Codebook
from contingent.coding.codebook_files import codebook_from_yaml
from contingent.coding.exchange.fields import Fields
from contingent.coding.exchange.jsonl import read_statements
from contingent.coding.fingerprints import Fingerprints
from contingent.coding.reports import Confidentiality, Meeting, Report
from contingent.coding.statements import Statement
from contingent.positions.issues import IssueList, read_issues
from contingent.positions.positions import Position, read_positions
from contingent.positions.profiles import (
    ENGAGEMENT,
    FRAMEWORK,
    Profile,
    Relation,
    Theme,
    read_profiles,
    read_relations,
    read_themes,
)
from contingent.records.actors import Actor, ActorKind, Source
from contingent.store.coders import Coder

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A coded dialogue. `report` has its text where the folder has it; `source` says who published it.

    `clean_sha256` is of the clean text that was coded.
    """

    meeting: Meeting
    report: Report
    source: Source
    statements: tuple[Statement, ...]
    clean_sha256: str | None = None
    coders: tuple[Coder, ...] = ()
    codebook: Codebook | None = None
    actors: tuple[Actor, ...] = ()
    issues: IssueList = field(default_factory=lambda: IssueList(issues=(), groups={}))
    positions: tuple[Position, ...] = ()
    profiles: tuple[Profile, ...] = ()
    organisations: tuple[Profile, ...] = ()
    relations: tuple[Relation, ...] = ()
    themes: tuple[Theme, ...] = ()
    tests: tuple[ForecastTest, ...] = ()
    fingerprints: Fingerprints | None = None


def read_case(folder: Path) -> Case:
    """Return the case in `folder`.

    Raises NotFoundError if the folder or one of its two needed files is missing, and InputError (often a
    ComplaintsError) for whatever cannot be read or names a statement, coder or issue that the case does not have;
    nothing comes half.
    """
    files = _Files(folder)
    front = Fields.of(read_mapping(files.needed("meeting.yaml"), name="meeting.yaml"), "meeting.yaml")
    front.check_names(frozenset({"meeting", "report", "coders"}))
    meeting = _meeting(_inner(front, "meeting"))
    about = _inner(front, "report")
    statements = read_statements(files.needed("statements.jsonl"), name="statements.jsonl")
    issues = files.read("issues.yaml", read_issues) or IssueList(issues=(), groups={})
    case = Case(
        meeting=meeting,
        report=_with_text(_report(about, meeting), about, folder),
        source=_source(about),
        clean_sha256=about.text("clean_sha256"),
        coders=_coders(front),
        statements=tuple(_measured(statements, files.text("claims.yaml"))),
        codebook=files.read("codebook.yaml", lambda text: codebook_from_yaml(text, record="codebook.yaml")),
        actors=files.read("actors.yaml", _actors) or (),
        issues=issues,
        positions=files.read("positions.csv", lambda t: read_positions(t, issues=[i.id for i in issues.issues])) or (),
        profiles=files.read("profiles.yaml", lambda t: read_profiles(t, headings=ENGAGEMENT)) or (),
        organisations=files.read("organisations.yaml", _organisations) or (),
        relations=files.read("relations.yaml", read_relations) or (),
        themes=files.read("themes.yaml", read_themes) or (),
        tests=files.read("outcomes.yaml", read_tests) or (),
        fingerprints=files.read("fingerprints.json", _fingerprints),
    )
    raise_complaints(str(folder), [*_loose_evidence(case), *_loose_words(case)])
    return case


@dataclass(frozen=True, slots=True)
class _Files:
    folder: Path

    def text(self, name: str) -> str | None:
        """Return the text of a file, None if it is not there."""
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise InputError("The file is not UTF-8 text.", record=str(path), remedy="Save it as UTF-8.") from None
        except OSError as error:
            raise InputError(f"The file cannot be read: {error.strerror or error}.", record=str(path)) from error

    def needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise NotFoundError(
                f"There is no {name}, so this is no case.",
                record=str(self.folder),
                remedy="Name a folder with meeting.yaml and statements.jsonl.",
            )
        return text

    def read(self, name: str, reader: Callable[[str], Noun]) -> Noun | None:
        text = self.text(name)
        return None if text is None else reader(text)


def _inner(fields: Fields, key: str) -> Fields:
    inner = fields.inner(key)
    if inner is None:
        raise InputError(f"There is no `{key}`.", record=fields.record, remedy=f"Put it under `{key}:`.")
    return inner


def _day(fields: Fields, key: str) -> date | None:
    text = fields.text(key)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise fields.wrong(key, "a day such as 2013-11-05") from None


def _meeting(fields: Fields) -> Meeting:
    fields.check_names(frozenset({"id", "title", "place", "start", "end", "hosts", "rule"}))
    return Meeting(
        id=fields.required("id"),
        title=fields.required("title"),
        place=fields.text("place"),
        start=_day(fields, "start"),
        end=_day(fields, "end"),
        hosts=fields.texts("hosts"),
        rule=fields.choice("rule", Confidentiality, Confidentiality.NON_ATTRIBUTION),
    )


def _report(fields: Fields, meeting: Meeting) -> Report:
    known = {"id", "title", "series", "publisher", "date", "address", "name", "media_type", "sha256", "clean_sha256"}
    fields.check_names(frozenset(known))
    return Report(
        id=fields.required("id"),
        title=fields.required("title"),
        meeting=meeting.id,
        name=fields.text("name"),
        media_type=fields.text("media_type"),
        sha256=fields.text("sha256"),
    )


def _with_text(report: Report, about: Fields, folder: Path) -> Report:
    """Return the report with its text if it lies in the folder. Raises InputError if it is not what was coded."""
    name = report.name
    if name is None or name != Path(name).name or not (folder / name).is_file():
        return report
    from contingent.coding.convert import read_file

    data, clean = read_file(folder / name)
    for field_name, found in (("sha256", data), ("clean_sha256", clean.text.encode())):
        said = about.text(field_name)
        if said is not None and said != sha256(found).hexdigest():
            raise InputError(
                f"The report is not the text that was coded: its {field_name} is another.",
                record=str(folder / name),
                remedy="Put the coded edition there, or take the file away and add it with `contingent add`.",
            )
    return replace(report, original=data, clean=clean)


def _source(fields: Fields) -> Source:
    return Source(
        publisher=fields.required("publisher"),
        title=fields.required("title"),
        address=fields.text("address"),
        date=fields.scalar("date"),
        note=fields.text("series"),
    )


def _coders(front: Fields) -> tuple[Coder, ...]:
    listed = front.inner("coders") or Fields({})
    return tuple(Coder(id=code, name=code, note=listed.text(code)) for code in listed.data)


def _actors(text: str) -> tuple[Actor, ...]:
    rows = read_mapping(text, name="actors.yaml").get("actors")
    if not isinstance(rows, list):
        raise InputError("There is no list `actors`.", record="actors.yaml", remedy="Put them under `actors:`.")
    actors: dict[str, Actor] = {}
    complaints: list[Complaint] = []
    for number, row in enumerate(rows, start=1):
        try:
            fields = Fields.of(row, None)
            fields.check_names(frozenset({"code", "name", "kind"}))
            kind = fields.required("kind")
            if kind not in set(ActorKind):
                raise InputError(f"{kind!r} is no kind of actor.", remedy=f"Use one of: {', '.join(ActorKind)}.")
            code = fields.required("code")
            if code in actors:
                raise InputError(f"The code {code!r} stands twice.", remedy="Keep one.")
            actors[code] = Actor(code=code, name=fields.required("name"), kind=ActorKind(kind))
        except UserError as error:
            complaints.append(Complaint.of(f"actor {number}", error))
    raise_complaints("actors.yaml", complaints)
    return tuple(actors.values())


def _organisations(text: str) -> tuple[Profile, ...]:
    return read_profiles(text, headings=FRAMEWORK, key="organisations", name="organisations.yaml")


def _fingerprints(text: str) -> Fingerprints:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("The file is not JSON.", record="fingerprints.json", remedy="Make it anew.") from None
    return Fingerprints.from_dict(Fields.of(data, "fingerprints.json").data, record="fingerprints.json")


def _measured(statements: list[Statement], text: str | None) -> list[Statement]:
    """Return the statements, their claims told how they are measured, as `claims.yaml` says by statement id."""
    if text is None:
        return statements
    measures = read_mapping(text, name="claims.yaml")
    claims = {s.id: s.claim for s in statements if s.claim is not None}
    complaints = [Complaint(key, "No statement of this id has a claim.") for key in measures if key not in claims]
    for identity, row in measures.items():
        claim = claims.get(identity)
        try:
            fields = Fields.of(row, None)
            fields.check_names(frozenset({"measure", "parameters"}))
            parameters = fields.inner("parameters")
            words = parameters.tree() if parameters else {}
            if claim is not None:
                claims[identity] = replace(claim, measure=fields.text("measure"), parameters=words)
        except UserError as error:
            complaints.append(Complaint.of(identity, error))
    raise_complaints("claims.yaml", complaints)
    return [replace(s, claim=claims.get(s.id)) for s in statements]


def _cited(case: Case) -> Mapping[str, tuple[str, ...]]:
    """Return which statements each part of the case rests on, by the name of the part."""
    cited = {f"issue {i.id}": i.evidence for i in case.issues.issues}
    cited |= {f"position of {p.actor} on {p.issue}": p.evidence for p in case.positions}
    for profile in (*case.profiles, *case.organisations):
        for heading, points in profile.headings.items():
            cited[f"{heading} of {profile.actor}"] = tuple(e for point in points for e in point.evidence)
    cited |= {f"relation {n}": r.evidence for n, r in enumerate(case.relations, start=1)}
    cited |= {f"test of forecast {t.statement}": (t.statement,) for t in case.tests}
    cited |= {f"theme {theme.name}": theme.evidence for theme in case.themes}
    return cited


def _loose_evidence(case: Case) -> list[Complaint]:
    known = {statement.id for statement in case.statements}
    return [
        Complaint(part, f"There is no statement {evidence!r}.", "Correct the id.")
        for part, cited in _cited(case).items()
        for evidence in cited
        if evidence not in known
    ]


def _loose_words(case: Case) -> list[Complaint]:
    coders = {coder.id for coder in case.coders}
    codes = {code.code for code in case.codebook or ()}
    complaints = []
    for s in case.statements:
        if s.report not in (None, case.report.id):
            complaints.append(Complaint(s.id, f"Its report {s.report!r} is not {case.report.id!r}."))
        if s.coder is not None and s.coder not in coders:
            complaints.append(Complaint(s.id, f"There is no coder {s.coder!r}.", "List coders in meeting.yaml."))
        for concept in s.concepts if codes else ():
            if concept not in codes:
                complaints.append(Complaint(s.id, f"The codebook has no code {concept!r}.", "Correct the code."))
    return complaints
