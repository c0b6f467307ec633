"""Deciding: stored positions as an agenda, through every model, over many draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, NotFoundError, UsageError
from contingent.briefs.digests import Digest, digest
from contingent.briefs.outcomes import Beside, IssueOutcome, by_issue, issue_outcomes
from contingent.briefs.phrases import short
from contingent.decisions.base import DecisionModel, Outcome, WeighingModel
from contingent.decisions.models import model_classes
from contingent.decisions.models import models as models_named
from contingent.decisions.movers import Levers, levers
from contingent.decisions.options import options_of
from contingent.futures.assumptions import Assumed, read_assumptions
from contingent.futures.designs import Design
from contingent.futures.ensembles import Ensemble
from contingent.futures.folders import run_in
from contingent.futures.plans import Plan
from contingent.futures.runs import run
from contingent.positions.agenda import VARIANTS, Agenda
from contingent.positions.issues import Issue
from contingent.project.assuming import assumptions_for, narrowed
from contingent.project.drawing import DRAWS, WHO, Drawing
from contingent.records.actors import ActorKind
from contingent.store.store import Store

if TYPE_CHECKING:
    from contingent.project.project import Project

ALL = "all"
"""The word for every model there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A model that cannot decide the agenda at hand, and why."""

    model: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the models make of the stated positions.

    `ensembles` hold the draws: of the issues decided together, then of those that each actor decides for itself.
    `outcomes` tell them issue by issue with who could change each and where it falls if others count; `stated` are the
    models' outcomes at the stated positions; `digests` say by issue what all models say together; `left_out` are the
    models that cannot read this agenda. `named` says that the models were named one by one.
    """

    issues: tuple[Issue, ...]
    ensembles: tuple[Ensemble, ...]
    outcomes: tuple[IssueOutcome, ...]
    stated: Mapping[str, Outcome]
    levers: tuple[Levers, ...]
    digests: tuple[Digest, ...]
    left_out: tuple[LeftOut, ...]
    drawing: Drawing
    named: bool

    @property
    def ensemble(self) -> Ensemble:
        """The draws of the issues decided together; where there are none, of the others."""
        return self.ensembles[0]

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that decided, in their order."""
        return tuple(dict.fromkeys(each.model for each in self.outcomes))

    @property
    def settings(self) -> tuple[str, ...]:
        """The options that are not the default, each as `model.option=value`."""
        return tuple(
            f"{model.name}.{option.name}={getattr(model, option.name)}"
            for model in self.ensemble.plan.models
            for option in options_of(type(model))
            if getattr(model, option.name) != option.default
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over issues of one sort."""

    store: Store
    models: tuple[DecisionModel, ...]
    drawing: Drawing
    assumed: Assumed

    def over(self, table: _Table, stated: Mapping[str, Outcome]) -> tuple[Ensemble, tuple[IssueOutcome, ...]]:
        """Return the draws of the issues asked and what they come to; `stated` are the outcomes as stated."""
        drawing, plan = self.drawing, self.plan(table, self.drawing.draws)
        if drawing.folder is not None and stated:
            ensemble = run_in(drawing.folder, plan, runner=drawing.worker(), watch=drawing.watch)
        else:
            ensemble = run(plan, runner=drawing.worker(), watch=drawing.watch)
        weighing = [each for each in ensemble.plan.models if isinstance(each, WeighingModel)]
        found = tuple(levers(ensemble.agenda, issue, model) for issue in table.asked.issues for model in weighing)
        beside = Beside(levers=found, stated=stated, variants=self._others(table))
        return ensemble, issue_outcomes(ensemble, beside)

    def plan(self, table: _Table, draws: int) -> Plan:
        """Return what is computed: all that lies on the table where a model reads it, else what is asked."""
        joint = any(type(model).card.joint for model in self.models)
        read, drawing = table.whole if joint else table.asked, self.drawing
        inputs = narrowed(self.assumed, read).inputs(read)
        shown = table.asked.issues if table.asked.issues != read.issues else ()
        return Plan(
            inputs=inputs,
            models=self.models,
            draws=draws,
            seed=drawing.seed,
            design=Design(drawing.design),
            shown=shown,
        )

    def _others(self, table: _Table) -> dict[str, Ensemble]:
        """The first draws where the other set of actors counts; empty where it leaves nobody or too few to decide."""
        name = "states" if self.drawing.who == "all" else "all"
        try:
            other = _Table.of(self.store, table.asked.issues, name, self.assumed)
            return {WHO[name]: run(self.plan(other, min(DRAWS, self.drawing.draws)))}
        except InputError:
            return {}


@dataclass(frozen=True, slots=True)
class _Table:
    """What lies on one table: the agenda of the issues asked, and of all that could be traded there."""

    asked: Agenda
    whole: Agenda

    @classmethod
    def of(cls, store: Store, issues: Sequence[str], who: str, assumed: Assumed) -> _Table:
        """Return the table of the collective issues asked, with the assumed capabilities and status quo."""
        asked, whole = (agenda_of(store, each, who) for each in (issues, _collective(store)))
        return cls(*(narrowed(assumed, each).agenda(each) for each in (asked, whole)))

    def read_by(self, model: DecisionModel) -> Agenda:
        """Return what a model reads of it: all, where it trades issues; one that an option makes decide issues together
        does so with those asked."""
        return self.whole if type(model).card.joint else self.asked


def agenda_of(
    store: Store, issues: Sequence[str] | None, who: str = "all", capability: Mapping[str, float] | None = None
) -> Agenda:
    """Return the agenda of the stored positions. Raises UsageError, NotFoundError; see `Project.agenda`."""
    if who not in WHO:
        raise UsageError(f"{who!r} names no set of actors.", remedy=f"Say one of: {', '.join(WHO)}.")
    wanted = _issues(store, issues)
    positions = store.positions.find(issue=[issue.id for issue in wanted])
    made = Agenda.of(positions, wanted, capability=capability)
    strange = sorted(set(capability or {}) - {position.actor for position in positions})
    if strange:
        raise NotFoundError(
            f"Capability is given to {', '.join(strange)}, who hold no position on these issues.",
            remedy=f"Actors there: {', '.join(sorted(made.actors))}.",
        )
    return made.of_types(VARIANTS[WHO[who]])


def decide(
    project: Project, issues: Sequence[str] | None, models: Sequence[str | DecisionModel], drawing: Drawing
) -> Decisions:
    """Return the decisions on some issues; see `Project.decide`."""
    store, name = project.store, actor_names(project)
    wanted = _issues(store, issues)
    if drawing.design not in tuple(Design):
        raise UsageError(f"{drawing.design!r} is no design.", remedy=f"Say one of: {', '.join(Design)}.")
    assumed = assumptions_for(store, drawing.assume)
    chosen = _chosen(models, assumed.models)
    draw = _Run(store, chosen, drawing, assumed)
    runs: list[tuple[Ensemble, tuple[IssueOutcome, ...]]] = []
    stated: dict[str, Outcome] = {}
    left_out: tuple[LeftOut, ...] = ()
    together, apart = ([i.id for i in wanted if i.collective is kind] for kind in (True, False))
    if together:
        table = _Table.of(store, together, drawing.who, assumed)
        readable, stated = _readable(chosen, table, named=ALL not in models)
        left_out = tuple(LeftOut(model=m.name, reason=_why_not(m, table)) for m in chosen if m not in readable)
        runs.append(replace(draw, models=readable).over(table, stated))
    if apart:
        adding = tuple(each for each in chosen if isinstance(each, WeighingModel))
        agenda = agenda_of(store, apart, drawing.who)
        runs += [replace(draw, models=adding).over(_Table(agenda, agenda), {})] if adding else []
    if not runs:
        raise UsageError(
            f"Each actor decides {', '.join(apart)} for itself, and the models named find joint outcomes only.",
            remedy="Name a model that sums positions up, `compromise` or `median`, or an issue decided together.",
        )
    left_out += tuple(LeftOut(model=s.model, reason=s.reason) for s in runs[0][0].skipped)
    outcomes = _in_order(wanted, [each for _, found in runs for each in found])
    told = by_issue(outcomes)
    return Decisions(
        issues=tuple(issue for issue in wanted if issue.id in told),
        ensembles=tuple(ensemble for ensemble, _ in runs),
        outcomes=outcomes,
        stated=stated,
        levers=tuple(each.levers for each in outcomes if each.levers is not None),
        digests=tuple(digest(issue, told[issue.id], name) for issue in wanted if issue.id in told),
        left_out=left_out,
        drawing=drawing,
        named=ALL not in models,
    )


def actor_names(project: Project) -> Callable[[str], str]:
    """Return how actors stand in a sentence: states and organisations by name, groups by what they are, in quotes."""
    actors = {actor.code: actor for actor in project.record.actors}

    def name(code: str) -> str:
        found = actors.get(code)
        if found is None:
            return code
        return f"“{found.name}”" if found.kind is ActorKind.GROUP else short(code, actors)

    return name


def models_with(
    names: Sequence[str], settings: Mapping[str, Mapping[str, object]], assume: Path | None = None
) -> tuple[DecisionModel, ...]:
    """Return models by name with options set; an option not set here is as the file `assume` has it, if it does.

    Raises NotFoundError, InputError for an unknown model or option or a file that cannot be read, UsageError for
    options of a model not named.
    """
    filed = read_assumptions(assume).models if assume else {}
    merged = {name: {**filed.get(name, {}), **settings.get(name, {})} for name in (*filed, *settings)}
    chosen = models_named(names, merged)
    idle = [name for name in settings if name not in {model.name for model in chosen}]
    if idle:
        raise UsageError(
            f"Options are set for {', '.join(idle)}, which is not asked.", remedy="Name it as a model too."
        )
    return chosen


def _issues(store: Store, issues: Sequence[str] | None) -> list[Issue]:
    wanted = [store.issues.get(issue) for issue in dict.fromkeys(issues)] if issues else list(store.issues.find())
    if not wanted:
        raise NotFoundError(
            "The project has no issues.",
            record=store.address,
            remedy="Start from a case with issues.yaml and positions.csv: contingent new PROJECT --from FOLDER.",
        )
    return wanted


def _chosen(
    models: Sequence[str | DecisionModel], settings: Mapping[str, Mapping[str, object]]
) -> tuple[DecisionModel, ...]:
    """The models by name, with assumed options, or as they are given; each once."""
    if not models:
        raise UsageError("No model is named.", remedy=f"Name models, or say {ALL!r}.")
    given = {each.name: each for each in models if not isinstance(each, str)}
    names = dict.fromkeys(each if isinstance(each, str) else each.name for each in models)
    strange = [name for name in given if name not in model_classes()]
    found = models_named([name for name in names if name not in strange], settings)
    return (*(given.get(each.name, each) for each in found), *(given[name] for name in strange))


def _collective(store: Store) -> list[str]:
    """The issues that are decided together and on which somebody stands."""
    return [issue.id for issue in store.issues.find() if issue.collective and store.positions.count(issue=issue.id)]


def _readable(
    models: Sequence[DecisionModel], table: _Table, *, named: bool
) -> tuple[tuple[DecisionModel, ...], dict[str, Outcome]]:
    """The models that can decide what they read of a table, and what they decide at the stated positions.

    Raises the InputError of a model that cannot where the models were `named`, or where none can.
    """
    readable, stated = [], {}
    refusal: InputError | None = None
    for model in models:
        if not named and _alone(model, table):
            continue
        try:
            stated[model.name] = model.decide(table.read_by(model))
        except InputError as error:
            if named:
                raise
            refusal = error
        else:
            readable.append(model)
    if not readable and refusal is not None:
        raise refusal
    return tuple(readable), stated


def _alone(model: DecisionModel, table: _Table) -> bool:
    """Whether a model that trades one issue for another has only one."""
    return type(model).card.joint and len(table.whole.issues) < 2


def _why_not(model: DecisionModel, table: _Table) -> str:
    if _alone(model, table):
        return "it trades one issue for another, and only one of the project is decided together"
    try:
        model.decide(table.read_by(model))
    except InputError as error:
        return error.what
    return ""


def _in_order(issues: Sequence[Issue], outcomes: Sequence[IssueOutcome]) -> tuple[IssueOutcome, ...]:
    at = {issue.id: number for number, issue in enumerate(issues)}
    return tuple(sorted(outcomes, key=lambda each: at[each.issue]))
