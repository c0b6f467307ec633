"""Learned weights: which words, fields and actors speak for which code or type.

A plain linear model. The score of a label is its mean in the coded clauses plus, for each group of features, the
weights of the claim's features in the group, scaled so that a group counts the same in a short and a long claim.
`benchmarks/learn_word_weights.py` makes the weights out of coded clauses; nothing is learned while suggesting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt

from contingent.coding.claim_features import Features

SCALE = 1000
"""Weights are kept as whole numbers of thousandths."""
_MOST_READY = 1 << 16
_Entry = tuple[float, tuple[tuple[int, float], ...]]


class WordModel:
    """Labels, their means, the share of each group, and each feature's rarity with its weights by label number.

    Args:
        labels: what is scored, codes or types.
        means: the score of each label before anything is known.
        groups: the share of each group of features.
        weights: of each feature its rarity, then label numbers and weights in turn, in units of 1/SCALE.
    """

    def __init__(
        self,
        labels: Sequence[str],
        means: Sequence[float],
        groups: Mapping[str, float],
        weights: Mapping[str, Sequence[int]],
    ) -> None:
        self.labels, self.means, self.groups = tuple(labels), tuple(means), dict(groups)
        self._kept = weights
        # Most features of the file never occur in a report: an entry is made ready when its feature first does.
        self._ready: dict[str, _Entry | None] = {}

    def scores(self, features: Features, *, mean: float = 1.0) -> list[float]:
        """Return one score for each label; features the model does not know count for nothing.

        Args:
            features: groups of features.
            mean: the share of the labels' means in the scores; 0 leaves only what the features say.
        """
        found = [mean * value for value in self.means]
        ready = self._ready
        for group, share in self.groups.items():
            entries = []
            total = 0.0
            for feature in sorted(features.get(group, ())):
                entry = ready[feature] if feature in ready else self._entry(feature)
                if entry is not None:
                    entries.append(entry)
                    total += entry[0] * entry[0]
            for rarity, pairs in entries:
                factor = share * rarity / sqrt(total)
                for label, weight in pairs:
                    found[label] += factor * weight
        return found

    def _entry(self, feature: str) -> _Entry | None:
        row = self._kept.get(feature)
        if row is None:
            entry = None
        else:
            pairs = zip(row[1::2], [weight / SCALE for weight in row[2::2]], strict=True)
            entry = (row[0] / SCALE, tuple(pairs))
        if len(self._ready) < _MOST_READY:
            self._ready[feature] = entry
        return entry


@cache
def word_model(name: str) -> WordModel:
    """Return a model that ships with contingent: `subjects` (codes of the default codebook) or `types`."""
    text = files("contingent.coding").joinpath(f"data/weights_{name}.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return WordModel(data["labels"], data["means"], data["groups"], data["weights"])
