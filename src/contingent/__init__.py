"""contingent: what was said, what is done, what could follow. A workbench for dialogues on peace operations.

    import contingent as ct

    project = ct.new("astana.ct", case="astana_2013")
    project.statements.find(holder="RUS")
    project.check()
    project.decide(["csto_border"])
    ct.models()
    ct.save_brief(project, "brief.html")

The names below are loaded when first asked for, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contingent.base.errors import ContingentError as ContingentError
    from contingent.base.months import Month as Month
    from contingent.base.spans import Span as Span
    from contingent.coding.convert import convert as convert
    from contingent.coding.statements import Attribution as Attribution
    from contingent.coding.statements import Claim as Claim
    from contingent.coding.statements import Statement as Statement
    from contingent.coding.statements import WhatIf as WhatIf
    from contingent.decisions.institutions.institution import Institution as Institution
    from contingent.decisions.models import models as models
    from contingent.decisions.models.challenge import Challenge as Challenge
    from contingent.decisions.models.compromise import Compromise as Compromise
    from contingent.decisions.models.condorcet import Condorcet as Condorcet
    from contingent.decisions.models.exchange import Exchange as Exchange
    from contingent.decisions.models.median import Median as Median
    from contingent.decisions.models.nash import Nash as Nash
    from contingent.decisions.models.procedural import Procedural as Procedural
    from contingent.decisions.models.spatial import Spatial as Spatial
    from contingent.positions.agenda import Agenda as Agenda
    from contingent.positions.issues import Issue as Issue
    from contingent.positions.positions import Position as Position
    from contingent.project.bare import evaluate_file as evaluate_file
    from contingent.project.bare import suggest_file as suggest_file
    from contingent.project.briefing import save_brief as save_brief
    from contingent.project.decision_sheets import save_decision as save_decision
    from contingent.project.decision_sheets import save_draws as save_draws
    from contingent.project.project import Project as Project
    from contingent.project.project import new as new
    from contingent.project.project import open_project as open  # noqa: F401
    from contingent.project.recording.importing import Request as Request
    from contingent.project.recording.showing import save_map as save_map
    from contingent.project.recording.showing import save_sheet as save_sheet
    from contingent.records.reference import reference as reference
    from contingent.store.coders import Coder as Coder

__version__ = "0.1.0"

_HOMES = {
    "Agenda": "contingent.positions.agenda",
    "Attribution": "contingent.coding.statements",
    "Challenge": "contingent.decisions.models.challenge",
    "Claim": "contingent.coding.statements",
    "Coder": "contingent.store.coders",
    "Compromise": "contingent.decisions.models.compromise",
    "Condorcet": "contingent.decisions.models.condorcet",
    "ContingentError": "contingent.base.errors",
    "Exchange": "contingent.decisions.models.exchange",
    "Institution": "contingent.decisions.institutions.institution",
    "Issue": "contingent.positions.issues",
    "Median": "contingent.decisions.models.median",
    "Month": "contingent.base.months",
    "Nash": "contingent.decisions.models.nash",
    "Position": "contingent.positions.positions",
    "Procedural": "contingent.decisions.models.procedural",
    "Project": "contingent.project.project",
    "Request": "contingent.project.recording.importing",
    "Span": "contingent.base.spans",
    "Spatial": "contingent.decisions.models.spatial",
    "Statement": "contingent.coding.statements",
    "WhatIf": "contingent.coding.statements",
    "convert": "contingent.coding.convert",
    "evaluate_file": "contingent.project.bare",
    "models": "contingent.decisions.models",
    "new": "contingent.project.project",
    "open": "contingent.project.project",
    "reference": "contingent.records.reference",
    "save_brief": "contingent.project.briefing",
    "save_decision": "contingent.project.decision_sheets",
    "save_draws": "contingent.project.decision_sheets",
    "save_map": "contingent.project.recording.showing",
    "save_sheet": "contingent.project.recording.showing",
    "suggest_file": "contingent.project.bare",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"contingent has no {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), {"open": "open_project"}.get(name, name))


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
