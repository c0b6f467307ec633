"""A parcel in words of our own, with what is hard: accents, characters above U+FFFF, overlaps, several coders."""

from __future__ import annotations

from datetime import UTC, datetime

from contingent.coding.exchange.parcel import Document, Parcel, ParcelCode, Passage

TEXT = (
    "The delegate from Élan said that troops 🚁 should stay. Others doubted it.\n"
    "“We cannot pay,” one official added — naïve as that may sound.\n"
)
OTHER = "A second document.\nIts only line of note says that the force will leave by June."


def _passage(key: str, words: str, text: str, document: str, **more: object) -> Passage:
    start = text.index(words)
    return Passage(id=key, document=document, start=start, stop=start + len(words), **more)  # type: ignore[arg-type]


PARCEL = Parcel(
    tool="made for tests",
    documents=(
        Document(id="1", title="First report", text=TEXT, moment=datetime(2013, 11, 5, 9, 30, tzinfo=UTC)),
        Document(id="2", title="Second report", text=OTHER),
    ),
    codes=(
        ParcelCode(id="c1", name="Deployment", description="Sending troops"),
        ParcelCode(id="c2", name="Cost"),
    ),
    coders={"1": "anna", "2": "bo"},
    passages=(
        _passage("1", "troops 🚁 should stay", TEXT, "1", codes=("c1",), coder="1", kind="DNA Statement",
                 variables={"person": "A. Smith", "organization": "Élan", "concept": "Deployment", "agreement": True}),
        _passage("2", "We cannot pay", TEXT, "1", codes=("c2",), coder="2", kind="DNA Statement",
                 variables={"person": "B. Jones", "organization": "=cmd", "concept": "Cost", "agreement": False}),
        _passage("3", "the force will leave by June", OTHER, "2", codes=("c1",), coder="1", kind="DNA Statement",
                 variables={"person": "A. Smith", "organization": "Élan", "concept": "Deployment", "agreement": False}),
    ),
    kinds={"DNA Statement": {"person": "short text", "organization": "short text", "concept": "short text",
                             "agreement": "boolean"}},
)  # fmt: skip
