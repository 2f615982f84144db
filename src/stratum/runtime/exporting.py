"""Files of other tools in a folder: rendered from a checked model, written so that nobody's work is lost."""

import contextlib
import dataclasses
from pathlib import Path

import msgspec

from stratum.compiler.blueprint import blueprint
from stratum.compiler.deployment import needs
from stratum.compiler.types import Known
from stratum.core.bundles import MANIFEST as BUNDLE
from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import Finding
from stratum.deployment.blueprint import Blueprint
from stratum.deployment.logic.exports import MANIFEST, Export, decide
from stratum.deployment.logic.losses import losses
from stratum.deployment.rendering import Rendering
from stratum.language.tree import DocumentKind
from stratum.registry.logic.bundles import parse_manifest
from stratum.runtime import plugins
from stratum.runtime.checked import Checked
from stratum.runtime.vouching import trusted
from stratum.runtime.wiring import Parts

RENDERERS = "stratum.deployment.renderers"
_DRAFT = ".stratum-draft"


@dataclasses.dataclass(frozen=True, slots=True)
class Exported:
    """An application as another tool takes it.

    Attributes:
        rendering: Its files.
        losses: What of the model they do not say.
    """

    rendering: Rendering
    losses: tuple[Finding, ...]


class _Manifest(msgspec.Struct, frozen=True):
    """What an export wrote.

    Attributes:
        application: Its name.
        target: The tool.
        files: SHA-256 by path.
    """

    application: str
    target: str
    files: dict[str, str]


def known_of(parts: Parts, checked: Checked, name: str | None, commit: str) -> Known:
    """What the workspace knows beside its model.

    Args:
        parts: The workspace.
        checked: Its model.
        name: Of the application; None where there is only one.
        commit: The state of the model.

    Raises:
        ModelError: If the model has errors.
        InvalidInputError: If a registered model is damaged, or the file of signers cannot be read.
    """
    document = checked.document(DocumentKind.APPLICATION, name)
    checked.refuse_errors(about=document)
    forms = {}
    for reference in needs(document).models:
        with contextlib.suppress(NotFoundError):
            folder = parts.registry.bundle_path(parts.registry.get(reference))
            manifest = parse_manifest(str(folder), (folder / BUNDLE).read_bytes())
            forms[reference] = (manifest.form, manifest.images)
    return Known(commit, forms, tuple(sorted(trusted(parts))))


def blueprint_of(checked: Checked, name: str | None, known: Known) -> Blueprint:
    """The blueprint of an application of a checked model.

    Args:
        checked: The model.
        name: Of the application; None where there is only one.
        known: What is known beside it.

    Raises:
        ModelError: If the model has errors.
        InvalidInputError: If the recipe of a type cannot be followed, or a host may not serve a model in its
            form.
    """
    document = checked.document(DocumentKind.APPLICATION, name)
    checked.refuse_errors(about=document)
    application = checked.located(document)
    infrastructure = checked.infrastructure_of(document)
    hosts = checked.hosts[document.name]
    documents = checked.located_documents()
    return blueprint(application, infrastructure, hosts, checked.metamodel, documents, known)


def export(made: Blueprint, target: str) -> Exported:
    """What a tool takes of an application.

    Args:
        made: Its blueprint.
        target: Name of the tool.

    Raises:
        NotFoundError: If no installed package writes files for it; the hint lists the known names.
        InvalidInputError: If something of the model would mean something else to the tool.
    """
    rendering: Rendering = plugins.load(RENDERERS, target)(made)
    return Exported(rendering, losses(made, rendering, target))


def write(folder: Path, name: str, target: str, rendering: Rendering, *, force: bool) -> Export:
    """Have a folder hold the files of an export, and the manifest that tells them from those of others.

    Args:
        folder: Made where it is missing.
        name: Of the application.
        target: Name of the tool.
        rendering: The files.
        force: Whether files that somebody else wrote or changed may be replaced.

    Raises:
        InvalidInputError: If there are such files; nothing is written then.
        OSError: If a file cannot be written; each is whole, old or new.
    """
    earlier = _earlier(folder)
    if earlier is not None and (earlier.application, earlier.target) != (name, target) and not force:
        held = f"{earlier.application} for {earlier.target}"
        raise InvalidInputError(f"{folder} holds {held}", "choose another folder, or replace it with --force")
    known = earlier.files if earlier is not None else {}
    decision = decide(rendering.files, known, _present(folder, {*rendering.files, *known}))
    if decision.foreign and not force:
        told = ", ".join(decision.foreign)
        raise InvalidInputError(
            f"{folder}: not written by an export, or changed since: {told}",
            "choose another folder, or replace them with --force",
        )
    for path, text in decision.write.items():
        _write(folder, path, text.encode())
    for path in decision.remove:
        (folder / path).unlink()
    manifest = msgspec.json.encode(_Manifest(name, target, dict(decision.digests)))
    _write(folder, MANIFEST, msgspec.json.format(manifest, indent=2) + b"\n")
    return decision


def _earlier(folder: Path) -> _Manifest | None:
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Manifest)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"{path} is no manifest of an export: {error}", "remove it") from error


def _present(folder: Path, paths: set[str]) -> dict[str, str]:
    """SHA-256 of those paths that are files in the folder; what is no plain file is somebody else's."""
    found: dict[str, str] = {}
    for path in paths:
        place = folder / path
        if place.is_symlink() or place.is_dir():
            found[path] = ""
        elif place.is_file():
            found[path] = digest_bytes(place.read_bytes())
    return found


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise InvalidInputError(f"{path.parent} leads out of {folder}", "remove the link")
    draft = path.with_name(f"{path.name}{_DRAFT}")
    draft.write_bytes(content)
    draft.replace(path)
