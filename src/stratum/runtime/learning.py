"""Training a pipeline of the workspace and registering what comes out."""

import dataclasses
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from stratum.compiler.pipeline import pipeline_spec, replayable
from stratum.core.errors import StratumError
from stratum.data.ports import Source
from stratum.data.service import materialise
from stratum.language.tree import DocumentKind
from stratum.registry.types import ModelVersion
from stratum.runtime import plugins
from stratum.runtime.modelling import Checked
from stratum.runtime.profiling import profile_version, words
from stratum.runtime.wiring import Parts, new_id
from stratum.training.service import TrainingResult, Workshop, publish, train
from stratum.training.types import PipelineSpec, Progress

RENDERERS = "stratum.training.renderers"


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """What a training left.

    Attributes:
        result: The run and its files.
        version: The registered version.
        spec: What was trained.
    """

    result: TrainingResult
    version: ModelVersion
    spec: PipelineSpec


def specification(checked: Checked, pipeline: str | None) -> PipelineSpec:
    """What training will run for a pipeline of a checked workspace."""
    document = checked.located(checked.document(DocumentKind.PIPELINE, pipeline))
    return pipeline_spec(document, checked.absolute_texts(), checked.metamodel)


def workshop(parts: Parts, executor_name: str = "") -> Workshop:
    """What training works with, put together from plug-ins.

    Args:
        parts: The platform.
        executor_name: Of what runs the candidates; the one of the settings where empty.
    """
    executor = plugins.load("stratum.training.executors", executor_name or parts.settings.executor)
    frameworks = plugins.load_all("stratum.training.frameworks")
    return Workshop(
        readers=readers(),
        frameworks={name: framework() for name, framework in frameworks.items()},
        executor=executor(parts.settings.workers),
        cache=parts.state / "data",
        clock=parts.clock,
        commit=parts.workspace.revision().commit,
    )


def readers() -> Mapping[str, Source]:
    """Every kind of source, ready to read."""
    return {name: source() for name, source in plugins.load_all("stratum.data.sources").items()}


def train_pipeline(
    parts: Parts, checked: Checked, pipeline: str | None, watch: Callable[[Progress], None]
) -> Trained:
    """Train a pipeline, register the best candidate, write report and notebook, measure what it needs.

    Args:
        parts: The platform.
        checked: The model of the workspace, without errors in the pipeline.
        pipeline: Its name or file; None where there is only one.
        watch: Called with each step.

    Raises:
        StratumError: As ``stratum.training.service.train`` and ``stratum.registry.service`` say.
    """
    spec = specification(checked, pipeline)
    return measured(parts, render_run(train_specification(parts, spec, workshop(parts), watch)), watch)


def measured(parts: Parts, trained: Trained, watch: Callable[[Progress], None]) -> Trained:
    """The version with what it needs; one that cannot be measured now goes without, and that is said.

    Args:
        parts: The platform.
        trained: A registered version.
        watch: Told of it.
    """
    began = parts.clock.monotonic()
    try:
        version = profile_version(parts, trained.version)
    except StratumError as error:
        watch(Progress("measured", trained.version.name, message=f"not measured: {error.message}"))
        return trained
    seconds = parts.clock.monotonic() - began
    for variant, profile in version.profiles.items():
        name = f"{version.name} {variant}".rstrip()
        watch(Progress("measured", name, seconds, message=words(profile)))
    return dataclasses.replace(trained, version=version)


def train_specification(
    parts: Parts, spec: PipelineSpec, shop: Workshop, watch: Callable[[Progress], None]
) -> Trained:
    """Train what a specification says and register the best candidate; no documents are written.

    Raises:
        StratumError: As ``stratum.training.service.train`` and ``stratum.registry.service`` say.
    """
    started = time.strftime("%Y%m%d-%H%M%S", time.gmtime(parts.clock.now()))
    folder = parts.runs_root / f"{spec.name}-{started}-{new_id()[:6]}"
    result = train(spec, shop, folder, watch)
    return Trained(result, parts.registry.register(result.bundle, folder.name), spec)


def render_run(trained: Trained) -> Trained:
    """Write report and notebook of a run beside its record.

    Raises:
        PermanentError: If the disk is full or cannot be written.
    """
    renderers = plugins.load_all(RENDERERS)
    run = publish(trained.result, trained.spec, trained.version.version, renderers)
    return dataclasses.replace(trained, result=dataclasses.replace(trained.result, run=run))


def dataset(parts: Parts, checked: Checked, file: str, block: str) -> str:
    """Absolute path of the cached rows of a block, made where needed.

    Args:
        parts: The platform.
        checked: The model of the workspace.
        file: Absolute path of the pipeline document.
        block: Name of a block of it.
    """
    relative = Path(file).relative_to(checked.root).as_posix()
    document = checked.located(checked.document(DocumentKind.PIPELINE, relative))
    blocks = replayable(document, block, checked.absolute_texts(), checked.metamodel)
    return str(materialise(blocks.sources, blocks.steps, block, readers(), parts.state / "data").resolve())
