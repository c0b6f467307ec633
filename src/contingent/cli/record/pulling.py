"""Commands on the record: fetch from the publishers."""

from __future__ import annotations

import typer


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
