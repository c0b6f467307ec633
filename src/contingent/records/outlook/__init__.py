"""Outlook: how many people a contributor, a group or all together may have in the field some months ahead.

`forecast` gives each contributor's distribution, `totals` that of sums, `rates` how often something happened in like
cases, `backtest` how all of it would have done in the past.
"""

from __future__ import annotations

from contingent.records.outlook.panel import ASSUMED, Panel, panel_of
from contingent.records.outlook.pool import LEVELS, forecast, last_values

__all__ = ["ASSUMED", "LEVELS", "Panel", "forecast", "last_values", "panel_of"]
