"""Every detector keeps the contract of its port, and the language names the same ones."""

import importlib.metadata

import pytest

from stratum.drift.ports import Design
from stratum.language.library import library
from stratum.testing.contracts.detector import DetectorContract

GROUP = "stratum.drift.detectors"
NAMES = sorted(entry.name for entry in importlib.metadata.entry_points(group=GROUP))


@pytest.fixture(params=NAMES)
def detector(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class TestDetectors(DetectorContract):
    @pytest.fixture(autouse=True)
    def _chosen(self, detector: str) -> None:
        self.name = detector

    def design(self) -> Design:
        (entry,) = importlib.metadata.entry_points(group=GROUP, name=self.name)
        found: Design = entry.load()
        return found


def test_the_language_offers_every_detector() -> None:
    offered = library().type("ModelService").attributes["keep"].fields["detectors"].items
    assert offered is not None
    assert sorted(offered.options) == NAMES
    assert len(NAMES) == 9
