"""A worker of a training cluster."""

from collections.abc import Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.specs import read_spec
from stratum.training.cluster.parts import run_worker
from stratum.training.cluster.types import WorkerSpec


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Do tasks until SIGTERM, or until the scheduler is gone; whoever supervises it starts it again then.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If Dask is not installed.
    """
    del clock
    run_worker(read_spec(WorkerSpec, spec), directory)
    return 0
