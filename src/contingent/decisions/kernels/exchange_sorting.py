"""The order in which the compiled twin of the exchange model makes its trades: sorting, and what parts equal gains."""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, misc, untyped-decorator"

from __future__ import annotations

import numpy as np

from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.exchange_rules import EVEN

_lent = compiled(_nrt=False)
_SHORT = 24
"""Runs of a list up to this long are sorted by insertion, longer ones by merging such runs."""


@_lent
def after(a, b, choices, w):
    """Whether candidate `a` comes after `b`; as published, not where they tie."""
    if w.rows[a].key != w.rows[b].key or (choices.list_order and not choices.luck):
        return w.rows[a].key < w.rows[b].key
    if choices.luck:
        return w.rows[a].luck > w.rows[b].luck
    for part in range(4):
        one, other = np.rint(_part(a, part, w) * EVEN), np.rint(_part(b, part, w) * EVEN)
        if one != other:
            return one > other
    return a > b


@_lent
def _part(e, part, w):
    """Return what parts equal gains, lowest first: cost, size of the moves, less weight, less distance."""
    i, j, p, q = w.rows[e].i, w.rows[e].j, w.rows[e].p, w.rows[e].q
    i_size, j_size = abs(w.rows[e].move_i), abs(w.rows[e].move_j)
    if part == 0:
        return i_size * w.seats[i, q].k * w.seats[i, q].s + j_size * w.seats[j, p].k * w.seats[j, p].s
    if part == 1:
        return i_size + j_size
    if part == 2:
        return -((w.seats[i, p].k + w.seats[i, q].k) + (w.seats[j, p].k + w.seats[j, q].k))
    i_far = abs(w.seats[i, p].x - w.outcome[p]) + abs(w.seats[i, q].x - w.outcome[q])
    return -(i_far + (abs(w.seats[j, p].x - w.outcome[p]) + abs(w.seats[j, q].x - w.outcome[q])))


@_lent
def sort(numbers, count, choices, w):
    """Sort candidates by gain, highest first; ties by luck or by what they are, or keeping their order."""
    for start in range(0, count, _SHORT):
        for n in range(start + 1, min(start + _SHORT, count)):
            e, m = numbers[n], n
            while m > start and after(numbers[m - 1], e, choices, w):
                numbers[m] = numbers[m - 1]
                m -= 1
            numbers[m] = e
    width = _SHORT
    while width < count:
        for start in range(0, count - width, 2 * width):
            middle, end = start + width, min(start + 2 * width, count)
            for n in range(start, middle):
                w.spare[n] = numbers[n]
            m, n, to = start, middle, start
            while m < middle:
                if n < end and after(w.spare[m], numbers[n], choices, w):
                    numbers[to] = numbers[n]
                    n += 1
                else:
                    numbers[to] = w.spare[m]
                    m += 1
                to += 1
        width *= 2
