"""The measures a claim can name, one function each: `(record, parameters) -> Finding`."""

from __future__ import annotations

from collections.abc import Callable

from contingent.checks.measures import (
    afterwards,
    events,
    history,
    memberships,
    operations,
    personnel,
    ranks,
    shares,
    trends,
)
from contingent.checks.parameters import Parameters
from contingent.checks.verdicts import Finding
from contingent.records.record import Record

Measure = Callable[[Record, Parameters], Finding]

MEASURES: dict[str, Measure] = {
    function.__name__: function
    for function in (
        personnel.personnel,
        afterwards.personnel_after,
        shares.personnel_share,
        shares.missions_share,
        trends.trend,
        ranks.rank,
        ranks.compare,
        ranks.personnel_change,
        ranks.number_of_contributors,
        ranks.number_of_operations,
        history.personnel_since,
        history.first_contribution,
        history.no_longer_contributing,
        history.never_contributed,
        history.highest_since,
        memberships.membership,
        memberships.founding_member,
        memberships.unique_membership,
        memberships.members_outside,
        memberships.joined_none,
        memberships.number_of_members,
        memberships.elected_seat,
        operations.operation_dates,
        operations.operation_lead,
        operations.operations_hosted,
        operations.no_operation,
        operations.operation_begun,
        operations.operations_trend,
        events.event,
        events.no_event,
        events.in_preparation,
        events.indicator,
        events.share_paid,
        events.severity_after,
    )
}
