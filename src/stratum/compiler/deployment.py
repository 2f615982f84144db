"""From a checked and placed application to the specifications of its components."""

import json
from collections.abc import Mapping

from stratum.compiler import engines
from stratum.compiler.attributes import group, text
from stratum.compiler.listening import allocate
from stratum.compiler.order import dependencies, start_order
from stratum.compiler.paths import resolve
from stratum.compiler.placement import amount
from stratum.compiler.programs.catalogue import BUILDERS
from stratum.compiler.programs.context import PROVISION, Context, Program
from stratum.compiler.types import Needs, Resolved
from stratum.deployment.types import ComponentSpec, Kind, Limits
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element

SPEC = "spec.json"
MODULE = "stratum.runtime.component"


def needs(application: Document) -> Needs:
    """The trained models and datasets that an application refers to, each once."""
    models = [text(e.attributes, "model") for e in application.elements if "model" in e.attributes]
    datasets = [
        (resolve(application.file, text(e.attributes, "pipeline")), text(e.attributes, "dataset"))
        for e in application.elements
        if "dataset" in e.attributes
    ]
    return Needs(tuple(dict.fromkeys(models)), tuple(dict.fromkeys(datasets)))


def component_specs(
    application: Document,
    hosts: Mapping[str, str],
    pipelines: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> tuple[ComponentSpec, ...]:
    """The components of an application in the order in which they start.

    Args:
        application: Checked, and supported by the engine (``compiler.check``).
        hosts: Host by component, from ``compiler.placement.placed``.
        pipelines: The pipeline documents that it refers to, by file.
        metamodel: Its types.
        resolved: What names stand for on this machine.

    Raises:
        InvalidInputError: If a name stands for nothing, or a rule is broken that checking finds.
    """
    ports = allocate(application, metamodel, hosts)
    context = Context(application, metamodel, resolved, hosts, ports, pipelines)
    waits = dependencies(application, metamodel)
    elements = {e.name: e for e in application.elements}
    return tuple(
        _component(context, elements[name], waits[name]) for name in start_order(waits) if name in elements
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
        command=_command(context, element, name, SPEC),
        files=_files(program),
        ports=context.ports[element.name],
        readiness=program.readiness,
        after_ready=_after_ready(context, element, program),
        depends_on=waits,
        limits=Limits(required.cpu, required.memory),
        scrape=program.scrape,
    )


def _command(context: Context, element: Element, program: str, file: str) -> tuple[str, ...]:
    directory = context.resolved.directories[element.name]
    return (context.resolved.python, "-m", MODULE, program, f"{directory}/{file}")


def _after_ready(context: Context, element: Element, program: Program) -> tuple[str, ...]:
    if program.after_ready is None:
        return ()
    return _command(context, element, program.after_ready[0], PROVISION)


def _files(program: Program) -> dict[str, str]:
    files = {SPEC: _json(program.spec)}
    if program.after_ready is not None:
        files[PROVISION] = _json(program.after_ready[1])
    return files


def _json(value: Mapping[str, object]) -> str:
    """Equal values give equal text; indented, because people read these files."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
