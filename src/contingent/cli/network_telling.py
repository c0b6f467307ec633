"""How networks and their analyses are told on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from contingent.cli.output import say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project.network_analysis import Analysed, Network
    from contingent.project.network_reasons import Reason
    from contingent.project.networking import Held

WIDEST = 12
"""Columns up to which a network is shown as a matrix; beyond, its strongest ties are listed."""

STRONGEST = 20
"""Ties that are listed."""


def network_row(network: Network) -> dict[str, Any]:
    """Return a network as one value for programs: labels, weights, what it was made from."""
    return {
        "rows": network.rows, "columns": network.columns, "weights": network.weights.tolist(),
        "settings": dict(network.settings), "statements": network.statements, "start": network.start,
        "stop": network.stop, "time": network.time, "attributes": network.attributes, "notes": network.notes,
    }  # fmt: skip


def as_json(analysed: Analysed, asked: bool, **more: object) -> bool:
    """Print a result as JSON if that was asked; return whether it was."""
    if asked:
        settings, statements = dict(analysed.network.settings), analysed.network.statements
        say_json(
            {
                **asdict(analysed.result),
                **more,
                "settings": settings,
                "statements": statements,
                "cautions": analysed.cautions,
            }
        )
    return asked


def say_network(network: Network) -> None:
    """Print a network as a matrix, or its strongest ties, with what the labels stand for and what counts."""
    if not network.weights.any():
        say("Nothing is tied: no statement counts, or none meets another.")
    elif len(network.columns) <= WIDEST:
        cells = [[_cell(weight) for weight in row] for row in network.weights.tolist()]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        rows = [
            [label, *(cell.rjust(width) for cell, width in zip(row, widths, strict=True))]
            for label, row in zip(network.rows, cells, strict=True)
        ]
        say_table(("", *network.columns), rows)
    else:
        _say_strongest(network)
    _say_names(network)
    how = network.settings
    sides = f", {how['qualifier']}" if "qualifier" in how else ""
    say_wrapped("Weights:", f"{how['weigh']}{sides}, normalised: {how['normalise']}, duplicates: {how['duplicates']}.")
    told = f"{network.statements} statements are counted. " + "; ".join(network.notes) + "."
    say_wrapped("Counted:", told)


def _cell(weight: float) -> str:
    return "·" if not weight else f"{weight:.2f}".rstrip("0").rstrip(".")


def _say_strongest(network: Network) -> None:
    from contingent.project.networking import strongest

    ties = strongest(network)
    say_table(("", "", "weight"), [(a, b, _cell(weight)) for a, b, weight in ties[:STRONGEST]])
    left = len(ties) - STRONGEST
    if left > 0:
        say(f"{left} weaker ties are in the file that -o writes.")


def _say_names(network: Network) -> None:
    named = {label: network.attributes.get(label, {}).get("full name") for label in (*network.rows, *network.columns)}
    told = [f"{label} {name}" for label, name in named.items() if name and len(named) <= 2 * WIDEST]
    if told:
        say_wrapped("Names:", ", ".join(told) + ".")


def say_slices(networks: Sequence[Network]) -> None:
    """Print one line for each window of time."""
    rows = [
        (each.start, each.stop, each.statements, len(each.rows), len(each.columns), float(each.weights.sum()))
        for each in networks
    ]
    say_table(("from", "to", "statements", "rows", "columns", "sum of weights"), rows)
    say(f"{len(networks)} windows." if networks else "No window fits between the first and the last statement.")


def say_reason(found: Reason, said: Held) -> None:
    """Print a weight and the statements behind it."""
    say(f"{found.row} and {found.column}: {_cell(found.weight) if found.weight else '0'}")
    for sentence in found.sentences:
        say_wrapped("", sentence)
    if said.asked.one_mode and found.parts:
        say("")
        rows = [
            (part.concept, f"{part.adds:+.4g}", "\n".join(each.text() for each in part.said)) for part in found.parts
        ]
        say_table((said.asked.columns, "adds", "what was said"), rows, wide=("what was said",))
    say("")
    told = [(key, said.statements[key].paraphrase or "") for key in found.statements if key in said.statements]
    if told:
        say_table(("statement", "in words"), told, wide=("in words",))


def say_cautions(found: Analysed) -> None:
    """Print what to bear in mind."""
    for each in found.cautions:
        say_wrapped("Mind:", each)


def say_communities(found: Analysed) -> None:
    """Print the communities and how firm they are."""
    result = found.result
    rows = []
    for number, group in enumerate(result.groups(), 1):
        firm = [result.firmness[result.labels.index(label)] for label in group]
        rows.append((number, ", ".join(group), f"{min(firm):.2f} to {max(firm):.2f}"))
    say_table(("", "community", "firmness"), rows, wide=("community",))
    say_wrapped(
        "Fit:",
        f"modularity {result.modularity:.3f} at resolution {result.resolution:g}; {_share(result.inside)} of agreement "
        f"and {_share(result.conflict)} of conflict lie within communities.",
    )
    say_wrapped(
        "Runs:",
        f"{result.runs} with seeds from {result.seed} end in {result.distinct} different partitions; on average "
        f"they are {result.agreement:.2f} like the best (adjusted Rand index, 1 is the same). Firmness is the share of "
        "runs that put a node with and apart from the others as here.",
    )
    if result.alone:
        say_wrapped("Alone:", f"{', '.join(result.alone)} have no tie.")
    say_cautions(found)


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"


def say_polarisation(found: Analysed) -> None:
    """Print the polarisation beside chance."""
    result = found.result
    say(f"Polarisation {result.value:.2f} of 1")
    if not result.camps[0]:
        told = "nobody contradicts anybody" if not result.conflict else "two camps tell no more than one"
        say_wrapped("Camps:", f"none: {told}.")
    else:
        rows = [
            (number, ", ".join(f"{label} ({result.firmness[label]:.2f})" for label in camp))
            for number, camp in enumerate(result.camps, 1)
        ]
        say_table(("camp", "who (how much the value falls if they change sides)"), rows)
    say_wrapped(
        "Conflict:",
        f"{result.conflict:.0%} of what ties these actors is conflict; the camps tell {result.told:.0%} of all "
        "(agreement within, conflict between).",
    )
    if result.p is not None:
        say_wrapped(
            "Chance:",
            f"with stances shuffled within each concept {result.chance:.2f} on average, a twentieth of "
            f"{result.permutations} cases reach {result.chance_high:.2f}; p = {result.p:.3f}.",
        )
    how = "every division was looked at" if result.exact else "a search from random divisions, not all were looked at"
    say_wrapped("Search:", f"{how}, seed {result.seed}.")
    if result.unplaced:
        say_wrapped("Unplaced:", f"{', '.join(result.unplaced)}: neither agreement nor conflict.")
    say_cautions(found)


def say_backbone(found: Analysed) -> None:
    """Print which concepts keep the network, step by step."""
    result = found.result
    say_wrapped(
        "Kept:", f"{', '.join(result.kept)} ({len(result.kept)} of {len(result.kept) + len(result.redundant)})."
    )
    say_wrapped("Distance:", f"{result.distance:.3f} from the whole network, borne up to {result.tolerance:g}.")
    say("")
    rows = [
        (
            step.left, step.concept, f"{step.distance:.3f}", "" if step.likeness is None else f"{step.likeness:.2f}",
            "" if step.chance is None else f"{step.chance:.3f}", "" if step.better is None else f"{step.better:.0%}",
        )
        for step in result.steps
    ]  # fmt: skip
    say_table(("left", "taken out", "distance", "likeness", "random sets", "as near"), rows)
    say_wrapped(
        "",
        "Likeness: correlation of all weights with the whole network. Random sets: mean distance of as many concepts "
        f"drawn at random ({result.random_sets} times, seed {result.seed}), and how many of them are as near.",
    )
    say_cautions(found)


def say_links(found: Analysed) -> None:
    """Print the pairs, the least likely by chance first."""
    result = found.result
    say(result.question)
    rows = [
        (each.one, each.other, _cell(each.weight) or "0", f"{each.expected:.2f}", _interval(each), f"{each.p:.4f}",
         f"{each.q:.3f}", "yes" if each.q <= result.alpha else "")
        for each in result.pairs[:STRONGEST]
    ]  # fmt: skip
    say_table(("", "", "weight", "by chance", "95 %", "p", "q", "more than chance"), rows)
    cases = f"{result.shuffles:,} cases drawn" if result.shuffles else "exact"
    say_wrapped(
        "",
        f"{len(result.pairs)} pairs are tested ({cases}); {result.fixed} can have no other weight. q bounds the share "
        f"of false discoveries; {len(result.found())} are more than chance at {result.alpha:g}.",
    )
    say_cautions(found)


def _interval(each: Any) -> str:
    return "" if each.low is None else f"{each.low:.2f} to {each.high:.2f}"
