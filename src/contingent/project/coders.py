"""The doors of a project for several coders: assigned, compared, settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contingent.coding.codings import Assignment, Coding, Settlement, Standing
    from contingent.coding.comparing import Comparison
    from contingent.project.project import Project


class CodersDoor:
    """What a project can do with several coders; `Project` takes these verbs over."""

    @property
    def _project(self) -> Project:
        from contingent.project.project import Project

        assert isinstance(self, Project)
        return self

    def codings(self, report: str) -> tuple[Coding, ...]:
        """Return the codings of a report, one a coder, without the settled one; see `project.codings.codings`."""
        from contingent.project.codings import codings

        return codings(self._project, report)

    def standings(self) -> tuple[Standing, ...]:
        """Return which coding stands for each report that is assigned or settled, and why."""
        from contingent.project.codings import standings

        return standings(self._project)

    def assign(self, report: str, coder: str, *, blind: bool = False) -> Assignment:
        """Have a coder code a report on their own. Raises NotFoundError for an unknown report or coder."""
        from contingent.project.codings import assign

        return assign(self._project, report, coder, blind=blind)

    def finish(self, report: str, coder: str) -> Assignment:
        """Mark an assignment as finished. Raises NotFoundError if there is none."""
        from contingent.project.codings import finish

        return finish(self._project, report, coder)

    def compare(self, report: str, *coders: str) -> Comparison:
        """Return the codings of a report side by side, passage by passage; see `project.codings.compare_codings`."""
        from contingent.project.codings import compare_codings

        return compare_codings(self._project, report, coders)

    def settle(
        self,
        *statements: str,
        take: str | None = None,
        edits: Mapping[str, str] | None = None,
        drop: bool = False,
        why: str,
    ) -> tuple[Settlement, ...]:
        """Decide between codings and record it; see `project.settling.settle`."""
        from contingent.project.settling import Ruling, settle

        return settle(self._project, statements, Ruling(take=take, edits=edits, drop=drop, why=why))

    def settle_agreed(self, report: str, *, why: str | None = None) -> tuple[Settlement, ...]:
        """Take over everything that all coders of a report agree on; see `project.settling.settle_agreed`."""
        from contingent.project.settling import settle_agreed

        return settle_agreed(self._project, report, why=why)
