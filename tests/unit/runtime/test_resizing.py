"""Size and host of a running service, changed by hand."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.journal import Query
from stratum.deployment.logic import fold
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Kind,
    Limits,
    Probe,
    Route,
    ServiceSpec,
)
from stratum.language.tree import DocumentKind
from stratum.runtime.gauging import RULED, note_survey
from stratum.runtime.modelling import load
from stratum.runtime.resizing import Asked, change_by_hand
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

APP = "app"
MODEL = {
    "app.yaml": """stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, hostedOn: fog-1, topics: [rows, answers]}
  gate: {type: ReplayPublisher, hostedOn: edge-1, connectsTo: broker, pipeline: pipeline.yaml, dataset: raw,
         publishes: rows}
  scorer: {type: ModelService, model: risk, requires: {tier: [fog, cloud]}, qos: {p95Latency: 100 ms}}
  processor: {type: StreamProcessor, hostedOn: fog-1, connectsTo: [broker, {to: scorer, maxLatency: 5 ms}],
              consumes: rows, produces: answers}
""",
    "pipeline.yaml": """stratum: 1
kind: Pipeline
name: risk
blocks:
  raw: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: raw, columns: [id, time, size, late]}
  split: {type: SplitRandom, input: known}
  forest: {type: RandomForest, input: split}
  best: {type: ChooseBest, inputs: [forest], target: late, identifier: id, metric: roc_auc}
""",
    "site.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 1, memory: 512 MiB}
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB}
links:
  near: {between: [edge-1, fog-1], latency: 2 ms}
  far: {between: [fog-1, cloud-1], latency: 18 ms}
""",
    "rows.csv": "id,time,size,late\n1,2026-01-01T00:00:00,1,0\n",
}
MIB = 2**20
LIMITS = Limits(0.5, 256 * MIB)


def component(name: str, host: str = "fog-1") -> ComponentSpec:
    probe = Probe("http", "127.0.0.1", 8080, "/ready")
    ports = {"port": 8080}
    return ComponentSpec(
        name, name, "X", host, "127.0.0.1", Kind.SERVICE, ("x",), {}, ports, probe, limits=LIMITS
    )


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """A service on fog-1 (2 cores) beside a component that takes half a core there."""
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(MODEL, "first")
    route = Route("main", "1", Artifact("d", "/b/d"), "fog-1", "127.0.0.1", 1, LIMITS)
    scorer = component("scorer")
    gateway = dataclasses.replace(scorer, limits=Limits())
    service = ServiceSpec("scorer", scorer, gateway, 8080, (route,), None, 1, 6, Limits(1.6, 512 * MIB))
    made.deployments.apply(APP, Desired((component("broker"),), (service,)))
    note(made)
    return made


def note(parts: Parts) -> None:
    """What an apply notes of the model."""
    checked = load(parts)
    checked.refuse_errors()
    note_survey(parts, checked, checked.document(DocumentKind.APPLICATION, APP))


def main(parts: Parts) -> Route:
    return parts.deployments.services(APP)[0].routes[0]


def test_replicas_limits_and_host_change(parts: Parts) -> None:
    changed = change_by_hand(parts, APP, "scorer", Asked(replicas=2))
    assert (changed.before, changed.after) == ("1 x 0.5 cores on fog-1", "2 x 0.5 cores on fog-1")
    change_by_hand(parts, APP, "scorer", Asked(replicas=1, cpu=1.5, memory=512 * MIB))
    assert (main(parts).replicas, main(parts).limits) == (1, Limits(1.5, 512 * MIB))
    (entry, *_) = parts.journal.find(Query(source=fold.source_of(APP), type=fold.ROUTES))
    assert entry.event.data["by"] == "user"
    assert entry.event.data["reason"] == "by hand: 2 x 0.5 cores on fog-1 -> 1 x 1.5 cores on fog-1"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(replicas=7, cpu=0.1), "scorer would have 7 replicas"),
        (Asked(replicas=0), "scorer would have 0 replicas; the model bounds it to 1 to"),
        (Asked(cpu=1.6), "fog-1 has no room for 1 x 1.6 cores of scorer: 1.5 cores and 1.75 GiB are left"),
        (Asked(replicas=4), "fog-1 has no room for 4 x 0.5 cores of scorer: 1.5 cores and 1.75 GiB are left"),
        (Asked(memory=1024 * MIB), "memory is"),
        (Asked(host="moon"), "the model has no host 'moon'"),
        (Asked(host="edge-1"), "edge-1 does not fulfil what scorer requires"),
        (Asked(host="cloud-1"), "cloud-1 does not fulfil what scorer requires"),  # 18 ms from the processor
    ],
)
def test_what_is_out_of_bounds_or_room_is_refused_with_both_numbers(
    parts: Parts, asked: Asked, told: str
) -> None:
    before = main(parts)
    with pytest.raises(PermanentError) as caught:
        change_by_hand(parts, APP, "scorer", asked)
    assert told in caught.value.message
    assert caught.value.hint
    assert main(parts) == before


def test_an_unknown_service_lists_the_known_ones(parts: Parts) -> None:
    with pytest.raises(NotFoundError) as caught:
        change_by_hand(parts, APP, "score", Asked(replicas=2))
    assert caught.value.hint == "known: scorer"
    with pytest.raises(NotFoundError, match="other has no service"):
        change_by_hand(parts, "other", "scorer", Asked(replicas=2))


def edit(parts: Parts, old: str, new: str) -> None:
    file = parts.workspace.root / "app.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    note(parts)


def test_a_service_moves_where_its_model_allows(parts: Parts) -> None:
    edit(parts, "maxLatency: 5 ms", "maxLatency: 50 ms")
    changed = change_by_hand(parts, APP, "scorer", Asked(host="cloud-1"))
    assert changed.after == "1 x 0.5 cores on cloud-1"
    assert (main(parts).host, main(parts).address.startswith("127.")) == ("cloud-1", True)


def test_the_policy_that_may_change_it_again_is_told(parts: Parts) -> None:
    assert change_by_hand(parts, APP, "scorer", Asked(replicas=2)).policy == ""
    edit(parts, "qos: {p95", "scaling: {policy: hpa}, qos: {p95")
    assert change_by_hand(parts, APP, "scorer", Asked(replicas=1)).policy == "hpa"


def test_shrinking_is_never_a_matter_of_room(parts: Parts) -> None:
    change_by_hand(parts, APP, "scorer", Asked(replicas=3))
    hog = ComponentSpec(
        "hog",
        "hog",
        "X",
        "fog-1",
        "127.0.0.1",
        Kind.SERVICE,
        ("x",),
        {},
        {},
        Probe("tcp"),
        limits=Limits(1.0),
    )
    parts.deployments.apply("other", Desired((hog,)))
    change_by_hand(parts, APP, "scorer", Asked(replicas=2))
    with pytest.raises(InvalidInputError, match="no room"):
        change_by_hand(parts, APP, "scorer", Asked(replicas=3))


def test_the_same_model_is_noted_once_and_another_one_anew(parts: Parts) -> None:
    note(parts)
    query = Query(source=f"/resources/{APP}", type=RULED)
    (first,) = parts.journal.find(query)
    assert first.event.data["reason"] == "applied; nothing is scaled"
    edit(parts, "qos: {p95", "scaling: {policy: hpa}, qos: {p95")
    newest, _ = parts.journal.find(query)
    assert newest.event.data["reason"] == "applied with policies scorer: hpa"


def test_an_edit_that_was_not_applied_changes_nothing(parts: Parts) -> None:
    file = parts.workspace.root / "app.yaml"
    file.write_text(file.read_text().replace("maxLatency: 5 ms", "maxLatency: 50 ms"))
    with pytest.raises(InvalidInputError, match="cloud-1 does not fulfil"):
        change_by_hand(parts, APP, "scorer", Asked(host="cloud-1"))
