"""Commands on institutions: who decides by which rule, and votes on the stored positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.app import Json, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from contingent.project.institutions import Row

Day = Annotated[str | None, typer.Option("--on", metavar="DAY", help="Whose members and rules: 2013-11-05.")]
RuleName = Annotated[str | None, typer.Option("--rule", metavar="NAME", help="Another of its rules.")]
Reforms = Annotated[
    list[str] | None,
    typer.Option("--reform", metavar="NAME", help="What if: g4, no-veto, without:UZB, votes:10 ... (repeatable)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (institutions, vote):
        app.command()(command)


def institutions(
    institution: Annotated[
        str | None, typer.Argument(metavar="[INSTITUTION]", help="Its code, or a TOML file of your own.")
    ] = None,
    on: Day = None,
    rule: RuleName = None,
    reform: Reforms = None,
    json: Json = False,
) -> None:
    """Show who decides by which rule, and who has how much power.

    Without an institution all that ship are listed, today unless --on names a day. Shapley-Shubik and Banzhaf count in
    how many divisions into yes and no a member is decisive; an abstention is a no there.

    \b
    Examples:
      contingent institutions
      contingent institutions UNSC --on 2013-11-05
      contingent institutions UNSC --on 2013-11-05 --reform g4
      contingent institutions CSTO --on 2013-11-05 --reform without:TJK
    """
    from datetime import date

    from contingent.project.institutions import Body, day_named, institution_row, institution_rows

    day = day_named(on)
    if institution is None:
        _say_list(institution_rows(day or date.today()), as_json=json)
        return
    if day is None and not institution.endswith(".toml"):
        day = date.today()
    with progress("Counting"):
        row = institution_row(Body(name=institution, on=day, rule=rule, reforms=tuple(reform or ())))
    if json:
        say_json(row)
        return
    _say_institution(row)


def vote(
    project: ProjectFile,
    issue: Annotated[str, typer.Argument(metavar="ISSUE", help="The issue voted on.")],
    institution: Annotated[
        str, typer.Option("--institution", metavar="CODE", help="Who votes: a code, or a TOML file of your own.")
    ],
    proposal: Annotated[float, typer.Option("--proposal", metavar="POINT", help="What is put to the vote, 0-100.")],
    status_quo: Annotated[
        float, typer.Option("--status-quo", metavar="POINT", help="What stays if it fails, 0-100.")
    ] = 0.0,
    on: Day = None,
    rule: RuleName = None,
    reform: Reforms = None,
    band: Annotated[
        float, typer.Option("--band", metavar="POINTS", help="Abstain where neither is this much nearer.")
    ] = 0.0,
    abstaining: Annotated[
        list[str] | None, typer.Option("--abstaining", metavar="CODE", help="Bound to abstain (repeatable).")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="How many draws; 0: none.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same draws.")] = 2013,
    json: Json = False,
) -> None:
    """Put a proposal to the vote of an institution.

    Members vote for what is nearer to their position, the proposal or the status quo. Members whose position is not
    known are shown as unknown, with the result if they are against, abstain or are in favour.

    \b
    Examples:
      contingent vote astana.ct csto_mandate --institution CSTO --proposal 50 --status-quo 10
      contingent vote astana.ct csto_mandate --institution CSTO --proposal 50 --reform without:RUS
      contingent vote astana.ct unsc_reform --institution UNSC --proposal 70 --status-quo 0
    """
    from contingent.project.institutions import Body, ballotting, day_named, vote_row

    body = Body(name=institution, on=day_named(on), rule=rule, reforms=tuple(reform or ()))
    question = {"proposal": proposal, "status_quo": status_quo, "band": band}
    with opened(project) as held, progress("Voting"):
        row = vote_row(held, ballotting(issue, body, question, abstaining or (), (draws, seed)))
    if json:
        say_json(row)
        return
    for number, sentence in enumerate(row["words"]):
        say_wrapped("Verdict:" if number == 0 else "", sentence)
    say("")
    say_wrapped("Rule:", row["rule"]["source"])
    for number, assumption in enumerate(row["assumptions"]):
        say_wrapped("Assumed:" if number == 0 else "", assumption)


def _say_list(rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        say_json(rows)
        return
    table = [
        (
            row["code"],
            row["name"],
            row["members"],
            "; ".join(f"{rule['name']}: {rule['says']}" for rule in row["rules"][:1]),
        )
        for row in rows
    ]
    say_table(("code", "name", "members", "rule"), table, wide=("name", "rule"))
    say(f"On {rows[0]['on']}; `contingent institutions UNSC --on 2013-11-05` shows members, sources and power.")
    for row in rows:
        if row["members"] is None:
            say_wrapped(f"{row['code']}:", row["lacks"][0])


def _say_institution(row: Row) -> None:
    when = f" on {row['on']}" if row["on"] else ""
    say(f"{row['name']} ({row['code']}){when}, {len(row['members'])} members")
    for change in row["changed"]:
        say_wrapped("What if:", change)
    rule = row["rule"]
    say_wrapped("Rule:", f"{rule['name']}: {rule['says']}")
    say_wrapped("Source:", rule["source"])
    if rule["note"]:
        say_wrapped("Note:", rule["note"])
    for other in row["other_rules"]:
        say_wrapped("Or:", f"{other['name']}: {other['says']}")
    say("")
    reformed = "shapley_before" in row["members"][0]
    columns = ["member", "role", "since", "Shapley-Shubik", "Banzhaf", "normalised", "can prevent", "can initiate"]
    names = ["member", "role", "since", "shapley", "banzhaf", "banzhaf_share", "prevent", "initiate"]
    if reformed:
        columns.insert(4, "before")
        names.insert(4, "shapley_before")
    table = [[_figure(each[name]) for name in names] for each in row["members"]]
    say_table(columns, table)
    say("")
    say_wrapped("Act:", f"{_per_cent(row['act'])} of all divisions into yes and no pass; power is {row['how']}.")
    for sentence in row["coalitions"]:
        say_wrapped("", sentence)
    for name, source in row["measured"].items():
        say_wrapped("Figures:", f"{name}: {source}")
    for text in row["lacks"]:
        say_wrapped("Lacking:", text)


def _figure(value: object) -> object:
    """A figure of a power table: four decimals, so that columns can be compared; never 0 for what is more than 0."""
    if not isinstance(value, float):
        return value
    return "<0.0001" if 0 < value < 0.00005 else f"{value:.4f}"


def _per_cent(share: float) -> str:
    return "fewer than 0.01\u00a0%" if 0 < share < 0.0001 else f"{100 * share:.3g}\u00a0%"
