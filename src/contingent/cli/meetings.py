"""Command on several dialogues: what is new, contested, settled, and who changed stance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.base.errors import UsageError
from contingent.cli.app import Json, Output, ProjectFile, opened
from contingent.cli.output import progress, say, say_json, say_table

if TYPE_CHECKING:
    from contingent.project.meetings import Across


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(meetings)


def meetings(
    project: ProjectFile,
    concept: Annotated[
        str | None, typer.Option("--concept", metavar="CODE", help="Only this code and those below it, with all said.")
    ] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Who changed stance from meeting to meeting.")] = False,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHOM", help="Support by state, organisation, group, region or body."),
    ] = None,
    least: Annotated[
        int, typer.Option("--least", metavar="N", min=1, help="Statements on a side for contested and settled.")
    ] = 2,
    read_as: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OLD=NEW", help="Read a code as another, where codebooks differ; repeatable."),
    ] = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Set several meetings side by side.

    Without options: the meetings, and what is new, contested or settled. Every figure names its statements. No
    statement is not no opinion. -o writes all of it as a page.

    \b
    Examples:
      contingent meetings three.ct
      contingent meetings three.ct --concept org.mandate.internal
      contingent meetings three.ct --changes --by region
      contingent meetings three.ct --by body -o meetings.html
    """
    from contingent.project import across, across_as_dict, save_meetings, voice_rows

    with opened(project) as held, progress("Reading"):
        found = across(held, by=by or "state", concept=concept, least=least, read_as=dict(map(_pair, read_as or ())))
        rows = across_as_dict(found) | ({"voices": voice_rows(held, found)} if concept is not None else {})
        if output is not None:
            save_meetings(held, found, output)
    if json:
        say_json(rows)
        return
    if changes:
        _tell_changes(found, rows)
    elif by is not None:
        _tell_support(found, rows)
    elif concept is not None:
        _tell_concept(found, rows)
    else:
        _tell_meetings(project, rows)
    for note in rows["notes"]:
        say(f"note: {note}")
    if output is not None:
        say(f"Wrote {output}")


def _pair(words: str) -> tuple[str, str]:
    old, mark, new = words.partition("=")
    if not (old and mark and new):
        raise UsageError(f"{words!r} maps no code.", remedy="Write --map OLD=NEW.")
    return old.strip(), new.strip()


def _tell_meetings(project: str, rows: Mapping[str, Any]) -> None:
    listed = rows["meetings"]
    if not listed:
        say(f"The project has no meetings. Next: contingent add {project} REPORT")
        return
    names = ("id", "day", "statements", "voices", "stances", "concepts", "title")
    say_table(names, [tuple(each[name] for name in names) for each in listed], wide=("title",))
    if len(listed) < 2:
        say(f"There is nothing to compare with. Add another: contingent add {project} REPORT")
        return
    say("")
    told = [each for each in rows["courses"] if _worth_telling(each)]
    _tell_courses(told, "New, contested and settled concepts")
    for word in ("new", "contested", "one-sided", "settled"):
        say(f"{word}: {rows['definitions'][word]}")


def _worth_telling(course: Mapping[str, Any]) -> bool:
    return bool(course["new"] or course["state"].startswith(("contested", "settled")))


def _tell_courses(courses: Sequence[Mapping[str, Any]], title: str) -> None:
    made = [
        (
            each["concept"],
            each["meeting"],
            each["state"] + (", new" if each["new"] else "") + (", reopened" if each["reopened"] else ""),
            *_sides(each),
            _share(each),
            "; ".join(each["cautions"]),
        )
        for each in courses
    ]
    sides = ("for", "against or sceptical", "other")
    columns = ("concept", "meeting", "what it is", *sides, "share for, 95 %", "keep in mind")
    say_table(columns, made, title=title, wide=(*sides, "keep in mind"))
    for each in courses:
        if each["earlier_other_side"]:
            ids = ", ".join(each["earlier_other_side"])
            say(f"{each['concept']}: on the other side when it was last contested: {ids}")


def _sides(row: Mapping[str, Any]) -> tuple[str, str, str]:
    said = row["statements"]
    other = [
        f"{key} ({stance})" if stance != "none" else key
        for stance in ("ambivalent", "neutral", "none")
        for key in said.get(stance, ())
    ]
    against = [*said.get("oppose", ()), *(f"{key} (sceptical)" for key in said.get("sceptical", ()))]
    other += [key for key in row.get("mentions", ()) if not any(key in ids for ids in said.values())]
    return ", ".join(said.get("support", ())), ", ".join(against), ", ".join(other)


def _share(row: Mapping[str, Any]) -> str:
    if row["share_95"] is None:
        return ""
    low, high = row["share_95"]
    return f"{row['share_for']:.0%} ({low:.0%} to {high:.0%})"


def _tell_concept(found: Across, rows: Mapping[str, Any]) -> None:
    _tell_courses(rows["courses"], "By meeting")
    _tell_support(found, rows)
    said = [
        (
            each["statement"],
            each["meeting"],
            f"{each['quantifier']} {each['kind']}, {', '.join(each[found.by])}",
            each["hedge"],
            each["stance"] or "",
            each["words"],
        )
        for each in rows["voices"]
    ]
    say_table(("id", "meeting", "who", "hedge", "stance", "words"), said, title="What was said", wide=("words",))


def _tell_support(found: Across, rows: Mapping[str, Any]) -> None:
    made = [
        (each[found.by], each["concept"], each["meeting"], each["stand"], *_sides(each), _share(each))
        for each in rows["support"]
    ]
    columns = (found.by, "concept", "meeting", "stand", "for", "against or sceptical", "other", "share for, 95 %")
    say_table(columns, made, title=f"Support by {found.by}", wide=("for", "against or sceptical", "other"))


def _tell_changes(found: Across, rows: Mapping[str, Any]) -> None:
    if not rows["changes"]:
        say(f"No {found.by} took a stance on the same concept at two meetings.")
    for turn in dict.fromkeys(each["turn"] for each in rows["changes"]):
        made = [
            (
                each[found.by],
                each["concept"],
                _stand(each["before"]),
                _stand(each["after"]),
                "; ".join(each["cautions"]),
            )
            for each in rows["changes"]
            if each["turn"] == turn
        ]
        columns = (found.by, "concept", "before", "after", "keep in mind")
        say_table(columns, made, title=turn.capitalize(), wide=("before", "after", "keep in mind"))
    silent = [
        (
            each[found.by],
            each["concept"],
            f"{each['stand_then']}, {each['last_meeting']}: {', '.join(each['statements'])}",
        )
        for each in rows["no_statement_since"]
    ]
    if silent:
        say_table(
            (found.by, "concept", "last stance"),
            silent,
            title="No statement at the last meeting",
            wide=("last stance",),
        )
        say("No statement is not no opinion.")


def _stand(cell: Mapping[str, Any]) -> str:
    ids = [key for stance, keys in cell["statements"].items() if stance != "none" for key in keys]
    return f"{cell['stand']}, {cell['meeting']}: {', '.join(ids)}"
