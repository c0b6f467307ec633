"""Learn the weights of words from coded clauses, and say how well they do on reports they were not learned from.

    python benchmarks/learn_word_weights.py            leave one source out, print the table
    python benchmarks/learn_word_weights.py --write    learn from all sources, write the weights that ship

The sources are our own invented text: the coded clauses and the examples of the codes (both in the package), the
invented reports and claims of the tests, and the paraphrases of the first case; the words of a code's definition stand
in for a few clauses. The learner is ridge regression, solved in one step, so that it gives the same weights each time.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml

from contingent.coding.actors import resolve_actors
from contingent.coding.attribution import attribute
from contingent.coding.claim_features import Features, subject_features, type_features
from contingent.coding.claim_types import rule_type_of
from contingent.coding.codebook_files import default_codebook
from contingent.coding.convert import read_file
from contingent.coding.hedges import hedge_of
from contingent.coding.mentions import Gazetteer
from contingent.coding.units import Unit
from contingent.coding.vocabulary import StatementType
from contingent.coding.word_model import SCALE
from contingent.records.names import names

ROOT = Path(__file__).parents[1]
CODING = ROOT / "src" / "contingent" / "coding"
ASTANA = ROOT.parent / "shared" / "astana"
REPORTS = ROOT / "tests" / "coding" / "reports"

LEAVES = tuple(code.code for code in default_codebook() if code.leaf)
TYPES = tuple(kind.value for kind in StatementType)
SUBJECT_GROUPS = {"word": 1.0, "field": 1.0, "actor": 0.5, "pair": 0.5}
TYPE_GROUPS = {"as_is": 0.6, "hedge": 0.7, "figure": 0.5, "kind": 1.0, "verbs": 1.0, "pair_as_is": 0.5, "first": 0.5,
               "report": 0.3, "field": 0.5}  # fmt: skip
RIDGE = {"subjects": 0.7, "types": 1.0}
FURTHER = 0.5
"""What a code after the main one counts as."""
KIN = 0.3
"""What a code of the same family counts as."""
KEPT = {"subjects": 10, "types": 8}
"""How many weights a feature keeps, the largest."""
LEAST = {"subjects": 15, "types": 10}
"""Weights below this many thousandths are dropped."""


@dataclass(frozen=True)
class Case:
    """A coded clause as the suggester would see it."""

    source: str
    claim: str
    concepts: tuple[str, ...]
    type: str | None
    actors: tuple[str, ...] = ()
    unit: Unit | None = None

    def subject(self) -> Features:
        return subject_features(self.claim, self.actors)

    def kind(self) -> Features:
        hedge, _ = hedge_of(self.claim, unit=self.unit)
        return type_features(self.claim, unit=self.unit, hedge=hedge)


class Cutter:
    """Cuts claims out of texts as the suggester does."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer.of((n.text, n.code, n.kind or "", n.role) for n in names())

    def units(self, path: Path) -> tuple[str, list[Unit], list[tuple[str, ...]]]:
        _, clean = read_file(path)
        mentions = self.gazetteer.with_definitions(clean.text).find(clean.text)
        units = attribute(clean, self.gazetteer, mentions)
        return clean.text, units, [tuple(row[0]) for row in resolve_actors(clean.text, units, mentions)]

    def sentence(self, case: Case) -> Case:
        """The longest claim of a sentence."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "one.txt"
            path.write_text(case.claim + "\n", encoding="utf-8")
            text, units, actors = self.units(path)
        if not units:
            return case
        n = max(range(len(units)), key=lambda i: len(units[i].content))
        return replace(case, claim=units[n].content.cut(text), actors=actors[n], unit=units[n])

    def report(self, path: Path, gold: Path, source: str) -> list[Case]:
        """The claims of a coded report, each the unit that overlaps most with the gold's span."""
        text, units, actors = self.units(path)
        found = []
        for line in gold.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)

            def shared(i: int, start: int = row["start"], end: int = row["end"]) -> int:
                return min(end, units[i].span.end) - max(start, units[i].span.start)

            n = max(range(len(units)), key=shared)
            if shared(n) > 0:
                claim = units[n].content.cut(text)
                found.append(Case(source, claim, tuple(row["concepts"]), row["type"], actors[n], units[n]))
        return found


def sources() -> dict[str, list[Case]]:
    """Return the coded clauses by source; the report of the first case only where it lies beside the repository."""
    cutter = Cutter()
    found: dict[str, list[Case]] = {"clauses": [], "claims": [], "paraphrases": [], "examples": [], "definitions": []}
    data = files("contingent.coding").joinpath("data")
    with data.joinpath("coded_clauses.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            codes = tuple(row["concepts"].split(";"))
            found["clauses"].append(cutter.sentence(Case("clauses", row["text"], codes, row["type"])))
    for line in (ROOT / "tests" / "coding" / "content_cases.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            claim, _, coding = line.partition(" || ")
            _, kinds, codes_, _ = coding.split()
            case = Case("claims", claim, (codes_.split("/")[0],), kinds.split("/")[0])
            found["claims"].append(cutter.sentence(case))
    shipped = files("contingent.examples").joinpath("astana_2013/statements.jsonl").read_text(encoding="utf-8")
    for line in shipped.splitlines():
        row = json.loads(line)
        case = Case("paraphrases", row["paraphrase"], tuple(row["concepts"]), row["type"])
        found["paraphrases"].append(cutter.sentence(case))
    examples = yaml.safe_load(data.joinpath("code_examples.yaml").read_text(encoding="utf-8"))
    found["examples"] = [
        Case("examples", text.strip(), (code,), None) for code, texts in examples.items() for text in texts.split(";")
    ]
    for code in default_codebook():
        if code.leaf:
            pieces = [f"{code.name}. {code.definition}", *code.include.replace(";", ",").split(",")]
            found["definitions"] += [Case("definitions", p.strip(), (code.code,), None) for p in pieces if p.strip()]
    for report in sorted(REPORTS.glob("dev_*.txt")):
        found[report.stem] = cutter.report(report, report.with_suffix(".jsonl"), report.stem)
    if ASTANA.exists():
        found["astana"] = cutter.report(ASTANA / "clean.txt", ASTANA / "statements.jsonl", "astana")
    return found


Matrix = np.ndarray


@dataclass
class Learner:
    """Ridge regression on groups of features."""

    labels: tuple[str, ...]
    groups: dict[str, float]
    ridge: float
    kept: int
    least: int
    numbers: dict[str, int]
    rarity: Matrix
    means: Matrix
    weights: Matrix
    left_out: Matrix
    """Scores of the clauses learned from, each as if it had been left out."""

    @classmethod
    def of(cls, rows: Sequence[Features], goals: Matrix, labels: tuple[str, ...], name: str) -> Learner:
        groups = SUBJECT_GROUPS if name == "subjects" else TYPE_GROUPS
        counts = Counter(feature for row in rows for group in groups for feature in row.get(group, ()))
        pairs = {"pair", "pair_as_is"} & set(groups)
        rare = {f for row in rows for group in pairs for f in row.get(group, ()) if counts[f] < 2}
        vocabulary = sorted(set(counts) - rare)
        rarity = np.array([np.sqrt(np.log((len(rows) + 1) / counts[feature])) for feature in vocabulary])
        numbers = {feature: number for number, feature in enumerate(vocabulary)}
        learner = cls(labels, groups, RIDGE[name], KEPT[name], LEAST[name], numbers, rarity,
                      goals.mean(axis=0), np.zeros(0), np.zeros(0))  # fmt: skip
        x = learner.matrix(rows)
        inverse = np.linalg.inv(x @ x.T + learner.ridge * np.eye(len(rows)))
        alpha = inverse @ (goals - learner.means)
        learner.weights = x.T @ alpha
        learner.left_out = goals - alpha / np.diag(inverse)[:, None]
        return learner

    def matrix(self, rows: Sequence[Features]) -> Matrix:
        x = np.zeros((len(rows), len(self.numbers)))
        for n, row in enumerate(rows):
            for group, share in self.groups.items():
                at = sorted(self.numbers[f] for f in row.get(group, ()) if f in self.numbers)
                if at:
                    x[n, at] = share * self.rarity[at] / np.sqrt((self.rarity[at] ** 2).sum())
        return x

    def scores(self, rows: Sequence[Features]) -> Matrix:
        return np.asarray(self.matrix(rows) @ self.weights + self.means)

    def plain(self) -> dict[str, object]:
        """Return the model as it is kept: of each feature its rarity and its largest weights."""
        rows: dict[str, list[int]] = {}
        for feature, number in self.numbers.items():
            weights = self.weights[number]
            largest = sorted(np.argsort(-np.abs(weights), kind="stable")[: self.kept].tolist())
            pairs = [(label, round(float(weights[label]) * SCALE)) for label in largest]
            row = [round(float(self.rarity[number]) * SCALE)]
            for label, weight in pairs:
                if abs(weight) >= self.least:
                    row += [label, weight]
            if len(row) > 1:
                rows[feature] = row
        means = [round(float(mean), 4) for mean in self.means]
        return {"labels": list(self.labels), "means": means, "groups": self.groups, "weights": rows}


def code_goals(cases: Iterable[Case]) -> Matrix:
    """What the scores of each clause's codes should be: 1 for the main code, less for others and for their kin."""
    rows = []
    for case in cases:
        row = [0.0] * len(LEAVES)
        for place, code in enumerate(case.concepts):
            share = FURTHER if place else 1.0
            for n, leaf in enumerate(LEAVES):
                kin = leaf.partition(".")[0] == code.partition(".")[0]
                row[n] = max(row[n], share if leaf == code else share * KIN if kin else 0.0)
        rows.append(row)
    return np.array(rows)


def type_goals(cases: Iterable[Case]) -> Matrix:
    return np.array([[float(case.type == kind) for kind in TYPES] for case in cases])


def learn(cases: Sequence[Case], name: str) -> Learner:
    """Return the learner for `subjects`, or for `types` from those clauses whose type is coded."""
    if name == "subjects":
        return Learner.of([case.subject() for case in cases], code_goals(cases), LEAVES, name)
    typed = [case for case in cases if case.type]
    return Learner.of([case.kind() for case in typed], type_goals(typed), TYPES, name)


def written(name: str, cases: Sequence[Case]) -> str:
    """Return the text of the weights file."""
    plain = learn(cases, name).plain()
    weights = plain.pop("weights")
    assert isinstance(weights, dict)
    head = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))[:-1]
    lines = (f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, separators=(',', ':'))}" for k, v in weights.items())
    return head + ',"weights":{\n' + ",\n".join(lines) + "\n}}\n"


def shipped(found: dict[str, list[Case]]) -> list[Case]:
    """Return the clauses from which the shipped weights are learned: all but the first report's own sentences."""
    return [case for name, cases in found.items() if name != "astana" for case in cases]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = sources()
    if options.write:
        for name in ("subjects", "types"):
            path = CODING / "data" / f"weights_{name}.json"
            path.write_text(written(name, shipped(found)), encoding="utf-8")
            print(path.name, path.stat().st_size // 1024, "KiB")
        return
    left_out_table(found, sys.stdout.write)


def left_out_table(found: dict[str, list[Case]], write: Callable[[str], object]) -> None:
    """Write how the learned weights alone do on each source when they were learned from all others."""
    write(f"{'source left out':18} {'n':>5} first code  in its codes  family   type  rules' type\n")
    for source in ("clauses", "claims", *[name for name in found if name.startswith("dev_")], "astana"):
        if source not in found:
            continue
        cases = found[source]
        twins = {source, "paraphrases"} if source == "astana" else {source, "astana"}
        rest = [case for name, rows in found.items() if name not in twins for case in rows]
        # The clauses are the bulk of what there is: each of them is left out alone.
        alone = source == "clauses"
        subjects, kinds = (learn(cases + rest if alone else rest, name) for name in ("subjects", "types"))
        codes = subjects.left_out[: len(cases)] if alone else subjects.scores([case.subject() for case in cases])
        types = kinds.left_out[: len(cases)] if alone else kinds.scores([case.kind() for case in cases])
        best = [LEAVES[n] for n in codes.argmax(axis=1)]
        kind = [TYPES[n] for n in types.argmax(axis=1)]
        rules = [rule_type_of(c.claim, unit=c.unit, hedge=hedge_of(c.claim, unit=c.unit)[0])[0].value for c in cases]
        shares = (
            np.mean([b == c.concepts[0] for b, c in zip(best, cases, strict=True)]),
            np.mean([b in c.concepts for b, c in zip(best, cases, strict=True)]),
            np.mean([b.partition(".")[0] in {x.partition(".")[0] for x in c.concepts}
                     for b, c in zip(best, cases, strict=True)]),
            np.mean([k == c.type for k, c in zip(kind, cases, strict=True)]),
            np.mean([r == c.type for r, c in zip(rules, cases, strict=True)]),
        )  # fmt: skip
        write(f"{source:18} {len(cases):5} {shares[0]:10.3f} {shares[1]:13.3f} {shares[2]:7.3f} {shares[3]:6.3f} "
              f"{shares[4]:12.3f}\n")  # fmt: skip


if __name__ == "__main__":
    main()
