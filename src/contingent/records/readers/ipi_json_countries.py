"""Providing for Peacekeeping, JSON lists of countries: names and codes, capitals, and membership flags without dates.

Nothing of them is kept as a figure. The flags say who belonged to what without saying when (Croatia's for the European
Union is false in a file of 2017); the record has dated memberships of its own. Names and codes are held against those
of the record, and what differs is listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from contingent.records.facts import Facts
from contingent.records.readers.ipi_objects import Item, items
from contingent.records.readers.ipi_rows import PPP, PPP_ADDRESS, Reading
from contingent.records.readers.reading import Batch, Head
from contingent.records.readers.spelling import Spelling

TABLE = "ipi-country-lists"
TITLE = "Countries with codes, capitals and undated membership flags"
PUBLISHER = PPP
ADDRESS = PPP_ADDRESS
RANK = 78

_FIELDS = ("country_id", "country_name", "capital_loc", "un_bloc")
_CODES = 50


def recognises(head: Head) -> bool:
    """Return whether the objects describe countries, or are nothing but three-letter codes with names."""
    begins = head.text.lstrip()[:1]
    if begins == "{":
        return all(f'"{each}"' in head.text for each in _FIELDS)
    return begins == "[" and len(head.keys) >= _CODES and all(len(key) == 3 and key.isalpha() for key in head.keys)


def read(head: Head, spelling: Spelling) -> Iterator[Batch]:
    """Yield no rows, but what was left out and which names and codes the record reads otherwise."""
    reading = Reading(spelling)
    flags = nowhere = nameless = countries = 0
    for item in items(head, reading.complaints):
        if "country_id" not in item.fields:
            _codes(item, reading)
            continue
        countries += 1
        flags += sum(isinstance(value, bool) for value in item.fields.values())
        place = item.fields.get("capital_loc")
        nowhere += isinstance(place, dict) and not place.get("x") and not place.get("y")
        nameless += not item.fields["country_id"]
        _pair(item.fields.get("country_name"), item.fields["country_id"], item.line, reading)
    add = reading.notes.add
    if countries:
        what = "membership flags that say nobody when they held; memberships with dates are in the record"
        add("left out", f"{flags:,} {what}", count=flags)
        add("left out", f"capitals: {countries - nowhere} places, and {nowhere} at 0, 0, which is no place", [1])
    if nameless:
        add("left out", f"{nameless} without a code", [1])
    yield reading.end(Facts.OPERATIONS, part="countries" if countries else "codes")


def _codes(item: Item, reading: Reading) -> None:
    """Hold an object of codes and names, either way round, against the record; one of codes and regions is no such."""
    pairs = [(str(key), str(value)) for key, value in item.fields.items()]
    values = {value for _, value in pairs}
    if all(len(key) == 3 and key.isupper() for key, _ in pairs) and len(values) > len(pairs) / 2:
        pairs = [(value, key) for key, value in pairs]
    elif not all(len(value) == 3 and value.isupper() for value in values):
        reading.notes.add("left out", "a list of regions by code", [item.line])
        return
    reading.notes.add("left out", "a list of names and codes; the record has its own", [item.line])
    for name, code in pairs:
        _pair(name, code, item.line, reading)


def _pair(name: object, code: object, line: int, reading: Reading) -> None:
    ours, theirs = (reading.spelling.contributor(str(each)) for each in (name, code))
    if ours is not None and theirs is not None and ours != theirs:
        reading.notes.add("flagged", f"{name} has the code {code} in the file and {ours} in the record", [line])
