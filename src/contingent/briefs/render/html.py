"""A brief as one HTML file: no script, no request, charts as inline SVG; reads on screen and on paper."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from contingent.briefs.brief import (
    Block,
    Brief,
    Bullets,
    Cite,
    CiteKind,
    Entry,
    Evidence,
    Figure,
    Line,
    Numbers,
    Paragraph,
    Placed,
    Row,
    Table,
    Terms,
    anchor,
    cites_of,
    sections_of,
    uses,
)

if TYPE_CHECKING:
    from markupsafe import Markup


def render_html(brief: Brief) -> str:
    """Return the brief as one self-contained HTML document."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only when a brief is rendered

    environment = Environment(
        loader=PackageLoader("contingent.briefs", "render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = _Page(brief)
    style = files("contingent.briefs.render").joinpath("brief.css").read_text(encoding="utf-8")
    return environment.get_template("brief.html.j2").render(
        brief=brief,
        contents=[placed for placed in page.placed if placed.level == 1],
        sections=page.sections(),
        style=_safe(style.replace("</", "<\\/")),
        fragment=_fragment,
    )


def _safe(html: str) -> Markup:
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - every string put in is escaped where it is put in


_CODE = re.compile(r"`([^`<>]+)`")
_WEB = re.compile(r"https?://")


def _fragment(kind: CiteKind | str, key: str) -> str:
    return anchor(CiteKind(kind), key)


class _Page:
    """Writes the sections of one brief."""

    def __init__(self, brief: Brief) -> None:
        self.placed = list(sections_of(brief))
        self.uses = uses(brief)
        self.form = brief.form
        self.keys = {placed.number: placed.section.key for placed in self.placed}
        self.figures = 0
        self.tables = 0

    def sections(self) -> Markup:
        """Return all sections, outermost as `section`, inner ones nested."""
        out: list[str] = []
        open_levels: list[int] = []
        for placed in self.placed:
            while open_levels and open_levels[-1] >= placed.level:
                out.append("</section>")
                open_levels.pop()
            out.append(self._head(placed))
            open_levels.append(placed.level)
            out += [self.block(block) for block in placed.section.blocks]
        out += ["</section>"] * len(open_levels)
        return _safe("\n".join(out))

    def _head(self, placed: Placed) -> str:
        name, level = anchor(CiteKind.PLACE, placed.section.key), placed.level + 1
        return (
            f'<section id="{name}" class="level-{placed.level}" aria-labelledby="h-{name}">'
            f'<h{level} id="h-{name}"><span class="number">{placed.number}</span> '
            f"{escape(placed.section.title)}</h{level}>"
        )

    def block(self, block: Block) -> str:
        """Return one block as HTML."""
        match block:
            case Paragraph():
                sentences = " ".join(self.line(sentence) for sentence in block.sentences)
                return f'<p class="tone-{block.tone}">{sentences}</p>'
            case Bullets():
                title = f'<p class="list-title">{escape(block.title)}</p>' if block.title else ""
                items = "".join(f"<li>{self.line(item)}</li>" for item in block.items)
                return f'{title}<ul class="claims{" short" if block.brief else ""}">{items}</ul>'
            case Terms():
                return self._terms(block)
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Numbers():
                items = "".join(
                    f"<li><strong>{escape(value)}</strong> <span>{self.line(label)}</span></li>"
                    for value, label in block.items
                )
                return f'<ul class="numbers">{items}</ul>'
            case Evidence():
                title = f'<p class="list-title">{escape(block.title)}</p>' if block.title else ""
                return f'{title}<div class="entries">{"".join(self.entry(e) for e in block.entries)}</div>'

    def line(self, parts: Line) -> str:
        """Return a line; a run of citations is kept together behind the words it belongs to."""
        out: list[str] = []
        run: list[Cite] = []
        for part in parts:
            if isinstance(part, Cite):
                run.append(part)
                continue
            out.append(self._cites(run, bool(out)))
            run = []
            text = _CODE.sub(r"<code>\1</code>", escape(part.text))
            if part.style == "link" and _WEB.match(part.text):
                text = f'<a class="web" href="{escape(part.text)}" rel="noopener noreferrer">{escape(part.text)}</a>'
            elif part.style == "break":
                text = "<br>"
            elif part.style == "strong":
                text = f"<strong>{text}</strong>"
            elif part.style:
                text = f'<span class="{escape(part.style)}">{text}</span>'
            out.append(text)
        out.append(self._cites(run, bool(out)))
        return "".join(out)

    def _cites(self, run: list[Cite], after_words: bool) -> str:
        if not run:
            return ""
        links = " ".join(f'<a class="cite {c.kind.name.lower()}" href="#{c.anchor}">{escape(c.label)}</a>' for c in run)
        return f'{" " if after_words else ""}<span class="cites">{links}</span>'

    def _terms(self, block: Terms) -> str:
        entries = []
        for term, lines in block.entries:
            told = "".join(f"<dd>{self.line(text)}</dd>" for text in lines)
            entries.append(f"<div><dt>{escape(term)}</dt>{told}</div>")
        return f'<dl class="terms{" short" if block.brief else ""}">{"".join(entries)}</dl>'

    def table(self, block: Table) -> str:
        """Return a table in a frame that scrolls sideways where the screen is narrow; a wide one turns into cards."""
        self.tables += 1
        wide = " class=wide role=table" if block.wide else ""
        group, row, column = (f" role={role}" if wide else "" for role in ("rowgroup", "row", "columnheader"))
        head = "".join(
            f'<th scope="col"{column}{" class=numeric" if n in block.numeric else ""}>{escape(name)}</th>'
            for n, name in enumerate(block.columns)
        )
        rows = "".join(self._row(row, block) for row in block.rows)
        name = f"table-{self.tables}"
        return (
            f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{name}">'
            f'<table{wide}><caption id="{name}">{escape(block.caption)}</caption>'
            f"<thead{group}><tr{row}>{head}</tr></thead><tbody{group}>{rows}</tbody></table></div>"
        )

    def _row(self, row: Row, block: Table) -> str:
        cells = []
        for n, cell in enumerate(row.cells):
            tag, scope = ("th", ' scope="row"') if n == 0 else ("td", "")
            if block.wide:  # on a phone the row becomes a card; the roles say that it is still a row of a table
                label = f' data-label="{escape(block.columns[n])}"' if n else ""
                scope += f"{' role=cell' if n else ' role=rowheader'}{label}"
            numeric = " class=numeric" if n in block.numeric else ""
            cells.append(f"<{tag}{scope}{numeric}>{self.line(cell)}</{tag}>")
        name = f' id="{anchor(CiteKind.PLACE, row.key)}"' if row.key else ""
        role = ' role="row"' if block.wide else ""
        return f"<tr{name}{role}>{''.join(cells)}</tr>"

    def figure(self, figure: Figure) -> str:
        """Return a figure: finding, unit, chart, citations and the table that says the same."""
        from contingent.briefs.charts import draw
        from contingent.briefs.charts.style import svg

        self.figures += 1
        key = f"figure-{self.figures}"
        drawn = svg(draw(figure), key=key, title=figure.title, alt_text=figure.alt)
        return (
            f'<figure id="{key}"><figcaption><strong>Figure {self.figures}. {escape(figure.title)}</strong>'
            f'<span class="subtitle">{escape(figure.subtitle)}</span></figcaption>'
            f'<div class="scroll" role="group" tabindex="0" aria-label="Figure {self.figures}, chart">{drawn}</div>'
            f'<p class="figure-evidence">Evidence:{self._cites(list(cites_of(figure.cites)), True)}</p>'
            f"<details><summary>Figure {self.figures} as a table</summary>{self.table(figure.table)}</details></figure>"
        )

    def entry(self, entry: Entry) -> str:
        """Return one record of the evidence index with the way back to where it is used."""
        facts = "".join(
            f'<span class="fact">{f"<b>{escape(label)}:</b> " if label else ""}{self.line(text)}</span>'
            for label, text in entry.facts
        )
        quote = f"<blockquote>{escape(entry.quote)}</blockquote>" if entry.quote else ""
        back = " ".join(
            f'<a href="#{anchor(CiteKind.PLACE, self.keys[number])}">{number}</a>'
            for number in self.uses.get(entry.cite.anchor, ())
        )
        unused = '<span class="used">Not cited elsewhere</span>' if self.form == "brief" else ""
        used = f'<span class="used">Used in {back}</span>' if back else unused
        return (
            f'<article id="{entry.cite.anchor}" class="entry"><p class="entry-title">'
            f'<b class="id">{escape(entry.cite.label)}</b> {self.line(entry.title)}</p>{quote}'
            f'<p class="entry-facts">{facts}{used}</p></article>'
        )
