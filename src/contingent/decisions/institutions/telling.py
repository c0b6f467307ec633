"""Institutions and votes in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb

from contingent.decisions.institutions.coalitions import MOST_SETS, Kind
from contingent.decisions.institutions.institution import Institution
from contingent.decisions.institutions.many import ANYWHERE, Shares
from contingent.decisions.institutions.rules import Ballot, listed
from contingent.decisions.institutions.votes import Interval, Vote

FEW_SETS, MANY_KINDS = 4, 12


def vote_in_words(vote: Vote) -> tuple[str, ...]:
    """Return what a vote comes to: the result, who votes how, who blocks or decides, what is not known."""
    return (
        _result(vote),
        *_ballots(vote),
        *_needs(vote),
        *_deciders(vote),
        _passing(vote),
        *_limits(vote),
    )


def shares_in_words(vote: Vote, shares: Shares) -> tuple[str, ...]:
    """Return what the draws say: how often it passes, and who blocks or decides how often."""
    known = not vote.unknown
    if known:
        parts = f"in {_share(shares.passed[ANYWHERE])}"
    else:
        worst, best = shares.passed["against"], shares.passed["in favour"]
        parts = (
            f"in {_share(worst)} if the unknown members are all against, in {_share(best)} if all are in "
            f"favour, and in {_share(shares.passed[ANYWHERE])} if each stands anywhere on the scale"
        )
    found = [f"Over {shares.draws:,} draws from the stated ranges it passes {parts}."]
    blocking = _often(shares.blocks)
    if blocking:
        found.append(f"Blocks alone{_anywhere(vote)}: {blocking}.")
    deciding = _often(shares.pivotal or {})
    if deciding:
        found.append(f"Could turn the result alone{_anywhere(vote)}: {deciding}.")
    return tuple(found)


def kinds_in_words(institution: Institution, kinds: Sequence[Kind] | None, *, blocking: bool) -> str:
    """Return in one sentence which coalitions just win or just block."""
    what = "block" if blocking else "win"
    if kinds is None:
        return f"Coalitions that just {what} are of too many kinds to list."
    if not kinds or not kinds[0].size:
        return "No coalition wins, not even all together." if not blocking else "Nobody is needed to block."
    if len(kinds) > MANY_KINDS:
        sizes = f"from {kinds[0].size} to {kinds[-1].size} members"
        return f"Coalitions that just {what} are of {len(kinds):,} kinds, {sizes}."
    told = [f"{_kind(institution, kind)}{_many(kind.coalitions)}" for kind in kinds[:FEW_SETS]]
    left = len(kinds) - FEW_SETS
    more = f"; and {left} more {'kind' if left == 1 else 'kinds'}" if left > 0 else ""
    return f"Just enough to {what}: {'; or '.join(told)}{more}."


def interval_in_words(interval: Interval) -> str:
    """Return an interval of proposals in words."""
    if interval.low == interval.high:
        return f"{interval.low:g}"
    low = f"from {interval.low:g}" if interval.with_low else f"above {interval.low:g}"
    high = f"to {interval.high:g}" if interval.with_high else f"to below {interval.high:g}"
    return f"{low} {high}"


def _result(vote: Vote) -> str:
    it, asked = vote.institution, vote.question
    on = f" of {it.on.day} {it.on:%B %Y}" if it.on is not None else ""
    changed = f" ({'; '.join(it.changed)})" if it.changed else ""
    what = f"{it.name}{on}{changed}: {asked.proposal:g} against a status quo of {asked.status_quo:g}"
    if vote.standing == "open":
        open_ = "is open at the stated positions" if vote.positions else "is open, no member's position being known"
        middle = "passes" if vote.results["abstaining"].passed else "fails"
        return (
            f"{what} {open_}: it fails if the members of unknown position are against, passes "
            f"if they are in favour, and {middle} if they abstain."
        )
    sure = ", whatever the members of unknown position do" if vote.unknown else ""
    return f"{what} {vote.standing} at the stated positions{sure}."


def _ballots(vote: Vote) -> list[str]:
    found = []
    for ballot in (Ballot.YES, Ballot.NO, Ballot.ABSTAIN):
        who = vote.casting(ballot)
        if who:
            placed = [f"{one} ({vote.positions[one]:g})" if one in vote.positions else one for one in who]
            found.append(f"{ballot.word.capitalize()}: {listed(placed)}.")
    if vote.unknown:
        found.append(f"Unknown: {listed(vote.unknown, 20)}.")
    return found


def _needs(vote: Vote) -> list[str]:
    if vote.standing == "passes":
        return [f"It needs {vote.institution.rule.says}."]
    # With all unknown in favour only what fails for known reasons is left.
    name = "in favour" if vote.standing == "fails" else "against"
    failing = "; ".join(vote.results[name].failing)
    given = " even with all unknown in favour" if vote.standing == "fails" and vote.unknown else ""
    given = " with all unknown against" if vote.standing == "open" else given
    return [f"It needs {vote.institution.rule.says}.", f"Not met{given}: {failing}."]


def _deciders(vote: Vote) -> list[str]:
    found = []
    if vote.vetoers:
        found.append(f"{_alone(vote.vetoers, 'blocks', 'block')} alone, whatever all others do.")
    if vote.standing != "open" and vote.pivots and set(vote.pivots) != set(vote.vetoers):
        found.append(f"Could turn the result alone by another ballot: {listed(vote.pivots)}.")
    turn = vote.turning
    if turn.sets and len(turn.sets[0]) > 1:
        act = "voting against" if vote.results["abstaining"].passed else "voting in favour"
        found.append(f"Smallest sets that would turn it, {act}: {_sets(turn.sets)}.")
    if not turn.whole:
        found.append(
            f"Which smallest group of members could turn it is not known: more than {MOST_SETS:,} groups would have to "
            "be tried, and none of those tried could."
        )
    return found


def _passing(vote: Vote) -> str:
    given = ", the unknown abstaining" if vote.unknown else ""
    if not vote.positions:
        return "The position of no member is known: which proposals would pass cannot be said."
    if not vote.wins:
        return f"No proposal at all passes against that status quo{given}."
    told = " or ".join(interval_in_words(each) for each in vote.wins)
    return f"Proposals that pass against that status quo{given}: {told}."


def _limits(vote: Vote) -> list[str]:
    found = []
    if vote.strangers:
        found.append(f"On the issue without a vote in {vote.institution.code}: {listed(vote.strangers)}.")
    vacant = [seat.actor for seat in vote.institution.seats if seat.vacant]
    if vacant:
        found.append(f"Seats without a holder named: {listed(vacant)}.")
    return found + list(vote.institution.lacks)


def _sets(sets: Sequence[Sequence[str]]) -> str:
    """Sets in words: where they are some members with any so many of the others, in one phrase."""
    always = [one for one in sets[0] if all(one in each for each in sets)]
    others = list(dict.fromkeys(one for each in sets for one in each if one not in always))
    size = len(sets[0]) - len(always)
    if len(sets) > 1 and len(sets) == comb(len(others), size):
        any_of = f"any {size} of {listed(others)}"
        return f"{listed(always)} with {any_of}" if always else any_of
    told = "; ".join(listed(each) for each in sets[:FEW_SETS])
    return f"{told} ({len(sets) - FEW_SETS} more)" if len(sets) > FEW_SETS else told


def _alone(who: Sequence[str], one: str, several: str) -> str:
    return f"{who[0]} {one}" if len(who) == 1 else f"{listed(who)} each {several}"


def _kind(institution: Institution, kind: Kind) -> str:
    told = []
    for count, among in kind.parts:
        name = _class(institution, among)
        if len(among) == 1:
            told.append(among[0])
        elif name is None and count == len(among):
            told.append(listed(among))
        elif name is None:
            told.append(f"any {count} of {listed(among)}")
        elif count == len(among):
            told.append(f"all {count} {name}")
        else:
            told.append(f"any {count} of the {len(among)} {name}")
    return " with ".join(told) if len(told) < 3 else listed(told)


def _class(institution: Institution, among: Sequence[str]) -> str | None:
    """What like members are called: their role, if nobody else has it; None where they have to be named one by one."""
    role = {seat.actor: seat.role for seat in institution.seats}
    roles = {role[one] for one in among}
    with_them = [one for one in institution.members if role[one] in roles]
    if len(with_them) == len(among):
        return f"{roles.pop()}s" if len(roles) == 1 else "members"
    return None if len(among) <= MANY_KINDS else f"members that count as much as {among[0]}"


def _many(coalitions: int) -> str:
    """How many coalitions, where people can read the number."""
    if coalitions >= 1_000_000:
        return ""
    return " (1 coalition)" if coalitions == 1 else f" ({coalitions:,} coalitions)"


def _share(share: float) -> str:
    """A share of draws as `decide` says it: 35 of 100 draws; only a true end is called all or none."""
    hundredths = round(share * 100)
    if hundredths == 100:
        return "all draws" if share == 1 else "more than 99 of 100 draws"
    if hundredths == 0:
        return "no draw" if share == 0 else "fewer than 1 of 100 draws"
    return f"{hundredths} of 100 draws"


def _often(shares: Mapping[str, float]) -> str:
    pairs = sorted(shares.items(), key=lambda each: -each[1])
    return listed([f"{one} in {_share(share)}" for one, share in pairs if share >= 0.01], 8)


def _anywhere(vote: Vote) -> str:
    return ", each unknown member standing anywhere on the scale" if vote.unknown else ""
