"""A deployment as files of other tools need it: every fact of a model as values, without knowing the model.

The compiler makes it from the tree and the placement; a renderer writes files from it and says which facts
these carry. What no file carries is told as lost, so nothing is lost silently.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeAlias

from stratum.core.findings import Position
from stratum.core.topology import Link, Resources


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class SecretReference:
    """Where a secret is kept; never the secret.

    Attributes:
        name: What it is called in generated files, such as ``db-password``.
        source: ``env:NAME`` or ``file:PATH``, as the model has it.
    """

    name: str
    source: str


Value: TypeAlias = "str | int | float | bool | SecretReference | tuple[Value, ...] | Mapping[str, Value]"
"""A setting with everything filled in but secrets."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """Something that the model says, to be carried into files or told as lost.

    Attributes:
        path: Unique, such as ``shop/db.requires.memory`` or ``shop/web.connectsTo.db.maxLatency``.
        element: Path of the element, such as ``shop/db``.
        value: As a person would write it.
        constrains: Whether something may go wrong where it is not kept; losing it is an error then, else
            a warning.
        position: Where it is written.
    """

    path: str
    element: str
    value: str
    constrains: bool
    position: Position


@dataclasses.dataclass(frozen=True, slots=True)
class Socket:
    """An interface that a workload offers.

    Attributes:
        interface: Such as ``http`` or ``postgresql``.
        port: TCP port.
        version: Of the interface; empty for unknown.
        secure: Whether it is encrypted.
    """

    interface: str
    port: int
    version: str = ""
    secure: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Wire:
    """A connection that a workload opens.

    Attributes:
        to: Name of the other workload.
        interface: What is spoken; empty for unknown.
        max_latency: Seconds one way; 0 for any.
        waits: What the other has to be before this one starts: ``started``, ``ready`` or ``done``; empty
            for ready where it can be asked.
    """

    to: str
    interface: str = ""
    max_latency: float = 0.0
    waits: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """How to find out whether a workload is ready; a tool takes what it can do of what is set.

    Attributes:
        command: Run inside of the container; 0 means ready. ``NONE`` turns off what the image asks.
        http: Path that answers 200 to GET, on ``port``.
        port: TCP port that accepts connections.
        interval: Seconds between two questions; 0 for the engine's own habit, as in what follows.
        timeout: Seconds after which a question has failed.
        start: Seconds after a start in which failures do not count.
        retries: Failures in a row until it counts as not ready.
    """

    command: tuple[str, ...] = ()
    http: str = ""
    port: int = 0
    interval: float = 0.0
    timeout: float = 0.0
    start: float = 0.0
    retries: int = 0

    @property
    def is_off(self) -> bool:
        """Whether nothing is to be asked."""
        return self.command == ("NONE",)


@dataclasses.dataclass(frozen=True, slots=True)
class Bind:
    """A file or folder of the machine that a container sees.

    Attributes:
        source: Path beside the generated files, or an absolute one.
        target: Path in the container.
        writable: Whether the container may write there.
        about: What a person has to put there; empty where nothing has to be said.
    """

    source: str
    target: str
    writable: bool = False
    about: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Publication:
    """A port of a container that is reached from outside of the machine.

    Attributes:
        port: In the container.
        outside: On the machine; 0 lets the engine choose.
        protocol: ``tcp`` or ``udp``.
        address: IP address of the machine that it is bound to; empty for all.
    """

    port: int
    outside: int
    protocol: str = "tcp"
    address: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ContainerRecipe:
    """How a workload runs in a container.

    Attributes:
        image: Repository without a registry, such as ``postgres``.
        tag: Version of the image.
        command: Arguments in place of the image's own; empty to keep them.
        environment: Variables.
        volumes: Path in the container by name of a volume that outlives it.
        files: Text by path in the container.
        health: How to ask whether it is ready; None where unknown.
        entrypoint: What the command is given to in place of the image's own; empty to keep it.
        binds: Files and folders of the machine.
        publish: Ports that are reached from outside; None leaves it to the renderer.
        limits: What it may take at most, 0 for no limit; None where it may take what it needs.
        restart: When it is started again: ``always``, ``no``, ``on-failure``, ``unless-stopped``; empty for
            the engine's own habit.
        user: Who it runs as; empty for the image's own.
        directory: Where it is started; empty for the image's own.
        built: Whether the image is one of the platform's own, which no registry has.
        uses: Paths of the facts that it says.
    """

    image: str
    tag: str
    command: tuple[Value, ...] = ()
    environment: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    volumes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    health: Health | None = None
    entrypoint: tuple[Value, ...] = ()
    binds: tuple[Bind, ...] = ()
    publish: tuple[Publication, ...] | None = None
    limits: Resources | None = None
    restart: str = ""
    user: str = ""
    directory: str = ""
    built: bool = False
    uses: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class SystemRecipe:
    """How a workload is installed on a machine without containers.

    Attributes:
        packages: Names of system packages by family of the operating system, ``debian`` or ``redhat``.
        python: Packages for a virtual environment of its own, with versions.
        source: URL of a version-controlled source that is checked out; empty for none.
        service: Name of the system service that is enabled; empty for none.
        environment: Variables of the service.
        files: Text by absolute path on the machine.
        setup: Commands as argument lists, run once after the packages; each with the file that it creates,
            so that it is not run again (empty to run it always).
        uses: Paths of the facts that it says.
    """

    packages: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    python: tuple[str, ...] = ()
    source: str = ""
    service: str = ""
    environment: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    setup: tuple[tuple[tuple[Value, ...], str], ...] = ()
    uses: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class CloudRecipe:
    """A resource of a cloud.

    Attributes:
        provider: ``aws``, ``azurerm`` or ``openstack``.
        resource: Its type for Terraform, such as ``aws_instance``.
        arguments: Of that resource.
        uses: Paths of the facts that it says.
    """

    provider: str
    resource: str
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    uses: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Machine:
    """A host.

    Attributes:
        name: Unique in the blueprint.
        type: Name of its type, for people.
        tier: ``edge``, ``fog`` or ``cloud``.
        address: Where it is reached; empty for unknown.
        os: Family such as ``linux``; ``distribution`` and ``version`` say more where it is known.
        distribution: Such as ``ubuntu``; empty for unknown.
        version: Of the distribution; empty for unknown.
        arch: ``x86_64`` or ``arm64``.
        offers: What it has.
        labels: Free words.
        zone: Part of a region; empty for unknown.
        region: Empty for unknown.
        cloud: The resource that makes it; None for a machine that is there already.
        parts: Names and types of what it contains.
        path: Of its element in the model.
        site: Where it stands; empty for unknown.
        failure_domain: What it shares a failure with; empty for unknown.
    """

    name: str
    type: str
    tier: str
    address: str
    os: str
    distribution: str
    version: str
    arch: str
    offers: Resources
    labels: Mapping[str, str]
    zone: str = ""
    region: str = ""
    cloud: CloudRecipe | None = None
    parts: tuple[tuple[str, str], ...] = ()
    path: str = ""
    site: str = ""
    failure_domain: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Workload:
    """A component of an application.

    Attributes:
        name: Unique in the blueprint.
        type: Name of its type, for people.
        host: Name of its machine; empty for a service of a cloud, which has none.
        replicas: How many of it run.
        needs: What each takes.
        sockets: What it offers.
        wires: What it connects to.
        parts: Names and types of what it contains.
        container: None where it cannot run in one.
        system: None where it cannot be installed on a machine.
        cloud: What makes it where it is a service of a cloud.
        settings: Every other attribute with its value, for renderers that can say it as it is.
        path: Of its element in the model; empty for what the model does not name.
        task: Whether it runs to its end and is done then.
    """

    name: str
    type: str
    host: str
    replicas: int
    needs: Resources
    sockets: tuple[Socket, ...] = ()
    wires: tuple[Wire, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    container: ContainerRecipe | None = None
    system: SystemRecipe | None = None
    cloud: CloudRecipe | None = None
    settings: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    path: str = ""
    task: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A policy over workloads.

    Attributes:
        name: Unique in the blueprint.
        kind: The role of its type: ``together``, ``apart``, ``spread``, ``keep-in``, ``residency`` …
        targets: Names of workloads, groups taken apart.
        settings: Its attributes.
        path: Of its element in the model; empty for none.
    """

    name: str
    kind: str
    targets: tuple[str, ...]
    settings: Mapping[str, Value]
    path: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Selected:
    """A component of another application that workloads connect to; no workload of this one.

    Attributes:
        name: What it is called here.
        type: Name of its type, for people.
        application: Where it lives.
        component: What it is called there.
        path: Of its element in the model.
    """

    name: str
    type: str
    application: str
    component: str
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Blueprint:
    """An application on its machines.

    Attributes:
        name: Name of the application.
        machines: The hosts, in the order they are written.
        links: The network between them.
        workloads: In an order in which each follows what it connects to.
        rules: Policies.
        secrets: Every secret that a workload refers to.
        facts: Everything that the model says, by path.
        commit: The state of the model, for the heads of files; empty for none.
        selected: What is used of other applications.
    """

    name: str
    machines: tuple[Machine, ...]
    links: tuple[Link, ...]
    workloads: tuple[Workload, ...]
    rules: tuple[Rule, ...]
    secrets: tuple[SecretReference, ...]
    facts: Mapping[str, Fact]
    commit: str = ""
    selected: tuple[Selected, ...] = ()
