"""The example changed so that it does not fit: each refusal names the place, both numbers and a cure."""

from collections.abc import Mapping

import pytest

from stratum.compiler.outcomes import placement_findings
from stratum.compiler.placement import placement_problem
from stratum.core.findings import Finding, has_errors
from stratum.language.check import check_files
from stratum.language.metamodel import Metamodel
from stratum.placement.service import place
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver

SCORER = "requires: {cpu: 0.5, memory: 256 MiB, tier: [fog, cloud]}"


def refused(texts: Mapping[str, str], metamodel: Metamodel, old: str, new: str) -> tuple[Finding, ...]:
    """What placement says of the example with a piece of its text replaced."""
    changed = {file: text.replace(old, new) for file, text in texts.items() if file.endswith(".yaml")}
    assert changed != {file: texts[file] for file in changed}
    documents = check_files(changed, metamodel).model.documents
    application, infrastructure = documents["/ws/application.yaml"], documents["/ws/infrastructure.yaml"]
    problem = placement_problem(application, infrastructure, metamodel)
    return placement_findings(application, place(problem, [GreedySolver(), CpSatSolver()]))


@pytest.mark.parametrize(
    ("old", "new", "element", "required", "available"),
    [
        (SCORER, "requires: {memory: 64 GiB}", "scorer", "64 GiB", "16 GiB free of 16 GiB"),
        (SCORER, "requires: {cpu: 12}", "scorer", "12 cores", "8 cores free of 8 cores"),
        (SCORER, "requires: {gpus: 1}", "scorer", "1 GPUs", "0 GPUs free of 0 GPUs"),
        (SCORER, "requires: {arch: arm64}", "scorer", "arm64", "x86_64"),
        (
            "requires: {disk: 2 GB}",
            "requires: {disk: 900 GB}",
            "archive",
            "900 GB",
            "500 GB free of 500 GB",
        ),
    ],
)
def test_what_a_component_needs_is_set_against_what_the_nearest_host_has(
    texts: Mapping[str, str],
    metamodel: Metamodel,
    old: str,
    new: str,
    element: str,
    required: str,
    available: str,
) -> None:
    found = {f.element: f for f in refused(texts, metamodel, old, new)}[f"flight-delays/{element}"]
    assert found.code == "placement-infeasible"
    assert found.required == required
    assert found.available == available
    assert found.fix.startswith("to use ")


def test_a_latency_bound_that_no_path_keeps(texts: Mapping[str, str], metamodel: Metamodel) -> None:
    old, new = "connectsTo: [broker, archive]", "connectsTo: [{to: broker, maxLatency: 10 ms}, archive]"
    found = refused(texts, metamodel, old, new)
    assert has_errors(found)
    assert (found[0].required, found[0].available) == ("10 ms", "18 ms")
    assert "cloud-1 fails 18 ms > 10 ms to broker" in found[0].message
    assert found[0].fix == "to use cloud-1: allow 18 ms between writer and broker"


def test_a_missing_link(texts: Mapping[str, str], metamodel: Metamodel) -> None:
    old = "  fog-cloud: {between: [fog-1, cloud-1], latency: 18 ms, bandwidth: 1 Gbit/s}\n"
    found = refused(texts, metamodel, old, "")
    assert has_errors(found)
    assert "cloud-1 fails no path of links to broker" in found[0].message
    assert found[0].fix == "to use cloud-1: add a link between cloud-1 and fog-1"


def test_tiers_that_the_bound_rules_out(texts: Mapping[str, str], metamodel: Metamodel) -> None:
    found = refused(texts, metamodel, "tier: [fog, cloud]", "tier: [edge]")
    assert [f.code for f in found] == ["placement-infeasible"]
    assert "ewr-gateway fails memory: needs 256 MiB, has 128 MiB free of 512 MiB" in found[0].message


def test_a_host_that_was_chosen_for_too_much(texts: Mapping[str, str], metamodel: Metamodel) -> None:
    found = refused(
        texts, metamodel, "type: FogServer\n    site: Queens\n    cpu: 4", "type: FogServer\n    cpu: 0.125"
    )
    broker = next(f for f in found if f.element == "flight-delays/broker")
    assert (broker.required, broker.available) == ("0.25 cores", "0.125 cores free of 0.125 cores")
    assert broker.position.file == "/ws/application.yaml"


def test_a_fog_server_with_room_for_one_of_two(texts: Mapping[str, str], metamodel: Metamodel) -> None:
    found = refused(texts, metamodel, "    cpu: 4\n", "    cpu: 1\n")
    assert not has_errors(found)
    assert {f.message.split(":")[0] for f in found} == {
        "scorer is placed on cloud-1",
        "processor is placed on cloud-1",
    }
