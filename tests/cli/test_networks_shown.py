"""contingent network: what is shown, what is written, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

Run = Callable[..., Any]


def test_a_network_is_shown_without_options(desk: Path, run: Run) -> None:
    told = run("network", "show", "astana.ct")
    assert (told.code, told.err) == (0, "")
    assert "RUS Russia" in " ".join(told.out.split())
    assert "statements are counted" in told.out
    assert max(map(len, told.out.splitlines())) <= 100
    found = run("network", "show", "astana.ct", "--json").json
    assert found["rows"] == ["KAZ", "KGZ", "RUS", "TJK", "UKR", "UZB"]
    assert found["settings"]["weigh"] == "ignore"
    assert len(found["weights"]) == 6


@pytest.mark.parametrize("ending", ["graphml", "gexf", "net", "dl", "edges.dl", "csv", "matrix.csv", "html"])
def test_every_format_is_written(desk: Path, run: Run, ending: str) -> None:
    told = run("network", "show", "astana.ct", "--kind", "one-mode", "--from", "holder", "-o", f"n.{ending}")
    assert (told.code, told.err) == (0, "")
    assert f"Wrote n.{ending}." in told.out
    assert (desk / f"n.{ending}").stat().st_size > 100
    if ending == "graphml":
        graph = nx.read_graphml(desk / "n.graphml")
        assert "RUS" in {data["name"] for _, data in graph.nodes(data=True)}
        assert {data["sign"] for _, _, data in graph.edges(data=True)} == {"positive", "negative"}


def test_a_weight_is_explained_between_states_and_to_concepts(desk: Path, run: Run) -> None:
    told = run("network", "explain", "astana.ct", "Russia", "nrm")
    assert told.code == 0
    assert "A066" in told.out
    pair = run("network", "explain", "astana.ct", "RUS", "UZB", "--json").json
    assert pair["weight"] == pytest.approx(2 / 11)
    assert {"A046", "A049"} <= set(pair["statements"])
    missing = run("network", "explain", "astana.ct", "RUS", "Atlantis")
    assert missing.code == 3
    assert "no node" in missing.err


def test_analyses_answer_in_words_and_in_json(desk: Path, run: Run) -> None:
    more = {
        "polarisation": ("--permutations", "99"),
        "links": ("--shuffles", "199"),
        "backbone": ("--random-sets", "9"),
    }
    keys = {"communities": "groups", "polarisation": "camps", "backbone": "kept", "links": "more_than_chance"}
    for command, key in keys.items():
        words = ("network", command, "astana.ct", "--from", "holder", *more.get(command, ()))
        told = run(*words)
        assert (told.code, told.err) == (0, ""), command
        assert "Small dialogues mislead" in " ".join(told.out.split())
        found = run(*words, "--json").json
        assert key in found
        assert found["cautions"]
    central = run("network", "central", "astana.ct", "--kind", "two-mode", "--json").json
    assert {each["side"] for each in central} == {0, 1}
    assert "betweenness" in run("network", "central", "astana.ct").out


def test_wrong_asking_is_refused_in_words(desk: Path, run: Run) -> None:
    for words, code, told in (
        (("show", "astana.ct", "--weigh", "loud"), 2, "aggregation"),
        (("show", "astana.ct", "--from", "colour"), 3, "no variable"),
        (("show", "astana.ct", "--since", "yesterday"), 2, "no day"),
        (("show", "astana.ct", "--window", "wide"), 2, "no window"),
        (("show", "astana.ct", "--kernel", "gaussian"), 2, "needs a window"),
        (("show", "astana.ct", "-o", "n.png"), 4, "no format"),
        (("show", "astana.ct", "-o", "missing/n.csv"), 4, "folder"),
        (("show", "astana.ct", "--window", "3months", "-o", "n.html"), 2, "one network"),
        (("show", "astana.ct", "--quantifier", "many=much"), 4, "no weight"),
        (("polarisation", "astana.ct", "--stances", "words"), 4, "two sides"),
        (("communities", "astana.ct", "--resolution", "0"), 4, "resolution"),
        (("backbone", "astana.ct", "--tolerance", "7"), 4, "tolerance"),
        (("links", "astana.ct", "--alpha", "0"), 4, "false discoveries"),
        (("show", "astana.ct", "--status", "lost"), 4, "status"),
    ):
        ended = run("network", *words)
        assert ended.code == code, (words, ended.err)
        assert told in ended.err, words
    assert not list(desk.glob("n.*"))


def test_a_project_without_statements_says_so(desk: Path, run: Run) -> None:
    run("new", "empty.ct")
    told = run("network", "show", "empty.ct")
    assert told.code == 0
    assert "Nothing is tied" in told.out
    for command in ("communities", "central"):
        assert run("network", command, "empty.ct").code == 0, command
    for command in ("links", "polarisation"):
        refused = run("network", command, "empty.ct")
        assert refused.code == 4
        assert "takes a side" in refused.err
    assert run("network", "show", "empty.ct", "-o", "e.html").code == 0
    refused = run("network", "backbone", "empty.ct")
    assert refused.code == 4
    assert "no network to keep" in refused.err
