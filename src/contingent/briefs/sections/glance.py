"""The first page: what a reader in a hurry should know."""

from __future__ import annotations

from contingent.briefs.brief import Block, Bullets, Line, Numbers, Paragraph, Section, Words, line
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import BREADTH, cite, claim_text, count, ordered, place, said_line, unsure
from contingent.briefs.sections import checking, issues, states, themes
from contingent.checks.verdicts import Ruling, Verdict
from contingent.coding.vocabulary import HolderKind, Level, Status

BROAD = 4.0
ALWAYS = 2
"""Key figures shown even where they are zero: statements and holders."""
MOST_CHECKS = 3
PREPARED = "in_preparation"
"""The measure of claims that something is being prepared, such as a deployment."""
HEADING = "Where states are heading, as the meeting saw it"


def section(desk: Desk) -> Section:
    """Return the first page."""
    blocks: list[Block] = [_numbers(desk)]
    unread = sum(s.status is Status.SUGGESTED for s in desk.material.told)
    if unread:
        blocks.append(Paragraph((_unread(desk, unread),), "missing"))
    groups = (
        ("Where support was broad", broad(desk)),
        ("Where the room was split", [themes.split_line(desk, s) for s in themes.splits(desk)[:3]]),
        ("What the record says", _checks(desk)),
        (HEADING, states.directions(desk)[:7]),
        ("Which decisions could tip", [issues.glance_line(desk, i) for i in issues.closest_calls(desk)[:3]]),
    )
    blocks += [Bullets(tuple(lines), title, brief=title == HEADING) for title, lines in groups if lines]
    if not any(lines for _, lines in groups):
        text = line("There is nothing to sum up yet: the project holds no accepted statements.", desk.note("coding"))
        blocks.append(Paragraph((text,), "missing"))
    blocks.append(Paragraph((_caution(desk),), "note"))
    return Section("glance", "At a glance", tuple(blocks))


def _numbers(desk: Desk) -> Numbers:
    material = desk.material
    voiced = len(material.voiced)
    items = [
        (f"{len(material.told):,}", line(place("evidence", "statements coded"))),
        (f"{voiced:,}", line(place("holders", "attributed to holders"))),
        (f"{len(checking.told(desk)):,}", line(place("checks", "claims checked"))),
        (f"{len(material.issues):,}", line(place("issues", "issues with positions"))),
        (f"{sum(1 for s in material.told if s.what_if):,}", line(place("what-ifs", "what-ifs and forecasts"))),
    ]
    return Numbers(tuple(item for n, item in enumerate(items) if n < ALWAYS or item[0] != "0"))


def _unread(desk: Desk, number: int) -> Line:
    """Return the warning that statements are suggestions."""
    told = desk.material.told
    whose = f"All {number:,} statements" if number == len(told) else f"{number:,} of {count(len(told), 'statement')}"
    doubtful = any(unsure(s) for s in told)
    doubts = " Where a rule is often wrong, the statement says of what it is unsure." * doubtful
    return line(
        f"{whose} are suggestions of a program that nobody has reviewed: read them beside the report and quote none of "
        f"them before an analyst has accepted it (`contingent review`).{doubts}",
        desk.note("coding"),
    )


def broad(desk: Desk) -> list[Line]:
    """Return up to four statements that many, most or all participants hold."""
    found = [
        s
        for s in desk.material.voiced
        if BREADTH[s.attribution.quantifier] >= BROAD
        and s.level is Level.CORE
        and s.attribution.kind is HolderKind.PARTICIPANT
    ]
    return [said_line(s, desk.actors) for s in ordered(found)[:4]]


def _checks(desk: Desk) -> list[Line]:
    found = checking.told(desk)
    if not found:
        return []
    lines = [checking.summary(desk)]
    for v in weightiest(desk, found)[:MOST_CHECKS]:
        label = Words(f"{checking.badge(v.ruling.value)[0].text}: ", "strong")
        text = f"{claim_text(desk.by_id[v.statement])} On record: {checking.observed(desk, v).rstrip('.')}."
        lines.append(line(label, text, cite(v.statement), place(checking.row_key(v), "check")))
    return lines


def weightiest(desk: Desk, verdicts: list[Verdict]) -> list[Verdict]:
    """Return what contradicts or qualifies the report by weight, as the note on checks declares it.

    Contradicted before borne out in part; claims on contribution figures, then on what somebody prepares, then the
    others; central statements before side remarks; else the order given.
    """

    def rank(verdict: Verdict) -> tuple[bool, int, bool]:
        figures = any(citation.table == "contributions" for citation in verdict.finding.citations)
        subject = 0 if figures else 1 if verdict.measure == PREPARED else 2
        return verdict.ruling is Ruling.PARTLY, subject, desk.by_id[verdict.statement].level is not Level.CORE

    return sorted((v for v in verdicts if v.ruling in {Ruling.CONTRADICTED, Ruling.PARTLY}), key=rank)


def _caution(desk: Desk) -> Line:
    return line(
        "Read this with the method note: statements are one reading of a report"
        + (", positions partly inferred, outcomes a way to think and no forecast." if desk.material.issues else "."),
        place("method", "Method"),
        *([desk.note("positions"), desk.note("outcomes")] if desk.material.issues else []),
        desk.note("disclosure"),
    )
