"""Preview: what a file of another tool would bring, shown as sliced text beside its codes before anything is stored."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contingent.coding.exchange.parcel import Parcel, Passage

SAMPLE = 12
"""Passages shown of a file, spread evenly over it."""
DOUBTS = 50
"""Doubtful passages shown; how many there are is always told."""
LONGEST = 240
"""Characters of a passage that are shown; its middle gives way."""
AROUND = 24
"""Characters shown before and after a passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One passage as it would be stored: the words, what stands before and after, and what is coded of them.

    `doubts` say why the place looks wrong; empty where nothing does.
    """

    id: str
    document: str
    start: int
    stop: int
    before: str
    words: str
    after: str
    coded: tuple[str, ...]
    coder: str | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would bring.

    Attributes:
        file: its name.
        tool: tool and format.
        counts: how many of what, for people.
        offsets: the convention of offsets found, and how it was told.
        evidence: how many passages begin and end where words do, which is what a wrong convention breaks.
        sample: passages spread over the file.
        doubtful: passages that look wrong, at most DOUBTS; `doubts` is how many there are.
        left_out: what has no place here, and why.
        names: what each name becomes.
        notes: what else is to be known before storing.
    """

    file: str
    tool: str
    counts: Mapping[str, int]
    offsets: str
    evidence: str
    sample: tuple[Shown, ...]
    doubtful: tuple[Shown, ...] = ()
    doubts: int = 0
    left_out: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def preview_of(
    parcel: Parcel, file: str, *, names: Mapping[str, str] | None = None, notes: Sequence[str] = ()
) -> Preview:
    """Return the preview of a parcel read from `file`. `names` says what each name becomes when stored."""
    texts = {document.id: document.text for document in parcel.documents}
    labels = {code.id: code.name for code in parcel.codes}
    told = dict(names or {})
    whole = [(passage, doubts_of(passage, texts)) for passage in parcel.passages]
    wrong = [pair for pair in whole if pair[1]]

    titles = _titles(parcel)

    def shown(pair: tuple[Passage, tuple[str, ...]]) -> Shown:
        made = _shown(pair, parcel, texts, labels, told)
        return replace(made, document=titles.get(made.document, made.document))

    return Preview(
        file=file,
        tool=parcel.tool,
        counts=_counts(parcel),
        offsets=parcel.offsets,
        evidence=_evidence(parcel.passages, texts),
        sample=tuple(map(shown, _spread(whole))),
        doubtful=tuple(map(shown, wrong[:DOUBTS])),
        doubts=len(wrong),
        left_out=parcel.left_out,
        names=told,
        notes=tuple(notes),
    )


def doubts_of(passage: Passage, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return why a passage looks as if its offsets were read wrongly; empty where it does not."""
    text = texts.get(passage.document)
    if text is None:
        return ("its document is not in the file",)
    if not 0 <= passage.start < passage.stop <= len(text):
        return ("it lies outside its document",)
    words = text[passage.start : passage.stop]
    found = []
    if not words.strip():
        found.append("it is blank")
    elif words != words.strip():
        found.append("it begins or ends with a blank")
    if _inside_word(text, passage.start):
        found.append("it begins inside a word")
    if _inside_word(text, passage.stop):
        found.append("it ends inside a word")
    if unicodedata.combining(words[0]) or (passage.stop < len(text) and unicodedata.combining(text[passage.stop])):
        found.append("it cuts an accent from its letter")
    if "\ufffd" in words:
        found.append("characters were lost in it (U+FFFD)")
    return tuple(found)


def _inside_word(text: str, place: int) -> bool:
    """Whether letters of one script stand on both sides; scripts that write no blanks have no such places."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return before.isalnum() and after.isalnum() and not (_unspaced(before) or _unspaced(after))


def _unspaced(letter: str) -> bool:
    return unicodedata.category(letter) == "Lo" and unicodedata.east_asian_width(letter) in "WF"


def _evidence(passages: Sequence[Passage], texts: Mapping[str, str]) -> str:
    placed = [p for p in passages if p.document in texts]
    if not placed:
        return ""
    good = sum(not doubts_of(passage, texts) for passage in placed)
    return f"{good} of {len(placed)} passages begin and end where words do"


def _counts(parcel: Parcel) -> dict[str, int]:
    counts = {
        "documents": len(parcel.documents),
        "codes": len(parcel.codes),
        "coders": len(parcel.coders),
        "passages": len(parcel.passages),
    }
    kinds = Counter(passage.kind for passage in parcel.passages if passage.kind)
    counts |= {f"passages of kind {kind}": number for kind, number in sorted(kinds.items())}
    counts["values with attributes"] = sum(len(values) for values in parcel.entities.values())
    return {what: number for what, number in counts.items() if number or what in ("documents", "passages")}


def count_in_words(what: str, number: int) -> str:
    """Return `1 passage of kind X` or `2 passages of kind X`."""
    if number == 1:
        first, _, rest = what.partition(" ")
        what = f"{first.removesuffix('s')}{f' {rest}' if rest else ''}"
    return f"{number:,} {what}"


def _spread(whole: Sequence[tuple[Passage, tuple[str, ...]]]) -> list[tuple[Passage, tuple[str, ...]]]:
    if len(whole) <= SAMPLE:
        return list(whole)
    return [whole[round(n * (len(whole) - 1) / (SAMPLE - 1))] for n in range(SAMPLE)]


def _titles(parcel: Parcel) -> dict[str, str]:
    """Return what documents are called for people: their title where it is theirs alone."""
    tally = Counter(each.title for each in parcel.documents)
    return {each.id: _short(one_line(each.title)) for each in parcel.documents if each.title and tally[each.title] == 1}


def _shown(
    pair: tuple[Passage, tuple[str, ...]],
    parcel: Parcel,
    texts: Mapping[str, str],
    labels: Mapping[str, str],
    names: Mapping[str, str],
) -> Shown:
    passage, doubts = pair
    text = texts.get(passage.document, "")
    coded = [labels.get(code, code) for code in passage.codes]
    coded += [
        f"{name}: {_told(name, value, names)}"
        for name, value in passage.variables.items()
        if value != "" and value not in coded
    ]
    coder = passage.coder and parcel.coders.get(passage.coder, passage.coder)
    return Shown(
        id=passage.id,
        document=passage.document,
        start=passage.start,
        stop=passage.stop,
        before=one_line(text[max(0, passage.start - AROUND) : max(0, passage.start)]),
        words=_short(one_line(text[max(0, passage.start) : passage.stop])),
        after=one_line(text[passage.stop : passage.stop + AROUND]),
        coded=tuple(coded),
        coder=names.get(coder, coder) if coder else None,
        doubts=doubts,
    )


def _told(name: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names.get(str(value), str(value)) if name == "person" else str(value)


_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """Return a text on one line, without control characters or marks that turn its direction."""
    return _ODD.sub(" ", text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} […] {text[-LONGEST // 2 :]}"
