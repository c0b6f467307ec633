"""What is asked of a project's statements to make a network of them, and what stances and quantifiers count as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from contingent.base.errors import InputError, UsageError
from contingent.briefs.phrases import BREADTH
from contingent.coding.networks.settings import Settings
from contingent.coding.vocabulary import Quantifier, Stance, Status, word

Value: TypeAlias = "str | int | bool"

STANCES: Mapping[str, Mapping[Stance, Value]] = {
    "sides": {Stance.SUPPORT: True, Stance.OPPOSE: False, Stance.SCEPTICAL: False},
    "strict": {Stance.SUPPORT: True, Stance.OPPOSE: False},
    "scale": {
        Stance.SUPPORT: 2, Stance.AMBIVALENT: 0, Stance.NEUTRAL: 0, Stance.SCEPTICAL: -1, Stance.OPPOSE: -2
    },
    "words": {each: each.value for each in Stance},
}  # fmt: skip
"""What a stance counts as. `sides`: for or against, doubt being against; ambivalent and neutral take no side and are
not counted. `strict`: doubt is not counted either. `scale`: 2 to -2. `words`: five words, equal or not."""

SCALE = (-2, 2)
"""The whole width of `scale`, also where nobody goes to its ends."""

COUNTED = tuple(status for status in Status if status is not Status.REJECTED)
VARIABLES = {
    "state": "states and territories the holder belongs to",
    "region": "the United Nations sub-regions of these states",
    "organisation": "organisations, organs, agencies and groups the holder belongs to",
    "holder": "whatever the holder belongs to; where nothing is told, what kind of holder it is",
    "group": "the named group of the holder",
    "kind": "what kind of holder it is: participant, expert, official ...",
    "person": "the speaker, where persons are coded",
    "meeting": "the meeting",
    "report": "the report",
    "concept": "the codes of the codebook, cut to a depth",
}
"""Variables every project has; besides them every variable that came with imported statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a project's statements.

    Attributes:
        rows: a variable; see VARIABLES.
        columns: a variable.
        one_mode: tie rows to rows over the columns they meet in.
        weigh: a word of `settings.AGGREGATIONS`; None: `subtract` where sides are taken, else `ignore`.
        normalise: a word of `settings.NORMALISATIONS`; None: `average` for one-mode, else `no`.
        duplicates: a word of `settings.DUPLICATES`.
        qualifier: the variable that tells agreement; `stance` is the project's own.
        stances: a word of STANCES; read where the qualifier is `stance`.
        depth: levels of the codebook's tree that concepts are cut to; 0: as coded. None: as coded for one-mode,
            because only who speaks on the same thing can agree on it, else the top level.
        shared: divide a statement among several holders, so that it counts once; else it counts for each.
        quantifiers: weight by quantifier; None: every statement weighs 1.
        statuses: which statements count.
        reports: only of these reports; empty: of all.
        since: first day.
        until: last day.
        isolates: keep nodes of which no statement is left.
        unit: a word of `settings.UNITS` for one network per window of time; None: one of all.
        size: how many units a window is wide.
        kernel: a word of `settings.KERNELS`: statements weigh less the farther they are from the middle of a window.
    """

    rows: str = "state"
    columns: str = "concept"
    one_mode: bool = False
    weigh: str | None = None
    normalise: str | None = None
    duplicates: str = "include"
    qualifier: str = "stance"
    stances: str = "sides"
    depth: int | None = None
    shared: bool = False
    quantifiers: Mapping[str, float] | None = None
    statuses: tuple[Status, ...] = COUNTED
    reports: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    isolates: bool = False
    unit: str | None = None
    size: int = 12
    kernel: str | None = None

    def __post_init__(self) -> None:
        if self.stances not in STANCES:
            raise UsageError(f"There is no reading of stances {self.stances!r}.", remedy=f"Take {', '.join(STANCES)}.")
        if self.depth is not None and self.depth < 0:
            raise UsageError(f"Concepts have no depth of {self.depth}.", remedy="1 is the top level, 0 as coded.")

    @property
    def aggregation(self) -> str:
        """How statements are weighed."""
        return self.weigh or ("subtract" if self.one_mode else "ignore")

    @property
    def cut(self) -> int:
        """How many levels of the codebook's tree concepts are cut to; 0: as coded."""
        return (0 if self.one_mode else 1) if self.depth is None else self.depth

    def settings(self) -> Settings:
        """Return the settings of the count. Raises UsageError where they do not go together."""
        held = self.aggregation != "ignore"
        start, stop = _moment(self.since, time.min), _moment(self.until, time(23, 59, 59))
        return Settings(
            rows=self.rows, columns=self.columns, one_mode=self.one_mode, aggregation=self.aggregation,
            normalisation=self.normalise or ("average" if self.one_mode else "no"), duplicates=self.duplicates,
            qualifier=self.qualifier if held else None, isolates=self.isolates,
            unit=self.unit, size=self.size, kernel=self.kernel, start=start, stop=stop,
            scale=SCALE if held and (self.qualifier, self.stances) == ("stance", "scale") else None,
        )  # fmt: skip


def _moment(day: date | None, at: time) -> datetime | None:
    return None if day is None else datetime.combine(day, at)


def quantifier_weights(changes: Iterable[str] = ()) -> dict[str, float]:
    """Return what a statement weighs by its quantifier: the breadth of support it speaks for, one speaker being 1.

    `changes` are words such as `many=5`. A statement that none holds weighs 0 and is not counted. Raises InputError
    for another quantifier, or a weight below 0.
    """
    made = {each.value: float(breadth) for each, breadth in BREADTH.items()}
    for change in changes:
        name, _, number = change.partition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = -1.0
        if not 0 <= weight < float("inf"):
            raise InputError(
                f"{change!r} sets no weight.", record="quantifier", remedy="Write WORD=NUMBER, for example many=5."
            )
        made[word(Quantifier, name.strip(), record="quantifier").value] = weight
    return made


def statuses_of(words: Iterable[str]) -> tuple[Status, ...]:
    """Return statuses by name. Raises InputError naming those there are."""
    return tuple(word(Status, each) for each in words)
