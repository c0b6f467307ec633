"""Understanding: what the outcome of a stored issue hangs on, who could tip it, and what to find out next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from contingent.base.errors import InputError
from contingent.base.files import write_whole
from contingent.briefs.told.understanding import Understanding as Understanding
from contingent.decisions.base import DecisionModel
from contingent.decisions.models import models as models_named
from contingent.futures.disagreement import disagreement
from contingent.futures.discovery import discovery
from contingent.futures.indices import base_size
from contingent.futures.information import information
from contingent.futures.pivotal import pivots
from contingent.futures.sensitivity import sensitivity
from contingent.futures.studies import Study
from contingent.positions.issues import Issue
from contingent.project.assuming import assumptions_for, narrowed
from contingent.project.deciding import actor_names, agenda_of
from contingent.project.drawing import SEED
from contingent.store.store import Store

if TYPE_CHECKING:
    from contingent.positions.agenda import Agenda
    from contingent.project.project import Project

USUAL = ("compromise", "median", "challenge")
"""Models asked unless others are named: each decides a hundred thousand draws in seconds."""

POINTS = 8_192
"""Draws, and size of the design, unless somebody says otherwise."""

PAGES, PICTURES = (".html", ".htm"), (".svg", ".png")


def _unwatched(_: str) -> None:
    """Take no notice."""


class HowExplained(TypedDict, total=False):
    """How an issue is explained, as keywords; see `explain`."""

    draws: int
    seed: int
    who: str
    assume: Path | None
    watch: Callable[[str], object]


def explain(
    project: Project,
    issue: str,
    models: Sequence[str | DecisionModel] = USUAL,
    *,
    draws: int = POINTS,
    seed: int = SEED,
    who: str = "all",
    assume: Path | None = None,
    watch: Callable[[str], object] = _unwatched,
) -> Understanding:
    """Return what the outcome on an issue hangs on under some models.

    Args:
        project: holds the positions.
        issue: id of an issue that its actors decide together.
        models: names (`all`: every one that can read the agenda) or models with options set.
        draws: how many draws; sensitivities take them up to the next power of two, for every actor and input anew.
        seed: of all draws.
        who: whose positions count, `all` or `states`.
        assume: a file of assumptions, for example of inputs that move together; see `futures.assumptions`.
        watch: told what is being worked out.

    Raises NotFoundError for an unknown issue or model; InputError for an issue that each actor decides for itself, too
    few or too many draws, or a named model that cannot read the agenda.
    """
    base_size(draws)
    asked = _together(project.store.issues.get(issue))
    chosen = _chosen(models)
    agenda, readable, left_out = _agenda(project.store, asked, chosen, who, named="all" not in models)
    assumed = narrowed(assumptions_for(project.store, assume), agenda)
    study = Study.of(assumed.inputs(agenda), issue, readable)
    watch("Deciding draws")
    sample = study.sample(draws, seed)
    positions = tuple(project.store.positions.find(issue=[issue]))
    watch("What it hangs on")
    hangs = sensitivity(study, draws, seed)
    watch("Conditions and pivots")
    conditions, tipping = discovery(sample), pivots(sample)
    watch("What to find out next, where models disagree")
    name = actor_names(project)
    return Understanding(
        issue=asked,
        study=study,
        sensitivity=hangs,
        discovery=conditions,
        pivots=tipping,
        information=information(sample, positions),
        disagreement=disagreement(sample),
        names={actor: name(actor) for actor in study.inputs.agenda.actors},
        positions=positions,
        draws=draws,
        seed=seed,
        quotes=_quotes(project, {key for each in positions for key in each.evidence}),
        left_out=left_out,
    )


def models_for(names: Sequence[str], settings: Mapping[str, Mapping[str, object]]) -> tuple[str | DecisionModel, ...]:
    """Return the models that some words ask for: those named, else the usual ones, with options set.

    Options of a model that is not named ask for it as well. Raises NotFoundError, InputError.
    """
    wanted = [*(names or USUAL), *(name for name in settings if name not in names)]
    own = tuple(models_named([name for name in wanted if name != "all"], settings)) if set(wanted) - {"all"} else ()
    return ("all", *own) if "all" in wanted else own


def save_understanding(found: Understanding, path: str | Path) -> Path:
    """Write the page as one HTML file, or its first chart as SVG or PNG, whole or not at all; return the path.

    Raises InputError for another ending, a folder that is not there, or a picture where nothing varies.
    """
    target = check_target(path)
    if target.suffix.lower() in PAGES:
        from contingent.briefs.render.html import render_html
        from contingent.briefs.told.page import page_of

        write_whole(target, render_html(page_of(found)).encode())
        return target
    from contingent.briefs.charts import draw
    from contingent.briefs.charts.style import headed, png, svg
    from contingent.briefs.told.page import figures

    figure = next(iter(figures(found)), None)
    if figure is None:
        raise InputError(
            "Nothing varies on this issue, so there is no chart to draw.",
            record=str(target),
            remedy="Write the page instead (.html), or give positions a range from low to high.",
        )
    chart = headed(draw(figure), found.issue.question, figure.title, figure.subtitle)
    made = (
        png(chart)
        if target.suffix.lower() == ".png"
        else svg(chart, key="chart", title=figure.title, alt_text=figure.alt).encode()
    )
    write_whole(target, made)
    return target


def check_target(path: str | Path) -> Path:
    """Return the path, if something can be written there; said before the work, not after. Raises InputError."""
    target = Path(path)
    if target.suffix.lower() not in PAGES + PICTURES:
        raise InputError(
            f"It is written as a page or a picture, not as {target.suffix or 'a file without an ending'}.",
            record=str(target),
            remedy="Name a file that ends in .html, .svg or .png.",
        )
    if not target.parent.is_dir():
        raise InputError("The folder is not there.", record=str(target.parent), remedy="Make it, or name another one.")
    return target


def understanding_as_dict(found: Understanding) -> dict[str, object]:
    """Return everything as plain values: issue, models, draws, seed, sentences by heading, tables by name."""
    return {
        "issue": found.issue.id,
        "models": [model.name for model in found.study.models],
        "draws": found.draws,
        "design": found.sensitivity.base,
        "seed": found.seed,
        "names": dict(found.names),
        "left_out": list(found.left_out),
        "sentences": {title: list(told) for title, told in found.sentences().items()},
        "tables": found.tables(),
    }


def _together(issue: Issue) -> Issue:
    if not issue.collective:
        raise InputError(
            "Each actor decides this for itself, so there is no joint outcome to explain.",
            record=f"issue {issue.id}",
            remedy=f"Compare the positions instead: contingent issues PROJECT {issue.id}.",
        )
    return issue


def _chosen(models: Sequence[str | DecisionModel]) -> tuple[DecisionModel, ...]:
    """Return the models, each once, those given by name with their defaults."""
    found: dict[str, DecisionModel] = {}
    for each in models:
        for model in models_named([each]) if isinstance(each, str) else (each,):
            found[model.name] = model
    return tuple(found.values())


def _agenda(
    store: Store, issue: Issue, chosen: tuple[DecisionModel, ...], who: str, *, named: bool
) -> tuple[Agenda, tuple[DecisionModel, ...], tuple[str, ...]]:
    """Return the agenda, the models that can read it, and sentences on those that cannot.

    Models that decide issues together get all issues, and only where they are named: every input of every issue would
    be one to look at.
    """
    left_out = []
    if not named:
        for each in (each for each in chosen if each.card.joint):
            left_out.append(
                f"{each.card.title} decides issues together and is asked only by name: --model {each.name}."
            )
        chosen = tuple(each for each in chosen if not each.card.joint)
    joint = any(each.card.joint for each in chosen)
    issues = [each.id for each in store.issues.find() if each.collective] if joint else [issue.id]
    agenda = agenda_of(store, issues, who)
    readable = []
    for each in chosen:
        try:
            each.decide(agenda)
        except InputError as error:
            if named:
                raise
            left_out.append(f"{each.card.title} is left out: {error.what}")
        else:
            readable.append(each)
    return agenda, tuple(readable), tuple(left_out)


def _quotes(project: Project, keys: set[str]) -> dict[str, str]:
    if not keys:
        return {}
    return project.quotes(each for each in project.statements.find() if each.id in keys)
