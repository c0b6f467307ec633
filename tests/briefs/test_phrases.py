"""Plain English for the words of the coding."""

from __future__ import annotations

import pytest

from contingent.briefs.phrases import count, listed, share_of_draws, spelled, who, with_article, wrapped
from contingent.coding.statements import Attribution, Statement
from contingent.coding.vocabulary import HolderKind, Quantifier
from contingent.records.actors import Actor, ActorKind

ACTORS = {
    "RUS": Actor(code="RUS", name="Russia", kind=ActorKind.STATE),
    "USA": Actor(code="USA", name="United States", kind=ActorKind.STATE),
    "UN": Actor(code="UN", name="United Nations", kind=ActorKind.ORGANISATION),
    "FIN": Actor(code="FIN", name="Finland (Ministry for Foreign Affairs)", kind=ActorKind.STATE),
    "RUS_X": Actor(code="RUS_X", name="Russian mission in X", kind=ActorKind.MISSION),
}


@pytest.mark.parametrize(
    ("kind", "quantifier", "places", "words"),
    [
        ("participant", "one", ("RUS",), "one participant from Russia"),
        ("participant", "one", ("UN",), "one participant from the United Nations"),
        ("participant", "unspecified", ("RUS", "FIN"), "participants from Russia and Finland"),
        ("participant", "few", (), "a few participants"),
        ("participant", "minority", (), "a minority of participants"),
        ("participant", "none", (), "no participant"),
        ("official", "unspecified", ("USA",), "officials from the United States"),
        ("expert", "many", (), "many experts"),
        ("state", "unspecified", ("RUS",), "Russia"),
        ("rapporteur", "unspecified", (), "the report"),
        ("state", "unspecified", (), "a state"),
        ("participant", "two", ("QQQ",), "two participants from QQQ"),
    ],
)
def test_who_speaks(kind: str, quantifier: str, places: tuple[str, ...], words: str) -> None:
    said = Attribution(kind=HolderKind(kind), quantifier=Quantifier(quantifier), affiliation=places)
    assert who(Statement(id="S", attribution=said), ACTORS) == words


def test_every_quantifier_and_kind_has_words() -> None:
    for kind in HolderKind:
        for quantifier in Quantifier:
            said = Attribution(kind=kind, quantifier=quantifier)
            assert who(Statement(id="S", attribution=said), ACTORS)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "all draws"),
        (0.9999, "more than 99 of 100 draws"),
        (0.93, "93 of 100 draws"),
        (0.0001, "fewer than 1 of 100 draws"),
        (0.0, "no draw"),
    ],
)
def test_only_a_true_end_is_called_all_or_none(share: float, words: str) -> None:
    assert share_of_draws(share) == words


def test_small_words() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert [count(n, "statement") for n in (0, 1, 1204)] == ["no statements", "1 statement", "1,204 statements"]
    assert spelled("RUS led RUS_X; UNMOT", ACTORS) == "Russia led Russian mission in X; UNMOT"
    assert with_article("Russia") == "Russia"
    assert wrapped("one two three four", 8, 2) == "one two\nthree …"
