"""The options that all commands on networks share: which statements, which nodes, how they are weighed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError

if TYPE_CHECKING:
    from contingent.project.network_asking import Asked

NODES, WEIGHED, COUNTED = "Nodes", "Weights", "Statements"
"""Groups of the options in the help."""


def _option(kind: Any, name: str, group: str, metavar: str, text: str) -> Any:
    return Annotated[kind, typer.Option(name, rich_help_panel=group, metavar=metavar, help=text)]


def _flag(name: str, group: str, text: str) -> Any:
    return Annotated[bool, typer.Option(name, rich_help_panel=group, help=text)]


Words, Several = str | None, list[str] | None
SHARED: dict[str, tuple[Any, object]] = {
    "rows": (
        _option(
            str, "--from", NODES, "VARIABLE",
            "state, region, organisation, holder, group, kind, person, meeting, report, or one of imported statements.",
        ),
        "state",
    ),
    "columns": (_option(str, "--to", NODES, "VARIABLE", "concept, or one of these."), "concept"),
    "depth": (
        _option(int | None, "--depth", NODES, "N", "Levels of the codebook; 0: as coded. 1 for two-mode, else 0."),
        None,
    ),
    "isolates": (_flag("--isolates", NODES, "Keep nodes of which no statement is left."), False),
    "weigh": (
        _option(
            Words, "--weigh", WEIGHED, "HOW",
            "ignore, congruence, conflict, subtract or combine; subtract for one-mode, else ignore.",
        ),
        None,
    ),
    "normalise": (
        _option(
            Words, "--normalise", WEIGHED, "HOW",
            "no, average, jaccard, l2_cosine, dna_cosine; of two-mode activity, prominence. Average for one-mode.",
        ),
        None,
    ),
    "qualifier": (
        _option(str, "--qualifier", WEIGHED, "VARIABLE", "What tells agreement: stance, or one of imported ones."),
        "stance",
    ),
    "stances": (
        _option(
            str, "--stances", WEIGHED, "READING",
            "sides: doubt is against; strict: doubt is left out; scale: 2 to -2; words: five words.",
        ),
        "sides",
    ),
    "quantifier": (
        _option(
            Several, "--quantifier", WEIGHED, "WORD=N",
            "Weigh by how many hold it; `default` takes the declared weights, many=5 changes one. Repeatable.",
        ),
        None,
    ),
    "shared": (_flag("--shared", WEIGHED, "Divide a statement of several holders among them."), False),
    "duplicates": (
        _option(
            str, "--duplicates", COUNTED, "WITHIN",
            "include, or once within: document, week, month, year, acrossrange.",
        ),
        "include",
    ),
    "status": (
        _option(Several, "--status", COUNTED, "STATUS", "Only these; all but rejected unless given. Repeatable."),
        None,
    ),
    "report": (_option(Several, "--report", COUNTED, "ID", "Only of this report. Repeatable."), None),
    "since": (_option(Words, "--since", COUNTED, "DAY", "From this day, for example 2013-11-05."), None),
    "until": (_option(Words, "--until", COUNTED, "DAY", "To this day, itself included."), None),
}  # fmt: skip
"""The shared options by name: what typer reads, and the default."""


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; its parameter `asked` becomes what they ask."""
    command.__annotations__.pop("asked")  # known to type checkers only
    own = inspect.signature(command, eval_str=True)
    kept = [each for name, each in own.parameters.items() if name != "asked"]
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, keyword, annotation=kind, default=d) for name, (kind, d) in SHARED.items()]
    parameters = [each.replace(kind=keyword) for each in kept]
    arguments = [each for each in parameters if each.default is inspect.Parameter.empty]
    options = [each for each in parameters if each.default is not inspect.Parameter.empty]

    @wraps(command)
    def asked_with(**given: Any) -> None:
        words = {name: given.pop(name) for name in SHARED}
        command(asked=asked_of(words, one_mode=given.get("kind") == "one-mode"), **given)

    made: Any = asked_with
    made.__signature__ = own.replace(parameters=[*arguments, *added, *options])
    made.__annotations__ = {each.name: each.annotation for each in (*arguments, *added, *options)}
    del made.__wrapped__
    return asked_with


def asked_of(given: dict[str, Any], *, one_mode: bool) -> Asked:
    """Return what the options ask. Raises UsageError or InputError where they cannot be read."""
    from contingent.project.network_asking import COUNTED as ALL_COUNTED
    from contingent.project.network_asking import Asked, quantifier_weights, statuses_of

    words = dict(given)
    changes = [each for each in words.pop("quantifier") or () if each != "default"]
    weighed = quantifier_weights(changes) if given["quantifier"] else None
    status = words.pop("status")
    return Asked(
        one_mode=one_mode, quantifiers=weighed, statuses=statuses_of(status) if status else ALL_COUNTED,
        reports=tuple(words.pop("report") or ()), since=_day(words.pop("since")), until=_day(words.pop("until")),
        **words,
    )  # fmt: skip


def _day(text: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageError(f"{text!r} is no day.", remedy="Write it as 2013-11-05.") from None


def window_of(text: str) -> tuple[int, str]:
    """Return how many units a window is wide and which, from words like `6 months`. Raises UsageError."""
    import re

    found = re.fullmatch(r"\s*(\d+)\s*([a-z]+)\s*", text)
    if found is None:
        raise UsageError(f"{text!r} is no window of time.", record="--window", remedy="Write for example 12months.")
    unit = found[2] if found[2].endswith("s") else f"{found[2]}s"
    return int(found[1]), unit
