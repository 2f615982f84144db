"""The scheduler of a training cluster."""

from collections.abc import Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.specs import read_spec
from stratum.training.cluster.parts import run_scheduler
from stratum.training.cluster.types import SchedulerSpec


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Give tasks to workers until SIGTERM.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If Dask is not installed.
    """
    del clock
    run_scheduler(read_spec(SchedulerSpec, spec), directory, lambda _: None)
    return 0
