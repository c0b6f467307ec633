"""Networks as GraphML (http://graphml.graphdrawing.org/xmlns): read by visone, Gephi, yEd, igraph, networkx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree as Xml

from contingent.base.files import write_whole
from contingent.coding.exchange.neutral import figure, xml_text
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Network

_TYPES = {bool: "boolean", int: "long", float: "double"}


def write_graphml(network: Network, path: Path) -> None:
    """Write a network with the attributes of its nodes, and its settings as attributes of the graph.

    Links carry `weight` and `sign`. Characters that XML cannot carry become U+FFFD. Raises InputError if the file
    cannot be written.
    """
    write_whole(path, graphml_of(network).encode())


def graphml_of(network: Network) -> str:
    """Return a network as GraphML text."""
    nodes, links = nodes_of(network), links_of(network)
    root = Xml.Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    graph = {"contingent " + name: value for name, value in told_of(network).items()}
    of_nodes = [{**n.attributes, "name": n.label, "side": side_of(n.side)} for n in nodes]
    of_links: list[dict[str, object]] = [{"weight": each.weight, "sign": each.sign} for each in links]
    keys = {
        kind: _keys(root, kind, letter, rows)
        for kind, letter, rows in (("graph", "g", [graph]), ("node", "n", of_nodes), ("edge", "e", of_links))
    }
    made = Xml.SubElement(root, "graph", {"id": "network", "edgedefault": "undirected"})
    _put(made, keys["graph"], graph)
    for node, told in zip(nodes, of_nodes, strict=True):
        _put(Xml.SubElement(made, "node", {"id": node.key}), keys["node"], told)
    for number, (link, about) in enumerate(zip(links, of_links, strict=True)):
        ends = {"id": f"e{number}", "source": link.source, "target": link.target}
        _put(Xml.SubElement(made, "edge", ends), keys["edge"], about)
    return document(root)


def document(root: Xml.Element) -> str:
    """Return an element as an indented XML document."""
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def side_of(side: int) -> str:
    """Return the side of a node in a word: `row` or `column`."""
    return "column" if side else "row"


def told_of(network: Network) -> dict[str, object]:
    """Return what a network was made from: settings, statements counted, first and last moment."""
    about: dict[str, object] = {name: _plain(value) for name, value in network.settings.items() if value is not None}
    about["statements"] = network.statements
    times = {"start": network.start, "stop": network.stop, "time": network.time}
    return about | {name: value for name, value in times.items() if value is not None}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float) else str(value)


def kind_of(values: Iterable[object]) -> str:
    """Return the type that holds all values: `boolean`, `long`, `double` or `string`."""
    kinds = {_TYPES.get(type(value), "string") for value in values}
    if len(kinds) == 1:
        return kinds.pop()
    return "double" if kinds == {"long", "double"} else "string"


def text_of(value: object) -> str:
    """Return a value as XML text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return figure(value) if isinstance(value, int | float) else xml_text(str(value))


def _keys(root: Xml.Element, kind: str, letter: str, rows: list[dict[str, object]]) -> dict[str, str]:
    """Declare every attribute of a kind of thing; returns its id by name."""
    names = dict.fromkeys(name for row in rows for name in row)
    ids = {name: f"{letter}{number}" for number, name in enumerate(names)}
    for name, key in ids.items():
        sort = kind_of(row[name] for row in rows if row.get(name) is not None)
        Xml.SubElement(root, "key", {"id": key, "for": kind, "attr.name": xml_text(name), "attr.type": sort})
    return ids


def _put(element: Xml.Element, ids: Mapping[str, str], values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value is not None:
            Xml.SubElement(element, "data", {"key": ids[name]}).text = text_of(value)
