"""Fetching a dataset: the file where the publisher gives one, else its pages, one by one, gathered into a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from contingent.base.errors import InputError, NotFoundError
from contingent.records.hub.datasets import Dataset
from contingent.records.hub.unfinished import Download
from contingent.records.hub.web import Web

PER_PAGE = 5_000
_MOST_PAGES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to fetch: the publisher's own host, or `home`, a mirror of it with the same paths; files go to `folder`."""

    folder: Path
    home: str | None = None


def fetch(web: Web, dataset: Dataset, place: Place, *, validator: str | None = None) -> Download:
    """Fetch a dataset into the folder.

    The hub is asked for the whole table first and page by page if it has none. Raises as `Web.download`.
    """
    home = _home(place.home or dataset.home)
    if dataset.on_exchange:
        return web.download(_on_exchange(web, dataset, home), place.folder, validator=validator)
    try:
        return web.download(f"{home}/public/data/{dataset.id}/CSV", place.folder, validator=validator)
    except (NotFoundError, InputError) as error:
        web.tell(f"{dataset.name}: no file to be had ({error.what}); asking page by page")
    return _pages(web, f"{home}/public/data/{dataset.id}/json", place.folder)


def _home(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InputError("That is no address of a host.", record=address, remedy="Write it as https://host.")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


# Page by page -------------------------------------------------------------------------------------------------------


def _pages(web: Web, address: str, folder: Path) -> Download:
    """Gather a paged table; pages already here are not asked for again, so that a break costs one page.

    They are of the same table only if its first page has not changed since; else all are asked for anew.
    """
    kept = folder / f"pages-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    kept.mkdir(parents=True, exist_ok=True)
    _forget_older(web, address, kept)
    rows = list(_rows(web, address, kept))
    whole = kept.with_suffix(".json")
    body = json.dumps(rows, ensure_ascii=False).encode()
    whole.write_bytes(body)
    for page in kept.glob("*.json"):
        page.unlink()
    kept.rmdir()
    return Download(address=address, retrieved=datetime.now(UTC), path=whole, sha256=hashlib.sha256(body).hexdigest())


def _forget_older(web: Web, address: str, kept: Path) -> None:
    """Remove the pages kept from an earlier attempt if the table has changed since."""
    if not any(kept.glob("*.json")):
        return
    first = _listed(web.ask(_address(address, 1)), address)
    if _kept(kept / f"{1:06}.json") != first:
        web.tell("the table has changed since the last attempt; beginning anew")
        for page in kept.glob("*.json"):
            page.unlink()


def _address(address: str, number: int) -> str:
    return f"{address}?page_num={number}&per_page={PER_PAGE}&source=DataHub"


def _rows(web: Web, address: str, kept: Path) -> Iterator[Any]:
    before: list[Any] | None = None
    for number in range(1, _MOST_PAGES + 1):
        found = _page(web, _address(address, number), kept / f"{number:06}.json")
        if not found:
            return
        if found == before:
            raise InputError(
                f"Page {number} is the same as the one before, so the server does not count pages.",
                record=address,
                remedy="Fetch the file with a browser and take it in with `contingent record import PROJECT FILE`.",
            )
        if before and found[0] in before:
            raise _moved(address, kept)
        if number == 1 or number % 20 == 0:
            web.tell(f"page {number}, {(number - 1) * PER_PAGE + len(found):,} rows so far")
        yield from found
        if len(found) < PER_PAGE and before is not None and len(found) < len(before):
            return
        before = found
    raise InputError(f"The table has more than {_MOST_PAGES:,} pages.", record=address, remedy="Fetch it by file.")


def _moved(address: str, kept: Path) -> InputError:
    """Rows have moved from page to page while they were asked for, so others may have been passed over."""
    for page in kept.glob("*.json"):
        page.unlink()
    return InputError(
        "The table changed while it was asked for, page by page; nothing was taken in.",
        record=address,
        remedy="Pull it again, or fetch the file with a browser and take it in with `contingent record import`.",
    )


def _page(web: Web, address: str, file: Path) -> list[Any]:
    found = _kept(file)
    if found is not None:
        return found
    rows = _listed(web.ask(address), address)
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    temporary.replace(file)
    return rows


def _kept(file: Path) -> list[Any] | None:
    """Return the rows of a page that is here already; None if it is not, or is damaged."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return rows if isinstance(rows, list) else None


def _listed(answer: Any, address: str) -> list[Any]:
    """Return the rows of an answer: a list of objects, or an object that holds one."""
    if isinstance(answer, dict):
        answer = next((answer[key] for key in ("data", "results", "records") if key in answer), answer)
    if isinstance(answer, list) and all(isinstance(row, dict) for row in answer):
        return answer
    raise InputError(
        "The answer is not a list of rows.",
        record=address,
        remedy="The publisher may have changed the table; nothing was taken in. Look at the address with a browser.",
    )


# The exchange -------------------------------------------------------------------------------------------------------


def _on_exchange(web: Web, dataset: Dataset, home: str) -> str:
    """Return the address of the newest file of a package, as its list of resources gives it."""
    asked = f"{home}/api/3/action/package_show?id={dataset.id}"
    answer = web.ask(asked)
    result = answer.get("result") if isinstance(answer, dict) else None
    listed = result.get("resources") if isinstance(result, dict) else None
    files = [
        each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and isinstance(each.get("url"), str)
        and str(each.get("format", "")).casefold() == dataset.file
    ]  # fmt: skip
    if not files:
        raise NotFoundError(
            f"The package {dataset.id} lists no {str(dataset.file).upper()} file.",
            record=asked,
            remedy="Look the package up there, fetch the file, and take it in with `contingent record import`.",
        )
    newest = max(files, key=lambda each: str(each.get("last_modified") or each.get("created") or ""))
    found = str(newest["url"])
    return found if urlsplit(found).scheme in ("http", "https") else f"{home}/{found.lstrip('/')}"
