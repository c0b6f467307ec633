"""Needs of a rule out of TOML tables: { votes = 9 }, { at_most = 0, role = "permanent member" }, { either = [...] }."""

from __future__ import annotations

from contingent.base.errors import InputError
from contingent.decisions.institutions.needs import AtMost, Either, Enough, NotTooManyAbstain, Share
from contingent.decisions.institutions.reading import Table
from contingent.decisions.institutions.rules import NOT_YES, SEATS, Ballot, Counted, Need


def read_need(table: Table) -> Need:
    """Return the need a table says. Raises InputError saying what to mend."""
    table.only("votes", "share", "at_most", "abstaining_below", "either", "role", "by", "of", "more", "ballots")
    kinds = [key for key in ("votes", "share", "at_most", "abstaining_below", "either") if table.has(key)]
    if len(kinds) != 1:
        raise InputError(
            "A need says one of votes, share, at_most, abstaining_below, either.",
            record=table.name,
            remedy="For example { votes = 9 } or { at_most = 0, role = 'permanent member' }.",
        )
    if kinds == ["either"]:
        return Either(needs=_alternatives(table))
    if kinds == ["abstaining_below"]:
        return NotTooManyAbstain(share=table.share("abstaining_below"), measures=table.maybe_texts("by") or (SEATS,))
    counted = Counted(role=table.maybe_text("role"), measure=table.maybe_text("by") or SEATS)
    if kinds == ["votes"]:
        return Enough(least=table.number("votes"), counted=counted)
    if kinds == ["share"]:
        of = table.maybe_text("of") or "members"
        if of not in ("members", "cast"):
            raise InputError(f"A share of {of!r} is not known.", record=table.name, remedy="Say members or cast.")
        return Share(share=table.share("share"), counted=counted, of_cast=of == "cast", more=table.flag("more"))
    return AtMost(most=table.number("at_most"), counted=counted, ballots=_ballots(table))


def _alternatives(table: Table) -> tuple[Need, ...]:
    inner = table.tables("either")
    if len(inner) < 2 or any(each.has("either") for each in inner):
        raise InputError(
            "`either` is a choice between two needs or more, each of them a plain one.",
            record=table.name,
            remedy="For example either = [{ votes = 9 }, { at_most = 0 }].",
        )
    return tuple(read_need(each) for each in inner)


def _ballots(table: Table) -> tuple[Ballot, ...]:
    words = {each.word: each for each in NOT_YES}
    given = table.maybe_texts("ballots") or (Ballot.NO.word,)
    for each in given:
        if each not in words:
            raise InputError(f"{each!r} is no ballot.", record=table.name, remedy=f"Say {', '.join(words)}.")
    return tuple(words[each] for each in given)
