"""Learned weights: which words, fields and actors speak for which code or type.

A plain linear model. The score of a label is its mean in the coded clauses plus, for each group of features, the
weights of the claim's features in the group, scaled so that a group counts the same in a short and a long claim.
`benchmarks/learn_word_weights.py` makes the weights out of coded clauses; nothing is learned while suggesting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any

from contingent.coding.claim_features import Features

SCALE = 1000
"""Weights are kept as whole numbers of thousandths."""
_Entry = tuple[float, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class WordModel:
    """Labels, their means, the share of each group, and each feature's rarity with its weights by label number."""

    labels: tuple[str, ...]
    means: tuple[float, ...]
    groups: Mapping[str, float]
    weights: Mapping[str, _Entry]

    def scores(self, features: Features, *, mean: float = 1.0) -> list[float]:
        """Return one score for each label; features the model does not know count for nothing.

        Args:
            features: groups of features.
            mean: the share of the labels' means in the scores; 0 leaves only what the features say.
        """
        found = [mean * value for value in self.means]
        weights = self.weights
        for group, share in self.groups.items():
            entries = [entry for feature in features.get(group, ()) if (entry := weights.get(feature)) is not None]
            if entries:
                norm = share / sqrt(sum(rarity * rarity for rarity, _ in entries))
                for rarity, pairs in entries:
                    factor = norm * rarity
                    for label, weight in pairs:
                        found[label] += factor * weight
        return found


def read_model(data: Mapping[str, Any]) -> WordModel:
    """Return the model from the plain form in which the learner writes it."""
    entries = {}
    for name, (rarity, *rest) in data["weights"].items():
        pairs = zip(rest[::2], [weight / SCALE for weight in rest[1::2]], strict=True)
        entries[name] = (rarity / SCALE, tuple(pairs))
    return WordModel(tuple(data["labels"]), tuple(data["means"]), data["groups"], entries)


@cache
def word_model(name: str) -> WordModel:
    """Return a model that ships with contingent: `subjects` (codes of the default codebook) or `types`."""
    text = files("contingent.coding").joinpath(f"data/weights_{name}.json").read_text(encoding="utf-8")
    return read_model(json.loads(text))
