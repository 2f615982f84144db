"""A service of a Compose file, as far as it is understood."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.language.syntax.nodes import Node

OFF: Final = ("NONE",)
"""The command that turns off what the image asks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """How a service is asked whether it is well.

    Attributes:
        command: Words; a line for the shell is ``/bin/sh -c LINE``.
        interval: Seconds between two questions.
        timeout: Seconds; 0 for the engine's own habit, as in what follows.
        start: Seconds in which failures do not count.
        retries: Failures in a row.
    """

    command: tuple[str, ...]
    interval: float = 30.0
    timeout: float = 0.0
    start: float = 0.0
    retries: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Amount:
    """Cores, bytes and graphics processors; 0 for what is not said."""

    cpu: float = 0.0
    memory: int = 0
    gpus: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """A service.

    Attributes:
        name: As the file has it.
        node: Where it is written.
        image: Without its tag; empty where it has none.
        tag: Its version.
        entrypoint: Words in place of the image's own; None to keep them.
        command: The same.
        environment: Variables with their values.
        secrets: Where the values of other variables are kept, as ``env:NAME`` or ``file:PATH``.
        publish: Ports that are reached from outside, as a component writes them.
        listens: Ports inside of the container, the first one first.
        volumes: Path in the container by name of a volume.
        binds: Place on the machine by path in the container, with ``:ro`` where it is only read.
        depends: By service what it has to be: ``started``, ``ready`` or ``done``.
        health: None where the image decides.
        limits: What it may take at most.
        reserved: What is kept for it.
        replicas: How many of it run.
        restart: ``always``, ``no``, ``on-failure`` or ``unless-stopped``.
        user: Empty for the image's own.
        directory: Empty for the image's own.
    """

    name: str
    node: Node
    image: str
    tag: str
    entrypoint: tuple[str, ...] | None = None
    command: tuple[str, ...] | None = None
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    secrets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    publish: tuple[str, ...] = ()
    listens: tuple[int, ...] = ()
    volumes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    binds: Mapping[str, str] = dataclasses.field(default_factory=dict)
    depends: Mapping[str, str] = dataclasses.field(default_factory=dict)
    health: Health | None = None
    limits: Amount = Amount()
    reserved: Amount = Amount()
    replicas: int = 1
    restart: str = "no"
    user: str = ""
    directory: str = ""
