"""Turns of phrase that hand a claim to a speaker without a reporting verb.

"One official: ...", "criticism came from two delegates", "it fell to the Jordanian speaker to point out", "a view
shared by many", "the plan met with resistance", "consensus proved elusive", "the discussion revolved around".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contingent.coding.cues import Cue, from_predicate
from contingent.coding.lexicon import lexicon
from contingent.coding.nominal import NOBODY_NAMED, clause_begin
from contingent.coding.predicates import claim_start, is_adverb, predicate
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import OPENING_QUOTES, Sentence
from contingent.coding.vocabulary import Form, Mode, Quantifier
from contingent.coding.wording import word_set

_SHARED = word_set(
    "shared held echoed voiced expressed supported endorsed advanced raised defended favoured taken made put"
)
_BE = word_set("is are was were be been being")
_RECEIVED = word_set(
    """drew attracted earned met came found won gained received enjoyed provoked elicited generated aroused sparked
    prompted commanded encountered"""
)
_OWNED = word_set("won gained received enjoyed found earned commanded")
"""What a state can also do out there ("won support in the Assembly"): these need a speaker in the meeting."""
_RECEPTIONS = word_set(
    """praise criticism fire favour favor support resistance scepticism skepticism approval applause concern concerns
    objections objection agreement disagreement enthusiasm sympathy backing opposition acceptance welcome reservations
    comment comments disapproval unease doubt doubts silence laughter derision incredulity indifference nods dismay"""
)
_TALK = word_set("discussion discussions debate debates conversation conversations exchange exchanges deliberations")
_TALK_ABOUT = _TALK | word_set("disagreement criticism attention questions comments concerns interventions remarks")
_TURNED = word_set(
    "revolved centred centered focused focussed turned dwelt circled concentrated ranged touched returned"
)
_AGREEMENT = word_set("consensus agreement unanimity compromise")
_ELUSIVE = word_set("elusive impossible lacking absent missing unattainable out beyond")
_CLEAR = word_set("clear apparent evident obvious plain")
_SCENES = word_set(
    "discussion discussions debate debates meeting session sessions workshop roundtable seminar exchange"
)


def frame_cue(s: Sentence, speaker: Speaker) -> Cue | None:
    """Return the cue of a turn of phrase around a named speaker, None if there is none."""
    if speaker.kind in HOLDERS or speaker.rule not in ("np", "bare"):
        return None
    return (
        _colon(s, speaker)
        or _as_agent(s, speaker)
        or _came_from(s, speaker)
        or _fell_to(s, speaker)
        or _shared_by(s, speaker)
    )


def _colon(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "One official: 'We have the men, but not the boots.'" """
    j = speaker.last + 1
    if speaker.first == 0 and s.word(j) != ":" and not speaker.weak and speaker.rule == "np":
        return _announced(s, speaker)
    if speaker.first > 0 or s.word(j) != ":" or j + 2 >= len(s):
        return None
    if s.words[j + 1] not in OPENING_QUOTES and speaker.quantifier is Quantifier.UNSPECIFIED:
        return None
    content, _ = claim_start(s, j + 1)
    return Cue(0, j - 1, 0, content, speaker, Form.NP, Mode.NOTED, "say", "frame", clausal=True)


def _announced(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "A professor took the argument further: protection without politics freezes a conflict"."""
    j = speaker.last + 1
    colon = next((k for k in range(j, min(j + 12, len(s) - 3)) if s.words[k] in (":", ",", ";", "who")), None)
    past = s.word(j).endswith("ed") or s.word(j) in _STRONG_PAST or s.word(j) in lexicon().verbs
    if colon is None or s.words[colon] != ":" or not past or s.word(j) in lexicon().events:
        return None
    return Cue(0, colon - 1, 0, colon + 1, speaker, Form.NP, Mode.OTHER, s.words[j], "frame", clausal=True)


_STRONG_PAST = word_set("took went drew put had was were gave made got struck kept came brought cut held set led spoke")


def _as_agent(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "(Its role was welcomed by most,) and by a few as an instrument of influence"."""
    i, j = speaker.first, speaker.last + 1
    if s.word(i - 1) != "by" or s.word(i - 2) not in ("and", "but") or s.word(j) != "as":
        return None
    start = i - 2
    return Cue(i - 1, j, start, j + 1, speaker, Form.NP, Mode.OTHER, "see", "agent")


def _came_from(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "The sharpest criticism came from two delegates"."""
    i = speaker.first
    if s.word(i - 1) != "from" or s.word(i - 2) not in ("came", "comes", "coming"):
        return None
    begin = clause_begin(s, i - 2)
    noun = next((w for w in s.words[begin : i - 2] if w in lexicon().nouns), None)
    if noun is None:
        return None
    mode, content = lexicon().nouns[noun][1], claim_start(s, speaker.last + 1)[0]
    return Cue(begin, speaker.last, begin, content, speaker, Form.NP, mode, noun, "frame", clausal=True)


def _fell_to(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "It fell to the Jordanian speaker to point out"."""
    i = speaker.first
    if s.word(i - 1) != "to" or s.word(i - 2) not in ("fell", "left") or s.word(speaker.last + 1) != "to":
        return None
    p = predicate(s, speaker.last + 2, "p", asides=False)
    return from_predicate(speaker, p, i, Form.NP, "frame") if p is not None and not p.open else None


def _shared_by(s: Sentence, speaker: Speaker) -> Cue | None:
    """ "On this reading, shared by several participants, ..."."""
    i = speaker.first
    if s.word(i - 1) != "by" or s.word(i - 2) not in _SHARED:
        return None
    k = i - 3
    while k > 0 and is_adverb(s.words[k]):
        k -= 1
    named = s.word(k - 1) if s.word(k) == "," else s.word(k)
    noun = named in lexicon().nouns or named == "reading"
    if not noun or s.word(k) in _BE:
        return None
    form = Form.COREF if speaker.anchor else Form.NP
    return Cue(
        i - 2,
        speaker.last,
        i - 2,
        i - 2,
        speaker,
        form,
        Mode.OTHER,
        s.words[i - 2],
        "frame",
        backward=True,
        clausal=True,
    )


def scene_cues(s: Sentence, speakers: Sequence[Speaker]) -> Iterator[Cue]:
    """Yield cues about how the meeting took something: its reception, the course of the debate, what became clear."""
    for i, word in enumerate(s.words):
        cue = None
        if word in _RECEIVED:
            cue = _supporters(s, i, speakers) or _reception(s, i, speakers)
        elif word in _TURNED:
            cue = _course(s, i)
        elif word in ("emerged", "formed", "crystallised", "crystallized") and s.word(i - 1) != "it":
            cue = _schools(s, i)
        elif word in _PALPABLE:
            cue = _mood(s, i)
        elif word in _SEEMED and s.word(i - 1) == "it":
            cue = _clear(s, i) or _seemed(s, i, speakers)
        elif word in _AFFECTED and s.word(i - 1) == "what":
            cue = _affected(s, i, speakers)
        elif word in ("said", "made", "heard") and i < 4:
            cue = _much(s, i)
        if cue is None and word in ("proved", "remained", "was", "seemed", "proves", "remains") and i:
            cue = _elusive(s, i)
        if cue is not None:
            yield cue


def _reception(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    noun = next((k for k in range(i + 1, min(i + 6, len(s))) if s.words[k] in _RECEPTIONS), None)
    if noun is None or set(s.words[i:noun]) & {",", ";", "that", "and"}:
        return None
    who = (sp for sp in speakers if noun + 1 < sp.first <= noun + 3 and sp.kind not in HOLDERS)
    speaker = next((sp for sp in who if s.word(sp.first - 1) in ("from", "with", "among", "amongst", "by", "of")), None)
    if speaker is None and s.words[i] in _OWNED:
        return None
    begin, word = clause_begin(s, i), s.words[noun]
    mode = lexicon().nouns.get(word, (word, Mode.OTHER))[1]
    last = speaker.last if speaker else noun
    form = Form.NP if speaker else Form.PASSIVE
    return Cue(i, last, begin, begin, speaker or NOBODY_NAMED, form, mode, f"{s.words[i]} {word}", "reception")


_PALPABLE = word_set("palpable tangible widespread evident audible unmistakable rife high")


def _mood(s: Sentence, i: int) -> Cue | None:
    """ "Resentment at such decisions was palpable", "frustration ran high"."""
    if s.word(i - 1) not in ("was", "were", "ran", "remained"):
        return None
    begin = clause_begin(s, i - 1)
    noun = next((w for w in s.words[begin : min(begin + 4, i)] if w in lexicon().nouns), None)
    if noun is None or noun not in lexicon().existential:
        return None
    mode = lexicon().nouns[noun][1]
    return Cue(begin, i, begin, begin, NOBODY_NAMED, Form.NOMINAL, mode, f"be {noun}", "reception")


def _supporters(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "The call found only two supporters"."""
    speaker = next((sp for sp in speakers if i < sp.first <= i + 3 and s.words[sp.last] in _FOLLOWERS), None)
    if speaker is None or speaker.kind in HOLDERS:
        return None
    begin, verb = clause_begin(s, i), f"{s.words[i]} {s.words[speaker.last]}"
    return Cue(i, speaker.last, begin, begin, speaker, Form.NP, Mode.OTHER, verb, "reception")


_FOLLOWERS = word_set("supporters supporter takers taker backers backer defenders defender advocates advocate critics")


def _course(s: Sentence, i: int) -> Cue | None:
    """ "Much of the discussion revolved around", "disagreement centred on"."""
    begin = clause_begin(s, i)
    talk = next((k for k in range(begin, min(i, begin + 8)) if s.words[k] in _TALK_ABOUT), None)
    if talk is None or s.word(i + 1) not in ("on", "around", "about", "to", "upon", "over", "from"):
        return None
    if any(s.mention[k] is not None for k in range(begin, i)):
        return None
    mode = lexicon().nouns.get(s.words[talk], ("", Mode.OTHER))[1]
    return Cue(begin, i, begin, begin, NOBODY_NAMED, Form.NOMINAL, mode, "discuss", "reception", signpost=True)


def _clear(s: Sentence, i: int) -> Cue | None:
    """ "It became clear in the discussion that"."""
    that = next((k for k in range(i + 1, min(i + 12, len(s))) if s.words[k] == "that"), None)
    if that is None or not _CLEAR & set(s.words[i + 1 : i + 3]) or not _SCENES & set(s.words[i:that]):
        return None
    return Cue(
        i - 1, that - 1, i - 1, that + 1, NOBODY_NAMED, Form.NOMINAL, Mode.OTHER, "be clear", "frame", clausal=True
    )


_SEEMED = word_set("became was emerged seemed appeared struck occurred")
_AFFECTED = word_set(
    "worried troubled struck surprised concerned united divided interested annoyed irritated alarmed bothered impressed"
)


def _seemed(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "It was clear to most participants that", "it struck one analyst that"."""
    for speaker in speakers:
        near = i < speaker.first <= i + 5 and speaker.kind not in HOLDERS
        led = s.word(speaker.first - 1) == "to" or (s.words[i] == "struck" and speaker.first == i + 1)
        if near and led and s.word(speaker.last + 1) in ("that", "as", "how"):
            last, content = speaker.last, speaker.last + 2
            return Cue(i - 1, last, i - 1, content, speaker, Form.NP, Mode.OTHER, s.words[i], "frame", clausal=True)
    return None


def _affected(s: Sentence, i: int, speakers: Sequence[Speaker]) -> Cue | None:
    """ "What worried the Chadian officers most was"."""
    speaker = next((sp for sp in speakers if sp.first == i + 1 and sp.kind not in HOLDERS), None)
    if speaker is None:
        return None
    be = next((k for k in range(speaker.last + 1, min(speaker.last + 4, len(s))) if s.words[k] in ("was", "is")), None)
    if be is None:
        return None
    verb = s.words[i]
    return Cue(i - 1, be, i - 1, be + 1, speaker, Form.NP, Mode.OTHER, verb, "frame", clausal=True)


def _much(s: Sentence, i: int) -> Cue | None:
    """ "Much was made of", "little was said about"."""
    amount = s.word(i - 2)
    if (
        s.word(i - 1) != "was"
        or amount not in ("much", "little", "nothing", "more")
        or s.word(i + 1) not in ("of", "about")
    ):
        return None
    negated = amount == "nothing"
    form = Form.PASSIVE
    return Cue(i - 2, i, i - 2, i - 2, NOBODY_NAMED, form, Mode.NOTED, s.words[i], "reception", negated=negated)


_SCHOOLS = (("schools", "of", "thought"), ("lines", "of", "argument"), ("lines", "of", "thought"))


def _schools(s: Sentence, i: int) -> Cue | None:
    """ "Two schools of thought emerged on"."""
    words = tuple(s.words[max(0, i - 3) : i])
    if words not in _SCHOOLS and s.word(i - 1) not in ("camps", "factions", "positions"):
        return None
    begin = clause_begin(s, i)
    return Cue(begin, i, begin, begin, NOBODY_NAMED, Form.NOMINAL, Mode.DISAGREED, "differ", "reception")


def _elusive(s: Sentence, i: int) -> Cue | None:
    """ "Consensus proved elusive"."""
    k = i - 1
    while k > 0 and is_adverb(s.words[k]):
        k -= 1
    j = i + 1
    while is_adverb(s.word(j)):
        j += 1
    if s.word(k) not in _AGREEMENT or s.word(j) not in _ELUSIVE or k > 2:
        return None
    nobody = Speaker(0, 0, NOBODY_NAMED.kind, Quantifier.NONE, rule="passive")
    return Cue(0, j, 0, 0, nobody, Form.NOMINAL, Mode.AGREED, f"be {s.words[k]} (neg.)", "reception", negated=True)
