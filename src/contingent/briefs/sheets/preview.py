"""The preview of an import as a page: sliced text beside its codes, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.briefs.brief import Brief, Bullets, Line, Row, Section, Table, Terms, Words
from contingent.coding.exchange.preview import Preview, Shown


def preview_sheet(preview: Preview) -> Brief:
    """Return the page of a preview; nothing on it is in the project."""
    sections = [Section(key="found", title="What is in the file", blocks=(_facts(preview),))]
    if preview.doubtful:
        title = f"Passages to look at ({preview.doubts})"
        sections.append(
            Section(key="doubts", title=title, blocks=(_table("Places that look wrong", preview.doubtful),))
        )
    sample = (_table("Passages spread over the file, as they would be stored", preview.sample),)
    sections.append(Section(key="sample", title="What would be stored", blocks=sample))
    if preview.names:
        rows = tuple(Row(cells=(_line(name), _line(told))) for name, told in preview.names.items())
        table = Table(caption="Names are replaced when stored", columns=("in the file", "in the project"), rows=rows)
        sections.append(Section(key="names", title="What names become", blocks=(table,)))
    if preview.left_out:
        bullets = Bullets(items=tuple(map(_line, preview.left_out)))
        sections.append(Section(key="left", title="What is left out", blocks=(bullets,)))
    return Brief(
        title=f"Import preview: {preview.file}",
        subtitle=preview.tool,
        facts=("Nothing of this is stored yet",),
        sections=tuple(sections),
        form="preview",
        foot="Written by contingent from the file named above.",
    )


def _line(text: str) -> Line:
    return (Words(text),)


def _facts(preview: Preview) -> Terms:
    entries = [(what, (_line(str(number)),)) for what, number in preview.counts.items()]
    entries += [("offsets", (_line(preview.offsets),))] if preview.offsets else []
    entries += [("evidence", (_line(preview.evidence),))] if preview.evidence else []
    entries += [("note", (_line(note),)) for note in preview.notes]
    return Terms(entries=tuple(entries))


def _table(caption: str, shown: Sequence[Shown]) -> Table:
    doubts = any(each.doubts for each in shown)
    columns = ("place", "text", "coded", "coder", *(("why",) if doubts else ()))
    return Table(caption=caption, columns=columns, rows=tuple(_row(each, doubts) for each in shown), wide=True)


def _row(each: Shown, doubts: bool) -> Row:
    words: Line = (Words(each.before), Words(each.words or "(nothing)", "strong"), Words(each.after))
    cells = [_line(f"{each.document} {each.start}-{each.stop}"), words, _line("; ".join(each.coded))]
    cells.append(_line(each.coder or ""))
    return Row(cells=(*cells, *((_line("; ".join(each.doubts)),) if doubts else ())))
