"""Comparing files of networks that DNA wrote (CSV, UCINET DL, GraphML) with the network of the case of that name."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import ContingentError, InputError
from contingent.coding.networks.building import network
from contingent.coding.networks.counting import count
from contingent.coding.networks.network import Network, Sayings
from contingent.coding.networks.verification.cases import LARGEST, Case
from contingent.coding.networks.verification.finding import TOLERANCE, Finding, Verdict, apart, not_run

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

ENDINGS = (".csv", ".dl", ".graphml")
_SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def verify_file(path: Path, case: Case, sayings: Sayings) -> Finding:
    """Return how a file stands to our network of its case.

    Weights printed with six decimals must agree to half of the last one, others to 1e-9.
    """
    import numpy as np

    kind = {".csv": "CSV", ".dl": "UCINET DL", ".graphml": "GraphML"}[path.suffix.lower()]
    try:
        text = _text(path)
        ours = network(sayings, case.settings)
        theirs, tolerance = _read(path.suffix.lower(), text, ours)
    except ContingentError as error:
        return not_run(path.stem, str(path), [str(error)], kind)
    largest, at = apart(ours.weights, np.asarray(theirs))
    where = f"{ours.rows[at[0]]} x {ours.columns[at[1]]}" if at and largest > 0 else ""
    return Finding(
        case=path.stem, file=str(path), kind=kind, statements=len(count(sayings, case.settings)),
        reference_statements=case.result.get("filteredStatements"), size=f"{len(ours.rows)} x {len(ours.columns)}",
        numbers=ours.weights.size, largest=largest, at=where,
        verdict=Verdict.HOLDS if largest <= tolerance else Verdict.DEVIATES,
        told=() if tolerance == TOLERANCE else (f"printed with few decimals, so compared to {tolerance:g}",),
    )  # fmt: skip


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise InputError(f"This file is too large: at most {LARGEST:,} bytes are read.", record=str(path))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"This file is not UTF-8: {error}.", record=str(path)) from None


def _read(ending: str, text: str, ours: Network) -> tuple[Array, float]:
    if ending == ".graphml":
        return _graphml(text, ours), TOLERANCE
    labels, cells = _csv(text) if ending == ".csv" else _dl(text)
    return _matrix(labels, cells, ours), _tolerance(cells)


def _matrix(labels: tuple[list[str], list[str]], cells: list[list[str]], ours: Network) -> Array:
    import numpy as np

    if labels != (list(ours.rows), list(ours.columns)):
        raise InputError("Its labels are not those of the case, or not in that order.", record="labels")
    try:
        return np.array([[float(each) for each in row] for row in cells], np.float64).reshape(ours.weights.shape)
    except ValueError as error:
        raise InputError(f"Its cells are not a matrix of numbers: {error}.", record="cells") from None


def _tolerance(cells: list[list[str]]) -> float:
    decimals = {len(each.partition(".")[2]) for row in cells for each in row if "." in each}
    return 0.5e-6 + 1e-12 if decimals == {6} else TOLERANCE


def _csv(text: str) -> tuple[tuple[list[str], list[str]], list[list[str]]]:
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.startswith(('"";', ";")) else ","))
    rows = [row for row in rows if row]
    if not rows:
        raise InputError("The file is empty.", record="csv")
    return ([row[0] for row in rows[1:]], rows[0][1:]), [row[1:] for row in rows[1:]]


_DL = re.compile(r"\s*dl\s+n[rc]?\s*=", re.IGNORECASE)


def _dl(text: str) -> tuple[tuple[list[str], list[str]], list[list[str]]]:
    """Read the full matrix of a DL file: labels by line, in quotation marks, then rows of numbers."""
    if not _DL.match(text):
        raise InputError("This is no DL file.", record="dl")
    parts: dict[str, list[str]] = {}
    now: list[str] = []
    for line in text.splitlines()[1:]:
        word = line.strip().lower()
        if word.endswith(":") and not line.startswith('"'):
            now = parts.setdefault(word.rstrip(":"), [])
        elif line.strip():
            now.append(line.strip())
    rows = [each.strip('"') for each in parts.get("row labels", parts.get("labels", []))]
    columns = [each.strip('"') for each in parts.get("col labels", parts.get("labels", []))]
    return (rows, columns), [line.split() for line in parts.get("data", [])]


def _graphml(text: str, ours: Network) -> Array:
    """Read the weights of a GraphML file by name of node; a pair that is not there weighs 0.

    Nothing outside of the file is loaded, and no entity is expanded.
    """
    import numpy as np
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"This is no XML file: {error}.", record="graphml") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("The file has a DOCTYPE, which GraphML of DNA never has.", record="graphml")
    names = {str(node.get("id")): _data(node, "name") for node in root.iter(f"{_SPACE}node")}
    variables = {str(node.get("id")): _data(node, "variable") for node in root.iter(f"{_SPACE}node")}
    at = [{label: n for n, label in enumerate(labels)} for labels in (ours.rows, ours.columns)]
    found = np.zeros(ours.weights.shape)
    for edge in root.iter(f"{_SPACE}edge"):
        ends = [str(edge.get(end)) for end in ("source", "target")]
        if not ours.one_mode and variables.get(ends[0]) == ours.settings["columns"]:
            ends.reverse()
        one, two = names.get(ends[0]), names.get(ends[1])
        if one not in at[0] or two not in at[1]:
            raise InputError(f"It ties {one!r} to {two!r}, which are not both in the case.", record="graphml")
        weight = float(_data(edge, "weight") or "nan")
        found[at[0][one], at[1][two]] = weight
        if ours.one_mode:
            found[at[0][two], at[1][one]] = weight
    return found


def _data(element: Any, key: str) -> str:
    return next((each.text or "" for each in element.iter(f"{_SPACE}data") if each.get("key") == key), "")
