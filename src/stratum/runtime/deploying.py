"""From a checked application to components that run: resolve, compile, record, wait."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from stratum.compiler.check import unreachable
from stratum.compiler.deployment import desired_state, needs
from stratum.compiler.pipeline import replayable
from stratum.compiler.placement import hosts
from stratum.compiler.types import BlockRef, Blocks, BundleRef, Resolved
from stratum.core.bundles import MANIFEST
from stratum.core.clock import Clock
from stratum.core.errors import PermanentError, TransientError
from stratum.data.bounds import check
from stratum.deployment.types import ComponentSpec, Desired, Observed, State
from stratum.language.check import in_order
from stratum.language.tree import Document, DocumentKind
from stratum.registry.logic.bundles import parse_manifest
from stratum.runtime.checked import Checked
from stratum.runtime.clusters import cluster_folder, enrol_parts
from stratum.runtime.reliance import selected_by
from stratum.runtime.vouching import trusted, vouched_path
from stratum.runtime.wiring import Parts

SETTLED = frozenset({State.READY, State.DONE})


def compile_application(
    parts: Parts, checked: Checked, name: str | None, engine: str | None = None
) -> Desired:
    """What should run of an application, ready to be applied.

    Args:
        parts: The workspace.
        checked: Its model.
        name: Of the application; None where there is only one.
        engine: Name of the engine that is to run it; None for that of the settings.

    Raises:
        ModelError: If the model has errors.
        NotFoundError: If it needs a model that was not trained, or there is no such engine.
        TransientError: If the engine cannot run anything now.
    """
    document = checked.document(DocumentKind.APPLICATION, name)
    checked.refuse_errors(document)
    application = checked.located(document)
    placement = checked.hosts[application.name]
    chosen = engine or parts.settings.engine
    refuse_silent_engine(parts, chosen)
    resolved = resolve(parts, checked, application, chosen)
    pipelines = {d.file: d for d in map(checked.located, checked.model.of_kind(DocumentKind.PIPELINE))}
    return desired_state(application, placement, pipelines, checked.metamodel, resolved)


def refuse_silent_engine(parts: Parts, engine: str) -> None:
    """Say why an engine cannot run anything, before something is prepared for it.

    Raises:
        TransientError: If it cannot.
        NotFoundError: If there is no such engine.
    """
    why = parts.backends[engine].check()
    if why:
        raise TransientError(f"engine {engine}: {why}", "start it, or deploy with another --engine")


def with_engine(parts: Parts, checked: Checked, engine: str | None = None) -> Checked:
    """``checked`` with what is found where the engine that is to run the applications cannot.

    Raises:
        NotFoundError: If there is no such engine.
    """
    chosen = engine or parts.settings.engine
    why = parts.backends[chosen].check()
    if not why:
        return checked
    found = [unreachable(a, chosen, why) for a in checked.model.of_kind(DocumentKind.APPLICATION)]
    return dataclasses.replace(checked, findings=in_order((*checked.findings, *found)))


def prepare(parts: Parts, desired: Desired) -> None:
    """Get ready what the components need before they are started, such as images and certificates.

    Raises:
        TransientError: If it cannot now.
        NotFoundError: If this installation lacks something that they need.
    """
    specs = list(desired.components)
    for service in desired.services:
        specs += filter(None, (service.replica, service.gateway, service.activator))
    enrol_parts(parts, specs)
    commands = [command for spec in specs for command in (spec.command, spec.after_ready) if command]
    parts.backends[desired.engine].prepare(commands)


def resolve(parts: Parts, checked: Checked, application: Document, engine: str) -> Resolved:
    """What the names of an application stand for where an engine runs it."""
    wanted = needs(application)
    bundles = {reference: _bundle(parts, reference) for reference in wanted.models}
    datasets = _datasets(parts, checked, wanted.datasets)
    root = parts.deployments_root / application.name
    return Resolved(
        addresses=addresses(parts, checked, application, engine),
        directories={
            **{e.name: str(root / e.name) for e in application.components()},
            **{e.name: str(parts.deployments_root / e.select) for e in application.selected()},
        },
        bundles=bundles,
        datasets=datasets,
        engine=engine,
        selected=selected_by(checked, application),
        signers=tuple(sorted(trusted(parts))),
        machines={host.name: host for host in hosts(checked.infrastructure_of(application))},
        cluster=str(cluster_folder(parts, application.name)),
        batches=_batches(parts, checked, wanted.batches),
        roots=tuple(map(str, parts.open_roots)) if wanted.batches else (),
    )


def _datasets(parts: Parts, checked: Checked, wanted: Iterable[BlockRef]) -> Mapping[BlockRef, str]:
    """Path of each dataset, made where needed; what needs none does without the data libraries."""
    references = tuple(wanted)
    if not references:
        return {}
    from stratum.runtime.gathering import dataset

    return {ref: dataset(parts, checked, *ref) for ref in references}


def _batches(parts: Parts, checked: Checked, wanted: Iterable[BlockRef]) -> Mapping[BlockRef, Blocks]:
    """Sources and steps of the rows of each batch predictor, which reads them itself.

    Raises:
        InvalidInputError: If a file is in no open folder.
    """
    found = {}
    for file, block in wanted:
        relative = Path(file).relative_to(checked.root).as_posix()
        document = checked.located(checked.document(DocumentKind.PIPELINE, relative))
        blocks = replayable(document, block, checked.absolute_texts(), checked.metamodel)
        for source in blocks.sources:
            check(source, parts.open_roots)
        found[file, block] = blocks
    return found


def addresses(
    parts: Parts, checked: Checked, application: Document, engine: str | None = None
) -> Mapping[str, str]:
    """IP address of each modelled host.

    Args:
        parts: The workspace.
        checked: Its model.
        application: Whose hosts.
        engine: Which engine plays them; None for the one that runs the application, or would.
    """
    chosen = engine or parts.deployments.engine(application.name) or parts.settings.engine
    names = [host.name for host in hosts(checked.infrastructure_of(application))]
    return parts.backends[chosen].addresses(str(parts.workspace.root), names)


def _bundle(parts: Parts, reference: str) -> BundleRef:
    version = parts.registry.get(reference)
    path = vouched_path(parts, version)
    manifest = parse_manifest(str(path), (path / MANIFEST).read_bytes())
    return BundleRef(
        version.name, str(version.version), str(path), version.digest, manifest.form, manifest.images
    )


def wait_for(
    observe: Callable[[], Sequence[Observed]],
    desired: Callable[[], Sequence[ComponentSpec]],
    clock: Clock,
    pause: Callable[[float], object],
    watch: Callable[[Observed], None],
    limit: float = 90.0,
) -> None:
    """Wait until every component is ready or done with its present specification.

    Args:
        observe: Gives the present states.
        desired: Gives what should run, which may change meanwhile; empty waits until nothing is left.
        clock: The time.
        pause: Waits some seconds.
        watch: Called with each change of a state.
        limit: Seconds after which this gives up.

    Raises:
        PermanentError: If a component failed; the message holds its reason.
        TransientError: If the limit has passed; the message names who is missing and why.
    """
    deadline = clock.monotonic() + limit
    seen: dict[str, tuple[State, str]] = {}
    while True:
        now = observe()
        wanted = {spec.name: spec.digest() for spec in desired()}
        for one in now:
            if seen.get(one.name) != (one.state, one.reason):
                seen[one.name] = (one.state, one.reason)
                watch(one)
        missing = unsettled(wanted, now)
        if not missing:
            return
        if clock.monotonic() > deadline:
            raise TransientError(
                f"not ready after {limit:.0f} s: {'; '.join(missing)}", "see: stratum logs NAME"
            )
        pause(0.1)


def unsettled(wanted: Mapping[str, str], now: Sequence[Observed]) -> list[str]:
    """Who is not yet as wanted, with the reason of each.

    Args:
        wanted: Digest of the specification by component.
        now: The present states.

    Raises:
        PermanentError: If a wanted component failed.
    """
    found = {one.name: one for one in now}
    for one in now:
        if one.state is State.FAILED and one.name in wanted:
            raise PermanentError(f"{one.name} failed: {one.reason}", f"see: stratum logs {one.name}")
    late = [name for name, digest in wanted.items() if not _is_settled(found.get(name), digest)]
    gone = [one.name for one in now if one.name not in wanted]
    return [f"{name} ({_reason(found.get(name))})" for name in (*late, *gone)]


def _is_settled(one: Observed | None, digest: str) -> bool:
    return one is not None and one.digest == digest and one.state in SETTLED


def _reason(one: Observed | None) -> str:
    return "not started" if one is None else f"{one.state}: {one.reason}" if one.reason else str(one.state)
