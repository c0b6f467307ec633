"""Who says it: sentences become units, each a clause under one attribution.

The grammar is told for analysts in `docs/attribution.md`; the words it knows are in `data/attribution.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from contingent.base.spans import Span
from contingent.coding.clauses import Piece, pieces, select
from contingent.coding.coordination import coordinated_cues
from contingent.coding.cues import NOBODY, Cue, speaker_cues
from contingent.coding.discourse import Discourse, Spoken, is_lead
from contingent.coding.ellipsis import elliptic_cues
from contingent.coding.frames import frame_cue, scene_cues
from contingent.coding.impersonal import impersonal_cues
from contingent.coding.lexicon import AUXILIARIES, lexicon
from contingent.coding.mentions import Gazetteer, Mention
from contingent.coding.reports import CleanText, Paragraph
from contingent.coding.speaker_search import named_speakers
from contingent.coding.speakers import HOLDERS, Speaker
from contingent.coding.statements import Attribution, Origin
from contingent.coding.tokens import Sentence
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Form, HolderKind, Mode, Quantifier
from contingent.coding.wording import word_set

CARRIED = {
    "carried.bullet": 0.93,
    "carried.quotation": 0.9,
    "carried.sequence": 0.7,
    "carried.example": 0.7,
    "carried.chain": 0.5,
    "carried.backshift": 0.6,
}
"""Confidence of each rule for sentences without a cue: measured for bullets, for the others a prior (see `cues`)."""
RAPPORTEUR: Mapping[str, object] = {"quantifier": "unspecified", "kind": "rapporteur"}
"""The second plausible reading of a carried attribution and of the rules in `DOUBTFUL`: the report speaks itself."""
DOUBTFUL = frozenset({"goal", "holder.coordinated", "relative", "open_verb"})
DELEGATES = word_set("delegate delegates delegation delegations representative representatives observer counterpart")
CHAMBER = re.compile(
    r"\b(?:(?:First|Second|Third|Fourth|Fifth|Sixth|Special) Committee|right of reply|general debate|open debate|"
    r"draft resolution|(?:Committee|Council|Assembly) (?:today|concluded|began|resumed|will meet|heard)|host States|"
    r"plenary meeting|Member States)\b",
)
"""Words of records of intergovernmental bodies, where delegates speak for their governments."""
REPORT = Origin(rule="rapporteur", confidence=0.97)


def attribute(clean: CleanText, gazetteer: Gazetteer, mentions: Sequence[Mention] | None = None) -> list[Unit]:
    """Return the units of a clean text in order: clauses that tile their sentence, each with who says it.

    `source` of a shared or carried attribution is `S` and the number, from S001, of the unit that owns the cue.

    Args:
        clean: the text with its paragraphs and sentences.
        gazetteer: names of states and organisations.
        mentions: the names found in the whole text, if they are known already.
    """
    return _Reading(clean, gazetteer.find(clean.text) if mentions is None else mentions).units()


class _Reading:
    """One pass through a text."""

    def __init__(self, clean: CleanText, mentions: Sequence[Mention]) -> None:
        self.clean, self.mentions = clean, mentions
        self.starts = [mention.span.start for mention in mentions]
        self.discourse = Discourse()
        self.found: list[Unit] = []
        self.discourse.chamber = len({m.group() for m in CHAMBER.finditer(clean.text)}) > 1

    def units(self) -> list[Unit]:
        paragraphs = iter(self.clean.paragraphs)
        paragraph = next(paragraphs, None)
        for span in self.clean.sentences:
            while paragraph is not None and paragraph.span.end <= span.start:
                paragraph = next(paragraphs, None)
            if paragraph is None:
                paragraph = Paragraph(span=span, section=None, number=1)
            self._sentence(span, paragraph)
        return self.found

    def _sentence(self, span: Span, paragraph: Paragraph) -> None:
        first, end = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        here = self.mentions[first:end]
        s = Sentence(self.clean.text, span, here)
        if not len(s):
            return
        self.discourse.enter(paragraph)
        if is_fragment(s):
            return
        speakers = named_speakers(s)
        cues = []
        for cue in cues_of(s, speakers):
            cues.append(self._in_chamber(self.discourse.resolve(cue, s), s))
            self.discourse.meet(cues[-1].speaker)
        if cues:
            self._cued(s, cues, paragraph)
        else:
            self._without_cue(s, paragraph)
        self.discourse.notice(speakers, cues)
        self.discourse.close(s, here, bool(cues))

    def _in_chamber(self, cue: Cue, s: Sentence) -> Cue:
        """Return the cue with delegates as the officials that they are in a chamber of states."""
        speaker = cue.speaker
        words = s.words[speaker.first : speaker.last + 1]
        if not self.discourse.chamber or speaker.kind is not HolderKind.PARTICIPANT or not DELEGATES & set(words):
            return cue
        return replace(cue, speaker=replace(speaker, kind=HolderKind.OFFICIAL))

    def _cued(self, s: Sentence, cues: list[Cue], paragraph: Paragraph) -> None:
        sources: dict[int, str] = {}
        parts = pieces(s, cues)
        for n, piece in enumerate(parts, start=len(self.found) + 1):
            if piece.cue is not None and piece.owner:
                sources.setdefault(id(piece.cue), f"S{n:03d}")
        for piece in parts:
            if piece.cue is None:
                self.found.append(self._unit(s, piece, paragraph, Attribution(), {"attribution": REPORT}))
            else:
                self._spoken(s, piece, paragraph, sources.get(id(piece.cue)))
        for cue in cues:
            self.discourse.hear(cue, sources.get(id(cue), f"S{len(self.found):03d}"))
        self.discourse.chained = False

    def _spoken(self, s: Sentence, piece: Piece, paragraph: Paragraph, source: str | None) -> None:
        cue = piece.cue
        assert cue is not None
        form = cue.form if piece.owner else Form.SHARED
        attribution = attribution_of(s, cue, form, source if not piece.owner else None)
        self.found.append(self._unit(s, piece, paragraph, attribution, origins_of(cue, shared=not piece.owner), cue))

    def _without_cue(self, s: Sentence, paragraph: Paragraph) -> None:
        inherited = self.discourse.carried(s, paragraph)
        self.discourse.chained = inherited is not None and paragraph.kind != "bullet"
        if is_lead(s) and self.discourse.spoken is None:
            self.discourse.spoken = Spoken(NOBODY, f"S{len(self.found) + 1:03d}")
            self.discourse.chained = True
        for piece in pieces(s, []):
            if inherited is None:
                self.found.append(self._unit(s, piece, paragraph, Attribution(), {"attribution": REPORT}))
                continue
            spoken, rule = inherited
            attribution = carried_attribution(s, spoken)
            origin = Origin(rule=rule, confidence=CARRIED[rule])
            origins = dict.fromkeys(("attribution", "kind", "quantifier", "affiliation", "mode"), origin)
            self.found.append(self._unit(s, piece, paragraph, attribution, origins, spoken.cue, inherited=True))

    def _unit(
        self,
        s: Sentence,
        piece: Piece,
        paragraph: Paragraph,
        attribution: Attribution,
        origins: dict[str, Origin],
        cue: Cue | None = None,
        inherited: bool = False,
    ) -> Unit:
        span = s.span_of(piece.first, piece.last)
        if piece.last == len(s) - 1:
            span = Span(span.start, s.span.end)
        if piece.first == 0:
            span = Span(s.span.start, span.end)
        content = span if inherited or not piece.owner else content_of(s, piece, span)
        return Unit(
            span=span,
            content=content,
            sentence=s.span,
            section=paragraph.section,
            paragraph=paragraph.number,
            attribution=attribution,
            mode=cue.mode if cue else Mode.OTHER,
            verb=cue.verb if cue and cue.verb else None,
            origins=origins,
        )


def is_fragment(s: Sentence) -> bool:
    """Return whether the words are a scrap of a list or table: fewer than three, none of them a verb."""
    words = [word for word in s.words if word[0].isalnum()]
    if len(words) > 2:
        return False
    verbs = lexicon().verbs
    spoken = any(w in AUXILIARIES or (w in verbs and (verbs[w].past or verbs[w].third)) for w in words[1:])
    return not spoken and not (len(words) == 2 and words[1].endswith("ed"))


def cues_of(s: Sentence, speakers: list[Speaker]) -> list[Cue]:
    """Return the cues that govern a sentence with these speakers."""
    framed = [cue for speaker in speakers if (cue := frame_cue(s, speaker)) is not None]
    chosen = select(s, [*speaker_cues(s, speakers), *framed, *impersonal_cues(s, speakers), *scene_cues(s, speakers)])
    if elliptic := [*elliptic_cues(s, speakers, chosen)]:
        chosen = select(s, [*chosen, *elliptic])
    if chosen:
        again = coordinated_cues(s, chosen)
        if again:
            chosen = select(s, [*chosen, *again])
    return chosen


def content_of(s: Sentence, piece: Piece, span: Span) -> Span:
    """Return the part of the piece that carries the claim, without the cue."""
    cue = piece.cue
    if cue is None:
        return span
    if cue.backward:
        if cue.last + 3 > piece.last and cue.first > piece.first:
            last = cue.first - 1
            while last > piece.first and s.words[last] == ",":
                last -= 1
            return Span(span.start, s.ends[last])
        return span
    if piece.first < cue.content <= piece.last and any(c.isalnum() for c in s.cut(cue.content, piece.last)):
        return Span(s.starts[cue.content], span.end)
    return span


def attribution_of(s: Sentence, cue: Cue, form: Form, source: str | None) -> Attribution:
    """Return the attribution a cue gives to a unit of its own sentence."""
    speaker = cue.speaker
    words = s.span_of(cue.first, cue.last)
    return Attribution(
        explicit=True,
        quantifier=quantifier_of(cue),
        kind=speaker.kind,
        affiliation=speaker.affiliation,
        group=speaker.group,
        cue=words.cut(s.text),
        cue_span=words,
        form=form,
        source=source,
        alternatives=(dict(RAPPORTEUR),) if _doubtful(cue) else (),
    )


def _doubtful(cue: Cue) -> bool:
    return cue.rule in DOUBTFUL or (cue.form is Form.NOMINAL and not cue.person)


def quantifier_of(cue: Cue) -> Quantifier:
    """Return how many hold it; a negated passive proposal is held by none."""
    if cue.speaker.kind in HOLDERS:
        return Quantifier.UNSPECIFIED
    if (
        cue.negated
        and cue.rule in ("passive", "speech_act")
        and cue.mode in (Mode.PROPOSED, Mode.SUGGESTED, Mode.NOTED)
    ):
        return Quantifier.NONE
    return cue.speaker.quantifier


def carried_attribution(s: Sentence, spoken: Spoken) -> Attribution:
    """Return the attribution a sentence inherits; the report's own voice is the other plausible reading."""
    cue = spoken.cue
    return Attribution(
        explicit=False,
        quantifier=quantifier_of(cue),
        kind=cue.speaker.kind,
        affiliation=cue.speaker.affiliation,
        group=cue.speaker.group,
        form=Form.CARRIED,
        source=spoken.source,
        alternatives=(dict(RAPPORTEUR),),
    )


def origins_of(cue: Cue, *, shared: bool) -> dict[str, Origin]:
    """Return the rule and confidence behind each field of an explicit attribution."""
    name = f"attribution.{cue.rule}"
    sure = cue.confidence * (0.95 if shared else 1.0)
    speaker = cue.speaker
    origins = {
        "attribution": Origin(rule=name + (".shared" if shared else ""), confidence=round(sure, 3)),
        "kind": Origin(rule=f"kind.{speaker.rule}", confidence=round(sure * (0.9 if speaker.weak else 0.99), 3)),
        "quantifier": Origin(rule=f"quantifier.{speaker.quantifier}", confidence=round(sure * 0.98, 3)),
        "mode": Origin(rule=f"mode.{cue.rule}", confidence=0.9),
    }
    if speaker.affiliation:
        origins["affiliation"] = Origin(rule=f"affiliation.{speaker.rule}", confidence=round(sure * 0.97, 3))
    return origins
