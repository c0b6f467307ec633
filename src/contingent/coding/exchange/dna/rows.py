"""From a parcel to the rows of a DNA database, table by table, with the numbers DNA gave where there are any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from typing import Any

from contingent.coding.exchange.dna.offsets import IN_THE_WINDOW
from contingent.coding.exchange.dna.parcel import CODE, CONCEPT
from contingent.coding.exchange.dna.plan import MAIN_ONLY, Plan, Value, concept_names, plan
from contingent.coding.exchange.dna.schema import DATA_TABLES, LONGEST, PERMISSIONS
from contingent.coding.exchange.parcel import Document, Parcel
from contingent.coding.exchange.refi.rulers import Ruler

VERSION = {"version": "3.0.7", "date": "2022-06-10"}
"""What the settings of a new file say: a version that every DNA 3 opens."""
_YELLOW, _BLACK = "#EFD033", "#000000"
_DETAILS = ("author", "source", "section", "type")
Row = tuple[Any, ...]


class DnaRows:
    """The rows of a database. `tables` has them by table; `told` says what is not written as it stands.

    `password` is what DNA keeps of the password of coders that have none of their own.
    """

    def __init__(self, parcel: Parcel, password: str) -> None:
        self._parcel = parcel
        extras = parcel.extras.get("dna", {})
        self._extras: Mapping[str, Any] = extras if isinstance(extras, Mapping) else {}
        self._plan: Plan = plan(parcel)
        self._concepts = concept_names(parcel)
        self._password = password
        self._short: Counter[str] = Counter()
        self.tables: dict[str, list[Row]] = {"SETTINGS": list((self._extras.get("settings") or VERSION).items())}
        self._coders = self._put_coders()
        self._documents = self._put_documents()
        self._kinds, self._variables = self._put_kinds()
        self._concept_variables = {number for (_, name), number in self._variables.items() if name == CONCEPT}
        self._entities = self._put_entities()
        self._put_attributes()
        self.tables["REGEXES"] = [(label, *_rgb(colour)) for label, colour in self._extras.get("regexes", {}).items()]
        self._put_statements()

    @property
    def told(self) -> tuple[str, ...]:
        """One line for each thing that DNA has no room for."""
        cut = (f"{number:,} {what} cut at {LONGEST} characters" for what, number in sorted(self._short.items()))
        return (*self._plan.told, *cut)

    def _cut(self, text: str, what: str) -> str:
        if len(text) <= LONGEST:
            return text
        self._short[what] += 1
        return text[: LONGEST - 1] + "…"

    # Who --------------------------------------------------------------------------------------------------------------

    def _put_coders(self) -> dict[str, int]:
        known = {str(each["id"]): each for each in self._extras.get("coders", ())}
        names = dict(self._parcel.coders)
        if not known and not any(name == "Admin" for name in names.values()):
            names = {"": "Admin", **names}
        ids = _ids(names, known, lambda each: int(each["id"]))
        rows = []
        for key, name in names.items():
            known_coder = known.get(key, {})
            rest = {**_coder_defaults(self._password), **known_coder.get("rest", {})}
            colour = _rgb(known_coder.get("colour", _shade(ids[key])))
            rows.append((ids[key], self._cut(name, "names of coders"), *colour, *(rest[each] for each in _CODER)))
        self.tables["CODERS"] = sorted(rows)
        self.tables["CODERRELATIONS"] = self._relations(sorted(ids.values()))
        return ids

    def _relations(self, ids: list[int]) -> list[Row]:
        kept = [
            (each["Coder"], each["OtherCoder"], *(each[name] for name in _RELATION))
            for each in self._extras.get("relations", ())
            if each["Coder"] in ids and each["OtherCoder"] in ids
        ]
        there = {(each[0], each[1]) for each in kept}
        new = [(one, other, 1, 1, 1, 1) for one, other in permutations(ids, 2) if (one, other) not in there]
        return [(n, *each) for n, each in enumerate([*kept, *new], 1)]

    # What -------------------------------------------------------------------------------------------------------------

    def _put_documents(self) -> dict[str, int]:
        known = self._extras.get("documents", {})
        ids = _ids({each.id: "" for each in self._parcel.documents}, known, None)
        first = min(self._coders.values())
        rows = []
        for each in self._parcel.documents:
            coder, seconds = known.get(each.id, (first, None))
            details = {name: self._cut(each.details.get(name, ""), f"details ({name})") for name in _DETAILS}
            rows.append(
                (
                    ids[each.id],
                    self._cut(each.title, "titles"),
                    each.text,
                    coder if coder in self._coders.values() else first,
                    details["author"],
                    details["source"],
                    details["section"],
                    _notes(each),
                    details["type"],
                    int(each.moment.timestamp()) if each.moment is not None else seconds or 0,
                )
            )
        self.tables["DOCUMENTS"] = sorted(rows)
        return ids

    def _put_kinds(self) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
        known = {each["label"]: each for each in self._extras.get("kinds", ())}
        ids = _ids(dict.fromkeys(self._plan.kinds, ""), known, lambda each: int(each["id"]))
        numbers = {
            (each["label"], name): int(number) for each in known.values() for number, name, _ in each["variables"]
        }
        wanted = [(label, name) for label, variables in self._plan.kinds.items() for name in variables]
        variables = _numbered(wanted, numbers)
        self.tables["STATEMENTTYPES"] = sorted(
            (ids[label], self._cut(label, "types"), *_rgb(known.get(label, {}).get("colour", _YELLOW)))
            for label in self._plan.kinds
        )
        self.tables["VARIABLES"] = sorted(
            (variables[label, name], self._cut(name, "variables"), self._plan.kinds[label][name], ids[label])
            for label, name in wanted
        )
        there = set(variables.values())
        links = [pair for pair in self._extras.get("links", ()) if set(pair) <= there]
        self.tables["VARIABLELINKS"] = [(n, *pair) for n, pair in enumerate(links, 1)]
        return ids, variables

    # Values -----------------------------------------------------------------------------------------------------------

    def _put_entities(self) -> dict[tuple[int, str], int]:
        """Enter every value of the short-text variables, the empty one first, and return its number."""
        short = {
            number: (label, name)
            for (label, name), number in self._variables.items()
            if self._plan.kinds[label][name] == "short text"
        }
        known = {(each["variable"], each["value"]): each for each in self._extras.get("entities", ())}
        old = {number for each in self._extras.get("kinds", ()) for number, _, _ in each["variables"]}
        wanted = dict.fromkeys((number, "") for number in short if number not in old)
        wanted |= dict.fromkeys(key for key in known if key[0] in short)
        for each in self._plan.statements:
            for name, value in each.values.items():
                number = self._variables[each.kind, name]
                if number in short:
                    wanted[number, str(value)] = None
        for number, (_, name) in short.items():
            wanted |= dict.fromkeys((number, value) for value in self._parcel.entities.get(name, ()))
            if name == CONCEPT and not known:
                wanted |= dict.fromkeys((number, concept) for concept in self._concepts.values())
        ids = _numbered(wanted, {key: int(each["id"]) for key, each in known.items()})
        self.tables["ENTITIES"] = sorted(self._entity_rows(ids, known), key=lambda row: int(row[0]))
        return ids

    def _entity_rows(self, ids: Mapping[tuple[int, str], int], known: Mapping[tuple[int, str], Any]) -> Iterator[Row]:
        codes = {self._concepts[code.id]: code for code in self._parcel.codes}
        above = {name: self._concepts.get(code.parent or "") for name, code in codes.items()}
        taken: set[tuple[int, str]] = set()
        for (variable, value), number in ids.items():
            each = known.get((variable, value))
            shown = self._cut(value, "values")
            while (variable, shown) in taken:  # two long values that begin alike
                shown = f"{shown[: LONGEST - 12]}… ({number})"
            taken.add((variable, shown))
            code = codes.get(value) if variable in self._concept_variables else None
            colour = each["colour"] if each else (code and code.colour) or _BLACK
            parent = each["parent"] if each else ids.get((variable, above[value] or "")) if code else None
            parent = parent if parent in ids.values() and parent != number else None
            yield (number, variable, shown, *(_rgb(colour) if colour else (None, None, None)), parent)

    def _put_attributes(self) -> None:
        named = {number: name for (_, name), number in self._variables.items()}
        wanted = dict.fromkeys(
            (int(number), str(name)) for number, name in self._extras.get("attributes", ()) if number in named
        )
        given = {(each["variable"], each["value"]): each["attributes"] for each in self._extras.get("entities", ())}
        described = {self._concepts[code.id]: code.description for code in self._parcel.codes if code.description}
        ids = {self._concepts[code.id]: code.id for code in self._parcel.codes if MAIN_ONLY in self._parcel.extras}
        values: dict[tuple[int, str], dict[str, str]] = {}
        for variable, value in self._entities:
            attributes = dict(given.get((variable, value), {}))
            if (variable, value) not in given:
                attributes |= self._parcel.entities.get(named[variable], {}).get(value, {})
                if variable in self._concept_variables and value in described:
                    attributes.setdefault("Notes", described[value])
                if variable in self._concept_variables and value in ids:
                    attributes.setdefault(CODE, ids[value])
            values[variable, value] = attributes
            wanted |= dict.fromkeys((variable, name) for name in attributes)
        numbers = {key: number for number, key in enumerate(wanted, 1)}
        self.tables["ATTRIBUTEVARIABLES"] = [
            (number, variable, self._cut(name, "names of attributes")) for (variable, name), number in numbers.items()
        ]
        rows = (
            (entity, number, self._cut(values[variable, value][name], "attributes"))
            for (variable, value), entity in self._entities.items()
            for (owner, name), number in numbers.items()
            if owner == variable and name in values[variable, value]
        )
        self.tables["ATTRIBUTEVALUES"] = [(n, *row) for n, row in enumerate(rows, 1)]

    # Said -------------------------------------------------------------------------------------------------------------

    def _put_statements(self) -> None:
        rulers = {each.id: Ruler(each.text, IN_THE_WINDOW) for each in self._parcel.documents}
        data: dict[str, list[Row]] = {table: [] for table in DATA_TABLES.values()}
        rows = []
        first = min(self._coders.values())
        for number, each in zip(self._statement_ids(), self._plan.statements, strict=True):
            passage = each.passage
            start, stop = rulers[passage.document].positions(passage.start, passage.stop)
            coder = self._coders.get(passage.coder or "", first)
            rows.append((number, self._kinds[each.kind], self._documents[passage.document], start, stop, coder))
            for name, value in each.values.items():
                self._put_value(data, number, (each.kind, name), value)
        self.tables["STATEMENTS"] = sorted(rows)
        for table, values in data.items():
            self.tables[table] = [(n, *row) for n, row in enumerate(sorted(values, key=lambda row: row[:2]), 1)]

    def _put_value(self, data: dict[str, list[Row]], statement: int, key: tuple[str, str], value: Value) -> None:
        kind, variable = self._plan.kinds[key[0]][key[1]], self._variables[key]
        shown: Value = int(value) if isinstance(value, bool) else value
        if kind == "short text":
            shown = self._entities[variable, str(value)]
        data[DATA_TABLES[kind]].append((statement, variable, shown))

    def _statement_ids(self) -> list[int]:
        """Return a number for each statement: that of its passage where it is one, else one not yet given."""
        own = [each.passage.id if each.own else None for each in self._plan.statements]
        keys = [key for key in own if key is not None]
        if not all(map(_is_id, keys)) or len(set(keys)) < len(keys):
            return list(range(1, len(own) + 1))
        last = max(map(int, keys), default=0)
        return [int(key) if key is not None else (last := last + 1) for key in own]


_RELATION = ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
_PLAIN = {
    "Refresh": 0,
    "FontSize": 14,
    "Password": "",
    "PopupWidth": 300,
    "ColorByCoder": 0,
    "PopupDecoration": 0,
    "PopupAutoComplete": 1,
}
_CODER = (*_PLAIN, *(f"Permission{each}" for each in PERMISSIONS))


def _coder_defaults(password: str) -> dict[str, Any]:
    return {**_PLAIN, **{f"Permission{each}": 1 for each in PERMISSIONS}, "Password": password}


def _notes(document: Document) -> str:
    """Return the notes of a document, with every detail DNA has no column for as a line below."""
    others = [f"{name}: {text}" for name, text in document.details.items() if name not in (*_DETAILS, "notes")]
    return "\n".join(filter(None, [document.details.get("notes", ""), *others]))


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and key == str(int(key)) and 0 < int(key) < 2**31


def _ids(names: Iterable[str], known: Mapping[str, Any], number: Any) -> dict[str, int]:
    """Return whole numbers for keys: those known, those the keys themselves are, else the next free ones."""
    given = {}
    for key in names:
        if number is not None and key in known:
            given[key] = number(known[key])
        elif number is None and _is_id(key):
            given[key] = int(key)
    return _numbered(names, given)


def _numbered(keys: Iterable[Any], given: Mapping[Any, int]) -> dict[Any, int]:
    keys = list(keys)
    last = max((given[key] for key in keys if key in given), default=0)
    return {key: given[key] if key in given else (last := last + 1) for key in keys}


def _rgb(colour: str) -> tuple[int, int, int]:
    """Return the three parts of `#RRGGBB`; black for anything else."""
    try:
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    except (ValueError, TypeError, IndexError):
        return 0, 0, 0


def _shade(number: int) -> str:
    """Return a colour for a coder that has none, a different one for each of the first six."""
    return ("#FFFF00", "#3399FF", "#FF6666", "#66FF00", "#CC66FF", "#FF9933")[(number - 1) % 6]
