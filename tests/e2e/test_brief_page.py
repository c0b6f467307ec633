"""The brief in a real browser: opens from disk without a request or complaint, fits phone and paper."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contingent.briefs.build import build
from contingent.briefs.render.html import render_html

playwright = pytest.importorskip("playwright.sync_api", reason="needs the test extra (playwright)")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def brief_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(__file__).parents[1] / "briefs" / "astana.py"
    spec = importlib.util.spec_from_file_location("astana_for_browser", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    file = tmp_path_factory.mktemp("brief") / "brief.html"
    material = module.astana_material()
    quotes = {s.id: f"{s.paraphrase} In the words of the report." for s in material.statements}
    file.write_text(render_html(build(replace(material, quotes=quotes))), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM} (on Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        profile = tmp_path_factory.mktemp("profile")
        made = started.chromium.launch_persistent_context(
            str(profile), executable_path=str(CHROMIUM), headless=True, args=FLAGS
        )
        yield made
        made.close()


def opened(context: object, file: Path, width: int = 1280) -> tuple[object, list[str], list[str]]:
    """Return the page with the requests it made and what its console said."""
    page = context.new_page()  # type: ignore[attr-defined]
    page.set_viewport_size({"width": width, "height": 900})
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    return page, requests, said


def test_opens_from_disk_without_request_or_complaint(context: object, brief_file: Path) -> None:
    page, requests, said = opened(context, brief_file)
    assert requests == [brief_file.as_uri()]
    assert said == []
    assert page.locator("svg.chart").count() >= 15  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [1280, 420, 320])
def test_the_page_never_scrolls_sideways(context: object, brief_file: Path, width: int) -> None:
    page, _, _ = opened(context, brief_file, width)
    wide = page.evaluate("document.documentElement.scrollWidth")  # type: ignore[attr-defined]
    assert wide <= width


def test_a_citation_leads_to_its_statement_and_back(context: object, brief_file: Path) -> None:
    page, _, _ = opened(context, brief_file)
    page.locator("#at-glance a.statement").first.click()  # type: ignore[attr-defined]
    target = page.locator(":target")  # type: ignore[attr-defined]
    assert target.get_attribute("class") == "entry"
    target.locator(".used a").first.click()
    assert page.locator(":target").get_attribute("id") == "at-glance"  # type: ignore[attr-defined]


def test_keyboard_reaches_the_text_and_the_table_of_a_chart(context: object, brief_file: Path) -> None:
    page, _, _ = opened(context, brief_file)
    page.keyboard.press("Tab")  # type: ignore[attr-defined]
    page.keyboard.press("Enter")  # type: ignore[attr-defined]
    assert page.evaluate("document.activeElement.id") == "main"  # type: ignore[attr-defined]
    summary = page.locator("figure summary").first  # type: ignore[attr-defined]
    summary.focus()
    page.keyboard.press("Enter")  # type: ignore[attr-defined]
    assert page.locator("figure details").first.locator("table").is_visible()  # type: ignore[attr-defined]


def test_prints_on_at_most_forty_pages(context: object, brief_file: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    page, _, _ = opened(context, brief_file)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))  # type: ignore[attr-defined]
    assert len(paper.pages) <= 40
    letters = [len(each.extract_text()) for each in paper.pages]
    assert min(letters[:-1]) > 200, "no page but the last is next to empty"


def test_wide_tables_need_no_scrolling_on_a_phone(context: object, brief_file: Path) -> None:
    page, _, _ = opened(context, brief_file, 390)
    over = page.evaluate(  # type: ignore[attr-defined]
        "[...document.querySelectorAll('table.wide')].map(t => t.parentElement)"
        ".map(frame => frame.scrollWidth - frame.clientWidth)"
    )
    assert over
    assert max(over) <= 0
    cell = page.locator("#at-checks table.wide tbody td").first  # type: ignore[attr-defined]
    told = cell.evaluate("td => getComputedStyle(td, '::before').content")
    assert "The report says" in told


def test_charts_on_paper_are_set_in_seven_points_or_more(context: object, brief_file: Path) -> None:
    page, _, _ = opened(context, brief_file)
    page.emulate_media(media="print")  # type: ignore[attr-defined]
    page.set_viewport_size({"width": 688, "height": 1000})  # type: ignore[attr-defined] # A4 between the margins
    sizes = page.evaluate(  # type: ignore[attr-defined]
        """[...document.querySelectorAll('svg.chart')].flatMap(chart => {
            const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width
            return [...chart.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize) * scale * .75)
        })"""
    )
    assert len(sizes) > 200
    assert min(sizes) >= 7


def test_navigation_stays_in_sight_on_a_phone(context: object, brief_file: Path) -> None:
    page, _, _ = opened(context, brief_file, 420)
    page.evaluate("document.querySelector('#at-issues').scrollIntoView()")  # type: ignore[attr-defined]
    box = page.locator("nav.contents").bounding_box()  # type: ignore[attr-defined]
    assert box["y"] == 0
    assert box["height"] < 60


def test_prints_on_a4_with_the_first_page_alone_and_numbers(context: object, brief_file: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    page, _, _ = opened(context, brief_file)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))  # type: ignore[attr-defined]
    width, height = (float(side) / 72 * 25.4 for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    first, second = (paper.pages[n].extract_text() for n in (0, 1))
    assert "At a glance" in first
    assert "Which decisions could tip" in first
    assert "What was said, by theme" in second
    assert f"1 / {len(paper.pages)}" in first
    assert "A011" in first
