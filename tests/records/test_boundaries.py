"""Where states lie: decoding held against known sizes and places, one policy, nobody without a place."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest

from contingent.records import boundaries
from contingent.records.actors import ActorKind
from contingent.records.boundaries import POLICY, Place, Shape, is_drawable, needs_point, point_of, shapes, topology
from contingent.records.reference import reference

AREAS = {  # square kilometres of land and inland water, as statistical yearbooks give them
    "KAZ": 2_724_900, "RUS": 17_098_246, "UKR": 603_628, "IND": 3_287_263, "BRA": 8_515_767, "EGY": 1_002_450,
    "KGZ": 199_951, "TJK": 143_100, "UZB": 447_400, "DEU": 357_114, "AUS": 7_692_024, "SSD": 644_329, "URY": 176_215,
}  # fmt: skip

BOXES = {  # west, south, east, north in degrees
    "KAZ": (46.5, 40.6, 87.4, 55.4), "UZB": (56.0, 37.2, 73.1, 45.6), "MNG": (87.7, 41.6, 119.9, 52.1),
    "GHA": (-3.3, 4.7, 1.2, 11.2), "URY": (-58.4, -35.0, -53.1, -30.1), "NPL": (80.1, 26.3, 88.2, 30.4),
}  # fmt: skip


@pytest.mark.parametrize("code", AREAS)
def test_areas_are_those_of_the_states(code: str) -> None:
    assert shapes()[code].area == pytest.approx(AREAS[code], rel=0.05)


@pytest.mark.parametrize("code", BOXES)
def test_boxes_are_those_of_the_states(code: str) -> None:
    places = [place for polygon in shapes()[code].polygons for ring in polygon for place in ring]
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    assert (west, south, east, north) == pytest.approx(BOXES[code], abs=0.6)


def test_rings_are_closed_and_on_the_globe() -> None:
    rings = [ring for shape in shapes().values() for polygon in shape.polygons for ring in polygon]
    assert len(rings) > 200
    for ring in rings:
        assert ring[0] == pytest.approx(ring[-1])
        assert len(ring) >= 4
        assert all(-180.001 <= x <= 180.001 and -90 <= y <= 90 for x, y in ring)


def test_land_of_the_world_adds_up() -> None:
    land = sum(shape.area for code, shape in shapes().items() if code not in boundaries.UNDRAWN)
    assert land == pytest.approx(134.9e6, rel=0.02), "the land of the world without Antarctica"


def _inside(place: Place, shape: Shape) -> bool:
    """Whether a place lies in a shape: an odd number of edges to its right, holes counted in."""
    x, y = place
    crossed = 0
    for rings in shape.polygons:
        for ring in rings:
            for (a, b), (c, d) in pairwise(ring):
                if (b > y) != (d > y) and x < a + (y - b) / (d - b) * (c - a):
                    crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize(
    ("town", "place", "code"),
    [
        ("Simferopol", (34.1, 45.0), "UKR"), ("Dzhankoi", (34.4, 45.7), "UKR"), ("Donetsk", (37.8, 48.0), "UKR"),
        ("Smara", (-11.7, 26.7), "ESH"), ("Prizren", (20.8, 42.3), "XKX"), ("Hargeisa", (44.1, 9.6), "SOM"),
        ("Astana", (71.4, 51.2), "KAZ"), ("Osh", (72.8, 40.4), "KGZ"), ("Juba", (31.4, 4.9), "SSD"),
    ],
)  # fmt: skip
def test_the_policy_is_what_is_drawn(town: str, place: Place, code: str) -> None:
    found = [other for other, shape in shapes().items() if _inside(place, shape)]
    assert found == [code], town


def test_the_policy_names_what_is_disputed() -> None:
    for word in ("Crimea", "68/262", "Western Sahara", "Kosovo", "Palestine", "Taiwan", "Cyprus", "Somaliland"):
        assert word in POLICY
    drawn = {each["id"] for each in topology()["objects"]["countries"]["geometries"]}
    assert {"ESH", "XKX", "PSE", "TWN"} <= drawn
    assert not {"CYN", "SOL", "ATA"} & drawn


def test_every_state_has_a_place_and_the_point_lies_in_it() -> None:
    kinds = {ActorKind.STATE, ActorKind.FORMER_STATE, ActorKind.TERRITORY}
    codes = [actor.code for actor in reference().actors if actor.kind in kinds]
    assert [code for code in codes if not is_drawable(code)] == []
    assert not is_drawable("CSTO")
    assert point_of("NOWHERE") is None
    assert set(boundaries.points()).isdisjoint(shapes())


def test_small_states_are_points() -> None:
    small = {"ATG", "BRB", "CPV", "DMA", "GRD", "MUS", "PLW", "SGP", "WSM", "MLT", "LUX", "BRN", "CYP", "TTO"}
    assert {code for code in small if needs_point(code)} == small
    assert not any(needs_point(code) for code in ("KAZ", "RUS", "FRA", "FJI", "NOWHERE"))


def test_all_contributors_of_the_record_are_drawable(shared: Path) -> None:
    import polars as pl

    codes: set[str] = set()
    for name in ("contributions_monthly", "contributions_yearly_2010_2021", "contributor_ranks_2021-01"):
        codes |= set(pl.read_csv(shared / "record" / f"{name}.csv", infer_schema=False)["iso3"].drop_nulls())
    assert len(codes) > 150
    assert [code for code in sorted(codes) if not is_drawable(code)] == []


def test_points_lie_near_the_capitals(shared: Path) -> None:
    import polars as pl

    rows = pl.read_csv(shared / "record" / "countries.csv", infer_schema=False).filter(pl.col("capital_latitude") != "")
    known = {row["iso3"]: (float(row["capital_longitude"]), float(row["capital_latitude"])) for row in rows.to_dicts()}
    compared = {code: known[code] for code in boundaries.points() if code in known} | {}
    compared.pop("NFK", None)  # the collected table puts Kingston of Norfolk Island into New Zealand
    assert len(compared) > 40
    for code, (x, y) in compared.items():
        east, north = point_of(code) or (999.0, 999.0)
        across = abs((east - x + 180) % 360 - 180)
        assert max(across, abs(north - y)) < 1.5, code


def test_the_file_is_the_published_one(shared: Path) -> None:
    published = (shared / "record" / "geo" / "visionscarto-world-110m.topojson").read_bytes()
    ours = (boundaries.FOLDER / "world-110m.topojson").read_bytes()
    assert hashlib.sha256(ours).digest() == hashlib.sha256(published).digest()


def test_licence_stands_beside_the_file() -> None:
    text = (boundaries.FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    for word in ("BSD 3-Clause", "Redistribution and use", "Michael Bostock", "Natural Earth"):
        assert word in text
    assert json.loads((boundaries.FOLDER / "world-110m.topojson").read_text(encoding="utf-8"))["type"] == "Topology"
