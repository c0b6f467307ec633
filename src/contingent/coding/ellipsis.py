"""Speakers with their verb left out: "a third found it feasible, but a sizeable minority did not"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contingent.coding.cues import Cue
from contingent.coding.lexicon import AUXILIARIES, BE, DO, HAVE, MODALS, lexicon
from contingent.coding.predicates import polar
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form, Mode

_NOT = frozenset({"not", "never"})
_ENDS = frozenset({"", ",", ".", ";", ":", "and", "but", "or", "—", "–", ")", "so", "!", "while", "whereas", "though"})


def elliptic_cues(s: Sentence, speakers: Sequence[Speaker], cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield the cues of speakers with a verb left out: "..., but a sizeable minority did not", "some did"."""
    previous = next((cue for cue in cues if cue.person), None)
    found = False
    for speaker in speakers:
        if speaker.kind in HOLDERS or speaker.rule not in ("np", "bare"):
            continue
        k, negated, helped = speaker.last + 1, False, False
        while s.word(k) in _HELPERS or s.word(k) in _NOT or s.word(k).endswith("n't"):
            negated = negated or s.words[k] in _NOT or s.words[k].endswith("n't")
            helped, k = True, k + 1
        meant = previous if previous is not None and previous.last < speaker.first else None
        alone = meant is None and not (DO & set(s.words[speaker.last + 1 : k]) and (found or _opens(s, speaker)))
        if not helped or alone or s.word(k) not in _ENDS:
            continue
        lemma = (meant.verb.removesuffix(" (neg.)") or "do") if meant is not None else "do"
        mode = _elided_mode(meant, negated)
        verb = f"{lemma} (neg.)" if negated else lemma
        found = True
        yield Cue(
            speaker.first, k - 1, speaker.first, k, speaker, Form.NP, mode, verb, "ellipsis", negated, clausal=True
        )


def _opens(s: Sentence, speaker: Speaker) -> bool:
    """Whether nothing is said before the speaker that its verb could repeat: "on drones, some did"."""
    before = s.words[: speaker.first]
    said = any(word.endswith("ed") or word in lexicon().verbs or word in AUXILIARIES for word in before)
    return not speaker.bare or (len(before) < 5 and not said)


_HELPERS = DO | MODALS | HAVE | BE


def _elided_mode(meant: Cue | None, negated: bool) -> Mode:
    if meant is None:
        return Mode.OTHER
    base = polar(meant.mode, negated=meant.negated)
    return polar(base, negated=negated)
