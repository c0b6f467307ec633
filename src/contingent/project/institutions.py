"""Institutions: who sits there on a day and how they decide, and votes on the stored positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from contingent.base.errors import InputError, UsageError
from contingent.decisions.institutions.coalitions import least_coalitions
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.known import institution, known
from contingent.decisions.institutions.many import Shares, vote_shares
from contingent.decisions.institutions.naming import named
from contingent.decisions.institutions.power import power
from contingent.decisions.institutions.reforms import REFORMS, reformed
from contingent.decisions.institutions.rules import Rule
from contingent.decisions.institutions.telling import interval_in_words, kinds_in_words, shares_in_words, vote_in_words
from contingent.decisions.institutions.votes import Question, Vote, positions_of, vote
from contingent.project.deciding import actor_names, agenda_of

if TYPE_CHECKING:
    from contingent.project.project import Project
    from contingent.records.record import Record

Row = dict[str, Any]

MOST_DRAWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Which institution is meant: its code or the path of a TOML file, the day, one of its rules, and reforms."""

    name: str
    on: date | None = None
    rule: str | None = None
    reforms: tuple[str, ...] = ()

    def read(self, record: Record | None = None) -> Institution:
        """Return the institution. Raises NotFoundError, InputError."""
        return reformed(institution(self.name, self.on, self.rule, record), self.reforms, record)


def institution_rows(on: date) -> list[Row]:
    """Return one row per shipped institution: code, name, members on the day, rules, and what is not known."""
    rows = []
    for code, written in known().items():
        row: Row = {"code": code, "name": written.name, "on": on, "source": written.source}
        try:
            held = institution(code, on)
        except InputError as error:
            rows.append({**row, "members": None, "rules": [], "lacks": [error.what]})
            continue
        rules = [{"name": each.name, "says": each.says} for each in held.rules]
        rows.append({**row, "members": len(held.seats), "rules": rules, "lacks": list(held.lacks)})
    return rows


def institution_row(body: Body) -> Row:
    """Return an institution: members, rules with sources, power of each member, coalitions that just win or block; and
    with reforms the power before them."""
    held = body.read()
    found = power(held)
    counted = {each.measure for each in held.rule.counts}
    before = {each.actor: each for each in power(institution(body.name, body.on, body.rule)).members}
    seats = []
    for seat, strength in zip(held.seats, found.members, strict=True):
        own: Row = {
            "member": seat.actor, "role": seat.role, "since": seat.since, "source": seat.source, "vacant": seat.vacant,
            "shapley": strength.shapley, "banzhaf": strength.banzhaf, "banzhaf_share": strength.banzhaf_share,
            "prevent": strength.prevent, "initiate": strength.initiate, "swings": strength.swings,
            "shapley_error": strength.shapley_error, "banzhaf_error": strength.banzhaf_error,
        }  # fmt: skip
        if body.reforms:
            own["shapley_before"] = before[seat.actor].shapley if seat.actor in before else None
        seats.append(own)
    return {
        "code": held.code, "name": held.name, "on": held.on, "changed": list(held.changed),
        "rule": _rule(held.rule), "other_rules": [_rule(each) for each in held.others],
        "measured": {name: text for name, text in held.measured.items() if name in counted},
        "members": seats, "act": found.act, "winning": found.winning,
        "how": found.how, "exact": found.exact,
        "coalitions": [
            kinds_in_words(held, least_coalitions(held), blocking=False),
            kinds_in_words(held, least_coalitions(held, blocking=True), blocking=True),
        ],
        "lacks": list(held.lacks),
    }  # fmt: skip


def reform_rows() -> list[Row]:
    """Return the reforms that have a name: name, what they do, who proposed them."""
    return [{"name": each.name, "says": each.says, "source": each.source} for each in REFORMS.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballotting:
    """A vote asked for: issue, institution, question, and how often the positions are drawn (0: not at all)."""

    issue: str
    body: Body
    question: Question
    draws: int = 10_000
    seed: int = 2013


def vote_row(project: Project, asked: Ballotting) -> Row:
    """Return a vote on the stored positions: in words, in figures, over draws, and with reforms also without them.

    The day is the last of the meeting if the project holds one meeting, unless given. Raises NotFoundError, InputError,
    UsageError where no day is known.
    """
    if not 0 <= asked.draws <= MOST_DRAWS:
        raise UsageError(f"{asked.draws} draws cannot be made.", remedy=f"Ask for 0 to {MOST_DRAWS:,}.")
    body = asked.body
    on = body.on or meeting_day(project)
    agenda = agenda_of(project.store, [asked.issue])
    plain = Body(name=body.name, on=on, rule=body.rule)
    held = Body(name=body.name, on=on, rule=body.rule, reforms=body.reforms).read(project.record)
    found = vote(held, agenda, asked.issue, asked.question)
    row = _vote_row(found, project)
    if asked.draws:
        shares = _shares(found, asked, project)
        row["shares"] = {
            "draws": shares.draws, "seed": asked.seed, "passed": dict(shares.passed),
            "error": {name: shares.error(name) for name in shares.passed}, "in_favour": dict(shares.in_favour),
            "blocks": dict(shares.blocks), "pivotal": dict(shares.pivotal) if shares.pivotal is not None else None,
        }  # fmt: skip
        told, often = named(found, shares, actor_names(project))
        row["words"] += shares_in_words(told, often) if often is not None else ()
        row["assumptions"].append(_drawn_how(found))
    if body.reforms:
        today = vote(plain.read(project.record), agenda, asked.issue, asked.question)
        row["without_reform"] = _vote_row(today, project)
        row["words"].append(f"Without the reform: {row['without_reform']['words'][0]}")
    return row


def meeting_day(project: Project) -> date:
    """Return the last day of the meeting a project is about. Raises UsageError where it holds none or several."""
    days = {each.end or each.start for each in project.meetings.find()} - {None}
    if len(days) != 1:
        raise UsageError(
            "On which day is the vote? The project does not say.",
            remedy="Name the day whose members and rules hold: --on 2013-11-05.",
        )
    (day,) = days
    assert day is not None
    return day


def _vote_row(found: Vote, project: Project) -> Row:
    asked = found.question
    issue = project.issues.get(found.issue)
    words = list(vote_in_words(named(found, None, actor_names(project))[0]))
    if not issue.collective:
        words.insert(0, "Each actor decides this for itself: a vote on it is a thought experiment.")
    return {
        "issue": found.issue, "institution": found.institution.code, "on": found.institution.on,
        "changed": list(found.institution.changed), "rule": _rule(found.institution.rule),
        "proposal": asked.proposal, "status_quo": asked.status_quo, "band": asked.band, "standing": found.standing,
        "ballots": {actor: ballot.word if ballot is not None else None for actor, ballot in found.ballots.items()},
        "positions": dict(found.positions),
        "results": {name: {"passed": it.passed, "failing": list(it.failing)} for name, it in found.results.items()},
        "vetoers": list(found.vetoers), "pivots": list(found.pivots),
        "turning": [list(each) for each in found.turning.sets], "turning_searched_whole": found.turning.whole,
        "passing_proposals": [interval_in_words(each) for each in found.wins],
        "without_vote": list(found.strangers), "lacks": list(found.institution.lacks),
        "assumptions": [
            "a member votes for what is nearer to its position, the proposal or the status quo",
            f"the status quo is {asked.status_quo:g} on the scale of the issue, as given",
        ],
        "words": words,
    }  # fmt: skip


def _shares(found: Vote, asked: Ballotting, project: Project) -> Shares:
    import numpy as np

    from contingent.futures.inputs import stated_ranges
    from contingent.futures.streams import uniforms

    agenda = agenda_of(project.store, [found.issue])
    inputs = stated_ranges(agenda, 0.0)
    drawn = inputs.drawn(inputs.luck(asked.seed, 0, asked.draws), seed=asked.seed)
    members = found.institution.members
    positions = np.full((asked.draws, len(members)), np.nan)
    anywhere = np.full((asked.draws, len(members)), 50.0)
    known_at = positions_of(found.institution, agenda, found.issue)
    row = {actor: number for number, actor in enumerate(agenda.actors)}
    column = agenda.column(found.issue)
    for seat, member in enumerate(members):
        if np.isnan(known_at[seat]):
            anywhere[:, seat] = 100 * uniforms(asked.seed, asked.draws, found.issue, member, "unknown position")
        else:
            positions[:, seat] = drawn.value[:, row[member], column]
    return vote_shares(found.institution, positions, anywhere, asked.question)


def _drawn_how(found: Vote) -> str:
    told = "positions are drawn from the triangular distribution of their stated range, each by itself"
    if found.unknown:
        told += "; `anywhere`: a member of unknown position stands at any point of the scale with the same chance"
    return told


def _rule(rule: Rule) -> Row:
    return {
        "name": rule.name, "says": rule.says, "source": rule.source, "since": rule.since, "until": rule.until,
        "note": rule.note,
    }  # fmt: skip


def day_named(word: str | None) -> date | None:
    """Return the day a word names. Raises UsageError for a word that names none."""
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"{word!r} is no day.", remedy="Write it as 2013-11-05.") from None


def ballotting(
    issue: str, body: Body, question: Mapping[str, float], abstaining: Sequence[str], draws: tuple[int, int]
) -> Ballotting:
    """Return a vote asked for in words of a command line; `draws` are how many and the seed. Raises InputError."""
    return Ballotting(
        issue=issue, body=body, question=Question(**question, abstaining=tuple(abstaining)),
        draws=draws[0], seed=draws[1],
    )  # fmt: skip
