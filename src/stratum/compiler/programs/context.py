"""What a program is compiled from, and what comes out."""

import dataclasses
from collections.abc import Callable, Mapping

from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.paths import resolve
from stratum.compiler.types import Resolved
from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Artifact, Mount, Probe, Scrape
from stratum.language.metamodel import Metamodel
from stratum.language.selection import names_of
from stratum.language.tree import Document, Element

PROVISION = "provision.json"
# Python programs import for seconds on a small machine, and several start at once.
DEADLINE = 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """An application with everything that its names stand for.

    Attributes:
        application: The application.
        metamodel: Its types.
        resolved: What names stand for on this machine.
        hosts: Host by component.
        ports: Ports by component, by name.
        pipelines: Pipeline documents by file.
        bases: For each model service the first port of its range for replicas.
    """

    application: Document
    metamodel: Metamodel
    resolved: Resolved
    hosts: Mapping[str, str]
    ports: Mapping[str, Mapping[str, int]]
    pipelines: Mapping[str, Document]
    bases: Mapping[str, int]

    def address(self, component: str) -> str:
        """IP address of a component's host.

        Raises:
            InvalidInputError: If the component has no host, or its host no address.
        """
        host = self.hosts.get(component, "")
        if host not in self.resolved.addresses:
            raise InvalidInputError(f"{component} has no host with an address", "place the application first")
        return self.resolved.addresses[host]

    def partner(self, element: Element, role: str) -> Element:
        """The component of a role that ``element`` connects to.

        Raises:
            InvalidInputError: If there is none.
        """
        for name in element.targets(CONNECTS_TO):
            other = self.application.element(name)
            if other is not None and self.metamodel.type(other.type).role == role:
                return other
        raise InvalidInputError(
            f"{element.position}: {element.name} connects to no {role}", f"add a {role} to its connectsTo"
        )

    def namespace(self, element: Element) -> tuple[str, str]:
        """On the broker that ``element`` connects to: whose topics the broker keeps, and its own name.

        On a broker of another application a name tells the application too, so that it is unique there.

        Raises:
            InvalidInputError: If it connects to no broker.
        """
        broker = self.partner(element, "broker")
        if not broker.select:
            return self.application.name, element.name
        return names_of(broker)[0], f"{self.application.name}-{element.name}"

    @property
    def around(self) -> tuple[Document, ...]:
        """The application, and those that it selects components of."""
        others = {other.application.name: other.application for other in self.resolved.selected.values()}
        return (self.application, *others.values())

    def broker_url(self, element: Element) -> str:
        """Where the broker that ``element`` connects to listens for services."""
        name = self.partner(element, "broker").name
        return f"nats://{self.address(name)}:{self.ports[name]['nats']}"

    def pipeline(self, path: str) -> Document:
        """The pipeline document that the application names.

        Raises:
            InvalidInputError: If it is not among the documents.
        """
        file = resolve(self.application.file, path)
        if file not in self.pipelines:
            raise InvalidInputError(f"{self.application.file}: there is no pipeline {file}", f"write {file}")
        return self.pipelines[file]

    def status_url(self, component: str) -> str:
        """Where a component with a status port tells its metrics."""
        return f"http://{self.address(component)}:{self.ports[component]['status']}/metrics"


@dataclasses.dataclass(frozen=True, slots=True)
class Program:
    """What a component's program is told, and how to see that it works.

    Attributes:
        spec: Its specification, plain JSON data.
        readiness: How to see that it is ready.
        scrape: Where it tells metrics.
        after_ready: Entry-point name of a program to run once it is ready, with the specification of that.
        mounts: Files and folders that it uses outside of its directory.
        artifacts: What has to be on its host first.
    """

    spec: Mapping[str, object]
    readiness: Probe
    scrape: Scrape | None = None
    after_ready: tuple[str, Mapping[str, object]] | None = None
    mounts: tuple[Mount, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


Builder = Callable[[Context, Element], Program]


def watched(context: Context, element: Element, spec: Mapping[str, object]) -> Program:
    """A program on a broker that tells readiness and metrics on its status port."""
    application, name = context.namespace(element)
    address, port = context.address(element.name), context.ports[element.name]["status"]
    return Program(
        {
            "application": application,
            "name": name,
            "address": address,
            "status": port,
            **spec,
        },
        Probe("http", address, port, "/ready", DEADLINE),
        Scrape("prometheus", context.status_url(element.name)),
    )
