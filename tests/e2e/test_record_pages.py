"""The map and the sheets in a real browser: no request, no complaint, the slider moves the picture; keyboard, paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.briefs.records import CODES, GAP, HOSTILE, MONTHS, invented_record, number_of

from contingent.briefs.render.html import render_html
from contingent.briefs.sheets.contributor import contributor_sheet
from contingent.briefs.sheets.group import group_sheet
from contingent.briefs.sheets.material import SheetMaterial
from contingent.briefs.sheets.operation import operation_sheet
from contingent.briefs.sheets.world import map_page

playwright = pytest.importorskip("playwright.sync_api", reason="needs the test extra (playwright)")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = ("map", "KAZ", "UNMISS", "CSTO", "CAN")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    material = SheetMaterial(record=invented_record(), prepared=date(2017, 7, 1))
    pages = {
        "map": map_page(material),
        "KAZ": render_html(contributor_sheet("KAZ", material)),
        "CAN": render_html(contributor_sheet("CAN", material)),
        "UNMISS": render_html(operation_sheet("UNMISS", material)),
        "CSTO": render_html(group_sheet("CSTO", material)),
    }
    for name, text in pages.items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM} (on Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Any]:
    """A function that opens a page; whatever a page asked for or complained of fails the test at its end."""
    contexts: list[Any] = []
    asked: list[str] = []
    said: list[str] = []

    def opening(name: str, width: int = 1200, scripts: bool = True) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append("a dialog opened"))
        page.goto((folder / f"{name}.html").as_uri())
        if name == "map" and scripts:
            page.locator("#controls").wait_for(state="visible", timeout=60_000)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert all(url.startswith(folder.as_uri()) for url in asked), "no request to anywhere"
    assert said == []


def move(page: Any, month: str) -> None:
    """Move the slider to a month and wait until the picture and the words have followed."""
    page.locator("#month").evaluate(
        "(slider, place) => { slider.value = String(place); slider.dispatchEvent(new Event('input')) }",
        _place(month),
    )
    page.locator(f"body[data-month='{month}']").wait_for()


def _place(month: str) -> int:
    return (int(month[:4]) - 2015) * 12 + int(month[5:]) - 1


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1200, 420])
def test_pages_open_from_disk_fit_the_screen_and_ask_for_nothing(opened: Any, name: str, width: int) -> None:
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1


def test_the_slider_changes_the_picture_the_words_and_the_tables(opened: Any) -> None:
    page = opened("map")
    before = page.locator("#live svg").inner_html()
    shot = page.locator("#live").screenshot()
    colour = page.locator("#live svg [aria-label*='Singapore']").first.get_attribute("fill")
    move(page, "2015-01")
    assert page.locator("#live svg").inner_html() != before
    assert page.locator("#live").screenshot() != shot
    assert page.locator("#live svg [aria-label*='Singapore']").first.get_attribute("fill") != colour
    total = sum(number_of(code, MONTHS[0]) or 0 for code in CODES)
    assert f"January 2015: {total:,} persons of 30 contributors" in page.locator("#month-words").inner_text()
    assert page.locator("#contributors caption").inner_text() == "Contributors in January 2015"
    first = page.locator("#contributors tbody tr").first.inner_text().split("\t")
    assert first[:3] == ["Bangladesh", "1", f"{number_of('BGD', MONTHS[0]):,}"]
    assert first[3] == "Source 1, line 2"
    assert page.locator("#operations tbody tr").count() == 1, "only UNMISS has coordinates"
    assert page.locator("#live svg").text_content().count("2015-01: ") == 1


def test_a_month_without_lists_is_an_empty_map_that_says_so(opened: Any) -> None:
    page = opened("map")
    move(page, GAP)
    assert "no list of contributors is on record" in page.locator("#month-words").inner_text()
    assert "no figures by contributor" in page.locator("#live svg").text_content()
    assert page.locator("#contributors tbody tr").count() == 0
    shades = page.evaluate(
        "[...document.querySelectorAll('#live svg .mark-shape path')].map(path => path.getAttribute('fill'))"
    )
    assert len(shades) > 150
    assert set(shades) == {"#ffffff"}


def test_absence_zero_and_no_number_look_different(opened: Any) -> None:
    page = opened("map")
    fills = {
        name: page.locator(f"#live svg [aria-label*='{name}']").last.get_attribute("fill")
        for name in ("Singapore", "Samoa", "Bangladesh", "Mauritius")
    }
    assert len(set(fills.values())) == 4
    listed = page.locator("#contributors tbody").inner_text()
    assert "Samoa\t–\tno number" in listed
    assert "Singapore\t–\t0" in listed


def test_the_slider_works_by_keyboard_alone(opened: Any) -> None:
    page = opened("map")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "month":
            break
    assert page.evaluate("document.activeElement.id") == "month"
    page.keyboard.press("Home")
    page.locator("body[data-month='2015-01']").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator("body[data-month='2015-02']").wait_for()
    page.keyboard.press("End")
    page.locator("body[data-month='2017-06']").wait_for()
    assert page.locator("#month").get_attribute("aria-valuetext").startswith("June 2017: ")
    assert page.locator("label[for=month]").inner_text() == "Month"
    assert page.locator("#month-words").get_attribute("role") == "status"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "A year later"
    page.locator("#controls button[aria-label='A year earlier']").press("Enter")
    page.locator("body[data-month='2016-06']").wait_for()


def test_pointing_tells_the_figure(opened: Any) -> None:
    page = opened("map")
    page.locator("#live svg [aria-label*='Brazil']").first.hover()
    told = page.locator("#vg-tooltip-element")
    told.wait_for(state="visible")
    assert "Brazil" in told.inner_text()
    assert f"{number_of('BRA', MONTHS[-1]):,}" in told.inner_text()


def test_without_scripts_the_latest_month_stands_there(opened: Any) -> None:
    page = opened("map", scripts=False)
    assert page.locator("#still svg").is_visible()
    assert not page.locator("#controls").is_visible()
    assert "the map shows June 2017 only" in page.locator("noscript").inner_text()
    assert page.locator("#contributors tbody tr").count() == 29, "Kazakhstan is not listed in June"
    assert "2017-06: " in page.locator("#still svg").text_content()


def test_names_that_attack_are_text(opened: Any) -> None:
    page = opened("map")
    assert page.locator("img").count() == 0
    names = page.locator("#contributors th[scope=row]").all_inner_texts()
    assert any(name.startswith("</script><img src=x") and "{{ 7*7 }}" in name for name in names)
    assert HOSTILE.split(" ")[0] in page.locator("#live svg").inner_html().replace("&lt;", "<").replace("&gt;", ">")
    assert opened("CAN").locator("h1").inner_text().startswith("</script>")


def test_the_policy_stands_on_the_map(opened: Any) -> None:
    page = opened("map")
    assert "General Assembly resolution 68/262" in page.locator("#live svg").text_content()
    assert "No judgement" in page.locator("#at-reading").inner_text()


def test_a_figure_leads_to_its_row_in_the_closed_table(opened: Any) -> None:
    page = opened("KAZ")
    page.locator("#at-figures a.place").first.click()
    row = page.locator(":target")
    assert row.get_attribute("id") == "at-m-2017-03"
    assert row.is_visible(), "the table under the chart has opened"
    row.locator("a.source").click()
    assert page.locator(":target").get_attribute("id").startswith("src-")


@pytest.mark.parametrize("name", PAGES)
def test_pages_print_on_a4(opened: Any, name: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened(name)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert 1 <= len(paper.pages) <= 12
    width, height = (float(side) / 72 * 25.4 for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


@pytest.mark.parametrize("name", PAGES)
def test_text_has_contrast(opened: Any, name: str) -> None:
    """Every text on white or on its own background reaches 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    page = opened(name)
    worst = page.evaluate(
        """() => {
            const parts = text => text.match(/[\\d.]+/g).map(Number)
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0)
            const ground = node => {
                for (let each = node; each; each = each.parentElement) {
                    const found = parts(getComputedStyle(each).backgroundColor)
                    if (found.length < 4 || found[3] > 0) return found
                }
                return [255, 255, 255]
            }
            let least = [99, '']
            for (const node of document.querySelectorAll('body *:not(svg *):not(script):not(noscript)')) {
                if (![...node.childNodes].some(each => each.nodeType === 3 && each.data.trim())) continue
                const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x)
                const ratio = (a + .05) / (b + .05)
                if (ratio < least[0]) least = [ratio, node.outerHTML.slice(0, 80)]
            }
            return least
        }"""
    )
    assert worst[0] >= 4.5, worst[1]
