"""What each column of an archived table means, in words for whoever opens it without this program."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "meetings": "Dialogues, with the rule each was held under.",
    "reports": "Documents of the meetings; their words are not in this table.",
    "coders": "Who coded: people under the name they code by, and programs.",
    "codes": "The codebook: concepts by dotted code.",
    "statements": "Who holds what: one holder, one subject, one place in a report.",
    "assignments": "Which coder codes which report, and whether blind to the others.",
    "settlements": "What adjudication decided, of which statements, by whom and why.",
    "issues": "Policy questions on a scale from 0 to 100.",
    "positions": "Where actors stand on issues, with the statements that show it.",
    "forecast_tests": "How forecasts are held against what happened.",
    "sources": "Published sources that facts name.",
    "actors": "States and organisations.",
    "memberships": "Who was a member of which organisation, from when to when.",
    "operations": "Peace operations.",
    "events": "Dated events of the record.",
    "profiles": "What a report says of an actor, by heading.",
    "relations": "Ties that a report draws between things.",
    "themes": "Themes of a report, with the statements they rest on.",
    "snapshots": "Published tables the figures come from.",
}
"""The archived tables in order, with what stands in each."""

COMMON: Mapping[str, str] = {
    "id": "Its own key, unique in the table.",
    "title": "Its title.",
    "name": "Its name.",
    "note": "A remark of the coder or of the source.",
    "meeting": "The meeting, by its id in meetings.",
    "report": "The report, by its id in reports.",
    "coder": "The coder, by id in coders.",
    "kind": "What kind it is.",
    "start": "First day, YYYY-MM-DD.",
    "end": "Last day, YYYY-MM-DD.",
    "since": "First day it holds, YYYY-MM-DD; empty where it is not known.",
    "until": "Last day it holds, YYYY-MM-DD; empty where it still does or is not known.",
    "source": "The source, by its id in sources.",
    "evidence": "The statements it rests on, by id.",
    "actor": "The actor, by code.",
    "issue": "The issue, by its id in issues.",
    "statement": "The statement, by id.",
    "hosts": "Actors that hosted it, by code.",
    "rule": "The rule it was held under: public, non-attribution or confidential.",
    "sha256": "SHA-256 of the original file.",
    "media_type": "Its media type (IANA).",
    "moment": "When the document is dated, ISO 8601 in UTC.",
    "details": "What another tool knows of the document, as JSON.",
    "code": "The dotted code; the part before the last dot is the code above it.",
    "definition": "What the concept means.",
    "include": "What is coded so.",
    "exclude": "What is not coded so.",
    "terms": "Words that suggest the code.",
    "examples": "Examples.",
    "leaf": "Whether statements are coded with it, or only with codes below it.",
    "version": "Version of the codebook.",
    "book": "The codebook.",
    "blind": "Whether the coder does not see what others coded.",
    "finished": "Whether the coder is done.",
    "silent": "What is known where no statement is.",
    "value": "The value.",
}
"""Columns that mean the same in every table."""

STATEMENTS: Mapping[str, str] = {
    "start": "Where it begins in the report's clean text, in Unicode code points from 0.",
    "end": "Where it ends there, exclusive.",
    "explicit": "Whether the sentence itself says who speaks.",
    "quantifier": "How many hold it: one, two, few, some, several, many, most, all, minority, majority, others, none.",
    "kind": "Kind of holder: participant, expert, official, state, organization or rapporteur (the report's voice).",
    "affiliation": "Actors the holders belong to, by code.",
    "group": "The group the holders are said to be of, in words.",
    "cue": "The report's words that name speaker and verb.",
    "cue_start": "Where the cue begins, as start.",
    "cue_end": "Where the cue ends, exclusive.",
    "form": "By which linguistic form the text attributes it.",
    "source": "The statement whose cue carries over to this one, by id.",
    "alternatives": "Second plausible readings of who holds it, as JSON.",
    "sentence": "Begin and end of the sentence, as JSON.",
    "section": "Path of the section.",
    "paragraph": "Number of the paragraph in its section, from 1.",
    "paraphrase": "What is said, in the coder's words.",
    "mode": "How it was said: argued, noted, suggested ...",
    "verb": "The reporting verb.",
    "type": "fact, forecast, norm, interest, obstacle, proposal, assessment or causal.",
    "type2": "A second type, where it is two things.",
    "hedge": "How sure it is put: certain, likely, possible, unlikely or conditional.",
    "actors": "Whom it is about, by code.",
    "actors_named": "Those of them that are named in the words themselves.",
    "concepts": "Codes of the codebook, the main one first.",
    "stance": "Towards the main concept: support, oppose, sceptical, ambivalent or neutral.",
    "time": "Words of the text on when.",
    "level": "Whether it is a core statement or a detail of one.",
    "head": "The first statement of the same sentence and speaker, by id.",
    "nested_in": "The statement it stands within, by id.",
    "status": "suggested, accepted, edited or rejected.",
    "claim": "Its checkable form, as JSON.",
    "what_if": "The link it draws between a condition and an outcome, as JSON.",
    "origins": "Which rule set which field, and how sure it is (0 to 1), as JSON; empty where a person did.",
    "variables": "What another tool keeps of it, as JSON.",
    "rule": "The rule that suggested who holds it.",
    "confidence": "The confidence of the least sure field, 0 to 1.",
    "text": "The report's own words.",
}
"""Columns of the statements."""


def meaning(table: str, column: str) -> str:
    """Return what a column means; its name in words where there is no more to say."""
    own = STATEMENTS.get(column) if table == "statements" else None
    return own or COMMON.get(column) or f"{column.replace('_', ' ').capitalize()}."
