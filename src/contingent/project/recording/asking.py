"""Questions to the record of a project: from words to a question, from an answer to rows and files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from contingent.base.errors import InputError, UsageError
from contingent.base.files import write_whole
from contingent.base.months import Month
from contingent.project.listing import Row, write_rows
from contingent.records.asking.answers import Answer
from contingent.records.asking.questions import Question

if TYPE_CHECKING:
    from contingent.records.record import Record

Many = str | Iterable[str]
"""One word, words separated by commas, or several of either."""

FORMS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet", ".svg": "svg", ".html": "html"}
"""What an answer is written as, by the ending of the file."""


class Asked(TypedDict, total=False):
    """What `ask` and `answer` take, all of it optional; see `records.asking.questions.Question`.

    Words may be codes or names. `since`, `until` and `when` are months (`2013-11`) or years (`2013`); `when` is both.
    """

    by: Many
    contributor: Many
    group: Many
    region: Many
    operation: Many
    host: Many
    kind: str
    sex: str | None
    since: str | None
    until: str | None
    when: str | None
    measure: str
    over: str
    of: str | None
    top: int | None
    gap: int


def question_of(**asked: Unpack[Asked]) -> Question:
    """Return the question meant by plain words. Raises UsageError or InputError saying which word is not understood."""
    strange = sorted(set(asked) - set(Asked.__annotations__))
    if strange:
        raise UsageError(
            f"A question has no {strange[0]!r}.", remedy=f"It has {', '.join(Asked.__annotations__)}; all are optional."
        )
    when = asked.get("when")
    if when is not None and (asked.get("since") is not None or asked.get("until") is not None):
        raise UsageError("Ask for a period in one way.", remedy="Give either when, or since and until.")
    since, until = (when, when) if when is not None else (asked.get("since"), asked.get("until"))
    return Question(
        by=_many(asked.get("by", ())),
        contributors=_many(asked.get("contributor", ())),
        groups=_many(asked.get("group", ())),
        regions=_many(asked.get("region", ())),
        operations=_many(asked.get("operation", ())),
        hosts=_many(asked.get("host", ())),
        kind=asked.get("kind", "total"),
        sex=asked.get("sex"),
        since=_month(since, 1),
        until=_month(until, 12),
        measure=asked.get("measure", "number"),
        over=asked.get("over", "mean"),
        of=asked.get("of"),
        top=asked.get("top"),
        gap=asked.get("gap", 2),
    )


def _many(words: Many) -> tuple[str, ...]:
    listed = [words] if isinstance(words, str) else list(words)
    return tuple(part.strip() for word in listed for part in word.split(",") if part.strip())


def _month(word: str | None, in_year: int) -> Month | None:
    if word is None:
        return None
    if word.isascii() and word.isdecimal() and len(word) == 4:
        return Month(int(word), in_year)
    try:
        return Month.parse(word)
    except InputError:
        raise InputError(f"{word!r} is neither a month nor a year.", remedy="Write 2013-11 or 2013.") from None


def answer_rows(record: Record, answer: Answer) -> list[Row]:
    """Return the table as plain rows: months as YYYY-MM, and names beside the codes of contributors."""
    names = {actor.code: actor.name for actor in record.actors}
    beside = {"contributor": "name", "a": "name_a", "b": "name_b"}
    made = []
    for row in answer.table.iter_rows(named=True):
        shown: Row = {}
        for column, value in row.items():
            shown[column] = f"{value:%Y-%m}" if isinstance(value, date) else value
            if column in beside:
                shown[beside[column]] = names.get(value)
        made.append(shown)
    return made


def answer_as_dict(record: Record, answer: Answer) -> Row:
    """Return an answer with all it rests on, as JSON can say it."""
    return {
        "title": answer.title,
        "since": str(answer.since),
        "until": str(answer.until),
        "whole": answer.whole,
        "gaps": [str(month) for month in answer.gaps],
        "notes": list(answer.notes),
        "snapshots": [_source(record, each) for each in answer.snapshots],
        "rows": answer_rows(record, answer),
    }


def sources_in_words(record: Record, answer: Answer, at_most: int = 3) -> list[str]:
    """Return the sources of an answer in words, one a publisher and table, with how many files each."""
    counted: dict[tuple[str, ...], int] = {}
    for each in answer.snapshots:
        found = _source(record, each)
        key = tuple(str(found[name]) for name in ("publisher", "title", "retrieved") if found[name])
        counted[key] = counted.get(key, 0) + 1
    told = [", ".join(key) + (f" ({number} files)" if number > 1 else "") for key, number in counted.items()]
    return told[:at_most] + ([f"and {len(told) - at_most} more"] if len(told) > at_most else [])


def _source(record: Record, id: str) -> Row:
    snapshot = record.snapshots.get(id)
    fields = ("publisher", "title", "address", "retrieved", "sha256")
    told: dict[str, Any] = {name: getattr(snapshot, name, None) for name in fields}
    told["retrieved"] = str(told["retrieved"]) if told["retrieved"] else None
    return {"id": id, **told}


def write_answer(record: Record, answer: Answer, path: Path) -> None:
    """Write an answer to a file; its ending says how: csv, json, jsonl, parquet, or a chart as svg or html.

    Raises UsageError for another ending or an answer no chart fits, InputError if the file cannot be written.
    """
    form = FORMS.get(path.suffix.casefold())
    if form is None:
        raise UsageError(
            f"An answer cannot be written as {path.suffix or path.name!r}.",
            record=path.name,
            remedy=f"End the file name with one of {', '.join(FORMS)}.",
        )
    if form in ("svg", "html"):
        from contingent.project.recording.drawing import draw_answer

        write_whole(path, draw_answer(record, answer, form).encode())
    elif form == "json":
        write_whole(path, (json.dumps(answer_as_dict(record, answer), ensure_ascii=False, indent=2) + "\n").encode())
    else:
        write_rows(answer_rows(record, answer), form, path)
