"""What can be pulled, and where it lies.

The hub's addresses are those its own pages and public programs use (`https://api.psdata.un.org/public/data/SET/CSV` and
`/json?page_num=1&per_page=100`). Files of the former open data portal lie on the Humanitarian Data Exchange, whose
package list (CKAN `package_show`) names the address of each file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from contingent.base.errors import NotFoundError

HUB = "https://api.psdata.un.org"
EXCHANGE = "https://data.humdata.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A published table that can be pulled: its name here, what it is, and its id with the publisher.

    `tables` are those its file may be read as (`Reader.TABLE`); `file` is the form in which the exchange has it; the
    hub has none to choose from.
    """

    name: str
    what: str
    id: str
    tables: tuple[str, ...]
    home: str = HUB
    file: str | None = None

    @property
    def on_exchange(self) -> bool:
        """Whether the file lies on the exchange, whose package list has to be asked for its address."""
        return self.file is not None


DATASETS: tuple[Dataset, ...] = (
    Dataset(
        name="un-contributions",
        what="uniformed personnel by contributor, operation, kind and sex, monthly",
        id="DPO-UCHISTORICAL",
        tables=("un-contributions", "portal-contributions"),
    ),
    Dataset(
        name="un-contributions-pre2010",
        what="uniformed personnel by contributor and operation, 1990 to 2009",
        id="DPPADPO-UCPre2010",
        tables=("un-contributions-pre2010",),
    ),
    Dataset(
        name="un-ranks",
        what="contributors by rank in the latest month",
        id="DPO-UCLATEST",
        tables=("un-ranks", "portal-ranks"),
    ),
    Dataset(
        name="un-police",
        what="police by contributor and operation, monthly",
        id="DPO-UHISTORICALPOL",
        tables=("un-police",),
    ),
    Dataset(
        name="un-operations",
        what="peacekeeping operations with host, place and dates",
        id="DPPADPOSS-PKO",
        tables=("hub-operations",),
    ),
    Dataset(
        name="un-fatalities",
        what="deaths in operations since 1948",
        id="DPPADPOSS-FATALITIES",
        tables=("hub-fatalities",),
    ),
    Dataset(
        name="portal-contributions",
        what="uniformed personnel by sex, files of the former open data portal",
        id="peacekeeping-uniformed-contributions-by-gender",
        tables=("portal-contributions", "un-contributions"),
        home=EXCHANGE,
        file="csv",
    ),
    Dataset(
        name="portal-ranks",
        what="contributors by rank, files of the former open data portal",
        id="peacekeeping-uniformed-contributions-by-rank-of-tcc-pcc",
        tables=("portal-ranks", "un-ranks"),
        home=EXCHANGE,
        file="csv",
    ),
)


def dataset(name: str) -> Dataset:
    """Return a dataset by its name here or its publisher's id, in any case. Raises NotFoundError naming near ones."""
    for each in DATASETS:
        if name.casefold() in (each.name, each.id.casefold()):
            return each
    near = get_close_matches(name.casefold(), [each.name for each in DATASETS], n=2)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(e.name for e in DATASETS)}."
    raise NotFoundError(f"There is no dataset {name!r} to pull.", remedy=remedy)


def datasets(names: Sequence[str]) -> tuple[Dataset, ...]:
    """Return the datasets of these names, each once. Raises as `dataset`."""
    return tuple(dict.fromkeys(map(dataset, names)))
