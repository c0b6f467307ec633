"""Networks as files, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import InputError
from contingent.coding.exchange.edge_lists import write_edges, write_matrix
from contingent.coding.exchange.gexf import write_gexf
from contingent.coding.exchange.graphml import write_graphml
from contingent.coding.exchange.pajek import write_pajek
from contingent.coding.exchange.ucinet import write_dl, write_dl_edges
from contingent.coding.networks.network import Network

if TYPE_CHECKING:
    from contingent.project.networking import Held
    from contingent.project.project import Project

WRITERS: dict[str, Callable[[Network, Path], None]] = {
    ".graphml": write_graphml,
    ".gexf": write_gexf,
    ".net": write_pajek,
    ".edges.dl": write_dl_edges,
    ".dl": write_dl,
    ".matrix.csv": write_matrix,
    ".csv": write_edges,
}
"""Writers by ending; the longer ending goes first."""

PAGES = (".html", ".htm")


def check_network_target(path: Path) -> None:
    """Raise an InputError if nothing can be written there; said before the work, not after."""
    name = path.name.lower()
    if not any(name.endswith(ending) for ending in (*WRITERS, *PAGES)):
        endings = ", ".join((*WRITERS, ".html"))
        raise InputError("Its ending names no format of networks.", record=path.name, remedy=f"End it in {endings}.")
    if not path.parent.is_dir():
        raise InputError("The folder is not there.", record=str(path.parent), remedy="Make it, or name another one.")


def is_page(path: Path) -> bool:
    """Return whether the file is to be a page for people."""
    return path.suffix.lower() in PAGES


def write_network(network: Network, path: Path) -> Path:
    """Write a network in the format its ending names and return the path. Raises InputError for another ending."""
    check_network_target(path)
    name = path.name.lower()
    writer = next((each for ending, each in WRITERS.items() if name.endswith(ending)), None)
    if writer is None:
        raise InputError("A page is written from a project.", record=path.name, remedy="Use `save_network`.")
    writer(network, path)
    return path


def write_slices(networks: tuple[Network, ...], path: Path) -> tuple[Path, ...]:
    """Write one file for each window of time, its middle in the name before the ending, and return their paths."""
    check_network_target(path)
    ending = next(each for each in WRITERS if path.name.lower().endswith(each))
    stem = path.name[: -len(ending)]
    made = []
    for each in networks:
        moment = (each.time or "all").replace(":", "").removesuffix("T000000")
        made.append(write_network(each, path.with_name(f"{stem}-{moment}{path.name[-len(ending) :]}")))
    return tuple(made)


def save_network(project: Project, held: Held, path: Path) -> Path:
    """Write a network: as a page for people (.html) or in a format of other programs, whole or not at all."""
    from contingent.project.networking import made_of

    check_network_target(path)
    if not is_page(path):
        return write_network(made_of(held), path)
    from contingent.base.files import write_whole
    from contingent.briefs.render.html import render_html
    from contingent.project.network_sheets import network_brief

    write_whole(path, render_html(network_brief(project, held)).encode())
    return path
