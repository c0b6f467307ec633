"""Agreement of hedge, type, concepts, stance and what-if with a gold coding, given its clauses and attribution.

    python benchmarks/content_agreement.py [--wrong hedge|type|concepts|stance|claim|whatif]

Reads the coded case beside the repository and the invented reports of the tests; prints one table. Rules and terms were
corrected on all of these, and the weights of words are learned from the invented reports and from paraphrases of the
case: the table says how well the suggester knows reports it has met. How it does on others is measured by
`learn_word_weights.py`, which leaves one source out at a time.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contingent.base.spans import Span
from contingent.coding.claim_rules import claim_of
from contingent.coding.claim_types import type_of
from contingent.coding.codebook_files import default_codebook
from contingent.coding.concepts import ConceptIndex
from contingent.coding.hedges import hedge_of
from contingent.coding.main_clause import main_clause
from contingent.coding.periods import period_of
from contingent.coding.phrases import words_of
from contingent.coding.stances import stance_of
from contingent.coding.statements import Attribution
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Hedge, HolderKind, Mode, StatementType
from contingent.coding.what_ifs import what_if_of

ROOT = Path(__file__).parents[1]
ASTANA = ROOT.parent / "shared" / "astana"
INDEX = ConceptIndex(default_codebook())


@dataclass
class Row:
    """A gold statement and what the rules say of it."""

    group: str
    gold: dict
    claim: str
    hedge: Hedge
    type: StatementType
    concepts: tuple[str, ...]
    stance: object
    what_if: object
    claimed: object
    period: str | None
    rules: dict


SPOKEN = re.compile(
    r"^(?P<cue>(?:[\w’'.()-]+,? ){1,16}?(?P<verb>[a-z]+(?:ed|said|felt|thought|told[\w ]{2,20}|was|"
    r"saw)) )(?:that|whether) (?=.{15})"
)
PREFIXED = re.compile(r"^(?P<cue>(?:It was|In the view of|According to|There was)[^,]{4,60}?(?:, |\bthat ))")
MODES = (
    ("questioned", r"question|doubt|ask|sceptic"), ("criticized", r"critici|blam"), ("suggested", r"suggest"),
    ("proposed", r"propos|\bcall|urge|favour"), ("stressed", r"stress|emphasi"), ("agreed", r"agree|acknowledg"),
    ("hoped", r"hope|want"), ("argued", r"argu|maintain|contend"), ("noted", r"note|point|observ"),
)  # fmt: skip


def strip_cue(text: str, cue: str | None) -> str:
    """The claim without its cue, as the grammar of attribution would cut it."""
    if cue and cue in text:
        start = text.find(cue) + len(cue)
        rest = text[start:].lstrip(" ,:")
        if text.find(cue) < 12 or (rest.startswith("that ") and len(rest) > 25):
            return rest.removeprefix("that ").strip()
    return text


def simple_cue(text: str) -> tuple[str | None, str]:
    """A rough cue and mode for reports whose gold has none."""
    found = SPOKEN.match(text) or PREFIXED.match(text)
    cue = found["cue"].strip() if found else None
    head = (cue or text)[:60].lower()
    return cue, next((mode for mode, words in MODES if re.search(words, head)), "other")


def coded(gold: dict, group: str, sentence: str, section: str | None) -> Row:
    attribution = gold.get("attribution", gold)
    if "cue" not in attribution:
        cue, mode = simple_cue(gold["text"])
        attribution = attribution | {"cue": cue}
        gold = gold | {"mode": mode}
    claim = strip_cue(gold["text"], attribution.get("cue"))
    unit = Unit(
        span=Span(0, 1), content=Span(0, 1), sentence=Span(0, 1), section=section, paragraph=None,
        attribution=Attribution(
            explicit=attribution["explicit"], kind=HolderKind(attribution["kind"]),
            affiliation=tuple(attribution["affiliation"]), cue=attribution.get("cue"),
        ),
        mode=Mode(gold.get("mode", "other")), verb=gold.get("verb"),
    )  # fmt: skip
    actors = tuple(gold["actors"])
    hedge, o1 = hedge_of(claim, unit=unit)
    kind, o2 = type_of(claim, unit=unit, hedge=hedge)
    concepts, o3 = INDEX.find(claim, sentence=sentence, section=section, actors=actors, type=kind)
    stance = stance_of(claim, concepts=concepts, unit=unit, hedge=hedge, type=kind)
    what_if = what_if_of(claim, hedge=hedge, type=kind, hope=unit.mode is Mode.HOPED)
    claimed = claim_of(claim, actors=actors, type=kind, hedge=hedge)
    return Row(group, gold, claim, hedge, kind, concepts, stance and stance[0], what_if and what_if[0],
               claimed and claimed[0], period_of(gold["text"]), {"hedge": o1, "type": o2, "concepts": o3})  # fmt: skip


def cases() -> Iterator[tuple[dict, str, str, str | None]]:
    path = ASTANA / "statements.jsonl"
    if path.exists():
        clean = (ASTANA / "clean.txt").read_text(encoding="utf-8")
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            yield gold, "astana", clean[slice(*gold["sentence"])], gold["section"]
    for report in sorted((ROOT / "tests" / "coding" / "reports").glob("dev_*.jsonl")):
        text = report.with_suffix(".txt").read_text(encoding="utf-8")
        for line in report.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            gold["text"] = text[gold["start"] : gold["end"]]
            yield gold, "invented", text[slice(*gold["sentence"])], gold["section"]


def f1(pairs: list[tuple[set, set]]) -> float:
    hit = sum(len(a & b) for a, b in pairs)
    total = sum(len(a) + len(b) for a, b in pairs)
    return 2 * hit / total if total else 1.0


def tops(codes: object) -> set:
    return {str(code).partition(".")[0] for code in codes}  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wrong")
    parser.add_argument("--group")
    options = parser.parse_args()
    given = list(cases())
    for case in given:  # compiles what is compiled on first use
        coded(*case)
    words_of.cache_clear()
    main_clause.cache_clear()
    start = time.process_time()
    rows = [coded(*case) for case in given]
    spent = (time.process_time() - start) / max(1, len(rows)) * 1000
    print(f"{'group':16} {'n':>4} hedge  type  first  leaf   top  stance  what-if  claim  time")
    for name in ("astana", "invented"):
        group = [row for row in rows if row.group == name]
        if not group:
            print(f"{name:16} absent")
            continue
        n = len(group)
        hedge = sum(r.hedge == r.gold["hedge"] for r in group) / n
        kind = sum(r.type == r.gold["type"] for r in group) / n
        first = sum(r.concepts[:1] == tuple(r.gold["concepts"][:1]) for r in group) / n
        leaf = f1([(set(r.concepts), set(r.gold["concepts"])) for r in group])
        top = f1([(tops(r.concepts), tops(r.gold["concepts"])) for r in group])
        rest = ""
        if "stance" in group[0].gold:
            stance = sum(r.stance == r.gold["stance"] for r in group) / n
            given_if = f1([({"w"} if r.what_if else set(), {"w"} if r.gold["testable"] else set()) for r in group])
            claims = f1([({"c"} if r.claimed else set(), {"c"} if r.gold["checkable"] else set()) for r in group])
            when = sum(bool(r.period) == bool(r.gold["time"]) for r in group) / n
            rest = f"{stance:.3f}   {given_if:.3f}    {claims:.3f}  {when:.3f}"
        print(f"{name:16} {n:4} {hedge:.3f} {kind:.3f} {first:.3f} {leaf:.3f} {top:.3f}  {rest}")
    print(f"{spent:.3f} ms a clause")
    show(rows, options.wrong, options.group)


def show(rows: list[Row], wrong: str | None, group: str | None) -> None:
    """Print the clauses on which a field differs from the gold."""
    for row in rows:
        if not wrong or (group and row.group != group):
            continue
        gold: object = row.gold.get({"whatif": "testable", "claim": "checkable", "time": "time"}.get(wrong, wrong))
        mine: object = {"whatif": row.what_if, "claim": row.claimed, "time": row.period}.get(wrong) or getattr(
            row, wrong, None
        )
        same = set(mine or ()) == set(gold or ()) if wrong == "concepts" else mine == gold
        if wrong in ("whatif", "claim"):
            same = bool(mine) == bool(gold) and not mine
        if not same:
            print(f"{row.group} {row.gold['id']} gold={gold} mine={mine} [{row.rules.get(wrong)}]\n    {row.claim}")


if __name__ == "__main__":
    main()
