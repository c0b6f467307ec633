"""Pulling published tables from their publishers into the record: fetch, then the way of any downloaded file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contingent.base.errors import InputError
from contingent.project.recording.importing import FileRead, Request, import_files
from contingent.records.hub.datasets import DATASETS, Dataset, datasets
from contingent.records.hub.fetching import Place, fetch
from contingent.records.hub.unfinished import Download
from contingent.records.hub.web import UNMEASURED, Web
from contingent.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What became of one dataset: `unchanged` since the last time, or the fate of its file."""

    dataset: str
    address: str
    unchanged: bool
    file: FileRead | None = None
    kept: str | None = None


def pull(
    store: Store,
    names: Sequence[str],
    *,
    web: Web | None = None,
    home: str | None = None,
    keep: Path | None = None,
) -> tuple[Pulled, ...]:
    """Fetch datasets and take them into the record; what is unchanged since the last time is not fetched again.

    Args:
        store: the project.
        names: see `records.hub.datasets`.
        web: the client.
        home: a mirror of the publisher's host with the same paths.
        keep: a folder for the fetched files; without it they are removed once they are on record. A file that was
            refused always stays, so that it can be looked at.

    Raises NotFoundError for an unknown dataset and whatever `Web.download` raises; datasets done before are kept.
    """
    client, place = web or Web(), Place(folder=keep or _waiting_room(), home=home)
    return tuple(_pull(store, each, client, place, keep) for each in datasets(names))


def pullable() -> tuple[tuple[str, str], ...]:
    """Return name and description of every dataset that can be pulled."""
    return tuple((each.name, each.what) for each in DATASETS)


def patient(tell: Callable[[str], None]) -> Web:
    """Return a client that tells what it does."""
    return Web(tell=tell)


def _pull(store: Store, dataset: Dataset, web: Web, place: Place, keep: Path | None) -> Pulled:
    web.tell(f"{dataset.name}: asking {place.home or dataset.home}")
    found = fetch(web, dataset, place, validator=_validator(store, dataset, place))
    if found.unchanged or found.path is None:
        return Pulled(dataset=dataset.name, address=found.address, unchanged=True)
    file = _named(found, dataset)
    request = Request(
        retrieved=found.retrieved.date(),
        address=found.address,
        validator=found.validator,
        remarks=() if found.measured else (f"flagged: {UNMEASURED}",),
    )
    try:
        taken = import_files(store, [file], request, tell=web.tell)[0]
    except InputError as error:
        raise InputError(
            f"What {dataset.name} gives now cannot be read: {error.what} Nothing was taken in.",
            record=str(file),
            remedy="The file was kept: look at it. The publisher may have changed the table.",
        ) from error
    if keep is None and taken.outcome in ("taken", "known"):
        file.unlink(missing_ok=True)
    return Pulled(
        dataset=dataset.name,
        address=found.address,
        unchanged=taken.outcome == "known",
        file=taken,
        kept=str(file) if file.exists() else None,
    )


def _named(found: Download, dataset: Dataset) -> Path:
    """Give the file a name a person recognises: the publisher's id and the day."""
    assert found.path is not None
    ending = ".json" if found.path.suffix == ".json" else ".csv"
    name = found.path.with_name(f"{dataset.id}-{found.retrieved:%Y-%m-%d}{ending}")
    found.path.replace(name)
    return name


def _validator(store: Store, dataset: Dataset, place: Place) -> str | None:
    """What the server gave with the newest snapshot of this dataset on record, from the same host.

    Which dataset a snapshot is of is known by its table: addresses of files on the exchange need not name the package.
    One that names another dataset is not of this.
    """
    host = urlsplit(place.home or dataset.home).netloc
    others = [each.id.casefold() for each in DATASETS if each != dataset]
    addresses = {each.id: each.address or "" for each in store.snapshots.find()}
    marks = [
        intake.validator
        for intake in store.intakes.find()
        if intake.validator
        and intake.table in dataset.tables
        and urlsplit(addresses.get(intake.snapshot, "")).netloc == host
        and not any(other in addresses[intake.snapshot].casefold() for other in others)
    ]
    return marks[-1] if marks else None


def _waiting_room() -> Path:
    """Where unfinished files wait to be continued: the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "contingent" / "pull"
