"""Noun phrases that name a speaker: how many, of what kind, from where.

"Two retired officers from Ghana and Mali" is read outwards from its head noun: to the left the numeral and what
modifies the head, to the right where the speaker comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from contingent.coding.amounts import counted, hedged_amount, share
from contingent.coding.labels import label_end
from contingent.coding.lexicon import (
    ADVERBS,
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    Head,
    lexicon,
)
from contingent.coding.origins import origin_code, origins_of
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import HolderKind, Quantifier
from contingent.coding.wording import word_set

HOLDERS = (HolderKind.STATE, HolderKind.ORGANIZATION)
"""Kinds of holder that are no people of the meeting."""

_LEFT_STOPS = PREPOSITIONS | COORDINATORS | SUBORDINATORS | AUXILIARIES | PRONOUNS
_ORDINALS = frozenset({"first", "second", "third", "last", "final", "next"})
_INTENSIFIERS = word_set(
    """almost nearly virtually practically only at least just about roughly some over around approximately perhaps
    maybe literally as many no fewer than up to"""
) - {"as", "to", "up", "than", "no", "many", "fewer"}
SIZE = word_set(
    """the a an great large vast small clear strong overwhelming significant substantial considerable good wide broad
    growing simple whole slim narrow sizeable sizable big certain limited tiny"""
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as the text names it; `first` and `last` are word indexes of its noun phrase.

    `number` is `s`, `p` or `-` (open). `anchor` says what the phrase refers back to: `person` or `people` for speakers
    named before ("the same participant", "she", "they"), `holder` for a state or organisation ("the country", "it").
    """

    first: int
    last: int
    kind: HolderKind
    quantifier: Quantifier = Quantifier.UNSPECIFIED
    affiliation: tuple[str, ...] = ()
    group: str | None = None
    number: str = "-"
    anchor: str | None = None
    weak: bool = False
    bare: bool = False
    rule: str = "np"
    members: tuple[Speaker, ...] = ()
    """The two of a pair ("the Kenyan delegate and her counterpart"), for "the former" and "the latter"."""


def noun_phrase(s: Sentence, h: int, head: Head, *, owner: bool = False) -> Speaker | None:
    """Return the speaker whose head noun is word `h`, None if the words around make it something else."""
    label = h if head.plural or head.collective or head.kind in HOLDERS else label_end(s, h)
    if s.possessive(label) is not owner or s.word(h - 1) == "-" or s.word(label + 1) == "-":
        return None
    left = _Left(s, h, head)
    if left.broken and label == h:
        return None
    last, origins = origins_of(s, label, head.kind, plural=head.plural, head=head)
    affiliation = tuple(dict.fromkeys((*left.affiliation, *origins)))
    speaker = Speaker(
        first=left.first,
        last=last,
        kind=head.kind,
        quantifier=left.quantifier,
        affiliation=affiliation,
        group=_group(s, left, h, head),
        number="p" if head.plural else ("-" if head.collective else "s"),
        anchor=left.anchor() if not affiliation or "same" in left.modifiers else None,
        weak=head.weak,
    )
    if head.lemma == "member" and _OFFICIAL_BODIES & set(s.words[h + 1 : last + 1]):
        speaker = replace(speaker, kind=HolderKind.OFFICIAL, group=s.cut(h, last))
    if head.lemma in _ENVOYS and _sent(s, h, head, left, affiliation):
        speaker = replace(speaker, kind=HolderKind.OFFICIAL, group=speaker.group or s.cut(left.core, h))
    if head.lemma in ("srsg", "drsrsg", "special-representative") and not affiliation:
        speaker = replace(speaker, affiliation=("UN",))
    if head.kind in HOLDERS:
        stateless = head.lemma in lexicon().institutions and not affiliation
        stateless = stateless or (head.lemma == "forces" and not _ARMED & set(left.modifiers))
        return None if stateless else _institution(speaker, left)
    return speaker


_OFFICIAL_BODIES = word_set(
    "secretariat government cabinet parliament senate congress military army forces police ministry embassy junta staff"
)


_ARMED = frozenset({"armed", "defence", "defense", "security"})
"""What makes "forces" an institution of a state."""
_ENVOYS = frozenset({"representative", "delegation", "observer"})


def _sent(s: Sentence, h: int, head: Head, left: _Left, affiliation: tuple[str, ...]) -> bool:
    """Whether a state or organisation sent the speaker: "Chad's representative", "the Fijian delegation"."""
    if head.lemma == "delegation":
        return bool(affiliation)
    if head.lemma == "representative" and {"special", "permanent"} & set(left.modifiers):
        return True
    owner = s.mention[left.core] if left.core < h else None
    if owner is not None and s.possessive(s.mention_end(left.core)):
        return owner.role != "demonym"
    k = h + 2 + (s.word(h + 2) == "the")
    if s.word(h + 1) != "of" or k >= len(s):
        return False
    if s.words[k] == "secretary-general":
        return True
    mention = s.mention[k]
    bodies = ("state",) if head.lemma == "representative" else ("state", "organisation", "organ")
    senders = mention is not None and (mention.kind in bodies or mention.code == "TCC") and mention.role != "demonym"
    return senders and not s.possessive(s.mention_end(k))


def _institution(speaker: Speaker, left: _Left) -> Speaker:
    refers = not speaker.affiliation and left.definite
    return replace(
        speaker, quantifier=Quantifier.UNSPECIFIED, anchor="holder" if refers else None, rule="holder", weak=False
    )


def _group(s: Sentence, left: _Left, h: int, head: Head) -> str | None:
    plain = head.kind is HolderKind.PARTICIPANT and not left.roles
    return None if plain else s.cut(left.core, h)


class _Left:
    """What stands before the head noun."""

    def __init__(self, s: Sentence, h: int, head: Head) -> None:
        self.s, self.h, self.head = s, h, head
        self.first = self.core = h
        self.affiliation: list[str] = []
        self.modifiers: list[str] = []
        self.determiner = ""
        self.quantifier = Quantifier.UNSPECIFIED
        self.definite = False
        self.roles = False
        self.broken = False
        self._walk()
        self._settle()

    def anchor(self) -> str | None:
        """Return `person` for "the same participant" and "the participant", else None."""
        if self.head.lemma in ("side", "delegation", "camp") and self.determiner in ("both", "neither", "either"):
            return "of several" if not self.affiliation and not self.modifiers else None
        if self.head.collective or (self.head.plural and "same" not in self.modifiers):
            return None
        if "same" in self.modifiers or self.determiner == "same":
            return "people" if self.head.plural else "person"
        bare = not self.modifiers and not self.affiliation
        refers = self.determiner in ("the", "this", "that") and bare and not self.broken
        return "person" if refers and self.head.lemma not in _ROLES_ALONE else None

    def _walk(self) -> None:
        s, lex = self.s, lexicon()
        i = self.h - 1
        while i >= 0 and self.h - i <= 9:
            word = s.words[i]
            mention = s.mention[i]
            if mention is not None:
                start = s.mention_start(i)
                code = origin_code(mention)
                self.affiliation[:0] = [code] if code else []
                self.first = self.core = start
                i = start - 1
            elif word in ("and", ",", "or", "/", "–") and self._joins(i):
                i -= 1
            elif word in ("that", "this") and self.head.plural:
                return
            elif word in lex.quantifiers or word in DETERMINERS or word.isdecimal():
                self._determine(i)
                return
            elif (jump := hedged_amount(s, i)) is not None:
                i = jump
            elif word in _ORDINALS:
                self.modifiers.insert(0, word)
                self.first = i
                i -= 1
            elif word in _LEFT_STOPS or not word[0].isalnum() or word in ADVERBS or self._adverb(word):
                self._before(i)
                return
            elif word in lex.verbs and not self._adjectival(word):
                return
            else:
                self.modifiers.insert(0, word)
                self.first = self.core = i
                i -= 1

    @staticmethod
    def _adverb(word: str) -> bool:
        return word.endswith("ly") and word not in ("early", "only", "elderly", "friendly")

    @staticmethod
    def _adjectival(word: str) -> bool:
        form = lexicon().verbs[word]
        return form.participle or form.gerund or word in lexicon().nouns or form.base

    def _joins(self, i: int) -> bool:
        """Whether "and", "or" or a comma stands between two origins: "Tajik and Kyrgyz participants"."""
        return bool(i > 0 and self.first == i + 1 and self.s.mention[i + 1] and self.s.mention[i - 1])

    def _before(self, i: int) -> None:
        """A word before the phrase that takes the head away from it: "a lack of participants", "per participant"."""
        if self.s.words[i] in ("of",) and self.first == i + 1:
            self._partitive(i)

    def _determine(self, i: int) -> None:
        s, lex = self.s, lexicon()
        self.determiner = word = s.words[i]
        self.first = i
        if word in DETERMINERS:
            self.definite = True
            if word == "same" and s.word(i - 1) in ("the", "that", "this"):
                self.modifiers.insert(0, "same")
                self.first = i = i - 1
            previous = s.word(i - 1)
            if previous == "of":
                self._partitive(i - 1)
            elif previous in lex.quantifiers and previous in ("all", "both", "half"):
                self.first = i - 1
                self._quantify(previous)
                self._intensify()
            return
        self._quantify(word)
        if s.word(i - 1) in ("or", "to", "–", "not") and s.word(i - 2) in (*lex.quantifiers, "if"):
            self._range(i)
            return
        if s.word(i - 1) == "all":
            self._quantify("all")
            self.first = i - 1
        elif s.word(i - 1) in DETERMINERS:
            self.first = i - 1
            self.definite = True
            if s.word(i - 2) == "all":
                self._quantify("all")
                self.first = i - 2
            if s.word(i - 2) == "of":
                self._partitive(i - 2)
            return
        if word == "other" and s.word(i - 1) in lex.quantifiers:
            self._quantify(s.words[i - 1])
            self.first = i - 1
        if word == "few" and s.word(i - 1) == "a":
            self.first = i - 1
        if s.word(self.first - 1) == "of":
            self._partitive(self.first - 1)
        self._intensify()

    def _quantify(self, word: str) -> None:
        known = lexicon().quantifiers.get(word)
        self.quantifier = known.value if known is not None else counted(word)

    def _range(self, i: int) -> None:
        """ "One or two participants", "many if not most participants": the second amount stands at word `i`."""
        s = self.s
        if s.words[i - 1] == "not":
            first = next((k for k in range(i - 2, max(-1, i - 5), -1) if s.words[k] in lexicon().quantifiers), None)
            if first is None:
                return
            self._quantify(s.words[first])
            self.first = first
        else:
            self.first = i - 2
            if self.quantifier in (Quantifier.ONE, Quantifier.TWO):
                self.quantifier = Quantifier.FEW
        self._intensify()

    def _intensify(self) -> None:
        s = self.s
        if s.word(self.first - 1) == "than" and s.word(self.first - 2) == "more":
            if self.quantifier is Quantifier.ONE:
                self.quantifier = Quantifier.SEVERAL
            self.first -= 2
        if s.word(self.first - 1) in ("almost", "nearly", "virtually", "practically") and self.quantifier == "all":
            self.quantifier = Quantifier.MOST
        if s.word(self.first - 1) == "not" and self.quantifier == "all":
            self.quantifier = Quantifier.SOME
            self.first -= 1
        while s.word(self.first - 1) in _INTENSIFIERS and s.word(self.first - 1) != "some":
            self.first -= 1
        before = s.word(self.first - 1)
        if before == "not" and self.quantifier is Quantifier.ONE:
            self.quantifier, self.first = Quantifier.NONE, self.first - 1
        elif before == "but" and s.word(self.first - 2) in ("all", "everyone", "everybody"):
            self.quantifier, self.first = Quantifier.MOST, self.first - 2
        elif before in ("quite", "not") and self.quantifier is Quantifier.FEW:
            self.quantifier, self.first = Quantifier.SEVERAL, self.first - 1
        elif self.quantifier is Quantifier.NONE and s.word(self.first) in ("almost", "nearly", "virtually"):
            self.quantifier = Quantifier.FEW

    def _partitive(self, of: int) -> None:
        """ "... of the participants": read the amount before "of"."""
        s, lex = self.s, lexicon()
        if s.word(of - 1) == "out":
            of -= 1
        before = s.word(of - 1)
        if before in lex.amounts and before != "few":
            self.quantifier = share(s, of - 1) or lex.amounts[before]
            if before == "number" and s.word(of - 2) in ("large", "great", "good", "considerable", "significant"):
                self.quantifier = Quantifier.MANY
            elif before in ("number", "group") and s.word(of - 2) in ("small", "limited"):
                self.quantifier = Quantifier.FEW
        elif before in lex.quantifiers or before.isdecimal():
            self._quantify(before)
        elif before in ("nobody", "none"):
            self.quantifier = Quantifier.NONE
        else:
            return
        self.first = of - 1
        if before in ("cent", "percent"):
            self.first = max(0, of - (3 if before == "cent" else 2))
        while s.word(self.first - 1) in SIZE or s.word(self.first - 1) in lex.quantifiers:
            if s.word(self.first - 1) == "no":
                self.quantifier = Quantifier.NONE
            self.first -= 1
        self._intensify()
        self.definite = False
        self.determiner = before

    def _settle(self) -> None:
        lex = lexicon()
        self.roles = any(word in lex.roles or word not in lex.quantifiers for word in self.modifiers if word != "same")
        raw = self.s.raw[self.h]
        if self.determiner in ("its", "their") and self.head.weak:
            self.broken = True
        if self.quantifier is Quantifier.UNSPECIFIED and _REST & set(self.modifiers):
            self.quantifier = Quantifier.OTHERS
        determined = bool(self.determiner) or self.head.plural
        if self.head.lemma in ("head", "chief") and self.s.word(self.h + 1) != "of":
            self.broken = True
        if not determined and self.first == self.h and not raw[0].isupper():
            self.broken = True
        if not determined and self.head.weak and not self.affiliation:
            self.broken = True
        if self.quantifier is Quantifier.UNSPECIFIED and not self.head.plural and not self.head.collective:
            self.quantifier = Quantifier.ONE
        if self.quantifier is Quantifier.ONE and self.head.collective:
            self.quantifier = Quantifier.UNSPECIFIED


_REST = frozenset({"remaining", "rest"})
_ROLES_ALONE = word_set(
    """chair head chief director chairperson chairman chairwoman co-chair cochair moderator facilitator rapporteur
    keynote host organiser organizer president minister commander secretary-general ambassador commissioner
    mediator convenor convener chancellor governor premier presenter leader envoy"""
)
"""Offices that name a speaker by themselves; "the speaker" refers back, "the Chair" does not."""
