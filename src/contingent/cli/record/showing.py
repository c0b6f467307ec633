"""Commands on the record: sheets and maps."""

from __future__ import annotations

import typer


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
