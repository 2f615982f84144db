"""What a training will do, from documents alone: nothing that trains is loaded for it."""

import dataclasses

from stratum.compiler.attributes import number
from stratum.compiler.pipeline import pipeline_spec
from stratum.core.errors import InvalidInputError
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import HOSTS, DocumentKind
from stratum.runtime.checked import Checked
from stratum.training.evaluation import Limits
from stratum.training.orders import Order
from stratum.training.types import PipelineSpec

HOST = "Host"


def specification(checked: Checked, pipeline: str | None) -> PipelineSpec:
    """What training will run for a pipeline of a checked workspace."""
    document = checked.located(checked.document(DocumentKind.PIPELINE, pipeline))
    spec = pipeline_spec(document, checked.absolute_texts(), checked.metamodel)
    if not spec.evaluation.limits.host:
        return spec
    limits = _known(checked, spec.evaluation.limits)
    return dataclasses.replace(spec, evaluation=dataclasses.replace(spec.evaluation, limits=limits))


def _known(checked: Checked, limits: Limits) -> Limits:
    """Limits with the speed of the slowest host of their type in the workspace, and the price of the dearest.

    Raises:
        InvalidInputError: If there is no such type of hosts.
    """
    metamodel = checked.metamodel
    types = [name for name in metamodel.types if metamodel.is_a(name, HOST)]
    if limits.host not in types:
        near = did_you_mean(limits.host, types, "types")
        raise InvalidInputError(f"atMost: no type of hosts is called {limits.host!r}", near)
    sites = checked.model.of_kind(DocumentKind.INFRASTRUCTURE)
    hosts = [e for site in sites for e in site.within(HOSTS) if metamodel.is_a(e.type, limits.host)]
    scores = [float(number(h.attributes, "computeScore", 0)) for h in hosts]
    prices = [float(number(h.attributes, "cost", 0)) for h in hosts]
    score = min((s for s in scores if s), default=0.0)
    return dataclasses.replace(limits, score=score, hourly=max(prices, default=0.0))


def ordered(spec: PipelineSpec, order: Order) -> PipelineSpec:
    """The specification with the seed of an order."""
    return spec if order.seed is None else dataclasses.replace(spec, seed=order.seed)
