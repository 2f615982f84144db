"""One small training run that tests of what follows look at."""

from pathlib import Path

import pytest

from stratum.data.sources.files import FileSource
from stratum.testing.fakes import ManualClock
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.progress import Progress
from stratum.training.publishing import TrainingResult
from stratum.training.service import Workshop, train
from stratum.training.types import PipelineSpec


def make_workshop(folder: Path) -> Workshop:
    """A workshop that trains in this process, with tables kept in ``folder``."""
    return Workshop(
        readers={"csv": FileSource()},
        frameworks={"sklearn": SklearnFramework()},
        executor=InlineExecutor(),
        cache=folder / "cache",
        clock=ManualClock(),
        commit="c0ffee",
    )


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A workshop of its own."""
    return make_workshop(tmp_path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a module's run."""
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def spec(place: Path) -> PipelineSpec:
    """The pipeline of the run."""
    return visits_pipeline(write_visits(place / "visits.csv"))


@pytest.fixture(scope="module")
def steps() -> list[Progress]:
    """What the run reported."""
    return []


@pytest.fixture(scope="module")
def result(place: Path, spec: PipelineSpec, steps: list[Progress]) -> TrainingResult:
    """The run's result."""
    return train(spec, make_workshop(place), place / "runs" / "run-1", steps.append)
