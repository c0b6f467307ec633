"""The page that sets dialogues side by side: concepts over time, changes of stance, support by region or body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.briefs.brief import (
    Block,
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Datum,
    Entry,
    Evidence,
    Figure,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    line,
    soft,
)
from contingent.briefs.phrases import count
from contingent.coding.statements import Statement

MOST_CONCEPTS = 30
"""Concepts in the figure, those with most stances; the tables have all."""

Found = Mapping[str, Any]
FOOT = "Codes such as A001 are statements; all are listed at the end with their words where the project has them."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsMaterial:
    """What the page is made from: the rows of `project.meeting_rows.across_as_dict`, the statements and their words."""

    rows: Found
    statements: Mapping[str, Statement]
    quotes: Mapping[str, str]
    prepared: date


def meetings_sheet(material: MeetingsMaterial) -> Brief:
    """Return the page."""
    rows = material.rows
    ordered = [each for each in rows["meetings"] if each["day"] is not None]
    days = f"{ordered[0]['day']} to {ordered[-1]['day']}" if ordered else "no day is known"
    invented = sum(each["fictional"] for each in rows["meetings"])
    facts = (f"prepared {material.prepared.isoformat()}", *(() if not rows["codebook"] else (rows["codebook"],)))
    sections = [_meetings(rows), _concepts(rows, ordered), _changes(rows), _silent(rows), _support(rows, ordered)]
    return Brief(
        title="Across meetings",
        subtitle=f"{count(len(rows['meetings']), 'meeting')}, {days}",
        facts=(*facts, *((f"{invented} of {len(rows['meetings'])} are invented",) if invented else ())),
        sections=(*(each for each in sections if each is not None), _evidence(material)),
        form="page across meetings",
        foot=FOOT,
    )


def cited(ids: Iterable[str]) -> Line:
    """Return links to statements."""
    return line([Cite(CiteKind.STATEMENT, key) for key in ids])


def _meetings(rows: Found) -> Section:
    table = Table(
        "Meetings",
        ("Meeting", "Day", "Statements", "Attributed", "With a stance", "Concepts"),
        tuple(
            Row(
                (
                    line(m["title"], soft(f" {m['id']}")),
                    line(str(m["day"] or "not known")),
                    *(line(f"{m[name]:,}") for name in ("statements", "voices", "stances", "concepts")),
                )
            )
            for m in rows["meetings"]
        ),
        numeric=frozenset({2, 3, 4, 5}),
    )
    blocks: list[Block] = [table]
    if rows["notes"]:
        blocks.append(Bullets(tuple(line(note) for note in rows["notes"]), "What to keep in mind"))
    return Section("meetings", "The meetings", tuple(blocks))


def _concepts(rows: Found, ordered: Sequence[Found]) -> Section | None:
    if not rows["courses"]:
        return None
    terms = tuple(line(f"{word}: {text}.") for word, text in rows["definitions"].items())
    blocks: list[Block] = [Bullets(terms, "What the words mean")]
    shown = [each for each in rows["courses"] if each["state"] != "not spoken of"]
    table = Table(
        "Concepts by meeting",
        (
            "Concept",
            "Meeting",
            "What it is",
            "For",
            "Against or sceptical",
            "Ambivalent or neutral",
            "Share for, 95 %",
            "Keep in mind",
        ),
        tuple(_course(each) for each in shown),
        wide=True,
    )
    figure = _figure(rows["courses"], ordered, table)
    blocks.append(figure or table)
    return Section("concepts", "New, contested, settled", tuple(blocks))


def _course(each: Found) -> Row:
    said = each["statements"]
    state = each["state"] + (", new" if each["new"] else "") + (", reopened" if each["reopened"] else "")
    return Row(
        (
            line(each["name"], soft(f" {each['concept']}")),
            line(each["meeting"]),
            _state(each, state),
            cited(said.get("support", ())),
            cited((*said.get("oppose", ()), *said.get("sceptical", ()))),
            cited((*said.get("ambivalent", ()), *said.get("neutral", ()))),
            line(share(each)),
            line(soft("; ".join(each["cautions"]))),
        )
    )


def _state(each: Found, state: str) -> Line:
    if each["earlier_other_side"]:
        return line(state, soft("; earlier on the other side: "), cited(each["earlier_other_side"]))
    return line(state) if each["statements"] else line(state, " ", cited(each["mentions"]))


def share(row: Found) -> str:
    """Return the share for it in words: `3 of 4 (30-95 %)`; a dash where nothing was for or against."""
    if row["share_95"] is None:
        return "–"
    said = row["statements"]
    pro = len(said.get("support", ()))
    con = len(said.get("oppose", ())) + len(said.get("sceptical", ()))
    low, high = row["share_95"]
    return f"{pro} of {pro + con} ({low:.0%} to {high:.0%})"


def _figure(courses: Sequence[Found], ordered: Sequence[Found], table: Table) -> Figure | None:
    weight: dict[str, int] = {}
    for each in courses:
        stances = sum(len(ids) for stance, ids in each["statements"].items() if stance != "none")
        weight[each["concept"]] = weight.get(each["concept"], 0) + stances
    chosen = sorted((c for c, n in weight.items() if n), key=lambda c: (-weight[c], c))[:MOST_CONCEPTS]
    if not chosen or not ordered:
        return None
    some = [each for each in courses if each["concept"] in chosen]
    title = f"{count(len(chosen), 'concept')} over {count(len(ordered), 'meeting')}"
    places = {concept: n for n, concept in enumerate(chosen)}
    return _grid(title, "concepts", [(each["name"], places[each["concept"]], each) for each in some], ordered, table)


def _grid(
    title: str, what: str, cells: Sequence[tuple[str, int, Found]], ordered: Sequence[Found], table: Table
) -> Figure:
    """Return the grid of cells, each with the name and place of its row, by meetings."""
    columns = {meeting["id"]: n for n, meeting in enumerate(ordered)}
    data: list[Datum] = []
    for name, row, cell in cells:
        column, said = columns.get(cell["meeting"]), cell["statements"]
        if column is None:
            continue
        counts = {stance: len(ids) for stance, ids in said.items()}
        data.append(
            {
                "name": name, "row": row, "meeting": f"{column + 1}: {ordered[column]['day']}", "column": column,
                "pro": counts.get("support", 0), "con": counts.get("oppose", 0), "doubt": counts.get("sceptical", 0),
                "other": counts.get("ambivalent", 0) + counts.get("neutral", 0),
            }
        )  # fmt: skip
    cites = (
        key for _, _, cell in cells for stance, ids in cell["statements"].items() if stance != "none" for key in ids
    )
    held = ", ".join(f"{n}: {meeting['id']}" for n, meeting in enumerate(ordered, 1))
    return Figure(
        chart="over_meetings",
        title=title,
        subtitle=f"Statements ▲ for, ▼ against, ▽ sceptical, ◆ ambivalent or neutral. Empty: no stance, not agreement. "
        f"Meetings {held}.",
        alt=f"Grid of {what} by meetings with the number of statements by stance; the table tells every one.",
        data=tuple(data),
        table=table,
        cites=cited(dict.fromkeys(cites)),
    )


def _changes(rows: Found) -> Section | None:
    turned = [each for each in rows["changes"] if each["turn"] != "held"]
    held = [each for each in rows["changes"] if each["turn"] == "held"]
    if not rows["changes"]:
        note = line("Nobody named took a stance on the same concept at two meetings.")
        return Section("changes", "Changes of stance", (Paragraph((note,), "missing"),))
    intro = Paragraph(
        (
            line(
                "Two statements years apart are seldom one person's, and a participant does not speak for the state; "
                "what to keep in mind stands beside each change."
            ),
        ),
        "note",
    )
    blocks: list[Block] = [intro]
    for title, some in (("Changed", turned), ("Held", held)):
        if some:
            columns = (rows["by"].capitalize(), "Concept", "Before", "After", "What", "Keep in mind")
            blocks.append(Table(title, columns, tuple(_change(rows, each) for each in some), wide=True))
    return Section("changes", "Changes of stance", tuple(blocks))


def _change(rows: Found, each: Found) -> Row:
    moved = each["share_change_95"]
    caution = list(each["cautions"])
    if moved is not None:
        low, high = (100 * end for end in moved)
        caution.append(f"share for {100 * each['share_change']:+.0f} points (95 %: {low:+.0f} to {high:+.0f})")
    return Row(
        (
            line(each["name"]),
            line(each["concept"]),
            _side(each["before"]),
            _side(each["after"]),
            line(each["turn"]),
            line(soft("; ".join(caution))),
        )
    )


def _side(cell: Found) -> Line:
    ids = [key for stance, keys in cell["statements"].items() if stance != "none" for key in keys]
    return line(f"{cell['meeting']}: {cell['stand']} ", cited(ids))


def _silent(rows: Found) -> Section | None:
    if not rows["no_statement_since"]:
        return None
    table = Table(
        "A stance earlier, no statement at the last meeting",
        (rows["by"].capitalize(), "Concept", "Last stance", "Statements"),
        tuple(
            Row(
                (
                    line(each[rows["by"]]),
                    line(each["concept"]),
                    line(f"{each['stand_then']}, {each['last_meeting']}"),
                    cited(each["statements"]),
                )
            )
            for each in rows["no_statement_since"]
        ),
    )
    note = Paragraph(
        (line("No statement is not no opinion: it may not have been asked, heard or written down."),), "note"
    )
    return Section("silent", "No statement since", (note, table))


def _support(rows: Found, ordered: Sequence[Found]) -> Section | None:
    if not rows["support"]:
        return None
    columns = (
        rows["by"].capitalize(),
        "Concept",
        "Meeting",
        "Stand",
        "For",
        "Against or sceptical",
        "Other",
        "Share for",
    )
    table = Table(
        f"Support by {rows['by']}",
        columns,
        tuple(_cell(rows["by"], each) for each in rows["support"]),
        wide=True,
    )
    concepts = {each["concept"] for each in rows["support"]}
    holders = list(dict.fromkeys(each["name"] for each in rows["support"]))
    if len(concepts) > 1 or not ordered:
        return Section("support", f"Support by {rows['by']}", (table,))
    cells = [(each["name"], holders.index(each["name"]), each) for each in rows["support"]]
    figure = _grid(f"{concepts.pop()} by {rows['by']}", "holders", cells, ordered, table)
    return Section("support", f"Support by {rows['by']}", (figure,))


def _cell(by: str, each: Found) -> Row:
    said = each["statements"]
    known = ("support", "oppose", "sceptical")
    other = [key for stance, ids in said.items() if stance not in known for key in ids]
    return Row(
        (
            line(each["name"]),
            line(each["concept"]),
            line(each["meeting"]),
            line(each["stand"]),
            cited(said.get("support", ())),
            cited((*said.get("oppose", ()), *said.get("sceptical", ()))),
            cited(other),
            line(share(each)),
        )
    )


def _evidence(material: MeetingsMaterial) -> Section:
    entries = tuple(_statement(s, material.quotes.get(s.id)) for s in material.statements.values())
    return Section("evidence", "Evidence", (Evidence(entries, "Statements"),))


def _statement(s: Statement, quote: str | None) -> Entry:
    who = f"{s.attribution.quantifier.value} {s.attribution.kind.value} {' '.join(s.attribution.affiliation)}".strip()
    coding = "; ".join(part for part in (s.type.value, s.hedge.value, s.stance and f"stance: {s.stance.value}") if part)
    facts: list[tuple[str, Line]] = [("Holder", line(who)), ("Coding", line(f"{coding}; {', '.join(s.concepts)}"))]
    if s.report:
        facts.insert(0, ("Report", line(s.report)))
    text = s.paraphrase or quote or ""
    return Entry(Cite(CiteKind.STATEMENT, s.id), line(text), tuple(facts), quote if quote != text else None)
