"""How well a suggested coding agrees with a gold coding.

Two ways of testing, since coders cut sentences differently:

**Matched statements.** Each gold statement (asides nested in another included) is matched with the suggestion that
overlaps its span most, at a tie the one that fits more closely; `asides=False` leaves nested ones out. One suggestion
may serve several gold statements, so a sentence left whole is compared with each of its gold parts. Where nothing
overlaps, every field counts as missed. *Accuracy* (kind, quantifier, hedge, type, mode) is the share of gold
statements whose match has the gold value; *micro F1* (affiliation, actors, concepts, top-level concepts) pools hits,
extras and misses over all gold statements. A second reading of the gold (`alt`) counts as right too: kind, quantifier
and affiliation of any one reading. Fields the gold leaves out are not counted. All figures come twice: over all gold
statements and over the explicit ones only.

**Whole sentences.** A sentence is explicitly attributed if any statement in it is; detection compares this for the
sentences of the gold. Affiliation, actors and concepts are compared as the union over the sentence; kind and quantifier
as those of the first explicitly attributed statement, over sentences explicit on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contingent.base.spans import Span
from contingent.coding.readings import Holder, Reading, Record, readings

VALUES = ("kind", "quantifier", "hedge", "type", "mode")
SETS = ("affiliation", "actors", "concepts", "concepts_top")


@dataclass(slots=True)
class Score:
    """Hits and errors; for single values `extra` stays 0 and F1 equals accuracy."""

    hits: int = 0
    extra: int = 0
    missed: int = 0
    n: int = 0

    @property
    def precision(self) -> float:
        """Hits among what was suggested; 1 if nothing was suggested."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Hits among what the gold has; 1 if it has nothing."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 if both are 0."""
        total = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / total if total else 1.0

    @property
    def accuracy(self) -> float:
        """Share of compared values that agree."""
        return self.hits / self.n if self.n else 1.0

    def add(self, gold: frozenset[str], suggested: frozenset[str]) -> None:
        """Count a comparison of two sets."""
        self.hits += len(gold & suggested)
        self.extra += len(suggested - gold)
        self.missed += len(gold - suggested)
        self.n += 1

    def mark(self, right: bool) -> None:
        """Count a comparison of two values."""
        self.hits += right
        self.missed += not right
        self.n += 1

    def to_dict(self, single: bool) -> dict[str, float | int]:
        """Return the figures, rounded to four places."""
        if single:
            return {"accuracy": round(self.accuracy, 4), "n": self.n}
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {name: round(value, 4) for name, value in figures.items()} | {"n": self.n}


@dataclass(frozen=True, slots=True)
class Failure:
    """One disagreement: gold statement, field, both values, the rule behind the suggestion and the words."""

    id: str
    field: str
    gold: str
    suggested: str
    rule: str
    text: str


@dataclass(slots=True)
class Scores:
    """All figures over one set of gold statements."""

    detection: Score = field(default_factory=Score)
    matched: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in (*VALUES, *SETS)})
    explicit: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in (*VALUES, *SETS)})
    sentences: dict[str, Score] = field(
        default_factory=lambda: {name: Score() for name in ("kind", "quantifier", *SETS)}
    )

    def to_dict(self) -> dict[str, object]:
        """Return the figures as plain values."""
        tables = {"matched": self.matched, "explicit": self.explicit, "sentences": self.sentences}
        return {"detection": self.detection.to_dict(single=False)} | {
            name: {key: score.to_dict(key in VALUES) for key, score in table.items()} for name, table in tables.items()
        }

    def rows(self) -> list[tuple[str, str, float, int]]:
        """Return (test, field, figure, n): accuracy for single values, F1 for sets and detection."""
        found = [("sentences", "explicit attribution", self.detection.f1, self.detection.n)]
        for name, table in (("all", self.matched), ("explicit", self.explicit), ("sentence", self.sentences)):
            for key, score in table.items():
                if score.n:
                    found.append((name, key, score.accuracy if key in VALUES else score.f1, score.n))
        return found


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Agreement of a suggested with a gold coding: overall, by section, and every disagreement."""

    overall: Scores
    sections: Mapping[str, Scores]
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the evaluation as a JSON object."""
        return {
            "overall": self.overall.to_dict(),
            "sections": {name: scores.to_dict() for name, scores in self.sections.items()},
            "failures": [
                {"id": f.id, "field": f.field, "gold": f.gold, "suggested": f.suggested, "rule": f.rule, "text": f.text}
                for f in self.failures
            ],
        }

    def table(self) -> str:
        """Return the overall figures and the disagreements as text in columns."""
        lines = [f"{'test':10} {'field':22} {'value':>6} {'n':>5}"]
        lines += [f"{test:10} {name:22} {value:6.3f} {n:5}" for test, name, value, n in self.overall.rows()]
        lines.append("")
        lines += [f"{f.id:6} {f.field:13} {f.gold:32} {f.suggested:32} {f.rule}" for f in self.failures]
        return "\n".join(lines)


def evaluate(suggested: Iterable[Record], gold: Iterable[Record], text: str = "", *, asides: bool = True) -> Evaluation:
    """Return how well `suggested` agrees with `gold`, as the head of this module defines it.

    Args:
        suggested: Statements or records of `contingent suggest`.
        gold: Statements, records with nested attribution, or flat records.
        text: the clean text, to show words in the list of disagreements.
        asides: whether gold statements nested in another (background facts inside a clause) are counted.
    """
    theirs = [reading for reading in readings(gold) if asides or not reading.nested]
    return _Comparison(readings(suggested), theirs, text).result()


class _Comparison:
    """One comparison under way."""

    def __init__(self, suggested: Sequence[Reading], gold: Sequence[Reading], text: str) -> None:
        self.suggested, self.gold, self.text = suggested, gold, text
        self.overall = Scores()
        self.sections: dict[str, Scores] = defaultdict(Scores)
        self.failures: list[Failure] = []

    def result(self) -> Evaluation:
        for reading in self.gold:
            self._statement(reading, self._match(reading))
        for sentence, parts in self._sentences().items():
            self._sentence(sentence, parts)
        return Evaluation(self.overall, dict(self.sections), tuple(self.failures))

    def _scores(self, section: str) -> tuple[Scores, Scores]:
        return self.overall, self.sections[section]

    def _match(self, gold: Reading) -> Reading | None:
        best, most = None, (0, 0.0)
        for candidate in self.suggested:
            if candidate.span.start >= gold.span.end:
                break
            shared = candidate.span.overlap(gold.span)
            if shared and (rank := (shared, shared / len(candidate.span))) > most:
                best, most = candidate, rank
        return best

    def _statement(self, gold: Reading, match: Reading | None) -> None:
        for name in VALUES:
            right = self._value_agrees(name, gold, match)
            if right is None:
                continue
            for scores in self._scores(gold.section):
                scores.matched[name].mark(right)
                if gold.explicit:
                    scores.explicit[name].mark(right)
            if not right:
                self._fail(name, gold, match, _value(gold, name), _value(match, name))
        for name in SETS:
            ours = _codes(match, name)
            theirs = _best_set(gold, match, name)
            for scores in self._scores(gold.section):
                scores.matched[name].add(theirs, ours)
                if gold.explicit:
                    scores.explicit[name].add(theirs, ours)
            if ours != theirs and name != "concepts_top":
                self._fail(name, gold, match, " ".join(sorted(theirs)) or "-", " ".join(sorted(ours)) or "-")

    @staticmethod
    def _value_agrees(name: str, gold: Reading, match: Reading | None) -> bool | None:
        if name in ("kind", "quantifier"):
            if match is None:
                return False
            value = getattr(match.holders[0], name)
            return any(getattr(holder, name) in (None, value) for holder in gold.holders)
        if gold.values.get(name) is None:
            return None
        return match is not None and match.values.get(name) == gold.values[name]

    def _fail(self, name: str, gold: Reading, match: Reading | None, theirs: str, ours: str) -> None:
        rules = match.rules if match else {}
        rule = rules.get(name) or rules.get("attribution", "-")
        self.failures.append(Failure(gold.id, name, theirs, ours, rule, gold.span.cut(self.text)))

    def _sentences(self) -> dict[Span, list[Reading]]:
        """Return the gold's sentences with its statements; without sentence spans those of the suggestions serve."""
        found: dict[Span, list[Reading]] = defaultdict(list)
        for gold in self.gold:
            sentence = gold.sentence
            if sentence is None:
                match = self._match(gold)
                sentence = match.sentence if match and match.sentence else gold.span
            found[sentence].append(gold)
        return found

    def _sentence(self, sentence: Span, gold: list[Reading]) -> None:
        ours = [r for r in self.suggested if 2 * r.span.overlap(sentence) > len(r.span)]
        said, found = any(r.explicit for r in gold), any(r.explicit for r in ours)
        for scores in self._scores(gold[0].section):
            detection = scores.detection
            detection.n += 1
            detection.hits += said and found
            detection.extra += found and not said
            detection.missed += said and not found
            self._sentence_fields(scores, gold, ours, said and found)
        if said != found:
            rule = ", ".join(r.rules.get("attribution", "-") for r in ours if r.explicit == found)
            words = sentence.cut(self.text)
            self.failures.append(Failure(gold[0].id, "explicit", str(said).lower(), str(found).lower(), rule, words))

    @staticmethod
    def _sentence_fields(scores: Scores, gold: list[Reading], ours: list[Reading], both: bool) -> None:
        for name in SETS:
            theirs = frozenset[str]().union(*(_codes(r, name) for r in gold))
            scores.sentences[name].add(theirs, frozenset[str]().union(*(_codes(r, name) for r in ours)))
        if both:
            first = next(r for r in gold if r.explicit)
            mine = next(r for r in ours if r.explicit).holders[0]
            for name in ("kind", "quantifier"):
                value = getattr(mine, name)
                scores.sentences[name].mark(any(getattr(h, name) in (None, value) for h in first.holders))


def _value(reading: Reading | None, name: str) -> str:
    if reading is None:
        return "(none)"
    if name in ("kind", "quantifier"):
        return str(getattr(reading.holders[0], name))
    return str(reading.values.get(name))


def _codes(reading: Reading | None, name: str) -> frozenset[str]:
    if reading is None:
        return frozenset()
    if name == "affiliation":
        return reading.holders[0].affiliation or frozenset()
    if name == "concepts_top":
        return frozenset(code.partition(".")[0] for code in reading.sets["concepts"])
    return reading.sets[name]


def _best_set(gold: Reading, match: Reading | None, name: str) -> frozenset[str]:
    """Return the gold's set; for affiliation that of the reading which the match agrees with best."""
    theirs = _codes(gold, name)
    if name != "affiliation" or match is None:
        return theirs
    ours = match.holders[0]
    for holder in gold.holders[1:]:
        if _agrees(holder, ours) and (holder.affiliation or frozenset()) == ours.affiliation:
            return ours.affiliation or frozenset()
    return theirs


def _agrees(reading: Holder, ours: Holder) -> bool:
    return reading.kind in (None, ours.kind)
