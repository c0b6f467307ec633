"""The hall of the house: opens a project file and gives each room a door; no rules of its own.

The names are loaded when first asked for: most commands need few of the rooms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contingent.project.agreeing import agreement_as_dict as agreement_as_dict
    from contingent.project.agreeing import agreement_rows as agreement_rows
    from contingent.project.agreeing import code_agreement_rows as code_agreement_rows
    from contingent.project.agreeing import how_measured as how_measured
    from contingent.project.agreeing import pair_rows as pair_rows
    from contingent.project.agreeing import passage_words as passage_words
    from contingent.project.agreeing import place_rows as place_rows
    from contingent.project.agreeing import save_agreement as save_agreement
    from contingent.project.archiving import ArchiveAsked as ArchiveAsked
    from contingent.project.archiving import archive_project as archive_project
    from contingent.project.bare import evaluate_file as evaluate_file
    from contingent.project.bare import suggest_file as suggest_file
    from contingent.project.bare import suggestion_records as suggestion_records
    from contingent.project.briefing import save_brief as save_brief
    from contingent.project.codings import add_coder as add_coder
    from contingent.project.codings import assign as assign
    from contingent.project.codings import assignment_progress as assignment_progress
    from contingent.project.codings import coder_rows as coder_rows
    from contingent.project.codings import finish as finish
    from contingent.project.codings import settled_reports as settled_reports
    from contingent.project.codings import standings as standings
    from contingent.project.codings import withdraw as withdraw
    from contingent.project.comparing import comparison_rows as comparison_rows
    from contingent.project.comparing import comparison_summary as comparison_summary
    from contingent.project.comparing import save_comparison as save_comparison
    from contingent.project.deciding import models_with as models_with
    from contingent.project.decision_sheets import check_target as check_target
    from contingent.project.decision_sheets import save_decision as save_decision
    from contingent.project.decision_sheets import save_draws as save_draws
    from contingent.project.demo import run_demo as run_demo
    from contingent.project.exporting import ExportAsked as ExportAsked
    from contingent.project.exporting import export_coding as export_coding
    from contingent.project.importing import ImportAsked as ImportAsked
    from contingent.project.importing import Incoming as Incoming
    from contingent.project.importing import counts_in_words as counts_in_words
    from contingent.project.importing import look as look
    from contingent.project.importing import save_preview as save_preview
    from contingent.project.importing import take_in as take_in
    from contingent.project.listing import code_uses as code_uses
    from contingent.project.listing import decision_rows as decision_rows
    from contingent.project.listing import decision_verdicts as decision_verdicts
    from contingent.project.listing import facts_on as facts_on
    from contingent.project.listing import forecast_counts as forecast_counts
    from contingent.project.listing import forecast_rows as forecast_rows
    from contingent.project.listing import measure_help as measure_help
    from contingent.project.listing import models_alike as models_alike
    from contingent.project.listing import statement_row as statement_row
    from contingent.project.listing import verdict_rows as verdict_rows
    from contingent.project.listing import write_rows as write_rows
    from contingent.project.meeting_rows import across_as_dict as across_as_dict
    from contingent.project.meeting_rows import save_meetings as save_meetings
    from contingent.project.meeting_rows import voice_rows as voice_rows
    from contingent.project.meetings import across as across
    from contingent.project.merging import MergeDecisions as MergeDecisions
    from contingent.project.merging import MergeSide as MergeSide
    from contingent.project.merging import merge_notes as merge_notes
    from contingent.project.merging import merge_projects as merge_projects
    from contingent.project.merging import merged_row as merged_row
    from contingent.project.merging import read_decisions as read_decisions
    from contingent.project.merging import save_merge as save_merge
    from contingent.project.merging import value_text as value_text
    from contingent.project.merging import write_decisions as write_decisions
    from contingent.project.models import model_rows as model_rows
    from contingent.project.models import model_sheet as model_sheet
    from contingent.project.models import verify_models as verify_models
    from contingent.project.naming import as_codes as as_codes
    from contingent.project.network_verifying import verify_networks as verify_networks
    from contingent.project.project import Project as Project
    from contingent.project.project import new as new
    from contingent.project.project import open_project as open_project
    from contingent.project.recording.asking import answer_as_dict as answer_as_dict
    from contingent.project.recording.asking import answer_rows as answer_rows
    from contingent.project.recording.asking import question_of as question_of
    from contingent.project.recording.asking import sources_in_words as sources_in_words
    from contingent.project.recording.asking import write_answer as write_answer
    from contingent.project.recording.showing import map_month as map_month
    from contingent.project.recording.showing import save_map as save_map
    from contingent.project.recording.showing import save_sheet as save_sheet
    from contingent.project.recording.showing import sheet as sheet
    from contingent.project.recording.showing import sheet_as_dict as sheet_as_dict
    from contingent.project.recording.showing import sheet_in_words as sheet_in_words
    from contingent.project.recording.verifying import comparison_row as comparison_row
    from contingent.project.recording.verifying import difference_row as difference_row
    from contingent.project.recording.verifying import file_differences as file_differences
    from contingent.project.recording.verifying import record_differences as record_differences
    from contingent.project.recording.verifying import record_faults as record_faults
    from contingent.project.recording.verifying import sides_in_words as sides_in_words
    from contingent.project.recording.verifying import verify_record as verify_record
    from contingent.project.recording.verifying import write_differences as write_differences
    from contingent.project.reviewing import export_statements as export_statements
    from contingent.project.reviewing import import_statements as import_statements
    from contingent.project.reviewing import review_statements as review_statements
    from contingent.project.settling import left_to_settle as left_to_settle
    from contingent.project.settling import settlements_of as settlements_of
    from contingent.project.starting import find_case as find_case
    from contingent.project.starting import is_case as is_case
    from contingent.store.backup import restore as restore

_HOMES = {
    "agreeing": (
        "agreement_as_dict", "agreement_rows", "code_agreement_rows", "how_measured", "pair_rows", "passage_words",
        "place_rows", "save_agreement",
    ),
    "archiving": ("ArchiveAsked", "archive_project"),
    "bare": ("evaluate_file", "suggest_file", "suggestion_records"),
    "briefing": ("save_brief",),
    "codings": (
        "add_coder", "assign", "assignment_progress", "coder_rows", "finish", "settled_reports", "standings",
        "withdraw",
    ),
    "comparing": ("comparison_rows", "comparison_summary", "save_comparison"),
    "deciding": ("models_with",),
    "decision_sheets": ("check_target", "save_decision", "save_draws"),
    "demo": ("run_demo",),
    "exporting": ("ExportAsked", "export_coding"),
    "importing": ("ImportAsked", "Incoming", "counts_in_words", "look", "save_preview", "take_in"),
    "listing": (
        "code_uses", "decision_rows", "decision_verdicts", "facts_on", "forecast_counts", "forecast_rows",
        "measure_help", "models_alike", "statement_row", "verdict_rows", "write_rows",
    ),
    "meeting_rows": ("across_as_dict", "save_meetings", "voice_rows"),
    "meetings": ("across",),
    "merging": (
        "MergeDecisions", "MergeSide", "merge_notes", "merge_projects", "merged_row", "read_decisions", "save_merge",
        "value_text", "write_decisions",
    ),
    "models": ("model_rows", "model_sheet", "verify_models"),
    "naming": ("as_codes",),
    "network_verifying": ("verify_networks",),
    "project": ("Project", "new", "open_project"),
    "recording.showing": ("map_month", "save_map", "save_sheet", "sheet", "sheet_as_dict", "sheet_in_words"),
    "recording.asking": ("answer_as_dict", "answer_rows", "question_of", "sources_in_words", "write_answer"),
    "recording.verifying": (
        "comparison_row", "difference_row", "file_differences", "record_differences", "record_faults",
        "sides_in_words", "verify_record", "write_differences",
    ),
    "reviewing": ("export_statements", "import_statements", "review_statements"),
    "settling": ("left_to_settle", "settlements_of"),
    "starting": ("find_case", "is_case"),
}  # fmt: skip
_HOME_OF = {name: f"contingent.project.{home}" for home, names in _HOMES.items() for name in names}
_HOME_OF["restore"] = "contingent.store.backup"


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(name)
    return getattr(import_module(_HOME_OF[name]), name)
