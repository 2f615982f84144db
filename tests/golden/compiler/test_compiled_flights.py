"""What the example ``01-flights`` compiles to, as JSON files that people review.

Written anew by ``python tests/golden/compiler/test_compiled_flights.py``, never by a test run.
"""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from stratum.compiler.deployment import desired_state
from stratum.compiler.outcomes import placement_findings
from stratum.compiler.pipeline import pipeline_spec
from stratum.compiler.placement import placed, placement_problem
from stratum.compiler.types import BundleRef, Resolved
from stratum.compiler.view import application_view
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.placement.service import place
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Decision

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "01-flights"
BUNDLE = BundleRef("delay-risk", "1", "/ws/.stratum/registry/bundles/0123", "0123")
ADDRESSES = {
    "ewr-gateway": "127.9.0.2",
    "jfk-gateway": "127.9.0.3",
    "lga-gateway": "127.9.0.4",
    "fog-1": "127.9.0.5",
    "cloud-1": "127.9.0.6",
}


def resolved(application: Document) -> Resolved:
    return Resolved(
        addresses=ADDRESSES,
        directories={
            e.name: f"/ws/.stratum/deployments/flight-delays/{e.name}" for e in application.elements
        },
        bundles=dict.fromkeys(("delay-risk", "delay-risk@1"), BUNDLE),
        datasets={("/ws/pipeline.yaml", "departures"): "/ws/.stratum/data/4567.parquet"},
    )


def compiled() -> dict[str, Any]:
    """The three outputs by file name, as JSON data."""
    texts = {f"/ws/{p.name}": p.read_text(encoding="utf-8") for p in sorted(EXAMPLE.glob("*.*"))}
    documents = check_files(
        {f: t for f, t in texts.items() if f.endswith(".yaml")}, library()
    ).model.documents
    application, infrastructure = documents["/ws/application.yaml"], documents["/ws/infrastructure.yaml"]
    outcome = place(
        placement_problem(application, infrastructure, library()), [GreedySolver(), CpSatSolver()]
    )
    assert isinstance(outcome, Decision)
    hosts = placed(application, outcome.placement)
    desired = desired_state(application, hosts, documents, library(), resolved(application))
    notes = placement_findings(application, outcome)
    pipeline = pipeline_spec(documents["/ws/pipeline.yaml"], texts, library())
    return {
        "components.json": [_component(dataclasses.asdict(s)) for s in desired.components],
        "services.json": [_service(dataclasses.asdict(s)) for s in desired.services],
        "pipeline.json": _pipeline(dataclasses.asdict(pipeline)),
        "view.json": application_view(application, infrastructure, library(), hosts, ADDRESSES, notes),
    }


def _component(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification with its files as data, which reads better than text in text."""
    return {**spec, "files": {name: _file(text) for name, text in spec["files"].items()}}


def _service(spec: dict[str, Any]) -> dict[str, Any]:
    parts = ("replica", "gateway", "activator")
    return {**spec, **{part: _component(spec[part]) for part in parts if spec[part]}}


def _file(text: str) -> Any:
    """Data; a placeholder for a number is shown as text."""
    return json.loads(text.replace(": {port}", ': "{port}"'))


def _pipeline(spec: dict[str, Any]) -> dict[str, Any]:
    """A pipeline without its digest and the text of its query, which change with every word of a comment."""
    steps = [
        {**s, "attributes": {**s["attributes"], "query": "…"}} if s["kind"] == "sql" else s
        for s in spec["steps"]
    ]
    return {**spec, "steps": steps, "digest": "…"}


def shown(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


@pytest.fixture(scope="module")
def now() -> Mapping[str, Any]:
    return compiled()


@pytest.mark.parametrize("name", ["components.json", "services.json", "pipeline.json", "view.json"])
def test_the_example_compiles_to_what_was_reviewed(now: Mapping[str, Any], name: str) -> None:
    reviewed = (HERE / name).read_text(encoding="utf-8")
    assert shown(now[name]) == reviewed
    assert reviewed.endswith("\n")


def test_compiling_twice_gives_the_same(now: Mapping[str, Any]) -> None:
    assert shown(compiled()) == shown(now)
    assert set(now) == {p.name for p in HERE.glob("*.json")}


if __name__ == "__main__":
    for file, value in compiled().items():
        (HERE / file).write_text(shown(value), encoding="utf-8")
