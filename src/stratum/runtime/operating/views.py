"""Reviews and operations as JSON data."""

import dataclasses

from stratum.compiler.view import finding_view
from stratum.runtime.operating.costs import MONTH, Costs
from stratum.runtime.operating.records import Operation
from stratum.runtime.operating.reviews import Change, Review
from stratum.runtime.views import Json


def review_view(found: Review) -> Json:
    """What an order would do. ``actions`` are the steps in their order."""
    return {
        "application": found.application,
        "to": found.order.to,
        "at": found.order.at,
        "engine": found.desired.engine,
        "review": found.stamp,
        "refused": None,
        "actions": [change_view(change) for change in found.changes],
        "models": [
            {"name": name, "version": version, "stage": stage} for name, version, stage in found.models
        ],
        "moves": [{"service": name, "before": before, "after": after} for name, before, after in found.moves],
        "uses": [dataclasses.asdict(one) for one in found.uses],
        "costs": costs_view(found.costs),
        "findings": [finding_view(finding) for finding in found.findings],
    }


def change_view(change: Change) -> Json:
    """What is done with one component."""
    return {
        "verb": change.action.verb.value,
        "component": change.action.component,
        "reason": change.action.reason,
        "type": change.type,
        "service": change.service,
        "before": change.before,
        "after": change.after,
        "differences": [dataclasses.asdict(one) for one in change.differences],
    }


def costs_view(spent: Costs) -> Json:
    """What the hosts in use cost an hour and a month."""
    return {
        "hosts": [dataclasses.asdict(row) for row in spent.hosts],
        "before": {"hour": spent.before, "month": spent.before * MONTH},
        "after": {"hour": spent.after, "month": spent.after * MONTH},
        "unknown": list(spent.unknown),
    }


def operation_view(operation: Operation) -> Json:
    """An operation as it stands."""
    return {**dataclasses.asdict(operation), "over": operation.over}
