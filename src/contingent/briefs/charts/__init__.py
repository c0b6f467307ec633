"""Charts of a brief, one function each, from plain rows to an `altair.Chart`.

`draw(figure)` finds the function a figure names. The functions serve in notebooks as well:
`charts.said.strength(figure.data)`.
"""

from __future__ import annotations

from collections.abc import Callable

from altair.utils.schemapi import debug_mode

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import Figure
from contingent.briefs.charts import (
    decisions,
    disagreement,
    discovery,
    done,
    following,
    information,
    maps,
    meetings,
    networks,
    record,
    said,
    sensitivity,
    strips,
)
from contingent.briefs.charts.style import Chart

_CHARTS: dict[str, Callable[..., Chart]] = {
    "strength": said.strength,
    "holder_by_theme": said.holder_by_theme,
    "organisation_stances": said.organisation_stances,
    "contributions": done.contributions,
    "positions": following.positions,
    "outcome_overview": decisions.outcome_overview,
    "strips": decisions.strips,
    "rounds": decisions.rounds,
    "personnel_by_kind": record.personnel_by_kind,
    "women": record.women,
    "rank_over_time": record.rank_over_time,
    "bump": record.bump,
    "outlook": record.outlook,
    "top_contributors": record.top_contributors,
    "spells": strips.spells,
    "contributor_by_operation": strips.contributor_by_operation,
    "choropleth": maps.choropleth,
    "locator": maps.locator,
    "weights": sensitivity.weights,
    "pivots": sensitivity.pivots,
    "conditions": discovery.conditions,
    "trade_off": discovery.trade_off,
    "worth": information.worth,
    "network": networks.network,
    "pairs": disagreement.pairs,
    "by_issue": disagreement.by_issue,
    "over_meetings": meetings.over_meetings,
}


def draw(figure: Figure) -> Chart:
    """Return the chart of a figure. Raises ProgrammingError for a chart that does not exist."""
    try:
        function = _CHARTS[figure.chart]
    except KeyError:
        raise ProgrammingError(
            f"There is no chart {figure.chart!r}.", remedy=f"Use one of: {', '.join(_CHARTS)}."
        ) from None
    with debug_mode(False):  # skips Altair's checks of what we wrote ourselves, a third of the time
        return function(figure.data, **figure.options)
