"""Which codes of a codebook a claim is about: found by the codes' terms and by words learned from coded clauses.

The terms are the codebook's own and an analyst's to edit. The learned weights know only the codes of the codebook that
ships with contingent; a code of another codebook is found by its terms alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from contingent.coding.claim_features import subject_features
from contingent.coding.codebook import Codebook
from contingent.coding.statements import Origin
from contingent.coding.terms import Term, parse_term, stems
from contingent.coding.vocabulary import StatementType
from contingent.coding.word_model import word_model

MOST = 3
"""How many codes a suggestion has at most; a coder may add a fourth."""
ENOUGH = 1.0
"""The score from which a code counts."""
RELATIVE = 0.6
"""A further code needs this share of the best score."""
CONTEXT = 0.45
"""Weight of a term found only in the rest of the sentence, used when the claim itself has none."""
HINT = 0.75
"""Up to this weight a term is a hint: it can decide, but hints do not add up to a finding."""
HEADING = 0.3
"""Added to a code that the claim hints at when the heading above has it too."""
TERM = 0.25
"""What a point of a term's score adds to the learned score of its code; a hint adds half."""
TERM_ALONE = 0.6
"""The same for a code that the learned weights do not know."""
STRONGEST = 2.5
"""More than this a code's terms do not add."""
SECTION = 0.2
"""Share of the learned score of the heading above."""
RELATIVE_WORDS = 0.7
"""With learned weights, a further code needs this share of the best score."""
FAINT = 0.3
"""Up to this score the rest of the sentence is asked too; if it stays so low nothing is suggested."""
WEAK = 0.45
"""Up to this score only the first code is suggested."""
_SHARES = ((0.3, 0.2), (0.45, 0.3), (0.6, 0.4), (0.8, 0.5), (1.1, 0.65), (9.9, 0.8))
"""Up to which score the first code is among the coder's how often, in sources left out when weights were learned."""
_PREFIX_KEY = 3


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Return the classes that terms may name in braces, from `data/word_classes.yaml`."""
    text = files("contingent.coding").joinpath("data/word_classes.yaml").read_text(encoding="utf-8")
    return {name: tuple(str(word) for word in words) for name, words in yaml.safe_load(text).items()}


@lru_cache(maxsize=1 << 14)
def read_term(text: str) -> Term:
    """Return a term with the classes of `data/word_classes.yaml`. Raises InputError naming the part it cannot read."""
    return parse_term(text, word_classes())


class ConceptIndex:
    """All terms of a codebook, indexed by their first word.

    Args:
        codebook: its leaf codes are suggested.
        organisations: codes of actors that count as `@organisation`, besides those of the word class.
        learned: whether learned weights count beside the terms, for the codes they know.
    """

    def __init__(self, codebook: Codebook, *, organisations: Iterable[str] = (), learned: bool = True) -> None:
        classes = word_classes()
        self._organisations = frozenset(organisations) | frozenset(classes["acronym"])
        self._by_stem: dict[str, list[tuple[str, Term]]] = defaultdict(list)
        self._by_prefix: dict[str, list[tuple[str, Term]]] = defaultdict(list)
        self._headings: dict[str, frozenset[str]] = {}
        self._heading_words: dict[str, list[float]] = {}
        self._wordless: list[tuple[str, Term]] = []
        for code in codebook:
            if code.leaf:
                for term in code.terms:
                    self._add(code.code, read_term(term))
        leaves = frozenset(code.code for code in codebook if code.leaf)
        labels = word_model("subjects").labels if learned else ()
        self._known = tuple((number, code) for number, code in enumerate(labels) if code in leaves)

    def _add(self, code: str, term: Term) -> None:
        if not term.sequences:
            self._wordless.append((code, term))
            return
        anchor = term.sequences[0][0]
        for word in anchor.stems:
            self._by_stem[word].append((code, term))
        for prefix in anchor.prefixes:
            self._by_prefix[prefix[:_PREFIX_KEY]].append((code, term))

    def find(
        self,
        claim: str,
        *,
        sentence: str | None = None,
        section: str | None = None,
        actors: Collection[str] = (),
        type: StatementType | None = None,
    ) -> tuple[tuple[str, ...], Origin]:
        """Return one to three leaf codes, main one first, and the rule; no code when nothing points to any.

        The rule is `concepts.terms` where a telling term of the first code stands in the claim, `concepts.words` where
        learned weights decide, `concepts.sentence` where they had to ask the rest of the sentence.

        Args:
            claim: the words of the claim.
            sentence: its whole sentence, looked at (with less weight) when the claim has no term of its own.
            section: the heading above, looked at last.
            actors: codes of the actors the claim is about.
            type: the statement's type, for terms bound to one.
        """
        scores, places = self._scores(claim, actors, type)
        if section and scores:
            for code in self._under(section):
                if scores.get(code, 0.0) > HINT:
                    scores[code] += HEADING
        if self._known:
            return self._with_words(claim, scores, sentence, section, actors)
        if _best(scores) >= ENOUGH:
            return _ranked(scores, places), Origin(rule="concepts.terms", confidence=_confidence(scores))
        for rule, context in (("concepts.sentence", sentence), ("concepts.section", section)):
            if context:
                more, where = self._scores(context, actors, type)
                for code, score in more.items():
                    scores[code] = max(scores.get(code, 0.0), scores.get(code, 0.0) / 2 + score * CONTEXT)
                    places.setdefault(code, 1000 + where[code])
                if _best(scores) >= ENOUGH * CONTEXT:
                    return _ranked(scores, places)[:1], Origin(rule=rule, confidence=0.4)
        return (_ranked(scores, places)[:1], Origin(rule="concepts.hint", confidence=0.3)) if scores else (
            (), Origin(rule="concepts.none", confidence=0.2)
        )  # fmt: skip

    def _with_words(
        self,
        claim: str,
        terms: Mapping[str, float],
        sentence: str | None,
        section: str | None,
        actors: Collection[str],
    ) -> tuple[tuple[str, ...], Origin]:
        """The codes by learned weights and terms together."""
        model = word_model("subjects")
        said = model.scores(subject_features(claim, actors), mean=0.0)
        heading = self._heading(section) if section else [0.0] * len(said)
        if not terms and not any(said) and not any(heading):
            return (), Origin(rule="concepts.none", confidence=0.2)
        found = [a + b + SECTION * c for a, b, c in zip(model.means, said, heading, strict=True)]
        scores = {code: max(found[number], 0.0) for number, code in self._known}
        for code, score in terms.items():
            point = (TERM if code in scores else TERM_ALONE) * (1.0 if score > HINT else 0.5)
            scores[code] = scores.get(code, 0.0) + point * min(score, STRONGEST)
        rule = "concepts.words"
        if sentence and _best(scores) <= FAINT and len(sentence) > len(claim) + 10:
            rule = "concepts.sentence"
            context = model.scores(subject_features(sentence), mean=0.0)
            for number, code in self._known:
                scores[code] += CONTEXT * context[number]
        ranked = sorted(scores, key=lambda code: -scores[code])[:MOST]
        best = scores[ranked[0]]
        if terms.get(ranked[0], 0.0) > HINT:
            rule = "concepts.terms"
        share = next(share for limit, share in _SHARES if best <= limit or limit == _SHARES[-1][0])
        if best <= FAINT:
            return (), Origin(rule="concepts.faint", confidence=share)  # right one time in five: no help to a coder
        codes = tuple(code for code in ranked if scores[code] >= RELATIVE_WORDS * best)
        return codes[: 1 if best <= WEAK else MOST], Origin(rule=rule, confidence=share)

    def _heading(self, section: str) -> list[float]:
        """The learned scores of a heading, kept because many claims stand under it."""
        if section not in self._heading_words:
            self._heading_words[section] = word_model("subjects").scores(subject_features(section), mean=0.0)
        return self._heading_words[section]

    def _under(self, section: str) -> frozenset[str]:
        """The codes whose terms stand in a heading."""
        if section not in self._headings:
            self._headings[section] = frozenset(self._scores(section, (), None)[0])
        return self._headings[section]

    def terms_of(
        self, claim: str, *, actors: Collection[str] = (), type: StatementType | None = None
    ) -> list[tuple[str, str]]:
        """Return every (code, term) that fits the claim, for a coder who asks why."""
        return [(code, term.text) for code, term, _ in self._hits(stems(claim), actors, type)]

    def _scores(
        self, text: str, actors: Collection[str], kind: StatementType | None
    ) -> tuple[dict[str, float], dict[str, int]]:
        scores: dict[str, float] = {}
        places: dict[str, int] = {}
        for code, term, place in self._hits(stems(text), actors, kind):
            best = scores.get(code, 0.0)
            # Further terms of a code support it; hints only decide where nothing better is said.
            least = min(best, term.weight)
            scores[code] = max(best, term.weight) + (0.25 * least if least > HINT else 0.05 if best else 0.0)
            places[code] = min(place, places.get(code, place))
        return scores, places

    def _hits(
        self, tokens: list[str], actors: Collection[str], kind: StatementType | None
    ) -> list[tuple[str, Term, int]]:
        present = frozenset(tokens)
        found: dict[int, tuple[str, Term, int]] = {}
        for index, token in enumerate(tokens):
            for code, term in self._by_stem.get(token, ()):
                if id(term) not in found and (place := term.place(tokens, present, index)) is not None:
                    found[id(term)] = (code, term, place)
            for code, term in self._by_prefix.get(token[:_PREFIX_KEY], ()):
                fits = id(term) not in found and term.sequences[0][0].takes(token)
                if fits and (place := term.place(tokens, present, index)) is not None:
                    found[id(term)] = (code, term, place)
        hits = [*found.values(), *((code, term, len(tokens)) for code, term in self._wordless)]
        return [hit for hit in hits if self._allowed(hit[1], actors, kind)]

    def _allowed(self, term: Term, actors: Collection[str], kind: StatementType | None) -> bool:
        """Whether the term's conditions on actors and type hold."""
        if not (term.actors or term.types or term.absent_actors or term.absent_types):
            return True
        if term.types and (kind is None or kind.value not in term.types):
            return False
        if kind is not None and kind.value in term.absent_types:
            return False
        return all(self._about(actor, actors) for actor in term.actors) and not any(
            self._about(actor, actors) for actor in term.absent_actors
        )

    def _about(self, actor: str, actors: Collection[str]) -> bool:
        if actor == "organisation":
            return any(code in self._organisations for code in actors)
        if actor == "state":
            return any(len(code) == 3 and code.isalpha() and code not in self._organisations for code in actors)
        return any(code in actors for code in actor.split("|"))


def _best(scores: Mapping[str, float]) -> float:
    return max(scores.values(), default=0.0)


def _ranked(scores: Mapping[str, float], places: Mapping[str, int]) -> tuple[str, ...]:
    """The codes worth naming: strong ones in the order of their strength, then of the text."""
    best = _best(scores)
    worth = [code for code, score in scores.items() if score >= max(ENOUGH, RELATIVE * best)] or [
        code for code, score in scores.items() if score == best
    ]
    worth.sort(key=lambda code: (-round(scores[code], 1), places[code]))
    return tuple(worth[:MOST])


def _confidence(scores: Mapping[str, float]) -> float:
    """How sure the first code is: the further ahead of the second, the surer."""
    ranked = sorted(scores.values(), reverse=True)
    ahead = ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0)
    return round(min(0.9, 0.55 + 0.15 * ahead), 2)
