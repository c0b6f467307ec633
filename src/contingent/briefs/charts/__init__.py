"""Charts of a brief, one function each, from plain rows to an `altair.Chart`.

`draw(figure)` finds the function a figure names. The functions serve in notebooks as well:
`charts.said.strength(figure.data)`.
"""

from __future__ import annotations

from collections.abc import Callable

import altair as alt

from contingent.base.errors import ProgrammingError
from contingent.briefs.brief import Figure
from contingent.briefs.charts import done, following, said

_CHARTS: dict[str, Callable[..., alt.TopLevelMixin]] = {
    "strength": said.strength,
    "holder_by_theme": said.holder_by_theme,
    "organisation_stances": said.organisation_stances,
    "contributions": done.contributions,
    "positions": following.positions,
    "outcome_overview": following.outcome_overview,
}


def draw(figure: Figure) -> alt.TopLevelMixin:
    """Return the chart of a figure. Raises ProgrammingError for a chart that does not exist."""
    try:
        function = _CHARTS[figure.chart]
    except KeyError:
        raise ProgrammingError(
            f"There is no chart {figure.chart!r}.", remedy=f"Use one of: {', '.join(_CHARTS)}."
        ) from None
    return function(figure.data, **figure.options)
