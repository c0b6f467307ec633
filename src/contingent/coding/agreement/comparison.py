"""Agreement of several coders on the same reports: on where statements are, on each variable and on each code.

**Units.** *Matched statements* are statements of different coders whose spans overlap enough, one to one (`matching`);
variables are compared on them. What only one coder marked has no value to compare; it counts against precision, recall
and alpha for unitising. *Sentences* are the units of codes: a code is present in a sentence if a statement with it, or
with a code below it, takes up half of the sentence or stands in it by half. All sentences of a report count, those that
nobody coded too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from contingent.base.spans import Span
from contingent.coding.agreement.alpha import DRAWS, SEED, Alpha, alpha_of, disagreements
from contingent.coding.agreement.matching import OVERLAP, check_overlap, gather, match
from contingent.coding.agreement.pairs import Kappa, mean_kappa
from contingent.coding.agreement.ratings import Scale, rated
from contingent.coding.agreement.sentences import codes_by_sentence, sentences_of
from contingent.coding.agreement.units import Unit, character_kappa, characters, unit_alpha
from contingent.coding.agreement.variables import NONE, Variable, chosen, shown, variables_of
from contingent.coding.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A report and its codings.

    Attributes:
        report: its id.
        codings: statements by coder; a coder with none is one who found nothing. Who did not code it is not there.
        length: characters of its text; None where the text is not at hand, then the last span ends it.
        sentences: its sentences; None where the text is not at hand, then those of the statements serve.
    """

    report: str
    codings: Mapping[str, tuple[Statement, ...]]
    length: int | None = None
    sentences: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How agreement is measured.

    Attributes:
        variables: names of variables; all unless given.
        overlap: least overlap (Jaccard) of two statements for being the same.
        draws: bootstrap draws of the intervals; 0 for none.
        seed: same seed, same intervals.
    """

    variables: tuple[str, ...] = ()
    overlap: float = OVERLAP
    draws: int = DRAWS
    seed: int = SEED


@dataclass(frozen=True, slots=True, kw_only=True)
class OfVariable:
    """Agreement on a variable over matched statements; kappa and percent are means over pairs of coders."""

    name: str
    label: str
    scale: Scale
    alpha: Alpha
    kappa: Kappa


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCode:
    """Agreement on a code over sentences, present or absent.

    `sentences` by coder say in how many it was used; `characters` is nominal alpha of the characters of statements with
    the code and of all others, without interval.
    """

    code: str
    sentences: Mapping[str, int]
    alpha: Alpha
    kappa: Kappa
    characters: Alpha


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPair:
    """Agreement of two coders on the reports both coded.

    `precision` is the share of the other's statements that the one has too, `recall` the reverse. `characters` is
    kappa of marked and unmarked characters, `variables` are without intervals.
    """

    one: str
    other: str
    reports: int
    matched: int
    precision: float | None
    recall: float | None
    f1: float | None
    characters: Kappa
    units: Alpha
    variables: tuple[OfVariable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage on which coders differ.

    Attributes:
        report: in which report.
        span: from the first to the last character that any of the coders marked.
        statements: statement id by coder; None for a coder of the report who has none there.
        values: for each variable on which they differ the value by coder, in words.
        disagreement: sum over variables of the mean squared difference between coders (of ordinal and numerical
            variables their share of differing pairs), from 0; 0 where only one coder marked the passage.
    """

    report: str
    span: Span
    statements: Mapping[str, str | None]
    values: Mapping[str, Mapping[str, str]]
    disagreement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree.

    Attributes:
        coders: their ids, in order.
        reports: ids of the reports that two of them or more coded.
        statements: how many statements each has in those reports.
        matched: passages that two coders or more marked.
        units: alpha for unitising of statements, whatever they say (binary), over reports that all coded.
        coded_units: the same with the main concept's top level as value (nominal).
        characters: nominal alpha of characters, marked or not.
        variables: agreement by variable.
        codes: agreement by code, codes above others included.
        pairs: agreement by pair of coders.
        passages: where coders differ in values, the most first.
        alone: what only one of the coders of a report marked, in order of the text.
        partly: what two or more, but not all coders of a report marked, in order of the text.
        notes: what is to be known of the figures, a sentence each.
        how: how it was measured.
    """

    coders: tuple[str, ...]
    reports: tuple[str, ...]
    statements: Mapping[str, int]
    matched: int
    units: Alpha
    coded_units: Alpha
    characters: Alpha
    variables: tuple[OfVariable, ...]
    codes: tuple[OfCode, ...]
    pairs: tuple[OfPair, ...]
    passages: tuple[Passage, ...]
    alone: tuple[Passage, ...]
    partly: tuple[Passage, ...]
    notes: tuple[str, ...]
    how: How


def compare(reports: Sequence[Coded], how: How | None = None) -> Agreement:
    """Return how far the coders of some reports agree.

    Statements without a span cannot be placed and are left out, with a note. Nothing to compare is no error: the
    figures then have no value and say why. Raises NotFoundError for an unknown variable, UsageError for an overlap that
    cannot be.
    """
    return _Comparison(reports, how or How()).result()


class _Comparison:
    """One comparison under way."""

    def __init__(self, reports: Sequence[Coded], how: How) -> None:
        self.how = how
        check_overlap(how.overlap)
        self.notes: list[str] = []
        self.coders = tuple(sorted({coder for each in reports for coder in each.codings}))
        self.reports = [_placed(each) for each in reports if len(each.codings) > 1]
        unplaced = sum(s.span is None for each in reports for coding in each.codings.values() for s in coding)
        if unplaced:
            which = (
                "1 statement without a place in the text is"
                if unplaced == 1
                else f"{unplaced} statements without a place in the text are"
            )
            self.notes.append(f"{which} left out.")
        every = [s for each in self.reports for coding in each.codings.values() for s in coding]
        self.variables = chosen(variables_of(every), how.variables)
        self.units = [(each, unit) for each in self.reports for unit in self._gathered(each)]
        self.shared = [(each, unit) for each, unit in self.units if len(unit) > 1]

    def result(self) -> Agreement:
        self._note()
        passages = self._passages()
        return Agreement(
            coders=self.coders,
            reports=tuple(each.report for each in self.reports),
            statements={c: sum(len(each.codings.get(c, ())) for each in self.reports) for c in self.coders},
            matched=len(self.shared),
            units=self._units(self.coders, lambda _: True),
            coded_units=self._units(self.coders, _top),
            characters=self._characters(),
            variables=tuple(self._variable(each, self.coders, self.how.draws) for each in self.variables),
            codes=self._codes(),
            pairs=tuple(self._pair(one, other) for one, other in combinations(self.coders, 2)),
            passages=passages,
            alone=tuple(_passage(each, unit, {}, 0.0) for each, unit in self.units if len(unit) == 1),
            partly=tuple(_passage(each, unit, {}, 0.0) for each, unit in self.shared if len(unit) < len(each.codings)),
            notes=tuple(self.notes),
            how=self.how,
        )

    def _gathered(self, coded: Coded) -> list[dict[str, Statement]]:
        """Return the units of a report: statement by coder."""
        coders = sorted(coded.codings)
        units = gather([_spans(coded.codings[coder]) for coder in coders], self.how.overlap)
        return [
            {coder: coded.codings[coder][n] for coder, n in zip(coders, unit, strict=True) if n is not None}
            for unit in units
        ]

    def _rows(self, variable: Variable, coders: Sequence[str]) -> list[list[object]]:
        return [[variable.read(unit[c]) if c in unit else None for _, unit in self.shared] for c in coders]

    def _variable(self, variable: Variable, coders: Sequence[str], draws: int) -> OfVariable:
        rows = self._rows(variable, coders)
        return OfVariable(
            name=variable.name,
            label=variable.label,
            scale=variable.scale,
            alpha=self._alpha(rows, draws, variable.scale),
            kappa=mean_kappa(rows),
        )

    def _alpha(self, rows: Sequence[Sequence[object]], draws: int, scale: Scale = Scale.NOMINAL) -> Alpha:
        if len(rows) < 2:
            return Alpha(value=None, reason=_too_few(len(rows)))
        if not rows[0]:
            return Alpha(value=None, reason="no statement of two coders could be matched")
        return alpha_of(rated(rows), scale, draws=draws, seed=self.how.seed)

    def _units(self, coders: Sequence[str], value: Callable[[Statement], Hashable]) -> Alpha:
        if len(coders) < 2:
            return Alpha(value=None, reason=_too_few(len(coders)))
        common = [each for each in self.reports if all(coder in each.codings for coder in coders)]
        if not common:
            return Alpha(value=None, reason="no report was coded by all of them")
        units: list[list[Unit]] = [[] for _ in coders]
        start = 0
        for each in common:
            for found, coder in zip(units, coders, strict=True):
                for s in each.codings[coder]:
                    found.append(Unit((s.span or Span(0, 0)).shift(start), value(s)))
            start += _length(each)
        return unit_alpha(units, start)

    def _characters(self, meant: Callable[[Statement], bool] = lambda _: True) -> Alpha:
        if len(self.coders) < 2:
            return Alpha(value=None, reason=_too_few(len(self.coders)))
        rows: list[list[object]] = [[] for _ in self.coders]
        weights: list[float] = []
        for each in self.reports:
            there = [coder for coder in self.coders if coder in each.codings]
            marks, runs = characters([_spans(filter(meant, each.codings[coder])) for coder in there], _length(each))
            by_coder = dict(zip(there, marks, strict=True))
            for row, coder in zip(rows, self.coders, strict=True):
                row += by_coder.get(coder, [None] * len(runs))
            weights += runs
        return alpha_of(rated(rows, weights), draws=0)

    def _codes(self) -> tuple[OfCode, ...]:
        present: list[tuple[Coded, int, dict[str, list[set[str]]]]] = []
        for each in self.reports:
            sentences = sentences_of(each.sentences, [s for coding in each.codings.values() for s in coding])
            held = {coder: codes_by_sentence(coding, sentences) for coder, coding in each.codings.items()}
            present.append((each, len(sentences), held))
        codes = sorted({code for *_, held in present for found in held.values() for some in found for code in some})
        return tuple(self._code(code, present) for code in codes)

    def _code(self, code: str, present: Sequence[tuple[Coded, int, dict[str, list[set[str]]]]]) -> OfCode:
        rows: list[list[object]] = [
            [
                (code in held[coder][n]) if coder in held else None
                for _, sentences, held in present
                for n in range(sentences)
            ]
            for coder in self.coders
        ]
        return OfCode(
            code=code,
            sentences={coder: row.count(True) for coder, row in zip(self.coders, rows, strict=True)},
            alpha=self._alpha(rows, self.how.draws),
            kappa=mean_kappa(rows),
            characters=self._characters(
                lambda s: any(each == code or each.startswith(f"{code}.") for each in s.concepts)
            ),
        )

    def _pair(self, one: str, other: str) -> OfPair:
        common = [each for each in self.reports if one in each.codings and other in each.codings]
        first, second, length = _joined(common, one), _joined(common, other), sum(map(_length, common))
        found = match(first, second, self.how.overlap)
        return OfPair(
            one=one,
            other=other,
            reports=len(common),
            matched=len(found.pairs),
            precision=found.precision,
            recall=found.recall,
            f1=found.f1,
            characters=character_kappa(first, second, length),
            units=self._units((one, other), lambda _: True),
            variables=tuple(self._variable(each, (one, other), 0) for each in self.variables),
        )

    def _passages(self) -> tuple[Passage, ...]:
        apart = {v.name: disagreements(rated(self._rows(v, self.coders)), _plain(v.scale)) for v in self.variables}
        found = []
        for n, (each, unit) in enumerate(self.shared):
            differing = [v for v in self.variables if apart[v.name][n] > 0]
            if differing:
                values = {v.name: {coder: shown(v.read(s)) for coder, s in unit.items()} for v in differing}
                found.append(_passage(each, unit, values, float(sum(apart[v.name][n] for v in differing))))
        return tuple(sorted(found, key=lambda p: (-p.disagreement, p.report, p.span)))

    def _note(self) -> None:
        for each in self.reports:
            if each.sentences is None:
                self.notes.append(
                    f"The text of report {each.report} is not at hand: only sentences that a coder marked are compared "
                    "by code, and the text ends with the last statement."
                )
            for coder in sorted(coder for coder, coding in each.codings.items() if not coding):
                self.notes.append(f"{coder} has no statement in report {each.report}: taken as having found nothing.")


def _placed(coded: Coded) -> Coded:
    """Return a report with those statements that have a span, in order of the text."""
    placed = {
        coder: tuple(sorted((s for s in coding if s.span is not None), key=lambda s: (s.span or Span(0, 0), s.id)))
        for coder, coding in coded.codings.items()
    }
    return Coded(report=coded.report, codings=placed, length=coded.length, sentences=coded.sentences)


def _spans(statements: Iterable[Statement]) -> list[Span]:
    return [s.span for s in statements if s.span is not None]


def _length(coded: Coded) -> int:
    ends = [s.span.end for coding in coded.codings.values() for s in coding if s.span is not None]
    return max([coded.length or 0, *ends])


def _joined(reports: Sequence[Coded], coder: str) -> list[Span]:
    """Return a coder's spans in reports set one after the other."""
    found: list[Span] = []
    start = 0
    for each in reports:
        found += [span.shift(start) for span in _spans(each.codings[coder])]
        start += _length(each)
    return found


def _top(statement: Statement) -> str:
    return statement.concepts[0].partition(".")[0] if statement.concepts else NONE


def _plain(scale: Scale) -> Scale:
    """Return the level by which passages are ranked: sets by their distance, all others same or not."""
    return scale if scale is Scale.SET else Scale.NOMINAL


def _passage(
    coded: Coded, unit: Mapping[str, Statement], values: Mapping[str, Mapping[str, str]], disagreement: float
) -> Passage:
    spans = _spans(list(unit.values()))
    return Passage(
        report=coded.report,
        span=Span(min(span.start for span in spans), max(span.end for span in spans)),
        statements={coder: unit[coder].id if coder in unit else None for coder in sorted(coded.codings)},
        values=values,
        disagreement=disagreement,
    )


def _too_few(coders: int) -> str:
    return f"there is {'one coder' if coders else 'no coder'}; agreement needs two"
