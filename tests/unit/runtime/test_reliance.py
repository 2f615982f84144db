"""What an application uses of others: whether it is there, and that exports leave it out."""

from pathlib import Path

import pytest

from stratum.compiler.types import NOTHING
from stratum.core.errors import TransientError
from stratum.core.findings import Severity
from stratum.deployment.agent.scribe import Scribe
from stratum.deployment.logic.records import Record
from stratum.deployment.types import State
from stratum.language.library import library
from stratum.language.tree import DocumentKind
from stratum.runtime import exporting, plugins
from stratum.runtime.deploying import compile_application
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts, load
from stratum.runtime.reliance import Reliance, refuse_absent, reliances
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts, new_id

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 4 GiB, disk: 10 GB}
"""
HEAD = "stratum: 1\nkind: Application\nname: {}\ninfrastructure: site.yaml\ncomponents:\n"
HUB = HEAD.format("hub") + "  broker: {type: NatsBroker, topics: [rows]}\n"
APP = HEAD.format("app") + "  bus: {type: MessageBroker, select: hub/broker}\n"
EXAMPLE = "17-shared-broker"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    for name, text in (("site.yaml", SITE), ("hub.yaml", HUB), ("app.yaml", APP)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = Parts(Settings(tmp_path))
    made.state.mkdir()
    return made


def used(parts: Parts) -> tuple[Reliance, ...]:
    checked = load(parts)
    return reliances(parts, checked, checked.document(DocumentKind.APPLICATION, "app"))


def apply_hub(parts: Parts, state: State | None = None) -> None:
    """Say that the hub is wanted, and how its broker stands."""
    desired = compile_application(parts, load(parts), "hub")
    parts.deployments.apply("hub", desired)
    if state is not None:
        Scribe(parts.journal, parts.clock, new_id).write("hub", Record("broker", state))


def test_what_is_not_applied_is_named_with_what_to_do_first(parts: Parts) -> None:
    found = used(parts)
    assert [str(one) for one in found] == ["bus is broker of hub: hub is not applied"]
    with pytest.raises(TransientError, match="app cannot be applied: bus is broker of hub") as refused:
        refuse_absent(found, "app")
    assert refused.value.hint == "first: stratum apply hub"


@pytest.mark.parametrize(
    ("state", "lacks"), [(None, "it is pending"), (State.STARTING, "it is starting"), (State.READY, "")]
)
def test_it_has_to_be_ready(parts: Parts, state: State | None, lacks: str) -> None:
    apply_hub(parts, state)
    assert used(parts) == (Reliance("bus", "hub", "broker", lacks),)


def test_what_runs_can_be_used(parts: Parts) -> None:
    apply_hub(parts, State.READY)
    found = used(parts)
    refuse_absent(found, "app")
    assert [str(one) for one in found] == ["bus is broker of hub: it runs"]


def test_it_has_to_run_as_its_document_says_now(parts: Parts) -> None:
    apply_hub(parts, State.READY)
    hub = parts.workspace.root / "hub.yaml"
    hub.write_text(HUB.replace("[rows]", "[rows], natsPort: 4999"), encoding="utf-8")
    assert [one.lacks for one in used(parts)] == ["hub runs otherwise than its document says"]


def test_what_uses_nothing_of_others_relies_on_nothing(parts: Parts) -> None:
    checked = load(parts)
    assert reliances(parts, checked, checked.document(DocumentKind.APPLICATION, "hub")) == ()


@pytest.mark.parametrize("target", plugins.names(exporting.RENDERERS))
def test_every_tool_tells_that_it_lives_in_another_application(target: str) -> None:
    checked = check_texts(Path("/ws"), example_files(EXAMPLE), library())
    made = exporting.export(exporting.blueprint_of(checked, "arrivals-archive", NOTHING), target)
    (told,) = (f for f in made.losses if f.element == "arrivals-archive/bus")
    assert told.severity is Severity.WARNING
    assert told.message == (
        f"{target} leaves out bus: it is broker of departure-hub and lives there; lost with it: type, select"
    )
    assert "export departure-hub too" in told.fix
