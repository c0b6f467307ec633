"""Analyses of a project's network: communities, centralities, polarisation, backbone, ties beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from contingent.base.errors import InputError
from contingent.coding.networks.backbone import RANDOM_SETS, TOLERANCE, Backbone, backbone
from contingent.coding.networks.centralities import centralities
from contingent.coding.networks.communities import RUNS, Communities, communities
from contingent.coding.networks.counting import Count
from contingent.coding.networks.network import Network as Network
from contingent.coding.networks.polarisation import PERMUTATIONS, Polarisation, polarisation
from contingent.coding.networks.settings import Settings
from contingent.coding.networks.significance import ALPHA, SHUFFLES, LinkTest, sharing_test, stance_test
from contingent.coding.networks.tallies import Tallies
from contingent.coding.networks.weighing import Scale, weights
from contingent.project.network_asking import Asked
from contingent.project.networking import Held, made_of, sayings_of

if TYPE_CHECKING:
    import numpy as np

    from contingent.project.project import Project

    Array: TypeAlias = np.ndarray[Any, Any]

FEW_STATEMENTS = 100
FEW_NODES = 10
SMALL = (
    "Small dialogues mislead: with so few statements one more, or one coded otherwise, can turn a sign or move a node. "
    "Read figures as a pointer to statements, not as a finding."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """A result with the network it is about and what to bear in mind."""

    network: Network
    result: Any
    cautions: tuple[str, ...]


def one_mode(asked: Asked, weigh: str | None = None) -> Asked:
    """Return what is asked as a one-mode network, weighed as told where nothing is asked."""
    return replace(asked, one_mode=True, weigh=asked.weigh or weigh)


def cautions_of(network: Network) -> tuple[str, ...]:
    """Return what to bear in mind of a network of this size."""
    told = []
    if network.statements < FEW_STATEMENTS or len(network.rows) < FEW_NODES:
        told.append(f"{network.statements} statements, {len(network.rows)} nodes. {SMALL}")
    return tuple(told)


def communities_in(
    project: Project, asked: Asked, *, resolution: float = 1.0, runs: int = RUNS, seed: int = 1
) -> Analysed:
    """Return the communities of the one-mode network; `result` is a `Communities`."""
    network = made_of(sayings_of(project, one_mode(asked)))
    found: Communities = communities(network, resolution=resolution, runs=runs, seed=seed)
    told = list(cautions_of(network))
    if found.agreement < 0.8:
        told.append(f"Runs differ ({found.distinct} partitions): the communities are no firm feature of this network.")
    return Analysed(network=network, result=found, cautions=tuple(told))


def centralities_in(project: Project, asked: Asked) -> Analysed:
    """Return the centralities of every node; `result` is a tuple of `Centrality`."""
    network = made_of(sayings_of(project, asked))
    return Analysed(network=network, result=centralities(network), cautions=cautions_of(network))


def polarisation_in(project: Project, asked: Asked, *, permutations: int = PERMUTATIONS, seed: int = 1) -> Analysed:
    """Return the polarisation of the rows; `result` is a `Polarisation`. Raises InputError without two sides."""
    held = sayings_of(project, one_mode(asked, "subtract"))
    settings, counted = _sided(held)
    scale = Scale(counted.kind, counted.levels)

    def both(x: Array) -> tuple[Array, Array]:
        return (
            weights(x, scale, replace(settings, aggregation="congruence")),
            weights(x, scale, replace(settings, aggregation="conflict")),
        )

    tallies = tallies_of(counted)
    found: Polarisation = polarisation(
        counted.rows, both(tallies.counts()), shuffled=lambda generator: both(tallies.shuffled(generator)),
        permutations=permutations, seed=seed,
    )  # fmt: skip
    network = made_of(held)
    told = list(cautions_of(network))
    if found.p is not None and found.p > ALPHA:
        told.append("Shuffled stances are often as polarised: these camps can be chance.")
    if found.equals is not None and found.equals > 1 and found.value > 0:
        told.append(f"{found.equals} divisions are equally good; the one shown is the first of them.")
    return Analysed(network=network, result=found, cautions=tuple(told))


def backbone_in(
    project: Project, asked: Asked, *, tolerance: float = TOLERANCE, random_sets: int = RANDOM_SETS, seed: int = 1
) -> Analysed:
    """Return the concepts that are enough to keep the network of the rows; `result` is a `Backbone`."""
    held = sayings_of(project, one_mode(asked))
    settings, counted = held.asked.settings(), held.count()
    x, scale = counted.array(), Scale(counted.kind, counted.levels)

    def network_of(chosen: Sequence[int]) -> Array:
        return weights(x[:, list(chosen), :], scale, settings)

    found: Backbone = backbone(counted.columns, network_of, tolerance=tolerance, random_sets=random_sets, seed=seed)
    network = made_of(held)
    return Analysed(network=network, result=found, cautions=cautions_of(network))


def links_in(
    project: Project, asked: Asked, *, shuffles: int = SHUFFLES, alpha: float = ALPHA, seed: int = 1
) -> Analysed:
    """Return which pairs are more than chance; `result` is a `LinkTest`.

    Where sides are weighed, stances are dealt out anew within each concept; where statements count alike, concepts
    shared are laid beside the stochastic degree sequence model.
    """
    held = sayings_of(project, one_mode(asked, "subtract"))
    network = made_of(held)
    found: LinkTest
    if held.asked.aggregation == "ignore":
        counted = held.count()
        found = sharing_test(counted.rows, counted.array().sum(axis=2), alpha=alpha)
    else:
        settings, counted = _sided(held)
        scale, tallies = Scale(counted.kind, counted.levels), tallies_of(counted)
        found = stance_test(
            counted.rows, tallies, lambda x: weights(x, scale, settings), shuffles=shuffles, alpha=alpha, seed=seed
        )
    told = list(cautions_of(network))
    if found.coarse:
        told.append(f"{found.shuffles:,} cases are too few to call any of so many pairs more than chance; draw more.")
    if found.pairs and not found.found():
        told.append("No pair is more than chance: the ties can come from how often each speaks and on what.")
    return Analysed(network=network, result=found, cautions=tuple(told))


def tallies_of(counted: Count) -> Tallies:
    """Return counted statements as numbers, so that stances can be shuffled."""
    import numpy as np

    held = np.ones(len(counted)) if counted.weights is None else counted.weights
    return Tallies(
        actors=counted.row_at.astype(np.int64), concepts=counted.column_at.astype(np.int64),
        stances=counted.level_at.astype(np.int64), weights=held, shape=counted.shape,
    )  # fmt: skip


def _sided(held: Held) -> tuple[Settings, Count]:
    counted = held.count()
    if not len(counted):
        raise InputError(
            f"No statement that names a {held.asked.rows} takes a side.",
            record=held.asked.qualifier,
            remedy="Code stances, or take other nodes with --from; with --weigh ignore statements count alike.",
        )
    if counted.kind not in ("boolean", "integer"):
        raise InputError(
            "Without two sides there is neither congruence nor conflict.",
            record=held.asked.qualifier,
            remedy="Take a qualifier that is yes or no, or a number; or the stances sides, strict or scale.",
        )
    return held.asked.settings(), counted
