"""Offers of the challenge model for one draw, compiled: which class, which of a class, and where the receiver goes.

Importing this module imports Numba.
"""

from __future__ import annotations

from contingent.decisions.kernels.compiling import compiled

# mypy: disable-error-code="no-untyped-def, untyped-decorator"


@compiled
def settle_offers(position, weight, rules, span, work):
    """Fill in where every actor goes; `work` is laid out as in `challenge_single`."""
    n = position.shape[0]
    goal, pairs = work[n : 2 * n], work[7 * n :]
    distance = pairs[: n * n]
    own, perceived = pairs[2 * n * n : 3 * n * n], pairs[3 * n * n : 4 * n * n]
    for i in range(n):
        goal[i] = position[i]
        best = 3
        least = 0.0
        for j in range(n):
            a, b, apart = own[i * n + j], perceived[i * n + j], distance[i * n + j] > 0
            kind = _kind(a, b, apart, rules)
            key = _key(kind, position[i], position[j], a, b, rules)
            if kind < best or (kind == best and kind < 3 and key < least):
                best, least = kind, key
        if best == 3:
            continue
        chosen, heft, off, found = 0.0, 0.0, 0.0, False
        for j in range(n):
            a, b, apart = own[i * n + j], perceived[i * n + j], distance[i * n + j] > 0
            if _kind(a, b, apart, rules) != best:
                continue
            if _key(best, position[i], position[j], a, b, rules) > least + rules.tied * span:
                continue
            point = _point(best, position[i], position[j], a, b, rules)
            if not found:
                chosen, found = point, True
            heft += weight[j]
            off += weight[j] * (point - chosen)
        goal[i] = chosen if rules.in_order or heft == 0 else chosen + off / heft


@compiled
def _kind(own, perceived, apart, rules):
    """Return the class of an offer: 0 confrontation, 1 compromise, 2 capitulation, 3 none."""
    if not apart:
        return 3
    if own > rules.equal and perceived > own + rules.equal:
        return 0
    if own < -rules.equal and perceived > rules.equal:
        if perceived + own > -rules.equal:
            return 1
        return 2 if rules.capitulation else 3
    return 3


@compiled
def _blend(here, there, own, perceived):
    return (abs(own) * here + abs(perceived) * there) / (abs(own) + abs(perceived))


@compiled
def _point(kind, here, there, own, perceived, rules):
    """Return where an offer would have its receiver go."""
    if kind != 1:
        return there
    if rules.average_point:
        return _blend(here, there, own, perceived)
    return here + (there - here) * min(-own / perceived, 1.0)


@compiled
def _key(kind, here, there, own, perceived, rules):
    """Return by what offers of a class are compared: the least is taken."""
    if kind == 3:
        return 0.0
    if kind == 1 and rules.published_pick:
        return _blend(here, there, own, perceived)
    return abs(_point(kind, here, there, own, perceived, rules) - here)
