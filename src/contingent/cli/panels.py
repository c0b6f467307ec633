"""Panels: a command with many options lists them in groups."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class Grouped(TyperCommand):
    """A command whose help lists its options under the headings they were given, the rest under Options."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, then each group of options in the order of its first one."""
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": []}
        rest: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            told = param.get_help_record(ctx)
            if told is None:
                continue
            heading = getattr(param, "rich_help_panel", None)
            if param.param_type_name == "argument":
                groups["Arguments"].append(told)
            elif heading:
                groups.setdefault(heading, []).append(told)
            else:
                rest.append(told)
        for heading, rows in (*groups.items(), ("Options", rest)):
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
