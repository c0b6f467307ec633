"""What a report has said so far: who spoke last, which state is the topic, and what sentences without a cue inherit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from contingent.coding.cues import Cue
from contingent.coding.lexicon import lexicon
from contingent.coding.mentions import Mention
from contingent.coding.origins import affiliation_code, holder_kind
from contingent.coding.reports import Paragraph
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.tokens import Sentence
from contingent.coding.vocabulary import HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

SEQUENCE = word_set("first firstly second secondly third thirdly fourth")
_EXAMPLES = (("for", "example"), ("for", "instance"), ("by", "way"))
_ANAPHORS = word_set("this that these those such it its they their here")
_OWNERS = frozenset({"his", "her", "their"})
_INTO = word_set("in at from to into with within near outside across despite after before since like unlike")
_SENT = word_set("observer delegate representative envoy ambassador delegation spokesperson minister president")
_PROJECTS = word_set("initiative project programme program meeting dialogue")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue that was heard, with the number of the statement that owns it."""

    cue: Cue
    source: str


@dataclass(slots=True)
class Discourse:
    """The memory of a reader: it forgets at a new section what may not be carried over."""

    persons: list[Speaker] = field(default_factory=list)
    peoples: list[Speaker] = field(default_factory=list)
    topic: Speaker | None = None
    organizations: tuple[str, ...] = ()
    spoken: Spoken | None = None
    lead: Spoken | None = None
    chained: bool = False
    chamber: bool = False
    """Whether this is the record of an intergovernmental body, which tells long speeches without naming the speaker."""
    quoted: bool = False
    _section: str | None = None
    _paragraph: Paragraph | None = None

    def enter(self, paragraph: Paragraph) -> None:
        """Go on to a paragraph."""
        if paragraph.section != self._section:
            self.persons.clear()
            self.peoples.clear()
            self.topic, self.organizations, self.lead = None, (), None
        if paragraph is not self._paragraph:
            if paragraph.kind != "bullet":
                self.lead = None
            elif self.lead is None and self.spoken is not None and self._announces(self.spoken.cue):
                self.lead = self.spoken
            self.spoken, self.chained, self.quoted = None, False, False
        self._section, self._paragraph = paragraph.section, paragraph

    def _announces(self, cue: Cue) -> bool:
        """Whether the last sentence before a list asked for or suggested something."""
        after_text = self._paragraph is not None and self._paragraph.kind != "bullet"
        return after_text and cue.person and cue.mode in (Mode.PROPOSED, Mode.SUGGESTED)

    def resolve(self, cue: Cue, s: Sentence) -> Cue:
        """Return the cue with "she", "the same participant", "the country" replaced by whom they stand for."""
        speaker = cue.speaker
        if speaker.anchor == "person":
            found = self._person(speaker)
        elif speaker.anchor == "people":
            found = self._people(speaker)
        elif speaker.anchor in ("latter", "former"):
            at = 1 if speaker.anchor == "latter" else 2
            found = self.persons[-at] if len(self.persons) >= at else None
        elif speaker.anchor == "with person":
            found = self._with_person(speaker)
        elif speaker.anchor == "of several":
            several = [p for p in self.peoples if len(p.affiliation) == 2 or p.quantifier is Quantifier.TWO]
            found = replace(several[-1], quantifier=speaker.quantifier, number=speaker.number) if several else None
        elif speaker.anchor == "of two":
            pair = self.peoples[-1] if self.peoples and self.peoples[-1].quantifier is Quantifier.TWO else None
            found = replace(pair, quantifier=speaker.quantifier, number=speaker.number) if pair else None
            if found is None and s.words[speaker.last] == "other" and self.persons:
                found = replace(self.persons[-1], group=None)
            cue = cue if found else replace(cue, speaker=replace(speaker, anchor=None))
        elif speaker.anchor == "some of":
            people = self._people(speaker)
            found = replace(people, quantifier=speaker.quantifier, number=speaker.number) if people else None
        elif speaker.anchor == "holder":
            found = self._holder(speaker, s)
        else:
            found = self._colleague(speaker, s) or self._sender(speaker, s)
            found = found or self._known_role(speaker, s) or self._elite(speaker, s)
        if found is None:
            return cue
        return replace(cue, speaker=replace(found, first=speaker.first, last=speaker.last))

    def _sender(self, speaker: Speaker, s: Sentence) -> Speaker | None:
        """ "Its observer", "that country's delegate": sent by the state or organisation just spoken of."""
        words = s.words[speaker.first : speaker.last + 1]
        if speaker.kind in HOLDERS or speaker.affiliation or not words or speaker.rule != "np":
            return None
        if (
            words[0] != "its"
            and "local" not in words
            and not {"country's", "state's", "organization's", "organisation's"} & set(words)
        ):
            return None
        sender = _opening_holder(s, speaker.first) or self.topic
        if sender is None or ("local" in words and sender.kind is not HolderKind.STATE):
            return None
        kind = HolderKind.OFFICIAL if _SENT & set(words) else speaker.kind
        return replace(speaker, affiliation=sender.affiliation, kind=kind, anchor=None)

    def _known_role(self, speaker: Speaker, s: Sentence) -> Speaker | None:
        """ "The brigadier", "the former SRSG": the one of that title who spoke before."""
        if speaker.affiliation or not speaker.group or speaker.quantifier is not Quantifier.ONE:
            return None
        if s.words[speaker.first] != "the" or speaker.kind in HOLDERS:
            return None
        noun = speaker.group.split()[-1].lower()
        for person in reversed(self.persons):
            if person.group and person.affiliation and person.group.split()[-1].lower() == noun:
                return replace(speaker, affiliation=person.affiliation)
        return None

    def _person(self, speaker: Speaker) -> Speaker | None:
        same = [p for p in self.persons if p.kind is speaker.kind]
        if speaker.rule != "pronoun" and speaker.kind is not HolderKind.PARTICIPANT:
            return same[-1] if same else None
        return self.persons[-1] if self.persons else None

    def _people(self, speaker: Speaker) -> Speaker | None:
        return self.peoples[-1] if self.peoples else None

    def _holder(self, speaker: Speaker, s: Sentence) -> Speaker | None:
        noun = s.words[speaker.last]
        if noun in _PROJECTS:
            codes = self.organizations
            return replace(speaker, affiliation=codes, group=s.raw[speaker.last]) if codes else None
        own = _opening_holder(s, speaker.first)
        topic = own or self.topic
        if topic is None:
            return None
        return replace(speaker, kind=topic.kind, affiliation=topic.affiliation)

    def _with_person(self, speaker: Speaker) -> Speaker | None:
        """ "He and the Nigerian brigadier": two, of both kinds and states."""
        if not self.persons:
            return None
        person = self.persons[-1]
        codes = tuple(dict.fromkeys((*person.affiliation, *speaker.affiliation)))
        kind = person.kind if person.kind is speaker.kind else HolderKind.PARTICIPANT
        return replace(speaker, affiliation=codes, kind=kind, anchor=None)

    def _colleague(self, speaker: Speaker, s: Sentence) -> Speaker | None:
        """ "Her Cuban colleague" is what she is."""
        words = s.words[speaker.first : speaker.last + 1]
        if speaker.kind is not HolderKind.PARTICIPANT or not self.persons or not words or words[0] not in _OWNERS:
            return None
        same = {"colleague", "counterpart"} & set(words)
        return replace(speaker, kind=self.persons[-1].kind) if same else None

    @staticmethod
    def _elite(speaker: Speaker, s: Sentence) -> Speaker | None:
        """ "political elites" of a state that the sentence names before."""
        if speaker.kind is not HolderKind.OFFICIAL or speaker.affiliation or speaker.number != "p" or not speaker.group:
            return None
        if speaker.quantifier is not Quantifier.UNSPECIFIED:
            return None
        for i in range(speaker.first - 1, -1, -1):
            mention = s.mention[i]
            if mention is not None and mention.kind in ("state", "territory"):
                return replace(speaker, affiliation=(affiliation_code(mention),))
        return None

    def hear(self, cue: Cue, source: str) -> None:
        """Remember a cue that was just read."""
        self.spoken = Spoken(cue, source)
        if cue.speaker.kind in HOLDERS and cue.speaker.affiliation:
            self.topic = cue.speaker

    def meet(self, speaker: Speaker) -> None:
        """Remember who spoke, for "she", "the latter", "both"."""
        if speaker.kind in HOLDERS:
            return
        if speaker.rule != "passive":
            self.persons += speaker.members
            if speaker.quantifier is Quantifier.ONE:
                self.persons.append(replace(speaker, anchor=None))
            else:
                self.peoples.append(replace(speaker, anchor=None))

    def notice(self, speakers: Sequence[Speaker], cues: Sequence[Cue]) -> None:
        """Remember people a sentence without a cue opens with: "A Ghanaian diplomat spoke first."."""
        if cues:
            return
        for speaker in speakers:
            plain = speaker.rule == "np" and speaker.kind not in HOLDERS and speaker.anchor is None
            if plain and speaker.first < 2 and not speaker.weak:
                self.persons += speaker.members
                alone = speaker.quantifier is Quantifier.ONE
                (self.persons if alone else self.peoples).append(speaker)

    def close(self, s: Sentence, mentions: Sequence[Mention], cued: bool) -> None:
        """Remember what a sentence was about."""
        own = _opening_holder(s, len(s))
        if own is not None:
            self.topic = own
        codes = tuple(dict.fromkeys(affiliation_code(m) for m in mentions if holder_kind(m) is HolderKind.ORGANIZATION))
        if codes:
            self.organizations = codes
        if not cued and not self.chained and s.word(0) not in ("this", "these", "such"):
            self.spoken = None
        if s.word(len(s) - 1) == ":":
            self.lead = self.spoken
        opening, closing = s.text.count("“", s.span.start, s.span.end), s.text.count("”", s.span.start, s.span.end)
        self.quoted = opening > closing or (self.quoted and opening == closing)

    def carried(self, s: Sentence, paragraph: Paragraph) -> tuple[Spoken, str] | None:
        """Return the cue that a sentence without one inherits, and the rule that says so."""
        if paragraph.kind == "bullet" and self.lead is not None:
            return self.lead, "carried.bullet"
        if self.spoken is None:
            return None
        if self.quoted:
            return self.spoken, "carried.quotation"
        if not self.spoken.cue.person:
            return None
        first, second = s.word(0), s.word(1)
        if first in SEQUENCE and second in (",", "of"):
            return self.spoken, "carried.sequence"
        if (first, second) in _EXAMPLES:
            return self.spoken, "carried.example"
        if self.chained and first in ("however", "moreover", "also", "similarly", "conversely", "the", "it", "this"):
            return self.spoken, "carried.chain"
        if _backshifted(s) or (self.chamber and _backshifted(s, conditions=True)):
            return self.spoken, "carried.backshift"
        return None


def _backshifted(s: Sentence, *, conditions: bool = False) -> bool:
    """Whether the main clause speaks in "would": reported speech whose cue stands before."""
    words = s.words
    if conditions and words[0] == "if":
        return "would" in words and bool({"were", "had", "did", "was"} & set(words))
    if set(words) & {"if", "unless"} and words[0] not in _ANAPHORS:
        return False
    if words[0] == "in" and words[1:2] == ["order"]:
        return False
    if "would" not in words[:9]:
        return False
    return not ("like" in words and words.index("would") + 1 == words.index("like"))


def _opening_holder(s: Sentence, before: int) -> Speaker | None:
    """Return the state or organisation that is the subject of the sentence, if one opens it."""
    for i in range(min(before, 6, len(s))):
        mention = s.mention[i]
        if mention is None or s.word(s.mention_start(i) - 1 - (s.word(s.mention_start(i) - 1) == "the")) in _INTO:
            continue
        if mention.kind in ("state", "territory") and (
            mention.role in ("name", "acronym") or (mention.role == "capital" and i == 0)
        ):
            return Speaker(i, i, HolderKind.STATE, affiliation=(affiliation_code(mention),), rule="holder")
        if mention.kind in ("organisation", "organ", "agency") and not s.possessive(s.mention_end(i)):
            kind = holder_kind(mention)
            return Speaker(i, i, kind, affiliation=(affiliation_code(mention),), rule="holder")
    return None


def is_lead(s: Sentence) -> bool:
    """Return whether the sentence announces a list of points without naming a speaker."""
    return s.word(len(s) - 1) == ":" and any(word in lexicon().nouns for word in s.words)
