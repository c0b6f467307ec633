"""Options of a model: set from words, refused with a reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.base.errors import InputError, NotFoundError
from contingent.decisions.models import ORDER, model, model_classes, models
from contingent.decisions.options import check_options, choice, number, options_of, with_options


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    name: ClassVar[str] = "sample"
    ties: str = choice(
        "order", {"order": "the first counts", "average": "all count"}, why="plain", referenced="average"
    )
    rounds: int = number(10, least=1, most=100, why="as published")
    share: float = number(0.5, least=0, most=1, why="half")

    def __post_init__(self) -> None:
        check_options(self)


def test_options_tell_what_they_do() -> None:
    ties, rounds, share = options_of(Sample)
    assert (ties.name, ties.default, ties.referenced, ties.is_number) == ("ties", "order", "average", False)
    assert set(ties.says) == {"order", "average"}
    assert rounds.whole
    assert not share.whole
    assert (share.least, share.most) == (0, 1)


def test_options_are_set_from_words_and_from_values() -> None:
    assert with_options(Sample, {"rounds": "20", "share": "0.25", "ties": "average"}) == Sample(
        rounds=20, share=0.25, ties="average"
    )
    assert isinstance(with_options(Sample, {"rounds": "2e1"}).rounds, int)
    assert with_options(Sample, {}) == Sample()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"round": "3"}, "Options: ties, rounds, share"),
        ({"rounds": "2.5"}, "whole number from 1 to 100"),
        ({"rounds": "0"}, "whole number from 1 to 100"),
        ({"rounds": "nan"}, "whole number from 1 to 100"),
        ({"share": "much"}, "number from 0 to 1"),
        ({"share": None}, "number from 0 to 1"),
        ({"ties": "Order"}, "Say one of: order, average"),
        ({"ties": 3}, "Say one of: order, average"),
    ],
)
def test_what_cannot_be_set_is_told(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as error:
        with_options(Sample, settings)
    assert told in str(error.value.remedy)
    assert "sample" in f"{error.value}{error.value.record}"


def test_a_model_made_in_python_is_checked_too() -> None:
    with pytest.raises(InputError):
        Sample(ties="whatever")
    with pytest.raises(InputError):
        Sample(rounds=1_000)


@given(st.text(), st.text())
def test_any_words_are_taken_or_refused_with_a_reason(name: str, given_text: str) -> None:
    for known in ({name: given_text}, {"rounds": given_text}, {"ties": given_text}):
        with suppress(InputError):
            with_options(Sample, known)


def test_models_are_found_by_name_and_stand_in_order() -> None:
    names = list(model_classes())
    assert names[:2] == ["compromise", "median"]
    assert [each for each in ORDER if each in names] == names[: len([e for e in ORDER if e in names])]
    assert models(("median", "all", "median"))[0].name == "median"
    assert len(models(("all", "median"))) == len(names)


def test_unknown_models_are_told_with_those_there_are() -> None:
    for ask in (lambda: model("mean"), lambda: models(("all",), {"mean": {}}), lambda: models(("mean",))):
        with pytest.raises(NotFoundError) as error:
            ask()
        assert "compromise" in str(error.value.remedy)


def test_every_model_says_what_it_is() -> None:
    for name, kind in model_classes().items():
        card = kind.card
        assert kind.name == name
        assert all((card.title, card.says, card.source, card.reads)), name
        for option in options_of(kind):
            assert option.why, f"{name}.{option.name} has no reason"
            assert option.is_number or option.free or option.default in option.says, f"{name}.{option.name}"


def test_a_free_option_takes_any_word() -> None:
    from contingent.decisions.models import model

    assert options_of(type(model("procedural")))[1].free
    assert model("procedural", {"setter": " KAZ "}) == model("procedural", {"setter": "KAZ"})
