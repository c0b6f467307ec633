"""The Astana case as material for a brief, read from the example that ships with the package."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from contingent.briefs.material import Material
from contingent.briefs.outcomes import Beside, issue_outcomes
from contingent.checks.claims import check_all
from contingent.coding.codebook_files import load_codebook
from contingent.coding.exchange.jsonl import read_statements
from contingent.coding.reports import Confidentiality, Meeting, Report
from contingent.coding.statements import Statement
from contingent.decisions.movers import levers
from contingent.futures.ensembles import DEFAULT_MODELS, explore_variants
from contingent.positions.agenda import Agenda
from contingent.positions.issues import Issue
from contingent.positions.positions import Position
from contingent.positions.profiles import ENGAGEMENT, FRAMEWORK, read_profiles
from contingent.records.actors import Actor, ActorKind
from contingent.records.reference import reference

CASE = Path(__file__).parents[2] / "src" / "contingent" / "examples" / "astana_2013"


def astana_material(clean: str | None = None) -> Material:
    """Return the whole case; with the clean text of the report its quotes too."""
    issues, groups = _issues()
    positions = _positions()
    agenda = Agenda.of(positions)
    ensembles = explore_variants(agenda, draws=500)
    statements = _with_measures(tuple(read_statements(CASE / "statements.jsonl")))
    kinds = _yaml("actors.yaml")["actors"]
    told = _yaml("meeting.yaml")["meeting"]
    return Material(
        meeting=Meeting(**{**told, "hosts": tuple(told["hosts"]), "rule": Confidentiality(told["rule"])}),
        report=Report(id="astana_2013", title=_yaml("meeting.yaml")["report"]["title"]),
        statements=statements,
        quotes={s.id: s.span.cut(clean) for s in statements if s.span} if clean else {},
        codebook=load_codebook(CASE / "codebook.yaml"),
        actors={a["code"]: Actor(code=a["code"], name=a["name"], kind=ActorKind(a["kind"])) for a in kinds},
        groups=groups,
        verdicts=tuple(check_all(statements, reference())),
        issues=issues,
        positions=positions,
        outcomes=issue_outcomes(
            ensembles["all actors"],
            Beside(
                levers=tuple(levers(agenda, issue, model) for issue in agenda.issues for model in DEFAULT_MODELS),
                variants=ensembles,
            ),
        ),
        profiles=read_profiles(_text("profiles.yaml"), headings=ENGAGEMENT),
        organisations=read_profiles(_text("organisations.yaml"), headings=FRAMEWORK, key="organisations"),
        record=reference(),
        prepared=date(2026, 11, 23),
    )


def _text(name: str) -> str:
    return (CASE / name).read_text(encoding="utf-8")


def _yaml(name: str) -> dict:
    return yaml.safe_load(_text(name))


def _issues() -> tuple[tuple[Issue, ...], Mapping[str, str]]:
    data = _yaml("issues.yaml")
    made = [{**i, "evidence": tuple(i["evidence"]), "silent": i["silent"] or None} for i in data["issues"]]
    return tuple(Issue(**each) for each in made), data["groups"]


def _positions() -> tuple[Position, ...]:
    with (CASE / "positions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Position(
                issue=row["issue"],
                actor=row["actor"],
                value=float(row["position"]),
                low=float(row["low"]),
                high=float(row["high"]),
                salience=float(row["salience"]),
                actor_type=row["actor_type"],
                basis=row["basis"],
                source=row["source"],
                evidence=tuple(row["evidence"].split()),
                note=row["note"],
            )
            for row in csv.DictReader(file)
        )


def _with_measures(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with the measure of each claim as `claims.yaml` gives it."""
    how = _yaml("claims.yaml")
    return tuple(
        replace(s, claim=replace(s.claim, measure=how[s.id].get("measure"), parameters=how[s.id].get("parameters", {})))
        if s.claim and s.id in how
        else s
        for s in statements
    )
