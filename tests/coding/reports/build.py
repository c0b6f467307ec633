"""Builds the coded reports in other house styles: invented dialogues, one clause with its coding a line.

A source file `<name>.src` holds headings (`# ...`), paragraphs (blank line between), and clauses

    text of the clause || explicit kind quantifier affiliations actors hedge type concepts

with `-` for an empty list, commas inside lists, `+` or `.` for explicit yes or no. A further clause of one sentence has
a leading `~`; lines starting with `* ` are bullets. Run `python tests/coding/reports/build.py` after an edit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FIELDS = ("explicit", "kind", "quantifier", "affiliation", "actors", "hedge", "type", "concepts")
LISTS = {"affiliation", "actors", "concepts"}


def coding_of(words: str, where: str) -> dict[str, object]:
    values = words.split()
    assert len(values) == len(FIELDS), f"{where}: {len(values)} codes, {len(FIELDS)} wanted: {words}"
    record: dict[str, object] = {}
    for name, value in zip(FIELDS, values, strict=True):
        if name in LISTS:
            record[name] = [] if value == "-" else value.split(",")
        elif name == "explicit":
            record[name] = value == "+"
        else:
            record[name] = value
    return record


def build(source: Path) -> tuple[str, list[dict[str, object]]]:
    """Return the text of the report and its gold records with code-point offsets."""
    text, records, section = "", [], None
    sentence_start = 0
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            text = text.rstrip(" ") + "\n\n" if text and not text.endswith("\n\n") else text
        elif line.startswith("#"):
            section = line.lstrip("# ").strip()
            text += line.strip() + "\n\n"
        else:
            clause, mark, codes = line.partition("||")
            assert mark, f"{source.name}:{number}: no coding"
            clause, same_sentence = clause.strip(), line.startswith("~")
            clause = clause.removeprefix("~").strip()
            if clause.startswith("* "):
                text = text.rstrip(" ") + ("\n" if not text.endswith("\n") else "") + "- "
                clause = clause[2:]
            start = len(text)
            if not same_sentence:
                sentence_start = start
            text += clause + " "
            record = {"id": f"G{len(records) + 1:03d}", "start": start, "end": start + len(clause), "section": section}
            record |= coding_of(codes, f"{source.name}:{number}")
            records.append(record | {"sentence_start": sentence_start})
    ends: dict[int, int] = {}
    for record in records:
        ends[int(str(record["sentence_start"]))] = int(str(record["end"]))
    for record in records:
        opening = record.pop("sentence_start")
        record["sentence"] = [opening, ends[int(str(opening))]]
    return text.rstrip() + "\n", records


def main() -> None:
    for source in sorted(Path(__file__).parent.glob("*.src")):
        text, records = build(source)
        source.with_suffix(".txt").write_text(text, encoding="utf-8")
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        source.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sys.stdout.write(f"{source.stem}: {len(records)} statements\n")


if __name__ == "__main__":
    main()
