"""What the parts of a cluster tell each other."""

import dataclasses
from collections.abc import Mapping
from typing import Final

import msgspec

TOPIC: Final = "stratum-tasks"
"""Words of tasks travel under it: ``(run, index, word)``; an empty word says that a worker has begun."""
LABEL: Final = "label:"
"""Begins the resource of a worker that stands for a label of its host, as in ``label:rack=7``."""
PLENTY: Final = 1e9
"""So much of a label a worker has: it is never used up."""
GIB: Final = 1 << 30


class SchedulerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a scheduler is run.

    Attributes:
        address: IP address that it listens on.
        port: On which port; 0 for any.
        credentials: Folder with its certificate, its key and that of the authority.
        keep: Most bytes of files that it keeps for its workers.
    """

    address: str
    port: int
    credentials: str
    keep: int = 20 * GIB


class WorkerSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a worker is run.

    Attributes:
        name: Unique in the cluster.
        address: IP address that it listens on.
        port: On which port; 0 for any.
        scheduler: Address of the scheduler.
        credentials: Folder with its certificate, its key and that of the authority.
        resources: What it offers: ``cores``, ``memory`` in bytes, ``gpus``, and ``PLENTY`` of each label.
        keep: Most bytes of files that it keeps.
    """

    name: str
    address: str
    port: int
    scheduler: str
    credentials: str
    resources: dict[str, float] = msgspec.field(default_factory=dict)
    keep: int = 20 * GIB


@dataclasses.dataclass(frozen=True, slots=True)
class Errand:
    """A task on its way to a worker.

    Attributes:
        run: Of whoever asks; unique.
        index: Of the task in the run.
        content: Pickled function and task.
        reads: Digest of each file below each path that the task reads; ``""`` names the path itself.
        writes: Paths that the task writes.
    """

    run: str
    index: int
    content: bytes
    reads: Mapping[str, Mapping[str, str]]
    writes: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Returned:
    """What comes back from a worker.

    Attributes:
        content: The pickled result.
        files: What the task wrote, by the path that it was to be written to.
        failure: Why the task failed; empty where it did not.
    """

    content: bytes = b""
    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    failure: str = ""
