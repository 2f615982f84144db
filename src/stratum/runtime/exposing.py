"""A trained version as a service of an application: the edits that add it, and what is found after them."""

import dataclasses
import json
import math
import re
from collections.abc import Mapping
from typing import Final

from stratum.compiler.placement import hosts
from stratum.compiler.view import finding_view
from stratum.core.bundles import ModelProfile
from stratum.core.edits import AddDocument, AddElement, Edit, edit_to_plain
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.findings import Finding, has_errors
from stratum.language.edits.draft import Refused, apply
from stratum.language.tree import COMPONENTS, Document, DocumentKind
from stratum.registry.types import ModelVersion
from stratum.runtime.cataloguing import uses
from stratum.runtime.checked import Checked
from stratum.runtime.editing import checked_after, open_desk, write
from stratum.runtime.modelling import load
from stratum.runtime.versions.saving import save
from stratum.runtime.views import Json, Wish
from stratum.runtime.wiring import Parts
from stratum.store.types import Commit

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
PLAIN: Final = re.compile(r"[a-z][a-z0-9_-]*([./][a-z][a-z0-9_-]*)*")
CPU: Final = 0.25
"""Cores that a service asks for."""
_STEP: Final = 64 << 20
_ROOM: Final = 1.3
"""Memory that a service asks for, by what its model was measured to need."""
_USUAL: Final = 256 << 20
_NEW: Final = """\
stratum: 1
kind: Application
name: {name}
infrastructure: {infrastructure}
components:
  {service}: {body}
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Exposure:
    """What exposing a version takes.

    Attributes:
        application: Name of the application.
        service: Name of the new component.
        edits: What adds it.
        host: Where it would run; empty where it finds no place.
        reason: Why there; empty where somebody chose it.
        findings: What a check finds of the application after the edits, or why they cannot be done.
        is_legal: Whether they can be done.
    """

    application: str
    service: str
    edits: tuple[Edit, ...]
    host: str
    reason: str
    findings: tuple[Finding, ...]
    is_legal: bool


def exposure(parts: Parts, reference: str, wish: Wish) -> Exposure:
    """The edits that add a service of a version to an application, tried without writing anything.

    Raises:
        NotFoundError: If there is no such version, infrastructure or host.
        InvalidInputError: If a name cannot be one, or it is not clear which application is meant.
    """
    version = parts.registry.get(reference)
    checked = load(parts)
    name, service = _names(checked, version, wish)
    edits = (_edit(checked, version, wish, name, service),)
    desk = open_desk(parts)
    after = apply(desk.state, edits)
    if isinstance(after, Refused):
        return Exposure(name, service, edits, "", "", after.findings, is_legal=False)
    found = checked_after(parts, desk, after)
    document = found.document(DocumentKind.APPLICATION, name)
    host = found.hosts.get(name, {}).get(service, "")
    reason = found.reasons.get(name, {}).get(service, "")
    return Exposure(name, service, edits, host, reason, found.findings_about([document.file]), is_legal=True)


def exposure_view(parts: Parts, reference: str, wish: Wish) -> Json:
    """What exposing a version takes, and what there is to choose from, as JSON data."""
    found, checked = exposure(parts, reference, wish), load(parts)
    infrastructures = checked.model.of_kind(DocumentKind.INFRASTRUCTURE)
    return {
        "application": found.application,
        "service": found.service,
        "edits": [edit_to_plain(edit) for edit in found.edits],
        "host": found.host,
        "reason": found.reason,
        "findings": [finding_view(finding) for finding in found.findings],
        "legal": found.is_legal,
        "exposed": [dataclasses.asdict(use) for use in uses(parts, parts.registry.get(reference))],
        "applications": [d.name for d in checked.model.of_kind(DocumentKind.APPLICATION)],
        "infrastructures": {d.file: _hosts(d) for d in infrastructures},
    }


def expose(parts: Parts, reference: str, wish: Wish) -> tuple[Exposure, Commit | None]:
    """Add a service of a version to an application, and commit that.

    Raises:
        PermanentError: If the edits are not legal.
        StratumError: As ``exposure``, ``editing.write`` and ``saving.save`` say.
    """
    found = exposure(parts, reference, wish)
    desk = open_desk(parts)
    after = apply(desk.state, found.edits)
    if isinstance(after, Refused):
        first = next((f for f in after.findings if has_errors([f])), after.findings[0])
        raise PermanentError(f"{found.service} cannot be added: {first.message}", first.fix)
    return found, save(parts, files=write(desk, after))


def _names(checked: Checked, version: ModelVersion, wish: Wish) -> tuple[str, str]:
    """Names of the application and of a component that it does not have."""
    known = {document.name: document for document in checked.model.of_kind(DocumentKind.APPLICATION)}
    if not wish.application and len(known) != 1:
        hint = f"name one of {', '.join(known)}, or a new one" if known else "name a new one"
        raise InvalidInputError("it is not clear which application is meant", hint)
    name = wish.application or next(iter(known))
    for told in filter(None, (name, wish.service)):
        if not NAME.fullmatch(told):
            raise InvalidInputError(
                f"{told!r} is no name", "small letters, digits and -, such as late-flights"
            )
    taken = {element.name for element in known[name].elements} if name in known else set()
    wished = (
        [wish.service] if wish.service else [version.name, *(f"{version.name}-{n}" for n in range(2, 99))]
    )
    free = [each for each in wished if each not in taken]
    if not free:
        raise InvalidInputError(f"{name} has an element {wished[0]!r}", "choose another name")
    return name, free[0]


def _edit(checked: Checked, version: ModelVersion, wish: Wish, name: str, service: str) -> Edit:
    document = checked.model.named(DocumentKind.APPLICATION, name)
    infrastructure = _infrastructure(checked, document, wish)
    known = _hosts(infrastructure)
    if wish.host and wish.host not in known:
        raise NotFoundError(f"{infrastructure.file} has no host {wish.host!r}", f"known: {', '.join(known)}")
    body = _body(version, wish.host)
    if document is not None:
        return AddElement(document.file, COMPONENTS, service, body)
    text = _NEW.format(name=name, infrastructure=_word(infrastructure.file), service=service, body=body)
    return AddDocument(f"{name}.yaml", text)


def _infrastructure(checked: Checked, application: Document | None, wish: Wish) -> Document:
    if application is not None:
        return checked.infrastructure_of(application)
    return checked.document(DocumentKind.INFRASTRUCTURE, wish.infrastructure or None)


def _hosts(infrastructure: Document) -> tuple[str, ...]:
    return tuple(host.name for host in hosts(infrastructure))


def _body(version: ModelVersion, host: str) -> str:
    """A model service as YAML: the model, what it needs as it was measured, its host where one is chosen."""
    needs = f"{{cpu: {CPU}, memory: {memory(version.profiles) >> 20} MiB}}"
    place = f"hostedOn: {_word(host)}, " if host else ""
    return f"{{type: ModelService, {place}model: {version.name}@{version.version}, requires: {needs}}}"


def _word(value: str) -> str:
    """A text as YAML, in quotes where it might mean something else."""
    return value if PLAIN.fullmatch(value) else json.dumps(value)


def memory(profiles: Mapping[str, ModelProfile]) -> int:
    """Bytes that a service asks for: what its model was measured to need, with room, in steps of 64 MiB."""
    if "" not in profiles:
        return _USUAL
    return max(_STEP * math.ceil(profiles[""].memory * _ROOM / _STEP), _STEP * 2)
