"""A Compose file becomes an application on one machine, and a report of what was not understood."""

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import yaml

from stratum.compiler.importers.compose import secrecy, values
from stratum.compiler.importers.compose.body import CUSTOM, Body, body, quantity
from stratum.compiler.importers.compose.known import Kind, kinds
from stratum.compiler.importers.compose.reading import ServiceReader
from stratum.compiler.importers.compose.service import Service
from stratum.compiler.importers.remarks import Imported, Remark
from stratum.compiler.importers.source import Source, open_source
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Severity
from stratum.core.identifiers import identifier, identifiers
from stratum.language.check import check_files
from stratum.language.metamodel import Metamodel

APPLICATION: Final = "application.yaml"
INFRASTRUCTURE: Final = "infrastructure.yaml"
MACHINE: Final = "machine"
_CORES, _MEMORY = 4, 8 * 2**30
Choice = Mapping[str, Kind | None]


def import_compose(text: str, file: str, name: str, metamodel: Metamodel) -> Imported:
    """Translate a Compose file.

    A service becomes an element of the type of the library that has its image, where that type says what the
    service says; else a program of one's own.

    Args:
        text: The file.
        file: Its name, for positions.
        name: Of the application, where the file gives none.
        metamodel: The types that there are.

    Raises:
        InvalidInputError: If it is no Compose file.
    """
    source = open_source(text, file)
    services = _services(source)
    if not services:
        raise InvalidInputError(f"{file}: there are no services in it", "name a Docker Compose file")
    called = values.text(source, source.get(source.root, "name"), "name") or name
    names = identifiers((s.name for s in services), "-")
    made = _Project(identifier(called, "-"), tuple(services), names)
    choice = _chosen(made, metamodel)
    remarks = (*source.report(), *_told(source, made, choice))
    in_order = sorted(remarks, key=lambda r: (r.position, r.path, r.reason))
    return Imported(made.documents(choice), tuple(in_order))


@dataclasses.dataclass(frozen=True, slots=True)
class _Project:
    """The services of a file.

    Attributes:
        name: Of the application.
        services: As they are understood.
        names: Name of the component by service.
    """

    name: str
    services: tuple[Service, ...]
    names: Mapping[str, str]

    def documents(self, choice: Choice) -> dict[str, str]:
        """The two documents.

        Args:
            choice: The type of each service; None for a program of one's own.
        """
        components = {self.names[s.name]: body(s, choice[s.name], self.names) for s in self.services}
        application: Body = {
            "stratum": 1,
            "kind": "Application",
            "name": self.name,
            "infrastructure": INFRASTRUCTURE,
            "components": components,
        }
        infrastructure: Body = {
            "stratum": 1,
            "kind": "Infrastructure",
            "name": f"{self.name}-machine",
            "hosts": {MACHINE: self._machine()},
        }
        return {APPLICATION: _dump(application), INFRASTRUCTURE: _dump(infrastructure)}

    def _machine(self) -> Body:
        """A machine that has room for what is reserved."""
        kept = [(s.reserved, s.replicas) for s in self.services]
        cores = max(_CORES, math.ceil(sum(r.cpu * count for r, count in kept)))
        memory = max(_MEMORY, sum(r.memory * count for r, count in kept))
        gpus = sum(r.gpus * count for r, count in kept)
        found: Body = {"type": "BareMachine", "cpu": cores, "memory": quantity(memory)}
        return found | ({"gpus": gpus} if gpus else {})


def _services(source: Source) -> list[Service]:
    root = source.root
    source.get(root, "version")
    files = {
        name: values.text(source, source.get(node, "file"), f"secrets.{name}.file")
        for name, node in source.each(source.get(root, "secrets"))
    }
    known = {name: path for name, path in files.items() if path}
    for key in source.names(root):
        if key.startswith("x-"):
            source.get(root, key)
    list(source.each(source.get(root, "volumes")))
    vault: dict[str, str] = {}
    found = source.each(source.get(root, "services"))
    read = [ServiceReader(source, name, node, known, vault).read() for name, node in found]
    return [_without_secrets(source, service, vault) for service in read]


def _without_secrets(source: Source, service: Service, hidden: Collection[str]) -> Service:
    """A service without the commands that hold a secret."""
    found, health = service, service.health
    if secrecy.holds_secret(service.command or (), hidden):
        _hide(source, service, "command")
        found = dataclasses.replace(found, command=None)
    if secrecy.holds_secret(service.entrypoint or (), hidden):
        _hide(source, service, "entrypoint")
        found = dataclasses.replace(found, entrypoint=None)
    if health is not None and secrecy.holds_secret(health.command, hidden):
        _hide(source, service, "healthcheck")
        found = dataclasses.replace(found, health=None)
    return found


def _hide(source: Source, service: Service, key: str) -> None:
    node = source.get(service.node, key) or service.node
    source.remark(node, f"services.{service.name}.{key}", "it holds a secret and is not copied")


def _chosen(made: _Project, metamodel: Metamodel) -> Choice:
    """The type of each service: the first that has its image and under which the model has no errors."""
    choice: dict[str, Kind | None] = {s.name: next(kinds(metamodel, s), None) for s in made.services}
    for _ in made.services:
        wrong = _wrong(made, choice, metamodel)
        if not wrong:
            return choice
        choice |= dict.fromkeys(wrong)
    return choice


def _wrong(made: _Project, choice: Choice, metamodel: Metamodel) -> list[str]:
    """The services of known types that have errors."""
    found = check_files(made.documents(choice), metamodel).findings
    elements = {f.element for f in found if f.severity is Severity.ERROR}
    known = [s.name for s in made.services if choice[s.name]]
    return [name for name in known if f"{made.name}/{made.names[name]}" in elements]


def _told(source: Source, made: _Project, choice: Choice) -> Iterator[Remark]:
    place = source.place(source.root)
    yield Remark("services", place, f"they run on {MACHINE} of {INFRASTRUCTURE}: say what it has")
    for service in made.services:
        path, at = f"services.{service.name}", source.place(service.node)
        kind = choice[service.name]
        yield Remark(path, at, f"is a {kind.type if kind else CUSTOM}")
        if not service.image:
            yield Remark(path, at, f"has no image: build one and call it {made.names[service.name]}")
        if made.names[service.name] != service.name:
            yield Remark(path, at, f"is called {made.names[service.name]}")


def _dump(document: Body) -> str:
    return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110))
