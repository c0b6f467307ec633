"""Suggesting and evaluating on bare files, without a project."""

from __future__ import annotations

from pathlib import Path

from contingent.coding.codebook import Codebook
from contingent.coding.codebook_files import load_codebook
from contingent.coding.convert import read_file
from contingent.coding.evaluate import Evaluation, evaluate
from contingent.coding.readings import read_jsonl
from contingent.coding.reports import CleanText
from contingent.coding.statements import Statement
from contingent.coding.suggest import RuleSuggester, Suggester, to_record
from contingent.project.naming import gazetteer


def suggester(codebook: Codebook | None = None) -> Suggester:
    """Return the suggester by rules with all names that ship and a codebook (the default one unless given)."""
    return RuleSuggester(gazetteer(), codebook)


def suggest_file(path: str | Path, codebook: str | Path | None = None) -> tuple[CleanText, list[Statement]]:
    """Return the clean text of a document and the statements suggested in it; nothing is stored.

    `codebook` is a file of codes with terms, YAML or CSV. Raises NotFoundError and InputError for files that are not
    there or cannot be read whole.
    """
    _, clean = read_file(path)
    return clean, suggester(load_codebook(codebook) if codebook is not None else None).suggest(clean)


def suggestion_records(statements: list[Statement], clean: CleanText) -> list[dict[str, object]]:
    """Return suggestions as flat records with their words, rules and confidences."""
    return [to_record(statement, clean) for statement in statements]


def evaluate_file(path: str | Path, gold: str | Path, text: str | Path | None = None) -> Evaluation:
    """Return how far suggestions agree with a gold coding (JSON Lines).

    `path` is a document to suggest on, or suggestions as JSON Lines; `text` then names the document they are of, to
    show words. Raises NotFoundError and InputError.
    """
    marked = read_jsonl(Path(gold))
    if Path(path).suffix == ".jsonl":
        words = read_file(text)[1].text if text is not None else ""
        return evaluate(read_jsonl(Path(path)), marked, words)
    clean, suggested = suggest_file(path)
    return evaluate(suggested, marked, clean.text)
