"""The command line: `contingent COMMAND PROJECT ...`, one file for each group of commands."""

from contingent.cli.app import main

__all__ = ["main"]
