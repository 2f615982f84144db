"""The example's documents, and small ones that tests write."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stratum.compiler.placement import placed, placement_problem
from stratum.compiler.types import BundleRef, Resolved
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Placement

EXAMPLE = Path(__file__).parents[3] / "examples" / "01-flights"
Read = Callable[[str], Document]


@pytest.fixture(scope="session")
def metamodel() -> Metamodel:
    return library()


@pytest.fixture(scope="session")
def texts() -> Mapping[str, str]:
    """The files of the example, as if they stood in ``/ws``."""
    return {f"/ws/{p.name}": p.read_text(encoding="utf-8") for p in sorted(EXAMPLE.glob("*.*"))}


@pytest.fixture(scope="session")
def documents(texts: Mapping[str, str], metamodel: Metamodel) -> Mapping[str, Document]:
    checked = check_files({f: t for f, t in texts.items() if f.endswith(".yaml")}, metamodel)
    assert checked.findings == ()
    return checked.model.documents


@pytest.fixture(scope="session")
def application(documents: Mapping[str, Document]) -> Document:
    return documents["/ws/application.yaml"]


@pytest.fixture(scope="session")
def infrastructure(documents: Mapping[str, Document]) -> Document:
    return documents["/ws/infrastructure.yaml"]


@pytest.fixture(scope="session")
def pipeline(documents: Mapping[str, Document]) -> Document:
    return documents["/ws/pipeline.yaml"]


@pytest.fixture(scope="session")
def hosts(application: Document, infrastructure: Document, metamodel: Metamodel) -> Mapping[str, str]:
    answer = GreedySolver().solve(placement_problem(application, infrastructure, metamodel))
    assert isinstance(answer, Placement)
    return placed(application, answer)


@pytest.fixture(scope="session")
def resolved(application: Document, infrastructure: Document) -> Resolved:
    machines = [e.name for e in infrastructure.elements if not e.targets("between")]
    return Resolved(
        addresses={name: f"127.9.0.{number}" for number, name in enumerate(machines, start=2)},
        directories={
            e.name: f"/ws/.stratum/deployments/flight-delays/{e.name}" for e in application.elements
        },
        bundles={
            "delay-risk": BundleRef("delay-risk", "3", "/ws/.stratum/registry/bundles/abc", "abc"),
            "delay-risk@1": BundleRef("delay-risk", "1", "/ws/.stratum/registry/bundles/def", "def"),
        },
        datasets={("/ws/pipeline.yaml", "departures"): "/ws/.stratum/data/abc.parquet"},
    )


@pytest.fixture
def read(metamodel: Metamodel) -> Read:
    """Reads one document; what the language finds wrong in it is not asked here."""

    def document(text: str) -> Document:
        return check_files({"/ws/small.yaml": "stratum: 1\n" + text}, metamodel).model.documents[
            "/ws/small.yaml"
        ]

    return document
