"""Profiles, relations and themes: what a coded report says of one actor, of two, and of one matter, in short points.

They are an analyst's summary of statements: every point names the statements it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.documents import read_mapping
from contingent.base.errors import InputError, UserError
from contingent.coding.exchange.fields import Fields

ENGAGEMENT = ("motives", "constraints", "level", "direction", "forms", "dependence")
"""Headings of a state: why, what holds it back, how much now, where to, in which forms, on whom it depends."""

FRAMEWORK = ("responsibility", "legitimacy", "capacity", "obstacles")
"""Headings of an organisation (or a state as provider): the three tests of a framework, and what stands in the way."""


class Trend(StrEnum):
    """Where the engagement of a state is said to go."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing said, in our words, with the statements it rests on."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An actor under the headings ENGAGEMENT or FRAMEWORK; `silent` says, by heading, what the report leaves open."""

    actor: str
    headings: Mapping[str, tuple[Point, ...]]
    trend: Trend | None = None
    role: str | None = None
    silent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Actors `source` stand in `relation` to actors `target`, or to `object` where that is no actor or narrower."""

    source: tuple[str, ...]
    relation: str
    target: tuple[str, ...]
    evidence: tuple[str, ...]
    speaker: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A matter of the meeting: its group (threats, norms, options, motives, obstacles, cases), name and statements.

    `said` is by whom it was said or what the state of opinion was, `support` and `doubt` who was for and against an
    option, `code` the codebook's concept, `time` when a case happened.
    """

    group: str
    name: str
    evidence: tuple[str, ...]
    code: str | None = None
    said: str | None = None
    support: str | None = None
    doubt: str | None = None
    time: str | None = None


Noun = TypeVar("Noun")


def read_profiles(
    text: str, *, headings: tuple[str, ...], key: str = "profiles", name: str = "profiles.yaml"
) -> tuple[Profile, ...]:
    """Return the profiles under `key` of a YAML text. Raises a ComplaintsError listing every bad one."""
    return _each(text, key, name, lambda fields: _profile(fields, headings))


def read_relations(text: str, *, name: str = "relations.yaml") -> tuple[Relation, ...]:
    """Return the relations of a YAML text. Raises a ComplaintsError listing every bad one."""
    return _each(text, "relations", name, _relation)


def read_themes(text: str, *, name: str = "themes.yaml") -> tuple[Theme, ...]:
    """Return the themes of a YAML text. Raises a ComplaintsError listing every bad one."""
    return _each(text, "themes", name, _theme)


def profile_to_dict(profile: Profile) -> dict[str, object]:
    """Return the profile as it is written in YAML."""
    data: dict[str, object] = {"actor": profile.actor}
    if profile.role:
        data["role"] = profile.role
    if profile.trend:
        data["trend"] = profile.trend.value
    for heading, points in profile.headings.items():
        data[heading] = [{"text": point.text, "evidence": list(point.evidence)} for point in points]
    if profile.silent:
        data["silent"] = dict(profile.silent)
    return data


def relation_to_dict(relation: Relation) -> dict[str, object]:
    """Return the relation as it is written in YAML."""
    data: dict[str, object] = {"from": list(relation.source), "relation": relation.relation}
    data |= {"to": list(relation.target), "evidence": list(relation.evidence)}
    return data | {k: v for k, v in (("speaker", relation.speaker), ("object", relation.object)) if v}


def theme_to_dict(theme: Theme) -> dict[str, object]:
    """Return the theme as it is written in YAML."""
    data: dict[str, object] = {"group": theme.group, "name": theme.name}
    extra = {key: getattr(theme, key) for key in ("code", "said", "support", "doubt", "time")}
    return data | {k: v for k, v in extra.items() if v} | {"evidence": list(theme.evidence)}


def _each(text: str, key: str, name: str, read: Callable[[Fields], Noun]) -> tuple[Noun, ...]:
    rows = read_mapping(text, name=name).get(key)
    if not isinstance(rows, list):
        raise InputError(f"There is no list `{key}`.", record=name, remedy=f"Put the entries under `{key}:`.")
    nouns: list[Noun] = []
    complaints: list[Complaint] = []
    for number, row in enumerate(rows, start=1):
        try:
            nouns.append(read(Fields.of(row, None)))
        except UserError as error:
            complaints.append(Complaint.of(f"entry {number}", error))
    raise_complaints(name, complaints)
    return tuple(nouns)


def _profile(fields: Fields, headings: tuple[str, ...]) -> Profile:
    fields.check_names(frozenset({"actor", "trend", "role", "silent", *headings}))
    silent = fields.inner("silent") or Fields({})
    silent.check_names(frozenset(headings))
    return Profile(
        actor=fields.required("actor"),
        trend=fields.option("trend", Trend),
        role=fields.text("role"),
        headings={heading: _points(fields, heading) for heading in headings},
        silent={heading: silent.required(heading) for heading in silent.data},
    )


def _points(fields: Fields, heading: str) -> tuple[Point, ...]:
    rows = fields.data.get(heading) or []
    if not isinstance(rows, list):
        raise fields.wrong(heading, "a list of points")
    points = []
    for row in rows:
        own = Fields.of(row, heading)
        own.check_names(frozenset({"text", "evidence"}))
        points.append(Point(text=own.required("text"), evidence=own.texts("evidence")))
    return tuple(points)


def _relation(fields: Fields) -> Relation:
    fields.check_names(frozenset({"from", "relation", "to", "evidence", "speaker", "object"}))
    return Relation(
        source=fields.texts("from"),
        relation=fields.required("relation"),
        target=fields.texts("to"),
        evidence=fields.texts("evidence"),
        speaker=fields.text("speaker"),
        object=fields.text("object"),
    )


def _theme(fields: Fields) -> Theme:
    fields.check_names(frozenset({"group", "name", "evidence", "code", "said", "support", "doubt", "time"}))
    return Theme(
        group=fields.required("group"),
        name=fields.required("name"),
        evidence=fields.texts("evidence"),
        code=fields.text("code"),
        said=fields.text("said"),
        support=fields.text("support"),
        doubt=fields.text("doubt"),
        time=fields.text("time"),
    )
