"""What was found on a host, as values."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a host said: texts that nobody has read yet.

    Attributes:
        files: The beginning of each file that could be read, by path.
        paths: Those paths that are there.
        outputs: What each command printed that was there and succeeded, by name.
        timings: ``modular``, ``sorting`` and ``summing`` in seconds, ``copied`` and ``written`` in bytes per
            second; empty where nothing could be timed.
    """

    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    paths: tuple[str, ...] = ()
    outputs: Mapping[str, str] = dataclasses.field(default_factory=dict)
    timings: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """How fast a host is; 1 is the reference of ``logic.scoring``, 2 twice as fast, 0 not measured.

    Attributes:
        compute: One core.
        memory: Copying from memory to memory with one core.
        disk: Writing to disk in order.
    """

    compute: float = 0.0
    memory: float = 0.0
    disk: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor: its model and its memory in bytes."""

    model: str
    memory: int


@dataclasses.dataclass(frozen=True, slots=True)
class HostFacts:
    """What there is on a host. Texts are empty and amounts 0 where nothing could be found out.

    Attributes:
        cores: Cores that programs there may use, limits of control groups included.
        memory: Bytes of memory, limits of control groups included.
        free_memory: Bytes of it that could be used at the time.
        disk: Bytes of the file system of ``/``.
        free_disk: Bytes of it that could be used at the time.
        arch: ``x86_64``, ``arm64``, or as the kernel says it.
        os: ``linux``, or as the kernel says it.
        os_name: Name of the distribution.
        os_version: Its version.
        kernel_release: Version of the kernel.
        kernel: Features of the kernel, such as ``cgroup-v2``, sorted.
        processor: Model of the processor.
        device: Model of the board, where the firmware tells one.
        gpus: Graphics processors.
        accelerators: Others, such as ``edgetpu``, sorted.
        software: Version by name of what is installed and known to the catalogue.
        scores: How fast it is.
    """

    cores: float = 0.0
    memory: int = 0
    free_memory: int = 0
    disk: int = 0
    free_disk: int = 0
    arch: str = ""
    os: str = ""
    os_name: str = ""
    os_version: str = ""
    kernel_release: str = ""
    kernel: tuple[str, ...] = ()
    processor: str = ""
    device: str = ""
    gpus: tuple[Gpu, ...] = ()
    accelerators: tuple[str, ...] = ()
    software: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scores: Scores = Scores()


UNKNOWN = HostFacts()
"""What is known of a host that nobody has looked at."""


@dataclasses.dataclass(frozen=True, slots=True)
class Probed:
    """A host as it was found.

    Attributes:
        host: Its name in the infrastructure.
        way: How it was looked at: ``local``, ``ssh`` or ``docker``.
        place: What was looked at, such as an address.
        time: When, in seconds since 1970-01-01 UTC.
        facts: What there is.
    """

    host: str
    way: str
    place: str
    time: float
    facts: HostFacts
