"""What was said, by holder: who speaks on what, and which way."""

from __future__ import annotations

from collections import Counter

from contingent.briefs.brief import Figure, Line, Paragraph, Row, Section, Table, Terms, line
from contingent.briefs.desk import AGAINST, FOR, Desk
from contingent.briefs.phrases import (
    SUPPORT_CLASSES,
    cited,
    claim_text,
    count,
    hedge,
    named,
    ordered,
    place,
    support_class,
)
from contingent.briefs.sections.themes import theme_name
from contingent.coding.statements import Statement
from contingent.coding.vocabulary import HolderKind, Level

MOST_LINES = 5
MOST_ROWS = 24


def holders(desk: Desk) -> dict[str, list[Statement]]:
    """Return statements by holder: each named affiliation, then the unnamed by how many they are, then the report.

    A statement of two affiliations stands under both.
    """
    named_ones: dict[str, list[Statement]] = {}
    unnamed: dict[str, list[Statement]] = {label: [] for label in SUPPORT_CLASSES}
    for s in desk.material.told:
        for code in s.attribution.affiliation:
            named_ones.setdefault(named(code, desk.actors), []).append(s)
        if not s.attribution.affiliation:
            unnamed[support_class(s)].append(s)
    by_number = sorted(named_ones.items(), key=lambda item: (-len(item[1]), item[0]))
    return dict(by_number) | {label: found for label, found in unnamed.items() if found}


def section(desk: Desk) -> Section:
    """Return the section on who said what."""
    title = "What was said, by holder"
    found = holders(desk)
    if not found:
        text = line("No statements are in the project yet, so there are no holders to compare.", desk.note("coding"))
        return Section("holders", title, (Paragraph((text,), "missing"),))
    opening = Paragraph(
        (
            line(
                "A national participant speaks as a person from that country, not for its government; a state is named "
                "as holder only where the report itself says that the state wants, sees or aims at something.",
                desk.note("attribution"),
            ),
        )
    )
    matrices = tuple(_matrix(desk, found, colour) for colour in ("count", "stance"))
    return Section("holders", title, (opening, *matrices, _voices(desk, found)), short="By holder")


def _themes_of(s: Statement) -> set[str]:
    return {code.partition(".")[0] for code in s.concepts}


def _matrix(desk: Desk, found: dict[str, list[Statement]], colour: str) -> Figure:
    """Return the holder by theme matrix, coloured by number of statements or by balance of stances."""
    codebook = desk.material.codebook
    present = {code for theirs in found.values() for s in theirs for code in _themes_of(s)}
    order = [c.code for c in codebook if c.parent is None and c.code in present] if codebook else []
    order += sorted(present - set(order))
    shown = dict(list(found.items())[:MOST_ROWS])
    data: list[dict[str, str | int]] = []
    rows: list[Row] = []
    for n, (holder, theirs) in enumerate(shown.items()):
        cells: list[Line] = []
        for code in order:
            about = [s for s in theirs if code in _themes_of(s)]
            main = [s for s in about if s.concepts[0].partition(".")[0] == code]
            pro, con = (sum(s.stance in side for s in main) for side in (FOR, AGAINST))
            data.append(
                {
                    "holder": holder,
                    "row": n,
                    "theme": theme_name(desk, code),
                    "column": order.index(code),
                    "statements": len(about),
                    "pro": pro,
                    "con": con,
                }
            )
            text = str(len(about)) if colour == "count" else f"{pro} for, {con} against" if pro + con else "–"
            cells.append(line(text if about else "–"))
        rows.append(Row((line(holder), *cells, cited(theirs))))
    names = tuple(theme_name(desk, code) for code in order)
    title, subtitle = _words(desk, shown, colour)
    return Figure(
        chart="holder_by_theme",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. A grid of {count(len(shown), 'holder')} by {count(len(order), 'theme')}; the table "
        "gives every cell.",
        data=tuple(data),
        table=Table(
            "Holders by theme" + ("" if colour == "count" else ": stances"),
            ("Holder", *names, "Statements"),
            tuple(rows),
            frozenset(range(1, len(names) + 1)) if colour == "count" else frozenset(),
            wide=True,
        ),
        cites=line(place("evidence", "Evidence index"), desk.note("support" if colour == "count" else "split")),
        options={"colour": colour},
    )


def _words(desk: Desk, shown: dict[str, list[Statement]], colour: str) -> tuple[str, str]:
    """Return title (the finding) and subtitle (unit and source) of a matrix."""
    if colour == "count":
        voices = {h: t for h, t in shown.items() if h not in SUPPORT_CLASSES}
        if voices:
            first = max(voices, key=lambda h: len(voices[h]))
            about = Counter(code for s in voices[first] for code in _themes_of(s)).most_common(1)
            theme = f", most often on {theme_name(desk, about[0][0]).lower()}" if about else ""
            title = f"Among named voices, {first} is heard most ({count(len(voices[first]), 'statement')}{theme})"
        else:
            title = "No voice with a named affiliation is heard"
        return title, (
            "Number of statements touching each theme; one statement may touch several themes and have two "
            "affiliations. Source: coded report."
        )
    told = desk.material.voiced
    pro, con = (sum(s.stance in side for s in told) for side in (FOR, AGAINST))
    title = (
        f"Attributed statements are more often {'in favour' if pro >= con else 'doubtful'}: {pro} for, "
        f"{con} against or sceptical"
    )
    return title, (
        "▲ statements for, ▼ against or sceptical towards their main concept; colour is the balance. Statements "
        "without a stance are left out. Source: coded report."
    )


def _voices(desk: Desk, found: dict[str, list[Statement]]) -> Terms:
    """Return for each holder with a named affiliation what it said, the broadest and plainest first."""
    entries: list[tuple[str, tuple[Line, ...]]] = []
    for holder, theirs in found.items():
        if holder in SUPPORT_CLASSES:
            continue
        kinds = Counter(_kind(s) for s in theirs)
        core = ordered([s for s in theirs if s.level is Level.CORE] or theirs)
        lines = []
        for s in core[:MOST_LINES]:
            words = hedge(s)
            lines.append(line(claim_text(s), f" ({words})" if words else "", cited([s])))
        rest = [s for s in theirs if s not in core[:MOST_LINES]]
        if rest:
            lines.append(line("Also: ", cited(rest)))
        label = ", ".join(f"{kind} {n}" for kind, n in kinds.items())
        entries.append((f"{holder}: {count(len(theirs), 'statement')} ({label})", tuple(lines)))
    return Terms(tuple(entries))


def _kind(s: Statement) -> str:
    words = {
        HolderKind.PARTICIPANT: "by participants",
        HolderKind.STATE: "in the state's name",
        HolderKind.ORGANIZATION: "in the organisation's name",
        HolderKind.OFFICIAL: "by officials",
        HolderKind.EXPERT: "by experts",
    }
    return words.get(s.attribution.kind, "by others")
