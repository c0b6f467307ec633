"""What the report does not say, in a file: capabilities, shapes of what is uncertain, what moves together.

A TOML file with any of these tables:

    [capability]                      # weight of an actor on every issue; 1 where nothing is said
    RUS = 8
    USA = [6, 8, 10]                  # low, most likely, high: drawn
    [distribution]                    # shapes where nothing else is said
    position = "pert"                 # triangular, pert, beta, uniform, empirical or fixed
    salience = "triangular"
    capability = "triangular"
    salience_band = 15                # points either way
    [[distribution.of]]               # one input, or all of an actor or an issue
    actor = "RUS"
    issue = "csto_border"
    what = "position"
    shape = "beta"
    concentration = 8                 # also low, mode, high; a and b; values
    [[together]]                      # on each issue, these actors' positions move together
    name = "allies"
    actors = ["RUS", "BLR"]
    correlation = 0.7                 # of ranks, -1 to 1
    [status_quo]                      # what holds if nothing is decided, by issue: read by models with a status quo
    csto_border = 20
    [model.challenge]                 # options of a model
    rounds = 5
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from contingent.base.errors import InputError, NotFoundError, UserError
from contingent.decisions.models import model
from contingent.futures.correlation import Together
from contingent.futures.distributions import Distribution
from contingent.futures.inputs import (
    ALL_ISSUES,
    CAPABILITY,
    KINDS,
    POSITION,
    SALIENCE,
    Input,
    Inputs,
    listed,
    salience_ends,
)
from contingent.futures.shapes import Shape, ends_of, shape_of
from contingent.positions.agenda import CAPABILITY_REMEDY, Agenda, capability_can_be

BAND = 15.0
_TABLES = ("capability", "distribution", "together", "status_quo", "model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """A shape for some inputs: of an actor, of an issue, or of one on the other; None: of all."""

    shape: Shape
    actor: str | None = None
    issue: str | None = None
    what: str = POSITION


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Actors whose numbers of one kind move together on each of some issues (None: all), or inputs by name."""

    correlation: float
    name: str = ""
    actors: tuple[str, ...] = ()
    issues: tuple[str, ...] | None = None
    what: str = POSITION
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What is assumed beside the positions. `models` are options by model, `status_quo` values (0-100) by issue."""

    capability: Mapping[str, Distribution] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    salience_band: float = BAND
    of: tuple[Of, ...] = ()
    together: tuple[Group, ...] = ()
    status_quo: Mapping[str, float] = field(default_factory=dict)
    models: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    origin: str = "assumptions"

    def agenda(self, agenda: Agenda) -> Agenda:
        """Return an agenda with the assumed status quo and capabilities: the most likely one where it is uncertain.

        Raises InputError naming an actor who is not there.
        """
        capability = agenda.capability.copy()
        for actor, distribution in self.capability.items():
            capability[self._row(agenda, actor, "[capability]")] = ends_of(distribution)[1]
        capability.setflags(write=False)
        status_quo = {issue: value for issue, value in self.status_quo.items() if issue in agenda.issues}
        return replace(agenda, capability=capability, status_quo={**agenda.status_quo, **status_quo})

    def inputs(self, agenda: Agenda) -> Inputs:
        """Return what is uncertain in an agenda under these assumptions; the agenda of it has their capabilities.

        Raises InputError for an actor or issue that is not there, or correlations that cannot be.
        """
        held = self.agenda(agenda)
        self._check(held)
        each = [one for column, issue in enumerate(held.issues) for one in self._on(held, issue, column)]
        each += [
            Input(issue=ALL_ISSUES, actor=actor, what=CAPABILITY, distribution=distribution)
            for actor, distribution in self.capability.items()
            if distribution.ends[0] < distribution.ends[1]
        ]
        names = {one.name for one in each}
        groups = [made for group in self.together for made in self._grouped(held, group, names)]
        return Inputs(agenda=held, each=tuple(each), together=tuple(groups))

    def _on(self, agenda: Agenda, issue: str, column: int) -> list[Input]:
        found = []
        for row in agenda.holders(issue):
            actor = agenda.actors[row]
            stated = float(agenda.salience[row, column])
            ranges = {
                POSITION: tuple(float(part[row, column]) for part in (agenda.low, agenda.value, agenda.high)),
                # An actor without any salience takes no part; a band around 0 would give it a voice nobody stated.
                SALIENCE: (
                    salience_ends(stated, self.salience_band)[0],
                    stated,
                    salience_ends(stated, self.salience_band)[1],
                )
                if stated > 0
                else (0.0, 0.0, 0.0),
            }
            for what, (low, mode, high) in ranges.items():
                distribution = self._shape(actor, issue, what).distribution(
                    low, mode, high, f"{self.origin}: {issue}/{actor}/{what}"
                )
                if distribution.ends[0] < distribution.ends[1] or distribution.ends[0] != mode:
                    found.append(Input(issue=issue, actor=actor, what=what, distribution=distribution))
        return found

    def _shape(self, actor: str, issue: str, what: str) -> Shape:
        fits = [
            each
            for each in self.of
            if each.what == what and each.actor in (None, actor) and each.issue in (None, issue)
        ]
        # The more is named the closer it fits; of two as close the later one holds.
        best = max(
            enumerate(fits), key=lambda at: ((at[1].actor is not None) + (at[1].issue is not None), at[0]), default=None
        )
        return best[1].shape if best else self.shapes.get(what, Shape())

    def _grouped(self, agenda: Agenda, group: Group, names: set[str]) -> list[Together]:
        if group.inputs:
            return [Together(inputs=group.inputs, correlation=group.correlation, name=group.name)]
        found = []
        for issue in (ALL_ISSUES,) if group.what == CAPABILITY else group.issues or agenda.issues:
            there = tuple(name for actor in group.actors if (name := f"{issue}/{actor}/{group.what}") in names)
            if len(there) > 1:
                told = f"{group.name or ', '.join(group.actors)} on {issue}"
                found.append(Together(inputs=there, correlation=group.correlation, name=told))
        if not found:
            raise InputError(
                "No two of these actors have an uncertain number on the same issue.",
                record=f"{self.origin}: [[together]] {group.name or ', '.join(group.actors)}",
                remedy="Give them ranges, name other actors, or leave the group out.",
            )
        return found

    def _check(self, agenda: Agenda) -> None:
        for each in self.of:
            self._known(agenda, each.actor, each.issue, "[[distribution.of]]")
        for group in self.together:
            for actor in group.actors:
                self._known(agenda, actor, None, "[[together]]")
            for issue in group.issues or ():
                self._known(agenda, None, issue, "[[together]]")
        for issue in self.status_quo:
            self._known(agenda, None, issue, "[status_quo]")

    def _known(self, agenda: Agenda, actor: str | None, issue: str | None, table: str) -> None:
        if actor is not None:
            self._row(agenda, actor, table)
        if issue is not None and issue not in agenda.issues:
            raise InputError(
                f"There is no issue {issue!r} on the agenda.",
                record=f"{self.origin}: {table}",
                remedy=f"Issues there: {listed(agenda.issues)}.",
            )

    def _row(self, agenda: Agenda, actor: str, table: str) -> int:
        if actor not in agenda.actors:
            raise InputError(
                f"There is no actor {actor!r} on the agenda.",
                record=f"{self.origin}: {table}",
                remedy=f"Actors there: {listed(agenda.actors)}.",
            )
        return agenda.actors.index(actor)


def read_assumptions(path: Path) -> Assumed:
    """Return the assumptions of a TOML file.

    Raises NotFoundError if there is no such file, InputError for what cannot be read, naming table and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", record=str(path), remedy="Check the name.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The file cannot be read: {error}.", record=str(path), remedy="Give a TOML file.") from None
    return parse_assumptions(text, path.name)


def parse_assumptions(text: str, origin: str = "assumptions") -> Assumed:
    """Return the assumptions of a text in TOML. Raises InputError naming table and key."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"This is not TOML: {error}.", record=origin, remedy="Mend the line.") from None
    reader = _Reader(origin)
    reader.keys(tables, _TABLES, "the file")
    distribution = reader.table(tables, "distribution")
    reader.keys(distribution, (*KINDS, "salience_band", "of"), "[distribution]")
    shapes = {
        what: reader.shape({"shape": distribution[what]}, f"[distribution] {what}")
        for what in KINDS
        if what in distribution
    }
    return Assumed(
        capability={
            actor: reader.capability(actor, given, shapes.get(CAPABILITY, Shape()))
            for actor, given in reader.table(tables, "capability").items()
        },
        shapes=shapes,
        salience_band=reader.number(distribution.get("salience_band", BAND), "[distribution] salience_band", 0, 100),
        of=tuple(reader.of(each) for each in reader.rows(distribution, "of", "[[distribution.of]]")),
        together=tuple(reader.group(each) for each in reader.rows(tables, "together", "[[together]]")),
        status_quo={
            issue: reader.number(given, f"[status_quo] {issue}", 0, 100)
            for issue, given in reader.table(tables, "status_quo").items()
        },
        models=reader.models(reader.table(tables, "model")),
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads tables of one file; what it cannot take it names."""

    origin: str

    def refuse(self, what: str, where: str, remedy: str) -> InputError:
        return InputError(what, record=f"{self.origin}: {where}", remedy=remedy)

    def keys(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in known:
                raise self.refuse(f"{key!r} is not known here.", where, f"Say any of: {', '.join(known)}.")

    def table(self, tables: Mapping[str, Any], name: str) -> dict[str, Any]:
        found = tables.get(name, {})
        if not isinstance(found, dict):
            raise self.refuse(f"{name} is no table.", f"[{name}]", f"Begin it with a line [{name}].")
        return found

    def rows(self, tables: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
        found = tables.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.refuse(f"{name} is no list of tables.", where, f"Begin each with a line {where}.")
        return found

    def number(self, given: object, where: str, least: float = -np.inf, most: float = np.inf) -> float:
        good = isinstance(given, int | float) and not isinstance(given, bool) and least <= given <= most
        if not good or not np.isfinite(float(given)):  # type: ignore[arg-type]
            bounds = f" from {least:g} to {most:g}" if np.isfinite(most) else ""
            raise self.refuse(f"{given!r} cannot be taken.", where, f"Give a number{bounds}.")
        return float(given)  # type: ignore[arg-type]

    def names(self, given: object, where: str) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise self.refuse(f"{given!r} is no list of names.", where, 'Write ["A", "B"].')
        return tuple(given)

    def word(self, given: object, known: tuple[str, ...], where: str) -> str:
        if given not in known:
            raise self.refuse(f"{given!r} is not known here.", where, f"Say one of: {', '.join(known)}.")
        return str(given)

    def name(self, table: Mapping[str, Any], key: str, where: str) -> str | None:
        if not isinstance(table.get(key, ""), str):
            raise self.refuse(f"{table[key]!r} is no name.", f"{where} {key}", "Write it in quotes.")
        return table.get(key)

    def shape(self, table: Mapping[str, Any], where: str) -> Shape:
        return shape_of(table, f"{self.origin}: {where}")

    def capability(self, actor: str, given: object, shape: Shape) -> Distribution:
        where = f"[capability] {actor}"
        if isinstance(given, list):
            if len(given) != 3:
                raise self.refuse(f"{given!r} is no range.", where, "Write [low, most likely, high].")
            low, mode, high = (self.weight(each, where) for each in given)
            if not low <= mode <= high:
                raise self.refuse(f"{given!r} does not rise.", where, "Write [low, most likely, high].")
            return shape.distribution(low, mode, high, f"{self.origin}: {where}")
        value = self.weight(given, where)
        return Shape(word="fixed").distribution(value, value, value)

    def weight(self, given: object, where: str) -> float:
        value = self.number(given, where)
        if not capability_can_be(value):
            raise self.refuse(f"{given!r} cannot be taken.", where, CAPABILITY_REMEDY)
        return value

    def models(self, tables: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the options by model; each section is tried, also of models that a run does not take."""
        found = {name: self.table(tables, name) for name in tables}
        for name, settings in found.items():
            try:
                model(name, settings)
            except UserError as error:
                where = f"[model.{name}]" + (f" {error.record}" if error.record else "")
                raise self.refuse(error.what, where, error.remedy or "Mend it or leave it out.") from None
        return found

    def of(self, row: Mapping[str, Any]) -> Of:
        where = "[[distribution.of]]"
        own = {key: each for key, each in row.items() if key not in ("actor", "issue", "what")}
        return Of(
            shape=self.shape(own, where),
            actor=self.name(row, "actor", where),
            issue=self.name(row, "issue", where),
            what=self.word(row.get("what", POSITION), (POSITION, SALIENCE), f"{where} what"),
        )

    def group(self, row: Mapping[str, Any]) -> Group:
        where = "[[together]]"
        self.keys(row, ("name", "actors", "issues", "what", "inputs", "correlation"), where)
        if ("actors" in row) == ("inputs" in row):
            raise self.refuse("Who moves together is not clear.", where, "Give either actors or inputs.")
        actors = self.names(row.get("actors", []), f"{where} actors")
        inputs = self.names(row.get("inputs", []), f"{where} inputs")
        if len(set(actors or inputs)) < 2:
            raise self.refuse("It takes two to move together.", where, "Name two or more.")
        return Group(
            correlation=self.number(row.get("correlation"), f"{where} correlation", -1, 1),
            name=self.name(row, "name", where) or "",
            actors=actors,
            issues=self.names(row["issues"], f"{where} issues") if "issues" in row else None,
            what=self.word(row.get("what", POSITION), KINDS, f"{where} what"),
            inputs=inputs,
        )
