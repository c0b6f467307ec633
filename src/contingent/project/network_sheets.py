"""Network sheets: a project's network as one page for people, each weight with its statements."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError
from contingent.coding.networks.communities import communities
from contingent.coding.networks.links import links_of, nodes_of
from contingent.coding.networks.network import Network
from contingent.project.network_analysis import cautions_of, polarisation_in
from contingent.project.network_asking import COUNTED, Asked
from contingent.project.networking import Held, made_of, strongest

if TYPE_CHECKING:
    from contingent.briefs.brief import Brief, Datum
    from contingent.briefs.sheets.network import NetworkMaterial, Tie
    from contingent.project.project import Project

SHUFFLED = 999
"""Shuffled cases that the polarisation told on a sheet is laid beside."""


def network_brief(project: Project, held: Held) -> Brief:
    """Return the sheet of a network."""
    from contingent.briefs.sheets.network import network_sheet

    return network_sheet(_material(project, held))


def _material(project: Project, held: Held) -> NetworkMaterial:
    from contingent.briefs.sheets.network import NetworkMaterial

    network, asked = made_of(held), held.asked
    ties = _ties(held, network)
    tied = {label for tie in ties for label in (tie.one, tie.other)}
    labels = tuple(dict.fromkeys((*network.rows, *network.columns)))
    findings, cautions = _findings(project, asked, network)
    said = [held.statements[key] for tie in ties for key in tie.statements if key in held.statements]
    kind = "one-mode" if asked.one_mode else "two-mode"
    title = f"{asked.rows.capitalize()} and {asked.columns}"
    return NetworkMaterial(
        title=f"{title}: who agrees with whom" if asked.one_mode else f"{title}: who says what",
        subtitle=f"Network of {asked.rows} {'over' if asked.one_mode else 'and'} {asked.columns}, {kind}",
        facts=(f"{network.statements} statements counted", f"prepared {date.today().isoformat()}"),
        one_mode=asked.one_mode, signed=asked.aggregation not in ("ignore", "combine"),
        picture=tuple(picture_of(network, conflict=asked.aggregation == "conflict")), ties=ties,
        isolated=tuple(label for label in labels if label not in tied), settings=network.settings,
        notes=network.notes, findings=findings, cautions=cautions, repeat=command_of(asked),
        names={label: held.names[label] for label in labels if label in held.names},
        words={each.id: each.paraphrase or "" for each in said}, quotes=project.quotes(said),
    )  # fmt: skip


def _ties(held: Held, network: Network) -> tuple[Tie, ...]:
    """Return every tie with its statements, the strongest first."""
    from contingent.briefs.sheets.network import Tie

    counted, one_mode = held.count(), network.one_mode
    ids = [str(key) for key in held.sayings.ids[counted.places].tolist()]
    by_cell: dict[tuple[str, str], list[str]] = {}
    for i, j, key in zip(counted.row_at.tolist(), counted.column_at.tolist(), ids, strict=True):
        by_cell.setdefault((counted.rows[i], counted.columns[j]), []).append(key)
    by_row: dict[str, dict[str, list[str]]] = {}
    for (row, column), keys in by_cell.items():
        by_row.setdefault(row, {})[column] = keys
    made = []
    for one, other, weight in strongest(network):
        if one_mode:
            shared = [column for column in by_row.get(one, {}) if column in by_row.get(other, {})]
            keys = [key for column in shared for row in (one, other) for key in by_row[row][column]]
        else:
            keys = by_cell.get((one, other), [])
        made.append(Tie(one=one, other=other, weight=weight, statements=tuple(dict.fromkeys(keys))))
    return tuple(made)


def _findings(project: Project, asked: Asked, network: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what communities and camps there are, in sentences, and what to bear in mind."""
    cautions = list(cautions_of(network))
    if not asked.one_mode or not network.weights.any():
        return (), tuple(cautions)
    told = []
    found = communities(network)
    groups = "; ".join(", ".join(group) for group in found.groups())
    told.append(
        f"Communities: {groups}. Modularity {found.modularity:.2f}; {found.runs} runs are {found.agreement:.2f} like "
        "the best on average."
    )
    if asked.aggregation != "ignore":
        try:
            analysed = polarisation_in(project, asked, permutations=SHUFFLED)
        except InputError:  # a qualifier of words has no two sides
            return tuple(told), tuple(cautions)
        camps = analysed.result
        sides = " | ".join(", ".join(camp) for camp in camps.camps if camp) or "none"
        told.append(
            f"Polarisation {camps.value:.2f} of 1, camps: {sides}. Shuffled stances give {camps.chance:.2f} on "
            f"average; p = {camps.p:.3f}."
        )
        cautions = list(analysed.cautions)
    return tuple(told), tuple(cautions)


# The picture ----------------------------------------------------------------------------------------------------------


def picture_of(network: Network, *, conflict: bool = False) -> list[Datum]:
    """Return a network as rows for the chart `network`.

    Two-mode: rows on the left, columns on the right, each column as near as may be to its rows. One-mode: on a circle,
    members of a community side by side. `conflict`: all weights are of conflict.
    """
    places = _circle(network) if network.one_mode else _two_sides(network)
    ties: list[Datum] = []
    for link in sorted(links_of(network), key=lambda each: abs(each.weight)):
        (x, y, _), (x2, y2, _) = places[link.source], places[link.target]
        sort = "conflict" if conflict or link.weight < 0 else "agreement"
        if network.settings.get("weigh") in ("ignore", "combine"):
            sort = "statements"
        ties.append({"part": "tie", "x": x, "y": y, "x2": x2, "y2": y2, "sort": sort, "weight": link.weight})
    nodes: list[Datum] = []
    for node in nodes_of(network):
        x, y, turn = places[node.key]
        name = str(node.attributes.get("full name", node.label))
        side = "column" if node.side else "row"
        nodes.append({"part": "node", "x": x, "y": y, "label": name, "side": side, "turn": turn})
    return ties + nodes


def _circle(network: Network) -> dict[str, tuple[float, float, str]]:
    members = communities(network, runs=20).members
    order = sorted(range(len(members)), key=lambda i: (members[i], i))
    places = {}
    for step, i in enumerate(order):
        angle = pi / 2 - 2 * pi * step / len(order)
        x, y = 0.5 + 0.42 * cos(angle), 0.5 + 0.42 * sin(angle)
        turn = "right" if x > 0.52 else "left" if x < 0.48 else "up" if y > 0.5 else "down"
        places[f"r{i}"] = (x, y, turn)
    return places


def _two_sides(network: Network) -> dict[str, tuple[float, float, str]]:
    rows, columns = len(network.rows), len(network.columns)
    at = {f"r{i}": 1 - (i + 0.5) / rows for i in range(rows)}
    pull: dict[str, list[tuple[float, float]]] = {}
    for link in links_of(network):
        pull.setdefault(link.target, []).append((at[link.source], abs(link.weight)))

    def height(key: str) -> float:
        ties = pull.get(key, [])
        total = sum(weight for _, weight in ties)
        return sum(y * weight for y, weight in ties) / total if total else 0.0

    order = sorted((f"c{j}" for j in range(columns)), key=lambda key: -height(key))
    places = {key: (0.3, y, "left") for key, y in at.items()}
    return places | {key: (0.7, 1 - (n + 0.5) / columns, "right") for n, key in enumerate(order)}


def command_of(asked: Asked) -> str:
    """Return the command that gives the same figures again."""
    plain = Asked()
    words = ["contingent", "network", "show", "PROJECT", "--from", asked.rows, "--to", asked.columns]
    words += ["--kind", "one-mode"] if asked.one_mode else []
    options: Mapping[str, Any] = {
        "--depth": asked.depth, "--weigh": asked.weigh, "--normalise": asked.normalise, "--since": asked.since,
        "--until": asked.until,
    }  # fmt: skip
    words += [word for name, value in options.items() if value is not None for word in (name, str(value))]
    for name in ("qualifier", "stances", "duplicates"):
        value = getattr(asked, name)
        words += [f"--{name}", value] if value != getattr(plain, name) else []
    words += _repeated("--report", asked.reports)
    words += _repeated("--status", [each.value for each in asked.statuses]) if asked.statuses != COUNTED else []
    if asked.quantifiers is not None:
        words += _repeated("--quantifier", [f"{name}={weight:g}" for name, weight in asked.quantifiers.items()])
    words += [f"--{name}" for name in ("shared", "isolates") if getattr(asked, name)]
    return shlex.join(words)


def _repeated(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, value)]
