"""What an interrupted run goes on with, and what keeps a run from going on or beginning."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.runtime import finding, recording
from stratum.runtime.runs import RunRecords
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import visits_pipeline
from stratum.training.logic.progress import Plan
from stratum.training.orders import Order, Wish
from stratum.training.records import FOUND, RunFolder
from stratum.training.types import Run


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(Settings(tmp_path))


def left(
    parts: Parts, run: str, *, wish: Wish | None = None, cluster: str = "", searched: bool = False
) -> RunFolder:
    """A run that nobody works on and that did not end; one that searched without a wish is of before."""
    folder = RunFolder(parts.runs_root / run)
    folder.path.mkdir(parents=True)
    executor = "dask" if cluster else "inline"
    automatic = searched or wish is not None
    plan = Plan(0.0, ("linear",), (), executor, 1, 7, automatic=automatic, cluster=cluster, wish=wish)
    folder.begin(plan)
    folder.save(Run(run, "buys", "classification", "roc_auc", 0.0))
    return folder


def test_it_is_not_ended_by_a_wish_of_before(parts: Parts) -> None:
    folder = left(parts, "buys-1")
    folder.ask_to_end("ben")
    pipeline, order = Trainings(parts).interrupted("buys-1", Order())
    assert (pipeline, order.seed, order.resume) == ("buys", 7, True)
    assert folder.asked_to_end() is None


def test_it_goes_on_in_its_cluster_unless_another_place_is_named(parts: Parts) -> None:
    left(parts, "buys-1", cluster="trainers")
    asked = (Order(), Order("dask", cluster="others"), Order("inline"))
    orders = [Trainings(parts).interrupted("buys-1", order)[1] for order in asked]
    places = [(order.executor, order.cluster) for order in orders]
    assert places == [("dask", "trainers"), ("dask", "others"), ("inline", "")]


def test_a_plan_holds_the_cluster(parts: Parts, tmp_path: Path) -> None:
    order = Order("dask", cluster="trainers", wish=Wish("visits.csv", "bought"))
    assert recording.plan_of(parts, visits_pipeline(tmp_path / "visits.csv"), order).cluster == "trainers"
    assert finding.plan_of(parts, order).cluster == "trainers"


@pytest.mark.parametrize("budget", [2.9, 86_401, float("nan")])
def test_a_search_in_no_time_or_in_days_is_refused(parts: Parts, budget: float) -> None:
    order = Order(wish=Wish("visits.csv", "bought", budget))
    with pytest.raises(InvalidInputError, match="a budget of") as caught:
        Trainings(parts).check(order)
    assert caught.value.hint == "give 3 to 86400 seconds"


@pytest.mark.parametrize("trials", [-1, 10_001])
def test_a_search_of_no_number_of_trials_is_refused(parts: Parts, trials: int) -> None:
    order = Order(wish=Wish("visits.csv", "bought", trials=trials))
    with pytest.raises(InvalidInputError, match=f"a search of {trials} trials"):
        Trainings(parts).check(order)


DOCUMENT = "stratum: 1\nkind: Pipeline\nname: buys\nblocks: {}\n"


def test_a_search_goes_on_for_what_was_wished_unless_people_wrote_its_document(
    parts: Parts, tmp_path: Path
) -> None:
    wish = Wish("visits.csv", "bought", 12, name="buys")
    folder = left(parts, "buys-1", wish=wish)
    order = Trainings(parts).interrupted("buys-1", Order())[1]
    assert (order.wish, order.seed, order.resume) == (wish, 7, True)
    folder.write_document(FOUND, DOCUMENT)
    (tmp_path / "buys.yaml").write_text(DOCUMENT)
    assert Trainings(parts).interrupted("buys-1", Order())[1] == order
    (tmp_path / "buys.yaml").write_text(f"{DOCUMENT}# mine\n")
    with pytest.raises(InvalidInputError, match="people wrote or changed it") as caught:
        Trainings(parts).interrupted("buys-1", Order())
    assert "take it away and go on" in caught.value.hint


def test_a_search_whose_wish_was_not_kept_goes_on_only_with_its_own_document(
    parts: Parts, tmp_path: Path
) -> None:
    folder, document = left(parts, "buys-1", searched=True), tmp_path / "buys.yaml"
    with pytest.raises(InvalidInputError, match=r"did not keep what .* buys.yaml is not its own"):
        Trainings(parts).interrupted("buys-1", Order())
    folder.write_document(FOUND, DOCUMENT)
    document.write_text(DOCUMENT)
    assert Trainings(parts).interrupted("buys-1", Order())[0] == "buys"
    document.write_text(f"{DOCUMENT}# mine\n")
    with pytest.raises(InvalidInputError, match="people wrote or changed it") as caught:
        Trainings(parts).interrupted("buys-1", Order())
    assert "search again" in caught.value.hint


def test_trials_that_are_kept_are_told(parts: Parts) -> None:
    folder = left(parts, "buys-1", wish=Wish("visits.csv", "bought", name="buys"))
    assert str(RunRecords(parts).of("buys-1").error).endswith("nothing is kept")
    folder.answers.mkdir(parents=True)
    (folder.answers / "0.trial").write_bytes(b"")
    error = str(RunRecords(parts).of("buys-1").error)
    assert error.endswith("1 finished trial is kept, go on with stratum train --resume buys-1")
