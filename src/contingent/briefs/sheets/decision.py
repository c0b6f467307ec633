"""The decision sheet: one issue on one page, from the question to how to repeat every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contingent.base.errors import ProgrammingError
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
    Words,
    check,
    line,
    soft,
)
from contingent.briefs.caveats import plain_caveats
from contingent.briefs.digests import MOST_MOVERS, Name, Topic, digest, mark, ways
from contingent.briefs.kinds import kinship, lowered, many
from contingent.briefs.outcomes import IssueOutcome, card_of
from contingent.briefs.phrases import capital, count, number, share_of_draws
from contingent.briefs.sheets.decision_notes import HANGS, MODELS, POSITIONS, REPEAT, note, told_notes
from contingent.coding.statements import Statement
from contingent.positions.issues import Issue
from contingent.positions.positions import Position

FORM = "decision sheet"
FOOT = (
    "Codes such as A001 are statements of a report, “Outcome” a decision model with its source and draws, “Note” a "
    "declared assumption. All are listed at the end."
)
MOST_MOVES = 5
"""Moves told of each model with rounds, the longest first."""

EXPLICIT = "explicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMaterial:
    """What a decision sheet is made from.

    `statements` and `quotes` are those the positions rest on, by id; `hangs` are further sentences on what the outcome
    hangs on and `charts` those of it; `left_out` models with the reason; `repeat` the command that gives the figures
    again; `name` gives actors as they stand in a sentence.
    """

    issue: Issue
    positions: tuple[Position, ...]
    outcomes: tuple[IssueOutcome, ...]
    name: Name
    statements: Mapping[str, Statement] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    hangs: tuple[str, ...] = ()
    charts: tuple[Figure, ...] = ()
    left_out: tuple[str, ...] = ()
    repeat: str = ""
    facts: tuple[str, ...] = ()


def decision_sheet(material: DecisionMaterial) -> Brief:
    """Return the sheet of one issue. Raises ProgrammingError if a line were left without evidence."""
    writer = _Writer(material)
    made = Brief(
        title=material.issue.name,
        subtitle=material.issue.question,
        facts=material.facts,
        sections=tuple(section for section in writer.sections() if section is not None),
        form=FORM,
        foot=FOOT,
    )
    wrong = check(made)
    if wrong:
        raise ProgrammingError("The decision sheet has lines without sound evidence.", record="; ".join(wrong[:5]))
    return made


class _Writer:
    """Writes the sheet of one issue."""

    def __init__(self, material: DecisionMaterial) -> None:
        self.material = material
        self.issue, self.outcomes, self.name = material.issue, material.outcomes, material.name
        self.found = sorted(material.positions, key=lambda p: (-p.value, p.actor))
        self.numbers = {o.model: str(n) for n, o in enumerate(self.outcomes, 1)}
        self.digest = digest(self.issue, self.outcomes, self.name)

    def sections(self) -> list[Section | None]:
        """Return the sections in their order."""
        together = self.issue.collective and bool(self.outcomes)
        return [
            self._short(),
            self._models() if self.outcomes else None,
            self._positions(),
            self._rounds() if together else None,
            self._changers() if together else None,
            self._hanging() if together else None,
            self._repeating(),
            self._evidence(),
        ]

    def cite(self, outcome: IssueOutcome) -> Cite:
        """Return the citation of a model's outcome."""
        return Cite(CiteKind.OUTCOME, self.numbers[outcome.model])

    def _cites(self, models: Sequence[str]) -> Line:
        return tuple(Cite(CiteKind.OUTCOME, self.numbers[model]) for model in models if model in self.numbers)

    def _said(self, keys: Sequence[str]) -> Line:
        held = [key for key in dict.fromkeys(keys) if key in self.material.statements]
        return tuple(Cite(CiteKind.STATEMENT, key) for key in held) or (note(POSITIONS),)

    def _short(self) -> Section:
        issue = self.issue
        ends = (("0", issue.zero), ("50", issue.fifty), ("100", issue.hundred))
        told = [part for value, text in ends for part in (Words(f"{value}: ", "strong"), f"{text.rstrip('.')}. ")]
        blocks: list[Block] = [Paragraph((line(*told, note(POSITIONS)),))]
        head, *points = self.digest.points or (None,)
        if head is not None:
            text = line(Words(head.text, "strong"), self._cites(head.models) or note(MODELS))
            blocks.append(Paragraph((text,), "lead"))
            items = tuple(
                line(Words(f"{capital(p.topic.value)}: ", "strong"), p.text, self._cites(p.models) or note(MODELS))
                for p in points
            )
            blocks += [Bullets(items, "What the models say together")] if items else []
        else:
            text = line("Nobody's position on this is known, so nothing can be decided.", note(POSITIONS))
            blocks.append(Paragraph((text,), "missing"))
        caution = "This says what the stated positions allow; it is no forecast of what will happen."
        blocks.append(Paragraph((line(caution, note(MODELS)),), "note"))
        return Section("short", "In short", tuple(blocks))

    def _models(self) -> Section:
        low, high = min(o.central for o in self.outcomes), max(o.central for o in self.outcomes)
        one = len(self.outcomes) == 1
        title = (
            f"{self.outcomes[0].label}: {number(low)} of 100"
            if one
            else f"{many(len(self.outcomes))} models place the outcome between {number(low)} and {number(high)} of 100"
        )
        figure = Figure(
            chart="strips",
            title=title,
            subtitle="Mark and figure: middle draw. Thick: half of the draws. Thin: nine in ten. Scale 0 to 100.",
            alt=f"{title}. One strip for each model; the table gives the figures.",
            data=tuple({**mark(o), "order": n} for n, o in enumerate(self.outcomes)),
            table=Table(
                "Outcomes by model",
                ("Model", "Middle draw", "Nine in ten draws", "Draws above 50", "At stated positions", "Evidence"),
                tuple(self._outcome_row(o) for o in self.outcomes),
                frozenset({1}),
                wide=True,
            ),
            cites=self._cites([o.model for o in self.outcomes]),
        )
        items = tuple(
            line(Words(f"{o.label}. ", "strong"), f"{card.says} {card.reads}", self.cite(o))
            for o in self.outcomes
            if (card := card_of(o.model)) is not None
        )
        blocks: list[Block] = [figure]
        alike = kinship([o.model for o in self.outcomes])
        if alike:
            blocks.append(Paragraph((line(alike, note(MODELS)),)))
        blocks.append(Bullets(items, "What each model takes a decision to be"))
        if self.material.left_out:
            left = tuple(line(text, note(MODELS)) for text in self.material.left_out)
            blocks.append(Bullets(left, "Models that could not decide this"))
        return Section("models", "What each model says", tuple(blocks), short="Models")

    def _outcome_row(self, outcome: IssueOutcome) -> Row:
        stated = outcome.stated.values.get(self.issue.id) if outcome.stated else None
        above = share_of_draws(outcome.over_middle)
        error = f" (± {outcome.error * 100:.2g} per cent of draws by chance)" if outcome.error else ""
        return Row(
            (
                line(outcome.label),
                line(number(outcome.central)),
                line(f"{number(outcome.low)}–{number(outcome.high)}"),
                line(above, soft(error)),
                line("–" if stated is None else number(stated)),
                line(self.cite(outcome)),
            )
        )

    def _positions(self) -> Section:
        if not self.found:
            text = line("No actor has a position on this issue.", note(POSITIONS))
            return Section("positions", "Positions", (Paragraph((text,), "missing"),))
        low, high = self.found[-1], self.found[0]
        title = f"{capital(count(len(self.found), 'position'))}, from {number(low.value)} to {number(high.value)}"
        data: list[Datum] = [
            {
                "part": "position",
                "actor": capital(self.name(p.actor)),
                "order": n,
                "value": p.value,
                "low": p.low,
                "high": p.high,
                "salience": p.salience,
                "basis": "stated in the report" if p.basis == EXPLICIT else "inferred",
            }
            for n, p in enumerate(self.found)
        ]
        rows = tuple(
            Row(
                (
                    line(capital(self.name(p.actor))),
                    line(number(p.value)),
                    line(f"{number(p.low)}–{number(p.high)}"),
                    line(number(p.salience)),
                    line("stated" if p.basis == EXPLICIT else "inferred"),
                    line(p.note or "", self._said(p.evidence)),
                )
            )
            for p in self.found
        )
        figure = Figure(
            chart="positions",
            title=title,
            subtitle="Position (mark), its range (line) and how much the issue matters to the actor (size of mark).",
            alt=f"{title}. The table gives every position with range, salience and evidence.",
            data=tuple(data),
            table=Table(
                "Positions",
                ("Actor", "Position", "Range", "Salience", "Basis", "Reading and evidence"),
                rows,
                frozenset({1, 2, 3}),
                wide=True,
            ),
            cites=line(*self._said([key for p in self.found for key in p.evidence])),
        )
        blocks: list[Block] = [figure]
        if self.issue.silent:
            blocks.append(Paragraph((line(self.issue.silent, note(POSITIONS)),), "note"))
        return Section("positions", "Positions", tuple(blocks))

    def _rounds(self) -> Section | None:
        moving = [o for o in self.outcomes if len(o.path) > 1]
        if not moving:
            return None
        data = tuple(
            {"model": o.label, "kind": mark(o)["kind"], "round": n, "value": value}
            for o in moving
            for n, value in enumerate(o.path)
        )
        last = max(len(o.path) for o in moving) - 1
        title = "Round by round: " + "; ".join(
            f"{lowered(o.label)} from {number(o.path[0])} to {number(o.path[-1])}" for o in moving
        )
        table = Table(
            "Outcome by round at the stated positions",
            ("Model", *(str(n) for n in range(last + 1)), "Evidence"),
            tuple(
                Row(
                    (
                        line(o.label),
                        *(line(number(o.path[n]) if n < len(o.path) else "") for n in range(last + 1)),
                        line(self.cite(o)),
                    )
                )
                for o in moving
            ),
            frozenset(range(1, last + 2)),
        )
        figure = Figure(
            chart="rounds",
            title=title,
            subtitle="Outcome after each round, at the stated positions; round 0 is before anybody moves.",
            alt=f"{title}. Lines by round; the table gives the figures.",
            data=data,
            table=table,
            cites=self._cites([o.model for o in moving]),
        )
        blocks: list[Block] = [figure]
        for outcome in moving:
            items = tuple(self._moves(outcome))
            if items:
                blocks.append(Bullets(items, f"{outcome.label}: the longest moves of {len(outcome.moves)}"))
        return Section("rounds", "How the rounds go", tuple(blocks), short="Rounds")

    def _moves(self, outcome: IssueOutcome) -> list[Line]:
        longest = sorted(outcome.moves, key=lambda m: (-abs(m.end - m.start), m.round, m.actor))[:MOST_MOVES]
        return [
            line(
                f"Round {m.round}: {self.name(m.actor)} moves from {number(m.start)} to {number(m.end)}"
                + (f": {m.why.removesuffix('.')}" if m.why else "")
                + (f" with {self.name(m.partner)}" if m.partner else "")
                + ".",
                self.cite(outcome),
            )
            for m in sorted(longest, key=lambda m: m.round)
        ]

    def _changers(self) -> Section | None:
        items = []
        for outcome in self.outcomes:
            text = ways(outcome, self.name)
            if text and outcome.levers is not None:
                moving = [m.actor for m in outcome.movers[:MOST_MOVERS]] or list(outcome.levers.coalition)
                evidence = [key for p in self.found if p.actor in moving for key in p.evidence]
                items.append(
                    line(Words(f"{outcome.label}: ", "strong"), f"{text}.", self.cite(outcome), self._said(evidence))
                )
        blocks: list[Block] = [Bullets(tuple(items), "Who would have to move")] if items else []
        for outcome in self.outcomes:
            if outcome.resting:
                told = tuple(
                    line(f"{capital(self.name(actor))}: in {share_of_draws(share)}.", self.cite(outcome))
                    for actor, share in outcome.resting[:5]
                )
                blocks.append(Bullets(told, f"On whom the {lowered(outcome.label)} rests"))
        return Section("change", "Who could change it", tuple(blocks), short="Who") if blocks else None

    def _hanging(self) -> Section | None:
        items = [line(p.text, self._cites(p.models)) for p in self.digest.points if p.topic is Topic.HANGS]
        items += [
            line(Words(f"{o.label}: ", "strong"), text, self.cite(o))
            for o in self.outcomes
            for text in plain_caveats(o, self.name)
        ]
        items += [line(text, note(HANGS)) for text in self.material.hangs]
        if not items:
            return None
        charts = tuple(_noted(each, note(HANGS)) for each in self.material.charts)
        return Section("hangs", "What it hangs on", (Bullets(tuple(items)), *charts), short="Hangs on")

    def _repeating(self) -> Section:
        assumed = dict.fromkeys(text for o in self.outcomes for text in o.assumptions)
        blocks: list[Block] = []
        if assumed:
            items = tuple(line(f"{capital(text)}.", note(MODELS)) for text in assumed)
            blocks.append(Bullets(items, "What no source says and these figures rest on"))
        text = f"The same figures come again from `{self.material.repeat}` on the same project."
        blocks.append(Paragraph((line(text, note(REPEAT)),)))
        return Section("repeat", "Assumptions, and how to repeat it", tuple(blocks), short="Assumptions")

    def _evidence(self) -> Section:
        used = dict.fromkeys(key for p in self.found for key in p.evidence if key in self.material.statements)
        statements = tuple(self._statement(key) for key in used)
        outcomes = tuple(self._outcome(o) for o in self.outcomes)
        groups = (("Statements", statements), ("Outcomes", outcomes), ("Notes", told_notes()))
        blocks = tuple(Evidence(entries, title) for title, entries in groups if entries)
        return Section("evidence", "Evidence", blocks)

    def _statement(self, key: str) -> Entry:
        statement, quote = self.material.statements[key], self.material.quotes.get(key)
        text = statement.paraphrase or quote or ""
        facts: list[tuple[str, Line]] = []
        if statement.section:
            facts.append(("Section", line(statement.section)))
        return Entry(Cite(CiteKind.STATEMENT, key), line(text), tuple(facts), quote if quote != text else None)

    def _outcome(self, outcome: IssueOutcome) -> Entry:
        card = card_of(outcome.model)
        facts: list[tuple[str, Line]] = [
            ("Draws", line(f"{outcome.draws:,}, seed {outcome.seed}")),
            ("Name", line(f"`{outcome.model}`")),
        ]
        if card is not None:
            facts.insert(0, ("Source", line(card.source)))
        return Entry(self.cite(outcome), line(outcome.label), tuple(facts))


def _noted(figure: Figure, cite: Cite) -> Figure:
    """Return a figure of another page, whose rows end with a note there, under a note of this one."""
    rows = tuple(replace(row, cells=(*row.cells[:-1], line(cite))) for row in figure.table.rows)
    return replace(figure, table=replace(figure.table, rows=rows), cites=line(cite))
