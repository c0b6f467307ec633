"""Tallies as arrays in a file and back, for runs that are stopped and gone on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from contingent.futures.summaries import Tally

_APART = ("draws", "patterns", "pivotal", "failed")
_ARRAYS = tuple(each.name for each in fields(Tally) if each.name not in _APART)


def tally_to(tally: Tally) -> dict[str, Any]:
    """Return the arrays that hold a tally."""
    codes = [np.array(sorted(each.items()), dtype=np.int64).reshape(-1, 2) for each in tally.patterns]
    return {
        **{name: getattr(tally, name) for name in _ARRAYS},
        **{f"patterns {issue}": pairs for issue, pairs in enumerate(codes)},
        **{f"pivotal {model} {issue}": sums for (model, issue), sums in tally.pivotal.items()},
        "rest": json.dumps({"draws": tally.draws, "failed": [[m, *told] for m, told in tally.failed.items()]}),
    }


def tally_from(arrays: Mapping[str, Any]) -> Tally:
    """Return the tally that these arrays hold."""
    rest = json.loads(str(arrays["rest"]))
    numbered = {int(name.split()[1]): name for name in arrays if name.startswith("patterns ")}
    pivotal = {}
    for name in arrays:
        if name.startswith("pivotal "):
            _, model, issue = name.split()
            pivotal[int(model), int(issue)] = arrays[name]
    return Tally(
        draws=rest["draws"],
        patterns=tuple(dict(arrays[numbered[issue]].tolist()) for issue in sorted(numbered)),
        pivotal=pivotal,
        failed={model: (first, why) for model, first, why in rest["failed"]},
        **{name: arrays[name] for name in _ARRAYS},
    )
