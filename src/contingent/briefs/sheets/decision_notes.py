"""Notes of the decision sheet: what positions, draws and figures are."""

from __future__ import annotations

from contingent.briefs.brief import Cite, CiteKind, Entry, line

POSITIONS, MODELS, REPEAT, HANGS = "1", "2", "3", "4"


def note(key: str) -> Cite:
    """Return the citation of a note."""
    return Cite(CiteKind.NOTE, key)


def told_notes() -> tuple[Entry, ...]:
    """Return the notes as the evidence lists them."""
    told = (
        (
            POSITIONS,
            "Positions",
            "A position is what an actor is reported to want or accept on a scale from 0 to 100, with a range for "
            "doubt and a salience for how much it matters to the actor. Values, ranges and saliences are an analyst's "
            "reading of the report.",
        ),
        (
            MODELS,
            "Models and draws",
            "Every model decides the same draws: in each, every position and salience is picked from its range. Half "
            "of the draws lie below the middle draw. A model settles the side where at least nine in ten draws fall on "
            "one side of the middle. Middle draws within 10 points are told as close together. What the positions "
            "leave out is in no figure.",
        ),
        (
            REPEAT,
            "Repeating",
            "The same project, version, seed and number of draws give the same figures on any number of processors.",
        ),
        (
            HANGS,
            "What it hangs on",
            "Worked out anew under the weighted mean, the weighted median and the challenge model, as far as they were "
            "asked. Total effect: the share of the variance of the outcome that stays while only this is unknown. "
            "Intervals are 95 %. `contingent explain PROJECT ISSUE` tells it in full, with its sources.",
        ),
    )
    return tuple(Entry(note(key), line(title), (("", line(text)),)) for key, title, text in told)
