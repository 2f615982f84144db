"""What an interrupted run goes on with, and what keeps it from going on."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Plan
from stratum.training.orders import Order
from stratum.training.records import FOUND, RunFolder
from stratum.training.types import Run


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(Settings(tmp_path))


def left(parts: Parts, run: str, *, automatic: bool = False) -> RunFolder:
    """A run that nobody works on and that did not end."""
    folder = RunFolder(parts.runs_root / run)
    folder.path.mkdir(parents=True)
    folder.begin(Plan(0.0, ("linear",), (), "inline", 1, 7, automatic=automatic))
    folder.save(Run(run, "buys", "classification", "roc_auc", 0.0))
    return folder


def test_it_is_not_ended_by_a_wish_of_before(parts: Parts) -> None:
    folder = left(parts, "buys-1")
    folder.ask_to_end("ben")
    pipeline, order = Trainings(parts).interrupted("buys-1", Order())
    assert (pipeline, order.seed, order.resume) == ("buys", 7, True)
    assert folder.asked_to_end() is None


DOCUMENT = "stratum: 1\nkind: Pipeline\nname: buys\nblocks: {}\n"


def test_a_search_goes_on_with_the_document_that_it_wrote_alone(parts: Parts, tmp_path: Path) -> None:
    folder = left(parts, "buys-1", automatic=True)
    with pytest.raises(InvalidInputError, match="was interrupted in its search") as caught:
        Trainings(parts).interrupted("buys-1", Order())
    assert "--auto" in caught.value.hint
    folder.write_document(FOUND, DOCUMENT)
    (tmp_path / "buys.yaml").write_text(DOCUMENT)
    assert Trainings(parts).interrupted("buys-1", Order())[0] == "buys"
    (tmp_path / "buys.yaml").write_text(f"{DOCUMENT}# mine\n")
    with pytest.raises(InvalidInputError, match="is not what it wrote"):
        Trainings(parts).interrupted("buys-1", Order())
