"""Organisations on responsibility, legitimacy and capacity, and the stance of statements about them."""

from __future__ import annotations

from collections import Counter

from contingent.briefs.brief import Block, Figure, Line, Paragraph, Row, Section, Table, Words, line
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import STANCES, capital, cited, count, heading_title, named, short
from contingent.briefs.sections import profiles, states
from contingent.coding.statements import Statement
from contingent.positions.profiles import Profile


def section(desk: Desk) -> Section:
    """Return the section on organisations."""
    title = "Organisations: responsibility, legitimacy and capacity"
    found = profiles.organisations(desk)
    blocks: list[Block] = []
    if found:
        text = line(
            "The report was read for what it says of "
            f"{count(len(found), 'organisation or provider', 'organisations and providers')} "
            "under each test; an empty cell means that it says nothing.",
            desk.note("profiles"),
        )
        blocks += [Paragraph((text,)), _table(desk, found)]
    else:
        text = line(
            "No statement on an organisation's role is coded in this project (codes under `org`), so "
            "organisations cannot "
            "be compared.",
            desk.note("profiles"),
        )
        blocks.append(Paragraph((text,), "missing"))
    stance = _stances(desk)
    if stance is not None:
        blocks.append(stance)
    return Section("organisations", title, tuple(blocks), short="Organisations")


def _table(desk: Desk, found: tuple[Profile, ...]) -> Table:
    headings = tuple(dict.fromkeys(heading for p in found for heading in p.headings))
    rows = []
    for profile in found:
        cells: list[Line] = []
        for heading in headings:
            lines = states.points(desk, profile.headings.get(heading, ()))
            cells.append(
                tuple(
                    part for n, one in enumerate(lines) for part in (line(*([Words("; ", "break")] if n else []), one))
                )
            )
        if not any(cells):
            cells[-1] = line("Nothing said.", desk.note("profiles"))
        rows.append(Row((line(named(profile.actor, desk.actors)), *[cell or line("–") for cell in cells])))
    return Table("Organisations compared", ("Organisation", *map(heading_title, headings)), tuple(rows), wide=True)


def about_organisation(desk: Desk) -> dict[str, list[tuple[Statement, str]]]:
    """Return for each organisation the statements whose stance can be read as one on it, and on what.

    These are statements on organisations' roles (main concept under `org`), and statements that name no other
    organisation; in all of them a stance is coded.
    """
    found: dict[str, list[tuple[Statement, str]]] = {}
    for s in desk.material.voiced:
        if s.stance is None or not s.concepts:
            continue
        named_ones = [code for code in s.actors if desk.is_organisation(code)]
        role = s.concepts[0].partition(".")[0] == "org"
        for code in named_ones:
            if role or len(named_ones) == 1:
                found.setdefault(code, []).append(
                    (s, "Its own role" if role else "Proposals and norms that involve it")
                )
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _stances(desk: Desk) -> Figure | None:
    found = about_organisation(desk)
    if not found:
        return None
    data: list[dict[str, str | int]] = []
    rows = []
    for n, (code, theirs) in enumerate(found.items()):
        label = capital(short(code, desk.actors))
        counts = Counter((matter, STANCES[s.stance]) for s, matter in theirs if s.stance)
        data += [
            {"organisation": label, "order": n, "matter": matter, "stance": stance, "statements": number}
            for (matter, stance), number in counts.items()
        ]
        for matter in dict.fromkeys(m for _, m in theirs):
            cells = tuple(line(str(counts[matter, stance] or "–")) for stance in STANCES.values())
            rows.append(Row((line(label), line(matter), *cells, cited(s for s, m in theirs if m == matter))))
    return Figure(
        chart="organisation_stances",
        title=_finding(desk, found),
        subtitle="Statements with a stance, by what they are about. Source: coded report, without the "
        "report's own account.",
        alt=f"{_finding(desk, found)}. Bars for each organisation split by stance; the table gives the counts.",
        data=tuple(data),
        table=Table(
            "Stances on organisations",
            ("Organisation", "On", *[s.capitalize() for s in STANCES.values()], "Statements"),
            tuple(rows),
            frozenset(range(2, 2 + len(STANCES))),
        ),
        cites=line(cited(s for theirs in found.values() for s, _ in theirs[:1]), desk.note("split")),
    )


def _finding(desk: Desk, found: dict[str, list[tuple[Statement, str]]]) -> str:
    """Return which organisation draws most doubt, or most support where none draws doubt."""

    def tally(code: str) -> tuple[int, int]:
        words = [STANCES[s.stance] for s, _ in found[code] if s.stance]
        return sum(w in {"against", "sceptical"} for w in words), words.count("for")

    doubted = max(found, key=lambda code: tally(code)[0])
    doubts, pros = tally(doubted)
    if not doubts:
        backed = max(found, key=lambda code: tally(code)[1])
        return f"No attributed statement doubts an organisation; {short(backed, desk.actors)} is backed most often"
    name = short(doubted, desk.actors)
    return f"{name} draws most doubt: {count(doubts, 'statement')} against or sceptical, {pros} for"
