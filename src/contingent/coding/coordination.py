"""Second predicates: a speaker named once who says two things, "welcomed the plan and called for funds"."""

from __future__ import annotations

from contingent.coding.clauses import skip_adverbs
from contingent.coding.cues import Cue
from contingent.coding.lexicon import COORDINATORS, lexicon
from contingent.coding.predicates import predicate
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form


def coordinated_cues(s: Sentence, cues: list[Cue]) -> list[Cue]:
    """Return cues whose verb is a second predicate of a person who speaks already: "... and called for"."""
    found: list[Cue] = []
    for cue in cues:
        if (
            cue.backward
            or not cue.person
            or cue.form in (Form.PASSIVE, Form.NOMINAL)
            or cue.rule in ("according", "with")
        ):
            continue
        for k in range(cue.last + 2, len(s) - 2):
            if s.words[k] in COORDINATORS and (second := _again(s, cue, k)) is not None:
                found.append(second)
                break
    return found


def _again(s: Sentence, cue: Cue, k: int) -> Cue | None:
    if s.words[k + 1] in lexicon().quantifiers:
        return None
    p = predicate(s, k + 1, cue.speaker.number, asides=False)
    if p is None or p.open or p.modal or s.word(p.last + 1) in ("by", "in", "as", "and", ",", "."):
        return None
    form = lexicon().verbs.get(s.words[skip_adverbs(s, k + 1)])
    if form is None or not form.past or (cue.clausal and not p.clausal and "for" not in p.label):
        return None
    return Cue(
        k, p.last, k, p.content, cue.speaker, Form.SHARED, p.mode, p.verb, "coordinated", p.negated, clausal=p.clausal
    )
