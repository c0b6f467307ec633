"""The predicate after a speaker: "also strongly questioned whether", "were sceptical about", "went on to argue"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contingent.coding.lexicon import ADVERBS, BE, DO, HAVE, MODALS, NEGATIONS, NOT_ADVERBS, VerbForm, lexicon
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Mode
from contingent.coding.wording import word_set

REACH = 5
_CLAUSE = word_set("that whether how why what if")
_ASIDE_ENDS = frozenset({",", ")", "]", "—", "–"})
_ASIDES = {",": ",", "(": ")", "[": "]", "—": "—", "–": "–"}
_ASKED_FOR = frozenset({"for", "to"})
_NAMED = word_set("express voice raise have make cast show share hold lay place attach draw")
_OF_MIND = lexicon().minds | word_set(
    "no little a an great some any much every strong deep serious considerable its the"
)
"""Words after "has" that may open "no interest in"."""
_LIMBS = frozenset({"as", "which", "who"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """A reporting predicate: words `first` to `last` (particle included); the claim starts at word `content`.

    `clausal` is true when a that-clause or a quotation follows, `most` when an adverb such as "generally" says so.
    """

    first: int
    last: int
    content: int
    label: str
    mode: Mode
    negated: bool = False
    gerund: bool = False
    clausal: bool = False
    most: bool = False
    holder: bool = False
    mind: bool = False
    open: bool = False
    modal: bool = False
    signpost: bool = False
    past: bool = False
    loose: bool = False
    """A verb that is reporting in the mouth of people only ("called the plan a mirage")."""

    @property
    def verb(self) -> str:
        """The label of the verb, with "(neg.)" if it is negated."""
        return f"{self.label} (neg.)" if self.negated else self.label


_OPPOSITE = {Mode.AGREED: Mode.DISAGREED, Mode.DISAGREED: Mode.AGREED}


def polar(mode: Mode, *, negated: bool) -> Mode:
    """Return the mode of a verb that is or is not negated: who does not agree disagrees."""
    return _OPPOSITE.get(mode, mode) if negated else mode


def is_adverb(word: str) -> bool:
    """Return whether a word can stand between a speaker and its verb as an adverb."""
    return word in ADVERBS or word in lexicon().most_adverbs or (word.endswith("ly") and word not in NOT_ADVERBS)


def predicate(s: Sentence, j: int, number: str, *, gerunds: bool = False, asides: bool = True) -> Predicate | None:
    """Return the reporting predicate that begins at word `j` or after an aside there, None if there is none.

    Args:
        s: the sentence.
        j: the word after the speaker.
        number: `s` or `p` for agreement, `-` for either.
        gerunds: whether "-ing" forms count, as in "with some arguing that".
        asides: whether to look past ", speaking in a personal capacity,".
    """
    reader = _Reader(s, number, gerunds)
    found = reader.read(j)
    if found is None and asides and s.word(j) in ("who", "whose"):
        found = _after_relative(s, j, reader)
    if found is None and asides and s.word(j) in _ASIDES:
        close = _aside_end(s, j)
        found = reader.read(close + 1) if close else None
    return found


def _after_relative(s: Sentence, j: int, reader: _Reader) -> Predicate | None:
    """ "An officer who had served in Liberia recalled": the second past tense is the main verb."""
    verbs, seen = lexicon().verbs, False
    for k in range(j + 1, min(j + 16, len(s))):
        word = s.words[k]
        if word in (",", ";", ".", "that"):
            return None
        form = verbs.get(word)
        if seen and form is not None and form.past and s.words[k - 1] not in _HELPERS:
            return reader.read(k)
        seen = seen or word in _HELPERS or word.endswith("ed") or form is not None
    return None


_BEFORE_VERB = (
    ("went", "further", "and"),
    ("goes", "further", "and"),
    ("went", "so", "far", "as", "to"),
    ("went", "as", "far", "as", "to"),
    ("took", "the", "floor", "to"),
    ("took", "the", "opportunity", "to"),
    ("used", "the", "opportunity", "to"),
    ("was", "quick", "to"),
    ("were", "quick", "to"),
    ("was", "keen", "to"),
    ("were", "keen", "to"),
    ("took", "pains", "to"),
)


def _idiom_before(s: Sentence, j: int) -> int:
    """Return how many words of "went so far as to" and its like stand at `j`."""
    return next((len(idiom) for idiom in _BEFORE_VERB if tuple(s.words[j : j + len(idiom)]) == idiom), 0)


_HELPERS = BE | HAVE | DO | MODALS


def _aside_end(s: Sentence, j: int) -> int | None:
    closing = _ASIDES[s.words[j]]
    for k in range(j + 1, min(j + 18, len(s))):
        if s.words[k] == closing:
            return k
        if s.words[k] in (".", ";", ":", "“", '"'):
            return None
    return None


class _Reader:
    """Reads auxiliaries, adverbs and the verb."""

    def __init__(self, s: Sentence, number: str, gerunds: bool) -> None:
        self.s, self.number, self.gerunds = s, number, gerunds

    def read(self, j: int) -> Predicate | None:
        s = self.s
        negated = most = modal = False
        helper = ""
        start, lex = j, lexicon()
        while j < len(s) and j - start < 9:
            word = s.words[j]
            if word in NEGATIONS or word.endswith(("n't", "n’t")):
                negated = negated or word not in ("hardly", "cannot")
                helper = "modal" if word == "cannot" else ("do" if word.startswith("d") else helper)
                j += 1
            elif word in MODALS:
                helper, modal, j = "modal", True, j + 1
            elif word in BE:
                helper, j = "be", j + 1
            elif word in HAVE and not self._owns(j):
                helper, j = "have", j + 1
            elif word in DO:
                helper, j = "do", j + 1
            elif is_adverb(word) and not self._reporting(j, helper):
                most = most or word in lex.most_adverbs
                j += 1
            elif word == "," and is_adverb(s.word(j + 1)) and s.word(j + 2) == ",":
                j += 3
            elif (skip := _idiom_before(s, j)) > 0:
                helper = "do" if s.words[j + skip - 1] == "to" else helper
                j += skip
            elif word in lex.semi_auxiliaries and "to" in (s.word(j + 1), s.word(j + 2)):
                j += 2 if s.word(j + 1) == "to" else 3
                helper = "do"
            else:
                break
        if j >= len(s):
            return None
        found = self._verb(j, helper) or self._adjective(j, helper) or self._idiom(j, helper)
        if found is None and not helper:
            found = self._open(j)
        if found is None:
            return None
        mode = polar(found.mode, negated=negated)
        return replace(found, first=start, mode=mode, negated=negated or found.negated, most=most, modal=modal)

    def _owns(self, j: int) -> bool:
        return bool(set(self.s.words[j + 1 : j + 4]) & lexicon().verbs["have"].verb.needs)

    def _reporting(self, j: int, helper: str) -> bool:
        form = lexicon().verbs.get(self.s.words[j])
        return form is not None and self._agrees(form, helper)

    def _agrees(self, form: VerbForm, helper: str) -> bool:
        if self.gerunds and not helper:
            return form.gerund or (form.participle and not form.past)
        if helper == "be":
            return form.gerund
        if helper == "have":
            return form.participle
        if helper in ("do", "modal"):
            return form.base
        return form.past or (form.third and self.number != "p") or (form.base and self.number != "s")

    def _verb(self, j: int, helper: str) -> Predicate | None:
        s, word = self.s, self.s.words[j]
        form = lexicon().verbs.get(word)
        if form is None or not self._agrees(form, helper):
            return None
        after = s.words[j + 1 : j + 1 + REACH]
        loose = bool(form.verb.needs) and not form.verb.needs & set(after)
        if loose and not (form.verb.loose & set(after) and s.word(j + 1) not in ("and", "or")):
            return None
        if form.base and not form.past and not helper and s.word(j + 1) in _HELPERS - {"have", "having"}:
            return None
        if form.third and not form.past and self.number == "-" and s.word(j + 1) in ("of", "and", "are", "were"):
            return None
        return replace(self._complete(j, form), loose=loose)

    def _complete(self, j: int, form: VerbForm) -> Predicate:
        s, verb = self.s, form.verb
        last, content = j, j + 1
        label, mode = verb.lemma, verb.mode
        if verb.needs and s.word(j + 1) in lexicon().particles and s.word(j + 1) in verb.needs:
            last, content = j + 1, j + 2
            label = f"{verb.lemma} {s.words[j + 1]}"
        elif verb.lemma in _NAMED:
            label, mode = self._named(j, verb.lemma, mode)
        if (
            verb.lemma == "ask"
            and _ASKED_FOR & set(s.words[j + 1 : j + 6])
            and not _CLAUSE & set(s.words[j + 1 : j + 6])
        ):
            mode = Mode.PROPOSED
        last, content, mode, label = self._gerund_after(last, content, mode, label)
        content, clausal = claim_start(s, content)
        opened = verb.lemma == "have" and s.word(j + 1) in _OF_MIND
        minded = opened and bool(lexicon().minds & set(s.words[j + 1 : j + REACH]))
        return Predicate(
            first=j,
            last=last,
            content=content,
            label=label,
            mode=mode,
            gerund=form.gerund,
            clausal=clausal,
            holder=verb.holder or minded,
            mind=verb.mind or minded,
            signpost=verb.lemma in lexicon().signposts,
            past=form.past,
        )

    def _named(self, j: int, lemma: str, mode: Mode) -> tuple[str, Mode]:
        """ "voice disapproval" is named by its noun: label and mode."""
        for k in range(j + 1, min(j + REACH, len(self.s))):
            if self.s.mention[k] is not None or self.s.words[k] == "that":
                break
            named = lexicon().nouns.get(self.s.words[k])
            if named is not None:
                return f"{lemma} {self.s.words[k]}", named[1]
        return lemma, mode

    def _gerund_after(self, last: int, content: int, mode: Mode, label: str) -> tuple[int, int, Mode, str]:
        """Take in "disagreed, stating that": the first verb names the mode, the second opens the claim."""
        s = self.s
        if s.word(content) == "," and (form := lexicon().verbs.get(s.word(content + 1))) is not None and form.gerund:
            after = s.words[content + 2 : content + 2 + REACH]
            if not form.verb.needs or form.verb.needs & set(after):
                return content + 1, content + 2, mode, label
        return last, content, mode, label

    def _adjective(self, j: int, helper: str) -> Predicate | None:
        s, lex = self.s, lexicon()
        word = s.words[j]
        if word in ("more", "less", "of", "in") and helper == "be":
            opinion = next((k for k in range(j + 1, min(j + 5, len(s))) if s.words[k] in _OPINIONS), None)
            if word in ("of", "in") and opinion is not None:
                content, clausal = claim_start(s, opinion + 1)
                mode = Mode.AGREED if s.words[opinion] == "agreement" else Mode.OTHER
                return Predicate(opinion, opinion, content, f"be {word} {s.words[opinion]}", mode, clausal=clausal)
            j += 1 if word in ("more", "less") else 0
            word = s.word(j)
        mode_found = lex.adjectives.get(word)
        if mode_found is None or (helper != "be" and not self._linked(j)):
            return None
        content, clausal = claim_start(s, j + 1)
        holder = word in lex.holder_adjectives
        return Predicate(j, j, content, f"be {word}", mode_found, clausal=clausal, holder=holder, mind=holder)

    def _linked(self, j: int) -> bool:
        """Whether "remained", "seemed" or "felt" links the adjective."""
        return self.s.word(j - 1) in ("remained", "remain", "remains", "became", "appeared", "seemed")

    def _idiom(self, j: int, helper: str) -> Predicate | None:
        """ "remained sceptical", "was in favour of"."""
        s = self.s
        if s.words[j] in ("remained", "remain", "remains", "became", "appeared", "seemed") and not helper:
            k = j + 1
            while is_adverb(s.word(k)):
                k += 1
            mode = lexicon().adjectives.get(s.word(k))
            if mode is not None:
                content, clausal = claim_start(s, k + 1)
                holder = s.words[k] in lexicon().holder_adjectives
                return Predicate(j, k, content, f"be {s.words[k]}", mode, clausal=clausal, holder=holder, mind=holder)
        return None

    def _open(self, j: int) -> Predicate | None:
        """A verb the lexicon does not know: "reinforced this perception by asserting", "echoed"."""
        s, lex, word = self.s, lexicon(), self.s.words[j]
        for k in range(j + 1, min(j + 7, len(s) - 1)):
            form = lex.verbs.get(s.words[k + 1])
            if s.words[k] == "by" and form is not None and form.gerund:
                content, clausal = claim_start(s, k + 2)
                verb = form.verb
                return Predicate(j, k + 1, content, verb.lemma, verb.mode, clausal=clausal, open=True)
            if not s.words[k][0].isalnum():
                break
        if word.endswith("ed") and (found := self._later(j)) is not None:
            return found
        if word.endswith("ed") and len(word) > 4 and word not in lex.events and word not in lex.verbs:
            content, clausal = claim_start(s, j + 1)
            return Predicate(j, j, content, _stem(word), Mode.OTHER, clausal=clausal, open=True)
        return None

    def _later(self, j: int) -> Predicate | None:
        """The second of two predicates reports: "shrugged and said", "opened the session and recalled that"."""
        s = self.s
        for k in range(j + 1, min(j + 8, len(s) - 1)):
            if s.words[k] == "and":
                form = lexicon().verbs.get(s.words[k + 1])
                return self._verb(k + 1, "") if form is not None and form.past else None
            if not s.words[k][0].isalnum():
                return None
        return None


def _stem(past: str) -> str:
    """Return the likely base form of a regular past tense: shrugged to shrug, echoed to echo."""
    stem = past.removesuffix("ed")
    if stem.endswith("i"):
        return stem[:-1] + "y"
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl" else stem


_OPINIONS = word_set("view opinion agreement favour favor mind belief impression consensus")


def claim_start(s: Sentence, j: int) -> tuple[int, bool]:
    """Return the first word of the claim and whether a clause or quotation opens there."""
    clausal = False
    if s.word(j) == "," and s.word(j + 1) in ("however", "though", "too", "therefore", "moreover", "in"):
        k = next((k for k in range(j + 1, min(j + 6, len(s))) if s.words[k] == ","), j)
        j = k + 1 if s.word(k + 1) in _CLAUSE else j
    while j < len(s) and (s.words[j] in (",", ":") or s.words[j] in "“‘\"'") and j + 1 < len(s):
        clausal = True
        j += 1
    if s.word(j) == "that":
        return j + 1, True
    return j, clausal or s.word(j) in _CLAUSE
