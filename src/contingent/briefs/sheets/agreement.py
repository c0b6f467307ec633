"""The agreement sheet: how far coders agree, what the figures mean, and which passages part them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import (
    Block,
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Entry,
    Evidence,
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
from contingent.briefs.phrases import capital, listed
from contingent.coding.agreement.alpha import Alpha
from contingent.coding.agreement.comparison import Agreement, OfCode, OfVariable, Passage
from contingent.coding.agreement.meaning import CONVENTION, Verdict, judged, meaning

ALPHA, UNITS, CODES, MATCHED = "1", "2", "3", "4"
MOST_PASSAGES = 200
LONGEST = 400
"""Characters of a passage that are shown."""

NOTES = (
    (
        ALPHA,
        "Alpha, kappa, percent",
        "Krippendorff's alpha is 1 for perfect agreement and 0 for what chance would give. Intervals hold 95 % of "
        "draws of units with replacement (percentile bootstrap, seeded); coders are not drawn. Kappa is Cohen's, "
        "percent the share of units on which two coders say the same, both as means over pairs of coders. Sets of "
        "codes (affiliations, actors, all concepts) are compared by MASI in alpha, and as the same or not the same in "
        f"kappa and percent. {CONVENTION}",
    ),
    (
        UNITS,
        "Where statements are",
        "Alpha for unitising (Krippendorff, Mathet, Bouvry and Widlöcher 2016) asks whether the coders cut the same "
        "stretches out of the text: of units, whatever they say, and of units with the top level of their main "
        "concept. Where a coder's statements overlap, the inner one parts the outer. Alpha of characters takes each "
        "character as marked or not. There are no intervals: what stands in one text is no independent draw.",
    ),
    (
        CODES,
        "Codes by sentence",
        "A code is present in a sentence if a statement with it, or with a code below it, takes up half of the "
        "sentence or stands in it by half. Sentences that nobody coded count as agreement on its absence. "
        "“By characters” is alpha of the characters of statements with the code and of all others.",
    ),
    (
        MATCHED,
        "Matched statements",
        "Statements of different coders are the same if they share at least the stated part of their characters "
        "(Jaccard), one to one, chosen so that the overlap in sum is the largest. Variables are compared on them. "
        "Passages stand in the order of how much the coders differ there, summed over the variables.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementMaterial:
    """What an agreement sheet is made from.

    `texts` are the reports' clean texts by id as far as at hand, `paraphrases` those of statements by report, coder and
    id, `titles` of the reports.
    """

    found: Agreement
    texts: Mapping[str, str] = field(default_factory=dict)
    paraphrases: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    prepared: date | None = None


def agreement_sheet(material: AgreementMaterial) -> Brief:
    """Return the sheet. Raises ProgrammingError if a line were left without evidence."""
    made = _Writer(material).brief()
    wrong = check(made)
    if wrong:
        raise ProgrammingError("The agreement sheet has lines without sound evidence.", record="; ".join(wrong[:5]))
    return made


def _note(key: str) -> Cite:
    return Cite(CiteKind.NOTE, key)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("-0.000", "0.000")


def _interval(alpha: Alpha) -> str:
    return "–" if alpha.low is None else f"{_figure(alpha.low)} to {_figure(alpha.high)}"


class _Writer:
    """Writes the sheet of one agreement."""

    def __init__(self, material: AgreementMaterial) -> None:
        self.material = material
        self.found = material.found
        self.cited: dict[str, tuple[str, str, Passage]] = {}
        self.several = len(self.found.reports) > 1

    def brief(self) -> Brief:
        """Return the page; the evidence comes last, when all that is cited is known."""
        found = self.found
        facts = [f"{coder}: {count} statements" for coder, count in found.statements.items()]
        facts += [f"prepared {self.material.prepared.isoformat()}"] if self.material.prepared else []
        sections = [self._short(), self._places(), self._variables(), self._codes(), self._passages(), self._unmarked()]
        kept = [section for section in sections if section is not None]
        reports = ", ".join(self.material.titles.get(report, report) for report in found.reports)
        return Brief(
            title=f"Agreement of {listed(found.coders) or 'coders'}",
            subtitle=reports or "No report was coded by two coders.",
            facts=tuple(facts),
            sections=(*kept, self._evidence()),
            form="agreement sheet",
            foot="Codes such as A001 are statements, “Note” is how a figure was worked out. All are listed at the end.",
        )

    def _short(self) -> Section:
        found = self.found
        items = [line(text, _note(ALPHA)) for text in found.notes]
        measured = [v for v in found.variables if v.alpha.value is not None]
        for each in (Verdict.RELIABLE, Verdict.TENTATIVE, Verdict.UNRELIABLE, Verdict.CHANCE, Verdict.FEW):
            names = [v.label for v in measured if judged(v.alpha) is each]
            if names:
                items.append(line(Words(f"{capital(each.value)}: ", "strong"), f"{'; '.join(names)}.", _note(ALPHA)))
        silent = [v for v in found.variables if v.alpha.value is None]
        items += [line(Words(f"{capital(v.label)}: ", "strong"), f"{v.alpha.reason}.", _note(ALPHA)) for v in silent]
        convention = line(CONVENTION, _note(ALPHA))
        blocks: tuple[Block, ...] = (Bullets(tuple(items)),) if items else ()
        return Section("short", "In short", (*blocks, Paragraph((convention,), "note")))

    def _places(self) -> Section:
        found = self.found
        rows = tuple(
            Row((line(name), line(_figure(alpha.value)), line(capital(meaning(alpha))), line(_note(UNITS))))
            for name, alpha in (
                ("Units", found.units),
                ("Units with the top level of the main concept", found.coded_units),
                ("Characters, marked or not", found.characters),
            )
        )
        blocks: list[Block] = [Table("Where statements are", ("What", "Alpha", "Meaning", "How"), rows, frozenset({1}))]
        if found.pairs:
            columns = ("Pair", "Matched", "Precision", "Recall", "F1", "Kappa of characters", "Alpha of units", "How")
            pairs = tuple(
                Row(
                    (
                        line(f"{p.one} and {p.other}"), line(str(p.matched)), line(_figure(p.precision)),
                        line(_figure(p.recall)), line(_figure(p.f1)), line(_figure(p.characters.value)),
                        line(_figure(p.units.value)), line(_note(MATCHED)),
                    )
                )
                for p in found.pairs
            )  # fmt: skip
            told = (
                "Precision is the share of the second coder's statements that the first has too, recall the share of "
                f"the first's that the second has. Least overlap: {found.how.overlap:g}."
            )
            blocks += [
                Table("Pairs of coders", columns, pairs, frozenset(range(1, 7)), wide=True),
                Paragraph((line(told, _note(MATCHED)),), "note"),
            ]
        return Section("places", "Where statements are", tuple(blocks), short="Places")

    def _variables(self) -> Section:
        columns = ("Variable", "Alpha", "95 % interval", "Kappa", "Percent", "Statements", "Meaning", "How")
        rows = tuple(self._row(v, f"{capital(v.label)} (`{v.name}`)", ALPHA) for v in self.found.variables)
        table = Table("Agreement by variable", columns, rows, frozenset({1, 3, 4, 5}), wide=True)
        text = line(f"Compared on {self.found.matched} passages that two coders or more marked.", _note(MATCHED))
        blocks: list[Block] = [Paragraph((text,)), table]
        if len(self.found.coders) > 2:
            blocks += self._by_pair()
        return Section("variables", "Variable by variable", tuple(blocks), short="Variables")

    def _by_pair(self) -> list[Block]:
        rows = tuple(
            Row(
                (
                    line(f"{p.one} and {p.other}"), line(v.name), line(_figure(v.alpha.value)),
                    line(_figure(v.kappa.value)), line(_percent(v.kappa.percent)), line(str(v.alpha.units)),
                    line(_note(ALPHA)),
                )
            )
            for p in self.found.pairs
            for v in p.variables
        )  # fmt: skip
        columns = ("Pair", "Variable", "Alpha", "Kappa", "Percent", "Statements", "How")
        return [Table("Variables by pair of coders", columns, rows, frozenset({2, 3, 4, 5}), wide=True)]

    def _codes(self) -> Section | None:
        if not self.found.codes:
            return None
        columns = (
            "Code", "Alpha", "95 % interval", "Kappa", "Percent", "Sentences", "Meaning", "By characters", "Used in",
            "How",
        )  # fmt: skip
        rows = tuple(
            Row(
                (
                    *self._row(c, c.code, CODES).cells[:-1],
                    line(_figure(c.characters.value)),
                    line(_uses(c)),
                    line(_note(CODES)),
                )
            )
            for c in self.found.codes
        )
        table = Table("Agreement by code, present or absent", columns, rows, frozenset({1, 3, 4, 5, 7}), wide=True)
        return Section("codes", "Code by code", (table,), short="Codes")

    def _row(self, found: OfVariable | OfCode, name: str, note: str) -> Row:
        alpha, kappa = found.alpha, found.kappa
        return Row(
            (
                line(name), line(_figure(alpha.value)), line(_interval(alpha)), line(_figure(kappa.value)),
                line(_percent(kappa.percent)), line(str(alpha.units)), line(capital(meaning(alpha))), line(_note(note)),
            )
        )  # fmt: skip

    def _passages(self) -> Section | None:
        told = self.found.passages[:MOST_PASSAGES]
        if not told:
            return None
        blocks: list[Block] = [Bullets(tuple(self._item(p) for p in told))]
        left = len(self.found.passages) - len(told)
        if left:
            text = f"{left} passages on which they differ less are left out; `contingent agreement --json` has all."
            blocks.append(Paragraph((line(text, _note(MATCHED)),), "note"))
        return Section("passages", "Which passages part them", tuple(blocks), short="Passages")

    def _item(self, passage: Passage) -> Line:
        differing: list[str | Words] = []
        for variable, values in passage.values.items():
            told = "; ".join(f"{coder}: {value}" for coder, value in values.items())
            differing += [Words(f"{variable} ", "strong"), f"{told}. "]
        silent = [coder for coder, key in passage.statements.items() if key is None]
        if silent:
            differing.append(soft(f"Nothing there: {', '.join(silent)}. "))
        return line(self._words(passage), Words("", "break"), *differing, self._cites(passage))

    def _unmarked(self) -> Section | None:
        """Tell what some coders marked and others did not, what one alone has first."""
        unmarked = (*self.found.alone, *self.found.partly)
        told = unmarked[:MOST_PASSAGES]
        if not told:
            return None
        items = []
        for passage in told:
            there = [coder for coder, key in passage.statements.items() if key is not None]
            lacking = ", ".join(coder for coder, key in passage.statements.items() if key is None)
            whose = f"{there[0]} only: " if len(there) == 1 else f"Not marked by {lacking}: "
            items.append(line(Words(whose, "strong"), self._words(passage), " ", self._cites(passage)))
        blocks: list[Block] = [Bullets(tuple(items))]
        left = len(unmarked) - len(told)
        if left:
            text = f"{left} more are left out; `contingent agreement --json` has all."
            blocks.append(Paragraph((line(text, _note(MATCHED)),), "note"))
        return Section("unmarked", "What some marked and others did not", tuple(blocks), short="Not marked by all")

    def _words(self, passage: Passage) -> str:
        text = self.material.texts.get(passage.report)
        where = f"{passage.report}, " if self.several else ""
        place = f"({where}characters {passage.span.start}–{passage.span.end})"
        if text is None:
            return f"{paraphrase(passage, self.material.paraphrases) or ''} {place} "
        words = passage.span.cut(text)
        return f"“{words[:LONGEST]}{'…' if len(words) > LONGEST else ''}” {place} "

    def _cites(self, passage: Passage) -> Sequence[Cite]:
        cites = []
        for coder, key in passage.statements.items():
            if key is not None:
                place = f"{passage.report}/{coder}/{key}"
                self.cited[place] = (coder, key, passage)
                cites.append(Cite(CiteKind.STATEMENT, place, key))
        return cites

    def _evidence(self) -> Section:
        statements = tuple(
            Entry(
                Cite(CiteKind.STATEMENT, place, key),
                line(self.material.paraphrases.get((passage.report, coder, key)) or f"Statement {key}"),
                (("Coder", line(coder)), ("Report", line(passage.report))),
            )
            for place, (coder, key, passage) in self.cited.items()
        )
        notes = tuple(Entry(_note(key), line(title), (("", line(text)),)) for key, title, text in NOTES)
        groups = (("Statements", statements), ("Notes", notes))
        return Section("evidence", "Evidence", tuple(Evidence(entries, title) for title, entries in groups if entries))


def paraphrase(passage: Passage, paraphrases: Mapping[tuple[str, str, str], str]) -> str | None:
    """Return what a passage says by the first coder who paraphrased it; None where nobody did."""
    keys = [(passage.report, coder, key) for coder, key in passage.statements.items() if key is not None]
    return next((paraphrases[key] for key in keys if key in paraphrases), None)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def _uses(code: OfCode) -> str:
    return "; ".join(f"{coder}: {count}" for coder, count in code.sentences.items())
