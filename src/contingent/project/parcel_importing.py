"""One parcel on its way into a project: what is new of it, what it is called here, and the change that stores it."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ConflictError, InputError
from contingent.base.spans import Span
from contingent.coding.convert.sections import analyse
from contingent.coding.exchange.parcel import Parcel, Passage
from contingent.coding.reports import CleanText, Confidentiality, Meeting, Report
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import Form, HolderKind, Stance, Status
from contingent.project.parcel_codes import Matched, match_codes, slug
from contingent.project.parcel_names import disguised, is_personal, people_of, pseudonyms
from contingent.project.parcel_own import differing, is_own, own_again, own_id, told_of, with_own_codes
from contingent.project.parcel_records import PREFIX, ParcelRecord, parcel_records
from contingent.store.coders import Coder

if TYPE_CHECKING:
    from contingent.store.store import Store

_CARRIED = ("dna", "taguette")
"""Extras that the record of an import always keeps: in these names are replaced like everywhere."""
_CARRIED_OPENLY = ("refi", "refi-codebook", "w3c")
"""Extras that can hold names anywhere: kept where no name had to be replaced, unless they are larger than this."""
_LARGEST_CARRIED = 32 * 1024 * 1024
_PLAIN_ID = re.compile(r"[\w.:{}-]{1,80}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def reports_of(store: Store, parcel: Parcel) -> dict[str, str]:
    """Return the report of each document whose very text the project holds, by the id of the document."""
    wanted = {_digest(each.text) for each in parcel.documents}
    titled: dict[tuple[str, str], str] = {}
    texts: dict[str, str] = {}
    for report in store.reports.find():
        if report.clean is None or (key := _digest(report.clean.text)) not in wanted:
            continue
        titled.setdefault((report.title, key), report.id)
        texts.setdefault(key, report.id)
    found: dict[str, str] = {}
    for each in parcel.documents:
        key = _digest(each.text)
        # Two documents of a parcel with one text (both empty, say) stay two documents.
        home = titled.get((each.title, key)) or texts.get(key)
        if home is not None and home not in found.values():
            found[each.id] = home
    return found


class Importing:
    """One parcel on its way into a project."""

    def __init__(self, store: Store, parcel: Parcel, name: str, meeting: str | None, *, public: bool) -> None:
        self._store, self._name = store, name
        _check(parcel, name)
        parcel = with_own_codes(parcel)
        self._homes = reports_of(store, parcel)
        self._meeting, self._new_meeting = self._held(meeting, parcel, public=public)
        self._kind_names = _free_names(parcel)
        self._coders = _coder_ids(parcel)
        self._matched: Matched = match_codes(parcel, store.codebooks.find(), _stem(name))
        self._there = self._standing()
        self.names: dict[str, str] = {}
        if self._meeting.rule is not Confidentiality.PUBLIC:
            taken = (str(v) for s in store.statements.find() for n, v in s.variables.items() if is_personal(n))
            self.names = pseudonyms(people_of(parcel), self._known_names(parcel), taken)
            parcel = disguised(parcel, self.names)
        self._parcel = parcel
        self._key = self._free_key()

    # Before anything is stored ---------------------------------------------------------------------------------------

    def _held(self, wanted: str | None, parcel: Parcel, *, public: bool) -> tuple[Meeting, bool]:
        meetings = self._store.meetings.find()
        title = wanted or _stem(self._name)
        for known in meetings:
            if wanted is not None and title in (known.id, known.title):
                return known, False
        homes = {self._store.reports.get(key).meeting for key in self._homes.values()}
        if wanted is None and len(self._homes) == len(parcel.documents) and len(homes) == 1:
            key = homes.pop()
            if key is not None:
                return self._store.meetings.get(key), False
        days = sorted(each.moment.date() for each in parcel.documents if each.moment is not None)
        rule = Confidentiality.PUBLIC if public else Confidentiality.NON_ATTRIBUTION
        key = _free(slug(title, "meeting"), {each.id for each in meetings})
        first, last = (days[0], days[-1]) if days else (None, None)
        return Meeting(id=key, title=title, start=first, end=last, rule=rule), True

    def _standing(self) -> dict[tuple[Any, ...], Statement]:
        """Return the statements on reports that documents of the parcel are, by what tells one from another."""
        homes = set(self._homes.values())
        names = {each.key: each.names for each in parcel_records(self._store)}
        found = {}
        for each in self._store.statements.find(report=sorted(homes)) if homes else ():
            span, variables = each.span or Span(0, 0), dict(each.variables)
            kind, made = names.get(each.id.rpartition("-")[0], self._kind_names)
            label, _ = variables.pop(kind, None), variables.pop(made, None)
            coded = _coded(variables, each.concepts)
            found[each.report, span.start, span.end, each.coder, label, coded] = each
        return found

    def _same(self, each: Passage) -> Statement | None:
        """Return the statement of the project that says what a passage says."""
        home = self._homes.get(each.document)
        if is_own(each) and own_id(each) in self._store.statements:
            known = self._store.statements.get(own_id(each))
            return known if (known.report, known.span) == (home, Span(each.start, each.stop)) else None
        coder = self._coders.get(each.coder or "")
        coded = _coded(each.variables, [self._matched.codes.get(code, code) for code in each.codes])
        return self._there.get((home, each.start, each.stop, coder, each.kind, coded))

    def _known_names(self, parcel: Parcel) -> dict[str, str]:
        """Return pseudonyms of people that passages stored before have, where the same passages come again."""
        known: dict[str, str] = {}
        for each in parcel.passages:
            there = self._same(each)
            for name, value in each.variables.items() if there else ():
                if there is not None and is_personal(name) and name in there.variables:
                    known.setdefault(str(value), str(there.variables[name]))
        return known

    def _free_key(self) -> str:
        taken = {each.removeprefix(PREFIX) for each in self._store.sources.ids()}
        stems = {each.rpartition("-")[0] for each in self._store.statements.ids()}
        return _free(slug(_stem(self._name)), taken | stems)

    def differing(self) -> str:
        """Return, in words, the statements that the file tells otherwise than they stand here; empty if none."""
        actors = self._actors()
        changed = []
        for each in self._parcel.passages:
            there = self._same(each) if is_own(each) else None
            if there is not None:
                told = own_again(self._bare(each, there.id, there.report or ""), each, actors)
                if names := differing(there, told):
                    changed.append((there.id, names))
        return told_of(changed)

    def _actors(self) -> dict[str, str]:
        return {word.casefold(): a.code for a in self._store.actors.find() for word in (a.code, a.name)}

    # Stored ----------------------------------------------------------------------------------------------------------

    def store_all(self) -> dict[str, int]:
        """Store what is new as one change and return how many of what; see `parcels.put_parcel`."""
        reports = self._reports()
        clean = {each.id: each.clean for each in reports if each.clean is not None}
        statements, ids = self._statements(clean)
        new_coders = [
            Coder(id=self._coders[key], name=self._coders[key])
            for key in self._coders
            if self._coders[key] not in self._store.coders
        ]
        if not (reports or statements or self._matched.new):
            changed = self.differing()
            raise ConflictError(
                f"All {len(self._parcel.passages):,} passages of this file are in the project already."
                + (f" Told otherwise here: {changed}." if changed else ""),
                record=self._name,
                remedy="Change them with `contingent review` if the file is right."
                if changed
                else "Nothing needs to be done; `contingent statements` lists them.",
            )
        with self._store.change(f"Imported {self._name}: {len(statements):,} statements, {len(reports):,} reports"):
            if self._new_meeting and reports:
                self._store.meetings.add(self._meeting)
            self._store.reports.add(reports)
            self._store.coders.add(new_coders)
            if self._matched.book is not None:
                self._store.codebooks.add(self._matched.book)
            self._store.statements.add(statements)
            self._store.sources.add(self._record(reports, ids).entry(datetime.now(UTC).date().isoformat()))
        return {
            "imported": len(statements),
            "reports": len(reports),
            "codes": len(self._matched.new),
            "coders": len(new_coders),
            "meetings": int(self._new_meeting and bool(reports)),
            "there": len(self._parcel.passages) - len(statements),
        }

    def _reports(self) -> list[Report]:
        """Make the reports of new documents, and enter them among the homes of passages."""
        taken = set(self._store.reports.ids())
        made = []
        for each in self._parcel.documents:
            if each.id in self._homes:
                continue
            key = _free(slug(each.title, "report"), taken)
            taken.add(key)
            self._homes[each.id] = key
            original = each.original if each.original is not None else each.text.encode("utf-8", "surrogatepass")
            made.append(
                Report(
                    id=key,
                    title=each.title or f"Document {each.id}",
                    meeting=self._meeting.id,
                    name=self._name,
                    media_type=each.media_type or ("text/plain" if each.original is None else None),
                    sha256=hashlib.sha256(original).hexdigest(),
                    original=original,
                    clean=analyse(each.text),
                    moment=each.moment,
                    details=dict(each.details),
                )
            )
        return made

    def _statements(self, clean: Mapping[str, CleanText]) -> tuple[list[Statement], dict[str, str]]:
        """Return the statements of new passages, and the ids of passages that their own ids do not tell."""
        actors = self._actors()
        known, taken = set(self._store.statements.ids()), set[str]()
        made, ids = [], {}
        for each in self._parcel.passages:
            home = self._homes[each.document]
            if self._same(each) is not None:
                continue
            if is_own(each):
                key = _free(own_id(each), known)
                known.add(key)
                statement = own_again(self._bare(each, key, home), each, actors)
            else:
                plain = _PLAIN_ID.fullmatch(each.id) is not None
                key = _free(f"{self._key}-{each.id if plain else 'passage'}", taken)
                taken.add(key)
                if key != f"{self._key}-{each.id}":
                    ids[key] = each.id
                statement = self._statement(each, key, home, actors)
            made.append(_placed(statement, clean[home]) if home in clean else statement)
        return made, ids

    def _statement(self, each: Passage, key: str, home: str, actors: Mapping[str, str]) -> Statement:
        variables = dict(each.variables)
        if each.kind is not None:
            variables[self._kind_names[0]] = each.kind
        if each.made is not None:
            variables[self._kind_names[1]] = each.made.isoformat()
        return replace(
            self._bare(each, key, home),
            attribution=_attribution(each.variables, actors),
            stance=_stance(each),
            variables=variables,
        )

    def _bare(self, each: Passage, key: str, home: str) -> Statement:
        return Statement(
            id=key,
            report=home,
            span=Span(each.start, each.stop),
            concepts=tuple(dict.fromkeys(self._matched.codes.get(code, code) for code in each.codes)),
            status=Status.ACCEPTED,
            coder=self._coders.get(each.coder or ""),
            note=each.note or None,
        )

    def _record(self, reports: Sequence[Report], ids: Mapping[str, str]) -> ParcelRecord:
        parcel, homes = self._parcel, self._homes
        return ParcelRecord(
            key=self._key,
            tool=parcel.tool,
            file=self._name,
            documents={homes[each.id]: each.id for each in parcel.documents},
            plain=tuple(homes[each.id] for each in parcel.documents if each.original is None),
            titles={homes[each.id]: each.title for each in parcel.documents if not each.title},
            codes=tuple((self._matched.codes[each.id], each.id, each.colour, each.leaf) for each in parcel.codes),
            coders=tuple((key, name, self._coders.get(key)) for key, name in parcel.coders.items()),
            passages=ids,
            names=self._kind_names,
            kinds=parcel.kinds,
            entities=parcel.entities,
            extras=self._carried(),
        )

    def _carried(self) -> dict[str, Any]:
        extras = self._parcel.extras
        kept = {name: _without_passwords(extras[name]) for name in _CARRIED if name in extras}
        for name in _CARRIED_OPENLY if not self.names else ():
            if name in extras and len(json.dumps(extras[name])) <= _LARGEST_CARRIED:
                kept[name] = extras[name]
        return kept


def _check(parcel: Parcel, name: str) -> None:
    lengths = {each.id: len(each.text) for each in parcel.documents}
    if len(lengths) < len(parcel.documents):
        raise InputError("Two documents have the same id.", record=name, remedy="Export the file anew.")
    for each in parcel.passages:
        if each.document not in lengths:
            raise InputError(f"Its document {each.document!r} is not there.", record=f"{name}, passage {each.id!r}")
        if not 0 <= each.start < each.stop <= lengths[each.document]:
            raise InputError(
                f"It runs from {each.start} to {each.stop} of a text of {lengths[each.document]} characters.",
                record=f"{name}, passage {each.id!r}",
                remedy="Mend or leave out the passage.",
            )


def _free(wanted: str, taken: set[str], before: str = "_") -> str:
    candidate, number = wanted, 2
    while candidate in taken:
        candidate, number = f"{wanted}{before}{number}", number + 1
    return candidate


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name or "import"


def _coder_ids(parcel: Parcel) -> dict[str, str]:
    """Return the id here of each coder who coded something: their name, in letters that can be read on a line."""
    used = {each.coder for each in parcel.passages}
    ids: dict[str, str] = {}
    for key, name in parcel.coders.items():
        if key in used:
            plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:76] or "coder"
            ids[key] = _free(plain, set(ids.values()), " ")
    return ids


def _free_names(parcel: Parcel) -> tuple[str, str]:
    """Return names of variables for kind and time that no passage has a variable of."""
    used = {name for each in parcel.passages for name in each.variables}
    used |= {name for variables in parcel.kinds.values() for name in variables}
    return _free("kind of statement", used, " "), _free("made", used, " ")


def _coded(variables: Mapping[str, Any], codes: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return what tells one coding of a passage from another: variables but people's names, or, without them, codes."""
    told = frozenset((name, repr(value)) for name, value in variables.items() if not is_personal(name))
    return told or frozenset(("code", code) for code in codes)


def _attribution(variables: Mapping[str, Any], actors: Mapping[str, str]) -> Attribution:
    organisation = str(variables.get("organization") or variables.get("organisation") or "")
    person = any(value for name, value in variables.items() if is_personal(name))
    if not organisation and not person:
        return Attribution()
    affiliation = tuple(filter(None, [actors.get(organisation.casefold())]))
    kind = HolderKind.PARTICIPANT if person else HolderKind.ORGANIZATION
    return Attribution(explicit=True, kind=kind, affiliation=affiliation, form=Form.HOLDER)


def _stance(passage: Passage) -> Stance | None:
    """Return the stance that the truth value `agreement` tells."""
    agreement = passage.variables.get("agreement")
    if not isinstance(agreement, bool) or not passage.codes:
        return None
    return Stance.SUPPORT if agreement else Stance.OPPOSE


def _placed(statement: Statement, clean: CleanText) -> Statement:
    """Return the statement with the section, paragraph and sentence it begins in."""
    assert statement.span is not None  # made with one
    start = statement.span.start
    at = bisect_right(clean.paragraphs, start, key=lambda each: each.span.start) - 1
    paragraph = clean.paragraphs[at] if at >= 0 and start < clean.paragraphs[at].span.end else None
    at = bisect_right(clean.sentences, start, key=lambda each: each.start) - 1
    sentence = clean.sentences[at] if at >= 0 and start < clean.sentences[at].end else None
    return replace(
        statement,
        sentence=sentence,
        section=paragraph.section if paragraph else None,
        paragraph=paragraph.number if paragraph else None,
    )


def _without_passwords(extras: Any) -> Any:
    """Return extras of DNA without what was kept of passwords; coders get the writer's own when written back."""
    if not isinstance(extras, Mapping) or "coders" not in extras:
        return extras
    coders = [
        {**each, "rest": {name: value for name, value in each["rest"].items() if name != "Password"}}
        for each in extras["coders"]
    ]
    return {**extras, "coders": coders}
