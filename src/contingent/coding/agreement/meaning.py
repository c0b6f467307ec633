"""What a figure of agreement means, in words.

The thresholds are those of Krippendorff, K. (2019), *Content Analysis*, 4th ed., chapter 12 (and 2004, *Reliability
in content analysis: some common misconceptions and recommendations*, Human Communication Research 30:411-433): rely on
data with alpha of .800 and above; between .667 and .800 draw tentative conclusions only; below, none. They are
conventions: no statistic says how much disagreement a conclusion can bear, and that depends on what hangs on it.
"""

from __future__ import annotations

from enum import StrEnum

from contingent.coding.agreement.alpha import FEWEST, RELIABLE, Alpha

TENTATIVE = 0.667

CONVENTION = (
    "From .800 on data are taken as reliable, from .667 to .800 for tentative conclusions only, below for none "
    "(Krippendorff 2019, chapter 12). These are conventions: how much disagreement is bearable depends on what hangs "
    "on the conclusion."
)


class Verdict(StrEnum):
    """How far a coding can be relied on."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative only"
    UNRELIABLE = "not reliable"
    CHANCE = "no better than chance"
    FEW = "too few to tell"
    UNKNOWN = "not measurable"


def verdict(value: float | None) -> Verdict:
    """Return which side of the thresholds a value of alpha falls on."""
    if value is None:
        return Verdict.UNKNOWN
    if value >= RELIABLE:
        return Verdict.RELIABLE
    if value >= TENTATIVE:
        return Verdict.TENTATIVE
    return Verdict.UNRELIABLE if value > 0 else Verdict.CHANCE


def judged(alpha: Alpha) -> Verdict:
    """Return the verdict on a measured alpha: of fewer than five units none."""
    return Verdict.FEW if alpha.value is not None and 0 < alpha.units < FEWEST else verdict(alpha.value)


def meaning(alpha: Alpha) -> str:
    """Return what a value of alpha means, with what its interval leaves open, as one phrase without a full stop."""
    found = judged(alpha)
    if found is Verdict.UNKNOWN:
        return f"{found}: {alpha.reason}"
    if found is Verdict.FEW:
        return f"{found}: {alpha.units} unit{'s' * (alpha.units != 1)}"
    if alpha.low is None or alpha.high is None:
        return f"{found}; {alpha.doubt}" if alpha.doubt else str(found)
    low, high = verdict(alpha.low), verdict(alpha.high)
    ends = [str(end) for end in dict.fromkeys((low, high)) if end is not found]
    told = f"{found}, but it could be {' or '.join(ends)}" if ends else str(found)
    return f"{told}; {alpha.doubt}" if alpha.doubt else told
