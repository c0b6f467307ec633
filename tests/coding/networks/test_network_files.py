"""Networks in the formats of other programs: read back by networkx, beside files of another tool, hostile labels."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.coding.exchange.edge_lists import edges_of, matrix_of, write_edges, write_matrix
from contingent.coding.exchange.gexf import gexf_of, write_gexf
from contingent.coding.exchange.graphml import graphml_of, write_graphml
from contingent.coding.exchange.neutral import distinct, figure
from contingent.coding.exchange.pajek import pajek_of, write_pajek
from contingent.coding.exchange.ucinet import dl_edges_of, dl_of, write_dl
from contingent.coding.networks.network import Network

HOSTILE = (
    '=cmd|"/c calc"!A1', "a\nb", 'say "no"', "<b>&amp;</b>", "\x00\x1b\x0b", "@SUM(A1)", "Élan \U0001f54a",
    "back\\slash", "]]>", " =1+1", "", "dup", "dup",
)  # fmt: skip


def two_mode(rows: tuple[str, ...] = ("A", "B"), columns: tuple[str, ...] = ("x", "A")) -> Network:
    weights = np.arange(len(rows) * len(columns), dtype=float).reshape(len(rows), len(columns)) - 1.5
    return Network(
        rows=rows, columns=columns, weights=weights, one_mode=False, settings={"weigh": "subtract"}, statements=7,
        attributes={"A": {"region": "Central Asia", "statements": 4, "name": "not the label"}, "x": {"share": 0.5}},
    )  # fmt: skip


def one_mode(labels: tuple[str, ...] = ("A", "B", "C")) -> Network:
    n = len(labels)
    weights = np.arange(n * n, dtype=float).reshape(n, n)
    weights = np.triu(weights, 1) - n
    weights = np.triu(weights, 1)
    return Network(
        rows=labels, columns=labels, weights=weights + weights.T, one_mode=True, settings={}, statements=3
    )  # fmt: skip


def ties(graph: nx.Graph, name: str = "name") -> dict[frozenset[str], float]:
    return {
        frozenset((str(graph.nodes[a].get(name, a)), str(graph.nodes[b].get(name, b)))): data["weight"]
        for a, b, data in graph.edges(data=True)
    }


def expected(network: Network) -> dict[frozenset[str], float]:
    return {
        frozenset((row, column)): float(network.weights[i, j])
        for i, row in enumerate(network.rows)
        for j, column in enumerate(network.columns)
        if network.weights[i, j] and (j > i or not network.one_mode)
    }


@pytest.mark.parametrize("network", [two_mode(("P", "Q"), ("x", "y")), one_mode()], ids=["two-mode", "one-mode"])
def test_networkx_reads_what_was_written(network: Network, tmp_path: Path) -> None:
    write_graphml(network, tmp_path / "n.graphml")
    graph = nx.read_graphml(tmp_path / "n.graphml")
    assert ties(graph) == expected(network)
    assert graph.graph["contingent statements"] == network.statements
    write_gexf(network, tmp_path / "n.gexf")
    assert ties(nx.read_gexf(tmp_path / "n.gexf"), "label") == expected(network)
    write_pajek(network, tmp_path / "n.net")
    text = (tmp_path / "n.net").read_text()
    read = nx.parse_pajek(re.sub(r"^(\*Vertices \d+) \d+", r"\1", text).splitlines())  # networkx knows no two-mode head
    assert ties(nx.Graph(read)) == expected(network)


def test_equal_labels_on_both_sides_stay_two_nodes(tmp_path: Path) -> None:
    write_graphml(two_mode(), tmp_path / "n.graphml")
    graph = nx.read_graphml(tmp_path / "n.graphml")
    assert sorted(graph.nodes) == ["c0", "c1", "r0", "r1"]
    assert [graph.nodes[key]["side"] for key in ("r0", "c1")] == ["row", "column"]
    assert graph.nodes["r0"]["name"] == "A", "an attribute never hides the label"
    assert (graph.nodes["r0"]["region"], graph.nodes["r0"]["statements"]) == ("Central Asia", 4)
    assert graph.nodes["c0"]["share"] == 0.5
    assert '"*Vertices 4 2"' in json.dumps(pajek_of(two_mode()).splitlines()[0])


def test_a_full_matrix_has_the_form_of_another_tools_file(shared: Path, tmp_path: Path) -> None:
    folder = shared / "discourse" / "reference" / "dna"
    case = json.loads((folder / "file_org_concept_twomode_combine.json").read_text())["matrices"][0]
    network = Network(
        rows=tuple(case["rows"]), columns=tuple(case["cols"]), weights=np.array(case["matrix"]), one_mode=False,
        settings={}, statements=40,
    )  # fmt: skip
    write_dl(network, tmp_path / "n.dl")
    theirs = (folder / "file_org_concept_twomode_combine.dl").read_text(encoding="utf-8")
    assert (tmp_path / "n.dl").read_text().split() == theirs.split()


def test_ties_and_nodes_are_those_of_another_tools_graphml(shared: Path) -> None:
    folder = shared / "discourse" / "reference" / "dna"
    for name in ("file_org_concept_twomode_subtract", "file_org_onemode_subtract"):
        case = json.loads((folder / f"{name}.json").read_text())["matrices"][0]
        network = Network(
            rows=tuple(case["rows"]), columns=tuple(case["cols"]), weights=np.array(case["matrix"]),
            one_mode=case["rows"] == case["cols"], settings={}, statements=40,
        )  # fmt: skip
        text = (folder / f"{name}.graphml").read_text(encoding="utf-8")
        pairs = re.findall(r'<edge source="(n\d+)" target="(n\d+)"[^>]*>\s*<data key="weight">([-\d.]+)', text)
        names = dict(re.findall(r'<node id="(n\d+)">.*?<data key="name">([^<]*)<', text, re.S))
        theirs = {
            frozenset((names[a].replace("&amp;", "&"), names[b].replace("&amp;", "&"))): float(w)
            for a, b, w in pairs
            if float(w)
        }
        assert theirs
        assert ties(nx.parse_graphml(graphml_of(network))) == theirs


def test_a_matrix_has_the_numbers_of_another_tools_csv(shared: Path, tmp_path: Path) -> None:
    folder = shared / "discourse" / "reference" / "dna"
    case = json.loads((folder / "file_org_onemode_congruence_average.json").read_text())["matrices"][0]
    network = Network(
        rows=tuple(case["rows"]), columns=tuple(case["cols"]), weights=np.array(case["matrix"]), one_mode=True,
        settings={}, statements=40,
    )  # fmt: skip
    write_matrix(network, tmp_path / "n.csv")
    ours = list(csv.reader((tmp_path / "n.csv").open(encoding="utf-8-sig")))
    theirs = list(
        csv.reader((folder / "file_org_onemode_congruence_average.csv").open(encoding="utf-8"), delimiter=";")
    )
    assert ours[0] == theirs[0]
    for mine, other in zip(ours[1:], theirs[1:], strict=True):
        assert mine[0] == other[0]
        assert np.allclose(np.array(mine[1:], float), np.array(other[1:], float), atol=5.1e-7)


def test_hostile_labels_are_harmless_everywhere(tmp_path: Path) -> None:
    network = one_mode(HOSTILE)
    assert nx.parse_graphml(graphml_of(network)).number_of_nodes() == len(HOSTILE)
    write_gexf(network, tmp_path / "n.gexf")
    assert nx.read_gexf(tmp_path / "n.gexf").number_of_nodes() == len(HOSTILE)
    assert nx.parse_pajek(pajek_of(network).splitlines()).number_of_nodes() == len(HOSTILE)
    for text in (edges_of(network), matrix_of(network)):
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            assert not [each for each in row if re.match(r"\s*[=+@\t\r]|\s*-(?!\d)", each)]
    lines = dl_of(network).splitlines()
    assert len(lines) == 3 + 2 * len(HOSTILE)
    assert all(line.count('"') == 2 for line in lines[2 : 2 + len(HOSTILE)])


@given(st.lists(st.text(), min_size=2, max_size=5))
def test_any_labels_can_be_written_and_read(labels: list[str]) -> None:
    network = one_mode(tuple(labels))
    graph = nx.parse_graphml(graphml_of(network))
    assert graph.number_of_nodes() == len(labels)
    assert nx.parse_pajek(pajek_of(network).splitlines()).number_of_nodes() == len(labels)
    gexf_of(network).encode()
    dl_edges_of(network).encode()
    rows = list(csv.reader(io.StringIO(matrix_of(network).removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(labels) + 1


def test_an_edge_list_names_ties_and_a_dl_list_says_both_ways(tmp_path: Path) -> None:
    write_edges(one_mode(), tmp_path / "n.csv")
    rows = list(csv.DictReader((tmp_path / "n.csv").open(encoding="utf-8-sig")))
    assert rows[0] == {"source": "A", "target": "B", "weight": "-2", "sign": "negative"}
    assert dl_edges_of(one_mode()).splitlines()[-2:] == ["2 3 2", "3 2 2"]
    assert "edgelist2" in dl_edges_of(two_mode())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_figures_give_back_the_weight(weight: float) -> None:
    assert float(figure(weight)) == weight


@given(st.lists(st.sampled_from(["a", "a (2)", "b", "a (2) (2)"])))
def test_labels_told_apart_are_distinct(labels: list[str]) -> None:
    assert len(set(distinct(labels))) == len(labels)
