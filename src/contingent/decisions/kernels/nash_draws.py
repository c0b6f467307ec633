"""The door to the Nash bargaining solution of many draws."""

from __future__ import annotations

import numpy as np

from contingent.decisions.base import Kernel
from contingent.decisions.kernels.exchange_rounds import use_compiled
from contingent.decisions.kernels.nash_reference import Bargain, one_issue, together
from contingent.positions.agenda import Array


def nash_draws(value: Array, salience: Array, power: Array, bargain: Bargain, *, joint: bool, kernel: Kernel) -> Array:
    """Return the solutions (draws, issues), all on 0-1; arrays (draws, actors, issues), NaN where nobody has weight.

    With `joint` all issues are one package, which is worked out for quadratic losses.
    """
    value, salience, power = (np.ascontiguousarray(each, float) for each in (value, salience, power))
    if not use_compiled(kernel):
        if joint:
            rows = [together(*each, bargain) for each in zip(value, salience, power, strict=True)]
            return np.array(rows).reshape(len(value), value.shape[2])
        heard = ~np.isnan(value) & (np.nan_to_num(salience) * np.nan_to_num(power) > 0)
        counted = np.where(heard, power, 0.0)
        columns = [
            one_issue(value[:, :, n], salience[:, :, n], counted[:, :, n], bargain) for n in range(value.shape[2])
        ]
        return np.stack(columns, axis=1)
    from contingent.decisions.kernels import nash_compiled as twin

    found = np.empty((len(value), value.shape[2]))
    status_quo = np.nan if bargain.status_quo is None else float(bargain.status_quo)
    if joint:
        twin.together(value, salience, power, bargain.worst, status_quo, found)
        return found
    stands = np.any(~np.isnan(value), axis=0)
    issue, actor = np.nonzero(stands.T)
    starts = np.searchsorted(issue, np.arange(value.shape[2] + 1)).astype(np.int64)
    rules = (bargain.quadratic, bargain.worst, status_quo)
    twin.apart(value, salience, power, actor.astype(np.int64), starts, *rules, found)
    return found
