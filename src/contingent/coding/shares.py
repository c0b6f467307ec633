"""Interval of a share counted from few statements."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


def interval(pro: int, con: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share for it among statements for or against; None without any.

    Wilson's score interval (Wilson 1927, JASA 22, 209-212), as if statements were independent draws of what could have
    been said at such a meeting. They are not quite; the interval is a floor of what is uncertain.
    """
    n = pro + con
    if n == 0:
        return None
    share, square = pro / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return 0.0 if pro == 0 else centre - half, 1.0 if con == 0 else centre + half
