"""Compiled twin of the Nash bargaining solution; it finds the zero of the derivative by Newton's steps in brackets."""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, misc, untyped-decorator"

from __future__ import annotations

import numpy as np

from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.nash_reference import HALVINGS, SHRINK, SMALLEST, STEPS


@compiled
def apart(value, salience, power, standing, starts, quadratic, worst, status_quo, found):
    """Write the solution of every draw and issue into `found` (draws, issues), 0-1, each issue by itself.

    `standing` lists the actors by issue, those of issue q from `starts[q]` on; `status_quo` is NaN where it is not the
    disagreement.
    """
    issues = value.shape[2]
    room = np.empty((4, standing.shape[0]))
    for draw in range(value.shape[0]):
        for issue in range(issues):
            count = 0
            for n in range(starts[issue], starts[issue + 1]):
                actor = standing[n]
                x, s, c = value[draw, actor, issue], salience[draw, actor, issue], power[draw, actor, issue]
                if not np.isnan(x) and s * c > 0:
                    room[0, count], room[1, count], room[2, count] = x, s, c
                    room[3, count] = _stake(x, s, worst, status_quo)
                    count += 1
            found[draw, issue] = _one(room, count, quadratic, worst, status_quo)


@compiled
def _stake(x, s, worst, status_quo):
    """Return the loss of disagreement as a distance (with salience left out), or NaN where it is utility 0."""
    if not np.isnan(status_quo):
        return abs(status_quo - x)
    return max(x, 1 - x) if worst else np.nan


@compiled
def _one(room, count, quadratic, worst, status_quo):
    if count == 0:
        return np.nan
    low, high = room[0, 0], room[0, 0]
    for n in range(1, count):
        low, high = min(low, room[0, n]), max(high, room[0, n])
    if not np.isnan(status_quo):
        if low <= status_quo <= high:
            return status_quo
        if low > status_quo:
            high = min(high, 2 * low - status_quo)
        else:
            low = max(low, 2 * high - status_quo)
    point = (low + high) / 2
    for _ in range(2 * HALVINGS):
        pull, bend = _pull(point, room, count, quadratic)
        if pull <= 0:
            low = point
        if pull >= 0:
            high = point
        if high - low < 1e-16:
            break
        following = point - pull / bend
        # A step of Newton's leaves an error of the order of its square, one of halving its own length.
        near = 1e-10
        if not (quadratic and low < following < high):
            following, near = (low + high) / 2, 1e-16
        step, point = abs(following - point), following
        if step < near:
            break
    return point


@compiled
def _pull(point, room, count, quadratic):
    """Return the derivative of the negative logarithm of the Nash product, and its own derivative."""
    pull, bend = 0.0, 0.0
    for n in range(count):
        s, c, end = room[1, n], room[2, n], room[3, n]
        away = point - room[0, n]
        if quadratic:
            slope, curve, loss = 2 * s * away, 2 * s, s * away * away
            stake = 1.0 if np.isnan(end) else s * end * end
        else:
            slope, curve, loss = s * np.sign(away), 0.0, s * abs(away)
            stake = 1.0 if np.isnan(end) else s * end
        ratio = 1.0 / (stake - loss)
        pull += c * slope * ratio
        bend += c * ratio * (curve + slope * slope * ratio)
    return pull, bend


@compiled
def together(value, salience, power, worst, status_quo, found):
    """Write the joint solution of every draw into `found` (draws, issues), 0-1; losses are quadratic."""
    draws, actors, issues = value.shape
    at, s = np.empty((actors, issues)), np.empty((actors, issues))
    c, stake, lent_stake = np.empty(actors), np.empty(actors), np.empty(actors)
    point, weight = np.empty(issues), np.empty(issues)
    bend, step, tried = np.empty((issues, issues)), np.empty(issues), np.empty(issues)
    for draw in range(draws):
        point[:], weight[:], total = 0.0, 0.0, 0.0
        for actor in range(actors):
            own, count, end = 0.0, 0, 0.0
            for issue in range(issues):
                x, sal, cap = value[draw, actor, issue], salience[draw, actor, issue], power[draw, actor, issue]
                at[actor, issue], s[actor, issue] = 0.5, 0.0
                if not np.isnan(x) and sal * cap > 0:
                    at[actor, issue], s[actor, issue] = x, sal
                    distance = _stake(x, sal, worst, status_quo)
                    end += 1.0 if np.isnan(distance) else sal * distance * distance
                    own += cap
                    count += 1
            c[actor], stake[actor] = own / max(count, 1), end
            total += c[actor]
            for issue in range(issues):
                weight[issue] += c[actor] * s[actor, issue]
                point[issue] += c[actor] * s[actor, issue] * at[actor, issue]
        if total > 0:
            c /= total
        for issue in range(issues):
            found[draw, issue] = np.nan
            point[issue] = point[issue] / weight[issue] if weight[issue] > 0 else 0.5
        if total > 0:
            agreed = True
            if np.isnan(status_quo):
                _climb(point, at, s, c, stake, bend, step, tried)
            else:
                agreed = _package(point, at, s, c, stake, lent_stake, status_quo, bend, step, tried)
            for issue in range(issues):
                if weight[issue] > 0:
                    found[draw, issue] = point[issue] if agreed else status_quo


@compiled
def _package(point, at, s, c, stake, lent_stake, status_quo, bend, step, tried):
    """Look for a package in which all gain over the status quo; return whether there is one, with it in `point`."""
    point[:] = status_quo
    lent = 1.0
    while lent > SMALLEST / 10:
        lent_stake[:] = stake + lent
        _climb(point, at, s, c, lent_stake, bend, step, tried)
        if _least(point, at, s, c, stake) > SMALLEST:
            _climb(point, at, s, c, stake, bend, step, tried)
            break
        # Gains are concave and 0 at the status quo: so much nearer to it, everybody gains with so much less lent.
        lent *= SHRINK
        point[:] = status_quo + SHRINK * (point - status_quo)
    return _least(point, at, s, c, stake) > SMALLEST


@compiled
def _gain(actor, point, at, s, stake):
    gain = stake[actor]
    for issue in range(point.shape[0]):
        away = point[issue] - at[actor, issue]
        gain -= s[actor, issue] * away * away
    return gain


@compiled
def _least(point, at, s, c, stake):
    least = np.inf
    for actor in range(c.shape[0]):
        if c[actor] > 0:
            least = min(least, _gain(actor, point, at, s, stake))
    return least


@compiled
def _product(point, at, s, c, stake):
    """Return the logarithm of the Nash product; minus infinity where somebody does not gain."""
    total = 0.0
    for actor in range(c.shape[0]):
        if c[actor] > 0:
            gain = _gain(actor, point, at, s, stake)
            if gain <= 0:
                return -np.inf
            total += c[actor] * np.log(gain)
    return total


@compiled
def _climb(point, at, s, c, stake, bend, step, tried):
    """Move `point` to the maximum of the Nash product, from where all gain."""
    issues = point.shape[0]
    for _ in range(STEPS):
        step[:], bend[:, :] = 0.0, 0.0
        for actor in range(c.shape[0]):
            if c[actor] > 0:
                gain = _gain(actor, point, at, s, stake)
                ratio = c[actor] / gain
                for p in range(issues):
                    if s[actor, p] > 0:
                        towards = -2 * s[actor, p] * (point[p] - at[actor, p])
                        step[p] += ratio * towards
                        bend[p, p] += 2 * s[actor, p] * ratio
                        for q in range(p + 1):
                            bend[p, q] += ratio / gain * towards * -2 * s[actor, q] * (point[q] - at[actor, q])
        for p in range(issues):
            if bend[p, p] == 0:
                bend[p, p] = 1.0
            tried[p] = step[p]
        _solve(bend, step)
        rise, longest = 0.0, 0.0
        for p in range(issues):
            rise += tried[p] * step[p]
            longest = max(longest, abs(step[p]))
        if longest < 1e-14:
            break
        scale, now = 1.0, _product(point, at, s, c, stake)
        while scale > 1e-12:
            for p in range(issues):
                tried[p] = point[p] + scale * step[p]
            reached = _product(tried, at, s, c, stake)
            if reached > -np.inf and (rise < 1e-9 or reached >= now + 1e-4 * scale * rise):
                break
            scale /= 2
        point[:] = tried


@compiled
def _solve(matrix, right):
    """Solve matrix x = right for a positive definite matrix (its lower half), in place (Cholesky)."""
    size = right.shape[0]
    for p in range(size):
        for q in range(p + 1):
            total = matrix[p, q]
            for n in range(q):
                total -= matrix[p, n] * matrix[q, n]
            matrix[p, q] = np.sqrt(total) if p == q else total / matrix[q, q]
    for p in range(size):
        for n in range(p):
            right[p] -= matrix[p, n] * right[n]
        right[p] /= matrix[p, p]
    for p in range(size - 1, -1, -1):
        for n in range(p + 1, size):
            right[p] -= matrix[n, p] * right[n]
        right[p] /= matrix[p, p]
