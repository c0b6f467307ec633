"""Places: the parts of the world contributors come from and operations are in, and which code an operation answers to.

Regions are those of the United Nations standard M49. An operation in several states stands in the part of the world
most of them lie in; where no part has most of them it stands under `SEVERAL`, so that parts always add up to the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from contingent.base.errors import NotFoundError
from contingent.records.operations import Operation
from contingent.records.record import nearest
from contingent.records.series import named

if TYPE_CHECKING:
    from contingent.records.record import Record

CONTINENTS: Mapping[str, tuple[str, ...]] = {
    "Africa": ("Eastern Africa", "Middle Africa", "Northern Africa", "Southern Africa", "Western Africa"),
    "Americas": ("Caribbean", "Central America", "Northern America", "South America"),
    "Asia": ("Central Asia", "Eastern Asia", "South-Eastern Asia", "Southern Asia", "Western Asia"),
    "Europe": ("Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe"),
    "Oceania": ("Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"),
}
"""M49 regions and the sub-regions they are made of."""

WIDER: Mapping[str, tuple[str, ...]] = {
    "Sub-Saharan Africa": ("Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa"),
    "Latin America and the Caribbean": ("Caribbean", "Central America", "South America"),
}
"""M49 sub-regions that have parts of their own."""

SEVERAL = "several regions"
NOWHERE = "not told"
_CONTINENT_OF = {region: continent for continent, regions in CONTINENTS.items() for region in regions}
REGIONS: Mapping[str, tuple[str, ...]] = {**{region: (region,) for region in _CONTINENT_OF}, **CONTINENTS, **WIDER}
"""Every region that can be asked for, with the sub-regions it is made of."""


@dataclass(frozen=True)
class Places:
    """Where contributors and operations of a record are."""

    record: Record

    @cached_property
    def region_of(self) -> dict[str, str]:
        """The M49 sub-region of every actor that has one."""
        return {actor.code: actor.region for actor in self.record.actors if actor.region}

    @cached_property
    def host_of(self) -> dict[str, str]:
        """The states each operation is in, several joined by a plus."""
        return {each.code: "+".join(each.hosts) or NOWHERE for each in self.record.operations}

    @cached_property
    def host_region_of(self) -> dict[str, str]:
        """The M49 sub-region each operation is in."""
        return {each.code: _most(self.region_of.get(host) for host in each.hosts) for each in self.record.operations}

    @cached_property
    def host_continent_of(self) -> dict[str, str]:
        """The M49 region each operation is in."""
        return {
            each.code: _most(continent_of(self.region_of.get(host)) for host in each.hosts)
            for each in self.record.operations
        }

    def in_regions(self, words: Iterable[str]) -> frozenset[str]:
        """Return the actors of some M49 regions or sub-regions. Raises NotFoundError naming near regions."""
        wanted = {region for word in words for region in regions_meant(word)}
        return frozenset(code for code, region in self.region_of.items() if region in wanted)

    def hosted_in(self, words: Iterable[str]) -> frozenset[str]:
        """Return the operations in some M49 regions, or with some states (codes) among their hosts."""
        found: set[str] = set()
        for word in words:
            if word in self.region_of:
                found |= {each.code for each in self.record.operations if word in each.hosts}
            else:
                found |= self._in(word)
        return frozenset(found)

    def _in(self, word: str) -> set[str]:
        regions = regions_meant(word)
        whole = regions in CONTINENTS.values()

        def told(host: str) -> str | None:
            region = self.region_of.get(host)
            return word if region in regions else continent_of(region) if whole else region

        return {each.code for each in self.record.operations if _most(map(told, each.hosts)) == word}

    # Operations under several names ---------------------------------------------------------------------------------

    @cached_property
    def series(self) -> dict[str, tuple[Operation, ...]]:
        """The operations a name for several stands for (UNAVEM: UNAVEM_I to UNAVEM_III), or the one of another name."""
        by_code = {each.code: each for each in self.record.operations}
        found = {code: tuple(by_code[part] for part in named(code)[1:] if part in by_code) for code in by_code}
        return {code: parts for code, parts in found.items() if parts}

    def meant(self, code: str) -> frozenset[str]:
        """Return the codes under which rows of an operation stand after `stands_for`."""
        return frozenset({code, *(part.code for part in self.series.get(code, ()))})

    def stands_for(self, code: str, day: date) -> str:
        """Return the operation a row written under `code` at the end of a month stands for.

        Another name of an operation stands for it. A name for several stands for the one whose mandate ran on that
        day, if exactly one did; else it stays as it is written.
        """
        parts = self.series.get(code, ())
        running = [part.code for part in parts if len(parts) == 1 or _ran(part, day)]
        return running[0] if len(running) == 1 else code


def continent_of(region: str | None) -> str | None:
    """Return the M49 region a sub-region lies in."""
    return _CONTINENT_OF.get(region) if region is not None else None


def regions_meant(word: str) -> tuple[str, ...]:
    """Return the sub-regions an M49 region or sub-region is made of. Raises NotFoundError naming near ones."""
    asked = " ".join(word.replace("_", " ").split()).casefold()
    for name, parts in REGIONS.items():
        if name.casefold() == asked:
            return parts
    near = nearest(asked, {name: name for name in REGIONS})
    listed = f"Regions are those of M49: {', '.join(CONTINENTS)}, and their parts, for example Central Asia."
    remedy = f"Did you mean {' or '.join(near)}?" if near else listed
    raise NotFoundError(f"There is no region {word!r}.", record=word, remedy=remedy)


def is_region(word: str) -> bool:
    """Return whether a word names an M49 region or sub-region."""
    try:
        return bool(regions_meant(word))
    except NotFoundError:
        return False


def _most(places: Iterable[str | None]) -> str:
    counted = Counter(place for place in places if place is not None)
    if not counted:
        return NOWHERE
    (first, most), *others = counted.most_common(2)
    return SEVERAL if any(number == most for _, number in others) else first


def _ran(operation: Operation, day: date) -> bool:
    return (operation.since is None or operation.since <= day) and (operation.until is None or day <= operation.until)
