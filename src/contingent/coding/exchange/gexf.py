"""Networks as GEXF 1.2 (https://gexf.net): read by Gephi, Cosmograph, sigma.js, networkx."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as Xml

from contingent.base.files import write_whole
from contingent.coding.exchange.graphml import document, kind_of, side_of, text_of, told_of
from contingent.coding.exchange.neutral import figure, xml_text
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Network


def write_gexf(network: Network, path: Path) -> None:
    """Write a network with the attributes of its nodes; settings stand in the description.

    Links carry their weight and `sign`; some programs draw no negative weights, so `size` is the weight without its
    sign. Raises InputError if the file cannot be written.
    """
    write_whole(path, gexf_of(network).encode())


def gexf_of(network: Network) -> str:
    """Return a network as GEXF text."""
    nodes, links = nodes_of(network), links_of(network)
    root = Xml.Element("gexf", {"xmlns": "http://www.gexf.net/1.2draft", "version": "1.2"})
    meta = Xml.SubElement(root, "meta")
    Xml.SubElement(meta, "creator").text = "contingent"
    told = "; ".join(f"{name}: {value}" for name, value in told_of(network).items())
    Xml.SubElement(meta, "description").text = xml_text(told)
    graph = Xml.SubElement(root, "graph", {"defaultedgetype": "undirected", "mode": "static"})
    of_nodes = [{**n.attributes, "side": side_of(n.side)} for n in nodes]
    of_links: list[dict[str, object]] = [{"sign": each.sign, "size": abs(each.weight)} for each in links]
    node_ids, link_ids = _declare(graph, "node", of_nodes), _declare(graph, "edge", of_links)
    held = Xml.SubElement(graph, "nodes")
    for node, about in zip(nodes, of_nodes, strict=True):
        made = Xml.SubElement(held, "node", {"id": node.key, "label": xml_text(node.label)})
        _put(made, node_ids, about)
    tied = Xml.SubElement(graph, "edges")
    for number, (link, about) in enumerate(zip(links, of_links, strict=True)):
        ends = {"id": str(number), "source": link.source, "target": link.target, "weight": figure(link.weight)}
        _put(Xml.SubElement(tied, "edge", ends), link_ids, about)
    return document(root)


def _declare(graph: Xml.Element, kind: str, rows: list[dict[str, object]]) -> dict[str, str]:
    names = dict.fromkeys(name for row in rows for name in row)
    ids = {name: f"{kind[0]}{number}" for number, name in enumerate(names)}
    held = Xml.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    for name, key in ids.items():
        sort = kind_of(row[name] for row in rows if row.get(name) is not None)
        Xml.SubElement(held, "attribute", {"id": key, "title": xml_text(name), "type": sort})
    return ids


def _put(element: Xml.Element, ids: Mapping[str, str], values: Mapping[str, object]) -> None:
    held = Xml.SubElement(element, "attvalues")
    for name, value in values.items():
        if value is not None:
            Xml.SubElement(held, "attvalue", {"for": ids[name], "value": text_of(value)})
