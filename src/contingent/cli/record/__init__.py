"""Commands on the published record: `contingent record import`, `pull`, `verify` and their sisters."""

from __future__ import annotations

import typer

HELP = """The published record of who contributes what.

Every command takes --json for programs.

\b
Examples:
  contingent record pull my.ct un-contributions    from the United Nations data hub
  contingent record import my.ct FILE              a downloaded file, or a folder of them
  contingent record ask my.ct --by contributor     who contributes most
  contingent record show my.ct KAZ -o kaz.html     one state on one sheet
"""


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    from contingent.cli.record import asking, importing, pulling, showing, verifying

    group = typer.Typer(
        name="record", help=HELP, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )
    for part in (importing, pulling, asking, showing, verifying):
        part.register(group)
    app.add_typer(group)
