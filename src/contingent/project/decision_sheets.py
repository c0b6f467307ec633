"""Decision sheets: one issue's decision, with the statements behind its positions, written as one page."""

from __future__ import annotations

import io
import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import InputError, UsageError
from contingent.base.files import write_whole
from contingent.briefs.outcomes import label_of
from contingent.coding.vocabulary import Status
from contingent.project.deciding import Decisions, actor_names
from contingent.project.drawing import Drawing

if TYPE_CHECKING:
    from contingent.briefs.brief import Brief
    from contingent.briefs.told.understanding import Understanding
    from contingent.project.project import Project

DRAWN = "draws.parquet"
"""The table of all draws in the folder of a run."""

PAGES = (".html", ".htm")

HEADINGS = ("What it hangs on", "Under which conditions", "What to find out next")
"""What of an explanation stands on the sheet; `contingent explain` tells it in full."""

FEWEST = 1_024
"""Draws of an explanation at least, however few were asked for."""


def decision_brief(project: Project, decisions: Decisions, *, prepared: date | None = None) -> Brief:
    """Return the decision sheet of the one issue of `decisions`. Raises UsageError if there are several."""
    from contingent.briefs.sheets.decision import DecisionMaterial, decision_sheet
    from contingent.briefs.told.page import figures

    if len(decisions.issues) != 1:
        named = ", ".join(issue.id for issue in decisions.issues)
        raise UsageError(f"A decision sheet is of one issue, not of {named}.", remedy="Name one issue.")
    (issue,) = decisions.issues
    positions = project.positions.find(issue=issue.id)
    keys = dict.fromkeys(key for position in positions for key in position.evidence)
    held = set(project.statements.ids())
    found = {key: project.statements.get(key) for key in keys if key in held}
    told = {key: each for key, each in found.items() if each.status is not Status.REJECTED}
    facts = [f"{decisions.drawing.draws:,} draws, seed {decisions.drawing.seed}"]
    facts += [f"prepared {prepared.isoformat()}"] if prepared else []
    understood = _understood(project, decisions)
    return decision_sheet(
        DecisionMaterial(
            issue=issue,
            positions=positions,
            outcomes=decisions.outcomes,
            name=actor_names(project),
            statements=told,
            quotes=project.quotes(tuple(told.values())),
            hangs=tuple(text for title in HEADINGS for text in understood.sentences()[title]) if understood else (),
            charts=tuple(each for each in figures(understood) if each.chart == "weights")[:1] if understood else (),
            left_out=tuple(f"{label_of(left.model)}: {left.reason}." for left in decisions.left_out),
            repeat=command_of(decisions),
            facts=tuple(facts),
        )
    )


def _understood(project: Project, decisions: Decisions) -> Understanding | None:
    """Return what the outcome hangs on under the models usually asked, as far as they are among those that decided."""
    from contingent.project.understanding import POINTS, USUAL, explain

    (issue,), drawing = decisions.issues, decisions.drawing
    models = [model for model in decisions.ensemble.plan.models if model.name in USUAL]
    if not issue.collective or not models:
        return None
    draws = min(POINTS, max(FEWEST, drawing.draws))
    try:
        return explain(
            project, issue.id, models, draws=draws, seed=drawing.seed, who=drawing.who, assume=drawing.assume
        )
    except InputError:  # nothing varies, or too much to look at
        return None


def save_decision(project: Project, decisions: Decisions, path: str | Path) -> Path:
    """Write the decision sheet as one HTML file, whole or not at all, and return its path.

    Raises UsageError as `decision_brief`, InputError for another ending or a folder that is not there.
    """
    from contingent.briefs.render.html import render_html

    target = Path(path)
    check_target(target, PAGES)
    write_whole(target, render_html(decision_brief(project, decisions, prepared=date.today())).encode())
    return target


def save_draws(decisions: Decisions, path: str | Path, folder: Path | None = None) -> Path:
    """Write every draw as a tidy Parquet table (issue, model, draw, outcome) and return its path.

    `folder` is where the run kept its draws, if it did. Raises UsageError where they were not kept, or as
    `save_decision`.
    """
    import polars as pl

    target = Path(path)
    check_target(target, (".parquet",))
    if not all(ensemble.kept for ensemble in decisions.ensembles) and folder is None:
        raise UsageError(
            f"{decisions.drawing.draws:,} draws are too many to hold.",
            record=str(target),
            remedy="Let the run keep them in a folder: --run NAME.run.",
        )
    out = io.BytesIO()
    frames = [ensemble.table() for ensemble in decisions.ensembles if ensemble.kept]
    if folder is not None and (Path(folder) / DRAWN).exists() and not decisions.ensemble.kept:
        if not frames:
            write_whole(target, (Path(folder) / DRAWN).read_bytes())
            return target
        frames.insert(0, pl.read_parquet(Path(folder) / DRAWN).select("issue", "model", "draw", "outcome"))
    pl.concat(frames, how="vertical_relaxed").write_parquet(out)
    write_whole(target, out.getvalue())
    return target


def check_target(path: Path, endings: tuple[str, ...]) -> None:
    """Raise an InputError if nothing can be written there; said before the work, not after."""
    if path.suffix.lower() not in endings:
        raise InputError(
            f"{path.name} ends in none of {', '.join(endings)}.", record=str(path), remedy="Name another file."
        )
    if not path.parent.is_dir():
        raise InputError("The folder is not there.", record=str(path.parent), remedy="Make it, or name another one.")


def command_of(decisions: Decisions) -> str:
    """Return the command that gives the same figures again."""
    drawing, plain = decisions.drawing, Drawing()
    words = ["contingent", "decide", "PROJECT", *(issue.id for issue in decisions.issues)]
    words += [word for model in decisions.models for word in ("--model", model)] if decisions.named else []
    words += ["--draws", str(drawing.draws), "--seed", str(drawing.seed)]
    words += [word for setting in decisions.settings for word in ("--set", setting)]
    for name in ("who", "design", "assume"):
        value = getattr(drawing, name)
        words += [f"--{name}", str(value)] if value != getattr(plain, name) else []
    return shlex.join(words)
