"""The Astana case end to end: what `make demo` runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from contingent.base.errors import InputError
from contingent.briefs.digests import in_short
from contingent.briefs.outcomes import by_issue
from contingent.project.briefing import save_brief
from contingent.project.project import new

CASE = "astana_2013"


def run_demo(into: Path, report: Path | None = None, *, say: Callable[[str], None]) -> dict[str, str | int]:
    """Make the project, check the claims, decide, write the brief; return where things are.

    Args:
        into: folder to write to; `astana.ct` and `brief.html` in it are replaced.
        report: the Astana report as a file; with it the brief shows the report's own words.
        say: takes each line of the story.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
        path, page = into / "astana.ct", into / "brief.html"
        for old in (path, *(path.with_name(path.name + tail) for tail in ("-wal", "-shm"))):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder cannot be used: {error.strerror or error}.", record=str(into), remedy="Choose another --into."
        ) from None
    with new(path, case=CASE) as project:
        say(f"Said.  {len(project.statements)} statements of the Astana dialogue, 5-6 November 2013.")
        if report is not None:
            added = project.add(report)
            say(f"       {added.anchored} of them show the report's own words.")
        counts = Counter(verdict.ruling.value for verdict in project.check())
        say(
            f"Done.  {sum(counts.values())} claims checked: "
            + ", ".join(f"{n} {word}" for word, n in counts.items())
            + "."
        )
        scored = Counter(each.score.value for each in project.forecasts())
        say(
            f"       {sum(scored.values())} forecasts held against what came after: "
            + ", ".join(f"{n} {word}" for word, n in scored.most_common())
            + "."
        )
        decisions = project.decide()
        told = by_issue(decisions.outcomes)
        counted = f"{len(project.issues)} issues, {len(project.positions)} positions, {len(decisions.models)} models"
        say(f"Next.  {counted}, {decisions.drawing.draws:,} draws each:")
        for issue in decisions.issues:
            short = in_short(told[issue.id]) if issue.collective else "Each actor decides this for itself."
            say(f"       {issue.id:<18} {short}")
        save_brief(project, page, decisions=decisions)
        say("Told.  The brief is written.")
    return {"project": str(path), "brief": str(page.resolve()), "issues": len(decisions.issues)}
