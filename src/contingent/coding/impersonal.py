"""Cues without a named speaker: "it was noted", "was seen as", "concern was expressed", "there was agreement that"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contingent.coding.cues import Cue
from contingent.coding.lexicon import AUXILIARIES, Verb, VerbForm, lexicon
from contingent.coding.nominal import (
    ARISE,
    NOBODY_NAMED,
    POSSESSIVES,
    VIEW_NOUNS,
    arisen,
    clause_begin,
    copular,
    divided,
    existential,
    goal,
    own_view,
    sense_of_meeting,
)
from contingent.coding.origins import affiliation_code, holder_kind
from contingent.coding.predicates import claim_start, is_adverb
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form, Quantifier
from contingent.coding.wording import word_set

_FINITE = frozenset({"is", "are", "was", "were"})


_IMPERSONAL_NEXT = frozenset(
    {"that", ",", "whether", "how", "why", "by", ".", "", "as", "in", "during", "at", ":", "what"}
)


_SCENES = word_set(
    """discussion discussions debate debates meeting session sessions workshop roundtable seminar dialogue panel
    conference exchange exchanges talks plenary event deliberations"""
)


_CONDITIONS = word_set("if unless once until whether provided")


_RELATIVES = frozenset({"which", "who", "whom", "whose"})


def impersonal_cues(s: Sentence, speakers: Sequence[Speaker]) -> Iterator[Cue]:
    """Yield passives and nominal cues, left to right."""
    lex = lexicon()
    for i, word in enumerate(s.words):
        if word in _FINITE or word == "been":
            yield from _passive(s, i, speakers)
            cue = copular(s, i, speakers) or sense_of_meeting(s, i, speakers) or divided(s, i)
            if cue is not None:
                yield cue
        elif word in ARISE:
            cue = arisen(s, i)
            if cue is not None:
                yield cue
        elif word == "there":
            cue = existential(s, i, speakers)
            if cue is not None:
                yield cue
        elif word in lex.goals and s.word(i + 1) in ("of", "to") and s.word(i - 2) in ("with", "for"):
            yield goal(s, i)
        elif word in VIEW_NOUNS and s.word(i - 1) in POSSESSIVES and s.word(i - 2) in ("in", "to", "from", "by", "on"):
            yield own_view(s, i)


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
    if s.word(subject - 1) in _CONDITIONS or (verb.lemma == "expect" and s.words[subject + 1] == "is"):
        return None
    agent = _agent(s, last + 1, speakers)
    end = agent.last if agent else last
    content, clausal = claim_start(s, end + 1)
    first = subject
    widely = set(s.words[subject:j]) & lexicon().most_adverbs
    nobody = replace(NOBODY_NAMED, quantifier=Quantifier.MOST) if widely else NOBODY_NAMED
    nobody = replace(NOBODY_NAMED, quantifier=Quantifier.ALL) if "unanimously" in s.words[subject:j] else nobody
    backward = s.word(subject - 1) in (",", "—", "–") and s.word(end + 1) in (",", ".", "", "—", "–")
    return Cue(
        first,
        end,
        first,
        content,
        agent or nobody,
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
    if s.word(subject) == "there":
        return None
    if set(s.words[start:be]) & _CONDITIONS or s.word(subject) in _RELATIVES or _relative_that(s, subject):
        return None
    agent = _agent(s, j + 1, speakers)
    scene = _scene(s, j + 1)
    noun = _speech_noun(s, start, be) if verb.lemma in lex.speech_acts else None
    if any(sp.last == subject and sp.rule == "np" for sp in speakers):
        return _told(s, be, j, verb) if s.word(j + 1) == "that" and verb.lemma in _TELLING else None
    plain = verb.lemma in lex.passive_subject and (
        past or s.words[j] in _PRESENT_PASSIVES or verb.lemma in lex.passive_present
    )
    if verb.needs and not verb.needs & set(s.words[j + 1 : j + 3]) and noun is None:
        plain = False
    if not (agent or scene or noun is not None or plain):
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


_TELLING = word_set("remind tell inform warn caution advise")


def _told(s: Sentence, be: int, j: int, verb: Verb) -> Cue:
    """ "The audience was reminded that": somebody told those who were there."""
    start = clause_begin(s, be)
    form = Form.PASSIVE
    return Cue(be, j, start, j + 2, NOBODY_NAMED, form, verb.mode, verb.lemma, "passive", clausal=True)


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
    for k in range(be - 1, start - 1, -1):
        if s.words[k] in AUXILIARIES and s.words[k] != "not":
            return None
        if s.words[k] in lexicon().nouns and s.word(k - 1) != "of":
            return k
    return None
