"""Commands that show networks and what can be read from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.base.errors import NotFoundError, UsageError
from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.network_options import asking, window_of
from contingent.cli.network_telling import (
    as_json,
    network_row,
    say_backbone,
    say_cautions,
    say_communities,
    say_links,
    say_network,
    say_polarisation,
    say_reason,
    say_slices,
)
from contingent.cli.output import progress, say, say_json, say_table
from contingent.cli.panels import Grouped

if TYPE_CHECKING:
    from contingent.project.network_asking import Asked


class Kind(StrEnum):
    """What is tied to what."""

    TWO_MODE = "two-mode"
    ONE_MODE = "one-mode"


Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same result.")]
Target = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE",
        help="A page (.html), or .graphml .gexf .net .dl .edges.dl .csv (ties) .matrix.csv.",
    ),
]  # fmt: skip


def register(group: typer.Typer) -> None:
    """Add the commands of this file to the group."""
    for command in (show, explain, central, communities, polarisation, backbone, links):
        group.command(cls=Grouped)(asking(command))


def show(
    project: ProjectFile,
    asked: Asked,
    kind: Annotated[Kind, typer.Option("--kind", metavar="KIND", help="two-mode, or one-mode: rows among themselves.")]
    = Kind.TWO_MODE,
    window: Annotated[
        str | None, typer.Option("--window", metavar="WIDTH", help="One network per window of time, as in 12months.")
    ] = None,
    kernel: Annotated[
        str | None,
        typer.Option("--kernel", metavar="NAME", help="Weigh by time: uniform, epanechnikov, gaussian, triangular."),
    ] = None,
    output: Target = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Show a network, as a table or in a file.

    Without options: on which concepts the states speak, and how often. A weight of a one-mode network says how often
    two agree less how often they contradict each other, over the mean number of their statements.

    \b
    Examples:
      contingent network show astana.ct
      contingent network show astana.ct --weigh subtract
      contingent network show astana.ct --from holder --kind one-mode
      contingent network show my.ct --from region -o regions.graphml
      contingent network show my.ct --kind one-mode --window 12months
    """
    from dataclasses import replace

    from contingent.project.network_files import check_network_target, is_page, save_network, write_slices
    from contingent.project.networking import made_of, sayings_of, slices_of

    if output is not None:
        check_network_target(output)
    if window is not None:
        size, unit = window_of(window)
        asked = replace(asked, size=size, unit=unit, kernel=kernel)
        if output is not None and is_page(output):
            raise UsageError("A page shows one network.", record="--window", remedy="Write .graphml or another format.")
    elif kernel is not None:
        raise UsageError("A kernel needs a window.", record="--kernel", remedy="Add for example --window 12months.")
    written: Sequence[Path] = ()
    with opened(project) as held, progress("Counting"):
        said = sayings_of(held, asked)
        made = slices_of(said) if window is not None else (made_of(said),)
        if output is not None:
            written = write_slices(made, output) if window is not None else [save_network(held, said, output)]
    if json:
        rows = [network_row(each) for each in made]
        say_json(rows if window is not None else rows[0])
        return
    if window is not None:
        say_slices(made)
    else:
        say_network(made[0])
    for path in written:
        say(f"Wrote {path}.")


def explain(
    project: ProjectFile,
    row: Annotated[str, typer.Argument(metavar="ROW", help="A node, by code or name.")],
    column: Annotated[str, typer.Argument(metavar="COLUMN", help="Another one, of the columns or of the rows.")],
    asked: Asked,
    json: Json = False,
) -> None:
    """Show the statements behind a weight, in words.

    If the second node is one of the rows, the network is one-mode: why two states agree or contradict each other.

    \b
    Examples:
      contingent network explain astana.ct RUS nrm
      contingent network explain astana.ct KAZ TJK
      contingent network explain astana.ct Russia Uzbekistan --duplicates document
    """
    from dataclasses import replace

    from contingent.project.network_reasons import reason_of
    from contingent.project.networking import sayings_of

    with opened(project) as held:
        try:
            said = sayings_of(held, asked)
            found = reason_of(said, row, column)
        except NotFoundError as missing:
            try:
                said = sayings_of(held, replace(asked, one_mode=True))
                found = reason_of(said, row, column)
            except NotFoundError:
                raise missing from None
    if json:
        say_json({**asdict(found), "statements": found.statements})
        return
    say_reason(found, said)


def central(
    project: ProjectFile,
    asked: Asked,
    kind: Annotated[Kind, typer.Option("--kind", metavar="KIND", help="one-mode or two-mode.")] = Kind.ONE_MODE,
    json: Json = False,
) -> None:
    """Show who is tied to many, strongly, or between others.

    Betweenness, closeness and eigenvector read ties of agreement only; a strong tie is a short way.

    \b
    Examples:
      contingent network central astana.ct --from holder
      contingent network central astana.ct --kind two-mode
    """
    from contingent.project.network_analysis import centralities_in

    with opened(project) as held:
        found = centralities_in(held, asked)
    rows = [
        (each.node.label, each.degree, each.agreeing, each.conflicting, each.betweenness, each.closeness,
         each.eigenvector)
        for each in found.result
    ]  # fmt: skip
    columns = ("node", "degree", "agreeing", "conflicting", "betweenness", "closeness", "eigenvector")
    if json:
        say_json([{**asdict(each), "node": each.node.label, "side": each.node.side} for each in found.result])
        return
    say_table(columns, rows)
    say_cautions(found)


def communities(
    project: ProjectFile,
    asked: Asked,
    resolution: Annotated[float, typer.Option("--resolution", metavar="X", help="Above 1: more, smaller ones.")] = 1.0,
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="Runs, each with its own seed.")] = 100,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Find groups that agree among themselves.

    The best of many runs of the Leiden algorithm on the ties of agreement, improved until no move raises the
    modularity with ties of conflict counted in; and how often runs say the same.

    \b
    Examples:
      contingent network communities astana.ct --from holder
      contingent network communities astana.ct --from holder --resolution 1.5
    """
    from contingent.project.network_analysis import communities_in

    with opened(project) as held, progress("Looking for communities"):
        found = communities_in(held, asked, resolution=resolution, runs=runs, seed=seed)
    if not as_json(found, json, groups=found.result.groups()):
        say_communities(found)


def polarisation(
    project: ProjectFile,
    asked: Asked,
    permutations: Annotated[
        int, typer.Option("--permutations", metavar="N", min=0, help="Shuffled cases to lay it beside; 0: none.")
    ] = 999,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Show how far conflict runs between two camps.

    0: two camps tell no more than one. 1: all conflict lies between two camps and none of the agreement does. Beside
    it stands what shuffled stances give, for in small dialogues chance makes camps.

    \b
    Examples:
      contingent network polarisation astana.ct
      contingent network polarisation astana.ct --from holder --stances strict
    """
    from contingent.project.network_analysis import polarisation_in

    with opened(project) as held, progress("Looking for camps, and shuffling stances"):
        found = polarisation_in(held, asked, permutations=permutations, seed=seed)
    if not as_json(found, json):
        say_polarisation(found)


def backbone(
    project: ProjectFile,
    asked: Asked,
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="X", help="How far from the whole network, 0 to 1.")
    ] = 0.1,
    random_sets: Annotated[
        int, typer.Option("--random-sets", metavar="N", min=0, help="Random sets of concepts to compare with.")
    ] = 200,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Find the concepts that keep the network as it is.

    Concepts are taken out one at a time, always the one whose loss changes the network least.

    \b
    Examples:
      contingent network backbone astana.ct
      contingent network backbone astana.ct --from holder --tolerance 0.05
    """
    from contingent.project.network_analysis import backbone_in

    with opened(project) as held, progress("Taking out concepts one at a time"):
        found = backbone_in(held, asked, tolerance=tolerance, random_sets=random_sets, seed=seed)
    if not as_json(found, json):
        say_backbone(found)


def links(
    project: ProjectFile,
    asked: Asked,
    shuffles: Annotated[int, typer.Option("--shuffles", metavar="N", help="Cases with shuffled stances.")] = 4999,
    alpha: Annotated[float, typer.Option("--alpha", metavar="X", help="Share of false discoveries borne.")] = 0.05,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Show which ties are more than chance.

    Who spoke on what is kept and stances are dealt out anew within each concept. With --weigh ignore: whether two
    share more concepts than they would if only the numbers of their concepts mattered.

    \b
    Examples:
      contingent network links astana.ct --from holder
      contingent network links astana.ct --weigh ignore
    """
    from contingent.project.network_analysis import links_in

    with opened(project) as held, progress("Laying ties beside chance"):
        found = links_in(held, asked, shuffles=shuffles, alpha=alpha, seed=seed)
    if not as_json(found, json, more_than_chance=[asdict(each) for each in found.result.found()]):
        say_links(found)
