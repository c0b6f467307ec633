"""Coordinates held against the extent of the host country."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from contingent.records.readers.ipi_places import extents, operations, placed
from contingent.records.readers.ipi_rows import Reading
from contingent.records.readers.spelling import shipped


def put(*rows: tuple[str | None, float | None, float | None]) -> tuple[list[tuple[float | None, float | None]], str]:
    """Latitude and longitude of some rows of host, latitude, longitude as they come out, and what was noted."""
    schema = {"host": pl.String(), "latitude": pl.Float64(), "longitude": pl.Float64()}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("line", offset=2)
    reading = Reading(shipped())
    found = placed(frame, reading)
    return list(found.select("latitude", "longitude").iter_rows()), "; ".join(map(str, reading.notes.remarks()))


def test_a_place_in_its_host_stays_and_one_out_of_it_is_turned() -> None:
    assert put(("MLI", 12.65, -8.0), ("MLI", -8.0, 12.65)) == (
        [(12.65, -8.0), (12.65, -8.0)],
        "repaired: latitude and longitude are exchanged: so they fit the host country (line 3)",
    )


def test_a_latitude_that_cannot_be_is_turned_without_a_known_extent_or_left_out() -> None:
    assert put((None, 125.567, -8.5667))[0] == [(-8.5667, 125.567)]
    assert put((None, 125.567, 140.0)) == ([(None, None)], "left out: a latitude or longitude that cannot be (line 2)")
    assert put(("TLS", 400.0, -8.5))[0] == [(None, None)]


def test_where_both_orders_fit_the_row_stays_as_written_and_is_flagged() -> None:
    assert put(("TUR", 38.0, 40.0)) == (
        [(38.0, 40.0)],
        "flagged: either order of latitude and longitude fits; kept as written (line 2)",
    )


def test_0_0_is_no_place_and_half_a_place_is_kept_out_of_the_judgement() -> None:
    assert put(("COL", 0.0, 0.0)) == ([(None, None)], "left out: 0, 0 is no place (line 2)")
    assert put(("COL", None, None)) == ([(None, None)], "")
    assert put(("GAB", 0.0, 9.45))[0] == [(0.0, 9.45)], "on the equator is a place"


def test_a_headquarters_across_a_border_is_flagged_and_not_turned_away() -> None:
    places, told = put(("SOM", -1.29, 36.82))
    assert places == [(-1.29, 36.82)], "Nairobi"
    assert "outside the host country" in told


@given(st.sampled_from(extents()["host"].to_list()), st.floats(0, 1), st.floats(0, 1))
def test_turning_a_place_never_makes_a_difference(host: str, north: float, east: float) -> None:
    """A place in its host is found again from either order, unless both orders fit."""
    south, west, top, right = extents().filter(pl.col("host") == host).row(0)[1:]
    latitude, longitude = south + (top - south) * north, west + (right - west) * east
    if abs(longitude) <= 90 and south <= longitude <= top and west <= latitude <= right:
        return
    if (latitude, longitude) == (0, 0):
        return
    assert put((host, latitude, longitude))[0] == [(latitude, longitude)]
    assert put((host, longitude, latitude))[0] == [(latitude, longitude)]


def test_an_operation_is_told_once_for_each_way_it_is_told() -> None:
    frame = pl.DataFrame(
        {
            "operation": ["UNMISS", "UNMISS", "UNMISS"],
            "host_name": ["South Sudan", "South Sudan", "Sudan"],
            "host_code": ["SSD", None, "SDN"],
            "headquarters": ["Juba", "Juba", ""],
            "latitude": [4.85, 31.6, None],
            "longitude": [31.6, 4.85, None],
            "line": [2, 3, 4],
        }
    )
    rows = operations(frame, Reading(shipped()))
    assert rows.select("host", "headquarters", "latitude", "longitude", "line").rows() == [
        ("SSD", "Juba", 4.85, 31.6, 2),
        ("SDN", None, None, None, 4),
    ]
