"""What an application uses of others: it runs only while they run as their documents say."""

import dataclasses
from collections.abc import Mapping

from stratum.compiler.placement import hosts
from stratum.compiler.selection import Selected, selections
from stratum.core.errors import TransientError
from stratum.deployment.types import ComponentSpec, State
from stratum.language.tree import Document
from stratum.runtime.checked import Checked
from stratum.runtime.wiring import Parts

_READY = frozenset({State.READY, State.DONE})


@dataclasses.dataclass(frozen=True, slots=True)
class Reliance:
    """A component of another application that one uses.

    Attributes:
        element: What it is called here.
        application: Where it lives.
        component: What it is called there.
        lacks: Why it cannot be used now; empty where it can.
    """

    element: str
    application: str
    component: str
    lacks: str = ""

    def __str__(self) -> str:
        """Such as ``bus is broker of hub: it runs``."""
        return f"{self.element} is {self.component} of {self.application}: {self.lacks or 'it runs'}"


def selected_by(checked: Checked, application: Document) -> dict[str, Selected]:
    """What the elements of an application stand for, as the documents of the others say."""
    documents = checked.located_documents().values()
    return selections(application, documents, checked.metamodel, checked.hosts)


def reliances(
    parts: Parts, checked: Checked, application: Document, engine: str | None = None
) -> tuple[Reliance, ...]:
    """What an application uses of others, and whether it is there.

    Args:
        parts: The workspace.
        checked: Its model, free of errors.
        application: Which one.
        engine: Name of the engine that is to run it; None for that of the settings.
    """
    found = selected_by(checked, application)
    if not found:
        return ()
    names = [host.name for host in hosts(checked.infrastructure_of(application))]
    chosen = parts.backends[engine or parts.settings.engine]
    addresses = chosen.addresses(str(parts.workspace.root), names)
    return tuple(
        Reliance(
            name,
            other.application.name,
            other.component,
            _lack(parts, other, addresses.get(checked.hosts[application.name].get(name, ""), "")),
        )
        for name, other in found.items()
    )


def _lack(parts: Parts, other: Selected, address: str) -> str:
    name = other.application.name
    runs = {spec.name: spec for spec in _desired(parts, name)}
    spec = runs.get(other.component)
    if spec is None:
        return f"{name} is not applied"
    if spec.address != address or not _listens(spec, other.ports):
        return f"{name} runs otherwise than its document says"
    state = next((one.state for one in parts.deployments.status(name) if one.name == spec.name), None)
    return "" if state in _READY else f"it is {state or State.PENDING}"


def _desired(parts: Parts, application: str) -> tuple[ComponentSpec, ...]:
    known = application in parts.deployments.applications()
    return tuple(parts.deployments.desired(application)) if known else ()


def _listens(spec: ComponentSpec, ports: Mapping[str, int]) -> bool:
    return all(spec.ports.get(name) == port for name, port in ports.items())


def refuse_absent(found: tuple[Reliance, ...], application: str) -> None:
    """Stop here where something that an application uses is not there.

    Raises:
        TransientError: If so; the message names it, the hint what to do first.
    """
    for one in found:
        if one.lacks:
            hint = f"first: stratum apply {one.application}"
            raise TransientError(f"{application} cannot be applied: {one}", hint)
