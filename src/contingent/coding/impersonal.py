"""Cues without a named speaker: "it was noted", "was seen as", "concern was expressed", "there was agreement that"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contingent.coding.cues import HOLDERS, Cue
from contingent.coding.lexicon import COORDINATORS, VerbForm, lexicon
from contingent.coding.predicates import claim_start, is_adverb
from contingent.coding.speakers import Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form, HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

NOBODY_NAMED = Speaker(0, 0, HolderKind.PARTICIPANT, rule="passive")
_FINITE = frozenset({"is", "are", "was", "were"})
_PAST = frozenset({"was", "were"})
_IMPERSONAL_NEXT = frozenset(
    {"that", ",", "whether", "how", "why", "by", ".", "", "as", "in", "during", "at", ":", "what"}
)
_SCENES = word_set(
    """discussion discussions debate debates meeting session sessions workshop roundtable seminar dialogue panel
    conference exchange exchanges talks plenary event deliberations"""
)
_CONDITIONS = word_set("if unless once until whether provided")
_RELATIVES = frozenset({"which", "who", "whom", "whose"})
_SHARED_VIEWS = word_set("general prevailing common widespread shared majority dominant broad wide overall main")


def impersonal_cues(s: Sentence, speakers: Sequence[Speaker]) -> Iterator[Cue]:
    """Yield passives and nominal cues, left to right."""
    lex = lexicon()
    for i, word in enumerate(s.words):
        if word in _FINITE or word == "been":
            yield from _passive(s, i, speakers)
            cue = _copular(s, i)
            if cue is not None:
                yield cue
        elif word == "there":
            cue = _existential(s, i, speakers)
            if cue is not None:
                yield cue
        elif word in lex.goals and s.word(i + 1) in ("of", "to") and s.word(i - 2) in ("with", "for"):
            yield _goal(s, i)
        elif word in _VIEW_NOUNS and s.word(i - 1) in _POSSESSIVES and s.word(i - 2) in ("in", "to", "from"):
            yield _own_view(s, i)


_VIEW_NOUNS = word_set("view opinion eyes judgement judgment assessment perspective mind")
_POSSESSIVES = {"his": "person", "her": "person", "their": "people"}


def _own_view(s: Sentence, i: int) -> Cue:
    anchor = _POSSESSIVES[s.words[i - 1]]
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


def _passive(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Iterator[Cue]:
    be, negated, j = i, False, i + 1
    if s.words[i] == "been" and not {"has", "have", "had"} & set(s.words[max(0, i - 3) : i]):
        return
    while j < len(s) and (is_adverb(s.words[j]) or s.words[j] in ("not", "being")):
        if (form := lexicon().verbs.get(s.words[j])) is not None and form.participle:
            break
        negated = negated or s.words[j] in ("not", "never")
        j += 1
    form = lexicon().verbs.get(s.word(j))
    if form is None or not form.participle:
        return
    if be and s.words[i] == "been":
        be = next(k for k in range(i - 1, -1, -1) if s.words[k] in ("has", "have", "had"))
    subject = be - 1
    while subject >= 0 and is_adverb(s.words[subject]):
        subject -= 1
    if s.word(subject) == "it":
        cue = _impersonal(s, subject, j, form, speakers)
    else:
        cue = _subject_passive(s, subject, be, j, form, speakers)
    if cue is not None:
        yield replace(cue, negated=negated, verb=f"{cue.verb} (neg.)" if negated else cue.verb)


def _impersonal(s: Sentence, subject: int, j: int, form: VerbForm, speakers: Sequence[Speaker]) -> Cue | None:
    """ "it was also noted that"."""
    verb = form.verb
    last = j + 1 if s.word(j + 1) in lexicon().particles and s.word(j + 1) in verb.needs else j
    if s.word(last + 1) not in _IMPERSONAL_NEXT and verb.lemma not in ("suggest",):
        return None
    if s.word(subject - 1) in _CONDITIONS:
        return None
    agent = _agent(s, last + 1, speakers)
    end = agent.last if agent else last
    content, clausal = claim_start(s, end + 1)
    first = subject
    backward = s.word(subject - 1) in (",", "—", "–") and s.word(end + 1) in (",", ".", "", "—", "–")
    return Cue(
        first,
        end,
        first,
        content,
        agent or NOBODY_NAMED,
        Form.NP if agent else Form.PASSIVE,
        verb.mode,
        verb.lemma if last == j else f"{verb.lemma} {s.words[last]}",
        "agent" if agent else "impersonal",
        backward=backward,
        clausal=clausal or True,
    )


def _subject_passive(
    s: Sentence, subject: int, be: int, j: int, form: VerbForm, speakers: Sequence[Speaker]
) -> Cue | None:
    lex, verb, past = lexicon(), form.verb, s.words[be] not in ("is", "are")
    start = clause_begin(s, be)
    if set(s.words[start:be]) & _CONDITIONS or s.word(subject) in _RELATIVES or _relative_that(s, subject):
        return None
    agent = _agent(s, j + 1, speakers)
    scene = _scene(s, j + 1)
    noun = _speech_noun(s, start, be) if verb.lemma in lex.speech_acts else None
    speaker_subject = any(sp.last == subject and sp.rule == "np" for sp in speakers)
    if speaker_subject:
        return None
    plain = verb.lemma in lex.passive_subject and (
        past or s.words[j] in _PRESENT_PASSIVES or verb.lemma in lex.passive_present
    )
    if verb.needs and not verb.needs & set(s.words[j + 1 : j + 3]) and noun is None:
        plain = False
    if not (agent or scene or noun or plain):
        return None
    if agent is not None and agent.kind in HOLDERS and not verb.holder:
        return None
    last = j + 1 if s.word(j + 1) in lex.particles and s.word(j + 1) in verb.needs else j
    mode, label = verb.mode, verb.lemma if last == j else f"{verb.lemma} {s.words[last]}"
    content, clausal, rule = start, False, "passive"
    if noun is not None:
        mode, label, rule = lex.nouns[s.words[noun]][1], f"{verb.lemma} {s.words[noun]}", "speech_act"
        if s.word(j + 1) in ("that", "whether"):
            content, clausal = claim_start(s, j + 1)
    if agent is not None:
        rule, last = "agent", agent.last
    first = noun if noun is not None else be
    return Cue(
        first,
        last,
        start,
        content,
        agent or NOBODY_NAMED,
        Form.NP if agent else Form.PASSIVE,
        mode,
        label,
        rule,
        clausal=clausal,
        signpost=verb.lemma in lex.signposts,
    )


_PRESENT_PASSIVES = word_set("seen viewed regarded perceived considered deemed")


def _relative_that(s: Sentence, subject: int) -> bool:
    """Whether "that" right before the verb is a relative pronoun: "options that were discussed"."""
    return s.word(subject) == "that" and subject > 0


def _agent(s: Sentence, j: int, speakers: Sequence[Speaker]) -> Speaker | None:
    """Return the speaker after "by" in the same clause."""
    for k in range(j, min(j + 10, len(s) - 1)):
        if s.words[k] in (",", ";", ".", "that"):
            return None
        if s.words[k] == "by":
            for speaker in speakers:
                if speaker.first == k + 1 and speaker.rule in ("np", "bare", "holder"):
                    return speaker
            return _named_agent(s, k + 1)
    return None


def _named_agent(s: Sentence, k: int) -> Speaker | None:
    from contingent.coding.speakers import affiliation_code, holder_kind

    k += s.word(k) == "the"
    mention = s.mention[k] if k < len(s) else None
    if mention is None or mention.role == "demonym" or s.possessive(s.mention_end(k)):
        return None
    return Speaker(k, s.mention_end(k), holder_kind(mention), affiliation=(affiliation_code(mention),), rule="holder")


def _scene(s: Sentence, j: int) -> bool:
    """Whether "in the discussion", "during the meeting" follows in the same clause."""
    for k in range(j, min(j + 6, len(s) - 1)):
        if s.words[k] in (",", ";", "."):
            return False
        if s.words[k] in ("in", "during", "at", "throughout") and set(s.words[k + 1 : k + 4]) & _SCENES:
            return True
    return False


def _speech_noun(s: Sentence, start: int, be: int) -> int | None:
    return next((k for k in range(start, be) if s.words[k] in lexicon().nouns), None)


def clause_begin(s: Sentence, i: int) -> int:
    """Return the first word of the clause in which word `i` stands: after the last comma with a conjunction, or dash."""
    for k in range(i - 1, 0, -1):
        word = s.words[k]
        if word in (";", ":"):
            return k + 1
        if word in ("although", "though", "while", "whereas", "but", "whilst") and i - k > 2:
            return k
        if word in COORDINATORS and s.words[k - 1] == "," and _clause_between(s, k, i):
            return k
    return 0


def _clause_between(s: Sentence, k: int, i: int) -> bool:
    """Whether ", and" opens a clause rather than the last item of a list."""
    return ", " not in s.cut(k, i) and bool(
        set(s.words[:k]) & {"is", "are", "was", "were", "has", "have", "had", "will"}
    )


def _existential(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "There was broad agreement that", "In Uzbekistan there is great scepticism about"."""
    lex, j = lexicon(), i + 1
    while s.word(j) in ("has", "have", "had", "also", "seemed", "to", "be", "appeared", "still"):
        j += 1
    if s.word(j) not in ("is", "was", "are", "were", "been", "remains", "remained", "exists"):
        return None
    none = few = False
    for k in range(j + 1, min(j + 9, len(s))):
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


_NOMINAL_NEXT = word_set(
    """that about on over as for among amongst regarding concerning to in of with between towards toward whether at
    around within against and ."""
)


def _state_before(s: Sentence, i: int) -> Speaker | None:
    """ "In Uzbekistan there is": the state whose mind is told."""
    from contingent.coding.speakers import affiliation_code

    k = i - 2 if s.word(i - 1) == "," else i - 1
    if k < 1 or (mention := s.mention[k]) is None or mention.kind not in ("state", "former state", "territory"):
        return None
    start = s.mention_start(k)
    if s.word(start - 1) not in ("in", "within"):
        return None
    return Speaker(start - 1, k, HolderKind.STATE, affiliation=(affiliation_code(mention),), rule="holder")


def _among(s: Sentence, j: int, speakers: Sequence[Speaker]) -> Speaker | None:
    for k in range(j, min(j + 4, len(s))):
        if s.words[k] in ("among", "amongst", "between", "from"):
            return next((sp for sp in speakers if sp.first == k + 1 and sp.kind not in HOLDERS), None)
    return None


def _copular(s: Sentence, i: int) -> Cue | None:
    """ "One recurring concern was that", "The general view was that"."""
    lex = lexicon()
    begin = clause_begin(s, i)
    if s.word(i + 1) not in ("that", "whether", ":", "to", "how") and not (
        s.word(i + 1) == "," and "that" in s.words[i + 2 : i + 9]
    ):
        return None
    subject = s.words[begin:i]
    for k, word in enumerate(subject):
        if word in ("of", "that", "which", ","):
            break
        if word in lex.copular and (s.words[i] in _PAST or set(subject[:k]) & _SHARED_VIEWS):
            content, _ = claim_start(s, i + 1)
            mode = lex.nouns[word][1]
            return Cue(
                begin, i, begin, content, NOBODY_NAMED, Form.NOMINAL, mode, f"be {word}", "copular", clausal=True
            )
    return None


def _goal(s: Sentence, i: int) -> Cue:
    """ "with the goal of": the subject of the sentence, a state or organisation, is the holder."""
    speaker = Speaker(i - 2, i, HolderKind.STATE, anchor="holder", rule="pronoun")
    return Cue(
        i - 2, i + 1, i - 2, i + 2, speaker, Form.NOMINAL, Mode.OTHER, f"have {s.words[i]}", "goal", clausal=False
    )
