"""Ways forward: proposals, obstacles, what-ifs and forecasts."""

from __future__ import annotations

from collections import defaultdict

from contingent.briefs.brief import Block, Line, Paragraph, Row, Section, Table, line
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import (
    STANCES,
    capital,
    cite,
    claim_text,
    concept_name,
    count,
    dates_in_words,
    hedge,
    listed,
    ordered,
    place,
    spelled,
    who,
)
from contingent.briefs.sections import checking
from contingent.coding.statements import Statement, WhatIf
from contingent.coding.vocabulary import Direction, StatementType

_EXPECTED = {Direction.UP: "▲ rises", Direction.DOWN: "▼ falls", Direction.NONE: "= no rise or change"}


def proposals(desk: Desk) -> Section:
    """Return the section on proposals and obstacles."""
    proposed = [s for s in desk.material.told if s.type is StatementType.PROPOSAL]
    hindered = [s for s in desk.material.told if _is_obstacle(s)]
    blocks: list[Block] = []
    if proposed:
        rows = tuple(
            Row(
                (
                    line(claim_text(s), cite(s.id)),
                    line(capital(who(s, desk.actors))),
                    line(capital(STANCES[s.stance]) if s.stance else "–"),
                    line(capital(hedge(s)) or "Put flatly"),
                )
            )
            for s in ordered(proposed)
        )
        blocks.append(_lead(desk, f"{count(len(proposed), 'proposal').capitalize()} in the report.", "coding"))
        blocks.append(Table("Proposals, broadest support first", ("Proposal", "From", "Stance", "How sure"), rows))
    else:
        blocks.append(_missing(desk, "No statement is coded as a proposal."))
    if hindered:
        blocks.append(_obstacles(desk, hindered))
    else:
        blocks.append(_missing(desk, "No statement is coded as an obstacle or constraint."))
    return Section("proposals", "Proposals and obstacles", tuple(blocks), short="Proposals")


def _is_obstacle(s: Statement) -> bool:
    return s.type is StatementType.OBSTACLE or any(c.partition(".")[0] == "con" for c in s.concepts)


def _lead(desk: Desk, text: str, note: str) -> Paragraph:
    return Paragraph((line(text, desk.note(note)),), "lead")


def _missing(desk: Desk, text: str) -> Paragraph:
    return Paragraph(
        (line(f"{text} Code statements in the reading room to fill this section.", desk.note("coding")),), "missing"
    )


def _obstacles(desk: Desk, hindered: list[Statement]) -> Table:
    by_concept: dict[str, list[Statement]] = defaultdict(list)
    for s in hindered:
        under = [c for c in s.concepts if c.partition(".")[0] == "con"]
        by_concept[under[0] if under else s.concepts[0] if s.concepts else ""].append(s)
    rows = []
    for concept, theirs in sorted(by_concept.items(), key=lambda item: -len(item[1])):
        best = ordered(theirs)
        holders = listed(dict.fromkeys(who(s, desk.actors) for s in best))
        name = concept_name(concept, desk.material.codebook) if concept else "No concept"
        rows.append(
            Row(
                (
                    line(name),
                    line(str(len(theirs))),
                    line(claim_text(best[0]), cite(best[0].id)),
                    line(capital(holders)),
                    tuple(cite(s.id) for s in best[1:]) or line("–"),
                )
            )
        )
    columns = ("Obstacle", "Statements", "For example", "Named by", "More")
    return Table("Obstacles, most often named first", columns, tuple(rows), frozenset({1}))


def what_ifs(desk: Desk) -> Section:
    """Return the section on what-ifs to explore and on forecasts."""
    links = [(s, s.what_if) for s in desk.material.told if s.what_if]
    conditional = [(s, w) for s, w in links if w.condition != "baseline"]
    forecasts = [(s, w) for s, w in links if w.condition == "baseline"]
    blocks: list[Block] = []
    if conditional:
        text = (
            f"{count(len(conditional), 'link').capitalize()} of the form “if this, then that” can be turned "
            "into scenarios; "
            "the report asserts them, it does not prove them."
        )
        blocks.append(_lead(desk, text, "links"))
        rows = tuple(_link_row(desk, s, w) for s, w in conditional)
        columns = ("If …", "then …", "Expected", "How sure", "Held by", "Statement")
        blocks.append(Table("What-ifs to explore", columns, rows))
    else:
        blocks.append(_missing(desk, "No statement is coded as a what-if."))
    if forecasts:
        rows = tuple(_forecast_row(desk, s, w) for s, w in forecasts)
        columns = ("Forecast", "Expected", "How sure", "When", "Held by", "What has happened since")
        blocks.append(_lead(desk, f"{count(len(forecasts), 'forecast').capitalize()} without a condition.", "links"))
        blocks.append(Table("Forecasts", columns, rows))
    return Section("what-ifs", "What-ifs to explore and forecasts", tuple(blocks), short="What-ifs")


def _link_row(desk: Desk, s: Statement, w: WhatIf) -> Row:
    expected = line(_EXPECTED[w.direction])
    sure = line(capital(hedge(s)) or "Put flatly")
    return Row(
        (
            line(capital(w.condition)),
            line(w.outcome),
            expected,
            sure,
            line(capital(who(s, desk.actors))),
            line(cite(s.id)),
        )
    )


def _forecast_row(desk: Desk, s: Statement, w: WhatIf) -> Row:
    since: Line = line("Not checked")
    for verdict in desk.material.verdicts:
        if verdict.statement == s.id:
            told = capital(dates_in_words(spelled(verdict.finding.since or "", desk.actors))) or checking.observed(
                desk, verdict
            )
            since = line(checking.badge(verdict.ruling.value), f" {told} ", place(checking.row_key(verdict), "check"))
    sure = line(capital(hedge(s)) or "Put flatly")
    holder = line(capital(who(s, desk.actors)))
    return Row(
        (line(capital(w.outcome), cite(s.id)), line(_EXPECTED[w.direction]), sure, line(s.time or "–"), holder, since)
    )
