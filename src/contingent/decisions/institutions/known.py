"""The institutions that ship with the package: rules from dated files, members from the record."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from contingent.base.errors import NotFoundError
from contingent.decisions.institutions.custom import Written, read_institution, written
from contingent.decisions.institutions.institution import Institution
from contingent.records.record import Record, nearest
from contingent.records.reference import reference

DATA = Path(__file__).parent / "data"


@cache
def known() -> dict[str, Written]:
    """Return all shipped institutions by code, as written."""
    found = [written(path.read_text(encoding="utf-8"), name=path.name) for path in sorted(DATA.glob("*.toml"))]
    return {each.code: each for each in sorted(found, key=lambda one: one.code)}


def institution(
    name: str, on: date | None = None, rule: str | None = None, record: Record | None = None
) -> Institution:
    """Return an institution on a day: a shipped one by its code, or one of a TOML file by its path.

    Its members of the day come from `record` (the reference facts unless given), its rule is the first of the day
    unless `rule` names another. Raises NotFoundError, InputError.
    """
    facts = record if record is not None else reference()
    if name.endswith(".toml"):
        found = read_institution(name, facts, on)
        return found if rule is None else found.by_rule(rule)
    codes = {code.casefold(): code for code in known()}
    code = codes.get(name.casefold())
    if code is None:
        near = nearest(name, {each.code: each.name for each in known().values()})
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise NotFoundError(
            f"There is no institution {name!r}.",
            remedy=f"{meant}Institutions: {', '.join(known())}; or give the path of a TOML file of your own.",
        )
    return known()[code].on(on, facts, rule)
