"""Finding speakers: every phrase of a sentence that could name one.

Noun phrases with a head noun are read by `speakers.py`; here also names with a title, quantifiers that stand alone
("many", "a minority"), pronouns, and pairs ("the Kenyan delegate and her counterpart").
"""

from __future__ import annotations

from dataclasses import replace

from contingent.coding.amounts import share
from contingent.coding.labels import label_end
from contingent.coding.lexicon import Head, lexicon
from contingent.coding.origins import affiliation_code, origin_code, origins_of
from contingent.coding.peoples import national, with_second_origin
from contingent.coding.speakers import HOLDERS, SIZE, Speaker, noun_phrase
from contingent.coding.tokens import CLOSING_QUOTES, Sentence
from contingent.coding.vocabulary import HolderKind, Quantifier
from contingent.coding.wording import word_set


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
        if head is None and word.endswith("'s") and (head := heads.get(word[:-2])) is not None:
            speaker = _owner(s, i, head)
        elif head is not None and _unnamed(s, i):
            speaker = _titled(s, i) or noun_phrase(s, i, head) or _owner(s, i, head)
            speaker = _neither(s, speaker) if speaker is not None else None
        elif word in lex.titles and s.raw[i][0].isupper():
            speaker = _titled(s, i)
        elif word in quantifiers or word in lex.amounts or word in lex.nobody or word in _EVERY_OR_ANY:
            speaker = _bare(s, i)
        elif word in _ANCHORED:
            speaker = anchored(s, i)
        if speaker is None and s.mention[i] is not None:
            speaker = national(s, i)
        if speaker is not None:
            speaker = with_second_origin(s, speaker)
            if speaker.bare and found and found[-1].last + 2 == speaker.first and s.word(speaker.first - 1) == "but":
                found[-1] = replace(found[-1], last=speaker.last, quantifier=Quantifier.MOST)
                continue
            while found and found[-1].last >= speaker.first:
                found.pop()
            found.append(_apposed(s, found, _together(s, found, speaker)))
            taken = max(taken, i, speaker.last)
    return found


def _neither(s: Sentence, speaker: Speaker) -> Speaker:
    """ "Neither the Japanese nor the Korean side", "neither side": none, of both."""
    i = speaker.first
    if speaker.kind in HOLDERS or s.word(i - 1) != "nor":
        return speaker
    first = next((k for k in range(i - 2, max(-1, i - 9), -1) if s.words[k] == "neither"), None)
    if first is None:
        return speaker
    codes = [code for k in range(first, i) if (m := s.mention[k]) and (code := origin_code(m))]
    codes = [*dict.fromkeys((*codes, *speaker.affiliation))]
    return replace(speaker, first=first, quantifier=Quantifier.NONE, affiliation=tuple(codes), number="-")


def _owner(s: Sentence, i: int, head: Head) -> Speaker | None:
    """ "One participant's fear", "the delegates' view": the speaker whose view a noun names."""
    if not s.possessive(label_end(s, i)) or head.kind in HOLDERS:
        return None
    speaker = noun_phrase(s, i, head, owner=True)
    return replace(speaker, rule="owner", anchor=None) if speaker is not None else None


def _apposed(s: Sentence, found: list[Speaker], speaker: Speaker) -> Speaker:
    """Join "the session chair, a Brazilian scholar," to one speaker, which is what the apposition says."""
    if not found or found[-1].last + 2 != speaker.first or s.word(speaker.first - 1) not in (",", "–", "—", "("):
        return speaker
    other, after = found[-1], s.word(speaker.last + 2)
    single = other.number == "s" and speaker.number == "s" and speaker.rule == other.rule == "np"
    closed = s.word(speaker.last + 1) in (",", "–", "—", ")") and after not in ("and", "or", "a", "an", "the", "")
    if not (single and closed and s.word(speaker.first) in ("a", "an", "himself", "herself", "the", "who", "former")):
        return speaker
    found.pop()
    kind = speaker.kind if other.kind is HolderKind.PARTICIPANT else other.kind
    codes = tuple(dict.fromkeys((*other.affiliation, *speaker.affiliation)))
    group = speaker.group if kind is speaker.kind else other.group
    return replace(speaker, first=other.first, last=speaker.last + 1, kind=kind, affiliation=codes, group=group)


VIEWS = word_set(
    "view opinion eyes words judgement judgment assessment perspective experience estimation mind viewpoint reading "
    "account analysis"
)
"""Nouns of "in the view of"."""

_ANYONE = frozenset({"anyone", "anybody"})
_EVERY_OR_ANY = _ANYONE | {"everyone", "everybody"}
_NEARLY = word_set("only at least almost nearly virtually practically quite just perhaps")

_ANCHORED = word_set("he she they it we latter former those someone somebody")


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


def _unnamed(s: Sentence, i: int) -> bool:
    """Whether word `i` is no part of a name; "contributors to the debate" are speakers, "contributors" states."""
    mention = s.mention[i]
    return mention is None or (mention.kind == "group" and s.word(i + 1) == "to")


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
    last, origins = origins_of(s, j - 1, kind)
    codes = tuple(dict.fromkeys((*codes, *origins)))
    return Speaker(first, last, kind, Quantifier.ONE, codes, s.raw[i], "s")


def _bare(s: Sentence, i: int) -> Speaker | None:
    """A quantifier that stands alone: "many were sceptical", "a minority", "no one"."""
    lex, word = lexicon(), s.words[i]
    if word in ("many", "few") and s.word(i - 1) in ("as", "so", "too"):
        return None
    first = last = i
    if word in ("no",) and s.word(i + 1) == "one":
        amount, number, last = Quantifier.NONE, "s", i + 1
    elif word in lex.nobody:
        amount, number = Quantifier.NONE, "s"
    elif word in ("everyone", "everybody"):
        amount, number = Quantifier.ALL, "s"
    elif word in _ANYONE and s.word(i - 1) in ("hardly", "scarcely", "barely"):
        amount, number, first = Quantifier.FEW, "s", i - 1
    elif word == "other" and s.word(i - 1) == "the":
        amount, number, first = Quantifier.ONE, "s", i - 1
    elif word in lex.amounts and s.word(i - 1) in SIZE:
        amount, number = lex.amounts[word], "-"
    elif word in lex.quantifiers and word not in ("a", "an", "no", "every", "other", "certain", "any"):
        amount, number = lex.quantifiers[word].value, lex.quantifiers[word].number
    else:
        return None
    while s.word(first - 1) in SIZE or s.word(first - 1) in _NEARLY:
        first -= 1
    nearly = _NEARLY & set(s.words[first:i])
    if amount is Quantifier.ALL and s.word(first - 1) == "not":
        amount, first = Quantifier.SOME, first - 1
    if nearly & {"almost", "nearly", "virtually", "practically"}:
        amount = {Quantifier.ALL: Quantifier.MOST, Quantifier.NONE: Quantifier.FEW}.get(amount, amount)
    if amount is Quantifier.FEW and "quite" in nearly:
        amount = Quantifier.SEVERAL
    if s.word(last + 1) in ("others", "other") and word != "others":
        last += 1
    if s.word(last + 1) == "of" and s.word(last + 2) in ("them", "those", "these", "us"):
        last += 2
    while s.word(last + 1) in ("present", "attending"):
        last += 1
    for phrase in (("in", "the", "room"), ("at", "the", "meeting"), ("around", "the", "table")):
        if tuple(s.words[last + 1 : last + 4]) == phrase:
            last += 3
    if first and not _opens_clause(s, first):
        return None
    if last + 1 < len(s) and s.words[last + 1] in ("of",):
        return None
    anchor = "some of" if s.words[last] in ("them", "these", "those") else None
    if (first == last and word in ("both", "one", "another")) or word == "other":
        anchor = "of two"
    return Speaker(first, last, HolderKind.PARTICIPANT, amount, (), None, number, anchor=anchor, bare=True, rule="bare")


def _opens_clause(s: Sentence, first: int) -> bool:
    """Whether a clause can begin at word `first`, or "in the opinion of" ends before it."""
    before = s.words[first - 1]
    if before == "of":
        return s.word(first - 2) in VIEWS
    if before in ("still", "yet", "then", "here", "again"):
        return first == 1 or s.words[first - 2] in _AT_CLAUSE_START
    return before in _AT_CLAUSE_START or before in CLOSING_QUOTES


def anchored(s: Sentence, i: int) -> Speaker | None:
    """Return the speaker of a pronoun or "the latter", None if word `i` is neither."""
    word = s.words[i]
    person = HolderKind.PARTICIPANT
    if word in ("he", "she"):
        return Speaker(i, i, person, Quantifier.ONE, number="s", anchor="person", bare=True, rule="pronoun")
    if word == "they":
        amount = {"all": Quantifier.ALL, "both": Quantifier.TWO}.get(s.word(i + 1), Quantifier.UNSPECIFIED)
        last = i + (amount is not Quantifier.UNSPECIFIED)
        anchor = "some of" if last > i else "people"
        return Speaker(i, last, person, amount, number="p", anchor=anchor, bare=True, rule="pronoun")
    if word == "we" and not _quoted(s, i):
        together = s.word(i + 1) == "all"
        amount = Quantifier.ALL if together else Quantifier.UNSPECIFIED
        return Speaker(i, i + together, person, amount, number="p", bare=True, rule="we")
    if word == "it":
        return Speaker(i, i, HolderKind.STATE, number="s", anchor="holder", bare=True, rule="pronoun")
    if word in ("latter", "former") and s.word(i - 1) == "the":
        return Speaker(i - 1, i, person, Quantifier.ONE, number="-", anchor=word, bare=True, rule="pronoun")
    if word == "those" and s.word(i + 1) in ("present", "attending", "gathered", "against", "opposed"):
        return _those(s, i)
    if word == "those" and tuple(s.words[i + 1 : i + 3]) in (("in", "favour"), ("in", "favor"), ("in", "attendance")):
        return Speaker(i, i + 2, person, number="p", bare=True, rule="bare")
    if word in ("someone", "somebody"):
        return Speaker(i, i, person, Quantifier.ONE, number="s", bare=True, rule="bare")
    return None


def _those(s: Sentence, i: int) -> Speaker:
    """ "Those present", "a number of those present"."""
    first, amount = i, Quantifier.UNSPECIFIED
    if s.word(i - 1) == "of":
        before = s.word(i - 2)
        quantifier = lexicon().quantifiers.get(before)
        found = share(s, i - 2) or lexicon().amounts.get(before) or (quantifier.value if quantifier else None)
        if found is not None:
            first, amount = i - 2, found
            while s.word(first - 1) in SIZE or s.word(first - 1) in ("more", "less", "than", "over"):
                first -= 1
    return Speaker(first, i + 1, HolderKind.PARTICIPANT, amount, number="p", rule="np")


def _together(s: Sentence, found: list[Speaker], speaker: Speaker) -> Speaker:
    """Join "the Kenyan delegate" and "her Ugandan counterpart" to one speaker: two, of both states."""
    if not found or found[-1].last + 2 != speaker.first or s.word(speaker.first - 1) != "and":
        return speaker
    other = found[-1]
    if other.rule == "pronoun" and other.anchor == "person" and speaker.number == "s" and not speaker.bare:
        found.pop()
        return replace(speaker, first=other.first, quantifier=Quantifier.TWO, number="p", anchor="with person")
    if other.kind in HOLDERS or speaker.kind in HOLDERS or other.bare or speaker.bare or speaker.anchor:
        return speaker
    found.pop()
    single = other.number == "s" and speaker.number == "s"
    amount = Quantifier.TWO if single else (other.quantifier if other.number == "p" else Quantifier.UNSPECIFIED)
    codes = tuple(dict.fromkeys((*other.affiliation, *speaker.affiliation)))
    if {"counterpart", "colleague"} & set(s.words[speaker.first : speaker.last + 1]):
        speaker = replace(speaker, kind=other.kind)
    kind = other.kind if other.kind is speaker.kind else HolderKind.PARTICIPANT
    both = s.cut(other.first, speaker.last) if kind is not HolderKind.PARTICIPANT else None
    pair = (other, speaker) if single else ()
    return replace(
        speaker,
        first=other.first,
        kind=kind,
        quantifier=amount,
        affiliation=codes,
        group=both,
        number="p",
        members=pair,
    )


def _quoted(s: Sentence, i: int) -> bool:
    """Whether word `i` stands inside quotation marks."""
    before = s.words[:i]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
