"""Clauses: where a sentence is cut into units, and which cue governs each.

A cut is made where the speaker changes and, within one speaker's words, before a contrast ("but", "although"), a second
finite predicate ("and would probably"), and after an opening concession ("While ..., ").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from contingent.coding.cues import Cue
from contingent.coding.lexicon import AUXILIARIES, MODALS, lexicon
from contingent.coding.predicates import is_adverb
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import Form, Quantifier
from contingent.coding.wording import word_set

CONCESSIVES = frozenset({"while", "although", "though", "whereas", "whilst"})
_TURNS = word_set("and but yet nor while whereas although though whilst ; with : —")
_EMBEDDING = word_set("that whether if because since as when where unless until which who how why what")
_CLOSERS = frozenset({",", ";", "—", "–"})


_COMMON_VERBS = word_set(
    "remain remains seem seems appear appears need needs lack lacks face faces depend depends require requires "
    "continue continues pose poses exist exists persist persists provide provides became begins goes comes"
)
_OPENERS = frozenset({"however", "but", "and", "yet", "even", ","})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words `first` to `last` of a sentence under one cue; `cue` None is the report's own voice.

    `owner` is true for the piece in which the cue stands; the others share it.
    """

    first: int
    last: int
    cue: Cue | None
    owner: bool = True


def select(s: Sentence, cues: Iterable[Cue]) -> list[Cue]:
    """Return the cues that govern part of the sentence, left to right: no cue inside the scope of another."""
    ordered = sorted(cues, key=lambda cue: (cue.first, -cue.last))
    backward = _insertion(ordered)
    chosen: list[Cue] = [] if backward is None else [backward]
    for cue in ordered:
        if cue.backward:
            continue
        if backward is not None and cue.first < backward.last:
            continue
        if not chosen:
            if not _embedded(s, cue):
                chosen.append(cue)
        elif cue.first > chosen[-1].last and _takes_over(s, chosen[-1], cue):
            chosen.append(cue)
        elif _better(s, chosen[-1], cue):
            chosen[-1] = cue
    return chosen


def _insertion(ordered: list[Cue]) -> Cue | None:
    """Return the backward cue that governs the sentence, unless a named person speaks before it."""
    for i, cue in enumerate(ordered):
        if cue.backward:
            before = (c for c in ordered[:i] if not c.backward and c.person and c.rule in ("np", "bare", "with"))
            earlier = [c for c in before if c.last < cue.first]
            if not earlier or (earlier[0].first > 0 and cue.person and not earlier[0].clausal):
                return cue
    return None


def _embedded(s: Sentence, cue: Cue) -> bool:
    """Whether a first cue stands in a condition or relative clause, so that it reports nothing."""
    before = s.word(cue.start - 1)
    if before == "that" and not cue.clausal and cue.rule in ("np", "bare") and _noun_before(s, cue.start - 2):
        return True
    return before in ("if", "unless", "whether", "who") and cue.rule != "goal"


def _noun_before(s: Sentence, k: int) -> bool:
    """Whether a noun stands before "that", which is then a relative pronoun: "a war that nobody expected to end"."""
    word = s.word(k)
    known = word in lexicon().verbs or word in lexicon().adjectives or word in AUXILIARIES or word in lexicon().nouns
    return bool(word) and word[0].isalpha() and not known and word not in _TELLING and not is_adverb(word)


_TELLING = word_set("clear apparent evident true said so such fact now likely and but")


def _better(s: Sentence, chosen: Cue, cue: Cue) -> bool:
    """Whether a later cue replaces one that only announces it: "X was debated, with some stating that"."""
    announces = chosen.signpost and cue.rule == "with" and chosen.form is Form.PASSIVE
    return announces or (chosen.last >= cue.first and cue.person and not chosen.person and not chosen.clausal)


def _takes_over(s: Sentence, current: Cue, cue: Cue) -> bool:
    """Whether the speaker changes at `cue`, which stands after `current`."""
    if current.signpost and current.form is Form.PASSIVE and cue.rule == "with":
        return False
    k = _before(s, cue.start)
    word = s.word(k)
    if cue.rule in ("coordinated", "ellipsis"):
        return True
    if cue.rule == "with":
        return s.word(cue.start - 1) in (",", "—", "–", ";")
    if word == "that" and s.word(k - 1) == "fact" and s.word(k - 3) in ("despite", "of"):
        return True
    if word == "which" and s.word(k - 1) == "," and cue.person and cue.rule != "goal":
        return True
    if word in _EMBEDDING:
        return not current.clausal and not current.person and word == "which"
    if cue.rule == "goal" or cue.rule == "holder.coordinated":
        return not current.clausal and not current.person
    if word in _TURNS or s.word(cue.start) in _TURNS:
        if not cue.person:
            return not current.clausal or (not current.person and current.form is Form.HOLDER)
        if cue.form in (Form.PASSIVE, Form.NOMINAL):
            turn = word if word in _TURNS else s.word(cue.start)
            return not current.clausal or cue.rule == "impersonal" or turn in ("but", "yet", ";")
        return not (word == "and" and current.clausal and cue.speaker.weak)
    if s.word(cue.start - 1) in _CLOSERS and cue.person and cue.form is not Form.PASSIVE:
        concession = s.words[0] in CONCESSIVES or s.word(1) in CONCESSIVES
        return concession or not current.clausal or cue.speaker.quantifier is Quantifier.OTHERS
    return False


def _before(s: Sentence, i: int) -> int:
    """Return the index of the word before `i`, adverbs and their commas left out."""
    k = i - 1
    while k > 0 and (is_adverb(s.words[k]) or s.words[k] in (",", "other")) and s.words[k] not in _TURNS:
        k -= 1
    return k


def pieces(s: Sentence, cues: list[Cue]) -> list[Piece]:
    """Return the sentence cut into pieces; together they hold every word but the marks at the cuts."""
    regions: list[tuple[int, Cue | None]] = []
    for cue in cues:
        begin = _turn(s, cue)
        if not regions and begin > 0:
            if _own_clause(s, begin, cue):
                regions.append((0, None))
            else:
                begin = 0
        regions.append((begin, cue))
    if not regions:
        regions = [(0, None)]
    ends = [start for start, _ in regions[1:]] + [len(s)]
    found: list[Piece] = []
    for (start, governing), end in zip(regions, ends, strict=True):
        found += _divide(s, start, end, governing)
    return found


def _turn(s: Sentence, cue: Cue) -> int:
    """Return where the region of a cue begins: at the conjunction before its clause."""
    if cue.backward:
        return 0
    k = _before(s, cue.start)
    if k > 3 and s.words[k] == "that" and s.words[k - 1] == "fact":
        return next((m for m in range(k - 2, k - 6, -1) if s.word(m) in ("despite", "regardless", "in")), k)
    if k > 0 and s.words[k] in _TURNS - {":", ";", "—"}:
        return k
    if s.word(cue.start - 1) == "which" and s.word(cue.start - 2) == ",":
        return cue.start - 1
    return k + 1 if k > 0 and s.words[k] in (";", ":") else cue.start


def _own_clause(s: Sentence, begin: int, cue: Cue) -> bool:
    """Whether the words before `begin` are a clause of their own, in the report's voice."""
    words = s.words[:begin]
    if begin < 4 or not _finite(s, 0, begin):
        return False
    first = next((w for w in words if w not in _OPENERS and not is_adverb(w)), "")
    if first in CONCESSIVES:
        return words[-1] in _CLOSERS or s.words[begin] in _TURNS
    turn = s.words[begin]
    if turn in CONCESSIVES or turn in ("but", "and", "yet", "with", "which") or words[-1] in (";", ":"):
        return first not in ("if", "when", "because", "since", "as", "given") or turn != "and"
    return cue.rule == "goal"


def _finite(s: Sentence, a: int, b: int) -> bool:
    verbs = lexicon().verbs
    for k in range(a, min(b, len(s))):
        word = s.words[k]
        if word in AUXILIARIES and word not in ("not", "be", "being", "been", "having"):
            return True
        if word in _COMMON_VERBS and k > a:
            return True
        form = verbs.get(word)
        if form is not None and (form.past or form.third) and k > a:
            return True
        if word.endswith("ed") and k > a and s.word(k - 1) not in ("the", "a", "an", "of"):
            return True
    return any(word.endswith("s") and len(word) > 4 for word in s.words[a + 1 : b]) and b - a > 6


def _divide(s: Sentence, start: int, end: int, cue: Cue | None) -> list[Piece]:
    """Cut one speaker's region."""
    cuts = _cuts(s, start, end, cue)
    edges = [start, *cuts, end]
    found = []
    for a, b in pairwise(edges):
        last = b - 1
        while b < len(s) and last > a and s.words[last] in _CLOSERS:
            last -= 1
        owner = cue is None or (a <= cue.first < b)
        voice = cue
        if cue is not None and not owner and not cue.clausal and _own_voice(s, a, cue):
            voice = None
        found.append(Piece(a, last, voice, owner or voice is None))
    return found


def _own_voice(s: Sentence, a: int, cue: Cue) -> bool:
    """Whether the report itself goes on at `a`, after a cue without a that-clause.

    "..., although the record challenges this"; after a state's wish also "... but was denied the means".
    """
    if s.words[a] in CONCESSIVES or s.words[a] in ("which", "where"):
        return True
    if s.words[a] == "and" and cue.form is Form.HOLDER and s.word(a + 1) in ("has", "have", "had", "is", "are"):
        return True
    if s.words[a] != "but":
        return False
    k = skip_adverbs(s, a + 1)
    return not cue.person or not (s.word(k) in AUXILIARIES or s.word(k) in lexicon().verbs)


def _cuts(s: Sentence, start: int, end: int, cue: Cue | None) -> list[int]:
    cuts: list[int] = []
    content = start if cue is None or cue.backward or not start <= cue.content < end else cue.content
    depth, last = 0, start
    concession = _concession_end(s, content, end, cue)
    guarded = _guarded(s, content, end)
    for k in range(content + 1, end):
        word = s.words[k]
        if word in "([“":
            depth += 1
        elif word in ")]”":
            depth -= 1
        if depth > 0 or k < guarded:
            continue
        if cue is not None and cue.first <= k <= cue.last:
            continue
        wanted = k == concession or _cut_here(s, k, content, end, last)
        if wanted and k - last >= 3 and end - k >= 3:
            cuts.append(k)
            last = k
    return cuts


def _concession_end(s: Sentence, content: int, end: int, cue: Cue | None) -> int:
    """Return the word after the comma that ends an opening "while ..." clause, -1 if there is none."""
    k = content
    while s.word(k) in ("that", "and", "but", "however", ",", "moreover", "furthermore", "even", "yet"):
        k += 1
    if s.word(k) not in CONCESSIVES or (cue is not None and cue.rule == "according"):
        return -1
    for j in range(k + 4, end - 3):
        if s.words[j] == "," and _finite(s, j + 1, min(j + 14, end)):
            return j + 1
    return -1


def _guarded(s: Sentence, content: int, end: int) -> int:
    """Return the end of an opening condition or reason, inside which nothing is cut."""
    k = content
    while s.word(k) in ("that", "and", "but", "however", ",", "first", "second", "third", "therefore"):
        k += 1
    if s.word(k) in ("if", "when", "because", "since", "unless", "once", "as", "given", "in"):
        return next((j for j in range(k, end) if s.words[j] == ","), content)
    return content


def _cut_here(s: Sentence, k: int, content: int, end: int, last: int) -> bool:
    word, previous = s.words[k], s.words[k - 1]
    if word == "yet" and previous == ",":
        return _finite(s, k + 1, end)
    if word == "but":
        return s.word(k + 1) not in ("rather", "not") and "only" not in s.words[last:k] and _predicate_ahead(s, k, end)
    if word == "and":
        return _second_predicate(s, k, end, last)
    if word == "with" and previous == ",":
        return _state_of_mind(s, k)
    if word in CONCESSIVES or word == "because":
        return previous == "," and _finite(s, k + 1, end)
    if word in ("which", "where") and previous == ",":
        return "," not in s.words[k:end] and _finite(s, k, end) and last < k - 5
    if word in ("despite", "notwithstanding", "regardless") or (word == "in" and s.word(k + 1) == "spite"):
        return "fact" in s.words[k : k + 5] and _finite(s, k + 3, end)
    if previous == ";":
        return _finite(s, k, end)
    if previous == ":":
        return _finite(s, k, min(end, k + 14)) and _finite(s, last, k)
    return False


def skip_adverbs(s: Sentence, k: int) -> int:
    """Return the first word from `k` on that is no adverb."""
    while is_adverb(s.word(k)) and s.word(k) not in lexicon().verbs:
        k += 1
    return k


def _predicate_ahead(s: Sentence, k: int, end: int) -> bool:
    """Whether a finite clause or predicate follows the conjunction at `k`."""
    j = skip_adverbs(s, k + 1)
    if s.word(j) in AUXILIARIES or s.word(j) == "that":
        return True
    form = lexicon().verbs.get(s.word(j))
    if form is not None and (form.past or form.third):
        return True
    if s.word(j).endswith("ed") and s.word(j) not in lexicon().heads:
        return True
    stop = next((m for m in range(j, end) if s.words[m] == ","), end)
    return _finite(s, j, min(stop, j + 12))


def _state_of_mind(s: Sentence, k: int) -> bool:
    """Whether ", with particular concern about" follows."""
    lex = lexicon()
    near = [m for m in range(k + 1, min(k + 4, len(s) - 1)) if s.words[m] in lex.existential]
    return bool(near) and s.word(near[0] + 1) in ("about", "over", "that", "for", "at", "regarding", "as")


def _base_predicate(s: Sentence, k: int, j: int, last: int) -> bool:
    """Whether "and" joins two verbs after one modal: "would increase trust and also bolster their interest"."""
    word = s.word(j)
    if not word.isalpha() or len(word) < 4 or word.endswith(_NOUN_ENDINGS) or s.mention[j] is not None:
        return False
    adverb = s.word(k + 1) in ("also", "thereby", "thus", "even")
    object_follows = s.word(j + 1) in ("its", "their", "the", "a", "an", "greater", "more", "further")
    helps = word == "help"
    return (adverb or object_follows or helps) and bool(set(s.words[last:k]) & MODALS) and k - last > 4


_NOUN_ENDINGS = (
    "ing",
    "tion",
    "sion",
    "ment",
    "ity",
    "ness",
    "ance",
    "ence",
    "ship",
    "ism",
    "s",
    "ly",
    "al",
    "ive",
    "ed",
)


def _second_predicate(s: Sentence, k: int, end: int, last: int) -> bool:
    """Whether "and" at `k` opens a second finite predicate of the same subject or a new clause."""
    j = skip_adverbs(s, k + 1)
    word = s.word(j)
    if word.endswith("ed") and s.word(j + 1) in ("by", "as") and not s.words[k - 1].endswith("ed"):
        return bool(set(s.words[last:k]) & {"is", "are", "was", "were"}) and k - last > 3
    if word in MODALS or word in ("is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "cannot"):
        return _finite(s, last, k)
    if word == "that" or (word == "therefore"):
        return True
    if _base_predicate(s, k, j, last):
        return True
    if s.words[k - 1] == "," or s.word(k + 1) in ("it", "they", "this", "there", "therefore"):
        stop = next((m for m in range(j, end) if s.words[m] == ","), end)
        ahead = any(w in AUXILIARIES and w not in ("not", "be") for w in s.words[j : min(stop, j + 9)])
        return ahead and _finite(s, last, k)
    return False
