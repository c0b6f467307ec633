"""The page on what an outcome hangs on: sentences, charts and tables, each leading to how it was worked out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contingent.briefs.brief import (
    Block,
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Entry,
    Evidence,
    Figure,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    line,
)
from contingent.briefs.told.understanding import Understanding
from contingent.futures.discovery import Condition, Description
from contingent.futures.inputs import POSITION
from contingent.futures.sensitivity import Weight
from contingent.futures.studies import By, Target, percent

_Z = 1.959964

NOTES = {
    "draws": (
        "Draws",
        "Every position and salience that is left open is drawn from its distribution; each draw is decided by every "
        "model. The share of draws is what the stated ranges allow, not the probability of an event.",
    ),
    "indices": (
        "Shares of variance",
        "Total effect: the share of the variance that stays while only this is unknown, its interplay with others "
        "included (Sobol' index, estimator of Jansen 1999); for inputs that move together the Shapley effect (Owen "
        "2014). Intervals are 95 %, from resampling the design; what reaches 0 cannot be told from none.",
    ),
    "boxes": (
        "Conditions",
        "A box of at most four inputs, looked for by the Patient Rule Induction Method (Friedman and Fisher 1999) in "
        "half of the draws and judged on the other half. It is told if it halves the doubt and covers a quarter of "
        "the draws meant. Coverage: share of such draws inside. Density: share of the draws inside that are such.",
    ),
    "pivots": (
        "Pivotal actors",
        "All others staying where a draw puts them, the actor is tried at five positions across its own range. "
        "Positions that would carry the outcome are searched in whole points at the stated positions.",
    ),
    "worth": (
        "Worth of knowing",
        "Expected value of partial perfect information: by how much the better call is wrong less often (loss 0 or 1), "
        "and by how much the outcome's standard deviation falls (squared error), if one position were known for "
        "certain. Taken half-way between a call fitted to the draws and one judged on draws it has not seen; the "
        "distance widens the interval, which is cut at 0: knowing cannot make a call worse.",
    ),
    "models": (
        "Models side by side",
        "All models decide the same draws. Different sides: one outcome above the middle, the other not.",
    ),
    "positions": ("Positions", "As coded in this project, with the statements they rest on."),
}


class _Page:
    """Builds the page of one understanding."""

    def __init__(self, found: Understanding) -> None:
        self.found = found
        self.names = found.names
        self.titles = {model.name: model.card.title for model in found.study.models}
        self.cited: dict[str, None] = {}

    def brief(self) -> Brief:
        """Return the page."""
        found = self.found
        sections = [
            self._section("hangs", "What it hangs on", self._weights(), "indices"),
            self._section("conditions", "Under which conditions", self._conditions(), "boxes"),
            self._section("tip", "Who could tip it", self._pivots(), "pivots"),
            self._section("next", "What to find out next", self._worth(), "worth"),
            self._section("models", "Where models disagree", self._models(), "models"),
        ]
        ends = f"0: {found.issue.zero.rstrip('.')}; 100: {found.issue.hundred.rstrip('.')}"
        return Brief(
            title=found.issue.name,
            subtitle=found.issue.question,
            facts=(ends, f"{found.draws:,} draws, seed {found.seed}", f"Models: {', '.join(self.titles.values())}"),
            sections=(*sections, self._evidence()),
            form="page",
            foot="“Note” is how a figure was worked out; codes such as A001 are statements. All are listed at the end.",
        )

    def figures(self) -> list[Figure]:
        """Return the charts, the one of what it hangs on first."""
        groups = (self._weights(), self._conditions(), self._pivots(), self._worth(), self._models())
        return [block for blocks in groups for block in blocks if isinstance(block, Figure)]

    def _section(self, key: str, title: str, blocks: Sequence[Block], note: str) -> Section:
        told = self.found.sentences()[title]
        items = tuple(line(text, _note(note), _note("draws")) for text in told)
        left = tuple(line(text, _note("draws")) for text in self.found.left_out) if key == "models" else ()
        return Section(key, title, (Bullets((*items, *left)), *blocks))

    def _weights(self) -> list[Block]:
        chosen = [w for w in self.found.sensitivity.weights if w.target is Target.OUTCOME and w.by is not By.KIND]
        return [
            self._weight_figure([w for w in chosen if w.by is by], title)
            for by, title in ((By.ACTOR, "By actor"), (By.INPUT, "Input by input"))
            if any(w.by is by for w in chosen)
        ]

    def _weight_figure(self, weights: Sequence[Weight], title: str) -> Figure:
        data: list[dict[str, Any]] = [
            {
                "name": w.group.told(self.names), "model": self.titles[w.model], "value": _possible(w.main[0]),
                "low": _possible(w.main[1]), "high": _possible(w.main[2]), "told": w.told,
            }
            for w in weights
        ]  # fmt: skip
        top = max(data, key=lambda row: row["value"])
        rows = [
            (
                row["name"], row["model"], _share(row["value"]), f"{_share(row['low'])}–{_share(row['high'])}",
                _triple(w.first), _triple(w.delta, 2),
            )
            for row, w in zip(data, weights, strict=True)
        ]  # fmt: skip
        shared = self.found.sensitivity.correlated
        what, part = ("Shapley effect", "with") if shared else ("Total effect", "taking part in")
        return Figure(
            chart="weights",
            title=f"{title}: {top['name']} weighs most, {part} {_share(top['value'])} of the variance by "
            f"{top['model'][:1].lower()}{top['model'][1:]}",
            subtitle=f"{what} on the outcome with its 95\u00a0% interval; open marks cannot be told from none.",
            alt=f"Dots with intervals, one row for each of the heaviest, a mark for each model; heaviest is "
            f"{top['name']} with {_share(top['value'])}. The table gives every figure.",
            options={"shared": shared},
            data=tuple(data),
            table=_table(
                f"Share of the variance of the outcome, {title.lower()}",
                ("Whose", "Model", what, "95 % interval", "First-order index", "Delta"),
                rows,
                "indices",
                numeric=(2, 3, 4, 5),
            ),
            cites=line(_note("indices")),
        )

    def _conditions(self) -> list[Block]:
        blocks: list[Block] = []
        for (model, kind), each in self.found.discovery.descriptions.items():
            if each.holds:
                blocks.append(self._box(self.titles[model], kind, each))
        return blocks

    def _box(self, model: str, kind: str, each: Description) -> Figure:
        data = [self._condition(one) for one in each.conditions]
        rows = [(row["name"], row["text"], f"{one.p:.2g}") for row, one in zip(data, each.conditions, strict=True)]
        told = "; ".join(f"{row['name']} {row['text']}" for row in data)
        held = f"covers {percent(each.unseen.coverage)}, {percent(each.unseen.density)} inside are such"
        return Figure(
            chart="conditions",
            title=f"{model}: {kind} inside this box ({held})",
            subtitle="Line: the whole span of the input. Bar: the part inside the box.",
            alt=f"Bars on lines: {told}.",
            data=tuple(data),
            table=_table(f"{model}: {kind}", ("Input", "Condition", "Quasi-p value"), rows, "boxes", numeric=(2,)),
            cites=line(_note("boxes")),
        )

    def _condition(self, one: Condition) -> dict[str, Any]:
        low, high = one.input.distribution.ends
        who = self.names.get(one.input.actor, one.input.actor)
        text = one.told().rpartition(" is ")[2]
        return {
            "name": f"{who}, {one.input.what}", "low": low, "high": high, "text": text,
            "start": low if one.low is None else one.low, "end": high if one.high is None else one.high,
        }  # fmt: skip

    def _pivots(self) -> list[Block]:
        data: list[dict[str, Any]] = []
        rows: list[tuple[str | Line, ...]] = []
        for model in self.found.study.models:
            for each in self.found.pivots.of(model.name):
                name = self.names.get(each.actor, each.actor)
                reach = _Z * each.within_error
                data.append(
                    {
                        "name": name, "model": self.titles[model.name], "value": each.within,
                        "low": each.within - reach if each.within else 0.0, "high": min(1.0, each.within + reach),
                        "told": each.within > 2 * each.within_error,
                    }
                )  # fmt: skip
                cross = "–" if each.crosses is None else f"{each.crosses}{'' if each.in_range else ' (outside)'}"
                rows.append(
                    (
                        name,
                        self.titles[model.name],
                        f"{each.position:g}",
                        _share(each.within),
                        _share(each.anywhere),
                        cross,
                    )
                )
        top = max(data, key=lambda row: row["value"])
        return [
            Figure(
                chart="pivots",
                title=f"{top['name']} could tip the side of the middle in {_share(top['value'])} of draws by "
                f"{top['model'][:1].lower()}{top['model'][1:]}"
                if top["told"]
                else "Hardly anybody could tip the side of the middle within its own range",
                subtitle="Share of draws in which a move inside the actor's own range changes the side; 95 % interval.",
                alt=f"Dots with intervals by actor and model; most often pivotal is {top['name']} with "
                f"{_share(top['value'])}. The table gives every figure.",
                data=tuple(data),
                table=_table(
                    "Who could tip the side of the middle alone",
                    ("Actor", "Model", "Position", "In its range", "From anywhere", "Would have to go to"),
                    rows,
                    "pivots",
                    numeric=(2, 3, 4, 5),
                ),
                cites=line(_note("pivots")),
            )
        ]

    def _worth(self) -> list[Block]:
        data: list[dict[str, Any]] = []
        rows: list[tuple[str | Line, ...]] = []
        for model in self.found.study.models:
            for w in self.found.information.of(model.name, what=POSITION):
                name = w.group.told(self.names).replace(f", {POSITION}", "", 1)
                side, sharper = w.gain, w.sharper
                data.append(
                    {
                        "name": name, "model": self.titles[model.name], "side": side[0], "side_low": side[1],
                        "side_high": side[2], "sharper": sharper[0], "sharper_low": sharper[1],
                        "sharper_high": sharper[2], "inferred": w.basis != "explicit",
                    }
                )  # fmt: skip
                basis = {"explicit": "stated", "inferred": "inferred"}.get(w.basis, "not known")
                rows.append(
                    (
                        name, self.titles[model.name], *w.figures,
                        line(basis, [self._statement(key) for key in w.evidence]),
                    )
                )  # fmt: skip
        if not data:
            return [Paragraph((line("No position is left open.", _note("worth")),), "missing")]
        top = max(data, key=lambda row: (row["side_low"] > 0, row["side"] if row["side_low"] > 0 else row["sharper"]))
        gain = (
            f"{100 * top['side']:.0f} points fewer misjudged sides"
            if top["side_low"] > 0
            else f"{top['sharper']:.1f} points less standard deviation"
        )
        return [
            Figure(
                chart="worth",
                title=f"Worth researching next: the position of {top['name']}, {gain}",
                subtitle="Left: points of draws in which the better call would no longer be wrong. Right: points of "
                "standard deviation. With 95 % intervals. Open marks: the position is only inferred.",
                alt=f"Dots with intervals by position and model; most worth is {top['name']}: {gain}. The table gives "
                "every figure and what each position rests on.",
                data=tuple(data),
                table=_table(
                    "What knowing a position for certain is worth",
                    ("Position of", "Model", "Sides, points", "Standard deviation, points", "Basis and evidence"),
                    rows,
                    "worth",
                    numeric=(2, 3),
                ),
                cites=line(_note("worth"), _note("positions")),
            )
        ]

    def _models(self) -> list[Block]:
        found = self.found.disagreement
        rows = [
            (self.titles[s.model], _share(s.above), f"{s.q50:.0f}", f"{s.q05:.0f}–{s.q95:.0f}") for s in found.standings
        ]
        blocks: list[Block] = [
            _table(
                "Outcomes by model",
                ("Model", "Above the middle", "Middle draw", "90 % of draws"),
                rows,
                "models",
                (1, 2, 3),
            )
        ]
        if found.pairs:
            blocks.append(self._pairs())
        if found.choices:
            told = [
                (self.titles[c.model], c.option, c.taken, c.other, _share(c.opposite), f"{c.apart:.1f}")
                for c in sorted(found.choices, key=lambda c: -c.opposite)
            ]
            columns = ("Model", "Option", "Taken", "Tried", "Other side", "Points apart")
            blocks.append(_table("What other choices of options would change", columns, told, "models", (4, 5)))
        return blocks

    def _pairs(self) -> Figure:
        found = self.found.disagreement
        data: list[dict[str, Any]] = [
            {
                "one": self.titles[p.one], "other": self.titles[p.other], "opposite": p.opposite, "apart": p.apart,
            }
            for p in found.pairs
        ]  # fmt: skip
        top = max(data, key=lambda row: row["opposite"])
        rows = [
            (
                self.titles[p.one],
                self.titles[p.other],
                _share(p.opposite),
                _share(_Z * p.opposite_error),
                f"{p.apart:.1f}",
            )
            for p in found.pairs
        ]
        return Figure(
            chart="pairs",
            title=f"{top['one']} and {top['other']} lie on different sides in {_share(top['opposite'])} of draws",
            subtitle="Share of draws in which two models lie on different sides of the middle; mean distance below.",
            alt=f"Matrix of models; the largest share is {_share(top['opposite'])}. The table gives every pair.",
            data=tuple(data),
            table=_table(
                "Pairs of models", ("One", "Other", "Different sides", "±", "Points apart"), rows, "models", (2, 3, 4)
            ),
            cites=line(_note("models")),
        )

    def _statement(self, key: str) -> Cite:
        self.cited.setdefault(key)
        return Cite(CiteKind.STATEMENT, key)

    def _evidence(self) -> Section:
        notes = tuple(
            Entry(Cite(CiteKind.NOTE, str(place)), line(title), (("", line(text)),))
            for place, (title, text) in enumerate(NOTES.values(), 1)
        )
        assumed = Evidence(notes, "How it was worked out")
        entries = tuple(
            Entry(Cite(CiteKind.STATEMENT, key), line(Words(key, "strong")), quote=self.found.quotes.get(key))
            for key in self.cited
        )
        blocks = (assumed, *((Evidence(entries, "Statements"),) if entries else ()))
        return Section("evidence", "Notes and statements", blocks, short="Notes")


def page_of(found: Understanding) -> Brief:
    """Return the page on an issue."""
    return _Page(found).brief()


def figures(found: Understanding) -> list[Figure]:
    """Return the charts of a page, the one of what the outcome hangs on first."""
    return _Page(found).figures()


def _note(key: str) -> Cite:
    return Cite(CiteKind.NOTE, str(list(NOTES).index(key) + 1))


def _possible(share: float) -> float:
    """Return an estimate of a share cut at what a share can be."""
    return min(1.0, max(0.0, share))


def _share(value: float) -> str:
    return f"{round(100 * value):d}\u00a0%"


def _triple(figures: tuple[float, float, float] | None, places: int = 0) -> str:
    if figures is None:
        return "–"
    if places:
        return f"{figures[0]:.{places}f}"
    return _share(figures[0])


def _table(
    caption: str, columns: tuple[str, ...], rows: Sequence[Sequence[str | Line]], note: str, numeric: Sequence[int] = ()
) -> Table:
    """Return a table whose rows lead to a note, by a last column of their own."""
    made = [Row((*(line(cell) for cell in cells), line(_note(note)))) for cells in rows]
    return Table(caption, (*columns, "Note"), tuple(made), numeric=frozenset(numeric))
