"""Faults of the collected record that are not about one table; those of a table stand in its own test, by their id.

A28, A43, A44: test_geopko. A32 to A36: test_yearly_means. A38: test_world_bank. A39, A40: test_hub_fatalities.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

from contingent.records.readers.spelling import shipped

ROOT = Path(__file__).parents[3]


def test_a46_nothing_depends_on_the_converter_that_breaks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    names = {re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0].lower().replace("_", "-") for each in named}
    assert names, "the project has dependencies"
    assert not names & {"country-converter", "countryguess", "pycountry"}
    assert not [each for each in requires("contingent") or () if "country" in each.lower()]
    for path in (ROOT / "src").rglob("*.py"):
        assert "country_converter" not in path.read_text(encoding="utf-8"), path


def test_a46_names_are_mapped_by_our_own_table() -> None:
    spelling = shipped()
    assert spelling.contributor("Côte d’Ivoire") == "CIV"
    assert "country_converter" not in sys.modules
