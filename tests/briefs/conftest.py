"""The Astana brief, built and rendered once for all tests of the room."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from lxml import html

from contingent.briefs.brief import Brief
from contingent.briefs.build import build
from contingent.briefs.material import Material
from contingent.briefs.render.html import render_html


def _astana_material() -> Material:
    spec = importlib.util.spec_from_file_location("astana_material", Path(__file__).with_name("astana.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Material = module.astana_material()
    return made


@pytest.fixture(scope="session")
def material() -> Material:
    return _astana_material()


@pytest.fixture(scope="session")
def brief(material: Material) -> Brief:
    return build(material)


@pytest.fixture(scope="session")
def page(brief: Brief) -> str:
    return render_html(brief)


@pytest.fixture(scope="session")
def tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)
