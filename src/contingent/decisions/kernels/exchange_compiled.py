"""Compiled twin of the exchange model: the same sums in the same order as the reference, without its lists and tables.

All candidates of a round are there from its start, so what a candidate would keep for itself in the reference (where
its sellers stand, whom its buyer has seen move) is the same for all candidates of that actor and issue. The twin keeps
it once: `at` by seller and issue, `known` by buyer, issue and seller, and `base`, the outcome that follows from it. A
trade touches few candidates; these are taken out of the sorted order, worked out anew and merged back in.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, misc, untyped-decorator"

from __future__ import annotations

import numpy as np

from contingent.decisions.kernels.compiling import compiled
from contingent.decisions.kernels.exchange_rules import EVEN, PASSED, ROUNDING, TIED
from contingent.decisions.kernels.exchange_sorting import after, sort

_lent = compiled(_nrt=False)


@_lent
def play_draws(value, salience, capability, choices, seeds, rounds, work, record, found):
    """Write the outcomes of each draw after so many rounds into `found` (draws, issues); saliences are 0-1."""
    for draw in range(value.shape[0]):
        load(value[draw], salience[draw], capability[draw], work)
        for number in range(rounds):
            play(choices, seeds[draw], number, work, record)
            if number + 1 < rounds:
                stay(choices, work)
        tally(work, True)
        for issue in range(found.shape[1]):
            found[draw, issue] = work.outcome[issue] if work.held[issue] > 0 else np.nan


@_lent
def load(value, salience, capability, w):
    """Take in one agenda: who takes part, and each actor's share of the weight."""
    w.held[:] = 0
    w.outcome[:] = 0.0
    for n in range(w.standing.shape[0]):
        actor, issue = w.standing[n, 0], w.standing[n, 1]
        seat = w.seats[actor, issue]
        seat.x, seat.s = value[actor, issue], salience[actor, issue]
        seat.k = seat.s * capability[actor, issue]
        seat.there = not np.isnan(seat.x) and seat.k > 0
        if seat.there:
            w.outcome[issue] += seat.k
            w.holders[issue, w.held[issue]] = actor
            w.held[issue] += 1
    for issue in range(w.held.shape[0]):
        for n in range(w.held[issue]):
            w.seats[w.holders[issue, n], issue].k /= w.outcome[issue]


@_lent
def play(choices, seed, number, w, record):
    """Play one round from `x`: fill `voted`. Return how many candidates, valid ones and trades there were."""
    issues = w.outcome.shape[0]
    tally(w, False)
    for issue in range(issues):
        for n in range(w.held[issue]):
            actor = w.holders[issue, n]
            x = w.seats[actor, issue].x
            w.seats[actor, issue].at = x
            w.seats[actor, issue].voted = x
            w.seats[actor, issue].base = w.outcome[issue]
            w.seats[actor, issue].side = _side(x, w.outcome[issue], choices)
    count, valid = _by_groups(choices, w) if choices.on_is_left else _by_actors(choices, w)
    for n in range(valid):
        w.order[n] = n
        w.rows[n].luck = _mixed(seed, number, n) if choices.luck else np.uint64(0)
    sort(w.order, valid, choices, w)
    return count, valid, _realise(choices, valid, w, record)


@_lent
def stay(choices, w):
    """Set the positions from which the next round starts."""
    for issue in range(w.outcome.shape[0]):
        for n in range(w.held[issue]):
            actor = w.holders[issue, n]
            start, voted = w.seats[actor, issue].x, w.seats[actor, issue].voted
            if voted != start:
                kept = choices.salience_weight * (1 - w.seats[actor, issue].s) + choices.fixed_weight
                w.seats[actor, issue].x = start + kept * (voted - start)


@_lent
def tally(w, voted):
    """Write the outcomes of the positions as voted, or at the start, into `outcome`."""
    for issue in range(w.outcome.shape[0]):
        total = 0.0
        for n in range(w.held[issue]):
            actor = w.holders[issue, n]
            seat = w.seats[actor, issue]
            total += seat.k * (seat.voted if voted else seat.x)
        w.outcome[issue] = total


@_lent
def _mixed(seed, number, position):
    z = seed * np.uint64(0x9E3779B97F4A7C15) + np.uint64(number) * np.uint64(0xD1B54A32D192ED03)
    z += np.uint64(position + 1) * np.uint64(0x8CB92BA72F3D8DD7)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@_lent
def _side(x, outcome, choices):
    """Return 1 beyond the outcome, -1 below it, 0 on it; as published, on it is below it."""
    if choices.on_is_left:
        return 1 if x > outcome + 1e-12 else -1
    beyond = x - outcome
    if abs(beyond) <= PASSED:
        return 0
    return 1 if beyond > 0 else -1


@_lent
def _by_actors(choices, w):
    """List the valid candidates in the order of issues and actors; return how many there were in all."""
    count, valid = 0, 0
    for pair in range(w.pairs.shape[0]):
        p, q, start, end = w.pairs[pair, 0], w.pairs[pair, 1], w.pairs[pair, 2], w.pairs[pair, 3]
        size = 0
        for n in range(start, end):
            actor = w.members[n]
            if w.seats[actor, p].there and w.seats[actor, q].there:
                w.groups[0, size], w.groups[1, size] = actor, w.seats[actor, p].side
                w.groups[2, size] = w.seats[actor, q].side
                size += 1
        for m in range(size):
            p_side, q_side = w.groups[1, m], w.groups[2, m]
            for n in range(m + 1, size):
                if w.groups[1, n] != p_side and w.groups[2, n] != q_side:
                    count += 1
                    valid += _enter(valid, w.groups[0, m], w.groups[0, n], p, q, choices, w)
    return count, valid


@_lent
def _by_groups(choices, w):
    """List the valid candidates in the order of issues, groups and actors; return how many there were in all."""
    count, valid = 0, 0
    for pair in range(w.pairs.shape[0]):
        p, q, start, end = w.pairs[pair, 0], w.pairs[pair, 1], w.pairs[pair, 2], w.pairs[pair, 3]
        w.sizes[:] = 0
        for n in range(start, end):
            actor = w.members[n]
            if w.seats[actor, p].there and w.seats[actor, q].there:
                group = 2 * (w.seats[actor, p].side > 0) + (w.seats[actor, q].side > 0)
                w.groups[group, w.sizes[group]] = actor
                w.sizes[group] += 1
        for turn in range(2):
            first = 3 - 2 * turn  # right on both; then left on p, right on q
            for m in range(w.sizes[first]):
                for n in range(w.sizes[3 - first]):
                    count += 1
                    valid += _enter(valid, w.groups[first, m], w.groups[3 - first, n], p, q, choices, w)
    return count, valid


@_lent
def _enter(e, u, v, p, q, choices, w):
    """Enter the candidate of two actors as number `e`; return whether it is valid (else its place is free)."""
    if w.seats[u, p].s * w.seats[v, q].s < w.seats[v, p].s * w.seats[u, q].s:
        i, j = v, u
    else:
        i, j = u, v
    issues = w.outcome.shape[0]
    w.rows[e].i, w.rows[e].j, w.rows[e].p, w.rows[e].q = i, j, p, q
    w.rows[e].sells_i, w.rows[e].sells_j = i * issues + q, j * issues + p
    w.rows[e].buys_i, w.rows[e].buys_j = i * issues + p, j * issues + q
    w.rows[e].prior_i = w.rows[e].prior_j = w.rows[e].way_i = w.rows[e].way_j = 0.0
    return 1 if _redo(e, choices, w) else 0


@_lent
def _redo(e, choices, w):
    """Work out candidate `e` anew; return whether it can be realised."""
    row = w.rows[e]
    i, j, p, q = row.i, row.j, row.p, row.q
    s_ip, s_iq, s_jp, s_jq = w.seats[i, p].s, w.seats[i, q].s, w.seats[j, p].s, w.seats[j, q].s
    k_i, k_j = w.seats[i, q].k, w.seats[j, p].k
    i_at, j_at, i_target, j_target = w.seats[i, q].at, w.seats[j, p].at, w.seats[j, q].x, w.seats[i, p].x
    over = s_iq + s_jq
    i_sold, j_sold = i_at - w.seats[i, q].x, j_at - w.seats[j, p].x
    edge = s_ip * s_jq - s_iq * s_jp
    ratio = (s_ip + s_jp) / over
    i_size, j_size = 0.0, abs(j_target - j_at)
    shift_p = j_size * k_j
    shift_q = ratio * shift_p
    i_size = shift_q / k_i
    if i_size > abs(i_target - i_at):
        i_size = abs(i_target - i_at)
        shift_q = i_size * k_i
        shift_p = shift_q / ratio
        j_size = shift_p / k_j
    gain = shift_p * edge / over
    if gain < ROUNDING:
        return False
    i_move = -i_size if i_at > i_target else i_size
    j_move = -j_size if j_at > j_target else j_size
    if not (
        _fits(i_at, i_sold, i_move, row.way_i, row.prior_i, choices)
        and _fits(j_at, j_sold, j_move, row.way_j, row.prior_j, choices)
    ):
        return False
    before, start = _before(i, j, q, i_at, w)
    what = _crossing(i_target, before, before + k_i * i_move, i_move, choices)
    if what < 0:
        return False
    if what > 0:
        i_size = abs(i_target - (start if choices.own_as_known else before)) / k_i
        shift = i_size * k_i
        other = shift * (s_iq + s_jq) / (s_ip + s_jp)
        j_size = other / k_j
        i_move = -i_size if i_at > i_target else i_size
        j_move = -j_size if j_at > j_target else j_size
        gain = other * edge / over
    before, start = _before(j, i, p, j_at, w)
    what = _crossing(j_target, before, before + k_j * j_move, j_move, choices)
    if what < 0:
        return False
    if what > 0:
        j_size = abs(j_target - (start if choices.own_as_known else before)) / k_j
        shift = j_size * k_j
        other = shift * (s_jp + s_ip) / (s_jq + s_iq)
        i_size = other / k_i
        i_move = -i_size if i_at > i_target else i_size
        j_move = -j_size if j_at > j_target else j_size
        gain = shift * edge / over
    if not (
        _fits(i_at, i_sold, i_move, row.way_i, row.prior_i, choices)
        and _fits(j_at, j_sold, j_move, row.way_j, row.prior_j, choices)
    ):
        return False
    w.rows[e].move_i, w.rows[e].move_j, w.rows[e].gain = i_move, j_move, gain
    w.rows[e].key = np.rint(gain * (TIED if choices.list_order else EVEN))
    return True


@_lent
def _fits(at, sold, move, way, prior, choices):
    if not (ROUNDING < abs(move) <= 100 + ROUNDING and -ROUNDING <= at + move <= 100 + ROUNDING):
        return False
    if (way != 0 and (way > 0) != (move > 0)) or (sold != 0 and (sold > 0) != (move > 0)):
        return False
    return not choices.sum_of_tries or prior + move <= 100 + ROUNDING


@_lent
def _before(seller, buyer, issue, at, w):
    """Return the outcome as the buyer knows it with the seller where it stands, and as it last knew the seller."""
    base = w.seats[buyer, issue].base
    seen = w.known[w.trader[buyer], issue, w.trader[seller]]
    held = w.seats[seller, issue].x if np.isnan(seen) else seen
    before = base + w.seats[seller, issue].k * (at - held)
    return before, (before if np.isnan(seen) else base)


@_lent
def _crossing(target, before, after, move, choices):
    """Return 1 if the outcome passes the target, -1 if the buyer would pay for nothing, else 0."""
    left, left_after = target - before, target - after
    if not choices.pay_past_target and (left if move > 0 else -left) <= PASSED:
        return -1
    if (left > ROUNDING and left_after < -ROUNDING) or (left < -ROUNDING and left_after > ROUNDING):
        return 1
    return 0


@_lent
def _realise(choices, count, w, record):
    """Make trades until no candidate is left; return how many were made."""
    made = 0
    first = 0
    while first < count:
        e = w.order[first]
        first += 1
        i, j, p, q = w.rows[e].i, w.rows[e].j, w.rows[e].p, w.rows[e].q
        i_from, j_from = w.seats[i, q].at, w.seats[j, p].at
        if record.who.shape[0] > 0:
            whom = record.who[made]
            whom[0], whom[1], whom[2], whom[3] = i, j, p, q
            before_p, _ = _before(j, i, p, j_from, w)
            before_q, _ = _before(i, j, q, i_from, w)
            line = record.what[made]
            line[0], line[1], line[2], line[3] = i_from, i_from + w.rows[e].move_i, j_from, j_from + w.rows[e].move_j
            line[4], line[5], line[7] = w.rows[e].gain, before_p, before_q
            line[6] = before_p + w.seats[j, p].k * w.rows[e].move_j
            line[8] = before_q + w.seats[i, q].k * w.rows[e].move_i
        made += 1
        w.seats[i, q].at = w.seats[i, q].voted = i_from + w.rows[e].move_i
        w.seats[j, p].at = w.seats[j, p].voted = j_from + w.rows[e].move_j
        _tell(j, i, q, choices, w)
        _tell(i, j, p, choices, w)
        first, count = _update(e, first, count, choices, w)
    for a in range(w.known.shape[0]):
        for issue in range(w.known.shape[1]):
            w.known[a, issue, :] = np.nan
    return made


@_lent
def _tell(buyer, seller, issue, choices, w):
    """Let a buyer know where its seller stands now, and what outcome follows."""
    b, a, to = w.trader[buyer], w.trader[seller], w.seats[seller, issue].at
    old = w.known[b, issue, a]
    if choices.keep_nearest and not np.isnan(old):
        to = min(old, to) if w.seats[seller, issue].x <= old else max(old, to)
    w.known[b, issue, a] = to
    total = 0.0
    for n in range(w.held[issue]):
        actor = w.holders[issue, n]
        stands = w.seats[actor, issue].x
        if w.trader[actor] >= 0:
            seen = w.known[b, issue, w.trader[actor]]
            if not np.isnan(seen):
                stands = seen
        total += w.seats[actor, issue].k * stands
    w.seats[buyer, issue].base = total


@_lent
def _update(made, first, count, choices, w):
    """Work out anew what a trade touches and bring the order up to date; return where it begins and ends."""
    i_sold, j_sold, i_bought, j_bought = (
        w.rows[made].sells_i,
        w.rows[made].sells_j,
        w.rows[made].buys_i,
        w.rows[made].buys_j,
    )
    kept, changed = first, 0
    for n in range(first, count):
        e = w.order[n]
        sells_i, sells_j, buys_i, buys_j = w.rows[e].sells_i, w.rows[e].sells_j, w.rows[e].buys_i, w.rows[e].buys_j
        i_moved = sells_i in (i_sold, j_sold)
        j_moved = sells_j in (i_sold, j_sold)
        told = buys_i in (i_bought, j_bought) or buys_j in (i_bought, j_bought)
        if not (i_moved or j_moved or told):
            w.order[kept], w.rows[e].place = e, n
            kept += 1
            continue
        # A role that was moved keeps its last try; any other takes it back before it tries again.
        if i_moved:
            w.rows[e].prior_i += w.rows[e].move_i
            w.rows[e].way_i = w.rows[e].move_i
        if j_moved:
            w.rows[e].prior_j += w.rows[e].move_j
            w.rows[e].way_j = w.rows[e].move_j
        if _redo(e, choices, w):
            w.changed[changed], w.rows[e].place = e, n
            changed += 1
    if changed == 0:
        return first, kept
    sort(w.changed, changed, choices, w)
    # Merge from the far end, so that nothing is overwritten before it is read.
    end = kept + changed
    m, n = kept - 1, changed - 1
    for to in range(end - 1, first - 1, -1):
        if n < 0:
            break
        e = w.changed[n]
        if m >= first:
            f = w.order[m]
            if choices.luck or not choices.list_order:
                behind = after(f, e, choices, w)
            else:
                ahead = w.rows[f].key - w.rows[e].key
                behind = ahead < 0 or (ahead == 0 and w.rows[f].place > w.rows[e].place)
            if behind:
                w.order[to] = f
                m -= 1
                continue
        w.order[to] = e
        n -= 1
    return first, end
