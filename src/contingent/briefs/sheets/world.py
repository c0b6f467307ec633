"""The map page: contributors of every month on record behind one slider, in one file that asks no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from contingent.base.errors import NotFoundError
from contingent.briefs.brief import Datum
from contingent.briefs.phrases import count
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.operation import places_of
from contingent.briefs.sheets.parts import said
from contingent.briefs.sheets.reading import joined, span, stretches
from contingent.records.boundaries import POLICY, is_drawable
from contingent.records.figures import WORLD

if TYPE_CHECKING:
    import polars as pl

    from contingent.records.contributions import Snapshot
    from contingent.records.intakes import Intake

TITLE = "Who contributes to peace operations, month by month"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the map: persons (None: listed without a number), the number of its source, the lines read."""

    number: int | None
    source: int
    lines: str


class WorldMap:
    """The map of a record: `months` on the slider, and what is known in each."""

    def __init__(self, material: SheetMaterial) -> None:
        self.material = material
        self.reading = material.reading
        if not self.reading.has_lists:
            raise NotFoundError(
                "This project holds no published lists of contributors.",
                remedy="Take some in: contingent record import PROJECT FILE, or contingent record pull.",
            )
        self.listed = self.reading.months
        self.months = span(self.listed[0], self.listed[-1])
        self.sources: list[str] = []
        self.contributors = self._contributors()
        self.places = places_of(material)
        self.operations = self._operations()

    def month(self, wanted: str | None) -> str:
        """Return the month asked for, or the latest. Raises NotFoundError for one that is not on the map."""
        if wanted is None:
            return self.listed[-1]
        if wanted in self.months:
            return wanted
        raise NotFoundError(
            f"The map has no month {wanted}.", record=wanted,
            remedy=f"It runs from {self.months[0]} to {self.months[-1]}.",
        )  # fmt: skip

    def with_list(self, wanted: str | None) -> str:
        """Return the month asked for, or the latest. Raises NotFoundError for one without a list of contributors."""
        month = self.month(wanted)
        if month in self.listed:
            return month
        near = [
            *[each for each in self.listed if each < month][-1:],
            *[each for each in self.listed if each > month][:1],
        ]
        raise NotFoundError(
            f"No list of contributors of {month} is on record.", record=month,
            remedy=f"The nearest months with lists are {near[0]} and {near[1]}: --month {near[0]}.",
        )  # fmt: skip

    def rows(self, month: str | None = None) -> tuple[Datum, ...]:
        """Return the rows of the chart, of all months or of one."""
        made: list[Datum] = []
        for code, cells in self.contributors.items():
            name = self.material.name(code)
            made += [
                {"part": "state", "month": each, "code": code, "name": name, "number": cell.number}
                for each, cell in cells.items()
                if month in (None, each)
            ]
        for code, cells in self.operations.items():
            place = self.places[code]
            spot = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
            made += [
                {
                    "part": "host",
                    "month": each,
                    "operation": code,
                    "name": self.town(code),
                    "number": cell.number,
                    **spot,
                }
                for each, cell in cells.items()
                if month in (None, each)
            ]
        return tuple(made)

    def town(self, operation: str) -> str:
        """Return the headquarters of an operation, as the list of operations or the reference facts name it."""
        told = self.places[operation].get("headquarters")
        known = {each.code: each.headquarters for each in self.material.record.operations}
        return str(told or known.get(operation) or "")

    def in_month(self, month: str) -> list[tuple[str, Cell]]:
        """Return the contributors listed in a month with their cells, largest first."""
        found = [(code, cells[month]) for code, cells in self.contributors.items() if month in cells]
        return sorted(
            found, key=lambda each: (each[1].number is None, -(each[1].number or 0), self.material.name(each[0]))
        )

    def _contributors(self) -> dict[str, dict[str, Cell]]:
        import polars as pl

        figures = self.reading.figures
        keys = ["month", "contributor"]
        parts = figures.personnel.filter(pl.col("operation").is_not_null() & (pl.col("contributor") != WORLD))
        lines = pl.col("line").drop_nulls().unique().sort()
        behind = parts.group_by(keys).agg(lines.alias("behind"))
        rows = self.reading.totals.group_by(keys).agg(pl.col("snapshot").first(), lines.alias("lines"))
        rows = self.reading.sums.join(rows, on=keys).join(behind, on=keys, how="left")
        return self._cells(rows, "contributor", set(self.listed))

    def _operations(self) -> dict[str, dict[str, Cell]]:
        import polars as pl

        rows = self.reading.figures.personnel.filter(
            pl.col("operation").is_in(list(self.places)) & pl.col("number").is_not_null()
        )
        world = rows.filter(pl.col("contributor") == WORLD)
        rest = rows.filter(pl.col("contributor") != WORLD).join(world, on=["month", "operation"], how="anti")
        lines = pl.col("line").drop_nulls().unique().sort().alias("lines")
        people = pl.concat([world, rest]).group_by("month", "operation").agg(
            pl.col("number").sum(), pl.col("snapshot").first(), lines
        )  # fmt: skip
        return self._cells(people.with_columns(pl.lit(None).alias("behind")), "operation", set(self.months))

    def _cells(self, rows: pl.DataFrame, by: str, months: set[str]) -> dict[str, dict[str, Cell]]:
        made: dict[str, dict[str, Cell]] = {}
        numbers = {key: place for place, key in enumerate(self.sources, 1)}
        for month, code, number, snapshot, lines, behind in (
            rows.sort("month", by).select("month", by, "number", "snapshot", "lines", "behind").iter_rows()
        ):
            if f"{month:%Y-%m}" not in months:
                continue
            if snapshot not in numbers:
                self.sources.append(snapshot)
                numbers[snapshot] = len(self.sources)
            told = lines or behind or []
            words = joined(told) if len(told) <= 12 else f"{joined(told[:12])} and {len(told) - 12} more"
            made.setdefault(code, {})[f"{month:%Y-%m}"] = Cell(number, numbers[snapshot], words)
        return made


def map_page(material: SheetMaterial, month: str | None = None) -> str:
    """Return the map as one HTML document that opens at a month, the latest unless named.

    Raises NotFoundError where the record holds no lists of contributors, or not the month.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from contingent.briefs.charts import maps
    from contingent.briefs.charts.style import spec, svg
    from contingent.briefs.sheets.bundle import digest, script

    world = WorldMap(material)
    shown = world.with_list(month)
    code = script("map.js")
    chart = spec(maps.choropleth_over_time(world.rows(), months=world.months, slider=False))
    chart["description"] = "Map of the world: contributors shaded by personnel in the month of the slider"
    still = maps.choropleth(world.rows(shown), month=shown)
    words = _words(world, shown)
    picture = svg(still, key="map", title=f"Map of contributors, {said(shown)}", alt_text=words["words"])
    environment = Environment(
        loader=PackageLoader("contingent.briefs", "sheets"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    page = {
        "months": [_words(world, each) for each in world.months],
        "place": world.months.index(shown),
        "contributors": [
            {"name": material.name(key), "rows": _aligned(cells, world.months)}
            for key, cells in world.contributors.items()
        ],
        "operations": [
            {"operation": key, "town": world.town(key), "rows": _aligned(cells, world.months)}
            for key, cells in world.operations.items()
        ],
        "spec": chart,
    }
    return environment.get_template("map.html.j2").render(
        title=TITLE,
        facts=_facts(world),
        digest=Markup(digest(code)),  # noqa: S704 - base64 of our own hash
        style=Markup(_style()),  # noqa: S704 - our own style sheets
        svg=Markup(picture),  # noqa: S704 - drawn by vl-convert, which escapes
        script=Markup(code),  # noqa: S704 - closing tags are broken up in bundle.py
        data=Markup(_data(page)),  # noqa: S704 - every < is escaped
        still=words, place=page["place"], last=len(world.months) - 1, policy=POLICY,
        undrawn=", ".join(material.name(key) for key in world.contributors if not is_drawable(key)),
        contributors=_contributor_rows(world, shown), operations=_operation_rows(world, shown),
        gaps=_gaps(world), tables=_tables(material, world.sources),
    )  # fmt: skip


def _data(page: Any) -> str:
    """JSON that may stand in a script element, whatever names it holds."""
    made = json.dumps(page, ensure_ascii=False, separators=(",", ":"), default=str)
    return made.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _style() -> str:
    parts = (files("contingent.briefs.render") / "brief.css", files("contingent.briefs.sheets") / "map.css")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts).replace("</", "<\\/")


def _aligned(cells: dict[str, Cell], months: Sequence[str]) -> list[list[Any] | None]:
    """The cells by place on the slider, up to the last one there is."""
    made: list[list[Any] | None] = []
    for place, month in enumerate(months):
        if month in cells:
            made += [None] * (place - len(made))
            cell = cells[month]
            made.append([cell.number, cell.source, cell.lines])
    return made


def _words(world: WorldMap, month: str) -> dict[str, str]:
    """A month as the page tells it: id, name, and what the slider says in it."""
    name = said(month)
    found = world.in_month(month)
    if not found:
        return {"id": month, "name": name, "words": f"{name}: no list of contributors is on record."}
    people = [cell.number for _, cell in found if cell.number]
    first = f"{world.material.name(found[0][0])} ({found[0][1].number or 0:,})"
    text = f"{name}: {count(sum(people), 'person')} of {count(len(people), 'contributor')}, most from {first}."
    if unread := sum(1 for _, cell in found if cell.number is None):
        text += f" {count(unread, 'contributor')} listed without a number."
    return {"id": month, "name": name, "words": text}


def _facts(world: WorldMap) -> list[str]:
    facts = [f"{count(len(world.listed), 'month')} on record, {said(world.months[0])} to {said(world.months[-1])}"]
    facts.append(count(len(world.contributors), "contributor"))
    if world.material.prepared:
        facts.append(f"prepared {world.material.prepared.isoformat()}")
    return facts


def _gaps(world: WorldMap) -> str:
    listed = set(world.listed)
    found = stretches(month for month in world.months if month not in listed)
    told = [first if first == last else f"{first} to {last}" for first, last in found]
    return ", ".join(told) or "none between the first and the last"


def _contributor_rows(world: WorldMap, month: str) -> list[dict[str, Any]]:
    found = world.in_month(month)
    numbers = [cell.number or 0 for _, cell in found]
    return [
        {
            "name": world.material.name(code),
            "rank": str(1 + sum(1 for other in numbers if other > (cell.number or 0))) if cell.number else "–",
            "number": "no number" if cell.number is None else f"{cell.number:,}",
            **_cite(cell),
        }
        for code, cell in found
    ]


def _operation_rows(world: WorldMap, month: str) -> list[dict[str, Any]]:
    found = [(code, cells[month]) for code, cells in world.operations.items() if month in cells]
    return [
        {"operation": code, "town": world.town(code), "number": f"{cell.number or 0:,}", **_cite(cell)}
        for code, cell in sorted(found, key=lambda each: -(each[1].number or 0))
    ]


def _cite(cell: Cell) -> dict[str, Any]:
    plural = "s" if any(mark in cell.lines for mark in ",–") else ""
    lines = f", line{plural} {cell.lines}" if cell.lines else ""
    return {"source": cell.source, "cite": f"Source {cell.source}{lines}"}


def _tables(material: SheetMaterial, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The sources by the published table they are files of, in the order of their numbers."""
    intakes = {each.snapshot: each for each in material.record.figures.intakes}
    made: dict[str, list[dict[str, Any]]] = {}
    for number, key in enumerate(keys, 1):
        origin, intake = material.record.snapshots.get(key), intakes.get(key)
        title = f"{origin.publisher}: {origin.title}" if origin is not None else key
        part = intake.part or intake.file if intake is not None else None
        source = {"number": number, "title": title, "part": part or key, **_described(origin, key, intake)}
        made.setdefault(intake.table if intake is not None else title, []).append(source)
    return [{"title": found[0]["title"], "told": _files(found), "sources": found} for found in made.values()]


def _files(found: Sequence[Mapping[str, Any]]) -> str:
    """How many files of a table there are, from which day to which they were retrieved, and their numbers."""
    days = sorted(source["day"] for source in found if source["day"])
    retrieved = f", retrieved {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else ""
    plural = "s" if len(found) > 1 else ""
    return f"{count(len(found), 'file')}{retrieved} (source{plural} {joined(source['number'] for source in found)})"


def _described(origin: Snapshot | None, key: str, intake: Intake | None) -> dict[str, Any]:
    """What is on record of a retrieved file, and the day it was retrieved."""
    facts: list[tuple[str, object]] = [("snapshot", key)]
    if intake is not None:
        facts += [("part", intake.part), ("file", intake.file)]
    if origin is not None:
        facts += [("address", origin.address), ("retrieved", origin.retrieved), ("SHA-256", origin.sha256)]
        facts.append(("note", origin.note))
    day = origin.retrieved.isoformat() if origin is not None and origin.retrieved else ""
    return {"facts": [(label, str(value)) for label, value in facts if value], "day": day}
