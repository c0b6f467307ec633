"""The shipped Astana case equals the gold field by field, holds no sentence of the report, and finds its quotes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import contingent.examples.astana_2013 as example
from contingent.base.spans import Span
from contingent.coding.anchors import anchor
from contingent.coding.convert import convert
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Direction
from contingent.store.cases import Case, read_case

FOLDER = Path(str(example.__file__)).parent
SHARED = Path(__file__).parents[2].parent / "shared" / "astana"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the gold lies in ../shared/astana, which is absent here")
RUNNING_WORDS = 8

REWORDED = (
    ("who says Central Asia", "a single unit", "who says Central Asia is no single unit"),
    ("who see R2P", "imperialist agenda", "who see R2P as a Western imperialist agenda"),
    ("Central Asia should", "a single unit", "Central Asia is no single unit"),
    ("may increase engagement", "over time", "may do more in external missions over time"),
    ("sensitivities over the role", "Soviet past", "unease about Russia's role and about the Soviet past"),
    (
        "Western states set",
        "particularly in Afghanistan",
        "Western states lead by example and show good results, above all in Afghanistan",
    ),
    (
        "a broader Central Asian strategy",
        "within the UN",
        "a wider Central Asian strategy for taking part in the UN",
    ),
    ("peace operation to secure", "with Afghanistan", "peace operation on the border with Afghanistan"),
)
"""How texts of the gold that run eight words with the report begin and end, and how the case puts them."""


def reworded(text: str) -> str:
    for first, last, new in REWORDED:
        text = re.sub(rf"{re.escape(first)}\b.{{0,80}}?\b{re.escape(last)}", new, text)
    return text


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def gold() -> list[dict[str, object]]:
    lines = (SHARED / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flat(statement: Statement) -> dict[str, object]:
    """The statement as the gold would write it, made from the noun and not from our codec."""
    s, a = statement, statement.attribution
    return {
        "id": s.id, "section": s.section, "paragraph": s.paragraph, "start": s.span and s.span.start,
        "end": s.span and s.span.end, "sentence": s.sentence and [s.sentence.start, s.sentence.end],
        "level": s.level, "nested_in": s.nested_in, "head": s.head, "mode": s.mode, "verb": s.verb, "type": s.type,
        "type2": s.type2, "actors": list(s.actors), "actors_named": list(s.actors_named),
        "concepts": list(s.concepts), "stance": s.stance, "hedge": s.hedge, "time": s.time,
        "paraphrase": s.paraphrase, "note": s.note, "explicit": a.explicit, "quantifier": a.quantifier, "kind": a.kind,
        "affiliation": list(a.affiliation), "group": a.group, "cue": a.cue,
        "cue_start": a.cue_span and a.cue_span.start, "cue_end": a.cue_span and a.cue_span.end,
        "form": a.form, "source": a.source, "alt": len(a.alternatives),
        "checkable": s.claim and [s.claim.variable, s.claim.subject, s.claim.operator, s.claim.value, s.claim.period],
        "testable": s.what_if and [s.what_if.condition, s.what_if.outcome, s.what_if.direction],
    }  # fmt: skip


def flat_gold(row: dict[str, object]) -> dict[str, object]:
    attribution, checkable, testable = row["attribution"], row["checkable"], row["testable"]
    assert isinstance(attribution, dict)
    data = {k: v for k, v in row.items() if k not in {"key", "text", "merge_with", "attribution"}}
    data |= attribution | {"alt": len(attribution["alt"])}
    if isinstance(checkable, dict):
        data["checkable"] = [checkable[k] or None for k in ("variable", "subject", "operator", "value", "period")]
    if isinstance(testable, dict):
        data["testable"] = [reworded(testable[k]) for k in ("if", "then", "direction")]
    return data


@needs_shared
def test_every_statement_equals_the_gold(case: Case, gold: list[dict[str, object]]) -> None:
    assert len(case.statements) == len(gold) == 183
    for statement, row in zip(case.statements, gold, strict=True):
        assert flat(statement) == flat_gold(row)


@needs_shared
def test_claims_what_ifs_and_forecasts_are_all_there(case: Case, gold: list[dict[str, object]]) -> None:
    claims = [s.id for s in case.statements if s.claim]
    assert claims == [row["id"] for row in gold if row["checkable"]]
    assert len(claims) == 43
    what_ifs = [s for s in case.statements if s.what_if]
    forecasts = [s for s in what_ifs if s.what_if and s.what_if.condition == "baseline"]
    assert (len(what_ifs) - len(forecasts), len(forecasts)) == (48, 16)
    inventory = (SHARED / "inventory.md").read_text(encoding="utf-8")
    section = inventory.split("## 11. ")[1].split("## 12. ")[0]
    assert sorted(s.id for s in what_ifs) == sorted(re.findall(r"^\| (A\d{3}) \|", section, re.MULTILINE))
    assert {s.what_if.direction for s in what_ifs if s.what_if} == set(Direction)


@needs_shared
def test_issues_and_positions_equal_the_gold(case: Case) -> None:
    gold = yaml.safe_load((SHARED / "issues.yaml").read_text(encoding="utf-8"))
    assert len(case.issues.issues) == 10
    for issue, row in zip(case.issues.issues, gold["issues"], strict=True):
        assert {k: getattr(issue, k) for k in row} == row | {
            "evidence": tuple(row["evidence"]), "silent": row["silent"] or None,
        }  # fmt: skip
    assert dict(case.issues.groups) == {k: reworded(v) for k, v in gold["groups"].items()}
    with (SHARED / "positions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(case.positions) == len(rows) == 79
    for p, row in zip(case.positions, rows, strict=True):
        assert (p.issue, p.actor, p.actor_type, p.basis) == tuple(
            row[k] for k in ("issue", "actor", "actor_type", "basis")
        )
        numbers = tuple(float(row[k]) for k in ("position", "low", "high", "salience"))
        assert (p.value, p.low, p.high, p.salience) == numbers
        assert (p.source, " ".join(p.evidence)) == (row["source"], row["evidence"])
        assert p.note == reworded(row["note"])


@needs_shared
def test_codebook_and_actors_equal_the_gold(case: Case) -> None:
    gold = yaml.safe_load((SHARED / "codebook.yaml").read_text(encoding="utf-8"))
    assert case.codebook is not None
    for code, row in zip(case.codebook, gold["codes"], strict=True):
        assert (code.code, code.name, code.leaf) == (row["code"], row["name"], bool(row.get("leaf")))
        assert code.definition == reworded(row["definition"])
        assert (code.include, code.exclude) == (reworded(row.get("include", "")), row.get("exclude", ""))
        assert list(code.examples) == row.get("examples", [])
    assert {a.code: (a.name, a.kind.value) for a in case.actors} == {
        code: (row["name"], row["kind"]) for code, row in gold["actors"].items()
    }


def ids_in(text: str) -> set[str]:
    found: set[str] = set()
    for first, last in re.findall(r"A(\d{3})(?:-A(\d{3}))?", text):
        found |= {f"A{n:03d}" for n in range(int(first), int(last or first) + 1)}
    return found


@needs_shared
@pytest.mark.parametrize(("part", "section"), [("profiles", "9"), ("organisations", "10"), ("relations", "7")])
def test_profiles_organisations_and_relations_cite_what_the_inventory_cites(
    case: Case, part: str, section: str
) -> None:
    inventory = (SHARED / "inventory.md").read_text(encoding="utf-8")
    text = inventory.split(f"\n## {section}. ")[1].split("\n## ")[0]
    if part == "relations":
        assert {e for r in case.relations for e in r.evidence} == ids_in(text) - {"A171"} | {"A011"}
        return
    rows = [row for row in text.splitlines() if row.startswith("| ") and not row.startswith(("| State", "| Organ"))]
    profiles = getattr(case, part)
    assert len(profiles) == len(rows)
    for profile, row in zip(profiles, rows, strict=True):
        cells = [cell.strip() for cell in row.strip("|").split(" | ")][1:]
        for points, cell in zip(profile.headings.values(), cells, strict=True):
            cited = {e for point in points for e in point.evidence}
            assert cited == ids_in(cell), (profile.actor, cell)


def test_every_part_names_only_statements_of_the_case(case: Case) -> None:
    known = {s.id for s in case.statements}
    cited = {e for theme in case.themes for e in theme.evidence} | {e for p in case.positions for e in p.evidence}
    assert cited
    assert cited <= known
    assert len(case.themes) == 69


@needs_shared
def test_the_claims_are_told_how_they_are_measured(case: Case) -> None:
    told = yaml.safe_load((FOLDER / "claims.yaml").read_text(encoding="utf-8"))
    measured = {s.id: s.claim for s in case.statements if s.claim}
    assert set(told) == set(measured)
    for identity, row in told.items():
        claim = measured[identity]
        assert claim is not None
        assert claim.measure == row.get("measure")
        json.dumps(dict(claim.parameters))


@needs_shared
def test_the_right_report_is_recognised_and_gives_every_quote(case: Case, gold: list[dict[str, object]]) -> None:
    data = (SHARED / "report.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == case.report.sha256
    assert hashlib.sha256((SHARED / "clean.txt").read_bytes()).hexdigest() == case.clean_sha256
    assert case.fingerprints is not None
    assert case.fingerprints.text_sha256 == case.clean_sha256
    text = convert(data, "report.txt").text
    result = anchor(case.statements, text, case.fingerprints)
    assert not result.complaints
    for statement, row in zip(result.statements, gold, strict=True):
        assert isinstance(statement.span, Span)
        assert "".join(statement.span.cut(text).split()) == "".join(str(row["text"]).split())


def texts_of(path: Path) -> Iterator[str]:
    """Every text value of a shipped file, whatever its format; the whole file where there is none."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        yield from (cell for row in csv.reader(content.splitlines()) for cell in row)
    elif path.suffix == ".jsonl":
        for line in content.splitlines():
            yield from leaves(json.loads(line))
    elif path.suffix in {".yaml", ".json"}:
        yield from leaves(yaml.safe_load(content))
        yield from (line for line in content.splitlines() if line.lstrip().startswith("#"))
    else:
        yield content


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield str(value)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


@needs_shared
def test_no_sentence_of_the_report_is_shipped() -> None:
    """No text of any shipped file has eight running words of the report; headings and the project's name may stand."""
    clean = (SHARED / "clean.txt").read_text(encoding="utf-8")
    headings = [line.lstrip("# ") for line in clean.splitlines() if line.startswith("#")]
    name = "New Geopolitics of Peace Operations: A Dialogue with Emerging Powers"
    assert name in clean
    allowed = re.compile("|".join(re.escape(h) for h in (name, *headings) if len(words_of(h)) >= RUNNING_WORDS))
    words = words_of(clean)
    report = {tuple(words[n : n + RUNNING_WORDS]) for n in range(len(words) - RUNNING_WORDS + 1)}
    checked = 0
    for path in sorted(FOLDER.rglob("*")):
        if not path.is_file() or path.suffix == ".pyc":
            continue
        for text in texts_of(path):
            for part in allowed.split(text):
                own = words_of(part)
                runs = {tuple(own[n : n + RUNNING_WORDS]) for n in range(len(own) - RUNNING_WORDS + 1)}
                assert not runs & report, (path.name, text)
                checked += len(runs)
    assert checked > 2000


@needs_shared
def test_the_check_for_sentences_would_find_one() -> None:
    clean = (SHARED / "clean.txt").read_text(encoding="utf-8")
    words = words_of(clean)
    report = {tuple(words[n : n + RUNNING_WORDS]) for n in range(len(words) - RUNNING_WORDS + 1)}
    sentence = words_of(json.loads((SHARED / "sentences.jsonl").read_text(encoding="utf-8").splitlines()[4])["text"])
    assert {tuple(sentence[n : n + RUNNING_WORDS]) for n in range(len(sentence) - RUNNING_WORDS + 1)} & report
