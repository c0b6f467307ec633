from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.spans import Span
from contingent.coding.actors import Resolved, resolve_actors
from contingent.coding.mentions import Gazetteer
from contingent.coding.statements import Attribution
from contingent.coding.units import Unit
from contingent.coding.vocabulary import Form, HolderKind, Quantifier
from contingent.records.names import names

ASTANA = Path(__file__).parents[2].parent / "shared" / "astana"
GAZETTEER = Gazetteer.of((n.text, n.code, n.kind or "none", n.role) for n in names())
# A cue stands in braces, with the speaker's affiliation before a colon; a bar parts the clauses of a sentence.
_MARKED = re.compile(r"\{(?:([A-Z/]*):)?([^}]*)\}")


def resolve(marked: str) -> list[Resolved]:
    """Resolve a small report: headings start with #, one sentence a line, marks as above."""
    text, units = "", list[Unit]()
    for line in filter(None, marked.strip().splitlines()):
        if line.startswith("#"):
            text += f"\n{line}\n\n"
            continue
        start, clauses = len(text), line.strip().split(" | ")
        sentence = Span(start, start + len(_MARKED.sub(r"\2", " ".join(clauses))))
        for clause in clauses:
            units.append(_unit(clause, len(text), sentence, units))
            text += _MARKED.sub(r"\2", clause) + " "
    return resolve_actors(text, units, GAZETTEER.with_definitions(text).find(text))


def _unit(clause: str, start: int, sentence: Span, before: Sequence[Unit]) -> Unit:
    bare = _MARKED.sub(r"\2", clause)
    span = Span(start, start + len(bare))
    attribution = Attribution()
    if mark := _MARKED.search(clause):
        attribution = Attribution(
            explicit=True,
            kind=HolderKind.PARTICIPANT,
            quantifier=Quantifier.ONE,
            form=Form.NP,
            affiliation=tuple((mark.group(1) or "").split("/")) if mark.group(1) else (),
            cue_span=Span(start + mark.start(), start + mark.start() + len(mark.group(2))),
        )
    elif before and before[-1].sentence == sentence and before[-1].attribution.explicit:
        attribution = Attribution(
            explicit=True,
            kind=HolderKind.PARTICIPANT,
            form=Form.SHARED,
            affiliation=before[-1].attribution.affiliation,
            cue_span=before[-1].attribution.cue_span,
        )
    return Unit(span=span, content=span, sentence=sentence, section=None, paragraph=None, attribution=attribution)


def actors(marked: str) -> list[set[str]]:
    return [set(codes) for codes, _, _ in resolve(marked)]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param(
            "{KEN:A Kenyan delegate said} that Uganda would stay.", [{"UGA"}], id="the speaker is not the topic"
        ),
        pytest.param(
            "{GHA:A Ghanaian officer said} that his country trains the police of Liberia.",
            [{"GHA", "LBR"}],
            id="the speaker's own country",
        ),
        pytest.param(
            "Peru voted for the renewal of MINUSTAH. | \nIt will not send more troops.".replace(" | ", ""),
            [{"PER", "MINUSTAH"}, {"PER"}],
            id="it takes up the subject, not the last name",
        ),
        pytest.param(
            "Chile left Haiti | and will now focus on Colombia.",
            [{"CHL", "HTI"}, {"CHL", "COL"}],
            id="a clause without a subject",
        ),
        pytest.param(
            "Chile left Haiti | but Peru stayed.",
            [{"CHL", "HTI"}, {"PER"}],
            id="a clause with a subject of its own",
        ),
        pytest.param(
            "Nepal and Bhutan joined late.\nBoth countries lack aircraft.\nEach country sends police to UNMISS.",
            [{"NPL", "BTN"}, {"NPL", "BTN"}, {"NPL", "BTN", "UNMISS"}],
            id="both countries",
        ),
        pytest.param(
            "Chile led the talks.\nPeru followed.\nBoth governments are content.",
            [{"CHL"}, {"PER"}, {"CHL", "PER"}],
            id="both governments, named apart",
        ),
        pytest.param(
            "The United Nations left.\nThe Organization denied it.\nCuba and Peru voted.\nBoth have changed since.",
            [{"UN"}, {"UN"}, {"CUB", "PER"}, {"CUB", "PER"}],
            id="the Organization with a capital, both alone",
        ),
        pytest.param(
            "IGAD quarrels over Eritrea.\nThe latter left in 2007.",
            [{"IGAD", "ERI"}, {"ERI"}],
            id="the latter",
        ),
        pytest.param(
            "# West Africa\nTogo was praised.\n{Some argued} that the region should act alone.",
            [{"TGO"}, {"WEST_AFRICA"}],
            id="the region is that of the heading",
        ),
        pytest.param(
            "# Sahel\n{One speaker felt} that regional cooperation had failed.\nMali disputes regional leadership.",
            [{"SAHEL"}, {"MLI"}],
            id="regional counts where nobody else is named",
        ),
        pytest.param(
            "Traders from the Gulf came.\n\nRegional forces deploy fast.",
            [{"GULF_STATES"}, set()],
            id="a region named in passing is not the report's",
        ),
        pytest.param(
            "The country at issue was Benin.\nIt has trained its own peacekeeping battalion.",
            [{"BEN"}, {"BEN", "BEN_BATTALION"}],
            id="a battalion of a state",
        ),
        pytest.param(
            "ECOWAS acted first.\nThe organisation then lost heart.\n{Some said} that member states will not pay.",
            [{"ECOWAS"}, {"ECOWAS"}, {"ECOWAS"}],
            id="the organisation and its member states",
        ),
        pytest.param(
            "UNMIL closed in 2018.\nThe mission had reached its aims.\nThe force commander had left before.",
            [{"UNMIL"}, {"UNMIL"}, set()],
            id="the mission, but not the force commander",
        ),
        pytest.param(
            "The Security Council met on Syria.\nThe Council was split.",
            [{"UNSC", "SYR"}, {"UNSC"}],
            id="the Council",
        ),
        pytest.param(
            "UNDOF watches the Golan Heights for the UN, | which pays the troops.",
            [{"UNDOF", "UN"}, {"UN"}],
            id="a relative clause hangs on the name before it",
        ),
        pytest.param(
            "# Uruguay\nThe army likes missions.\n{One speaker noted} that the government depends on Brazil.",
            [{"URY"}, {"URY", "BRA"}],
            id="a section headed by a state is about that state",
        ),
        pytest.param(
            "# Fiji\nIts soldiers serve in UNIFIL.\n# Method\nThe interviews took two weeks.",
            [{"FJI", "UNIFIL"}, set()],
            id="a profile ends with its section",
        ),
        pytest.param(
            "{Others warned} that Moscow would object.\nThe talks were held in Vienna.",
            [{"RUS"}, set()],
            id="a capital as government and as place",
        ),
        pytest.param(
            "The interim Malian government asked the AU to help.",
            [{"MLI_INTERIM_GOV", "AU"}],
            id="an interim government is an actor of its own",
        ),
        pytest.param(
            "In Chile, the plan failed in the Senate.",
            [{"CHL", "CHL_SENATE"}],
            id="a chamber belongs to the state at hand",
        ),
        pytest.param(
            "The UN hub in Entebbe serves MONUSCO.",
            [{"UN", "UN_HUB_ENTEBBE", "MONUSCO"}],
            id="an office in a town",
        ),
        pytest.param(
            "Ethnic violence between Hutu and Rwandan communities spread to Uganda.",
            [{"UGA"}],
            id="a people is not its state",
        ),
        pytest.param(
            "The United Nations Mission in Liberia (UNMIL) was large.\nUNMIL was calm.",
            [{"UN", "LBR", "UNMIL"}, {"UNMIL"}],
            id="a mission's long name brings in lead and host",
        ),
        pytest.param(
            "The project ‘Future Voices: A Dialogue with Emerging Powers’ came to Jordan.\nEmerging powers want a say.",
            [{"JOR"}, {"EMERGING_POWERS"}],
            id="groups in a quoted title do not count",
        ),
        pytest.param(
            "Ghana trains officers.\n{Several delegates felt} that training matters most.",
            [{"GHA"}, set()],
            id="a new speaker starts afresh",
        ),
        pytest.param(
            "ECOWAS can enforce peace.\n{Two delegates disagreed.}",
            [{"ECOWAS"}, {"ECOWAS"}],
            id="to disagree is to speak of the same",
        ),
        pytest.param(
            "Egypt backed Libya.\nIt is unclear whether elections will come.",
            [{"EGY", "LBY"}, set()],
            id="an it that stands for nothing",
        ),
    ],
)
def test_actors_of_other_regions(report: str, expected: list[set[str]]) -> None:
    assert actors(report) == expected


def test_named_are_those_in_the_words_and_the_rule_is_told() -> None:
    first, second = resolve("Peru left MINUSTAH.\nIt had lost its mandate.")
    assert first[1] == ("PER", "MINUSTAH")
    assert first[2].rule == "actors.named"
    assert second[:2] == (("PER",), ())
    assert second[2].rule == "actors.pronoun"
    assert 0 < second[2].confidence <= 1


def test_a_state_that_speaks_is_an_actor_of_its_own_view() -> None:
    text = "Turkey wants a role in Somalia."
    attribution = Attribution(
        explicit=True, kind=HolderKind.STATE, form=Form.HOLDER, affiliation=("TUR",), cue_span=Span(0, 12)
    )
    whole = Span(0, len(text))
    unit = Unit(span=whole, content=whole, sentence=whole, section=None, paragraph=None, attribution=attribution)
    assert resolve_actors(text, [unit], GAZETTEER.find(text))[0][0] == ("TUR", "SOM")


def test_a_text_without_names_has_no_actors() -> None:
    assert actors("The region met.\nIts states agreed | and the mission left.") == [set(), set(), set()]


# The coded case ------------------------------------------------------------------------------------------------------


def _gold() -> tuple[str, list[dict[str, Any]]]:
    if not (ASTANA / "statements.jsonl").exists():
        pytest.skip("shared/astana is not beside the repository")
    lines = (ASTANA / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return (ASTANA / "clean.txt").read_text(encoding="utf-8"), [json.loads(line) for line in lines]


def _gold_unit(row: Mapping[str, Any]) -> Unit:
    told = row["attribution"]
    cue = None if told["cue_start"] is None else Span(told["cue_start"], told["cue_end"])
    attribution = Attribution(
        explicit=told["explicit"],
        quantifier=Quantifier(told["quantifier"]),
        kind=HolderKind(told["kind"]),
        affiliation=tuple(told["affiliation"]),
        form=Form(told["form"]),
        cue_span=cue,
    )
    span, sentence = Span(row["start"], row["end"]), Span(*row["sentence"])
    section, paragraph = row["section"], row["paragraph"]
    return Unit(
        span=span, content=span, sentence=sentence, section=section, paragraph=paragraph, attribution=attribution
    )


def _f1(pairs: Sequence[tuple[set[str], set[str]]]) -> tuple[float, float, float]:
    hits = sum(len(gold & found) for gold, found in pairs)
    precision = hits / sum(len(found) for _, found in pairs)
    recall = hits / sum(len(gold) for gold, _ in pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def test_astana_given_its_clauses_and_speakers() -> None:
    text, rows = _gold()
    found = resolve_actors(text, [_gold_unit(row) for row in rows], GAZETTEER.with_definitions(text).find(text))
    pairs = [({*row["actors"]}, {*actors}) for row, (actors, _, _) in zip(rows, found, strict=True)]
    precision, recall, f1 = _f1(pairs)
    assert precision >= 0.97
    assert recall >= 0.95
    assert f1 >= 0.96
    norms = [pair for pair, row in zip(pairs, rows, strict=True) if row["section"].startswith("NORMS")]
    assert _f1(norms)[2] >= 0.93


# Any text ------------------------------------------------------------------------------------------------------------

_NAMES = ["Kenya", "Russian", "UN", "AMISOM", "ECOWAS", "Senate", "Council"]
_NOUNS = ["region", "countries", "states", "mission", "border", "country", "organisation", "member"]
_SMALL = ["the", "it", "they", "its", "both", "which", "such", "regional", "and", "but", "will", "this"]
_WORDS = st.sampled_from([*_NAMES, *_NOUNS, *_SMALL, ".", ",", "(", ")", "\n", "\n\n# "])


@given(st.lists(_WORDS, max_size=40), st.lists(st.integers(1, 9), max_size=12))
def test_any_text_gives_one_answer_a_unit(words: list[str], sizes: list[int]) -> None:
    text = " ".join(words)
    units, start = list[Unit](), 0
    for size in sizes:
        span = Span(start, min(len(text), start + 5 * size))
        units.append(
            Unit(span=span, content=span, sentence=span, section=None, paragraph=None, attribution=Attribution())
        )
        start = span.end
    found = resolve_actors(text, units, GAZETTEER.find(text))
    assert len(found) == len(units)
    for codes, named, origin in found:
        assert len(set(codes)) == len(codes)
        assert {*named} <= {*codes}
        assert origin.rule.startswith("actors.")
        assert bool(codes) is (origin.rule != "actors.none")
