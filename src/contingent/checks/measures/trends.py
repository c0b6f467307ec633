"""Trends: which way a series went over a period, by a rule that gaps and single odd months do not sway.

Two looks at the series have to agree. Its ends: the median of the first months against the median of the last. Its
course: the median of the slopes between all pairs of months (Theil 1950; Sen 1968, J. Am. Stat. Assoc. 63:1379), which
nearly a third of the months can be wrong without upsetting. Where ends and course disagree the finding is `unclear`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import median

from contingent.base.months import Month
from contingent.checks.measures.doubts import doubts
from contingent.checks.measures.reported import Asked, cite_series
from contingent.checks.measures.subjects import Level, Subject, asked_of, subject_of
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding, Ruling, no_data
from contingent.records.record import Record

LEAST_MONTHS = 3
SMALL_SHARE, SMALL_PERSONS = 0.10, 2
"""A change has to be larger than this share of the figure at the start, and than so many persons."""

LARGE_SHARE = 0.5
"""A change of this share of the start may have come in one step, which the median slope does not see."""

STEADY_SHARE, STEADY_PERSONS = 0.25, 5
"""How far nine in ten months of a steady series may lie from its median."""

FACTORS = {"doubled": (1.8, 1.5), "tripled": (2.7, 2.25), "halved": (1 / 1.8, 1 / 1.5)}
"""The factor between start and end that bears a word out, and the one that bears it out in part."""

DIRECTIONS = ("rising", "falling", "steady", "peaked", *FACTORS)
_MOST_PAIRS = 400


@dataclass(frozen=True)
class Course:
    """A series over a period, by month and in persons; at least one month."""

    levels: Sequence[Level]

    @cached_property
    def _points(self) -> list[tuple[int, int]]:
        return [(level.month.ordinal, level.number) for level in self.levels]

    @cached_property
    def window(self) -> int:
        """How many months make an end: a tenth of the period, at least three."""
        return max(3, (self._points[-1][0] - self._points[0][0] + 1) // 10)

    @cached_property
    def first(self) -> list[Level]:
        """The months the start is the median of."""
        return [each for each in self.levels if each.month.ordinal < self._points[0][0] + self.window]

    @cached_property
    def last(self) -> list[Level]:
        """The months the end is the median of."""
        return [each for each in self.levels if each.month.ordinal > self._points[-1][0] - self.window]

    @cached_property
    def start(self) -> float:
        """The median of the first months."""
        return float(median(each.number for each in self.first))

    @cached_property
    def end(self) -> float:
        """The median of the last months."""
        return float(median(each.number for each in self.last))

    @cached_property
    def slope(self) -> float:
        """The median slope between all pairs of months, persons a month (Sen 1968, eq. 1)."""
        thinned = self._points[:: 1 + len(self._points) // _MOST_PAIRS]
        return float(median((b - a) / (later - sooner) for (sooner, a), (later, b) in combinations(thinned, 2)))

    @cached_property
    def small(self) -> float:
        """The largest change that counts as none, in persons."""
        return max(SMALL_SHARE * self.start, float(SMALL_PERSONS))

    @cached_property
    def stepped(self) -> int:
        """Which way one large step went: the ends differ by half of the start, and the halves point the same way."""
        if abs(self.end - self.start) < LARGE_SHARE * self.start:
            return 0
        middle = len(self.levels) // 2
        before, after = (median(each.number for each in half) for half in (self.levels[:middle], self.levels[middle:]))
        return self.ends if self._sign(float(after - before)) == self.ends else 0

    @cached_property
    def ends(self) -> int:
        """Which way the ends point: 1 up, -1 down, 0 neither."""
        return self._sign(self.end - self.start)

    @cached_property
    def way(self) -> int:
        """Which way the slope points over the whole period: 1 up, -1 down, 0 neither."""
        return self._sign(self.slope * (self._points[-1][0] - self._points[0][0]))

    def _sign(self, change: float) -> int:
        return 0 if abs(change) <= self.small else 1 if change > 0 else -1

    @cached_property
    def smoothed(self) -> list[tuple[Month, float]]:
        """Each month as the median of itself and its neighbours on record, so that a single odd month has no peak."""
        numbers = [level.number for level in self.levels]
        return [
            (level.month, float(median(numbers[max(0, n - 1) : n + 2]))) for n, level in enumerate(self.levels)
        ]  # fmt: skip

    @cached_property
    def peak(self) -> tuple[Month, float]:
        """The first of the months in which the smoothed series stands highest."""
        return max(self.smoothed, key=lambda each: each[1])


def trend(record: Record, parameters: Parameters) -> Finding:
    """Which way the personnel of contributors went over a period.

    Reads `contributors` (states, or a group: its members at the time), `since` and `until` (months or years),
    `direction` (rising, falling, steady, doubled, tripled, halved, peaked) and optionally `operation`, `kind`, `sex`,
    and `when` (month or year of a peak). The ends (medians of the first and last three months or tenth of the period)
    and the median slope have to agree, else it is unclear; a change up to 10 per cent or two persons is none, one of
    half the start or more may have come in one step. Doubled means at least 1.8 times, steady that nine in ten months
    lie within 25 per cent or five persons of the median. A month whose whole list does not name the contributor counts
    as nobody.
    """
    subject, asked = subject_of(record, parameters.texts("contributors")), asked_of(parameters)
    (since, _), (_, until) = parameters.months("since"), parameters.months("until")
    direction = parameters.choice("direction", DIRECTIONS)
    levels = subject.levels(since, until, asked)
    if not _covered(levels, since, until):
        return no_data(_needed(subject, asked, since, until), _at_hand(subject, levels))
    course = Course(levels)
    if direction == "peaked":
        when = parameters.months("when") if parameters.has("when") else (since, until)
        ruling, rule = _peaked(course, when), _PEAK_RULE
    elif direction in FACTORS:
        ruling, rule = (
            _by_factor(course, direction),
            f"{direction}: {FACTORS[direction][0]:.2g} times the start or beyond",
        )
    elif direction == "steady":
        ruling, rule = (
            _steady(course),
            f"steady: ends and slope within {SMALL_SHARE:.0%}, months within {STEADY_SHARE:.0%}",
        )
    else:
        ruling = _turned(course, 1 if direction == "rising" else -1)
        rule = f"{direction}: ends and median slope by more than {SMALL_SHARE:.0%} and {SMALL_PERSONS} persons"
    rows = [row for level in (*course.first, *course.last) for row in level.rows]
    return Finding(
        ruling=ruling,
        observed=_told(subject, asked, course),
        number=course.end - course.start,
        tolerance=f"{rule} (declared)",
        as_of=str(levels[-1].month),
        qualification="; ".join(filter(None, [_gaps(levels), _absent(levels), doubts(record, rows)])) or None,
        citations=cite_series([row for level in levels for row in level.rows]),
    )


_PEAK_RULE = (
    "peaked: highest, by medians of three months, within half a year of the time said, lower by a tenth at the ends"
)


def _covered(levels: Sequence[Level], since: Month, until: Month) -> bool:
    """Whether there are months enough, and near both ends: within a year, or a quarter of a shorter period."""
    if len(levels) < LEAST_MONTHS or since >= until:
        return False
    near = min(12, max(2, (until.ordinal - since.ordinal) // 4))
    begins = levels[0].month.ordinal - since.ordinal <= near
    return begins and until.ordinal - levels[-1].month.ordinal <= near


def _needed(subject: Subject, asked: Asked, since: Month, until: Month) -> str:
    return f"{asked.words} of {subject.label} by month from {since} to {until}"


def _at_hand(subject: Subject, levels: Sequence[Level]) -> str:
    if not levels:
        return "nothing on record"
    return f"{subject.label}: {len(levels)} months between {levels[0].month} and {levels[-1].month}"


def _turned(course: Course, wanted: int) -> Ruling:
    if course.ends == wanted and (course.way == wanted or (course.stepped == wanted and course.slope * wanted >= 0)):
        return Ruling.SUPPORTED
    return Ruling.UNCLEAR if wanted in (course.ends, course.way) else Ruling.CONTRADICTED


def _by_factor(course: Course, direction: str) -> Ruling:
    full, part = FACTORS[direction]
    grows = full > 1
    if course.start <= 0:
        return Ruling.UNCLEAR if grows and course.end > 0 else Ruling.CONTRADICTED
    factor = course.end / course.start
    if course.way == (-1 if grows else 1) and (factor > 1) is grows:
        return Ruling.UNCLEAR
    if factor >= full if grows else factor <= full:
        return Ruling.SUPPORTED if course.way else Ruling.UNCLEAR
    return Ruling.PARTLY if (factor >= part if grows else factor <= part) else Ruling.CONTRADICTED


def _steady(course: Course) -> Ruling:
    if course.ends or course.way:
        return Ruling.UNCLEAR if 0 in (course.ends, course.way) else Ruling.CONTRADICTED
    middle = median(level.number for level in course.levels)
    far = max(STEADY_SHARE * middle, STEADY_PERSONS)
    outside = sum(abs(level.number - middle) > far for level in course.levels)
    return Ruling.SUPPORTED if outside <= len(course.levels) / 10 else Ruling.UNCLEAR


def _peaked(course: Course, when: tuple[Month, Month]) -> Ruling:
    month, height = course.peak
    away = max(when[0].ordinal - month.ordinal, month.ordinal - when[1].ordinal, 0)
    if away > 18:
        return Ruling.CONTRADICTED
    if max(course.start, course.end) > (1 - SMALL_SHARE) * height:
        return Ruling.UNCLEAR
    return Ruling.SUPPORTED if away <= 6 else Ruling.PARTLY


def _told(subject: Subject, asked: Asked, course: Course) -> str:
    low = min(course.levels, key=lambda level: level.number)
    high = max(course.levels, key=lambda level: level.number)
    change = f"{course.end / course.start - 1:+.0%}" if course.start else "from none" if course.end else "none"
    ends = (
        f"{course.start:,.0f} at the start ({_span(course.first)}), {course.end:,.0f} at the end ({_span(course.last)})"
    )
    slope = f"median slope {course.slope * 12:+,.1f} a year"
    reach = f"lowest {low.number:,} ({low.month}), highest {high.number:,} ({high.month})"
    return f"{subject.label}, {asked.words}: {ends}, {change}; {slope}; {reach}"


def _span(levels: Sequence[Level]) -> str:
    first, last = levels[0].month, levels[-1].month
    return str(first) if first == last else f"{first} to {last}"


def _gaps(levels: Sequence[Level]) -> str | None:
    """How many months of the stretch are on record, where some are not."""
    stretch = levels[-1].month.ordinal - levels[0].month.ordinal + 1
    return f"{len(levels)} of {stretch} months are on record" if len(levels) < stretch else None


def _absent(levels: Sequence[Level]) -> str | None:
    """In how many months nobody was there because a whole list does not name the contributor."""
    absent = [level for level in levels if not any(row.number is not None for row in level.rows)]
    if not absent:
        return None
    return f"not listed in {len(absent)} of {len(levels)} months, which are taken for none"
