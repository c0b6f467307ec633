"""Commands on decision models: what there is, each on a worked example, and their numbers against reference files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from contingent.cli.app import Json
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

DEVIATED = 1
"""Exit code of `models verify` if a number is further from the reference than it may be."""

HELP = """The decision models, what each needs, and how to check them.

Without a word after it: the list. With the name of a model: its sheet, with options and a worked example.

\b
Examples:
  contingent models
  contingent models challenge
  contingent models verify bdm-Sultan.json
"""

Row = dict[str, Any]


class _NamedOrCommand(typer.core.TyperGroup):
    """A group whose first word may also be the name of a model."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        name="models",
        help=HELP,
        cls=_NamedOrCommand,
        rich_markup_mode=None,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        subcommand_metavar="[MODEL | COMMAND] [ARGS]...",
    )
    group.callback()(_list)
    group.command()(show)
    group.command()(verify)
    app.add_typer(group)


def _list(context: typer.Context, json: Json = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from contingent.project import model_rows

    rows = model_rows()
    if json:
        say_json(rows)
        return
    names = ("name", "title", "says", "needs", "joint", "source")
    say_table(
        ("name", "title", "says", "needs", "issues together", "source"),
        [[row[name] for name in names] for row in rows],
        wide=("says", "source"),
    )
    say("More on one, with a worked example: contingent models NAME")


def show(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="Its name, as `contingent models` lists it.")],
    json: Json = False,
) -> None:
    """Show one model with its options and a worked example.

    The example is four invented actors on two issues, computed as you ask, with the default options. `show` may be
    left out: contingent models challenge.

    \b
    Examples:
      contingent models show median
      contingent models show challenge --json
    """
    from contingent.project import model_sheet

    sheet = model_sheet(name)
    if json:
        say_json(sheet)
        return
    say(f"{sheet['name']}: {sheet['title']}\n")
    say_wrapped("says", sheet["says"])
    say_wrapped("read it", sheet["reads"])
    say_wrapped("needs", ", ".join(sheet["needs"]) or "positions alone")
    say_wrapped("issues", "decided together" if sheet["joint"] else "decided one by one")
    say_wrapped("source", sheet["source"])
    _say_options(sheet["options"])
    _say_example(sheet["example"])


def _say_options(options: list[Row]) -> None:
    if not options:
        say("\nIt has no options.")
        return
    say("\nOptions")
    for option in options:
        say(f"  {option['name']} = {_plain(option['default'])}")
        if option["why"]:
            say_wrapped("", f"why: {option['why']}")
        if option["referenced"] is not None:
            say_wrapped("", f"reference numbers come from: {_plain(option['referenced'])}")
        if option.get("free"):
            say_wrapped("", "any word: a code, a day, the name of a file")
        elif "choices" in option:
            for word, says in option["choices"].items():
                say_wrapped("", f"{word}: {says}")
        else:
            least, most = ("without bound" if option[end] is None else _plain(option[end]) for end in ("least", "most"))
            say_wrapped("", f"{'a whole number' if option['whole'] else 'a number'}, {least} to {most}")


def _say_example(example: Row) -> None:
    say("\nWorked example, computed now: positions in")
    columns = ("issue", "actor", "value", "low", "high", "salience", "capability", "weight")
    say_table(columns, [[row[name] for name in columns] for row in example["positions"]])
    for option, value in example["settings"].items():
        say(f"with {option} {_plain(value)}")
    say("Outcome")
    for issue, value in example["outcome"].items():
        resting = ", ".join(example["pivots"].get(issue, ()))
        support = f"{100 * example['support'][issue]:.0f} % of the weight could live with it"
        say(f"  {issue}: {value:.4f}; {support}{f'; rests on {resting}' if resting else ''}")
    for issue, path in example["path"].items():
        say_wrapped("  path", f"of {issue}, round by round: {', '.join(f'{value:.4f}' for value in path)}")
    _say_moves(example["moves"])
    for issue, chances in example["chances"].items():
        told = "; ".join(f"{each['proposal']:.4g} with {each['chance']:.4f}" for each in chances)
        say_wrapped("  chances", f"on {issue}: {told}")
    for issue, held in example["end"].items():
        told = ", ".join(f"{actor} {value:.4f}" for actor, value in held.items())
        say_wrapped("  end", f"of {issue}: {told}")
    for each in example["caveats"]:
        say_wrapped("  mind", each)
    for each in example["assumptions"]:
        say_wrapped("  assumed", each)


def _say_moves(moves: list[Row]) -> None:
    if not moves:
        return
    say("Moves")
    columns = ("round", "actor", "issue", "from", "to", "because of", "why")
    names = ("round", "actor", "issue", "start", "end", "partner", "why")
    rows = [[f"{row[n]:.4f}" if n in ("start", "end") else row[n] for n in names] for row in moves]
    say_table(columns, rows)


def verify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Reference files (JSON), told by content.")],
    every: Annotated[bool, typer.Option("--every", help="Show every comparison, not the summary of a case.")] = False,
    json: Json = False,
) -> None:
    """Run reference files again and compare every number.

    Formats are told by content. A file that lacks its actors finds them in a companion beside it, or named with it. A
    difference is excused only by a rule of the documentation (reproduction), and the reason is printed with it.

    Ends with 0 if all is within tolerance, with 1 if a number deviates.

    \b
    Examples:
      contingent models verify bdm-Sultan.json
      contingent models verify ktab-parameter-sweep.json ktab-SOE-Pol-Comp.json
      contingent models verify bdm-variants-on-published-data.json --every
    """
    from contingent.project import verify_models

    with progress("Running again") as now:
        found = verify_models(files, lambda name: now(f"Running {name} again"))
    if json:
        say_json(found)
    else:
        for each in found:
            _say_verification(each, every)
        counts = Counter(each["verdict"] for each in found)
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        several = "1 file" if len(found) == 1 else f"{len(found)} files"
        say(f"{several}, {sum(each['numbers'] for each in found):,} numbers: {told}.")
    if any(each["verdict"] == "deviates" for each in found):
        raise typer.Exit(DEVIATED)


def _say_verification(found: Row, every: bool) -> None:
    say(f"{found['file']}: {found['kind']}; {found['numbers']:,} numbers: {found['verdict']}")
    kinds = dict.fromkeys(each["what"] for case in found["cases"] for each in case["comparisons"])
    if found["numbers"] and not every:
        say_wrapped("compared:", ", ".join(kinds))
    columns = ("case", "what", "numbers", "difference", "allowed", "verdict")
    rows = []
    for case in found["cases"]:
        lines = case["comparisons"] if every else _summed(case["comparisons"])
        for number, each in enumerate(lines):
            name = case["case"] if number == 0 else ""
            what = each["what"] if every or len(lines) > 1 else "all"
            rows.append((name, what, str(each["numbers"]), _apart(each), _allowed(each), each["verdict"]))
    if rows:
        say_table(columns, rows, wide=("case", "what"))
    for text in _remarks(found["cases"]):
        say_wrapped("  ", text)


def _summed(comparisons: list[Row]) -> list[Row]:
    """One line for all of one verdict that is told in one unit: of words and counts only where they differ."""
    lines: dict[tuple[str, str], list[Row]] = {}
    for each in comparisons:
        unit = "absolute" if each["unit"] == "unequal" and each["verdict"] == "holds" else each["unit"]
        lines.setdefault((each["verdict"], unit), []).append(each)
    return [
        {
            **several[0],
            "unit": unit,
            "what": ", ".join(dict.fromkeys(each["what"] for each in several)),
            "numbers": sum(each["numbers"] for each in several),
            "largest": None if any(each["largest"] is None for each in several) else max(e["largest"] for e in several),
            "tolerance": max(each["tolerance"] for each in several),
        }
        for (_, unit), several in lines.items()
    ]


def _apart(row: Row) -> str:
    if row["numbers"] == 0 or row["verdict"] == "nothing to verify":
        return "-"
    if row["largest"] is None:
        return "not told"
    return (
        f"{row['largest']:,.0f} unequal" if row["unit"] == "unequal" else f"{row['largest']:.2g}{_UNITS[row['unit']]}"
    )


def _allowed(row: Row) -> str:
    judged = row["verdict"] in ("holds", "deviates")
    return f"{row['tolerance']:.3g}{_UNITS[row['unit']]}" if judged else "-"


_UNITS = {"absolute": "", "unequal": " unequal", "standard errors": " standard errors"}


def _remarks(cases: list[Row]) -> list[str]:
    """Return a sentence a case and reason: what is not simply within tolerance, where, and why."""
    found: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        for each in case["comparisons"]:
            if each["verdict"] != "holds" and (each["reason"] or each["at"]):
                where = f" ({each['at']})" if each["at"] else ""
                found.setdefault((case["case"], each["reason"]), []).append(f"{each['what']}{where}")
    told: dict[str, None] = {}
    for (name, reason), what in found.items():
        placed = any("(" in text for text in what)
        alike = [name] if placed else [other for (other, why), those in found.items() if (why, those) == (reason, what)]
        told[f"{', '.join(alike)}: {', '.join(dict.fromkeys(what))}{f': {reason}' if reason else ''}"] = None
    return list(told)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
