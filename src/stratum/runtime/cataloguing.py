"""Models of the registry as faces see them: one in detail, two compared, where one comes from."""

import dataclasses
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from stratum.compiler.attributes import text
from stratum.core.bundles import MANIFEST, MEASURED, Manifest
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.data.signing import signers_of
from stratum.language.tree import DocumentKind
from stratum.registry.archive import read_archive, write_archive
from stratum.registry.layout import is_layout, read_layout, write_layout
from stratum.registry.logic.bundles import parse_manifest
from stratum.registry.logic.comparing import compare_versions
from stratum.registry.logic.lineage import Use, lineage_graph
from stratum.registry.logic.measured import KIND
from stratum.registry.logic.references import find_version
from stratum.registry.mlflow import is_mlflow, read_mlflow, write_mlflow
from stratum.registry.types import ModelVersion, Stage
from stratum.runtime.checked import Checked
from stratum.runtime.modelling import load
from stratum.runtime.platform import version_view
from stratum.runtime.views import Json
from stratum.runtime.vouching import signers_view, trusted
from stratum.runtime.wiring import Parts, new_id
from stratum.serving.logic.sampling import example_rows

SOURCE: Final = "/models/"
STAGED: Final = "model.staged"
PROFILE: Final = "profile.json"
EXAMPLES: Final = 3
MODEL_SERVICE: Final = "ModelService"


def manifest_of(parts: Parts, version: ModelVersion) -> tuple[Path, Manifest]:
    """Folder and manifest of a version's bundle, after every file was compared with its digest."""
    folder = parts.registry.bundle_path(version)
    return folder, parse_manifest(str(folder), (folder / MANIFEST).read_bytes())


def detail(parts: Parts, reference: str) -> Json:
    """A version with its signature, where it comes from, its files, and rows to try it with.

    Raises:
        NotFoundError: If there is none.
        InvalidInputError: If its bundle is damaged.
    """
    version = parts.registry.get(reference)
    folder, manifest = manifest_of(parts, version)
    told = folder / PROFILE
    trained: Any = json.loads(told.read_bytes()) if told.is_file() else {}
    return {
        **version_view(version),
        "signature": {
            "inputs": [dataclasses.asdict(column) for column in manifest.inputs],
            "labels": list(manifest.labels),
            "preparation": [dict(step) for step in manifest.preparation],
        },
        "parameters": dict(manifest.parameters),
        "lineage": dataclasses.asdict(manifest.lineage),
        "licences": dataclasses.asdict(manifest.licences),
        "files": [
            {"name": name, "digest": digest, "size": (folder / name).stat().st_size}
            for name, digest in manifest.files.items()
        ],
        "variants": [dataclasses.asdict(variant) for variant in manifest.variants],
        "examples": example_rows(manifest, trained, EXAMPLES),
        "choices": _choices(trained),
        "signers": signers_view(parts, folder),
        "path": str(folder),
    }


def _choices(trained: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """The values of each column of categories that occurred in training."""
    columns: Mapping[str, Any] = trained.get("columns", {})
    return {name: sorted(told["frequencies"]) for name, told in columns.items() if "frequencies" in told}


def comparison(parts: Parts, first: str, second: str) -> Json:
    """What differs between two versions.

    Raises:
        NotFoundError: If one of them does not exist.
    """
    found = [parts.registry.get(reference) for reference in (first, second)]
    one, other = ((version, manifest_of(parts, version)[1]) for version in found)
    names = [f"{version.name}@{version.version}" for version in found]
    differences = [dataclasses.asdict(each) for each in compare_versions(one, other)]
    return {"first": names[0], "second": names[1], "differences": differences}


def promote(parts: Parts, reference: str, stage: str, by: str) -> Json:
    """Move a version to a stage; a new champion makes the old one final. The journal tells who did.

    Args:
        parts: The workspace.
        reference: The version.
        stage: The stage.
        by: Who asks.

    Raises:
        NotFoundError: If there is no such version.
        InvalidInputError: If there is no such stage.
    """
    if stage not in set(Stage):
        raise InvalidInputError(f"{stage!r} is no stage", f"one of {', '.join(Stage)}")
    found = parts.registry.get(reference)
    return _staged(parts, found, Stage(stage), by)


def roll_back(parts: Parts, name: str, by: str) -> Json:
    """Make the newest final version before the champion champion again. The journal tells who did.

    Args:
        parts: The workspace.
        name: Name of the model.
        by: Who asks.

    Raises:
        NotFoundError: If there is no such model, or it never had another champion.
    """
    versions = [v for v in parts.registry.list() if v.name == name]
    champion = find_version(versions, f"{name}@{Stage.CHAMPION}")
    before = [v for v in versions if v.version < champion.version]
    earlier = find_version(before, f"{name}@{Stage.FINAL}")
    return _staged(parts, earlier, Stage.CHAMPION, by)


def _staged(parts: Parts, version: ModelVersion, stage: Stage, by: str) -> Json:
    moved = parts.registry.promote(version.name, version.version, stage)
    reason = f"version {moved.version}: {moved.stage} instead of {version.stage}, by {by}"
    told = {"reason": reason, "by": by, "version": moved.version, "before": version.stage.value}
    data = {**told, "stage": moved.stage.value}
    source = f"{SOURCE}{moved.name}"
    parts.journal.append(Event(new_id(), source, STAGED, moved.name, parts.clock.now(), data))
    return version_view(moved)


def export(parts: Parts, reference: str, target: BinaryIO) -> ModelVersion:
    """Write the bundle of a version as one file.

    Raises:
        NotFoundError: If there is none.
        InvalidInputError: If it is damaged.
    """
    version = parts.registry.get(reference)
    write_archive(parts.registry.bundle_path(version), target)
    return version


def take_in(parts: Parts, source: BinaryIO, by: str) -> Json:
    """Register the model of an archive as a draft; its content must be what its manifest says.

    Args:
        parts: The workspace.
        source: The archive.
        by: Who brings it; empty for the person at the machine.

    Raises:
        InvalidInputError: If it is no archive of a model, or was changed. Nothing is registered then.
    """
    with tempfile.TemporaryDirectory(prefix="stratum-model-") as folder:
        read_archive(source, Path(folder))
        return register(parts, Path(folder), by)


def export_layout(parts: Parts, reference: str, target: Path) -> ModelVersion:
    """Write the bundle of a version as an OCI image layout: a folder, or a file that ends with ``.tar``.

    Raises:
        NotFoundError: If there is no such version.
        InvalidInputError: If it is damaged, or the folder holds something.
    """
    version = parts.registry.get(reference)
    write_layout(parts.registry.bundle_path(version), str(version.version), target)
    return version


def export_mlflow(parts: Parts, reference: str, target: Path) -> ModelVersion:
    """Write a version in ONNX as a folder of MLflow's format.

    Raises:
        NotFoundError: If there is no such version.
        InvalidInputError: If that format cannot say it, or the folder holds something.
    """
    version = parts.registry.get(reference)
    write_mlflow(parts.registry.bundle_path(version), target)
    return version


def take_in_path(parts: Parts, path: Path, by: str) -> Json:
    """Register a model as a draft: an archive of ours, an OCI image layout, or a folder of MLflow.

    Raises:
        InvalidInputError: If it is none of them, or was changed. Nothing is registered then.
    """
    if not is_layout(path) and path.is_file():
        with path.open("rb") as file:
            return take_in(parts, file, by)
    with tempfile.TemporaryDirectory(prefix="stratum-model-") as folder:
        read = read_mlflow if is_mlflow(path) else read_layout
        read(path, Path(folder))
        return register(parts, Path(folder), by)


def register(parts: Parts, folder: Path, by: str) -> Json:
    """Register a bundle from outside as a draft, with who signed it; nothing changes where it is known.

    Where the workspace trusts signers, what others measured is left out.

    Args:
        parts: The workspace.
        folder: Holds the bundle; it is the caller's to throw away.
        by: Who brings it; empty for the person at the machine.

    Raises:
        InvalidInputError: If it is not as its manifest says, or what was measured of it was changed or
            cannot be.
    """
    asked, measured = trusted(parts), signers_of(folder, MEASURED, KIND)
    if asked and measured and asked.keys().isdisjoint(measured):
        (folder / MEASURED).unlink()
    known = {(version.name, version.version) for version in parts.registry.list()}
    version = parts.registry.register(folder, "", asked)
    if (version.name, version.version) not in known:
        origin = {"trigger": "import", "by": by}
        version = parts.registry.trace(version.name, version.version, origin)
    return {**version_view(version), "signers": signers_view(parts, parts.registry.bundle_path(version))}


def lineage(parts: Parts, reference: str) -> Json:
    """Data, commit and run behind a version, and the services that use it, as a graph.

    Raises:
        NotFoundError: If there is no such version.
    """
    version = parts.registry.get(reference)
    graph = lineage_graph(version, manifest_of(parts, version)[1], uses(parts, version), by_digest(parts))
    return dataclasses.asdict(graph)


def by_digest(parts: Parts) -> Mapping[str, str]:
    """The versions of the registry, such as ``late@3``, by digest of their bundles."""
    return {version.digest: f"{version.name}@{version.version}" for version in parts.registry.list()}


def behind(parts: Parts, application: str, service: str) -> Json:
    """Which versions answer in a service now, each with the data and the commit behind it.

    Raises:
        NotFoundError: If there is no such service.
    """
    found = [one for one in parts.deployments.services(application) if one.spec.name == service]
    if not found:
        raise NotFoundError(f"no service {service!r} runs in {application!r}", "see: stratum status")
    digests = [route.artifact.digest for route in found[0].routes]
    versions = [v for v in parts.registry.list() if v.digest in digests]
    told = [
        {**version_view(v), "lineage": dataclasses.asdict(manifest_of(parts, v)[1].lineage)} for v in versions
    ]
    return {"application": application, "service": service, "versions": told}


def uses(parts: Parts, version: ModelVersion) -> Sequence[Use]:
    """Services that name the version in a document, or run it."""
    running = {
        (application, state.spec.name)
        for application in parts.deployments.applications()
        for state in parts.deployments.services(application)
        if version.digest in {route.artifact.digest for route in state.routes}
    }
    named = {place for place, reference in _named(load(parts)) if _means(parts, reference, version)}
    return [Use(*place, place in running, place in named) for place in sorted(running | named)]


def _named(checked: Checked) -> Iterator[tuple[tuple[str, str], str]]:
    """The model services of all applications, each with the model that it names."""
    for application in checked.model.of_kind(DocumentKind.APPLICATION):
        for element in application.components():
            if checked.metamodel.is_a(element.type, MODEL_SERVICE):
                yield (application.name, element.name), text(element.attributes, "model", "")


def _means(parts: Parts, reference: str, version: ModelVersion) -> bool:
    try:
        return parts.registry.get(reference) == version
    except (NotFoundError, InvalidInputError):
        return False
