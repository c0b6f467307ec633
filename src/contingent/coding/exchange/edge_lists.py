"""Networks as CSV: a list of ties, or a matrix. Read by any spreadsheet, and safe to open in one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from contingent.base.files import write_whole
from contingent.coding.exchange.neutral import cell, figure
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Network

BOM = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""


def write_edges(network: Network, path: Path) -> None:
    """Write the ties that are not 0: `source`, `target`, `weight`, `sign`. Isolated nodes are not in such a list.

    Raises InputError if the file cannot be written.
    """
    write_whole(path, edges_of(network).encode())


def write_matrix(network: Network, path: Path) -> None:
    """Write the whole matrix, row labels first. Raises InputError if the file cannot be written."""
    write_whole(path, matrix_of(network).encode())


def edges_of(network: Network) -> str:
    """Return the ties as CSV text."""
    labels = {node.key: cell(node.label) for node in nodes_of(network)}
    rows = [(labels[each.source], labels[each.target], figure(each.weight), each.sign) for each in links_of(network)]
    return _csv([("source", "target", "weight", "sign"), *rows])


def matrix_of(network: Network) -> str:
    """Return the matrix as CSV text."""
    head = ("", *map(cell, network.columns))
    weights = network.weights.tolist()
    rows = [(cell(label), *map(figure, row)) for label, row in zip(network.rows, weights, strict=True)]
    return _csv([head, *rows])


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return BOM + out.getvalue()
