"""What all tests share: the shared material, where it is there, and the switch for slow tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-slow", action="store_true", help="run the tests marked slow too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--run-slow"):
        return
    skip = pytest.mark.skip(reason="slow: run with --run-slow, as CI does")
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source material beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared (the report and the record are not part of the repository)")
    return SHARED


@pytest.fixture(scope="session")
def astana(shared: Path) -> Path:
    """The Astana folder of the shared material."""
    return shared / "astana"


FETCHED = {
    "tcc_936f28e": date(2014, 3, 24),
    "ppp_loader_ee52ebc": date(2014, 10, 21),
    "ppp_loader_2653920": date(2017, 6, 26),
    "geopko_history_f48b9f1": date(2020, 12, 31),
    "corinnee_1167cb2": date(2023, 9, 7),
    "geopko_b6ba64e": date(2025, 5, 4),
}
"""The day of the commit that each folder of collected files is a copy of (of one only the year is known)."""


@pytest.fixture(scope="session")
def whole_record(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file with all collected files of the record in it, each folder of its day; copy it to write to it."""
    import contingent as ct
    from contingent.project.recording.importing import Request, import_files

    path = tmp_path_factory.mktemp("whole") / "record.ct"
    with ct.new(path) as project:
        for folder, day in FETCHED.items():
            import_files(project.store, [shared / "record" / "raw" / folder], Request(retrieved=day))
    return path
