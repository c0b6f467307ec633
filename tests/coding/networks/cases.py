"""Random statements and settings, for the fast networks and for plain loops alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st
from tests.coding.networks.plainly import Line, Settled

from contingent.coding.networks.network import Column, Sayings
from contingent.coding.networks.settings import DUPLICATES, Filter, Settings

HOLDERS = ["", "A", "b", "Élan", "Ζ", "\U0001f54a", "\uffee"]
CONCEPTS = ["", "c", "d", "é", "\U00010400"]
LEVELS: dict[str, list[Any]] = {
    "none": [None],
    "boolean": [True, False, None],
    "integer": [-2, 1, 2, 100, 1000, -200, None],
    "text": ["", "yes", "no", "Ja"],
}


@st.composite
def statements(draw: st.DrawFn, kind: str) -> list[Line]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 4), st.sampled_from(HOLDERS), st.sampled_from(CONCEPTS), st.sampled_from(LEVELS[kind]),
                st.sampled_from([1.0, 1.0, 0.5, 3.0]),
            ),
            max_size=25,
        )
    )  # fmt: skip
    days = draw(st.lists(st.sampled_from([0, 1, 3, 6, 7, 28, 35, 364, 366, 731]), min_size=5, max_size=5))
    weighed = draw(st.booleans())
    return [
        Line(
            id=n, moment=datetime(2022, 12, 28) + timedelta(days=days[document]), document=document, start=n % 7,
            holder=holder, concept=concept, level=level, section=str(document % 2), weight=weight if weighed else 1.0,
        )
        for n, (document, holder, concept, level, weight) in enumerate(rows)
    ]  # fmt: skip


@st.composite
def asked(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    one_mode = draw(st.booleans())
    aggregations = ["ignore"]
    if kind != "none":
        aggregations += ["congruence", "conflict", "subtract"] if one_mode else ["subtract", "combine"]
    norms = ["average", "jaccard", "dna_cosine", "l2_cosine"] if one_mode else ["activity", "prominence"]
    return {
        "kind": kind,
        "one_mode": one_mode,
        "aggregation": draw(st.sampled_from(aggregations)),
        "normalisation": draw(st.sampled_from(["no", *norms])),
        "duplicates": draw(st.sampled_from(list(DUPLICATES))),
        "isolates": draw(st.booleans()),
        "start": draw(st.sampled_from([None, datetime(2022, 12, 29), datetime(2023, 1, 4)])),
        "stop": draw(st.sampled_from([None, datetime(2023, 2, 1, 23, 59, 59), datetime(2023, 12, 28)])),
        "sections": draw(st.sampled_from([(), ("1",), ("0", "1")])),
        "keep_sections": draw(st.booleans()),
        "concepts": draw(st.sampled_from([(), ("c",), ("d", "é"), ("",)])),
        "keep_concepts": draw(st.booleans()),
        "scale": draw(st.sampled_from([None, (-200, 2000)])),
        "size": draw(st.integers(1, 6)),
    }


def settings_of(words: dict[str, Any], **more: Any) -> Settings:
    """The same settings for the fast networks."""
    documents = concepts = ()
    if words["sections"]:
        documents = (Filter(variable="section", values=words["sections"], keep=words["keep_sections"]),)
    if words["concepts"]:
        concepts = (Filter(variable="concept", values=words["concepts"], keep=words["keep_concepts"]),)
    return Settings(
        rows="holder", columns="concept", qualifier=None if words["kind"] == "none" else "level",
        one_mode=words["one_mode"], aggregation=words["aggregation"], normalisation=words["normalisation"],
        duplicates=words["duplicates"], isolates=words["isolates"], start=words["start"], stop=words["stop"],
        documents=documents, excluded=concepts, scale=words["scale"], size=words["size"], **more,
    )  # fmt: skip


def plain_of(words: dict[str, Any]) -> Settled:
    return Settled(**words)


def sayings_of(lines: list[Line], kind: str) -> Sayings:
    levels = Column.of(line.level for line in lines)
    if kind in ("boolean", "integer") and levels.kind == "text":  # none of them is coded
        kinds: Any = kind
        levels = Column(kind=kinds, levels=(False, True) if kind == "boolean" else (), codes=levels.codes)
    return Sayings(
        ids=np.array([line.id for line in lines], np.int64),
        days=np.array([line.moment for line in lines], "datetime64[s]"),
        documents=np.array([line.document for line in lines], np.int64),
        starts=np.array([line.start for line in lines], np.int64),
        stops=np.array([line.start + 1 for line in lines], np.int64),
        variables={
            "holder": Column.of(line.holder for line in lines), "concept": Column.of(line.concept for line in lines),
            "section": Column.of(line.section for line in lines), "level": levels,
        },
        weights=np.array([line.weight for line in lines], np.float64),
    ).arranged()  # fmt: skip
