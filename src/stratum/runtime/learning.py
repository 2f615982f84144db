"""Training a pipeline of the workspace and registering what comes out."""

import dataclasses
from pathlib import Path

from stratum.core.errors import NotFoundError, StratumError
from stratum.registry.types import ModelVersion, Stage
from stratum.runtime import plugins
from stratum.runtime.checked import Checked
from stratum.runtime.clusters import meeting
from stratum.runtime.coding import with_code
from stratum.runtime.gathering import readers
from stratum.runtime.profiling import measure, profile_version, words
from stratum.runtime.recording import Watch, plan_of, recorded, run_id
from stratum.runtime.specifying import ordered, specification
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import TABLES, Parts
from stratum.training.ensembling import with_ensembles
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order
from stratum.training.ports import Workforce
from stratum.training.publishing import TrainingResult, publish
from stratum.training.records import RunFolder
from stratum.training.service import Workshop, train
from stratum.training.types import ModelName, PipelineSpec

RENDERERS = "stratum.training.renderers"


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """What a training left.

    Attributes:
        result: The run and its files.
        version: The registered version.
        spec: What was trained.
    """

    result: TrainingResult
    version: ModelVersion
    spec: PipelineSpec


def workshop(parts: Parts, executor_name: str = "", cluster: str = "") -> Workshop:
    """What training works with, put together from plug-ins.

    Args:
        parts: The platform.
        executor_name: Of what runs the candidates; the one of the settings where empty.
        cluster: Application whose training cluster does the work; empty for this machine.

    Raises:
        NotFoundError: If there is no such executor, or no such cluster is deployed.
        InvalidInputError: If the executor works on one machine alone.
    """
    meet = meeting(parts, cluster) if cluster else None
    make = plugins.load("stratum.training.executors", executor_name or parts.settings.executor)
    frameworks = plugins.load_all("stratum.training.frameworks")
    return Workshop(
        readers=readers(parts),
        frameworks=with_ensembles({name: framework() for name, framework in frameworks.items()}),
        executor=make(Workforce(parts.settings.workers, parts.clock, meet)),
        cache=parts.state / TABLES,
        clock=parts.clock,
        commit=parts.workspace.revision().commit,
        measure=measure,
    )


def train_pipeline(
    parts: Parts, checked: Checked, pipeline: str | None, watch: Watch, order: Order | None = None
) -> Trained:
    """Train a pipeline, register the best candidate, write report and notebook, measure what it needs.

    The candidates are compared with the champion of the registry too, where there is one.

    Args:
        parts: The platform.
        checked: The model of the workspace, without errors in the pipeline.
        pipeline: Its name or file; None where there is only one.
        watch: Called with each step.
        order: How it is trained; as the pipeline and the settings say where None.

    Raises:
        StratumError: As ``stratum.training.service.train`` and ``stratum.registry.service`` say.
        KeyboardInterrupt: If somebody asked for its end.
    """
    order = order or Order()
    spec = with_code(parts, ordered(specification(checked, pipeline), order), checked.root)
    folder = RunFolder(parts.runs_root / (order.run or run_id(parts, spec.name)))
    shop = workshop(parts, order.executor, order.cluster)
    with recorded(folder, plan_of(parts, spec, order), parts.clock, watch) as tell:
        if order.resume:
            folder.mend()
            tell(Progress("resumed", message="goes on with what was not finished"))
        try:
            shop = with_champion(parts, shop, champion_of(parts, spec.name))
        except StratumError as error:
            tell(Progress("alone", message=f"no comparison with the champion: {error.message}"))
        trained = train_specification(parts, spec, shop, folder.path, tell)
        tell(Progress("registered", f"{trained.version.name}@{trained.version.version}"))
        return render_run(measured(parts, trained, tell))


def champion_of(parts: Parts, name: str) -> ModelVersion | None:
    """The champion of a model; None where there is none."""
    try:
        return parts.registry.get(f"{name}@{Stage.CHAMPION}")
    except NotFoundError:
        return None


def with_champion(parts: Parts, shop: Workshop, champion: ModelVersion | None) -> Workshop:
    """A workshop whose candidates are compared with a version.

    Raises:
        StratumError: If its bundle is gone or damaged, or nobody vouches for it whom the workspace trusts.
    """
    if champion is None:
        return shop
    name = ModelName(champion.name, champion.version, champion.digest)
    parents = {f"{champion.name}@{champion.version}": champion.digest}
    return dataclasses.replace(shop, champion=vouched_path(parts, champion), rival=name, parents=parents)


def measured(parts: Parts, trained: Trained, watch: Watch) -> Trained:
    """The version with what it needs; one that cannot be measured now goes without, and that is said.

    Args:
        parts: The platform.
        trained: A registered version.
        watch: Told of it.
    """
    began = parts.clock.monotonic()
    try:
        version = profile_version(parts, trained.version)
    except StratumError as error:
        watch(Progress("measured", trained.version.name, message=f"not measured: {error.message}"))
        return trained
    seconds = parts.clock.monotonic() - began
    for variant, profile in version.profiles.items():
        name = f"{version.name} {variant}".rstrip()
        watch(Progress("measured", name, seconds, message=words(profile)))
    return dataclasses.replace(trained, version=version)


def train_specification(
    parts: Parts, spec: PipelineSpec, shop: Workshop, folder: Path, watch: Watch
) -> Trained:
    """Train what a specification says and register the best candidate; no documents are written.

    Args:
        parts: The platform.
        spec: What is trained.
        shop: What with.
        folder: Of the run.
        watch: Called with each step.

    Raises:
        StratumError: As ``stratum.training.service.train`` and ``stratum.registry.service`` say.
    """
    result = train(spec, shop, folder, watch)
    return Trained(result, parts.registry.register(result.bundle, folder.name), spec)


def render_run(trained: Trained) -> Trained:
    """Write report and notebook of a run beside its record.

    Raises:
        PermanentError: If the disk is full or cannot be written.
    """
    renderers = plugins.load_all(RENDERERS)
    told = dataclasses.replace(trained.result.run, profiles=trained.version.profiles)
    result = dataclasses.replace(trained.result, run=told)
    run = publish(result, trained.spec, trained.version.version, renderers)
    return dataclasses.replace(trained, result=dataclasses.replace(trained.result, run=run))
