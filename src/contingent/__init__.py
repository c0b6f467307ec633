"""contingent: a workbench for dialogues on peace operations."""
