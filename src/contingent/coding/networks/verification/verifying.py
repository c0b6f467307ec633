"""Verifying: every case of some files and folders, run again on a DNA database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.base.errors import ContingentError, NotFoundError
from contingent.coding.exchange.dna.sayings import dna_sayings
from contingent.coding.exchange.dna.tables import read_tables
from contingent.coding.networks.network import Sayings
from contingent.coding.networks.verification.cases import Case, case_of, read_json
from contingent.coding.networks.verification.files import ENDINGS, verify_file
from contingent.coding.networks.verification.finding import Finding, not_run
from contingent.coding.networks.verification.matrices import verify_case
from contingent.coding.networks.verification.measures import is_measures, verify_measures

if TYPE_CHECKING:
    import numpy as np

DEFAULT_KIND = "DNA Statement"


def verify(
    database: Path, cases: Sequence[Path], told: Callable[[str], None] = lambda _: None
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return what running cases again on a database shows, and what the database left out when it was read.

    Cases are JSON files, files of networks (CSV, DL, GraphML) beside the JSON file of their name, or folders of both.
    `told` is called with the name of each file before it is run.

    Raises:
        NotFoundError: the database, a file or a folder is not there, or a folder has no case.
        InputError: the database cannot be read.
    """
    desk = _Desk(database)
    paths = list(_files(cases))
    found: list[Finding] = []
    for path in paths:
        told(path.name)
        found += desk.run(path, paths)
    return tuple(found), desk.tables.left_out


def _files(cases: Sequence[Path]) -> Iterator[Path]:
    for path in cases:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.suffix.lower() in (".json", *ENDINGS))
            if not inside:
                raise NotFoundError(
                    "This folder has no cases.", record=str(path), remedy="Name a folder with JSON cases of networks."
                )
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise NotFoundError("There is no such file or folder.", record=str(path), remedy="Check the name.")


class _Desk:
    """One database with the sayings of its statement types, each made once."""

    def __init__(self, database: Path) -> None:
        self.tables = read_tables(database)
        self.known: dict[str, Sayings] = {}

    def sayings(self, kind: str) -> Sayings:
        if kind not in self.known:
            self.known[kind] = dna_sayings(self.tables, kind)
        return self.known[kind]

    def _documents(self) -> tuple[np.datetime64, np.datetime64] | None:
        import numpy as np

        moments = [each.seconds for each in self.tables.documents.values()]
        return (np.datetime64(min(moments), "s"), np.datetime64(max(moments), "s")) if moments else None

    def run(self, path: Path, given: Sequence[Path]) -> list[Finding]:
        try:
            if path.suffix.lower() in ENDINGS:
                case = self._companion(path, given)
                return [verify_file(path, case, self.sayings(case.kind))]
            data = read_json(path)
            if is_measures(data):
                return verify_measures(data, str(path), self.sayings(DEFAULT_KIND))
            case = case_of(data, path)
            return [verify_case(case, self.sayings(case.kind), self._documents())]
        except ContingentError as error:
            return [not_run(path.stem, str(path), [f"{error.what} {error.remedy or ''}".strip()])]

    def _companion(self, path: Path, given: Sequence[Path]) -> Case:
        """Return the case of a file's name: beside it, among the files given, or in the folder `dna` beside its own."""
        name = f"{path.stem}.json"
        places = [
            path.with_name(name),
            *(each for each in given if each.name == name),
            path.parent.parent / "dna" / name,
        ]
        for place in places:
            if place.is_file():
                return case_of(read_json(place), place)
        raise NotFoundError(f"The settings of this file are in {name}, which is not there.", remedy="Name it too.")
