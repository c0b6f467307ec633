"""What DOCX and HTML hold beyond paragraphs: lists, tables, footnotes, tracked changes, page furniture."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from contingent.base.errors import InputError
from contingent.coding.convert import convert
from contingent.coding.reports import CleanText


def from_html(body: str, head: str = "") -> CleanText:
    return convert(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_html_lists_quotes_tables_and_entities() -> None:
    found = from_html(
        "<h1>Caf&eacute; talks</h1><p>One &amp; all&nbsp;spoke.</p><ol start=3><li>Third</li><li>Fourth</li></ol>"
        "<ul><li>Loose</ul><blockquote><p>We go.</p></blockquote>"
        "<table><tr><th>State</th><th>Troops</th></tr><tr><td>Kenya</td><td>12</td></tr></table>"
    )
    assert found.text.split("\n\n") == [
        "# Café talks", "One & all spoke.", "3. Third", "4. Fourth", "- Loose", "> We go.", "State | Troops",
        "Kenya | 12\n",
    ]  # fmt: skip


def test_html_page_furniture_is_left_out_and_told() -> None:
    found = from_html(
        "<header><a href='/'>Home</a></header><nav>Menu</nav><p hidden>Secret</p><p>Text <b>here</b>.</p>"
        "<script>var x = '<p>no</p>'</script><img src='http://example.org/a.png'><footer>Imprint</footer>"
    )
    assert found.text == "Text here.\n"
    assert any("pictures left out: 1" in note for note in found.notes)
    assert any("page headers and footers left out: 2" in note for note in found.notes)
    assert any("hidden parts left out: 1" in note for note in found.notes)


def test_html_footnotes_are_lifted_out() -> None:
    found = from_html(
        "<p>The force<sup><a href='#fn1'>1</a></sup> left in km<sup>2</sup>.</p><div class='footnotes'><ol>"
        "<li id='fn1'>It had 40 men. <a href='#r1'>↩</a></li></ol></div>"
    )
    assert found.text == "The force left in km2.\n\n[1] It had 40 men.\n"
    assert [p.kind for p in found.paragraphs] == ["text", "note"]


def test_html_raised_marks_without_links_are_marks_of_the_notes_at_the_end() -> None:
    found = from_html(
        "<p>The mandate is short.<sup>1</sup> All agreed.<sup>[2]</sup> It covers 40 km<sup>2</sup> and "
        "10<sup>3</sup> men.<sup>3, 4</sup></p><p><sup>1</sup> Resolution 2098.</p><p>[2] See the annex.</p>"
        "<p><sup>3</sup> By air.</p>"
    )
    assert found.text.split("\n\n")[0] == "The mandate is short. All agreed. It covers 40 km2 and 103 men."
    assert [p.kind for p in found.paragraphs] == ["text", "note", "note", "note"]
    assert [span.cut(found.text) for span in found.sentences][-1] == "It covers 40 km2 and 103 men."


def test_html_numbered_paragraphs_at_the_end_are_notes_only_if_marks_call_for_them() -> None:
    noted = from_html("<p>It is short.<sup>1</sup> It ends.<sup>2</sup></p><p>1. See A.</p><p>2. See B.</p>")
    assert [p.kind for p in noted.paragraphs] == ["text", "note", "note"]
    listed = from_html("<p>It is short.<sup>1</sup></p><ol><li>Send men.</li><li>Send more.</li></ol>")
    assert [p.kind for p in listed.paragraphs] == ["text", "bullet", "bullet"]
    under = from_html("<h2>Talk</h2><p>It is short.</p><h2>Notes</h2><ol><li>See A.</li></ol>")
    assert [p.kind for p in under.paragraphs] == ["text", "note"]
    assert len(under.sentences) == 1


def test_rows_of_html_tables_have_no_sentences() -> None:
    found = from_html("<table><tr><td colspan=2>Troops</td></tr><tr><td>Kenya</td><td>12</td></tr></table><p>So.</p>")
    assert [p.kind for p in found.paragraphs] == ["table", "table", "text"]
    assert [span.cut(found.text) for span in found.sentences] == ["So."]


def test_html_layout_tables_are_read_as_text() -> None:
    found = from_html("<table><tr><td><h2>Part</h2><p>One spoke.</p><p>Two left.</p></td><td>Aside.</td></tr></table>")
    assert found.text == "# Part\n\nOne spoke.\n\nTwo left.\n\nAside.\n"


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-2", "utf-8"])
def test_html_is_decoded_as_it_declares(charset: str) -> None:
    page = f"<html><head><meta charset='{charset}'></head><body><p>Málaga spoke.</p></body></html>"
    assert convert(page.encode(charset), "a.html").text == "Málaga spoke.\n"


def test_html_with_a_wrong_declaration_names_the_byte() -> None:
    page = b"<html><head><meta charset='utf-8'></head><body><p>M\xe1laga spoke.</p></body></html>"
    with pytest.raises(InputError, match=r"declares the encoding utf-8, but byte 51"):
        convert(page, "a.html")


def test_html_entities_of_its_own_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><p>&a;&a; and &x;.</p>'
    found = convert(bomb.encode(), "a.html")
    assert "aaaa" not in found.text
    assert "root:" not in found.text


def test_html_nested_too_deeply_is_refused_and_not_cut_short() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        convert(b"<html><body>" + b"<div>" * 5_000 + b"deep" + b"</div>" * 5_000, "a.html")


def test_docx_numbered_lists_are_counted() -> None:
    document = docx.Document()
    document.add_paragraph("Points were made:")
    document.add_paragraph("Pay first.", style="List Number")
    document.add_paragraph("Then go.", style="List Number")
    assert convert(saved(document), "a.docx").text == "Points were made:\n\n1. Pay first.\n\n2. Then go.\n"


def test_docx_tables_are_read_row_by_row_and_frames_as_text() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    texts = ["State", "Troops", "Kenya", "12"]
    for cell, text in zip((c for row in table.rows for c in row.cells), texts, strict=True):
        cell.text = text
    document.add_table(1, 1).rows[0].cells[0].text = "A box."
    assert convert(saved(document), "a.docx").text == "State | Troops\n\nKenya | 12\n\nA box.\n"


def test_docx_cells_that_stand_alone_in_their_row_are_no_sentences() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "x"
    table.cell(1, 0).text, table.cell(1, 1).text = "Kenya", "12"
    document.add_paragraph("One participant disagreed.")
    found = convert(saved(document), "a.docx")
    assert found.text == "x |\n\nKenya | 12\n\nOne participant disagreed.\n"
    assert [p.kind for p in found.paragraphs] == ["table", "table", "text"]
    assert [span.cut(found.text) for span in found.sentences] == ["One participant disagreed."]


def test_docx_tracked_changes_are_read_as_accepted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The force ")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>should stay.</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>should go.</w:delText></w:r></w:del>"))
    found = convert(saved(document), "a.docx")
    assert found.text == "The force should stay.\n"
    assert "tracked insertions kept: 1" in found.notes
    assert "tracked deletions dropped: 1" in found.notes


def test_docx_bold_lines_are_headings_where_styles_are_missing() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Regional perspectives").bold = True
    document.add_paragraph("One delegate spoke at length.")
    assert convert(saved(document), "a.docx").text.startswith("# Regional perspectives\n")


def test_docx_footnotes_stand_at_the_end_of_their_section() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    document.add_heading("Part", 1)
    paragraph = document.add_paragraph("The force left.")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("Nobody stayed.")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>In 2003.</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    found = convert(saved(document), "a.docx")
    assert found.text == "# Part\n\nThe force left.\n\nNobody stayed.\n\n[1] In 2003.\n"
    assert found.paragraphs[-1].kind == "note"


def test_docx_hidden_text_and_fields_are_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Seen. ")
    paragraph.add_run("Hidden.").font.hidden = True
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:instrText>PAGEREF _1</w:instrText></w:r>"))
    found = convert(saved(document), "a.docx")
    assert found.text == "Seen.\n"
    assert any("hidden text" in note for note in found.notes)
