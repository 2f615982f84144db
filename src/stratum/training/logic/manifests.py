"""The manifest of a trained model."""

import dataclasses
from collections.abc import Mapping

from stratum.core.bundles import FILES, GraphInput, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_bytes
from stratum.training.types import CandidateResult, FeaturePlan, PipelineSpec


def make_manifest(
    spec: PipelineSpec,
    plan: FeaturePlan,
    winner: CandidateResult,
    inputs: tuple[GraphInput, ...],
    origin: tuple[Lineage, Mapping[str, bytes]],
) -> Manifest:
    """What the bundle of a run's winner says of itself.

    Args:
        spec: The pipeline; its name is the model's.
        plan: The features, bound to the training rows.
        winner: The chosen candidate.
        inputs: Tensors of its graph.
        origin: Where the model comes from, and the content of the bundle's files by name.
    """
    (lineage, files), units = origin, spec.column_units
    return Manifest(
        name=spec.name,
        task=spec.task,
        inputs=tuple(dataclasses.replace(c, unit=units.get(c.name, "")) for c in plan.asked),
        labels=winner.labels,
        preparation=plan.preparation,
        graph_inputs=inputs,
        files={name: digest_bytes(content) for name, content in sorted(files.items())},
        algorithm=winner.algorithm,
        parameters=_parameters(winner),
        metrics=winner.metrics,
        lineage=lineage,
        graph=FILES[winner.form],
        form=winner.form,
        reason=winner.reason,
        forecast=plan.forecast and dataclasses.replace(plan.forecast, low=winner.low, high=winner.high),
    )


def _parameters(winner: CandidateResult) -> Mapping[str, object]:
    """As specified; of an ensemble, each member that has a part in it with its weight too."""
    members = {
        m.name: {"algorithm": m.algorithm, "weight": m.weight} for m in winner.members if not m.left_out
    }
    return {**winner.parameters, "members": members} if members else winner.parameters


def manifest_bytes(manifest: Manifest) -> bytes:
    """Content of ``manifest.json``: equal manifests give equal bytes."""
    return canonical_json(manifest.document())
