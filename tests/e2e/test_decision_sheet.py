"""The decision sheet of the Astana case in a real browser: no request, fits phone and paper, citations lead there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import contingent as ct

playwright = pytest.importorskip("playwright.sync_api", reason="needs the test extra (playwright)")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheet")
    with ct.new(folder / "astana.ct", case="astana_2013") as project:
        return ct.save_decision(project, project.decide(["csto_border"], draws=200), folder / "sheet.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM} (on Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        yield made
        made.close()


@pytest.mark.parametrize("width", [1200, 420, 320])
def test_it_opens_without_request_or_complaint_and_fits(browser: Any, sheet: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(sheet.as_uri())
    assert asked == [sheet.as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.chart").count() == 4
    page.close()


def test_a_citation_leads_to_the_model_with_its_source_and_the_paper_is_short(browser: Any, sheet: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = browser.new_page()
    page.goto(sheet.as_uri())
    page.locator("#at-models a.outcome").first.click()
    target = page.locator(":target")
    assert target.get_attribute("class") == "entry"
    assert "Source" in target.inner_text()
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert 3 <= len(paper.pages) <= 12
    page.close()
