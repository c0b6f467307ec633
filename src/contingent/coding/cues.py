"""Cues: the words of a sentence that hand its claim to a speaker.

This file finds speakers that are named: as subject ("one participant noted"), after the verb ("said one official"), in a
phrase ("according to", "in the view of"), as agent of a passive, or as a state or organisation of which a verb of mind,
will or saying is told. Cues without a named speaker are found in `impersonal.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contingent.coding.lexicon import COORDINATORS, PREPOSITIONS, lexicon
from contingent.coding.predicates import Predicate, claim_start, is_adverb, predicate
from contingent.coding.speakers import FROM, Speaker, affiliation_code, holder_kind, noun_phrase
from contingent.coding.tokens import CLOSING_QUOTES, OPENING_QUOTES, Sentence
from contingent.coding.vocabulary import Form, HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

HOLDERS = (HolderKind.STATE, HolderKind.ORGANIZATION)
CONFIDENCE = {
    "np": 0.98,
    "bare": 0.95,
    "with": 0.95,
    "inverted": 0.95,
    "according": 0.96,
    "view": 0.95,
    "agent": 0.96,
    "coref": 0.93,
    "pronoun": 0.85,
    "holder": 0.85,
    "holder.coordinated": 0.75,
    "open_verb": 0.7,
    "coordinated": 0.85,
    "impersonal": 0.96,
    "passive": 0.85,
    "speech_act": 0.93,
    "existential": 0.85,
    "copular": 0.85,
    "goal": 0.65,
    "quotation": 0.8,
}
"""Share of hits of each rule on the coded reports of the tests, rounded down; see `docs/attribution.md`."""


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
        """The share of hits of the cue's rule."""
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


def named_speakers(s: Sentence) -> list[Speaker]:
    """Return all noun phrases of the sentence that can name a speaker, left to right."""
    lex = lexicon()
    heads, quantifiers = lex.heads, lex.quantifiers
    found: list[Speaker] = []
    taken = -1
    for i, word in enumerate(s.words):
        if i <= taken:
            continue
        speaker: Speaker | None = None
        head = heads.get(word)
        if head is not None and s.mention[i] is None:
            speaker = _titled(s, i) or noun_phrase(s, i, head)
        elif word in lex.titles and s.raw[i][0].isupper():
            speaker = _titled(s, i)
        elif word in quantifiers or word in lex.amounts or word in lex.nobody or word in lex.everyone:
            speaker = _bare(s, i)
        elif word in _ANCHORED:
            speaker = _anchored(s, i)
        if speaker is not None:
            while found and found[-1].last >= speaker.first:
                found.pop()
            found.append(speaker)
            taken = max(i, speaker.last)
    return found


_ANCHORED = word_set("he she they it latter former those someone somebody")
_AT_CLAUSE_START = frozenset(
    [
        ",",
        ";",
        ":",
        "(",
        "—",
        "–",
        "“",
        '"',
        "‘",
        "and",
        "but",
        "while",
        "whereas",
        "although",
        "though",
        "as",
        "since",
        "because",
        "that",
        "with",
        "or",
        "yet",
        "whilst",
        "nor",
        "when",
        "however",
        "so",
        "then",
        "by",
        "to",
        "according",
        "for",
        "among",
        "if",
        "whether",
    ]
)


def _titled(s: Sentence, i: int) -> Speaker | None:
    """ "Ambassador Smith", "Ms. Jane Doe": a title and a name."""
    if s.words[i] not in lexicon().titles or not s.raw[i][0].isupper():
        return None
    j = i + 1
    if s.word(j) == ".":
        j += 1
    first_name = j
    while j < len(s) and s.raw[j][0].isupper() and s.mention[j] is None and s.words[j][0].isalpha():
        j += 1
    if j == first_name:
        return None
    title = s.words[i]
    kind = HolderKind.PARTICIPANT if title in ("mr", "mrs", "ms", "sir", "dame", "lord") else HolderKind.OFFICIAL
    kind = HolderKind.EXPERT if title in ("dr", "prof", "professor") else kind
    codes: tuple[str, ...] = ()
    if s.word(j) == "(" and (m := s.mention[j + 1] if j + 1 < len(s) else None) is not None:
        codes = (affiliation_code(m),)
    first = i - 1 if s.word(i - 1) == "the" else i
    return Speaker(first, j - 1, kind, Quantifier.ONE, codes, s.raw[i], "s")


def _bare(s: Sentence, i: int) -> Speaker | None:
    """A quantifier that stands alone: "many were sceptical", "a minority", "no one"."""
    lex, word = lexicon(), s.words[i]
    first = last = i
    if word in ("no",) and s.word(i + 1) == "one":
        amount, number, last = Quantifier.NONE, "s", i + 1
    elif word in lex.nobody:
        amount, number = Quantifier.NONE, "s"
    elif word in ("everyone", "everybody"):
        amount, number = Quantifier.ALL, "s"
    elif word in lex.amounts and s.word(i - 1) in ("a", "the", "large", "small", "vast", "clear", "great", "good"):
        amount, number = lex.amounts[word], "-"
    elif word in lex.quantifiers and word not in ("a", "an", "no", "every", "other", "certain", "any"):
        amount, number = lex.quantifiers[word].value, lex.quantifiers[word].number
    else:
        return None
    while s.word(first - 1) in (
        "a",
        "the",
        "only",
        "at",
        "least",
        "large",
        "small",
        "vast",
        "almost",
        "quite",
        "clear",
    ):
        first -= 1
    if s.word(last + 1) in ("others", "other") and word != "others":
        last += 1
    if s.word(last + 1) == "of" and s.word(last + 2) in ("them", "those", "these"):
        last += 2
    while s.word(last + 1) in ("present", "attending"):
        last += 1
    for phrase in (("in", "the", "room"), ("at", "the", "meeting"), ("around", "the", "table")):
        if tuple(s.words[last + 1 : last + 4]) == phrase:
            last += 3
    if first and s.word(first - 1) not in _AT_CLAUSE_START:
        return None
    if last + 1 < len(s) and s.words[last + 1] in ("of",):
        return None
    return Speaker(first, last, HolderKind.PARTICIPANT, amount, (), None, number, bare=True, rule="bare")


def _anchored(s: Sentence, i: int) -> Speaker | None:
    """Pronouns and "the latter"."""
    word = s.words[i]
    person = HolderKind.PARTICIPANT
    if word in ("he", "she"):
        return Speaker(i, i, person, Quantifier.ONE, number="s", anchor="person", bare=True, rule="pronoun")
    if word == "they":
        return Speaker(i, i, person, number="p", anchor="people", bare=True, rule="pronoun")
    if word == "it":
        return Speaker(i, i, HolderKind.STATE, number="s", anchor="holder", bare=True, rule="pronoun")
    if word in ("latter", "former") and s.word(i - 1) == "the":
        return Speaker(i - 1, i, person, Quantifier.ONE, number="-", anchor="person", bare=True, rule="pronoun")
    if word == "those" and s.word(i + 1) in ("present", "attending", "gathered"):
        return Speaker(i, i + 1, person, number="p", bare=True, rule="bare")
    if word in ("someone", "somebody"):
        return Speaker(i, i, person, Quantifier.ONE, number="s", bare=True, rule="bare")
    return None


def speaker_cues(s: Sentence, speakers: list[Speaker]) -> Iterator[Cue]:
    """Yield the cues with a named speaker, in no particular order."""
    taken: set[int] = set()
    for speaker in speakers:
        taken.update(range(speaker.first, speaker.last + 1))
        cue = _phrase(s, speaker) or _subject(s, speaker) or _inverted(s, speaker)
        if cue is not None:
            yield cue
    yield from _holders(s, taken)


def _phrase(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "According to", "in the view of", "for many"."""
    i = speaker.first
    before = s.word(i - 1)
    if before == "to" and s.word(i - 2) == "according":
        return _oblique(s, speaker, i - 2, "according to", "according")
    if before == "of" and s.word(i - 2) in _VIEWS and s.word(i - 4) in ("in", "from", "to"):
        return _oblique(s, speaker, i - 4, s.words[i - 2], "view")
    if before in ("in", "to") and s.word(speaker.last + 1) in ("'s", "'", "’") and s.word(speaker.last + 2) in _VIEWS:
        return _oblique(s, replace(speaker, last=speaker.last + 2), i - 1, s.words[speaker.last + 2], "view")
    at_start = i == 1 or s.word(i - 2) in (",", "and", "but", "while")
    if before in ("for", "to") and at_start and s.word(speaker.last + 1) == "," and speaker.rule in ("np", "bare"):
        return _oblique(s, speaker, i - 1, before, "view")
    return None


_VIEWS = word_set(
    """view opinion eyes words judgement judgment assessment perspective experience estimation mind viewpoint"""
)


def _oblique(s: Sentence, speaker: Speaker, first: int, verb: str, rule: str) -> Cue:
    content = speaker.last + 1
    backward = first > 0 and s.word(first - 1) == "," and s.word(content) in (",", ".", ";", "")
    content, _ = claim_start(s, content)
    anchored = Form.COREF if speaker.anchor else (Form.HOLDER if speaker.kind in HOLDERS else Form.NP)
    return Cue(
        first, speaker.last, first, content, speaker, anchored, Mode.OTHER, verb, rule, backward=backward, clausal=True
    )


def _subject(s: Sentence, speaker: Speaker) -> Cue | None:
    before = s.word(speaker.first - 1)
    gerunds = before in ("with", "including")
    if before in PREPOSITIONS and not gerunds and before not in ("as", "like", "since", "after", "before", "until"):
        return None
    p = predicate(
        s, speaker.last + 1, speaker.number, gerunds=gerunds, asides=not speaker.bare or speaker.quantifier == "others"
    )
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
    if speaker.anchor == "holder" or speaker.kind in HOLDERS:
        wish = p.label == "like" and p.modal
        return p.holder and (not p.modal or wish) and (speaker.rule != "pronoun" or p.mind)
    if speaker.weak and not speaker.affiliation:
        return p.clausal or p.label not in ("use", "have", "give", "find", "see")
    if speaker.bare and p.modal:
        return False
    if speaker.rule == "pronoun" and speaker.number == "p":
        return not p.mind or p.label in ("believe", "feel", "think", "see", "view")
    return not (p.modal and speaker.bare)


def _parenthetical(s: Sentence, first: int, p: Predicate) -> bool:
    """Whether speaker and verb stand as an insertion: ", a speaker from Manila explained." """
    before, after = s.word(first - 1), s.word(p.last + 1)
    if not before or (before not in (",", "—", "–", "(") and before not in CLOSING_QUOTES):
        if before != "as" or s.word(first - 2) != ",":
            return False
    closes = after in (",", ".", ";", "—", "–", ")", "") or after in OPENING_QUOTES | CLOSING_QUOTES
    return closes and not (after == "," and p.clausal and p.content > p.last + 2 and s.words[p.content - 1] == "that")


def _inverted(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "..., said one official." """
    i = speaker.first - 1
    while i > 0 and is_adverb(s.words[i]):
        i -= 1
    form = lexicon().verbs.get(s.word(i))
    if form is None or not (form.past or form.third) or form.verb.needs:
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


def _holders(s: Sentence, taken: set[int]) -> Iterator[Cue]:
    """States and organisations named by themselves: "Kazakhstan hopes", "Russia and China want"."""
    previous: int | None = None
    for i, mention in enumerate(s.mention):
        if mention is None or (i and s.mention[i - 1] is mention) or i in taken:
            continue
        last = s.mention_end(i)
        codes = [affiliation_code(mention)]
        first = i
        if previous is not None and s.word(i - 1) in ("and",) and s.mention[i - 2] is not None:
            first = s.mention_start(i - 2)
            codes.insert(0, affiliation_code(s.mention[i - 2]))  # type: ignore[arg-type]
        previous = i
        if mention.role == "demonym" or s.possessive(last):
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
        if p is None or not p.mind or p.modal or p.open or not s.words[p.last].endswith("s"):
            continue
        speaker = _subject_holder(s, i)
        if speaker is not None:
            yield from_predicate(speaker, p, i, Form.HOLDER, "holder.coordinated")


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
            return _anchored(s, i)
    return None


def origin_words() -> frozenset[str]:
    """Return the prepositions that can introduce where a speaker is from."""
    return FROM
