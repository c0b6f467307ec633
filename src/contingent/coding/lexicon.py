"""The words of attribution, read once from `data/attribution.toml`, with all their inflections.

Reports say who holds what with a few hundred verbs, nouns and numerals. They are kept as data; this file only inflects
them and puts them into look-up tables by lower-case word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from contingent.coding.vocabulary import HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

IRREGULAR: Mapping[str, tuple[str, str]] = {
    "say": ("said", "said"),
    "see": ("saw", "seen"),
    "feel": ("felt", "felt"),
    "think": ("thought", "thought"),
    "find": ("found", "found"),
    "hold": ("held", "held"),
    "tell": ("told", "told"),
    "put": ("put", "put"),
    "make": ("made", "made"),
    "take": ("took", "taken"),
    "draw": ("drew", "drawn"),
    "speak": ("spoke", "spoken"),
    "give": ("gave", "given"),
    "understand": ("understood", "understood"),
    "seek": ("sought", "sought"),
    "foresee": ("foresaw", "foreseen"),
    "cast": ("cast", "cast"),
    "have": ("had", "had"),
    "bring": ("brought", "brought"),
    "come": ("came", "come"),
    "shake": ("shook", "shaken"),
    "lay": ("laid", "laid"),
    "forecast": ("forecast", "forecast"),
    "hear": ("heard", "heard"),
    "go": ("went", "gone"),
    "dwell": ("dwelt", "dwelt"),
    "swear": ("swore", "sworn"),
    "lean": ("leaned", "leaned"),
}
"""Past tense and past participle of the verbs that do not take -ed."""

DOUBLING = word_set(
    "refer submit sum nod regret forget spar commit concur rebut admit slam pin quip recap flag demur signal"
)
_VOWELS = "aeiou"

BE = word_set("is are was were be been being")
HAVE = frozenset(["has", "have", "had", "having"])
DO = frozenset(["do", "does", "did"])
MODALS = word_set("will would may might can could shall should must cannot won't wouldn't can't")
NEGATIONS = word_set("not never n't didn't don't doesn't cannot isn't wasn't weren't aren't hardly")
AUXILIARIES = BE | HAVE | DO | MODALS | NEGATIONS
PREPOSITIONS = word_set(
    """of in on at by for from to with within without among amongst between about against during under over through
    across into onto upon after before towards toward since until despite via per beyond behind beside besides
    concerning regarding including representing like unlike amid around versus"""
)
SUBORDINATORS = word_set(
    """while whereas although though because since if when whenever where as that which who whom whose whether unless
    until once so than whilst how why what"""
)
COORDINATORS = frozenset(["and", "but", "or", "nor", "yet"])
DETERMINERS = word_set("the this that these those its their his her our your my such same")
PRONOUNS = word_set("he she they it we you i there who which him them us")
ADVERBS = word_set(
    """also further then however therefore thus moreover furthermore often even again still already once later rather
    instead too only just always sometimes soon now today never nevertheless nonetheless otherwise perhaps indeed
    first second third finally repeatedly almost nearly quite very more most much in-principle alike both all
    thereby accordingly meanwhile likewise hence besides long all-too well far"""
)
NOT_ADVERBS = word_set("only reply family early supply apply rely ally likely friendly deadly comply imply")


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb: lemma, mode, and whether it makes states and organisations speakers."""

    lemma: str
    mode: Mode
    holder: bool
    mind: bool
    needs: frozenset[str]
    loose: frozenset[str] = frozenset()
    """Words after which people, though no state or organisation, report with the verb."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One inflected form: which verb, and whether the form can be base, -s, past, participle or -ing."""

    verb: Verb
    base: bool = False
    third: bool = False
    past: bool = False
    participle: bool = False
    gerund: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that names a speaker: kind, whether plural, a collective, or weak (also names other things)."""

    lemma: str
    kind: HolderKind
    plural: bool
    collective: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantifier word: its value and number (`s` singular, `p` plural, `-` open)."""

    value: Quantifier
    number: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All look-up tables, keyed by lower-case word."""

    verbs: Mapping[str, VerbForm]
    heads: Mapping[str, Head]
    quantifiers: Mapping[str, Amount]
    amounts: Mapping[str, Quantifier]
    adjectives: Mapping[str, Mode]
    holder_adjectives: frozenset[str]
    nouns: Mapping[str, tuple[str, Mode]]
    existential: frozenset[str]
    copular: frozenset[str]
    state_of_mind: frozenset[str]
    goals: frozenset[str]
    passive_subject: frozenset[str]
    passive_present: frozenset[str]
    impersonal_only: frozenset[str]
    speech_acts: frozenset[str]
    signposts: frozenset[str]
    particles: frozenset[str]
    most_adverbs: frozenset[str]
    semi_auxiliaries: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]
    nobody: frozenset[str]
    everyone: frozenset[str]
    someone: frozenset[str]
    organs: Mapping[str, str]
    classes: frozenset[str]
    events: frozenset[str]
    institutions: frozenset[str]
    minds: frozenset[str]
    """Nouns of which a state that "has" one is the holder: "has no interest in"."""


def inflect(lemma: str) -> tuple[str, str, str, str]:
    """Return third person, past, past participle and -ing of an English verb."""
    past, participle = IRREGULAR.get(lemma, ("", ""))
    stem = lemma + lemma[-1] if lemma in DOUBLING else lemma
    if lemma.endswith("e") and not lemma.endswith("ee"):
        regular, gerund = lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("ee"):
        regular, gerund = lemma + "d", lemma + "ing"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        regular, gerund = lemma[:-1] + "ied", lemma + "ing"
    else:
        regular, gerund = stem + "ed", stem + "ing"
    if lemma == "put":
        gerund = "putting"
    third = "has" if lemma == "have" else plural(lemma)
    return third, past or regular, participle or regular, gerund


def plural(noun: str) -> str:
    """Return the regular plural of a noun, which is also the third person of a verb."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def spellings(lemma: str) -> tuple[str, ...]:
    """Return the lemma and its -ize twin where it ends in -ise."""
    twins = lemma.endswith("ise") and lemma not in {"advise", "raise", "praise", "promise", "premise"}
    return (lemma, lemma[:-3] + "ize") if twins else (lemma,)


def _verbs(data: Mapping[str, Mapping[str, object]]) -> dict[str, VerbForm]:
    forms: dict[str, VerbForm] = {}
    holder = _words(data["holding"]["holder"])
    mind = _words(data["holding"]["mind"])
    needs = data["needs"]
    for mode, words in data["modes"].items():
        for lemma in _words(words):
            wanted = frozenset(_words(needs.get(lemma, ())))
            loose = frozenset(_words(data["loose"].get(lemma, ())))
            verb = Verb(spellings(lemma)[-1], Mode(mode), lemma in holder, lemma in mind, wanted, loose)
            for spelling in spellings(lemma):
                _add(forms, verb, spelling)
    for lemma in _words(data["past_only"]["verbs"]):
        for word in (lemma, plural(lemma)):
            forms.pop(word, None)
    return forms


def _add(forms: dict[str, VerbForm], verb: Verb, spelling: str) -> None:
    third, past, participle, gerund = inflect(spelling)
    roles: dict[str, set[str]] = {}
    for word, role in (
        (spelling, "base"),
        (third, "third"),
        (past, "past"),
        (participle, "participle"),
        (gerund, "gerund"),
    ):
        roles.setdefault(word, set()).add(role)
    for word, kinds in roles.items():
        if word not in forms or not kinds & {"past", "participle"}:
            forms.setdefault(word, VerbForm(verb, **dict.fromkeys(kinds, True)))
    if spelling == "focus":
        forms.setdefault("focussed", VerbForm(verb, past=True, participle=True))
    if spelling in ("signal", "counsel", "appeal"):
        forms.setdefault(spelling + "led", VerbForm(verb, past=True, participle=True))


_PLURALS = frozenset({"people", "mps", "statesmen", "forces", "police"})


def _heads(data: Mapping[str, Mapping[str, object]]) -> dict[str, Head]:
    table: dict[str, Head] = {}
    speakers = data["speakers"]
    weak, collective = _words(speakers["weak"]), _words(speakers["collective"])
    odd = {key: str(value) for key, value in data["irregular_plurals"].items()}
    for kind in ("participant", "expert", "official", "state", "organization", "institution"):
        for lemma in _words(speakers[kind]):
            holder = HolderKind.STATE if kind == "institution" else HolderKind(kind)
            marks = (lemma in collective, lemma in weak)
            table.setdefault(lemma, Head(lemma, holder, lemma in _PLURALS, *marks))
            table.setdefault(odd.get(lemma, plural(lemma)), Head(lemma, holder, True, False, lemma in weak))
    for prefix in ("ex-", "co-", "vice-", "under-", "fellow-"):
        for word, head in [*table.items()]:
            if "-" not in word and head.kind not in (HolderKind.STATE, HolderKind.ORGANIZATION):
                table.setdefault(prefix + word, replace(head, weak=False))
    return table


def _nouns(data: Mapping[str, object]) -> dict[str, tuple[str, Mode]]:
    table: dict[str, tuple[str, Mode]] = {}
    for mode, nouns in data.items():
        if mode in ("existential", "copular", "state_of_mind", "goal", "had"):
            continue
        for noun in _words(nouns):
            table.setdefault(noun, (noun, Mode(mode)))
            table.setdefault(plural(noun), (noun, Mode(mode)))
    return table


def _spelt(words: object) -> frozenset[str]:
    """Return the lemmas in the spelling that labels verbs."""
    return frozenset(spellings(word)[-1] for word in _words(words))


def _both_numbers(nouns: Iterable[str]) -> frozenset[str]:
    return frozenset(form for noun in nouns for form in (noun, plural(noun)))


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    assert isinstance(value, list | tuple)
    return [str(word) for word in value]


@cache
def lexicon() -> Lexicon:
    """Return the words of attribution; the file is read at the first call."""
    text = files("contingent.coding").joinpath("data/attribution.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    adjectives = {
        word: Mode(mode) for mode, words in data["adjectives"].items() if mode != "holder" for word in _words(words)
    }
    quantifiers: dict[str, Amount] = {}
    for word, value in data["quantifiers"].items():
        quantity, number = value.split()
        quantifiers[word] = Amount(Quantifier(quantity), number)
    nouns, speakers, passives = data["nouns"], data["speakers"], data["passives"]
    return Lexicon(
        verbs=_verbs(data),
        heads=_heads(data),
        quantifiers=quantifiers,
        amounts={word: Quantifier(value) for word, value in data["amounts"].items()},
        adjectives=adjectives,
        holder_adjectives=frozenset(data["adjectives"]["holder"]),
        nouns=_nouns(nouns),
        existential=_both_numbers(_words(nouns["existential"])),
        copular=_both_numbers(_words(nouns["copular"])),
        state_of_mind=frozenset(nouns["state_of_mind"]),
        goals=_both_numbers(nouns["goal"]),
        passive_subject=_spelt(passives["subject"]) - _spelt(passives["not_subject"]),
        passive_present=frozenset(_words(passives["present"])),
        impersonal_only=frozenset(_words(passives["impersonal_only"])),
        speech_acts=frozenset(_words(passives["speech_acts"])),
        signposts=frozenset(_words(passives["signposts"])),
        particles=frozenset(data["phrases"]["particles"]),
        most_adverbs=frozenset(data["most_adverbs"]["words"]),
        semi_auxiliaries=frozenset(data["semi_auxiliaries"]["words"]),
        roles=frozenset(_words(speakers["roles"])),
        titles=frozenset(_words(speakers["titles"])),
        nobody=frozenset(data["nobody"]["words"]),
        everyone=frozenset(data["nobody"]["everyone"]),
        someone=frozenset(data["nobody"]["someone"]),
        classes=frozenset(_words(data["classes"]["codes"])),
        organs={code: str(parent) for code, parent in data["organs"].items()},
        events=frozenset(_words(data["events"]["words"])),
        minds=frozenset(_words(nouns["had"])),
        institutions=_both_numbers(_words(speakers["institution"])),
    )
