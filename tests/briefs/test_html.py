"""The page itself, read back as a browser would: links, evidence, structure for readers who do not see it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from lxml import html

from contingent.briefs.brief import Brief, Words, plain
from contingent.briefs.render.html import render_html
from contingent.briefs.sections.evidence import linked


def main_of(tree: html.HtmlElement) -> html.HtmlElement:
    return tree.xpath("//main")[0]


def test_no_anchor_dangles_and_none_is_double(tree: html.HtmlElement) -> None:
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, number in ids.items() if number > 1] == []
    targets = {href.removeprefix("#") for href in tree.xpath("//a[not(@class='web')]/@href")}
    assert targets - set(ids) == set()
    named = {name for value in tree.xpath("//@aria-labelledby") for name in value.split()}
    assert named - set(ids) == set()
    inside = set(re.findall(r"url\(#([^)]+)\)", html.tostring(tree, encoding="unicode")))
    assert inside - set(ids) == set()


def test_every_paragraph_item_and_row_links_to_evidence(tree: html.HtmlElement) -> None:
    main = main_of(tree)
    claims = main.xpath(
        ".//p[starts-with(@class,'tone-')] | .//li | .//dd | .//tbody/tr | .//p[@class='figure-evidence']"
    )
    bare = [text.text_content()[:80] for text in claims if not text.xpath(".//a[starts-with(@href,'#')]")]
    assert len(claims) > 500
    assert bare == []


def test_every_statement_cited_is_quoted_or_paraphrased_in_the_index(tree: html.HtmlElement) -> None:
    cited = set(tree.xpath("//main//a[contains(@class,'statement')]/@href"))
    entries = {f"#{name}" for name in tree.xpath("//article/@id")}
    assert cited <= entries
    assert len([href for href in cited if href.startswith("#st-")]) == 183


def test_the_index_leads_back(tree: html.HtmlElement) -> None:
    entry = tree.xpath("//article[@id='st-A100']")[0]
    sections = entry.xpath(".//span[@class='used']/a/@href")
    assert "#at-state-TJK" in sections
    section = tree.xpath("//section[@id='at-state-TJK']")[0]
    assert section.xpath(".//a[@href='#st-A100']")


def test_one_file_without_scripts_or_requests(page: str, tree: html.HtmlElement) -> None:
    assert tree.xpath("//script") == []
    assert tree.xpath("//link | //iframe | //object | //embed | //@src") == []
    outward = tree.xpath("//@href[not(starts-with(., '#'))]/..")
    assert [link.tag for link in outward if link.tag != "a" or not re.match("https?://", link.get("href"))] == []
    assert all(link.get("rel") == "noopener noreferrer" and link.text == link.get("href") for link in outward)
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    assert tree.xpath("//@*[starts-with(name(),'on')]") == []


def test_addresses_of_sources_are_links(tree: html.HtmlElement) -> None:
    facts = tree.xpath("//section[@id='at-evidence-sources']//span[@class='fact'][starts-with(., 'Address')]")
    assert len(facts) > 10
    assert all(fact.xpath("./a[starts-with(@href, 'http')]") for fact in facts)


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://un.org/a?b=1&c=2", ["https://un.org/a?b=1&c=2"]),
        ("see https://un.org/a, and http://x.org/b.", ["https://un.org/a", "http://x.org/b"]),
        ("javascript:alert(1)", []),
        ('https://x.org/"onclick="y', ["https://x.org/"]),
    ],
)
def test_only_web_addresses_become_links(address: str, links: list[str]) -> None:
    parts = linked(address)
    assert [part.text for part in parts if isinstance(part, Words) and part.style == "link"] == links
    assert plain(parts) == address


def test_headings_run_in_order_under_one_title(tree: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_landmarks_language_and_skip_link(tree: html.HtmlElement) -> None:
    assert tree.get("lang") == "en-GB"
    assert [len(tree.xpath(f"//{name}")) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert tree.xpath("//body/*[1]")[0].get("href") == "#main"


def test_charts_have_names_words_and_tables(tree: html.HtmlElement) -> None:
    figures = tree.xpath("//figure")
    assert len(figures) >= 15
    for figure in figures:
        drawn = figure.xpath(".//*[local-name()='svg']")[0]
        assert drawn.get("role") == "img"
        assert figure.xpath(".//*[local-name()='title']")[0].text_content()
        assert len(figure.xpath(".//*[local-name()='desc']")[0].text_content()) > 30
        assert figure.xpath(".//details//table//td")
        assert figure.xpath(".//figcaption//strong")


def test_tables_have_captions_and_heads(tree: html.HtmlElement) -> None:
    for table in tree.xpath("//table"):
        assert table.xpath("./caption")[0].text_content()
        assert all(head.get("scope") == "col" for head in table.xpath("./thead//th"))
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))


def test_states_without_contributions_are_shown_as_such(tree: html.HtmlElement) -> None:
    figure = next(f for f in tree.xpath("//figure") if "none reported: " in f.text_content())
    drawn = figure.xpath(".//*[local-name()='svg']")[0].text_content()
    for state in ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Russia", "Ukraine", "none reported"):
        assert state in drawn


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1d2733", "#ffffff"),
        ("#4d5b69", "#ffffff"),
        ("#4d5b69", "#f4f6f8"),
        ("#0b4f8a", "#eaf0f6"),
        ("#00533f", "#e5f1ec"),
        ("#7a3d00", "#f7ecdf"),
        ("#4f3767", "#efedf3"),
        ("#8a4b00", "#ffffff"),
        ("#a02c1c", "#ffffff"),
        ("#00604b", "#ffffff"),
    ],
)
def test_colours_contrast_enough_to_read(page: str, ink: str, paper: str) -> None:
    assert ink in page, "the colour is no longer used; test the one that is"
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_same_brief_renders_the_same(brief: Brief, page: str) -> None:
    assert render_html(brief) == page
