"""What a user asks for moves components between edge, fog and cloud."""

from pathlib import Path

import pytest

from stratum.language.library import library
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts

METAMODEL = library()
SCORER = "requires: {cpu: 0.5, memory: 256 MiB, tier: [fog, cloud]}"
PROCESSOR = "produces: predictions\n    batch: 32\n    requires: {cpu: 0.5, memory: 256 MiB}"
ON_EDGE = "produces: predictions\n    hostedOn: jfk-gateway\n    requires: {cpu: 0.1, memory: 32 MiB}"


def host_of_the_scorer(*changes: tuple[str, str]) -> str | None:
    texts = example_files("01-flights")
    for old, new in changes:
        assert old in texts["application.yaml"]
        texts["application.yaml"] = texts["application.yaml"].replace(old, new)
    return check_texts(Path("/ws"), texts, METAMODEL).hosts["flight-delays"].get("scorer")


def test_it_stands_on_the_fog_by_itself() -> None:
    assert host_of_the_scorer() == "fog-1"
    assert host_of_the_scorer((SCORER, "requires: {cpu: 0.5, memory: 256 MiB, tier: fog}")) == "fog-1"


def test_a_bound_moves_a_component_to_the_edge() -> None:
    small = (SCORER, "requires: {cpu: 0.25, memory: 64 MiB}")
    assert (
        host_of_the_scorer(small, (PROCESSOR, ON_EDGE), ("maxLatency: 5 ms", "maxLatency: 1 ms"))
        == "jfk-gateway"
    )


@pytest.mark.parametrize("needs", ["memory: 4 GiB", "memory: 256 MiB, tier: cloud"])
def test_what_the_fog_cannot_offer_goes_to_the_cloud(needs: str) -> None:
    loose = ("maxLatency: 5 ms", "maxLatency: 50 ms")
    assert host_of_the_scorer((SCORER, f"requires: {{cpu: 0.5, {needs}}}"), loose) == "cloud-1"
