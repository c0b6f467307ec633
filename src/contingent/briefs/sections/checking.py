"""Claims of the report against the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from contingent.briefs.brief import Cite, Line, Paragraph, Row, Section, Table, Words, line, soft
from contingent.briefs.desk import Desk
from contingent.briefs.phrases import capital, cite, claim_text, count, dates_in_words, listed, place, spelled
from contingent.checks.verdicts import Verdict

ORDER = ("contradicted", "partly", "unclear", "supported", "no data")
_MARKS = {"contradicted": "✕", "partly": "◐", "unclear": "?", "supported": "✓", "no data": "–"}
_BADGES = {"supported": "Checkable part supported"}
_WORDS = {
    "contradicted": "contradicted",
    "partly": "borne out only in part",
    "unclear": "unclear",
    "supported": "supported as far as tested",
    "no data": "without data to check them",
}


def in_order(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts with what contradicts or qualifies first."""
    return sorted(verdicts, key=lambda v: ORDER.index(v.ruling.value))


def row_key(verdict: Verdict) -> str:
    """Return the anchor key of a verdict's row."""
    return f"check-{verdict.statement}"


def badge(word: str) -> Line:
    """Return the verdict as a mark and words, so that it does not hang on colour.

    "Supported" alone would be taken for the whole sentence, so it says of what: the checkable part.
    """
    told = _BADGES.get(word, capital(str(word)))
    return (Words(f"{_MARKS.get(word, '')} {told}".strip(), f"badge {str(word).replace(' ', '-')}"),)


def tested(desk: Desk, verdict: Verdict) -> Line:
    """Return what of the statement was put to the record, and what was not, in small print."""
    said = spelled(verdict.tested.rstrip("."), desk.actors)
    parts = [f" Tested: {said}."]
    if verdict.untested:
        parts.append(f" Not tested: {spelled(verdict.untested.rstrip('.'), desk.actors)}.")
    return (soft(dates_in_words("".join(parts))),)


def sources(desk: Desk, verdict: Verdict) -> Line:
    """Return the citations of a verdict's sources, or of the note on checking where it has none."""
    found: dict[Cite, None] = {}
    for citation in verdict.finding.citations:
        if citation.source:
            found[desk.source(citation.source, f"{citation.table} {citation.row}")] = None
    return tuple(found) or (desk.note("checking"),)


def why(desk: Desk, verdict: Verdict) -> str:
    """Return what a careful reader must know besides the figure: qualification, what came after, what is missing."""
    finding = verdict.finding
    parts = [
        finding.qualification,
        finding.since and f"since then: {finding.since}",
        finding.needed and f"needed: {finding.needed}",
    ]
    text = " ".join(f"{capital(part).rstrip('.')}." for part in parts if part)
    return dates_in_words(spelled(text, desk.actors))


def observed(desk: Desk, verdict: Verdict) -> str:
    """Return what the record shows, as a sentence part."""
    return capital(dates_in_words(spelled(verdict.finding.observed, desk.actors))) or "Nothing on record"


def told(desk: Desk) -> list[Verdict]:
    """Return the verdicts on statements that the brief tells, what contradicts or qualifies first."""
    return [v for v in in_order(desk.material.verdicts) if v.statement in desk.by_id]


def summary(desk: Desk) -> Line:
    """Return one sentence on how many claims came out how."""
    counts = Counter(v.ruling.value for v in told(desk))
    parts = [
        f"{counts[word]} {_WORDS[word]}"
        for word in ("supported", "partly", "contradicted", "unclear", "no data")
        if counts[word]
    ]
    if parts:
        first, _, rest = parts[0].partition(" ")
        parts[0] = f"{first} {'is' if first == '1' else 'are'} {rest}"
    text = f"Of {count(sum(counts.values()), 'checkable claim')}, {listed(parts)}."
    return line(text, place("checks", "Checks"), desk.note("checking"))


def section(desk: Desk) -> Section:
    """Return the section on checks."""
    title = "Claims against the record"
    found = told(desk)
    if not found:
        claims = [s for s in desk.material.told if s.claim]
        text = line(
            f"{count(len(claims), 'statement').capitalize()} in the project can be checked against the "
            "record, but none has "
            "been; run `contingent check`.",
            desk.note("checking"),
        )
        return Section("checks", title, (Paragraph((text,), "missing"),))
    rows = tuple(
        Row(
            (
                badge(v.ruling.value),
                line(claim_text(desk.by_id[v.statement]), cite(v.statement), tested(desk, v)),
                line(observed(desk, v), soft(_reading(v))),
                line(why(desk, v), sources(desk, v)),
            ),
            key=row_key(v),
        )
        for v in found
    )
    columns = ("Verdict", "The report says", "Observed", "Remarks and source")
    opening = (
        summary(desk),
        line(
            "A verdict is on what was tested, never on the whole sentence: motives, causes and expectations in it are "
            "not on record. What contradicts or qualifies the report comes first.",
            desk.note("checking"),
        ),
    )
    return Section(
        "checks",
        title,
        (Paragraph(opening, "lead"), Table("Claims and verdicts", columns, rows, wide=True)),
        short="Checks",
    )


def _reading(verdict: Verdict) -> str:
    """Return date and tolerance of the reading in brackets."""
    finding = verdict.finding
    days = [day for day in (finding.as_of or "").split("; ") if day and day not in finding.observed]
    parts = [
        dates_in_words(f"as of {listed(dict.fromkeys(days))}") if days else None,
        finding.tolerance and f"agreement: {finding.tolerance}",
    ]
    return f" ({'; '.join(part for part in parts if part)})" if any(parts) else ""
