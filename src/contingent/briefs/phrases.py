"""Plain English for the words of the coding: who says it, how sure, how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from contingent.base.months import Month
from contingent.briefs.brief import Cite, CiteKind, Line, Words, line
from contingent.coding.codebook import Codebook
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import Form, Hedge, HolderKind, Quantifier, Stance, Status
from contingent.records.actors import Actor, ActorKind

_HOW_MANY: dict[Quantifier, str] = {
    Quantifier.ONE: "one {}",
    Quantifier.TWO: "two {}s",
    Quantifier.FEW: "a few {}s",
    Quantifier.SOME: "some {}s",
    Quantifier.SEVERAL: "several {}s",
    Quantifier.MANY: "many {}s",
    Quantifier.MOST: "most {}s",
    Quantifier.ALL: "all {}s",
    Quantifier.MINORITY: "a minority of {}s",
    Quantifier.MAJORITY: "a majority of {}s",
    Quantifier.OTHERS: "other {}s",
    Quantifier.NONE: "no {}",
    Quantifier.UNSPECIFIED: "{}s",
}

BREADTH: dict[Quantifier, float] = {
    Quantifier.ALL: 6,
    Quantifier.MOST: 5,
    Quantifier.MAJORITY: 5,
    Quantifier.MANY: 4,
    Quantifier.SEVERAL: 3,
    Quantifier.SOME: 3,
    Quantifier.OTHERS: 2,
    Quantifier.UNSPECIFIED: 2,
    Quantifier.MINORITY: 2,
    Quantifier.FEW: 2,
    Quantifier.TWO: 1.5,
    Quantifier.ONE: 1,
    Quantifier.NONE: 0,
}
"""How broad the support behind a statement is, for ordering only."""

SUPPORT_CLASSES = (
    "Many, most or all participants",
    "Some or several participants",
    "Participants, number not given",
    "One, two or no participants",
    "States, organisations, officials, experts",
    "The report's own account",
)

_HEDGES = {
    Hedge.CERTAIN: "",
    Hedge.LIKELY: "put as likely",
    Hedge.POSSIBLE: "put as possible",
    Hedge.UNLIKELY: "put as unlikely",
    Hedge.CONDITIONAL: "on a condition",
}

STANCES = {
    Stance.SUPPORT: "for",
    Stance.OPPOSE: "against",
    Stance.SCEPTICAL: "sceptical",
    Stance.AMBIVALENT: "ambivalent",
    Stance.NEUTRAL: "neutral",
}

_THE = re.compile(
    r"(United |Union\b|Organi[sz]ation|Commonwealth|Council|Republic|Islands|Emirates|Netherlands|Philippines)"
)


def named(code: str, actors: Mapping[str, Actor]) -> str:
    """Return the name of an actor without brackets; an unknown code in plain words."""
    actor = actors.get(code)
    if actor is None:
        return code.replace("_", " ")
    name = re.sub(r"\s*\([^)]*\)", "", actor.name).split(" / ")[0].strip()
    return name or code


def short(code: str, actors: Mapping[str, Actor]) -> str:
    """Return a name for charts and tables: organisations by acronym, everything else by name."""
    actor = actors.get(code)
    if actor is not None and actor.kind in {
        ActorKind.ORGANISATION,
        ActorKind.ORGAN,
        ActorKind.PROGRAMME,
        ActorKind.MISSION,
    }:
        return code.replace("_", " ")
    return named(code, actors)


def spelled(text: str, actors: Mapping[str, Actor]) -> str:
    """Return the text with codes of states and composed codes spelled out: `TJK hosted` becomes `Tajikistan hosted`."""

    def name(match: re.Match[str]) -> str:
        actor = actors.get(match[0])
        if "_" in match[0] or (actor and actor.kind is ActorKind.STATE):
            return named(match[0], actors)
        return match[0]

    return re.sub(r"\b[A-Z]{3}\b|\b[A-Z]\w*_\w+\b", name, text)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(r"(?<![\w-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\w-])")


def month_name(month: Month) -> str:
    """Return `November 2013`."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def dates_in_words(text: str) -> str:
    """Return the text with dates such as `2010-06-12` or `2013-08` as `12 June 2010` and `August 2013`."""

    def words(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        return f"{f'{int(day)} ' if day else ''}{_MONTHS[int(month) - 1]} {year}"

    return _ISO.sub(words, text)


def with_article(name: str) -> str:
    """Return the name as it stands in a sentence: `the United Nations`, but `Russia`."""
    return f"the {name}" if _THE.search(name) and not name.lower().startswith("the ") else name


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


_HEADINGS = {"level": "Current level", "forms": "Preferred forms"}


def heading_title(key: str) -> str:
    """Return the heading of a profile as readers see it: `Current level` for `level`."""
    return _HEADINGS.get(key) or capital(key.replace("_", " "))


def capital(text: str) -> str:
    """Return the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def count(number: int, one: str, many: str | None = None) -> str:
    """Return `1 statement`, `1,204 statements`, `no statements`."""
    return (
        f"{number:,} {one}"
        if number == 1
        else f"{number or 'no':,} {many or one + 's'}"
        if number
        else f"no {many or one + 's'}"
    )


def who(statement: Statement, actors: Mapping[str, Actor]) -> str:
    """Return the holder in words: `one participant from Russia`, `Kazakhstan`, `the report`."""
    said = statement.attribution
    places = listed(with_article(named(code, actors)) for code in said.affiliation)
    match said.kind:
        case HolderKind.RAPPORTEUR:
            return "the report"
        case HolderKind.STATE | HolderKind.ORGANIZATION:
            return places or ("a state" if said.kind is HolderKind.STATE else "an organisation")
        case HolderKind.OFFICIAL:
            words = _HOW_MANY[said.quantifier].format("official")
        case HolderKind.EXPERT:
            words = _HOW_MANY[said.quantifier].format("expert")
        case _:
            words = _HOW_MANY[said.quantifier].format("participant")
    return f"{words} from {places}" if places else words


def by_context(statement: Statement) -> bool:
    """Return whether the holder is carried over from an earlier sentence, a reading and not the text's own word."""
    return statement.attribution.form is Form.CARRIED


LOW_CONFIDENCE = 0.6
"""Share of hits of a rule below which what it set is flagged as unsure."""

_TOLD_FIELDS = {
    "attribution": "holder",
    "kind": "holder",
    "quantifier": "how many",
    "affiliation": "affiliation",
    "concepts": "theme",
    "stance": "stance",
}


def unsure(statement: Statement) -> list[str]:
    """Return what a suggested statement takes from a rule that is often wrong, in plain words."""
    if statement.status is not Status.SUGGESTED:
        return []
    low = [name for name, origin in statement.origins.items() if origin.confidence < LOW_CONFIDENCE]
    return list(dict.fromkeys(_TOLD_FIELDS[name] for name in low if name in _TOLD_FIELDS))


def review(statement: Statement) -> str:
    """Return that a statement is a suggestion, and of what it is unsure."""
    low = unsure(statement)
    return f"suggestion, not reviewed{f'; unsure: {listed(low)}' if low else ''}"


def hedge(statement: Statement) -> str:
    """Return how sure the statement is of itself, empty if it is put flatly."""
    return _HEDGES[statement.hedge]


def qualified(statement: Statement) -> str:
    """Return hedge and carried attribution as one bracket, or nothing."""
    low = unsure(statement)
    read = "holder read from context" if by_context(statement) else ""
    words = [w for w in (hedge(statement), read, f"unsure of {listed(low)}" if low else "") if w]
    return f" ({'; '.join(words)})" if words else ""


def support_class(statement: Statement) -> str:
    """Return which of SUPPORT_CLASSES stands behind a statement."""
    said = statement.attribution
    if said.kind is HolderKind.RAPPORTEUR:
        return SUPPORT_CLASSES[5]
    if said.kind is not HolderKind.PARTICIPANT:
        return SUPPORT_CLASSES[4]
    if BREADTH[said.quantifier] >= 4:
        return SUPPORT_CLASSES[0]
    if said.quantifier is Quantifier.UNSPECIFIED:
        return SUPPORT_CLASSES[2]
    return SUPPORT_CLASSES[1] if BREADTH[said.quantifier] >= 2 else SUPPORT_CLASSES[3]


def in_the_room(statement: Statement) -> bool:
    """Return whether the holder spoke at the meeting, as far as the coding tells.

    Participants did. Experts and officials did unless the report speaks of them: where they belong to a named group (a
    government, an elite, commentators) or are the subject of a verb of wanting or urging (form `holder`).
    """
    said = statement.attribution
    if said.kind in {HolderKind.EXPERT, HolderKind.OFFICIAL}:
        return not said.group and said.form is not Form.HOLDER
    return said.kind is HolderKind.PARTICIPANT


def broadly_held(statement: Statement) -> bool:
    """Return whether participants hold it whom the report counts as some or more, or names without a number."""
    said = statement.attribution
    return said.kind is HolderKind.PARTICIPANT and (
        BREADTH[said.quantifier] >= BREADTH[Quantifier.SOME] or said.quantifier is Quantifier.UNSPECIFIED
    )


def cite(statement_id: str) -> Cite:
    """Return the citation of a statement."""
    return Cite(CiteKind.STATEMENT, statement_id)


def place(key: str, text: str) -> Cite:
    """Return a citation of a section or keyed row of the brief itself."""
    return Cite(CiteKind.PLACE, key, text)


def cited(statements: Iterable[Statement | str]) -> Line:
    """Return the citations of statements, each once."""
    ids = dict.fromkeys(s if isinstance(s, str) else s.id for s in statements)
    return tuple(cite(key) for key in ids)


LONGEST_QUOTE = 260
"""Characters of the report's words that stand where no paraphrase was written."""


def in_quotes(text: str) -> str:
    """Return the words of a report in quotation marks, cut at a word if they are long."""
    text = " ".join(text.split())
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"“{text}”"


def claim_text(statement: Statement) -> str:
    """Return the paraphrase, or a plain pointer where none was written."""
    return statement.paraphrase or "No paraphrase has been written; see the evidence index."


def said_line(statement: Statement, actors: Mapping[str, Actor]) -> Line:
    """Return holder, paraphrase, qualification and citation as one line."""
    return line(
        Words(f"{capital(who(statement, actors))}: ", "strong"),
        claim_text(statement),
        Words(qualified(statement), "soft"),
        cite(statement.id),
    )


def concept_name(code: str, codebook: Codebook | None) -> str:
    """Return the name of a code, or the code in plain words."""
    found = next((c.name for c in codebook if c.code == code), None) if codebook else None
    return found or code.replace(".", ": ").replace("_", " ")


def wrapped(text: str, width: int, most: int = 2) -> str:
    """Return the text broken at words into at most `most` lines with line feeds, cut with an ellipsis."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    lines.append(current)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(",;") + " …"]
    return "\n".join(lines)


def number(value: float) -> str:
    """Return a figure rounded to a whole number with thousands separated."""
    return f"{value:,.0f}"


def share_of_draws(value: float) -> str:
    """Return a share of draws in words: `93 of 100 draws`; only a true end is called all or none."""
    hundredths = round(value * 100)
    if hundredths == 100:
        return "all draws" if value == 1 else "more than 99 of 100 draws"
    if hundredths == 0:
        return "no draw" if value == 0 else "fewer than 1 of 100 draws"
    return f"{hundredths} of 100 draws"


def ordered(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements by breadth of support, participants before the report's own account, then reading order."""
    place_of = {s.id: n for n, s in enumerate(statements)}

    def rank(s: Statement) -> tuple[bool, float, int]:
        return (s.attribution.kind is HolderKind.RAPPORTEUR, -BREADTH[s.attribution.quantifier], place_of[s.id])

    return sorted(statements, key=rank)
