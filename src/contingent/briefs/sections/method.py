"""How the brief was made: declared notes with figures from the project, and limits."""

from __future__ import annotations

from collections import Counter

from contingent.briefs.brief import Entry, Evidence, Paragraph, Section, line
from contingent.briefs.desk import NOTES, Desk
from contingent.briefs.kinds import kinship
from contingent.briefs.outcomes import label_of, source_of
from contingent.briefs.phrases import LOW_CONFIDENCE, by_context, count, listed, place
from contingent.coding.reports import Confidentiality
from contingent.coding.vocabulary import HolderKind, Quantifier, Status

_TITLES = {
    "coding": "How statements were made",
    "attribution": "Who is taken to speak",
    "support": "Strength of support",
    "split": "Stance and split",
    "checking": "Checks",
    "record": "Contribution record",
    "profiles": "Profiles and organisations",
    "positions": "Positions",
    "outcomes": "Outcomes and movers",
    "links": "What-ifs and forecasts",
    "disclosure": "Confidentiality",
}


def section(desk: Desk) -> Section:
    """Return the method note."""
    opening = line(
        "Each note declares a choice on which parts of this brief rest; figures elsewhere point here by number.",
        place("evidence", "Evidence index"),
    )
    entries = tuple(Entry(desk.note(key), line(_TITLES[key]), (("", line(_text(desk, key))),)) for key in NOTES)
    return Section("method", "Method note and limits", (Paragraph((opening,)), Evidence(entries)), short="Method")


def _text(desk: Desk, key: str) -> str:
    return {
        "coding": _coding,
        "attribution": _attribution,
        "support": _support,
        "split": _split,
        "checking": _checking,
        "record": _record,
        "profiles": _profiles,
        "positions": _positions,
        "outcomes": _outcomes,
        "links": _links,
        "disclosure": _disclosure,
    }[key](desk)


def _coding(desk: Desk) -> str:
    told = desk.material.told
    coders = Counter(s.coder for s in told if s.coder)
    by_status = Counter(s.status for s in told)
    codebook = desk.material.codebook
    parts = [
        "A statement is one claim by one holder on one subject. It is told here in the coder's paraphrase or, where "
        "none was written, in the report's own words in quotation marks; the evidence index has those words wherever "
        "the report is in the project.",
    ]
    if codebook:
        parts.append(f"Concepts come from the codebook “{codebook.name}”, version {codebook.version}.")
    suggested = by_status[Status.SUGGESTED]
    if desk.material.coding_note:
        parts.append(desk.material.coding_note)
    elif len(coders) > 1:
        parts.append(f"{count(len(coders), 'coder')} took part; ask the project for their agreement.".capitalize())
    elif suggested < len(told):
        parts.append("One coder coded the report; nobody has coded it a second time, so hard cases are open.")
    if suggested:
        parts.append(
            f"{suggested} of {len(told)} statements are suggestions of a program that no analyst has accepted yet. "
            "Each field comes from a rule with a share of hits measured on coded reports; what comes from a rule below "
            f"{LOW_CONFIDENCE:.0%} is told as unsure."
        )
    return " ".join(parts)


def _attribution(desk: Desk) -> str:
    told = desk.material.told
    carried = sum(by_context(s) for s in told)
    own = sum(s.attribution.kind is HolderKind.RAPPORTEUR for s in told)
    return (
        f"The holder is the one the text names. In {count(carried, 'statement')} the holder is carried over "
        "from an earlier "
        f"sentence and marked as read from context; {own} of {len(told)} statements are the report's own account. A "
        "participant from a country does not speak for its government."
    )


def _support(desk: Desk) -> str:
    unspecified = sum(
        s.attribution.kind is HolderKind.PARTICIPANT and s.attribution.quantifier is Quantifier.UNSPECIFIED
        for s in desk.material.told
    )
    return (
        "Support is ranked by the report's own words: all, most and majority before many, several and some, "
        "then others, a "
        f"minority, two, one and none. In {count(unspecified, 'statement')} the report says only "
        "“participants” or uses the "
        "passive; these rank with “others”. “Broadest support” lists what participants hold whom the report counts as "
        "some or more or names without a number; everything else stands under “Voices”. "
        "The words count heads at the meeting and no more; silence is not agreement."
    )


def _split(desk: Desk) -> str:
    with_stance = sum(1 for s in desk.material.told if s.stance)
    return (
        f"{with_stance} statements carry a stance, always towards their main concept. The room counts as "
        "split on a concept where at least one attributed statement is for it and at least one about the same "
        "actors is against or sceptical. Only those who spoke at the meeting are the room: participants, and experts "
        "and officials unless the report speaks of them (a named government or elite, a past request). "
        "Doubts whether something can be done count as sceptical. Splits are ordered by the support of the smaller "
        "side."
    )


def _checking(desk: Desk) -> str:
    if not desk.material.verdicts:
        return "No claim has been checked in this project; run `contingent check`."
    return (
        "Claims that state a figure, date, membership or event are compared with the record as it stood at "
        "the time named. "
        "“In part” means that the record bears out some of the claim or bears it out with a qualification; "
        "“no data” says "
        "nothing on whether the claim is true. The first page shows what is contradicted, then what is borne out in "
        "part: claims on contribution figures first, then what somebody is said to prepare, then the others, those "
        "central to the report before side remarks."
    )


def _record(desk: Desk) -> str:
    note = desk.material.contributions_note
    text = (
        "Contribution figures are uniformed people in UN operations as published by month. A state that the list of a "
        "month does not name reported none, which is not the same as zero; of months that are not at hand nothing "
        "is known."
    )
    if not desk.contributions:
        text = "The project holds no contribution series."
    return f"{text} {note}" if note else text


def _profiles(desk: Desk) -> str:
    derived = not desk.material.profiles or not desk.material.organisations
    text = (
        "Profiles set out what the report says of an actor, under fixed headings; a heading without entry "
        "was not covered."
    )
    if derived:
        text += (
            " Where no analyst has written them they are put together by rule: statements that the actor "
            "makes or that name "
            "it, sorted by concept and type, the broadest support first, at most four under a heading."
        )
    return text


def _positions(desk: Desk) -> str:
    positions = desk.material.positions
    if not positions:
        return "The project holds no positions."
    explicit = sum(p.basis == "explicit" for p in positions)
    return (
        "A position is what an actor is reported to want or accept on a scale from 0 to 100, with a range "
        "for doubt and a "
        f"salience for how much it matters to the actor. {explicit} of {len(positions)} are stated in the "
        "report; the rest are "
        "inferred. A national participant stands in for the state, which is an assumption. Values and "
        "saliences are one analyst's "
        "judgement."
    )


def _outcomes(desk: Desk) -> str:
    outcomes = desk.material.outcomes
    if not outcomes:
        return "No outcome has been computed; run `contingent decide`."
    first = outcomes[0]
    named = tuple(dict.fromkeys(o.model for o in outcomes))
    models = listed(f"{label_of(model).lower()} ({source_of(model)})" for model in named)
    stated = "; ".join(dict.fromkeys(text for o in outcomes for text in o.assumptions))
    return (
        f"Models: {models}. {kinship(named)} {first.draws:,} draws each, seed {first.seed}: in each every position "
        "and salience is picked from its range; half of the draws lie below the middle draw. All actors with a "
        "position count, states beside groups of participants, as if they decided together; nobody has a veto. "
        "“Settles” means at least nine in ten draws on one side of the middle. Movers are found by moving one actor at "
        "a time and holding the others still. `contingent decide PROJECT ISSUE -o sheet.html` tells an issue in full "
        f"and how to repeat it. {f'Assumed: {stated}.' if stated else ''}"
    ).strip()


def _links(desk: Desk) -> str:
    return (
        "What-ifs restate in short what a statement links; the direction is what its holder expects of the "
        "second part when "
        "the first holds. They are inputs for scenarios, not findings."
    )


def _disclosure(desk: Desk) -> str:
    single = [
        s
        for s in desk.material.told
        if s.attribution.quantifier is Quantifier.ONE
        and s.attribution.affiliation
        and s.attribution.kind is HolderKind.PARTICIPANT
    ]
    rule = desk.material.meeting.rule
    opening = {
        Confidentiality.PUBLIC: "The meeting was public.",
        Confidentiality.NON_ATTRIBUTION: (
            "The meeting was held under the Chatham House Rule: what was said may be used, who said it may "
            "not be revealed. "
            "This brief names no person. Its rule of disclosure: it tells country, organisation and role of a holder "
            "as far as the report does and no further, and adds nothing from other sources to who spoke."
        ),
        Confidentiality.CONFIDENTIAL: (
            "The meeting was confidential: do not pass this brief on without leave of the convenor."
        ),
    }[rule]
    if rule is Confidentiality.PUBLIC or not single:
        return opening
    return (
        f"{opening} {count(len(single), 'statement').capitalize()} "
        f"{'is' if len(single) == 1 else 'are'} attributed to one participant of a named affiliation; where only few "
        "people of that affiliation attended, combining this with a list of participants could point to a person."
    )
