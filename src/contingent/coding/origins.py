"""Where a speaker is from: "from Chad and Niger", "at a think tank in Dakar", "(Norway)", "representing the AU"."""

from __future__ import annotations

from contingent.coding.labels import second_origin
from contingent.coding.lexicon import ADVERBS, AUXILIARIES, DETERMINERS, PREPOSITIONS, SUBORDINATORS, Head, lexicon
from contingent.coding.mentions import Mention
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import HolderKind
from contingent.coding.wording import word_set

FROM = word_set("from of representing at for with in within among to")
_STATE_KINDS = frozenset({"state", "former state", "territory", "group", "state body"})


def affiliation_code(mention: Mention) -> str:
    """Return the code a speaker of that origin is filed under: an organ's or a member's organisation."""
    code = mention.code.removesuffix("_MEMBERS")
    return lexicon().organs.get(code, code)


def origin_code(mention: Mention) -> str | None:
    """Return the code a speaker comes from, None for a class of states or people that is no origin."""
    code = affiliation_code(mention)
    return None if code in lexicon().classes else code


def holder_kind(mention: Mention) -> HolderKind:
    """Return whether a named holder counts as a state or as an organisation."""
    return HolderKind.STATE if mention.kind in _STATE_KINDS else HolderKind.ORGANIZATION


_AFTER_HEAD = word_set("present attending involved interviewed consulted surveyed polled")


def origins_of(
    s: Sentence, h: int, kind: HolderKind, *, plural: bool = False, head: Head | None = None
) -> tuple[int, list[str]]:
    """Return the last word of the phrase whose head is word `h` and the codes of where the speaker is from."""
    lemma = head.lemma if head is not None else ""
    last, codes = h, []
    if s.word(h + 1) in _AFTER_HEAD:
        last = h + 1
    j = last + 1
    if s.word(j) in ("(", "[") and (close := _closing(s, j)):
        found = [m for k in range(j, close) if (m := s.mention[k])]
        codes += [affiliation_code(m) for m in dict.fromkeys(found)]
        last, j = close, close + 1
    if s.word(j) == "," and s.word(j + 1) in ("from", "representing") and _comma(s, j + 1):
        return last, codes + _object(s, j + 2, plural)[1]
    at_body = False
    while True:
        lives = s.word(j) in _LIVING and s.word(j + 1) in ("in", "at", "out", "near", "from")
        k = j + 1 + (s.word(j + 1) == "out" and s.word(j + 2) == "of") if lives else j
        if s.word(k) not in FROM or (s.words[k] == "to" and lemma not in _SERVANTS):
            break
        end, found_codes = _object(s, k + 1, plural)
        if end <= k:
            break
        if found_codes and (lives or _tells_origin(s, k, kind, lemma, at_body)):
            codes += found_codes
        at_body = bool(_BODIES & set(s.words[k + 1 : end + 1]))
        last, j = end, end + 1
    return last, codes


_LIVING = word_set("based living residing working resident stationed located headquartered exiled")
_BODIES = word_set(
    """university institute think-tank tank college academy school faculty department ministry embassy office foundation
    ngo organisation organization newspaper council centre center association agency headquarters staff parliament"""
)
_FIELDS = word_set(
    """expert specialist analyst scholar historian observer student researcher watcher author writer practitioner
    veteran survivor envoy mediator negotiator special-representative rapporteur coordinator commander
    peacekeeper critic supporter opponent proponent advocate chronicler"""
)
"""Heads before which "of" and "for" name a field of work, no origin: "a historian of Africa"."""
_ABROAD = word_set(
    "peacekeeper veteran commander envoy mediator negotiator soldier special-representative srsg survivor"
)
"""Heads that work elsewhere than where they are from: "a veteran of three missions in the Balkans"."""
_SERVANTS = word_set("contributor adviser advisor aide assistant counsel counsellor consultant")


def _tells_origin(s: Sentence, k: int, kind: HolderKind, lemma: str, at_body: bool) -> bool:
    """Whether the preposition at word `k` opens a phrase that tells where the speaker is from."""
    word = s.words[k]
    body = bool(_BODIES & set(s.words[k + 1 : k + 7])) or _organisation(s, k + 1)
    if word in ("from", "representing", "at", "to"):
        return True
    if word in ("of", "for"):
        if lemma == "representative" and word == "for":
            return body or "special" not in s.words[max(0, k - 4) : k]
        return lemma not in _FIELDS or body or at_body
    if word in ("in", "within"):
        seat = s.mention[k + 1] if k + 1 < len(s) else None
        town = seat is not None and seat.role in ("capital", "city")
        if lemma in _ABROAD:
            return False
        return at_body or town or kind is HolderKind.OFFICIAL
    return False


def _organisation(s: Sentence, k: int) -> bool:
    """Whether an organisation is named at word `k` or after an article there."""
    k += s.word(k) == "the"
    mention = s.mention[k] if k < len(s) else None
    return mention is not None and mention.kind in ("organisation", "organ", "agency")


def _closing(s: Sentence, j: int) -> int | None:
    return next((k for k in range(j, min(j + 12, len(s))) if s.words[k] in (")", "]")), None)


def _comma(s: Sentence, j: int) -> int | None:
    return next((k for k in range(j, min(j + 14, len(s))) if s.words[k] == ","), None)


def _object(s: Sentence, j: int, plural: bool) -> tuple[int, list[str]]:
    """Return the last word of the noun phrase that begins at `j` and the codes that name an origin in it."""
    lex = lexicon()
    start, codes = j, []
    while j < len(s) and j - start < 14:
        word, mention = s.words[j], s.mention[j]
        if mention is not None:
            codes += [code] if (code := origin_code(mention)) else []
            j = s.mention_end(j) + 1
        elif word in ("and", "or", ",", "&"):
            if not _continues(s, j, bool(codes)):
                break
            j += 1
        elif (
            word in AUXILIARIES
            or word in PREPOSITIONS
            or word in SUBORDINATORS
            or not word[0].isalnum()
            or (word in ADVERBS and word not in ("both", "all", "most", "more", "very", "long", "much", "well"))
            or (word.endswith("ly") and word not in ("family", "early"))
            or word in lex.most_adverbs
            or word in lex.semi_auxiliaries
        ) or (word in lex.verbs and _verbal(s, j, j - start, plural)):
            break
        else:
            j += 1
    while j - 1 >= start and s.words[j - 1] in ("and", "or", ",", "the", "a"):
        j -= 1
    return j - 1, codes


_NEW_PHRASE = word_set("a an one another two three some several many most his her their other others")


def _continues(s: Sentence, j: int, has_origin: bool) -> bool:
    """Whether the list of origins goes on after "and" or a comma."""
    k = j + 1
    if s.word(k) in _NEW_PHRASE or second_origin(s, j) is not None:
        return False
    while s.word(k) in ("and", "the", "both", "from"):
        k += 1
    if k >= len(s):
        return False
    if s.mention[k] is not None and has_origin:
        after = s.mention_end(k) + 1
        return s.words[j] != "," or s.word(after) in (",", "and", "or") or s.word(k - 1) == "and"
    return s.words[j] in ("and", "&") and s.words[k] not in lexicon().verbs and not s.words[k].endswith("ed")


_OBJECTS = word_set("to that the a an it its their no")
"""Words that open the object of a verb after a name: "of Peru hopes to"."""


def _verbal(s: Sentence, j: int, inside: int, plural: bool) -> bool:
    """Whether a word that can be a reporting verb is one here, after `inside` words of the object."""
    form = lexicon().verbs[s.words[j]]
    if form.past:
        return not (form.participle and s.word(j + 1) in lexicon().heads and s.word(j - 1) in DETERMINERS)
    previous = s.word(j - 1)
    named = inside > 0 and s.mention[j - 1] is not None and s.word(j + 1) in _OBJECTS
    if named and (form.third or (plural and form.base)):
        return True
    if plural and form.base and inside > 0 and previous not in DETERMINERS and s.words[j] not in lexicon().nouns:
        return True
    if inside > 0 and form.third and form.verb.mind and s.word(j + 1) in _OBJECTS:
        return True
    return inside > 0 and form.third and previous not in DETERMINERS and s.word(j + 1) in ("that", "the", "a", "it")
