"""Networks as Pajek .net (Batagelj and Mrvar, Pajek reference manual): vertices by number, edges with a weight."""

from __future__ import annotations

from pathlib import Path

from contingent.base.files import write_whole
from contingent.coding.exchange.neutral import distinct, figure, one_line
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Network


def write_pajek(network: Network, path: Path) -> None:
    """Write a network; of a two-mode network the head says how many vertices are rows (`*Vertices 13 7`).

    Labels stand on one line without double quotes or backslashes; equal ones get a number. The format has no place
    for attributes. Raises InputError if the file cannot be written.
    """
    write_whole(path, pajek_of(network).encode())


def pajek_of(network: Network) -> str:
    """Return a network as Pajek text, lines ended as Pajek ends them (CR LF)."""
    nodes = nodes_of(network)
    numbers = {node.key: number for number, node in enumerate(nodes, 1)}
    parted = "" if network.one_mode else f" {len(network.rows)}"
    lines = [f"*Vertices {len(nodes)}{parted}"]
    labels = distinct(one_line(node.label) for node in nodes)
    lines += [f'{number} "{label}"' for number, label in enumerate(labels, 1)]
    lines.append("*Edges")
    lines += [f"{numbers[each.source]} {numbers[each.target]} {figure(each.weight)}" for each in links_of(network)]
    return "\r\n".join(lines) + "\r\n"
