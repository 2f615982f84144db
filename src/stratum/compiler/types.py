"""What the compiler is told by the runtime, and what it asks for, as values."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.compiler.selection import Selected
from stratum.core.bundles import ONNX
from stratum.core.topology import Host
from stratum.data.types import SourceSpec, StepSpec

BlockRef = tuple[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class BundleRef:
    """A trained model that a reference of the application stands for.

    Attributes:
        name: Name of the model, by which clients ask for it.
        version: Its version.
        path: Absolute path of the bundle's directory.
        digest: Identity of its content.
        form: Of the model, ``onnx`` or ``skops``.
        images: Whether its rows hold images.
    """

    name: str
    version: str
    path: str
    digest: str
    form: str = ONNX
    images: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Needs:
    """What has to be there before an application can be compiled.

    Attributes:
        models: References to models, such as ``delay-risk`` or ``delay-risk@3``.
        datasets: Pipeline file and block of each dataset that is replayed.
        batches: Pipeline file and block of the rows of each batch predictor.
    """

    models: tuple[str, ...]
    datasets: tuple[BlockRef, ...]
    batches: tuple[BlockRef, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Blocks:
    """Sources and steps in an order that respects their inputs."""

    sources: tuple[SourceSpec, ...]
    steps: tuple[StepSpec, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a model that is written as files of other tools.

    Attributes:
        commit: The state of the model, for the heads of files; empty for none.
        forms: Form of each trained model by reference, and whether its rows hold images; without those that
            were not trained yet.
        signers: Public keys, one of which has to have signed each model; empty where none is asked for.
    """

    commit: str = ""
    forms: Mapping[str, tuple[str, bool]] = dataclasses.field(default_factory=dict)
    signers: tuple[str, ...] = ()


NOTHING: Final = Known()
"""Beside a model of which nothing more is known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """What names of the model stand for on this machine.

    Attributes:
        addresses: IP address by host.
        directories: Absolute directory by component.
        bundles: By reference to a model, as in ``Needs.models``.
        datasets: Absolute path of a Parquet file, by pipeline file and block, as in ``Needs.datasets``.
        engine: Name of the engine that runs the application.
        selected: Components of other applications, by the element that stands for each.
        signers: Public keys, one of which has to have signed each model; empty where none is asked for.
        machines: The modelled hosts by name; in containers, which are hosts of their own, by component.
        cluster: Absolute path of the certificates of its training cluster.
        batches: Sources and steps behind the rows of each batch predictor, as in ``Needs.batches``.
        roots: Absolute paths of the folders that sources of batch predictors may read files from.
    """

    addresses: Mapping[str, str]
    directories: Mapping[str, str]
    bundles: Mapping[str, BundleRef]
    datasets: Mapping[BlockRef, str]
    engine: str = "local"
    selected: Mapping[str, Selected] = dataclasses.field(default_factory=dict)
    signers: tuple[str, ...] = ()
    machines: Mapping[str, Host] = dataclasses.field(default_factory=dict)
    cluster: str = ""
    batches: Mapping[BlockRef, Blocks] = dataclasses.field(default_factory=dict)
    roots: tuple[str, ...] = ()
