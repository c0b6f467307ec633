"""Variants of the challenge model on published data: cases with switches and rounds, the actors in companion files."""

from __future__ import annotations

from pathlib import Path

from contingent.decisions.verification.challenge_runs import Players, compare_run, is_run, rules_of, settings_of
from contingent.decisions.verification.reading import Part
from contingent.decisions.verification.verifying import Beside, Case, Format


def _verify(part: Part, beside: Beside) -> tuple[Case, ...]:
    cases = part["cases"].items()
    if not cases:
        part["cases"].refuse("It has no case.", "Get the file again; it is cut.")
    return tuple(_case(each, part, beside) for each in cases)


def _case(case: Part, part: Part, beside: Beside) -> Case:
    data = case["data"].text()
    source = case if case.has("actors") else _companion(data, case, beside)
    rules = rules_of(case)
    switches = ", ".join(f"{key} {case[key].whole()}" for key in ("PAIRDEN", "CAPFIX", "COMPFIX") if case.has(key))
    return Case(
        name=f"{data}, {switches}" if switches else data,
        model="challenge",
        settings=settings_of(rules),
        comparisons=compare_run(Players.read(source["actors"]), rules, case["rounds"].items()),
    )


def _companion(data: str, case: Part, beside: Beside) -> Part:
    """Return the file with the actors of a data set: told by its `input`, or by its name."""

    def fits(part: Part) -> bool:
        if not is_run(part) or not part.has("actors"):
            return False
        told = part.get("input")
        names = {Path(part.file).stem.removeprefix("bdm-")}
        if told is not None and isinstance(told.value, str):
            names.add(Path(told.value).stem)
        return data in names

    return beside.find(fits, f"bdm-{data}.json", Part(None, case.file, case.place))


FORMAT = Format(
    kind="challenge variants",
    marks="`cases` with PAIRDEN, CAPFIX, COMPFIX",
    recognises=lambda part: part.has("cases"),
    verify=_verify,
)
