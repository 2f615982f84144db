"""From a checked and placed application to the specifications of its components."""

from collections.abc import Mapping

from stratum.compiler import engines
from stratum.compiler.attributes import group, text
from stratum.compiler.listening import allocate, replica_ports
from stratum.compiler.order import dependencies, start_order
from stratum.compiler.paths import resolve
from stratum.compiler.placement import amount
from stratum.compiler.programs.batch import ROWS
from stratum.compiler.programs.catalogue import BUILDERS
from stratum.compiler.programs.context import PROVISION, Context, Program
from stratum.compiler.programs.monitor import KEEP, baseline_of, monitors
from stratum.compiler.programs.service import PROGRAM, SPEC, as_file, model_service, run
from stratum.compiler.types import BlockRef, Needs, Resolved
from stratum.deployment.types import ComponentSpec, Desired, Kind, Limits
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element


def needs(application: Document) -> Needs:
    """The trained models and datasets that an application refers to, each once."""
    models = [text(e.attributes, "model") for e in application.components() if "model" in e.attributes]
    models += [baseline_of(e) for e in application.components() if KEEP in e.attributes]
    return Needs(tuple(dict.fromkeys(models)), _named(application, "dataset"), _named(application, ROWS))


def _named(application: Document, attribute: str) -> tuple[BlockRef, ...]:
    """Pipeline file and block of each component that names a block, each once."""
    found = [
        (resolve(application.file, text(e.attributes, "pipeline")), text(e.attributes, attribute))
        for e in application.components()
        if {"pipeline", attribute} <= e.attributes.keys()
    ]
    return tuple(dict.fromkeys(found))


def desired_state(
    application: Document,
    hosts: Mapping[str, str],
    pipelines: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> Desired:
    """What should run of an application: components in the order in which they start, and services.

    Args:
        application: Checked, and supported by the engine (``compiler.check``).
        hosts: Host by component, from ``compiler.placement.placed``.
        pipelines: The pipeline documents that it refers to, by file.
        metamodel: Its types.
        resolved: What names stand for on this machine.

    Raises:
        InvalidInputError: If a name stands for nothing, or a rule is broken that checking finds.
    """
    own = allocate(application, metamodel, hosts)
    ports = {**own, **{name: other.ports for name, other in resolved.selected.items()}}
    bases = replica_ports(application, metamodel, own)
    context = Context(application, metamodel, resolved, hosts, ports, pipelines, bases)
    waits = dependencies(application, metamodel)
    elements = {e.name: e for e in application.components()}
    order = [elements[name] for name in start_order(waits) if name in elements]
    served = [e for e in order if engines.program(metamodel, e) == PROGRAM]
    components = [_component(context, e, waits[e.name]) for e in order if e not in served]
    return Desired(
        components=(*components, *monitors(context)),
        services=tuple(model_service(context, e, waits[e.name]) for e in served),
        engine=resolved.engine,
    )


def _component(context: Context, element: Element, waits: tuple[str, ...]) -> ComponentSpec:
    name = engines.program(context.metamodel, element)
    if name not in BUILDERS:
        raise engines.unsupported(element, engines.LOCAL)
    program = BUILDERS[name](context, element)
    required = amount(group(element.attributes, "requires"))
    told = engines.implementation(context.metamodel, element, engines.LOCAL)
    return ComponentSpec(
        name=element.name,
        element=context.application.path(element),
        type=element.type,
        host=context.hosts[element.name],
        address=context.address(element.name),
        kind=Kind(text(told, "kind", Kind.SERVICE.value)),
        command=run(name, SPEC),
        files=_files(program),
        ports=context.ports[element.name],
        readiness=program.readiness,
        after_ready=run(program.after_ready[0], PROVISION) if program.after_ready else (),
        depends_on=waits,
        limits=Limits(required.cpu, required.memory),
        scrape=program.scrape,
        artifacts=program.artifacts,
        mounts=program.mounts,
    )


def _files(program: Program) -> dict[str, str]:
    files = {SPEC: as_file(program.spec)}
    if program.after_ready is not None:
        files[PROVISION] = as_file(program.after_ready[1])
    return files
