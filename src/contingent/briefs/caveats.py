"""Caveats of models as a reader meets them: options by what they do, actors by name, no word of the program."""

from __future__ import annotations

import re
from collections.abc import Callable

from contingent.briefs.outcomes import IssueOutcome
from contingent.decisions.models import model_classes
from contingent.decisions.options import Option, options_of

_IN_SHORT = 1
"""Settings of options told in a short caveat; of more their number."""

_SPEAKS = 25
"""Characters from which on the words on a choice are clear without the name of the option."""


def plain_caveats(outcome: IssueOutcome, name: Callable[[str], str]) -> list[str]:
    """Return the caveats of an outcome in plain words, whole, without what is said of other issues."""
    told = [" ".join(_told(outcome, each, name)) for each in outcome.caveats]
    return [each for each in told if each]


def short_caveats(outcome: IssueOutcome, name: Callable[[str], str]) -> list[str]:
    """Return the first sentence of each caveat, with one setting of an option at most."""
    told = [_told(outcome, each, name, most=_IN_SHORT) for each in outcome.caveats]
    return [each[0] for each in told if each]


def _told(outcome: IssueOutcome, caveat: str, name: Callable[[str], str], most: int | None = None) -> list[str]:
    sentences = re.split(r"(?<=[.])\s+(?=[A-Z])", caveat.strip())
    made = [_sentence(outcome, each.rstrip("."), name, most) for each in sentences]
    return [each for each in made if each]


def _sentence(outcome: IssueOutcome, text: str, name: Callable[[str], str], most: int | None) -> str:
    told = _settings_kept(outcome, text, most)
    for code in sorted(_actors(outcome), key=len, reverse=True):
        told = re.sub(rf"(?<!\w){re.escape(code)}(?!\w)", lambda _, code=code: name(code), told)  # type: ignore[misc]
    issue = re.escape(outcome.issue)
    told = re.sub(rf"^On {issue},? |(?<!\w){issue}: ?|(?<!\w){issue} (?=\d)", "", told)
    told = re.sub(rf"(?<!\w){issue}(?!\w)", "this issue", told)
    told = re.sub(r"\d+\.\d+", lambda found: f"{float(found.group()):.0f}", told)
    told = re.sub(r"between (\d+) and \1(?!\d)", r"at \1", re.sub(r"(?<![-\d])(\d+) to \1(?!\d)", r"\1", told))
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _settings_kept(outcome: IssueOutcome, text: str, most: int | None) -> str:
    """Return a sentence with each setting of an option by what it does.

    Of settings in a list go those that concern other issues and combinations of several; beyond `most` their number.
    """
    options = _options_of(outcome.model)
    names = "|".join(re.escape(option.name) for option in options if option.says)
    if not names:
        return text
    text = re.sub(rf"of (?:(?:{names})(?:, (?:and )?| and )?){{2,}} ?", "of its main options ", text)
    words = "|".join(re.escape(word) for option in options for word in sorted(option.says, key=len, reverse=True))
    setting = re.compile(rf"(?<!\w)({names})[= ]({words})(?!\w)")
    first = setting.search(text)
    if first is None:
        return text
    others = [issue for issue in outcome.stated.values if issue != outcome.issue] if outcome.stated else []
    clauses = re.split(r"; |(?<=\)), ", text[first.start() :])
    here = [c for c in clauses if len(setting.findall(c)) < 2 and not _named(c, others)]
    if not here:
        return ""
    kept = here if most is None else here[:most]
    more = f", and {len(here) - len(kept)} more" if len(here) > len(kept) else ""
    says = {(option.name, word): _says(option, word) for option in options for word in option.says}
    told = text[: first.start()] + "; ".join(kept) + more
    return setting.sub(lambda found: says.get((found[1], found[2]), found[0]), told)


def _options_of(model: str) -> tuple[Option, ...]:
    known = model_classes().get(model)
    return options_of(known) if known else ()


def _says(option: Option, word: str) -> str:
    says = re.sub(r"\s*\([^)]*\)", "", option.says[word]).replace("`", "").replace("_", " ").split(";")[0].strip()
    return f"“{says}”" if len(says) >= _SPEAKS else f"{option.name.replace('_', ' ')} “{says}”"


def _actors(outcome: IssueOutcome) -> set[str]:
    stated = outcome.stated
    return {voice.actor for heard in stated.trace.values() for voice in heard} if stated else set()


def _named(text: str, issues: list[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(issue)}(?!\w)", text) for issue in issues)
