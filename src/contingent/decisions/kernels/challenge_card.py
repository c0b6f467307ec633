"""What a graphics card runs of the challenge model: the functions of `challenge_single`, one draw a thread.

Importing this module imports Numba and what it needs to drive a card.
"""

from __future__ import annotations

from numba import cuda

from contingent.decisions.kernels.challenge_single import play_one

# mypy: disable-error-code="no-untyped-def, untyped-decorator, attr-defined"


@cuda.jit
def on_card(position, weight, salience, present, threat, rules, work):
    """Play the draw of this thread; `position` is moved in place."""
    row = cuda.grid(1)
    if row < position.shape[0]:
        play_one(position[row], weight[row], salience[row], present[row], threat[row], rules, work[row])
