"""A codebook to read: as a page and as Markdown."""

from __future__ import annotations

from html import escape

from contingent.coding.codebook import Code, Codebook

_PARTS = (("include", "Coded so"), ("exclude", "Not coded so"))
_STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "code{font:0.9em monospace;color:#555}h2,h3,h4{line-height:1.25}dt{font-weight:bold}dd{margin:0 0 .4em 1em}"
)


def codebook_text(book: Codebook) -> str:
    """Return a codebook as Markdown: a heading for each code, deeper codes under those above them."""
    parts = [f"# {_plain(book.name)}", f"Codebook `{book.id}`, version {book.version}, {len(book.codes)} codes."]
    for code in book:
        parts.append(f"{'#' * _level(code)} {_plain(code.name)} (`{code.code}`)")
        parts += [_plain(code.definition)] if code.definition else []
        parts += [f"* {title}: {_plain(text)}" for name, title in _PARTS if (text := getattr(code, name))]
        parts += [f"* Words: {_plain(', '.join(code.terms))}"] if code.terms else []
        parts += [f"* For example: {_plain(each)}" for each in code.examples]
    return "\n\n".join(parts) + "\n"


def codebook_page(book: Codebook) -> str:
    """Return a codebook as one HTML page without scripts."""
    body = "\n".join(map(_code, book))
    title = escape(book.name)
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        f"<p>Codebook <code>{escape(book.id)}</code>, version {book.version}, {len(book.codes)} codes.</p>\n"
        f"{body}\n</body></html>\n"
    )


def _code(code: Code) -> str:
    level = _level(code)
    told = [(title, getattr(code, name)) for name, title in _PARTS]
    told += [("Words", ", ".join(code.terms)), ("For example", "; ".join(code.examples))]
    terms = "".join(f"<dt>{title}</dt><dd>{escape(text)}</dd>" for title, text in told if text)
    definition = f"<p>{escape(code.definition)}</p>" if code.definition else ""
    return (
        f'<h{level} id="{escape(code.code)}">{escape(code.name)} <code>{escape(code.code)}</code></h{level}>'
        f"{definition}{f'<dl>{terms}</dl>' if terms else ''}"
    )


def _level(code: Code) -> int:
    return min(6, 2 + code.code.count("."))


def _plain(text: str) -> str:
    """Return a text on one line in which nothing is Markdown or HTML."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in line)
