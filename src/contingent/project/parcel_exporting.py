"""A project as a parcel: what other tools can be given of its statements, their texts and codes.

Statements that came from another tool go out as they came, under the names it gave. For statements of our own the
variables are `organization` (the holder), `agreement` where the stance takes a side, and the words of the coding guide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from contingent.coding.codebook import Codebook
from contingent.coding.exchange.dna.plan import MAIN_ONLY
from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage
from contingent.coding.reports import Report
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Stance
from contingent.project.parcel_own import KIND, SIDES, VARIABLES, staying, variables_of
from contingent.project.parcel_records import ParcelRecord, parcel_records

if TYPE_CHECKING:
    from contingent.project.project import Project


def parcel_of_project(project: Project, statements: Sequence[Statement] | None = None) -> Parcel:
    """Return the parcel of a project's statements, the standing coding unless others are given.

    Reports without a text, and statements without a place in one, are left out and told. Documents of an import come
    along whole, those without a statement too, where one of its statements is asked for.
    """
    with project.store.reading():
        chosen = project.statements.find(standing=True) if statements is None else statements
        exporting = _Exporting(project, chosen)
    return exporting.parcel()


class _Exporting:
    """A project on its way out."""

    def __init__(self, project: Project, statements: Sequence[Statement]) -> None:
        self._statements = statements
        records = {each.key: each for each in parcel_records(project.store)}
        used = {each.report for each in statements}
        self._records = [r for r in records.values() if used & set(r.documents) or not statements]
        self._by_key = {each.key: each for each in self._records}
        wanted = used | {key for each in self._records for key in each.documents}
        self._reports = {r.id: r for r in project.reports.find() if r.id in wanted and r.clean is not None}
        self._books = project.codebooks.find()
        self._names = {each.id: each.name for each in project.coders.find()}
        self._actors = {each.code: each.name for each in project.actors.find()}
        self._lost: Counter[str] = Counter()
        self._documents = self._document_ids()
        self._codes = self._code_ids()
        self._coders = self._coder_ids()

    def parcel(self) -> Parcel:
        passages = tuple(filter(None, map(self._passage, self._statements)))
        own = any(each.kind == KIND for each in passages)
        kinds = {label: dict(variables) for each in self._records for label, variables in each.kinds.items()}
        extras: dict[str, Any] = dict(self._records[0].extras) if len(self._records) == 1 else {}
        if own:
            kinds[KIND] = dict(VARIABLES)
            extras[MAIN_ONLY] = KIND
        return Parcel(
            tool=self._records[0].tool if len(self._records) == 1 and not own else "contingent project",
            documents=tuple(self._document(each) for each in self._in_order()),
            codes=self._parcel_codes(),
            coders=self._all_coders(),
            passages=passages,
            entities=_joined(each.entities for each in self._records),
            kinds=kinds,
            offsets="Unicode code points of the texts as the project has them.",
            left_out=tuple(f"{number:,} {what}" for what, number in self._lost.items()),
            extras=extras,
        )

    # Names there -----------------------------------------------------------------------------------------------------

    def _document_ids(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        for record in self._records:
            for report, document in record.documents.items():
                if report in self._reports and report not in ids:
                    ids[report] = document if document not in ids.values() else report
        for report in self._reports:
            ids.setdefault(report, report if report not in ids.values() else f"{report} (report)")
        return ids

    def _in_order(self) -> list[Report]:
        listed = dict.fromkeys(key for each in self._records for key in each.documents if key in self._reports)
        return [self._reports[key] for key in {**listed, **dict.fromkeys(self._reports)}]

    def _code_ids(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        taken: set[str] = set()
        for record in self._records:
            for code, key, _, _ in record.codes:
                if code not in ids and key not in taken:
                    ids[code] = key
                    taken.add(key)
        return ids

    def _coder_ids(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        for record in self._records:
            for key, _, here in record.coders:
                if here is not None and here not in ids and key not in ids.values():
                    ids[here] = key
        for each in self._statements:
            if each.coder is not None and each.coder not in ids:
                ids[each.coder] = each.coder if each.coder not in ids.values() else f"{each.coder} (coder)"
        return ids

    def _all_coders(self) -> dict[str, str]:
        found = {key: name for record in self._records[:1] for key, name, _ in record.coders}
        for here, key in self._coders.items():
            found.setdefault(key, self._names.get(here, here))
        return found

    # What goes out ---------------------------------------------------------------------------------------------------

    def _document(self, report: Report) -> Document:
        assert report.clean is not None  # only such reports are taken
        record = next((each for each in self._records if report.id in each.documents), None)
        plain = record is not None and report.id in record.plain
        # The file of a report of our own is not the text its offsets point into, so it stays here.
        return Document(
            id=self._documents[report.id],
            title=record.titles.get(report.id, report.title) if record else report.title,
            text=report.clean.text,
            moment=report.moment,
            details=dict(report.details),
            original=report.original if record and not plain else None,
            media_type=report.media_type if record and not plain else None,
        )

    def _parcel_codes(self) -> tuple[ParcelCode, ...]:
        shown = {code: (colour, leaf) for each in self._records for code, _, colour, leaf in each.codes}
        used = {code for each in self._statements for code in each.concepts}
        latest = {code.code: code for book in _latest(self._books) for code in book}
        wanted = {code for code in latest if code in shown or code in used or not self._records}
        for code in [*wanted]:
            wanted |= _above(code)
        ids = {code: self._codes.get(code, code) for code in latest if code in wanted}
        ids |= {code: code for code in sorted(used - set(latest)) if code not in ids}
        self._codes |= ids
        codes = []
        for code, key in ids.items():
            known = latest.get(code)
            colour, leaf = shown.get(code, (None, known.leaf if known else True))
            parent = next((ids[each] for each in sorted(_above(code), key=len, reverse=True) if each in ids), None)
            codes.append(
                ParcelCode(
                    id=key,
                    name=known.name if known else code,
                    parent=parent,
                    description=known.definition if known else "",
                    colour=colour,
                    leaf=leaf,
                )
            )
        return tuple(codes)

    def _passage(self, each: Statement) -> Passage | None:
        report = self._reports.get(each.report or "")
        if report is None or each.span is None or not each.span.start < each.span.end:
            self._lost["statements without a place in a text that the project holds"] += 1
            return None
        record = self._by_key.get(each.id.rpartition("-")[0]) or self._holder_of(each.id)
        head: Mapping[str, Any] = {
            "document": self._documents[report.id],
            "start": each.span.start,
            "stop": each.span.end,
            "codes": tuple(self._codes.get(code, code) for code in each.concepts),
            "coder": self._coders.get(each.coder or ""),
            "note": each.note or "",
        }
        if record is None:
            self._lost.update(f"statements with {name}, which stays in the project" for name in staying(each))
            return Passage(id=each.id, kind=KIND, variables=variables_of(each, self._actors), **head)
        variables = dict(each.variables)
        kind, made = (variables.pop(name, None) for name in record.names)
        _follow_stance(variables, each.stance)
        return Passage(
            id=record.passage(each.id),
            kind=str(kind) if kind is not None else None,
            made=datetime.fromisoformat(made) if isinstance(made, str) else None,
            variables=variables,
            **head,
        )

    def _holder_of(self, statement: str) -> ParcelRecord | None:
        """Return the import a statement came with, where its id has hyphens of the other tool."""
        return next((r for key, r in self._by_key.items() if statement.startswith(f"{key}-")), None)


def _follow_stance(variables: dict[str, Any], stance: Stance | None) -> None:
    """Let `agreement` say what the stance says, where somebody changed the stance here."""
    side = SIDES.get(stance) if stance is not None else None
    if side is not None and isinstance(variables.get("agreement"), bool):
        variables["agreement"] = side


def _above(code: str) -> set[str]:
    parts = code.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}


def _latest(books: Iterable[Codebook]) -> list[Codebook]:
    found: dict[str, Codebook] = {}
    for book in books:
        if book.id not in found or found[book.id].version < book.version:
            found[book.id] = book
    return list(found.values())


def _joined(
    several: Iterable[Mapping[str, Mapping[str, Mapping[str, str]]]],
) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for entities in several:
        for variable, values in entities.items():
            for value, attributes in values.items():
                found.setdefault(variable, {}).setdefault(value, {}).update(attributes)
    return found
