"""Adjudication: from the codings of several to one that is settled, each decision recorded with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contingent.base.errors import ConflictError, InputError, NotFoundError, UsageError
from contingent.coding.codings import Choice, Settlement
from contingent.coding.comparing import Accord, Comparison, Place, differing
from contingent.coding.exchange.statement_fields import statement_to_flat
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Status
from contingent.project.codings import compare_codings, enter_desk
from contingent.project.reviewing import edited
from contingent.store.coders import Coder, CoderKind

if TYPE_CHECKING:
    from contingent.project.project import Project

SETTLED = Coder(id="settled", name="Settled coding", kind=CoderKind.SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an adjudicator decides of a place.

    Attributes:
        take: the coder whose statement is taken; without one that which is settled, else the statement named.
        edits: fields set in it, in words, as `reviewing.EDITABLE` allows.
        drop: the place gets no settled statement.
        why: the reason.
    """

    take: str | None = None
    edits: Mapping[str, str] | None = None
    drop: bool = False
    why: str | None = None


def settle(project: Project, statements: Sequence[str], ruling: Ruling) -> tuple[Settlement, ...]:
    """Settle the places on which these statements stand, as one change, and return the decisions recorded.

    Raises UsageError for a ruling that says nothing or two things, NotFoundError for an unknown statement or a coder
    who has none at the place, ConflictError while the report is still coded blind; then nothing is stored.
    """
    _check(ruling)
    found = [project.statements.get(key) for key in dict.fromkeys(statements)]
    with project.store.change(f"Settled {', '.join(each.id for each in found)}"):
        room = _Room(project)
        made = [each for statement in found for each in room.decide(statement, ruling)]
        room.relink({each.report for each in made})
    return tuple(made)


def settle_agreed(project: Project, report: str, *, why: str | None = None) -> tuple[Settlement, ...]:
    """Take over everything on which all coders agree and nothing is decided yet, as one change; return the decisions.

    Agreed is a place where every coder has a statement and no compared field differs, the span included.
    """
    with project.store.change(f"Settled what the coders of report {report} agree on"):
        room = _Room(project)
        compared = room.comparison(report)
        made = room.agree(compared, why)
        room.relink({report})
    return tuple(made)


def settlements_of(project: Project, statement: str) -> tuple[Settlement, ...]:
    """Return the decisions that made a settled statement, or that chose or passed over a coder's statement."""
    every = project.settlements.find()
    return tuple(each for each in every if each.statement == statement or statement in each.statements)


def settled_twins(project: Project) -> dict[str, str]:
    """Return by each coder's statement the settled one that was made from its place, where there is one."""
    return {
        source: each.statement
        for each in project.settlements.find()
        if each.statement is not None
        for source in each.statements
    }


def decisions(project: Project, compared: Comparison) -> dict[int, tuple[Settlement, ...]]:
    """Return the decisions about each place of a comparison by its number, the latest last."""
    place_of = {each.id: place.number for place in compared.places for each in place.statements.values()}
    found: dict[int, tuple[Settlement, ...]] = {}
    for each in project.settlements.find(report=compared.report):
        for number in {place_of[key] for key in each.statements if key in place_of}:
            found[number] = (*found.get(number, ()), each)
    return found


def changed_since(project: Project, compared: Comparison) -> dict[int, str]:
    """Return, by the number of a settled place, what coders changed in their statements there since, in a sentence.

    The settled statement stays as it was decided. A place is told of if a statement it was decided from is gone, if one
    has come, if what was agreed differs now, or if what was taken is no longer what the coder says.
    """
    decided = decisions(project, compared)
    keys = {each.statement for about in decided.values() for each in about if each.statement is not None}
    settled = {each.id: each for each in project.statements.find(ids=sorted(keys))} if keys else {}
    found = {}
    for place in compared.places:
        told = _changed(place, decided.get(place.number, ()), settled)
        if told:
            found[place.number] = f"changed since by coders: {'; '.join(told)}"
    return found


def _changed(place: Place, about: Sequence[Settlement], settled: Mapping[str, Statement]) -> list[str]:
    if not _whole(about):
        return []
    last = _whole(about)[-1]
    there = [each.id for each in place.statements.values()]
    told = [f"{key} is gone" for key in last.statements if key not in there]
    told += [f"{key} has come" for key in there if key not in last.statements]
    fields: tuple[str, ...] = ()
    if last.choice is Choice.AGREED:
        fields = place.differing
    elif last.choice is Choice.TAKE and last.coder in place.statements and last.statement in settled:
        put = {each.field for each in about[about.index(last) :]}
        both = differing([settled[str(last.statement)], place.statements[str(last.coder)]])
        fields = tuple(name for name in both if name not in put)
    return [*told, *([f"{', '.join(fields)} no longer as settled"] if fields else [])]


def left_to_settle(project: Project, report: str) -> dict[str, Any]:
    """Return how far adjudication is: places in all, settled, dropped, changed by coders since, and what is left."""
    compared = compare_codings(project, report)
    decided = decisions(project, compared)
    open_places = [place for place in compared.places if place.number not in decided]
    last = [_whole(each)[-1] for each in decided.values() if _whole(each)]
    return {
        "report": report,
        "coders": list(compared.coders),
        "places": len(compared.places),
        "settled": sum(each.choice is not Choice.DROP for each in last),
        "dropped": sum(each.choice is Choice.DROP for each in last),
        "changed_since": len(changed_since(project, compared)),
        **{f"left_{accord.name.lower()}": sum(p.accord is accord for p in open_places) for accord in Accord},
    }


def _whole(about: Iterable[Settlement]) -> list[Settlement]:
    return [each for each in about if each.field is None]


def _check(ruling: Ruling) -> None:
    says = bool(ruling.take or ruling.edits)
    if says == ruling.drop:
        raise UsageError(
            "Say what is settled: take a coder's statement, set fields, or drop it.",
            remedy="Use --take CODER, --set FIELD=VALUE or --drop; see `contingent settle --help`.",
        )
    if not (ruling.why or "").strip():
        raise UsageError("A decision needs its reason.", remedy='Give it with --why "...".')


class _Room:
    """Where one change of adjudication is made: its moment, who decides, and the comparisons it needs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.by = enter_desk(project.store)
        self.at = datetime.now(UTC).replace(microsecond=0)
        self.settled = self._settled_coder()
        self._compared: dict[str, Comparison] = {}

    def _settled_coder(self) -> str:
        coders = self.project.coders
        there = coders.ids(kind=CoderKind.SETTLED)
        if there:
            return there[0]
        number, made = 2, SETTLED
        while made.id in coders:
            number, made = number + 1, replace(SETTLED, id=f"{SETTLED.id}-{number}")
        coders.add(made)
        return made.id

    def comparison(self, report: str) -> Comparison:
        """Return the codings of a report side by side, once every blind coder of it has finished."""
        if report not in self._compared:
            blind = self.project.assignments.find(report=report, blind=True, finished=False)
            if blind:
                raise ConflictError(
                    f"It is still coded blind by {', '.join(each.coder for each in blind)}.",
                    record=f"report {report!r}",
                    remedy=f"Settle when they have finished: contingent assign PROJECT {report} --coder NAME "
                    "--finished.",
                )
            self._compared[report] = compare_codings(self.project, report)
        return self._compared[report]

    def decide(self, named: Statement, ruling: Ruling) -> list[Settlement]:
        """Carry out a ruling on the place of one statement and return its record."""
        if ruling.drop and named.coder == self.settled and self._forsaken(named):
            return [self._drop_forsaken(named, ruling)]
        place, current = self._place(named)
        sources = tuple(each.id for each in place.statements.values())
        if ruling.drop:
            self._remove(current)
            return [self._record(named, sources, Choice.DROP, why=ruling.why)]
        taken = self._taken(place, named, current, ruling)
        chosen = edited(self.project, taken, ruling.edits) if ruling.edits else taken
        key = self._store(chosen, current)
        made = []
        if ruling.take or current is None:
            made.append(self._record(named, sources, Choice.TAKE, statement=key, coder=taken.coder, why=ruling.why))
        flat = statement_to_flat(chosen)
        for name in ruling.edits or ():
            whose = [c for c, s in place.statements.items() if statement_to_flat(s)[name] == flat[name]]
            coder = whose[0] if len(whose) == 1 else None
            record = self._record(named, sources, Choice.SET, statement=key, coder=coder, why=ruling.why)
            made.append(self._keep(replace(record, field=name, value=flat[name])))
        return made

    def _forsaken(self, settled: Statement) -> bool:
        """Whether every statement that a settled one was made from is gone or nobody's word any more."""
        there = {each.id for place in self.comparison(str(settled.report)).places for each in place.statements.values()}
        about = self.project.settlements.find(statement=settled.id)
        return not any(key in there for each in about for key in each.statements)

    def _drop_forsaken(self, settled: Statement, ruling: Ruling) -> Settlement:
        about = self.project.settlements.find(statement=settled.id)
        sources = about[-1].statements if about else ()
        self._remove(settled)
        return self._record(settled, sources, Choice.DROP, why=ruling.why)

    def agree(self, compared: Comparison, why: str | None) -> list[Settlement]:
        """Take over the agreed places that are not decided and return the record."""
        decided = decisions(self.project, compared)
        places = [p for p in compared.places if p.accord is Accord.AGREED and p.number not in decided]
        keys = self.project.statements.fresh_ids(len(places))
        chosen = [place.statements[compared.coders[0]] for place in places]
        self.project.statements.add(self._as_settled(each, key) for each, key in zip(chosen, keys, strict=True))
        made = [
            Settlement(
                id=number, report=compared.report, statement=key, choice=Choice.AGREED, why=why, by=self.by, at=self.at,
                statements=tuple(each.id for each in place.statements.values()),
            )
            for place, key, number in zip(places, keys, self._numbers(len(places)), strict=True)
        ]  # fmt: skip
        self.project.settlements.add(made)
        return made

    def _as_settled(self, chosen: Statement, key: str) -> Statement:
        return replace(chosen, id=key, coder=self.settled, status=Status.ACCEPTED, origins={})

    def _numbers(self, count: int) -> list[str]:
        """Return ids for new decisions, `D0001` and on."""
        taken = (int(key[1:]) for key in self.project.settlements.ids() if key[:1] == "D" and key[1:].isdecimal())
        last = max(taken, default=0)
        return [f"D{last + step:04d}" for step in range(1, count + 1)]

    def _place(self, named: Statement) -> tuple[Place, Statement | None]:
        """Return the place of a statement, a coder's or a settled one, and what is settled there now."""
        if named.report is None:
            raise InputError("It is of no report.", record=f"statement {named.id!r}", remedy="Name another statement.")
        compared = self.comparison(named.report)
        decided = decisions(self.project, compared)
        for place in compared.places:
            about = decided.get(place.number, ())
            settled = {each.statement for each in about}
            if named.id in {each.id for each in place.statements.values()} | settled:
                keys = [each.statement for each in reversed(about) if each.statement is not None]
                return place, self.project.statements.get(keys[0]) if keys else None
        raise NotFoundError(
            "It stands in none of the codings that are compared.",
            record=f"statement {named.id!r}",
            remedy=f"See them with `contingent compare PROJECT {named.report}`; suggestions have to be reviewed first.",
        )

    def _taken(self, place: Place, named: Statement, current: Statement | None, ruling: Ruling) -> Statement:
        if ruling.take is None:
            return current or named
        if ruling.take not in place.statements:
            raise NotFoundError(
                f"{ruling.take!r} has no statement there.",
                record=f"statement {named.id!r}",
                remedy=f"Take that of {' or '.join(place.statements)}.",
            )
        return place.statements[ruling.take]

    def _store(self, chosen: Statement, current: Statement | None) -> str:
        """Put a statement into the settled coding, in the place of the one that is there, and return its id."""
        statements = self.project.statements
        key = current.id if current is not None else statements.fresh_ids(1)[0]
        made = self._as_settled(chosen, key)
        statements.replace(made) if current is not None else statements.add(made)
        return key

    def _remove(self, current: Statement | None) -> None:
        """Take a statement out of the settled coding; the decisions that made it stay on file."""
        if current is not None:
            about = self.project.settlements.ids(statement=current.id)
            self.project.settlements.change(about, statement=None)
            self.project.statements.remove(current.id)

    def _record(
        self,
        named: Statement,
        sources: tuple[str, ...],
        choice: Choice,
        *,
        why: str | None,
        statement: str | None = None,
        coder: str | None = None,
    ) -> Settlement:
        made = Settlement(
            id=self._numbers(1)[0], report=str(named.report), statement=statement, statements=sources,
            choice=choice, coder=coder, why=why, by=self.by, at=self.at,
        )  # fmt: skip
        return made if choice is Choice.SET else self._keep(made)

    def _keep(self, made: Settlement) -> Settlement:
        self.project.settlements.add(made)
        return made

    def relink(self, reports: Iterable[str]) -> None:
        """Point settled statements at settled statements: the head of a sentence, what one is nested in, its cue."""
        for report in reports:
            twins = self._twins(report)
            own = self.project.statements.find(report=report, coder=self.settled)
            changed = []
            for each in own:
                source = each.attribution.source
                linked = replace(
                    each,
                    head=twins.get(each.head or "", each.head),
                    nested_in=twins.get(each.nested_in or "", each.nested_in),
                    attribution=replace(each.attribution, source=twins.get(source or "", source)),
                )
                if linked != each:
                    changed.append(linked)
            self.project.statements.replace(changed)

    def _twins(self, report: str) -> dict[str, str]:
        """Return by each coder's statement the settled one made from its place."""
        return {
            source: each.statement
            for each in self.project.settlements.find(report=report)
            if each.statement is not None
            for source in each.statements
        }
