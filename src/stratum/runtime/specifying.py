"""What a training will do, from documents alone: nothing that trains is loaded for it."""

import dataclasses

from stratum.compiler.pipeline import pipeline_spec
from stratum.language.tree import DocumentKind
from stratum.runtime.checked import Checked
from stratum.training.orders import Order
from stratum.training.types import PipelineSpec


def specification(checked: Checked, pipeline: str | None) -> PipelineSpec:
    """What training will run for a pipeline of a checked workspace."""
    document = checked.located(checked.document(DocumentKind.PIPELINE, pipeline))
    return pipeline_spec(document, checked.absolute_texts(), checked.metamodel)


def ordered(spec: PipelineSpec, order: Order) -> PipelineSpec:
    """The specification with the seed of an order."""
    return spec if order.seed is None else dataclasses.replace(spec, seed=order.seed)
