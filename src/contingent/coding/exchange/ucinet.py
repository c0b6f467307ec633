"""Networks as UCINET DL (Borgatti, Everett and Freeman, UCINET user's guide): a full matrix, or a list of edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contingent.base.files import write_whole
from contingent.coding.exchange.neutral import distinct, figure, one_line
from contingent.coding.networks.links import links_of
from contingent.coding.networks.network import Network


def write_dl(network: Network, path: Path) -> None:
    """Write a network as a full matrix. Labels stand in double quotes, on one line, without quotes of their own.

    Raises InputError if the file cannot be written.
    """
    write_whole(path, dl_of(network).encode())


def write_dl_edges(network: Network, path: Path) -> None:
    """Write a network as a list of its ties. Raises InputError if the file cannot be written."""
    write_whole(path, dl_edges_of(network).encode())


def dl_of(network: Network) -> str:
    """Return a network as DL text, `format = fullmatrix`."""
    rows, columns = _labels(network.rows), _labels(network.columns)
    if network.one_mode:
        head = [f"dl n = {len(rows)}, format = fullmatrix", "labels:", *rows]
    else:
        size = f"dl nr = {len(rows)}, nc = {len(columns)}, format = fullmatrix"
        head = [size, "row labels:", *rows, "col labels:", *columns]
    data = [" " + " ".join(map(figure, row)) for row in network.weights.tolist()]
    return "\n".join([*head, "data:", *data]) + "\n"


def dl_edges_of(network: Network) -> str:
    """Return a network as DL text, `format = edgelist1` (one-mode, every pair both ways) or `edgelist2` (two-mode)."""
    rows, columns = _labels(network.rows), _labels(network.columns)
    if network.one_mode:
        head = [f"dl n = {len(rows)}, format = edgelist1", "labels:", *rows]
    else:
        size = f"dl nr = {len(rows)}, nc = {len(columns)}, format = edgelist2"
        head = [size, "row labels:", *rows, "col labels:", *columns]
    data = []
    for link in links_of(network):
        i, j, weight = int(link.source[1:]) + 1, int(link.target[1:]) + 1, figure(link.weight)
        data += [f"{i} {j} {weight}", f"{j} {i} {weight}"] if network.one_mode else [f"{i} {j} {weight}"]
    return "\n".join([*head, "data:", *data]) + "\n"


def _labels(labels: Sequence[str]) -> list[str]:
    return [f'"{label}"' for label in distinct(one_line(label) for label in labels)]
