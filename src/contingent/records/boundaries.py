"""Where states lie: polygons of the world for maps, and points for those too small for one.

Polygons are Natural Earth's at 1:110 million as the Visionscarto atlas has them (see `data/boundaries/`). One policy on
disputed boundaries, `POLICY`, holds for every map and is printed on it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import pi, radians, sin
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent / "data" / "boundaries"

POLICY = (
    "Boundaries of today (Natural Earth, Visionscarto). Crimea is drawn in Ukraine, as in General Assembly resolution "
    "68/262; Western Sahara, Kosovo, Palestine and Taiwan are drawn apart; northern Cyprus is coloured as Cyprus, "
    "Somaliland as Somalia. No judgement on the status of any territory."
)
"""The one policy on disputed boundaries."""

COLOURED_AS: Mapping[str, str] = {"CYN": "CYP", "SOL": "SOM"}
"""Polygons of the file that take the colour of another state; neither has an ISO code."""

UNDRAWN = frozenset({"ATA"})
"""Polygons left off maps: nobody contributes from Antarctica, and it would take a tenth of the picture."""

SMALL = 12_000.0
"""Square kilometres; states below get a point as well, for their polygon is hardly a pixel on a map of the world."""

_RADIUS = 6371.0088  # km, mean radius of the Earth (IUGG)

Place: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""

Ring: TypeAlias = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The polygons of a state: each is an outer ring and the holes in it, closed, in degrees."""

    code: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def area(self) -> float:
        """The area in square kilometres on a sphere."""
        return sum(_area(rings[0]) - sum(_area(hole) for hole in rings[1:]) for rings in self.polygons)

    @property
    def middle(self) -> Place:
        """The middle of the largest polygon."""
        return _middle(max((rings[0] for rings in self.polygons), key=_area))


@cache
def topology() -> dict[str, Any]:
    """Return the TopoJSON of the polygons drawn, as a map takes it: object `countries`, each with its actor code as id.

    The returned object is shared; copy it before changing it.
    """
    found = json.loads((FOLDER / "world-110m.topojson").read_text(encoding="utf-8"))
    shapes = []
    for each in found["objects"]["countries"]["geometries"]:
        own = each["properties"]["a3"]
        if own not in UNDRAWN:
            shapes.append({"type": each["type"], "arcs": each["arcs"], "id": COLOURED_AS.get(own, own)})
    objects = {"countries": {"type": "GeometryCollection", "geometries": shapes}}
    return {"type": "Topology", "transform": found["transform"], "objects": objects, "arcs": found["arcs"]}


@cache
def shapes() -> Mapping[str, Shape]:
    """Return the polygons by actor code, those of `COLOURED_AS` with the state they are coloured as."""
    found = json.loads((FOLDER / "world-110m.topojson").read_text(encoding="utf-8"))
    arcs = _arcs(found)
    made: dict[str, Shape] = {}
    for each in sorted(found["objects"]["countries"]["geometries"], key=lambda g: g["properties"]["a3"] in COLOURED_AS):
        own, name = each["properties"]["a3"], each["properties"]["name"]
        code = COLOURED_AS.get(own, own)
        groups = [each["arcs"]] if each["type"] == "Polygon" else each["arcs"]
        polygons = tuple(tuple(_ring(arcs, ring) for ring in rings) for rings in groups)
        before = made.get(code)
        made[code] = Shape(code, before.name if before else name, (before.polygons if before else ()) + polygons)
    return made


@cache
def points() -> Mapping[str, Place]:
    """Return the points of the states, former states and territories that have no polygon, by actor code."""
    with (FOLDER / "points.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)}


def point_of(code: str) -> Place | None:
    """Return where to draw a state as a point, longitude and latitude; None for one that has no place on the map."""
    if code in points():
        return points()[code]
    shape = shapes().get(code)
    return shape.middle if shape is not None and code not in UNDRAWN else None


def needs_point(code: str) -> bool:
    """Return whether a state is drawn as a point: it has no polygon, or one smaller than `SMALL`."""
    if code in points():
        return True
    shape = shapes().get(code)
    return shape is not None and shape.area < SMALL


def is_drawable(code: str) -> bool:
    """Return whether a code has a place on the map; organisations have none."""
    return point_of(code) is not None


def _arcs(found: Mapping[str, Any]) -> list[Ring]:
    """The arcs of a quantised topology: differences from point to point, scaled and moved."""
    (across, up), (left, low) = found["transform"]["scale"], found["transform"]["translate"]
    made = []
    for arc in found["arcs"]:
        x = y = 0
        places = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            places.append((x * across + left, y * up + low))
        made.append(tuple(places))
    return made


def _ring(arcs: Sequence[Ring], indices: Sequence[int]) -> Ring:
    """A ring from its arcs; `~i` is arc i backwards, and each arc begins where the one before ended."""
    places: list[Place] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        places.extend(arc[1:] if places else arc)
    return tuple(places)


def _area(ring: Ring) -> float:
    """The area inside a ring on a sphere in square kilometres (trapezoids to the equator, as Chamberlain and Duquette,
    Some algorithms for polygons on a sphere, 2007, equation 1)."""
    total = 0.0
    for (west, south), (east, north) in pairwise(ring):
        across = (east - west + 180) % 360 - 180  # the short way round, over the date line too
        total += radians(across) * (2 + sin(radians(south)) + sin(radians(north)))
    whole = abs(total) * _RADIUS**2 / 2
    return min(whole, 4 * pi * _RADIUS**2 - whole)


def _middle(ring: Ring) -> Place:
    """The centroid of a ring in the plane, which serves for a mark on a map."""
    start = ring[0][0]
    flat = [(start + (x - start + 180) % 360 - 180, y) for x, y in ring]
    twice = across = up = 0.0
    for (x, y), (u, v) in pairwise(flat):
        cross = x * v - u * y
        twice, across, up = twice + cross, across + (x + u) * cross, up + (y + v) * cross
    if not twice:
        return ring[0]
    return ((across / (3 * twice) + 180) % 360 - 180, up / (3 * twice))
