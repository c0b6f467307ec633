"""Nominal cues: a noun names the speech act or the state of mind.

"There was broad agreement that", "one concern was that", "a consensus emerged", "views were mixed", "in her opinion".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contingent.coding.cues import Cue
from contingent.coding.lexicon import COORDINATORS, lexicon
from contingent.coding.origins import affiliation_code, holder_kind
from contingent.coding.predicates import claim_start, is_adverb
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form, HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

NOBODY_NAMED = Speaker(0, 0, HolderKind.PARTICIPANT, rule="passive")


_PAST = frozenset({"was", "were"})


_SHARED_VIEWS = word_set("general prevailing common widespread shared majority dominant broad wide overall main")


VIEW_NOUNS = word_set(
    "view opinion eyes judgement judgment assessment perspective mind reading count account estimate telling words "
    "analysis calculation reckoning interpretation estimation experience"
)


POSSESSIVES = {"his": "person", "her": "person", "their": "people"}


def own_view(s: Sentence, i: int) -> Cue:
    """Return the cue of "in her opinion", whose noun is word `i`."""
    anchor = POSSESSIVES[s.words[i - 1]]
    quantifier = Quantifier.ONE if anchor == "person" else Quantifier.UNSPECIFIED
    speaker = Speaker(i - 1, i, HolderKind.PARTICIPANT, quantifier, number="-", anchor=anchor, rule="pronoun")
    content, _ = claim_start(s, i + 1)
    backward = s.word(i - 3) == "," and s.word(i + 1) in (",", ".", "")
    return Cue(
        i - 2,
        i,
        i - 2,
        content,
        speaker,
        Form.COREF,
        Mode.OTHER,
        s.words[i],
        "pronoun",
        backward=backward,
        clausal=True,
    )


_AGREED = word_set(
    "agreement consensus support recognition acceptance acknowledgement acknowledgment convergence approval unanimity"
)
_BROAD = word_set("broad general wide widespread rough near overwhelming large considerable strong")


def shared_by(s: Sentence, a: int, b: int) -> Quantifier | None:
    """Return how many hold a view by the words before its noun, between words `a` and `b`: "a minority view"."""
    lex, before = lexicon(), set[str]()
    for word in s.words[a:b]:
        if word in lex.nouns:
            if before & {"minority", "majority"}:
                return Quantifier.MINORITY if "minority" in before else Quantifier.MAJORITY
            if before & {"dominant", "prevailing", "predominant"} or (before & _BROAD and word in _AGREED):
                return Quantifier.MOST
            if "unanimous" in before:
                return Quantifier.ALL
            if before & {"one", "another"} and not {"of"} & before:
                return Quantifier.ONE
            return Quantifier.SOME if "some" in before else None
        before.add(word)
    return None


def clause_begin(s: Sentence, i: int) -> int:
    """Return the first word of the clause in which word `i` stands: after the last comma with a conjunction."""
    for k in range(i - 1, 0, -1):
        word = s.words[k]
        if word in (";", ":"):
            return k + 1
        if word in ("although", "though", "while", "whereas", "but", "whilst") and i - k > 2:
            return _after_concession(s, k, i)
        if word in COORDINATORS and s.words[k - 1] == "," and _clause_between(s, k, i):
            return k
    return 0


def _after_concession(s: Sentence, k: int, i: int) -> int:
    """Return the main clause after an opening "although ..., ", else the conjunction itself."""
    opens = all(is_adverb(word) or not word[0].isalpha() or word in ("but", "and") for word in s.words[:k])
    if not opens or s.words[k] == "but":
        return k
    return next((m + 1 for m in range(i - 1, k, -1) if s.words[m] in (",", "—")), k)


def _clause_between(s: Sentence, k: int, i: int) -> bool:
    """Whether ", and" opens a clause rather than the last item of a list."""
    return ", " not in s.cut(k, i) and bool(
        set(s.words[:k]) & {"is", "are", "was", "were", "has", "have", "had", "will"}
    )


def existential(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "There was broad agreement that", "In Uzbekistan there is great scepticism about"."""
    lex, j = lexicon(), i + 1
    while s.word(j) in ("has", "have", "had", "also", "seemed", "to", "be", "appeared", "still"):
        j += 1
    if s.word(j) not in _THERE and s.word(j - 1) != "be":
        return None
    none = few = False
    amount = shared_by(s, j, min(j + 9, len(s)))
    for k in range(j + (s.word(j - 1) != "be"), min(j + 9, len(s))):
        word = s.words[k]
        none, few = none or word in ("no", "neither"), few or word == "little"
        state = _state_before(s, i)
        minds = word in lex.state_of_mind and (word != "interest" or state is not None)
        if word in lex.existential or (minds and state is not None):
            if s.word(k + 1) not in _NOMINAL_NEXT:
                continue
            speaker = state or _among(s, k + 1, speakers) or NOBODY_NAMED
            if speaker.kind not in HOLDERS and speaker is NOBODY_NAMED and (none or few):
                speaker = replace(speaker, quantifier=Quantifier.NONE if none else Quantifier.FEW)
            elif speaker is NOBODY_NAMED and amount is not None:
                speaker = replace(speaker, quantifier=amount)
            first = speaker.first if state else i
            content, clausal = claim_start(s, k + 1)
            mode = lex.nouns.get(word, (word, Mode.OTHER))[1]
            verb = f"be {word}" if not none else f"be {word} (neg.)"
            return Cue(
                first,
                k,
                first,
                content if clausal else i,
                speaker,
                Form.NOMINAL,
                mode,
                verb,
                "existential",
                none,
                clausal=clausal,
            )
        if word in (",", ".", ";", "that", "who", "which"):
            return None
    return None


_THERE = frozenset({"is", "was", "are", "were", "been", "remains", "remained", "exists", "existed"})


_NOMINAL_NEXT = word_set(
    """that about on over as for among amongst regarding concerning to in of with between towards toward whether at
    around within against and ."""
)


def _state_before(s: Sentence, i: int) -> Speaker | None:
    """ "In Uzbekistan there is": the state or organisation whose mind is told."""

    k = i - 1
    while k > 0 and (s.words[k] == "," or is_adverb(s.words[k])):
        k -= 1
    mention = s.mention[k]
    if k < 1 or mention is None or mention.role == "demonym" or mention.kind not in _MINDED:
        return None
    start = s.mention_start(k)
    start -= s.word(start - 1) == "the"
    if s.word(start - 1) not in ("in", "within"):
        return None
    return Speaker(start - 1, k, holder_kind(mention), affiliation=(affiliation_code(mention),), rule="holder")


_MINDED = frozenset({"state", "former state", "territory", "organisation", "organ", "agency"})


def _among(s: Sentence, j: int, speakers: Sequence[Speaker]) -> Speaker | None:
    for k in range(j, min(j + 4, len(s))):
        if s.words[k] in ("among", "amongst", "between", "from"):
            return next((sp for sp in speakers if sp.first == k + 1 and sp.kind not in HOLDERS), None)
    return None


def copular(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """Return the cue of "one concern was that", "the American view is that", "her view was", with `i` the copula."""
    begin = clause_begin(s, i)
    if s.word(begin) in _AMONG and (among := _circle(s, begin, i, speakers)) is not None:
        return among
    for k in range(begin, i):
        word = s.words[k]
        if word in ("of", "that", "which", ",", "for", "among", "by"):
            return None
        wanted = word in lexicon().goals or word in _STAKES
        if wanted and (found := _ambition(s, begin, k, i)) is not None:
            return found
        if word in lexicon().copular:
            return _held_view(s, begin, k, i, speakers)
    return None


_AMONG = frozenset({"among", "amongst", "for", "with", "within"})
_STAKES = word_set("priority priorities preference concern concerns worry fear wish desire demand dream nightmare")


def _circle(s: Sentence, begin: int, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "Among the participants from Lebanon, the feeling was that"."""
    speaker = next((sp for sp in speakers if sp.first == begin + 1 and sp.kind not in HOLDERS), None)
    if speaker is None or s.word(speaker.last + 1) != "," or s.word(i + 1) not in _COMPLEMENTS:
        return None
    noun = next((w for w in s.words[speaker.last + 2 : i] if w in lexicon().copular), None)
    if noun is None:
        return None
    content, mode = claim_start(s, i + 1)[0], lexicon().nouns[noun][1]
    return Cue(begin, i, begin, content, speaker, Form.NP, mode, f"be {noun}", "copular", clausal=True)


def _ambition(s: Sentence, begin: int, k: int, i: int) -> Cue | None:
    """ "Azerbaijan's ambition is to"."""
    holder = _whose(s, begin, k)
    complements = ("to", "that", "the", "a", "an", "not", "for", "its") if s.possessive(k - 1) else ("to", "that")
    if holder is None or s.word(i + 1) not in complements:
        return None
    verb, form = f"have {s.words[k]}", Form.HOLDER
    return Cue(begin, i, begin, i + 1, holder, form, Mode.OTHER, verb, "copular", clausal=True)


def _held_view(s: Sentence, begin: int, k: int, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """The noun `k` names a view; who holds it stands before or after the noun, or nowhere."""
    owner = next((sp for sp in speakers if begin <= sp.first and sp.last < i and _owns(s, sp, k)), None)
    if owner is not None and "," in s.words[owner.last : i]:
        return None
    complement = s.word(i + 1) in _COMPLEMENTS or (s.word(i + 1) == "," and "that" in s.words[i + 2 : i + 9])
    if owner is None and not complement:
        return None
    content, _ = claim_start(s, i + 1)
    noun = s.words[k]
    mode, verb, past = lexicon().nouns[noun][1], f"be {noun}", s.words[i] in _PAST
    if owner is not None:
        return Cue(begin, i, begin, content, owner, Form.NP, mode, verb, "copular", clausal=True)
    holder = _whose(s, begin, k)
    if holder is not None:
        return Cue(begin, i, begin, content, holder, Form.HOLDER, mode, verb, "copular", clausal=True)
    if s.words[begin] in POSSESSIVES and past:
        anchor = POSSESSIVES[s.words[begin]]
        amount = Quantifier.ONE if anchor == "person" else Quantifier.UNSPECIFIED
        speaker = Speaker(begin, k, HolderKind.PARTICIPANT, amount, anchor=anchor, rule="pronoun")
        return Cue(begin, i, begin, content, speaker, Form.COREF, mode, verb, "pronoun", clausal=True)
    if past or set(s.words[begin:k]) & _SHARED_VIEWS:
        nobody = replace(NOBODY_NAMED, quantifier=shared_by(s, begin, k + 1) or Quantifier.UNSPECIFIED)
        return Cue(begin, i, begin, content, nobody, Form.NOMINAL, mode, verb, "copular", clausal=True)
    return None


_COMPLEMENTS = frozenset({"that", "whether", ":", "to", "how", "of", "one"})


def _owns(s: Sentence, speaker: Speaker, k: int) -> bool:
    """Whether the view named by word `k` is the speaker's: "a concern for many participants"."""
    if speaker.rule == "owner":
        return speaker.last < k <= speaker.last + 5
    people = speaker.kind not in HOLDERS and speaker.rule in ("np", "bare")
    return people and speaker.first > k and s.word(speaker.first - 1) in ("for", "of", "among", "amongst", "by", "from")


ARISE = word_set(
    """formed crystallised crystallized coalesced emerged arose surfaced prevailed persisted differed diverged varied
    grew existed remained"""
)


_DISAGREE = frozenset({"differed", "diverged", "varied"})


def arisen(s: Sentence, i: int) -> Cue | None:
    """ "A consensus emerged that", "Opinions differed on whether"."""
    lex, begin = lexicon(), clause_begin(s, i)
    if s.word(i + 1) not in _NOMINAL_NEXT and s.word(i + 1) not in ("sharply", "widely", "considerably", "during"):
        return None
    for k in range(begin, i):
        word = s.words[k]
        if word in ("of", "that", "which", ",", "in"):
            return None
        if (word in lex.copular or word in lex.existential) and (s.words[i] not in _DISAGREE or word.endswith("s")):
            content, clausal = claim_start(s, i + 1)
            mode = Mode.DISAGREED if s.words[i] in _DISAGREE else lex.nouns[word][1]
            start = content if clausal else begin
            form = Form.NOMINAL
            nobody = replace(NOBODY_NAMED, quantifier=shared_by(s, begin, k + 1) or Quantifier.UNSPECIFIED)
            return Cue(begin, i, begin, start, nobody, form, mode, f"be {word}", "existential", clausal=clausal)
    return None


def _whose(s: Sentence, begin: int, k: int) -> Speaker | None:
    """ "Russia's position", "the American view": the state or organisation before the noun at `k`."""
    mention = s.mention[k - 1] if k > begin else None
    if mention is None and k - 1 > begin and s.word(k - 1) not in lexicon().quantifiers:
        mention = s.mention[k - 2]
    if mention is None:
        return None
    return Speaker(begin, k, holder_kind(mention), affiliation=(affiliation_code(mention),), rule="holder")


def divided(s: Sentence, i: int) -> Cue | None:
    """ "Views were mixed", "opinions were divided on"."""
    j = i + 1
    while is_adverb(s.word(j)):
        j += 1
    if (
        s.word(j) not in ("mixed", "divided", "split", "torn", "polarised", "polarized", "diverse")
        or s.word(i - 1) not in _PLURAL_VIEWS
    ):
        return None
    begin = clause_begin(s, i)
    verb, form = f"be {s.words[j]}", Form.NOMINAL
    return Cue(i - 1, j, begin, begin, NOBODY_NAMED, form, Mode.DISAGREED, verb, "copular")


_PLURAL_VIEWS = frozenset(
    {"views", "opinion", "opinions", "feelings", "perceptions", "reactions", "positions", "responses"}
)


def sense_of_meeting(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """Return the cue of "it was the sense of the meeting that", with `i` the copula."""
    if s.word(i - 1) != "it":
        return None
    that = next((k for k in range(i + 1, min(i + 10, len(s))) if s.words[k] == "that"), None)
    if that is None:
        return None
    for k in range(i + 1, min(i + 6, that)):
        if s.words[k] in lexicon().copular and s.words[i] in _PAST:
            mode, verb = lexicon().nouns[s.words[k]][1], f"be {s.words[k]}"
            speaker = next((sp for sp in speakers if sp.last == that - 1 and _owns(s, sp, k)), NOBODY_NAMED)
            return Cue(i - 1, k, i - 1, that + 1, speaker, Form.NOMINAL, mode, verb, "copular", clausal=True)
    return None


def goal(s: Sentence, i: int) -> Cue:
    """ "with the goal of": the subject of the sentence, a state or organisation, is the holder."""
    speaker = Speaker(i - 2, i, HolderKind.STATE, anchor="holder", rule="pronoun")
    return Cue(
        i - 2, i + 1, i - 2, i + 2, speaker, Form.NOMINAL, Mode.OTHER, f"have {s.words[i]}", "goal", clausal=False
    )
