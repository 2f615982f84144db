"""The line of trainings: who goes on, who waits, and in which order."""

import contextlib
import dataclasses
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.runtime.line import MOST_WAITING, Line
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import write_visits
from stratum.testing.waiting import wait_until
from stratum.training.logic.progress import Plan
from stratum.training.orders import Order, Wish
from stratum.training.records import RunFolder
from stratum.training.types import Run

PATIENCE = 60.0
PIPELINE = """stratum: 1
kind: Pipeline
name: buys
blocks:
  visits: {type: CsvSource, path: visits.csv}
  known: {type: SelectColumns, input: visits, columns: [id, price, bought]}
  split: {type: SplitRandom, input: known, fraction: 30 %}
  linear: {type: LogisticRegression, input: split}
  best: {type: ChooseBest, inputs: [linear], target: bought, identifier: id, metric: roc_auc, seed: 7}
"""


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    write_visits(tmp_path / "visits.csv")
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    return Parts(Settings(tmp_path))


def going(parts: Parts) -> RunFolder:
    """A run of which nobody has a record yet; it goes on while its folder is held."""
    return RunFolder(parts.runs_root / "first")


def order(parts: Parts, run: str) -> object:
    """For whom a run waits once it was ordered."""
    return Trainings(parts).start("buys", Order("inline", run=run, by="ann"))["behind"]


def statuses(parts: Parts) -> dict[str, tuple[str, list[str]]]:
    """Status of each run, and for whom it waits, as whoever comes later sees it."""
    told = Trainings(Parts(parts.settings)).runs()["runs"]
    assert isinstance(told, list)
    return {run["id"]: (run["status"], run["behind"]) for run in told}


def test_they_wait_in_the_order_in_which_they_came_whatever_they_are_called(parts: Parts) -> None:
    with going(parts).held():
        assert order(parts, "zebra") == ["first"]
        assert order(parts, "ant") == ["first", "zebra"]
        assert statuses(parts) == {"zebra": ("queued", ["first"]), "ant": ("queued", ["first", "zebra"])}
        told = Trainings(parts).progress("ant")
        assert (told["status"], told["going"], told["error"]) == ("queued", True, None)


def test_who_is_called_off_leaves_the_line(parts: Parts) -> None:
    with going(parts).held():
        order(parts, "one")
        order(parts, "two")
        told = Trainings(parts).cancel("one", "ben")
        assert (told["status"], told["going"], told["behind"]) == ("cancelled", False, [])
        assert told["error"] == "cancelled by ben before its turn"
        assert statuses(parts)["two"] == ("queued", ["first"])
        with pytest.raises(InvalidInputError, match="run one has ended"):
            Trainings(parts).cancel("one", "ben")


def left(parts: Parts) -> RunFolder:
    """A run that nobody works on and that did not end."""
    folder = RunFolder(parts.runs_root / "old")
    folder.path.mkdir(parents=True)
    folder.begin(Plan(5.0, ("linear",), (), "inline", 1, 7))
    folder.save(Run("old", "buys", "classification", "roc_auc", 5.0))
    return folder


def end(folder: RunFolder) -> None:
    """Have somebody else go on with a run to its end."""
    folder.save(dataclasses.replace(folder.load(), status="ok", finished=9.0))


def test_two_who_ask_at_once_go_on_with_a_run_once(parts: Parts) -> None:
    left(parts)
    trainings = Trainings(parts)
    with going(parts).held():
        one, other = trainings.interrupted("old", Order()), trainings.interrupted("old", Order())
        trainings.start(*one)
        with pytest.raises(InvalidInputError, match="run old goes on or has ended"):
            trainings.start(*other)
        assert statuses(parts) == {"old": ("queued", ["first"])}
        trainings.cancel("old", "ben")


def test_a_run_that_has_ended_meanwhile_does_not_go_on(parts: Parts) -> None:
    folder, trainings = left(parts), Trainings(parts)
    with going(parts).held():
        asked = trainings.interrupted("old", Order())
        end(folder)
        with pytest.raises(InvalidInputError, match="run old goes on or has ended"):
            trainings.start(*asked)
        assert statuses(parts) == {"old": ("ok", [])}


def test_a_terminal_whose_turn_comes_too_late_does_not_go_on(parts: Parts) -> None:
    folder = left(parts)
    folder.ask_to_end("ben")
    arguments = ["train", "--resume", "old", "-w", str(parts.settings.workspace)]
    with ThreadPoolExecutor(1) as pool:
        with Line(parts).deciding():
            told = pool.submit(CliRunner().invoke, cli, arguments)
            # it was found to be interrupted once the wish of before is forgotten
            wait_until(lambda: folder.asked_to_end() is None, PATIENCE, "a look at the run")
            end(folder)
        assert "run old goes on or has ended" in str(told.result(PATIENCE).exception)
    assert statuses(parts) == {"old": ("ok", [])}


def test_who_was_to_go_on_is_interrupted_as_before_once_it_is_called_off(parts: Parts) -> None:
    left(parts)
    trainings = Trainings(parts)
    with going(parts).held():
        trainings.start(*trainings.interrupted("old", Order()))
        assert statuses(parts) == {"old": ("queued", ["first"])}
        with pytest.raises(InvalidInputError, match="run old is queued"):
            trainings.interrupted("old", Order())
        trainings.cancel("old", "ben")
        assert statuses(parts) == {"old": ("interrupted", [])}


def test_only_so_many_wait(parts: Parts) -> None:
    with going(parts).held():
        for number in range(MOST_WAITING):
            order(parts, f"run-{number}")
        with pytest.raises(PermanentError, match=f"{MOST_WAITING} trainings wait in this workspace"):
            order(parts, "another")
    assert not (parts.runs_root / "another").exists()


def test_what_is_wrong_is_refused_before_it_waits(parts: Parts) -> None:
    with going(parts).held():
        with pytest.raises(InvalidInputError, match=re.escape("a budget of 1 s")):
            Trainings(parts).start("", Order(wish=Wish("visits.csv", "bought", budget=1)))
        assert statuses(parts) == {}


def test_one_process_takes_the_turn_and_others_do_not(parts: Parts) -> None:
    line = Trainings(parts).line
    with line.turn("mine") as is_free, Trainings(parts).line.turn("other") as is_free_too:
        assert (is_free, is_free_too) == (True, False)
        assert line.ahead() == ("mine",)
        with pytest.raises(PermanentError, match="run mine goes on"), line.alone("third"):
            pass
    assert line.ahead() == ()


class Late(Line):
    """A line in which the run that goes on ends right after it was found to."""

    @contextlib.contextmanager
    def turn(self, run: str) -> Iterator[bool]:
        with super().turn(run) as is_free:
            going(self._parts).let_go()
            yield is_free


def test_who_was_not_free_has_no_turn_though_the_other_one_ends(parts: Parts) -> None:
    with going(parts).held():
        refused = pytest.raises(PermanentError, match="went on in this workspace")
        with refused as caught, Late(parts).alone("mine"):
            pytest.fail("it went on without its turn")
        assert caught.value.hint == "try again"
        assert Line(parts).ahead() == ()


def test_nobody_overtakes_the_line(parts: Parts) -> None:
    with going(parts).held():
        order(parts, "one")
        (parts.runs_root / "first" / ".lock").unlink()
        with Trainings(parts).line.turn("mine") as is_free:
            assert not is_free
        Trainings(parts).cancel("one", "ben")
