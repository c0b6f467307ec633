"""YAML documents as plain values: text, numbers, lists and mappings; a day stays the text it was written as."""

from __future__ import annotations

from typing import Any

import yaml

from contingent.base.errors import InputError

LARGEST_DOCUMENT = 16 * 1024 * 1024
"""Characters; a hand-written file is a thousand times smaller."""


class _PlainLoader(yaml.SafeLoader):
    """Safe loader without days (JSON has none) and without aliases (a small file could unfold without end)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_mark()
            raise yaml.composer.ComposerError(None, None, "aliases are not read", mark)
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_mapping(text: str, *, name: str) -> dict[str, object]:
    """Return the mapping at the top of a YAML text; `name` names the file. Raises InputError on anything else."""
    if len(text) > LARGEST_DOCUMENT:
        raise InputError("The file is larger than 16 MiB.", record=name, remedy="This is no hand-written YAML file.")
    try:
        data = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise InputError(
            f"This is not YAML that can be read ({problem}).", record=where, remedy="Mind the indentation and quotes."
        ) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InputError("The file has no names at its top.", record=name, remedy="Write `name: value` lines.")
    return {str(key): value for key, value in data.items()}


def write_mapping(data: dict[str, object]) -> str:
    """Return `data` as YAML text, names in the order given, that `read_mapping` reads back."""
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=116)
    return text
