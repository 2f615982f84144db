"""Which ports components listen on, so that no two on a host want the same one."""

from collections.abc import Iterator, Mapping, Sequence

from stratum.compiler.attributes import number
from stratum.core.digests import digest_bytes
from stratum.core.findings import Finding, Severity
from stratum.language.codes import Code
from stratum.language.metamodel import Metamodel, Shape
from stratum.language.tree import Document, Element

SUFFIX = "Port"
LARGEST = 65535
FIRST, RANGE, RANGES = 20000, 100, 120
"""Where the ranges for replicas begin, how many ports each has, and how many there are: all below 32768."""


def allocate(
    application: Document, metamodel: Metamodel, hosts: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """The ports of each component, by the name without ``Port``: ``{"broker": {"nats": 4222, …}}``.

    A port written in the model stays. A default that another component on the host took before, or that
    the model gives to one there, moves to the next free one.

    Args:
        application: Its components in the order that decides who gives way.
        metamodel: Says which attributes are ports.
        hosts: Host by component; those without a host get their ports as if alone.
    """
    taken: dict[str, set[int]] = {}
    for element in application.components():
        written = {p for name, p in wanted(element, metamodel).items() if name in element.positions}
        taken.setdefault(hosts.get(element.name, element.name), set()).update(written)
    found: dict[str, dict[str, int]] = {}
    for element in application.components():
        used = taken[hosts.get(element.name, element.name)]
        found[element.name] = {
            name.removesuffix(SUFFIX): port if name in element.positions else _next_free(port, used)
            for name, port in wanted(element, metamodel).items()
        }
    return found


def replica_ports(
    application: Document, metamodel: Metamodel, ports: Mapping[str, Mapping[str, int]]
) -> dict[str, int]:
    """For each model service the first of its own range of ports, on whatever host a replica comes to run.

    The range follows from the names, so that a new service leaves the others where they are; one that holds a
    port of a component, or another service's, gives way to the next.

    Args:
        application: Its components in the order that decides who gives way.
        metamodel: Says which of them serve models.
        ports: From ``allocate``.
    """
    taken = {(port - FIRST) // RANGE for named in ports.values() for port in named.values()}
    found: dict[str, int] = {}
    for element in application.components():
        if metamodel.type(element.type).role == "model":
            place = int(digest_bytes(application.path(element).encode())[:8], 16) % RANGES
            free = next((n for n in _around(place) if n not in taken), place)
            taken.add(free)
            found[element.name] = FIRST + free * RANGE
    return found


def wanted(element: Element, metamodel: Metamodel) -> dict[str, int]:
    """The ports that a component asks for, by attribute."""
    names = (a.name for a in metamodel.type(element.type).attributes.values() if a.shape is Shape.PORT)
    return {name: int(number(element.attributes, name)) for name in names if name in element.attributes}


def _around(place: int) -> Iterator[int]:
    return ((place + step) % RANGES for step in range(RANGES))


def _next_free(port: int, used: set[int]) -> int:
    free = next((p for p in range(port, LARGEST + 1) if p not in used), port)
    used.add(free)
    return free


def shared_ports(
    applications: Sequence[Document], metamodel: Metamodel, hosts: Mapping[str, Mapping[str, str]]
) -> tuple[Finding, ...]:
    """Ports that components of different applications take on one host, as findings at the later one.

    Each application is compiled alone, so its defaults cannot make room for those of another.

    Args:
        applications: Those of one infrastructure.
        metamodel: Says which attributes are ports.
        hosts: Host by component by name of the application.
    """
    taken: dict[tuple[str, int], tuple[Document, Element]] = {}
    found: list[Finding] = []
    for application in applications:
        for element, name, port in _listening(application, metamodel, hosts.get(application.name, {})):
            place = (hosts[application.name][element.name], port)
            owner, other = taken.setdefault(place, (application, element))
            if owner is not application:
                found.append(_shared(application, element, name, place, owner.path(other)))
    return (*found, *_shared_ranges(applications, metamodel, hosts))


def _shared_ranges(
    applications: Sequence[Document], metamodel: Metamodel, hosts: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    """Services whose replicas would want the same ports on a host that both come to run on."""
    taken: dict[int, tuple[Document, Element]] = {}
    for application in applications:
        ports = allocate(application, metamodel, hosts.get(application.name, {}))
        bases = replica_ports(application, metamodel, ports)
        for element in application.components():
            if element.name in bases:
                base = bases[element.name]
                owner, other = taken.setdefault(base, (application, element))
                if owner is not application:
                    yield _shared_range(application, element, base, owner.path(other))


def _shared_range(application: Document, element: Element, base: int, owner: str) -> Finding:
    last = base + RANGE - 1
    message = f"{element.name} keeps ports {base} to {last} for its replicas, and so does {owner}"
    path, fix = application.path(element), "give one of them another name"
    return Finding(Code.PORT_CONFLICT, Severity.ERROR, path, message, element.position, fix=fix)


def _listening(
    application: Document, metamodel: Metamodel, hosts: Mapping[str, str]
) -> Iterator[tuple[Element, str, int]]:
    ports = allocate(application, metamodel, hosts)
    for element in application.components():
        names = wanted(element, metamodel) if element.name in hosts else {}
        for name in names:
            yield element, name, ports[element.name][name.removesuffix(SUFFIX)]


def _shared(
    application: Document, element: Element, name: str, place: tuple[str, int], owner: str
) -> Finding:
    host, port = place
    message = f"{element.name} would listen on port {port} of {host}, and so would {owner}"
    position = element.positions.get(name, element.position)
    fix = f"give one of them another {name}, or another host"
    path = application.path(element)
    return Finding(Code.PORT_CONFLICT, Severity.ERROR, path, message, position, fix=fix)
