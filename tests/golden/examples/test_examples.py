"""The examples: each is a workspace without errors, and together they hold all earlier sample models."""

from pathlib import Path

import pytest

from stratum.compiler.blueprint import blueprint
from stratum.core.findings import Severity
from stratum.deployment.blueprint import Blueprint, Workload
from stratum.language.check import check_files, files_of
from stratum.language.library import library
from stratum.language.tree import Document, DocumentKind
from stratum.runtime.examples import example_files, example_names
from stratum.runtime.modelling import check_texts

TYPES = library()
WORKSPACE = Path("/ws")
SAMPLES = {
    "01-flights": ("delay-risk", "flight-delays"),
    "02-mininet": ("mininet",),
    "03-data-analytics": ("data-analytics", "spark-analytics"),
    "04-lamp": ("first-lamp", "lamp"),
    "05-lamp-hardware": ("lamp-hardware",),
    "06-data-analytics-hardware": ("data-analytics-hardware",),
    "07-node-mongo": ("first-node-mongo", "node-mongo"),
    "08-chat-server": ("chat-server",),
    "09-housing": ("air-temperature",),
    "10-cloud-edge": ("cloud-edge-analytics",),
    "11-aws": ("aws-analytics",),
    "12-azure": ("azure-analytics",),
    "13-five-regressors": ("wind-speed",),
    "14-six-classifiers": ("wine-grower",),
    "15-image-classification": ("digits", "digits-by-line"),
    "16-architecture": ("architecture", "wine-grower"),
    "17-shared-broker": ("arrivals-archive", "departure-hub", "late-arrivals"),
    "18-other-tasks": ("next-airports", "odd-tumours", "wine-groups"),
    "19-forecasting": ("temperatures-ahead",),
    "20-batch": ("air-temperature", "weather-estimates"),
}
"""The applications and pipelines of each example."""
INSTALLED = ("04-lamp", "05-lamp-hardware", "07-node-mongo", "08-chat-server", "10-cloud-edge")
"""Examples that are made of what can be installed on machines with a known system."""


def documents(example: str) -> dict[str, Document]:
    return dict(check_texts(WORKSPACE, example_files(example), TYPES).model.documents)


def blueprints(example: str) -> list[Blueprint]:
    checked = check_texts(WORKSPACE, example_files(example), TYPES)
    found = checked.model.documents
    return [
        blueprint(app, found[_beside(app)], checked.hosts[app.name], TYPES, found)
        for app in checked.model.of_kind(DocumentKind.APPLICATION)
    ]


def _beside(application: Document) -> str:
    return str(Path(application.file).with_name("infrastructure.yaml"))


def element_types(example: str) -> set[str]:
    return {element.type for document in documents(example).values() for element in document.elements}


def test_every_example_is_in_the_table() -> None:
    assert example_names() == tuple(SAMPLES)


@pytest.mark.parametrize("example", SAMPLES)
def test_an_example_is_checked_and_placed_without_errors(example: str) -> None:
    checked = check_texts(WORKSPACE, example_files(example), TYPES)
    assert [f.message for f in checked.findings if f.severity is not Severity.NOTE] == []
    assert {f.code for f in checked.findings} <= {"engine-unsupported", "library-absent"}
    kinds = (DocumentKind.APPLICATION, DocumentKind.PIPELINE)
    assert tuple(sorted(d.name for kind in kinds for d in checked.model.of_kind(kind))) == SAMPLES[example]


@pytest.mark.parametrize("example", SAMPLES)
def test_the_language_finds_nothing_in_an_example(example: str) -> None:
    texts = {name: text for name, text in example_files(example).items() if name.endswith(".yaml")}
    assert check_files(texts, TYPES).findings == ()


@pytest.mark.parametrize("example", SAMPLES)
def test_an_example_explains_itself_and_refers_to_its_own_files_only(example: str) -> None:
    files = example_files(example)
    assert example == "01-flights" or files["README.md"].startswith("# ")
    texts = {name: text for name, text in files.items() if name.endswith(".yaml")}
    named = files_of(check_files(texts, TYPES).model, TYPES)
    assert {file for file in named if not file.startswith("package:")} <= files.keys()


@pytest.mark.parametrize("example", INSTALLED)
def test_machines_say_their_system_and_every_workload_can_be_deployed(example: str) -> None:
    for made in blueprints(example):
        assert all(m.distribution and m.version for m in made.machines)
        assert all(_deployable(w) for w in made.workloads)
        assert {w.host for w in made.workloads} <= {m.name for m in made.machines}


def _deployable(workload: Workload) -> bool:
    return workload.container is not None or workload.system is not None


def test_cloud_and_edge_has_six_machines_and_what_the_picture_shows() -> None:
    (made,) = blueprints("10-cloud-edge")
    assert len(made.machines) == 6
    wires = {(w.name, wire.to) for w in made.workloads for wire in w.wires}
    assert wires == {
        ("edge-analytics", "kafka"),
        ("consumer", "kafka"),
        ("consumer", "database"),
        ("consumer", "analysis"),
        ("analysis", "search"),
        ("board-page", "search"),
    }


@pytest.mark.parametrize(("example", "provider"), [("11-aws", "aws"), ("12-azure", "azurerm")])
def test_services_of_a_cloud_have_resources_and_no_host(example: str, provider: str) -> None:
    (made,) = blueprints(example)
    services = [w for w in made.workloads if w.cloud is not None]
    assert len(services) >= 4
    assert {(w.cloud.provider if w.cloud else "", w.host) for w in services} == {(provider, "")}
    (machine,) = (m for m in made.machines if m.cloud is not None)
    assert machine.cloud is not None
    assert machine.cloud.provider == provider


def test_the_network_that_is_emulated_is_the_one_of_the_first_sample() -> None:
    found = documents("02-mininet")
    site = next(d for d in found.values() if d.kind is DocumentKind.INFRASTRUCTURE)
    ends = {frozenset(link.targets("between")) for link in site.within("links")}
    assert ends == {
        frozenset({"host-1", "switch-1"}),
        frozenset({"switch-1", "switch-2"}),
        frozenset({"host-2", "switch-2"}),
    }
    assert {link.attributes["latency"] for link in site.within("links")} == {0.005}


def test_all_kinds_of_blocks_of_the_architecture_are_there() -> None:
    wanted = (
        *("Sensor", "Actuator", "EdgeGateway", "EdgeAnalyticsApplication", "LogCollector", "NodeExporter"),
        *("SocialDataCollector", "MqttCollector", "HttpCollector", "IngestionTool", "StreamEngine"),
        *("BatchEngine", "Database", "Storage", "VisualisationTool", "Notebook", "Library", "ModelService"),
    )
    types = [TYPES.type(name) for name in element_types("16-architecture")]
    assert [name for name in wanted if not any(t.is_a(name) for t in types)] == []


def test_layers_follow_each_other_in_the_order_of_the_picture() -> None:
    (pipeline,) = [d for d in documents("15-image-classification").values() if d.name == "digits"]
    layers = pipeline.parts("network")
    kinds = ["Reshape", "Convolutional", "Pooling", "Convolutional", "Pooling", "Dense", "Dense"]
    assert [layer.type for layer in layers] == [f"{kind}Layer" for kind in kinds]
    assert [layer.targets("follows") for layer in layers[1:]] == [(layer.name,) for layer in layers[:-1]]
