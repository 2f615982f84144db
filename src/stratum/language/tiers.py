"""All constraints by tier: each tier is cheaper than the next and rests on those before it."""

import dataclasses
import enum
from collections.abc import Callable, Iterable
from typing import Final

from stratum.core.findings import Finding
from stratum.language.constraints import (
    capacity,
    cardinality,
    colocation,
    columns,
    conformance,
    containment,
    cycles,
    dataflow,
    departure,
    exposure,
    files,
    interfaces,
    keep,
    names,
    network,
    pipeline,
    policies,
    ports,
    promises,
    references,
    rules,
    scaling,
    schemas,
    secrets,
    selection,
    traffic,
    types,
)
from stratum.language.constraints.context import Context


class Tier(enum.IntEnum):
    """How much has to be looked at.

    Reading is the tier of schema: values, required attributes, known types. The tiers above capacity ask a
    solver: placement, and the smallest conflict where there is none. They are the affair of ``placement``,
    which also tells which components are too many for the hosts that could take them.
    """

    SCHEMA = 0
    STRUCTURE = 1
    MATCHING = 2
    CAPACITY = 3
    PLACEMENT = 4
    CORE = 5


class Reach(enum.Enum):
    """How far a constraint looks from the element that its finding is about.

    Attributes:
        ELEMENT: At the element and the header of its document, at what it points to and what points to it, at
            its container, its parts and the parts of these, at the hosts of all these, at pipelines, and at
            which documents there are. What a fix proposes may name any other element.
        NETWORK: As ``ELEMENT``, and at the links of the infrastructure.
        PATH: Any number of relations far, where each fault is within reach of what has changed.
        MODEL: At anything. Such a constraint is always evaluated as a whole: it should look things up in the
            indexes of the context, and keep what follows from one document or one host with ``once``.
    """

    ELEMENT = "element"
    NETWORK = "network"
    PATH = "path"
    MODEL = "model"


@dataclasses.dataclass(frozen=True, slots=True)
class Constraint:
    """A rule between elements.

    Attributes:
        evaluate: What is wrong in a context, of the elements that the context lets it iterate over.
        tier: When it runs.
        reach: How far it looks, which decides what an edit makes it look at again.
    """

    evaluate: Callable[[Context], Iterable[Finding]]
    tier: Tier
    reach: Reach = Reach.MODEL


_STRUCTURE: Final = (
    Constraint(names.patterns, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(names.unique, Tier.STRUCTURE),
    Constraint(references.relations, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(references.documents, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(references.ignored, Tier.STRUCTURE),
    Constraint(selection.targets, Tier.STRUCTURE),
    Constraint(selection.policies, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(references.blocks, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(references.models, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(files.present, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(types.targets, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(cardinality.counts, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(containment.counts, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(containment.elsewhere, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(containment.together, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(interfaces.spoken, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(conformance.constraints, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(conformance.wheres, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(secrets.plain, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(cycles.circles, Tier.STRUCTURE, Reach.PATH),
    Constraint(keep.watched, Tier.STRUCTURE),
    Constraint(keep.times, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(keep.pipelines, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(scaling.bounds, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(scaling.sleeps, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(dataflow.topics, Tier.STRUCTURE),
    Constraint(columns.known, Tier.STRUCTURE),
    Constraint(schemas.columns, Tier.STRUCTURE),
    Constraint(schemas.topics, Tier.STRUCTURE),
    Constraint(pipeline.stages, Tier.STRUCTURE),
    Constraint(pipeline.divisions, Tier.STRUCTURE),
    Constraint(pipeline.results, Tier.STRUCTURE),
    Constraint(pipeline.targets, Tier.STRUCTURE),
    Constraint(pipeline.metrics, Tier.STRUCTURE),
    Constraint(pipeline.tasks, Tier.STRUCTURE),
    Constraint(pipeline.forecasts, Tier.STRUCTURE),
    Constraint(pipeline.conditions, Tier.STRUCTURE, Reach.ELEMENT),
    Constraint(policies.objectives, Tier.STRUCTURE),
    Constraint(rules.triggers, Tier.STRUCTURE),
    Constraint(rules.watched, Tier.STRUCTURE),
    Constraint(rules.conditions, Tier.STRUCTURE),
)
_MATCHING: Final = (
    Constraint(policies.places, Tier.MATCHING),
    Constraint(capacity.nowhere, Tier.MATCHING),
    Constraint(colocation.together, Tier.MATCHING, Reach.ELEMENT),
    Constraint(departure.left, Tier.MATCHING, Reach.ELEMENT),
)
_CAPACITY: Final = (
    Constraint(capacity.hosts, Tier.CAPACITY),
    Constraint(network.paths, Tier.CAPACITY, Reach.NETWORK),
    Constraint(policies.groups, Tier.CAPACITY),
    Constraint(traffic.bandwidth, Tier.CAPACITY),
    Constraint(traffic.loss, Tier.CAPACITY, Reach.NETWORK),
    Constraint(promises.answers, Tier.CAPACITY, Reach.NETWORK),
    Constraint(ports.conflicts, Tier.CAPACITY),
    Constraint(ports.privileged, Tier.CAPACITY, Reach.ELEMENT),
    Constraint(exposure.endpoints, Tier.CAPACITY),
    Constraint(ports.twice, Tier.CAPACITY, Reach.ELEMENT),
    Constraint(scaling.room, Tier.CAPACITY),
)
CONSTRAINTS: Final = (*_STRUCTURE, *_MATCHING, *_CAPACITY)
