"""How fast documents are read: pages a second from PDF, megabytes a second of text, sentences a second.

Run `python benchmarks/bench_reading.py [--pages 200]`. The documents are made on the spot, from an invented report.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "coding"))

import make_documents as make
import pypdfium2

from contingent.coding.convert import convert
from contingent.coding.convert.sentences import split_sentences


def seconds(action: Callable[[], object], rounds: int = 3) -> float:
    """Return the median time of `rounds` runs."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def long_report(copies: int) -> str:
    """Return the invented report many times over, with numbers so that no two copies are alike."""
    return "\n".join(
        make.INVENTED.replace("Kenya", f"Kenya {n}").replace("# ", f"# {n}. ") for n in range(1, copies + 1)
    )


def pdf_of(pages: int) -> bytes:
    """Return a two-column PDF of at least `pages` pages."""
    return bytes(make.make_pdf(long_report(int(pages * 1.4)), columns=2))


def main() -> None:
    """Print one line for each kind of document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages of the PDF")
    wanted = parser.parse_args().pages
    pdf = pdf_of(wanted)
    pages = len(pypdfium2.PdfDocument(pdf))
    took = seconds(lambda: convert(pdf, "long.pdf"))
    print(f"PDF, two columns, {pages} pages: {took:.2f} s, {pages / took:.0f} pages/s")

    clean = long_report(wanted * 2)
    for label, data, name in (
        ("clean text", clean.encode(), "a.txt"),
        ("wrapped text", make.make_wrapped(clean), "a.txt"),
        ("HTML", make.make_html(clean), "a.html"),
        ("DOCX", make.make_docx(long_report(wanted // 4)), "a.docx"),
    ):
        took = seconds(lambda data=data, name=name: convert(data, name))
        print(f"{label}, {len(data) / 1e6:.2f} MB: {took:.2f} s, {len(data) / 1e6 / took:.2f} MB/s")

    paragraphs = [line for line in clean.split("\n") if line]
    count = sum(len(split_sentences(line)) for line in paragraphs)
    took = seconds(lambda: [split_sentences(line) for line in paragraphs])
    print(f"sentences, {count}: {took:.2f} s, {count / took:,.0f} sentences/s")


if __name__ == "__main__":
    main()
