"""Rows of what analysts sum up: profiles, relations, themes; and of the fingerprints by which a report is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contingent.coding.fingerprints import Fingerprints
from contingent.positions.profiles import ENGAGEMENT, FRAMEWORK, Point, Profile, Relation, Theme, Trend
from contingent.store.rows import Row, flat


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFingerprints:
    """The fingerprints of the passages that a report's statements point into; kept where the text itself is not."""

    report: str
    fingerprints: Fingerprints


def frame_of(profile: Profile) -> str:
    """Return `engagement` for the profile of a state, `framework` for that of an organisation or provider."""
    return "engagement" if set(profile.headings) <= set(ENGAGEMENT) else "framework"


def profile_key(profile: Profile) -> str:
    """Return `frame/actor`, the key of a profile."""
    return f"{frame_of(profile)}/{profile.actor}"


def relation_key(relation: Relation) -> str:
    """Return `source relation target object`, the key of a relation."""
    ends = ("+".join(relation.source), relation.relation, "+".join(relation.target), relation.object or "")
    return " | ".join(ends).rstrip(" |")


def theme_key(theme: Theme) -> str:
    """Return `group/name`, the key of a theme."""
    return f"{theme.group}/{theme.name}"


def profile_row(profile: Profile) -> Row:
    """Return the row of a profile."""
    headings = {
        heading: [{"text": point.text, "evidence": list(point.evidence)} for point in points]
        for heading, points in profile.headings.items()
    }
    return {
        "id": profile_key(profile),
        "frame": frame_of(profile),
        "actor": profile.actor,
        "headings": headings,
        "trend": profile.trend.value if profile.trend else None,
        "role": profile.role,
        "silent": dict(profile.silent),
    }


def profile_of(row: Any) -> Profile:
    """Return the profile of a row, its headings in the order of the frame."""
    order = ENGAGEMENT if row["frame"] == "engagement" else FRAMEWORK
    kept: Mapping[str, list[dict[str, Any]]] = row["headings"]
    headings = {
        heading: tuple(Point(text=p["text"], evidence=tuple(p["evidence"])) for p in kept[heading])
        for heading in sorted(kept, key=lambda each: order.index(each) if each in order else len(order))
    }
    trend = Trend(row["trend"]) if row["trend"] else None
    return Profile(actor=row["actor"], headings=headings, trend=trend, role=row["role"], silent=row["silent"])


def fingerprints_row(entry: ReportFingerprints) -> Row:
    """Return the row of a report's fingerprints."""
    return {"id": entry.report, "report": entry.report, "body": entry.fingerprints.to_dict()}


def fingerprints_of(row: Any) -> ReportFingerprints:
    """Return the fingerprints of a row."""
    read = Fingerprints.from_dict(row["body"], record=f"fingerprints of report {row['report']!r}")
    return ReportFingerprints(report=row["report"], fingerprints=read)


_relation_fields, relation_of = flat(Relation)
_theme_fields, theme_of = flat(Theme)


def relation_row(relation: Relation) -> Row:
    """Return the row of a relation."""
    return {"id": relation_key(relation), **_relation_fields(relation)}


def theme_row(theme: Theme) -> Row:
    """Return the row of a theme."""
    return {"id": theme_key(theme), **_theme_fields(theme)}
