"""What was said, by theme: how broad the support, where views differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from contingent.briefs.brief import Block, Bullets, Figure, Line, Paragraph, Row, Section, Table, Words, line
from contingent.briefs.desk import AGAINST, FOR, Desk
from contingent.briefs.phrases import (
    BREADTH,
    STANCES,
    SUPPORT_CLASSES,
    broadly_held,
    capital,
    cite,
    cited,
    concept_name,
    count,
    in_the_room,
    listed,
    named,
    ordered,
    place,
    said_line,
    support_class,
    who,
    with_article,
)
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import HolderKind, Level, Quantifier

MOST_BULLETS = 4
LONGEST_MEANING = 130
"""Characters up to which the definition of a contested concept is told with it."""


@dataclass(frozen=True, slots=True)
class Split:
    """A concept on which holders take opposite sides."""

    concept: str
    supporters: tuple[Statement, ...]
    doubters: tuple[Statement, ...]

    @property
    def weight(self) -> tuple[float, int]:
        """How evenly and how often it is contested: breadth of the smaller side, then number of statements."""
        sides = [sum(BREADTH[s.attribution.quantifier] for s in side) for side in (self.supporters, self.doubters)]
        return min(sides), len(self.supporters) + len(self.doubters)


def splits(desk: Desk) -> list[Split]:
    """Return the concepts contested in the room, the most evenly contested first.

    Statements stand against each other only if they are about the same actors: doubt in one organisation does not
    contradict praise of another.
    """
    by_concept: dict[str, list[Statement]] = defaultdict(list)
    for s in desk.material.voiced:
        if s.concepts and s.stance in FOR | AGAINST and in_the_room(s):
            by_concept[s.concepts[0]].append(s)
    found = []
    for concept, statements in by_concept.items():
        for group in about_the_same(statements):
            pro = tuple(s for s in group if s.stance in FOR)
            con = tuple(s for s in group if s.stance in AGAINST)
            if pro and con and not _one_voice(group):
                found.append(Split(concept, pro, con))
    return sorted(found, key=lambda split: split.weight, reverse=True)


def _one_voice(statements: list[Statement]) -> bool:
    """Return whether all come from one person of the same affiliation, who may well weigh both sides."""
    voices = {(s.attribution.kind, s.attribution.affiliation, s.attribution.quantifier) for s in statements}
    return len(voices) == 1 and statements[0].attribution.quantifier is Quantifier.ONE


def about_the_same(statements: list[Statement]) -> list[list[Statement]]:
    """Return groups of statements linked by shared actors; statements that name no actor belong to every group."""
    general = [s for s in statements if not s.actors]
    groups: list[tuple[set[str], set[str]]] = []  # actors, ids
    for s in statements:
        if not s.actors:
            continue
        actors, ids = set(s.actors), {s.id}
        for group in [g for g in groups if g[0] & actors]:
            actors |= group[0]
            ids |= group[1]
            groups.remove(group)
        groups.append((actors, ids))
    if not groups:
        return [general]
    return [[s for s in statements if s.id in ids or not s.actors] for _, ids in groups]


def split_line(desk: Desk, split: Split) -> Line:
    """Return one line naming a contested concept, who is for it and who is not, with every statement."""

    def side(statements: tuple[Statement, ...]) -> list[str | Line]:
        grouped: dict[str, list[Statement]] = {}
        for s in ordered(statements):
            grouped.setdefault(who(s, desk.actors), []).append(s)
        pieces: list[str | Line] = []
        for n, (holder, theirs) in enumerate(grouped.items()):
            pieces += ["; " if n else "", f"{holder} ", cited(theirs)]
        return pieces

    codebook = desk.material.codebook
    code = next((c for c in codebook if c.code == split.concept), None) if codebook else None
    meaning = f"{code.definition.rstrip('.')}. " if code and 0 < len(code.definition) <= LONGEST_MEANING else ""
    return line(
        Words(f"{concept_name(split.concept, codebook)}. ", "strong"),
        Words(meaning, "soft"),
        Words("For: ", "for"),
        *side(split.supporters),
        ". ",
        Words("Against or sceptical: ", "against"),
        *side(split.doubters),
        ".",
    )


def by_theme(desk: Desk) -> dict[str, list[Statement]]:
    """Return statements by the top-level code of their main concept, in the codebook's order; uncoded ones under ''."""
    codebook = desk.material.codebook
    order = [c.code for c in codebook if c.parent is None] if codebook else []
    themes: dict[str, list[Statement]] = {code: [] for code in order}
    for s in desk.material.told:
        themes.setdefault(s.concepts[0].partition(".")[0] if s.concepts else "", []).append(s)
    return {code: found for code, found in themes.items() if found}


def theme_name(desk: Desk, code: str) -> str:
    """Return the name of a theme."""
    return concept_name(code, desk.material.codebook) if code else "Not coded by theme"


def section(desk: Desk) -> Section:
    """Return the section on what was said, theme by theme."""
    themes = by_theme(desk)
    title = "What was said, by theme"
    if not themes:
        missing = line(
            "No statements are in the project yet, so nothing can be told of the meeting: add the report with "
            "`contingent add`, then let `contingent suggest` propose statements and accept them.",
            desk.note("coding"),
        )
        return Section("themes", title, (Paragraph((missing,), "missing"),))
    overview = Paragraph(
        (
            line(
                f"{count(len(desk.material.told), 'statement').capitalize()} fall under {count(len(themes), 'theme')}; "
                "each is counted once, under its main concept.",
                place("evidence", "Evidence index"),
            ),
            line(
                "Within a theme what some or more participants hold comes first, then single voices; a list shows "
                "where the room was split.",
                desk.note("support"),
                desk.note("split"),
            ),
        )
    )
    contested = splits(desk)
    below = tuple(_theme(desk, code, found, contested) for code, found in themes.items())
    return Section("themes", title, (overview, strength(desk, themes)), below, short="By theme")


def strength(desk: Desk, themes: dict[str, list[Statement]]) -> Figure:
    """Return the figure of who stands behind the statements of each theme."""
    data: list[dict[str, str | int]] = []
    rows: list[Row] = []
    for place_in_order, (code, found) in enumerate(themes.items()):
        counts = Counter(support_class(s) for s in found)
        name = theme_name(desk, code)
        data += [
            {"theme": name, "order": place_in_order, "support": label, "rank": rank, "statements": counts[label]}
            for rank, label in enumerate(SUPPORT_CLASSES)
            if counts[label]
        ]
        cells = tuple(line(str(counts[label])) for label in SUPPORT_CLASSES)
        rows.append(Row((line(name), *cells, line(place(f"theme-{code}", "theme")))))
    voiced = len(desk.material.voiced)
    broad = sum(1 for s in desk.material.told if support_class(s) == SUPPORT_CLASSES[0])
    title = f"{broad} of {voiced} attributed statements are held by many, most or all participants"
    return Figure(
        chart="strength",
        title=title if voiced else "No statement is attributed to anyone but the report",
        subtitle="Statements by theme and by who stands behind them. Source: coded report.",
        alt=f"{title}. Stacked bars, one for each theme; the table below gives the same counts.",
        data=tuple(data),
        table=Table(
            "Statements by theme and support",
            ("Theme", *SUPPORT_CLASSES, "Evidence"),
            tuple(rows),
            frozenset(range(1, len(SUPPORT_CLASSES) + 1)),
        ),
        cites=line(place("evidence", "Evidence index"), desk.note("support")),
    )


def _theme(desk: Desk, code: str, found: list[Statement], contested: list[Split]) -> Section:
    """Return the subsection of one theme."""
    few = len(found) <= MOST_BULLETS
    blocks: list[Block] = [Paragraph((_opening(desk, found),), "lead")]
    blocks += [_said(desk, ordered(found), "All statements")] if few else _support(desk, found)
    here = [split for split in contested if split.concept.partition(".")[0] == code]
    if here:
        blocks.append(Bullets(tuple(split_line(desk, split) for split in here), "Where views differ"))
    if not few:
        blocks.append(_leaves(desk, code, found))
    return Section(f"theme-{code}", theme_name(desk, code), tuple(blocks))


def _said(desk: Desk, statements: list[Statement], title: str) -> Bullets:
    return Bullets(tuple(said_line(s, desk.actors) for s in statements), title)


def _support(desk: Desk, found: list[Statement]) -> list[Block]:
    """Return what several participants hold, then single voices; the report's own account where nobody speaks."""
    told = ordered([s for s in found if s.level is not Level.META] or found)
    broad = [s for s in told if broadly_held(s)][:MOST_BULLETS]
    voices = [s for s in told if s.attribution.kind is not HolderKind.RAPPORTEUR and not broadly_held(s)]
    rest, title = (voices, "Voices") if voices or broad else (told, "The report's own account")
    rest = rest[: MOST_BULLETS - len(broad)]
    none = Paragraph((line("No view with broad support is reported.", desk.note("support")),))
    blocks: list[Block] = [_said(desk, broad, "Broadest support") if broad else none]
    return [*blocks, _said(desk, rest, title)] if rest else blocks


def _opening(desk: Desk, found: list[Statement]) -> Line:
    voiced = [s for s in found if s.attribution.kind is not HolderKind.RAPPORTEUR]
    own = len(found) - len(voiced)
    affiliated = dict.fromkeys(code for s in voiced for code in s.attribution.affiliation)
    text = (
        f"{count(len(found), 'statement').capitalize()}: {len(voiced)} attributed to holders, {own} the "
        "report's own account."
    )
    if len(found) == len(voiced):
        text = f"{count(len(found), 'statement').capitalize()}, all attributed to holders."
    if not voiced:
        text = f"{count(len(found), 'statement').capitalize()}, all the report's own account."
    if affiliated:
        names = listed(with_article(named(code, desk.actors)) for code in affiliated)
        text += f" Voices with a named affiliation: {names}."
    if len(found) <= MOST_BULLETS:
        return line(text, place("evidence", "Evidence index"))
    return line(text, place(f"leaves-{_key(found)}", "all statements"))


def _key(found: list[Statement]) -> str:
    return found[0].concepts[0].partition(".")[0] if found[0].concepts else ""


def _leaves(desk: Desk, code: str, found: list[Statement]) -> Table:
    """Return the table of a theme's concepts with every statement."""
    by_concept: dict[str, list[Statement]] = defaultdict(list)
    for s in found:
        by_concept[s.concepts[0] if s.concepts else ""].append(s)
    codebook = desk.material.codebook
    order = {c.code: n for n, c in enumerate(codebook)} if codebook else {}
    rows = []
    for n, concept in enumerate(sorted(by_concept, key=lambda c: order.get(c, len(order)))):
        theirs = by_concept[concept]
        holders = dict.fromkeys(who(s, desk.actors) for s in ordered(theirs))
        stances = Counter(STANCES[s.stance] for s in theirs if s.stance)
        rows.append(
            Row(
                (
                    line(concept_name(concept, codebook) if concept else "No concept"),
                    line(capital(listed(holders))),
                    line(", ".join(f"{k} {v}" for k, v in stances.items()) or "–"),
                    tuple(cite(s.id) for s in theirs),
                ),
                key=f"leaves-{code}" if n == 0 else None,
            )
        )
    return Table("All statements on this theme", ("Concept", "Held by", "Stance", "Statements"), tuple(rows))
