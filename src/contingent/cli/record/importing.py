"""Commands on the record: take published files in, list them, undo them."""

from __future__ import annotations

import typer


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
