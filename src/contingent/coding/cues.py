"""Cues: the words of a sentence that hand its claim to a speaker.

This file finds speakers that are named: as subject ("one participant noted"), after the verb ("said one official"), in
a phrase ("according to", "in the view of"), as agent of a passive, or as a state or organisation of which a verb of
mind, will or saying is told. Cues without a named speaker are found in `impersonal.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contingent.coding.lexicon import COORDINATORS, PREPOSITIONS, lexicon
from contingent.coding.origins import affiliation_code, holder_kind
from contingent.coding.predicates import Predicate, claim_start, is_adverb, predicate
from contingent.coding.speaker_search import VIEWS, anchored
from contingent.coding.speakers import HOLDERS, Speaker, noun_phrase
from contingent.coding.tokens import CLOSING_QUOTES, OPENING_QUOTES, Sentence
from contingent.coding.vocabulary import Form, HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

CONFIDENCE = {
    "np": 0.95,
    "bare": 0.91,
    "we": 0.85,
    "relative": 0.7,
    "with": 0.95,
    "inverted": 0.95,
    "according": 0.96,
    "view": 0.95,
    "agent": 0.96,
    "coref": 0.93,
    "pronoun": 0.81,
    "holder": 0.96,
    "holder.coordinated": 0.75,
    "open_verb": 0.7,
    "coordinated": 0.85,
    "impersonal": 0.92,
    "passive": 0.83,
    "speech_act": 0.93,
    "existential": 0.85,
    "copular": 0.85,
    "goal": 0.65,
    "quotation": 0.8,
    "frame": 0.85,
    "ellipsis": 0.85,
    "reception": 0.7,
}


"""How sure each rule is. Rules met at least ten times on the coded reports have their share of hits there, counted with
one hit and one miss more (`benchmarks/rule_confidence.py`); the others have a prior set by hand."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its words `first` to `last`, where its clause starts, where the claim starts, and who speaks.

    A `backward` cue stands after or inside its claim ("..., one official said"). `clausal` claims are that-clauses or
    quotations; what follows a clausal cue stays in its scope.
    """

    first: int
    last: int
    start: int
    content: int
    speaker: Speaker
    form: Form
    mode: Mode
    verb: str
    rule: str
    negated: bool = False
    backward: bool = False
    clausal: bool = False
    signpost: bool = False

    @property
    def person(self) -> bool:
        """Whether people of the meeting speak, not a state or organisation."""
        return self.speaker.kind not in HOLDERS

    @property
    def confidence(self) -> float:
        """How sure the cue's rule is."""
        return CONFIDENCE[self.rule]


NOBODY = Cue(
    0,
    0,
    0,
    0,
    Speaker(0, 0, HolderKind.PARTICIPANT, rule="passive"),
    Form.PASSIVE,
    Mode.OTHER,
    "",
    "impersonal",
    clausal=True,
)


"""The speaker of a list that is announced without a cue: "Main points:"."""


def speaker_cues(s: Sentence, speakers: list[Speaker]) -> Iterator[Cue]:
    """Yield the cues with a named speaker, in no particular order."""
    taken: set[int] = set()
    for speaker in speakers:
        taken.update(range(speaker.first, speaker.last + 1))
        cue = _phrase(s, speaker) or _subject(s, speaker) or _inverted(s, speaker) or _relative(s, speaker)
        if cue is not None:
            yield cue
    yield from _holders(s, taken)


def _phrase(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "According to", "in the view of", "for many"."""
    i = speaker.first
    before = s.word(i - 1)
    if before == "to" and s.word(i - 2) == "according":
        return _oblique(s, speaker, i - 2, "according to", "according")
    if before == "of" and s.word(i - 2) in VIEWS and s.word(i - 4) in ("in", "from", "to"):
        return _oblique(s, speaker, i - 4, s.words[i - 2], "view")
    if speaker.rule == "owner" and before in ("in", "to", "from", "on"):
        return own_view(s, speaker)
    at_start = i == 1 or s.word(i - 2) in (",", ";", ":", "and", "but", "while")
    mention = s.mention[speaker.last]
    capital = mention is not None and mention.role == "capital"
    thinks = speaker.rule in ("np", "bare") or (capital and before == "for")
    if before in ("for", "to") and at_start and s.word(speaker.last + 1) == "," and thinks:
        return _oblique(s, speaker, i - 1, before, "view")
    return None


def own_view(s: Sentence, speaker: Speaker) -> Cue | None:
    """Return the cue of "in one speaker's view", "to Jakarta's mind", whose possessive is the speaker."""
    k = speaker.last + 1
    while s.word(k) in ("'", "’", "own", "considered", "personal"):
        k += 1
    if s.word(k) not in VIEWS:
        return None
    return _oblique(s, replace(speaker, last=k), speaker.first - 1, s.words[k], "view")


def _oblique(s: Sentence, speaker: Speaker, first: int, verb: str, rule: str) -> Cue:
    content = speaker.last + 1
    backward = first > 0 and s.word(first - 1) == "," and s.word(content) in (",", ".", ";", "")
    content, _ = claim_start(s, content)
    anchored = Form.COREF if speaker.anchor else (Form.HOLDER if speaker.kind in HOLDERS else Form.NP)
    return Cue(
        first, speaker.last, first, content, speaker, anchored, Mode.OTHER, verb, rule, backward=backward, clausal=True
    )


def _subject(s: Sentence, speaker: Speaker) -> Cue | None:
    if speaker.rule == "owner":
        return None
    before = s.word(speaker.first - 1)
    gerunds = before in ("with", "including")
    if before in PREPOSITIONS and not gerunds and before not in ("as", "like", "since", "after", "before", "until"):
        return None
    if speaker.quantifier is Quantifier.OTHERS and s.word(speaker.last + 1) == "that" and speaker.first > 3:
        end, form = speaker.last, Form.NP
        return Cue(speaker.first, end, speaker.first, end + 2, speaker, form, Mode.OTHER, "", "bare", clausal=True)
    p = predicate(s, speaker.last + 1, speaker.number, gerunds=gerunds)
    if p is None or not _fits(s, speaker, p):
        return None
    first = speaker.first - 1 if gerunds else speaker.first
    rule = "with" if gerunds else "open_verb" if p.open else speaker.rule
    form = Form.NP
    if speaker.anchor:
        form, rule = Form.COREF, ("pronoun" if speaker.rule == "pronoun" else "coref")
    elif speaker.kind in HOLDERS:
        form, rule = Form.HOLDER, "holder"
    cue = from_predicate(speaker, p, first, form, rule)
    return replace(cue, backward=_parenthetical(s, first, p))


def from_predicate(speaker: Speaker, p: Predicate, first: int, form: Form, rule: str) -> Cue:
    """Return the forward cue of a speaker and its predicate."""
    if (
        p.most
        and speaker.quantifier is Quantifier.UNSPECIFIED
        and speaker.number != "s"
        and speaker.kind not in HOLDERS
    ):
        speaker = replace(speaker, quantifier=Quantifier.MOST)
    return Cue(
        first,
        p.last,
        first,
        p.content,
        speaker,
        form,
        p.mode,
        p.verb,
        rule,
        negated=p.negated,
        clausal=p.clausal,
        signpost=p.signpost,
    )


def _fits(s: Sentence, speaker: Speaker, p: Predicate) -> bool:
    nameless = speaker.weak and not speaker.affiliation and speaker.anchor != "of several"
    if p.loose and (speaker.kind in HOLDERS or nameless):
        return False
    if speaker.anchor == "holder" or speaker.kind in HOLDERS:
        wish = p.modal and p.label in ("like to", "prefer", "welcome", "favour", "favor", "appreciate")
        return p.holder and (not p.modal or wish) and (speaker.rule != "pronoun" or p.mind)
    if p.label == "go on" and s.word(p.last + 1) not in (",", ".", ":", ";", "that", "", "”", '"'):
        return False
    if speaker.weak and not speaker.affiliation and speaker.anchor != "of several":
        return p.clausal or p.label not in ("use", "have", "give", "find", "see")
    if speaker.rule == "we":
        return p.past or (p.modal and p.mode in (Mode.PROPOSED, Mode.SUGGESTED))
    if speaker.bare and p.modal:
        return False
    if speaker.rule == "pronoun" and speaker.number == "p":
        return not p.mind or p.label in ("believe", "feel", "think", "see", "view")
    return not (p.modal and speaker.bare)


def _parenthetical(s: Sentence, first: int, p: Predicate) -> bool:
    """Whether speaker and verb stand as an insertion: ", a speaker from Manila explained." """
    before, after = s.word(first - 1), s.word(p.last + 1)
    opens = before in (",", "—", "–", "(") or before in CLOSING_QUOTES or (before == "as" and s.word(first - 2) == ",")
    if not opens or not before:
        return False
    closes = after in (",", ".", ";", "—", "–", ")", "") or after in OPENING_QUOTES | CLOSING_QUOTES
    return closes and not (after == "," and p.clausal and p.content > p.last + 2 and s.words[p.content - 1] == "that")


def _relative(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "Delegates heard from the commander, who explained that"."""
    j = speaker.last + 1
    j += s.word(j) == ","
    if s.word(j) != "who" or speaker.anchor:
        return None
    p = predicate(s, j + 1, speaker.number, asides=False)
    if p is None or not p.clausal or p.open or not _fits(s, speaker, p):
        return None
    return from_predicate(speaker, p, speaker.first, Form.NP, "relative")


def _inverted(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "..., said one official." """
    i = speaker.first - 1
    while i > 0 and is_adverb(s.words[i]):
        i -= 1
    form = lexicon().verbs.get(s.word(i))
    if form is None or not (form.past or form.third) or form.verb.needs or form.verb.lemma in _TRANSITIVE:
        return None
    before, after = s.word(i - 1), s.word(speaker.last + 1)
    lead = i == 0 and after in (":", ",")
    if not lead and (before not in (",", "—", "–") and before not in CLOSING_QUOTES):
        return None
    if after not in ("", ",", ".", ";", ":", "—", "–", ")") and after not in OPENING_QUOTES | CLOSING_QUOTES:
        return None
    verb = form.verb
    content, _ = claim_start(s, speaker.last + 1)
    kind_form = Form.COREF if speaker.anchor else Form.NP
    return Cue(
        i,
        speaker.last,
        i,
        content,
        speaker,
        kind_form,
        verb.mode,
        verb.lemma,
        "inverted",
        backward=not lead,
        clausal=True,
    )


_TRANSITIVE = word_set(
    """accuse blame criticize condemn denounce censure rebuke praise commend support oppose reject welcome endorse back
    regard consider perceive view use value prefer favour favor tell inform advise urge lobby petition"""
)
"""Verbs that no quotation stands before: what follows them is their object, no speaker."""


def _holders(s: Sentence, taken: set[int]) -> Iterator[Cue]:
    """States and organisations named by themselves: "Kazakhstan hopes", "Russia and China want"."""
    previous: int | None = None
    for i, mention in enumerate(s.mention):
        if mention is None or (i and s.mention[i - 1] is mention) or i in taken:
            continue
        last = s.mention_end(i)
        codes = [mention.code if mention.kind == "group" else affiliation_code(mention)]
        first = i
        if previous is not None and s.word(i - 1) in ("and", "nor", "or") and s.mention[i - 2] is not None:
            first = s.mention_start(i - 2)
            codes.insert(0, affiliation_code(s.mention[i - 2]))  # type: ignore[arg-type]
        previous = i
        if mention.role in ("demonym", "city"):
            continue
        if s.possessive(last):
            owner = Speaker(first, last, holder_kind(mention), affiliation=tuple(codes), rule="holder")
            cue = own_view(s, owner) if s.word(first - 1) in ("in", "to", "from") else None
            if cue is not None:
                yield cue
            continue
        if s.word(first - 1) == "the":
            first -= 1
        speaker = Speaker(first, last, holder_kind(mention), affiliation=tuple(dict.fromkeys(codes)), rule="holder")
        cue = _phrase(s, speaker) if s.word(last + 1) == "," else None
        if cue is not None and cue.rule in ("according", "view"):
            yield cue
            continue
        if s.word(first - 1) in PREPOSITIONS and s.word(first - 1) not in ("as", "since", "after", "before"):
            continue
        cue = _subject(s, speaker)
        if cue is not None:
            yield cue
    yield from _coordinated_holders(s)


def _coordinated_holders(s: Sentence) -> Iterator[Cue]:
    """ "... but also hopes to build": the subject of the sentence is the holder."""
    for i, word in enumerate(s.words):
        if word not in COORDINATORS or i == 0:
            continue
        p = predicate(s, i + 1, "s", asides=False)
        if p is None or not p.mind or p.modal or p.open or not _third_person(s, p):
            continue
        speaker = _subject_holder(s, i)
        if speaker is not None:
            yield from_predicate(speaker, p, i, Form.HOLDER, "holder.coordinated")


def _third_person(s: Sentence, p: Predicate) -> bool:
    words = s.words[p.first : p.last + 1]
    return words[-1].endswith("s") or bool({"does", "has", "is"} & set(words))


def _subject_holder(s: Sentence, before: int) -> Speaker | None:
    """Return the state, organisation or "the country" that opens the sentence."""
    for i in range(min(before, 8)):
        mention = s.mention[i]
        if mention is not None and mention.role != "demonym" and not s.possessive(s.mention_end(i)):
            return Speaker(i, i, holder_kind(mention), affiliation=(affiliation_code(mention),), rule="holder")
        head = lexicon().heads.get(s.words[i])
        if head is not None and head.kind in HOLDERS and not head.plural and mention is None:
            return noun_phrase(s, i, head)
        if s.words[i] == "it":
            return anchored(s, i)
    return None
