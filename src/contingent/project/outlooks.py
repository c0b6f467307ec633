"""Outlooks as data and files: JSON, rows, charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from contingent.base.errors import UsageError
from contingent.project.forecasting import Outlook, SumOutlook, TrackRecord

FORMS = (".json", ".csv", ".svg")
"""What can be written, by the ending of the file."""

Found = Outlook | SumOutlook | TrackRecord


def as_dict(found: Found) -> dict[str, Any]:
    """Return an outlook or a track record as JSON can say it; a figure that could not be measured is null."""
    made: dict[str, Any] = _plain(found)
    return made


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        told = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return told | ({"met": value.met} if hasattr(value, "met") else {})
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value != value:
        return None
    return value


def save(found: Found, path: Path) -> None:
    """Write an outlook or a track record whole: as JSON, as rows (.csv), or as a chart (.svg).

    Raises UsageError for another ending, or where there is nothing to draw.
    """
    from contingent.project.listing import write_rows

    form = path.suffix.lower()
    if form not in FORMS:
        raise UsageError(
            f"An outlook is not written as {form or 'a file without an ending'}.", record=str(path),
            remedy=f"Use one of {', '.join(FORMS)}.",
        )  # fmt: skip
    if form == ".json":
        import json

        from contingent.base.files import write_whole

        write_whole(path, (json.dumps(as_dict(found), ensure_ascii=False, indent=2) + "\n").encode())
    elif form == ".csv":
        write_rows(rows(found), "csv", path)
    else:
        from contingent.base.files import write_whole

        write_whole(path, (drawn(found) + "\n").encode())


def rows(found: Found) -> list[dict[str, Any]]:
    """Return one row for each month ahead, or for each group and horizon of a track record."""
    if isinstance(found, TrackRecord):
        return [_flat(as_row) for as_row in as_dict(found)["lines"]]
    of = found.contributor if isinstance(found, Outlook) else found.group
    made = []
    for each in found.ahead:
        quantiles = {f"q{percent:02d}": number for percent, number in each.quantiles.items()}
        made.append(
            {
                "of": of, "origin": found.origin, "months": each.months, "month": each.month, **quantiles,
                "nobody": each.nobody, "unchanged": each.unchanged, "falls": each.falls, "rises": each.rises,
                "came": each.came,
            }
        )  # fmt: skip
    return made


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            made |= {name if part == "value" else f"{name}_{part}": each for part, each in value.items()}
        else:
            made[name] = value
    return made


def drawn(found: Found) -> str:
    """Return the chart of an outlook (history and fan) or of a track record as SVG.

    Raises UsageError where there is nothing to draw.
    """
    from contingent.briefs.charts.outlook import fan, track
    from contingent.briefs.charts.style import svg

    if isinstance(found, TrackRecord):
        title = "Track record of the outlook"
        text = "Share of cases within the 80 % interval and CRPS skill, by group and horizon"
        return svg(track(rows(found)), key="track", title=title, alt_text=text)
    if not found.ahead:
        raise UsageError("There is no outlook to draw.", remedy="Ask for it in words: leave -o away.")
    of = found.contributor if isinstance(found, Outlook) else found.group
    text = f"Personnel by month to {found.origin} and the outlook of {len(found.ahead)} months with its quantiles"
    history = [{"month": month, "number": number} for month, number in found.history]
    made = fan(history, rows(found))
    return svg(made, key=f"outlook-{of.lower()}", title=f"{found.name}: outlook from {found.origin}", alt_text=text)
