"""What the bundle of a candidate holds: graph, profile of its rows, variants, and what it follows from."""

import dataclasses
import importlib.metadata
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from stratum.core.bundles import FILES, Licences, Lineage, Manifest, ModelProfile
from stratum.core.digests import canonical_json
from stratum.training import variants
from stratum.training.bundling import write_bundle
from stratum.training.jobs import Candidate
from stratum.training.licensing import licences, packages_of
from stratum.training.limiting import Measure
from stratum.training.logic.manifests import make_manifest, manifest_bytes
from stratum.training.logic.profile import profile_columns
from stratum.training.logic.rivals import settled
from stratum.training.preparing import Prepared
from stratum.training.types import CandidateResult, Graph, ModelName, PipelineSpec

PROFILE: Final = "profile.json"


def lineage_of(spec: PipelineSpec, prepared: Prepared, commit: str, parents: Mapping[str, str]) -> Lineage:
    """What the models of a run follow from.

    Args:
        spec: The pipeline.
        prepared: Its rows.
        commit: Commit of the workspace; empty outside of one.
        parents: The models before them, as ``Lineage`` has it.
    """
    return Lineage(
        pipeline=spec.digest,
        data={name: facts.digest for name, facts in prepared.sources.items()},
        commit=commit,
        packages={name: importlib.metadata.version(name) for name in packages_of(spec.candidates)},
        seed=spec.seed,
        window=dataclasses.asdict(spec.window) if spec.window else {},
        parents=parents,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Packer:
    """Makes bundles of the candidates of a run.

    Attributes:
        spec: The pipeline.
        prepared: Its rows.
        lineage: What the models follow from.
        fitted: Those that were fitted, by name.
        champion: Bundle of the model that they were compared with; None for none.
        rival: That model.
    """

    spec: PipelineSpec
    prepared: Prepared
    lineage: Lineage
    fitted: Mapping[str, Candidate]
    champion: Path | None = None
    rival: ModelName | None = None

    def pack(self, winner: CandidateResult, target: Path) -> tuple[Manifest, str]:
        """Write the bundle of a candidate; what it says of itself, and what became of its variants.

        Raises:
            OSError: If it cannot be written; nothing of it is left then.
        """
        fitted = self.fitted[winner.name]
        graph = Graph(fitted.graph.read_bytes(), fitted.inputs, winner.form)
        made = variants.attempts(graph, self.prepared.data, winner.labels)
        manifest = self._write(winner, target, made)
        return manifest, "; ".join(attempt.reason for attempt in made)

    def measured(self, candidate: CandidateResult, measure: Measure) -> ModelProfile:
        """What the model of a candidate needs, without variants, in a bundle that goes afterwards.

        Raises:
            OSError: If the bundle cannot be written.
        """
        with tempfile.TemporaryDirectory(prefix="candidate-") as folder:
            self._write(candidate, Path(folder) / "bundle", ())
            return measure(Path(folder) / "bundle")[""]

    def _write(self, winner: CandidateResult, target: Path, made: Sequence[variants.Attempt]) -> Manifest:
        """Write a candidate's bundle with variants; what it says of itself."""
        fitted, plan = self.fitted[winner.name], self.prepared.data.plan
        profile = profile_columns(plan, self.prepared.training, self.spec.split.moment)
        files = {FILES[winner.form]: fitted.graph.read_bytes(), PROFILE: canonical_json(profile)}
        files |= {one.variant.file: one.content for one in made if one.variant}
        manifest = make_manifest(self.spec, plan, winner, fitted.inputs, (self.lineage, files))
        kept = tuple(one.variant for one in made if one.variant)
        terms = Licences(self.spec.evaluation.licence, licences(packages_of(self.spec.candidates)))
        manifest = dataclasses.replace(manifest, variants=kept, licences=terms)
        if self.champion and self.rival:
            manifest = settled(manifest, self.champion, self.rival.digest)
        write_bundle(target, manifest_bytes(manifest), files)
        return manifest
