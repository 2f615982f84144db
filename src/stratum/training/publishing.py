"""What a run leaves, and its documents."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from stratum.training.documents import file_of
from stratum.training.ports import Renderer
from stratum.training.records import RunFolder, unwritable
from stratum.training.types import ModelName, PipelineSpec, Run


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a run left.

    Attributes:
        run: As in ``run.json``.
        directory: The run's folder.
        bundle: Folder of the bundle, inside of it.
        digest: Identity of the bundle.
    """

    run: Run
    directory: Path
    bundle: Path
    digest: str


def publish(
    result: TrainingResult, spec: PipelineSpec, version: int, renderers: Mapping[str, Renderer]
) -> Run:
    """Record the registered version in ``run.json`` and write the documents of the run beside it.

    Args:
        result: From ``train``.
        spec: The same pipeline.
        version: From the registry.
        renderers: By name, such as ``report`` and ``notebook``.

    Raises:
        PermanentError: If the disk is full or cannot be written.
    """
    folder = RunFolder(result.directory)
    run = dataclasses.replace(result.run, model=ModelName(spec.name, version, result.digest))
    texts = {file_of(name): render(spec, run) for name, render in renderers.items()}
    try:
        folder.save(run)
        for name, text in texts.items():
            folder.write_document(name, text)
    except OSError as error:
        raise unwritable(result.directory, error) from error
    return run
