"""How the platform's own programs run in containers of other tools: images of ``deployment.images``.

In a container a program finds the others by their names, its own address when it starts, and models, datasets
and embedded databases under ``/var/lib/stratum``.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum import __version__
from stratum.compiler.attributes import text
from stratum.compiler.deployment import needs
from stratum.compiler.engines import LOCAL, implementation, program
from stratum.compiler.listening import allocate
from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.predictors import ROLE
from stratum.compiler.programs.catalogue import BUILDERS
from stratum.compiler.programs.context import Context
from stratum.compiler.programs.service import MODULE, PROGRAM, READY, as_file, model_server
from stratum.compiler.selection import selections
from stratum.compiler.types import Blocks, BundleRef, Known, Resolved
from stratum.core.bundles import MANIFEST, ONNX
from stratum.core.topology import Host
from stratum.data.types import SourceSpec
from stratum.deployment.blueprint import Bind, ContainerRecipe, Health
from stratum.deployment.images.roles import PLAIN, ROLES
from stratum.deployment.logic.addresses import OWN_ADDRESS
from stratum.deployment.types import Mount, Probe
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element

SPEC: Final = "/etc/stratum/spec.json"
LIBRARY: Final = "/var/lib/stratum"
_ASK: Final = (
    "import socket, urllib.request as r; "
    "r.urlopen('http://%s:{port}{path}' % socket.gethostbyname(socket.gethostname()), timeout=2)"
)
_ELSEWHERE: Final = frozenset({"requires", "qos", "scaling", "keep", "container", "description", "id"})


def context_of(
    application: Document,
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    elsewhere: Mapping[str, str],
    machines: Mapping[str, Host],
    known: Known,
) -> Context:
    """The application as it is compiled for containers, where each component has an address of its own.

    Args:
        application: Checked.
        documents: The pipelines that it refers to and the applications that it selects from, by file.
        metamodel: Their types.
        elsewhere: Address of each component of another application, by the element that stands for it.
        machines: The host of each component.
        known: What is known beside the model.
    """
    names = [element.name for element in application.components()]
    wanted = needs(application)
    selected = selections(application, documents.values(), metamodel, {})
    resolved = Resolved(
        addresses={**{name: name for name in names}, **elsewhere},
        directories={name: f"{LIBRARY}/{name}" for name in (*names, *selected)},
        bundles={reference: _bundle(reference, known) for reference in wanted.models},
        datasets={dataset: f"{LIBRARY}/datasets/{_file(dataset)}" for dataset in wanted.datasets},
        batches={ref: _kept(ref) for ref in wanted.batches},
        roots=(f"{LIBRARY}/datasets",),
        engine="containers",
        cluster=f"{LIBRARY}/cluster",
        selected=selected,
        signers=known.signers,
        machines=machines,
    )
    ports = {**allocate(application, metamodel, {}), **{n: other.ports for n, other in selected.items()}}
    hosts = {name: name for name in (*names, *elsewhere)}
    return Context(application, metamodel, resolved, hosts, ports, documents, {})


def _bundle(reference: str, known: Known) -> BundleRef:
    name, _, version = reference.partition("@")
    form, images = known.forms.get(reference, (ONNX, False))
    return BundleRef(name, version or "latest", f"{LIBRARY}/models/{name}", "", form, images)


def _kept(rows: tuple[str, str]) -> Blocks:
    """Rows of a batch predictor where no pipeline is: a file that a person puts there."""
    place = {"path": f"{LIBRARY}/datasets/{_file(rows)}"}
    return Blocks((SourceSpec(rows[1], "parquet", place),), ())


def _file(dataset: tuple[str, str]) -> str:
    pipeline, block = dataset
    stem = pipeline.rpartition("/")[2].rpartition(".")[0]
    return f"{stem}-{block}.parquet"


def own_image(context: Context, element: Element) -> ContainerRecipe | None:
    """How a component runs in an image of the platform; None where none of its programs runs it.

    Raises:
        InvalidInputError: If a rule is broken that checking finds.
    """
    name = program(context.metamodel, element)
    if name == PROGRAM:
        return _model(context, element)
    if name not in BUILDERS:
        return None
    made = BUILDERS[name](context, element)
    recipe = _recipe(context, element, name, {**made.spec}, _health(made.readiness))
    return dataclasses.replace(
        recipe,
        volumes=_volumes(context, element),
        binds=(*_models(context, element), *_binds(made.mounts)),
    )


def provisioning(context: Context, element: Element) -> ContainerRecipe | None:
    """What has to run once after a component is there, such as what makes the streams of a broker."""
    name = program(context.metamodel, element)
    made = BUILDERS[name](context, element) if name in BUILDERS else None
    if made is None or made.after_ready is None:
        return None
    task, spec = made.after_ready
    return _recipe(context, element, task, {**spec}, None)


def _model(context: Context, element: Element) -> ContainerRecipe:
    bundle = context.resolved.bundles[text(element.attributes, "model")]
    port = context.ports[element.name]["port"]
    program_name, more = model_server(context, element, bundle)
    spec = {"address": OWN_ADDRESS, "port": port, "name": bundle.name, "version": bundle.version}
    told = {**spec, "bundle": bundle.path, **more}
    recipe = _recipe(context, element, program_name, told, _health(Probe("http", port=port, path=READY)))
    return dataclasses.replace(recipe, binds=tuple(_models(context, element)))


def _models(context: Context, element: Element) -> Iterator[Bind]:
    """The bundle of the model that a component serves or asks, if it names one."""
    if "model" in element.attributes:
        bundle = context.resolved.bundles[text(element.attributes, "model")]
        about = f"the bundle of model {bundle.name}, a folder with {MANIFEST}"
        yield Bind(f"./models/{bundle.name}", bundle.path, about=about)


def _recipe(
    context: Context, element: Element, name: str, spec: dict[str, object], health: Health | None
) -> ContainerRecipe:
    if "address" in spec:
        spec["address"] = OWN_ADDRESS
    role = next((role for role in ROLES if name in role.programs), PLAIN)
    return ContainerRecipe(
        image=f"stratum/{role.name}",
        tag=__version__,
        command=("python", "-m", MODULE, name, SPEC),
        files={SPEC: as_file(spec)},
        health=health,
        built=True,
        uses=frozenset(_uses(context.application, element)),
    )


def _uses(application: Document, element: Element) -> Iterator[str]:
    path = application.path(element)
    for name in element.attributes:
        if name not in _ELSEWHERE:
            yield f"{path}.{name}"
    for other in application.selected():
        if other.name in element.targets(CONNECTS_TO):
            yield f"{path}.{CONNECTS_TO}.{other.name}"


def _health(probe: Probe) -> Health | None:
    if probe.kind != "http":
        return None
    code = _ASK.format(port=probe.port, path=probe.path)
    return Health(("python", "-c", code), http=probe.path, port=probe.port)


def _volumes(context: Context, element: Element) -> dict[str, str]:
    """The folders of embedded databases, its own and those of what it connects to; and of runs."""
    names = (element.name, *element.targets(CONNECTS_TO))
    types = {
        other.name: context.metamodel.type(other.type)
        for other in map(context.application.element, names)
        if other is not None
    }
    return {name: f"{LIBRARY}/{name}" for name, kind in types.items() if kind.colocated or kind.role == ROLE}


def _binds(mounts: Iterable[Mount]) -> Iterator[Bind]:
    """What a person has to put beside the files: datasets, and the certificates of a cluster."""
    for mount in mounts:
        if mount.path.endswith(".parquet"):
            yield _dataset(mount.path)
        elif mount.path.startswith(f"{LIBRARY}/cluster/"):
            name = mount.path.rpartition("/")[2]
            about = f"ca.pem, own.pem and own.key of {name}, from .stratum/clusters after stratum apply"
            yield Bind(f"./cluster/{name}", mount.path, about=about)


def _dataset(path: str) -> Bind:
    name = path.rpartition("/")[2]
    return Bind(f"./datasets/{name}", path, about="the rows that are replayed, as Parquet")


def kind_of(metamodel: Metamodel, element: Element) -> str:
    """``task`` for a program that runs to its end, else ``service``."""
    return text(implementation(metamodel, element, LOCAL), "kind", "service")
