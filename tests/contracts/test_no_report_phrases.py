"""No rule of the suggester is made of words that only the first case's report has.

A rule may well match the report; it may not be cut out of it. Two runs of words give a rule away:

- fixed words: three or more that the rule writes out with no alternative, wildcard or gap among them;
- any wording that the rule spells out, its alternatives expanded: four or more.

Such a run is reported if two of its words at least carry meaning, if the report has it, and if none of the other texts
in this repository has it: the coded reports of other house styles, the cases of the tests, the coded clauses, the docs.
`GENRE` lists the few that any report on peace operations might have.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest
import yaml

from contingent.coding.wording import word_set

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "contingent" / "coding" / "data"
ASTANA = ROOT.parent / "shared" / "astana"
OTHERS = (
    *sorted((ROOT / "tests" / "coding" / "reports").glob("*.txt")),
    *sorted((ROOT / "tests" / "coding").glob("*_cases.txt")),
    *sorted((ROOT / "docs").glob("*.md")),
    DATA / "coded_clauses.csv",
)
FIXED, SPELT = 3, 4
GENRE = frozenset(
    {
        "international peace and security",
        "roles and responsibilities",
        "regional and national security",
        "challenges for peace operations",
        "would also make sense",
        "is currently working on",
    }
)
FUNCTION_WORDS = word_set(
    """the a an of in on at by for from to with as and or but that this it its their is are was were be been being has
    have had not no will would may might can could should than more most which who whether if about into over up out so
    do does did some all any such one other very also yet"""
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOK = re.compile(r"\(\?<?[=!][^()]*\)")
_GROUP = re.compile(r"\((?:\?:)?([^()]*)\)([?*+]?)")
_SIGNS = re.compile(r"\\[wdsbW][*+?]?|\\.|\[[^\]]*\]|[\^$.*+,;:{}&!@#()\"“”]")

Run = tuple[str, ...]


def words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def runs(own: list[str], length: int) -> set[Run]:
    return {tuple(own[n : n + length]) for n in range(len(own) - length + 1)}


def literals(pattern: str) -> Iterator[list[str]]:
    """Yield the runs of words of a pattern without groups, cut at every sign of regular expressions."""
    for part in _SIGNS.split(re.sub(r"(\w)\?", r"\1", pattern)):
        yield words(part)


def expanded(pattern: str, most: int = 400) -> list[str]:
    """Return the pattern with its groups of alternatives written out, at most so many."""
    todo, done = [_LOOK.sub(" ", pattern)], []
    while todo and len(done) < most:
        one = todo.pop()
        found = _GROUP.search(one)
        if found is None:
            done.append(one)
            continue
        choices = found[1].split("|") + ([""] if found[2] in ("?", "*") else [])
        todo += [one[: found.start()] + choice + one[found.end() :] for choice in choices]
    return done


def runs_of_phrase(phrase: str) -> Iterator[tuple[int, Run]]:
    fixed = _LOOK.sub(".", phrase)
    while _GROUP.search(fixed):
        fixed = _GROUP.sub(".", fixed)
    yield from ((FIXED, run) for own in literals(fixed) for run in runs(own, FIXED))
    yield from ((SPELT, run) for one in expanded(phrase) for own in literals(one) for run in runs(own, SPELT))


def runs_of_term(term: str) -> Iterator[tuple[int, Run]]:
    for part in re.split(r"\.\.\.|&|\^|,", term):
        places = [place.lower() for place in part.split() if place[0] not in "!@#{"]
        fixed = [place if "|" not in place and not place.endswith("*") else "." for place in places]
        yield from ((FIXED, run) for own in literals(" ".join(fixed)) for run in runs(own, FIXED))
        choices = [place.replace("*", "").split("|") for place in places]
        for wording in islice(product(*choices), 2000):
            yield from ((SPELT, run) for run in runs(words(" ".join(wording)), SPELT))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def terms(value: object) -> Iterator[str]:
    """Yield the terms of a codebook, wherever they hang."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part) if key == "terms" else terms(part)
    elif isinstance(value, list):
        for part in value:
            yield from terms(part)


def rules() -> Iterator[tuple[str, int, Run]]:
    """Yield where each run of words stands, how long a run of its sort is, and the run."""
    phrases = yaml.safe_load((DATA / "claim_phrases.yaml").read_text(encoding="utf-8"))
    for phrase in (piece.strip() for text in strings(phrases) for piece in text.split(";")):
        yield from ((f"claim_phrases.yaml: {phrase}", *found) for found in runs_of_phrase(phrase))
    for name in ("peace_operations.yaml", "word_classes.yaml"):
        content = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
        for term in terms(content) if name.startswith("peace") else strings(content):
            yield from ((f"{name}: {term}", *found) for found in runs_of_term(term))
    lists = tomllib.loads((DATA / "attribution.toml").read_text(encoding="utf-8"))
    for table in lists.values():
        for entry in (entry for value in table.values() if isinstance(value, list) for entry in value):
            yield from ((f"attribution.toml: {entry}", *found) for found in runs_of_phrase(entry))


def only_in(report: str, others: list[str]) -> dict[int, set[Run]]:
    """Return the runs of either length that the report has and the other texts have not."""
    found = {}
    for length in (FIXED, SPELT):
        found[length] = runs(words(report), length)
        for other in others:
            found[length] -= runs(words(other), length)
    return found


def told(run: Run) -> bool:
    """Whether a run of words may be reported: two words with meaning at least, and no phrase of the genre."""
    text = " ".join(run)
    return sum(word not in FUNCTION_WORDS for word in run) >= 2 and not any(text in genre for genre in GENRE)


@pytest.mark.skipif(not ASTANA.exists(), reason="the report ../shared/astana is not beside the repository")
def test_no_rule_is_cut_out_of_the_report() -> None:
    report = (ASTANA / "clean.txt").read_text(encoding="utf-8")
    own = only_in(report, [path.read_text(encoding="utf-8") for path in OTHERS])
    assert {f"{' '.join(run)} <- {rule}" for rule, length, run in rules() if run in own[length] and told(run)} == set()


def test_the_rules_are_read() -> None:
    seen = {rule.split(":")[0] for rule, _, _ in rules()}
    assert {"claim_phrases.yaml", "peace_operations.yaml"} <= seen
    assert (FIXED, ("out", "of", "the")) in {*runs_of_phrase("out of the question")}
    assert (SPELT, ("with", "red", "tape", "everywhere")) in {*runs_of_phrase("with (?:red|blue) tape everywhere")}
    assert (FIXED, ("old", "boats", "leak")) in {*runs_of_term("old boats leak|sink & @FJI, old boats leak ^2")}


def test_a_rule_cut_out_of_a_report_would_be_found() -> None:
    own = only_in("The old boats leak in every port of the delta.", ["The boats leak in every port."])
    assert [run for length, run in runs_of_phrase("old boats leak") if run in own[length] and told(run)]
    assert not [run for length, run in runs_of_phrase("boats leak in") if run in own[length]]
    assert not [run for length, run in runs_of_phrase("old (?:boats|ships) (?:leak|sink)") if run in own[length]]
